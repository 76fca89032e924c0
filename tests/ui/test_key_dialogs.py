"""Keys in the window: added, removed, changed and rotated behind the password, and what older copies still open with."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    NOW,
    PASSWORD,
    Desk,
    choose_file,
    dialog_of,
    example,
    find,
    keys_into,
    on_disk,
    open_dialogs,
    press,
    shows,
    write,
)
from tests.ui.paper import keys_of, only_sheet
from ui.desktop import key_messages
from ui.desktop.app import App
from ui.desktop.dialogs.key_add import AddKeyDialog
from ui.desktop.dialogs.key_remove import RemoveKeyDialog
from ui.desktop.dialogs.key_rotate import RotateDialog
from ui.desktop.dialogs.password import PasswordDialog
from ui.desktop.dialogs.printing import PrintDialog
from ui.desktop.home import Home
from ui.desktop.session import Session
from vault import backups, edit, history, key_notes, keys, printouts, store
from vault.backups import Backup
from vault.crypto import CHEAPEST, Cost
from vault.errors import NotSaved, WrongKey
from vault.keys import Key
from vault.model import Vault
from vault.store import KeyInfo

NEW = "another good password"


def adding(app: App, home: Home, kind: str) -> AddKeyDialog:
    """Open the dialog as the settings do, and go to the step of a kind of key."""
    home.show_settings()
    home.settings.ensureWidgetVisible(find(home.settings, QPushButton, "add-key"))
    press(home.settings, "add-key")
    dialog = dialog_of(app, AddKeyDialog)
    press(dialog, f"key-{kind}")
    press(dialog, "add-key-now")
    return dialog


def type_new(dialog: AddKeyDialog | PasswordDialog, new: str = NEW, present: str = PASSWORD) -> None:
    for field, text in ((dialog.password, present), (dialog.new.first, new), (dialog.new.second, new)):
        field.field.clear()
        keys_into(field.field, text)


def with_password(desk: Desk, app: App, home: Home, qtbot: QtBot) -> str:
    """Add a second password, and return its id."""
    dialog = adding(app, home, "password")
    type_new(dialog)
    press(dialog, "add-key-now")
    qtbot.waitUntil(lambda: not open_dialogs(app))
    desk.settle(app)
    return home.ring.keys[-1].id


def with_sheet(app: App, home: Home, qtbot: QtBot) -> str:
    """Enter a recovery sheet as printing one does, and return the id of its key."""
    printout = printouts.recovery("vault", now=NOW, size="A4", place="Drawer")
    done = list[object]()
    home.ring.issue(printout, done.append, lambda error: pytest.fail(str(error)), owner=home)
    qtbot.waitUntil(lambda: bool(done))
    return home.ring.keys[-1].id


def told(app: App) -> list[str]:
    return [history.words(event) for event in app.session.vault.events]


def opens(path: Path, key: Key) -> bool:
    try:
        opened, _ = store.unlock(path, key, now=NOW.at, write=False)
    except WrongKey:
        return False
    store.close(opened)
    return True


# Adding


def test_another_password_is_added(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    with_password(desk, app, home, qtbot)
    assert app.window.toast.text == "The password was added."
    assert on_disk(desk.path, NEW)["accounts"]
    assert on_disk(desk.path)["accounts"]
    assert told(app)[-1] == "A way to open the vault added: a password"
    assert shows(home.settings, f"Since 31 January 2026, from {app.session.now().device}.")
    assert len(find_all(home.settings, "remove-key")) == 2


def find_all(parent: QWidget, name: str) -> list[QPushButton]:
    return [one for one in parent.findChildren(QPushButton, name) if one.isVisible()]


@pytest.mark.parametrize(
    ("present", "new", "sentence"),
    [
        ("", NEW, "Type the password of this vault."),
        ("wrong", NEW, "This is not the present password."),
        (PASSWORD, "short", "Use at least 8 characters."),
        (PASSWORD, PASSWORD, "This password opens the vault already."),
        (PASSWORD, "x" * 1025, "The password is longer than 1,024 bytes."),
    ],
)
def test_a_password_that_cannot_be_added_stays(desk: Desk, qtbot: QtBot, present: str, new: str, sentence: str) -> None:
    app, home = desk.opened()
    dialog = adding(app, home, "password")
    for field, text in ((dialog.password, present), (dialog.new.first, new), (dialog.new.second, new)):
        field.field.setText(text)
    press(dialog, "add-key-now")
    qtbot.waitUntil(lambda: shows(dialog, sentence))
    assert find(dialog, QPushButton, "add-key-now").isEnabled()
    assert keys_of(home) == 1


def test_enter_goes_from_field_to_field_and_adds(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = adding(app, home, "password")
    assert dialog.password.field.hasFocus()
    keys_into(dialog.password.field, PASSWORD)
    keys_into(dialog.new.first.field, NEW)
    keys_into(dialog.new.second.field, NEW)
    QTest.keyClick(dialog.new.second.field, Qt.Key.Key_Return)
    dialog.go()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()  # it is on its way to the disk
    qtbot.waitUntil(lambda: not open_dialogs(app))
    assert keys_of(home) == 2


@pytest.mark.parametrize(
    ("kind", "title"), [("recovery", "Print a recovery sheet"), ("shares", "Print a recovery sheet in shares")]
)
def test_what_is_printed_has_a_dialog_of_its_own(desk: Desk, kind: str, title: str) -> None:
    app, home = desk.opened()
    adding(app, home, kind)
    dialog = dialog_of(app, PrintDialog)
    assert shows(dialog, title)
    assert not find_all(dialog, "back")


# A key file


def test_a_new_key_file_is_made_where_the_user_says(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    stick = desk.folder.parent / "stick"
    stick.mkdir(exist_ok=True)
    dialog = adding(app, home, "file")
    type_new(dialog)
    press(dialog, "add-key-now")
    assert shows(dialog, "Choose a key file first.")
    press(dialog, "make-key-file")
    choose(dialog, stick / "my.key")
    assert not shows(dialog, "beside the vault")
    assert shows(dialog, f"To be made: {stick / 'my.key'}")
    press(dialog, "add-key-now")
    qtbot.waitUntil(lambda: not open_dialogs(app))
    assert app.window.toast.text.startswith("The password with its key file was added. Keep copies of the key file")
    assert (stick / "my.key").stat().st_mode & 0o777 == 0o600
    assert opens(desk.path, keys.password_and_file(NEW, (stick / "my.key").read_bytes()))
    assert not opens(desk.path, keys.password(NEW))
    assert shows(home.settings, "Password with key file")
    assert told(app)[-1] == "A way to open the vault added: a password with a key file"
    app.session.check_password(NEW, lambda _: None, lambda error: pytest.fail(str(error)))
    desk.settle(app)


def choose(dialog: QDialog, path: Path) -> None:
    """Choose a file in the system's dialog that is open."""
    chooser = find(dialog, QFileDialog)
    chooser.fileSelected.emit(str(path))
    chooser.reject()


def test_a_key_file_beside_the_vault_is_warned_of(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    (desk.folder / "any.bin").write_bytes(b"any bytes")
    dialog = adding(app, home, "file")
    type_new(dialog)
    press(dialog, "take-key-file")
    choose(dialog, desk.folder / "any.bin")
    assert shows(dialog, "whoever copies the folder has both")
    press(dialog, "add-key-now")
    qtbot.waitUntil(lambda: not open_dialogs(app))
    assert opens(desk.path, keys.password_and_file(NEW, b"any bytes"))
    desk.settle(app)


def test_a_key_file_that_exists_is_never_overwritten(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    (desk.folder / "mine.key").write_bytes(b"mine")
    dialog = adding(app, home, "file")
    type_new(dialog)
    dialog.file.choose(desk.folder / "mine.key", is_new=True)
    press(dialog, "add-key-now")
    qtbot.waitUntil(lambda: shows(dialog, "exists already"))
    assert (desk.folder / "mine.key").read_bytes() == b"mine"
    assert keys_of(home) == 1


@pytest.fixture
def with_file(desk: Desk, qtbot: QtBot) -> tuple[App, Home]:
    """Open a vault that has nothing but a password with a key file."""
    (desk.folder / "my.key").write_bytes(b"a key file")
    store.close(store.create(desk.path, example(), keys.password_and_file(PASSWORD, b"a key file"), cost=CHEAPEST))
    app = desk.start()
    choose_file(app, "key-file", desk.folder / "my.key")
    return app, desk.unlock(app)


def test_where_there_is_only_a_key_file_its_password_is_the_present_one(
    desk: Desk, with_file: tuple[App, Home], qtbot: QtBot
) -> None:
    app, home = with_file
    home.keys.change_password()
    dialog = dialog_of(app, PasswordDialog)
    type_new(dialog, present="wrong")
    press(dialog, "change-password-now")
    qtbot.waitUntil(lambda: shows(dialog, "This is not the present password."))
    type_new(dialog)
    press(dialog, "change-password-now")
    qtbot.waitUntil(lambda: shows(dialog, "The password was changed"))
    assert opens(desk.path, keys.password_and_file(NEW, b"a key file"))
    assert not opens(desk.path, keys.password_and_file(PASSWORD, b"a key file"))
    desk.settle(app)


# Removing


def test_a_key_is_removed_behind_the_password_and_its_backups_are_told(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    key_id = with_sheet(app, home, qtbot)
    number = only_sheet(app.session.vault).id
    home.show_settings()
    assert shows(home.settings, f"Recovery sheet {number[:4]}-{number[4:]}")
    home.settings.ensureWidgetVisible(find(home.settings, QPushButton, "remove-key"))
    press(home.settings, "remove-key")  # there is one: the password cannot be removed
    dialog = dialog_of(app, RemoveKeyDialog)
    assert shows(dialog, "The paper itself does not change.")
    keys_into(dialog.password.field, "wrong")
    press(dialog, "remove-key-now")
    qtbot.waitUntil(lambda: shows(dialog, "This is not the present password."))
    assert keys_of(home) == 2
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "remove-key-now")
    qtbot.waitUntil(lambda: shows(dialog, "It opens this vault no longer"))
    assert shows(dialog, "1 backup beside the vault still opens with the removed key, of ")
    assert shows(dialog, "Sparekey cannot reach those.")
    assert key_id not in home.ring.ids
    press(dialog, "keys-done")
    assert not shows(home.settings, "Recovery sheet")
    assert told(app)[-1] == "A way to open the vault removed"
    desk.settle(app)


def test_backups_that_a_removed_key_opens_go_after_a_second_question(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    key_id = with_password(desk, app, home, qtbot)
    for name in ("bob", "carol", "dave", "erin", "frank"):
        app.session.apply(edit.add_account, "pypi", name)
        desk.settle(app)
    home.keys.remove(key_id)
    dialog = dialog_of(app, RemoveKeyDialog)
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "remove-key-now")
    qtbot.waitUntil(lambda: shows(dialog, "7 backups beside the vault still open with the removed key"))
    assert shows(dialog, "and 3 older")
    desk.settle(app)
    press(dialog, "delete-backups")
    assert find(dialog, QPushButton, "keep-backups").hasFocus()
    assert shows(dialog, "earlier states")
    press(dialog, "keep-backups")
    assert not find_all(dialog, "delete-backups-now")
    press(dialog, "delete-backups")
    press(dialog, "delete-backups-now")
    qtbot.waitUntil(lambda: shows(dialog, "Deleted 7 backups."))
    assert not find_all(dialog, "delete-backups")
    desk.settle(app)
    left = backups.paths(desk.path)
    assert left
    assert not [one for one in left if opens(one, keys.password(NEW))]
    assert all(opens(one, keys.password(PASSWORD)) for one in left)
    assert "7 older backups deleted" in told(app)
    press(dialog, "keys-done")


def test_backups_that_cannot_be_deleted_are_told(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    app, home = desk.opened()
    key_id = with_password(desk, app, home, qtbot)
    app.session.apply(edit.add_account, "pypi", "bob")
    desk.settle(app)
    home.keys.remove(key_id)
    dialog = dialog_of(app, RemoveKeyDialog)
    keys_into(dialog.password.field, PASSWORD)
    QTest.keyClick(dialog.password.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(find_all(dialog, "delete-backups")))
    desk.settle(app)

    def refuse(_vault: Vault, _ids: object) -> int:
        raise NotSaved("vault.000001.sparekey could not be deleted (0 of 1 were)", hint="Check who may write there.")

    monkeypatch.setattr(app.session.file, "delete_backups", refuse)
    press(dialog, "delete-backups")
    press(dialog, "delete-backups-now")
    qtbot.waitUntil(lambda: shows(dialog, "could not be deleted"))
    assert find(dialog, QPushButton, "delete-backups-now").isEnabled()


def test_the_last_password_cannot_be_removed(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    home.show_settings()
    assert not find_all(home.settings, "remove-key")
    home.keys.remove(home.ring.keys[0].id)
    dialog = dialog_of(app, RemoveKeyDialog)
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "remove-key-now")
    qtbot.waitUntil(lambda: shows(dialog, "This is the only password of the vault."))
    home.keys.remove("gone")
    assert len(open_dialogs(app)) == 1


# Older copies


def test_another_copy_that_still_opens_is_named(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    copy = desk.path.with_name("vault (conflict 2026-01-30).sparekey")
    copy.write_bytes(desk.path.read_bytes())
    home.keys.change_password()
    dialog = dialog_of(app, PasswordDialog)
    type_new(dialog)
    press(dialog, "change-password-now")
    qtbot.waitUntil(lambda: shows(dialog, "The password was changed"))
    assert shows(dialog, f"Another copy beside the vault opens with the old password, too: {copy.name}.")
    press(dialog, "delete-backups")
    press(dialog, "delete-backups-now")
    qtbot.waitUntil(lambda: shows(dialog, "No backup beside the vault opens with the old password any more."))
    assert shows(dialog, copy.name)
    assert opens(copy, keys.password(PASSWORD))
    desk.settle(app)


def test_several_copies_are_named_together() -> None:
    names = [Path("a.sparekey"), Path("b.sparekey")]
    assert key_messages.copies(names, "it").startswith("Other copies beside the vault open with it, too: a.sparekey and b.sp")


# Rotating


def test_a_new_vault_key_says_what_ends_and_offers_a_sheet(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    with_sheet(app, home, qtbot)
    with_password(desk, app, home, qtbot)
    home.show_settings()
    home.settings.ensureWidgetVisible(find(home.settings, QPushButton, "rotate"))
    press(home.settings, "rotate")
    dialog = dialog_of(app, RotateDialog)
    assert shows(dialog, "The password that you type here goes on opening the vault. These end:")
    assert shows(dialog, "Recovery sheet ")
    assert shows(dialog, "Every password but the one that you type here")
    keys_into(dialog.password.field, PASSWORD)
    before = app.session.file.opened.unlocked.secret
    press(dialog, "rotate-now")
    qtbot.waitUntil(lambda: shows(dialog, "The vault has a new key"))
    assert app.session.file.opened.unlocked.secret != before
    assert shows(dialog, "backups beside the vault still open with the old keys")
    assert keys_of(home) == 1
    assert opens(desk.path, keys.password(PASSWORD))
    assert not opens(desk.path, keys.password(NEW))
    assert "The vault encrypted with a new key" in told(app)
    press(dialog, "print-recovery")
    assert shows(dialog_of(app, PrintDialog), "Print a recovery sheet")
    desk.settle(app)


def test_with_one_password_nothing_ends(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    home.keys.rotate()
    dialog = dialog_of(app, RotateDialog)
    assert shows(dialog, "There are no other keys that would end.")
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "rotate-now")
    qtbot.waitUntil(lambda: shows(dialog, "The vault has a new key"))
    assert shows(dialog, "Only your password opens the vault now.")
    desk.settle(app)


# Costs


def test_a_key_below_the_standard_is_strengthened_and_told_once(desk: Desk, qtbot: QtBot) -> None:
    write(desk.path, example())
    better = Cost(64 * 1024, 2, 4)
    for count in (1, 2):
        app = desk.start()
        app.session._cost = better
        desk.unlock(app)
        assert app.session.file.opened.unlocked.slots[0].cost == better
        assert (app.window.toast.text == key_messages.WAS_RAISED) == (count == 1)
        assert on_disk(desk.path)["accounts"]
        desk.close()
    (backup,) = backups.paths(desk.path)
    assert opens(backup, keys.password(PASSWORD))


def test_opening_for_reading_writes_nothing(desk: Desk, qtbot: QtBot) -> None:
    write(desk.path, example())
    before = desk.path.read_bytes()
    app = desk.start()
    app.session._cost = Cost(64 * 1024, 2, 4)
    with qtbot.waitSignal(app.session.opened):
        app.session.unlock(desk.path, PASSWORD, lambda error: pytest.fail(str(error)), write=False)
    assert app.session.why_read_only
    assert not app.session.file.was_raised
    assert desk.path.read_bytes() == before
    assert app.home
    app.home.show_settings()
    assert not find(app.home.settings, QPushButton, "add-key").isEnabled()
    assert not find(app.home.settings, QPushButton, "rotate").isEnabled()


def test_a_new_password_after_a_recovery_costs_what_new_ones_cost(desk: Desk, qtbot: QtBot) -> None:
    opened = store.create(desk.path, example(), keys.password(PASSWORD), cost=CHEAPEST)
    paper = keys.new_paper()
    opened, _ = store.with_key(opened, paper, cost=CHEAPEST)
    store.close(store.save(opened, example()))
    app = desk.start()
    app.session._cost = Cost(64 * 1024, 2, 4)
    with qtbot.waitSignal(app.session.opened):
        app.session.unlock(desk.path, paper, lambda error: pytest.fail(str(error)), new_secret=NEW)
    assert [slot.cost for slot in app.session.file.opened.unlocked.slots] == [Cost(64 * 1024, 2, 4), None]
    assert not app.session.file.was_raised


# Names


@pytest.mark.parametrize(
    ("key", "title", "words"),
    [
        (KeyInfo("1" * 8, keys.PASSWORD), "Password", "What you type when the vault is locked."),
        (KeyInfo("2" * 8, keys.PASSWORD), "Password", "Since 31 January 2026, from workbench."),
        (KeyInfo("3" * 8, keys.PASSWORD_AND_FILE), "Password with key file", "Since 31 January 2026, from workbench."),
        (
            KeyInfo("4" * 8, keys.PASSWORD_AND_FILE),
            "Password with key file",
            "What you type when the vault is locked, together",
        ),
        (KeyInfo("5" * 8, keys.PAPER), "Quick unlock on workbench", "Since 31 January 2026, from workbench."),
        (KeyInfo("6" * 8, keys.PAPER), "Paper key that is on no sheet of the list", "Its number is 66666666."),
    ],
)
def test_keys_are_told_apart(key: KeyInfo, title: str, words: str) -> None:
    vault = key_notes.changed(Vault(), "2" * 8, now=NOW)
    vault = key_notes.added(vault, "3" * 8, key_notes.FILE, now=NOW)
    vault = key_notes.added(vault, "5" * 8, key_notes.KEYRING, now=NOW)
    assert key_messages.title(vault, key) == title
    assert key_messages.words(vault, key).startswith(words)


def test_backups_are_told_with_their_days(tmp_path: Path) -> None:
    one, other = (Backup(tmp_path, 7, NOW.at - timedelta(days=days), 1) for days in (0, 3))
    assert key_messages.still_open((), "it") == "No backup beside the vault opens with it."
    assert key_messages.still_open([one], "it") == "1 backup beside the vault still opens with it, of 31 January 2026."
    assert key_messages.still_open([one, other], "it") == (
        "2 backups beside the vault still open with it, from 28 January 2026 to 31 January 2026."
    )
    assert key_messages.backup(one).startswith("Save 7  ·  31 January 2026, ")


def test_a_check_of_the_password_needs_the_key_file_that_is_there(
    desk: Desk, with_file: tuple[App, Home], qtbot: QtBot
) -> None:
    app, _ = with_file
    said = list[object]()

    def check(session: Session, secret: str) -> None:
        session.check_password(secret, said.append, lambda error: said.append(str(error)))

    check(app.session, PASSWORD)
    qtbot.waitUntil(lambda: said == [None])
    (desk.folder / "my.key").unlink()
    check(app.session, PASSWORD)
    qtbot.waitUntil(lambda: len(said) == 2)
    assert "There is no file" in str(said[1])
