"""Argon2id without its cost, and with its limits watched: what a hostile file asks for is never really derived here."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from argon2.low_level import Type

from tests.core.vaults import reader
from vault import container, crypto


class Work:
    """What was derived so far, in KiB·passes."""

    done = 0


def watched(
    secret: bytes,
    salt: bytes,
    time_cost: int,
    memory_cost: int,
    parallelism: int,
    hash_len: int,
    type: Type,  # noqa: A002  (argon2's own name)
    version: int,
) -> bytes:
    """Return bytes that depend on everything, at once. Fails where docs/format.md §3 would not have let Argon2id start."""
    assert memory_cost in container.MEMORY
    assert time_cost in container.PASSES
    assert parallelism in container.LANES
    assert memory_cost * time_cost <= container.SLOT_WORK
    Work.done += memory_cost * time_cost
    settings = repr((time_cost, memory_cost, parallelism, hash_len, type.value, version))
    return hashlib.shake_256(settings.encode() + len(secret).to_bytes(4) + secret + salt).digest(hash_len)


@contextmanager
def cheap() -> Iterator[None]:
    """Let both programs derive keys in no time."""
    with mock.patch.object(crypto, "hash_secret_raw", watched), mock.patch.object(reader, "hash_secret_raw", watched):
        yield
