"""A look through folders on the one worker, in slices: between two of them a save or whatever else waits gets its turn."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from ui.desktop.tasks import Tasks
from vault import sweep
from vault.codes import Problem
from vault.model import Vault
from vault.sweep import Finding, Progress, Step

_SLICE = 0.05  # seconds


class _Slice(Struct, frozen=True):
    """What a slice brought, and whether it was the last one."""

    steps: tuple[Step, ...]
    is_last: bool


class Sweeping(QObject):
    """Emits what it finds as it goes on; `ended` after the last step and after `stop`, `failed` where it could not begin."""

    found = Signal(object)  # Finding
    noticed = Signal(object)  # Problem
    went_on = Signal(object)  # Progress
    ended = Signal()
    failed = Signal(object)  # VaultError

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._steps: Iterator[Step] | None = None

    @property
    def is_running(self) -> bool:
        return self._steps is not None

    def start(self, places: Sequence[Path], vault: Vault) -> None:
        """Look through `places`, from the beginning."""
        self._steps = _begun_late(places, vault)
        self._go_on(self._steps)

    def stop(self) -> None:
        """End it now: what the slice that is under way brings is dropped."""
        if self._steps is not None:
            self._steps = None
            self.ended.emit()

    def _go_on(self, steps: Iterator[Step]) -> None:
        self._tasks.run(self, lambda: _slice(steps), lambda slice_: self._on_slice(steps, slice_), self._on_failed)

    def _on_slice(self, steps: Iterator[Step], slice_: _Slice) -> None:
        if steps is not self._steps:
            return
        for step in slice_.steps:
            if isinstance(step, Finding):
                self.found.emit(step)
            elif isinstance(step, Problem):
                self.noticed.emit(step)
            else:
                self.went_on.emit(step)
        if slice_.is_last:
            self.stop()
        else:
            self._go_on(steps)

    def _on_failed(self, error: object) -> None:
        self._steps = None
        self.failed.emit(error)


def _begun_late(places: Sequence[Path], vault: Vault) -> Iterator[Step]:
    """Begin with the first step, which the worker takes: gathering the vault's codes takes its time as well."""
    yield from sweep.look(places, vault)


def _slice(steps: Iterator[Step]) -> _Slice:
    """Take steps for as long as a slice is; of those that only tell how far it is, the last one is kept."""
    until = time.monotonic() + _SLICE
    kept: list[Step] = []
    progress: list[Step] = []
    for step in steps:
        if isinstance(step, Progress):
            progress = [step]
        else:
            kept.append(step)
        if time.monotonic() >= until:
            return _Slice((*kept, *progress), is_last=False)
    return _Slice((*kept, *progress), is_last=True)
