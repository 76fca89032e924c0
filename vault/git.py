"""Which files git tracks, read from the index of a work tree without running git.

The index is git's own list of what the next commit holds (Documentation/gitformat-index.txt, versions 2 to 4). What cannot
be read counts as not tracked: nothing here raises.
"""

import os
import re
import stat
import struct
from contextlib import suppress
from pathlib import Path

from vault import systems

INDEX_LIMIT = 1 << 26  # bytes; Linux has 90,000 files in 9 MB
_POINTER_LIMIT = 4096  # bytes of a `.git` file
_MOST_NAMES = 1_000_000
_ID_SIZES = (20, 32)  # SHA-1, SHA-256: the index does not say which
_FIXED = 40  # bytes of an entry before the object's id
_EXTENDED, _NAME_LENGTH = 0x4000, 0x0FFF


class WorkTrees:
    """Remembers the index of each work tree that was asked about."""

    def __init__(self) -> None:
        self._names: dict[str, frozenset[bytes]] = {}

    def tracks(self, path: Path) -> bool:
        """Tell whether git tracks a file. `path` is absolute and without links."""
        for folder in path.parents:
            dot_git = folder / ".git"
            if os.path.lexists(dot_git):
                key = str(folder)
                if key not in self._names:
                    self._names[key] = _tracked(dot_git)
                return os.fsencode(path.relative_to(folder).as_posix()) in self._names[key]
        return False


def _tracked(dot_git: Path) -> frozenset[bytes]:
    try:
        folder = _git_folder(dot_git)
        names, shared = read_index(_read(folder / "index", INDEX_LIMIT))
        if shared:
            names |= read_index(_read(folder / f"sharedindex.{shared}", INDEX_LIMIT))[0]
    except (OSError, ValueError):
        return frozenset()
    return frozenset(names)


def _git_folder(dot_git: Path) -> Path:
    """Follow the `.git` file of a submodule or of a second work tree. Raises OSError, ValueError."""
    if stat.S_ISDIR(dot_git.lstat().st_mode):
        return dot_git
    found = re.fullmatch(rb"gitdir: ([^\n\0]+?)\s*", _read(dot_git, _POINTER_LIMIT))
    if not found or found[1].startswith((b"//", b"\\\\")):  # Windows would go and ask another machine
        raise ValueError
    return dot_git.parent / os.fsdecode(found[1])


def read_index(data: bytes) -> tuple[set[bytes], str]:
    """Return the names in an index, and the id of the shared index that it builds on. Raises ValueError."""
    for id_size in _ID_SIZES:
        with suppress(struct.error, IndexError, ValueError):
            return _entries(data, id_size)
    raise ValueError


def _entries(data: bytes, id_size: int) -> tuple[set[bytes], str]:
    signature, version, count = struct.unpack_from(">4sLL", data)
    if signature != b"DIRC" or version not in {2, 3, 4} or count > _MOST_NAMES:
        raise ValueError
    names: set[bytes] = set()
    place, length, name = 12, 0, b""
    for _ in range(count):
        start = place
        place += _FIXED + id_size
        (flags,) = struct.unpack_from(">H", data, place)
        place += 4 if flags & _EXTENDED else 2
        if version == 4:
            drop, place = _number(data, place)
            end = data.index(b"\0", place)
            name = name[: len(name) - drop] + data[place:end]
            place = end + 1
        else:
            end = data.index(b"\0", place)
            name = data[place:end]
            place = start + (end - start + 8) // 8 * 8
        if flags & _NAME_LENGTH != min(len(name), _NAME_LENGTH):
            raise ValueError
        names.add(name)
        length += len(name)
        if length > INDEX_LIMIT:  # version 4 packs names, so that a small file may hold very much
            raise ValueError
    return names, _shared(data, place, id_size)


def _number(data: bytes, place: int) -> tuple[int, int]:
    """Read a number in git's variable width, and return it with the place behind it."""
    value = data[place] & 127
    while data[place] & 128:
        place += 1
        value = (value + 1) << 7 | data[place] & 127
        if value > INDEX_LIMIT:  # no name is as long, and whole numbers without an end take forever
            raise ValueError
    return value, place + 1


def _shared(data: bytes, place: int, id_size: int) -> str:
    """Return the id in the extension `link`, which names the shared index; empty where there is none."""
    while place + 8 <= len(data) - id_size:
        signature, size = struct.unpack_from(">4sL", data, place)
        if signature == b"link":
            return data[place + 8 : place + 8 + id_size].hex()
        place += 8 + size
    return ""


def _read(path: Path, limit: int) -> bytes:
    with os.fdopen(systems.open_itself(path), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
            raise ValueError
        return file.read(limit)
