"""The window's whole story on a real screen: nothing leaks while it runs, and nothing is in its memory once it is locked."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.leaks.canaries import OTHER_CODES, Search
from tests.leaks.figures import FIGURES
from tests.leaks.window import IDLE, ITS_TIME, Scan, Watched, watched
from tests.leaks.world import World

pytestmark = pytest.mark.tedious

SHOWN = {"code", "seed", "kept password", "other code", "other seed"}
LEAST = 10_000_000  # bytes that a program with a window has written to
COPIED = "other code 1"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.have_vault()
    world.declare("written to socket:", COPIED)  # the clipboard is handed out by the program that has it
    return world


def screen_saver_locks(story: Watched) -> None:
    name = "org.freedesktop.ScreenSaver"
    signal_ = ["--type=signal", "/org/freedesktop/ScreenSaver", f"{name}.ActiveChanged", "boolean:true"]
    subprocess.run(["dbus-send", "--session", *signal_], env=story.screen.environment, check=True)


def assert_nothing_leaked(world: World) -> None:
    FIGURES.count(world)
    assert world.findings == []
    assert world.families <= {"AF_UNIX"}
    assert (world.samples > 0, world.files > 3) == (True, True)


def assert_forgotten(locked: list[Scan]) -> None:
    FIGURES.locked += locked
    assert [one.found for one in locked] == [set()] * len(locked)
    assert all(one.size > LEAST for one in locked)


def may_look() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may look into the memory of a program that closes it to others")


def test_the_window_leaks_nothing_and_forgets_everything_when_it_is_locked(world: World) -> None:
    may_look()
    with watched(world) as story:
        story.unlock()
        story.use()
        before = story.scan()
        assert before.secrets >= SHOWN, "the scan finds what is in memory"
        locked = [story.lock(lambda: story.screen.press("ctrl+l"))]
        assert story.screen.clipboard()["text"] == ""
        story.notify()
        story.unlock()
        again = story.scan()
        assert again.secrets >= SHOWN
        locked.append(story.lock(lambda: screen_saver_locks(story)))
        story.unlock()
        story.leave()
    FIGURES.open += [before, again]
    assert_forgotten(locked)
    assert_nothing_leaked(world)


def test_a_window_that_locks_itself_forgets_everything_and_one_that_is_killed_leaves_nothing(world: World) -> None:
    may_look()
    with watched(world, IDLE) as story:
        story.unlock()
        its_time = world.home / ITS_TIME
        locked = [story.lock(its_time.touch)]
        its_time.unlink()
        story.unlock()
        story.main_window()
        story.screen.press("ctrl+shift+c")
        os.kill(story.process.pid, signal.SIGKILL)
        story.process.wait()
    assert_forgotten(locked)
    assert_nothing_leaked(world)


def test_what_goes_over_the_bus_and_into_a_title_is_searched(world: World) -> None:
    """The watching works: a program that leaks is caught."""
    code = f"""
import sys
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication(sys.argv[:1])
secret = bytes.fromhex("{OTHER_CODES[1].encode().hex()}").decode()
label = QLabel("x")
label.setWindowTitle(secret)
label.show()
app.clipboard().setText(secret, app.clipboard().Mode.Selection)
message = QDBusMessage.createSignal("/x", "x.y", "z")
message.setArguments([secret])
QDBusConnection.sessionBus().send(message)
app.exec()
"""
    world.declare("argv and environment", *world.search.secrets)
    world.declare("/proc/PID/cmdline", *world.search.secrets)
    with watched(world, [IDLE[0], "-c", code]) as story:
        story.until("it is there", lambda: story.screen.windows(story.process.pid))
        story.look_at_windows()
    places = {one.place.split()[-1] if "window" not in one.place else "title" for one in world.findings}
    assert {"title", "selection", "bus"} <= places
    assert Search({}).look(b"x", "") == []
