"""Proving that a sheet is still there: by an answer, or by a picture of it."""

from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.core import scans
from tests.ui.desk import NOW, START, Desk, dialog_of, drop, example, find, keys_into, mime_of_files, press, qr_png, shows
from tests.ui.paper import only_sheet, with_codes
from ui.desktop import printing
from ui.desktop.app import App
from ui.desktop.dialogs.verify_sheet import VerifyDialog
from vault import edit, printouts, sheets
from vault.model import Printed, Sheet, Vault


def verifying(desk: Desk, vault: Vault | None = None) -> tuple[App, VerifyDialog]:
    app, home = desk.opened(vault=vault or with_codes(place="Safe"))
    home.show_paper()
    press(home.paperwork.page.rows[0], "verify-sheet")
    return app, dialog_of(app, VerifyDialog)


def test_the_right_answer_is_noted(desk: Desk) -> None:
    app, dialog = verifying(desk)
    assert dialog.proof
    assert dialog.answer.hasFocus()
    assert shows(dialog, "It lies: Safe.")
    assert shows(dialog, f"What are the first four characters of {dialog.proof.where}?")
    keys_into(dialog.answer, f" {dialog.proof.secret.upper()} ")
    QTest.keyClick(dialog.answer, Qt.Key.Key_Return)
    assert only_sheet(app.session.vault).verified_on == START.date()
    assert dialog.banner.text.startswith("Right.")
    press(dialog, "check-sheet")
    assert shows(app.window, "verified on 31 January 2026")
    desk.settle(app)


def test_three_wrong_answers_end_it(desk: Desk) -> None:
    app, dialog = verifying(desk)
    press(dialog, "check-sheet")
    assert dialog.banner.text.startswith("Type what the sheet says")
    for left in (2, 1):
        dialog.answer.setText("zzzz")
        press(dialog, "check-sheet")
        assert f"{left} {'tries' if left > 1 else 'try'} left" in dialog.banner.text
        assert dialog.answer.selectedText() == "zzzz"
    press(dialog, "check-sheet")
    assert "another sheet" in dialog.banner.text
    assert not dialog.answer.isVisible()
    assert only_sheet(app.session.vault).verified_on is None
    assert app.session.vault.events[-1].kind == "sheet-not-verified"
    desk.settle(app)


def test_the_question_never_shows_the_answer(desk: Desk) -> None:
    _app, dialog = verifying(desk)
    assert dialog.proof
    assert not shows(dialog, dialog.proof.secret)


def picture_of_sheet(desk: Desk, vault: Vault) -> tuple[Vault, Path]:
    """Return the vault with a code sheet, and a file with its first page."""
    made = printouts.codes(vault.present, now=NOW, size="A4")
    path = desk.folder / "photo.png"
    printing.picture(made.document, 0, 150).save(str(path))
    return edit.note_printed(vault, made.sheets, now=NOW), path


def test_a_picture_of_the_sheet_will_do(desk: Desk, qtbot: QtBot) -> None:
    vault, path = picture_of_sheet(desk, example())
    app, dialog = verifying(desk, vault)
    assert drop(dialog, mime_of_files(path))
    qtbot.waitUntil(dialog.banner.isVisible)
    assert dialog.banner.text.startswith("This is the sheet.")
    assert only_sheet(app.session.vault).verified_on == START.date()
    desk.settle(app)


def test_a_picture_is_pasted(desk: Desk, qtbot: QtBot) -> None:
    vault, path = picture_of_sheet(desk, example())
    app, dialog = verifying(desk, vault)
    QGuiApplication.clipboard().setImage(QImage(str(path)))
    press(dialog, "paste-picture")
    qtbot.waitUntil(dialog.banner.isVisible)
    assert only_sheet(app.session.vault).verified_on == START.date()
    desk.settle(app)


def test_a_picture_on_the_screen_is_found(desk: Desk, qtbot: QtBot) -> None:
    app, dialog = verifying(desk)
    assert dialog.screen_scan._read(qr_png(sheets.scan_text(only_sheet(app.session.vault).id))) == only_sheet(app.session.vault)
    dialog.screen_scan.found.emit([only_sheet(app.session.vault)])
    assert only_sheet(app.session.vault).verified_on
    desk.settle(app)
    assert qtbot


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello", "There is no QR code of a sheet in this picture"),
        (sheets.scan_text("ZZZZZZZZ"), "This sheet is not from this vault"),
    ],
)
def test_other_codes_are_told(desk: Desk, qtbot: QtBot, text: str, words: str) -> None:
    app, dialog = verifying(desk)
    path = desk.folder / "other.png"
    path.write_bytes(qr_png(text))
    dialog.read_files([path])
    qtbot.waitUntil(lambda: words in dialog.banner.text)
    assert dialog.answer.isVisible()
    assert only_sheet(app.session.vault).verified_on is None


def test_another_sheet_of_the_vault_is_named(desk: Desk, qtbot: QtBot) -> None:
    vault, path = picture_of_sheet(desk, with_codes())
    app, dialog = verifying(desk, vault)
    other = next(one for one in vault.sheets if one.id != dialog._sheet.id)
    path.write_bytes(qr_png(sheets.scan_text(other.id)))
    dialog.read_files([path])
    qtbot.waitUntil(lambda: f"This is sheet {sheets.shown_id(other.id)}" in dialog.banner.text)
    assert all(one.verified_on is None for one in app.session.vault.sheets)


def test_what_is_no_picture_is_told(desk: Desk, qtbot: QtBot) -> None:
    _app, dialog = verifying(desk)
    path = desk.folder / "x.txt"
    path.write_text("no picture")
    dialog.read_files([path])
    qtbot.waitUntil(dialog.banner.isVisible)
    path.write_bytes(scans.pdf(["what was printed"]))
    dialog.read_files([path])
    qtbot.waitUntil(lambda: "This PDF was not scanned" in dialog.banner.text)
    dialog.banner.hide()
    dialog.read_mime(QMimeData())
    assert "no picture on the clipboard" in dialog.banner.text
    assert not drop(dialog, mime_of_text_only())


def mime_of_text_only() -> QMimeData:
    data = QMimeData()
    data.setText("x")
    return data


def test_a_sheet_of_authenticators_is_only_scanned(desk: Desk) -> None:
    vault = example()
    account = vault.accounts[0]
    contents = (Printed(account_id=account.id, authenticator_id=account.authenticators[0].id),)
    sheet = Sheet(id="K7QM2FXA", kind="codes", printed_at=START, contents=contents)
    _app, dialog = verifying(desk, structs.replace(vault, sheets=(sheet,)))
    assert not dialog.answer.isVisible()
    assert not [one for one in dialog.findChildren(QPushButton, "check-sheet") if one.isVisible()]
    assert find(dialog, QPushButton, "choose-picture").hasFocus()


def test_paper_keys_are_asked_by_their_groups(desk: Desk) -> None:
    made = printouts.recovery("vault", now=NOW, size="A4")
    app, dialog = verifying(desk, edit.note_printed(example(), made.sheets, now=NOW))
    assert dialog.proof
    assert shows(dialog, f"Which four characters are in {dialog.proof.where}?")
    keys_into(dialog.answer, dialog.proof.secret.lower())
    press(dialog, "check-sheet")
    assert only_sheet(app.session.vault).verified_on
    desk.settle(app)


def test_shares_are_asked_by_their_words(desk: Desk) -> None:
    made = printouts.shares_of_key("vault", ["Bob", "Carol"], 2, now=NOW, size="A4")
    _app, dialog = verifying(desk, edit.note_printed(example(), made.sheets, now=NOW))
    assert dialog.proof
    assert shows(dialog, f"What are the first four letters of {dialog.proof.where}?")


def test_escape_leaves_without_a_note(desk: Desk) -> None:
    app, dialog = verifying(desk)
    before = app.session.vault
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert app.session.vault is before
