"""Kills and errors at every system call of every operation, by strace's fault injection into the process that does it."""

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from tests.crash.forks import Forks, Reported
from tests.crash.operations import OPERATIONS
from tests.crash.scenes import files_in
from tests.crash.simulator import Prepared, prepare, saves_on

# Calls that reach the disk.
_CALLS = (
    "openat write fsync close link linkat rename renameat unlink unlinkat mkdir mkdirat ftruncate read flock newfstatat fstat"
)
_CALLS += " stat statx getdents64 fadvise64"
_MAKING = {"openat", "write", "fsync", "close", "link", "linkat", "rename", "renameat", "mkdir", "mkdirat", "ftruncate"}
_NAMING = {"openat", "link", "linkat", "rename", "renameat", "unlink", "unlinkat", "mkdir", "mkdirat"}
KILL, DEAD, SHORT = "signal=SIGKILL", "the disk is dead from here on", "retval=10"


class Point(Struct, frozen=True):
    """One system call of an operation: its name, the how manyeth of that name it is, and those before it."""

    call: str
    number: int
    before: tuple[tuple[str, int], ...]


class Fault(Struct, frozen=True):
    """What is done at a point."""

    point: Point
    what: str

    def __str__(self) -> str:
        return f"{self.what} at {self.point.call} number {self.point.number}"

    def options(self) -> list[str]:
        point = self.point
        if self.what != DEAD:
            return ["-e", f"inject={point.call}:{self.what}:when={point.number}"]
        counts = dict(point.before)
        dead = [f"inject={call}:error=EIO:when={counts.get(call, 0) + 1}+" for call in _CALLS.split()]
        return [word for one in dead for word in ("-e", one)]


def strace_works() -> str:
    """Say why there is no strace here; nothing where there is."""
    if not shutil.which("strace"):
        return "strace is not installed"
    done = subprocess.run(["strace", "-qq", "-e", "inject=uname:error=EIO", "uname"], capture_output=True, check=False)
    return "strace may not trace here" if b"uname" not in done.stderr else ""


class Tracer:
    """Runs operations under strace, each on a copy of what it starts from."""

    def __init__(self, forks: Forks, log: Path) -> None:
        self._forks = forks
        self._log = log

    def run(self, prepared: Prepared, folder: Path, options: Sequence[str]) -> tuple[Reported, list[str]]:
        """Do an operation in a child, and return what it reported and the lines of its calls."""
        child = self._forks.start(prepared.operation.name, folder)
        command = ["strace", "-y", "-s", "0", "-e", "signal=none", "-e", f"trace={','.join('?' + c for c in _CALLS.split())}"]
        command += [*options, "-o", str(self._log), "-p", str(child.pid)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
            assert strace.stderr
            line = strace.stderr.readline()
            assert "attached" in line, line
            child.go()
            reported = child.wait()
            strace.stderr.read()
        return reported, self._log.read_text("utf-8", "replace").splitlines()

    def points(self, prepared: Prepared) -> list[Point]:
        """Return the calls of an operation that reach its folder."""
        with prepared.copied() as folder:
            reported, lines = self.run(prepared, folder, [])
            assert reported.last == "done", reported
        counts: Counter[str] = Counter()
        found = []
        for line in lines:
            call = line.partition("(")[0]
            before = tuple(counts.items())
            counts[call] += 1
            if str(folder) in line:
                found.append(Point(call, counts[call], before))
        return found

    def losses(self, prepared: Prepared, fault: Fault) -> list[str]:
        """Do an operation with a fault, and say what is wrong with what it left and with what it said."""
        with prepared.copied() as folder:
            reported, lines = self.run(prepared, folder, fault.options())
            hit = any("(INJECTED)" in line for line in lines) if fault.what != KILL else not reported.last
            wrong = [] if hit else ["the fault met nothing"]
            if reported.broke:
                wrong.append(reported.broke)
            wrong += prepared.story.losses(files_in(folder), reported.kept, reported.refused)
            return [f"{prepared.operation.name}, {fault}: {loss}" for loss in [*wrong, *saves_on(folder)]]


def faults(points: Sequence[Point]) -> Iterator[Fault]:
    """Yield what can happen at each call: kills everywhere, and the errors that a call can give."""
    for point in points:
        yield Fault(point, KILL)
        yield Fault(point, "error=EIO")
        yield Fault(point, DEAD)
        if point.call in _MAKING:
            yield from (Fault(point, f"error={code}") for code in ("ENOSPC", "EDQUOT", "EINTR"))
        if point.call in _NAMING:
            yield from (Fault(point, f"error={code}") for code in ("EACCES", "EROFS", "EMFILE"))
        if point.call == "write":
            yield Fault(point, SHORT)
        if point.call == "fsync":
            yield Fault(point, "retval=0")


class Totals(Struct):
    """What the campaign counted."""

    runs: int = 0
    calls: int = 0
    losses: list[str] = []


def campaign(within: Path, *, every: int = 1, seed: int = 0, names: Sequence[str] = ()) -> Totals:
    """Try each `every`th fault of the operations that are named, or of all; the seed tells with which to begin."""
    totals = Totals()
    with Forks(within) as forks:
        tracer = Tracer(forks, within / "strace.log")
        for operation in OPERATIONS:
            if names and operation.name not in names:
                continue
            prepared = prepare(operation, within)
            forks.warm_up(operation.name, prepared.folder)
            points = tracer.points(prepared)
            totals.calls += len(points)
            for fault in list(faults(points))[seed % every :: every]:
                totals.losses += tracer.losses(prepared, fault)
                totals.runs += 1
    return totals
