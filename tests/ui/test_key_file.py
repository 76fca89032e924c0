"""Opening a vault in the window with a password and a key file."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, choose_file, example, find, press, shows, write
from ui.desktop.app import App
from vault import agenda, keys, settings, store
from vault.crypto import CHEAPEST
from vault.errors import NotSaved


@pytest.fixture
def key_file(desk: Desk) -> Path:
    path = desk.folder / "my.key"
    path.write_bytes(b"a key file")
    store.close(store.create(desk.path, example(), keys.password_and_file("with a file", b"a key file"), cost=CHEAPEST))
    return path


def test_a_key_file_opens_the_vault_together_with_its_password(desk: Desk, key_file: Path, qtbot: QtBot) -> None:
    app = desk.start()
    choose_file(app, "key-file", key_file)
    assert "my.key" in find(app.unlock_page, QPushButton, "key-file").text()
    assert desk.unlock(app, "with a file")
    assert [account.title for account in app.session.vault.accounts] == ["pypi:alice"]


def test_without_it_the_password_opens_nothing(desk: Desk, key_file: Path, qtbot: QtBot) -> None:
    app = desk.start()
    choose_file(app, "key-file", key_file)
    press(app.window, "key-file")
    assert find(app.unlock_page, QPushButton, "key-file").text() == "Use a key file…"
    app.unlock_page.password.field.setText("with a file")
    press(app.unlock_page, "unlock")
    qtbot.waitUntil(lambda: shows(app.unlock_page, "does not open this vault"))


def test_a_key_file_that_is_gone_is_said(desk: Desk, key_file: Path, qtbot: QtBot) -> None:
    app = desk.start()
    choose_file(app, "key-file", key_file)
    key_file.unlink()
    app.unlock_page.password.field.setText("with a file")
    press(app.unlock_page, "unlock")
    qtbot.waitUntil(lambda: shows(app.unlock_page, "There is no file"))


def test_without_a_choice_there_is_no_key_file(desk: Desk, key_file: Path) -> None:
    app = desk.start()
    press(app.unlock_page, "key-file")
    find(app.window, QFileDialog).reject()
    assert app.unlock_page.key_file is None
    assert not shows_file(app)


# Remembering where it is


def opened_with(desk: Desk, *, remember: bool) -> None:
    """Open the vault with the key file that is chosen, and lock it again."""
    app = desk.start()
    if not shows_file(app):
        choose_file(app, "key-file", desk.folder / "my.key")
    box = find(app.unlock_page, QCheckBox, "remember-key-file")
    if box.isChecked() != remember:
        press(app.unlock_page, "remember-key-file")
    desk.unlock(app, "with a file")
    desk.close()


def shows_file(app: App) -> bool:
    return "my.key" in find(app.unlock_page, QPushButton, "key-file").text()


def test_where_it_is_is_remembered_only_where_that_is_wanted(desk: Desk, key_file: Path) -> None:
    opened_with(desk, remember=False)
    app = desk.start()
    assert not shows_file(app)
    assert not [one for one in app.unlock_page.findChildren(QCheckBox) if one.isVisible()]
    desk.close()
    opened_with(desk, remember=True)
    app = desk.start()
    assert shows_file(app)
    assert find(app.unlock_page, QCheckBox, "remember-key-file").isChecked()
    assert desk.unlock(app, "with a file")
    desk.close()
    assert settings.load_opening().key_files == {agenda.vault_id(desk.path): str(key_file)}
    opened_with(desk, remember=False)
    assert settings.load_opening().key_files == {}


def test_only_its_place_is_remembered_and_for_this_vault_only(desk: Desk, key_file: Path, home: Path, qtbot: QtBot) -> None:
    opened_with(desk, remember=True)
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert str(key_file).encode() in written
    assert b"a key file" not in written
    other = desk.folder / "other.sparekey"
    write(other, example())
    app = desk.start(other)
    assert not shows_file(app)


def test_a_place_that_cannot_be_remembered_hurts_nobody(desk: Desk, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise NotSaved("The disk is full", hint="Delete something.")

    monkeypatch.setattr(settings, "save_opening", refuse)
    opened_with(desk, remember=True)
    assert not shows_file(desk.start())


def test_a_file_that_is_no_vault_has_nothing_remembered(desk: Desk) -> None:
    desk.path.write_bytes(b"no vault")
    app = desk.start()
    assert not [one for one in app.unlock_page.findChildren(QCheckBox) if one.isVisible()]
