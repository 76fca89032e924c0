"""What is refused: one sentence and a hint, exit 1 or 3, no secret, and the vault stays as it was to the last byte."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import samples
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import REFUSED, WRONG_KEY, WRONG_USAGE, Shell, assert_refused

HOLDER = """
import sys
from pathlib import Path
from vault.lock import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""
READING = [["list"], ["show", "pypi:mira"], ["totp", "pypi:mira"], ["code", "pypi:mira"], ["keys", "list"], ["sheets"]]
WRITING = [
    ["add", "pypi:zoe"],
    ["code", "pypi:mira", "--use"],
    ["import", "-", "--account", "pypi:zoe"],
    ["keys", "change-password"],
    ["keys", "add", "password"],
    ["keys", "add", "sheet"],
]
OTHER = samples.saved("zoe")


@pytest.fixture
def mira(shell: Shell) -> Shell:
    """A vault with codes and a seed of pypi:mira; any password that is asked for a second time is a new one."""
    shell("import", "-", "--account", "pypi:mira", stdin=samples.saved("mira"))
    shell("import", "-", "--account", "pypi:mira", stdin=samples.uri("mira").encode())
    return shell


@pytest.fixture
def unchanged(mira: Shell, vault_file: Path) -> Iterator[None]:
    """Fail where the vault is another one afterwards, or something was left beside it."""

    def beside() -> set[str]:
        return {item.name for item in vault_file.parent.rglob("*") if item.suffix != ".lock"}

    before, names = vault_file.read_bytes(), beside()
    yield
    assert vault_file.read_bytes() == before
    assert beside() == names


def run(shell: Shell, arguments: list[str], *secrets: str) -> Any:
    if arguments[0] == "keys":
        return shell(*arguments, secrets=[*secrets, "another password"])
    answer = shell(*arguments, secrets=secrets, stdin=OTHER)
    assert not [secret for secret in samples.all_secrets("mira", "zoe") if secret in answer.out + answer.err]
    return answer


# What is to be imported


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        (samples.saved_as("zoe"), b"", "The file is empty"),
        (samples.saved_as("zoe"), b" \r\n\t\n", "The file is empty"),
        ("notes.txt", b"Dear diary, today I lost my phone", "No recovery codes were found"),
        ("blank.png", samples.empty_picture(), "no readable QR code"),
        ("cut.png", samples.qr_picture("otpauth://")[:80], "The picture cannot be read"),
        ("link.png", samples.qr_picture("https://example.invalid/"), "not an authenticator's text"),
        ("broken.png", samples.qr_picture("otpauth://totp/Forge:zoe?secret=1"), "not base32"),
        ("vault.zip", b"PK\3\4\0\0\0\0", "does not know this kind of file"),
        ("long.txt", b"no code " * 20000, "too long"),
        ("two.txt", f"{samples.uri('zoe')}&secret={samples.seed('mira')}".encode(), "has two seeds"),
        ("unplaced.txt", OTHER, "cannot be told whose"),
        ("no\x1b[31m\nname.txt", b"", "no[31m name.txt: The file is empty"),
    ],
)
def test_a_bad_import_is_refused(mira: Shell, unchanged: None, tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(data)
    answer = mira("import", str(tmp_path / name))
    assert_refused(answer, sentence)
    assert not [secret for secret in samples.all_secrets("mira", "zoe") if secret in answer.err]


def test_a_file_that_is_too_large_is_not_read(mira: Shell, unchanged: None, tmp_path: Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(33 << 20)
    assert_refused(mira("import", str(tmp_path / "large")), "larger than 32 MB")
    assert_refused(mira("import", "-", stdin=bytes(33 << 20)), "larger than 32 MB")


@pytest.mark.parametrize("name", ["nothing.txt", ".", "x" * 300])
def test_what_is_no_file_cannot_be_imported(mira: Shell, unchanged: None, tmp_path: Path, name: str) -> None:
    assert_refused(mira("import", str(tmp_path / name)))


# The vault


def newer(data: bytes) -> bytes:
    return data[:8] + b"\0\2" + data[10:]


def flipped(data: bytes) -> bytes:
    return data[:-40] + bytes([data[-40] ^ 1]) + data[-39:]


@pytest.mark.parametrize("arguments", [*READING, *WRITING], ids=" ".join)
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (newer, "made by a newer version"),
        (flipped, "damaged"),
        (lambda data: data[:-1], "cut off"),
        (lambda _: b"", "not a Sparekey vault"),
        (lambda _: b"my own notes\n", "not a Sparekey vault"),
    ],
    ids=["newer", "flipped", "cut", "empty", "notes"],
)
def test_what_is_no_whole_vault_is_refused_and_left_alone(
    mira: Shell, vault_file: Path, arguments: list[str], change: Callable[[bytes], bytes], sentence: str
) -> None:
    data = change(vault_file.read_bytes())
    vault_file.write_bytes(data)
    assert_refused(run(mira, arguments, PASSWORD), sentence)
    assert vault_file.read_bytes() == data


@pytest.mark.parametrize("arguments", [*READING, *WRITING, ["verify"]], ids=" ".join)
def test_a_wrong_password_ends_with_three(mira: Shell, unchanged: None, arguments: list[str]) -> None:
    assert_refused(run(mira, arguments, "correct horse"), "does not open this vault", code=WRONG_KEY)


@pytest.mark.parametrize("arguments", [*READING, *WRITING, ["verify"]], ids=" ".join)
@pytest.mark.parametrize("name", ["nothing.sparekey", "x" * 300, "."])
def test_a_vault_that_is_not_there_is_refused(mira: Shell, home: Path, arguments: list[str], name: str) -> None:
    names = set(home.iterdir())
    answer = run(mira, ["--vault", str(home / name), *arguments], PASSWORD)
    if arguments == ["verify"] and name != "nothing.sparekey":
        assert answer.code == REFUSED
    else:
        assert_refused(answer)
    assert set(home.iterdir()) == names


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_a_vault_that_another_process_holds_is_refused_until_it_ends(
    mira: Shell, vault_file: Path, arguments: list[str]
) -> None:
    before = vault_file.read_bytes()
    held = [sys.executable, "-c", HOLDER, str(vault_file)]
    with subprocess.Popen(held, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        answer = run(mira, arguments, PASSWORD)
        assert_refused(answer, f"open in another Sparekey (process {other.pid}")
        assert vault_file.read_bytes() == before
        assert mira("show", "pypi:mira").code == 0
        other.kill()
    done = mira(*arguments, secrets=[PASSWORD, "another password"] if arguments[0] == "keys" else [PASSWORD], stdin=OTHER)
    assert done.code == 0


@pytest.fixture
def read_only(mira: Shell, vault_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system refuse every file that is to be made in the vault's folder. Even root meets that: a read-only disk."""
    real = os.open

    def refuse(path: Any, flags: int, *more: int, **options: Any) -> int:
        if flags & os.O_CREAT and Path(os.fsdecode(path)).is_relative_to(vault_file.parent):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *more, **options)

    monkeypatch.setattr(os, "open", refuse)


@pytest.mark.parametrize("arguments", WRITING, ids=" ".join)
def test_a_folder_that_cannot_be_written_to_is_said(
    mira: Shell, unchanged: None, read_only: None, arguments: list[str]
) -> None:
    assert_refused(run(mira, arguments, PASSWORD), "may not write into")


def test_no_vault_is_made_in_a_folder_that_cannot_be_written_to(mira: Shell, home: Path, read_only: None) -> None:
    assert_refused(mira("--vault", str(home / "new.sparekey"), "init"), "may not write into")
    assert not (home / "new.sparekey").exists()


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_a_vault_in_a_read_only_folder_can_be_read(mira: Shell, unchanged: None, read_only: None, arguments: list[str]) -> None:
    assert mira(*arguments).code == 0


# verify


def test_verify_finds_everything_whole(mira: Shell) -> None:
    answer = mira("verify")
    assert answer.code == 0
    assert [line.split()[0] for line in answer.out.splitlines()] == ["whole"] * 3
    assert [one["generation"] for one in mira("verify", "--json").json["files"]] == [3, 2, 1]


def test_verify_names_what_is_damaged(mira: Shell, vault_file: Path) -> None:
    backup = vault_file.with_name("vault.backups") / "vault.000001.sparekey"
    backup.write_bytes(flipped(backup.read_bytes()))
    answer = mira("verify", "--json")
    assert answer.code == REFUSED
    assert [one["ok"] for one in answer.json["files"]] == [True, True, False]
    assert answer.json["ok"] is False
    assert answer.json["files"][2]["why"]
    assert answer.err.splitlines()[0] == "sparekey: One file is damaged."
    vault_file.write_bytes(flipped(vault_file.read_bytes()))
    answer = mira("verify")
    assert answer.code == REFUSED
    assert [line.split()[0] for line in answer.out.splitlines()] == ["DAMAGED", "whole", "DAMAGED"]
    assert "2 files are damaged" in answer.err


# keys


def test_the_new_password_opens_the_vault_and_the_old_one_its_backups(mira: Shell, vault_file: Path) -> None:
    assert mira("keys", "list").out.split()[1:] == ["password", "(opens", "2", "backups", "as", "well)"]
    answer = mira("keys", "change-password", secrets=[PASSWORD, "another password"])
    assert answer.code == 0
    assert "The old one still opens 3 backups beside the vault" in answer.out
    assert mira("list").code == WRONG_KEY
    assert mira("list", secrets=["another password"]).code == 0
    backups = sorted(vault_file.with_name("vault.backups").iterdir())
    assert mira("--vault", str(backups[-1]), "list").code == 0


def test_an_empty_new_password_changes_nothing(mira: Shell, unchanged: None) -> None:
    assert_refused(mira("keys", "change-password", secrets=[PASSWORD, ""]), "The password is empty")


# Wrong usage


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["add"],
        ["add", "mira"],
        ["add", "py pi:mira"],
        ["add", "pypi:" + "x" * 201],
        ["add", "pypi:mira", "--email-verified", "2026-01-31"],
        ["add", "pypi:mira", "--email", "m@holt.example", "--email-verified", "yesterday"],
        ["show", "pypi"],
        ["totp", "pypi:mira", "--at", "now"],
        ["totp", "pypi:mira", "--at", "1" * 16],
        ["code", "pypi:mira", "--note", "why"],
        ["code", "pypi:mira", "--place", "0"],
        ["import"],
        ["import", "-", "--reveal"],
        ["import", "-", "--format", "nonsense"],
        ["import", "-", "--burned", "one"],
        ["keys"],
        ["keys", "nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two_and_asks_for_no_password(new_shell: Shell, arguments: list[str]) -> None:
    answer = new_shell(*arguments, secrets=[])
    assert answer.code == WRONG_USAGE
    assert answer.out == ""
    assert answer.err.startswith("usage: sparekey")
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("arguments", [["--help"], ["import", "--help"], ["--version"]], ids=" ".join)
def test_help_needs_neither_vault_nor_password(new_shell: Shell, arguments: list[str]) -> None:
    answer = new_shell(*arguments, secrets=[])
    assert answer.code == 0
    assert answer.out
    assert answer.err == ""
