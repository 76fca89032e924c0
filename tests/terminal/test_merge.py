"""The command merge: another copy of the vault is taken into this one."""

import shutil
from pathlib import Path

import pytest

from tests.terminal import samples
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import WRONG_KEY, Shell, assert_refused


@pytest.fixture
def other(mira: Shell, vault_file: Path, home: Path) -> Path:
    """A copy on which a code was used; here another one was used, and a note was written."""
    copy = home / "vault.sync-conflict-20261121-100000-ABCDEFG.sparekey"
    before = vault_file.read_bytes()
    mira("code", "pypi:mira", "--use", "--place", "2", "--note", "there")
    mira("set", "pypi:mira", "note=there", "email=mira@holt.example")
    shutil.copy(vault_file, copy)
    vault_file.write_bytes(before)
    mira("code", "pypi:mira", "--use", "--place", "3", "--note", "here")
    mira("set", "pypi:mira", "note=here")
    return copy


def test_what_the_other_copy_has_is_taken_in(mira: Shell, other: Path) -> None:
    before = other.read_bytes()
    told = mira("merge", str(other), "--json").json
    assert [(one["account"], one["kind"]) for one in told["changes"]] == [
        ("pypi:mira", "code-used"),
        ("pypi:mira", "note-changed"),
        ("pypi:mira", "email-set"),
    ]
    assert told["changes"][0]["text"] == "Code 2 used"
    assert told["conflicts"] == 1
    account = mira("show", "pypi:mira", "--json").json["account"]
    assert [code["note"] for code in account["code_sets"][0]["codes"][:4]] == ["", "there", "here", ""]
    assert (account["note"], len(account["emails"])) == ("here", 1)
    assert other.read_bytes() == before


def test_as_a_person_reads_it(mira: Shell, other: Path, vault_file: Path) -> None:
    answer = mira("merge", str(other))
    assert answer.out.splitlines()[0].endswith("  pypi:mira: Code 2 used")
    assert "One thing was changed in both copies: the later change counts" in answer.err
    before = vault_file.read_bytes()
    assert mira("merge", str(other)).out == "There is nothing new in it.\n"
    assert vault_file.read_bytes() == before


def test_a_copy_with_the_same_vault_key_needs_no_password_of_its_own(mira: Shell, other: Path) -> None:
    mira("keys", "change-password", secrets=[PASSWORD, "Another Long Pass 12"])
    assert mira("merge", str(other), secrets=["Another Long Pass 12"]).code == 0


def test_for_another_vault_key_its_password_is_asked_for(mira: Shell, other: Path, vault_file: Path) -> None:
    mira("keys", "rotate")
    before = vault_file.read_bytes()
    assert_refused(mira("merge", str(other), secrets=[PASSWORD, "wrong"]), code=WRONG_KEY)
    assert vault_file.read_bytes() == before
    assert mira("merge", str(other), secrets=[PASSWORD, PASSWORD]).code == 0


def test_a_password_changed_elsewhere_comes_with_a_conflict_file_only(mira: Shell, vault_file: Path, home: Path) -> None:
    conflict, copy = home / "vault.sync-conflict-20261121-100000-ABCDEFG.sparekey", home / "copy.sparekey"
    before = vault_file.read_bytes()
    mira("keys", "change-password", secrets=[PASSWORD, "Another Long Pass 12"])
    for other in (conflict, copy):
        shutil.copy(vault_file, other)
    vault_file.write_bytes(before)
    mira("set", "pypi:mira", "note=here")
    assert mira("merge", str(copy), secrets=[PASSWORD]).code == 0
    assert mira("list").code == 0
    vault_file.write_bytes(before)
    mira("set", "pypi:mira", "note=here")
    assert mira("merge", str(conflict), secrets=[PASSWORD]).code == 0
    assert mira("list").code == WRONG_KEY
    assert mira("list", secrets=["Another Long Pass 12"]).code == 0


def test_bad_input_changes_nothing(mira: Shell, vault_file: Path, home: Path) -> None:
    before = vault_file.read_bytes()
    assert_refused(mira("merge", str(vault_file)), "This is the vault itself")
    assert_refused(mira("merge", str(home / "nothing")), "There is no file")
    (home / "notes.txt").write_text("no vault")
    assert_refused(mira("merge", str(home / "notes.txt")))
    assert vault_file.read_bytes() == before


def test_no_secret_is_told(mira: Shell, other: Path) -> None:
    out = mira("merge", str(other)).out
    assert not [secret for secret in samples.all_secrets("mira", "zoe") if secret in out]
