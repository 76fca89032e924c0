"""The register and its dialogs in turn, for the tests that look at all of them."""

from collections.abc import Iterator

from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, PASSWORD, Desk, account_of, find, keys_into, press
from ui.desktop.app import App
from ui.desktop.dialogs.printing import PrintDialog
from ui.desktop.home import Home
from vault import edit, printouts, sheets

LONG = "the second shelf from below, behind the printer paper, in the box that says tax returns"
HOLDERS = ("Bob", "Carol Featherstonehaugh-Cholmondeley the 3rd", "Safe at the bank")


def scenes(desk: Desk, app: App, home: Home, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    home.show_paper()
    yield "paper, empty", app.window
    for kind in ("codes", "recovery", "shares", "backup"):
        for name, dialog in _printing(desk, app, home, qtbot, kind):
            yield f"print {kind}, {name}", dialog
    session = app.session
    account = account_of(session.vault, "pypi", "mira-holt")
    for place in ("", LONG):
        made = printouts.codes(session.vault.present, now=NOW, size="A4", place=place, as_cards=bool(place))
        session.apply(edit.note_printed, made.sheets)
    assert account.live_set
    for number in sheets.unused(account.live_set)[:3]:
        session.apply(edit.mark_code, account.id, account.live_set.id, number, "used")
    for one in session.vault.present[2:]:
        session.apply(edit.delete_account, one.id)
    session.apply(edit.destroy_sheet, session.vault.sheets[0].id)
    home.show_paper()
    yield "paper", app.window
    press(home.paperwork.page, "show-destroyed")
    yield "paper, destroyed ones", app.window
    home.show_settings()
    yield "settings, keys", app.window
    for sheet in session.vault.sheets[1:4]:
        for what in ("verify", "place", "destroy"):
            home.paperwork.ask(what, sheet.id)
            dialog = _dialog(app)
            yield f"{what} {sheet.kind}", dialog
            for button in dialog.findChildren(QWidget):
                if what == "verify" and button.objectName() == "check-sheet" and button.isVisible():
                    press(dialog, "check-sheet")
                    yield f"{what} {sheet.kind}, refused", dialog
            dialog.reject()
    desk.settle(app)


def _printing(desk: Desk, app: App, home: Home, qtbot: QtBot, kind: str) -> Iterator[tuple[str, QWidget]]:
    home.paperwork.print()
    dialog = find(app.window, PrintDialog)
    yield "kinds", dialog
    press(dialog, f"kind-{kind}")
    press(dialog, "continue")
    yield "options", dialog
    if kind == "backup":
        press(dialog, "some-accounts")
        press(dialog, "own-passphrase")
        press(dialog, "continue")
        yield "own passphrase", dialog
        press(dialog, "made-passphrase")
        press(dialog, "continue")
        yield "not noted", dialog
        press(dialog, "passphrase-noted")
    if kind == "shares":
        press(dialog, "continue")
        yield "no holders", dialog
        for place, name in enumerate(HOLDERS, 1):
            keys_into(find(dialog, QWidget, f"holder-{place}"), name)
    press(dialog, "continue")
    keys_into(dialog.password.field, "wrong")
    press(dialog, "continue")
    qtbot.waitUntil(dialog._go_on.isEnabled)
    yield "wrong password", dialog
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "continue")
    qtbot.waitUntil(dialog.preview.isVisible)
    yield "pages", dialog
    press(dialog, "zoom")
    yield "larger", dialog
    press(dialog, "zoom")
    assert dialog.leaving
    (desk.folder / kind).mkdir()
    dialog.leaving.save_pdfs(desk.folder / kind)
    qtbot.waitUntil(lambda: bool(dialog._pdfs) and not dialog._is_busy)
    yield "saved", dialog
    dialog.shred()
    qtbot.waitUntil(lambda: not dialog._is_busy)
    yield "shredded", dialog
    press(dialog, "continue")


def _dialog(app: App) -> QDialog:
    (found,) = [one for one in app.window.findChildren(QDialog) if one.isVisible()]
    return found
