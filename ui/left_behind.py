"""What a vault leaves behind with each save, for the time that it is locked: its agenda, and how far it had come."""

import contextlib
from datetime import datetime
from pathlib import Path

from vault import agenda, backups, reminders, settings, sightings, store
from vault.errors import NotSaved, VaultError
from vault.model import Vault
from vault.sightings import Sighting
from vault.store import Opened


def leave(opened: Opened, vault: Vault, now: datetime, *, is_saved: bool = True) -> None:
    """Leave behind what may be known while the vault is locked, unless it cannot be written; of a backup nothing.

    How far the vault had come only goes down by a save: whoever goes on from an older state knows of it by then.
    """
    if backups.is_backup(opened.path):
        return
    vault_id, here = opened.unlocked.vault_id.hex(), _sighting(opened)
    before = sightings.read(vault_id, opened.path)
    if is_saved or (before and before.generation < here.generation):
        with contextlib.suppress(NotSaved):
            sightings.write(vault_id, opened.path, here)
    reminders.write_agenda(
        vault,
        opened.unlocked.vault_id.hex(),
        reminders.local_day(now),
        hide_kinds=settings.load()[0].hide_kinds,
        key_ids=[key.id for key in store.key_list(opened)],
    )


def warning(opened: Opened) -> str:
    """Say that a vault that was just opened is older than what this computer saw last; an empty text where all is well."""
    before, now = sightings.read(opened.unlocked.vault_id.hex(), opened.path), _sighting(opened)
    if before is None or backups.is_backup(opened.path):
        return ""
    return sightings.words(before, now)


def start_anew(path: Path) -> None:
    """Forget how far a vault had come, as its owner has just put a backup in its place."""
    with contextlib.suppress(VaultError):
        sightings.forget(agenda.vault_id(path), path)


def _sighting(opened: Opened) -> Sighting:
    return Sighting(opened.unlocked.generation, opened.seen.digest.hex())
