"""Notices that it has become another day, without a clock that ticks: at midnight, and when the computer wakes."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

_SOONEST, _LATEST = 1_000, 10 * 60 * 1000  # ms; timers stand still while the computer sleeps, so none is set for hours


class DayWatch(QObject):
    """Emits `turned` when the day is another where the user is. Call `look` when the user comes back to the window."""

    turned = Signal()

    def __init__(self, parent: QObject, clock: Callable[[], datetime]) -> None:
        super().__init__(parent)
        self._clock = clock
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        self._today = self._wait()

    @property
    def today(self) -> date:
        """The day when it was last looked at."""
        return self._today

    def look(self) -> None:
        """Look at the clock now."""
        before, self._today = self._today, self._wait()
        if self._today != before:
            self.turned.emit()

    def _wait(self) -> date:
        """Set the timer for midnight, or sooner, and return what day it is."""
        now = self._clock().astimezone()
        midnight = datetime.combine(now.date() + timedelta(1), datetime.min.time(), now.tzinfo)
        left = int((midnight - now).total_seconds() * 1000)
        self._timer.start(min(max(left, _SOONEST), _LATEST))
        return now.date()
