"""The standard streams: mended when the program starts, and what cannot be written dropped when it ends."""

import errno
import io
import os
import sys


def mend() -> None:
    """Print what the terminal has no letters for as escapes, and open what was closed before the start.

    Otherwise the vault's file might get the number of a closed stream, and what is printed would land in it.
    """
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def flush() -> None:
    """Make sure that what was printed has left. Raises OSError."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    sys.stdout.flush()


def drop_output() -> None:
    """Throw away what cannot be written, or Python tries once more when it ends."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
