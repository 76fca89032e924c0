"""What all systems have in common, and which one this is."""

import sys

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.desktop.buses import session_address, system_address


class LockSignals(QObject):
    """Emits `locked` when the screen is locked, the computer is about to sleep, or another user comes to the front.

    This one never does: it is for systems that do not tell. `listen` begins, `end` ends it for good.
    """

    locked = Signal()

    def listen(self, _application: QCoreApplication) -> None:
        """Begin to listen. Cheap, never waits for an answer, and does nothing where there is nobody to listen to."""

    def let_sleep(self) -> None:
        """Let the computer sleep now: all that could be done was done."""

    def hold_sleep(self) -> None:
        """Ask the system again to wait before it sleeps."""

    def end(self) -> None:
        """Stop listening, and let the computer sleep."""


def for_this_system(window: QWidget) -> LockSignals:
    """Return the signals of the system that this runs on. They live as long as the window at most."""
    if sys.platform == "win32":  # pragma: no cover
        from ui.desktop.lock_signals.windows import WindowsSignals  # noqa: PLC0415

        return WindowsSignals(window)
    if sys.platform == "darwin":  # pragma: no cover
        from ui.desktop.lock_signals.macos import MacSignals  # noqa: PLC0415

        return MacSignals(window)
    if not (session_address() or system_address()):
        return LockSignals(window)
    from ui.desktop.lock_signals.linux import LinuxSignals  # noqa: PLC0415  (QtDBus, of use only where there is a bus)

    return LinuxSignals(window)
