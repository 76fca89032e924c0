"""Windows: messages that the system sends to the window. Untested: no Windows here."""

import ctypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtWidgets import QWidget

from ui.desktop.lock_signals.signals import LockSignals

_SESSION_CHANGE, _POWER = 0x02B1, 0x0218  # WM_WTSSESSION_CHANGE, WM_POWERBROADCAST
_AWAY = {2, 4, 7}  # WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOCK
_SUSPEND = 4  # PBT_APMSUSPEND
_THIS_SESSION = 0  # NOTIFY_FOR_THIS_SESSION
_TO_WINDOW = 0  # DEVICE_NOTIFY_WINDOW_HANDLE


class WindowsSignals(LockSignals):
    """Asks for session messages, and for word of sleep, which newer machines do not send to everybody.

    Windows waits about two seconds for a program that is told of sleep, and has no way to hold it up longer.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._application: QCoreApplication | None = None
        self._handle = 0
        self._sleep: int | None = None
        self._filter = _Filter(self)

    def listen(self, application: QCoreApplication) -> None:  # pragma: no cover
        if self._handle:
            return
        self._application = application
        self._handle = int(self._window.winId())
        application.installNativeEventFilter(self._filter)
        _library("wtsapi32").WTSRegisterSessionNotification(ctypes.c_void_p(self._handle), _THIS_SESSION)
        register = _library("user32").RegisterSuspendResumeNotification
        register.restype = ctypes.c_void_p
        self._sleep = register(ctypes.c_void_p(self._handle), _TO_WINDOW)

    def end(self) -> None:  # pragma: no cover
        if self._application is None or not self._handle:
            return
        self._application.removeNativeEventFilter(self._filter)
        _library("wtsapi32").WTSUnRegisterSessionNotification(ctypes.c_void_p(self._handle))
        if self._sleep:
            _library("user32").UnregisterSuspendResumeNotification(ctypes.c_void_p(self._sleep))
        self._handle, self._sleep = 0, None


class _Filter(QAbstractNativeEventFilter):
    """Picks the messages out that mean that nobody is in front of the screen any more."""

    def __init__(self, signals: WindowsSignals) -> None:
        super().__init__()
        self._signals = signals

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: Any) -> object:  # noqa: ANN401
        if bytes(kind) == b"windows_generic_MSG":  # type: ignore[arg-type]
            number, what = _message(int(message))
            if (number == _SESSION_CHANGE and what in _AWAY) or (number == _POWER and what == _SUSPEND):
                self._signals.locked.emit()
        return False, 0


class _Message(ctypes.Structure):
    """The beginning of Windows' MSG."""

    _fields_ = (("window", ctypes.c_void_p), ("number", ctypes.c_uint), ("what", ctypes.c_size_t))


def _message(address: int) -> tuple[int, int]:
    found = _Message.from_address(address)
    return found.number, found.what


def _library(name: str) -> Any:  # noqa: ANN401  # pragma: no cover
    return ctypes.WinDLL(name)  # type: ignore[attr-defined]
