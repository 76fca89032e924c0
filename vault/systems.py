"""What the systems do differently, as `vault/files.py` needs it: opening a file itself, locking, replacing."""

import os
import sys
from pathlib import Path

_ITSELF = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def open_itself(path: str | Path, flags: int = os.O_RDONLY) -> int:
    """Open what is at `path`, not what a link there points to, and without waiting for a pipe. Raises OSError."""
    return os.open(path, flags | _ITSELF)


def lock(handle: int) -> None:
    """Lock an open file against other processes, or raise OSError at once."""
    if sys.platform == "win32":  # pragma: no cover
        import msvcrt  # noqa: PLC0415

        os.lseek(handle, 1 << 20, os.SEEK_SET)  # behind the text, which others may read
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)
    else:
        import fcntl  # noqa: PLC0415

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def replace_on_windows(old: Path, new: Path) -> None:  # pragma: no cover
    """MoveFileEx with write-through; a scanner or sync tool may hold the file for a moment (research/security.md §2.2)."""
    import ctypes  # noqa: PLC0415
    import time  # noqa: PLC0415

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    replace_existing, write_through, access_denied, sharing_violation = 0x1, 0x8, 5, 32
    for attempt in range(10):
        if kernel.MoveFileExW(str(old), str(new), replace_existing | write_through):
            return
        code = ctypes.get_last_error()  # type: ignore[attr-defined]
        if code not in {access_denied, sharing_violation}:
            break
        time.sleep(0.05 * (attempt + 1))
    raise ctypes.WinError(code)  # type: ignore[attr-defined]
