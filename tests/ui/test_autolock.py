"""Locking after a while without a key or a movement."""

import time

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, example, hasten, open_dialogs, press, shortcut, write
from ui.desktop.autolock import AutoLock, with_sleep
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


@pytest.fixture
def field(qtbot: QtBot) -> QLineEdit:
    """A window that is nothing but a field, with the focus."""
    made = QLineEdit()
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.mark.parametrize("kind", ["key", "click", "move", "wheel"])
def test_any_activity_starts_it_anew(lock: AutoLock, qapp: QApplication, qtbot: QtBot, field: QLineEdit, kind: str) -> None:
    window, middle = field.windowHandle(), field.rect().center()
    lock.watch(qapp)
    lock._timer.setTimerType(Qt.TimerType.PreciseTimer)
    lock.set_minutes(5)
    qtbot.waitUntil(lambda: lock._timer.remainingTime() < 300_000 - 20)
    before = lock._timer.remainingTime()
    if kind == "key":
        QTest.keyClick(window, Qt.Key.Key_A)
    elif kind == "click":
        QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=middle)
    elif kind == "move":
        for place in (middle, middle + QPoint(1, 1)):  # it may have been there before
            QTest.mouseMove(window, place)
    else:
        QTest.wheelEvent(window, middle, QPoint(0, 120))
    assert lock._timer.remainingTime() > before
    before = lock._timer.remainingTime()
    field.update()
    QApplication.processEvents()
    assert lock._timer.remainingTime() <= before


def test_what_is_done_in_a_window_that_opens_later_counts_too(lock: AutoLock, qapp: QApplication, qtbot: QtBot) -> None:
    lock.watch(qapp)
    later = QDialog()
    qtbot.addWidget(later)
    later.show()
    qtbot.waitUntil(later.isActiveWindow)
    lock._timer.stop()
    QTest.keyClick(later.windowHandle(), Qt.Key.Key_A)
    assert lock._timer.isActive()


class Boottime:
    """A clock that also counts sleep."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def boottime() -> Boottime:
    return Boottime()


def test_a_computer_that_slept_through_the_minutes_is_idle(boottime: Boottime, qtbot: QtBot) -> None:
    lock = AutoLock(minutes=5, clock=boottime)
    boottime.now += 8 * 3600
    with qtbot.waitSignal(lock.idle):
        hasten(lock._glance, 15)
    assert not lock._timer.isActive()


def test_a_short_sleep_is_not_idle(boottime: Boottime, qtbot: QtBot) -> None:
    lock = AutoLock(minutes=5, clock=boottime)
    heard: list[bool] = []
    lock.idle.connect(lambda: heard.append(True))
    boottime.now += 299
    with qtbot.waitSignal(lock._glance.timeout):
        hasten(lock._glance, 15)
    assert not heard
    boottime.now += 1
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [True]


def test_the_first_key_after_a_long_sleep_locks_and_goes_nowhere(
    boottime: Boottime, qapp: QApplication, qtbot: QtBot, field: QLineEdit
) -> None:
    lock = AutoLock(minutes=5, clock=boottime)
    lock.watch(qapp)
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    boottime.now += 301
    with qtbot.waitSignal(lock.idle):
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_B)
    assert field.text() == "a"


def test_the_clock_counts_sleep_where_the_system_does() -> None:
    assert abs(with_sleep() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 5


@pytest.mark.parametrize("system", ["macOS", "Windows"])
def test_other_systems_have_other_clocks(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    monkeypatch.delattr(time, "CLOCK_BOOTTIME")
    if system == "Windows":
        monkeypatch.delattr(time, "CLOCK_MONOTONIC")
    assert abs(with_sleep() - time.monotonic()) < 5


def test_a_window_that_waited_long_for_the_password_locks_all_the_same(desk: Desk, qtbot: QtBot) -> None:
    write(desk.path, example())
    app = desk.start()
    with qtbot.waitSignal(app.auto_lock.idle):
        hasten(app.auto_lock._timer, 300)
    app.auto_lock.set_minutes(5)
    app.auto_lock._timer.stop()  # as after the minutes went by on the page that asks for the password
    desk.unlock(app)
    hasten(app.auto_lock._timer, 300)
    qtbot.waitUntil(lambda: bool(desk.relaunched))


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


def test_a_key_in_the_window_or_in_its_dialog_counts(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened()
    for is_dialog_open in (False, True):
        if is_dialog_open:
            press(app.window, "bring-in-here")
        window = open_dialogs(app)[0] if is_dialog_open else app.window
        qtbot.waitUntil(window.isActiveWindow)
        app.auto_lock._timer.stop()
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
        assert app.auto_lock._timer.isActive()


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
