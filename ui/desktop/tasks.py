"""One worker for everything that would make the window wait: deriving keys, saving, reading files.

Jobs run in the order in which they were given, and never ask the user anything: what may ask has a thread of its own. Results
come back on the window's thread; one whose owner is gone is dropped.
"""

import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from vault.errors import VaultError

T = TypeVar("T")
_Closure = Callable[[], None]


class Tasks(QObject):
    """Owns the worker. Call `stop` before the program ends."""

    _finished = Signal(object)  # a closure to be called on the window's thread

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: SimpleQueue[_Closure | None] = SimpleQueue()
        self._finished.connect(lambda closure: closure(), Qt.ConnectionType.QueuedConnection)
        self._worker = threading.Thread(target=self._work, name="sparekey-worker", daemon=True)
        self._worker.start()

    def run(
        self, owner: QObject, job: Callable[[], T], done: Callable[[T], object], failed: Callable[[VaultError], object]
    ) -> None:
        """Run `job` on the worker, then `done` with its result or `failed` with its VaultError on the window's thread.

        Any other exception is a defect of the program and is raised again on the window's thread.
        """
        self._jobs.put(lambda: self._finished.emit(_unless_gone(owner, _outcome(job, done, failed))))

    def ask(
        self, owner: QObject, job: Callable[[], T], done: Callable[[T], object], failed: Callable[[VaultError], object]
    ) -> None:
        """Do as `run`, with a job that may ask the user something, as a keyring does. Nothing waits for it, nor does `stop`."""

        def answer() -> None:
            closure = _unless_gone(owner, _outcome(job, done, failed))
            if isValid(self):
                self._finished.emit(closure)

        threading.Thread(target=answer, name="sparekey-asking", daemon=True).start()

    def warm_up(self, job: Callable[[], object]) -> None:
        """Run a job whose result nobody waits for."""
        self.run(self, job, lambda _: None, lambda _: None)

    def stop(self) -> None:
        """Finish the jobs that were given, then end the worker."""
        self._jobs.put(None)
        self._worker.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _unless_gone(owner: QObject, call: Callable[[], object]) -> _Closure:
    def closure() -> None:
        if isValid(owner):
            call()

    return closure


def _outcome(job: Callable[[], T], done: Callable[[T], object], failed: Callable[[VaultError], object]) -> Callable[[], object]:
    """Run the job, and return what is to be called with how it ended."""
    try:
        result = job()
    except VaultError as error:
        return partial(failed, error)
    except BaseException as error:  # noqa: BLE001  (raised again where it is seen)
        return partial(_raise, error)
    return partial(done, result)


def _raise(error: BaseException) -> None:
    raise error
