"""The vaults that are measured, and a folder on a real disk for them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from vault import keys, store
from vault.crypto import Cost
from vault.model import Account, Code, CodeSet, Event, Vault
from vault.store import Opened

KEY = keys.password("a spare key")
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
EVERYDAY, LARGE = 12, 10_000  # accounts


@contextmanager
def folder() -> Iterator[Path]:
    """Give a folder that is not in memory, as /tmp often is: saving waits for the disk."""
    with tempfile.TemporaryDirectory(prefix="sparekey-bench-", dir="/var/tmp") as name:
        yield Path(name)


def create(path: Path, accounts: int, cost: Cost) -> None:
    store.close(store.create(path, content(accounts), KEY, cost=cost))


def unlock(path: Path) -> tuple[Opened, Vault]:
    return store.unlock(path, KEY, now=NOW)


def content(accounts: int) -> Vault:
    """Return accounts with eight codes each, one of them used, and the history of that."""
    return Vault(
        accounts=tuple(_account(number) for number in range(accounts)),
        events=tuple(event for number in range(accounts) for event in _events(number)),
    )


def _account(number: int) -> Account:
    name, at = f"maintainer-{number}", NOW - timedelta(minutes=number)
    used = Code(secret=_id(name, 2), state="used", used_at=at, note="new laptop")
    codes = (used, *(Code(secret=_id(name, place)) for place in range(3, 10)))
    code_set = CodeSet(id=_id(name, 1), added_at=at, codes=codes, generated_on=at.date())
    return Account(id=_id(name, 0), service="pypi", username=name, created_at=at, code_sets=(code_set,))


def _events(number: int) -> list[Event]:
    name, at = f"maintainer-{number}", NOW - timedelta(minutes=number)
    said = {
        "account-added": {"service": "pypi", "username": name},
        "codes-added": {"count": "8", "code_set": _id(name, 1)},
        "code-used": {"code_set": _id(name, 1), "place": "1"},
    }
    return [
        Event(id=_id(name, place), kind=kind, account_id=_id(name, 0), at=at, device="desk", values=values)
        for place, (kind, values) in enumerate(said.items(), 10)
    ]


def _id(name: str, place: int) -> str:
    """Return 16 hex digits, the same each time."""
    return sha256(f"{name} {place}".encode()).hexdigest()[:16]
