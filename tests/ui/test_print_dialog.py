"""Printing: what is asked before anything leaves, what is on disk by then, and what of it stays when the disk refuses."""

import os
import stat
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtGui import QScreen
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    NOW,
    PASSWORD,
    Desk,
    dialog_of,
    example,
    find,
    keys_into,
    open_dialogs,
    page_of,
    press,
    seed,
    shows,
)
from tests.ui.paper import keys_of, only_sheet, printing, saved, sheets_on_disk, to_pages
from tests.ui.sessions import forbid
from ui.desktop import paper_messages
from ui.desktop import printing as painter
from ui.desktop.dialogs.printing import PrintDialog
from ui.desktop.scanning import as_png
from ui.desktop.widgets.print_options import BackupOptions, CodesOptions, SharesOptions, usual_paper
from vault import edit, keys, qr, sheets, store
from vault.model import Vault
from vault.paper.page import Document

pytestmark = pytest.mark.usefixtures("remembered_argon2")


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A printer that takes everything, and what it was given: the sheets that were on disk by then."""
    taken: list[str] = []
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", lambda: ["Office"])
    monkeypatch.setattr(painter, "prepare", lambda *_: None)

    def take(document: Document, _: QPrinter) -> bool:
        taken.append(str(len(document.pages)))
        return True

    monkeypatch.setattr(painter, "print_to", take)
    return taken


def system_dialog(dialog: PrintDialog) -> QPrintDialog:
    """Return the system's dialog; on this screen Qt shows its own, which knows no printer."""
    (found,) = dialog.findChildren(QPrintDialog)
    return found


# The steps


def test_the_kinds_are_offered_and_one_goes_back(desk: Desk) -> None:
    app, home = desk.opened()
    dialog = printing(app, home)
    assert shows(dialog, "What to print")
    for kind, title, first in (
        ("codes", "Print a code sheet", "account-ticks"),
        ("recovery", "Print a recovery sheet", "sheet-place"),
        ("shares", "Print a recovery sheet in shares", "holder-1"),
        ("backup", "Print an encrypted backup", "whole-vault"),
    ):
        press(dialog, f"kind-{kind}")
        press(dialog, "continue")
        assert shows(dialog, title)
        focused = dialog.focusWidget()
        assert focused
        assert focused.objectName() == first
        press(dialog, "back")
        assert shows(dialog, "What to print")


def test_what_was_chosen_is_kept_while_one_goes_back(desk: Desk) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    press(dialog, "as-cards")
    press(dialog, "back")
    press(dialog, "continue")
    assert find(dialog, QRadioButton, "as-cards").isChecked()
    press(dialog, "continue")
    press(dialog, "back")
    assert find(dialog, QRadioButton, "as-cards").isChecked()


def test_without_codes_there_is_no_code_sheet(desk: Desk) -> None:
    app, home = desk.opened(vault=edit.add_account(Vault(), "pypi", "alice", now=NOW))
    dialog = printing(app, home)
    assert not find(dialog, QRadioButton, "kind-codes").isEnabled()
    press(dialog, "continue")
    assert shows(dialog, "Print a recovery sheet")


def test_the_password_is_asked_before_any_page_is_shown(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    press(dialog, "continue")
    assert shows(dialog, "The pages show the codes in the clear")
    keys_into(dialog.password.field, "wrong")
    press(dialog, "continue")
    qtbot.waitUntil(lambda: shows(dialog, "This is not the vault's password."))
    assert dialog.leaving is None
    assert not dialog.preview.isVisible()
    keys_into(dialog.password.field, PASSWORD)  # what was wrong is selected
    QTest.keyClick(dialog.password.field, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.preview.isVisible)
    assert dialog.password.secret == ""
    assert not app.session.vault.sheets
    assert sheets_on_disk(desk.path) == []


def test_the_preview_shows_page_by_page(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "backup")
    press(dialog, "passphrase-noted")
    to_pages(dialog, qtbot)
    pages = dialog.preview.pages
    assert dialog.leaving
    total = len(dialog.leaving.printout.document.pages)
    assert total > 1
    assert shows(dialog, f"Page 1 of {total}")
    assert not find_button(dialog, "previous-page").isEnabled()
    press(dialog, "next-page")
    assert shows(dialog, f"Page 2 of {total}")
    pages.view.setFocus()
    QTest.keyClick(pages.view, Qt.Key.Key_PageUp)
    assert shows(dialog, f"Page 1 of {total}")
    for _ in range(total + 2):
        QTest.keyClick(pages.view, Qt.Key.Key_Right)
    assert shows(dialog, f"Page {total} of {total}")
    before = pages._page.pixmap().width()
    press(dialog, "zoom")
    assert pages._page.pixmap().width() > 1.8 * before
    assert not find_all(dialog, "print-now")
    press(dialog, "zoom")
    assert find_all(dialog, "print-now")


def find_button(parent: PrintDialog, name: str) -> Any:
    from PySide6.QtWidgets import QAbstractButton  # noqa: PLC0415

    return find(parent, QAbstractButton, name)


def find_all(parent: PrintDialog, name: str) -> list[QPushButton]:
    return [one for one in parent.findChildren(QPushButton, name) if one.isVisible()]


def test_on_a_low_screen_the_pages_are_smaller_and_the_buttons_on_it(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = QRect(0, 0, 1280, 620)
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: room)
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    dialog.move(700, 400)
    to_pages(dialog, qtbot)
    qtbot.waitUntil(lambda: room.contains(dialog.frameGeometry()))
    assert dialog.preview.pages.view.height() < 440
    saved(desk, dialog, qtbot)
    assert shows(dialog, "Shred it as soon as it is printed.")
    qtbot.waitUntil(lambda: room.contains(dialog.frameGeometry()))
    words = [one for one in dialog.preview.findChildren(QLabel) if one.isVisible() and one.wordWrap()]
    assert [one.text() for one in words if one.height() < one.heightForWidth(one.width())] == []
    assert dialog.focusWidget() is find(dialog, QPushButton, "continue")
    dialog.shred()
    qtbot.waitUntil(lambda: not dialog._is_busy)
    desk.settle(app)


def test_the_keyboard_alone_gets_through(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    app, home = desk.opened()
    home.paperwork.print()
    dialog = dialog_of(app, PrintDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert find(dialog, QCheckBox, "with-totp")
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.password.field
    keys_into(dialog.password.field, PASSWORD)
    QTest.keyClick(dialog.password.field, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.preview.isVisible)
    assert dialog.focusWidget() is dialog.preview.print
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    QTest.keyClick(dialog.preview.print, Qt.Key.Key_Return)
    assert dialog.banner.text == paper_messages.NO_PRINTER
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not open_dialogs(app)
    assert not app.session.vault.sheets


# Out: the register first


def test_a_pdf_leaves_when_the_register_is_on_disk(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    keys_into(find(dialog, QLineEdit, "sheet-place"), "Drawer")
    to_pages(dialog, qtbot)
    known: list[list[str]] = []
    pdf = painter.pdf

    def make(document: Document) -> bytes:
        known.append(sheets_on_disk(desk.path))
        return pdf(document)

    monkeypatch.setattr(painter, "pdf", make)
    path = saved(desk, dialog, qtbot)
    sheet = only_sheet(app.session.vault)
    assert known == [[sheet.id]]
    assert sheet.place == "Drawer"
    assert sheet.kind == "codes"
    assert path.read_bytes().startswith(b"%PDF")
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert shows(dialog, f"Saved. Code sheet {sheets.shown_id(sheet.id)} is on your list of paper.")
    press(dialog, "shred-pdf")
    qtbot.waitUntil(lambda: not path.exists())
    assert "Shredded." in dialog.banner.text
    press(dialog, "continue")
    assert page_of(app) is home.paperwork.page
    assert not home.paperwork.page.banner.isVisible()


def test_a_pdf_that_stays_is_not_forgotten(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    to_pages(dialog, qtbot)
    path = saved(desk, dialog, qtbot)
    press(dialog, "continue")
    assert shows(home.paperwork.page, "still lies there in the clear")
    (shred,) = [one for one in home.paperwork.page.banner.findChildren(QPushButton) if one.isVisible()]
    QTest.mouseClick(shred, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not path.exists())
    qtbot.waitUntil(lambda: not home.paperwork.page.banner.isVisible())
    assert app.window.toast.text.startswith("Shredded.")


def test_a_pdf_that_was_changed_is_not_shredded(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    to_pages(dialog, qtbot)
    path = saved(desk, dialog, qtbot)
    path.write_bytes(b"something else")
    press(dialog, "shred-pdf")
    qtbot.waitUntil(lambda: "has changed" in dialog.banner.text)
    press(dialog, "continue")
    assert path.read_bytes() == b"something else"
    press_link(home.paperwork.page.banner, "Shred now")
    qtbot.waitUntil(lambda: "has changed" in home.paperwork.page.banner.text)
    press_link(home.paperwork.page.banner, "Do not remind me")
    assert not home.paperwork.page.banner.isVisible()


def press_link(parent: Any, words: str) -> None:
    QApplication.processEvents()
    (link,) = [one for one in parent.findChildren(QPushButton) if one.text() == words and one.isVisible()]
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)


def test_nothing_is_overwritten(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    to_pages(dialog, qtbot)
    there = desk.folder / "there.pdf"
    there.write_text("mine")
    assert dialog.leaving
    dialog.leaving.save_pdf(there)
    qtbot.waitUntil(dialog.banner.isVisible)
    assert there.read_text() == "mine"
    path = saved(desk, dialog, qtbot, "other.pdf")  # the sheet is in the register already: once
    assert path.exists()
    assert len(app.session.vault.sheets) == 1


def test_what_never_left_is_taken_out_of_the_register(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "recovery")
    to_pages(dialog, qtbot)
    assert dialog.leaving
    dialog.leaving.save_pdf(desk.folder / "no such folder" / "sheet.pdf")
    qtbot.waitUntil(dialog.banner.isVisible)
    assert len(app.session.vault.sheets) == 1
    assert keys_of(home) == 2
    dialog.reject()
    qtbot.waitUntil(lambda: not app.session.vault.sheets)
    desk.settle(app)
    assert keys_of(home) == 1
    assert sheets_on_disk(desk.path) == []


@pytest.mark.parametrize("kind", ["codes", "recovery"])
def test_where_the_disk_refuses_nothing_leaves(desk: Desk, qtbot: QtBot, kind: str, printed: list[str]) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, kind)
    to_pages(dialog, qtbot)
    blocker = forbid(desk.path)
    assert dialog.leaving
    path = desk.folder / "sheet.pdf"
    dialog.leaving.save_pdf(path)
    qtbot.waitUntil(dialog.banner.isVisible)
    qtbot.waitUntil(lambda: not app.session.vault.sheets)
    assert not path.exists()
    assert printed == []
    assert keys_of(home) == 1
    qtbot.waitUntil(lambda: not app.session._is_saving)
    blocker.unlink()
    app.session.save_again()
    desk.settle(app)
    assert sheets_on_disk(desk.path) == []
    saved(desk, dialog, qtbot)  # and now it goes
    assert sheets_on_disk(desk.path) == [only_sheet(app.session.vault).id]


def test_it_is_printed_when_the_register_is_on_disk(desk: Desk, qtbot: QtBot, printed: list[str]) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    to_pages(dialog, qtbot)
    press(dialog, "print-now")
    system = system_dialog(dialog)
    assert not system.testOption(QPrintDialog.PrintDialogOption.PrintToFile)
    assert printed == []
    assert not app.session.vault.sheets
    system.accepted.emit(dialog._printer)
    qtbot.waitUntil(lambda: printed == ["1"])
    assert sheets_on_disk(desk.path) == [only_sheet(app.session.vault).id]
    assert shows(dialog, "Handed to the printer.")
    press(dialog, "continue")
    assert page_of(app) is home.paperwork.page
    home.undo()
    assert len(app.session.vault.sheets) == 1  # what is on paper is not undone


def test_a_printer_that_refuses_is_told(desk: Desk, qtbot: QtBot, printed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    to_pages(dialog, qtbot)
    monkeypatch.setattr(painter, "print_to", lambda *_: False)
    press(dialog, "print-now")
    system_dialog(dialog).accepted.emit(dialog._printer)
    qtbot.waitUntil(lambda: "did not take the pages" in dialog.banner.text)
    dialog.reject()
    assert len(app.session.vault.sheets) == 1  # some of it may be on paper
    assert printed == []


def test_without_a_printer_a_pdf_is_offered(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", list)
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    to_pages(dialog, qtbot)
    press(dialog, "print-now")
    assert dialog.banner.text == paper_messages.NO_PRINTER
    assert not dialog.findChildren(QPrintDialog)


# The kinds


def test_the_recovery_sheet_opens_the_vault(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "recovery")
    to_pages(dialog, qtbot)
    assert dialog.leaving
    key = dialog.leaving.printout.key
    saved(desk, dialog, qtbot)
    sheet = only_sheet(app.session.vault)
    assert sheet.key_id == home.ring.keys[-1].id
    opened, vault = store.unlock(desk.path, keys.paper(keys.paper_symbols(key)), now=NOW.at, write=False)  # type: ignore[arg-type]
    assert vault.sheets == (sheet,)
    store.close(opened)


def test_shares_are_a_pdf_for_each_holder(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "shares")
    press(dialog, "continue")
    assert shows(dialog, "Name at least two holders")
    assert isinstance(dialog.options, SharesOptions)
    holders = dialog.options.holders
    for place, name in enumerate(("Bob", "bob", "Carol"), 1):
        keys_into(find(dialog, QLineEdit, f"holder-{place}"), name)
    press(dialog, "continue")
    assert shows(dialog, "Two holders have the same name")
    find(dialog, QLineEdit, "holder-2").setText("Dora")
    press(dialog, "add-holder")
    assert find(dialog, QLineEdit, "holder-4").hasFocus()
    keys_into(find(dialog, QLineEdit, "holder-4"), "Safe")
    box = find(dialog, QComboBox, "needed")
    assert [box.itemText(place) for place in range(box.count())] == ["any 2 of 4", "any 3 of 4", "all 4"]
    box.setCurrentIndex(1)
    assert (holders.names, holders.threshold) == (("Bob", "Dora", "Carol", "Safe"), 3)
    find(dialog, QLineEdit, "holder-4").clear()
    assert holders.threshold == 3
    to_pages(dialog, qtbot)
    folder = desk.folder / "shares"
    folder.mkdir()
    assert dialog.leaving
    dialog.leaving.save_pdfs(folder)
    qtbot.waitUntil(lambda: bool(dialog._pdfs))
    assert shows(dialog, "Shred them as soon as they are printed.")
    mine = app.session.vault.sheets
    assert [(one.holder, one.number, one.threshold, one.total) for one in mine] == [
        ("Bob", 1, 3, 3),
        ("Dora", 2, 3, 3),
        ("Carol", 3, 3, 3),
    ]
    assert len({one.key_id for one in mine}) == 1
    assert {one.name for one in folder.iterdir()} == {f"sheet-{sheets.shown_id(one.id)}.pdf" for one in mine}
    press(dialog, "shred-pdf")
    qtbot.waitUntil(lambda: not list(folder.iterdir()))


def test_the_backup_needs_a_passphrase_that_was_written_down(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "backup")
    press(dialog, "continue")
    assert shows(dialog, "Write the passphrase down first")
    words = find(dialog, QLabel, "passphrase-words").text()
    assert len(words.split()) == 8
    assert shows(dialog, "80 bits")
    assert shows(dialog, "it is on none of the pages")
    press(dialog, "passphrase-noted")
    press(dialog, "other-words")
    assert find(dialog, QLabel, "passphrase-words").text() != words
    assert not find(dialog, QCheckBox, "passphrase-noted").isChecked()
    press(dialog, "passphrase-noted")
    to_pages(dialog, qtbot)
    path = saved(desk, dialog, qtbot)
    assert only_sheet(app.session.vault).is_whole
    press(dialog, "continue")
    assert path.exists()
    assert not home.paperwork.page.banner.isVisible()  # it is locked: no need to remind of it


def test_a_passphrase_of_ones_own_is_typed_twice(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "backup")
    press(dialog, "some-accounts")
    press(dialog, "tick-all-accounts") if find_all(dialog, "tick-all-accounts") else None
    press(dialog, "own-passphrase")
    assert isinstance(dialog.options, BackupOptions)
    typed = dialog.options.passphrase.typed
    keys_into(typed.first.field, "my own words")
    press(dialog, "continue")
    assert shows(dialog, "The two passwords differ.")
    assert not dialog.banner.isVisible()
    keys_into(typed.second.field, "my own words")
    to_pages(dialog, qtbot)
    saved(desk, dialog, qtbot)
    assert not only_sheet(app.session.vault).is_whole


def test_only_accounts_with_something_to_print_are_offered(desk: Desk) -> None:
    vault = edit.add_account(example(), "github", "bob", now=NOW)
    vault = edit.add_authenticator(vault, vault.accounts[-1].id, seed(), now=NOW)
    app, home = desk.opened(vault=vault)
    dialog = printing(app, home, "codes")
    assert isinstance(dialog.options, CodesOptions)
    alice, bob = (account.id for account in vault.accounts)
    assert dialog.options.accounts.ids == (alice,)
    press(dialog, "with-totp")
    assert set(dialog.options.accounts.ids) == {alice, bob}
    press(dialog, "as-cards")
    assert not find(dialog, QCheckBox, "with-totp").isEnabled()
    assert dialog.options.accounts.ids == (alice,)
    press(dialog, "on-pages")
    press(dialog, "tick-all-accounts")
    press(dialog, "continue")
    assert shows(dialog, "Tick at least one account.")
    press(dialog, "tick-all-accounts")
    assert len(dialog.options.accounts.ids) == 2


def test_a_tick_is_set_by_the_space_bar(desk: Desk) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    assert isinstance(dialog.options, CodesOptions)
    accounts = dialog.options.accounts
    accounts.list.setFocus()
    QTest.keyClick(accounts.list, Qt.Key.Key_Space)
    assert accounts.ids == ()
    assert shows(dialog, "0 of 1 account")


def test_one_account_from_its_page(desk: Desk) -> None:
    app, home = desk.opened()
    home.paperwork.print_account(app.session.vault.accounts[0].id)
    dialog = dialog_of(app, PrintDialog)
    assert shows(dialog, "Print a code sheet")
    assert not find_all(dialog, "back")


def test_the_printed_code_is_the_one_in_the_vault(desk: Desk, qtbot: QtBot) -> None:
    """The small code in the corner, as the preview shows it, names the sheet."""
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    to_pages(dialog, qtbot)
    assert dialog.leaving
    image = painter.picture(dialog.leaving.printout.document, 0, 200)
    saved(desk, dialog, qtbot)
    assert sheets.find_scanned(app.session.vault, qr.read(as_png(image))) == only_sheet(app.session.vault)


@pytest.mark.parametrize(
    ("name", "size"),
    [("en_US", "Letter"), ("en_CA", "Letter"), ("es_MX", "Letter"), ("de_DE", "A4"), ("en_GB", "A4"), ("C", "A4")],
)
def test_the_usual_paper(name: str, size: str) -> None:
    if name == "C":
        assert usual_paper(QLocale(QLocale.Language.AnyLanguage, QLocale.Country.AnyTerritory)) in {"A4", "Letter"}
    else:
        assert usual_paper(QLocale(name)) == size


def test_no_ninth_key(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    for _ in range(7):
        app.session.file.add_key(keys.new_paper(), app.session.cost)
    dialog = printing(app, home, "recovery")
    to_pages(dialog, qtbot)
    assert dialog.leaving
    dialog.leaving.save_pdf(desk.folder / "s.pdf")
    qtbot.waitUntil(dialog.banner.isVisible)
    assert "cannot have more" in dialog.banner.text
    assert not app.session.vault.sheets
    assert not (desk.folder / "s.pdf").exists()


def test_no_secret_is_left_in_a_closed_dialog(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    to_pages(dialog, qtbot)
    dialog.reject()
    assert dialog.leaving is None
    assert dialog.preview.pages._page.pixmap().isNull()
    assert dialog.password.secret == ""


def test_a_dialog_stays_while_the_register_is_written(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = printing(app, home, "codes")
    to_pages(dialog, qtbot)
    assert dialog.leaving
    path = desk.folder / "s.pdf"
    dialog.leaving.save_pdf(path)
    dialog.reject()
    assert dialog.isVisible()
    assert not find_button(dialog, "print-now").isEnabled()
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not dialog._is_busy)
    dialog.reject()
    assert not open_dialogs(app)
