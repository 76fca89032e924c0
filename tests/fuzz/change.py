"""How inputs are changed: byte by byte, and by mutators that know a format and put its checksums and seals right again.

A mutator is given the bytes, the most that may become of them, a source of chance, and the plain way to change bytes:
libFuzzer's own in a campaign, `plainly` in a test run.
"""

import copy
import gzip
import json
import random
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Chance = random.Random
Plain = Callable[[bytes, int], bytes]
Mutator = Callable[[bytes, int, Chance, Plain], bytes]

_EDGES = (0, 1, 0x7F, 0x80, 0xFF, 0x0A, 0x20, 0x22, 0x25, 0x5B, 0x7B)
_HOSTILE: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**63,
    2**64,
    10**30,
    -(2**63) - 1,
    1.5,
    1e308,
    "",
    "\0",
    "\ud800",
    "\u202e",
    "x" * 300,
    "9999-12-31",
    "0001-01-01",
    "9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00+14:00",
    [],
    {},
    [[]],
    {"id": {}},
    {"id": "x"},
)


def plainly(chance: Chance, tokens: Sequence[bytes] = (), others: Sequence[bytes] = ()) -> Plain:
    """Return a plain way to change bytes: bits, edges, pieces taken out, moved, repeated, and put in from elsewhere."""

    def change(data: bytes, longest: int) -> bytes:
        for _ in range(chance.choice((1, 1, 2, 4))):
            data = _once(data, chance, tokens, others)
        return data[:longest]

    return change


def _once(data: bytes, chance: Chance, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 2, 4, 16, 64, 1024)))
    way = chance.randrange(9)
    if way <= 1 and at < len(data):
        return data[:at] + bytes((data[at] ^ 1 << chance.randrange(8),)) + data[at + 1 :]
    if way == 2:
        return data[:at] + bytes((chance.choice(_EDGES),)) + data[at + 1 :]
    if way == 3:
        return data[:at] + data[end:]
    if way == 4:
        return data[:end] + data[at:end] * chance.choice((1, 2, 30)) + data[end:]
    if way == 5 and tokens:
        return data[:at] + chance.choice(tokens) + data[chance.choice((at, end)) :]
    if way == 6 and others:
        other = chance.choice(others)
        return data[:at] + other[chance.randrange(len(other) + 1) :]
    if way == 7:
        return data[:at] + chance.randbytes(end - at) + data[end:]
    return data[:at]


# JSON


def of_json(data: bytes, longest: int, chance: Chance, plain: Plain) -> bytes:
    """Change a JSON text: a value for a hostile one, for another of the text, gone, repeated, named otherwise, buried deep."""
    if chance.random() < 0.25:
        return plain(data, longest)
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return plain(data, longest)
    for _ in range(chance.choice((1, 1, 2, 5))):
        tree = _other_tree(tree, chance)
    try:
        text = json.dumps(tree, ensure_ascii=chance.random() < 0.8, separators=(",", ":")).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return plain(data, longest)
    return text if len(text) <= longest else plain(data, longest)


def _other_tree(tree: Any, chance: Chance) -> Any:
    places = _places(tree)
    if not places or chance.random() < 0.02:
        return _hostile(chance, tree)
    holder, name = chance.choice(places)
    way = chance.randrange(7)
    if way == 0:
        holder[name] = _taken(*chance.choice(places))
    elif way == 1:
        del holder[name]
    elif way == 2 and isinstance(holder, list):
        holder.insert(name, holder[name])
    elif way == 3 and isinstance(holder, dict):
        holder[chance.choice(("id", "secret", "version", "minor", name.upper(), ""))] = holder[name]
    elif way == 4:
        holder[name] = _hostile(chance, holder[name])
    elif way == 5 and isinstance(holder[name], str):
        text = holder[name]
        at = chance.randrange(len(text) + 1)
        holder[name] = text[:at] + chance.choice(("0", "9", "-", "\0", "é", ":", "T")) + text[at + chance.randrange(2) :]
    else:
        holder[name] = copy.deepcopy(chance.choice(_HOSTILE))
    return tree


def _taken(holder: Any, name: Any) -> Any:
    return json.loads(json.dumps(holder[name]))


def _hostile(chance: Chance, value: Any) -> Any:
    """Bury a value."""
    for _ in range(chance.choice((1, 3, 90))):
        value = [value] if chance.random() < 0.5 else {"x": value}
    return value


def _places(tree: Any, depth: int = 0) -> list[tuple[Any, Any]]:
    """Return everything in a tree that can be replaced, as what holds it and its name there."""
    if depth > 60 or not isinstance(tree, dict | list):
        return []
    names = list(tree) if isinstance(tree, dict) else range(len(tree))
    return [place for name in names for place in ((tree, name), *_places(tree[name], depth + 1))]


# Formats with checksums that are no secret


def of_png(data: bytes, longest: int, chance: Chance, plain: Plain) -> bytes:
    """Change one chunk of a PNG, or what is packed in it, and put its length and its CRC right."""
    chunks = _chunks(data)
    if not chunks or chance.random() < 0.15:
        return plain(data, longest)
    at = chance.randrange(len(chunks))
    kind, body = chunks[at]
    if kind == b"IDAT" and chance.random() < 0.7:
        try:
            body = zlib.compress(plain(zlib.decompressobj().decompress(body, 1 << 18), 1 << 18))
        except zlib.error:
            body = plain(body, longest)
    elif kind == b"IHDR" and chance.random() < 0.5:
        # Small: what a large one costs is measured in tests/core/test_hostile_sizes.py.
        sides = chance.choice((0, 1, 20, 200, 2**31 - 1)), chance.choice((1, 20, 200))
        rest = bytes(chance.choice(((1, 2, 4, 8, 16), (0, 2, 3, 4, 6), (0, 1), (0, 1), (0, 1))[place]) for place in range(5))
        body = struct.pack(">LL", *sides) + rest
    else:
        body = plain(body, longest)
    chunks[at] = kind, body
    if chance.random() < 0.2:
        chunks.insert(at, chance.choice(chunks))
    found = png(chunks)
    return found if len(found) <= longest else plain(data, longest)


def png(chunks: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return a PNG of these chunks, each a kind and a body, with lengths and CRCs that are right."""
    written = (struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body)) for kind, body in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    chunks: list[tuple[bytes, bytes]] = []
    place = 8
    while place + 12 <= len(data) and len(chunks) < 50:
        (size,) = struct.unpack_from(">L", data, place)
        chunks.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + size]))
        place += 12 + size
    return chunks


def of_tar(data: bytes, longest: int, chance: Chance, plain: Plain) -> bytes:
    """Change a tar file, packed or not, and put the checksums of its headers right."""
    is_packed = data[:2] == b"\x1f\x8b"
    if chance.random() < 0.15:
        return plain(data, longest)
    if is_packed:
        try:
            data = zlib.decompressobj(31).decompress(data, 1 << 18)
        except zlib.error:
            return plain(data, longest)
    changed = bytearray(plain(data, 1 << 18))
    for start in range(0, len(changed) - 511, 512):
        if changed[start + 257 : start + 262] == b"ustar":
            changed[start + 148 : start + 156] = b" " * 8
            changed[start + 148 : start + 156] = b"%06o\0 " % (sum(changed[start : start + 512]) & 0o777777)
    found = gzip.compress(bytes(changed), 1, mtime=0) if is_packed else bytes(changed)
    return found[:longest]
