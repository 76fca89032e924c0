"""The daily look as the settings switch it: installed and removed in the background, told, and off where the system refuses."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, find, press, shows
from tests.ui.due_scenes import calm
from tests.ui.test_layout import lasting_complaints
from ui import schedule
from ui.desktop import demo, due_messages
from ui.desktop.home import Home
from ui.desktop.widgets.banner import Banner
from ui.schedule import Schedule

WORDS = "Tell me on the desktop when something is due"


class System:
    """One that has timers: what is started has a link, what is stopped has none. It can refuse."""

    def __init__(self, home: Path) -> None:
        self.units = home / ".config" / "systemd" / "user"
        self.link = self.units / "timers.target.wants" / "sparekey-remind.timer"
        self.refuses = False
        self.ran: list[str] = []

    def run(self, commands: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
        if self.refuses:
            return list(commands)
        for command in commands:
            self.ran.append(" ".join(command))
            if "enable" in command:
                self.link.parent.mkdir(parents=True, exist_ok=True)
                self.link.symlink_to(self.units / "sparekey-remind.timer")
        return []

    @property
    def files(self) -> list[str]:
        return sorted(one.name for one in self.units.rglob("*") if not one.is_dir() or one.is_symlink())


@pytest.fixture
def system(home: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    made = System(home)
    real = schedule.schedule
    monkeypatch.setattr(schedule, "_run", made.run)
    monkeypatch.setattr(schedule, "schedule", lambda command: real(command, system="linux"))
    return made


def opened(desk: Desk, qtbot: QtBot) -> tuple[Home, QCheckBox, Banner]:
    """Open the settings, and wait until they know how it is."""
    _app, home = desk.opened(calm())
    home.show_settings()
    box = find(home.settings, QCheckBox, "tell-on-desktop")
    qtbot.waitUntil(box.isEnabled)
    return home, box, home.settings._reminders._result


def switch(box: QCheckBox, result: Banner, qtbot: QtBot) -> str:
    """Click it, and return what is said."""
    result.hide()
    QTest.keyClick(box, Qt.Key.Key_Space)
    qtbot.waitUntil(result.isVisible)
    return result.text


def test_it_is_off_at_first_and_says_what_it_does(desk: Desk, qtbot: QtBot, system: System) -> None:
    home, box, _result = opened(desk, qtbot)
    assert box.text() == WORDS
    assert not box.isChecked()
    assert shows(home.settings, due_messages.TELLS)
    assert not system.ran


def test_it_is_switched_on_and_off_and_says_what_was_done(desk: Desk, qtbot: QtBot, system: System) -> None:
    _home, box, result = opened(desk, qtbot)
    said = switch(box, result, qtbot).splitlines()
    assert said[0].startswith("From now on you are told on the desktop when something is due")
    assert said[1:] == [f"Wrote ~/.config/systemd/user/sparekey-remind.{kind}" for kind in ("service", "timer")]
    assert box.isChecked()
    assert system.files == ["sparekey-remind.service", "sparekey-remind.timer", "sparekey-remind.timer"]
    assert system.ran == ["systemctl --user daemon-reload", "systemctl --user enable --now sparekey-remind.timer"]
    said = switch(box, result, qtbot).splitlines()
    assert said[0] == "You are no longer told on the desktop when something is due."
    assert not box.isChecked()
    assert system.files == []


def test_all_that_is_said_can_be_read(desk: Desk, qtbot: QtBot, system: System) -> None:
    home, box, result = opened(desk, qtbot)
    home.settings.window().resize(880, 600)
    switch(box, result, qtbot)
    assert lasting_complaints(home.settings.window()) == []


def test_what_could_not_be_stopped_is_said_in_order(desk: Desk, qtbot: QtBot, system: System) -> None:
    """What is to be typed comes after the sentence that asks for it."""
    _home, box, result = opened(desk, qtbot)
    switch(box, result, qtbot)
    system.refuses = True
    said = switch(box, result, qtbot).splitlines()
    assert said[0].startswith("Removed ")
    assert said[-2:] == ["  systemctl --user stop sparekey-remind.timer", "  systemctl --user daemon-reload"]
    assert not box.isChecked()


def test_it_runs_the_command_of_the_terminal(desk: Desk, qtbot: QtBot, system: System) -> None:
    """On the vault that was used last, whichever that is by then: as `sparekey remind --install` does."""
    _home, box, result = opened(desk, qtbot)
    switch(box, result, qtbot)
    unit = (system.units / "sparekey-remind.service").read_text()
    (line,) = (line for line in unit.splitlines() if line.startswith("ExecStart="))
    assert line.endswith('"remind" "--notify"')
    assert "--vault" not in line


def test_where_the_system_refuses_it_is_off_and_nothing_stays(desk: Desk, qtbot: QtBot, system: System) -> None:
    _home, box, result = opened(desk, qtbot)
    system.refuses = True
    assert switch(box, result, qtbot) == due_messages.NOT_TAKEN
    assert not box.isChecked()
    assert system.files == []


def test_a_system_that_took_it_only_in_part_counts_as_off(desk: Desk, qtbot: QtBot, system: System) -> None:
    home, box, result = opened(desk, qtbot)
    switch(box, result, qtbot)
    home.show_first()
    system.link.unlink()
    home.show_settings()
    qtbot.waitUntil(lambda: not box.isChecked())


def test_what_was_switched_in_the_terminal_is_seen(desk: Desk, qtbot: QtBot, system: System) -> None:
    home, box, result = opened(desk, qtbot)
    switch(box, result, qtbot)
    home.show_first()
    schedule.uninstall(schedule.schedule(["sparekey"]))
    home.show_settings()
    qtbot.waitUntil(lambda: not box.isChecked())


def test_a_file_in_the_way_is_said(desk: Desk, qtbot: QtBot, system: System) -> None:
    _home, box, result = opened(desk, qtbot)
    system.units.parent.mkdir(parents=True)
    system.units.write_text("not a folder")
    assert "nothing was saved" in switch(box, result, qtbot)
    qtbot.waitUntil(lambda: not box.isChecked())


def test_a_program_that_cannot_be_written_down_is_off(
    desk: Desk, qtbot: QtBot, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.program.own_command", lambda: ["/opt/a'b/sparekey"])
    _home, box, result = opened(desk, qtbot)
    assert not box.isChecked()
    assert "quotes" in switch(box, result, qtbot)
    qtbot.waitUntil(lambda: not box.isChecked())
    assert system.files == []


def test_what_was_done_is_said_only_once(desk: Desk, qtbot: QtBot, system: System) -> None:
    home, box, result = opened(desk, qtbot)
    switch(box, result, qtbot)
    home.settings.refresh()
    assert not result.isVisible()
    assert system.files


def test_on_a_system_without_links_the_files_tell(
    desk: Desk, qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """macOS and Windows: what they refuse must not look as if it was on (untested there)."""
    system = System(home)
    monkeypatch.setattr(schedule, "_run", system.run)
    plain = Schedule(((home / "sparekey.plist", b"x"),), start=(("start",),), stop=(("stop",),))
    monkeypatch.setattr(schedule, "schedule", lambda _command: plain)
    _home, box, result = opened(desk, qtbot)
    system.refuses = True
    switch(box, result, qtbot)
    assert not box.isChecked()
    assert not (home / "sparekey.plist").exists()
    system.refuses = False
    switch(box, result, qtbot)
    assert box.isChecked()


def test_the_demo_installs_nothing(desk: Desk, qtbot: QtBot, system: System) -> None:
    folder = desk.folder / "demo"
    folder.mkdir()
    app = desk.start(demo.make(desk.clock(), folder), demo_folder=folder)
    home = desk.unlock(app, demo.PASSWORD)
    home.show_settings()
    assert shows(home.settings, "Not in the demo.")
    assert not find(home.settings, QCheckBox, "tell-on-desktop").isEnabled()
    press(home.settings, "hide-kinds")
    assert not system.files
