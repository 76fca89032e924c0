"""Starting, locking, leaving: nothing is lost, nothing stays behind, and no defect gives a secret away."""

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, find, on_disk, page_of, press, shortcut, states, write
from ui.desktop import app as program
from ui.desktop import demo
from ui.desktop.relaunch import relaunch
from vault import settings
from vault.model import Vault
from vault.settings import Settings

CANARY = "canary-5f3a"


# Locking


def test_the_demo_locks_into_its_own_folder(desk: Desk) -> None:
    folder = desk.folder / "demo"
    folder.mkdir()
    app = desk.start(demo.make(desk.clock(), folder), demo_folder=folder)
    desk.unlock(app, demo.PASSWORD)
    app.lock()
    assert desk.relaunched == [["--demo-folder", str(folder)]]
    assert folder.exists()
    assert not settings.folder().exists()


@pytest.mark.parametrize(
    ("original", "own", "expected"),
    [
        (
            ["python3", "/opt/sparekey", "--vault", "/a/b"],
            ["x", "--vault", "/a/b"],
            ["/opt/sparekey"],
        ),
        (["python3", "-m", "ui.terminal.main"], ["x"], ["-m", "ui.terminal.main"]),
        (
            ["python3", "-X", "utf8", "-m", "ui.terminal.main", "--demo"],
            ["x", "--demo"],
            ["-X", "utf8", "-m", "ui.terminal.main"],
        ),
    ],
)
def test_the_fresh_process_is_the_same_program(
    monkeypatch: pytest.MonkeyPatch, original: list[str], own: list[str], expected: list[str]
) -> None:
    started: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(os, "execv", lambda path, arguments: started.append((path, arguments)))
    monkeypatch.setattr(sys, "orig_argv", original)
    monkeypatch.setattr(sys, "argv", own)
    relaunch(["--vault", "/c/d"])
    assert started == [(sys.executable, [sys.executable, *expected, "--vault", "/c/d"])]


def test_a_program_that_is_gone_ends_instead_of_staying_open(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def end(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "gone"))
    with pytest.raises(SystemExit) as ended:
        relaunch([])
    assert ended.value.code == 1
    assert capsys.readouterr().err == "sparekey: Locked, but the program could not be started anew.\n"


def test_the_clipboard_is_emptied_on_locking_and_on_leaving(desk: Desk) -> None:
    for act in ("lock", "leave"):
        app = desk.start() if desk.path.exists() else desk.opened()[0]
        if app.home is None:
            desk.unlock(app)
        press(app.window, "copy-totp")
        assert QGuiApplication.clipboard().text()
        getattr(app, act)()
        assert not QGuiApplication.clipboard().text()
        desk.close()


# Leaving


def test_leaving_waits_for_the_save_in_flight(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    for place in (1, 2, 3):
        home.account.mark_code(place, "used")
    app.window.close()
    qtbot.waitUntil(lambda: not app.window.isVisible())
    assert [code.get("state") for code in on_disk(desk.path)["accounts"][0]["code_sets"][0]["codes"]][:3] == ["used"] * 3


def test_leaving_with_unsaved_changes_takes_a_second_word(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    desk.path.with_name("vault.backups").write_text("not a folder")
    with qtbot.waitSignal(app.session.save_failed):
        home.account.mark_code(1, "used")
    with qtbot.waitSignal(app.session.save_failed):
        app.window.close()
    assert app.window.isVisible()
    assert app.window.toast.text == "Not everything is saved. Close again to leave without the last changes."
    assert app.session.is_unlocked
    with qtbot.waitSignal(app.session.save_failed):
        home.account.mark_code(2, "used")
    with qtbot.waitSignal(app.session.save_failed):
        shortcut(app.window, "Ctrl+Q")
    assert app.window.isVisible(), "that was said of another change"
    shortcut(app.window, "Ctrl+Q")
    assert not app.window.isVisible()


def test_after_a_repaired_save_leaving_asks_no_more(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    blocker = desk.path.with_name("vault.backups")
    blocker.write_text("not a folder")
    with qtbot.waitSignal(app.session.save_failed):
        home.account.mark_code(1, "used")
    with qtbot.waitSignal(app.session.save_failed):
        app.window.close()
    blocker.unlink()
    app.session.save_again()
    desk.settle(app)
    assert app.window.isVisible()
    for place in (2, 3, 4):
        home.account.mark_code(place, "used")
    app.window.close()
    qtbot.waitUntil(lambda: not app.window.isVisible())
    codes = on_disk(desk.path)["accounts"][0]["code_sets"][0]["codes"]
    assert [code.get("state") for code in codes[:4]] == ["used"] * 4, "the last changes were lost"


def test_a_vault_that_cannot_be_saved_does_not_lock(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    desk.path.with_name("vault.backups").write_text("not a folder")
    home.account.mark_code(1, "used")
    with qtbot.waitSignal(app.session.save_failed):
        app.lock()
    assert not desk.relaunched
    assert app.session.is_unlocked
    assert states(app.session.vault.accounts[0]) == "Uuuuuuuu"


def test_leaving_before_a_vault_is_open(desk: Desk) -> None:
    app = desk.start()
    app.window.close()
    assert not app.window.isVisible()


# What is remembered


def test_the_place_of_the_window_is_remembered(desk: Desk) -> None:
    app, _home = desk.opened()
    app.window.setGeometry(20, 30, 900, 620)
    app.leave()
    assert settings.load()[0].window == (20, 30, 900, 620)
    desk.close()
    geometry = desk.start().window.geometry()
    assert (geometry.x(), geometry.y(), geometry.width(), geometry.height()) == (20, 30, 900, 620)


def test_a_place_on_a_screen_that_is_gone_is_not_used(desk: Desk) -> None:
    app = desk.start(chosen=Settings(window=(90000, 90000, 900, 620)))
    assert QGuiApplication.screenAt(app.window.geometry().center())
    assert (app.window.width(), app.window.height()) == (900, 620)


def test_settings_that_cannot_be_saved_are_said(desk: Desk, home: Path) -> None:
    app, main = desk.opened()
    (home / ".config").rename(home / "was")
    (home / ".config").write_text("not a folder")
    main.settings.chosen.emit(Settings(vault=str(desk.path), theme="dark"))
    assert "nothing was saved" in app.window.toast.text
    assert app.look.is_dark


def test_what_opening_needs_is_loaded_while_the_password_is_typed(desk: Desk, qtbot: QtBot) -> None:
    app, loaded = desk.start(), list[object]()
    app.tasks.run(app.session, program._load_what_opening_needs, loaded.append, loaded.append)
    qtbot.waitUntil(lambda: loaded == [None])
    assert page_of(app) is app.first_run


def test_a_vault_that_the_demo_cannot_open_is_said(desk: Desk, qtbot: QtBot) -> None:
    write(desk.path, Vault())
    app = desk.start()
    app.open_with("wrong")
    qtbot.waitUntil(lambda: app.window.toast.text.startswith("The password does not open this vault."))
    assert find(app.window, QLabel, "toast-text").isVisible()


def test_a_free_name_is_found_beside_other_vaults(tmp_path: Path) -> None:
    for name in ("vault.sparekey", "vault-2.sparekey"):
        (tmp_path / name).touch()
    assert program._free_name(tmp_path / "mine.sparekey") == tmp_path / "vault-3.sparekey"
    (tmp_path / "vault-3.backups").mkdir()
    assert program._free_name(tmp_path / "mine.sparekey") == tmp_path / "vault-4.sparekey"


# Defects
