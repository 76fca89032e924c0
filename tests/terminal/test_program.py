"""The program as a user starts it: its streams, its exit codes, what it loads, and a disk that is full."""

import json
import os
import resource
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

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
    program,
    start,
)
from ui import process
from ui.terminal import main

SECRET = lines([PASSWORD])


@pytest.fixture
def mira(shell: Shell) -> Shell:
    shell("import", "-", "--account", "pypi:mira", stdin=samples.saved("mira"))
    return shell


def used(shell: Shell) -> int:
    return int(shell("list", "--json").json["accounts"][0]["codes"]["used"])


def test_a_first_day_on_the_command_line(home: Path) -> None:
    made = start("--password-stdin", "init", home=home, stdin=SECRET)
    assert made.code == DONE, made
    vault = Path(made.out.splitlines()[0].removeprefix("Created "))
    assert stat.S_IMODE(vault.stat().st_mode) == 0o600
    (home / samples.saved_as("mira")).write_bytes(samples.saved("mira"))
    (home / "qr.png").write_bytes(samples.qr_picture(samples.uri("mira")))
    brought = start(
        "--password-stdin",
        "import",
        str(home / samples.saved_as("mira")),
        str(home / "qr.png"),
        "--json",
        home=home,
        stdin=SECRET,
    )
    assert brought.json["imported"] == 2
    assert brought.err == ""
    assert (
        start("--password-stdin", "code", "pypi:mira", "--use", home=home, stdin=SECRET).out == f"{samples.codes('mira')[0]}\n"
    )
    listed = start("--password-stdin", "list", "--json", home=home, stdin=SECRET)
    assert listed.json["accounts"][0]["codes"] == {"left": 7, "used": 1, "void": 0, "total": 8}
    assert start("--password-stdin", "list", home=home, stdin=b"wrong\n").code == WRONG_KEY
    assert start("nonsense", home=home).code == WRONG_USAGE
    assert start("--password-stdin", "show", "pypi:zoe", home=home, stdin=SECRET).code == REFUSED


def test_the_day_the_laptop_is_gone(home: Path, empty_vault: bytes) -> None:
    vault, pdf = home / "vault.sparekey", home / "backup.pdf"
    vault.write_bytes(empty_vault)

    def sparekey(*arguments: str, secrets: list[str], stdin: bytes = b"") -> Answer:
        return start("--vault", str(vault), "--password-stdin", *arguments, home=home, stdin=lines(secrets) + stdin)

    sparekey("import", "-", "--account", "pypi:mira", secrets=[PASSWORD], stdin=samples.saved("mira"))
    printed = sparekey("print", "-o", str(pdf), "--encrypted", secrets=[PASSWORD, ""])
    assert printed.code == DONE, printed
    subprocess.run(["pdftoppm", "-r", "150", "-png", pdf, home / "page"], check=True)
    vault.unlink()
    answer = sparekey("restore", str(home / "page-2.png"), "-o", str(vault), secrets=[printed.out.strip(), "a new one"])
    assert answer.code == DONE, answer
    assert sparekey("code", "pypi:mira", secrets=["a new one"]).out.strip() == samples.codes("mira")[0]


def test_no_command_loads_qt(mira: Shell, vault_file: Path, home: Path) -> None:
    code = "import sys; from ui.terminal.main import main; assert main(sys.argv[1:]) == 0; print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, "--vault", str(vault_file), "--password-stdin", "totp", "pypi:mira", "--at", "0"],
        input=SECRET,
        capture_output=True,
        env=clean_environment(home),
        check=False,
    )
    assert done.returncode == 1  # no seed yet: the assertion above
    mira("import", "-", "--account", "pypi:mira", stdin=samples.uri("mira").encode())
    done = subprocess.run(done.args, input=SECRET, capture_output=True, env=clean_environment(home), check=True)
    assert "vault.store" in done.stderr.decode().split()
    assert not [name for name in done.stderr.decode().split() if name.startswith(("PySide6", "shiboken", "ui.desktop"))]


def test_without_a_screen_the_window_is_refused_in_a_sentence(home: Path) -> None:
    answer = start(home=home)
    assert_refused(answer, "no screen")


def test_no_command_opens_the_window(monkeypatch: pytest.MonkeyPatch, vault_file: Path) -> None:
    def opened(path: Path | None, **options: object) -> int:
        asked.append((path, options))
        return 7

    asked: list[object] = []
    window = ModuleType("ui.desktop.app")
    window.run = opened  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ui.desktop.app", window)
    assert main.main([]) == 7
    assert main.main(["--vault", str(vault_file)]) == 7
    assert main.main(["--demo"]) == 7
    nothing = {"demo": False, "demo_folder": None, "minimised": False}
    assert asked == [(None, nothing), (vault_file, nothing), (None, nothing | {"demo": True})]


def test_the_program_ends_with_the_commands_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], vault_file: Path
) -> None:
    before = os.umask(0o022)
    monkeypatch.setattr(
        process, "hide", lambda: None
    )  # tests/terminal/test_process.py looks at that; this process stays as it is
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["sparekey", "--vault", str(vault_file), "list"])
    monkeypatch.setattr(sys, "stderr", None)
    with Path(os.devnull).open("w", encoding="ascii") as nowhere:
        monkeypatch.setattr(sys, "stdout", nowhere)
        with pytest.raises(SystemExit) as end:
            main.run()
        assert nowhere.errors == "backslashreplace"
    assert end.value.code == REFUSED
    assert os.umask(before) == 0o077
    assert capsys.readouterr().err == ""


# Output that does not arrive


@pytest.mark.parametrize("output", ["full", "closed", "broken"])
def test_a_code_that_could_not_be_printed_is_marked_and_it_is_said(
    mira: Shell, vault_file: Path, home: Path, output: str
) -> None:
    start(
        "--vault", str(vault_file), "--password-stdin", "set", "pypi:mira", "note=x", home=home, stdin=SECRET
    )  # a key of today
    arguments = ["--vault", str(vault_file), "--password-stdin", "code", "pypi:mira", "--use"]
    if output == "full":
        with Path("/dev/full").open("wb") as full:
            answer = start(*arguments, home=home, stdin=SECRET, stdout=full)
    elif output == "closed":
        answer = start(*arguments, home=home, stdin=SECRET, prepare="os.close(1)")
    else:
        reading, writing = os.pipe()
        os.close(reading)
        answer = start(*arguments, home=home, stdin=SECRET, stdout=writing)
        os.close(writing)
    assert_refused(answer, "The output could not be written")
    assert used(mira) == 1


def test_output_that_fails_in_this_process_is_refused_too(
    mira: Shell, vault_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        assert mira("code", "pypi:mira", "--use").code == REFUSED
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        assert mira("code", "pypi:mira", "--use").code == REFUSED
    assert used(mira) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("closed", ["0", "2", "0, 1, 2"])
def test_closed_streams_do_no_harm(mira: Shell, vault_file: Path, home: Path, closed: str) -> None:
    before = vault_file.read_bytes()
    close = f"[os.close(stream) for stream in ({closed},)]"
    answer = start("--vault", str(vault_file), "--password-stdin", "add", "pypi:zoe", home=home, stdin=SECRET, prepare=close)
    if closed == "2":
        assert answer == (DONE, "Added pypi:zoe\n", "")
    else:
        assert answer.code == REFUSED
        assert vault_file.read_bytes() == before
    assert mira("verify").code == DONE


@pytest.mark.parametrize("encoding", ["ascii", "utf-16"])
def test_any_encoding_can_be_printed_in(mira: Shell, vault_file: Path, home: Path, encoding: str) -> None:
    mira("add", "pypi:Зоя")
    for arguments in (["list", "--json"], ["show", "pypi:mira"], ["list"]):
        done = subprocess.run(
            [*program(), "--vault", str(vault_file), "--password-stdin", *arguments],
            input=SECRET,
            capture_output=True,
            env=clean_environment(home) | {"PYTHONIOENCODING": encoding},
            check=True,
        )
        text = done.stdout.decode(encoding)
        if "--json" in arguments:
            assert {row["username"] for row in json.loads(text)["accounts"]} == {"mira", "Зоя"}
        assert done.stderr == b""


def test_a_path_that_is_not_utf8_can_be_printed(home: Path) -> None:
    odd = os.fsdecode(os.fsencode(home) + b"/\xff.sparekey")
    assert start("--vault", odd, "--password-stdin", "init", home=home, stdin=SECRET).code == DONE
    assert start("--vault", odd, "--password-stdin", "verify", "--json", home=home, stdin=SECRET).json["ok"] is True
    assert_refused(start("--vault", odd, "--password-stdin", "init", home=home, stdin=SECRET), "exists already")


# A full disk


def full_at(size: int) -> str:
    """Return what makes a disk full for files of more than `size` bytes. Python then writes none of its own either."""
    return f"os.environ['PYTHONDONTWRITEBYTECODE'] = '1'; resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))"


FULL = full_at(1000)


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "pypi:zoe"],
        ["code", "pypi:mira", "--use"],
        ["import", "-", "--account", "pypi:zoe"],
        ["keys", "change-password"],
        ["keys", "add", "password"],
        ["keys", "add", "sheet"],
        ["print", "-o", "codes.pdf"],
    ],
    ids=" ".join,
)
def test_a_full_disk_changes_nothing_and_prints_no_code(
    mira: Shell, vault_file: Path, home: Path, arguments: list[str]
) -> None:
    before, names = vault_file.read_bytes(), {item.name for item in home.rglob("*")}
    stdin = lines([PASSWORD, "another password"] if arguments[0] == "keys" else [PASSWORD]) + samples.saved("zoe")
    answer = start(
        "--vault",
        str(vault_file),
        "--password-stdin",
        *arguments,
        home=home,
        stdin=stdin,
        prepare=FULL,
    )
    assert_refused(answer, "The disk is full")
    assert vault_file.read_bytes() == before
    assert {item.name for item in home.rglob("*")} == names


@pytest.mark.parametrize("arguments", [["print"], ["print", "--encrypted"], ["keys", "add", "sheet"]], ids=" ".join)
def test_a_disk_that_has_room_for_the_vault_but_not_the_pdf_is_left_without_it(
    mira: Shell, vault_file: Path, home: Path, arguments: list[str]
) -> None:
    answer = start(
        "--vault",
        str(vault_file),
        "--password-stdin",
        *arguments,
        "-o",
        str(home / "x.pdf"),
        home=home,
        stdin=lines([PASSWORD, ""]),
        prepare=full_at(16_000),
    )
    assert_refused(answer, "x.pdf could not be written: file too large")
    assert [item.name for item in home.iterdir() if "pdf" in item.name] == []
    assert [row["state"] for row in mira("sheets", "--json").json["sheets"]] == []
    assert len(mira("keys", "list").out.splitlines()) == 1


def test_no_half_vault_is_made_on_a_full_disk(home: Path) -> None:
    answer = start(
        "--vault",
        str(home / "new.sparekey"),
        "--password-stdin",
        "init",
        home=home,
        stdin=SECRET,
        prepare=FULL,
    )
    assert_refused(answer, "The disk is full")
    assert [item.name for item in home.iterdir() if item.suffix != ".lock"] == []
