"""What a vault leaves behind with each save, for the time that it is locked: its agenda."""

from datetime import datetime

from vault import reminders, settings, store
from vault.model import Vault
from vault.store import Opened


def leave_agenda(opened: Opened, vault: Vault, now: datetime) -> None:
    """Leave behind what may be known of what is due while the vault is locked, unless it cannot be written."""
    reminders.write_agenda(
        vault,
        opened.unlocked.vault_id.hex(),
        reminders.local_day(now),
        hide_kinds=settings.load()[0].hide_kinds,
        key_ids=[key.id for key in store.key_list(opened)],
    )
