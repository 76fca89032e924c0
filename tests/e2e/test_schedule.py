"""The daily look as the systems take it: systemd checks and runs the units; nothing of it opens a network socket."""

import json
import os
import plistlib
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.e2e.dunst import new_dunst
from tests.e2e.screen import new_screen, until
from tests.e2e.test_notification import BEGIN, DUE, address, environment, home, vault, vault_id
from tests.terminal.shell import Answer, program
from ui import program as own
from ui import schedule
from vault.errors import BadInput, NotSaved

__all__ = ["address", "environment", "home", "vault", "vault_id"]  # fixtures
NASTY = r"""a "b" %h $HOME ${X} 'c' \t\x41 ü;d#e"""
Sparekey = Callable[..., Answer]


@pytest.fixture
def asked(tmp_path: Path, environment: dict[str, str]) -> Path:
    """What was asked of systemctl: one that only writes down its words. It succeeds unless `refuses` is there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    asked = tmp_path / "asked"
    (folder / "systemctl").write_text(f'#!/bin/sh\necho "$@" >> "{asked}"\ntest ! -e "{folder}/refuses"\n')
    (folder / "systemctl").chmod(0o755)
    environment["PATH"] = f"{folder}:{environment['PATH']}"
    return asked


@pytest.fixture
def sparekey(environment: dict[str, str]) -> Sparekey:
    def run(*arguments: str, before: tuple[str, ...] = (), **more: str) -> Answer:
        done = subprocess.run(
            [*before, *program(), *arguments],
            env=environment | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return run


def units(home: Path) -> list[Path]:
    folder = home / ".config" / "systemd" / "user"
    return [folder / "sparekey-remind.service", folder / "sparekey-remind.timer"]


def verified(paths: list[Path], environment: dict[str, str]) -> str:
    """Return what systemd has to say against units."""
    command = ["systemd-analyze", "verify", "--user", "--man=no", *map(str, paths)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return f"{done.stdout}{done.stderr}{done.returncode or ''}"


def test_it_is_installed_and_removed(sparekey: Sparekey, home: Path, asked: Path, environment: dict[str, str]) -> None:
    answer = sparekey("remind", "--install")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        *(f"Wrote {path}" for path in units(home)),
        "From now on you are told on the desktop when something is due: in the morning, once a day at most.",
    ]
    assert asked.read_text() == "--user daemon-reload\n--user enable --now sparekey-remind.timer\n"
    assert verified(units(home), environment) == ""
    assert [stat.S_IMODE(path.stat().st_mode) for path in units(home)] == [0o600, 0o600]
    before = [path.stat().st_mtime_ns for path in units(home)]

    again = sparekey("remind", "--install")
    assert again.out.splitlines()[:2] == [f"Already there: {path}" for path in units(home)]
    assert [path.stat().st_mtime_ns for path in units(home)] == before

    link = units(home)[0].parent / "timers.target.wants" / units(home)[1].name
    link.parent.mkdir()
    link.symlink_to(units(home)[1])  # as systemctl enable does
    removed = sparekey("remind", "--uninstall")
    assert (removed.code, removed.err) == (0, "")
    assert removed.out.splitlines() == [
        *(f"Removed {path}" for path in (link, *units(home))),
        "You are no longer told on the desktop when something is due.",
    ]
    assert asked.read_text().endswith("--user stop sparekey-remind.timer\n--user daemon-reload\n")
    assert not any(os.path.lexists(path) for path in (link, *units(home)))
    assert sparekey("remind", "--uninstall").out == "Nothing was installed, so nothing was removed.\n"


def test_what_was_changed_by_hand_is_written_anew(sparekey: Sparekey, home: Path, asked: Path) -> None:
    sparekey("remind", "--install")
    service, timer = units(home)
    whole = service.read_bytes()
    service.write_text("[Service]\n")
    assert sparekey("remind", "--install").out.splitlines()[:2] == [f"Wrote {service}", f"Already there: {timer}"]
    assert service.read_bytes() == whole


def test_where_no_session_runs_it_says_what_to_run(sparekey: Sparekey, home: Path, asked: Path) -> None:
    (asked.parent / "bin" / "refuses").touch()
    answer = sparekey("remind", "--install")
    assert answer.code == 0
    assert answer.out.splitlines()[2:] == [
        "It could not be started from here. When you are logged in, run:",
        "  systemctl --user daemon-reload",
        "  systemctl --user enable --now sparekey-remind.timer",
    ]
    answer = sparekey("remind", "--uninstall")
    assert answer.out.splitlines()[2:] == [
        "What may still be running could not be stopped from here. When you are logged in, run:",
        "  systemctl --user stop sparekey-remind.timer",
        "  systemctl --user daemon-reload",
    ]
    assert not any(map(os.path.lexists, units(home)))


def test_without_systemctl_it_says_the_same(sparekey: Sparekey, home: Path) -> None:
    answer = sparekey("remind", "--install", PATH="/nowhere")
    assert (answer.code, answer.err) == (0, "")
    assert "It could not be started from here." in answer.out
    assert all(path.exists() for path in units(home))


def test_a_dry_run_shows_what_would_be_written_and_writes_nothing(sparekey: Sparekey, home: Path, asked: Path) -> None:
    answer = sparekey("remind", "--install", "--dry-run")
    assert answer.code == 0
    assert not asked.exists()
    assert not any(path.exists() for path in units(home))
    sparekey("remind", "--install")
    for path in units(home):
        assert f"It would write {path}:\n\n{path.read_text()}" in answer.out
    commands = "".join(f"  systemctl {line}\n" for line in asked.read_text().splitlines())
    assert answer.out.endswith(f"Then it would run:\n{commands}")


def test_the_unit_runs_this_program_on_the_vault_that_was_named(
    sparekey: Sparekey, home: Path, asked: Path, environment: dict[str, str]
) -> None:
    state = str(home / "100 % state")
    sparekey("--vault", f"my {NASTY}.sparekey", "remind", "--install", XDG_STATE_HOME=state)
    text = units(home)[0].read_text()
    assert f'ExecStart="{program()[0]}" "--vault" "/' in text
    assert f'Environment="XDG_STATE_HOME={home}/100 %% state"\n' in text
    assert verified(units(home), environment) == ""


def test_a_file_in_the_way_is_said(sparekey: Sparekey, home: Path, asked: Path) -> None:
    (home / ".config").write_text("")
    answer = sparekey("remind", "--install")
    assert answer.code == 1
    assert answer.err.startswith("sparekey: ")
    assert not asked.exists()


def test_what_cannot_be_written_down_is_refused(home: Path) -> None:
    for system in ("linux", "darwin", "win32"):
        with pytest.raises(BadInput):
            schedule.schedule(["/bin/sparekey\n", "remind"], system=system)


def test_systemd_takes_no_program_with_quotes_in_its_name(home: Path) -> None:
    for name in ('/my "own"/sparekey', "/mira's/sparekey", r"/a\b/sparekey"):
        with pytest.raises(BadInput):
            schedule.schedule([name, "remind"], system="linux")


def test_what_cannot_be_removed_is_said(home: Path) -> None:
    wanted = schedule.schedule(["/bin/sparekey"])
    wanted.files[0][0].mkdir(parents=True)
    with pytest.raises(NotSaved, match="cannot be removed"):
        schedule.uninstall(wanted)


def test_it_is_written_for_macos(home: Path) -> None:
    command = [f"/Applications/{NASTY}/<sparekey>&", "remind", "--notify"]
    wanted = schedule.schedule(command, system="darwin")
    (path, data), *others = wanted.files
    assert (path, others) == (home / "Library" / "LaunchAgents" / "sparekey.remind.plist", [])
    agent = plistlib.loads(data)
    assert agent["ProgramArguments"] == command
    assert agent["StartCalendarInterval"] == {"Hour": 9, "Minute": 0}
    assert wanted.start[0][-1] == str(path)
    assert "sparekey.remind" in wanted.stop[0][-1]
    assert any("LaunchAgents" in line for line in schedule.preview(wanted))


def test_it_is_written_for_windows(home: Path) -> None:
    command = [r"C:\Program Files\a & b\sparekey.exe", "--vault", r"C:\my <vault>.sparekey", "remind", "--notify"]
    wanted = schedule.schedule(command, system="win32")
    ((path, data),) = wanted.files
    root = ET.fromstring(data.decode("utf-16").replace('encoding="UTF-16"', ""))
    texts = {element.tag.rpartition("}")[2]: element.text for element in root.iter()}
    assert texts["Command"] == command[0]
    assert texts["Arguments"] == r'--vault "C:\my <vault>.sparekey" remind --notify'
    assert texts["StartWhenAvailable"] == "true"
    assert str(path) in wanted.start[0]
    assert any("<Command>" in line for line in schedule.preview(wanted))


def test_how_the_program_is_started_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "start.py"
    script.touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(sys, "argv", ["start.py", "remind", "--install"])
    monkeypatch.setattr(sys, "orig_argv", ["python", "-X", "dev", "start.py", "remind", "--install"])
    assert own.own_command() == [str(tmp_path / "python"), "-X", "dev", str(script)]
    (tmp_path / "sparekey").touch()
    assert own.own_command() == [str(tmp_path / "sparekey")]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own.own_command() == [str(tmp_path / "python")]


# A real systemd


@pytest.fixture
def systemd(environment: dict[str, str], address: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Run a user's systemd. Where the system itself has none, it is told so in a mount namespace of its own."""
    if os.geteuid() != 0 or not Path("/lib/systemd/systemd").exists():
        pytest.skip("a user's systemd can only be started by root, and needs systemd")
    if subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/run"], capture_output=True, check=False).returncode:
        pytest.skip("root may mount nothing here: this is a container")
    environment["DBUS_SESSION_BUS_ADDRESS"] = address
    mount = "mkdir -p /run/systemd && mount -t tmpfs tmpfs /run/systemd && mkdir /run/systemd/system"
    command = ["unshare", "-m", "sh", "-c", f"{mount} && exec /lib/systemd/systemd --user --log-target=console"]
    log = tmp_path / "systemd.log"
    with log.open("wb") as output, subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process:
        try:
            deadline = time.monotonic() + 20
            while "HOME=" not in systemctl(environment, "show-environment"):
                assert process.poll() is None, log.read_text()[-500:]
                assert time.monotonic() < deadline, log.read_text()[-500:]
                time.sleep(0.1)
            yield environment
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def systemctl(environment: dict[str, str], *words: str) -> str:
    command = ["systemctl", "--user", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False).stdout


def test_systemd_runs_it_in_its_sandbox(systemd: dict[str, str], sparekey: Sparekey, home: Path, vault_id: str) -> None:
    with new_screen(systemd) as screen, new_dunst(screen.environment, home / "run") as dunst:
        systemctl(systemd, "set-environment", f"DISPLAY={screen.environment['DISPLAY']}")
        assert "From now on you are told" in sparekey("remind", "--install").out
        assert "sparekey-remind.timer" in systemctl(systemd, "list-timers", "--all")
        note = home / ".local/state/sparekey/agenda" / f"{vault_id}.json"
        agenda = json.loads(note.read_text())
        for entry in agenda["entries"]:  # due long ago, whatever the clock says
            entry["due_on"] = entry["shows_on"] = "2024-01-01"
        note.write_text(json.dumps(agenda))
        systemctl(systemd, "start", "sparekey-remind.service")
        status = systemctl(systemd, "show", "-p", "Result,ExecMainStatus", "sparekey-remind.service")
        assert set(status.split()) == {"Result=success", f"ExecMainStatus={DUE}"}
        assert dunst.displayed == 1
        dunst.click()
        window = until("the window opens", lambda: screen._xdotool("search", "--onlyvisible", "--name", "^Sparekey$").split())
        process = int(screen._xdotool("getwindowpid", window[0]))
        try:
            limits = Path(f"/proc/{process}/status").read_text()
            assert "NoNewPrivs:\t0" in limits, "the window would live in the timer's sandbox"
        finally:
            os.kill(process, 9)
        assert "You are no longer told" in sparekey("remind", "--uninstall").out
        assert "sparekey" not in systemctl(systemd, "list-timers", "--all")


def test_systemd_reads_the_words_as_they_were(systemd: dict[str, str], home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a %h $HOME ${X} ü;d#e"
    folder.mkdir()
    program, said = folder / "prog $PATH %n", tmp_path / "said"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" "$XDG_STATE_HOME" > "{said}"\n')
    program.chmod(0o755)
    wanted = schedule.schedule([str(program), NASTY, "$HOME", "100%"])
    for path, data in wanted.files:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    systemctl(systemd, "daemon-reload")
    systemctl(systemd, "start", "sparekey-remind.service")
    assert said.read_text().splitlines()[:3] == [NASTY, "$HOME", "100%"]


# No network


def test_no_network_socket_is_opened(sparekey: Sparekey, home: Path, vault_id: str, address: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    before = ("strace", "-f", "-e", "trace=network", "-o", str(trace))
    later = str(BEGIN + timedelta(40))
    for more in (["--json"], ["--ics", str(home / "due.ics")], ["--notify"]):
        answer = sparekey("remind", "--today", later, *more, before=before, DBUS_SESSION_BUS_ADDRESS=address)
        assert answer.code == DUE
        text = trace.read_text()
        assert ("AF_UNIX" in text) == (more == ["--notify"])
        assert not [family for family in ("AF_INET", "AF_NETLINK", "AF_PACKET") if family in text]


def test_it_works_without_a_network(
    sparekey: Sparekey, home: Path, vault_id: str, environment: dict[str, str], address: str
) -> None:
    alone = ("unshare", "-n") if os.geteuid() == 0 else ("unshare", "-rn")
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody leave the network")
    here = environment | {"DBUS_SESSION_BUS_ADDRESS": address}
    with new_screen(here) as screen, new_dunst(screen.environment, home / "run") as dunst:
        day = str(BEGIN + timedelta(40))
        answer = sparekey("remind", "--notify", "--today", day, before=alone, DBUS_SESSION_BUS_ADDRESS=address)
        assert (answer.code, answer.err) == (DUE, "")
        assert dunst.displayed == 1
