"""Jobs that write through the open file, beside the saves of what was edited: they count as unsaved until all is done."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from ui.desktop.tasks import Tasks
from vault.errors import VaultError

Some = TypeVar("Some")


class Writing(QObject):
    """Emits `ended` when no such job is under way any more, and what each of them led to has begun."""

    ended = Signal()

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._count = 0

    @property
    def is_busy(self) -> bool:
        return self._count > 0

    def run(
        self, job: Callable[[], Some], done: Callable[[Some], object], failed: Callable[[VaultError], object] = lambda _: None
    ) -> None:
        """Run a job on the worker, in order with the saves, as `Tasks.run`."""
        self._count += 1
        self._tasks.run(self, job, done, failed)
        # A job of its own comes after the answer, whatever became of that: a defect must not keep the vault from locking.
        self._tasks.run(self, lambda: None, self._end, lambda _error: None)

    def _end(self, _: None) -> None:
        self._count -= 1
        if not self._count:
            self.ended.emit()
