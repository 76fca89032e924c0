"""Notices what others do to the vault file while it is open: a sync tool, another machine, somebody who puts a backup back.

The folder is watched, not the file: what replaces a file by renaming ends a watch on it (research/security.md §2.4). On a
network drive the system tells nothing of what other machines do, so the file is also looked at every half minute.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QFileSystemWatcher, QObject, QStorageInfo, QTimer, Signal

from ui.desktop.open_file import OpenFile
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from vault.errors import VaultError

if TYPE_CHECKING:
    from vault.files import Seen

_EVERY_MS = 30_000
_SOON_MS = 500  # a sync tool takes several steps to replace a file
_REMOTE = ("9p", "afp", "cifs", "davfs", "fuse", "ncp", "nfs", "smb", "vboxsf", "virtiofs")  # how their names begin


class _Look(Struct, frozen=True):
    """What is on the disk: the content as a digest where it is not what was read or written here, and the other copies."""

    digest: bytes | None
    is_gone: bool
    copies: frozenset[str]


class FileWatch(QObject):
    """Emits `changed` once for each content that others have put into the file, also where they have taken it away.

    Emits `mended` when the file is again what was read or written here, after it was not.
    Emits `copied` when there is another copy beside it that was not there before. What this window saves is never told.
    """

    changed = Signal()
    mended = Signal()
    copied = Signal()

    def __init__(self, parent: QObject, session: Session, tasks: Tasks) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._folder = str(session.path.resolve().parent)
        self._told: bytes | None = None
        self._is_foreign = False
        self._missed = False
        self._copies: frozenset[str] | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look_soon)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._look)
        self._poll = QTimer(self, interval=_EVERY_MS)
        self._poll.timeout.connect(self.look)
        self._poll.start()
        self.look()

    def look(self) -> None:
        """Look now, and watch the folder, which may have been away."""
        if self._session.is_unlocked:
            if self._folder not in self._watcher.directories() and is_told_of(self._folder):
                self._watcher.addPath(self._folder)
            self._look()

    def look_again(self) -> None:
        """Tell of a content once more: when it was told of, nothing could be done about it."""
        self._told = None
        self.look()

    def _look_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _look(self) -> None:
        if self._session.is_unlocked:
            file = self._session.file
            self._tasks.run(self, lambda: _look_at(file), self._on_looked, lambda _error: None)

    def _on_looked(self, found: _Look) -> None:
        before, self._copies = self._copies, found.copies
        if before is not None and found.copies - before:
            self.copied.emit()
        if found.is_gone and not self._missed:  # it may be in the middle of being replaced
            self._missed = True
            self._look_soon()
            return
        self._missed = found.is_gone
        was_foreign, self._is_foreign = self._is_foreign, found.digest is not None
        if was_foreign and not self._is_foreign:
            self.mended.emit()
        told, self._told = self._told, found.digest
        if found.digest not in (None, told):
            self.changed.emit()


def is_told_of(folder: str) -> bool:
    """Tell whether the system tells of what happens in a folder: it does not where other machines write into it."""
    kind = bytes(QStorageInfo(folder).fileSystemType().data()).decode("ascii", "replace").casefold()
    return not kind.startswith(_REMOTE)


def _look_at(file: OpenFile) -> _Look:
    """Look at the disk, on the worker: after the saves that were asked for before."""
    from vault import store  # noqa: PLC0415  (loaded long since, but not needed to start)

    opened = file.opened
    try:
        digest, is_gone = _foreign_digest(opened.path, opened.seen), False
    except (OSError, VaultError):
        digest, is_gone = b"", True
    return _Look(digest, is_gone, frozenset(path.name for path in store.conflict_copies(opened.path)))


def _foreign_digest(path: Path, seen: "Seen") -> bytes | None:
    """Return what is in the file, as a digest, where it is not what was read or written here last."""
    from vault import container, files  # noqa: PLC0415  (as above)

    found = path.stat()
    if (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns) == (seen.device, seen.inode, seen.size, seen.mtime_ns):
        return None
    digest = files.read(path, limit=container.FILE_LIMIT, disk=files.Disk())[1].digest
    return digest if digest != seen.digest else None
