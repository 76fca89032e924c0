"""The primitives as named functions, and what Argon2id costs. Only `container` calls them; `docs/format.md` says how."""

import hmac

import argon2
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from vault.errors import Tampered, VaultError

_NONCE = bytes(12)  # every key encrypts exactly one message (docs/format.md §1)


class Cost(Struct, frozen=True):
    """What one Argon2id derivation takes: memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int


STANDARD = Cost(256 * 1024, 3, 4)  # 0.35 s on two cores; four times RFC 9106's "low memory"
SHORT_OF_MEMORY = Cost(64 * 1024, 3, 4)  # RFC 9106 §4, second choice: for machines with less than 1 GiB free
CHEAPEST = Cost(64 * 1024, 1, 4)  # the least that a reader accepts: for tests and the demo


def argon2id(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """Return 32 bytes (RFC 9106, version 1.3). Raises VaultError where memory is too short."""
    try:
        return hash_secret_raw(
            secret=secret,
            salt=salt,
            time_cost=cost.passes,
            memory_cost=cost.memory,
            parallelism=cost.lanes,
            hash_len=32,
            type=Type.ID,
            version=19,
        )
    except (argon2.exceptions.HashingError, MemoryError):
        raise VaultError(
            f"There is not enough free memory to open this vault: it takes {cost.memory // 1024} MB",
            hint="Close other programs, then try again.",
        ) from None


def hkdf(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def equal(left: bytes, right: bytes) -> bool:
    """Compare without telling by the time taken where the two differ."""
    return hmac.compare_digest(left, right)


def seal(key: bytes, plain: bytes, *, bound_to: bytes) -> bytes:
    """Encrypt with AES-256-GCM; `bound_to` is authenticated with it. A key must seal one message only."""
    return AESGCM(key).encrypt(_NONCE, plain, bound_to)


def unseal(key: bytes, sealed: bytes, *, bound_to: bytes) -> bytes:
    """Undo `seal`. Raises Tampered."""
    try:
        return AESGCM(key).decrypt(_NONCE, sealed, bound_to)
    except InvalidTag:
        raise Tampered from None
