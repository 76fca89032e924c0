"""The memory of a running process, searched for secrets whose letters lie 1 to 40 bytes apart.

That is UTF-8 (1), UTF-16 in both orders (2), UTF-32 (4), and arrays with a struct for each letter: Qt's for undo have 16.
Only pages are read that may have been written to: what is in a program's files is no secret.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.leaks.canaries import Secrets

STRIDES = range(1, 41)
_PAGE = 4096
_PIECE = 1 << 22
_NOTHING = bytes(_PAGE)


class Hit(NamedTuple):
    secret: str
    stride: int


def scan(process: int, marks: Secrets) -> tuple[set[Hit], int]:
    """Return which marks are in the memory and how far apart their letters lie, and how many bytes were searched."""
    memory = b"".join(_written(process))
    found = {Hit(name, stride) for name, mark in marks.items() for stride in strides(memory, mark)}
    return found, len(memory)


def strides(memory: bytes, mark: bytes) -> set[int]:
    """Return the distances at which the letters of a mark follow each other anywhere."""
    ways = (b"".join(_apart(letter, stride) for letter in mark[1:]) for stride in STRIDES)
    pattern = re.compile(re.escape(mark[:1]) + b"(?=%s)" % b"|".join(ways), re.DOTALL)
    return {
        stride
        for match in pattern.finditer(memory)
        for stride in STRIDES
        if memory[match.start() : match.start() + len(mark) * stride : stride] == mark
    }


def _apart(letter: int, stride: int) -> bytes:
    return b".{%d}" % (stride - 1) * (stride > 1) + re.escape(bytes([letter]))


def _written(process: int) -> Iterator[bytes]:
    """Yield the pages that hold anything, in their order: what lies together stays together."""
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for start, end in _regions(process):
            for begin in range(start, end, _PIECE):
                try:
                    memory.seek(begin)
                    data = memory.read(min(_PIECE, end - begin))
                except OSError:  # a guard page, or gone meanwhile
                    continue
                pages = (data[at : at + _PAGE] for at in range(0, len(data), _PAGE))
                yield b"".join(page for page in pages if page != _NOTHING)


def _regions(process: int) -> Iterator[tuple[int, int]]:
    for line in Path(f"/proc/{process}/maps").read_text().splitlines():
        place, rights, _offset, _device, inode, *name = line.split(maxsplit=5)
        if rights[0] == "r" and (rights[1] == "w" or inode == "0") and name[:1] not in (["[vvar]"], ["[vsyscall]"], ["[vdso]"]):
            start, end = place.split("-")
            yield int(start, 16), int(end, 16)
