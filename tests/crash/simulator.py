"""Power is lost at every moment of every operation, also after a call that failed: the disk is simulated in this process."""

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path

from msgspec import Struct

from tests.core.simulated_disk import FailingSimulatedDisk, SimulatedDisk, State
from tests.crash.judge import Story
from tests.crash.operations import OPERATIONS, Operation
from tests.crash.scenes import AFTERWARDS, DAMAGED, VAULT, files_in, holds, key_of, vault_with
from vault import store
from vault.errors import VaultError

Outcome = frozenset[tuple[str, bytes]]  # the files that are there after a loss of power, by their paths in the folder
NewDisk = Callable[[Path], SimulatedDisk]
_CHUNKS = range(4096, 300, -190)  # bytes that one write takes
_CODES = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EPERM)


class Cut(Struct):
    """What came of one operation on one disk. `outcomes` are the states that differ."""

    states: int
    losses: list[str]
    outcomes: set[Outcome]
    gave_up: bool = False


class Prepared(Struct, frozen=True):
    """An operation with the folder that it starts from, to be copied, and what it promises."""

    operation: Operation
    folder: Path
    story: Story

    @contextmanager
    def copied(self) -> Iterator[Path]:
        """A copy of the folder for one go, deleted afterwards."""
        with tempfile.TemporaryDirectory(dir=self.folder.parent) as made:
            copy = Path(made).resolve() / "c"
            shutil.copytree(self.folder, copy)
            yield copy


def prepare(operation: Operation, within: Path, *, promises: bool = True) -> Prepared:
    """Make what an operation starts from in a new folder below `within`, and learn what it promises where it ever ends."""
    folder = Path(tempfile.mkdtemp(prefix=f"{operation.name} ", dir=within.resolve())) / "prepared"
    folder.mkdir()
    operation.prepare(folder)
    scratch = folder.with_name("scratch")
    shutil.copytree(folder, scratch)
    return Prepared(operation, folder, operation.story(folder, scratch) if promises else Story((), ()))


def cut(prepared: Prepared, new_disk: NewDisk) -> Cut:
    """Do an operation once, and judge all that a loss of power could have left at each moment of it."""
    story = prepared.story
    with prepared.copied() as folder:
        disk = new_disk(folder)
        made = Cut(0, [], set())
        kept = 0

        def judge(seen: set[State]) -> None:
            for state in seen:
                found = {str(path)[len(str(folder)) + 1 :]: data for path, data in state}
                made.losses += story.losses(found, kept)
                made.outcomes.add(frozenset(found.items()))

        judge(disk.look())
        try:
            for _ in prepared.operation.steps(folder, disk):
                judge(disk.seen)
                kept += 1
                judge(disk.look())
        except VaultError as error:
            made.gave_up = True
            made.losses += story.losses(files_in(folder), kept, str(error))
        judge(disk.seen)
        judge(disk.look())
        made.states = disk.states
        return made


def after_a_failure(prepared: Prepared, code: int, chunk: int) -> Iterator[Cut]:
    """Do an operation once for each of its calls, which fails; then power is lost."""
    disk = FailingSimulatedDisk(prepared.folder, 0, code)

    def new_disk(folder: Path) -> SimulatedDisk:
        nonlocal disk
        disk = FailingSimulatedDisk(folder, at, code, chunk=chunk)
        return disk

    for at in count(1):
        made = cut(prepared, new_disk)
        if disk.calls < at:
            return
        yield made


def goes_on(prepared: Prepared, outcome: Outcome) -> list[str]:
    """Start the program on what a loss of power left: it opens the vault, and saves."""
    with tempfile.TemporaryDirectory(dir=prepared.folder.parent) as made:
        folder = Path(made).resolve()
        for path, data in outcome:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
        return saves_on(folder)


def saves_on(folder: Path) -> list[str]:
    """Open the vault of a folder where there is one and save: the state before is a backup, and nothing stays of a crash."""
    path = folder / VAULT
    if not path.exists():
        return []
    before = path.read_bytes()
    if holds(before) == DAMAGED:  # as it was before; a backup is offered
        return []
    try:
        opened, _ = store.unlock(path, key_of(before), now=AFTERWARDS)
        store.close(store.save(opened, vault_with("afterwards")))
    except VaultError as error:
        return [f"the program does not go on from {holds(before)}: {error}"]
    left = [item.name for item in folder.iterdir() if item.name.endswith(".tmp")]
    copies = [data for name, data in files_in(folder).items() if name != VAULT]
    wrong = [f"{name} was left behind" for name in left]
    return wrong if before in copies else [*wrong, f"no backup of {holds(before)}"]


class Totals(Struct):
    """What the campaign counted."""

    cuts: int = 0
    states: int = 0
    outcomes: int = 0
    losses: list[str] = []

    def add(self, prepared: Prepared, made: Cut, how: str) -> None:
        self.cuts += 1
        self.states += made.states
        self.losses += [f"{prepared.operation.name}, {how}: {loss}" for loss in made.losses]


def campaign(within: Path, *, wanted: int, names: Sequence[str] = ()) -> Totals:
    """Cut every operation, or those that are named, until there were so many states; each round cuts writes short elsewhere."""
    totals = Totals()
    several = [prepare(one, within) for one in OPERATIONS if one.simulated and (not names or one.name in names)]
    outcomes: dict[str, dict[Outcome, Outcome]] = {one.operation.name: {} for one in several}
    for chunk in cycle(_CHUNKS):
        if totals.states >= wanted or totals.losses:
            break
        for prepared in several:
            for how, made in _round(prepared, chunk):
                totals.add(prepared, made, how)
                shapes = {_shape(outcome): outcome for outcome in made.outcomes}
                outcomes[prepared.operation.name] |= shapes
    for prepared in several:
        found = outcomes[prepared.operation.name].values()
        totals.outcomes += len(found)
        totals.losses += [f"{prepared.operation.name}: {loss}" for outcome in found for loss in goes_on(prepared, outcome)]
    return totals


def _round(prepared: Prepared, chunk: int) -> Iterator[tuple[str, Cut]]:
    """Cut an operation on a disk that is well, and on one whose calls fail, one after the other."""
    how = f"writes of {chunk} bytes"
    yield how, cut(prepared, lambda folder: SimulatedDisk(folder, chunk=chunk))
    for code in _CODES:
        for number, made in enumerate(after_a_failure(prepared, code, chunk), 1):
            yield f"{how}, call {number} fails with {errno.errorcode[code]}", made


def _shape(outcome: Outcome) -> Outcome:
    """Return an outcome in words: two that differ in random bytes only are the same."""
    return frozenset((path, holds(data).encode()) for path, data in outcome)
