"""What it means for the user that the disk refused."""

import errno
import os
from pathlib import Path

from vault.errors import NotSaved

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def not_saved(error: OSError, path: Path) -> NotSaved:
    """Return the error for a save of which nothing came."""
    if error.errno in _FULL:
        return NotSaved(
            "The disk is full, so nothing was saved",
            hint="Free some space, then try again. The vault on disk is as it was before.",
        )
    if error.errno in _FORBIDDEN:
        return NotSaved(
            f"Sparekey may not write into {path.parent}",
            hint="Choose another folder, or change the folder's permissions.",
        )
    return NotSaved(
        f"The disk reported an error, so nothing was saved: {reason(error)}",
        hint="The vault on disk is as it was before. Check the disk, then try again.",
    )


def reason(error: OSError) -> str:
    """Return the system's words for an error."""
    return (os.strerror(error.errno) if error.errno else "unknown error").lower()
