"""A vault file that is damaged or gone: the unlock page offers its newest whole backup, and puts it in place."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, PASSWORD, Desk, dialog_of, example, find, keys_into, page_of, press, shows, write
from ui.desktop.app import App
from ui.desktop.dialogs.rescue import RescueDialog
from vault import backups, edit, keys, store


@pytest.fixture
def saved(desk: Desk) -> Path:
    """A vault that was saved twice: generation 2, with backup 1."""
    write(desk.path, example())
    opened, vault = store.unlock(desk.path, keys.password(PASSWORD), now=NOW.at)
    store.close(store.save(opened, edit.set_note(vault, vault.accounts[0].id, "later", now=NOW)))
    return desk.path


def damage(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.unlink()
    path.write_bytes(data)
    return bytes(data)


def dialog_for(app: App, qtbot: QtBot) -> RescueDialog:
    qtbot.waitUntil(lambda: find(app.unlock_page, QPushButton, "use-backup").isVisible())
    press(app.unlock_page, "use-backup")
    return dialog_of(app, RescueDialog)


def test_a_damaged_vault_offers_its_backup_and_opens_with_it(desk: Desk, saved: Path, qtbot: QtBot) -> None:
    damaged = damage(saved)
    app = desk.start()
    keys_into(app.unlock_page.password.field, PASSWORD)
    press(app.unlock_page, "unlock")
    dialog = dialog_for(app, qtbot)
    assert dialog.windowTitle() == "vault.sparekey is damaged"
    assert shows(dialog, "It lacks the last save.")
    press(dialog, "put-back")
    assert shows(dialog, "Type the password that the vault had at that time.")
    keys_into(dialog.field.field, "wrong")
    press(dialog, "put-back")
    qtbot.waitUntil(lambda: shows(dialog, "The password does not open this vault."))
    assert saved.read_bytes() == damaged
    keys_into(dialog.field.field, PASSWORD)
    press(dialog, "put-back")
    qtbot.waitUntil(lambda: app.home is not None and page_of(app) is app.home.account)
    assert "The damaged file is kept as vault (damaged " in app.window.toast.text
    assert app.session.vault.accounts[0].note == ""
    kept = next(saved.parent.glob("vault (damaged*"))
    assert kept.read_bytes() == damaged


def test_a_vault_that_is_gone_is_not_taken_for_a_new_one(desk: Desk, saved: Path, qtbot: QtBot) -> None:
    saved.unlink()
    app = desk.start()
    assert page_of(app) is app.unlock_page
    assert shows(app.unlock_page, "The vault file is gone, but its backups are still here.")
    dialog = dialog_for(app, qtbot)
    assert dialog.windowTitle() == "vault.sparekey is gone"
    assert shows(dialog, "What was changed after that is not in it.")
    keys_into(dialog.field.field, PASSWORD)
    press(dialog, "put-back")
    qtbot.waitUntil(lambda: app.home is not None)
    assert app.window.toast.text == "The backup is in its place."


def test_without_a_whole_backup_nothing_is_offered(desk: Desk, saved: Path, qtbot: QtBot) -> None:
    damage(saved)
    damage(backups.paths(saved)[0])
    app = desk.start()
    keys_into(app.unlock_page.password.field, PASSWORD)
    press(app.unlock_page, "unlock")
    qtbot.waitUntil(lambda: shows(app.unlock_page, "damaged"))
    app.tasks.stop()
    assert not app.unlock_page.findChild(QPushButton, "use-backup").isVisible()  # type: ignore[union-attr]
    app.rescuing.open()
    assert not app.window.findChildren(RescueDialog)


def test_with_its_backups_damaged_a_missing_vault_is_begun_anew(desk: Desk, saved: Path) -> None:
    saved.unlink()
    damage(backups.paths(saved)[0])
    app = desk.start()
    assert page_of(app) is app.first_run
