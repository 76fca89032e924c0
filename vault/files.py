"""The only door to the disk: reading, the save sequence, new files.

The sequence of `save` is the one measured in research/security.md §2.1: after a crash at any point the file is either
the old one or the new one, never a mixture and never nothing. All calls go through `Disk`, so that a test can fail any of them.
"""

import contextlib
import errno
import os
import platform
import re
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from vault import systems
from vault.errors import BadInput, ChangedOnDisk, NotAVault, NotSaved, NotThere, VaultError
from vault.lock import Lock
from vault.model import printable
from vault.refusals import not_saved, reason

_NO_DIRECTORY_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV, errno.ENOSYS, errno.EACCES}
STALE_AFTER = 3600  # seconds after which a temporary file was left by a crash, not by a save that is still running


class Disk:
    """The system calls that a save makes. Paths are absolute."""

    def create(self, path: Path) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        return os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)

    def write(self, handle: int, data: memoryview) -> int:
        return os.write(handle, data)

    def sync(self, handle: int) -> None:
        """Bring the file to the medium. Never retried: after a failure the pages count as clean (fsyncgate)."""
        if sys.platform == "darwin":  # pragma: no cover
            import fcntl  # noqa: PLC0415

            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
        else:
            os.fsync(handle)

    def close(self, handle: int) -> None:
        os.close(handle)

    def read(self, path: Path) -> bytes:
        return path.read_bytes()

    def read_from_medium(self, path: Path) -> bytes:
        """Read a file after its pages were dropped from the cache, as far as the system allows."""
        with path.open("rb") as file:
            if hasattr(os, "posix_fadvise"):  # pragma: no branch
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            return file.read()

    def stat(self, path: Path) -> os.stat_result:
        return path.stat()

    def link(self, old: Path, new: Path) -> None:
        os.link(old, new)

    def replace(self, old: Path, new: Path) -> None:
        if sys.platform == "win32":  # pragma: no cover
            systems.replace_on_windows(old, new)
        else:
            old.replace(new)

    def unlink(self, path: Path) -> None:
        path.unlink()

    def make_folder(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)

    def names(self, folder: Path) -> list[str]:
        return [item.name for item in folder.iterdir()]

    def sync_folder(self, folder: Path) -> None:
        """Bring the folder's entries to the medium. Windows has no such call: its replace writes through."""
        if sys.platform == "win32":  # pragma: no cover
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Seen(Struct, frozen=True):
    """What a file was when it was read or written: the proof that nobody else wrote it since."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    digest: bytes


def read(path: Path, *, limit: int, disk: Disk) -> tuple[bytes, Seen]:
    """Return a file's bytes and what it was. Raises NotThere, NotAVault (over `limit` bytes), VaultError."""
    try:
        found = disk.stat(path)
        if not stat.S_ISREG(found.st_mode):
            raise NotAVault(f"{path.name} is not a file")
        if found.st_size > limit:
            raise NotAVault("The file is larger than any vault")
        data = disk.read(path)
    except FileNotFoundError:
        raise NotThere(f"There is no file {path}", hint="Check the path, or create a vault there.") from None
    except OSError as error:
        raise VaultError(f"{path} cannot be read: {reason(error)}", hint="Check the file's permissions.") from None
    return data, _seen(found, data)


def read_small(path: Path, *, limit: int) -> bytes:
    """Return the bytes of a file that the user gave. Raises BadInput."""
    try:
        if not path.is_file():
            raise BadInput(f"There is no file {path}", hint="Check the name.")
        if path.stat().st_size > limit:
            raise BadInput(f"{path.name} is larger than {limit // 1024 // 1024} MB", hint="Choose another file.")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {reason(error)}", hint="Check the file's permissions.") from None


def take(path: Path, *, limit: int) -> bytes:
    """Return the bytes of a file that another program wrote for us, and delete it: it may show a secret. Raises BadInput."""
    try:
        return read_small(path, limit=limit)
    finally:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise BadInput(
                f"{path} cannot be deleted: {reason(error)}", hint="Delete it yourself: it may show a secret."
            ) from None


def replace_small(path: Path, data: bytes, *, keep: bool) -> None:
    """Write a small file that only this program writes; with `keep`, what was there stays as `NAME.broken`. Raises NotSaved."""
    disk = Disk()
    try:
        _make_folder(path.parent, disk)
        with _temporary(path, disk) as temporary:
            _write_temporary(temporary, data, disk)
            if keep:
                disk.replace(path, path.with_name(path.name + ".broken"))
            disk.replace(temporary, path)
    except OSError as error:
        raise not_saved(error, path) from None


def erase(path: Path, seen: Seen) -> None:
    """Overwrite a file once and delete it, if it is still the one that was `seen` and has no other name. Raises BadInput."""
    try:
        if path.resolve() != path:
            raise BadInput(f"{path.name} is reached through a link", hint="Sparekey deletes nothing through links.")
        with os.fdopen(systems.open_itself(path, os.O_RDWR), "r+b") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or _seen(found, file.read(seen.size + 1)) != seen:
                raise BadInput(f"{path.name} has changed since it was looked at", hint="Look again, then decide.")
            if found.st_nlink > 1:
                raise BadInput(f"{path.name} has a second name elsewhere", hint="Delete it yourself, with all its names.")
            file.seek(0)
            file.write(bytes(seen.size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except OSError as error:
        raise BadInput(f"{path.name} cannot be deleted: {reason(error)}", hint="Check its permissions.") from None


def check_new(path: Path) -> None:
    """Make sure that a file can be made here later, before the user is asked for anything. Raises BadInput."""
    try:
        if path.exists() or path.is_symlink():
            raise BadInput(f"{path} exists already", hint="Choose another name; nothing is ever overwritten.")
        if not path.parent.is_dir():
            raise BadInput(f"There is no folder {path.parent}", hint="Create it, or choose another one.")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {reason(error)}", hint="Choose another name.") from None


def write_new(path: Path, data: bytes, *, disk: Disk) -> Seen:
    """Write a file for the user, readable by nobody else, that must not exist yet: whole or not at all.

    What is returned is for `erase`. Raises BadInput where it exists, NotSaved.
    """
    path = path.resolve()
    try:
        with _temporary(path, disk) as temporary:
            seen = _write_temporary(temporary, data, disk)
            _put_first(temporary, path, disk)
        with _deleted_on_error(path, disk):
            _sync_folder(path.parent, disk)
    except OSError as error:
        raise NotSaved(
            f"{path.name} could not be written: {reason(error)}", hint="Nothing of it was kept. Choose another folder or disk."
        ) from None
    return seen


def create(path: Path, data: bytes, *, disk: Disk) -> Seen:
    """Write a file that must not exist yet. Raises BadInput where it does, NotSaved."""
    return _saving(path, data, lambda temporary, path: _put_first(temporary, path, disk), disk)


def save(path: Path, data: bytes, *, seen: Seen, backup: Path, disk: Disk) -> Seen:
    """Replace a file that is still the one that was `seen`, keeping it as `backup`. Raises ChangedOnDisk, NotSaved."""

    def put(temporary: Path, path: Path) -> None:
        _check_unchanged(path, seen, disk)
        _keep(path, backup, disk)
        _check_still(path, seen, disk)
        disk.replace(temporary, path)

    return _saving(path, data, put, disk)


def _saving(path: Path, data: bytes, put: Callable[[Path, Path], None], disk: Disk) -> Seen:
    path = path.resolve()
    try:
        with _temporary(path, disk) as temporary:
            seen = _write_temporary(temporary, data, disk)
            put(temporary, path)
    except OSError as error:
        raise not_saved(error, path) from None
    try:
        _sync_folder(path.parent, disk)
        found = disk.stat(path)
        return Seen(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, seen.digest)
    except OSError as error:
        raise NotSaved(
            f"The vault was written, but the disk did not confirm it: {reason(error)}",
            hint="Save again, and copy the vault to another disk.",
            written=seen,
        ) from None


@contextlib.contextmanager
def _temporary(path: Path, disk: Disk) -> Iterator[Path]:
    """Name a file in the making, beside `path`. Where the making fails none stays."""
    temporary = path.with_name(f".{path.name}.{os.urandom(8).hex()}.tmp")
    with _deleted_on_error(temporary, disk):
        yield temporary


@contextlib.contextmanager
def _deleted_on_error(path: Path, disk: Disk) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            disk.unlink(path)
        raise


def _check_unchanged(path: Path, seen: Seen, disk: Disk) -> None:
    try:
        found = disk.stat(path)
        if not stat.S_ISREG(found.st_mode) or _seen(found, disk.read(path)) != seen:
            raise ChangedOnDisk
    except FileNotFoundError:
        raise ChangedOnDisk from None


def _check_still(path: Path, seen: Seen, disk: Disk) -> None:
    """Look once more right before the file is replaced: a sync tool may have delivered another one meanwhile."""
    try:
        found = disk.stat(path)
    except FileNotFoundError:
        raise ChangedOnDisk from None
    if (found.st_ino, found.st_size, found.st_mtime_ns) != (seen.inode, seen.size, seen.mtime_ns):
        raise ChangedOnDisk


def _write_temporary(temporary: Path, data: bytes, disk: Disk) -> Seen:
    handle = disk.create(temporary)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[disk.write(handle, rest) :]
        disk.sync(handle)
    finally:
        disk.close(handle)
    if disk.read_from_medium(temporary) != data:
        raise OSError(errno.EIO, "read back other bytes than were written")
    return _seen(disk.stat(temporary), data)


def _put_first(temporary: Path, path: Path, disk: Disk) -> None:
    """Give a new file its name without ever replacing one that appeared meanwhile. Raises BadInput."""
    try:
        disk.link(temporary, path)
    except FileExistsError:
        raise exists_already(path) from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with contextlib.suppress(FileNotFoundError):
            disk.stat(path)
            raise exists_already(path) from None
        disk.replace(temporary, path)
    else:
        with contextlib.suppress(OSError):  # the file has its name; the second one is removed when it is stale
            disk.unlink(temporary)


def _keep(path: Path, backup: Path, disk: Disk) -> None:
    """Keep the present file under a second name: a hard link, where the file system has none a copy."""
    _make_folder(backup.parent, disk)
    with contextlib.suppress(FileNotFoundError):
        disk.unlink(backup)
    try:
        disk.link(path, backup)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _copy(path, backup, disk)
    _sync_folder(backup.parent, disk)
    if disk.names(backup.parent) == [backup.name]:  # perhaps its folder was made in vain before, and is not safe yet
        _sync_folder(path.parent, disk)


def _copy(path: Path, backup: Path, disk: Disk) -> None:
    """Copy a file under a temporary name first: no crash leaves half a backup that looks like a whole one."""
    with _temporary(path, disk) as temporary:
        _write_temporary(temporary, disk.read(path), disk)
        disk.replace(temporary, backup)


def _make_folder(folder: Path, disk: Disk) -> None:
    """Make a folder, and those above it that are missing, and bring their names to the medium."""
    try:
        disk.stat(folder)
    except FileNotFoundError:
        _make_folder(folder.parent, disk)
        disk.make_folder(folder)
        _sync_folder(folder.parent, disk)


def _sync_folder(folder: Path, disk: Disk) -> None:
    try:
        disk.sync_folder(folder)
    except OSError as error:
        if error.errno not in _NO_DIRECTORY_SYNC:
            raise


def remove_stale(path: Path, *, now: float, disk: Disk) -> None:
    """Delete temporary files that a crash left beside the vault, of it and of its copies (`store.save_copy`).

    Only call with the lock held. `now` in Unix seconds.
    """
    path = path.resolve()
    pattern = re.compile(rf"\.{re.escape(path.stem)}( \(.+\))?{re.escape(path.suffix)}\.\w+\.tmp")
    with contextlib.suppress(OSError):
        for name in disk.names(path.parent):
            if pattern.fullmatch(name):
                left = path.parent / name
                if now - disk.stat(left).st_mtime > STALE_AFTER:
                    disk.unlink(left)


def lock_new(path: Path, *, disk: Disk) -> Lock:
    """Take the lock for a vault that is about to be created, with its folder. Raises InUse, NotSaved."""
    try:
        _make_folder(path.resolve().parent, disk)
        return Lock(path)
    except OSError as error:
        raise not_saved(error, path) from None


def is_there(path: Path, *, if_unsure: bool = False) -> bool:
    """Tell whether there is something at `path`; where it cannot be told, `if_unsure`."""
    try:
        return path.exists()
    except OSError:
        return if_unsure


def exists_already(path: Path) -> BadInput:
    return BadInput(f"{path} exists already", hint="Open it, or choose another name.")


def machine_name() -> str:
    """Return this machine's name, for messages and history."""
    return printable(platform.node())


def _seen(found: os.stat_result, data: bytes) -> Seen:
    import hashlib  # noqa: PLC0415  (loads OpenSSL)

    return Seen(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, hashlib.sha256(data).digest())
