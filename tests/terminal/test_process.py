"""What a running program keeps from others: its memory, core dumps, the files that it makes. As an ordinary user."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.terminal.nobody import as_somebody, may_read
from tests.terminal.shell import program
from ui import process

SECRETS = ("mem", "environ", "maps", "auxv")
TOP = Path(__file__).parents[2]


@contextmanager
def running(command: list[str], folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program as an ordinary user; its input stays open."""
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    pipe = subprocess.PIPE
    words = as_somebody(command, folder)
    with subprocess.Popen(words, env=environ | {"LANG": "C"}, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe) as made:
        try:
            yield made
        finally:
            made.kill()


def until_it_waits(made: "subprocess.Popen[bytes]") -> None:
    """Wait until a program has started and reads its input."""
    deadline = time.monotonic() + 60
    while "pipe_read" not in Path(f"/proc/{made.pid}/wchan").read_text() and not _reads(made.pid):
        assert made.poll() is None, made.stderr and made.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _reads(process: int) -> bool:
    """Tell by the system call under way: read(0, ...)."""
    try:
        return Path(f"/proc/{process}/syscall").read_text().startswith("0 0x0 ")
    except OSError:
        return False


def test_an_ordinary_program_can_be_looked_into(open_folder: Path) -> None:
    """Or the next test would prove nothing."""
    with running([sys.executable, "-c", "input()"], open_folder) as made:
        until_it_waits(made)
        assert all(may_read(made.pid, name) for name in SECRETS)


def test_the_program_cannot_be_looked_into_and_leaves_no_core(open_folder: Path) -> None:
    command = [*program(), "--vault", str(open_folder / "vault.sparekey"), "--password-stdin", "init"]
    with running(command, open_folder) as made:
        until_it_waits(made)
        assert not any(may_read(made.pid, name) for name in SECRETS)
        limits = Path(f"/proc/{made.pid}/limits").read_text().splitlines()
        assert [line.split()[4:6] for line in limits if line.startswith("Max core file size")] == [["0", "0"]]
        _, err = made.communicate(b"correct horse battery\n", timeout=60)
        assert made.returncode == 0, err
    files = [path for path in open_folder.rglob("*") if path.is_file()]
    assert files
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
    assert {oct(path.stat().st_mode & 0o777) for path in open_folder.rglob("*") if path.is_dir()} <= {"0o700"}


def test_hiding_can_be_taken_back_for_a_while() -> None:
    """In a process of its own: this one must stay as it is."""
    before = process.is_hidden()  # a test that became another user for a while leaves it so
    program = """
from ui import process
seen = [process.is_hidden()]
for change in (process.harden, process.show, process.hide):
    change()
    seen.append(process.is_hidden())
print(seen)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=TOP, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[False, True, False, True]"
    assert process.is_hidden() == before
