"""Locking with the system: the screen, sleep, another user; on real message buses of our own."""

import ctypes
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, example, press
from tests.ui.login import Login, new_login, screen_saver
from ui.desktop import buses
from ui.desktop.app import App
from ui.desktop.lock_signals import macos, windows
from ui.desktop.lock_signals.linux import SCREEN_SAVERS, LinuxSignals
from ui.desktop.lock_signals.signals import LockSignals, for_this_system

ALL = len(SCREEN_SAVERS) + 3  # and sleep, Lock and PropertiesChanged
Connect = Callable[[str], QDBusConnection]


@pytest.fixture
def connect() -> Iterator[Connect]:
    names: list[str] = []

    def connected(address: str) -> QDBusConnection:
        names.append(token_hex(8))
        return QDBusConnection.connectToBus(address, names[-1])

    yield connected
    for name in names:
        QDBusConnection.disconnectFromBus(name)


@pytest.fixture
def signals(qtbot: QtBot, qapp: QCoreApplication, address: str, login: Login, connect: Connect) -> Iterator[LinuxSignals]:
    """Signals that listen already, and hold sleep up."""
    window = QWidget()
    qtbot.addWidget(window)
    made = LinuxSignals(window, session=connect(address), system=connect(address))
    made.listen(qapp)
    qtbot.waitUntil(lambda: made._delay is not None and len(made._connected) == ALL)
    yield made
    made.end()


@pytest.mark.parametrize("interface", SCREEN_SAVERS)
def test_every_desktops_screen_saver_locks(signals: LinuxSignals, address: str, qtbot: QtBot, interface: str) -> None:
    with qtbot.waitSignal(signals.locked):
        screen_saver(address, interface, is_locked=True)


def test_a_screen_that_is_unlocked_locks_nothing(signals: LinuxSignals, address: str, qtbot: QtBot) -> None:
    heard: list[bool] = []
    signals.locked.connect(lambda: heard.append(True))
    screen_saver(address, SCREEN_SAVERS[1], is_locked=False)
    screen_saver(address, SCREEN_SAVERS[1], is_locked=True)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [True]


def test_sleep_locks_and_is_held_up_until_it_may_come(signals: LinuxSignals, login: Login, qtbot: QtBot) -> None:
    assert login.asked[-1] == ("Inhibit", ("sleep", "Sparekey", "The vault is locked before the computer sleeps", "delay"))
    with qtbot.waitSignal(signals.locked):
        login.sleep(is_coming=True)
    assert login.held == 1
    signals.let_sleep()
    qtbot.waitUntil(lambda: login.held == 0)


def test_after_sleep_the_next_one_is_held_up_again(signals: LinuxSignals, login: Login, qtbot: QtBot) -> None:
    with qtbot.waitSignal(signals.locked):
        login.sleep(is_coming=True)
    signals.let_sleep()
    qtbot.waitUntil(lambda: login.held == 0)
    login.sleep(is_coming=False)
    qtbot.waitUntil(lambda: login.held == 1)
    assert login.given == 2


def test_a_screen_that_is_unlocked_over_an_open_vault_holds_the_next_sleep_up(
    signals: LinuxSignals, login: Login, address: str, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(signals.locked):
        screen_saver(address, SCREEN_SAVERS[0], is_locked=True)
    signals.let_sleep()
    qtbot.waitUntil(lambda: login.held == 0)
    screen_saver(address, SCREEN_SAVERS[0], is_locked=False)
    qtbot.waitUntil(lambda: login.held == 1)
    assert login.given == 2


def test_without_a_system_bus_a_screen_that_is_unlocked_is_no_obstacle(
    qtbot: QtBot, qapp: QCoreApplication, address: str, connect: Connect
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = LinuxSignals(window, session=connect(address), system=connect("unix:path=/nonexistent/bus"))
    made.listen(qapp)
    with qtbot.waitSignal(made.locked):
        screen_saver(address, SCREEN_SAVERS[0], is_locked=False)
        screen_saver(address, SCREEN_SAVERS[0], is_locked=True)
    made.end()


def test_waking_up_twice_holds_sleep_up_once(signals: LinuxSignals, login: Login, qtbot: QtBot) -> None:
    with qtbot.waitSignal(signals.locked):
        login.sleep(is_coming=False)
        login.lock()  # comes after the other one
    assert login.given == 1


@pytest.mark.parametrize("say", ["lock", "away", "hint"])
def test_the_login_session_locks(signals: LinuxSignals, login: Login, qtbot: QtBot, say: str) -> None:
    with qtbot.waitSignal(signals.locked):
        if say == "lock":
            login.lock()
        elif say == "away":
            login.change("Active", to=False)
        else:
            login.change("LockedHint", to=True)


def test_what_else_changes_locks_nothing(signals: LinuxSignals, login: Login, qtbot: QtBot) -> None:
    heard: list[bool] = []
    signals.locked.connect(lambda: heard.append(True))
    login.change("Active", to=True)
    login.change("LockedHint", to=False)
    login.change("Active", to=False, interface="org.example.Other")
    login.change("IdleHint", to=True)
    login.lock()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [True]


def test_after_the_end_nothing_is_heard_and_sleep_may_come(
    signals: LinuxSignals, login: Login, address: str, qtbot: QtBot, connect: Connect, qapp: QCoreApplication
) -> None:
    heard: list[bool] = []
    signals.locked.connect(lambda: heard.append(True))
    signals.end()
    qtbot.waitUntil(lambda: login.held == 0)
    window = QWidget()
    qtbot.addWidget(window)
    other = LinuxSignals(window, session=connect(address), system=connect(address))
    other.listen(qapp)
    qtbot.waitUntil(lambda: login.held == 1 and len(other._connected) == ALL)
    with qtbot.waitSignal(other.locked):
        login.lock()
    with qtbot.waitSignal(other.locked):
        screen_saver(address, SCREEN_SAVERS[0], is_locked=True)
    other.end()
    assert not heard


def test_an_answer_after_the_end_is_dropped(
    qtbot: QtBot, qapp: QCoreApplication, address: str, login: Login, connect: Connect
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = LinuxSignals(window, session=connect(address), system=connect(address))
    made.listen(qapp)
    made.end()
    qtbot.waitUntil(lambda: login.given == 1 and login.held == 0)
    assert not made._connected


def test_a_logind_that_refuses_is_no_obstacle(qtbot: QtBot, qapp: QCoreApplication, address: str, connect: Connect) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with new_login(address, refuses=True) as login:
        made = LinuxSignals(window, session=connect(address), system=connect(address))
        made.listen(qapp)
        qtbot.waitUntil(lambda: login.methods() == ["GetSession", "Inhibit"])
        with qtbot.waitSignal(made.locked):
            login.sleep(is_coming=True)
        made.end()


def test_a_bus_without_logind_or_no_bus_at_all_is_no_obstacle(
    qtbot: QtBot, qapp: QCoreApplication, address: str, connect: Connect
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    nowhere = connect("unix:path=/nonexistent/bus")
    assert not nowhere.isConnected()
    deaf = LinuxSignals(window, session=nowhere, system=nowhere)
    deaf.listen(qapp)
    deaf.let_sleep()
    deaf.end()
    alone = LinuxSignals(window, session=connect(address), system=connect(address))
    alone.listen(qapp)
    with qtbot.waitSignal(alone.locked):
        screen_saver(address, SCREEN_SAVERS[0], is_locked=True)
    alone.end()


def test_a_system_without_buses_gets_signals_that_say_nothing(
    qtbot: QtBot, qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(buses, "_SYSTEM_SOCKET", str(tmp_path / "none"))
    monkeypatch.setattr("os.getuid", lambda: 4_000_000_000)
    made = for_this_system(window)
    assert type(made) is LockSignals
    made.listen(qapp)
    made.let_sleep()
    made.end()


def test_addresses_come_from_the_environment_or_from_where_buses_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    monkeypatch.delenv("DBUS_SYSTEM_BUS_ADDRESS", raising=False)
    (tmp_path / "socket").touch()
    monkeypatch.setattr(buses, "_SYSTEM_SOCKET", str(tmp_path / "socket"))
    assert buses.system_address() == f"unix:path={tmp_path / 'socket'}"
    monkeypatch.setattr(buses, "_SYSTEM_SOCKET", "/" + "x" * 5000)  # a name that the system refuses
    assert buses.system_address() == ""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/here")
    assert buses.session_address() == "unix:path=/here"
    window = QWidget()
    qtbot.addWidget(window)
    assert type(for_this_system(window)) is LinuxSignals


# Other systems, as far as they can be played here


@pytest.mark.parametrize(
    ("number", "what", "expected"),
    [
        *((0x02B1, event, event in {2, 4, 7}) for event in range(1, 10)),  # WM_WTSSESSION_CHANGE
        *((0x0218, event, event == 4) for event in (4, 7, 10, 18)),  # WM_POWERBROADCAST
        (0x0010, 7, False),
    ],
)
def test_windows_messages_lock(qtbot: QtBot, number: int, what: int, expected: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = windows.WindowsSignals(window)
    heard: list[bool] = []
    made.locked.connect(lambda: heard.append(True))
    message = windows._Message(window=1, number=number, what=what)
    for kind in (b"windows_dispatcher_MSG", b"windows_generic_MSG"):
        assert made._filter.nativeEventFilter(kind, ctypes.addressof(message)) == (False, 0)
    assert heard == [True] * expected


def test_a_mac_is_told_by_one_object(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = macos.MacSignals(window)
    with qtbot.waitSignal(made.locked):
        made._told(None, None, None)
    made.end()


# The window


@pytest.fixture
def listening(desk: Desk, login: Login, address: str, connect: Connect, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> App:
    """A window with an open vault that listens to the system."""
    session, system = connect(address), connect(address)
    made: list[LinuxSignals] = []

    def for_test(window: QWidget) -> LinuxSignals:
        made.append(LinuxSignals(window, session=session, system=system))
        return made[-1]

    monkeypatch.setattr("ui.desktop.lock_signals.signals.for_this_system", for_test)
    app, _home = desk.opened(vault=example())
    qtbot.waitUntil(lambda: bool(made) and made[0]._delay is not None and len(made[0]._connected) == ALL)
    return app


@pytest.mark.parametrize("cause", ["screen", "sleep", "session"])
def test_the_window_locks_once_and_lets_the_computer_sleep(
    desk: Desk, listening: App, login: Login, address: str, qtbot: QtBot, cause: str
) -> None:
    for _ in range(2):
        if cause == "screen":
            screen_saver(address, SCREEN_SAVERS[0], is_locked=True)
        elif cause == "sleep":
            login.sleep(is_coming=True)
        else:
            login.lock()
    qtbot.waitUntil(lambda: bool(desk.relaunched) and login.held == 0)
    login.sleep(is_coming=True)
    screen_saver(address, SCREEN_SAVERS[1], is_locked=True)
    qtbot.wait(50)
    assert len(desk.relaunched) == 1
    assert not listening.session.is_unlocked
    assert login.given == 1


def test_what_is_unsaved_is_saved_before_sleep(desk: Desk, listening: App, login: Login, qtbot: QtBot) -> None:
    press(listening.window, "use-2")
    assert listening.session.has_unsaved
    login.sleep(is_coming=True)
    qtbot.waitUntil(lambda: bool(desk.relaunched) and login.held == 0)
    desk.close()
    again = desk.start()
    desk.unlock(again)
    code_set = again.session.vault.accounts[0].live_set
    assert code_set
    assert code_set.codes[1].state == "used"


def test_a_disk_that_refuses_hides_everything_and_does_not_keep_the_computer_awake(
    desk: Desk, listening: App, login: Login, qtbot: QtBot
) -> None:
    desk.path.with_name("vault.backups").write_text("not a folder")
    press(listening.window, "use-2")
    login.sleep(is_coming=True)
    qtbot.waitUntil(lambda: listening.departure.is_veiled and login.held == 0)
    assert not desk.relaunched
    assert listening.session.is_unlocked
