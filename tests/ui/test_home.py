"""The window while a vault is open: keys, search, undo, settings, and what a failed save offers."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    NOW,
    Desk,
    account_of,
    example,
    find,
    on_disk,
    open_dialogs,
    page_of,
    press,
    shortcut,
    shows,
    write,
)
from ui.desktop.app import App
from ui.desktop.dialogs.clock import ClockDialog
from ui.desktop.home import Home
from ui.desktop.theme import DARK
from vault import edit, settings
from vault.model import Vault


def several() -> Vault:
    """Return a vault with some accounts, in no order."""
    vault = example()
    for service, username in (("github", "zoe"), ("testpypi", "alice"), ("gitlab", "Bob")):
        vault = edit.add_account(vault, service, username, now=NOW)
    return edit.set_note(vault, vault.accounts[1].id, "release manager", now=NOW)


def listed(home: Home) -> list[str]:
    return [account.title for account in home.side.model.rows]


def banner_button(app: App, text: str) -> None:
    button = next(one for one in app.window.banner.findChildren(QPushButton) if one.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


# The side


def test_accounts_are_listed_in_order_and_chosen_by_keys(desk: Desk) -> None:
    app, home = desk.opened(several())
    assert listed(home) == ["pypi:alice", "testpypi:alice", "gitlab:Bob", "github:zoe"]
    home.side.list.setFocus()
    QTest.keyClick(home.side.list, Qt.Key.Key_Down)
    QTest.keyClick(home.side.list, Qt.Key.Key_Down)
    assert find(home.account, QLabel, "account-title").text() == "Bob"
    QTest.keyClick(home.side.list, Qt.Key.Key_Home)
    assert home.side.list.currentIndex().row() in {0, 2}
    assert app.window.grab().width()


def test_an_account_is_chosen_with_the_pointer(desk: Desk) -> None:
    _app, home = desk.opened(several())
    place = home.side.list.visualRect(home.side.model.index(3)).center()
    QTest.mouseClick(home.side.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert find(home.account, QLabel, "account-title").text() == "zoe"
    home.show_settings()
    QTest.mouseClick(home.side.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert home.account.isVisible()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("alice", ["pypi:alice", "testpypi:alice"]),
        ("ALICE test", ["testpypi:alice"]),
        ("release", ["github:zoe"]),
        ("example.com", ["pypi:alice"]),
        ("nobody", []),
        ("  ", ["pypi:alice", "testpypi:alice", "gitlab:Bob", "github:zoe"]),
    ],
)
def test_search_finds_by_all_words(desk: Desk, words: str, found: list[str]) -> None:
    app, home = desk.opened(several())
    home.side.search.setText(words)
    assert listed(home) == found
    assert shows(home.side, "Nothing found") == (words == "nobody")
    assert find(home.account, QLabel, "account-title").text() == "alice"
    home.side.search.clear()
    assert home.side.list.currentIndex().row() == 0
    assert app.window.isVisible()


def test_a_screen_reader_hears_who_and_how_much(desk: Desk) -> None:
    _app, home = desk.opened(several())
    role = Qt.ItemDataRole.AccessibleTextRole
    model = find(home.side, QTableView, "accounts").model()
    assert model.index(0, 0).data(role) == "alice, PyPI, 8 of 8 left"
    assert model.index(2, 0).data(role) == "Bob, GitLab, No recovery codes yet"
    assert model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole) == "gitlab:Bob"


# Changes


def test_a_deleted_account_comes_back_with_undo(desk: Desk) -> None:
    app, home = desk.opened(several())
    more = next(one for one in home.account.findChildren(QToolButton) if one.accessibleName() == "More about this account")
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    menu = find(home.account, QMenu)
    menu.actions()[-1].trigger()
    menu.close()
    assert app.window.toast.text == "alice at PyPI was deleted. It stays in the bin for 90 days."
    assert listed(home) == ["testpypi:alice", "gitlab:Bob", "github:zoe"]
    assert shows(home.account, "TestPyPI")
    press(app.window, "toast-action")
    assert "pypi:alice" in listed(home)
    assert app.window.toast.text == "Undone: account deleted."
    shortcut(app.window, "Ctrl+Shift+Z")
    assert app.window.toast.text == "Made again: account deleted."
    assert "pypi:alice" not in listed(home)
    press(app.window, "toast-action")
    assert "pypi:alice" in listed(home)
    desk.settle(app)
    assert not on_disk(desk.path)["accounts"][0].get("deleted_at")


def test_the_last_account_leaves_the_welcome_page(desk: Desk) -> None:
    app, home = desk.opened()
    home.account._delete(account_of(app.session.vault))
    assert page_of(app) is home.welcome
    shortcut(app.window, "Ctrl+Z")
    assert page_of(app) is home.account


def test_undo_of_a_toast_takes_back_what_it_says(desk: Desk) -> None:
    """Not what was changed after it."""
    app, home = desk.opened()
    home.account.mark_code(1, "used")
    app.session.apply(edit.set_email, account_of(app.session.vault).id, "new@example.com")
    assert not app.window.toast.isVisible()
    assert home.account.isVisible()


def test_the_foot_says_whether_all_is_on_disk(desk: Desk) -> None:
    app, home = desk.opened()
    state = find(home.side, QLabel, "save-state")
    assert state.text() == "All changes saved"
    home.account.mark_code(1, "used")
    assert state.text() == "Saving…"
    desk.settle(app)
    assert state.text() == "All changes saved"


def test_settings_stay_while_something_changes(desk: Desk) -> None:
    app, home = desk.opened()
    home.show_settings()
    app.session.apply(edit.add_account, "pypi", "bob")
    assert page_of(app) is home.settings
    assert "pypi:bob" in listed(home)


# Settings


def test_settings_take_effect_at_once_and_last(desk: Desk, home: Path) -> None:
    app, main = desk.opened()
    main.show_settings()
    for name, text in (
        ("theme", "Dark"),
        ("lock_after", "1 minute"),
        ("clear_clipboard_after", "1 minute"),
        ("hide_after", "10 seconds"),
    ):
        box = find(main.settings, QComboBox, name)
        box.setFocus()
        box.setCurrentText(text)
    assert app.look.colours is DARK
    assert app.auto_lock._timer.interval() == 60_000
    assert app.clipboard.seconds == 60
    assert main.account.codes.hide_after == 10
    chosen = settings.load()[0]
    assert (chosen.theme, chosen.lock_after, chosen.clear_clipboard_after, chosen.hide_after) == ("dark", 1, 60, 10)
    assert home in settings.folder().parents
    desk.close()
    again = desk.start()
    assert again.look.colours is DARK
    assert again.clipboard.seconds == 60


def test_never_locking_is_a_choice(desk: Desk) -> None:
    app, main = desk.opened()
    main.show_settings()
    find(main.settings, QComboBox, "lock_after").setCurrentText("Never")
    assert not app.auto_lock._timer.isActive()


# When the disk says no


def test_a_failed_save_is_said_and_can_be_tried_again(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    blocker = desk.path.with_name("vault.backups")
    blocker.write_text("not a folder")
    home.account.mark_code(1, "used")
    qtbot.waitUntil(app.window.banner.isVisible)
    assert "nothing was saved" in app.window.banner.text
    assert find(home.side, QLabel, "save-state").text() == "Not saved"
    blocker.unlink()
    banner_button(app, "Try again")
    desk.settle(app)
    assert not app.window.banner.isVisible()
    assert find(home.side, QLabel, "save-state").text() == "All changes saved"
    assert on_disk(desk.path)["accounts"][0]["code_sets"][0]["codes"][0]["state"] == "used"


def test_a_foreign_change_is_answered_with_a_copy(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    write(desk.folder / "theirs.sparekey", Vault())
    theirs = (desk.folder / "theirs.sparekey").read_bytes()
    desk.path.write_bytes(theirs)
    home.account.mark_code(1, "used")
    qtbot.waitUntil(app.window.banner.isVisible)
    assert app.window.banner.text.startswith("The vault file was changed by another program since it was opened.")
    banner_button(app, "Keep mine as a copy")
    qtbot.waitUntil(lambda: "vault (conflict 2026-01-31).sparekey" in app.window.banner.text)
    copy = desk.path.with_name("vault (conflict 2026-01-31).sparekey")
    assert on_disk(copy)["accounts"][0]["code_sets"][0]["codes"][0]["state"] == "used"
    banner_button(app, "Lock")
    assert desk.relaunched
    assert desk.path.read_bytes() == theirs


# The clock


def test_a_clock_that_was_set_is_noticed(desk: Desk) -> None:
    app, home = desk.opened()
    home._watch._steady, home._watch._offset = (lambda: 0.0), desk.clock.timestamp()
    desk.clock.move(-90)
    home._watch.look()
    assert app.window.toast.text.startswith("This computer's clock was set back by 90 seconds.")
    press(app.window, "toast-action")
    assert isinstance(open_dialogs(app)[0], ClockDialog)
    open_dialogs(app)[0].reject()
    desk.clock.move(7200)
    home.show_settings()
    home._watch.look()
    assert "forward by 2 hours" in app.window.toast.text
    assert not app.window.toast.findChild(QPushButton).isVisible()  # type: ignore[union-attr]
