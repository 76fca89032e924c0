"""A vault file over its life: created, unlocked, saved, checked, its password changed.

`Opened` is what is known of the file between two saves. It is a value: `save` returns the next one.
"""

import contextlib
import re
from datetime import datetime
from pathlib import Path

from msgspec import Struct, structs

from vault import codec, container, crypto, files
from vault.container import Unlocked
from vault.crypto import Cost
from vault.errors import NotSaved, NotThere, ReadOnly, VaultError, WrongKey
from vault.files import Disk, Lock, Seen
from vault.keys import Key
from vault.model import Vault

SUFFIX = ".sparekey"
KEEP_LAST = 10
KEEP_DAYS = 30
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

    Raises NotThere, BadFile and its kinds, WrongKey, InUse. A folder that cannot be written to, or content of a newer minor
    version, opens for reading only.
    """
    lock, why_read_only = None, "The vault is open for reading only"
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
    """Write the vault and keep the file that was there as a backup. Raises ReadOnly, ChangedOnDisk, NotSaved.

    Where the disk did not confirm what was written, `NotSaved.written` is the Opened to try again with.
    """
    return _write(opened, opened.unlocked, vault, disk)


def change_password(opened: Opened, vault: Vault, old: Key, new: Key, *, cost: Cost, disk: Disk = _DISK) -> Opened:
    """Put `new` in the place of `old`. Backups and other copies still open with the old one. Raises WrongKey, as `save`."""
    unlocked = opened.unlocked
    slot = container.opening_slot(unlocked, old)
    fresh = container.new_slot(new, cost, vault_id=unlocked.vault_id, secret=unlocked.secret)
    slots = tuple(fresh if one == slot else one for one in unlocked.slots)
    return _write(opened, structs.replace(unlocked, slots=slots), vault, disk)


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
    path = next(free for name in names if not (free := opened.path.with_name(name)).exists())
    files.create(path, data, disk=disk)
    return path


def check(path: Path, key: Key | None = None, *, disk: Disk = _DISK) -> list[Checked]:
    """Check the vault file and its backups: from outside, with a key to the last bit.

    Raises NotThere where there is no vault, WrongKey where the key does not open the vault itself; an old backup may have
    an older password, and is then checked from outside.
    """
    if not files.is_there(path):
        raise NotThere(f"There is no vault {path}", hint="Check the path, or create one with: sparekey init")
    return [_check_one(path, key, disk)] + [_check_backup(backup, key, disk) for backup in backups(path)]


def backups(path: Path) -> list[Path]:
    """Return the backups of a vault, newest first."""
    with contextlib.suppress(OSError):
        found = [item for item in _backup_folder(path).iterdir() if _generation_of(item)]
        return sorted(found, key=_generation_of, reverse=True)
    return []


def _free_memory() -> int:
    """Return how many bytes of memory are free to use; a large number where the system does not tell."""
    with contextlib.suppress(OSError):
        if found := re.search(r"^MemAvailable: +(\d+) kB$", _MEMORY.read_text("ascii"), re.MULTILINE):
            return int(found[1]) * 1024
    return 1 << 40


def _write(opened: Opened, unlocked: Unlocked, vault: Vault, disk: Disk) -> Opened:
    if opened.lock is None:
        raise ReadOnly(opened.why_read_only)
    before = opened.unlocked.generation
    unlocked = structs.replace(unlocked, generation=before + 1)
    data = container.seal(unlocked, codec.dump(vault))
    path = opened.path.resolve()
    try:
        seen = files.save(path, data, seen=opened.seen, backup=_backup_path(path, before), disk=disk)
    except NotSaved as error:
        if error.written:
            error.written = structs.replace(opened, unlocked=unlocked, seen=error.written)
        raise
    _prune(path, disk)
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


def _backup_folder(path: Path) -> Path:
    path = path.resolve()
    return path.with_name(f"{path.name.removesuffix(SUFFIX)}.backups")


def _backup_path(path: Path, generation: int) -> Path:
    return _backup_folder(path) / f"{path.name.removesuffix(SUFFIX)}.{generation:06d}{SUFFIX}"


def _generation_of(backup: Path) -> int:
    found = re.fullmatch(rf".+\.(\d{{6,}}){re.escape(SUFFIX)}", backup.name)
    return int(found[1]) if found else 0


def _prune(path: Path, disk: Disk) -> None:
    """Keep the last ten backups, and the newest of each of the last thirty days on which there was one."""
    kept_days: set[str] = set()
    for place, backup in enumerate(backups(path)):
        with contextlib.suppress(OSError):
            day = datetime.fromtimestamp(disk.stat(backup).st_mtime).astimezone().date().isoformat()
            is_newest_of_day = day not in kept_days and len(kept_days) < KEEP_DAYS
            kept_days.add(day)
            if place >= KEEP_LAST and not is_newest_of_day:
                disk.unlink(backup)
