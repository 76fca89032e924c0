"""Copied secrets: marked, cleared, never in the primary selection."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desk import hasten
from ui.desktop.clipboard import Clipboard

TOP = Path(__file__).parents[2]
ON_X11 = Path(__file__).parent / "on_x11.py"
SECRET = "0a83fe2954d8f190"


@pytest.fixture
def system(qapp: QApplication) -> Iterator[QClipboard]:
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


@pytest.fixture
def clipboard(system: QClipboard) -> Clipboard:
    return Clipboard(system, seconds=15)


def test_a_copy_is_marked_for_every_systems_managers(clipboard: Clipboard, system: QClipboard) -> None:
    clipboard.copy(SECRET)
    data = system.mimeData()
    windows = 'application/x-qt-windows-mime;value="{}"'.format
    assert data.text() == SECRET
    assert data.data("x-kde-passwordManagerHint").data() == b"secret"
    assert data.hasFormat("application/x-nspasteboard-concealed-type")
    assert data.hasFormat(windows("Clipboard Viewer Ignore"))
    assert data.data(windows("ExcludeClipboardContentFromMonitorProcessing")).data() == b"1"
    assert data.data(windows("CanIncludeInClipboardHistory")).data() == bytes(4)
    assert data.data(windows("CanUploadToCloudClipboard")).data() == bytes(4)


def test_it_is_cleared_after_the_time(clipboard: Clipboard, system: QClipboard, qtbot: QtBot) -> None:
    clipboard.copy(SECRET)
    hasten(clipboard._timer, 15)
    qtbot.waitUntil(lambda: not system.text())
    assert not clipboard._copied_secret


def test_what_another_program_copied_meanwhile_stays(clipboard: Clipboard, system: QClipboard) -> None:
    clipboard.copy(SECRET)
    system.setText("a shopping list")
    clipboard.clear()
    assert system.text() == "a shopping list"
    assert not clipboard._copied_secret


def test_a_second_copy_starts_the_time_anew(clipboard: Clipboard, system: QClipboard) -> None:
    clipboard.copy(SECRET)
    clipboard.seconds = 60
    clipboard.copy("123456")
    assert clipboard._timer.interval() == 60_000
    assert clipboard._timer.isSingleShot()
    clipboard.clear()
    assert not system.text()
    assert not clipboard._timer.isActive()


def test_nothing_copied_clears_nothing(clipboard: Clipboard, system: QClipboard) -> None:
    system.setText("")
    clipboard.clear()
    system.setText("mine")
    clipboard.clear()
    assert system.text() == "mine"


# Wayland: only the window in front may change the clipboard


class Front:
    def __init__(self) -> None:
        self.is_in_front = False

    def __call__(self) -> bool:
        return self.is_in_front


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was started aside: wl-copy is not installed everywhere."""
    made: list[list[str]] = []
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(QProcess, "startDetached", lambda name, arguments: made.append([name, *arguments]))
    return made


def test_behind_other_windows_it_is_cleared_by_who_can(system: QClipboard, started: list[list[str]]) -> None:
    front = Front()
    clipboard = Clipboard(system, seconds=15, is_in_front=front)
    clipboard.copy(SECRET)
    clipboard.clear()
    assert started == [["/usr/bin/wl-copy", "--clear"]]
    clipboard.clear()
    assert len(started) == 1
    front.is_in_front = True
    clipboard.copy(SECRET)
    clipboard.clear()
    assert len(started) == 1


def test_what_could_not_be_cleared_is_cleared_in_front(
    system: QClipboard, monkeypatch: pytest.MonkeyPatch, started: list[list[str]]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    clipboard = Clipboard(system, seconds=15, is_in_front=Front())
    clipboard.copy(SECRET)
    clipboard.clear()
    assert not started
    system.setText(SECRET)  # as where the desktop took no notice
    clipboard.come_to_front()
    assert not system.text()
    system.setText(SECRET)
    clipboard.come_to_front()
    assert system.text() == SECRET, "somebody's own, later"


def test_what_others_copied_since_stays_in_front(system: QClipboard, started: list[list[str]]) -> None:
    clipboard = Clipboard(system, seconds=15, is_in_front=Front())
    clipboard.copy(SECRET)
    clipboard.clear()
    system.setText("a shopping list")
    clipboard.come_to_front()
    assert system.text() == "a shopping list"
    assert started


def test_the_primary_selection_never_holds_a_secret() -> None:
    """Only an X server has one: the tests in on_x11 run there."""
    command = ["xvfb-run", "-a", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(ON_X11)]
    environ = os.environ | {"SPAREKEY_TEST_PLATFORM": "xcb"}
    done = subprocess.run(command, env=environ, cwd=TOP, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
