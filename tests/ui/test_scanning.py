"""QR codes from the screen: found by themselves, chosen with a frame, through the portal, page after page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.core import migration
from tests.ui.desk import OTPAUTH, Desk, drop, find, hasten, mime_of_files, press, qr_png, shows, timer_of
from tests.ui.portal import Desktop, Portal, desktop
from ui.desktop import scanning
from ui.desktop.app import App
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.portal import ScreenshotPortal
from ui.desktop.scanning import Shot, uses_portal
from ui.desktop.widgets.screen_picker import ScreenPicker
from vault.model import Vault

BOB = OTPAUTH.replace("alice", "bob")
LEFT = Qt.MouseButton.LeftButton
INSTEAD = "ave the QR code as a picture and drop it here."


class Screens:
    """What the screens show, and what was seen of our own windows when the picture was taken."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.pictures = [screen()]
        self.seen: list[bool] = []

    def __call__(self) -> list[Shot]:
        self.seen.append(any(one.isVisible() for one in (self._app.window, *self._app.window.findChildren(TransferDialog))))
        return [Shot(picture, QGuiApplication.primaryScreen()) for picture in self.pictures]


def screen(*codes: tuple[str, int, int], width: int = 1600) -> QImage:
    """Return a picture, at half its size, of a screen of 1600 by 900 that shows codes of 300 by 300 at some places."""
    image = QImage(width // 2, 450, QImage.Format.Format_RGB32)
    image.fill(QColor("slategray"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(0.5, 0.5)
    for text, x, y in codes:
        painter.drawImage(QRect(x, y, 300, 300), QImage.fromData(qr_png(text)))
    painter.end()
    return image


@pytest.fixture
def opened(desk: Desk) -> tuple[App, TransferDialog]:
    app, home = desk.opened(vault=Vault())
    return app, home.bring_in()


@pytest.fixture
def screens(opened: tuple[App, TransferDialog], monkeypatch: pytest.MonkeyPatch) -> Screens:
    made = Screens(opened[0])
    monkeypatch.setattr(scanning, "take_shots", made)
    monkeypatch.setattr(scanning, "uses_portal", lambda *_: False)
    return made


@pytest.fixture
def dialog(opened: tuple[App, TransferDialog]) -> TransferDialog:
    return opened[1]


@pytest.fixture
def wayland(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    with desktop(tmp_path) as made:
        monkeypatch.setattr(scanning, "uses_portal", lambda *_: True)
        monkeypatch.setattr(scanning, "session_bus", lambda: made.bus)
        yield made


@pytest.fixture
def portal(wayland: Desktop, tmp_path: Path) -> Portal:
    made = wayland.add_portal()
    made.picture = tmp_path / "Screenshot from today.png"
    return made


def pickers(dialog: TransferDialog) -> list[ScreenPicker]:
    return [one for one in dialog.findChildren(ScreenPicker) if one.isVisible()]


def is_offered(dialog: TransferDialog, name: str) -> bool:
    return any(one.isVisible() for one in dialog.findChildren(QPushButton, name))


def drag(over: QWidget, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(over, LEFT, pos=start)
    QTest.mouseMove(over, (start + end) / 2)
    QTest.mouseRelease(over, LEFT, pos=end)


def place_on(picker: ScreenPicker, x: int, y: int) -> QPoint:
    """Return where a point of a screen of 1600 by 900 is shown."""
    scale = min(picker.width() / 1600, picker.height() / 900)
    return QPoint(
        round((picker.width() - 1600 * scale) / 2 + x * scale), round((picker.height() - 900 * scale) / 2 + y * scale)
    )


# Found by itself


def test_a_code_is_found_wherever_it_is_on_the_screens(
    opened: tuple[App, TransferDialog], dialog: TransferDialog, screens: Screens, qtbot: QtBot
) -> None:
    screens.pictures = [screen(), screen((OTPAUTH, 1200, 500))]
    press(dialog, "scan-screen")
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: shows(dialog, "1 authenticator · alice at PyPI"))
    assert screens.seen == [False]
    assert dialog.isModal()
    assert opened[0].window.isVisible()
    press(dialog, "continue")
    assert not dialog.isVisible()


def test_several_codes_come_together_and_one_can_be_chosen(
    opened: tuple[App, TransferDialog], dialog: TransferDialog, screens: Screens, qtbot: QtBot
) -> None:
    screens.pictures = [screen((OTPAUTH, 100, 100), (BOB, 900, 500))]
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: shows(dialog, "alice at PyPI") and shows(dialog, "bob at PyPI"))
    press(dialog, "choose-on-screen")
    (picker,) = pickers(dialog)
    drag(picker, place_on(picker, 1250, 850), place_on(picker, 850, 450))
    qtbot.waitUntil(lambda: shows(dialog, "bob at PyPI") and not shows(dialog, "alice at PyPI"))
    assert not pickers(dialog)
    press(dialog, "continue")
    assert [one.username for one in opened[0].session.vault.present] == ["bob"]


def test_what_came_another_way_offers_no_choice_on_the_screen(dialog: TransferDialog, screens: Screens, qtbot: QtBot) -> None:
    screens.pictures = [screen((OTPAUTH, 100, 100))]
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: shows(dialog, "alice at PyPI"))
    dialog.read_text(BOB)
    qtbot.waitUntil(lambda: shows(dialog, "bob at PyPI"))
    assert not is_offered(dialog, "choose-on-screen")


# Chosen with a frame


def test_where_none_is_found_a_frame_may_help(dialog: TransferDialog, screens: Screens, qtbot: QtBot) -> None:
    """Every screen is covered; a click is no frame; what is in the frame is read alone."""
    screens.pictures = [screen(), screen()]
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: len(pickers(dialog)) == 2)
    first, second = pickers(dialog)
    assert "No QR code was found" in first.accessibleName()
    drag(first, QPoint(50, 50), QPoint(52, 52))
    QTest.mouseClick(first, Qt.MouseButton.RightButton)
    assert len(pickers(dialog)) == 2
    drag(second, QPoint(0, 0), QPoint(second.width(), second.height()))
    qtbot.waitUntil(lambda: "There is no readable QR code" in dialog.banner.text)
    assert not pickers(dialog)
    assert dialog.text.isVisible()


def test_escape_takes_the_frames_away(dialog: TransferDialog, screens: Screens, qtbot: QtBot) -> None:
    screens.pictures = [screen(), screen()]
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: len(pickers(dialog)) == 2)
    QTest.keyClick(pickers(dialog)[0], Qt.Key.Key_A)
    assert len(pickers(dialog)) == 2
    QTest.keyClick(pickers(dialog)[0], Qt.Key.Key_Escape)
    assert not pickers(dialog)
    assert dialog.isVisible()
    assert not dialog.banner.isVisible()


def test_a_code_of_something_else_is_no_authenticator(dialog: TransferDialog, screens: Screens, qtbot: QtBot) -> None:
    screens.pictures = [screen(("WIFI:S:guests;;", 100, 100))]
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: len(pickers(dialog)) == 1)
    (picker,) = pickers(dialog)
    drag(picker, place_on(picker, 50, 50), place_on(picker, 450, 450))
    qtbot.waitUntil(lambda: "This is not an authenticator's text" in dialog.banner.text)
    assert "guests" not in dialog.banner.text


def test_a_system_that_gives_no_picture_is_told(dialog: TransferDialog, screens: Screens, qtbot: QtBot) -> None:
    screens.pictures = []
    press(dialog, "scan-screen")
    qtbot.waitUntil(dialog.banner.isVisible)
    assert dialog.banner.text == f"The system does not let Sparekey see the screen. S{INSTEAD}"
    assert dialog.isVisible()


def test_the_frame_shows_what_it_will_take(look: object, qtbot: QtBot) -> None:
    """On a picture of all screens, which is wider than this one: shown whole, and cut where the frame is."""
    holder = QWidget()
    qtbot.addWidget(holder)
    picture = screen((OTPAUTH, 2600, 100), width=3200)
    picker = ScreenPicker(holder, picture, "Drag a frame")
    picker.show_on(QGuiApplication.primaryScreen())
    cut: list[QImage] = []
    picker.picked.connect(cut.append)
    scale = picker.width() / 3200
    top = (picker.height() - 900 * scale) / 2
    QTest.mouseMove(picker, QPoint(5, 5))
    QTest.mousePress(picker, LEFT, pos=QPoint(round(2550 * scale), round(top + 50 * scale)))
    QTest.mouseMove(picker, QPoint(round(2950 * scale), round(top + 450 * scale)))
    inside = picker.grab().toImage().pixelColor(round(2570 * scale), round(top + 60 * scale))
    outside = picker.grab().toImage().pixelColor(round(2000 * scale), round(top + 60 * scale))
    assert inside == QColor("slategray")
    assert outside.lightness() < inside.lightness()
    QTest.mouseRelease(picker, LEFT, pos=QPoint(round(2950 * scale), round(top + 450 * scale)))
    assert abs(cut[0].width() - 200) <= 2 / scale
    assert abs(cut[0].height() - 200) <= 2 / scale
    picker.close()


# Pages of one export


def test_pages_are_collected_from_everywhere(
    opened: tuple[App, TransferDialog], dialog: TransferDialog, screens: Screens, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second, third = migration.pages(["mira", "noor", "olek"], size=3)
    dialog.read_text(second)
    qtbot.waitUntil(lambda: "1 of 3 pages seen. Show the next one" in dialog.banner.text)
    assert not is_offered(dialog, "choose-on-screen")
    nothing = tmp_path / "nothing.png"
    nothing.write_bytes(b"\x89PNG")
    assert drop(dialog, mime_of_files(nothing))
    qtbot.waitUntil(lambda: "cannot be read" in dialog.banner.text)
    assert shows(dialog, "noor at PyPI")
    QGuiApplication.clipboard().setImage(QImage.fromData(qr_png(first)))
    QTest.keySequence(dialog, "Ctrl+V")
    qtbot.waitUntil(lambda: "2 of 3 pages seen" in dialog.banner.text)
    dialog.read_text(first)
    qtbot.wait(50)
    screens.pictures = [screen((third, 300, 300))]
    (scan,) = [one for one in dialog.banner.findChildren(QPushButton) if one.isVisible() and one.text() == "Scan the screen"]
    QTest.mouseClick(scan, LEFT)
    qtbot.waitUntil(lambda: shows(dialog, "olek at PyPI"))
    assert not dialog.banner.isVisible()
    assert find(dialog, QPushButton, "continue").text() == "Save 3 authenticators"
    press(dialog, "continue")
    assert sorted(one.username for one in opened[0].session.vault.present) == ["mira", "noor", "olek"]


def test_starting_over_forgets_the_pages(dialog: TransferDialog, qtbot: QtBot) -> None:
    pages = migration.pages(["mira", "noor"], size=2)
    dialog.read_text(pages[0])
    qtbot.waitUntil(lambda: "1 of 2 pages seen" in dialog.banner.text)
    press(dialog, "start-over")
    dialog.read_text(pages[1])
    qtbot.waitUntil(lambda: shows(dialog, "noor at PyPI"))
    assert not shows(dialog, "mira at PyPI")


def test_without_pages_the_next_thing_replaces_the_last(dialog: TransferDialog, qtbot: QtBot) -> None:
    dialog.read_text(OTPAUTH)
    qtbot.waitUntil(lambda: shows(dialog, "alice at PyPI"))
    dialog.read_text(BOB)
    qtbot.waitUntil(lambda: shows(dialog, "bob at PyPI"))
    assert not shows(dialog, "alice at PyPI")


# Through the portal


def lay(portal: Portal, picture: QImage) -> Path:
    assert portal.picture
    portal.picture.write_bytes(scanning.as_png(picture))
    return portal.picture


def test_the_portals_picture_is_read_and_deleted(dialog: TransferDialog, portal: Portal, qtbot: QtBot) -> None:
    path = lay(portal, screen((OTPAUTH, 700, 300)))
    press(dialog, "scan-screen")
    assert dialog.isVisible(), "a desktop lets only a visible program ask"
    qtbot.waitUntil(lambda: shows(dialog, "alice at PyPI"))
    assert not path.exists()
    assert [one["interactive"] for one in portal.asked] == [False]
    dialog.reject()


def test_our_windows_step_aside_where_they_may_hide_the_code(dialog: TransferDialog, portal: Portal, qtbot: QtBot) -> None:
    path = lay(portal, screen())
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert not path.exists()
    lay(portal, screen((OTPAUTH, 700, 300)))
    qtbot.waitUntil(lambda: shows(dialog, "alice at PyPI"))
    assert not path.exists()
    assert len(portal.asked) == 2


def test_where_none_is_found_the_portals_picture_is_shown_for_a_frame(
    dialog: TransferDialog, portal: Portal, qtbot: QtBot
) -> None:
    path = lay(portal, screen())
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: not dialog.isVisible())
    lay(portal, screen(width=3200))
    qtbot.waitUntil(lambda: len(pickers(dialog)) == 1)
    assert not path.exists()


def test_a_cancelled_portal_leaves_the_dialog_as_it_was(dialog: TransferDialog, portal: Portal, qtbot: QtBot) -> None:
    portal.code, portal.picture = 1, None
    press(dialog, "scan-screen")
    qtbot.waitUntil(dialog.banner.isVisible)
    assert dialog.banner.text == f"No picture of the screen was taken. Try again, or s{INSTEAD}"


def test_a_refusal_offers_the_desktops_own_tool(dialog: TransferDialog, portal: Portal, qtbot: QtBot) -> None:
    picture, portal.picture, portal.code = portal.picture, None, 2
    press(dialog, "scan-screen")
    qtbot.waitUntil(dialog.banner.isVisible)
    assert dialog.banner.text == (
        f"The desktop does not let Sparekey see the screen. Allow it in the desktop's privacy settings, or s{INSTEAD}"
    )
    (by_hand,) = [one for one in dialog.banner.findChildren(QPushButton) if one.isVisible()]
    portal.code, portal.picture = 0, picture
    lay(portal, screen((OTPAUTH, 700, 300)))
    QTest.mouseClick(by_hand, LEFT)
    qtbot.waitUntil(lambda: shows(dialog, "alice at PyPI"))
    assert [one["interactive"] for one in portal.asked] == [False, True]


@pytest.mark.parametrize("code", [0, 2])
def test_taken_by_hand_without_a_code_or_refused_it_ends_there(
    code: int, dialog: TransferDialog, portal: Portal, qtbot: QtBot
) -> None:
    portal.code = code
    lay(portal, screen())
    dialog.screen_scan.start_by_hand()
    qtbot.waitUntil(dialog.banner.isVisible)
    assert ("no readable QR code" in dialog.banner.text) == (code == 0)
    assert not [one for one in dialog.banner.findChildren(QPushButton) if one.isVisible()]
    assert not pickers(dialog)


def test_a_portal_that_gives_no_file_or_one_that_is_gone_is_told(dialog: TransferDialog, portal: Portal, qtbot: QtBot) -> None:
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: "There is no file" in dialog.banner.text)
    portal.picture = None
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: "does not let Sparekey see" in dialog.banner.text)


def test_a_file_that_is_no_picture_is_told_and_deleted(dialog: TransferDialog, portal: Portal, qtbot: QtBot) -> None:
    assert portal.picture
    portal.picture.write_bytes(b"something else")
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: "does not let Sparekey see" in dialog.banner.text)
    assert not portal.picture.exists()


def test_an_old_portal_that_names_the_request_itself_is_understood(
    dialog: TransferDialog, portal: Portal, qtbot: QtBot
) -> None:
    portal.is_old = True
    lay(portal, screen((OTPAUTH, 700, 300)))
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: shows(dialog, "alice at PyPI"))


@pytest.mark.usefixtures("wayland")
def test_a_desktop_without_a_portal_is_told(dialog: TransferDialog, qtbot: QtBot) -> None:
    press(dialog, "scan-screen")
    qtbot.waitUntil(dialog.banner.isVisible)
    assert dialog.banner.text == f"This desktop does not hand out pictures of the screen. S{INSTEAD}"


def test_a_portal_that_never_answers_is_not_waited_for_for_ever(dialog: TransferDialog, portal: Portal, qtbot: QtBot) -> None:
    portal.code = None
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: len(portal.requests) == 1)
    hasten(timer_of(dialog, 120), 120)
    qtbot.waitUntil(lambda: dialog.banner.text == f"The desktop did not answer. S{INSTEAD}")
    qtbot.waitUntil(lambda: portal.requests[0].is_closed)


def test_a_dialog_that_is_closed_takes_its_request_back(dialog: TransferDialog, portal: Portal, qtbot: QtBot) -> None:
    portal.code = None
    press(dialog, "scan-screen")
    qtbot.waitUntil(lambda: len(portal.requests) == 1)
    dialog.reject()
    qtbot.waitUntil(lambda: portal.requests[0].is_closed)


def test_what_was_taken_back_at_once_is_not_answered(
    dialog: TransferDialog, wayland: Desktop, portal: Portal, qtbot: QtBot
) -> None:
    lay(portal, screen((OTPAUTH, 700, 300)))
    asking = ScreenshotPortal(dialog, wayland.bus)
    said: list[object] = []
    for signal in (asking.taken, asking.refused, asking.failed):
        signal.connect(said.append)
    asking.ask(by_hand=False)
    asking.cancel()
    qtbot.waitUntil(lambda: len(portal.requests) == 1)
    qtbot.wait(100)
    assert not said


def test_which_screens_only_the_desktop_can_take() -> None:
    assert uses_portal("wayland", {})
    assert uses_portal("wayland-egl", {})
    assert uses_portal("xcb", {"WAYLAND_DISPLAY": "wayland-0"})
    assert not uses_portal("xcb", {"WAYLAND_DISPLAY": ""})
    assert not uses_portal("xcb", {"DISPLAY": ":0"})
    assert not uses_portal("windows", {})
    assert not uses_portal("cocoa", {})
