"""The ways to open a vault when two copies of it become one: what either added opens it, what either removed does not.

The histories tell which keys a copy added; what one copy has not, and the other one did not add, was removed in the first.
"""

from pathlib import Path

from msgspec import structs

from vault import store
from vault.errors import BadInput, WrongKey
from vault.files import Disk
from vault.keys import PAPER
from vault.model import Vault
from vault.store import KeyInfo, Opened

_DISK = Disk()
_ADDS = {"key-added", "key-changed"}
_WITHDRAWN = "sheet-withdrawn"
_REMOVES = {"key-removed", "key-changed", _WITHDRAWN}


def with_keys_of(
    opened: Opened, path: Path, ours: Vault, theirs: Vault, *, disk: Disk = _DISK
) -> tuple[Opened, tuple[KeyInfo, ...]]:
    """Take over the keys of another copy, on disk with the next save, and return those that were `left_out`, too.

    `ours` and `theirs` are what both hold. Where the copy has another vault key its keys open nothing here, and `opened` is
    returned as it is. Raises as `store.read_copy`.
    """
    try:
        other = store.catch_up(structs.replace(opened, path=path), disk=disk)[0]
    except WrongKey:
        return opened, ()
    both = joined(opened, other, ours, theirs)
    return both, left_out(both, other, ours, theirs)


def joined(opened: Opened, other: Opened, ours: Vault, theirs: Vault) -> Opened:
    """Return the open vault with the keys of both: `other` is a copy with the same vault key, `theirs` what it holds.

    Where both together would be too many, or no password would be left, its own keys stay as they are: `left_out` tells.
    So they do where the vault key is another one by now. The next save counts as later than both.
    """
    opened = store.at_least(opened, other.unlocked.generation)
    if other.unlocked.secret != opened.unlocked.secret:  # its keys open nothing here
        return opened
    here, there = ({store.id_of(one): one for one in each.unlocked.slots} for each in (opened, other))
    new_here, new_there, may_lose = _added(ours, theirs), _added(theirs, ours), _has_removed(theirs, ours)
    kept = [slot for key_id, slot in here.items() if key_id in there or key_id in new_here or not may_lose]
    came = [slot for key_id, slot in there.items() if key_id not in here and key_id in new_there]
    slots = (*kept, *came)
    if slots == opened.unlocked.slots or all(slot.type == PAPER for slot in slots):
        return opened
    try:
        return store.with_slots(opened, slots)
    except BadInput:  # too many, or too much work to open
        return opened


def left_out(both: Opened, other: Opened, ours: Vault, theirs: Vault) -> tuple[KeyInfo, ...]:
    """Return the keys that the other copy added and that do not open what `joined` returned.

    The history and the register of sheets tell of them all the same, as soon as the contents are merged.
    """
    new_there, here = _added(theirs, ours), {one.id for one in store.key_list(both)}
    return tuple(one for one in store.key_list(other) if one.id in new_there and one.id not in here)


def _added(vault: Vault, other: Vault) -> set[str]:
    """Return the ids of the keys that came in one copy, and that the other one does not know of."""
    known = {event.id for event in other.events}
    noted = {event.values.get("key", "") for event in vault.events if event.kind in _ADDS and event.id not in known}
    withdrawn = " ".join(event.values.get("sheets", "") for event in other.events if event.kind == _WITHDRAWN).split()
    printed = {sheet.key_id for sheet in vault.sheets if sheet.id not in withdrawn}
    return noted | printed - {sheet.key_id for sheet in other.sheets}


def _has_removed(vault: Vault, other: Vault) -> bool:
    """Tell whether a key was removed in one copy, and the other one does not know of it."""
    known = {event.id for event in other.events}
    return any(event.kind in _REMOVES and event.id not in known for event in vault.events)
