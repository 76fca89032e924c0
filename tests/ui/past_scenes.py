"""History, backups, deleted accounts and a damaged vault, for the tests that look at all that is shown."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, account_of, find
from ui.desktop.app import App
from ui.desktop.dialogs.backup import BackupDialog
from ui.desktop.dialogs.remove_accounts import RemoveAccountsDialog
from ui.desktop.dialogs.rescue import RescueDialog
from ui.desktop.home import Home
from vault import backups, edit, rescue

Scene = tuple[str, QWidget]


def scenes(desk: Desk, app: App, home: Home, qtbot: QtBot) -> Iterator[Scene]:
    session, past = app.session, home.past
    home._show_page(past.bin)
    yield "deleted accounts, none", app.window
    home._show_page(past.backups)
    qtbot.waitUntil(lambda: bool(past.backups.backups) or not backups.paths(desk.path))
    account = account_of(session.vault, "pypi", "mira-holt")
    for change in (
        lambda: session.apply(edit.set_note, account.id, "Ask Zoe before the next release"),
        lambda: session.apply(edit.delete_account, session.vault.present[-1].id),
        lambda: session.apply(edit.add_account, "hex", "somebody-else"),
        session.undo,
    ):
        change()
        desk.settle(app)
    past.show_history()
    yield "history", app.window
    past.history.search.setText("nothing like this")
    yield "history, nothing found", app.window
    past.history.search.setText("")
    home._show_page(past.backups)
    qtbot.waitUntil(lambda: len(past.backups.backups) > 1)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in past.backups.findChildren(QPushButton, "look-inside")))
    qtbot.wait(50)
    yield "backups", app.window
    past.backups.findChildren(QPushButton, "look-inside")[len(past.backups.backups) - 1].click()
    qtbot.waitUntil(lambda: bool(app.window.findChildren(BackupDialog)))
    dialog: QDialog = find(app.window, BackupDialog)
    yield "a backup", dialog
    dialog.reject()
    home._show_page(past.bin)
    yield "deleted accounts", app.window
    past.bin.findChildren(QPushButton, "remove-for-good")[0].click()
    dialog = find(app.window, RemoveAccountsDialog)
    yield "remove an account for good", dialog
    dialog.reject()
    session.undo()
    session.undo()
    desk.settle(app)


def before_opening(app: App) -> Iterator[Scene]:
    """Yield the unlock page of a damaged vault, and the dialog that puts a backup in its place."""
    page = app.unlock_page
    page.password.set_error("The vault file is damaged. Put its newest backup in its place.")
    page.show_rescue(is_offered=True)
    yield "unlock, damaged", app.window
    backup = backups.Backup(Path("vault.000012.sparekey"), 12, datetime(2026, 1, 30, 17, 5, tzinfo=UTC), 8000)
    made = RescueDialog(app.window, app.look, app.tasks, page.path, rescue.Offer(backup, 1), put_back=lambda _secret: None)
    made.open()
    yield "put a backup in place", made
    made.reject()
    page.show_rescue(is_offered=False)
    page.password.set_error("")
