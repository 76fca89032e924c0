"""What all tests share: the same random examples on every machine, no waiting for the same Argon2 twice, and no network."""

import contextlib
from functools import cache

import pytest
from argon2.low_level import Type, hash_secret_raw
from hypothesis import settings

from tests.core.vaults import reader
from tests.leaks import seccomp
from vault import crypto

if seccomp.can_forbid():
    with contextlib.suppress(OSError):  # tests/leaks/test_network.py fails where it is not in force
        seccomp.forbid_network()

settings.register_profile("sparekey", deadline=None, derandomize=True, database=None)
settings.load_profile("sparekey")


@cache
def _remembered(
    secret: bytes,
    salt: bytes,
    time_cost: int,
    memory_cost: int,
    parallelism: int,
    hash_len: int,
    type: Type,  # noqa: A002  (argon2's own name)
    version: int,
) -> bytes:
    return hash_secret_raw(secret, salt, time_cost, memory_cost, parallelism, hash_len, type, version)


def _once(*args: bytes | int | Type, **kwargs: bytes | int | Type) -> bytes:
    names = ("secret", "salt", "time_cost", "memory_cost", "parallelism", "hash_len", "type", "version")
    return _remembered(**(dict(zip(names, args, strict=False)) | kwargs))


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
