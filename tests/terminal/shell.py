"""Running commands: in this process, where that is quicker, or as the program that a user starts."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from tests.terminal.samples import PASSWORD

DONE, REFUSED, WRONG_USAGE, WRONG_KEY = 0, 1, 2, 3


class Answer(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


class Shell(Protocol):
    """Runs `sparekey --vault FILE --password-stdin ARGUMENTS`; `secrets` and then `stdin` are its standard input."""

    def __call__(self, *arguments: str, secrets: Iterable[str] = (PASSWORD,), stdin: bytes = b"") -> Answer: ...


def lines(secrets: Iterable[str]) -> bytes:
    return "".join(f"{secret}\n" for secret in secrets).encode()


def assert_refused(answer: Answer, sentence: str = "", *, code: int = REFUSED) -> None:
    """One sentence and a hint on stderr, nothing on stdout."""
    assert answer.code == code, answer
    assert answer.out == ""
    first, second = answer.err.splitlines()
    assert first.startswith("sparekey: ")
    assert first.endswith(".")
    assert ". " not in first
    assert second.startswith("hint: ")
    assert sentence in first


def program(prepare: str = "") -> list[str]:
    """Return the program as it is installed beside this Python, or how to start it without.

    `prepare` is Python that runs in the new process first, for what only that process can do to itself.
    """
    script = Path(sys.executable).with_name("sparekey")
    found = [str(script)] if script.exists() else [sys.executable, "-c", "from ui.terminal.main import run; run()"]
    if prepare:
        start = f"import os, resource, sys; {prepare}; os.execv(sys.argv[1], sys.argv[1:])"
        return [sys.executable, "-c", start, *found]
    return found


def clean_environment(home: Path) -> dict[str, str]:
    """Return an environment in which nothing of the machine's user is found."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8"}


def start(
    *arguments: str, home: Path, stdin: bytes = b"", stdout: IO[bytes] | int = subprocess.PIPE, prepare: str = ""
) -> Answer:
    """Run the real program and wait for its end."""
    done = subprocess.run(
        [*program(prepare), *arguments],
        input=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=clean_environment(home),
        timeout=60,
        check=False,
    )
    return Answer(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())
