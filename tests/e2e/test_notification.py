"""Notifications as a real notification service receives them, and what a click on one does; two simulated years of them."""

import json
import os
import stat
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from jeepney.io.blocking import open_dbus_connection
from msgspec import structs

from tests.e2e.dunst import Dunst, new_bus, new_dunst
from tests.e2e.screen import Screen, new_screen, until
from tests.terminal.shell import Answer, clean_environment, program
from ui import bus, notify
from vault import chores, edit, keys, reminders, settings, store
from vault.crypto import CHEAPEST
from vault.model import Now, Token, Vault

DUE = 10
BEGIN = date(2027, 1, 4)
NAMES = ("mira", "quietotters", "octavia")
Run = Callable[..., Answer]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("home", "home/run", "home/tmp"):
        (tmp_path / name).mkdir(mode=0o700)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return clean_environment(home) | {"XDG_RUNTIME_DIR": str(home / "run"), "TMPDIR": str(home / "tmp")}


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    with new_bus(home / "run") as address:
        yield address


@pytest.fixture
def screen(environment: dict[str, str], address: str) -> Iterator[Screen]:
    with new_screen(environment | {"DBUS_SESSION_BUS_ADDRESS": address}) as screen:
        yield screen


@pytest.fixture
def dunst(screen: Screen, home: Path) -> Iterator[Dunst]:
    with new_dunst(screen.environment, home / "run") as dunst:
        yield dunst


def moment(day: date) -> Now:
    return Now(datetime(day.year, day.month, day.day, 8, tzinfo=UTC), "laptop")


def leave_agenda(vault: Vault, vault_id: str, today: date) -> None:
    reminders.write_agenda(vault, vault_id, today, hide_kinds=False)


@pytest.fixture
def vault() -> Vault:
    """Two accounts, from `BEGIN` on."""
    now = moment(BEGIN)
    vault = edit.add_account(Vault(), "pypi", NAMES[0], now=now)
    vault = edit.set_email(vault, vault.accounts[-1].id, f"{NAMES[0]}@{NAMES[1]}.example", verified_on=BEGIN, now=now)
    vault = edit.add_account(vault, "github", NAMES[2], now=now)
    token = Token(id="a-token", name="release", expires_on=BEGIN + timedelta(300), created_on=BEGIN)
    mira = structs.replace(vault.accounts[0], tokens=(token,))
    return structs.replace(vault, accounts=(mira, *vault.accounts[1:]))


@pytest.fixture
def vault_id(home: Path, vault: Vault) -> str:
    """The vault, at its usual place."""
    path = settings.default_vault()
    opened = store.create(path, vault, keys.password("Nine Quiet Otters 47"), cost=CHEAPEST)
    store.close(opened)
    vault_id = opened.unlocked.vault_id.hex()
    leave_agenda(vault, vault_id, BEGIN)
    return vault_id


@pytest.fixture
def remind(environment: dict[str, str], address: str, vault_id: str) -> Run:
    """Run the installed command as a timer does: with the bus, without a terminal or a screen."""

    def run(*arguments: str, on: date | None = None, at: str = "09:00:00", **more: str) -> Answer:
        clock = ["faketime", "-f", f"@{on} {at}"] if on else []
        done = subprocess.run(
            [*clock, *program(), "remind", *arguments],
            env=environment | {"DBUS_SESSION_BUS_ADDRESS": address, "FAKETIME_DONT_FAKE_MONOTONIC": "1"} | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return run


def waiting(address: str) -> list[int]:
    """Return the processes that wait for a click on this bus."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"--notify" in words and address.encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def test_a_click_on_the_notification_opens_the_window(dunst: Dunst, screen: Screen, remind: Run, address: str) -> None:
    def windows() -> list[str]:
        return screen._xdotool("search", "--onlyvisible", "--name", "^Sparekey$").split()

    answer = remind("--notify", on=BEGIN + timedelta(40), DISPLAY=screen.environment["DISPLAY"])
    assert (answer.code, answer.err) == (DUE, "")
    assert dunst.displayed == 1
    screen.shot("notification")
    assert not windows()
    dunst.click()
    window = until("the window opens", windows)[0]
    process = int(screen._xdotool("getwindowpid", window))
    try:
        screen.shot("notification-clicked")
        until("nothing waits any more", lambda: not waiting(address))
        assert os.getsid(process) == process, "the window would be closed with what started it"
    finally:
        os.kill(process, 9)


def test_the_notification_names_nothing_and_is_one_for_everything(dunst: Dunst, remind: Run, address: str) -> None:
    answer = remind("--notify", "--json", on=BEGIN + timedelta(250))
    assert len(json.loads(answer.out)["due"]) > 3
    assert dunst.displayed == 1
    dunst.close_all()
    (said,) = dunst.closed()
    assert (said["appname"], said["summary"], said["body"]) == ("Sparekey", notify.TITLE, notify.BODY)
    text = json.dumps(said).casefold()
    assert not [name for name in (*NAMES, "release", "pypi", "github", "codes", "token") if name in text]
    until("nothing waits any more", lambda: not waiting(address))


def test_it_is_shown_once_a_day_at_most(dunst: Dunst, remind: Run, vault_id: str, home: Path) -> None:
    day = BEGIN + timedelta(40)
    for at in ("00:00:01", "09:00:00", "23:59:30"):
        assert remind("--notify", on=day, at=at).code == DUE
    assert dunst.shown == 1
    note = home / f".local/state/sparekey/agenda/{vault_id}.told.json"
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    remind("--notify", on=day + timedelta(1))
    assert dunst.shown == 2
    for days in (1, 0, -2):  # the clock is set back
        remind("--notify", on=day + timedelta(days))
    assert dunst.shown == 2
    remind("--notify", on=day + timedelta(2))
    assert dunst.shown == 3
    remind("--notify", on=day + timedelta(20))  # asleep meanwhile
    assert dunst.shown == 4


def test_at_the_same_time_it_is_shown_once(dunst: Dunst, remind: Run, environment: dict[str, str], address: str) -> None:
    here = environment | {"DBUS_SESSION_BUS_ADDRESS": address}
    command = [*program(), "remind", "--notify", "--today", str(BEGIN + timedelta(40))]
    together = [subprocess.Popen(command, env=here, stdout=subprocess.DEVNULL) for _ in range(6)]
    assert {one.wait(60) for one in together} == {DUE}
    assert dunst.shown == 1


def test_a_clock_that_was_wrong_by_years_does_not_silence_it(dunst: Dunst, remind: Run, vault_id: str) -> None:
    remind("--notify", on=BEGIN + timedelta(4000))
    remind("--notify", on=BEGIN + timedelta(40))
    assert dunst.shown == 2


def test_nothing_due_is_not_shown(dunst: Dunst, remind: Run) -> None:
    assert remind("--notify", on=BEGIN).code == 0
    assert dunst.shown == 0


def test_the_day_is_that_of_where_the_user_is(remind: Run, vault: Vault) -> None:
    first = reminders.next_on(reminders.upcoming(vault, BEGIN), BEGIN)
    assert first
    eve = first - timedelta(1)
    assert [remind(on=eve, at="23:59:00", TZ=zone).code for zone in ("UTC0", "XYZ-12")] == [0, 0]
    asleep_in_london = f"@{eve} 23:30:00"
    codes = [remind(TZ=zone, **preloaded(asleep_in_london)).code for zone in ("UTC0", "XYZ-1", "XYZ+1")]
    assert codes == [0, DUE, 0]


@pytest.fixture(autouse=True)
def _no_stale_clocks() -> None:
    """Clear away what a killed faketime left: it is named by its process, and a later one with that number then fails."""
    for left in Path("/dev/shm").glob("*faketime_s*_*"):
        if not Path("/proc", left.name.rpartition("_")[2]).exists():
            left.unlink(missing_ok=True)


def preloaded(clock: str) -> dict[str, str]:
    """Return what sets the clock to a time in UTC, whatever the zone: faketime itself reads times of the zone."""
    seconds = int((datetime.fromisoformat(clock[1:]).replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds())
    shown = subprocess.run(
        ["faketime", "-f", "+0", "printenv", "LD_PRELOAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    return {"LD_PRELOAD": shown, "FAKETIME": f"{seconds:+d}"}


def test_without_a_service_it_says_so_and_tries_again(remind: Run, screen: Screen, home: Path) -> None:
    answer = remind("--notify", on=BEGIN + timedelta(40))
    assert answer.code == DUE
    assert answer.err == f"note: {notify.NOBODY}.\n"
    with new_dunst(screen.environment, home / "run") as dunst:
        assert remind("--notify", on=BEGIN + timedelta(40)).err == ""
        assert dunst.shown == 1


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere", "tcp:host=localhost,port=1", "nonsense"])
def test_without_a_bus_it_says_so(environment: dict[str, str], vault_id: str, address: str) -> None:
    here = environment | ({"DBUS_SESSION_BUS_ADDRESS": address} if address else {})
    command = [*program(), "remind", "--notify", "--today", str(BEGIN + timedelta(40))]
    done = subprocess.run(command, env=here, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == DUE
    assert done.stderr == f"note: {notify.NOBODY}.\n"


def test_where_it_cannot_be_noted_nothing_is_shown(dunst: Dunst, remind: Run, vault_id: str, home: Path) -> None:
    note = home / f".local/state/sparekey/agenda/{vault_id}.told.json"
    note.mkdir()
    for _ in range(2):
        answer = remind("--notify", on=BEGIN + timedelta(40))
        assert answer.code == DUE
        assert answer.err.startswith("note: Nothing was shown on the desktop, as it cannot be noted that it was: ")
    assert dunst.shown == 0


def test_after_the_wait_the_notification_is_taken_away(dunst: Dunst, address: str) -> None:
    clicks: list[str] = []
    with open_dbus_connection(address) as connection:
        members: tuple[object, ...] = ("Sparekey", 0, "", notify.TITLE, notify.BODY, ["open", "Open Sparekey"], {}, -1)
        shown_id = bus._call(connection, "Notify", "susssasa{sv}i", members)[0]
        assert dunst.displayed == 1
        bus.wait(connection, shown_id, clicks.append, seconds=0.2)
    until("it is gone", lambda: dunst.displayed == 0)
    assert clicks == []


def test_the_notices_of_two_years(dunst: Dunst, remind: Run, vault: Vault, vault_id: str) -> None:
    """The machine is on once a week, but not in a holiday of three; every fifth week all that is due is done."""
    expected = shown = done = 0
    days = [BEGIN + timedelta(7 * week) for week in range(105) if week not in {30, 31, 32}]
    for place, day in enumerate(days):
        found = reminders.due(reminders.upcoming(vault, day), day)
        answer = remind("--notify", on=day)
        assert answer.code == (DUE if found else 0), day
        assert answer.err == ""
        expected += bool(found)
        if place % 10 == 0:
            remind("--notify", on=day, at="18:00:00")
        assert dunst.shown == expected, day
        dunst.close_all()
        if place % 5 == 4:
            for one in found:
                vault = chores.finish(vault, one.kind, one.account_id, one.item_id, on=day, now=moment(day))
                done += 1
            assert not reminders.due(reminders.upcoming(vault, day), day)
            leave_agenda(vault, vault_id, day)
    shown = dunst.shown
    print(f"{len(days)} weeks, {shown} notices, {done} things done")
    assert 20 < shown < len(days)
    assert done > 30
