"""Dialogs that write down facts. What is refused is said in the dialog, which stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    PASSWORD,
    Desk,
    account_of,
    dialog_of,
    find,
    keys_into,
    on_disk,
    open_dialogs,
    press,
    shows,
)
from ui.desktop.dialogs.password import PasswordDialog
from ui.desktop.dialogs.record import AccountDialog

NEW = "another password"


# Accounts and addresses


@pytest.mark.parametrize(
    ("service", "username", "email", "sentence"),
    [
        ("PyPI", "", "", "An account is written as SERVICE:USERNAME."),
        ("PyPI", "ALICE", "", "pypi:ALICE is in the vault already."),
        ("Ünïcode", "bob", "", "A service's name has letters, digits, dots and dashes only."),
    ],
)
def test_an_account_that_cannot_be_is_refused(desk: Desk, service: str, username: str, email: str, sentence: str) -> None:
    app, home = desk.opened()
    home.add_account()
    dialog = dialog_of(app, AccountDialog)
    dialog.service.setCurrentText(service)
    dialog.username.setText(username)
    dialog.email.setText(email)
    press(dialog, "add-account-now")
    assert dialog.banner.text.startswith(sentence)
    assert dialog.banner.text != sentence, "no hint"
    assert len(app.session.vault.accounts) == 1
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not open_dialogs(app)


def test_an_account_with_a_bad_address_is_not_added(desk: Desk) -> None:
    app, home = desk.opened()
    home.add_account()
    dialog = dialog_of(app, AccountDialog)
    dialog.username.setText("bob")
    dialog.email.setText("bob at home")
    press(dialog, "add-account-now")
    assert dialog.banner.text.startswith("This is not an e-mail address.")
    assert app.session.vault.find("pypi", "bob") is None
    dialog.email.setText("bob@example.com")
    press(dialog, "add-account-now")
    assert account_of(app.session.vault, username="bob").emails[0].primary
    assert find(home.account, QLabel, "account-title").text() == "bob"


def test_an_account_of_any_service_is_added_by_keys_alone(desk: Desk) -> None:
    app, home = desk.opened()
    home.add_account()
    dialog = dialog_of(app, AccountDialog)
    dialog.service.setCurrentText("My Forge")
    keys_into(dialog.username, "bob")
    QTest.keyClick(dialog.username, Qt.Key.Key_Return)
    assert app.session.vault.find("my-forge", "bob")
    assert shows(home.account, "my-forge")


# The password


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        (PASSWORD, "short", "short", "Use at least 8 characters."),
        (PASSWORD, NEW, NEW.upper(), "The two passwords differ."),
        ("wrong", NEW, NEW, "This is not the present password."),
        (PASSWORD, "x" * 1025, "x" * 1025, "The password is longer than 1,024 bytes."),
    ],
)
def test_a_password_that_cannot_be_changed_stays(
    desk: Desk, qtbot: QtBot, old: str, new: str, again: str, sentence: str
) -> None:
    app, home = desk.opened()
    home.settings.change_password.emit()
    dialog = dialog_of(app, PasswordDialog)
    for field, text in ((dialog.password, old), (dialog.new.first, new), (dialog.new.second, again)):
        field.field.setText(text)
    press(dialog, "change-password-now")
    qtbot.waitUntil(lambda: shows(dialog, sentence))
    assert find(dialog, QPushButton, "change-password-now").isEnabled()
    assert on_disk(desk.path)["accounts"]


def test_the_password_is_changed(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    home.show_settings()
    press(home.settings, "change-password")
    dialog = dialog_of(app, PasswordDialog)
    keys_into(dialog.password.field, PASSWORD)
    keys_into(dialog.new.first.field, NEW)
    keys_into(dialog.new.second.field, NEW)
    press(dialog, "change-password-now")
    qtbot.waitUntil(lambda: shows(dialog, "The password was changed"))
    press(dialog, "keys-done")
    assert not open_dialogs(app)
    assert on_disk(desk.path, NEW)["accounts"][0]["username"] == "alice"


def test_a_change_of_the_password_cannot_be_called_back_half_way(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    home.settings.change_password.emit()
    dialog = dialog_of(app, PasswordDialog)
    for field, text in ((dialog.password, PASSWORD), (dialog.new.first, NEW), (dialog.new.second, NEW)):
        field.field.setText(text)
    press(dialog, "change-password-now")
    dialog.go()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    press(dialog, "cancel")
    assert dialog.isVisible()
    assert find(dialog, QPushButton, "change-password-now").text() == "Changing…"
    qtbot.waitUntil(lambda: shows(dialog, "The password was changed"))
    assert shows(dialog, "1 backup beside the vault still opens with the old password")
