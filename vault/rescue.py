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
from vault.beside import SUFFIX
from vault.container import Unlocked
from vault.edit import noted
from vault.errors import BadFile, BadInput, NewerFormat, NotThere, VaultError, WrongKey
from vault.files import Disk, Seen
from vault.keys import Key
from vault.model import Now, Vault

_MOST_LOST = 1000  # saves: what a damaged header says beyond that is damage, too
_DISK = Disk()


class Offer(Struct, frozen=True):
    """The backup to go on from, and how many saves it lacks: None where nothing tells."""

    backup: Backup
    saves: int | None


def offer(path: Path, *, disk: Disk = _DISK) -> Offer | None:
    """Return what to offer for a vault file that cannot be opened; None where no backup is whole.

    Backups of another vault, which lay here before, count only where none is of this one.
    """
    whole = [one for one in backups.listed(path, disk=disk) if one.why is None]
    vault_id = _claim(path, disk)[0]
    backup = next((one for one in whole if _claim(one.path, disk)[0] == vault_id), next(iter(whole), None))
    if backup is None:
        return None
    last = _last(path, backup.generation, disk)
    return Offer(backup, last - backup.generation if last else None)


def put_back(path: Path, backup: Path, key: Key, *, now: Now, disk: Disk = _DISK) -> Path | None:
    """Put a backup in the place of a vault file that is damaged or gone. `key` is one that opened the vault at that time.

    Returns where the damaged file is kept, None where there was none. Raises NotThere, BadFile, WrongKey, InUse, NotSaved, and
    BadInput where the file is whole after all and opens with that key: with another password it counts as damaged.
    """
    unlocked, vault = _read(backup, key, disk)
    lock = files.lock_new(path, disk=disk)
    try:
        _check_damaged(path, key, unlocked.vault_id, disk)
        known = max(unlocked.generation, backups.last_generation(path))
        last = _last(path, known, disk) or known + 1  # the file that is lost came after its backups
        unlocked = structs.replace(unlocked, generation=last + 1)
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


def _check_damaged(path: Path, key: Key, vault_id: bytes, disk: Disk) -> None:
    """Make sure that the file in the place is no whole vault: a sync tool may have mended it meanwhile. Raises BadInput."""
    with contextlib.suppress(BadFile, NotThere, WrongKey):
        data = files.read(path, limit=container.FILE_LIMIT, disk=disk)[0]
        if container.read_outside(data).vault_id != vault_id:
            raise BadInput(f"{path.name} is another vault, and whole", hint="Nothing was replaced. Choose another name for it.")
        container.unlock(data, key)
        raise BadInput(f"{path.name} is whole again", hint="Nothing was replaced. Unlock it as usual.")


def _claim(path: Path, disk: Disk) -> tuple[bytes, int]:
    """Return the vault's id and generation as a file has them, damaged as it may be; nothing where it says nothing."""
    with contextlib.suppress(VaultError):
        data, _ = files.read(path, limit=container.FILE_LIMIT, disk=disk)
        return container.claim(data)
    return b"", 0


def _last(path: Path, known: int, disk: Disk) -> int:
    """Return the generation that a damaged file had; 0 where it says none that can be believed."""
    claimed = _claim(path, disk)[1]
    return claimed if known < claimed <= known + _MOST_LOST else 0


def _seen(path: Path, disk: Disk) -> Seen | None:
    """Return what the damaged file is, to be replaced if it is still that; None where there is none."""
    if not files.is_there(path):
        return None
    return files.read(path, limit=sys.maxsize, disk=disk)[1]


def _free_name(path: Path, now: Now) -> Path:
    stem, day = path.name.removesuffix(SUFFIX), now.at.date().isoformat()
    names = (f"{stem} (damaged {day}{f' {n}' if n > 1 else ''}){SUFFIX}" for n in range(1, 1000))
    return next(free for name in names if not files.is_there(free := path.resolve().with_name(name)))
