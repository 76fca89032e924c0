"""Being seen by the desktop's portal once, and by nobody afterwards."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from jeepney import HeaderFields, MessageType, message_bus, new_method_return
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from PySide6.QtCore import QObject, Signal
from PySide6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from tests.ui.desk import hasten
from tests.ui.login import new_bus
from ui import process
from ui.desktop.introduction import Introduction

NAME = "org.freedesktop.portal.Desktop"


class Person(QObject):
    typed = Signal(str)


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done to this process: nothing, in truth."""
    done: list[str] = []
    monkeypatch.setattr(process, "show", lambda: done.append("open"))
    monkeypatch.setattr(process, "hide", lambda: done.append("shut"))
    return done


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with new_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        name = token_hex(8)
        bus = QDBusConnection.connectToBus(address, name)
        monkeypatch.setattr(QDBusConnection, "sessionBus", lambda: bus)
        yield address
        QDBusConnection.disconnectFromBus(name)


@pytest.fixture
def portal(address: str) -> Iterator[DBusConnection]:
    with open_dbus_connection(address) as bus:
        bus.send_and_get_reply(message_bus.RequestName(NAME), timeout=30)
        yield bus


def next_call(bus: DBusConnection) -> tuple[str, object]:
    while (message := bus.receive(timeout=30)).header.message_type is not MessageType.method_call:
        pass
    return str(message.header.fields[HeaderFields.member]), message


def test_the_door_is_shut_as_soon_as_the_portal_has_seen_us(
    portal: DBusConnection, door: list[str], qtbot: QtBot, qapp: QObject
) -> None:
    made = Introduction()
    assert door == ["open"], "before there is an application, which asks the portal by itself"
    made.begin()
    for expected in ("Read", "GetAvailable"):
        assert door == ["open"]
        member, message = next_call(portal)
        assert member == expected
        portal.send(new_method_return(message, "b", (True,)))
    qtbot.waitUntil(lambda: door == ["open", "shut"])
    made.end()
    assert door == ["open", "shut"]


def test_without_a_portal_it_is_shut_at_once(address: str, door: list[str], qtbot: QtBot) -> None:
    made = Introduction()
    made.begin()
    qtbot.waitUntil(lambda: door == ["open", "shut"])
    assert address
    assert made


def test_a_portal_that_does_not_answer_keeps_it_open_for_three_seconds(
    portal: DBusConnection, door: list[str], qtbot: QtBot
) -> None:
    made = Introduction()
    made.begin()
    assert next_call(portal)[0] == "Read"
    hasten(made._timer, 3)
    qtbot.waitUntil(lambda: door == ["open", "shut"])


def test_the_first_key_shuts_it(portal: DBusConnection, door: list[str]) -> None:
    person = Person()
    made = Introduction()
    made.begin(person.typed)
    assert next_call(portal)[0] == "Read"
    person.typed.emit("c")
    assert door == ["open", "shut"]


def test_without_a_bus_it_is_never_open(door: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.desktop.introduction.session_address", lambda: "")
    made = Introduction()
    made.begin()
    made.end()
    assert not door
