"""What the history tells of keys: when each was added, in which way and on which computer. Never what it is."""

from vault.edit import noted
from vault.model import Event, Now, Vault

PASSWORD, FILE, KEYRING = "password", "file", "keyring"  # ways; `KEYRING`: it lies in the keyring of the computer


def added(vault: Vault, key_id: str, way: str, *, now: Now) -> Vault:
    """Note that there is one more key."""
    return noted(vault, "key-added", "", now, key=key_id, way=way)


def changed(vault: Vault, key_id: str, *, now: Now) -> Vault:
    """Note that there is another password; `key_id` is the new one's."""
    return noted(vault, "key-changed", "", now, key=key_id)


def removed(vault: Vault, key_id: str, *, now: Now) -> Vault:
    """Note that a key opens the vault no longer."""
    return noted(vault, "key-removed", "", now, key=key_id)


def rotated(vault: Vault, *, now: Now) -> Vault:
    """Note that the vault is encrypted with another vault key."""
    return noted(vault, "key-rotated", "", now)


def backups_deleted(vault: Vault, count: int, *, now: Now) -> Vault:
    """Note that backups were deleted which removed keys still opened."""
    return noted(vault, "key-backups-deleted", "", now, count=str(count))


def of(vault: Vault, key_id: str) -> Event | None:
    """Return the event with which a key came; None for one that is older than this history, or printed."""
    kinds = {"key-added", "key-changed"}
    return next((one for one in reversed(vault.events) if one.kind in kinds and one.values.get("key") == key_id), None)


def is_in_keyring(vault: Vault, key_id: str) -> bool:
    """Tell whether a key is for quick unlock on some computer."""
    event = of(vault, key_id)
    return event is not None and event.values.get("way") == KEYRING
