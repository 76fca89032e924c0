"""Key files: what belongs to a password, and opens the vault only together with it."""

from pathlib import Path

from vault import files, keys
from vault.files import Disk
from vault.keys import Key

_LIMIT = 1 << 20  # bytes
_DISK = Disk()


def key(text_secret: str, path: Path) -> Key:
    """Return the key for a password together with a key file. Raises BadInput."""
    return keys.password_and_file(text_secret, files.read_small(path, limit=_LIMIT))


def make(path: Path, *, disk: Disk = _DISK) -> None:
    """Write a fresh key file. Raises BadInput where there is a file already, NotSaved."""
    files.check_new(path)
    files.write_new(path, keys.new_file(), disk=disk)
