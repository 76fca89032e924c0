"""Power is lost under real file systems: what reached the disk is written down, and replayed up to any moment.

Between two flushes a disk may write in any order: each state has all that was flushed, and some of what came since.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from tests.crash import mounts, recorder
from tests.crash.operations import OPERATIONS
from tests.crash.recorder import FLUSH, MARK, WRITE, Event
from tests.crash.scenes import files_in
from tests.crash.simulator import Prepared, prepare, saves_on
from vault.files import Disk

_BLOCK = 4096
_TOP = Path(__file__).parent.parent.parent
Blocks = dict[int, bytes]


class System(Struct, frozen=True):
    """A file system as it is made and mounted."""

    name: str
    kind: str
    size: int  # bytes
    options: str = ""

    def make(self, image: Path) -> None:
        with image.open("wb") as file:
            file.truncate(self.size)
        force = "-F" if self.kind == "ext4" else "-f"
        subprocess.run([f"mkfs.{self.kind}", "-q", force, image], check=True, capture_output=True)


SYSTEMS = (
    System("ext4", "ext4", 16 << 20),
    System("ext4, data=writeback,noauto_da_alloc", "ext4", 16 << 20, "data=writeback,noauto_da_alloc"),
    System("ext4, data=journal", "ext4", 16 << 20, "data=journal"),
    System("xfs", "xfs", 304 << 20),
    System("btrfs", "btrfs", 128 << 20),
)


class Recording(Struct, frozen=True):
    """Operations one after the other, each in a folder of its own, and all that reached the disk meanwhile."""

    system: System
    base: Path
    several: tuple[Prepared, ...]
    events: tuple[Event, ...]


class Totals(Struct):
    """What was counted of one file system. `recorded` are the writes, and `flushes` what stood between them."""

    system: str
    states: int = 0
    recorded: int = 0
    flushes: int = 0
    losses: list[str] = []


def why_not(within: Path) -> str:
    """Say why blocks cannot be recorded here; nothing where they can."""
    if not Path("/dev/fuse").exists() or not shutil.which("fusermount3"):
        return "there is no FUSE"
    return mounts.why_no_mounts(within) or mounts.why_no_loops(within)


def missing(system: System) -> str:
    """Say why this file system cannot be tried; nothing where it can."""
    return "" if shutil.which(f"mkfs.{system.kind}") else f"mkfs.{system.kind} is not installed"


def record(system: System, within: Path, disk: Disk | None = None, names: Sequence[str] = ()) -> Recording:
    """Do each operation on a new file system. Raises OSError where it cannot be mounted."""
    base, image, journal, point = (within / name for name in ("base", "image", "journal", "point"))
    point.mkdir(exist_ok=True)
    system.make(base)
    shutil.copy(base, image)
    wanted = [one for one in OPERATIONS if one.simulated and (not names or one.name in names)]
    several = tuple(prepare(operation, within) for operation in wanted)
    with _recorded(image, journal, within / "fuse") as fuse, mounts.attached(fuse / "disk") as device:
        marks = os.open(fuse / "marks", os.O_WRONLY)
        with mounts.mounted(device, point, system.kind, data=system.options):
            for number, prepared in enumerate(several):
                shutil.copytree(prepared.folder, point / str(number))
            mounts.sync(point)
            for number, prepared in enumerate(several):
                os.write(marks, f"{number} 0".encode())
                for kept, _ in enumerate(prepared.operation.steps(point / str(number), disk or Disk()), 1):
                    os.write(marks, f"{number} {kept}".encode())
        os.close(marks)
    return Recording(system, base, several, tuple(recorder.read(journal)))


def replay(recording: Recording, within: Path, *, states: int, seed: int) -> Totals:
    """Mount what a loss of power could have left, so many times, and judge it."""
    events = recording.events
    totals = Totals(recording.system.name)
    totals.recorded = sum(event.kind == WRITE for event in events)
    totals.flushes = sum(event.kind == FLUSH for event in events)
    chance = random.Random(seed)
    first = next(place for place, event in enumerate(events) if event.kind == MARK)
    moments = sorted(chance.randint(first + 1, len(events)) for _ in range(states))
    blocks = blocks_of(recording.base)
    flushed = 0
    for moment in moments:
        last = max((place for place in range(flushed, moment) if events[place].kind == FLUSH), default=flushed)
        for event in events[flushed:last]:
            apply(blocks, event)
        flushed = last
        since = [event for event in events[flushed:moment] if event.kind == WRITE]
        share = chance.choice([0, 0.1, 0.5, 0.9, 1])
        chosen = (
            since[: chance.randint(0, len(since))] if chance.random() < 0.5 else [e for e in since if chance.random() < share]
        )
        state = dict(blocks)
        for event in chosen:
            apply(state, event)
        wrong = _judge(recording, state, _kept(events[:moment]), within)
        how = f"{recording.system.name}, seed {seed}, event {moment} of {len(events)}, {len(chosen)} of {len(since)} writes"
        totals.losses += [f"{how}: {loss}" for loss in wrong]
        totals.states += 1
    return totals


def _judge(recording: Recording, state: Blocks, kept: tuple[int, int], within: Path) -> list[str]:
    image, point = within / "state", within / "point"
    with image.open("wb") as file:
        for number, data in state.items():
            os.pwrite(file.fileno(), data, number * _BLOCK)
        file.truncate(recording.system.size)
    try:
        with (
            mounts.attached(image) as device,
            mounts.mounted(device, point, recording.system.kind, data=recording.system.options),
        ):
            return _losses(recording, kept, point)
    except OSError as error:
        return [f"it cannot be mounted or read: {error}"]


def _losses(recording: Recording, kept: tuple[int, int], point: Path) -> list[str]:
    """Judge all operations: those before the present one kept all their promises, those after it have not begun."""
    now, promises = kept
    wrong = []
    for number, prepared in enumerate(recording.several):
        folder = point / str(number)
        made = len(prepared.story.promised) if number < now else promises if number == now else 0
        found = prepared.story.losses(files_in(folder), made)
        if number == now and not found:
            found = saves_on(folder)
        wrong += [f"{prepared.operation.name}: {loss}" for loss in found]
    return wrong


def _kept(events: Sequence[Event]) -> tuple[int, int]:
    last = next(event for event in reversed(events) if event.kind == MARK)
    number, kept = last.data.split()
    return int(number), int(kept)


def blocks_of(image: Path) -> Blocks:
    """Return what an image holds that is not zero."""
    found: Blocks = {}
    empty = bytes(_BLOCK)
    with image.open("rb") as file:
        at = 0
        while True:
            try:
                at = os.lseek(file.fileno(), at, os.SEEK_DATA) // _BLOCK * _BLOCK
            except OSError:
                return found
            file.seek(at)
            if (data := file.read(_BLOCK)) != empty:
                found[at // _BLOCK] = data
            at += _BLOCK


def apply(blocks: Blocks, event: Event) -> None:
    if event.kind != WRITE:
        return
    start, end = event.offset, event.offset + len(event.data)
    for number in range(start // _BLOCK, (end - 1) // _BLOCK + 1):
        at = number * _BLOCK
        here = slice(max(start - at, 0), min(end - at, _BLOCK))
        data = event.data[at + here.start - start : at + here.stop - start]
        if len(data) < _BLOCK:
            old = bytearray(blocks.get(number, bytes(_BLOCK)))
            old[here] = data
            data = bytes(old)
        blocks[number] = data


@contextmanager
def _recorded(image: Path, journal: Path, point: Path) -> Iterator[Path]:
    point.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.crash.recorder", str(image), str(journal), str(point)]
    process = subprocess.Popen(command, cwd=_TOP)
    try:
        while not os.path.ismount(point):
            if process.poll() is not None:
                raise OSError("the recorder did not start")
            time.sleep(0.01)
        yield point
    finally:
        subprocess.run(["fusermount3", "-u", point], check=False)
        process.wait()


class Forgetful(Disk):
    """A disk for a program that never waits for the medium."""

    def sync(self, handle: int) -> None:
        return

    def sync_folder(self, folder: Path) -> None:
        return
