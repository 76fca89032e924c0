"""A backup as parts that fit into QR codes, any third of which may be lost: `docs/format.md` §12.

The chunks of the payload are extended by Reed-Solomon, byte by byte across the parts, so that any `k` of the `n` parts of a
group give all others back. Every part says of itself which backup it is of and how the others lie: they may come in any order.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs
from reedsolo import RSCodec

from vault import crockford
from vault.errors import BadInput

SCAN = "SPAREKEY1:PART:"  # how the QR code of every part begins
LINE_BYTES = 25
LINE_SYMBOLS = LINE_BYTES * 8 // 5  # of a line: ten groups of four
GROUPS = range(1, 9)
_VERSION = 1
_HEAD = struct.Struct(">B5sHBBBBBII")
_SUM = 4
_CHUNK = 14 * LINE_BYTES - _HEAD.size - _SUM  # bytes: a QR code of version 15, level M, and 14 lines
_MOST = 255  # parts of one group: the places of a byte in GF(256)
_PRIME = 1021  # the greatest below 32²: notices every single wrong symbol, and every two neighbours exchanged
_COMPARE = "Compare it with the sheet, group by group."


class Part(Struct, frozen=True, kw_only=True):
    """One part: `index` counts from 0 over all groups in turn; `k` data parts and `n` parts altogether are in each group.

    `first` parts lie on page 1 and `per_page` on each other page. `length` and `checksum` (CRC-32) are the payload's.
    """

    sheet_id: str
    index: int
    k: int
    n: int
    groups: int
    first: int
    per_page: int
    length: int
    checksum: int
    chunk: bytes

    def __repr__(self) -> str:
        return f"Part({self.sheet_id}, {self.number} of {self.total})"

    @property
    def number(self) -> int:
        """The part as people count it, from 1."""
        return self.index + 1

    @property
    def total(self) -> int:
        return self.n * self.groups

    @property
    def group(self) -> int:
        return self.index % self.groups

    @property
    def place(self) -> int:
        """The place in the code word of its group, from 0."""
        return self.index // self.groups

    @property
    def is_data(self) -> bool:
        """Tell whether the chunk is a piece of the payload itself: those are printed as lines too."""
        return self.place < self.k

    @property
    def page(self) -> int:
        return page_of(self.index, self.first, self.per_page)

    @property
    def on_its_page(self) -> int:
        """How many parts lie on the page of this one."""
        return sum(page_of(index, self.first, self.per_page) == self.page for index in range(self.total))

    @property
    def pages(self) -> int:
        """How many pages the parts of the backup take."""
        return page_of(self.total - 1, self.first, self.per_page)

    @property
    def backup(self) -> tuple[str | int, ...]:
        """What all parts of one backup have in common."""
        return (self.sheet_id, self.k, self.n, self.groups, self.first, self.per_page, self.length, self.checksum)


class Line(Struct, frozen=True):
    """One printed line: the part it is of, its place in it from 1, and its symbols without the two that check them."""

    part: int
    line: int
    symbols: str

    @property
    def name(self) -> str:
        return line_name(self.part, self.line)


def page_of(index: int, first: int, per_page: int) -> int:
    return 1 if index < first else 2 + (index - first) // per_page


def split(payload: bytes, sheet_id: str, *, first: int, per_page: int) -> tuple[Part, ...]:
    """Return the parts of a payload. `first` and `per_page` are the most that page 1 and every other page have room for.

    Any third of the parts of a group may be lost, any one page, and of p pages any p // 5. Raises BadInput where the
    payload is too large for paper.
    """
    k, n, groups, first, per_page = _plan(max(1, -(-len(payload) // _CHUNK)), first, per_page)
    size = max(1, -(-len(payload) // (k * groups)))
    padded = payload.ljust(k * groups * size, b"\0")
    chunks = [padded[start : start + size] for start in range(0, len(padded), size)]
    codec = RSCodec(n - k)
    words = [_extended(codec, chunks[group::groups]) for group in range(groups)]
    checksum = zlib.crc32(payload)
    return tuple(
        Part(
            sheet_id=sheet_id,
            index=index,
            k=k,
            n=n,
            groups=groups,
            first=first,
            per_page=per_page,
            length=len(payload),
            checksum=checksum,
            chunk=words[index % groups][index // groups],
        )
        for index in range(n * groups)
    )


def needed(parts: Sequence[Part]) -> int:
    """Return how many more parts of one backup it takes at least."""
    return sum(max(0, one.k - len(found)) for one, found in _by_group(parts))


def join(parts: Sequence[Part]) -> bytes:
    """Return the payload. Raises BadInput where parts are missing or do not belong together."""
    if not parts or len({part.backup for part in parts}) != 1:
        raise BadInput("These parts are not of one backup", hint="Put the pages of each backup together.")
    if more := needed(parts):
        raise BadInput(f"{_counted(more, 'more part')} needed", hint="Add the pages that are missing.")
    some = parts[0]
    chunks = [b""] * (some.k * some.groups)
    for group, (_, found) in enumerate(_by_group(parts)):
        chunks[group :: some.groups] = _restored(found, some.k, some.n)
    payload = b"".join(chunks)[: some.length]
    if zlib.crc32(payload) != some.checksum:
        raise BadInput("The parts do not give the backup back", hint="Photograph all of its pages again.")
    return payload


def qr_text(part: Part) -> str:
    """Return what the QR code of a part says: letters and digits of QR's alphanumeric mode only."""
    return SCAN + crockford.encode(_pack(part))


def from_qr(text: str) -> Part:
    """Read what the QR code of a part says. Raises BadInput."""
    if text[: len(SCAN)].upper() != SCAN:
        raise BadInput("This is no part of a backup", hint="Take the large codes of an encrypted backup.")
    return _unpack(text[len(SCAN) :])


def lines(part: Part) -> tuple[str, ...]:
    """Return a part as lines to be typed: part, line, groups of four symbols, and two symbols that check all of it."""
    symbols = crockford.encode(_pack(part))
    rows = [symbols[start : start + LINE_SYMBOLS] for start in range(0, len(symbols), LINE_SYMBOLS)]
    found = (Line(part.number, number, row) for number, row in enumerate(rows, 1))
    return tuple(f"{one.name} {crockford.grouped(one.symbols, ' ')} {_check(one)}" for one in found)


def line(part: int, number: int, typed: str) -> Line:
    """Read the symbols of a line. Raises BadInput naming the line."""
    symbols = crockford.clean(typed)
    found = Line(part, number, symbols[:-2])
    if not 3 <= len(symbols) <= LINE_SYMBOLS + 2 or not crockford.is_clean(symbols) or _check(found) != symbols[-2:]:
        raise BadInput(f"Line {found.name} has a typing error", hint=_COMPARE)
    return found


def line_name(part: int, number: int) -> str:
    return f"{part}.{number:02d}"


def line_count(part: Part) -> int:
    """Return how many lines each part of this backup has."""
    return -(-byte_count(part) // LINE_BYTES)


def byte_count(part: Part) -> int:
    """Return how many bytes each part of this backup has."""
    return _HEAD.size + _SUM + len(part.chunk)


def from_lines(several: Sequence[Line]) -> Part:
    """Put the lines of one part together, given in their order. Raises BadInput where they do not give it."""
    return _unpack("".join(one.symbols for one in several))


def of_first_line(one: Line) -> Part:
    """Return what the first line of a part says of it, with zeros for its chunk. Raises BadInput."""
    data = _decoded(one.symbols)
    if len(data) != _HEAD.size + _SUM:
        raise _damaged()
    part = _read_head(data[: _HEAD.size], b"")
    return structs.replace(part, chunk=bytes(_chunk_size(part)))


def _plan(data_parts: int, first: int, per_page: int) -> tuple[int, int, int, int, int]:
    """Return k, n, groups, and how many parts lie on page 1 and on each other: as few pages, then as few parts as it takes."""
    for groups in GROUPS:
        k = -(-data_parts // groups)
        if k + -(-k // 2) > _MOST:
            continue
        for pages in range(2, 5 * _MOST):  # of more pages, more than a group's parts would have to be spare
            for many in range(1, per_page + 1):
                on_first = min(first, many)
                # A page takes at most this many parts of one group, as the groups take turns.
                lost = max(1, pages // 5) * -(-many // groups)
                n = k + max(-(-k // 2), lost)
                if n <= _MOST and n * groups <= on_first + many * (pages - 1):
                    return k, n, groups, on_first, many
    raise BadInput(
        "This is too large for a backup on paper", hint="Choose fewer accounts, or keep a copy of the vault file instead."
    )


def _extended(codec: RSCodec, chunks: Sequence[bytes]) -> list[bytes]:
    """Return the chunks of a group and those that Reed-Solomon adds."""
    words = [bytes(codec.encode(bytes(column))) for column in zip(*chunks, strict=True)]
    return [bytes(column) for column in zip(*words, strict=True)]


def _restored(found: dict[int, bytes], k: int, n: int) -> list[bytes]:
    """Return the data chunks of a group, given at least k of its n chunks by their place."""
    if all(place in found for place in range(k)):
        return [found[place] for place in range(k)]
    gone = [place for place in range(n) if place not in found]
    blank = bytes(len(next(iter(found.values()))))
    codec = RSCodec(n - k)
    rows = [found.get(place, blank) for place in range(n)]
    words = [bytes(codec.decode(bytes(column), erase_pos=gone, only_erasures=True)[0]) for column in zip(*rows, strict=True)]
    return [bytes(column) for column in zip(*words, strict=True)]


def _by_group(parts: Sequence[Part]) -> Iterator[tuple[Part, dict[int, bytes]]]:
    """Yield one part and the chunks by their place, for each group; of an empty group too."""
    for group in range(parts[0].groups):
        yield parts[0], {part.place: part.chunk for part in parts if part.group == group}


def _pack(part: Part) -> bytes:
    head = _HEAD.pack(
        _VERSION,
        crockford.decode(part.sheet_id, 5),
        part.index,
        part.k,
        part.n,
        part.groups,
        part.first,
        part.per_page,
        part.length,
        part.checksum,
    )
    return head + zlib.crc32(head + part.chunk).to_bytes(_SUM) + part.chunk


def _unpack(symbols: str) -> Part:
    """Undo `_pack` and `crockford.encode`. Raises BadInput."""
    data = _decoded(crockford.clean(symbols))
    head, checksum, chunk = data[: _HEAD.size], data[_HEAD.size : _HEAD.size + _SUM], data[_HEAD.size + _SUM :]
    if data[:1] > bytes([_VERSION]):
        raise BadInput("This backup was made by a newer version of Sparekey", hint="Update Sparekey, then read it again.")
    if zlib.crc32(head + chunk).to_bytes(_SUM) != checksum or len(head) < _HEAD.size:
        raise _damaged()
    part = _read_head(head, chunk)
    if len(chunk) != _chunk_size(part):
        raise _damaged()
    return part


def _decoded(symbols: str) -> bytes:
    try:
        return crockford.decode(symbols, len(symbols) * 5 // 8)
    except BadInput:
        raise _damaged() from None


def _read_head(head: bytes, chunk: bytes) -> Part:
    version, sheet_id, index, k, n, groups, first, per_page, length, checksum = _HEAD.unpack(head)
    part = Part(
        sheet_id=crockford.encode(sheet_id),
        index=index,
        k=k,
        n=n,
        groups=groups,
        first=first,
        per_page=per_page,
        length=length,
        checksum=checksum,
        chunk=chunk,
    )
    fits = groups in GROUPS and 0 < k < n and index < part.total and first and per_page and length <= _CHUNK * k * groups
    if version != _VERSION or not fits:
        raise _damaged()
    return part


def _chunk_size(part: Part) -> int:
    return max(1, -(-part.length // (part.k * part.groups)))


def _check(one: Line) -> str:
    """Return two symbols over part, line and symbols, read as one number."""
    number = one.part << 5 | one.line
    for symbol in one.symbols:
        number = (number << 5 | crockford.SYMBOLS.index(symbol)) % _PRIME
    return crockford.SYMBOLS[number >> 5] + crockford.SYMBOLS[number & 31]


def _damaged() -> BadInput:
    return BadInput("This part of a backup is damaged", hint="Photograph its page again, or type its lines.")


def _counted(many: int, noun: str) -> str:
    return f"{many} {noun}{' is' if many == 1 else 's are'}"
