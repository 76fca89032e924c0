"""The process that is killed and lied to: started once as `python -m tests.crash.child`, it forks one child for each operation.

So all that is to be imported is imported, and a child's system calls are those of its operation. Asked on its standard input by
lines of JSON; each child says `PID` on standard output, then waits for SIGUSR1. What it promised and how it ended goes to its
report by pwrite, a call that nothing else makes.
"""

import ctypes
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

from tests.crash.operations import NAMED
from tests.crash.scenes import cheapen
from vault.errors import VaultError
from vault.files import Disk

_PR_SET_PTRACER = 0x59616D61  # linux/prctl.h


class Report:
    """What a child tells, in lines."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._size = 0

    def say(self, line: str) -> None:
        self._size += os.pwrite(self._handle, f"{line}\n".encode(), self._size)


def _let_be_traced() -> None:
    """Where only parents may trace (Yama), let anybody who may at all."""
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)


def _run(name: str, folder: Path, report: Path) -> NoReturn:
    """Be a child."""
    said = Report(report)
    sys.stdin.close()
    _let_be_traced()
    print(os.getpid(), flush=True)
    signal.sigwait({signal.SIGUSR1})
    try:
        for _ in NAMED[name].steps(folder, Disk()):
            said.say("kept")
        said.say("done")
    except VaultError as error:
        said.say(f"refused: {error}")
    except BaseException:  # noqa: BLE001  (all that a user would see as a traceback)
        said.say(f"broke: {traceback.format_exc()}")
    os._exit(0)


def _warm_up(name: str, prepared: Path) -> None:
    """Import and derive now what an operation needs."""
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made).resolve() / "c"
        shutil.copytree(prepared, copy)
        for _, _ in zip(NAMED[name].steps(copy, Disk()), range(2), strict=False):
            pass


def main() -> None:
    cheapen()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        asked = json.loads(line)
        folder = Path(asked["folder"])
        if "warm" in asked:
            _warm_up(asked["warm"], folder)
            print("warm", flush=True)
        elif os.fork() == 0:
            _run(asked["run"], folder, Path(asked["report"]))


if __name__ == "__main__":
    main()
