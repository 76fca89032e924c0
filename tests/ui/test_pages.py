"""The pages before a vault is open, and the settings: what they say, and what they refuse."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    CODES,
    PASSWORD,
    Desk,
    account_of,
    example,
    find,
    hasten,
    keys_into,
    page_of,
    press,
    shows,
    states,
    write,
)
from ui.desktop.app import App
from vault import settings
from vault.model import Vault

ERROR = "password-error"


def refused(app: App, qtbot: QtBot, password: str = PASSWORD) -> str:
    """Try to unlock, and return what is said below the field."""
    page = app.unlock_page
    page.password.field.setText(password)
    press(page, "unlock")
    qtbot.waitUntil(lambda: bool(find(page, QLabel, ERROR).text()))
    assert page.isVisible()
    assert find(page, QPushButton, "unlock").isEnabled()
    return find(page, QLabel, ERROR).text()


# Unlocking


def test_a_wrong_password_is_said_and_marked_for_the_next_try(desk: Desk, qtbot: QtBot) -> None:
    write(desk.path, example())
    app = desk.start()
    press(app.unlock_page, "unlock")
    assert find(app.unlock_page, QLabel, ERROR).text() == "Type the password of this vault."
    text = refused(app, qtbot, "wrong")
    assert text == "The password does not open this vault. Check Caps Lock and the keyboard layout, and try again."
    assert app.unlock_page.password.field.selectedText()
    keys_into(app.unlock_page.password.field, PASSWORD)
    press(app.unlock_page, "unlock")
    qtbot.waitUntil(lambda: app.home is not None)


@pytest.mark.parametrize(
    ("change", "sentence", "hint"),
    [
        (lambda data: b"hello", "This file is not a Sparekey vault.", "Choose a file that ends in .sparekey."),
        (lambda data: data[:8] + b"\0\2" + data[10:], "This vault was made by a newer version of Sparekey.", "Update Sparekey"),
        (lambda data: data[:-1], "The vault file is cut off or has been added to.", "Its newest backup can take its place."),
    ],
    ids=["none", "newer", "torn"],
)
def test_a_file_that_is_no_vault_says_why(desk: Desk, qtbot: QtBot, change: object, sentence: str, hint: str) -> None:
    assert callable(change)
    write(desk.path, example())
    desk.path.write_bytes(change(desk.path.read_bytes()))
    before = desk.path.read_bytes()
    text = refused(desk.start(), qtbot)
    assert text.startswith(sentence)
    assert hint in text
    assert desk.path.read_bytes() == before


def test_a_vault_that_went_away_says_so(desk: Desk, qtbot: QtBot) -> None:
    write(desk.path, example())
    app = desk.start()
    desk.path.rename(desk.path.with_name("elsewhere.sparekey"))
    assert refused(app, qtbot).startswith("There is no file")


def test_a_second_window_is_offered_to_read_only(desk: Desk, qtbot: QtBot) -> None:
    first, _home = desk.opened()
    second = desk.start()
    text = refused(second, qtbot)
    assert text.startswith("The vault is open in another Sparekey (process ")
    assert text.endswith("Lock or close it there first.")
    keys_into(second.unlock_page.password.field, "x")
    assert not second.unlock_page.findChild(QPushButton, "read-only").isVisible()  # type: ignore[union-attr]
    refused(second, qtbot)
    before = desk.path.read_bytes()
    press(second.unlock_page, "read-only")
    qtbot.waitUntil(lambda: second.home is not None)
    assert second.window.banner.text == "The vault is open for reading only. Nothing can be changed."
    home = second.home
    assert home
    assert not find(home.account, QPushButton, "use-next").isEnabled()
    assert not find(home.account, QToolButton, "use-1").isEnabled()
    assert not find(home.account, QPushButton, "bring-in-here").isEnabled()
    home.account.copy_code(1)
    assert second.window.toast.text.startswith("The vault is open for reading only.")
    assert not QGuiApplication.clipboard().text()
    home.account.peek_code(1)
    assert QGuiApplication.clipboard().text() == CODES[0]
    assert desk.path.read_bytes() == before
    assert states(account_of(first.session.vault)) == "uuuuuuuu"


def test_a_folder_that_cannot_be_written_to_opens_for_reading(desk: Desk, qtbot: QtBot) -> None:
    write(desk.path, example())
    lock = desk.path.with_name(".vault.sparekey.lock")
    lock.unlink(missing_ok=True)
    lock.mkdir()
    app = desk.start()
    desk.unlock(app)
    assert app.window.banner.text == f"Sparekey may not write into {desk.path.parent}. Nothing can be changed."
    assert not desk.relaunched
    assert qtbot


def test_the_password_does_not_stay_in_the_field(desk: Desk) -> None:
    app, _home = desk.opened()
    assert not [field for field in app.window.findChildren(QLineEdit) if PASSWORD in field.text()]


# The first run


def test_a_vault_is_never_made_over_another(desk: Desk, qtbot: QtBot) -> None:
    app = desk.start()
    page = app.first_run
    assert page is not None
    write(desk.path, example())
    before = desk.path.read_bytes()
    for field in (page.password.first, page.password.second):
        keys_into(field.field, "another password")
    press(page, "create-vault")
    qtbot.waitUntil(lambda: shows(page, "exists already. Open it, or choose another name."))
    assert find(page, QPushButton, "create-vault").isEnabled()
    assert desk.path.read_bytes() == before


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="needs a folder that not even root may write to")
def test_a_vault_in_a_folder_that_cannot_be_written_to_is_refused(desk: Desk, qtbot: QtBot) -> None:
    app = desk.start(Path("/sys/sparekey/vault.sparekey"))
    page = app.first_run
    assert page is not None
    for field in (page.password.first, page.password.second):
        keys_into(field.field, "another password")
    press(page, "create-vault")
    qtbot.waitUntil(lambda: shows(page, "may not write into") or shows(page, "nothing was saved"))
    assert page_of(app) is page


def test_another_place_is_chosen_for_the_new_vault(desk: Desk, home: Path) -> None:
    app = desk.start()
    page = app.first_run
    assert page is not None
    press(page, "choose-place")
    dialog = find(page, QFileDialog)
    find(dialog, QLineEdit, "fileNameEdit").setText(str(home / "mine"))
    QTest.keyClick(find(dialog, QLineEdit, "fileNameEdit"), Qt.Key.Key_Return)
    assert shows(page, f"~{os.sep}mine.sparekey")


@pytest.mark.parametrize("start", ["first run", "unlock"])
def test_another_vault_is_opened_instead(desk: Desk, start: str) -> None:
    other = desk.folder / "other.sparekey"
    write(other, example(username="carol"))
    if start == "unlock":
        write(desk.path, Vault())
    app = desk.start()
    press(app.window, "open-other")
    dialog = find(app.window, QFileDialog)
    find(dialog, QLineEdit, "fileNameEdit").setText(str(other))
    QTest.keyClick(find(dialog, QLineEdit, "fileNameEdit"), Qt.Key.Key_Return)
    assert shows(app.unlock_page, "other.sparekey")
    home = desk.unlock(app)
    assert find(home.account, QLabel, "account-title").text() == "carol"
    assert settings.load()[0].vault == str(other)


def test_a_second_vault_gets_a_name_of_its_own(desk: Desk) -> None:
    write(desk.path, Vault())
    app = desk.start()
    press(app.window, "create-new")
    assert page_of(app) is app.first_run
    assert shows(app.window, "vault-2.sparekey")


# Settings


def test_the_file_and_its_backups_are_checked(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    home.account.mark_code(1, "used")
    desk.settle(app)
    home.show_settings()
    press(home.settings, "check-vault")
    qtbot.waitUntil(lambda: shows(home.settings, "All whole: the vault and 1 backup."))
    backup = desk.path.with_name("vault.backups") / "vault.000001.sparekey"
    backup.write_bytes(b"torn")
    press(home.settings, "check-vault")
    qtbot.waitUntil(lambda: shows(home.settings, "Damaged: vault.000001.sparekey. 1 file whole."))
    desk.path.rename(desk.path.with_name("away"))
    press(home.settings, "check-vault")
    qtbot.waitUntil(lambda: shows(home.settings, "There is no vault"))


def test_a_setting_of_another_hand_is_shown_as_it_is(desk: Desk, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QComboBox  # noqa: PLC0415

    from vault.settings import Settings  # noqa: PLC0415

    app, home = desk.opened(chosen=Settings(lock_after=7))
    home.show_settings()
    assert find(home.settings, QComboBox, "lock_after").currentText() == "7"
    hasten(app.auto_lock._timer, 420)
    qtbot.waitUntil(lambda: bool(desk.relaunched))
