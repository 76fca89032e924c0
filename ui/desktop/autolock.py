"""Locks after a while without any key or mouse movement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

_ACTIVITY = {"KeyPress", "MouseButtonPress", "MouseMove", "Wheel", "TouchBegin"}


class AutoLock(QObject):
    """An event filter on the application. Emits `idle` after the given minutes; 0 turns it off."""

    idle = Signal()

    def __init__(self, *, minutes: int) -> None:
        super().__init__()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)
        self.set_minutes(minutes)

    def set_minutes(self, minutes: int) -> None:
        self._timer.setInterval(minutes * 60_000)
        if minutes:
            self._timer.start()
        else:
            self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type().name in _ACTIVITY and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)
