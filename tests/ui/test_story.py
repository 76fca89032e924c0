"""The main job from the first start to the next day, by clicks and keys through the real widgets."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    CODES,
    OTPAUTH,
    PASSWORD,
    PYPI_FILE,
    Desk,
    dialog_of,
    digits,
    drop,
    find,
    hasten,
    keys_into,
    mime_of_files,
    on_disk,
    open_dialogs,
    page_of,
    press,
    qr_png,
    shortcut,
    shows,
    states,
)
from ui.desktop.app import App
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.home import Home
from vault import settings
from vault.model import Vault

CODE_LINES = "\n".join(CODES)


def test_first_run_to_next_day(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app = desk.start()
    home = make_vault(app, qtbot)
    drop_codes(app, qtbot, tmp_path)
    assert states(app.session.vault.find("pypi", "alice")) == "uuUuuuuu"
    assert shows(home.account, "7 of 8 left")
    bring_in_picture(app, qtbot, tmp_path)
    watch_digits(desk, home, qtbot)
    use_a_code(desk, app, home, qtbot)
    take_it_back(desk, app, home)
    shortcut(app.window, "Ctrl+L")
    assert desk.relaunched == [["--vault", str(desk.path)]]
    assert not app.session.is_unlocked
    next_day(desk)


def make_vault(app: App, qtbot: QtBot) -> Home:
    """Fill in the first page, wrongly at first."""
    page = app.first_run
    assert page is not None
    assert page_of(app) is page
    first, second = find(page, QLineEdit, "new-password"), find(page, QLineEdit, "repeat-password")
    keys_into(first, "short")
    press(page, "create-vault")
    assert shows(page, "Use at least 8 characters.")
    first.clear()
    keys_into(first, PASSWORD)
    assert not shows(page, "Use at least 8 characters.")
    qtbot.waitUntil(lambda: shows(page, "Very hard to guess"))
    keys_into(second, PASSWORD.upper())
    press(page, "create-vault")
    assert shows(page, "The two passwords differ.")
    assert page_of(app) is page
    second.clear()
    keys_into(second, PASSWORD)
    QTest.keyClick(second, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.home is not None)
    assert app.home
    assert page_of(app) is app.home.welcome
    assert settings.load()[0].vault == str(app.session.path)
    assert not first.text() + second.text(), "the password stays in its fields"
    return app.home


def drop_codes(app: App, qtbot: QtBot, folder: Path) -> None:
    """Drop PyPI's own file on the window, look at what was recognised, and say which code was burned."""
    file = folder / PYPI_FILE
    file.write_text(CODE_LINES)
    assert drop(app.window, mime_of_files(file))
    dialog = dialog_of(app, TransferDialog)
    qtbot.waitUntil(lambda: find(dialog, QLabel, "recognised").isVisible())
    assert find(dialog, QLabel, "recognised").text() == "8 recovery codes · alice at PyPI"
    assert shows(dialog, "Generated on 31 January 2026")
    assert not any(secret in label.text() for label in dialog.findChildren(QLabel) for secret in CODES)
    burned = find(dialog, QComboBox, "burned")
    for _ in range(3):
        QTest.keyClick(burned, Qt.Key.Key_Down)
    assert burned.currentText().startswith("3 ")
    press(dialog, "continue")
    assert not open_dialogs(app)
    assert app.window.toast.text == "8 recovery codes saved."


def bring_in_picture(app: App, qtbot: QtBot, folder: Path) -> None:
    """Choose the picture of the QR code in the file dialog."""
    picture = folder / "two-factor.png"
    picture.write_bytes(qr_png(OTPAUTH))
    press(app.window, "add-authenticator")
    dialog = dialog_of(app, TransferDialog)
    press(dialog, "choose-file")
    choose(dialog, picture)
    qtbot.waitUntil(lambda: shows(dialog, "1 authenticator · alice at PyPI"))
    assert shows(dialog, "6 digits, every 30 s")
    press(dialog, "continue")
    assert app.window.toast.text == "1 authenticator saved."


def choose(parent: TransferDialog, path: Path) -> None:
    """Paste a path into the file dialog."""
    chooser = find(parent, QFileDialog)
    field = find(chooser, QLineEdit, "fileNameEdit")
    field.setText(str(path))
    QTest.keyClick(field, Qt.Key.Key_Return)


def watch_digits(desk: Desk, home: Home, qtbot: QtBot) -> None:
    """The digits are those of another program, and change with the clock."""
    shown = find(home.account, QLabel, "totp")
    before = digits(desk.clock)
    assert shown.text().replace(" ", "") == before
    desk.clock.move(30)
    assert digits(desk.clock) != before
    qtbot.waitUntil(lambda: shown.text().replace(" ", "") == digits(desk.clock))
    shortcut(home.side, "Ctrl+T")
    assert QGuiApplication.clipboard().text() == digits(desk.clock)


def use_a_code(desk: Desk, app: App, home: Home, qtbot: QtBot) -> None:
    """Show the codes, copy one: it is marked on disk, and leaves the clipboard by itself."""
    press(home.account, "show-codes")
    assert home.account.codes.is_revealed
    press(home.account, "use-1")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == CODES[0])
    data = QGuiApplication.clipboard().mimeData()
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"
    desk.settle(app)
    codes = on_disk(desk.path)["accounts"][0]["code_sets"][0]["codes"]
    assert [code.get("state", "unused") for code in codes] == ["used", "unused", "used", *["unused"] * 5]
    assert shows(home.account, "6 of 8 left")
    hasten(app.clipboard._timer, 15)
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().text())


def take_it_back(desk: Desk, app: App, home: Home) -> None:
    press(app.window, "toast-action")
    assert shows(home.account, "7 of 8 left")
    assert states(app.session.vault.find("pypi", "alice")) == "uuUuuuuu"
    desk.settle(app)


def next_day(desk: Desk) -> None:
    """The fresh process finds the vault by the settings alone, and everything in it."""
    desk.close()
    desk.clock.move(86400)
    app = desk.start(settings.vault_path(settings.load()[0]))
    assert page_of(app) is app.unlock_page
    home = desk.unlock(app)
    assert page_of(app) is home.account
    assert shows(home.account, "7 of 8 left")
    assert find(home.account, QLabel, "totp").text().replace(" ", "") == digits(desk.clock)
    content = on_disk(desk.path)
    assert [code["secret"] for code in content["accounts"][0]["code_sets"][0]["codes"]] == list(CODES)
    assert content["accounts"][0]["code_sets"][0]["codes"][2]["note"] == "burned at set-up"
    assert [event["kind"] for event in content["events"]] == [
        "account-added",
        "codes-added",
        "code-used",
        "burned-known",
        "authenticator-added",
        "code-used",
        "undone",
    ]


@pytest.mark.parametrize("keys", ["Ctrl+V in the window", "Ctrl+V in the field", "the Paste button", "typed"])
def test_codes_by_paste(desk: Desk, qtbot: QtBot, keys: str) -> None:
    """A list without a name may be PyPI's or TestPyPI's: the user is asked whose it is."""
    app, _home = desk.opened(vault=Vault())
    QGuiApplication.clipboard().setText(CODE_LINES)
    if keys == "Ctrl+V in the window":
        shortcut(app.window, "Ctrl+V")
        dialog = dialog_of(app, TransferDialog)
    else:
        press(app.window, "bring-in")
        dialog = dialog_of(app, TransferDialog)
        field = find(dialog, QPlainTextEdit, "paste-field")
        if keys == "the Paste button":
            press(dialog, "paste")
        elif keys == "typed":
            keys_into(field, CODE_LINES)
            press(dialog, "continue")
        else:
            shortcut(field, "Ctrl+V")
    qtbot.waitUntil(lambda: shows(dialog, "8 recovery codes · Whose are they?"))
    assert not dialog.preview.can_save
    keys_into(find(dialog, QLineEdit, "preview-username"), "alice")
    qtbot.waitUntil(lambda: shows(dialog, "8 recovery codes · alice at PyPI"))
    press(dialog, "continue")
    assert states(app.session.vault.find("pypi", "alice")) == "uuuuuuuu"


def test_authenticator_by_its_text(desk: Desk, qtbot: QtBot) -> None:
    """The issuer may be PyPI's or TestPyPI's, the account is there already: it goes to the one that has codes."""
    app, home = desk.opened(vault=Vault())
    press(app.window, "welcome-add-account")
    keys_into(find(app.window, QLineEdit, "username"), "alice")
    press(app.window, "add-account-now")
    assert page_of(app) is home.account
    press(app.window, "add-authenticator")
    dialog = dialog_of(app, TransferDialog)
    QGuiApplication.clipboard().setText(OTPAUTH)
    press(dialog, "paste")
    qtbot.waitUntil(lambda: shows(dialog, "1 authenticator · alice at PyPI"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert find(home.account, QLabel, "totp").text().replace(" ", "") == digits(desk.clock)


def test_codes_dropped_on_the_open_dialog(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app, _home = desk.opened(vault=Vault())
    press(app.window, "bring-in")
    dialog = dialog_of(app, TransferDialog)
    file = tmp_path / PYPI_FILE
    file.write_text(CODE_LINES)
    assert drop(dialog, mime_of_files(file))
    qtbot.waitUntil(lambda: shows(dialog, "8 recovery codes · alice at PyPI"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert states(app.session.vault.find("pypi", "alice")) == "uuuuuuuu"


def test_picture_on_the_clipboard(desk: Desk, qtbot: QtBot) -> None:
    """A screenshot of the QR code, pasted."""
    from PySide6.QtGui import QImage  # noqa: PLC0415

    app, _home = desk.opened(vault=Vault())
    QGuiApplication.clipboard().setImage(QImage.fromData(qr_png(OTPAUTH)))
    shortcut(app.window, "Ctrl+V")
    dialog = dialog_of(app, TransferDialog)
    qtbot.waitUntil(lambda: shows(dialog, "1 authenticator"))
