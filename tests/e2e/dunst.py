"""A desktop with a real notification service: a message bus of its own, and dunst on a screen of its own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, MessageType, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.e2e.screen import until

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
BUS = """<busconfig><type>session</type><listen>unix:path={folder}/bus</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"""
CONFIG = """[global]
stack_duplicates = false
history_length = 10000
notification_limit = 0
idle_threshold = 0
[urgency_normal]
timeout = 0
"""


class Dunst:
    """What a person who looks at the notifications can see and do."""

    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus

    @property
    def displayed(self) -> int:
        return self._count("displayedLength")

    @property
    def shown(self) -> int:
        """How many notifications there were so far."""
        return self.displayed + self._count("waitingLength") + self._count("historyLength")

    def click(self) -> None:
        self._call("NotificationAction", "u", (0,))

    def close_all(self) -> None:
        self._call("NotificationCloseAll")

    def closed(self) -> list[dict[str, Any]]:
        """Return what the notifications said that are closed by now, the latest first."""
        return [{name: value for name, (_, value) in one.items()} for one in self._call("NotificationListHistory")[0]]

    def _call(self, name: str, signature: str | None = None, members: tuple[Any, ...] = ()) -> tuple[Any, ...]:
        address = DBusAddress(PATH, bus_name=NAME, interface="org.dunstproject.cmd0")
        return self._ask(new_method_call(address, name, signature, members))

    def _count(self, name: str) -> int:
        address = DBusAddress(PATH, bus_name=NAME, interface="org.dunstproject.cmd0")
        return int(self._ask(Properties(address).get(name))[0][1])

    def _ask(self, message: Any) -> tuple[Any, ...]:
        reply = self._bus.send_and_get_reply(message, timeout=30)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return tuple(reply.body)


@contextmanager
def new_bus(folder: Path) -> Iterator[str]:
    """Run a message bus without any service; its address is for DBUS_SESSION_BUS_ADDRESS."""
    config = folder / "bus.conf"
    config.write_text(BUS.format(folder=folder))
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        try:
            assert process.stdout
            process.stdout.readline()  # written as soon as it listens
            yield f"unix:path={folder}/bus"
        finally:
            process.kill()


@contextmanager
def new_dunst(environment: dict[str, str], folder: Path) -> Iterator[Dunst]:
    """Run dunst on the bus and the screen that the environment names."""
    config = folder / "dunstrc"
    config.write_text(CONFIG)
    address = environment["DBUS_SESSION_BUS_ADDRESS"]
    command = ["dunst", "-conf", str(config)]
    with (
        (folder / "dunst.log").open("wb") as log,
        open_dbus_connection(address) as bus,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            until("dunst is there", lambda: _is_there(bus))
            yield Dunst(bus)
        finally:
            process.kill()


def _is_there(bus: DBusConnection) -> bool:
    address = DBusAddress("/org/freedesktop/DBus", bus_name="org.freedesktop.DBus", interface="org.freedesktop.DBus")
    return bool(bus.send_and_get_reply(new_method_call(address, "NameHasOwner", "s", (NAME,))).body[0])
