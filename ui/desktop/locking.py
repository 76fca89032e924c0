"""All that locks an open vault without being asked to: idleness, the system's own lock, sleep, another user, minimising."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.desktop.autolock import AutoLock

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from ui.desktop.lock_signals.signals import LockSignals

_LISTEN_MS = 500  # after the vault is open: its first page comes first


class Locking(QObject):
    """Emits `wanted` when it is time to lock; `begin` starts it, once a vault is open."""

    wanted = Signal()

    def __init__(self, application: QCoreApplication, window: QWidget, auto_lock: AutoLock, *, when_minimised: bool) -> None:
        super().__init__(window)
        self.when_minimised = when_minimised
        self._application, self._window, self._auto_lock = application, window, auto_lock
        self._signals: LockSignals | None = None
        self._later = QTimer(self, singleShot=True, interval=_LISTEN_MS)
        self._later.timeout.connect(self._listen)
        auto_lock.idle.connect(self.wanted)

    def begin(self) -> None:
        """Count idle time from now on, and listen to the system a little later."""
        self._auto_lock.start()
        self._window.installEventFilter(self)
        self._later.start()

    def let_sleep(self) -> None:
        """The vault cannot be locked now: do not keep the computer from sleeping."""
        if self._signals:
            self._signals.let_sleep()

    def hold_sleep(self) -> None:
        """Somebody is there again, and the vault is open: lock it before the computer sleeps."""
        if self._signals:
            self._signals.hold_sleep()

    def end(self) -> None:
        self._later.stop()
        self._window.removeEventFilter(self)
        if self._signals:
            self._signals.end()

    def eventFilter(self, watched: QObject, event: "QEvent") -> bool:
        is_minimised = event.type().name == "WindowStateChange" and self._window.isMinimized()
        if is_minimised and self.when_minimised:
            QTimer.singleShot(0, self, self.wanted.emit)  # not amid the change: locking ends this process
        return super().eventFilter(watched, event)

    def _listen(self) -> None:
        from ui.desktop.lock_signals import signals  # noqa: PLC0415  (long after the window is there)

        self._signals = signals.for_this_system(self._window)
        self._signals.locked.connect(self.wanted)
        self._signals.listen(self._application)
