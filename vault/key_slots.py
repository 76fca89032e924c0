"""What becomes of keys over the years: costs that rise with the times, and older copies that a key still opens."""

import contextlib
import re
from collections.abc import Collection
from pathlib import Path

from msgspec import structs

from vault import backups, container, files, store
from vault.backups import Backup
from vault.beside import SUFFIX
from vault.crypto import Cost
from vault.errors import BadInput, NotSaved, VaultError
from vault.files import Disk
from vault.keys import Key
from vault.model import Vault
from vault.store import Opened

_DISK = Disk()
_KEPT = r" \(damaged \d{4}-\d{2}-\d{2}( \d+)?\)"  # what `rescue.put_back` writes between a file's name and its ending


def raised(opened: Opened, key: Key, *, cost: Cost) -> Opened:
    """Let the key that opened the vault cost what new keys cost, on disk with the next save. Returns `opened` if it does.

    Nothing is ever lowered: a slot of which memory or passes are above `cost` stays. The key keeps its id, so that backups
    which the same secret opens are still found by it.
    """
    unlocked = opened.unlocked
    weak = tuple(one for one in unlocked.slots if one.type == key.type and one.cost and _is_below(one.cost, cost))
    if opened.lock is None or not weak:
        return opened
    with contextlib.suppress(VaultError):  # it was another slot that opened, or there is no memory for more
        slot = container.opening_slot(structs.replace(unlocked, slots=weak), key)
        fresh = container.new_slot(key, cost, vault_id=unlocked.vault_id, secret=unlocked.secret, slot_id=slot.slot_id)
        slots = tuple(fresh if one == slot else one for one in unlocked.slots)
        return store.with_slots(opened, slots)
    return opened


def raise_now(opened: Opened, vault: Vault, key: Key, *, cost: Cost, disk: Disk = _DISK) -> Opened:
    """Do as `raised`, and save. Where the disk refuses it is left for another day."""
    stronger = raised(opened, key, cost=cost)
    if stronger is opened:
        return opened
    try:
        return store.save(stronger, vault, disk=disk)
    except NotSaved as error:
        return error.written or opened
    except VaultError:
        return opened


def still_open(path: Path, key_ids: Collection[str], *, disk: Disk = _DISK) -> tuple[Backup, ...]:
    """Return the backups that any of these keys opens, newest first: also keys that were removed from the vault itself.

    Of one that is damaged whoever has the key gets at least the vault key.
    """
    return tuple(one for one in backups.listed(path, disk=disk) if _opens(one.path, key_ids, disk))


def copies_still_open(path: Path, key_ids: Collection[str], *, disk: Disk = _DISK) -> tuple[Path, ...]:
    """Return the copies beside the vault file that any of these keys opens: of sync tools, and damaged files that were kept.

    No program deletes them: they may hold what the vault has not.
    """
    return tuple(one for one in _copies(path.resolve()) if _opens(one, key_ids, disk))


def delete_opened_by(opened: Opened, vault: Vault, key_ids: Collection[str], *, disk: Disk = _DISK) -> tuple[Opened, int]:
    """Delete the backups that keys still open which were removed, and return how many.

    There is always a backup left: where all are to go, the vault is saved once more first, so that its present state is kept
    twice. Raises BadInput where one of the keys still opens the vault, NotSaved where one cannot be deleted, as `store.save`.
    """
    if any(one.id in key_ids for one in store.key_list(opened)):
        raise BadInput("This key still opens the vault", hint="Remove or change it first.")
    old = still_open(opened.path, key_ids, disk=disk)
    if not old:
        return opened, 0
    if not _has_other(opened, old, disk):
        opened = store.save(opened, vault, disk=disk)
        if not _has_other(opened, old, disk):
            raise NotSaved("No other backup could be made", hint="Nothing was deleted. Check the folder of the backups.")
    for count, backup in enumerate(old):
        try:
            disk.unlink(backup.path)
        except OSError:
            why = f"{backup.path.name} could not be deleted ({count} of {len(old)} were)"
            raise NotSaved(why, hint="Check who may write into the folder of the backups.", written=opened) from None
    with contextlib.suppress(OSError):
        disk.sync_folder(old[0].path.parent)  # else they are back after a loss of power
    return opened, len(old)


def _is_below(cost: Cost, wanted: Cost) -> bool:
    """Tell whether `wanted` is more in one figure and less in none. Lanes are not work."""
    is_less = wanted.memory < cost.memory or wanted.passes < cost.passes
    return not is_less and (wanted.memory, wanted.passes) != (cost.memory, cost.passes)


def _copies(path: Path) -> list[Path]:
    pattern = re.compile(re.escape(path.name.removesuffix(SUFFIX)) + _KEPT + re.escape(SUFFIX))
    kept: list[Path] = []
    with contextlib.suppress(OSError):
        kept = sorted(item for item in path.parent.iterdir() if pattern.fullmatch(item.name))
    return [*store.conflict_copies(path), *kept]


def _opens(copy: Path, key_ids: Collection[str], disk: Disk) -> bool:
    with contextlib.suppress(VaultError):  # gone since it was listed
        data, _ = files.read(copy, limit=container.FILE_LIMIT, disk=disk)
        return any(slot_id.hex()[:8] in key_ids for slot_id in container.slot_ids(data))
    return False


def _has_other(opened: Opened, old: Collection[Backup], disk: Disk) -> bool:
    """Tell whether there is a backup besides these that opens with what opens the vault now."""
    gone = {one.path for one in old}
    for path in backups.paths(opened.path):
        if path not in gone:
            with contextlib.suppress(VaultError):
                store.read_copy(opened, path, disk=disk)
                return True
    return False
