"""Windows that are kept out of screenshots, where a system has a way. Here it is played: Linux has none."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, example, find
from ui.desktop import capture
from ui.desktop.capture import CaptureGuard
from vault import settings
from vault.settings import Settings

Calls = list[tuple[int, bool]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What a system that has a way was asked for."""
    made: Calls = []
    monkeypatch.setattr(capture, "way_here", lambda: lambda handle, is_out: made.append((handle, is_out)))
    return made


@pytest.fixture
def guard(qapp: QApplication, calls: Calls) -> Iterator[CaptureGuard]:
    made = capture.guard_here(qapp, is_on=True)
    assert made
    yield made
    qapp.removeEventFilter(made)
    made.deleteLater()


def test_every_window_is_kept_out_as_it_is_shown(guard: CaptureGuard, calls: Calls, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = QLabel("a part is no window", window)
    shown = [window, QDialog(window), QMenu(window)]
    for one in shown:
        one.show()
    assert calls == [(int(one.winId()), True) for one in shown]
    assert label.isVisible()
    shown[1].hide()
    shown[1].show()
    assert calls[3:] == [(int(shown[1].winId()), True)]
    assert guard


def test_turning_it_off_lets_those_in_that_are_there(guard: CaptureGuard, calls: Calls, qtbot: QtBot) -> None:
    window, hidden = QWidget(), QWidget()
    for one in (window, hidden):
        qtbot.addWidget(one)
    part = QLabel("a part is no window", window)
    window.show()
    calls.clear()
    guard.set_on([window, hidden, part], is_on=False)
    assert calls == [(int(window.winId()), False)]
    hidden.show()
    assert len(calls) == 1
    guard.set_on([window], is_on=True)
    assert calls[1:] == [(int(window.winId()), True)]


def test_this_system_has_no_way_and_offers_no_choice(desk: Desk) -> None:
    app, home = desk.opened(vault=example())
    assert app.capture is None
    home.show_settings()
    assert not home.settings.findChildren(QCheckBox, "out_of_screenshots")


def test_the_choice_takes_effect_at_once_and_lasts(desk: Desk, calls: Calls, qapp: QApplication) -> None:
    app, home = desk.opened(vault=example())
    assert app.capture
    try:
        assert (int(app.window.winId()), True) in calls
        home.show_settings()
        calls.clear()
        find(home.settings, QCheckBox, "out_of_screenshots").click()
        assert (int(app.window.winId()), False) in calls
        assert not settings.load()[0].out_of_screenshots
    finally:
        qapp.removeEventFilter(app.capture)


def test_it_is_on_unless_it_was_turned_off() -> None:
    assert Settings().out_of_screenshots
