"""A logind that is none: on a private bus it hands out delay locks, and tells whether they were given back."""

import os
import select
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, message_bus, new_error, new_method_return, new_signal
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.ui.portal import CONFIG

NAME, PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
SESSION = f"{PATH}/session/_32"
_MANAGER = DBusAddress(PATH, bus_name=NAME, interface=f"{NAME}.Manager")
_SESSION = DBusAddress(SESSION, bus_name=NAME, interface=f"{NAME}.Session")
_PROPERTIES = DBusAddress(SESSION, bus_name=NAME, interface="org.freedesktop.DBus.Properties")


class Login:
    """Answers on a thread of its own. `refuses` makes it answer everything with an error."""

    def __init__(self, address: str, *, refuses: bool = False) -> None:
        self._refuses = refuses
        self._bus: DBusConnection = open_dbus_connection(address, enable_fds=True)
        self._bus.send_and_get_reply(message_bus.RequestName(NAME), timeout=30)
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self._held: list[int] = []  # our ends of the pipes that were handed out
        self._is_over = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def held(self) -> int:
        """How many delay locks were handed out and not given back."""
        poll = select.poll()
        for handle in self._held:
            poll.register(handle, 0)
        return len(self._held) - sum(bool(found & select.POLLHUP) for _, found in poll.poll(0))

    @property
    def given(self) -> int:
        return len(self._held)

    def methods(self) -> list[str]:
        return [name for name, _ in self.asked]

    def sleep(self, *, is_coming: bool) -> None:
        self._bus.send(new_signal(_MANAGER, "PrepareForSleep", "b", (is_coming,)))

    def lock(self) -> None:
        self._bus.send(new_signal(_SESSION, "Lock"))

    def change(self, name: str, *, to: bool, interface: str = f"{NAME}.Session") -> None:
        self._bus.send(new_signal(_PROPERTIES, "PropertiesChanged", "sa{sv}as", (interface, {name: ("b", to)}, [])))

    def close(self) -> None:
        self._is_over = True
        self._thread.join()
        self._bus.close()
        for handle in self._held:
            os.close(handle)

    def _serve(self) -> None:
        while not self._is_over:
            try:
                message = self._bus.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Any) -> None:
        method = message.header.fields[HeaderFields.member]
        self.asked.append((method, tuple(message.body)))
        if self._refuses:
            self._bus.send(new_error(message, "org.freedesktop.DBus.Error.AccessDenied"))
        elif method == "Inhibit":
            ours, theirs = os.pipe()
            self._held.append(ours)
            self._bus.send(new_method_return(message, "h", (theirs,)))
            os.close(theirs)
        elif method == "GetSession":
            self._bus.send(new_method_return(message, "o", (SESSION,)))


def screen_saver(address: str, interface: str, *, is_locked: bool) -> None:
    """Say on a session's bus that the screen is locked, or that it is not."""
    with open_dbus_connection(address) as bus:
        path = f"/{interface.replace('.', '/')}"
        bus.send(new_signal(DBusAddress(path, interface=interface), "ActiveChanged", "b", (is_locked,)))
        bus.send_and_get_reply(message_bus.GetId(), timeout=30)  # it is delivered by then


@contextmanager
def new_bus(folder: Path) -> Iterator[str]:
    """Run a message bus without any service, and return its address once it listens."""
    config = folder / "bus.conf"
    config.write_text(CONFIG.format(folder=folder).replace("<allow own", '<allow user="*"/><allow own'))
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.kill()


@contextmanager
def new_login(address: str, *, refuses: bool = False) -> Iterator[Login]:
    made = Login(address, refuses=refuses)
    try:
        yield made
    finally:
        made.close()
