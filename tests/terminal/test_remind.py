"""The command remind: locked and open, its JSON, its calendar, what it loads, and what it makes of a bad day."""

import json
import re
import stat
import subprocess
import sys
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.terminal import samples
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import (
    DONE,
    REFUSED,
    WRONG_KEY,
    WRONG_USAGE,
    Answer,
    Shell,
    assert_refused,
    clean_environment,
    lines,
    start,
)
from ui import remind
from ui.remind import Due, Report
from vault import beside, settings

DUE = 10
TODAY = date(2027, 3, 1)
NOW = datetime.now(UTC).astimezone().date()
ADDRESS = "mira@quiet-otters.example"
NAMES = ("mira", "otters", "pypi", "release")
LOCKED = "Open Sparekey to see what it is, or run: sparekey remind --vault-open"


@pytest.fixture
def mira(shell: Shell) -> Shell:
    """A vault with an address that was verified long ago, and codes."""
    assert shell("add", "pypi:mira", "--email", ADDRESS, "--email-verified", "2024-01-31").code == DONE
    assert shell("import", "-", "--account", "pypi:mira", stdin=samples.saved("mira")).code == DONE
    return shell


@pytest.fixture
def agenda_folder(home: Path) -> Path:
    return home / ".local" / "state" / "sparekey" / "agenda"


def agenda_of(folder: Path) -> Path:
    (found,) = folder.glob("*.json")
    return found


def locked(shell: Shell, *arguments: str) -> Answer:
    """Run it with nobody to ask for a password."""
    return shell("remind", *arguments, secrets=())


def assert_nameless(text: str) -> None:
    assert not [name for name in (*NAMES, *samples.codes("mira")) if name in text.casefold()]


def test_while_locked_it_tells_days_and_kinds(mira: Shell) -> None:
    answer = locked(mira, "--json")
    assert (answer.code, answer.err) == (DUE, "")
    (due,) = answer.json["due"]
    assert due == {
        "kind": "email",
        "due_on": "2024-07-29",
        "account": None,
        "text": "An e-mail address is to be checked",
    }
    assert date.fromisoformat(answer.json["next"]) > NOW
    assert_nameless(answer.out)


def test_with_the_vault_open_it_tells_accounts(mira: Shell) -> None:
    answer = mira("remind", "--vault-open", "--json")
    assert answer.code == DUE
    assert answer.json["due"] == [
        {
            "kind": "email-verified",
            "due_on": "2024-07-29",
            "account": "pypi:mira",
            "text": f"Check that mail to {ADDRESS} still reaches you",
        }
    ]
    assert answer.json["next"] == locked(mira, "--json").json["next"]
    assert mira("remind", "--vault-open", secrets=["wrong"]).code == WRONG_KEY


def test_what_concerns_the_vault_has_no_account(mira: Shell) -> None:
    later = str(NOW + timedelta(200))
    answer = mira("remind", "--vault-open", "--json", "--today", later)
    assert {one["account"] for one in answer.json["due"]} == {"pypi:mira", None}
    assert [one["due_on"] for one in answer.json["due"]] == sorted(one["due_on"] for one in answer.json["due"])
    text = mira("remind", "--vault-open", "--today", later).out
    assert re.match(r"pypi:mira\n  Check that mail to .* \(since 2024-07-29\)\n", text)
    assert "\nThe vault\n  Copy the vault to another place (since " in text


def test_locked_and_open_agree_on_every_day(mira: Shell) -> None:
    for days in (0, 10, 30, 100, 200, 300, 390):
        day = str(NOW + timedelta(days))
        shut, full = locked(mira, "--json", "--today", day), mira("remind", "--vault-open", "--json", "--today", day)
        assert shut.code == full.code
        assert bool(shut.json["due"]) == bool(full.json["due"])
        assert {one["due_on"] for one in shut.json["due"]} <= {one["due_on"] for one in full.json["due"]}


def test_as_a_person_reads_it(mira: Shell) -> None:
    assert locked(mira).out == f"An e-mail address is to be checked (since 2024-07-29)\n{LOCKED}\n"
    assert mira("remind", "--vault-open").out == (
        f"pypi:mira\n  Check that mail to {ADDRESS} still reaches you (since 2024-07-29)\n"
    )


@pytest.mark.parametrize("is_open", [True, False])
def test_when_it_is_due(is_open: bool) -> None:
    due = tuple(Due("tokens", TODAY + timedelta(days), None, f"Look {days}") for days in (-1, 0, 1))
    text = "\n".join(remind.lines(Report(due, None), TODAY, is_open=is_open))
    assert "Look -1 (since 2027-02-28)" in text
    assert "Look 0 (today)" in text
    assert "Look 1 (by 2027-03-02)" in text


def test_while_locked_many_of_a_kind_look_like_one() -> None:
    due = tuple(Due("tokens", TODAY - timedelta(days), None, "A token is to be looked at") for days in (9, 5, 1))
    assert remind.lines(Report(due, None), TODAY, is_open=False) == ["A token is to be looked at (since 2027-02-20)", LOCKED]


def test_when_nothing_is_due(shell: Shell) -> None:
    answer = locked(shell)
    assert answer.code == DONE
    assert answer.out == ("Nothing is known to be due. To look into the vault itself, run: sparekey remind --vault-open\n")
    assert locked(shell, "--json").json == {"due": [], "next": None}
    assert shell("remind", "--vault-open").out == "Nothing is due.\n"
    shell("add", "github:mira")
    answer = locked(shell)
    assert answer.code == DONE
    assert re.fullmatch(r"Nothing is due\. The next thing comes up on \d{4}-\d\d-\d\d\.\n", answer.out)


# What a save leaves behind


def test_the_agenda_is_written_by_each_save_for_its_owner_only(mira: Shell, agenda_folder: Path) -> None:
    path = agenda_of(agenda_folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(agenda_folder.stat().st_mode) == 0o700
    before = path.read_bytes()
    assert_nameless(before.decode())
    mira("code", "pypi:mira", "--use")
    assert path.read_bytes() != before
    path.unlink()
    mira("list")
    assert not path.exists()
    mira("remind", "--vault-open", "--today", "2030-01-01")
    assert not path.exists(), "what would be on another day is not what is to be told"
    mira("remind", "--vault-open")
    assert path.exists()


def test_kinds_can_be_hidden(mira: Shell, agenda_folder: Path) -> None:
    settings.save(settings.Settings(hide_kinds=True))
    mira("code", "pypi:mira", "--use")
    assert {one["kind"] for one in json.loads(agenda_of(agenda_folder).read_text())["entries"]} == {"something"}
    assert locked(mira).out.startswith("Something is due (")


def test_an_agenda_that_cannot_be_written_stops_no_save(shell: Shell, agenda_folder: Path) -> None:
    agenda_folder.parent.mkdir(parents=True)
    agenda_folder.write_text("in the way")
    assert shell("add", "pypi:mira").code == DONE
    assert locked(shell).code == DONE


# Bad days


def test_without_a_vault(new_shell: Shell) -> None:
    assert_refused(locked(new_shell), "There is no vault")
    assert_refused(new_shell("remind", "--vault-open"), "There is no vault")


@pytest.mark.parametrize("data", [b"", b"x" * 39, b"x" * 4096])
def test_what_is_no_vault(new_shell: Shell, vault_file: Path, data: bytes) -> None:
    vault_file.write_bytes(data)
    assert_refused(locked(new_shell), "is not a Sparekey vault")


def test_a_folder_is_no_vault(new_shell: Shell, vault_file: Path) -> None:
    vault_file.mkdir()
    assert_refused(locked(new_shell))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"\xff\xfe", b'{"version":1}', b'{"version":1,"entries":[{"due_on":"soon"}]}', b"[" * 9999]
)
def test_an_agenda_that_is_damaged(mira: Shell, agenda_folder: Path, data: bytes) -> None:
    agenda_of(agenda_folder).write_bytes(data)
    assert_refused(locked(mira), "cannot be read")
    assert mira("remind", "--vault-open").code == DUE
    assert locked(mira).code == DUE, "looking into the vault mended it"


def test_what_somebody_wrote_into_the_agenda_is_not_shown(mira: Shell, agenda_folder: Path) -> None:
    path = agenda_of(agenda_folder)
    entry = {"id": "0", "kind": "\x1b[2J", "due_on": "2024-01-01", "shows_on": "2024-01-01"}
    path.write_text(json.dumps({"version": 1, "entries": [entry]}))
    assert "\x1b" not in locked(mira).out + locked(mira, "--json").out
    assert locked(mira).out.startswith("Something is due (")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--today", "yesterday"],
        ["--today", "2027-02-29"],
        ["--today", ""],
        ["--dry-run"],
        ["--install", "--uninstall"],
        ["--install", "--json"],
        ["--uninstall", "--notify"],
        ["--uninstall", "--dry-run"],
        ["--ics"],
        ["more"],
    ],
)
def test_wrong_usage(mira: Shell, arguments: list[str]) -> None:
    answer = locked(mira, *arguments)
    assert (answer.code, answer.out) == (WRONG_USAGE, "")


def test_the_first_and_the_last_day(mira: Shell) -> None:
    assert locked(mira, "--today", "0001-01-01").code == DONE
    assert locked(mira, "--today", "9999-12-31").code == DUE
    assert mira("remind", "--vault-open", "--today", "0001-01-01").code in {DONE, DUE}


def test_output_that_goes_nowhere(mira: Shell, home: Path, vault_file: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        answer = start("--vault", str(vault_file), "remind", home=home, stdout=full)
    assert answer.code == REFUSED
    assert "could not be written" in answer.err


# The calendar


def events(path: Path) -> list[Any]:
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def test_a_calendar_tells_no_names(mira: Shell, home: Path) -> None:
    path = home / "due.ics"
    answer = locked(mira, "--ics", str(path), "--json")
    assert answer.code == DUE
    assert answer.json["due"]
    assert answer.err == f"note: wrote the calendar {path}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert_nameless(path.read_text())
    found = events(path)
    assert len(found) > 5
    for event in found:
        assert event["CLASS"] == "PRIVATE"
        assert type(event["DTSTART"].dt) is date
        assert event["DTEND"].dt == event["DTSTART"].dt + timedelta(1)
        assert uuid.UUID(event["UID"]).version == 4
    assert len({event["UID"] for event in found}) == len(found)
    assert found[0]["SUMMARY"] == "An e-mail address is to be checked"
    assert found[0]["DTSTART"].dt == date(2024, 7, 29)


def test_a_calendar_of_ours_is_replaced(mira: Shell, home: Path) -> None:
    path, link = home / "due.ics", home / "link.ics"
    locked(mira, "--ics", str(path))
    before = {event["UID"] for event in events(path)}
    path.chmod(0o644)
    link.symlink_to(path)
    assert locked(mira, "--ics", str(link)).code == DUE
    assert link.is_symlink()
    assert not before & {event["UID"] for event in events(path)}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_with_the_vault_open_the_calendar_tells_all(mira: Shell, home: Path) -> None:
    path = home / "due.ics"
    assert mira("remind", "--vault-open", "--ics", str(path)).code == DUE
    found = events(path)
    assert found[0]["SUMMARY"] == f"Check that mail to {ADDRESS} still reaches you"
    assert {event["CLASS"] for event in found} == {"PRIVATE"}
    assert not [code for code in samples.all_secrets("mira") if code in path.read_text()]


@pytest.mark.parametrize("data", [b"", b"notes", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nEND:VCALENDAR\r\n"])
def test_another_file_is_not_overwritten(mira: Shell, home: Path, data: bytes) -> None:
    path = home / "due.ics"
    path.write_bytes(data)
    assert_refused(locked(mira, "--ics", str(path)), "exists already")
    assert path.read_bytes() == data
    assert_refused(locked(mira, "--ics", str(home)), "exists already")
    assert_refused(locked(mira, "--ics", str(home / "none" / "due.ics")), "There is no folder")


# What it loads


def test_it_loads_neither_windows_nor_keys(mira: Shell, home: Path, vault_file: Path) -> None:
    code = "import sys; from ui.terminal.main import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    for more in ([], ["--json"], ["--notify"], ["--ics", str(home / "due.ics")]):
        done = subprocess.run(
            [sys.executable, "-c", code, "--vault", str(vault_file), "remind", *more],
            capture_output=True,
            text=True,
            env=clean_environment(home),
            check=True,
        )
        loaded = set(done.stderr.split())
        assert "vault.agenda" in loaded
        foreign = {"PySide6", "shiboken6", "cryptography", "argon2", "pyotp", "PIL", "zxingcpp"}
        inner = {"vault.store", "vault.container", "vault.crypto", "vault.keys", "vault.codec", "ui.terminal.session"}
        assert not loaded & (foreign | inner)
        assert not [name for name in loaded if name.startswith("ui.desktop")]
        if not more:
            assert not loaded & {"jeepney", "icalendar", "socket", "ssl", "subprocess", "hashlib"}


def test_the_password_is_not_asked_for_while_locked(mira: Shell, home: Path, vault_file: Path) -> None:
    answer = start("--vault", str(vault_file), "remind", home=home)
    assert (answer.code, answer.err) == (DUE, "")
    assert start("--vault", str(vault_file), "--password-stdin", "remind", home=home, stdin=lines([PASSWORD])).code == DUE


def test_help_lists_it(home: Path) -> None:
    assert "tell what is due" in start("--help", home=home).out
    answer = start("remind", "--help", home=home)
    assert answer.code == DONE
    assert "--vault-open" in answer.out


def test_a_new_save_follows_the_file_not_its_name(mira: Shell, vault_file: Path, home: Path) -> None:
    """A vault that is moved keeps its agenda: it is found by the id in the file."""
    moved = vault_file.rename(home / "moved.sparekey")
    answer = start("--vault", str(moved), "remind", home=home)
    assert answer.code == DUE
    assert beside.SUFFIX in moved.name
