"""A QR code in another program's window, found on a real screen; our own window, which covers it, steps aside."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.pictures import drawn, saved
from tests.e2e.screen import DEADLINE, Screen, new_screen, until
from tests.e2e.test_window_story import SEED, URI, USERNAME, Story, create_the_vault
from tests.terminal.shell import clean_environment

# Another program: shows a picture in a window over the whole screen, under ours.
VIEWER = """
import sys
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication(sys.argv)
shown = QLabel()
shown.setPixmap(QPixmap(sys.argv[1]))
shown.setStyleSheet("background: white; padding: 250px")
shown.setGeometry(0, 0, 1280, 900)
shown.show()
app.exec()
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("home", "home/run", "home/tmp"):
        (tmp_path / name).mkdir(mode=0o700)
    return tmp_path / "home"


@pytest.fixture
def screen(home: Path) -> Iterator[Screen]:
    with new_screen(clean_environment(home) | {"XDG_RUNTIME_DIR": str(home / "run")}) as screen:
        yield screen


@pytest.fixture
def viewer(screen: Screen, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    picture = tmp_path / "page.png"
    picture.write_bytes(saved(drawn(URI)))
    with subprocess.Popen([sys.executable, "-c", VIEWER, str(picture)], env=screen.environment) as process:
        until("the other window is there", lambda: screen.windows(process.pid))
        yield process
        process.kill()


def test_a_code_under_our_own_window_is_found(screen: Screen, home: Path, viewer: "subprocess.Popen[bytes]") -> None:
    story = Story(screen, home)
    try:
        create_the_vault(story)
        story.main_window()
        screen.press("ctrl+i")
        story.dialog()
        screen.shot("scan-1-asked")
        screen.press("Tab", "Tab", "Tab", "space")  # from the text over both other buttons
        until("our windows step aside", lambda: not screen.windows(story.process.pid))
        until("they come back", lambda: len(screen.windows(story.process.pid)) == 2)
        story.dialog()
        until("the authenticator is saved", lambda: accepted(story))
        screen.shot("scan-2-saved")
        assert viewer.poll() is None
        story.main_window()
        screen.press("ctrl+q")
        assert story.process.wait(DEADLINE) == 0
    finally:
        story.process.kill()
        story.process.wait()
    assert story.errors.read_text() == ""
    account = story.command("show", f"pypi:{USERNAME}", "--reveal", "--json")["account"]
    assert [one["secret"] for one in account["authenticators"]] == [SEED]
    assert not list(home.rglob("*.png")), "a picture of the screen was left"


def accepted(story: Story) -> bool:
    """Press Enter until the preview has come and is taken."""
    if story.saves() < 2:
        story.screen.press("Return")
    return story.saves() == 2
