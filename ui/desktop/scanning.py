"""QR codes on the screen: takes a picture of every screen, looks for codes, lets the user choose one with a frame.

Sparekey's own windows step aside meanwhile. The pictures stay in memory, but for the file that a Wayland desktop
writes; that one is deleted as soon as it is read.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QScreen
from PySide6.QtWidgets import QDialog, QWidget

from ui.desktop.tasks import Tasks
from ui.desktop.widgets.screen_picker import ScreenPicker
from vault import files, qr
from vault.errors import BadImport, BadInput, VaultError

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

    from ui.desktop.portal import ScreenshotPortal

_ASIDE_MS = 300  # how long windows may take to fade out
_NONE_FOUND = "No QR code was found. Drag a frame around it, or press Esc."
_CHOOSE = "Drag a frame around the QR code, or press Esc."


class Shot(NamedTuple):
    """A picture, and the screen to show it on."""

    image: QImage
    screen: QScreen


class ScreenScan(QObject):
    """Emits `found` with what was read, else `failed`, or `refused` where the user may still take the picture by hand."""

    found = Signal(object)  # a list of what `read` made of each picture
    failed = Signal(object)  # VaultError
    refused = Signal(object)  # VaultError

    def __init__(self, dialog: QDialog, tasks: Tasks, read: Callable[[bytes], object]) -> None:
        super().__init__(dialog)
        self._dialog, self._tasks, self._read = dialog, tasks, read
        self._shots: Sequence[Shot] = ()
        self._pickers: list[ScreenPicker] = []
        self._aside: list[QWidget] = []
        self._portal: ScreenshotPortal | None = None
        self._was_aside = self._is_by_hand = False

    @property
    def can_choose(self) -> bool:
        """Tell whether there is a picture of the screen to choose from."""
        return bool(self._shots)

    def start(self) -> None:
        """Look for QR codes on all screens.

        On Wayland the windows stay at first: only a program that one sees may ask the user for leave.
        """
        self.forget()
        self._was_aside = self._is_by_hand = False
        if uses_portal(QGuiApplication.platformName(), os.environ):
            self._ask_portal()
        else:
            self._step_aside()

    def start_by_hand(self) -> None:
        """Let the user take the picture with the desktop's own tool."""
        self.forget()
        self._is_by_hand = True
        self._ask_portal()

    def choose(self, words: str = _CHOOSE) -> None:
        """Show what was taken, and let the user drag a frame around the code."""
        for shot in self._shots:
            picker = ScreenPicker(self._dialog, shot.image, words)
            picker.picked.connect(self._on_picked)
            picker.cancelled.connect(self._close_pickers)
            picker.show_on(shot.screen)
            self._pickers.append(picker)

    def forget(self) -> None:
        """Drop the pictures."""
        self._close_pickers()
        self._shots = ()

    def _step_aside(self) -> None:
        self._was_aside = True
        self._aside = [one for one in (self._dialog, self._dialog.parentWidget()) if one and one.window().isVisible()]
        for one in self._aside:
            one.window().hide()
        QTimer.singleShot(_ASIDE_MS, self, self._take)

    def _come_back(self) -> None:
        aside, self._aside = self._aside, []
        for one in reversed(aside):
            if one is self._dialog:
                self._dialog.open()  # shown as it was: in front of its window, which has to wait
            else:
                one.window().show()

    def _take(self) -> None:
        if uses_portal(QGuiApplication.platformName(), os.environ):
            self._ask_portal()
            return
        self._on_taken(take_shots())

    def _ask_portal(self) -> None:
        if self._portal is None:
            from ui.desktop.portal import ScreenshotPortal  # noqa: PLC0415  (QtDBus, which only Wayland needs)

            self._portal = ScreenshotPortal(self, session_bus())
            self._portal.taken.connect(self._on_file)
            self._portal.refused.connect(lambda error: self._on_failed(error, may_try_by_hand=not self._is_by_hand))
            self._portal.failed.connect(self._on_failed)
            self._dialog.finished.connect(self._portal.cancel)
        self._portal.ask(by_hand=self._is_by_hand)

    def _on_file(self, path: Path) -> None:
        screen = self._dialog.screen()

        def job() -> list[Shot]:
            image = QImage.fromData(files.take(path, limit=qr.PICTURE_LIMIT))
            return [] if image.isNull() else [Shot(image, screen)]

        self._tasks.run(self, job, self._on_taken, self._on_failed)

    def _on_taken(self, shots: Sequence[Shot]) -> None:
        self._come_back()
        self._shots = shots
        for shot in shots:
            shot.image.setDevicePixelRatio(1)
        if not shots:
            hint = "Save the QR code as a picture and drop it here."
            self._on_failed(BadInput("The system does not let Sparekey see the screen", hint=hint))
            return
        self._look_at([shot.image for shot in shots], self._on_nothing)

    def _look_at(self, images: Sequence[QImage], nothing: Callable[[VaultError], object]) -> None:
        """Read all codes in some pictures; in one without any there may be one in the other."""

        def job() -> list[object]:
            found: list[object] = []
            refused = None
            for image in images:
                try:
                    found.append(self._read(as_png(image)))
                except BadImport as error:
                    refused = error
            if refused and not found:
                raise refused
            return found

        self._tasks.run(self, job, self.found.emit, nothing)

    def _on_nothing(self, error: VaultError) -> None:
        if self._is_by_hand:
            self._on_failed(error)
        elif self._was_aside:
            self.choose(_NONE_FOUND)
        else:
            self._step_aside()

    def _on_picked(self, image: QImage) -> None:
        self._close_pickers()
        self._look_at([image], self._on_failed)

    def _on_failed(self, error: VaultError, *, may_try_by_hand: bool = False) -> None:
        self._come_back()
        (self.refused if may_try_by_hand else self.failed).emit(error)

    def _close_pickers(self) -> None:
        pickers, self._pickers = self._pickers, []
        for picker in pickers:
            picker.close()


def take_shots() -> list[Shot]:
    """Take a picture of every screen. A screen that the system keeps to itself is left out."""
    shots = [Shot(screen.grabWindow(0).toImage(), screen) for screen in QGuiApplication.screens()]
    return [shot for shot in shots if not shot.image.isNull()]


def uses_portal(platform: str, environ: Mapping[str, str]) -> bool:
    """Tell whether only the desktop can take the picture: on Wayland, also where windows go through XWayland."""
    return platform.startswith("wayland") or (platform == "xcb" and bool(environ.get("WAYLAND_DISPLAY")))


def session_bus() -> "QDBusConnection":
    from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415

    return QDBusConnection.sessionBus()


def as_png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(data.data())
