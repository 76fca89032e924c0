"""The small parts that pages and dialogs are made of."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QProgressBar, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import appearance, find, hasten, keys_into, picture, press, recorder
from tests.ui.test_layout import lasting_complaints
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from ui.desktop.widgets.banner import Banner, Toast
from ui.desktop.widgets.basic import Elided, Tile, clear, column, label, row
from ui.desktop.widgets.fields import date_field, day_of, service_box, service_of
from ui.desktop.widgets.new_password import NewPassword
from ui.desktop.widgets.password_field import PasswordField
from ui.desktop.widgets.strength import Strength
from vault import services


def test_a_password_is_hidden_until_the_eye_is_clicked(look: Theme, qtbot: QtBot) -> None:
    part, entered, typed = PasswordField(look, "password", "Password"), list[int](), list[str]()
    part.entered.connect(lambda: entered.append(1))
    part.typed.connect(recorder(typed))
    appearance(qtbot, part)
    hints = part.field.inputMethodHints()
    assert Qt.InputMethodHint.ImhHiddenText in hints
    keys_into(part.field, "ab")
    part.set_error("No.")
    assert find(part, QLabel, "password-error").text() == "No."
    assert part.field.property("state") == "error"
    keys_into(part.field, "c")
    assert not part.findChild(QLabel, "password-error").isVisible()  # type: ignore[union-attr]
    eye = find(part, QToolButton)
    assert eye.accessibleName() == "Show the password"
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert part.field.echoMode() == QLineEdit.EchoMode.Normal
    assert eye.accessibleName() == eye.toolTip() == "Hide the password"
    part.field.selectAll()
    assert not part.field.selectedText()
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert part.field.echoMode() == QLineEdit.EchoMode.Password
    QTest.keyClick(part.field, Qt.Key.Key_Return)
    assert (entered, typed, part.secret) == ([1], ["a", "ab", "abc"], "abc")
    part.clear()
    assert not part.secret


def test_the_eye_is_reached_by_tab(look: Theme, qtbot: QtBot) -> None:
    part = PasswordField(look, "password", "Password")
    appearance(qtbot, part)
    part.activateWindow()
    part.field.setFocus()
    keys_into(part.field, "abc")
    part.focusNextChild()
    eye = find(part, QToolButton, "password-eye")
    assert eye.hasFocus()
    QTest.keyClick(eye, Qt.Key.Key_Space)
    assert part.is_shown
    assert part.field.cursorRect().right() < eye.x()


def test_a_new_password_is_typed_twice(look: Theme, tasks: Tasks, qtbot: QtBot) -> None:
    part, entered = NewPassword(look, tasks), list[int]()
    part.entered.connect(lambda: entered.append(1))
    appearance(qtbot, part)
    part.activateWindow()
    qtbot.waitUntil(part.isActiveWindow)
    keys_into(part.first.field, "1234567")
    assert not part.check()
    keys_into(part.first.field, "8")
    QTest.keyClick(part.first.field, Qt.Key.Key_Return)
    assert part.second.field.hasFocus()
    keys_into(part.second.field, "1234567")
    assert not part.check()
    keys_into(part.second.field, "8")
    assert part.check()
    QTest.keyClick(part.second.field, Qt.Key.Key_Return)
    assert (entered, part.secret) == ([1], "12345678")


@pytest.mark.parametrize(
    ("password", "words", "bars"),
    [("password", "Very easy to guess", 1), ("four words apart indeed", "Very hard to guess", 4), ("x" * 3000, "guess", 1)],
)
def test_the_strength_is_judged_on_the_worker(tasks: Tasks, qtbot: QtBot, password: str, words: str, bars: int) -> None:
    part = Strength(tasks)
    appearance(qtbot, part)
    part.show_for(password)
    qtbot.waitUntil(lambda: words in find(part, QLabel, "strength").text())
    assert find(part, QProgressBar).value() >= bars
    part.show_for("")
    assert find(part, QLabel, "strength").text().startswith("Four or more words")
    assert find(part, QProgressBar).value() == 0


# Small parts


def test_a_banner_has_the_buttons_of_its_last_message(qtbot: QtBot) -> None:
    banner, done = Banner(), list[str]()
    appearance(qtbot, banner)
    banner.show_message("danger", "Not saved.", [("Try again", lambda: done.append("again")), ("Leave", lambda: None)])
    picture(banner)
    assert [one.text() for one in banner.findChildren(QPushButton) if one.isVisible()] == ["Try again", "Leave"]
    banner.show_message("warning", "Changed.", [("Copy", lambda: done.append("copy"))])
    picture(banner)
    buttons = [one for one in banner.findChildren(QPushButton) if one.isVisible()]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert (len(buttons), done, banner.text, banner.property("banner")) == (1, ["copy"], "Changed.", "warning")


@pytest.mark.parametrize("width", [500, 880, 1600])
@pytest.mark.parametrize("length", [1, 12, 40])
def test_no_word_of_a_toast_is_cut(qtbot: QtBot, width: int, length: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(width, 600)
    toast = Toast(window)
    toast.leave_free(200)
    window.show()
    for text in ("word " * length, "Saved."):
        toast.show_message(text.strip(), ("Undo", lambda: None))
        qtbot.waitUntil(lambda: not lasting_complaints(window))
        assert window.rect().contains(toast.geometry())
    assert toast.height() < 60, "it is one line again"


def test_a_toast_goes_by_itself_but_not_from_under_the_pointer(qtbot: QtBot) -> None:
    window, done = QWidget(), list[str]()
    toast = Toast(window)
    window.resize(600, 400)
    appearance(qtbot, window, 600)
    toast.show_message("Saved.", ("Undo", lambda: done.append("undo")))
    assert toast.accessibleName() == toast.text == "Saved."
    place = QPointF(5, 5)
    QApplication.sendEvent(toast, QEnterEvent(place, place, place))
    toast.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    hasten(toast._timer, 8)
    qtbot.waitUntil(lambda: toast._timer.interval() == 0 and toast._timer.isActive())
    assert toast.isVisible()
    toast.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    qtbot.waitUntil(lambda: not toast.isVisible())
    toast._timer.setInterval(8000)
    toast.show_message("Saved again.", ("Undo", lambda: done.append("undo")))
    press(toast, "toast-action")
    assert done == ["undo"]
    assert not toast.isVisible()
    toast.show_message("No way back.")
    assert not toast.findChild(QPushButton).isVisible()  # type: ignore[union-attr]


def test_a_toast_stays_in_the_middle_of_its_window(qtbot: QtBot) -> None:
    window = QWidget()
    toast = Toast(window)
    toast.leave_free(200)
    appearance(qtbot, window, 800)
    toast.show_message("Saved.")
    toast.leave_free(100)
    toast.leave_free(200)
    assert abs(toast.geometry().center().x() - 500) <= 1, "also where it is shown already"
    for width in (800, 500, 1000):
        window.resize(width, 300)
        QApplication.processEvents()
        assert abs(toast.geometry().center().x() - (200 + width) // 2) <= 1
        assert window.rect().contains(toast.geometry())


def test_a_label_that_gives_way_shows_itself_whole_as_a_tip(qtbot: QtBot) -> None:
    part = Elided("a-name-that-is-much-too-long-for-its-place", "title")
    appearance(qtbot, part, 80)
    assert part.toolTip() == part.text()
    part.resize(900, 30)
    picture(part)
    assert not part.toolTip()


def test_a_tile_shows_the_services_letters(look: Theme, qtbot: QtBot) -> None:
    assert appearance(qtbot, Tile(services.find("pypi"), 40)) != appearance(qtbot, Tile(services.find("github"), 40))
    assert look.colours


def test_a_layout_is_emptied_with_what_is_nested_in_it(qtbot: QtBot, qapp: QApplication) -> None:
    holder, inner = QWidget(), label("inner")
    layout = column(row(inner, 4, None), label("outer"))
    holder.setLayout(layout)
    qtbot.addWidget(holder)
    clear(layout)
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not layout.count()
    assert not holder.findChildren(QLabel)


def test_a_service_is_chosen_or_typed(qtbot: QtBot) -> None:
    box = service_box("service")
    few = service_box("few", ["pypi", "testpypi"])
    for one in (box, few):
        qtbot.addWidget(one)
    assert few.count() == 2
    assert service_of(box) == "pypi"
    box.setCurrentText("GitHub")
    assert service_of(box) == "github"
    box.setCurrentText(" My Own Forge ")
    assert service_of(box) == "my-own-forge"


def test_a_day_in_the_future_cannot_be_chosen(qtbot: QtBot) -> None:
    field = date_field("day", "Verified on")
    qtbot.addWidget(field)
    today = field.date()
    field.setDate(today.addDays(1))
    assert field.date() == today
    assert day_of(field).isoformat() == today.toString(Qt.DateFormat.ISODate)
