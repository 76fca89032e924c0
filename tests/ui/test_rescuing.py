"""A vault file that is damaged or gone: the unlock page offers its newest whole backup, and puts it in place."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.core.damage import damage
from tests.ui.desk import (
    NOW,
    PASSWORD,
    Desk,
    choose_file,
    dialog_of,
    example,
    find,
    keys_into,
    open_dialogs,
    page_of,
    press,
    shows,
    write,
)
from ui.desktop.app import App
from ui.desktop.dialogs.rescue import RescueDialog
from vault import backups, edit, keys, rescue, store
from vault.crypto import CHEAPEST
from vault.keys import Key
from vault.model import Now


@pytest.fixture
def saved(desk: Desk) -> Path:
    """A vault that was saved twice: generation 2, with backup 1."""
    write(desk.path, example())
    opened, vault = store.unlock(desk.path, keys.password(PASSWORD), now=NOW.at)
    store.close(store.save(opened, edit.set_note(vault, vault.accounts[0].id, "later", now=NOW)))
    return desk.path


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


def test_a_vault_whose_folder_is_back_is_unlocked_as_ever(desk: Desk, saved: Path, qtbot: QtBot) -> None:
    data = saved.read_bytes()
    saved.unlink()
    app = desk.start()
    qtbot.waitUntil(lambda: find(app.unlock_page, QPushButton, "use-backup").isVisible())
    saved.write_bytes(data)
    keys_into(app.unlock_page.password.field, "wrong")
    press(app.unlock_page, "unlock")
    qtbot.waitUntil(lambda: shows(app.unlock_page, "does not open this vault"))
    assert not app.unlock_page.findChild(QPushButton, "use-backup").isVisible()  # type: ignore[union-attr]
    assert not shows(app.unlock_page, "The vault file is gone")
    keys_into(app.unlock_page.password.field, PASSWORD)
    press(app.unlock_page, "unlock")
    qtbot.waitUntil(lambda: app.home is not None)
    assert app.session.vault.accounts[0].note == "later"


def test_what_is_put_in_place_cannot_be_called_back(
    desk: Desk, saved: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(saved)
    app = desk.start()
    keys_into(app.unlock_page.password.field, PASSWORD)
    press(app.unlock_page, "unlock")
    dialog = dialog_for(app, qtbot)
    may_go_on, put_back = threading.Event(), rescue.put_back

    def put_back_later(path: Path, backup: Path, key: Key, *, now: Now) -> Path | None:
        may_go_on.wait(60)
        return put_back(path, backup, key, now=now)

    monkeypatch.setattr(rescue, "put_back", put_back_later)
    keys_into(dialog.field.field, PASSWORD)
    press(dialog, "put-back")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    press(dialog, "cancel")
    assert open_dialogs(app) == [dialog]
    may_go_on.set()
    qtbot.waitUntil(lambda: app.home is not None)
    assert "The damaged file is kept as vault (damaged " in app.window.toast.text
    assert not open_dialogs(app)


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


def test_an_answer_for_a_vault_that_is_no_longer_asked_for_is_dropped(desk: Desk, saved: Path, qtbot: QtBot) -> None:
    other = desk.folder / "other.sparekey"
    write(other, example())
    app = desk.start()
    damage(saved)
    app.rescuing.look(saved)
    app.unlock_page.show_vault(other)
    done: list[None] = []
    app.tasks.run(app.window, lambda: None, done.append, lambda _error: None)
    qtbot.waitUntil(lambda: bool(done))
    assert not app.unlock_page.findChild(QPushButton, "use-backup").isVisible()  # type: ignore[union-attr]
    app.rescuing.open()
    assert not app.window.findChildren(RescueDialog)


def test_a_vault_behind_a_link_is_not_taken_for_a_new_one_either(desk: Desk, saved: Path, qtbot: QtBot) -> None:
    link = desk.folder / "links" / "mine.sparekey"
    link.parent.mkdir()
    link.symlink_to(saved)
    saved.unlink()
    app = desk.start(link)
    assert page_of(app) is app.unlock_page
    qtbot.waitUntil(lambda: find(app.unlock_page, QPushButton, "use-backup").isVisible())


# With a key file


@pytest.fixture
def key_file(desk: Desk) -> Path:
    path = desk.folder / "my.key"
    path.write_bytes(b"a key file")
    return path


@pytest.mark.parametrize(
    "key", [keys.password_and_file("with a file", b"a key file"), keys.password("with a file")], ids=["with", "older than it"]
)
def test_a_backup_opens_with_the_key_file_that_is_chosen(desk: Desk, key_file: Path, qtbot: QtBot, key: Key) -> None:
    opened = store.create(desk.path, example(), key, cost=CHEAPEST)
    store.close(store.save(opened, example()))
    damage(desk.path)
    app = desk.start()
    choose_file(app, "key-file", key_file)
    keys_into(app.unlock_page.password.field, "with a file")
    press(app.unlock_page, "unlock")
    dialog = dialog_for(app, qtbot)
    keys_into(dialog.field.field, "wrong")
    press(dialog, "put-back")
    qtbot.waitUntil(lambda: shows(dialog, "does not open this vault"))
    dialog.field.field.selectAll()
    keys_into(dialog.field.field, "with a file")
    press(dialog, "put-back")
    qtbot.waitUntil(lambda: app.home is not None)
    assert app.session.file.key_file == (key_file if key.type == keys.PASSWORD_AND_FILE else None)
    assert [account.title for account in app.session.vault.accounts] == ["pypi:alice"]


def test_a_key_file_that_is_gone_is_said_before_anything_is_replaced(desk: Desk, key_file: Path, qtbot: QtBot) -> None:
    key = keys.password_and_file("with a file", b"a key file")
    store.close(store.save(store.create(desk.path, example(), key, cost=CHEAPEST), example()))
    damaged = damage(desk.path)
    app = desk.start()
    choose_file(app, "key-file", key_file)
    keys_into(app.unlock_page.password.field, "with a file")
    press(app.unlock_page, "unlock")
    dialog = dialog_for(app, qtbot)
    key_file.unlink()
    keys_into(dialog.field.field, "with a file")
    press(dialog, "put-back")
    qtbot.waitUntil(lambda: shows(dialog, "There is no file"))
    assert desk.path.read_bytes() == damaged
