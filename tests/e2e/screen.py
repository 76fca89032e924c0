"""A screen of its own (Xvfb), a keyboard for it (xdotool), and waiting for what should happen."""

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.e2e import eye

PACKAGES = {"Xvfb": "xvfb", "xdotool": "xdotool"}  # program: its Debian package
DEADLINE = 60  # seconds: for one thing to happen, on a machine that has much else to do
SIZE = "1280x900x24"
T = TypeVar("T")


class Screen:
    """What a person in front of the screen can do: look, type, copy and paste."""

    def __init__(self, environment: dict[str, str], eye_process: "subprocess.Popen[bytes]") -> None:
        self.environment = environment
        self._eye = eye_process
        self.titles: set[str] = set()

    def windows(self, process: int) -> dict[str, str]:
        """Return the visible windows of a process: their titles by their ids."""
        found: dict[str, str] = {}
        for window in self._xdotool("search", "--onlyvisible", "--pid", str(process)).split():
            with contextlib.suppress(subprocess.CalledProcessError):  # closed meanwhile
                found[window] = self._xdotool("getwindowname", window).rstrip("\n")
        self.titles |= set(found.values())
        return found

    def focus(self, choose: Callable[[], str]) -> None:
        """Make the keyboard write into a window, as a click on it does where there is a window manager.

        The window is chosen anew for each try: the one that was there a moment ago may be gone.
        """
        until("the window gets the keyboard", lambda: bool(window := choose()) and self._has_focus(window))

    def press(self, *keys: str) -> None:
        self._xdotool("key", "--delay", "20", *keys)

    def write(self, text: str) -> None:
        self._xdotool("type", "--delay", "10", text)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, as another program does."""
        self._ask(ask="copy", text=text)

    def clipboard(self) -> Any:
        return self._ask(ask="paste")

    def look(self, *area: int) -> str:
        """Return a description of an area (x, y, width, height) that is another one as soon as a pixel is."""
        return str(self._ask(ask="look", area=area))

    def shot(self, name: str) -> None:
        """Keep a picture where SPAREKEY_E2E_SHOTS says so."""
        if folder := os.environ.get("SPAREKEY_E2E_SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            assert self._ask(ask="shot", path=str(Path(folder, f"{name}.png").absolute()))

    def _has_focus(self, window: str) -> bool:
        try:
            self._xdotool("windowfocus", window)
            return self._xdotool("getwindowfocus").strip() == window
        except subprocess.CalledProcessError:  # not yet, or not any more
            return False

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, timeout=DEADLINE, check=False
        )
        if arguments[0] != "search":  # its exit code tells whether it found anything
            done.check_returncode()
        return done.stdout

    def _ask(self, **request: Any) -> Any:
        assert self._eye.stdin is not None
        self._eye.stdin.write(json.dumps(request).encode() + b"\n")
        self._eye.stdin.flush()
        return _answer(self._eye)


def until(what: str, seen: Callable[[], T]) -> T:
    """Return the first true value of `seen`; fail where there is none in time."""
    deadline = time.monotonic() + DEADLINE
    while not (value := seen()):
        if time.monotonic() > deadline:
            pytest.fail(f"This did not happen within {DEADLINE} s: {what}.")
        time.sleep(0.02)
    return value


@contextmanager
def new_screen(environment: dict[str, str]) -> Iterator[Screen]:
    """Start a screen that nobody else uses, on the first display that is free."""
    for name, package in PACKAGES.items():
        if not shutil.which(name):
            pytest.fail(f"The test needs {name}: install the Debian package {package}.", pytrace=False)
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"]
    with _running(command, environment, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading, "rb") as numbers:
            display = _line(numbers).decode().strip()
        assert display.isdigit(), f"Xvfb did not start (exit code {server.poll()})"
        here = environment | {"DISPLAY": f":{display}"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with _running([sys.executable, eye.__file__], here, **pipes) as looking:
            assert _answer(looking) == "ready"
            yield Screen(here, looking)


@contextmanager
def _running(command: list[str], environment: dict[str, str], **options: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program for as long as it is needed."""
    with subprocess.Popen(command, env=environment, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def _answer(process: "subprocess.Popen[bytes]") -> Any:
    assert process.stdout is not None
    return json.loads(_line(process.stdout))


def _line(pipe: Any) -> bytes:
    """Read one line that must come in time."""
    assert select.select([pipe], [], [], DEADLINE)[0], "no answer"
    return bytes(pipe.readline())
