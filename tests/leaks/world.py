"""A home of its own in which the real program is run while everything that it does is written down and searched."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Self

from tests.leaks import trace
from tests.leaks.canaries import CODES, EVERYTHING, KEPT_PASSWORD, PASSWORD, SEED, Finding, Search
from tests.terminal.shell import Answer, clean_environment, lines
from vault import edit, facts, keys, otp, store
from vault.crypto import CHEAPEST
from vault.model import Now, Vault

MIRA, ZOE = "pypi:mira", "pypi:zoe"
NOW = Now(datetime(2026, 1, 31, 9, 30, tzinfo=UTC), "workbench")
# The program, but new keys cost little: what a key costs has nothing to do with where it goes.
CHEAP = """
from vault import store
from vault.crypto import CHEAPEST
store.cost_here = lambda: CHEAPEST
from ui.terminal.main import run
run()
"""
CHEAPLY = [sys.executable, "-c", CHEAP]
SECONDS = 60  # for one command
Allowed = Mapping[str, Iterable[str]]  # the names of secrets by the beginning of a place


class World:
    """Folders as a user has them, an environment, and what was found that is not allowed.

    Only `given` is outside: what the user has there is theirs. `out` is where the user wants files to be written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home, self.given, self.out = root / "home", root / "given", root / "home" / "out"
        for folder in (self.home, self.given, self.out, self.home / "tmp", self.home / "run"):
            folder.mkdir(mode=0o700)
        self.vault = self.home / "vault.sparekey"
        self.search = Search(EVERYTHING)
        self.findings: list[Finding] = []
        self.families: set[str] = set()
        self.commands = 0
        self.files = 0
        self.samples = 0
        self.words: set[str] = set()  # among which are the commands
        self._declared: list[tuple[str, frozenset[str]]] = []
        self._theirs: dict[Path, bytes] = {}

    @property
    def environment(self) -> dict[str, str]:
        folders = {"TMPDIR": self.home / "tmp", "XDG_RUNTIME_DIR": self.home / "run"}
        own = {name: str(path) for name, path in folders.items()}
        return clean_environment(self.home) | own | {"PYTHONDONTWRITEBYTECODE": "1"}  # the tests' own modules hold the secrets

    def declare(self, place: str, *secrets: str) -> None:
        """Say that some secrets are meant to be in a place from now on: without names, all of them."""
        self._declared.append((place, frozenset(secrets or self.search.secrets)))

    def give(self, name: str, data: bytes, *, folder: Path | None = None) -> Path:
        """Put a file of the user's where it is; what is in it by the user's doing is no leak."""
        path = (folder or self.given) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._theirs[path] = data
        return path

    def have_vault(self, data: bytes | None = None) -> None:
        """Have a vault with all secrets in it."""
        self.vault.write_bytes(full_vault() if data is None else data)

    def run(
        self,
        *arguments: str | Path,
        secrets: Iterable[str] = (PASSWORD,),
        stdin: bytes = b"",
        may_print: Iterable[str] = (),
        strace: Iterable[str] = (),
        start: list[str] | None = None,
        stdout: IO[bytes] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Answer:
        """Run `sparekey --vault … --password-stdin ARGUMENTS` to its end, and search everything that it said and wrote."""
        file = self.root / f"trace-{self.commands}"
        self.commands += 1
        self.words |= set(map(str, arguments))
        command = [*(start or CHEAPLY), "--vault", str(self.vault), "--password-stdin", *map(str, arguments)]
        with (
            subprocess.Popen(
                [*trace.command(file, *strace), *command],
                stdin=subprocess.PIPE,
                stdout=stdout or subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self.environment | dict(environment or {}),
                cwd=self.home,
            ) as process,
            Sampler(process.pid) as sampler,
        ):
            out, err = process.communicate(lines(secrets) + stdin, timeout=SECONDS)
        declared = list(self._declared)
        self.declare("stdout", *may_print) if may_print else None
        self.take(out or b"", "stdout")
        self.take(err, "stderr")
        self.take_trace(file)
        self.take_samples(sampler)
        self._declared = declared
        assert b"Traceback" not in err, err.decode()
        return Answer(process.returncode, (out or b"").decode(errors="replace"), err.decode(errors="replace"))

    def take(self, data: bytes, place: str) -> None:
        """Search some bytes, and keep what is not allowed there."""
        self.findings += [one for one in self.search.look(data, place) if not self._is_declared(one)]

    def take_trace(self, file: Path) -> None:
        for act in trace.acts(file):
            self.take(act.data + act.path.encode(), trace.place_of(act))
        self.families |= trace.families(file)
        file.unlink()

    def take_samples(self, sampler: "Sampler") -> None:
        """Search what other programs could see of the processes."""
        self.samples += len(sampler.seen)
        for place, data in sampler.seen:
            self.take(data, place)

    def take_files(self) -> None:
        """Search all files of this world, and their names: what is left at the end."""
        for path in sorted(self.home.rglob("*")):
            self.take(os.fsencode(path.relative_to(self.home)), f"the name {path}")
            if path.is_file() and not path.is_symlink():
                self.files += 1
                data = path.read_bytes()
                if self._theirs.get(path) != data:
                    self.take(data, f"file {path}")

    def _is_declared(self, finding: Finding) -> bool:
        return any(finding.place.startswith(place) and finding.secret in secrets for place, secrets in self._declared)


class Sampler:
    """Looks at the command lines and environments of a process and its children again and again, as another program may."""

    def __init__(self, process: int) -> None:
        self.seen: set[tuple[str, bytes]] = set()
        self._process = process
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.02):
            self._look(self._process)

    def _look(self, process: int) -> None:
        folder = Path("/proc", str(process))
        try:
            for name in ("cmdline", "environ", "comm"):
                self.seen.add((f"/proc/PID/{name}", (folder / name).read_bytes()))
            children = (folder / "task" / str(process) / "children").read_text()
        except OSError:  # it is gone, or closed to others
            return
        for child in children.split():
            self._look(int(child))


@cache
def full_vault() -> bytes:
    """Return a vault that holds codes, a seed and an account's password."""
    vault = edit.add_account(Vault(), "pypi", "mira", now=NOW)
    account = vault.accounts[0].id
    vault = edit.add_codes(vault, account, CODES, generated_on=NOW.at.date(), now=NOW)
    vault = edit.add_authenticator(vault, account, otp.new_seed(SEED, issuer="PyPI", name="mira"), now=NOW)
    return sealed(facts.keep_password(vault, account, KEPT_PASSWORD, now=NOW))


@cache
def empty_vault() -> bytes:
    return sealed(Vault())


def sealed(vault: Vault) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "vault.sparekey")
        store.close(store.create(path, vault, keys.password(PASSWORD), cost=CHEAPEST))
        return path.read_bytes()
