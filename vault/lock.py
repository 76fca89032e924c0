"""One writer at a time: the lock of a vault file."""

import contextlib
import errno
import os
import platform
from pathlib import Path

from vault import systems
from vault.errors import InUse
from vault.model import printable

_HELD = {errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}  # another process has the lock; the latter two are Windows'


class Lock:
    """Who may write a vault: a lock on a file beside it, never deleted, let go by the system when the process ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises InUse, or OSError where the folder cannot be written to or knows no locks."""
        path = path.resolve()
        self._path = path.with_name(f".{path.name}.lock")
        self._handle = _take(self._path)
        self._say(_own_words())

    def hold_on(self) -> None:
        """Take the lock anew where another file is in the place of ours: a sync tool that carries it puts one there.

        Raises InUse where another process was quicker, or OSError as when it is made.
        """
        if not _is_at(self._handle, self._path):
            fresh = _take(self._path)
            with contextlib.suppress(OSError):
                os.close(self._handle)
            self._handle = fresh
            self._say(_own_words())

    def release(self) -> None:
        """Let the lock go. A second call does nothing: its file number may be another file's by then."""
        if self._handle >= 0:
            self._say("")
            handle, self._handle = self._handle, -1
            with contextlib.suppress(OSError):  # a close that fails has closed, and the lock is gone with it
                os.close(handle)

    def _say(self, text: str) -> None:
        """Write who holds the lock, for another's message. A full disk is no reason not to hold it."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.write(self._handle, text.encode())


def _take(path: Path) -> int:
    """Return the lock file, open and locked, which is still the one at `path`."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    handle = os.open(path, flags, 0o600)
    try:
        if _lock(handle, path):
            return handle
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return _take(path)


def _lock(handle: int, path: Path) -> bool:
    """Lock an open file, and tell whether it is still the one at `path`. Raises InUse, OSError."""
    try:
        systems.lock(handle)
    except OSError as error:
        if error.errno in _HELD:
            raise InUse(printable(os.read(handle, 200).decode("utf-8", "replace")).strip()) from None
        raise
    return _is_at(handle, path)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _own_words() -> str:
    return f"process {os.getpid()} on {printable(platform.node())}"
