"""The program's start: from its arguments to the first page, and nothing left behind at its end."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, example, shows, write
from ui import defects
from ui.desktop import app as program
from ui.desktop import demo
from ui.desktop.main_window import MainWindow
from vault import settings
from vault.settings import Settings


@pytest.fixture
def again(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let `run` have the one QApplication that a process may have, and its exception hook for a while."""

    class Again:
        setDesktopFileName = staticmethod(QApplication.setDesktopFileName)  # noqa: N815

        def __new__(cls, _arguments: list[str]) -> QApplication:  # type: ignore[misc]
            return qapp

    monkeypatch.setattr(program, "QApplication", Again)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    before = qapp.quitOnLastWindowClosed()
    yield
    qapp.setQuitOnLastWindowClosed(before)


def window() -> MainWindow:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def during(act: Callable[[], bool]) -> list[bool]:
    """Call `act` while the program runs, until it is content, then close the window. Its last answer is in the list."""
    answers: list[bool] = []
    timer = QTimer(interval=20)

    def tick() -> None:
        answers.append(act())
        if answers[-1] or len(answers) > 250:
            timer.stop()
            window().close()

    timer.timeout.connect(tick)
    timer.start()
    answers.append(False)
    during.timer = timer  # type: ignore[attr-defined]
    return answers


def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert program.run(None) == 1
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "sparekey: There is no screen to open a window on.",
        "hint: Use the commands instead, sparekey --help lists them.",
    ]
    assert not said.out


@pytest.mark.usefixtures("again")
def test_a_first_start_asks_for_a_password_and_leaves_nothing(home: Path) -> None:
    answers = during(lambda: shows(window(), "Create your vault"))
    assert program.run(None) == 0
    assert answers[-1]
    assert sys.excepthook is defects.report
    assert [one.name for one in home.rglob("*") if one.is_file()] == ["settings.json"]


@pytest.mark.usefixtures("again")
def test_the_vault_of_the_settings_is_asked_for(desk: Desk) -> None:
    write(desk.path, example())
    settings.save(Settings(vault=str(desk.path)))
    answers = during(lambda: shows(window(), "vault.sparekey"))
    assert program.run(None) == 0
    assert answers[-1]


@pytest.mark.usefixtures("again")
def test_broken_settings_are_said_and_kept() -> None:
    settings.folder().mkdir(parents=True)
    (settings.folder() / "settings.json").write_text("{")
    answers = during(lambda: window().toast.text == "The settings file cannot be read, so the defaults are used.")
    assert program.run(None) == 0
    assert answers[-1]
    assert (settings.folder() / "settings.json.broken").read_text() == "{"


@pytest.mark.usefixtures("again")
def test_the_demo_opens_by_itself_and_leaves_nothing(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answers = during(lambda: bool(window().findChildren(QLabel, "account-title")))
    assert program.run(None, demo=True) == 0
    assert answers[-1]
    assert not list(tmp_path.glob("sparekey-demo-*"))
    assert not [one for one in home.rglob("*") if one.is_file()]


@pytest.mark.usefixtures("again")
def test_the_demo_is_found_again_after_it_was_locked(tmp_path: Path, desk: Desk) -> None:
    folder = demo.make(desk.clock(), tmp_path).parent
    answers = during(lambda: shows(window(), "Its password is: demo"))
    assert program.run(None, demo_folder=folder) == 0
    assert answers[-1]
    assert not folder.exists()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are never freed there")
def test_the_binding_gives_back_no_more_than_it_took(qtbot: QtBot) -> None:
    """PySide 6.12.0 drops a reference to None at each call and one to True at each signal: Python 3.11 dies of it."""
    label, gone = QLabel(), {}
    qtbot.addWidget(label)
    for what in (None, True):
        before = sys.getrefcount(what)
        for _ in range(200):
            label.setText("x")
            label.windowTitleChanged.emit("x")
        gone[what] = before - sys.getrefcount(what)
    assert max(gone.values()) < 100, "use another version of pyside6-essentials with this Python"
