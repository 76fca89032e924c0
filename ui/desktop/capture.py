"""Keeps the windows out of screenshots, recordings and shared screens, where the system lets a program ask for that.

Windows does, 2004 and later by leaving the window out, before by a black one. macOS does for older ways of capturing; newer
ones, ScreenCaptureKit since macOS 15, take no notice. Linux has none: X11 shows everything to everybody, and Wayland leaves it
to the desktop. What is done everywhere: secrets are masked, shown for a while only, and hidden when the window loses the focus.
Reading a QR code off the screen goes on to work: our own windows are not wanted in that picture.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

_LEFT_OUT, _BLACK, _SHOWN = 0x11, 0x01, 0x00  # WDA_EXCLUDEFROMCAPTURE, WDA_MONITOR, WDA_NONE
_SHARING_NONE, _SHARING_READ_ONLY = 0, 1  # NSWindowSharingType
Exclude = Callable[[int, bool], None]  # a window's handle, and whether it is kept out


class CaptureGuard(QObject):
    """An event filter on the application, for every window that is shown: dialogs and menus are windows of their own."""

    def __init__(self, application: QCoreApplication, exclude: Exclude, *, is_on: bool) -> None:
        super().__init__(application)
        self._exclude = exclude
        self._is_on = is_on

    def set_on(self, windows: list[QWidget], *, is_on: bool) -> None:
        """Change it for the windows that there are, and for those to come."""
        self._is_on = is_on
        for window in windows:
            if window.isWindow() and window.isVisible():
                self._exclude(int(window.winId()), is_on)

    def eventFilter(self, watched: QObject, event: "QEvent") -> bool:
        if event.type().name == "Show" and isinstance(watched, QWidget) and watched.isWindow() and self._is_on:
            self._exclude(int(watched.winId()), True)  # noqa: FBT003
        return False


def guard_here(application: QCoreApplication, *, is_on: bool) -> CaptureGuard | None:
    """Return the guard of an application, already at work, or None where the system cannot be asked."""
    exclude = way_here()
    if exclude is None:
        return None
    guard = CaptureGuard(application, exclude, is_on=is_on)
    application.installEventFilter(guard)
    return guard


def way_here() -> Exclude | None:
    """Return how this system keeps a window out, or None where it cannot be asked."""
    if sys.platform == "win32":  # pragma: no cover
        return _on_windows
    if sys.platform == "darwin":  # pragma: no cover
        return _on_macos
    return None


def _on_windows(handle: int, is_out: bool) -> None:  # noqa: FBT001  # pragma: no cover  (untested: no Windows here)
    import ctypes  # noqa: PLC0415

    library: Any = ctypes.WinDLL  # type: ignore[attr-defined]
    set_affinity = library("user32").SetWindowDisplayAffinity
    window = ctypes.c_void_p(handle)
    if not is_out:
        set_affinity(window, _SHOWN)
    elif not set_affinity(window, _LEFT_OUT):  # before Windows 10 2004
        set_affinity(window, _BLACK)


def _on_macos(handle: int, is_out: bool) -> None:  # noqa: FBT001  # pragma: no cover  (untested: no Mac here)
    from ui.desktop import objc  # noqa: PLC0415

    window = objc.send(handle, "window")  # the handle is Qt's NSView
    if window:
        objc.send(window, "setSharingType:", _SHARING_NONE if is_out else _SHARING_READ_ONLY)
