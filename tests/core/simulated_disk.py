"""Disks that fail, and a disk that loses power at every moment: real files, beside a model of what the medium holds.

The model is harsher than any file system. What was written is safe once its file was synced; a name once its folder was.
Until then each write, and each change of a name, may have reached the medium or not, in any combination; what lies in a
folder whose own name was lost is lost with it. Only a rename is one thing: both names change, or neither.
"""

import errno
import os
from collections.abc import Callable, Iterator
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any, TypeVar

from vault.files import Disk

Some = TypeVar("Some")
CALLS = [name for name in vars(Disk) if not name.startswith("_")]


class File:
    """One file, whatever its names: what is safe, and the writes that are not yet."""

    def __init__(self, safe: bytes = b"") -> None:
        self.safe = safe
        self.size = len(safe)
        self.writes: list[tuple[int, bytes]] = []

    def possible(self) -> Iterator[bytes]:
        """Yield what the file may hold after a loss of power."""
        for kept in subsets(self.writes):
            content = bytearray(self.safe)
            for start, data in kept:
                content.extend(bytes(max(0, start + len(data) - len(content))))
                content[start : start + len(data)] = data
            yield bytes(content)


Entry = File | str  # a folder's or a lost name's entry is one of these words
FOLDER, LOST = "folder", "lost"
Change = dict[Path, Entry]


class SimulatedDisk(Disk):
    """The real disk; after each call `seen` has what a loss of power could leave of each file in the folder `root`.

    A name that may be lost altogether has None among its contents. Hidden files, the temporary ones, are not looked at.
    """

    def __init__(self, root: Path, *, chunk: int = 2048) -> None:
        self.states = 0
        self.seen: dict[Path, set[bytes | None]] = {}
        self._root = root
        self._chunk = chunk
        self._open: dict[int, File] = {}
        self._safe: Change = {path: FOLDER if path.is_dir() else File(path.read_bytes()) for path in root.rglob("*")}
        self._now: Change = dict(self._safe)
        self._pending: dict[Path, list[Change]] = {}

    def create(self, path: Path) -> int:
        handle = super().create(path)
        self._open[handle] = File()
        self._change({path: self._open[handle]})
        return handle

    def write(self, handle: int, data: memoryview) -> int:
        taken = super().write(handle, data[: self._chunk])  # short, as a write may be
        file = self._open[handle]
        file.writes.append((file.size, bytes(data[:taken])))
        file.size += taken
        self._crash()
        return taken

    def sync(self, handle: int) -> None:
        super().sync(handle)
        file = self._open[handle]
        *_, file.safe = file.possible()
        file.writes.clear()
        self._crash()

    def close(self, handle: int) -> None:
        super().close(handle)
        del self._open[handle]

    def link(self, old: Path, new: Path) -> None:
        super().link(old, new)
        self._change({new: self._now[old]})

    def replace(self, old: Path, new: Path) -> None:
        super().replace(old, new)
        self._change({old: LOST, new: self._now[old]})

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self._change({path: LOST})

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self._change({path: FOLDER})

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        for change in self._pending.pop(folder, []):
            self._safe |= change
        self._crash()

    def _change(self, change: Change) -> None:
        """Note a change of names. Where a file goes to another folder it is a change there; a loss here may come apart."""
        self._now |= change
        for folder in {path.parent for path in change}:
            mine = {path: entry for path, entry in change.items() if path.parent == folder}
            self._pending.setdefault(folder, []).append(mine)
        self._crash()

    def look(self) -> dict[Path, set[bytes | None]]:
        """Return what a loss of power at this moment could leave, and forget what was seen before."""
        self.seen = {}
        self._crash()
        seen, self.seen = self.seen, {}
        return seen

    def _crash(self) -> None:
        shown = [path for path in self._now if not path.name.startswith(".") and path.suffix]
        for kept in product(*map(subsets, self._pending.values())):
            names = dict(self._safe)
            for change in chain.from_iterable(kept):
                names |= change
            for path in shown:
                file = names.get(path)
                contents: set[bytes | None] = {None}
                if isinstance(file, File) and self._is_reached(path, names):
                    contents = set(file.possible())
                self.seen.setdefault(path, set()).update(contents)
                self.states += len(contents)

    def _is_reached(self, path: Path, names: Change) -> bool:
        above = path.relative_to(self._root).parents[:-1]
        return all(names.get(self._root / folder) is FOLDER for folder in above)


def subsets(items: list[Some]) -> Iterator[tuple[Some, ...]]:
    """Yield every choice of items, in their order; all of them last."""
    return chain.from_iterable(combinations(items, size) for size in range(len(items) + 1))


class FailingDisk(Disk):
    """The real disk, but the call number `at` (from 1) fails with the error `code`. `calls` names those that were made."""

    def __init__(self, at: int = 0, code: int = errno.EIO) -> None:
        self.calls: list[str] = []
        self._at = at
        self._code = code

    def made(self, name: str, *arguments: Any) -> Any:
        self.calls.append(name)
        fails = len(self.calls) == self._at
        if fails and name == "close":
            os.close(arguments[0])  # a close that fails has closed
        if fails:
            raise OSError(self._code, os.strerror(self._code))
        return getattr(Disk, name)(self, *arguments)


class WithoutDisk(Disk):
    """The real disk of a file system that lacks some calls: they fail with the error `code`."""

    def __init__(self, *names: str, code: int = errno.ENOTSUP) -> None:
        self._names = names
        self._code = code

    def made(self, name: str, *arguments: Any) -> Any:
        if name in self._names:
            raise OSError(self._code, os.strerror(self._code))
        return getattr(Disk, name)(self, *arguments)


class Meddling(Disk):
    """A disk on which something else happens once, right before a call."""

    def __init__(self, name: str, meddle: Callable[[], object]) -> None:
        def call(*arguments: object) -> object:
            setattr(self, name, getattr(super(Meddling, self), name))
            meddle()
            return getattr(self, name)(*arguments)

        setattr(self, name, call)


class Rotten(Disk):
    """A disk that gives back other bytes than it was given."""

    def read_from_medium(self, path: Path) -> bytes:
        return super().read_from_medium(path)[:-1] + b"?"


class Short(Disk):
    """A disk that takes a few bytes at a time."""

    def __init__(self, chunk: int) -> None:
        self._chunk = chunk

    def write(self, handle: int, data: memoryview) -> int:
        return super().write(handle, data[: self._chunk])


def _forward(name: str) -> Callable[..., Any]:
    return lambda disk, *arguments: disk.made(name, *arguments)


for _name in CALLS:
    for _disk in (FailingDisk, WithoutDisk):
        setattr(_disk, _name, _forward(_name))
