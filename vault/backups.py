"""The backups beside a vault: how they are named, what they are from outside, and which of them are kept.

Each save leaves the file that it replaces in the folder `NAME.backups`, as `NAME.GENERATION.sparekey`. The last ten are kept,
and the newest of each of the last thirty days on which there was one (docs/format.md §8).
"""

import contextlib
import os
import re
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from msgspec import Struct

from vault import container, files
from vault.beside import BACKUPS, CONFLICT, SUFFIX, backup_folder
from vault.errors import NotThere, VaultError
from vault.files import Disk

KEEP_LAST = 10
KEEP_DAYS = 30
_LAST = 10**17  # no vault is saved so often
# Two machines that saved while apart have backups of the same generations: a sync tool names one of each two as it likes.
_NAME = re.compile(rf".+?\.(\d{{6,18}})({CONFLICT})?{re.escape(SUFFIX)}", re.IGNORECASE)
_DISK = Disk()


class Backup(Struct, frozen=True):
    """A state of the vault from before a save. `saved_at` is when it was written; `why` says what is wrong with it, or None."""

    path: Path
    generation: int
    saved_at: datetime
    size: int
    why: str | None = None


def paths(path: Path) -> list[Path]:
    """Return the backups of a vault, newest first."""
    with contextlib.suppress(OSError):
        found = [item for item in backup_folder(path).iterdir() if generation_of(item)]
        return sorted(found, key=lambda item: (generation_of(item), _is_own(item)), reverse=True)
    return []


def listed(path: Path, *, disk: Disk = _DISK) -> list[Backup]:
    """Return the backups of a vault as they look from outside, newest first."""
    return [found for backup in paths(path) if (found := _looked_at(backup, disk))]


def find(path: Path, generation: int) -> Path:
    """Return the backup of a generation. Raises NotThere."""
    found = next((backup for backup in paths(path) if generation_of(backup) == generation), None)
    if found is None:
        raise NotThere(f"There is no backup {generation} of this vault", hint="List them with: sparekey backups")
    return found


def newest_whole(path: Path, *, disk: Disk = _DISK) -> Backup | None:
    """Return the backup to go on from where the vault file itself is damaged or gone."""
    return next((backup for backup in listed(path, disk=disk) if backup.why is None), None)


def last_generation(path: Path) -> int:
    """Return the highest generation that a backup's name tells; 0 where there is none.

    A file that only pretends to be one may tell a number after which there is none that a name can hold: it does not count.
    """
    told = map(generation_of, paths(path))
    return max((generation for generation in told if generation <= _LAST), default=0)


def is_backup(path: Path) -> bool:
    """Tell whether a file lies where backups lie, and is named as one."""
    return path.resolve().parent.name.endswith(BACKUPS) and bool(generation_of(path))


def next_number(path: Path, generation: int, disk: Disk) -> int:
    """Return the number for a backup of the file as it is now: its generation, but always after all backups that there are.

    An older file may have been put in its place: its saves must not overwrite the backups of what came later.
    """
    last = last_generation(path)
    if last < generation:
        return generation
    with contextlib.suppress(OSError):
        if os.path.samestat(disk.stat(path_of(path, last)), disk.stat(path)):
            return last  # a save that failed afterwards has kept it already
    taken = set(map(generation_of, paths(path)))
    return next(number for number in count(last + 1) if number not in taken)


def path_of(path: Path, generation: int) -> Path:
    """Return where the backup of a generation is kept."""
    return backup_folder(path) / f"{path.name.removesuffix(SUFFIX)}.{generation:06d}{SUFFIX}"


def generation_of(backup: Path) -> int:
    """Return what the name of a backup tells; 0 where it is none."""
    found = _NAME.fullmatch(backup.name)
    return int(found[1]) if found else 0


def _is_own(backup: Path) -> bool:
    """Tell a backup from another machine's of the same generation, which a sync tool put beside it."""
    found = _NAME.fullmatch(backup.name)
    return bool(found and not found[2])


def prune(path: Path, disk: Disk) -> None:
    """Keep the last ten backups, and the newest of each of the last thirty days on which there was one."""
    kept_days: set[str] = set()
    for place, backup in enumerate(paths(path)):
        with contextlib.suppress(OSError):
            day = datetime.fromtimestamp(disk.stat(backup).st_mtime).astimezone().date().isoformat()
            is_newest_of_day = day not in kept_days and len(kept_days) < KEEP_DAYS
            kept_days.add(day)
            if place >= KEEP_LAST and not is_newest_of_day:
                disk.unlink(backup)


def _looked_at(path: Path, disk: Disk) -> Backup | None:
    """Return what a backup is from outside; None where it is gone by now."""
    try:
        found = disk.stat(path)
    except OSError:
        return None
    why = None
    try:
        container.read_outside(files.read(path, limit=container.FILE_LIMIT, disk=disk)[0])
    except VaultError as error:
        why = str(error)
    saved_at = datetime.fromtimestamp(found.st_mtime, UTC)
    return Backup(path, generation_of(path), saved_at, found.st_size, why)
