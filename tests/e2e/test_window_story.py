"""The main job in a real window: set up, bring in codes and a seed, use them, lock, come back, quit.

Then the command line looks at the same vault, and every file is searched for what must not be there.
"""

import base64
import hashlib
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pyotp
import pytest

from tests.e2e.screen import DEADLINE, Screen, new_screen, until
from tests.terminal.shell import clean_environment, program

PASSWORD = "Nine Quiet Otters 47"
USERNAME = "mira-holt"
CODES = [hashlib.sha256(f"window story {place}".encode()).hexdigest()[:16] for place in range(8)]
SEED = base64.b32encode(hashlib.sha256(b"window story").digest()[:20]).decode()
URI = f"otpauth://totp/PyPI:{USERNAME}?digits=6&secret={SEED}&algorithm=SHA1&issuer=PyPI&period=30"
T = TypeVar("T")
SIDE = (2, 300, 4, 200)  # an area of the side bar: without an open vault there is none


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("home", "home/run", "home/tmp"):
        (tmp_path / name).mkdir(mode=0o700)
    return tmp_path / "home"


@pytest.fixture
def screen(home: Path) -> Iterator[Screen]:
    folders = {"TMPDIR": str(home / "tmp"), "XDG_RUNTIME_DIR": str(home / "run")}
    with new_screen(clean_environment(home) | folders) as screen:
        yield screen


class Story:
    """The running program and the vault that it works on."""

    def __init__(self, screen: Screen, home: Path) -> None:
        self.screen = screen
        self.vault = home / ".local" / "share" / "sparekey" / "vault.sparekey"
        self.errors = home.parent / "stderr"
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                program(), env=screen.environment, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, cwd=home
            )

    def until(self, what: str, seen: Callable[[], T]) -> T:
        """Wait for something to be seen, for as long as the program runs and has nothing to complain about."""

        def seen_in_peace() -> T:
            assert (self.process.poll(), self.errors.read_text()) == (None, "")
            return seen()

        return until(what, seen_in_peace)

    def main_window(self) -> None:
        """Wait until no dialog is open any more and give the window the keyboard."""

        def only_one() -> str:
            windows = list(self.screen.windows(self.process.pid))
            return windows[0] if len(windows) == 1 else ""

        self.until("the program shows its window alone", only_one)
        self.screen.focus(only_one)

    def dialog(self) -> None:
        """Wait for a dialog and give it the keyboard."""

        def opened() -> str:
            windows = self.screen.windows(self.process.pid)
            return next((window for window, title in windows.items() if title != "Sparekey"), "")

        self.until("a dialog opens", opened)
        self.screen.focus(opened)

    def saves(self) -> int:
        """Return how often the vault was saved (docs/format.md §2), 0 while there is none."""
        try:
            return int.from_bytes(self.vault.read_bytes()[40:48])
        except FileNotFoundError:
            return 0

    def command(self, *arguments: str) -> Any:
        """Return what the command line says about the same vault."""
        done = subprocess.run(
            [*program(), "--password-stdin", *arguments],
            input=f"{PASSWORD}\n".encode(),
            env=self.screen.environment,
            capture_output=True,
            timeout=DEADLINE,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b""), arguments
        return json.loads(done.stdout) if "--json" in arguments else done.stdout.decode().strip()


def test_the_main_job_from_the_first_start_to_the_last_look(screen: Screen, home: Path) -> None:
    story = Story(screen, home)
    try:
        locked = create_the_vault(story)
        add_the_account(story)
        bring_in(story, "\n".join(["PyPI recovery codes", *CODES]), saves=3)
        screen.shot("3-codes")
        bring_in(story, URI, saves=4)
        screen.shot("4-authenticator")
        use_two_codes(story)
        copy_the_totp(story)
        lock_and_come_back(story, locked)
        screen.press("ctrl+q")
        assert story.process.wait(DEADLINE) == 0
    finally:
        screen.shot("9-last")
        story.process.kill()
        story.process.wait()
    assert story.errors.read_text() == ""
    assert not [title for title in screen.titles if USERNAME in title or "vault" in title.lower() or str(home) in title]
    the_command_line_sees_everything(story)
    no_file_holds_a_secret(home)


def create_the_vault(story: Story) -> str:
    """Return how the place of the side bar looks as long as no vault is open."""
    screen = story.screen
    story.main_window()
    locked = screen.look(*SIDE)
    screen.shot("1-first-run")
    for _ in range(2):
        screen.write(PASSWORD)
        screen.press("Return")
    story.until("the vault is created", lambda: story.saves() == 1)
    story.until("the open vault is shown", lambda: screen.look(*SIDE) != locked)
    return locked


def add_the_account(story: Story) -> None:
    story.main_window()
    story.screen.press("ctrl+n")
    story.dialog()
    story.screen.write(USERNAME)
    story.screen.shot("2-account")
    story.screen.press("Return")
    story.until("the account is saved", lambda: story.saves() == 2)
    story.main_window()


def bring_in(story: Story, text: str, *, saves: int) -> None:
    """Paste a text as another program left it on the clipboard, look at the preview, accept it."""
    story.screen.copy(text)
    story.main_window()
    story.screen.press("ctrl+v")
    story.dialog()

    def accepted() -> bool:
        """Press Enter until it was taken: before the preview has come, it does nothing."""
        if story.saves() < saves:
            story.screen.press("Return")
            time.sleep(0.2)
        return story.saves() == saves

    story.until("what was pasted is saved", accepted)
    story.main_window()


def use_two_codes(story: Story) -> None:
    for place in (0, 1):
        story.screen.press("ctrl+c")
        story.until(f"code {place + 1} is on the clipboard", lambda: story.screen.clipboard()["text"] == CODES[place])  # noqa: B023
        story.until("its use is saved", lambda: story.saves() == 5 + place)  # noqa: B023
        story.screen.press("ctrl+c")  # takes no second code while this one is on the clipboard
        assert story.screen.clipboard()["text"] == CODES[place]
        if place == 0:
            copy_the_totp(story)
    clipboard = story.screen.clipboard()
    assert "x-kde-passwordManagerHint" in clipboard["formats"]
    assert clipboard["selected"] == ""
    story.screen.shot("5-codes-used")


def copy_the_totp(story: Story) -> None:
    """The value may change between its being copied and our looking, so the one before counts too."""
    story.screen.press("ctrl+t")
    other, step = pyotp.TOTP(SEED), 30

    def is_copied() -> bool:
        now = time.time()
        return story.screen.clipboard()["text"] in {other.at(now), other.at(now - step)}

    story.until("the TOTP value is on the clipboard", is_copied)
    story.screen.shot("6-totp")


def lock_and_come_back(story: Story, locked: str) -> None:
    """Locking starts the program anew as the same process, and takes what was copied with it."""
    screen, process = story.screen, story.process
    arguments = Path(f"/proc/{process.pid}/cmdline")
    before = arguments.read_bytes()
    screen.press("ctrl+l")
    story.until("the unlock page is shown", lambda: screen.look(*SIDE) == locked)
    story.main_window()
    assert arguments.read_bytes() != before
    assert screen.clipboard()["text"] == ""
    screen.shot("7-locked")
    screen.write(PASSWORD)
    screen.press("Return")
    story.until("the vault is open again", lambda: screen.look(*SIDE) != locked)
    screen.shot("8-unlocked")


def the_command_line_sees_everything(story: Story) -> None:
    account = story.command("show", f"pypi:{USERNAME}", "--reveal", "--json")["account"]
    assert [code["value"] for code in account["code_sets"][0]["codes"]] == CODES
    assert account["codes"] == {"left": 6, "used": 2, "void": 0, "total": 8}
    assert story.command("code", f"pypi:{USERNAME}") == CODES[2]
    assert story.command("totp", f"pypi:{USERNAME}", "--at", "1234567890") == pyotp.TOTP(SEED).at(1234567890)
    assert story.command("verify", "--json")["ok"] is True


def no_file_holds_a_secret(home: Path) -> None:
    files = [item for item in home.rglob("*") if item.is_file()]
    assert len(files) > 3
    for secret in (PASSWORD, SEED, *CODES):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert not [item for item in files if secret.encode(encoding) in item.read_bytes()]
