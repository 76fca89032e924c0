"""The real window on a real screen, with everything watched that another program of the same user could see of it."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.e2e.dunst import new_bus, new_dunst
from tests.e2e.screen import DEADLINE, Screen, new_screen, until
from tests.e2e.test_window_story import SIDE, Story
from tests.leaks import memory, trace
from tests.leaks.canaries import MARKS, OTHER_CODES, PASSWORD, WRONG_PASSWORD
from tests.leaks.memory import Hit
from tests.leaks.scenarios import LATER, OTHER_URI, text_of
from tests.leaks.world import Sampler, World
from tests.terminal.shell import program

# A program whose idle time is over as soon as there is a file of that name. What it does then is its own.
ITS_TIME = "idle-now"
SOON_IDLE = f"""
from ui.desktop.lean import start_lean
start_lean()
from pathlib import Path
from PySide6.QtCore import QTimer
from ui.desktop.autolock import AutoLock
begin = AutoLock.start
def start(self):
    begin(self)
    looking = QTimer(self, interval=100)
    looking.timeout.connect(lambda: self._timer.setInterval(0) if Path("{ITS_TIME}").exists() else None)
    looking.start()
AutoLock.start = start
from ui.terminal.main import run
run()
"""
IDLE = [sys.executable, "-c", SOON_IDLE]
SELECTIONS = ("primary", "secondary", "clipboard")


class Scan(NamedTuple):
    """What was in the program's memory at a moment."""

    found: set[Hit]
    size: int

    @property
    def secrets(self) -> set[str]:
        return {one.secret for one in self.found}


class Watched(Story):
    """The program under strace, with its screen, its message bus and its vault."""

    def __init__(self, world: World, screen: Screen, start: list[str]) -> None:
        self.world, self.screen = world, screen
        self.vault = world.vault
        self.errors = world.root / f"stderr-{world.commands}"
        self.trace = world.root / f"trace-{world.commands}"
        world.commands += 1
        command = [*trace.command(self.trace, "-D"), *start, "--vault", str(world.vault)]
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                command, env=screen.environment, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors, cwd=world.home
            )

    def unlock(self) -> None:
        """Type a wrong password, then the right one."""
        screen = self.screen
        self.main_window()
        self.locked = screen.look(*SIDE)
        screen.write(WRONG_PASSWORD)
        screen.press("Return")
        tried: list[float] = []

        def is_open() -> bool:
            """Type it again after a while: whoever types while the wrong one is still being tried types into nothing."""
            if not tried or time.monotonic() > tried[-1] + 5:
                tried.append(time.monotonic())
                screen.press("ctrl+a")
                screen.write(PASSWORD)
                screen.press("Return")
            return screen.look(*SIDE) != self.locked

        self.until("the vault is open", is_open)

    def use(self) -> None:
        """Bring in codes and a seed, show them, look at pages before they are printed, copy a code."""
        screen = self.screen
        self.main_window()
        screen.press("ctrl+n")
        self.dialog()
        screen.write("zoe")
        before = self.saves()
        screen.press("Return")
        self.until("the account is saved", lambda: self.saves() > before)
        for text in (text_of(OTHER_CODES).decode(), OTHER_URI):
            self.bring_in(text)
        screen.press("ctrl+shift+c")
        screen.shot("leaks-shown")
        self.look_at_pages()
        screen.press("ctrl+c")
        self.until("a code is on the clipboard", lambda: screen.clipboard()["text"] == OTHER_CODES[0])
        self.look_at_windows()

    def look_at_pages(self) -> None:
        """Go as far as the pages of a code sheet, and no further."""
        self.screen.press("ctrl+p")
        self.dialog()
        self.screen.press("Return", "Return")
        self.screen.write(PASSWORD)
        self.screen.press("Return")
        self.until("the pages are shown", lambda: any(self._height(window) > 450 for window in self._dialogs()))
        self.screen.shot("leaks-pages")
        self.look_at_windows()

        def is_gone() -> bool:
            self.screen.press("Escape")
            return not self._dialogs()

        self.until("the pages are gone", is_gone)
        self.main_window()

    def bring_in(self, text: str) -> None:
        before = self.saves()
        self.screen.copy(text)
        self.main_window()
        self.screen.press("ctrl+v")
        self.dialog()

        def accepted() -> bool:
            if self.saves() == before:
                self.screen.press("Return")
                time.sleep(0.2)
            return self.saves() > before

        self.until("what was pasted is saved", accepted)
        self.main_window()

    def scan(self) -> Scan:
        return Scan(*memory.scan(self.process.pid, MARKS))

    def lock(self, by: Callable[[], object]) -> Scan:
        """Lock, and return what is in the memory of the same process when its unlock page is shown."""
        before = self._image()
        by()
        self.until("the program starts anew", lambda: self._image() != before)
        self.until("the unlock page is shown", lambda: self.screen.look(*SIDE) == self.locked)
        self.main_window()
        self.look_at_windows()
        return self.scan()

    def look_at_windows(self) -> None:
        """Search what others see of the windows: their titles, and what is selected."""
        for window, title in self.screen.windows(self.process.pid).items():
            self.world.take(title.encode(), f"the title of window {window}")
        for name in SELECTIONS[:2]:
            self.world.take(self.selected(name), f"the {name} selection")

    def selected(self, name: str) -> bytes:
        command = ["xclip", "-o", "-selection", name]
        return subprocess.run(command, env=self.screen.environment, capture_output=True, timeout=DEADLINE, check=False).stdout

    def notify(self) -> None:
        """Have a notification shown by a real notification service, as a timer does."""
        with new_dunst(self.screen.environment, self.world.home / "run") as dunst:
            command = [*program(), "--vault", str(self.world.vault), "remind", "--notify", "--today", LATER]
            done = subprocess.run(
                command, env=self.screen.environment, cwd=self.world.home, capture_output=True, timeout=DEADLINE, check=False
            )
            self.world.take(done.stdout, "stdout")
            self.world.take(done.stderr, "stderr")
            assert dunst.displayed == 1

    def leave(self) -> None:
        self.main_window()
        self.screen.press("ctrl+q")
        assert self.process.wait(DEADLINE) == 0

    def _dialogs(self) -> list[str]:
        return [window for window, title in self.screen.windows(self.process.pid).items() if title != "Sparekey"]

    def _height(self, window: str) -> int:
        return int(self.screen._xdotool("getwindowgeometry", "--shell", window).split("HEIGHT=")[1].split()[0])

    def _image(self) -> str:
        """Return where the process's stack begins: each time that a program is executed, elsewhere."""
        return Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[25]


@contextmanager
def watched(world: World, start: list[str] | None = None) -> Iterator[Watched]:
    """Run the window; afterwards everything that it said, wrote, and sent over the message bus is searched."""
    with ExitStack() as stack:
        address = stack.enter_context(new_bus(world.root))
        environment = world.environment | {"DBUS_SESSION_BUS_ADDRESS": address}
        log = stack.enter_context((world.root / "bus.log").open("wb"))
        monitor = stack.enter_context(
            subprocess.Popen(["dbus-monitor", "--address", address], stdout=log, stderr=subprocess.DEVNULL)
        )
        stack.callback(monitor.kill)
        until("the bus is watched", (world.root / "bus.log").read_bytes)
        screen = stack.enter_context(new_screen(environment))
        story = Watched(world, screen, start or program())
        try:
            with Sampler(story.process.pid) as sampler:
                yield story
        finally:
            screen.shot("leaks-last")
            story.process.kill()
            story.process.wait()
        for name in SELECTIONS:
            world.take(story.selected(name), f"the {name} selection at the end")
        until("strace is done", lambda: story.trace.read_bytes().rstrip().endswith(b"+++"))
        world.take(story.errors.read_bytes(), "stderr")
        world.take_trace(story.trace)
        world.take_samples(sampler)
        monitor.terminate()
        monitor.wait()
        world.take((world.root / "bus.log").read_bytes(), "the message bus")
        world.take_files()
