"""Two Syncthing instances that know only each other, over the loopback: nothing of them reaches a network."""

import copy
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

FOLDER = "vaults"
_KEY = "campaign"
_PATIENCE = 60  # seconds until what should settle counts as stuck
# What would reach beyond this machine, or change it.
_OPTIONS = {
    "globalAnnounceEnabled": "false",
    "localAnnounceEnabled": "false",
    "relaysEnabled": "false",
    "natEnabled": "false",
    "startBrowser": "false",
    "urAccepted": "-1",
    "autoUpgradeIntervalH": "0",
    "crashReportingEnabled": "false",
    "announceLANAddresses": "false",
    "stunServer": "",
    "reconnectionIntervalS": "1",
    "progressUpdateIntervalS": "-1",
    "setLowPriority": "false",
}
# A user's defaults are 10 s until a change is looked at, and an hour between looks through the whole folder.
_SHARING = {"id": FOLDER, "rescanIntervalS": "5", "fsWatcherEnabled": "true", "fsWatcherDelayS": "1"}


class StuckError(Exception):
    """What should have settled did not."""


class Instance:
    """One machine's Syncthing: its own home, its own folder, an API that is asked on 127.0.0.1."""

    def __init__(self, top: Path, name: str) -> None:
        self.name = name
        self.home, self.folder = top / name / "syncthing", top / name / "folder"
        self.folder.mkdir(parents=True)
        self.api_port, self.port = _free_ports(2)
        _run("generate", "--no-default-folder", f"--home={self.home}")
        self.id = _run("serve", "--device-id", f"--home={self.home}").split()[-1]
        self._process: subprocess.Popen[bytes] | None = None

    def know(self, other: "Instance", *, ignored: tuple[str, ...] = ()) -> None:
        """Write the settings: the other instance is the only one there is."""
        tree = ET.parse(self.home / "config.xml")
        root = tree.getroot()
        for old in root.findall("device") + root.findall("folder"):
            root.remove(old)
        folder = _like_default(root, "folder", _SHARING | {"path": str(self.folder)})
        _set(root, "folder/pullerPauseS", "1")
        for old in folder.findall("device"):
            folder.remove(old)
        for one in (self, other):
            device = _like_default(root, "device", {"id": one.id, "name": one.name})
            device[0].text = f"tcp://127.0.0.1:{one.port}"
            ET.SubElement(folder, "device", {"id": one.id})
        _set(root, "gui/address", f"127.0.0.1:{self.api_port}")
        _set(root, "gui/apikey", _KEY)
        _set(root, "options/listenAddress", f"tcp://127.0.0.1:{self.port}")
        for option, value in _OPTIONS.items():
            _set(root, f"options/{option}", value)
        tree.write(self.home / "config.xml")
        if ignored:
            (self.folder / ".stignore").write_text("\n".join(ignored) + "\n")

    def start(self) -> None:
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.home), "STNOUPGRADE": "1", "STNODEFAULTFOLDER": "1"}
        command = ["syncthing", "serve", f"--home={self.home}", "--no-browser", "--no-restart"]
        with (self.home / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(
                command, env=environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        wait_for(self._answers, f"the start of {self.name}'s Syncthing")

    def kill(self) -> None:
        """End it as a power cut does, with the second process that it starts."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def ask(self, path: str, method: str = "GET") -> Any:
        request = Request(f"http://127.0.0.1:{self.api_port}/rest/{path}", headers={"X-API-Key": _KEY}, method=method)
        with urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text.strip().startswith((b"{", b"[")) else None

    def scan(self) -> None:
        """Look through the folder now."""
        self.ask(f"db/scan?folder={FOLDER}", "POST")

    def is_settled_with(self, other: "Instance") -> bool:
        """Tell whether nothing is left to fetch, and the other one has all of it, as far as this one knows."""
        here = self.ask(f"db/status?folder={FOLDER}")
        there = self.ask(f"db/completion?folder={FOLDER}&device={other.id}")
        is_connected = self.ask("system/connections")["connections"][other.id]["connected"]
        nothing = here["needTotalItems"] == there["needItems"] == there["needDeletes"] == 0
        return bool(is_connected and nothing and here["state"] == "idle")

    def _answers(self) -> bool:
        if self._process and self._process.poll() is not None:
            raise StuckError(f"{self.name}'s Syncthing ended: see {self.home / 'log.txt'}")
        try:
            return bool(self.ask("system/ping")["ping"] == "pong")
        except (URLError, HTTPError, OSError, http.client.HTTPException):
            return False


class Pair:
    """Two instances that share a folder."""

    def __init__(self, top: Path, *, ignored: tuple[str, ...] = ()) -> None:
        self.a, self.b = self.both = (Instance(top, "anna"), Instance(top, "berta"))
        self._is_all_synced = not ignored
        self.a.know(self.b, ignored=ignored)
        self.b.know(self.a, ignored=ignored)

    def disconnect(self) -> None:
        self.a.ask(f"system/pause?device={self.b.id}", "POST")
        wait_for(lambda: not self._connected(), "the machines to part")

    def connect(self) -> None:
        self.a.ask(f"system/resume?device={self.b.id}", "POST")

    def settle(self) -> None:
        """Wait until both have looked, both have fetched, and both folders are the same."""

        def is_still() -> bool:
            for one in self.both:
                one.scan()
            pairs = ((self.a, self.b), (self.b, self.a))
            a, b = (self._synced(one.folder) for one in self.both)
            return all(one.is_settled_with(other) for one, other in pairs) and a == b

        wait_for(is_still, "both folders to be the same", every=0.3)

    def _synced(self, folder: Path) -> dict[str, bytes]:
        """Return the files that both are to have."""
        found = tree(folder)
        return {name: found[name] for name in found if self._is_all_synced or not (name.startswith(".") or "/" in name)}

    def _connected(self) -> bool:
        return bool(self.a.ask("system/connections")["connections"][self.b.id]["connected"])


@contextmanager
def running(top: Path, *, ignored: tuple[str, ...] = ()) -> Iterator[Pair]:
    """Run two instances for as long as it takes."""
    pair = Pair(top, ignored=ignored)
    try:
        for one in pair.both:
            one.start()
        yield pair
    finally:
        for one in pair.both:
            one.kill()


def is_installed() -> bool:
    return shutil.which("syncthing") is not None


def version() -> str:
    return " ".join(_run("--version").split()[:2])


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files that are synced, by their path. One that goes away meanwhile is left out."""
    found = {}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if not path.is_file() or name.startswith((".stfolder", ".stignore", ".stversions")) or ".syncthing." in name:
            continue
        try:
            found[name] = path.read_bytes()
        except FileNotFoundError:
            continue
    return found


def wait_for(is_so: Callable[[], bool], what: str, *, every: float = 0.1) -> None:
    until = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > until:
            raise StuckError(f"Waited {_PATIENCE} seconds for {what}")
        time.sleep(every)


def _run(*arguments: str) -> str:
    return subprocess.run(["syncthing", *arguments], capture_output=True, text=True, check=True).stdout


def _like_default(root: ET.Element, kind: str, members: dict[str, str]) -> ET.Element:
    """Add a folder or device with a user's defaults: what is left out is zero, also how many conflict files are kept."""
    default = root.find(f"defaults/{kind}")
    assert default is not None
    made = copy.deepcopy(default)
    made.attrib.update(members)
    root.append(made)
    return made


def _set(root: ET.Element, path: str, value: str) -> None:
    element = root.find(path)
    if element is None:
        parent, _, name = path.rpartition("/")
        above = root.find(parent)
        assert above is not None
        element = ET.SubElement(above, name)
    element.text = value


def _free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports
