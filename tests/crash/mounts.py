"""Mounting file systems and attaching images to loop devices, by the kernel's own calls: a thousand times a minute."""

import ctypes
import errno
import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READ_ONLY, REMOUNT = 1, 32  # linux/mount.h
_CONTROL = Path("/dev/loop-control")
_GET_FREE, _CONFIGURE, _CLEAR = 0x4C82, 0x4C0A, 0x4C01  # linux/loop.h
_TRIES = 20


def mount(source: str, target: Path, kind: str, *, flags: int = 0, data: str = "") -> None:
    """Raises OSError."""
    _call("mount", source.encode(), os.fsencode(target), kind.encode(), flags, data.encode())


@contextmanager
def mounted(source: str, target: Path, kind: str, *, data: str = "") -> Iterator[Path]:
    """A mounted file system, unmounted at the end. Raises OSError."""
    mount(source, target, kind, data=data)
    try:
        yield target
    finally:
        _call("umount2", os.fsencode(target), 0)


def sync(folder: Path) -> None:
    """Bring all of one file system to its medium."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        _call("syncfs", handle)
    finally:
        os.close(handle)


@contextmanager
def attached(image: Path) -> Iterator[str]:
    """A loop device over an image, as its path. Raises OSError."""
    handle = os.open(image, os.O_RDWR)
    try:
        loop, device = _attach(handle)
    finally:
        os.close(handle)
    try:
        yield device
    finally:
        fcntl.ioctl(loop, _CLEAR)
        os.close(loop)


def in_memory() -> Path | None:
    """Return a folder that no disk slows down; None where there is none, which means the usual one."""
    folder = Path("/dev/shm")
    return folder if os.access(folder, os.W_OK) else None


def why_no_mounts(folder: Path) -> str:
    """Say why nothing can be mounted on `folder`; nothing where it can."""
    if os.geteuid():
        return "only root may mount"
    try:
        with mounted("none", folder, "tmpfs", data="size=64k"):
            return ""
    except OSError as error:
        return f"this system lets root mount nothing ({error.strerror})"


def why_no_loops(folder: Path) -> str:
    """Say why no image can be attached; nothing where it can."""
    image = folder / "empty"
    image.write_bytes(bytes(4096))
    try:
        with attached(image):
            return ""
    except OSError as error:
        return f"there are no loop devices ({error.strerror})"


def _attach(handle: int) -> tuple[int, str]:
    for _ in range(_TRIES):
        control = os.open(_CONTROL, os.O_RDWR)
        try:
            device = f"/dev/loop{fcntl.ioctl(control, _GET_FREE)}"
        finally:
            os.close(control)
        loop = os.open(device, os.O_RDWR)
        try:
            fcntl.ioctl(loop, _CONFIGURE, struct.pack("II232x64x", handle, 512))
        except OSError as error:
            os.close(loop)
            if error.errno != errno.EBUSY:  # somebody else was quicker
                raise
        else:
            return loop, device
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))


def _call(name: str, *arguments: bytes | int) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
