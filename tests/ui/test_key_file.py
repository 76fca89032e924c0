"""Opening a vault in the window with a password and a key file."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, example, find, press, shows
from vault import keys, store
from vault.crypto import CHEAPEST


@pytest.fixture
def key_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = desk.folder / "my.key"
    path.write_bytes(b"a key file")
    store.close(store.create(desk.path, example(), keys.password_and_file("with a file", b"a key file"), cost=CHEAPEST))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    return path


def test_a_key_file_opens_the_vault_together_with_its_password(desk: Desk, key_file: Path, qtbot: QtBot) -> None:
    app = desk.start()
    press(app.unlock_page, "key-file")
    assert "my.key" in find(app.unlock_page, QPushButton, "key-file").text()
    assert desk.unlock(app, "with a file")
    assert [account.title for account in app.session.vault.accounts] == ["pypi:alice"]


def test_without_it_the_password_opens_nothing(desk: Desk, key_file: Path, qtbot: QtBot) -> None:
    app = desk.start()
    press(app.unlock_page, "key-file")
    press(app.unlock_page, "key-file")
    assert find(app.unlock_page, QPushButton, "key-file").text() == "Use a key file…"
    app.unlock_page.password.field.setText("with a file")
    press(app.unlock_page, "unlock")
    qtbot.waitUntil(lambda: shows(app.unlock_page, "does not open this vault"))


def test_a_key_file_that_is_gone_is_said(desk: Desk, key_file: Path, qtbot: QtBot) -> None:
    app = desk.start()
    press(app.unlock_page, "key-file")
    key_file.unlink()
    app.unlock_page.password.field.setText("with a file")
    press(app.unlock_page, "unlock")
    qtbot.waitUntil(lambda: shows(app.unlock_page, "There is no file"))
