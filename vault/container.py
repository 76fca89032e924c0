"""The vault file as bytes: `docs/format.md` §2 to §8, and nothing of what it holds.

`read_outside` checks everything that can be checked without a key; `unlock` and `unseal` open; `seal` writes.
Nothing is derived before the limits of §3 are checked, so a hostile file costs no memory and no time.
"""

import hashlib
import struct
from collections.abc import Callable, Collection
from os import urandom

from msgspec import Struct

from vault import crypto
from vault.crypto import Cost
from vault.errors import Damaged, NewerFormat, NotAVault, Tampered, WrongKey
from vault.keys import PAPER, PASSWORD, PASSWORD_AND_FILE, Key

MAGIC = b"\x89SKV\r\n\x1a\n"
VERSION = 1
FILE_LIMIT = 64 * 1024 * 1024  # bytes
SLOTS = range(1, 9)
MEMORY = range(64 * 1024, 1024 * 1024 + 1)  # KiB
PASSES = range(1, 33)
LANES = range(1, 9)
SLOT_WORK = 4 * 1024 * 1024  # memory × passes of one slot, KiB
TRIED_WORK = 8 * 1024 * 1024  # memory × passes of all slots that will be tried, KiB
_ARGON2ID, _NO_KDF = 1, 2

_HEAD = struct.Struct(">8sHHIQ16sQ32sHH")
_SLOT = struct.Struct(">BBBBIII16s16s32s48s")
_SUM = 32  # bytes of an HMAC-SHA256 and of the trailer
_TAG = 16

Random = Callable[[int], bytes]


class Slot(Struct, frozen=True):
    """One way to the vault key. `cost` is None for a secret that needs no stretching."""

    type: int
    cost: Cost | None
    salt: bytes
    slot_id: bytes
    commit: bytes = bytes(32)
    wrapped: bytes = bytes(48)

    def pack(self) -> bytes:
        kdf, cost = (_ARGON2ID, self.cost) if self.cost else (_NO_KDF, Cost(0, 0, 0))
        return _SLOT.pack(
            self.type,
            kdf,
            cost.lanes,
            0,
            cost.memory,
            cost.passes,
            0,
            self.salt,
            self.slot_id,
            self.commit,
            self.wrapped,
        )


class Outside(Struct, frozen=True):
    """What can be read without a key. `head` is HEAD‖SLOTS."""

    vault_id: bytes
    generation: int
    save_salt: bytes
    slots: tuple[Slot, ...]
    head: bytes
    mac: bytes
    body: bytes


class Unlocked(Struct, frozen=True):
    """What is needed to write the vault again: everything but its text."""

    vault_id: bytes
    generation: int
    slots: tuple[Slot, ...]
    secret: bytes

    def __repr__(self) -> str:
        return f"Unlocked({self.vault_id.hex()}, generation {self.generation})"


def read_outside(data: bytes) -> Outside:
    """Check size, magic, version, length, trailer and limits, in that order (§8). Raises NotAVault, NewerFormat, Damaged."""
    if len(data) > FILE_LIMIT:
        raise NotAVault("The file is larger than any vault")
    if data[:8] != MAGIC:
        raise NotAVault
    if len(data) < _HEAD.size:
        raise Damaged
    _, version, flags, header_len, body_len, vault_id, generation, save_salt, count, reserved = _HEAD.unpack_from(data)
    if version > VERSION:
        raise NewerFormat
    if len(data) != header_len + body_len + _SUM:
        raise Damaged("The vault file is cut off or has been added to")
    if not crypto.equal(hashlib.sha256(memoryview(data)[:-_SUM]).digest(), data[-_SUM:]):
        raise Damaged
    if flags or reserved:
        raise NewerFormat
    head_len = _HEAD.size + count * _SLOT.size
    if version != VERSION or count not in SLOTS or header_len != head_len + _SUM or body_len < 8 + _TAG:
        raise NotAVault
    slots = _slots(data[_HEAD.size : head_len])
    return Outside(
        vault_id,
        generation,
        save_salt,
        slots,
        data[:head_len],
        data[head_len:header_len],
        data[header_len:-_SUM],
    )


def claim(data: bytes) -> tuple[bytes, int]:
    """Return the vault's id and generation as the beginning of a file tells them; empty and 0 where it does not.

    Also of one that is damaged further on: nothing is checked.
    """
    if data[:8] != MAGIC or len(data) < _HEAD.size:
        return b"", 0
    _, _, _, _, _, vault_id, generation, *_ = _HEAD.unpack_from(data)
    return vault_id, generation


def slot_ids(data: bytes) -> tuple[bytes, ...]:
    """Return the ids of the slots at the beginning of a file, also of one that is damaged further on. Nothing is checked."""
    if data[:8] != MAGIC or len(data) < _HEAD.size:
        return ()
    count = min(_HEAD.unpack_from(data)[8], SLOTS[-1])
    rows = data[_HEAD.size : _HEAD.size + count * _SLOT.size]
    whole = rows[: len(rows) - len(rows) % _SLOT.size]
    return tuple(row[8] for row in _SLOT.iter_unpack(whole))


def unlock(data: bytes, key: Key) -> tuple[Unlocked, bytes]:
    """Open a vault file and return what is needed to write it again, and its JSON text.

    Raises what `read_outside` raises, WrongKey where no slot of the key's type opens, Tampered.
    """
    outside = read_outside(data)
    tried = [slot for slot in outside.slots if slot.type == key.type]
    if is_too_much_work(tried):
        raise NotAVault("Opening this file would take more work than Sparekey allows")
    for slot in tried:
        kek, commit = _slot_keys(slot, key, outside.vault_id)
        if crypto.equal(commit, slot.commit):
            secret = crypto.unseal(kek, slot.wrapped, bound_to=_slot_bound(slot, outside.vault_id))
            return Unlocked(outside.vault_id, outside.generation, outside.slots, secret), unseal(outside, secret)
    raise WrongKey


def unseal(outside: Outside, secret: bytes) -> bytes:
    """Return the JSON text of a file whose vault key is known. Raises Tampered."""
    header_key, body_key = _save_keys(secret, outside.save_salt, outside.vault_id)
    if not crypto.equal(crypto.mac(header_key, outside.head), outside.mac):
        raise Tampered
    plain = crypto.unseal(body_key, outside.body, bound_to=outside.head + outside.mac)
    length = int.from_bytes(plain[:8])
    if length > len(plain) - 8 or plain.count(0, 8 + length) != len(plain) - 8 - length:
        raise Tampered
    return plain[8 : 8 + length]


def seal(unlocked: Unlocked, text: bytes, *, random: Random = urandom) -> bytes:
    """Return the bytes of a vault file; `unlocked.generation` goes into it. Runs no Argon2 (§7).

    The result is opened again before it is returned. Raises NotAVault where the vault has outgrown the format.
    """
    plain = _pad(text)
    hedge = crypto.hkdf(unlocked.secret, salt=b"", info=b"RCV1 hedge" + unlocked.vault_id, length=32)
    fresh = random(32) + unlocked.generation.to_bytes(8) + hashlib.sha256(plain).digest()
    save_salt = crypto.mac(hedge, fresh)
    slots = b"".join(slot.pack() for slot in unlocked.slots)
    header_len = _HEAD.size + len(slots) + _SUM
    count = len(unlocked.slots)
    head = _HEAD.pack(
        MAGIC,
        VERSION,
        0,
        header_len,
        len(plain) + _TAG,
        unlocked.vault_id,
        unlocked.generation,
        save_salt,
        count,
        0,
    )
    head += slots
    header_key, body_key = _save_keys(unlocked.secret, save_salt, unlocked.vault_id)
    header = head + crypto.mac(header_key, head)
    front = header + crypto.seal(body_key, plain, bound_to=header)
    data = front + hashlib.sha256(front).digest()
    if unseal(read_outside(data), unlocked.secret) != text:
        raise Damaged("The vault did not open again after sealing, so it was not written")  # pragma: no cover
    return data


def new(key: Key, cost: Cost, *, vault_id: bytes = b"", random: Random = urandom) -> Unlocked:
    """Return a new vault with one slot, not yet saved: generation 0. With `vault_id` it is a known one with a new vault key."""
    vault_id, secret = vault_id or random(16), random(32)
    return Unlocked(vault_id, 0, (new_slot(key, cost, vault_id=vault_id, secret=secret, random=random),), secret)


def new_slot(key: Key, cost: Cost, *, vault_id: bytes, secret: bytes, slot_id: bytes = b"", random: Random = urandom) -> Slot:
    """Wrap the vault key `secret` under `key` (§4). This is where Argon2 runs. `slot_id`: of a slot with the same secret."""
    slot = Slot(key.type, None if key.type == PAPER else cost, random(16), slot_id or random(16))
    kek, commit = _slot_keys(slot, key, vault_id)
    slot = Slot(slot.type, slot.cost, slot.salt, slot.slot_id, commit)
    wrapped = crypto.seal(kek, secret, bound_to=_slot_bound(slot, vault_id))
    return Slot(slot.type, slot.cost, slot.salt, slot.slot_id, commit, wrapped)


def is_too_much_work(slots: Collection[Slot]) -> bool:
    """Tell whether trying all slots of one type takes more work than a reader allows (§3)."""
    works = {slot.type: 0 for slot in slots}
    for slot in slots:
        works[slot.type] += slot.cost.memory * slot.cost.passes if slot.cost else 0
    return max(works.values(), default=0) > TRIED_WORK


def opening_slot(unlocked: Unlocked, key: Key) -> Slot:
    """Return the slot that `key` opens. Raises WrongKey."""
    for slot in unlocked.slots:
        if slot.type == key.type and crypto.equal(_slot_keys(slot, key, unlocked.vault_id)[1], slot.commit):
            return slot
    raise WrongKey


def _slots(data: bytes) -> tuple[Slot, ...]:
    """Read all slots: none is interpreted before it is known that none is newer, and then all keep to the limits (§3, §8)."""
    rows = list(_SLOT.iter_unpack(data))
    for slot_type, kdf, _, reserved, _, _, reserved_too, *_ in rows:
        is_known = slot_type in {PASSWORD, PASSWORD_AND_FILE, PAPER} and kdf in {_ARGON2ID, _NO_KDF}
        if not is_known or reserved or reserved_too:
            raise NewerFormat
    return tuple(
        Slot(slot_type, _cost(slot_type, kdf, Cost(memory, passes, lanes)), *rest)
        for slot_type, kdf, lanes, _, memory, passes, _, *rest in rows
    )


def _cost(slot_type: int, kdf: int, cost: Cost) -> Cost | None:
    """Return what opening a slot takes, None for a paper key. Raises NotAVault."""
    if (kdf == _NO_KDF) != (slot_type == PAPER):
        raise NotAVault
    if kdf == _NO_KDF:
        if cost != Cost(0, 0, 0):
            raise NotAVault
        return None
    within = cost.memory in MEMORY and cost.passes in PASSES and cost.lanes in LANES
    if not within or cost.memory * cost.passes > SLOT_WORK:
        raise NotAVault("Opening this file would take more work than Sparekey allows")
    return cost


def _slot_keys(slot: Slot, key: Key, vault_id: bytes) -> tuple[bytes, bytes]:
    stretched = crypto.argon2id(key.secret, slot.salt, slot.cost) if slot.cost else key.secret
    info = b"RCV1 slot" + vault_id + slot.pack()[:12] + slot.slot_id
    both = crypto.hkdf(stretched, salt=slot.salt, info=info, length=64)
    return both[:32], both[32:]


def _slot_bound(slot: Slot, vault_id: bytes) -> bytes:
    return MAGIC + vault_id + slot.pack()[:80]


def _save_keys(secret: bytes, save_salt: bytes, vault_id: bytes) -> tuple[bytes, bytes]:
    both = crypto.hkdf(secret, salt=save_salt, info=b"RCV1 save" + vault_id, length=64)
    return both[:32], both[32:]


def _pad(text: bytes) -> bytes:
    """Hide the exact length: multiples of 4 KiB up to 64 KiB, then Padmé (§6)."""
    plain = len(text).to_bytes(8) + text
    length = len(plain)
    if length <= 65536:
        return plain.ljust(-(-length // 4096) * 4096, b"\0")
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return plain.ljust(-(-length // step) * step, b"\0")
