"""The register of sheets: what the page says of each, and what can be done from there."""

from datetime import timedelta

import pytest
from msgspec import structs
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    NOW,
    PASSWORD,
    START,
    Desk,
    dialog_of,
    example,
    find,
    keys_into,
    open_dialogs,
    page_of,
    press,
    shortcut,
    shows,
)
from tests.ui.paper import LATER, keys_of, only_sheet, printing, to_pages, with_codes, with_use
from ui.desktop import paper_messages
from ui.desktop.dialogs.printing import PrintDialog
from ui.desktop.dialogs.sheet import DestroyDialog, PlaceDialog
from ui.desktop.dialogs.verify_sheet import VerifyDialog
from ui.desktop.home import Home
from vault import edit, printouts, sheets
from vault.crypto import CHEAPEST
from vault.model import Now, Sheet, Vault


def menu_of(home: Home, place: int = 0) -> dict[str, QAction]:
    """Open the menu of a row and return its actions by their words."""
    row = home.paperwork.page.rows[place]
    press(row, "sheet-more")
    (menu,) = row.findChildren(QMenu)
    found = {action.text(): action for action in menu.actions()}
    menu.hide()
    return found


def choose(home: Home, words: str, place: int = 0) -> None:
    action = menu_of(home, place)[words]
    action.trigger()


def lines(home: Home, place: int = 0) -> str:
    """Return what a row says."""
    QApplication.processEvents()
    return "\n".join(label.text() for label in home.paperwork.page.rows[place].findChildren(QLabel) if label.isVisible())


def test_an_empty_register_says_what_there_is_to_print(desk: Desk) -> None:
    app, home = desk.opened()
    for one in app.window.findChildren(QToolButton):
        if one.toolTip() == "Paper":
            one.click()
    assert page_of(app) is home.paperwork.page
    for words in ("Nothing is printed yet", "Code sheet", "Recovery sheet", "Encrypted backup", paper_messages.WORDS):
        assert shows(home.paperwork.page, words)
    press(home.paperwork.page, "print")
    assert isinstance(open_dialogs(app)[0], PrintDialog)


def test_a_fresh_sheet_says_what_it_is(desk: Desk) -> None:
    vault = with_codes(place="Fire safe")
    _app, home = desk.opened(vault=vault)
    home.show_paper()
    text = lines(home)
    for words in (
        "Code sheet",
        sheets.shown_id(only_sheet(vault).id),
        "up to date",
        "alice at PyPI",
        "Printed on 31 January 2026",
        "never verified",
        "Lies: Fire safe",
    ):
        assert words in text
    assert shows(home.paperwork.page, "1 sheet, up to date, never verified.")


def test_a_used_code_makes_it_stale_at_once(desk: Desk) -> None:
    app, home = desk.opened(vault=with_codes())
    home.show_paper()
    assert not home.paperwork.page.rows[0].stale
    account = app.session.vault.accounts[0]
    assert account.live_set
    app.session.apply(edit.mark_code, account.id, account.live_set.id, 3, "used")
    assert page_of(app) is home.paperwork.page
    assert "Code 3 of alice at PyPI was used on 31 January 2026" in lines(home)
    assert "out of date" in lines(home)


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ((3,), "Code 3 of alice at PyPI was used on 20 February 2026"),
        ((3, 5), "Codes 3 and 5 of alice at PyPI were used, the last one on 20 February 2026"),
        ((8, 1, 4), "Codes 1, 4 and 8 of alice at PyPI were used, the last one on 20 February 2026"),
    ],
)
def test_what_changed_is_said_exactly(desk: Desk, places: tuple[int, ...], words: str) -> None:
    _app, home = desk.opened(vault=with_use(with_codes(), *places))
    home.show_paper()
    assert words in lines(home)


def replaced(vault: Vault) -> Vault:
    account = vault.accounts[0]
    return edit.add_codes(vault, account.id, [f"{place}" * 16 for place in range(8)], now=LATER)


def deleted(vault: Vault) -> Vault:
    return edit.delete_account(vault, vault.accounts[0].id, now=LATER)


def voided(vault: Vault) -> Vault:
    account = vault.accounts[0]
    assert account.live_set
    return edit.mark_code(vault, account.id, account.live_set.id, 2, "void", now=LATER)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (replaced, "The codes of alice at PyPI were replaced on 20 February 2026: those on the sheet no longer work"),
        (deleted, "alice at PyPI was deleted"),
        (voided, "Code 2 of alice at PyPI no longer works"),
    ],
)
def test_other_changes_are_said_too(desk: Desk, change: object, words: str) -> None:
    assert callable(change)
    _app, home = desk.opened(vault=change(with_codes()))
    home.show_paper()
    assert words in lines(home)


def test_a_backup_says_what_came_after_it(desk: Desk) -> None:
    vault = example()
    made = printouts.backup(vault, None, "a passphrase", vault_name="vault", now=NOW, size="A4", cost=CHEAPEST)
    vault = edit.note_printed(vault, made.sheets, now=NOW)
    vault = edit.add_account(vault, "github", "bob", now=LATER)
    _app, home = desk.opened(vault=replaced(vault))
    home.show_paper()
    assert "bob at GitHub was added later and is not on it" in lines(home)
    assert "The whole vault, locked with a passphrase" in lines(home)


def test_many_changes_are_counted(desk: Desk) -> None:
    vault = example()
    for number in range(9):
        vault = edit.add_account(vault, "github", f"user-{number}", now=NOW)
        vault = edit.add_codes(vault, vault.accounts[-1].id, [f"{number}{place}aaaa-bbbbb" for place in range(4)], now=NOW)
    vault = with_codes(vault)
    for account in vault.accounts:
        vault = edit.delete_account(vault, account.id, now=LATER)
    _app, home = desk.opened(vault=vault)
    home.show_paper()
    assert "and 7 more changes" in lines(home)
    assert "and 8 more" in lines(home).split("Printed")[0]


def test_the_place_is_noted_and_changed(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(vault=with_codes())
    home.show_paper()
    press(home.paperwork.page, "ask-place")
    keys_into(dialog_of(app, PlaceDialog).place, "Drawer")
    press(dialog_of(app, PlaceDialog), "save-place")
    assert not open_dialogs(app)
    assert "Lies: Drawer" in lines(home)
    choose(home, "Change place…")
    dialog = dialog_of(app, PlaceDialog)
    assert dialog.place.text() == "Drawer"
    keys_into(dialog.place, "Bank")  # what was there is selected
    press(dialog, "save-place")
    assert only_sheet(app.session.vault).place == "Bank"
    home.undo()
    assert only_sheet(app.session.vault).place == "Drawer"
    desk.settle(app)


def test_destroyed_sheets_are_folded_away(desk: Desk) -> None:
    app, home = desk.opened(vault=with_codes())
    home.show_paper()
    choose(home, "Destroyed…")
    dialog = dialog_of(app, DestroyDialog)
    assert not dialog.removes_key.isVisible()
    press(dialog, "destroy-now")
    assert only_sheet(app.session.vault).destroyed_at == START
    page = home.paperwork.page
    assert not page.rows
    assert shows(page, "No sheet is left")
    assert not shows(page, "destroyed on")
    press(page, "show-destroyed")
    assert shows(page, "Printed on 31 Jan 2026, destroyed on 31 Jan 2026")
    press(page, "show-destroyed")
    assert not shows(page, "destroyed on")


def with_recovery(desk: Desk, qtbot: QtBot) -> Home:
    """Open a vault and print a recovery sheet."""
    app, home = desk.opened()
    dialog = printing(app, home, "recovery")
    to_pages(dialog, qtbot)
    assert dialog.leaving
    dialog.leaving.save_pdf(desk.folder / "r.pdf")
    qtbot.waitUntil(lambda: bool(dialog._pdfs))
    dialog.shred()
    qtbot.waitUntil(lambda: not dialog._pdfs)
    press(dialog, "continue")
    return home


def test_a_destroyed_recovery_sheet_takes_its_key_with_it(desk: Desk, qtbot: QtBot) -> None:
    home = with_recovery(desk, qtbot)
    app = desk._apps[-1]
    assert keys_of(home) == 2
    choose(home, "Destroyed…")
    dialog = dialog_of(app, DestroyDialog)
    assert dialog.removes_key.isChecked()
    assert shows(dialog, "Backups and other copies of the vault that were made before still open with it.")
    press(dialog, "destroy-now")
    assert shows(dialog, "Type the password of this vault.")
    keys_into(dialog.password.field, "wrong")
    press(dialog, "destroy-now")
    qtbot.waitUntil(lambda: shows(dialog, "This is not the present password."))
    assert keys_of(home) == 2
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "destroy-now")
    qtbot.waitUntil(lambda: shows(dialog, "Its key opens this vault no longer"))
    press(dialog, "keys-done")
    qtbot.waitUntil(lambda: not open_dialogs(app))
    assert keys_of(home) == 1
    assert "key-removed" in {event.kind for event in app.session.vault.events}, "else a merge brings it back"
    assert only_sheet(app.session.vault).destroyed_at
    desk.settle(app)


def test_the_key_may_stay(desk: Desk, qtbot: QtBot) -> None:
    home = with_recovery(desk, qtbot)
    app = desk._apps[-1]
    choose(home, "Destroyed…")
    press(dialog_of(app, DestroyDialog), "removes-key")
    assert not dialog_of(app, DestroyDialog).password.isVisible()
    press(dialog_of(app, DestroyDialog), "destroy-now")
    assert keys_of(home) == 2
    home.show_settings()
    assert shows(home.settings, "Whoever read it before can still open the vault.")
    desk.settle(app)


def find_all(parent: PrintDialog, name: str) -> list[QPushButton]:
    return [one for one in parent.findChildren(QPushButton, name) if one.isVisible()]


def test_print_again_begins_like_the_sheet(desk: Desk) -> None:
    vault = edit.add_account(with_codes(place="Safe"), "github", "bob", now=NOW)
    vault = edit.add_codes(vault, vault.accounts[-1].id, [f"{place}aaaa-bbbbb" for place in range(8)], now=NOW)
    app, home = desk.opened(vault=vault)
    home.show_paper()
    choose(home, "Print again…")
    dialog = dialog_of(app, PrintDialog)
    assert dialog.options
    assert dialog.options.accounts.ids == (vault.accounts[0].id,)  # type: ignore[union-attr]
    assert dialog.paper
    assert dialog.paper.place == "Safe"


def test_verify_opens_from_the_row(desk: Desk) -> None:
    app, home = desk.opened(vault=with_codes())
    home.show_paper()
    press(home.paperwork.page, "verify-sheet")
    assert isinstance(open_dialogs(app)[0], VerifyDialog)


def test_what_is_gone_asks_nothing(desk: Desk) -> None:
    app, home = desk.opened(vault=with_codes())
    home.show_paper()
    home.paperwork.ask("verify", "gone")
    home.keys.remove("gone")
    home.paperwork.print_account("gone")
    assert not open_dialogs(app)


def test_a_vault_that_cannot_be_changed_prints_nothing(desk: Desk, qtbot: QtBot) -> None:
    first, _ = desk.opened(vault=with_codes())
    app = desk.start()
    keys_into(app.unlock_page.password.field, PASSWORD)
    app.unlock_page.unlock()
    read_only = app.unlock_page.findChild(QPushButton, "read-only")
    assert isinstance(read_only, QPushButton)
    qtbot.waitUntil(read_only.isVisible)
    press(app.unlock_page, "read-only")
    qtbot.waitUntil(lambda: app.home is not None)
    home = app.home
    assert home
    assert app.session.why_read_only
    home.show_paper()
    page = home.paperwork.page
    assert not find(page, QPushButton, "print").isEnabled()
    assert not find(page, QPushButton, "verify-sheet").isEnabled()
    shortcut(app.window, "Ctrl+P")
    assert not open_dialogs(app)
    assert first


def test_the_page_is_made_when_it_is_first_wanted(desk: Desk) -> None:
    _app, home = desk.opened(vault=with_codes())
    assert "paperwork" not in vars(home)
    home.show_first()
    assert "paperwork" not in vars(home)


def test_stale_sheets_come_first_then_the_newest(desk: Desk) -> None:
    vault = with_use(with_codes(), 1)
    for days in (1, 2):
        made = printouts.codes(vault.present, now=Now(START + timedelta(days=30 + days), "x"), size="A4")
        vault = edit.note_printed(vault, made.sheets, now=LATER)
    _app, home = desk.opened(vault=vault)
    home.show_paper()
    shown = [row.sheet.id for row in home.paperwork.page.rows]
    first, second, third = (sheet.id for sheet in vault.sheets)
    assert shown == [first, third, second]


def test_foreign_names_cannot_upset_a_row(desk: Desk) -> None:
    vault = with_codes()
    odd = structs.replace(only_sheet(vault), place="a\x1b[31m\nb\u202e", kind="share", holder="x\ny" * 30, key_id="zz")
    _app, home = desk.opened(vault=structs.replace(vault, sheets=(odd,)))
    home.show_paper()
    assert "\x1b" not in lines(home)
    assert "Its key was removed" in lines(home)


def test_the_keyboard_reaches_everything_in_a_row(desk: Desk) -> None:
    _app, home = desk.opened(vault=with_codes())
    home.show_paper()
    page = home.paperwork.page
    find(page, QPushButton, "print").setFocus()
    names = []
    for _ in range(4):
        focused = page.window().focusWidget()
        names.append(focused.objectName())
        focused.nextInFocusChain()
        page.focusNextChild()
    assert names[0] == "print"
    assert {"ask-place", "verify-sheet", "sheet-more"} <= set(names)


def test_after_a_dialog_the_keyboard_is_where_it_was(desk: Desk) -> None:
    vault = with_codes(with_codes())
    app, home = desk.opened(vault=vault)
    home.show_paper()
    page = home.paperwork.page
    first, second = (row.sheet.id for row in page.rows)
    find(page.rows[1], QPushButton, "verify-sheet").setFocus()
    press(page.rows[1], "verify-sheet")
    dialog = dialog_of(app, VerifyDialog)
    assert dialog.proof
    keys_into(dialog.answer, dialog.proof.secret)
    press(dialog, "check-sheet")
    press(dialog, "check-sheet")
    assert app.window.focusWidget() is find(page.rows[1], QPushButton, "verify-sheet")
    assert page.rows[1].sheet.id == second
    app.session.apply(edit.destroy_sheet, second)
    assert app.window.focusWidget() is find(page, QPushButton, "print")
    home.side.search.setFocus()
    app.session.apply(edit.place_sheet, first, "Safe")
    assert app.window.focusWidget() is home.side.search
    desk.settle(app)


def test_contents_of_every_kind_are_one_line(desk: Desk) -> None:
    vault = example()
    account = vault.accounts[0].id
    for members in (
        {"kind": "recovery"},
        {"kind": "share", "number": 1, "total": 3, "threshold": 2},
        {"kind": "backup", "is_whole": True},
        {"kind": "backup", "contents": sheets.contents_of(vault.present)},
        {"kind": "card", "contents": sheets.contents_of(vault.present)},
    ):
        sheet = Sheet(id="K7QM2FXA", printed_at=START, **members)
        text = paper_messages.contents(vault, sheet)
        assert text
        assert "\n" not in text
        assert paper_messages.title(sheet)
    assert account
