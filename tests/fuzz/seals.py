"""Mutators that know the keys: they change what lies below a seal, and seal it again: not only the front door is hit."""

import base64
import re
import struct
import zlib
from functools import cache
from typing import Any

from msgspec import structs

from tests.core import damage, migration
from tests.core.vaults import EXAMPLE, FILE_KEY, PAPER_KEY, PASSWORD_KEY, numbered, unlocked_by
from tests.fuzz import change
from tests.fuzz.change import Chance, Plain
from tests.fuzz.stretching import cheap
from vault import codec, container, crypto, parts, sealed
from vault.container import Unlocked
from vault.crypto import CHEAPEST
from vault.errors import BadInput, Tampered
from vault.model import Vault

KEYS = (PASSWORD_KEY, FILE_KEY, PAPER_KEY)
WORDS = "academic acid acne acquire acrobat activity actress adapt"
SHEET = "7KQ2M4XA"
_HEAD, _SLOT, _SUM = damage.HEAD, damage.SLOT, damage.SUM
_NUMBERS = (0, 1, 2, 3, 4, 8, 9, 32, 33, 255, 1 << 16, (1 << 16) - 1, 1 << 20, (1 << 20) + 1, 1 << 22, (1 << 32) - 1)


@cache
def example() -> Vault:
    return numbered_anew(EXAMPLE)


def numbered_anew(vault: Vault) -> Vault:
    """Return a vault with the same ids in each run."""
    text = codec.dump(vault)
    for place, one in enumerate(dict.fromkeys(re.findall(rb'"id":"([0-9a-f]{16})"', text))):
        text = text.replace(one, b"%016x" % (place + 1))
    return codec.load(text)[0]


# The vault file


@cache
def unlocked() -> Unlocked:
    """Return the vault that all keys here open."""
    with cheap():
        return unlocked_by(*KEYS)


@cache
def vault_file(text: bytes = b"") -> bytes:
    return container.seal(unlocked(), text or codec.dump(example()), random=numbered(99))


def of_vault_file(data: bytes, longest: int, chance: Chance, plain: Plain) -> bytes:
    """Change a vault file as it is; or its head or a slot, with the trailer or all seals put right; or only its JSON text."""
    if len(data) < _HEAD + _SLOT + 2 * _SUM:
        data = vault_file()
    way = chance.randrange(10)
    if way == 0:
        found = plain(data, longest)
    elif way <= 3:
        found = damage.with_trailer(_with_other_numbers(data, chance, plain))
    elif way <= 5:
        found = _resealed(_with_other_numbers(data, chance, plain), _plain_of(data))
    else:
        text = _plain_of(data)
        end = 8 + int.from_bytes(text[:8])
        if chance.random() < 0.1:
            text = plain(text, longest)
        else:
            new = change.of_json(text[8:end], longest - 2048, chance, plain)
            text = container._pad(new)
        found = _resealed(data, text)
    return found if len(found) <= longest else plain(data, longest)


def _with_other_numbers(data: bytes, chance: Chance, plain: Plain) -> bytes:
    """Change some fields of the head or of a slot; or add, double or drop slots, and say so in the head."""
    header_len = int.from_bytes(data[12:16])
    count = (header_len - _HEAD - _SUM) // _SLOT
    if chance.random() < 0.25 and 0 < count < 10:
        slots = [data[_HEAD + place * _SLOT :][:_SLOT] for place in range(count)]
        slots = [chance.choice(slots) for _ in range(chance.choice((1, 2, 8, 9)))]
        head = data[:12] + (_HEAD + len(slots) * _SLOT + _SUM).to_bytes(4) + data[16:80] + len(slots).to_bytes(2) + data[82:84]
        return head + b"".join(slots) + data[header_len - _SUM :]
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3))):
        start = 0
        fields: dict[str, Any] = damage.HEAD_FIELDS
        if chance.random() < 0.6 and 0 < count < 10:
            start, fields = _HEAD + chance.randrange(count) * _SLOT, damage.SLOT_FIELDS
        places = fields[chance.choice(list(fields))]
        if isinstance(places, range) and len(places) in {1, 2, 4, 8} and chance.random() < 0.8:
            number = chance.choice(_NUMBERS) % 256 ** len(places)
            changed[start + places.start : start + places.stop] = number.to_bytes(len(places))
        elif isinstance(places, range):
            new = plain(bytes(changed[start + places.start : start + places.stop]), len(places)).ljust(len(places), b"\0")
            changed[start + places.start : start + places.stop] = new
        else:
            changed[start + chance.choice(places)] ^= 1
    return bytes(changed)


def _plain_of(data: bytes) -> bytes:
    """Return what is sealed in a file of ours, with its length and padding."""
    header_len = int.from_bytes(data[12:16])
    _, body_key = container._save_keys(unlocked().secret, data[48:80], data[24:40])
    try:
        return crypto.unseal(body_key, data[header_len:-_SUM], bound_to=data[:header_len])
    except (Tampered, ValueError, OverflowError):
        return container._pad(codec.dump(example()))


def _resealed(data: bytes, plain: bytes) -> bytes:
    """Write HMAC, body and trailer anew around a head and its slots, whatever these say."""
    header_len = min(int.from_bytes(data[12:16]), len(data))
    head = data[: max(header_len - _SUM, _HEAD)]
    head = head[:16] + (len(plain) + 16).to_bytes(8) + head[24:]
    header_key, body_key = container._save_keys(unlocked().secret, head[48:80], head[24:40])
    header = head + crypto.mac(header_key, head)
    return damage.with_trailer(header + crypto.seal(body_key, plain, bound_to=header) + bytes(_SUM))


# The backup on paper


@cache
def backup() -> bytes:
    with cheap():
        return sealed.seal(example(), WORDS, cost=CHEAPEST, random=numbered(7))


def of_backup(data: bytes, longest: int, chance: Chance, plain: Plain) -> bytes:
    """Change a backup as it is; or the cost in its front; or what is packed in it. Its seals are put right after that."""
    if len(data) < sealed._FRONT + 16 or chance.random() < 0.15:
        return plain(data, longest)
    front, packed = data[: sealed._FRONT - 32], _packed_of(data)
    way = chance.randrange(4)
    if way == 0:
        lanes, passes, memory = chance.choice((1, 4, 8, 9)), chance.choice((0, 1, 32, 255)), chance.choice(_NUMBERS)
        front = front[:4] + struct.pack(">BBHI", lanes, passes, chance.choice((0, 0, 1)), memory) + front[12:]
    elif way == 1:
        packed = plain(packed, longest)
    else:
        try:
            text = zlib.decompressobj().decompress(packed, 1 << 18)
        except zlib.error:
            text = codec.dump(example())
        packed = zlib.compress(change.of_json(text, 1 << 16, chance, plain), 9)
        if chance.random() < 0.1:
            packed = zlib.compress(text[:64] * chance.choice((1, 100, 4000)))
    cost = crypto.Cost(int.from_bytes(front[8:12]), front[5], front[4])
    within = cost.passes in container.PASSES and cost.memory in container.MEMORY and cost.lanes in container.LANES
    if not within or cost.passes * cost.memory > container.SLOT_WORK:
        return (front + data[len(front) :])[:longest]  # nobody could have sealed with that
    with cheap():
        key, commit = sealed._keys(front, WORDS, cost)
    found = front + commit + crypto.seal(key, packed, bound_to=front + commit)
    return found if len(found) <= longest else plain(data, longest)


def _packed_of(data: bytes) -> bytes:
    try:
        with cheap():
            key, _ = sealed._keys(data[: sealed._FRONT - 32], WORDS, sealed._cost(data))
        return crypto.unseal(key, data[sealed._FRONT :], bound_to=data[: sealed._FRONT])
    except Exception:  # noqa: BLE001  (the bytes are anything)
        return zlib.compress(codec.dump(example()))


# Texts on paper


def of_paper_text(data: bytes, longest: int, chance: Chance, plain: Plain) -> bytes:
    """Change a typed or scanned text; or one part of a backup in it, as a code or as lines, with its checksums put right."""
    if chance.random() < 0.5:
        return plain(data, longest)
    try:
        codes = [word for word in data.decode("ascii", "replace").split() if word.startswith(parts.SCAN)]
        part = parts.from_qr(chance.choice(codes))
    except (BadInput, IndexError):
        part = chance.choice(backup_parts())
    numbers = {
        "index": chance.choice((0, 1, 7, 65535)),
        "k": chance.choice((1, 2, 170, 254, 255)),
        "n": chance.choice((0, 1, 2, 3, 255)),
        "groups": chance.choice((0, 1, 2, 8, 9)),
        "first": chance.choice((0, 1, 6, 255)),
        "per_page": chance.choice((0, 1, 12, 255)),
        "length": chance.choice((0, 1, 321, 4096, 1 << 31)),
    }
    names = chance.sample(list(numbers), chance.choice((0, 1, 2)))
    part = structs.replace(part, **{name: numbers[name] for name in names})
    if chance.random() < 0.3:
        part = structs.replace(part, chunk=plain(part.chunk, 400))
    text = parts.qr_text(part) if chance.random() < 0.5 else "\n".join(parts.lines(part)[:14])
    at = chance.randrange(len(data) + 1)
    return (data[:at] + b"\n" + text.encode() + b"\n" + data[at:])[:longest]


@cache
def backup_parts() -> tuple[parts.Part, ...]:
    return parts.split(backup(), SHEET, first=6, per_page=12)


# Google Authenticator


def of_google(data: bytes, longest: int, chance: Chance, plain: Plain) -> bytes:
    """Change a page's text, or the protobuf message in it."""
    coded = data.partition(b"data=")[2].replace(b"%2B", b"+").replace(b"%2F", b"/").replace(b"%3D", b"=")
    if chance.random() < 0.25 or not coded:
        return plain(data, longest)
    try:
        message = base64.b64decode(coded)
    except ValueError:
        return plain(data, longest)
    if chance.random() < 0.2:
        message += migration.whole(chance.randrange(9), chance.choice((-1, 2**31, 2**63, 2**64 - 1)))
    return migration.uri(plain(message, longest // 2)).encode()[:longest]
