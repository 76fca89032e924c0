"""One of the two machines: its folder, the `sparekey` command on it, and at times a window."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import resources
from tests.sync.syncthing import Instance
from tests.terminal import shell
from tests.terminal.shell import Answer
from vault import store

_TRIES = 40
_TOP = Path(__file__).parent.parent.parent


class BrokenError(Exception):
    """Something did what it must never do."""


class Machine:
    """Whatever is done on one machine. `password` is what its owner types first, `old_password` what is tried after it."""

    def __init__(self, instance: Instance, password: str) -> None:
        self.instance, self.password, self.old_password = instance, password, ""
        self.name = instance.name
        self.vault = instance.folder / "vault.sparekey"
        self.home = instance.folder.parent / "home"
        self.home.mkdir()
        self.window: Window | None = None
        self.refused = 0  # commands that were refused as the file changed or was in use, and were given again

    def try_command(self, *arguments: str, secrets: tuple[str, ...] = ()) -> Answer:
        """Give a command once."""
        words = ("--vault", str(self.vault), "--password-stdin", *arguments)
        answer = shell.start(*words, home=self.home, stdin=shell.lines((self.password, *secrets)))
        if answer.code == shell.WRONG_KEY and self.old_password:
            return shell.start(*words, home=self.home, stdin=shell.lines((self.old_password, *secrets)))
        return answer

    def command(self, *arguments: str, secrets: tuple[str, ...] = ()) -> Answer:
        """Give a command until it is done, as its owner would: what it refuses has not happened."""
        for _ in range(_TRIES):
            answer = self.try_command(*arguments, secrets=secrets)
            if answer.code == shell.DONE:
                return answer
            if "changed by another program" not in answer.err and "There is no vault" not in answer.err:
                raise BrokenError(f"{self.name}: sparekey {' '.join(arguments)}: {answer.err}")
            self.refused += 1
            time.sleep(0.1)
        raise BrokenError(f"{self.name}: sparekey {' '.join(arguments)} was refused {_TRIES} times: {answer.err}")

    def conflicts(self) -> list[Path]:
        """Return the conflict files that the product recognises."""
        return store.conflict_copies(self.vault)

    def content(self, *, password: str = "") -> dict[str, Any]:
        """Return what the independent reader finds in the vault."""
        reader = [sys.executable, str(resources.path("open_vault.py")), "--password-stdin", str(self.vault)]
        secret = f"{password or self.password}\n"
        done = subprocess.run(reader, input=secret, capture_output=True, text=True, check=False, encoding="utf-8")
        if done.returncode:
            raise BrokenError(f"{self.name}: the independent reader cannot open the vault: {done.stderr}")
        return dict(json.loads(done.stdout))

    def check_passwords(self) -> None:
        """Make sure that the present password opens the vault, and one that was changed does not."""
        self.content()
        if self.old_password:
            try:
                self.content(password=self.old_password)
            except BrokenError:
                return
            raise BrokenError(f"{self.name}: the password that was changed opens the vault again")

    def open_window(self) -> "Window":
        self.window = Window(self)
        return self.window

    def close_window(self) -> None:
        if self.window:
            self.window.leave()
            self.window = None


class Window:
    """The window of a machine, in its own process."""

    def __init__(self, machine: Machine) -> None:
        self._name = machine.name
        self._log = (machine.home / "window.log").open("a")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sync.window", str(machine.vault)],
            cwd=_TOP,
            env=shell.clean_environment(machine.home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        opened = self.do("unlock", password=machine.password)
        if not opened["ok"]:
            raise BrokenError(f"{self._name}: the window did not open: {opened}")

    def do(self, act: str, **words: str) -> dict[str, Any]:
        """Tell the window to do something, and return how it went."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"do": act} | words), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise BrokenError(f"{self._name}: the window is gone; see {self._log.name}")
        return dict(json.loads(line))

    def edit(self, what: str, title: str, value: str = "") -> bool:
        """Make a change and tell whether it is on disk. Where the file was changed meanwhile, do what the banner offers."""
        told = self.do("edit", what=what, title=title, value=value)
        if told["ok"]:
            return True
        if "changed by another program" in told.get("banner", ""):
            return self.put_together()
        raise BrokenError(f"{self._name}: the window did not {what} {title} {value}: {told}")

    def put_together(self) -> bool:
        """Press what the banner offers, and take in what is shown; again where the file changed again."""
        for _ in range(_TRIES):
            if self.do("press", button="Put both together")["ok"] and self.do("take-in")["ok"]:
                return True
            if not self.do("look")["unsaved"]:
                return True
        raise BrokenError(f"{self._name}: putting both together never came to an end")

    def settle(self) -> dict[str, Any]:
        """Answer what the banner asks until it asks no more, and return what is to be seen then."""
        for _ in range(_TRIES):
            seen = self.do("look")
            if "Look at it" in seen["buttons"] and self.do("press", button="Look at it")["ok"]:
                self.do("take-in")
            elif "Put both together" in seen["buttons"]:
                self.put_together()
            elif seen["unsaved"] or seen["buttons"]:
                raise BrokenError(f"{self._name}: the window asks for something else: {seen}")
            else:
                return seen
        raise BrokenError(f"{self._name}: the window does not come to rest")

    def leave(self) -> None:
        self.do("leave")
        self._process.wait(30)
        self._log.close()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._log.close()
