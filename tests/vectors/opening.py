"""Reads vault files from docs/format.md alone, check by check in the order of §8, and names the one that failed.

It can be made blind to a check: a vector is worth its name if a reader that forgot its check opens it.
"""

import hashlib
import hmac
import json
import struct
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.vectors import sealing
from tests.vectors.sealing import HEAD, MAGIC, SLOT, SUM, Cost, Key

MAX_FILE = 64 << 20

# The steps of §8, and what each of them means.
KINDS = {
    "size": "NotAVault",
    "magic": "NotAVault",
    "head": "Damaged",
    "version": "NewerFormat",
    "length": "Damaged",
    "trailer": "Damaged",
    "flags": "NewerFormat",
    "layout": "NotAVault",
    "slots": "NewerFormat",
    "limits": "NotAVault",
    "key": "WrongKey",
    "wrap": "Tampered",
    "hmac": "Tampered",
    "body": "Tampered",
    "padding": "Tampered",
    "text": "Damaged",
    "content-version": "NewerFormat",
    "shape": "Damaged",  # left to those who know the members of §10: this reader hands out the text
}


class Refused(Exception):
    """`step` is the check that failed."""

    def __init__(self, step: str) -> None:
        super().__init__(f"{KINDS[step]} ({step})")
        self.step = step


@dataclass(frozen=True)
class Slot:
    """A slot as bytes and as its fields."""

    raw: bytes
    type: int
    kdf: int
    cost: Cost
    reserved: tuple[int, int]
    kdf_salt: bytes
    slot_id: bytes
    commit: bytes
    wrapped: bytes

    @property
    def work(self) -> int:
        return self.cost.memory * self.cost.passes


class Reading:
    """One file that is read with one key, without the checks in `blind`."""

    def __init__(self, data: bytes, key: Key, blind: Collection[str] = ()) -> None:
        self.data, self.key, self.blind = data, key, blind

    def check(self, step: str, holds: bool) -> None:
        if not holds and step not in self.blind:
            raise Refused(step)

    def text(self) -> bytes:
        """Return the JSON text, or raise Refused."""
        data = self.data
        self.check("size", len(data) <= MAX_FILE)
        self.check("magic", data[:8] == MAGIC)
        self.check("head", len(data) >= HEAD)
        version, flags, header_len, body_len = struct.unpack(">HHIQ", data[8:24])
        n, reserved = struct.unpack(">HH", data[80:84])
        self.check("version", version <= 1)
        self.check("length", len(data) == header_len + body_len + SUM)
        self.check("trailer", hashlib.sha256(data[:-SUM]).digest() == data[-SUM:])
        self.check("flags", flags == reserved == 0)
        self.check("layout", version == 1 and 1 <= n <= 8 and header_len == HEAD + n * SLOT + SUM and body_len >= 24)
        slots = [slot_of(data[start : start + SLOT]) for start in range(HEAD, HEAD + n * SLOT, SLOT)]
        self.check("slots", all(slot.type in {1, 2, 3} and slot.kdf in {1, 2} and slot.reserved == (0, 0) for slot in slots))
        tried = [slot for slot in slots if slot.type == self.key.type]
        self.check("limits", all(map(is_within, slots)) and sum(slot.work for slot in tried) <= 8 << 20)
        text = self.inside(self.vault_key(tried), HEAD + n * SLOT)
        self.content(text)
        return text

    def vault_key(self, tried: list[Slot]) -> bytes:
        vault_id = self.data[24:40]
        for slot in tried:
            x = self.key.secret if slot.kdf == sealing.NO_KDF else sealing.argon2id(self.key.secret, slot.kdf_salt, slot.cost)
            both = sealing.hkdf(x, slot.kdf_salt, b"RCV1 slot" + vault_id + slot.raw[:12] + slot.slot_id, 64)
            bound = MAGIC + vault_id + slot.raw[:80]
            if hmac.compare_digest(both[32:], slot.commit):
                return self.unsealed("wrap", both[:32], slot.wrapped, bound)
            if "key" in self.blind:
                try:
                    return self.unsealed("wrap", both[:32], slot.wrapped, bound)
                except Refused:
                    continue
        raise Refused("key")

    def inside(self, vault_key: bytes, signed_len: int) -> bytes:
        signed, mac = self.data[:signed_len], self.data[signed_len : signed_len + SUM]
        keys = sealing.save_keys(vault_key, self.data[48:80], self.data[24:40])
        self.check("hmac", hmac.compare_digest(hmac.digest(keys.header, signed, "sha256"), mac))
        plain = self.unsealed("body", keys.body, self.data[signed_len + SUM : -SUM], signed + mac)
        (length,) = struct.unpack(">Q", plain[:8])
        self.check("padding", length <= len(plain) - 8 and not any(plain[8 + length :]))
        return plain[8 : 8 + length]

    def unsealed(self, step: str, key: bytes, sealed: bytes, bound: bytes) -> bytes:
        if step in self.blind:  # GCM is CTR whose first counter block is 2, and a tag
            counter = modes.CTR(sealing.ZERO_NONCE + struct.pack(">I", 2))
            return Cipher(algorithms.AES(key), counter).decryptor().update(sealed[:-16])
        try:
            return AESGCM(key).decrypt(sealing.ZERO_NONCE, sealed, bound)
        except InvalidTag:
            raise Refused(step) from None

    def content(self, text: bytes) -> None:
        try:
            plain = json.loads(text.decode(), parse_constant=no_number, parse_float=finite)
            json.dumps(plain, ensure_ascii=False).encode()  # fails where half a character was escaped
        except (ValueError, RecursionError):
            plain = None
        version = plain.get("version") if isinstance(plain, dict) else None
        self.check("text", type(version) is int and version >= 1)
        self.check("content-version", version == 1)


def slot_of(raw: bytes) -> Slot:
    slot_type, kdf, lanes, first, memory, passes, second, *rest = struct.unpack(">BBBBIII16s16s32s48s", raw)
    return Slot(raw, slot_type, kdf, Cost(memory, passes, lanes), (first, second), *rest)


def is_within(slot: Slot) -> bool:
    """Say whether one slot keeps to §3."""
    if slot.type == sealing.PAPER:
        return slot.kdf == sealing.NO_KDF and slot.cost == Cost(0, 0, 0)
    memory, passes, lanes = slot.cost.memory, slot.cost.passes, slot.cost.lanes
    within = 65536 <= memory <= 1048576 and 1 <= passes <= 32 and 1 <= lanes <= 8 and slot.work <= 4 << 20
    return slot.kdf == sealing.ARGON2ID and within


def no_number(word: str) -> Any:
    raise ValueError(word)


def finite(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError(digits)
    return number
