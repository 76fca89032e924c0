"""A desktop that is none: a private message bus with a Screenshot portal on it, which answers as it is told."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from PySide6.QtCore import ClassInfo, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusObjectPath

SERVICE, PATH = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
named: Any = ClassInfo  # PySide's stubs know neither that it decorates,
a_signal: Any = Signal  # nor that C++ types have names
CONFIG = """<busconfig><type>session</type><listen>unix:dir={folder}</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>"""


@named({"D-Bus Interface": "org.freedesktop.portal.Request"})
class Request(QObject):
    """What a call returns: the answer comes as a signal."""

    Response = a_signal("uint", "QVariantMap")

    def __init__(self) -> None:
        super().__init__()
        self.is_closed = False

    @Slot()
    def Close(self) -> None:  # noqa: N802  (the portal's own name)
        self.is_closed = True


@named({"D-Bus Interface": "org.freedesktop.portal.Screenshot"})
class Portal(QObject):
    """Answers with `code`, and with the picture that is laid at `picture`. Without a code it never answers."""

    def __init__(self, bus: QDBusConnection, caller: str) -> None:
        super().__init__()
        self._bus, self._caller = bus, caller
        self.code: int | None = 0
        self.picture: Path | None = None
        self.asked: list[dict[str, object]] = []
        self.requests: list[Request] = []
        self.is_old = False  # gives requests a path of its own making

    @Slot(str, "QVariantMap", result=QDBusObjectPath)
    def Screenshot(self, parent: str, options: dict[str, object]) -> QDBusObjectPath:  # noqa: N802  (as above)
        assert parent == ""
        self.asked.append(options)
        token = token_hex(4) if self.is_old else options["handle_token"]
        path = f"{PATH}/request/{self._caller[1:].replace('.', '_')}/{token}"
        request = Request()
        self.requests.append(request)
        options_of = QDBusConnection.RegisterOption
        assert self._bus.registerObject(path, request, options_of.ExportAllSignals | options_of.ExportAllSlots)
        if self.code is not None:
            QTimer.singleShot(50 if self.is_old else 0, lambda: self.answer(request))
        return QDBusObjectPath(path)

    def answer(self, request: Request) -> None:
        uri = QUrl.fromLocalFile(str(self.picture)).toString() if self.picture else ""
        request.Response.emit(self.code, {"uri": uri} if uri else {})


class Desktop:
    """Two ends of one bus: ours, and the portal's if there is one."""

    def __init__(self, address: str) -> None:
        self._names = [token_hex(8), token_hex(8)]
        self.bus, self._theirs = (QDBusConnection.connectToBus(address, name) for name in self._names)
        assert self.bus.isConnected()
        self.portal = Portal(self._theirs, self.bus.baseService())

    def add_portal(self) -> Portal:
        assert self._theirs.registerObject(PATH, self.portal, QDBusConnection.RegisterOption.ExportAllSlots)
        assert self._theirs.registerService(SERVICE)
        return self.portal

    def close(self) -> None:
        for name in self._names:
            QDBusConnection.disconnectFromBus(name)


@contextmanager
def desktop(folder: Path) -> Iterator[Desktop]:
    if not shutil.which("dbus-daemon"):
        pytest.fail("The test needs dbus-daemon: install the Debian package dbus.", pytrace=False)
    config = folder / "bus.conf"
    config.write_text(CONFIG.format(folder=folder))
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--print-address=1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout
        made = Desktop(daemon.stdout.readline().strip())
        try:
            yield made
        finally:
            made.close()
            daemon.kill()
