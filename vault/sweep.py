"""Recovery codes lying about in the clear: looks through folders, a step at a time, and deletes what it is told to.

It reads names, small text files and what lies in archives; it follows no links, stays on the file system that it was pointed
at, and writes nothing. A step takes milliseconds, so that whoever takes them can stop, tell how far it is, or do other things.
"""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath

import platformdirs
from msgspec import Struct, structs

from vault import archives, files, systems, traces
from vault.codes import TEXT_LIMIT, Problem
from vault.errors import BadInput
from vault.files import Seen
from vault.git import WorkTrees
from vault.model import Vault, printable
from vault.traces import Known, Trace

NAMED_LIMIT = 1 << 20  # bytes of a file that has the name of a service's download
_TEXTS = frozenset(
    "txt text md markdown rst org csv tsv json yaml yml ini cfg conf toml env note notes bak old orig codes".split()  # noqa: SIM905
)
_SKIPPED = frozenset(
    (  # noqa: SIM905
        ".git .hg .svn .bzr node_modules bower_components __pycache__ __pypackages__ .venv venv site-packages .tox .nox .eggs "
        ".cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .npm .yarn .pnpm-store .cargo .rustup .gradle .m2 .conda "
        ".Trash lost+found"
    ).split()
)
_CACHE_MARKS = ("CACHEDIR.TAG", "pyvenv.cfg")  # files that say that everything beside them can be made again
_ELSEWHERE = 0x400 | 0x1000 | 0x400000  # Windows: a junction or other reparse point, offline, fetched when it is read
_DATALESS = 0x40000000  # macOS: fetched when it is read
_TICK = 256  # files, or KiB of them, between two steps
_MOST_PROBLEMS = 100


class Progress(Struct, frozen=True):
    """How far it is: files and folders so far, how many folders could not be read, and where it is."""

    files: int
    folders: int
    unreadable: int
    where: str


class Finding(Struct, frozen=True, kw_only=True):
    """A file with codes in the clear, or one in an archive (`member`). `account` is empty where it cannot be told."""

    path: Path
    member: str = ""
    service: str
    codes: int
    account: str
    is_kept: bool
    is_tracked: bool
    seen: Seen

    @property
    def name(self) -> str:
        return PurePosixPath(self.member).name if self.member else self.path.name


Step = Progress | Problem | Finding


def usual_folders() -> list[Path]:
    """Return the user's Downloads, Desktop and Documents, those that are there."""
    names = (platformdirs.user_downloads_dir(), platformdirs.user_desktop_dir(), platformdirs.user_documents_dir())
    return [folder for folder in dict.fromkeys(map(Path, names)) if folder.is_dir() and folder != Path.home()]


def resolved(places: Sequence[Path]) -> list[Path]:
    """Return the places themselves, each once, whatever links lead there. Raises BadInput where one is not there."""
    for place in places:
        if not files.is_there(place):
            raise BadInput(f"There is no folder {printable(str(place))}", hint="Check the name.")
    return list(dict.fromkeys(place.resolve() for place in places))


def look(places: Sequence[Path], vault: Vault) -> Iterator[Step]:
    """Look through folders, or at single files, and tell what is found and how it goes on. Close the iterator to stop.

    Raises BadInput, before the first step, where a place is not there.
    """
    return _Walk(vault).steps(resolved(places))


def look_again(finding: Finding, known: Known) -> Finding | None:
    """Return what is true of a finding now that time has passed or the vault has changed; None where it is gone."""
    try:
        data, seen = _read_found(finding)
    except BadInput:
        return None
    trace = traces.find(data, finding.name, known)
    if trace is None:
        return None
    return structs.replace(
        finding, service=trace.service, codes=trace.codes, account=trace.account, is_kept=trace.is_kept, seen=seen
    )


def read(finding: Finding) -> bytes:
    """Return the bytes in which codes were found. Raises BadInput."""
    return _read_found(finding)[0]


def delete(finding: Finding, known: Known, *, even_if_not_kept: bool = False) -> None:
    """Delete a file for good. Raises BadInput: for what is in an archive, has changed, or holds codes that are not kept."""
    if finding.member:
        raise BadInput(
            f"{finding.name} lies inside {finding.path.name}, and Sparekey does not change archives",
            hint="Delete the archive yourself, or build it anew without the codes.",
        )
    now = look_again(finding, known)
    if now is None or now.seen != finding.seen:
        raise BadInput(f"{finding.name} has changed since it was looked at", hint="Look again, then decide.")
    if not now.is_kept and not even_if_not_kept:
        raise BadInput(f"The codes in {finding.name} are not in the vault", hint="Bring them in first.")
    files.erase(finding.path, finding.seen)


class _Walk:
    """One look through some folders."""

    def __init__(self, vault: Vault) -> None:
        self._known = traces.known(vault)
        self._work_trees = WorkTrees()
        self._visited: set[str] = set()
        self._where = ""
        self._files = self._unreadable = self._work = 0

    def steps(self, places: Sequence[Path]) -> Iterator[Step]:
        for place in places:
            if place.is_dir():
                yield from self._in_tree(str(place))
            else:
                yield from self._at_file(str(place), place.name, _limit(place.name) or TEXT_LIMIT)
        yield self._progress()

    def _in_tree(self, root: str) -> Iterator[Step]:
        left = [(root, 0)]
        while left:
            folder, device = left.pop()
            if folder in self._visited:
                continue
            self._visited.add(folder)
            self._where = folder
            yield self._progress()
            try:
                device = device or os.lstat(folder).st_dev
                with os.scandir(folder) as entries:
                    for entry in entries:
                        if entry.is_file(follow_symlinks=False):
                            yield from self._at_file(entry.path, entry.name, _limit(entry.name))
                        elif _is_inside(entry, device):
                            left.append((entry.path, device))
            except OSError as error:
                yield from self._unread(folder, error)

    def _at_file(self, path: str, name: str, limit: int) -> Iterator[Step]:
        """Look at a file, whose name says how many bytes of it may matter."""
        self._files += 1
        self._work += 1
        try:
            if name.lower().endswith(archives.ENDINGS):
                yield from self._in_archive(path)
            elif limit:
                data, found = _read_text(path, limit)
                self._work += len(data) >> 10
                if data and (trace := traces.find(data, name, self._known)):
                    yield self._finding(trace, path, "", data, found)
        except OSError as error:
            yield from self._unread(path, error)
        if self._work >= _TICK:
            self._work = 0
            yield self._progress()

    def _in_archive(self, path: str) -> Iterator[Step]:
        with os.fdopen(systems.open_itself(path), "rb") as file:
            found = os.fstat(file.fileno())
            if not _is_plain(found):
                return
            try:
                for member in archives.members(file, _is_wanted):
                    name = PurePosixPath(member.name).name
                    if member.data and (trace := traces.find(member.data, name, self._known)):
                        yield self._finding(trace, path, member.name, member.data, found)
                    yield self._progress()
            except BadInput as error:
                yield Problem(printable(path), str(error))

    def _finding(self, trace: Trace, path: str, member: str, data: bytes, found: os.stat_result) -> Finding:
        return Finding(
            path=Path(path),
            member=member,
            service=trace.service,
            codes=trace.codes,
            account=trace.account,
            is_kept=trace.is_kept,
            is_tracked=self._work_trees.tracks(Path(path)),
            seen=_seen(found, data),
        )

    def _unread(self, path: str, error: OSError) -> Iterator[Step]:
        """Tell what cannot be read. What has gone meanwhile is no problem."""
        if error.errno != errno.ENOENT:
            self._unreadable += 1
            if self._unreadable <= _MOST_PROBLEMS:
                yield Problem(printable(path), f"cannot be read: {os.strerror(error.errno or errno.EIO).lower()}")

    def _progress(self) -> Progress:
        return Progress(self._files, len(self._visited), self._unreadable, printable(self._where))


def _is_inside(entry: "os.DirEntry[str]", device: int) -> bool:
    """Tell whether a folder is to be looked into: no link, no cache, nothing that can be made again, no other file system."""
    if not entry.is_dir(follow_symlinks=False) or entry.name in _SKIPPED:
        return False
    try:
        found = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return False
    if found.st_dev not in {device, 0} or _is_elsewhere(found):
        return False
    return not any(os.path.lexists(f"{entry.path}{os.sep}{mark}") for mark in _CACHE_MARKS)


def _limit(name: str) -> int:
    """Return how many bytes a file of this name may have to be read: 0 where its name says that it is no text."""
    if traces.is_named(name):
        return NAMED_LIMIT
    stem, dot, ending = name.rstrip("~").rpartition(".")
    return TEXT_LIMIT if not (stem and dot) or ending.lower() in _TEXTS else 0


def _is_wanted(member: str, size: int) -> bool:
    return 0 < size <= _limit(PurePosixPath(member).name)


def _is_plain(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and not _is_elsewhere(found)


def _is_elsewhere(found: os.stat_result) -> bool:
    """Tell whether the content is not here, but behind a junction or with a cloud service that would be asked for it."""
    return bool(getattr(found, "st_file_attributes", 0) & _ELSEWHERE or getattr(found, "st_flags", 0) & _DATALESS)


def _read_text(path: str | Path, limit: int) -> tuple[bytes, os.stat_result]:
    """Return a file's bytes, none of one that is larger or no file. Raises OSError."""
    handle = systems.open_itself(path)
    try:
        found = os.fstat(handle)
        return (os.read(handle, limit) if _is_plain(found) and found.st_size <= limit else b""), found
    finally:
        os.close(handle)


def _read_found(finding: Finding) -> tuple[bytes, Seen]:
    """Return the bytes in which codes were found, as they are now. Raises BadInput."""
    try:
        if not finding.member:
            data, found = _read_text(finding.path, NAMED_LIMIT)
        else:
            with os.fdopen(systems.open_itself(finding.path), "rb") as file:
                found = os.fstat(file.fileno())
                inside = archives.members(file, lambda name, size: name == finding.member and size <= NAMED_LIMIT)
                data = next((member.data for member in inside if member.data), b"")
    except OSError:
        data = b""
    if not data:
        raise BadInput(f"{finding.name} cannot be read any more", hint="Look again.")
    return data, _seen(found, data)


def _seen(found: os.stat_result, data: bytes) -> Seen:
    return Seen(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, sha256(data).digest())
