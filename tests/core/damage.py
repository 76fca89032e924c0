"""A reference vault, every way to damage it, and what `docs/format.md` §8 says about each: for both programs that read it."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.core.vaults import FILE_KEY, PAPER_KEY, PASSWORD_KEY, sealed, unlocked_by
from vault import container, crypto
from vault.container import Unlocked
from vault.errors import Damaged, NewerFormat, NotAVault, Tampered, VaultError, WrongKey

Refusal = type[VaultError] | None

HEAD, SLOT, SUM = 84, 128, 32
HEAD_FIELDS = {
    "magic": range(8),
    "version": range(8, 10),
    "flags": range(10, 12),
    "header_len": range(12, 16),
    "body_len": range(16, 24),
    "vault_id": range(24, 40),
    "generation": range(40, 48),
    "save_salt": range(48, 80),
    "n": range(80, 82),
    "reserved": range(82, 84),
}
SLOT_FIELDS = {
    "type": range(1),
    "kdf": range(1, 2),
    "lanes": range(2, 3),
    "slot reserved": (3, *range(12, 16)),
    "memory": range(4, 8),
    "passes": range(8, 12),
    "kdf_salt": range(16, 32),
    "slot_id": range(32, 48),
    "commit": range(48, 80),
    "wrapped": range(80, 128),
}
FIELDS = (*HEAD_FIELDS, *SLOT_FIELDS, "HMAC", "BODY", "TRAILER")

# What one changed field means where the trailer was recomputed, and the field's value is not looked at by itself.
MEANS: dict[str, Refusal] = {
    "magic": NotAVault,
    "flags": NewerFormat,
    "header_len": Damaged,
    "body_len": Damaged,
    "vault_id": WrongKey,
    "generation": Tampered,
    "save_salt": Tampered,
    "n": NotAVault,
    "reserved": NewerFormat,
    "slot reserved": NewerFormat,
    "wrapped": Tampered,
    "HMAC": Tampered,
    "BODY": Tampered,
    "TRAILER": None,
}

WAYS = (PASSWORD_KEY, FILE_KEY, PAPER_KEY)


@cache
def reference() -> bytes:
    """Return a vault with a slot of each type."""
    return sealed(unlocked_by(*WAYS), *WAYS)


def with_trailer(data: bytes) -> bytes:
    """Recompute the damage trailer, as somebody would who changes a file on purpose."""
    return data[:-SUM] + hashlib.sha256(data[:-SUM]).digest()


def field_at(data: bytes, place: int) -> tuple[str, int]:
    """Return the name of the field at `place`, and where its slot starts, or 0."""
    header_len = int.from_bytes(data[12:16])
    if place < HEAD:
        return next(name for name, places in HEAD_FIELDS.items() if place in places), 0
    if place >= len(data) - SUM:
        return "TRAILER", 0
    if place >= header_len - SUM:
        return ("BODY" if place >= header_len else "HMAC"), 0
    within = (place - HEAD) % SLOT
    return next(name for name, places in SLOT_FIELDS.items() if within in places), place - within


def meaning_raw(data: bytes) -> Refusal:
    """Say what a changed file means as it is: the checks before the trailer, else the trailer."""
    if data[:8] != container.MAGIC:
        return NotAVault
    return NewerFormat if len(data) >= HEAD and int.from_bytes(data[8:10]) > 1 else Damaged


def meaning(data: bytes, place: int, tried_type: int) -> Refusal:
    """Say what a change at `place` means where the trailer fits, for somebody who opens the vault with `tried_type`."""
    name, start = field_at(data, place)
    if name == "version":
        return NewerFormat if int.from_bytes(data[8:10]) > 1 else NotAVault
    if name in MEANS:
        return MEANS[name]
    slot_type, kdf, lanes, _, memory, passes = container._SLOT.unpack_from(data, start)[:6]
    if name in {"type", "kdf"}:
        return NotAVault if slot_type in {1, 2, 3} and kdf in {1, 2} else NewerFormat
    if name in {"lanes", "memory", "passes"} and not is_within_limits(kdf, lanes, memory, passes):
        return NotAVault
    return WrongKey if slot_type == tried_type else Tampered


def is_within_limits(kdf: int, lanes: int, memory: int, passes: int) -> bool:
    """Say whether §3 allows one slot's cost; a paper key (kdf 2) has none."""
    in_ranges = 65536 <= memory <= 1048576 and 1 <= passes <= 32 and 1 <= lanes <= 8
    return kdf == 1 and in_ranges and memory * passes <= 4194304


def flips(data: bytes, *, step: int = 1) -> Iterator[tuple[int, bytes]]:
    """Yield every file that differs in a single bit, with the place of the byte; with `step` only every so many-th."""
    for bit in range(0, len(data) * 8, step):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bit // 8, bytes(changed)


def damage(path: Path) -> bytes:
    """Change a bit of a file that may be a backup, too, and return what it holds then."""
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.unlink()
    path.write_bytes(data)
    return bytes(data)


def with_bytes(data: bytes, place: int, new: bytes) -> bytes:
    return with_trailer(data[:place] + new + data[place + len(new) :])


def forged(unlocked: Unlocked, plain: bytes) -> bytes:
    """Write a vault around any plaintext: what a program that has the key could write, against §6."""
    slots = b"".join(slot.pack() for slot in unlocked.slots)
    fields = (
        HEAD + len(slots) + SUM,
        len(plain) + 16,
        unlocked.vault_id,
        unlocked.generation,
        bytes(32),
        len(unlocked.slots),
        0,
    )
    head = container._HEAD.pack(container.MAGIC, 1, 0, *fields) + slots
    header_key, body_key = container._save_keys(unlocked.secret, bytes(32), unlocked.vault_id)
    header = head + crypto.mac(header_key, head)
    return with_trailer(header + crypto.seal(body_key, plain, bound_to=header) + bytes(SUM))
