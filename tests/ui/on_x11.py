"""What only a real X server can show: run by test_clipboard under Xvfb, not collected otherwise."""

import pytest
from PySide6.QtCore import QPoint, QProcess, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import CODES, PASSWORD, SEED, Desk, dialog_of, digits, drop, find, keys_into, mime_of_text, press, shows
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.widgets.code_grid import CodeCell

PRIMARY = QClipboard.Mode.Selection
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def nothing_selected(qapp: QApplication) -> None:
    qapp.clipboard().clear(PRIMARY)


def selected() -> str:
    return QGuiApplication.clipboard().text(PRIMARY)


def try_to_select(widget: QWidget) -> None:
    """Double click, drag from one side to the other, select all with keys."""
    QTest.mouseDClick(widget, LEFT)
    QTest.mousePress(widget, LEFT, pos=QPoint(1, widget.height() // 2))
    QTest.mouseMove(widget, QPoint(widget.width() - 2, widget.height() // 2))
    QTest.mouseRelease(widget, LEFT, pos=QPoint(widget.width() - 2, widget.height() // 2))
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


def test_the_primary_selection_works_here(desk: Desk) -> None:
    """Or the other tests would prove nothing."""
    app, _home = desk.opened()
    search = find(app.window, QLineEdit, "search")
    keys_into(search, "alice")
    try_to_select(search)
    assert QGuiApplication.clipboard().supportsSelection()
    assert selected() == "alice"


def test_codes_and_digits_cannot_be_selected(desk: Desk, qtbot: QtBot) -> None:
    _app, home = desk.opened()
    press(home.account, "show-codes")
    for widget in [*home.account.findChildren(QLabel), *home.account.findChildren(CodeCell)]:
        if widget.isVisible():
            try_to_select(widget)
    press(home.account, "use-1")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == CODES[0])
    press(home.account, "copy-totp")
    assert QGuiApplication.clipboard().text() == digits(desk.clock)
    assert not selected()


def test_codes_in_the_preview_cannot_be_selected(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened()
    assert drop(app.window, mime_of_text("\n".join(code[::-1] for code in CODES)))
    dialog = dialog_of(app, TransferDialog)
    qtbot.waitUntil(lambda: shows(dialog, "8 recovery codes"))
    for label in dialog.findChildren(QLabel):
        if label.isVisible() and not isinstance(label.parent(), QComboBox):
            try_to_select(label)
    assert not selected()


def test_a_password_cannot_be_selected_even_while_it_is_shown(desk: Desk, qtbot: QtBot) -> None:
    desk.opened()
    desk.close()
    app = desk.start()
    field = app.unlock_page.password.field
    keys_into(field, PASSWORD + "x")
    try_to_select(field)
    assert not selected()
    QTest.mouseClick(field.findChildren(QToolButton)[0], LEFT)
    assert field.echoMode() == QLineEdit.EchoMode.Normal
    press(app.unlock_page, "unlock")
    qtbot.waitUntil(lambda: shows(app.unlock_page, "does not open this vault"))
    assert not selected()
    try_to_select(field)
    assert not selected()


def test_what_was_pasted_cannot_be_copied_out_again(desk: Desk) -> None:
    app, _home = desk.opened()
    press(app.window, "bring-in-here")
    dialog = dialog_of(app, TransferDialog)
    dialog.text.insertPlainText("\n".join(CODES))
    QTest.mouseDClick(dialog.text.viewport(), LEFT, pos=QPoint(20, 12))
    QTest.keyClick(dialog.text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(dialog.text, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.text.textCursor().hasSelection()
    assert not selected()
    QTest.keyClick(dialog.text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert not QGuiApplication.clipboard().text()


def seen_by_others() -> str:
    """Return the primary selection as another program gets it. Our own loop has to answer meanwhile."""
    process = QProcess()
    process.start("xclip", ["-selection", "primary", "-o"])
    done = [False]
    process.finished.connect(lambda: done.__setitem__(0, True))
    while not done[0]:
        QApplication.processEvents()
        QTest.qWait(1)
    return bytes(process.readAllStandardOutput().data()).decode()


def test_other_programs_get_nothing_of_the_account_page(desk: Desk) -> None:
    """Every label and field of it, with everything revealed, is clicked, dragged over and selected with keys."""
    app, home = desk.opened()
    search = find(app.window, QLineEdit, "search")
    keys_into(search, "alice")
    try_to_select(search)
    assert seen_by_others() == "alice", "or the rest would prove nothing"
    QApplication.clipboard().clear(PRIMARY)
    search.clear()
    press(home.account, "show-codes")
    tried = 0
    for widget in home.account.findChildren(QWidget):
        if isinstance(widget, QLabel | QLineEdit | QTextEdit | QPlainTextEdit | CodeCell) and widget.isVisible():
            try_to_select(widget)
            tried += 1
    assert tried > 20
    assert not {*CODES, digits(desk.clock), SEED} & set(seen_by_others().split())
    assert seen_by_others() == ""


def test_nothing_is_dragged_out_of_a_field_for_secrets(desk: Desk) -> None:
    app, _home = desk.opened()
    press(app.window, "bring-in-here")
    dialog = dialog_of(app, TransferDialog)
    dialog.text.insertPlainText("\n".join(CODES))
    dialog.text.selectAll()
    assert dialog.text.createMimeDataFromSelection().formats() == []
    assert seen_by_others() == ""


def test_the_clipboard_is_cleared_behind_other_windows(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    press(home.account, "copy-totp")
    assert QGuiApplication.clipboard().text() == digits(desk.clock)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    qtbot.waitExposed(other)
    app.window.hide()
    app.clipboard.clear()
    assert not QGuiApplication.clipboard().text()
