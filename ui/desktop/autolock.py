"""Locks after a while without any key or mouse movement; also where the computer slept through that while."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent

_ACTIVITY = {"KeyPress", "MouseButtonPress", "MouseMove", "Wheel", "TouchBegin"}
_GLANCE_MS = 15_000


def with_sleep() -> float:
    """Return the seconds since some moment, with those that the computer slept; a clock that is set does not change them.

    CLOCK_MONOTONIC has them on macOS but not on Linux, which has CLOCK_BOOTTIME; Windows has neither, and always counts them.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    return time.monotonic() if clock is None else time.clock_gettime(clock)


class AutoLock(QObject):
    """An event filter on every window. Emits `idle` after the given minutes; 0 turns it off.

    A key and a movement reach the window before the widget in it. On the application a filter would be asked about everything
    that happens to every widget, a quarter of the work of a busy page.

    Qt's timers stand still while the computer sleeps. So `clock` is asked as well: now and then, and before the first key or
    movement after a pause is let through.
    """

    idle = Signal()

    def __init__(self, *, minutes: int, clock: Callable[[], float] = with_sleep) -> None:
        super().__init__()
        self._clock = clock
        self._limit = 0  # seconds
        self._last = clock()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_idle)
        self._glance = QTimer(self, interval=_GLANCE_MS)
        self._glance.timeout.connect(self._look)
        self.set_minutes(minutes)

    def set_minutes(self, minutes: int) -> None:
        self._limit = minutes * 60
        self._timer.setInterval(self._limit * 1000)
        self.start()

    def watch(self, application: QGuiApplication) -> None:
        """Look at the windows that there are, and at those to come: a dialog takes the focus."""
        application.focusWindowChanged.connect(self._join)
        self._join()

    def _join(self) -> None:
        for window in QGuiApplication.topLevelWindows():
            window.installEventFilter(self)  # once, however often it is told

    def start(self) -> None:
        """Count from now on."""
        self._last = self._clock()
        for timer in (self._timer, self._glance):
            if self._limit:
                timer.start()
            else:
                timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self._limit and event.type().name in _ACTIVITY:
            if self._is_over:
                self._on_idle()
                return True  # of somebody who came to a window that should have been locked
            self._last = self._clock()
            self._timer.start()
        return False

    @property
    def _is_over(self) -> bool:
        """Tell whether the time is over by the clock, though not by the timer: the computer slept."""
        return self._timer.isActive() and self._clock() - self._last >= self._limit

    def _look(self) -> None:
        if self._is_over:
            self._on_idle()

    def _on_idle(self) -> None:
        self._timer.stop()
        self.idle.emit()
