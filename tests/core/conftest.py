"""A vault file that is open, for all who need one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.vaults import EXAMPLE, PASSWORD_KEY
from tests.fuzz.stretching import watched
from vault import crypto, store
from vault.crypto import CHEAPEST
from vault.store import Opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.sparekey"


@pytest.fixture
def opened(path: Path) -> Iterator[Opened]:
    """The example vault, just created and held open."""
    opened = store.create(path, EXAMPLE, PASSWORD_KEY, cost=CHEAPEST)
    yield opened
    store.close(opened)


@pytest.fixture
def free_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let keys cost nothing, where crashes are tried and not cryptography."""
    monkeypatch.setattr(crypto, "hash_secret_raw", watched)
    monkeypatch.setattr(store, "cost_here", lambda: CHEAPEST)
