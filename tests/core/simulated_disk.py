"""Disks that fail, and a disk that loses power at every moment: real files, beside a model of what the medium holds.

The model is harsher than any file system. What was written is safe once its file was synced; a name once its folder was.
Until then each write, and each change of a name, may have reached the medium or not, in any combination; what lies in a
folder whose own name was lost is lost with it. Only a rename is one thing: both names change, or neither.
"""

import errno
import os
from collections.abc import Callable, Iterator, Sequence
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
        if not self.writes:
            yield self.safe
            return
        for kept in subsets(self.writes):
            yield self._with(kept)

    def sync(self) -> None:
        self.safe = self._with(self.writes)
        self.writes.clear()

    def _with(self, writes: Sequence[tuple[int, bytes]]) -> bytes:
        content = bytearray(self.safe)
        for start, data in writes:
            content.extend(bytes(max(0, start + len(data) - len(content))))
            content[start : start + len(data)] = data
        return bytes(content)


Entry = File | str  # a folder's or a lost name's entry is one of these words
FOLDER, LOST = "folder", "lost"
Change = dict[Path, Entry]
State = frozenset[tuple[Path, bytes]]  # the files that are there after a loss of power, with what they hold


class SimulatedDisk(Disk):
    """The real disk; after each call `seen` has what a loss of power could leave in the folder `root`, state by state.

    `states` counts them all, also those that look alike. Hidden files, the temporary ones, are not looked at.
    """

    def __init__(self, root: Path, *, chunk: int = 2048) -> None:
        self.states = 0
        self.seen: set[State] = set()
        self._root = root
        self._chunk = chunk
        self._open: dict[int, File] = {}
        self._safe: Change = {path: FOLDER if path.is_dir() else File(path.read_bytes()) for path in root.rglob("*")}
        self._now: Change = dict(self._safe)
        self._pending: dict[Path, list[Change]] = {}
        self._above: dict[Path, list[Path] | None] = {}

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
        self._open[handle].sync()
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

    def look(self) -> set[State]:
        """Return what a loss of power at this moment could leave, and forget what was seen before."""
        self.seen = set()
        self._crash()
        seen, self.seen = self.seen, set()
        return seen

    def _crash(self) -> None:
        for kept in product(*map(subsets, self._pending.values())):
            names = dict(self._safe)
            for change in chain.from_iterable(kept):
                names |= change
            shown = [(path, file) for path, file in names.items() if isinstance(file, File) and self._is_shown(path, names)]
            for contents in product(*(file.possible() for _, file in shown)):
                self.states += 1
                self.seen.add(frozenset(zip((path for path, _ in shown), contents, strict=True)))

    def _is_shown(self, path: Path, names: Change) -> bool:
        """Tell whether a file counts, and is reached: its folders are there, too."""
        if path not in self._above:
            above = path.relative_to(self._root).parents[:-1]
            self._above[path] = None if path.name.startswith(".") else [self._root / folder for folder in above]
        folders = self._above[path]
        return folders is not None and all(names.get(folder) is FOLDER for folder in folders)


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


class FailingSimulatedDisk(SimulatedDisk):
    """A disk that loses power at every moment and whose call number `at` fails before that. `calls` counts them."""

    def __init__(self, root: Path, at: int, code: int, *, chunk: int = 2048) -> None:
        super().__init__(root, chunk=chunk)
        self.calls = 0
        self._at = at
        self._code = code

    def made(self, name: str, *arguments: Any) -> Any:
        self.calls += 1
        fails = self.calls == self._at
        if not fails or name == "close":  # a close that fails has closed
            answer = getattr(SimulatedDisk, name)(self, *arguments)
        if fails:
            raise OSError(self._code, os.strerror(self._code))
        return answer


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


def through_made(kind: type[Disk]) -> None:
    """Let every call of a disk go through its method `made`, with the call's name first."""
    for name in CALLS:
        setattr(kind, name, _forward(name))


def _forward(name: str) -> Callable[..., Any]:
    return lambda disk, *arguments: disk.made(name, *arguments)


for _kind in (FailingDisk, FailingSimulatedDisk, WithoutDisk):
    through_made(_kind)
