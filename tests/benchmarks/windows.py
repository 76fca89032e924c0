"""How soon Sparekey's window shows, and what it uses: compared with a window that has nothing in it."""

import os
import re
import time
from pathlib import Path

from tests.benchmarks.desk import Desk, desk
from tests.benchmarks.figures import Figure, interleaved

_SETTLED = 1  # seconds after which a window has done what it puts off at its start
_TICK = os.sysconf("SC_CLK_TCK")


def start(pairs: int) -> list[Figure]:
    """From the start of the process until everything is painted."""
    with desk() as here:
        here.create_vault()
        bare, ours = interleaved(pairs, lambda: _shown(here, "bare"), lambda: _shown(here, *_sparekey(here)))
    detail = f"{ours:.3f} s, {bare:.3f} s; medians of {pairs} pairs"
    return [Figure("unlock page painted / bare window painted", ours / bare, "x", 1.6, detail)]


def memory(pairs: int) -> list[Figure]:
    with desk() as here:
        here.create_vault()
        bare, ours = interleaved(pairs, lambda: _memory(here, "bare"), lambda: _memory(here, *_sparekey(here)))
    detail = f"{ours:.1f} MB, {bare:.1f} MB (PSS); medians of {pairs} pairs"
    return [Figure("memory at the unlock page / of a bare window", ours / bare, "x", 1.5, detail)]


def idle(seconds: int) -> list[Figure]:
    with desk() as here, here.program("totp", "sparekey", "--demo") as started:
        time.sleep(2 * _SETTLED)
        before = _cpu(started.pid)
        time.sleep(seconds)
        used = _cpu(started.pid) - before
    share = 100 * used / seconds
    return [Figure("idle while a TOTP value is shown", share, "%", 1.0, f"of a core, over {seconds} s")]


def _sparekey(here: Desk) -> tuple[str, str, Path]:
    return "sparekey", "--vault", here.vault


def _shown(here: Desk, *command: str | Path) -> float:
    with here.program("painted", *command) as started:
        return started.after


def _memory(here: Desk, *command: str | Path) -> float:
    """Return what a program holds when its window is painted and at rest, in MB."""
    with here.program("painted", *command) as started:
        time.sleep(_SETTLED)
        found = re.search(r"^Pss: +(\d+) kB$", Path(f"/proc/{started.pid}/smaps_rollup").read_text("ascii"), re.MULTILINE)
    assert found
    return int(found[1]) * 1024 / 1e6


def _cpu(pid: int) -> float:
    """Return the seconds of user and system time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK
