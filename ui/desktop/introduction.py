"""Shows the desktop which program this is, once, while there is nothing yet to be seen in its memory.

A desktop portal (the file dialogs and dark mode of some desktops, pictures of the screen on Wayland) looks at /proc/PID/root of
whoever calls it, and refuses everybody who keeps others out of the memory (flatpak/xdg-desktop-portal, issues 785, 1490, 2141).
But it remembers whom it has seen, by connection to the bus, and all of Qt has one. One harmless call, then the door is shut.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, SignalInstance

from ui import process
from ui.desktop.buses import session_address

_LONGEST_MS = 3000  # a portal that has to be started first takes a while
_PORTAL, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
# The second is there on every desktop, the first is what Qt itself asks for. The answers do not matter.
_CALLS: Sequence[tuple[str, str, list[object]]] = (
    ("Settings", "Read", ["org.freedesktop.appearance", "color-scheme"]),
    ("NetworkMonitor", "GetAvailable", []),
)


class Introduction(QObject):
    """Open from the start until all calls are answered, three seconds are over, or something is about to be in the memory.

    Made before the application, as Qt asks the portal by itself. Does nothing where there is no bus to be seen on.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting = len(_CALLS)
        self._timer = QTimer(self, singleShot=True, interval=_LONGEST_MS)
        self._timer.timeout.connect(self.end)
        self._is_open = bool(session_address())
        if self._is_open:
            process.show()

    def begin(self, *ending: SignalInstance) -> None:
        """Make the calls. Each of these signals ends it at once."""
        if not self._is_open:
            return
        for signal in ending:
            signal.connect(self.end)
        self._timer.start()
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher  # noqa: PLC0415

        bus = QDBusConnection.sessionBus()
        for interface, method, arguments in _CALLS:
            call = QDBusMessage.createMethodCall(_PORTAL, _PATH, f"org.freedesktop.portal.{interface}", method)
            call.setArguments(arguments)
            watcher = QDBusPendingCallWatcher(bus.asyncCall(call), self)
            watcher.finished.connect(self._on_answer)

    def end(self) -> None:
        """Keep everybody out from now on."""
        if self._is_open:
            self._is_open = False
            process.hide()

    def _on_answer(self) -> None:
        self._waiting -= 1
        if not self._waiting:
            self.end()
