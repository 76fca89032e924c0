"""The real program, run by an ordinary user, locks with the system: a fresh process that nobody can look into."""

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import MessageType, message_bus, new_method_return
from jeepney.io.blocking import open_dbus_connection

from tests.e2e.screen import until
from tests.terminal.nobody import as_somebody, may_read
from tests.terminal.shell import program
from tests.ui.login import Login, screen_saver

PORTAL = "org.freedesktop.portal.Desktop"


class Portal:
    """Looks who calls, as the real one does, and answers."""

    def __init__(self, address: str) -> None:
        self._bus = open_dbus_connection(address)
        self._bus.send_and_get_reply(message_bus.RequestName(PORTAL), timeout=30)
        self.process = 0
        self.seen: list[bool] = []  # for each call: whether it could be seen who that was
        self._is_over = False
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._is_over = True
        self._thread.join()
        self._bus.close()

    def _serve(self) -> None:
        while not self._is_over:
            try:
                message: Any = self._bus.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                self.seen.append(may_read(self.process, "environ"))
                self._bus.send(new_method_return(message, "b", (True,)))


@pytest.fixture
def portal(address: str) -> Iterator[Portal]:
    portal = Portal(address)
    yield portal
    portal.close()


@pytest.fixture
def demo(open_folder: Path, address: str, portal: Portal) -> Iterator["subprocess.Popen[bytes]"]:
    home = str(open_folder)
    environ = {"PATH": os.environ["PATH"], "HOME": home, "TMPDIR": home, "QT_QPA_PLATFORM": "offscreen"}
    environ |= {"LANG": "C.UTF-8", "DBUS_SESSION_BUS_ADDRESS": address, "DBUS_SYSTEM_BUS_ADDRESS": address}
    command = as_somebody([*program(), "--demo"], open_folder)
    with subprocess.Popen(command, env=environ, cwd=home, stderr=subprocess.PIPE) as process:
        portal.process = process.pid
        yield process
        process.kill()
        assert process.stderr
        assert process.stderr.read() == b""


def arguments(process: "subprocess.Popen[bytes]") -> str:
    return Path(f"/proc/{process.pid}/cmdline").read_text("utf-8")


@pytest.mark.parametrize("cause", ["screen", "sleep"])
def test_the_program_locks_with_the_system(
    demo: "subprocess.Popen[bytes]", portal: Portal, login: Login, address: str, cause: str
) -> None:
    until("the portal was asked", lambda: len(portal.seen) == 2)
    until("it may not be looked into", lambda: not may_read(demo.pid, "mem"))
    until("sleep is held up", lambda: login.held == 1)
    assert "--demo-folder" not in arguments(demo)
    if cause == "sleep":
        login.sleep(is_coming=True)
    else:
        screen_saver(address, "org.gnome.ScreenSaver", is_locked=True)
    until("it is a fresh process", lambda: "--demo-folder" in arguments(demo))
    until("the computer may sleep", lambda: login.held == 0)  # the system closes it a moment after the new name shows
    until("the portal was asked again", lambda: len(portal.seen) == 4)
    until("it may not be looked into again", lambda: not may_read(demo.pid, "mem"))
    assert portal.seen[2], "the portal refuses whom it cannot see"
    login.sleep(is_coming=True)
    screen_saver(address, "org.gnome.ScreenSaver", is_locked=True)
    login.lock()
    assert login.methods() == ["GetSession", "Inhibit"], "a locked vault listens to nobody"
    assert demo.poll() is None
