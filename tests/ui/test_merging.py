"""Other copies of the vault in the window: a sync tool's, another machine's, one that the user chooses."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec import structs
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, PASSWORD, START, Desk, account_of, choose_file, find, on_disk, press, shows
from tests.ui.desk import example as example_vault
from tests.ui.sessions import forbid
from ui.desktop.app import App
from ui.desktop.dialogs.copy_password import CopyPasswordDialog
from ui.desktop.dialogs.merge import MergeDialog
from ui.desktop.home import Home
from ui.desktop.open_file import OpenFile
from vault import edit, key_notes, keys, store
from vault.crypto import CHEAPEST
from vault.errors import WrongKey
from vault.model import Vault
from vault.store import Opened

CONFLICT = "vault.sync-conflict-20261121-101112-ABCDEF7.sparekey"
Shown = TypeVar("Shown", MergeDialog, CopyPasswordDialog)
Change = Callable[[Vault], Vault]


def note(text: str, app: App) -> Change:
    return lambda vault: edit.set_note(vault, vault.accounts[0].id, text, now=app.session.now())


def write_as_another(path: Path, change: Change, *, to: Path | None = None) -> None:
    """Write what another machine would, which had the same file."""
    opened, vault = store.unlock(path, keys.password(PASSWORD), now=START, write=False)
    writable = structs.replace(opened, lock=None)
    copy = store.save_copy(writable, change(vault), today="2026-11-21")
    copy.replace(to or path)


def dialog_of(home: Home, kind: type[Shown], qtbot: QtBot) -> Shown:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in home._window.findChildren(kind)))
    return next(one for one in home._window.findChildren(kind) if one.isVisible())


def test_what_a_sync_tool_left_is_offered_and_taken_in(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    write_as_another(desk.path, note("from the other machine", app), to=desk.path.with_name(CONFLICT))
    home.rooms.merging.look_around()
    qtbot.waitUntil(lambda: CONFLICT in app.window.banner.text)
    assert "1 change of its own" in app.window.banner.text
    app.window.banner._buttons[0].click()
    dialog = dialog_of(home, MergeDialog, qtbot)
    press(dialog, "take-in")
    qtbot.waitUntil(lambda: not app.session.has_unsaved)
    assert account_of(app.session.vault).note == "from the other machine"
    assert app.window.toast.text == "Taken in. The other file is as it was."
    home.rooms.merging.look_around()
    qtbot.waitUntil(lambda: not app.window.banner.isVisible())


def test_copies_without_anything_new_and_damaged_ones_are_not_offered(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    desk.path.with_name(CONFLICT).write_bytes(desk.path.read_bytes())
    desk.path.with_name("vault (1).sparekey").write_bytes(b"nothing")
    home.rooms.merging.look_around()
    looked: list[None] = []
    app.tasks.run(home, lambda: None, looked.append, lambda _error: None)  # comes after the look
    qtbot.waitUntil(lambda: bool(looked))
    assert not app.window.banner.isVisible()


def test_what_another_machine_wrote_is_put_together_with_what_is_here(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    write_as_another(desk.path, note("there", app))
    app.session.apply(edit.add_account, "npm", "here")
    qtbot.waitUntil(lambda: "changed by another program" in app.window.banner.text)
    app.window.banner._buttons[0].click()
    press(dialog_of(home, MergeDialog, qtbot), "take-in")
    qtbot.waitUntil(lambda: not app.session.has_unsaved)
    assert account_of(app.session.vault).note == "there"
    found = store.unlock(desk.path, keys.password(PASSWORD), now=app.session.now().at, write=False)[1]
    assert found == app.session.vault
    assert {account.title for account in found.accounts} == {"pypi:alice", "npm:here"}


def test_a_copy_with_its_own_password_asks_for_it(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    other = desk.folder / "other.sparekey"
    vault = edit.add_account(example_vault(), "npm", "there", now=app.session.now())
    store.close(store.create(other, vault, keys.password("Another Pass 12"), cost=CHEAPEST))
    home.show_settings()
    choose_file(app, "take-in-copy", other)
    asked = dialog_of(home, CopyPasswordDialog, qtbot)
    press(asked, "open-copy")
    assert asked.isVisible()
    asked.field.field.setText("wrong")
    press(asked, "open-copy")
    qtbot.waitUntil(lambda: not asked.isVisible())
    again = dialog_of(home, CopyPasswordDialog, qtbot)
    assert shows(again, "The password does not open this vault")
    again.field.field.setText("Another Pass 12")
    press(again, "open-copy")
    dialog = dialog_of(home, MergeDialog, qtbot)
    assert shows(dialog, "other.sparekey has")
    dialog.reject()


def test_what_is_no_vault_is_said(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    other = desk.folder / "notes.txt"
    other.write_text("no vault")
    home.show_settings()
    choose_file(app, "take-in-copy", other)
    qtbot.waitUntil(app.window.banner.isVisible)
    app.session.apply(edit.add_account, "npm", "here")
    qtbot.waitUntil(lambda: not app.window.banner.isVisible())  # a complaint of that kind does not stay for ever


def test_the_choice_of_a_copy_is_hidden_by_the_veil_and_comes_back(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    forbid(desk.path)
    with qtbot.waitSignal(app.session.save_failed):
        home.account.mark_code(1, "used")
    home.show_settings()
    press(app.window, "take-in-copy")
    chooser = find(app.window, QFileDialog)
    with qtbot.waitSignal(app.departure.veiled):
        app.locking.wanted.emit()
    assert not chooser.isVisible()
    press(app.window, "veil-lift")
    assert chooser.isVisible()
    chooser.reject()


def test_a_copy_with_nothing_new_says_so(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    home.rooms.merging._read(desk.path, "")
    dialog = dialog_of(home, MergeDialog, qtbot)
    assert shows(dialog, "There is nothing new in vault.sparekey.")
    press(dialog, "close")
    assert not app.session.has_unsaved


# Its keys


def write_with_other_keys(desk: Desk, change: Callable[[Opened, Vault], tuple[Opened, Vault]], *, to: Path) -> None:
    """Write what another machine makes of the vault, and of what opens it."""
    elsewhere = desk.folder / "elsewhere.sparekey"
    elsewhere.write_bytes(desk.path.read_bytes())
    opened, vault = store.unlock(elsewhere, keys.password(PASSWORD), now=START)
    store.close(store.save(*change(opened, vault)))
    elsewhere.replace(to)


def with_another_password(opened: Opened, vault: Vault) -> tuple[Opened, Vault]:
    opened, key_id = store.with_key(opened, keys.password("Another Pass 12"), cost=CHEAPEST)
    return opened, key_notes.added(vault, key_id, key_notes.PASSWORD, now=NOW)


def rotated(opened: Opened, vault: Vault) -> tuple[Opened, Vault]:
    return store.with_new_vault_key(opened, keys.password(PASSWORD), cost=CHEAPEST), key_notes.rotated(vault, now=NOW)


def test_keys_that_are_taken_in_during_a_save_are_not_lost(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    app, home = desk.opened()
    write_with_other_keys(desk, with_another_password, to=desk.path.with_name(CONFLICT))
    home.rooms.merging.look_around()
    qtbot.waitUntil(lambda: CONFLICT in app.window.banner.text)
    app.window.banner._buttons[0].click()
    dialog = dialog_of(home, MergeDialog, qtbot)
    writers, may_save, save = list[str](), threading.Event(), store.save

    def save_slowly(opened: Opened, vault: Vault) -> Opened:
        may_save.wait(60)
        return save(opened, vault)

    def put(self: OpenFile, name: str, value: object) -> None:
        writers.append(f"{name} by {threading.current_thread().name}")
        object.__setattr__(self, name, value)

    monkeypatch.setattr(store, "save", save_slowly)
    monkeypatch.setattr(OpenFile, "__setattr__", put)
    app.session.apply(edit.add_account, "npm", "here")
    press(dialog, "take-in")
    may_save.set()
    desk.settle(app)
    assert {account["username"] for account in on_disk(desk.path, "Another Pass 12")["accounts"]} == {"alice", "here"}
    assert set(writers) == {"opened by sparekey-worker"}


def test_what_is_unsaved_comes_together_with_a_vault_that_has_a_new_key(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    before = app.session.file.opened.unlocked.secret
    write_with_other_keys(desk, rotated, to=desk.path)
    app.session.apply(edit.add_account, "npm", "here")
    qtbot.waitUntil(lambda: "changed by another program" in app.window.banner.text)
    app.window.banner._buttons[0].click()
    asked = dialog_of(home, CopyPasswordDialog, qtbot)
    asked.field.field.setText(PASSWORD)
    press(asked, "open-copy")
    press(dialog_of(home, MergeDialog, qtbot), "take-in")
    desk.settle(app)
    qtbot.waitUntil(lambda: not app.window.banner.isVisible())
    app.session.apply(edit.add_account, "npm", "later")
    desk.settle(app)
    opened, found = store.unlock(desk.path, keys.password(PASSWORD), now=START, write=False)
    assert found == app.session.vault
    assert {account.title for account in found.accounts} == {"pypi:alice", "npm:here", "npm:later"}
    assert opened.unlocked.secret == app.session.file.opened.unlocked.secret != before


def test_another_vault_is_not_gone_on_from_whatever_opens_it(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    other = desk.folder / "other.sparekey"
    store.close(store.create(other, example_vault(), keys.password("Another Pass 12"), cost=CHEAPEST))
    other.replace(desk.path)
    there = desk.path.read_bytes()
    app.tasks.run(home, lambda: app.session.file.read_copy(desk.path, "Another Pass 12"), lambda _: None, lambda _: None)
    with qtbot.waitSignal(app.session.save_failed):
        app.session.apply(edit.add_account, "npm", "here")
    assert desk.path.read_bytes() == there


def test_a_copy_that_opens_with_the_key_file_is_read(desk: Desk) -> None:
    app, _home = desk.opened()
    other, key_file = desk.folder / "other.sparekey", desk.folder / "my.key"
    key_file.write_bytes(b"a key file")
    key = keys.password_and_file("Another Pass 12", b"a key file")
    store.close(store.create(other, example_vault(), key, cost=CHEAPEST))
    with pytest.raises(WrongKey):
        app.session.file.read_copy(other, "Another Pass 12")
    app.session.file.key_file = key_file
    assert app.session.file.read_copy(other, "Another Pass 12") == example_vault()
