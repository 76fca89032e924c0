"""History, backups and deleted accounts in the window."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, Desk, account_of, dialog_of, example, find, keys_into, page_of, press, shortcut, shows, write
from ui.desktop import past_messages
from ui.desktop.app import App
from ui.desktop.dialogs.backup import BackupDialog
from ui.desktop.dialogs.copy_password import CopyPasswordDialog
from ui.desktop.dialogs.remove_accounts import RemoveAccountsDialog
from ui.desktop.home import Home
from vault import agenda, backups, edit, sightings
from vault import bin as waste
from vault.crypto import Cost
from vault.model import Vault
from vault.sightings import Sighting


def go(home: Home, name: str) -> None:
    """Press a button of the settings page."""
    home.show_settings()
    press(home.settings.past, name)


def texts(home: Home) -> list[str]:
    return [entry.text for entry in home.past.history.shown]


def export(app: App, path: Path) -> None:
    press(app.home.past.history, "export-history")  # type: ignore[union-attr]
    dialog = find(app.window, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()


# History


def test_the_history_is_searched_and_follows_what_happens(desk: Desk) -> None:
    app, home = desk.opened(example())
    shortcut(app.window, "Ctrl+H")
    page = home.past.history
    assert page_of(app) is page
    count = len(texts(home))
    app.session.apply(edit.set_note, account_of(app.session.vault).id, "treasure")
    assert (len(texts(home)), texts(home)[0]) == (count + 1, "Note changed")
    keys_into(find(page, QLineEdit, "search-history"), "treasure")
    assert texts(home) == ["Note changed"]
    keys_into(find(page, QLineEdit, "search-history"), "treasure island")
    assert texts(home) == []
    assert shows(page, "Nothing found.")
    assert not find(page, QPushButton, "export-history").isEnabled()


def test_an_account_leads_to_its_own_history(desk: Desk) -> None:
    app, home = desk.opened(edit.add_account(example(), "npm", "bob", now=NOW))
    home.account.history_wanted.emit("npm:bob")
    assert page_of(app) is home.past.history
    assert texts(home) == ["Account added"]
    go(home, "show-history")
    assert len(texts(home)) > 1


def test_a_vault_without_a_past_says_so(desk: Desk) -> None:
    app, home = desk.opened(Vault())
    home.past.show_history()
    assert page_of(app) is home.past.history
    assert shows(home.past.history, "Nothing has happened yet.")


def test_the_history_is_exported_as_a_table(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    app, home = desk.opened(example())
    home.past.show_history()
    path = tmp_path / "history.csv"
    export(app, path)
    qtbot.waitUntil(lambda: "written to history.csv, without secrets." in app.window.toast.text)
    rows = list(csv.reader(path.read_text("utf-8").splitlines()))
    assert len(rows) == len(texts(home)) + 1
    app.window.toast.hide()
    export(app, path)
    qtbot.waitUntil(lambda: "exists already" in app.window.toast.text)


# Backups


def look_inside(home: Home, place: int, qtbot: QtBot) -> None:
    page = home.past.backups
    qtbot.waitUntil(lambda: len(page.findChildren(QPushButton, "look-inside")) > place)
    page.findChildren(QPushButton, "look-inside")[place].click()


def test_a_backup_is_looked_into_and_gone_back_to(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(example())
    account = account_of(app.session.vault)
    desk.clock.move(60)
    app.session.apply(edit.set_note, account.id, "later")
    desk.settle(app)
    go(home, "show-backups")
    assert page_of(app) is home.past.backups
    look_inside(home, 0, qtbot)
    qtbot.waitUntil(lambda: bool(app.window.findChildren(BackupDialog)))
    dialog = dialog_of(app, BackupDialog)
    assert shows(dialog, "It holds 1 account: pypi:alice.")
    assert shows(dialog, "Note changed")
    assert shows(dialog, "Going back takes back 1 change.")
    press(dialog, "go-back")
    assert account_of(app.session.vault).note == account.note
    assert app.window.toast.text.startswith("The vault is as it was on ")
    press(app.window, "toast-action")
    assert account_of(app.session.vault).note == "later"
    desk.settle(app)


def test_a_backup_that_holds_nothing_says_so() -> None:
    assert past_messages.holds([]) == "It holds no accounts."


def test_a_backup_that_is_gone_is_told_until_another_is_looked_into(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(example())
    for note in ("first", "second"):
        desk.clock.move(60)
        app.session.apply(edit.set_note, account_of(app.session.vault).id, note)
        desk.settle(app)
    go(home, "show-backups")
    page = home.past.backups
    qtbot.waitUntil(lambda: len(page.backups) == 2)
    page.backups[0].path.unlink()
    look_inside(home, 0, qtbot)
    qtbot.waitUntil(page.banner.isVisible)
    look_inside(home, 1, qtbot)
    qtbot.waitUntil(lambda: bool(app.window.findChildren(BackupDialog)))
    assert not page.banner.isVisible()
    dialog_of(app, BackupDialog).reject()
    look_inside(home, 0, qtbot)
    qtbot.waitUntil(page.banner.isVisible)
    go(home, "show-backups")
    assert not page.banner.isVisible()


def test_a_backup_that_is_the_same_only_closes(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(example())
    before = app.session.vault
    app.session.apply(edit.set_note, account_of(before).id, "x")
    app.session.undo()
    desk.settle(app)
    go(home, "show-backups")
    qtbot.waitUntil(lambda: len(home.past.backups.backups) > 0)
    oldest = len(home.past.backups.backups) - 1
    look_inside(home, oldest, qtbot)
    qtbot.waitUntil(lambda: bool(app.window.findChildren(BackupDialog)))
    dialog = dialog_of(app, BackupDialog)
    assert shows(dialog, "It holds the same as the vault does now.")
    assert not dialog.findChildren(QPushButton, "go-back")
    press(dialog, "close")


def test_a_damaged_backup_cannot_be_looked_into(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(example())
    app.session.apply(edit.set_note, account_of(app.session.vault).id, "x")
    desk.settle(app)
    damaged = backups.paths(desk.path)[0]
    damaged.unlink()
    damaged.write_bytes(b"?")
    go(home, "show-backups")
    qtbot.waitUntil(lambda: len(home.past.backups.backups) == 1)
    assert shows(home.past.backups, "This file is not a Sparekey vault.")
    assert not find(home.past.backups, QPushButton, "look-inside").isEnabled()


def test_a_new_vault_has_no_backups(desk: Desk, qtbot: QtBot) -> None:
    _app, home = desk.opened(example())
    go(home, "show-backups")
    qtbot.waitUntil(lambda: shows(home.past.backups, "No backups yet."))


def test_one_with_another_vault_key_asks_for_the_password_of_its_day(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(example())
    app.session.apply(edit.set_note, account_of(app.session.vault).id, "x")
    desk.settle(app)
    other = desk.path.with_name("other.sparekey")
    write(other, example(username="carol"), "another password")
    backup = backups.paths(desk.path)[0]
    backup.unlink()
    backup.write_bytes(other.read_bytes())
    go(home, "show-backups")
    look_inside(home, 0, qtbot)
    qtbot.waitUntil(lambda: bool(app.window.findChildren(CopyPasswordDialog)))
    asked = dialog_of(app, CopyPasswordDialog)
    keys_into(asked.field.field, "wrong")
    press(asked, "open-copy")
    qtbot.waitUntil(lambda: any(shows(one, "does not open") for one in app.window.findChildren(CopyPasswordDialog)))
    asked = app.window.findChildren(CopyPasswordDialog)[-1]
    keys_into(asked.field.field, "another password")
    press(asked, "open-copy")
    qtbot.waitUntil(lambda: bool(app.window.findChildren(BackupDialog)))
    assert shows(dialog_of(app, BackupDialog), "It holds 1 account: pypi:carol.")


def test_one_that_goes_meanwhile_is_told(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(example())
    app.session.apply(edit.set_note, account_of(app.session.vault).id, "x")
    desk.settle(app)
    go(home, "show-backups")
    qtbot.waitUntil(lambda: len(home.past.backups.backups) == 1)
    backups.paths(desk.path)[0].unlink()
    look_inside(home, 0, qtbot)
    qtbot.waitUntil(lambda: shows(home.past.backups.banner, "There is no file"))


# Deleted accounts


@pytest.fixture
def deleted(desk: Desk) -> tuple[App, Home]:
    vault = edit.add_account(example(), "npm", "bob", now=NOW)
    for account in vault.accounts:
        vault = edit.delete_account(vault, account.id, now=NOW)
    return desk.opened(vault)


def test_an_account_is_taken_out_of_the_bin(deleted: tuple[App, Home], desk: Desk) -> None:
    app, home = deleted
    go(home, "show-bin")
    page = home.past.bin
    assert page_of(app) is page
    assert shows(page, "alice at PyPI")
    assert shows(page, "goes on ")
    page.findChildren(QPushButton, "take-out")[0].click()
    assert len(app.session.vault.present) == 1
    assert app.window.toast.text.endswith(" is back.")
    assert len(page.findChildren(QPushButton, "take-out")) >= 1
    desk.settle(app)


def test_what_is_removed_for_good_is_asked_for_first(deleted: tuple[App, Home], desk: Desk) -> None:
    app, home = deleted
    go(home, "show-bin")
    home.past.bin.findChildren(QPushButton, "remove-for-good")[0].click()
    dialog = dialog_of(app, RemoveAccountsDialog)
    assert dialog.windowTitle().startswith("Remove ")
    dialog.reject()
    assert [one.username for one in app.session.vault.accounts] == ["alice", "bob"]
    press(home.past.bin, "empty-bin")
    dialog = next(one for one in app.window.findChildren(RemoveAccountsDialog) if one.isVisible())
    assert dialog.windowTitle() == "Remove 2 accounts for good?"
    press(dialog, "remove-now")
    assert not app.session.vault.accounts
    assert app.window.toast.text == "2 accounts removed."
    assert shows(home.past.bin, "The bin is empty.")
    assert not find(home.past.bin, QPushButton, "empty-bin").isEnabled()
    desk.settle(app)


def test_what_lay_there_for_ninety_days_is_gone_when_the_vault_is_opened(desk: Desk) -> None:
    vault = example()
    vault = edit.delete_account(vault, vault.accounts[0].id, now=NOW)
    desk.clock.move(timedelta(days=waste.KEEP_DAYS).total_seconds())
    app, _home = desk.opened(vault)
    assert not app.session.vault.accounts
    assert app.session.vault.events[-1].kind == "account-removed"
    desk.settle(app)


# What this computer saw last


def test_an_older_file_is_told_when_it_is_opened(desk: Desk) -> None:
    write(desk.path, example())
    sightings.write(agenda.vault_id(desk.path), desk.path, Sighting(9, "aa"))
    app = desk.start()
    desk.unlock(app)
    assert shows(app.window.warning, "8 saves older than the one that this computer saw last.")
    assert not [one for one in app.window.findChildren(QDialog) if one.isVisible()]


def test_what_was_told_of_an_older_file_stays_until_the_user_has_seen_it(desk: Desk) -> None:
    vault = example()
    vault = edit.delete_account(edit.add_account(vault, "npm", "bob", now=NOW), vault.accounts[0].id, now=NOW)
    desk.clock.move(timedelta(days=waste.KEEP_DAYS).total_seconds())  # the bin is emptied, which is saved
    write(desk.path, vault)
    sightings.write(agenda.vault_id(desk.path), desk.path, Sighting(9, "aa"))
    app = desk.start()
    desk.unlock(app)
    assert app.session.vault.events[-1].kind == "account-removed"
    desk.settle(app)
    assert shows(app.window.warning, "8 saves older")
    app.session.apply(edit.add_account, "npm", "carol")
    desk.settle(app)
    assert shows(app.window.warning, "8 saves older")
    app.window.warning._buttons[0].click()
    assert not app.window.warning.isVisible()
    app.session.apply(edit.add_account, "npm", "dave")
    desk.settle(app)
    assert not app.window.warning.isVisible()


def test_an_older_file_is_told_although_its_key_is_made_stronger_at_once(desk: Desk) -> None:
    write(desk.path, example())
    sightings.write(agenda.vault_id(desk.path), desk.path, Sighting(1, "aa"))
    app = desk.start()
    app.session._cost = Cost(64 * 1024, 2, 4)
    desk.unlock(app)
    assert app.session.file.was_raised
    assert shows(app.window.warning, "as old as the one that this computer saved last, but another one")
