"""What all tests share: the same random examples on every machine, no waiting for the same Argon2 twice, and no network.

And what tests of several folders stand on: a folder that an ordinary user can get to, a message bus and a logind.
"""

import contextlib
import inspect
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2.low_level import Type, hash_secret_raw
from hypothesis import settings

from tests.core.vaults import reader
from tests.leaks import seccomp
from vault import crypto

if TYPE_CHECKING:
    from tests.ui.login import Login

if seccomp.can_forbid():
    with contextlib.suppress(OSError):  # tests/leaks/test_network.py fails where it is not in force
        seccomp.forbid_network()

settings.register_profile("sparekey", deadline=None, derandomize=True, database=None)
settings.load_profile("sparekey")


_remembered = cache(hash_secret_raw)
_SIGNATURE = inspect.signature(hash_secret_raw)


def _once(*args: bytes | int | Type, **kwargs: bytes | int | Type) -> bytes:
    return _remembered(*_SIGNATURE.bind(*args, **kwargs).args)


@pytest.fixture
def remembered_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the real Argon2id run once for each secret, salt and cost: for tests that open one vault a thousand times."""
    monkeypatch.setattr(crypto, "hash_secret_raw", _once)
    monkeypatch.setattr(reader, "hash_secret_raw", _once)


@pytest.fixture
def forbidden_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test as soon as a key is derived."""

    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError("a key was derived")

    monkeypatch.setattr(crypto, "hash_secret_raw", refuse)
    monkeypatch.setattr(reader, "hash_secret_raw", refuse)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """An empty folder that an ordinary user can get to: pytest's own folder is closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name, "home")
        folder.mkdir()
        yield folder


@pytest.fixture
def address(open_folder: Path) -> Iterator[str]:
    """One message bus that is the session's and the system's, also an ordinary user's."""
    from tests.ui.login import new_bus  # noqa: PLC0415  (no other system has what it imports)

    folder = open_folder.parent / "bus"
    folder.mkdir()
    folder.chmod(0o755)
    with new_bus(folder) as address:
        yield address


@pytest.fixture
def login(address: str) -> Iterator["Login"]:
    from tests.ui.login import new_login  # noqa: PLC0415  (as above)

    with new_login(address) as login:
        yield login
