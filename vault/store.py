"""A vault file over its life: created, unlocked, saved, checked, its password changed.

`Opened` is what is known of the file between two saves. It is a value: `save` returns the next one.
"""

import contextlib
import re
from datetime import datetime
from pathlib import Path

from msgspec import Struct, structs

from vault import backups, codec, container, crypto, files
from vault.beside import CONFLICT, SUFFIX
from vault.container import Unlocked
from vault.crypto import Cost
from vault.errors import BadInput, NewerFormat, NotSaved, NotThere, ReadOnly, Tampered, VaultError, WrongKey
from vault.files import Disk, Seen
from vault.keys import PAPER, Key
from vault.lock import Lock
from vault.model import Vault

_DISK = Disk()
_MEMORY = Path("/proc/meminfo")


class Opened(Struct, frozen=True):
    """A vault file that is open. `lock` is None where it is open for reading only, and `why_read_only` says why."""

    path: Path
    unlocked: Unlocked
    seen: Seen
    lock: Lock | None
    why_read_only: str = ""

    def __repr__(self) -> str:
        return f"Opened({self.path.name}, generation {self.unlocked.generation})"


class KeyInfo(Struct, frozen=True):
    """A way to open the vault, as the user sees it: a short id, and the type as `vault.keys` numbers them."""

    id: str
    type: int


class Checked(Struct, frozen=True):
    """What was found of one file. `why` is None where it is whole; the generation is None where it cannot be read."""

    path: Path
    ok: bool
    why: str | None
    generation: int | None


def cost_here() -> Cost:
    """Return what a new key should cost on this machine: the standard, less only where memory is short."""
    return crypto.STANDARD if _free_memory() >= 1 << 30 else crypto.SHORT_OF_MEMORY


def create(path: Path, vault: Vault, key: Key, *, cost: Cost, disk: Disk = _DISK) -> Opened:
    """Make a new vault file and hold it open. Raises BadInput where the file exists, InUse, NotSaved."""
    if files.is_there(path):
        raise files.exists_already(path)
    unlocked = structs.replace(container.new(key, cost), generation=1)
    data = container.seal(unlocked, codec.dump(vault))
    lock = files.lock_new(path, disk=disk)
    try:
        seen = files.create(path, data, disk=disk)
    except BaseException:
        lock.release()
        raise
    return Opened(path, unlocked, seen, lock)


def unlock(path: Path, key: Key, *, now: datetime, write: bool = True, disk: Disk = _DISK) -> tuple[Opened, Vault]:
    """Open a vault file. With `write` the lock is held until `close`.

    Raises NotThere, BadFile and its kinds, WrongKey, InUse. A backup, a folder that cannot be written to, or content of a newer
    minor version, opens for reading only.
    """
    lock, why_read_only = None, "The vault is open for reading only"
    if backups.is_backup(path):
        write, why_read_only = False, "This is a backup"
    if write:
        # No lock file beside what is no vault; read again below, as nobody else can write it then.
        container.read_outside(files.read(path, limit=container.FILE_LIMIT, disk=disk)[0])
        try:
            lock = Lock(path)
        except OSError:
            why_read_only = f"Sparekey may not write into {path.parent}"
    try:
        data, seen = files.read(path, limit=container.FILE_LIMIT, disk=disk)
        unlocked, text = container.unlock(data, key)
        vault, writable = codec.load(text)
    except BaseException:
        if lock:
            lock.release()
        raise
    if lock and not writable:
        lock.release()
        lock, why_read_only = None, "This vault was written by a newer version of Sparekey"
    if lock:
        files.remove_stale(path, now=now.timestamp(), disk=disk)
    return Opened(path, unlocked, seen, lock, "" if lock else why_read_only), vault


def save(opened: Opened, vault: Vault, *, disk: Disk = _DISK) -> Opened:
    """Write the vault and keep the file that was there as a backup. Raises ReadOnly, InUse, ChangedOnDisk, NotSaved.

    Where the disk did not confirm what was written, `NotSaved.written` is the Opened to try again with.
    """
    return _write(opened, opened.unlocked, vault, disk)


def with_other_password(opened: Opened, old: Key, new: Key, *, cost: Cost) -> tuple[Opened, str]:
    """Put `new` in the place of `old`, on disk with the next `save`, and return its id too. Raises WrongKey."""
    unlocked = opened.unlocked
    slot = container.opening_slot(unlocked, old)
    fresh = container.new_slot(new, cost, vault_id=unlocked.vault_id, secret=unlocked.secret)
    return with_slots(opened, tuple(fresh if one == slot else one for one in unlocked.slots)), id_of(fresh)


def key_list(opened: Opened) -> tuple[KeyInfo, ...]:
    """Return the ways to open the vault, in the order of the file."""
    return tuple(KeyInfo(id_of(slot), slot.type) for slot in opened.unlocked.slots)


def key_id(opened: Opened, key: Key) -> str:
    """Return the id of the key that this secret is. Raises WrongKey."""
    return id_of(container.opening_slot(opened.unlocked, key))


def with_key(opened: Opened, key: Key, *, cost: Cost) -> tuple[Opened, str]:
    """Add a way to open the vault, on disk with the next `save`, and return its id too. Raises BadInput after the eighth."""
    unlocked = opened.unlocked
    slot = container.new_slot(key, cost, vault_id=unlocked.vault_id, secret=unlocked.secret)
    return with_slots(opened, (*unlocked.slots, slot)), id_of(slot)


def without_key(opened: Opened, key_id: str) -> Opened:
    """Take a way to open the vault away, on disk with the next `save`. Older copies still open with it.

    Raises NotThere, and BadInput where it is the last password: paper alone is no everyday key.
    """
    slots = opened.unlocked.slots
    rest = tuple(slot for slot in slots if id_of(slot) != key_id)
    if len(rest) == len(slots):
        raise NotThere(f"There is no key {key_id}", hint="List them with: sparekey keys list")
    if all(slot.type == PAPER for slot in rest):
        raise BadInput("This is the only password of the vault", hint="Change it instead, or add another one first.")
    return with_slots(opened, rest)


def with_new_password(opened: Opened, key: Key, *, cost: Cost) -> tuple[Opened, str]:
    """Put a password in the place of all that were forgotten, on disk with the next `save`, and return its id too."""
    unlocked = opened.unlocked
    fresh = container.new_slot(key, cost, vault_id=unlocked.vault_id, secret=unlocked.secret)
    return with_slots(opened, (fresh, *(slot for slot in unlocked.slots if slot.type == PAPER))), id_of(fresh)


def with_new_vault_key(opened: Opened, password: Key, *, cost: Cost) -> Opened:
    """Encrypt with a fresh vault key from the next `save` on, which nothing but `password` opens.

    Removing a key alone does not do that: who has it and an older copy of the file knows the vault key (docs/format.md §7).
    Raises WrongKey, and BadInput where it is no password.
    """
    if password.type == PAPER:
        raise BadInput("A paper key cannot stay the only key", hint="Open the vault with its password, then try again.")
    check_key(opened, password)
    unlocked = opened.unlocked
    fresh = container.new(password, cost, vault_id=unlocked.vault_id)
    return structs.replace(opened, unlocked=structs.replace(fresh, generation=unlocked.generation))


def check_key(opened: Opened, key: Key) -> None:
    """Make sure that it is still the owner who asks. Raises WrongKey."""
    container.opening_slot(opened.unlocked, key)


def close(opened: Opened) -> None:
    """Let the lock go."""
    if opened.lock:
        opened.lock.release()


def save_copy(opened: Opened, vault: Vault, *, today: str, disk: Disk = _DISK) -> Path:
    """Write the vault beside its file, for the case that the file was changed by somebody else. Raises NotSaved."""
    unlocked = structs.replace(opened.unlocked, generation=opened.unlocked.generation + 1)
    data = container.seal(unlocked, codec.dump(vault))
    names = (f"{opened.path.stem} (conflict {today}{f' {n}' if n > 1 else ''}){SUFFIX}" for n in range(1, 1000))
    path = next(free for name in names if not files.is_there(free := opened.path.with_name(name)))
    files.create(path, data, disk=disk)
    return path


def read_copy(opened: Opened, path: Path, *, disk: Disk = _DISK) -> Vault:
    """Return what another copy of the open vault holds, with the vault key that both have.

    Raises WrongKey where it is another vault, or its vault key was changed in between; NotThere, BadFile.
    """
    return _read_copy(opened, files.read(path, limit=container.FILE_LIMIT, disk=disk)[0])


def catch_up(opened: Opened, *, disk: Disk = _DISK) -> tuple[Opened, Vault]:
    """Go on from what somebody else wrote into the file: return it, and the Opened whose next save comes after it.

    Raises as `read_copy`. Keys that were added or removed there are taken over.
    """
    data, seen = files.read(opened.path, limit=container.FILE_LIMIT, disk=disk)
    vault = _read_copy(opened, data)
    outside = container.read_outside(data)
    opened = at_least(opened, outside.generation)
    return structs.replace(opened, unlocked=structs.replace(opened.unlocked, slots=outside.slots), seen=seen), vault


def after(opened: Opened, path: Path, *, disk: Disk = _DISK) -> Opened:
    """Let the next save count as later than another copy, which it holds all of: no machine then takes it for older.

    Raises NotThere, BadFile.
    """
    outside = container.read_outside(files.read(path, limit=container.FILE_LIMIT, disk=disk)[0])
    return at_least(opened, outside.generation) if outside.vault_id == opened.unlocked.vault_id else opened


def at_least(opened: Opened, generation: int) -> Opened:
    """Let the next save count as later than one of that generation."""
    unlocked = opened.unlocked
    if generation <= unlocked.generation:
        return opened
    return structs.replace(opened, unlocked=structs.replace(unlocked, generation=generation))


def conflict_copies(path: Path) -> list[Path]:
    """Return the copies beside a vault that sync tools leave when two machines wrote at the same time, by their names."""
    stem = re.escape(path.name.removesuffix(SUFFIX))
    pattern = re.compile(rf"{stem}({CONFLICT}){re.escape(SUFFIX)}", re.IGNORECASE)
    with contextlib.suppress(OSError):
        return sorted(item for item in path.parent.iterdir() if pattern.fullmatch(item.name))
    return []


def _read_copy(opened: Opened, data: bytes) -> Vault:
    outside = container.read_outside(data)
    if outside.vault_id != opened.unlocked.vault_id:
        raise WrongKey("This is another vault, not a copy of this one", hint="Its own password opens it.")
    try:
        text = container.unseal(outside, opened.unlocked.secret)
    except Tampered:
        raise WrongKey("This copy was written with another vault key", hint="Its own password opens it.") from None
    vault, may_write = codec.load(text)
    if not may_write:
        raise NewerFormat
    return vault


def is_vault(data: bytes) -> bool:
    """Tell by its first bytes whether this is a vault file."""
    return data.startswith(container.MAGIC)


def check_bytes(data: bytes) -> None:
    """Check a vault file's bytes from outside. Raises BadFile."""
    container.read_outside(data)


def read_bytes(data: bytes, key: Key) -> Vault:
    """Return what a vault file holds, to be put into a new one. Raises BadFile, WrongKey."""
    vault, may_write = codec.load(container.unlock(data, key)[1])
    if not may_write:
        raise NewerFormat
    return vault


def check(path: Path, key: Key | None = None, *, disk: Disk = _DISK) -> list[Checked]:
    """Check the vault file and its backups: from outside, with a key to the last bit.

    Raises NotThere where there is no vault, WrongKey where the key does not open the vault itself; an old backup may have
    an older password, and is then checked from outside.
    """
    if not files.is_there(path, if_unsure=True):
        raise NotThere(f"There is no vault {path}", hint="Check the path, or create one with: sparekey init")
    return [_check_one(path, key, disk)] + [_check_backup(backup, key, disk) for backup in backups.paths(path)]


def id_of(slot: container.Slot) -> str:
    """Return the short id by which the user knows a key."""
    return slot.slot_id.hex()[:8]


def with_slots(opened: Opened, slots: tuple[container.Slot, ...]) -> Opened:
    """Put other keys in the place of those that there are. Raises BadInput where no reader would take these."""
    if len(slots) > container.SLOTS[-1]:
        raise BadInput(
            f"This vault has {container.SLOTS[-1]} keys, and cannot have more", hint="Remove one that is no longer needed."
        )
    if container.is_too_much_work(slots):
        raise BadInput("The keys of this vault would take too much work to open", hint="Remove one that is no longer needed.")
    return structs.replace(opened, unlocked=structs.replace(opened.unlocked, slots=slots))


def _free_memory() -> int:
    """Return how many bytes of memory are free to use; a large number where the system does not tell."""
    with contextlib.suppress(OSError):
        if found := re.search(r"^MemAvailable: +(\d+) kB$", _MEMORY.read_text("ascii"), re.MULTILINE):
            return int(found[1]) * 1024
    return 1 << 40


def _write(opened: Opened, unlocked: Unlocked, vault: Vault, disk: Disk) -> Opened:
    if opened.lock is None:
        raise ReadOnly(opened.why_read_only)
    with contextlib.suppress(OSError):  # the save itself says better what is wrong with the folder
        opened.lock.hold_on()
    path = opened.path.resolve()
    before = backups.next_number(path, opened.unlocked.generation, disk)
    unlocked = structs.replace(unlocked, generation=before + 1)
    data = container.seal(unlocked, codec.dump(vault))
    try:
        seen = files.save(path, data, seen=opened.seen, backup=backups.path_of(path, before), disk=disk)
    except NotSaved as error:
        if error.written:
            error.written = structs.replace(opened, unlocked=unlocked, seen=error.written)
        raise
    backups.prune(path, disk)
    return structs.replace(opened, unlocked=unlocked, seen=seen)


def _check_one(path: Path, key: Key | None, disk: Disk) -> Checked:
    generation = None
    try:
        data, _ = files.read(path, limit=container.FILE_LIMIT, disk=disk)
        generation = container.read_outside(data).generation
        if key is not None:
            codec.load(container.unlock(data, key)[1])
    except WrongKey:
        raise
    except VaultError as error:
        return Checked(path, ok=False, why=str(error), generation=generation)
    return Checked(path, ok=True, why=None, generation=generation)


def _check_backup(path: Path, key: Key | None, disk: Disk) -> Checked:
    try:
        return _check_one(path, key, disk)
    except WrongKey:
        return _check_one(path, None, disk)
