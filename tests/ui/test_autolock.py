"""Locking after a while without a key or a movement."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, example, hasten, open_dialogs, press, shortcut
from ui.desktop.autolock import AutoLock
from vault.settings import Settings


@pytest.fixture
def lock(qtbot: QtBot) -> AutoLock:
    return AutoLock(minutes=5)


def test_it_is_idle_after_the_minutes(lock: AutoLock, qtbot: QtBot) -> None:
    with qtbot.waitSignal(lock.idle):
        hasten(lock._timer, 300)
    assert not lock._timer.isActive()


def test_zero_turns_it_off_and_back_on(lock: AutoLock) -> None:
    lock.set_minutes(0)
    assert not lock._timer.isActive()
    lock.set_minutes(1)
    assert lock._timer.isActive()
    assert lock._timer.interval() == 60_000


@pytest.mark.parametrize("kind", ["key", "click", "move", "wheel"])
def test_any_activity_starts_it_anew(lock: AutoLock, qapp: QApplication, qtbot: QtBot, kind: str) -> None:
    field = QWidget()
    qtbot.addWidget(field)
    field.show()
    qapp.installEventFilter(lock)
    lock._timer.setTimerType(Qt.TimerType.PreciseTimer)
    lock.set_minutes(5)
    qtbot.waitUntil(lambda: lock._timer.remainingTime() < 300_000 - 20)
    before = lock._timer.remainingTime()
    if kind == "key":
        QTest.keyClick(field, Qt.Key.Key_A)
    elif kind == "click":
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    else:
        event = QEvent(QEvent.Type.Wheel)
        if kind == "move":
            none, bare = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
            event = QMouseEvent(QEvent.Type.MouseMove, QPointF(1, 1), QPointF(1, 1), none, none, bare)
        lock.eventFilter(field, event)
    assert lock._timer.remainingTime() > before
    before = lock._timer.remainingTime()
    lock.eventFilter(field, QEvent(QEvent.Type.Paint))
    assert lock._timer.remainingTime() <= before
    qapp.removeEventFilter(lock)


def test_activity_does_not_turn_it_on(lock: AutoLock) -> None:
    lock.set_minutes(0)
    lock.eventFilter(lock, QEvent(QEvent.Type.KeyPress))
    assert not lock._timer.isActive()


def test_an_idle_window_locks_itself_from_under_a_dialog(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened(chosen=Settings(lock_after=2))
    press(app.window, "bring-in-here")
    assert open_dialogs(app)
    hasten(app.auto_lock._timer, 120)
    qtbot.waitUntil(lambda: bool(desk.relaunched))
    assert not app.session.is_unlocked


def test_an_idle_window_without_an_open_vault_stays(desk: Desk, qtbot: QtBot) -> None:
    app = desk.start()
    with qtbot.waitSignal(app.auto_lock.idle):
        hasten(app.auto_lock._timer, 300)
    assert not desk.relaunched
    shortcut(app.window, "Ctrl+L")
    assert not desk.relaunched


def test_changes_are_on_disk_before_an_idle_window_locks(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened(vault=example())
    press(app.window, "use-2")
    assert app.session.has_unsaved
    app.auto_lock.idle.emit()
    qtbot.waitUntil(lambda: bool(desk.relaunched))
    desk.close()
    again = desk.start()
    home = desk.unlock(again)
    assert home.account.codes.grid.isVisible()
    code_set = again.session.vault.accounts[0].live_set
    assert code_set
    assert code_set.codes[1].state == "used"
