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
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        self._handle = os.open(path.with_name(f".{path.name}.lock"), flags, 0o600)
        try:
            systems.lock(self._handle)
        except OSError as error:
            by = os.read(self._handle, 200).decode("utf-8", "replace")
            os.close(self._handle)
            if error.errno in _HELD:
                raise InUse(printable(by).strip()) from None
            raise
        self._say(f"process {os.getpid()} on {printable(platform.node())}")

    def release(self) -> None:
        """Let the lock go. A second call does nothing: its file number may be another file's by then."""
        if self._handle >= 0:
            self._say("")
            os.close(self._handle)
            self._handle = -1

    def _say(self, text: str) -> None:
        """Write who holds the lock, for another's message. A full disk is no reason not to hold it."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.write(self._handle, text.encode())
