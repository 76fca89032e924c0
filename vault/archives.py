"""What lies inside wheels, source distributions and other zip and tar files, within limits that no archive can talk away.

Names are read, and the bytes of those that are asked for; nothing is unpacked to the disk. Tar files are walked here and not by
`tarfile`, which takes forever over some headers (CVE-2024-6232) and builds lists as long as an archive wants them.
"""

import gzip
import io
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

from msgspec import Struct

from vault.errors import BadInput

ENDINGS = (".zip", ".whl", ".egg", ".tar", ".tar.gz", ".tgz", ".sdist")
MOST_MEMBERS = 20_000
READ_LIMIT = 1 << 24  # bytes of members that are read from one archive
UNPACKED_LIMIT = 1 << 26  # bytes of a tar file: to find its members it is unpacked in passing
RATIO_LIMIT = 200  # times that it may be larger than packed...
_ALWAYS = 1 << 20  # ...and bytes more, for small ones that are mostly padding
_DIRECTORY_LIMIT = 1 << 21  # bytes of a zip file's list of members
_HEADER_LIMIT = 1 << 16  # bytes of a long name in a tar file
_END, _END_SIZE, _COMMENT = b"PK\5\6", 22, 1 << 16
_LOCATOR, _LOCATOR_SIZE = b"PK\6\7", 20  # of very large zip files: zipfile would believe its sizes instead
_BLOCK = 512
_FILES, _WITHOUT_DATA = {b"0", b"\0", b"7"}, {b"1", b"2", b"3", b"4", b"5", b"6"}  # POSIX.1-2008, pax, "ustar"

Wanted = Callable[[str, int], bool]


class Member(Struct, frozen=True):
    """One file in an archive. `data` is None unless it was wanted."""

    name: str
    data: bytes | None = None

    def __repr__(self) -> str:
        return "Member()"


class TooLarge(BadInput):
    """The archive has more in it than is looked at."""

    def __init__(self) -> None:
        super().__init__("this archive is too large to be looked through", hint="Unpack it, then look there.")


def members(file: BinaryIO, wanted: Wanted) -> Iterator[Member]:
    """Return the members one by one, with the data of those whose name and size are `wanted`.

    Raises TooLarge, and BadInput where this is no archive or a damaged one.
    """
    read = 0
    try:
        is_zip = file.read(2) == b"PK"
        file.seek(0)
        for place, member in enumerate(_zipped(file, wanted) if is_zip else _tarred(file, wanted)):
            read += len(member.data or b"")
            if place >= MOST_MEMBERS or read > READ_LIMIT:
                raise TooLarge
            yield member
    except BadInput:
        raise
    except Exception:  # noqa: BLE001  (on hostile archives zipfile and zlib raise whatever they stumble over)
        raise BadInput("this archive cannot be read", hint="It may be damaged.") from None


def _zipped(file: BinaryIO, wanted: Wanted) -> Iterator[Member]:
    import zipfile  # noqa: PLC0415  (3 ms that only an archive needs)

    _check_directory(file)
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            is_plain = info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} and not info.flag_bits & 1
            data = None
            if is_plain and not info.is_dir() and wanted(info.filename, info.file_size):
                with archive.open(info) as member:
                    data = member.read(info.file_size)
            yield Member(info.filename, data)


def _check_directory(file: BinaryIO) -> None:
    """Raise TooLarge before `zipfile` reads the whole list of members."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _COMMENT - _END_SIZE - _LOCATOR_SIZE))
    tail = file.read()
    place = tail.rindex(_END)
    (directory,) = struct.unpack_from("<L", tail, place + 12)
    if directory > _DIRECTORY_LIMIT or tail[:place][-_LOCATOR_SIZE:].startswith(_LOCATOR):
        raise TooLarge


def _tarred(file: BinaryIO, wanted: Wanted) -> Iterator[Member]:
    stream = _Stream(file)
    told: dict[str, str] = {}  # what a header said of the next member
    while (header := stream.read(_BLOCK)).strip(b"\0"):
        size, kind = _checked_size(header), header[156:157]
        if kind in _HEADERS:
            if size > _HEADER_LIMIT:
                raise TooLarge
            told |= _HEADERS[kind](stream.read_padded(size))
            continue
        size = max(0, int(told.get("size", size)))
        name = told.get("path") or "/".join(filter(None, (_text(header[345:500]), _text(header[:100]))))
        data = None
        if kind in _FILES and wanted(name, size):
            data = stream.read_padded(size)
        elif kind not in _WITHOUT_DATA:
            stream.skip_padded(size)
        told = {}
        yield Member(name, data)


def _checked_size(header: bytes) -> int:
    """Return the size in a tar header. Raises ValueError where this is none."""
    (told,) = struct.unpack_from("8s", header, 148)
    if int(told.strip(b" \0"), 8) != sum(header) - sum(told) + 8 * ord(" "):
        raise ValueError
    field = header[124:136]
    return int.from_bytes(field[1:], "big") if field[0] & 128 else int(field.strip(b" \0") or b"0", 8)


def _pax(body: bytes) -> dict[str, str]:
    """Read records `LENGTH NAME=VALUE`, each with a line feed (POSIX.1-2008, pax extended header)."""
    told: dict[str, str] = {}
    place = 0
    while place < len(body):
        length = int(body[place : body.index(b" ", place, place + 8)])
        if length <= 0:
            raise ValueError
        name, _, value = body[place : place + length].partition(b" ")[2].partition(b"=")
        told[_text(name)] = _text(value.removesuffix(b"\n"))
        place += length
    return told


def _text(data: bytes) -> str:
    return data.partition(b"\0")[0].decode("utf-8", "replace")


# Headers that tell of the next member: POSIX's, GNU's long name and long link, and the one of all members.
_HEADERS: dict[bytes, Callable[[bytes], dict[str, str]]] = {
    b"x": _pax,
    b"L": lambda body: {"path": _text(body)},
    b"K": lambda _: {},
    b"g": lambda _: {},
}


class _Stream:
    """The unpacked bytes of a tar file, from the first to the last. Raises TooLarge, and EOFError where they end too soon."""

    def __init__(self, file: BinaryIO) -> None:
        packed = file.seek(0, io.SEEK_END)
        file.seek(0)
        is_packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        self._file: BinaryIO | gzip.GzipFile = gzip.GzipFile(fileobj=file) if is_packed else file
        self._left = min(UNPACKED_LIMIT, RATIO_LIMIT * packed + _ALWAYS)

    def read(self, size: int) -> bytes:
        self._left -= size
        if self._left < 0:
            raise TooLarge
        data = self._file.read(size)
        if len(data) != size:
            raise EOFError
        return data

    def read_padded(self, size: int) -> bytes:
        return self.read(size + -size % _BLOCK)[:size]

    def skip_padded(self, size: int) -> None:
        left = size + -size % _BLOCK
        while left > 0:
            left -= len(self.read(min(left, 1 << 20)))
