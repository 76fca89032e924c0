"""Small vaults whose files tell at a glance which state they hold, and which keys open them."""

import hashlib
import os
from datetime import timedelta
from functools import cache
from pathlib import Path

from tests.core.vaults import NEW_KEY, NOW, PAPER_KEY, PASSWORD_KEY
from tests.fuzz import stretching
from vault import container, crypto, edit, store
from vault.crypto import CHEAPEST
from vault.errors import VaultError, WrongKey
from vault.keys import PAPER, Key
from vault.model import Vault

VAULT = "vault.sparekey"
BACKUPS = "vault.backups/"
NEW_PAPER_KEY = Key(PAPER, bytes(range(20, 40)))
# Those that cost nothing first.
KEYS = {"paper": PAPER_KEY, "new paper": NEW_PAPER_KEY, "password": PASSWORD_KEY, "new password": NEW_KEY}
AFTERWARDS = NOW.at + timedelta(days=365 * 100)  # what was left behind by a crash is stale by then
DAMAGED = "damaged"


def vault_with(*names: str, onto: Vault | None = None) -> Vault:
    """Return a vault with these accounts, besides those of the vault `onto`."""
    vault = onto or Vault()
    for name in names:
        vault = edit.add_account(vault, "pypi", name, now=NOW)
    return vault


@cache
def large_vault() -> Vault:
    """Return a vault of which a file has many pages."""
    return vault_with(*(f"user{number:03}" for number in range(300)))


def holds(data: bytes) -> str:
    """Say what a file holds, the same words for the same content: accounts and keys of a vault; `DAMAGED` where none opens."""
    return _held(data) if store.is_vault(data) else f"{len(data)} bytes {hashlib.sha256(data).hexdigest()[:8]}"


@cache
def _held(data: bytes) -> str:
    accounts, opening = "", []
    for name, key in KEYS.items():
        try:
            vault = store.read_bytes(data, key)
        except WrongKey:
            continue
        except VaultError:
            return DAMAGED
        names = sorted(account.username for account in vault.accounts)
        accounts = "+".join(names) if len(names) < 9 else f"{len(names)} accounts from {names[0]} to {names[-1]}"
        opening.append(name)
    return f"{accounts or 'nobody'}, opened by {' and '.join(opening)}" if opening else DAMAGED


def key_of(data: bytes) -> Key:
    """Return a key that opens a vault file that is whole."""
    for key in KEYS.values():
        try:
            container.unlock(data, key)
        except WrongKey:
            continue
        return key
    raise WrongKey


def files_in(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder and below by its path; neither folders nor hidden files, which hold nothing that counts."""
    found = {}
    for above, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(above, name)
            if not name.startswith("."):
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def cheapen() -> None:
    """Let keys cost nothing: Argon2id is not what is tried here. Only for processes that do nothing else."""
    crypto.hash_secret_raw = stretching.watched  # type: ignore[assignment, attr-defined]
    store.cost_here = lambda: CHEAPEST
