"""The command merge: another copy of the vault is taken into this one."""

import shutil
from pathlib import Path

import pytest

from tests.terminal import samples
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import WRONG_KEY, Shell, assert_refused

NEW = "Another Long Pass 12"


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
    mira("keys", "change-password", secrets=[PASSWORD, NEW])
    assert mira("merge", str(other), secrets=[NEW]).code == 0


def test_for_another_vault_key_its_password_is_asked_for(mira: Shell, other: Path, vault_file: Path) -> None:
    mira("keys", "change-password", secrets=[PASSWORD, NEW])
    mira("keys", "rotate", secrets=[NEW])
    before = vault_file.read_bytes()
    assert_refused(mira("merge", str(other), secrets=[NEW, "wrong"]), code=WRONG_KEY)
    assert vault_file.read_bytes() == before
    assert mira("merge", str(other), secrets=[NEW, PASSWORD]).code == 0


def test_where_only_the_vault_key_is_another_one_the_same_password_opens_both(mira: Shell, other: Path) -> None:
    mira("keys", "rotate")
    assert mira("merge", str(other), secrets=[PASSWORD]).code == 0


def test_the_key_file_is_for_the_other_copy_too(shell: Shell, vault_file: Path, home: Path) -> None:
    copy, key_file = home / "copy.sparekey", ("--key-file", str(home / "vault.key"))
    shell("keys", "add", "file", secrets=[PASSWORD, "with a file"])
    shutil.copy(vault_file, copy)
    shell(*key_file, "keys", "change-password", secrets=["with a file", NEW])
    shell(*key_file, "keys", "rotate", secrets=[NEW])
    assert shell(*key_file, "merge", str(copy), secrets=[NEW, "with a file"]).code == 0


def test_a_copy_that_cannot_be_used_is_named(mira: Shell, other: Path, home: Path) -> None:
    data = other.read_bytes()
    for name, content, sentence in (
        ("cut.sparekey", data[:-1], "cut.sparekey is damaged"),
        ("notes.txt", b"no vault", "notes.txt is not a Sparekey vault"),
        ("newer.sparekey", data[:8] + b"\0\x09" + data[10:], "This copy was made by a newer version of Sparekey"),
    ):
        (home / name).write_bytes(content)
        refused = mira("merge", str(home / name))
        assert_refused(refused, sentence)
        assert "backups restore" not in refused.err
    assert "hint: Choose another one.\n" in mira("merge", str(home / "cut.sparekey")).err


def test_keys_that_find_no_place_are_told(mira: Shell, vault_file: Path, home: Path) -> None:
    conflict = home / "vault.sync-conflict-20261121-100000-ABCDEFG.sparekey"
    before = vault_file.read_bytes()
    mira("keys", "add", "sheet")
    for number in range(3):
        mira("keys", "add", "password", secrets=[PASSWORD, f"there number {number}"])
    sheet, *others = mira("keys", "list", "--json").json["keys"][1:]
    shutil.copy(vault_file, conflict)
    vault_file.write_bytes(before)
    for number in range(4):
        mira("keys", "add", "password", secrets=[PASSWORD, f"here number {number}"])
    here = vault_file.read_bytes()
    answer = mira("merge", str(conflict))
    assert answer.code == 0
    names = ", ".join([f"{sheet['id']} (sheet {sheet['sheets'][0]})", *(one["id"] for one in others)])
    assert f"note: {names} of the other copy do not open this vault: it would have too many keys" in answer.err
    assert mira("list", secrets=["there number 1"]).code == WRONG_KEY
    vault_file.write_bytes(here)
    assert mira("merge", str(conflict), "--json").json["keys_left_out"] == [sheet["id"], *(one["id"] for one in others)]


def test_a_password_changed_elsewhere_comes_with_a_conflict_file_only(mira: Shell, vault_file: Path, home: Path) -> None:
    conflict, copy = home / "vault.sync-conflict-20261121-100000-ABCDEFG.sparekey", home / "copy.sparekey"
    before = vault_file.read_bytes()
    mira("keys", "change-password", secrets=[PASSWORD, NEW])
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
    assert mira("list", secrets=[NEW]).code == 0


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
