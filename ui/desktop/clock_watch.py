"""Notices a clock that was set: six digits are refused when it is off by more than a period (pypi-facts §2)."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

JUMP = 20  # seconds; less is the usual correction of a drifting clock
_EVERY_MS = 10_000


def steady() -> float:
    """Return seconds that no setting of the clock changes, counted also while the computer sleeps where the system can."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()  # pragma: no cover


class ClockWatch(QObject):
    """Emits `jumped` with the seconds by which the wall clock went away from the steady one."""

    jumped = Signal(int)

    def __init__(self, wall: Callable[[], float], steadily: Callable[[], float] = steady) -> None:
        super().__init__()
        self._wall, self._steady = wall, steadily
        self._offset = wall() - steadily()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        offset = self._wall() - self._steady()
        by = round(offset - self._offset)
        if abs(by) >= JUMP:
            self._offset = offset
            self.jumped.emit(by)
