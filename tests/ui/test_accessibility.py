"""What somebody hears who does not see the window, and what nobody may select."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.desk import CODES, Desk, find, open_dialogs, press
from tests.ui.scenes import scenes
from tests.ui.test_layout import lasting_complaints
from vault import edit

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)


def controls(top: QWidget) -> Iterator[QWidget]:
    """Yield what can be operated, without the parts that Qt makes its own controls of."""
    for widget in top.findChildren(QWidget):
        parent = widget.parent()
        inside = isinstance(parent, QComboBox | QAbstractSpinBox) or of_a_popup(widget)
        inside = inside or (isinstance(parent, QLineEdit) and parent.isClearButtonEnabled())
        if isinstance(widget, CONTROLS) and widget.isVisible() and not inside and not isinstance(widget, QScrollBar):
            yield widget


def of_a_popup(widget: QObject) -> bool:
    parent = widget.parent()
    return parent is not None and parent.metaObject().className() == "QComboBoxPrivateContainer"


def heard(widget: QWidget) -> str:
    """Return the name that a screen reader gets: the control's own, or that of the label it belongs to."""
    interface = QAccessible.queryAccessibleInterface(widget)
    name = interface.text(QAccessible.Text.Name) if interface else ""
    if isinstance(widget, QComboBox):  # on Linux its name is its value, and its label a relation
        buddies = [label for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
        name = buddies[0].text() if buddies else ""
    return name.replace("&", "").strip()


def test_controls_have_names_and_are_reached_by_keys_and_labels_are_neither_selected_nor_markup(
    desk: Desk, qtbot: QtBot
) -> None:
    """A selected secret would land in the primary selection, and a foreign name must not become markup.

    Nor is anything cut: this walk, the longest there is, serves tests/ui/test_layout.py for the usual window.
    """
    unnamed, unreached, selectable, rich, cut = set(), set(), set(), set(), set()
    for scene, top in scenes(desk, qtbot):
        cut |= {f"{complaint} in {scene}" for complaint in lasting_complaints(top)}
        for widget in controls(top):
            called = f"{type(widget).__name__} {widget.objectName()} in {scene}"
            if not heard(widget):
                unnamed.add(called)
            if widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
                unreached.add(called)
        for label in top.findChildren(QLabel):
            called = f"{label.text()[:40]} in {scene}"
            if label.textInteractionFlags() & (
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            ):
                selectable.add(called)
            if label.text() and label.textFormat() != Qt.TextFormat.PlainText:
                rich.add(called)
    assert not unnamed
    assert not unreached
    assert not selectable
    assert not rich
    assert not cut


def test_the_keyboard_walks_through_a_whole_dialog(desk: Desk) -> None:
    app, home = desk.opened()
    home.add_account()
    dialog = open_dialogs(app)[0]
    names, first = list[str](), dialog.focusWidget()
    while len(names) < 20:
        names.append(dialog.focusWidget().objectName())
        dialog.focusNextChild()
        if dialog.focusWidget() is first:
            break
    assert names == ["username", "email", "cancel", "add-account-now", "service"]


def test_the_keyboard_walks_through_an_account_as_the_eye_does(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    home.account.mark_code(2, "used")
    app.session.apply(edit.add_codes, home.account.account_id, [code[::-1] for code in CODES])
    home.account.mark_code(3, "used")
    press(home.account, "older-sets")
    find(app.window, QPushButton, "get-in").setFocus()
    names = list[str]()
    while "answer-questions" not in names and len(names) < 40:
        names.append(app.window.focusWidget().objectName())
        app.window.focusNextChild()
    copying = [f"use-{place}" if place != 3 else "unuse-3" for place in range(1, 9)]
    named = [name for name in names if name]
    assert named[:3] == ["get-in", "bring-in-here", "account-more"]
    assert named[-14:] == ["show-codes", "use-next", "codes-more", *copying, "older-sets", "code-2", "answer-questions"]
    app.session.apply(edit.set_note, home.account.account_id, "a note")
    find(app.window, QPushButton, "get-in").setFocus()
    app.session.apply(edit.set_note, home.account.account_id, "another note")
    assert find(app.window, QPushButton, "get-in").hasFocus()
