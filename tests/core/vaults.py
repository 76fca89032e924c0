"""Vaults for the tests. What is sealed here is always opened by both programs: ours and `resources/open_vault.py`."""

import hashlib
import importlib.util
import itertools
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

from msgspec import structs

import resources
from vault import codec, container, edit, facts, keys, otp, store
from vault.container import Random, Unlocked
from vault.crypto import CHEAPEST, Cost
from vault.keys import Key
from vault.model import Now, Token, Vault, new_id
from vault.store import Opened

PASSWORD = "correct horse"
CODES = tuple(f"{place:016x}" for place in range(0xA0, 0xA8))
SEED_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOW = Now(datetime(2026, 1, 31, 9, 8, 7, tzinfo=UTC), "workbench")
TEXT = b'{"version":1}'


def _load_reader() -> ModuleType:
    spec = importlib.util.spec_from_file_location("open_vault", resources.path("open_vault.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


reader = _load_reader()

PASSWORD_KEY = keys.password(PASSWORD)
NEW_KEY = keys.password("battery staple")
FILE_KEY = Key(keys.PASSWORD_AND_FILE, reader.password_and_file_secret(PASSWORD, b"a key file"))
PAPER_KEY = Key(keys.PAPER, bytes(range(20)))


def numbered(seed: int) -> Random:
    """Return a source of "random" bytes that gives the same ones in each run."""
    count = itertools.count()
    return lambda size: hashlib.shake_256(f"{seed} {next(count)}".encode()).digest(size)


def unlocked_by(*ways: Key, seed: int = 1) -> Unlocked:
    """Return a vault with a slot for each key, as it is before its first save."""
    random = numbered(seed)
    first = container.new(ways[0], CHEAPEST, random=random)
    more = [container.new_slot(key, CHEAPEST, vault_id=first.vault_id, secret=first.secret, random=random) for key in ways[1:]]
    return structs.replace(first, slots=(*first.slots, *more), generation=1)


def sealed(unlocked: Unlocked, *ways: Key, text: bytes = TEXT, random: Random | None = None) -> bytes:
    """Seal a vault; both programs open it with each of the keys and read the same."""
    data = container.seal(unlocked, text, random=random or numbered(99))
    for key in ways:
        assert container.unlock(data, key) == (unlocked, text)
        assert reader.open_bytes(data, key.type, key.secret) == text
    return data


def assert_opens(path: Path, key: Key, vault: Vault) -> None:
    """Let both programs open a file and find `vault` in it."""
    data = path.read_bytes()
    assert codec.load(container.unlock(data, key)[1])[0] == vault
    assert codec.load(reader.open_bytes(data, key.type, key.secret))[0] == vault


def example_vault() -> Vault:
    """Return a vault with one account that has everything."""
    vault = edit.add_account(Vault(), "pypi", "alice", now=NOW)
    account_id = vault.accounts[0].id
    vault = edit.set_note(vault, account_id, "maintains sparekey", now=NOW)
    vault = edit.set_email(vault, account_id, "alice@example.com", verified_on=date(2026, 1, 2), now=NOW)
    vault = edit.add_codes(vault, account_id, CODES, generated_on=date(2026, 1, 31), source="typed", now=NOW)
    vault = edit.mark_code(vault, account_id, vault.accounts[0].code_sets[0].id, 1, "used", note="set-up", now=NOW)
    return edit.add_authenticator(vault, account_id, otp.new_seed(SEED_SECRET, issuer="PyPI", name="alice"), now=NOW)


def with_token(
    vault: Vault,
    account_id: str,
    name: str,
    *,
    scope: str = "",
    created_on: date | None = None,
    expires_on: date | None = None,
    now: Now,
) -> Vault:
    """Return a vault with one more API token."""
    token = Token(id=new_id(), name=name, scope=scope, created_on=created_on, expires_on=expires_on)
    return facts.set_token(vault, account_id, token, now=now)


def password_changed(
    opened: Opened, vault: Vault, old: Key = PASSWORD_KEY, new: Key = NEW_KEY, *, cost: Cost = CHEAPEST
) -> Opened:
    """Put one password in the place of another, and save."""
    return store.save(store.with_other_password(opened, old, new, cost=cost)[0], vault)


EXAMPLE = example_vault()
EDITED = edit.set_note(EXAMPLE, EXAMPLE.accounts[0].id, "edited", now=NOW)
