"""Writes vault files from docs/format.md alone; the § numbers are its. It shares no code with Sparekey, nor its Argon2 library.

Whatever §2 to §7 fix can also be written otherwise: that is what the test vectors are made of.
"""

import hashlib
import hmac
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MAGIC = bytes.fromhex("8953 4B56 0D0A 1A0A")
HEAD, SLOT, SUM = 84, 128, 32  # bytes; an HMAC and the trailer have SUM
PASSWORD, PASSWORD_AND_FILE, PAPER = 1, 2, 3
ARGON2ID, NO_KDF = 1, 2
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ZERO_NONCE = bytes(12)


@dataclass(frozen=True)
class Cost:
    """What one Argon2id takes: memory in KiB, passes, lanes."""

    memory: int = 65536
    passes: int = 1
    lanes: int = 4


@dataclass(frozen=True)
class Key:
    """A secret and the type of slot that it may open."""

    type: int
    secret: bytes


@dataclass(frozen=True)
class SaveKeys:
    """What one save is made with (§5)."""

    vault: bytes
    header: bytes
    body: bytes


def hkdf(ikm: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    """HKDF-SHA256, written out as RFC 5869 §2 has it."""
    secret = hmac.digest(salt or bytes(32), ikm, "sha256")
    made = block = b""
    for number in range(1, -(-size // 32) + 1):
        block = hmac.digest(secret, block + info + bytes([number]), "sha256")
        made += block
    return made[:size]


@cache
def argon2id(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """OpenSSL's Argon2id (§1)."""
    return Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory).derive(secret)


# Secrets (§4, §9)


def password(text: str) -> Key:
    return Key(PASSWORD, unicodedata.normalize("NFC", text).encode())


def password_and_file(text: str, key_file: bytes) -> Key:
    secret = password(text).secret
    return Key(PASSWORD_AND_FILE, struct.pack(">I", len(secret)) + secret + hashlib.sha256(key_file).digest())


def paper_text(secret: bytes) -> str:
    """Write a paper key as it is printed: 160 bits and the 20 that check them, in nine groups of four symbols."""
    check = hashlib.sha256(b"RCV1 paper" + secret).digest()
    number = int.from_bytes(secret, "big") << 20 | int.from_bytes(check[:3], "big") >> 4
    symbols = "".join(SYMBOLS[number >> 5 * place & 31] for place in reversed(range(36)))
    return "-".join(symbols[start : start + 4] for start in range(0, 36, 4))


# Slots (§2, §4)


def slot_front(
    key_type: int, kdf: int, cost: Cost, kdf_salt: bytes, slot_id: bytes, *, reserved: tuple[int, int] = (0, 0)
) -> bytes:
    """Return the first 48 bytes of a slot."""
    numbers = (key_type, kdf, cost.lanes, reserved[0], cost.memory, cost.passes, reserved[1])
    return struct.pack(">BBBBIII16s16s", *numbers, kdf_salt, slot_id)


def slot(
    key: Key,
    vault_key: bytes,
    vault_id: bytes,
    *,
    kdf_salt: bytes,
    slot_id: bytes,
    cost: Cost | None = None,
    reserved: tuple[int, int] = (0, 0),
    x: bytes | None = None,
    salt: bytes | None = None,
    info: bytes | None = None,
    commit: bytes | None = None,
    wrapped: bytes | None = None,
    bound: bytes | None = None,
    nonce: bytes = ZERO_NONCE,
    is_swapped: bool = False,
) -> bytes:
    """Wrap the vault key. `x`, `salt`, `info`, `commit`, `wrapped`, `bound` (the AAD), `nonce`, `is_swapped` are against §4."""
    kdf = NO_KDF if key.type == PAPER else ARGON2ID
    cost = cost or (Cost(0, 0, 0) if key.type == PAPER else Cost())
    front = slot_front(key.type, kdf, cost, kdf_salt, slot_id, reserved=reserved)
    if x is None:
        x = key.secret if kdf == NO_KDF else argon2id(key.secret, kdf_salt, cost)
    info = b"RCV1 slot" + vault_id + front[:12] + slot_id if info is None else info
    both = hkdf(x, kdf_salt if salt is None else salt, info, 64)
    kek, made_commit = (both[32:], both[:32]) if is_swapped else (both[:32], both[32:])
    front += made_commit if commit is None else commit
    if wrapped is None:
        wrapped = AESGCM(kek).encrypt(nonce, vault_key, MAGIC + vault_id + front if bound is None else bound)
    return front + wrapped


# The file (§2, §5, §6, §7)


def padded(text: bytes) -> bytes:
    """Return the plaintext of a body (§6)."""
    used = 8 + len(text)
    if used <= 65536:
        size = (used + 4095) // 4096 * 4096
    else:
        e = used.bit_length() - 1  # floor(log2 L)
        s = e.bit_length()  # floor(log2 e) + 1
        step = 1 << (e - s)
        size = (used + step - 1) // step * step
    return struct.pack(">Q", len(text)) + text + bytes(size - used)


def save_salt(vault_key: bytes, vault_id: bytes, generation: int, plain: bytes, chance: bytes) -> bytes:
    """Return the salt of one save (§7); `chance` are its 32 random bytes."""
    hedge = hkdf(vault_key, b"", b"RCV1 hedge" + vault_id, 32)
    return hmac.digest(hedge, chance + struct.pack(">Q", generation) + hashlib.sha256(plain).digest(), "sha256")


def save_keys(vault_key: bytes, salt: bytes, vault_id: bytes) -> SaveKeys:
    both = hkdf(vault_key, salt, b"RCV1 save" + vault_id, 64)
    return SaveKeys(vault_key, both[:32], both[32:])


def sealed_body(key: bytes, plain: bytes, bound: bytes, nonce: bytes = ZERO_NONCE) -> bytes:
    return AESGCM(key).encrypt(nonce, plain, bound)


@dataclass(frozen=True)
class Recipe:
    """A vault file. What is None is as the format wants it; the rest is written as it says, and all that is around it fits.

    `mac` and `body` are made from the keys and from HEAD‖SLOTS, or from these, the HMAC and the plaintext.
    """

    vault_key: bytes
    vault_id: bytes
    slots: tuple[bytes, ...]
    text: bytes = b'{"version":1}'
    chance: bytes = bytes(32)
    generation: int = 1
    plain: bytes | None = None
    salt: bytes | None = None
    version: int = 1
    flags: int = 0
    header_len: int | None = None
    body_len: int | None = None
    n: int | None = None
    reserved: int = 0
    mac: Callable[[SaveKeys, bytes], bytes] | None = None
    body: Callable[[SaveKeys, bytes, bytes, bytes], bytes] | None = None


def write(recipe: Recipe) -> bytes:
    plain = padded(recipe.text) if recipe.plain is None else recipe.plain
    salt = recipe.salt
    if salt is None:
        salt = save_salt(recipe.vault_key, recipe.vault_id, recipe.generation, plain, recipe.chance)
    keys = save_keys(recipe.vault_key, salt, recipe.vault_id)
    make_body = recipe.body or (lambda keys, signed, mac, plain: sealed_body(keys.body, plain, signed + mac))
    # The length stands in the header, which the body is bound to: it is made twice.
    body_len = len(make_body(keys, b"", b"", plain)) if recipe.body_len is None else recipe.body_len
    slots = b"".join(recipe.slots)
    header_len = HEAD + len(slots) + SUM if recipe.header_len is None else recipe.header_len
    n = len(recipe.slots) if recipe.n is None else recipe.n
    front = struct.pack(">HHIQ", recipe.version, recipe.flags, header_len, body_len)
    signed = MAGIC + front + recipe.vault_id + struct.pack(">Q", recipe.generation) + salt
    signed += struct.pack(">HH", n, recipe.reserved) + slots
    mac = recipe.mac(keys, signed) if recipe.mac else hmac.digest(keys.header, signed, "sha256")
    return with_trailer(signed + mac + make_body(keys, signed, mac, plain))


def with_trailer(data: bytes) -> bytes:
    return data + hashlib.sha256(data).digest()
