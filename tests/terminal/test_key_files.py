"""A password that opens the vault only together with a key file."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

import resources
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import WRONG_KEY, Shell, assert_refused


@pytest.fixture
def key_file(home: Path) -> Path:
    return home / "vault.key"


def with_file(shell: Shell, key_file: Path, *arguments: str, secret: str = "with a file") -> int:
    return shell("--key-file", str(key_file), *arguments, secrets=[secret]).code


def test_a_key_file_is_made_and_opens_the_vault_with_its_password(shell: Shell, key_file: Path) -> None:
    answer = shell("keys", "add", "file", str(key_file), secrets=[PASSWORD, "with a file"])
    assert answer.code == 0
    assert f"sparekey --key-file {key_file}" in answer.out
    assert "still opens with a password alone" in answer.out
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert len(bytes.fromhex(key_file.read_text())) == 32
    assert with_file(shell, key_file, "list") == 0
    assert shell("list", secrets=["with a file"]).code == WRONG_KEY
    assert with_file(shell, key_file, "list", secret=PASSWORD) == WRONG_KEY
    assert [key["type"] for key in shell("keys", "list", "--json").json["keys"]] == ["password", "password and key file"]


def test_without_a_name_it_is_made_beside_the_vault(shell: Shell, vault_file: Path) -> None:
    assert shell("keys", "add", "file", secrets=[PASSWORD, "with a file"]).code == 0
    assert with_file(shell, vault_file.with_suffix(".key"), "list") == 0


def test_the_password_alone_can_be_taken_away(shell: Shell, key_file: Path) -> None:
    shell("keys", "add", "file", str(key_file), secrets=[PASSWORD, "with a file"])
    first = shell("keys", "list", "--json").json["keys"][0]["id"]
    assert with_file(shell, key_file, "keys", "remove", first) == 0
    assert shell("list").code == WRONG_KEY
    assert with_file(shell, key_file, "list") == 0


def test_a_file_that_is_there_is_used_as_it_is(shell: Shell, key_file: Path, vault_file: Path) -> None:
    key_file.write_bytes(b"any bytes")
    shell("keys", "add", "file", str(key_file), secrets=[PASSWORD, "with a file"])
    assert key_file.read_bytes() == b"any bytes"
    reader = [sys.executable, str(resources.path("open_vault.py")), "--password-stdin"]
    reader += ["--key-file", str(key_file), str(vault_file)]
    done = subprocess.run(reader, input="with a file\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_its_password_can_be_changed(shell: Shell, key_file: Path) -> None:
    shell("keys", "add", "file", str(key_file), secrets=[PASSWORD, "with a file"])
    shell("--key-file", str(key_file), "keys", "change-password", secrets=["with a file", "another one"])
    assert with_file(shell, key_file, "list", secret="another one") == 0
    assert shell("list").code == 0


def test_bad_key_files_are_refused(shell: Shell, key_file: Path, vault_file: Path, home: Path) -> None:
    before = vault_file.read_bytes()
    key_file.touch()
    assert_refused(shell("keys", "add", "file", str(key_file), secrets=[PASSWORD, "x"]), "The key file is empty")
    assert_refused(shell("keys", "add", "file", str(home), secrets=[PASSWORD, "x"]), "There is no file")
    assert_refused(shell("keys", "add", "file", str(home / "no" / "key"), secrets=[PASSWORD, "x"]), "There is no folder")
    assert_refused(shell("keys", "add", "file", str(home / "new"), secrets=[PASSWORD, ""]), "The password is empty")
    assert not (home / "new").exists()
    assert_refused(shell("--key-file", str(home / "nothing"), "list"), "There is no file")
    assert vault_file.read_bytes() == before


def test_the_same_key_is_not_added_twice(shell: Shell, key_file: Path) -> None:
    shell("keys", "add", "file", str(key_file), secrets=[PASSWORD, "with a file"])
    assert_refused(shell("keys", "add", "file", str(key_file), secrets=[PASSWORD, "with a file"]), "opens the vault already")
