"""Linux: the desktop's screen saver on the session bus, logind or elogind on the system bus.

QtDBus and not jeepney, which ui/bus.py uses: a signal has to come in while the window waits for other things, QtDBus hands it
to Qt's own loop, with no thread and no socket of ours, and it is in memory already. ui/bus.py is for programs without Qt.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import SLOT, QCoreApplication, QObject, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusPendingCallWatcher,
    QDBusUnixFileDescriptor,
)

from ui.desktop.buses import session_address, system_address
from ui.desktop.lock_signals.signals import LockSignals

# Who says that the screen is locked: KDE, XFCE before 4.18 and others; GNOME; XFCE; Cinnamon; MATE.
SCREEN_SAVERS = tuple(f"org.{name}.ScreenSaver" for name in ("freedesktop", "gnome", "xfce", "cinnamon", "mate"))
LOGIN, LOGIN_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
LOGIN_MANAGER, LOGIN_SESSION = f"{LOGIN}.Manager", f"{LOGIN}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ON_SCREEN, _ON_SLEEP, _ON_LOCK = SLOT("on_screen(bool)"), SLOT("on_sleep(bool)"), SLOT("on_lock()")
_ON_CHANGED = SLOT("on_changed(QString,QVariantMap,QStringList)")


class LinuxSignals(LockSignals):
    """Listens on both buses. Holds sleep up, by logind's delay lock, until the vault is locked or `let_sleep` is called.

    Locking executes the program anew, which closes the delay lock: it is a file. logind waits 5 s for it at most.
    """

    def __init__(
        self, parent: QObject, *, session: QDBusConnection | None = None, system: QDBusConnection | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._system = session, system
        self._connected: list[tuple[QDBusConnection, Sequence[str], str]] = []
        self._delay: QDBusUnixFileDescriptor | None = None
        self._has_ended = False

    def listen(self, _application: QCoreApplication) -> None:
        if self._session is None and session_address():
            self._session = QDBusConnection.sessionBus()
        if self._system is None and system_address():
            self._system = QDBusConnection.systemBus()
        if self._session and self._session.isConnected():
            for interface in SCREEN_SAVERS:  # on whatever path: KDE has two, MATE another
                self._connect(self._session, ("", "", interface, "ActiveChanged"), _ON_SCREEN)
        if self._system and self._system.isConnected():
            self._connect(self._system, (LOGIN, LOGIN_PATH, LOGIN_MANAGER, "PrepareForSleep"), _ON_SLEEP)
            self._ask("GetSession", ["auto"], self._on_session)
            self.hold_sleep()

    def let_sleep(self) -> None:
        self._delay = None  # closes it

    def hold_sleep(self) -> None:
        if self._delay is None and self._system and self._system.isConnected():
            why = "The vault is locked before the computer sleeps"
            self._ask("Inhibit", ["sleep", "Sparekey", why, "delay"], self._on_held)

    def end(self) -> None:
        self._has_ended = True
        connected, self._connected = self._connected, []
        for bus, (service, path, interface, name), slot in connected:
            bus.disconnect(service, path, interface, name, self, slot)  # type: ignore[call-overload]
        self.let_sleep()

    @Slot(bool)
    def on_screen(self, is_locked: bool) -> None:  # noqa: FBT001  (called over the bus, as the next ones)
        if is_locked:
            self.locked.emit()
        else:  # still this process: what could not be locked was hidden, and the computer allowed to sleep
            self.hold_sleep()

    @Slot(bool)
    def on_sleep(self, is_coming: bool) -> None:  # noqa: FBT001
        if is_coming:
            self.locked.emit()
        else:  # awake again, and not locked, or this would be another process
            self.hold_sleep()

    @Slot()
    def on_lock(self) -> None:
        """`loginctl lock-session`, and desktops that lock through logind."""
        self.locked.emit()

    @Slot(str, "QVariantMap", "QStringList")
    def on_changed(self, interface: str, changed: dict[str, object], _dropped: list[str]) -> None:
        """Another user's session came to the front, or the desktop noted that it locked this one."""
        is_away = changed.get("Active") is False or changed.get("LockedHint") is True
        if interface == LOGIN_SESSION and is_away:
            self.locked.emit()

    def _on_held(self, answer: object) -> None:
        if isinstance(answer, QDBusUnixFileDescriptor) and self._delay is None and not self._has_ended:
            self._delay = answer

    def _on_session(self, answer: object) -> None:
        if isinstance(answer, QDBusObjectPath) and self._system and not self._has_ended:
            path = answer.path()
            self._connect(self._system, (LOGIN, path, LOGIN_SESSION, "Lock"), _ON_LOCK)
            self._connect(self._system, (LOGIN, path, _PROPERTIES, "PropertiesChanged"), _ON_CHANGED)

    def _connect(self, bus: QDBusConnection, signal: Sequence[str], slot: str) -> None:
        service, path, interface, name = signal
        if bus.connect(service, path, interface, name, self, slot):  # type: ignore[call-overload]
            self._connected.append((bus, signal, slot))

    def _ask(self, method: str, arguments: list[object], answered: Callable[[object], None]) -> None:
        """Ask logind. Where it is not there, or says no, nothing is done."""
        assert self._system is not None  # noqa: S101
        call = QDBusMessage.createMethodCall(LOGIN, LOGIN_PATH, LOGIN_MANAGER, method)
        call.setArguments(arguments)
        watcher = QDBusPendingCallWatcher(self._system.asyncCall(call), self)

        def finished(done: QDBusPendingCallWatcher) -> None:
            done.deleteLater()
            if not done.isError():
                answered(next(iter(done.reply().arguments()), None))

        watcher.finished.connect(finished)
