"""Pictures of the screen on a Wayland desktop: the Screenshot portal of xdg-desktop-portal, over the session bus.

The desktop may ask the user first, refuse, or have no portal at all. It writes the picture into a file, which is then
ours to delete.
"""

from pathlib import Path
from secrets import token_hex

from PySide6.QtCore import SLOT, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

from vault.errors import BadInput

_SERVICE, _PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SCREENSHOT, _REQUEST = "org.freedesktop.portal.Screenshot", "org.freedesktop.portal.Request"
_TAKEN, _CANCELLED = 0, 1  # response codes; 2 and whatever may follow is a refusal
_WAIT_MS = 120_000  # the desktop may be asking the user meanwhile
_ON_RESPONSE = SLOT("on_response(uint,QVariantMap)")
_INSTEAD = "ave the QR code as a picture and drop it here."


class ScreenshotPortal(QObject):
    """Emits `taken` with the path of the picture, `refused` where the user may still take it by hand, else `failed`."""

    taken = Signal(object)  # Path
    refused = Signal(object)  # VaultError
    failed = Signal(object)  # VaultError

    def __init__(self, parent: QObject, bus: QDBusConnection) -> None:
        super().__init__(parent)
        self._bus = bus
        self._request = ""  # object path of the request under way
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._on_no_answer)

    def ask(self, *, by_hand: bool) -> None:
        """Ask for a picture of all screens, or let the user take one with the desktop's own tool."""
        self.cancel()
        token = f"sparekey{token_hex(8)}"
        sender = self._bus.baseService().removeprefix(":").replace(".", "_")
        self._listen(f"{_PATH}/request/{sender}/{token}")
        self._timer.start()
        call = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SCREENSHOT, "Screenshot")
        call.setArguments(["", {"handle_token": token, "interactive": by_hand}])
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(call), self)
        watcher.finished.connect(self._on_called)

    def cancel(self) -> None:
        """Take back what was asked for, so that no picture is written when nobody waits for it any more."""
        if request := self._stop():
            self._bus.send(QDBusMessage.createMethodCall(_SERVICE, request, _REQUEST, "Close"))

    def _listen(self, request: str) -> None:
        """Connect before the call is made: a quick portal has answered by the time that the call returns."""
        self._request = request
        self._bus.connect(_SERVICE, request, _REQUEST, "Response", self, _ON_RESPONSE)  # type: ignore[call-overload]

    def _stop(self) -> str:
        request, self._request = self._request, ""
        self._timer.stop()
        if request:
            self._bus.disconnect(_SERVICE, request, _REQUEST, "Response", self, _ON_RESPONSE)  # type: ignore[call-overload]
        return request

    def _on_called(self, watcher: QDBusPendingCallWatcher) -> None:
        watcher.deleteLater()
        if not self._request:
            return
        if watcher.isError():
            self._stop()
            self.failed.emit(BadInput("This desktop does not hand out pictures of the screen", hint=f"S{_INSTEAD}"))
        elif (request := watcher.reply().arguments()[0].path()) != self._request:  # a portal from before version 0.9
            self._stop()
            self._listen(request)
            self._timer.start()

    @Slot("uint", "QVariantMap")
    def on_response(self, code: int, results: dict[str, str]) -> None:
        """Called over the bus."""
        self._stop()
        path = QUrl(results.get("uri", "")).toLocalFile()
        if code == _TAKEN and path:
            self.taken.emit(Path(path))
        elif code == _CANCELLED:
            self.failed.emit(BadInput("No picture of the screen was taken", hint=f"Try again, or s{_INSTEAD}"))
        else:
            hint = f"Allow it in the desktop's privacy settings, or s{_INSTEAD}"
            self.refused.emit(BadInput("The desktop does not let Sparekey see the screen", hint=hint))

    def _on_no_answer(self) -> None:
        self.cancel()
        self.failed.emit(BadInput("The desktop did not answer", hint=f"S{_INSTEAD}"))
