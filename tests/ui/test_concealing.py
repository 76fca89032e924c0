"""What was shown is masked again: after a while, and when the window loses the focus."""

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import CODES, SEED, Desk, appearance, dialog_of, example, find, hasten, keys_into, picture, press
from tests.ui.scenes import content, scenes
from tests.ui.test_authenticator_card import authenticator
from ui.desktop.app import App
from ui.desktop.concealing import Conceals, conceal
from ui.desktop.dialogs.get_in import GetInDialog
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from ui.desktop.widgets.authenticator_card import AuthenticatorCard
from ui.desktop.widgets.covered_text import CoveredText
from ui.desktop.widgets.page_preview import PagePreview
from ui.desktop.widgets.passphrase_choice import PassphraseChoice
from ui.desktop.widgets.password_field import PasswordField
from ui.desktop.widgets.shown_secret import ShownSecret
from vault.paper.page import Document, Page, Rule


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """A window for single parts."""
    window = QWidget()
    qtbot.addWidget(window)
    return window


def lose_focus(app: App) -> None:
    app._on_state(Qt.ApplicationState.ApplicationInactive)


def test_a_password_that_is_shown_is_masked_again(look: Theme, qtbot: QtBot) -> None:
    field = PasswordField(look, "password", "Password")
    qtbot.addWidget(field)
    field.toggle()
    assert field.field.echoMode() == QLineEdit.EchoMode.Normal
    hasten(field._timer, 30)
    qtbot.waitUntil(lambda: not field.is_shown)
    field._timer.setInterval(30_000)
    field.conceal()
    assert not field.is_shown
    field.toggle()
    field.conceal()
    assert not field.is_shown
    field.toggle()
    field.toggle()
    assert not field._timer.isActive()


def test_nothing_is_dragged_out_of_a_password_field(look: Theme, qtbot: QtBot) -> None:
    field = PasswordField(look, "password", "Password")
    qtbot.addWidget(field)
    assert not field.field.dragEnabled()
    field.field.setText("correct horse")
    field.toggle()
    field.field.selectAll()
    assert not field.field.hasSelectedText()


def test_codes_are_masked_when_the_window_loses_the_focus(desk: Desk) -> None:
    app, home = desk.opened(vault=example())
    press(home.account, "show-codes")
    lose_focus(app)
    assert not home.account.codes.is_revealed


def test_the_code_of_the_bad_day_is_masked_and_can_be_seen_again(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(vault=example())
    home.get_in(app.session.vault.accounts[0].id)
    dialog = dialog_of(app, GetInDialog)
    dialog.use_code()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QLabel, "the-code")))
    label = find(dialog, QLabel, "the-code")
    shown = label.text()
    assert shown.replace(" ", "") == CODES[0]
    lose_focus(app)
    assert set(label.text()) <= {"•", " "}
    assert label.accessibleName() == "Hidden"
    press(dialog, "the-code-again")
    assert label.text() == shown
    hasten(find(dialog, ShownSecret)._timer, 30)
    qtbot.waitUntil(lambda: "•" in label.text())


def test_an_empty_place_for_a_secret_has_nothing_to_mask(qtbot: QtBot) -> None:
    place = ShownSecret("secret")
    qtbot.addWidget(place)
    place.show()
    place.conceal()
    assert not find(place, QLabel, "secret").text()


def test_a_counted_value_is_masked_and_can_still_be_copied(look: Theme, qtbot: QtBot) -> None:
    card = AuthenticatorCard(look, lambda: 0.0)
    card.show_authenticator(authenticator("otpauth://hotp/x:y?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0"))
    appearance(qtbot, card)
    card.show_counted("755224")
    digits = find(card, QLabel, "totp")
    assert digits.text() == "755 224"
    hasten(card._mask, 30)
    qtbot.waitUntil(lambda: digits.text() == "••• •••")
    assert digits.accessibleName() == "One-time password, hidden"
    with qtbot.waitSignal(card.copied) as copied:
        press(card, "copy-totp")
    assert copied.args == ["755224"]


def test_words_of_a_passphrase_are_masked_and_can_be_seen_again(look: Theme, tasks: Tasks, qtbot: QtBot) -> None:
    choice = PassphraseChoice(look, tasks)
    qtbot.addWidget(choice)
    choice.show()
    words = choice.words.text()
    assert words.split() == choice.secret.split()
    choice.conceal()
    assert set(choice.words.text()) <= set("• \n")
    assert choice.secret.split() == words.split(), "it is what it was"
    press(choice, "show-words")
    assert choice.words.text() == words
    hasten(choice._timer, 120)
    qtbot.waitUntil(lambda: "•" in choice.words.text())


def test_what_is_typed_from_paper_is_covered_until_somebody_goes_on(qtbot: QtBot) -> None:
    field = CoveredText()
    empty = appearance(qtbot, field, 300)
    field.conceal()
    assert not field.is_covered
    keys_into(field, "ABCD EFGH")
    shown = picture(field)
    hasten(field._cover, 30)
    qtbot.waitUntil(lambda: field.is_covered)
    field._cover.setInterval(30_000)
    covered = picture(field)
    assert covered not in (shown, empty)
    QTest.mouseClick(field.viewport(), Qt.MouseButton.LeftButton)
    assert not field.is_covered
    field.conceal()
    QTest.keyClick(field, Qt.Key.Key_Left)
    assert not field.is_covered
    field.conceal()
    field.clear()
    assert not field.is_covered
    assert field.createMimeDataFromSelection().formats() == []


def test_pages_to_be_printed_go_blank_and_come_back(look: Theme, qtbot: QtBot) -> None:
    preview = PagePreview(look)
    qtbot.addWidget(preview)
    preview.show()
    preview.conceal()
    assert not preview._timer.isActive()
    preview.show_document(Document("A4", (Page((Rule(x=20, y=20, dx=100, thick=5),)),)))
    shown = preview._page.pixmap().toImage()
    hasten(preview._timer, 120)
    qtbot.waitUntil(lambda: not preview._timer.isActive())
    preview._timer.setInterval(120_000)
    assert preview._page.pixmap().size() == shown.size()
    press(preview, "zoom")
    assert preview._timer.isActive()
    assert preview._page.pixmap().toImage() == shown


def test_everything_in_a_window_is_asked(window: QWidget, look: Theme) -> None:
    inner = QWidget(window)
    field = PasswordField(look, "password", "Password")
    field.setParent(inner)
    field.toggle()
    assert isinstance(field, Conceals)
    conceal(window)
    assert not field.is_shown


# What can be selected


def secrets() -> set[str]:
    """Return what must never be in a text that can be selected."""
    found = {SEED}
    for account in content().present:
        found |= {code.secret for code_set in account.code_sets for code in code_set.codes}
        found |= {one.secret for one in account.authenticators}
    return found


def selectable_texts(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Yield the texts that leave a window by selecting, copying or dragging them."""
    by_hand = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QLabel):
            if widget.textInteractionFlags() & (by_hand | Qt.TextInteractionFlag.TextEditable):
                yield widget, widget.text()
        elif isinstance(widget, QLineEdit):
            if not isinstance(widget.parent(), PasswordField):
                yield widget, widget.text()
        elif isinstance(widget, QPlainTextEdit | QTextEdit):
            if not isinstance(widget, CoveredText):
                yield widget, widget.toPlainText()
        elif isinstance(widget, QAbstractItemView):
            assert not widget.dragEnabled(), widget
            model = widget.model()
            top = QModelIndex()
            columns = model.columnCount(top) if isinstance(model, QAbstractTableModel) else 1
            cells = product(range(model.rowCount(top)), range(columns)) if model else ()
            yield from ((widget, str(model.index(*cell).data() or "")) for cell in cells)


def test_no_secret_can_be_selected_on_any_page_or_dialog(desk: Desk, qtbot: QtBot) -> None:
    hidden = {one.lower().replace("-", "") for one in secrets()}
    seen = 0
    for name, window in scenes(desk, qtbot):
        for widget, text in selectable_texts(window):
            seen += 1
            plain = "".join(text.lower().replace("-", "").split())
            assert not [one for one in hidden if one in plain], (name, widget.objectName(), type(widget))
    assert seen > 100
