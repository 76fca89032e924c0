"""The six parts of the campaign, each with what it says in docs/evidence.md. Run one alone with --only."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from tests.crash import blocks, contention, full, injection, kills, mounts, simulator
from tests.crash.operations import OPERATIONS
from tests.crash.scenes import cheapen
from tests.evidence import Row


class How(Struct, frozen=True):
    """How much of it: `quick` for a look, and from where the random numbers come."""

    quick: bool
    seed: int


class Outcome(Struct):
    """What a part says in the evidence, and what was lost."""

    rows: list[Row]
    losses: list[str]


def _row(what: str, how_often: str, losses: list[str], more: str = "") -> Row:
    return what, how_often, f"{len(losses):,} losses{f'; {more}' if more else ''}"


def simulated(how: How) -> Outcome:
    with _folder(fast=True) as folder:
        totals = simulator.campaign(folder, wanted=100_000 if how.quick else 1_000_000)
    count = sum(operation.simulated for operation in OPERATIONS)
    what = "power cut at every moment of an operation, also after a call that failed (simulated disk)"
    often = f"{totals.states:,} states in {totals.cuts:,} goes of {count} operations"
    more = f"the program went on from each of the {totals.outcomes} outcomes that differ"
    return Outcome([_row(what, often, totals.losses, more)], totals.losses)


def strace(how: How) -> Outcome:
    what = "kills, errors and short writes at every system call of an operation (strace)"
    if why := injection.strace_works():
        return _left_out(what, why)
    every = 16 if how.quick else 3
    with _folder() as folder:
        totals = injection.campaign(folder, every=every, seed=how.seed)
    often = f"{totals.runs:,} runs at {totals.calls:,} calls of {len(OPERATIONS)} operations"
    return Outcome([_row(what, often, totals.losses, f"one in {every} of all faults that there are")], totals.losses)


def kill(how: How) -> Outcome:
    with _folder(fast=True) as folder:
        totals = kills.campaign(folder, kills=300 if how.quick else 10_000, seed=how.seed)
    more = f"{totals.saves:,} saves were acknowledged, {totals.left:,} temporary files left behind and cleared away"
    return Outcome(
        [_row("kill -9 at a random moment of a saving process", f"{totals.kills:,} kills", totals.losses, more)], totals.losses
    )


def no_room(how: How) -> Outcome:
    made = Outcome([], [])
    with _folder(fast=True) as folder:
        point = folder / "point"
        point.mkdir()
        several = full.all_prepared(folder)
        no_mounts = mounts.why_no_mounts(point)
        no_ext4 = no_mounts or mounts.why_no_loops(folder) or blocks.missing(blocks.SYSTEMS[0])
        some = several[:: 4 if how.quick else 1]
        tries: tuple[tuple[str, str, Callable[[], full.Totals]], ...] = (
            ("files may not grow beyond every 512 bytes (ulimit)", "", lambda: full.small_files(several)),
            ("disk full at every page (tmpfs)", no_mounts, lambda: full.no_room(several, point, names=False)),
            ("no more names on the disk at every file (tmpfs)", no_mounts, lambda: full.no_room(several, point, names=True)),
            ("disk that may only be read (tmpfs)", no_mounts, lambda: full.read_only(several, point)),
            (
                "disk that fails and becomes read-only before every call (ext4)",
                no_ext4,
                lambda: full.aborted(some, point, folder),
            ),
        )
        for what, why, run in tries:
            if why:
                made.rows += _left_out(what, why).rows
                continue
            totals = run()
            more = f"gave up with a sentence in {totals.refused}"
            made.rows.append(_row(what, f"{totals.goes:,} goes", totals.losses, more))
            made.losses += totals.losses
    return made


def replayed(how: How) -> Outcome:
    made = Outcome([], [])
    for system, states in zip(blocks.SYSTEMS, (8_000, 3_000, 3_000, 3_000, 3_000), strict=True):
        what = f"power cut under {system.name}: what reached the disk, replayed up to any moment in any order"
        with _folder(fast=True) as folder:
            if why := blocks.why_not(folder) or blocks.missing(system):
                made.rows += _left_out(what, why).rows
                continue
            try:
                recording = blocks.record(system, folder)
            except OSError as error:
                made.rows += _left_out(what, str(error)).rows
                continue
            totals = blocks.replay(recording, folder, states=states // 20 if how.quick else states, seed=how.seed)
        often = f"{totals.states:,} states of {totals.recorded} writes and {totals.flushes} flushes"
        made.rows.append(_row(what, often, totals.losses))
        made.losses += totals.losses
    return made


def contended(how: How) -> Outcome:
    with _folder() as folder:
        totals = contention.campaign(folder, each=200 if how.quick else 5_000)
    more = f"{totals.waits:,} times one of them had to wait"
    return Outcome([_row("two processes save into one vault", f"{totals.saves:,} saves", totals.losses, more)], totals.losses)


PARTS: dict[str, Callable[[How], Outcome]] = {
    "simulator": simulated,
    "strace": strace,
    "kill": kill,
    "full": no_room,
    "blocks": replayed,
    "contention": contended,
}


def timed(name: str, how: How) -> tuple[float, Outcome]:
    """Run a part in a process that does nothing else, and return how many seconds it took, and what came of it."""
    cheapen()
    began = time.monotonic()
    outcome = PARTS[name](how)
    return time.monotonic() - began, outcome


@contextmanager
def _folder(*, fast: bool = False) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=mounts.in_memory() if fast else None) as made:
        yield Path(made).resolve()


def _left_out(what: str, why: str) -> Outcome:
    return Outcome([(what, "0", f"not tried on this machine: {why}")], [])
