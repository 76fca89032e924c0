"""An X server of our own, and programs with a window on it, each a process of its own."""

import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_ROOT = Path(__file__).parent.parent.parent
_PROBE = Path(__file__).with_name("probe.py")
_PATIENCE = 30  # seconds
_OURS_TO_SET = ("QT_", "XDG_", "WAYLAND_", "PYTHON")


class Started(NamedTuple):
    """A program that shows what it should, `after` seconds from its start."""

    pid: int
    after: float


class Desk:
    """The X server, and a home without any settings. Programs are those of probe.py."""

    def __init__(self, display: str, home: Path) -> None:
        self.vault = home / "vault.sparekey"
        self._env = {name: value for name, value in os.environ.items() if not name.startswith(_OURS_TO_SET)}
        self._env |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(_ROOT)}
        self._env |= {"HOME": str(home), "TMPDIR": str(home)}

    def create_vault(self) -> None:
        """Have Sparekey itself make a vault: we must not load its libraries, or they would be counted as shared."""
        code = "import ui.terminal.main; ui.terminal.main.run()"
        command = [sys.executable, "-c", code, "--vault", str(self.vault), "--password-stdin", "init"]
        subprocess.run(command, env=self._env, input=b"a spare key\n", stdout=subprocess.DEVNULL, check=True)

    @contextmanager
    def program(self, until: str, *command: str | Path) -> Iterator[Started]:
        start = time.monotonic_ns()
        process = subprocess.Popen([sys.executable, "-P", _PROBE, until, *command], env=self._env, stdout=subprocess.PIPE)
        assert process.stdout
        try:
            told = select.select([process.stdout], [], [], _PATIENCE)[0] and process.stdout.readline()
            if not told:
                raise TimeoutError(f"{command} has ended, or has shown nothing for {_PATIENCE} s")
            yield Started(process.pid, (int(told) - start) / 1e9)
        finally:
            process.kill()
            process.communicate()


@contextmanager
def desk() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(prefix="sparekey-bench-") as home, _x_server() as display:
        yield Desk(display, Path(home))


@contextmanager
def _x_server() -> Iterator[str]:
    """Start one on a free display, and end it."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{int(told.readline())}"
    finally:
        server.terminate()
        server.wait()
