"""A vault file that is damaged or gone: what its backups still hold, and putting one of them in its place.

What was there is kept beside the vault. The generation goes on after all that were ever seen, so that no backup of a later day
is overwritten and no machine takes the vault for an older one.
"""

import contextlib
import sys
from pathlib import Path

from msgspec import Struct, structs

from vault import backups, codec, container, files
from vault.backups import Backup
from vault.container import Unlocked
from vault.edit import noted
from vault.errors import NewerFormat, VaultError
from vault.files import Disk, Seen
from vault.keys import Key
from vault.model import Now, Vault

_MOST_LOST = 1000  # saves: what a damaged header says beyond that is damage, too
_GENERATION = slice(40, 48)  # docs/format.md §2
_DISK = Disk()


class Offer(Struct, frozen=True):
    """The backup to go on from, and how many saves it lacks: None where nothing tells."""

    backup: Backup
    saves: int | None


def offer(path: Path, *, disk: Disk = _DISK) -> Offer | None:
    """Return what to offer for a vault file that cannot be opened; None where no backup is whole."""
    backup = backups.newest_whole(path, disk=disk)
    if backup is None:
        return None
    return Offer(backup, _last(path, backup.generation, disk) - backup.generation or None)


def is_needed(path: Path, *, disk: Disk = _DISK) -> bool:
    """Tell whether a vault file is gone or damaged, and one of its backups is whole."""
    try:
        container.read_outside(files.read(path, limit=container.FILE_LIMIT, disk=disk)[0])
    except NewerFormat:
        return False
    except VaultError:
        return backups.newest_whole(path, disk=disk) is not None
    return False


def read(path: Path, key: Key, *, disk: Disk = _DISK) -> Vault:
    """Return what a backup holds. Raises NotThere, BadFile, WrongKey."""
    return _read(path, key, disk)[1]


def put_back(path: Path, backup: Path, key: Key, *, now: Now, disk: Disk = _DISK) -> Path | None:
    """Put a backup in the place of a vault file that is damaged or gone. `key` is one that opened the vault at that time.

    Returns where the damaged file is kept, None where there was none. Raises NotThere, BadFile, WrongKey, InUse, NotSaved.
    """
    unlocked, vault = _read(backup, key, disk)
    lock = files.lock_new(path, disk=disk)
    try:
        unlocked = structs.replace(unlocked, generation=_last(path, unlocked.generation, disk) + 1)
        vault = noted(vault, "put-back", "", now, generation=str(backups.generation_of(backup)))
        data = container.seal(unlocked, codec.dump(vault))
        seen = _seen(path, disk)
        if seen is None:
            files.create(path, data, disk=disk)
            return None
        kept = _free_name(path, now)
        files.save(path, data, seen=seen, backup=kept, disk=disk)
        return kept
    finally:
        lock.release()


def _read(path: Path, key: Key, disk: Disk) -> tuple[Unlocked, Vault]:
    unlocked, text = container.unlock(files.read(path, limit=container.FILE_LIMIT, disk=disk)[0], key)
    vault, may_write = codec.load(text)
    if not may_write:
        raise NewerFormat
    return unlocked, vault


def _last(path: Path, known: int, disk: Disk) -> int:
    """Return the highest generation that there was, going by the backups and by what is left of a damaged file."""
    claimed = 0
    with contextlib.suppress(VaultError):
        data, _ = files.read(path, limit=container.FILE_LIMIT, disk=disk)
        if data.startswith(container.MAGIC):
            claimed = int.from_bytes(data[_GENERATION])
    last = max(known, backups.last_generation(path))
    return claimed if last < claimed <= known + _MOST_LOST else last


def _seen(path: Path, disk: Disk) -> Seen | None:
    """Return what the damaged file is, to be replaced if it is still that; None where there is none."""
    if not files.is_there(path):
        return None
    return files.read(path, limit=sys.maxsize, disk=disk)[1]


def _free_name(path: Path, now: Now) -> Path:
    stem, day = path.name.removesuffix(backups.SUFFIX), now.at.date().isoformat()
    names = (f"{stem} (damaged {day}{f' {n}' if n > 1 else ''}){backups.SUFFIX}" for n in range(1, 1000))
    return next(free for name in names if not files.is_there(free := path.resolve().with_name(name)))
