"""Children that do an operation, from where they are asked for: started, let go, waited for, and what they reported."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

_TOP = Path(__file__).parent.parent.parent


class Reported(Struct, frozen=True):
    """How many promises a child made, and its last words: empty where it was killed."""

    kept: int
    last: str

    @property
    def refused(self) -> str:
        return self.last.removeprefix("refused: ") if self.last.startswith("refused: ") else ""

    @property
    def broke(self) -> str:
        return self.last if self.last.startswith("broke: ") else ""


class Child:
    """A process that waits to be let go."""

    def __init__(self, pid: int, report: Path) -> None:
        self.pid = pid
        self._report = report
        self._handle = os.pidfd_open(pid)

    def go(self) -> None:
        signal.pidfd_send_signal(self._handle, signal.SIGUSR1)

    def has_kept_a_promise(self) -> bool:
        return self._report.stat().st_size > 0

    def kill(self) -> None:
        signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self) -> Reported:
        """Wait for its end."""
        select.select([self._handle], [], [])
        os.close(self._handle)
        kept, _, last = self._report.read_text("utf-8").rpartition("kept\n")
        return Reported(kept.count("kept") + bool(kept or _), last.strip())


class Forks:
    """The process that forks, for as long as it is needed."""

    def __init__(self, within: Path) -> None:
        self._reports = within
        self._count = 0
        command = [sys.executable, "-m", "tests.crash.child"]
        environ = os.environ | {"LANGUAGE": "C"}  # else the parser looks for its words in a hundred files
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, cwd=_TOP, env=environ, stdin=pipe, stdout=pipe, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.communicate()

    def warm_up(self, operation: str, prepared: Path) -> None:
        assert self._ask({"warm": operation, "folder": str(prepared)}) == "warm"

    def start(self, operation: str, folder: Path) -> Child:
        """Fork a child that waits."""
        self._count += 1
        report = self._reports / f"report {self._count % 16}"
        return Child(int(self._ask({"run": operation, "folder": str(folder), "report": str(report)})), report)

    def _ask(self, question: dict[str, str]) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()
