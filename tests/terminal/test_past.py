"""The commands about what was: backups, history, delete and the bin."""

import csv
import hashlib
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.core.damage import damage
from tests.terminal import samples
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import WRONG_KEY, WRONG_USAGE, Shell, assert_refused
from ui.terminal import main
from vault import backups, edit, keys, store
from vault import bin as waste
from vault.crypto import CHEAPEST
from vault.model import Now, Vault

NEW = "Another Long Pass 12"
NOBODY: tuple[str, ...] = ()


def generations(shell: Shell) -> list[int]:
    return [one["generation"] for one in shell("backups", "--json", secrets=NOBODY).json["backups"]]


# Backups


def test_backups_are_listed_without_a_password(mira: Shell, vault_file: Path) -> None:
    mira("set", "pypi:mira", "note=x")
    newest = mira("backups", "--json", secrets=NOBODY).json["backups"][0]
    path = backups.paths(vault_file)[0]
    assert newest == {
        "generation": backups.generation_of(path),
        "path": str(path),
        "saved_at": newest["saved_at"],
        "bytes": path.stat().st_size,
        "ok": True,
        "why": None,
    }
    assert datetime.fromisoformat(newest["saved_at"]).timestamp() == pytest.approx(path.stat().st_mtime, abs=1)
    damage(path)
    table = mira("backups", secrets=NOBODY).out.splitlines()
    assert table[0].split() == ["BACKUP", "SAVED", "STATE"]
    assert table[1].startswith(str(newest["generation"]))
    assert "damaged" in table[1]
    assert table[2].endswith("whole")


def test_a_new_vault_has_none(shell: Shell) -> None:
    shell("init")
    assert shell("backups", secrets=NOBODY).out == "No backups yet: each save keeps the state before it.\n"
    assert_refused(shell("backups", "restore", "newest"), "There is no whole backup of this vault")


def test_a_vault_that_is_not_there_has_no_list_of_backups(new_shell: Shell, vault_file: Path) -> None:
    for more in ((), ("--json",)):
        answer = new_shell("backups", *more, secrets=NOBODY)
        assert_refused(answer, f"There is no vault {vault_file}")
        assert answer.err.endswith("hint: Check the path, or create one with: sparekey init\n")


def test_the_newest_backup_is_one_of_this_vault_where_there_is_any(mira: Shell, vault_file: Path) -> None:
    own = generations(mira)[0]
    other = vault_file.with_name("other.sparekey")
    store.close(store.create(other, Vault(), keys.password(NEW), cost=CHEAPEST))
    other.rename(backups.path_of(vault_file, own + 9))
    mira("set", "pypi:mira", "note=x")
    backups.path_of(vault_file, own + 10).rename(backups.path_of(vault_file, own + 1))
    assert generations(mira)[:2] == [own + 9, own + 1]
    assert mira("backups", "compare", "newest", "--json").json["generation"] == own + 1
    damage(vault_file)
    assert mira("backups", "restore", "newest", "--json").json["generation"] == own + 1
    assert mira("list", "--json").json["accounts"][0]["username"] == "mira"


def test_what_a_backup_lacks_is_told(mira: Shell) -> None:
    before = generations(mira)[0] + 1
    mira("set", "pypi:mira", "note=x")
    mira("code", "pypi:mira", "--use")
    told = mira("backups", "compare", str(before), "--json").json
    assert told["generation"] == before
    assert told["accounts"] == ["pypi:mira", "pypi:zoe"]
    assert [(one["account"], one["text"]) for one in told["lacks"]] == [("pypi:mira", "Note changed")]
    lines = mira("backups", "compare", str(before)).out.splitlines()
    assert lines[:2] == ["It holds 2 accounts.", "It lacks:"]
    assert lines[2].endswith("  pypi:mira: Note changed")
    assert lines[3] == "It has again what was taken back: nothing."


def test_after_going_back_one_can_go_forward_again(mira: Shell) -> None:
    before = generations(mira)[0] + 1
    mira("set", "pypi:mira", "note=x")
    mira("backups", "restore", str(before))
    newest = generations(mira)[0]
    told = mira("backups", "compare", str(newest), "--json").json
    assert (told["lacks"], [one["text"] for one in told["brings_back"]]) == ([], ["Note changed"])
    assert mira("backups", "restore", str(newest)).code == 0
    assert mira("show", "pypi:mira", "--json").json["account"]["note"] == "x"


def test_a_backup_that_lacks_nothing_says_so(mira: Shell, vault_file: Path) -> None:
    mira("set", "pypi:mira", "note=x")
    newest = backups.paths(vault_file)[0]
    newest.unlink()
    shutil.copy(vault_file, newest)
    assert mira("backups", "compare", "newest").out.splitlines()[1] == "It lacks: nothing."


def test_going_back_keeps_what_was_used_and_can_be_looked_up(mira: Shell, vault_file: Path) -> None:
    before = generations(mira)[0] + 1
    mira("set", "pypi:mira", "note=x")
    mira("code", "pypi:mira", "--use")
    answer = mira("backups", "restore", str(before))
    assert answer.out == f"Back at backup {before}: 1 change taken back, kept in the history.\n"
    account = mira("show", "pypi:mira", "--json").json["account"]
    assert account["note"] == ""
    assert account["code_sets"][0]["codes"][0]["state"] == "used"
    told = mira("history", "--json").json["events"]
    assert [one["undone"] for one in told[:4]] == [False, False, True, False]
    content = vault_file.read_bytes()
    assert_refused(mira("backups", "restore", str(before)), "Nothing was changed since this backup")
    assert vault_file.read_bytes() == content


def test_a_backup_of_another_password_asks_for_it_where_the_vault_key_is_another_one(mira: Shell, vault_file: Path) -> None:
    before = generations(mira)[0] + 1
    mira("set", "pypi:mira", "note=x")
    mira("keys", "change-password", secrets=[PASSWORD, NEW])
    assert mira("backups", "compare", str(before), "--json", secrets=[NEW]).code == 0
    mira("keys", "rotate", secrets=[NEW])
    assert_refused(mira("backups", "restore", str(before), secrets=[NEW, "wrong"]), code=WRONG_KEY)
    told = mira("backups", "restore", str(before), "--json", secrets=[NEW, PASSWORD]).json
    assert (told["generation"], told["damaged_file"]) == (before, None)
    assert told["taken_back"] >= 1


def test_a_backup_of_before_a_rotation_opens_with_the_same_password(mira: Shell) -> None:
    before = generations(mira)[0]
    mira("keys", "rotate")
    assert mira("backups", "compare", str(before), secrets=[PASSWORD]).code == 0
    assert mira("backups", "restore", str(before), secrets=[PASSWORD]).code == 0


def test_json_may_be_asked_for_before_the_action(mira: Shell) -> None:
    newest = generations(mira)[0]
    assert mira("backups", "--json", "compare", str(newest)).json["generation"] == newest
    mira("delete", "pypi:mira")
    assert mira("bin", "--json", "restore", "pypi:mira").json == {"restored": "pypi:mira"}
    mira("delete", "pypi:mira")
    assert mira("bin", "remove", "--json", "pypi:mira").json == {"removed": ["pypi:mira"]}
    mira("delete", "pypi:zoe")
    assert mira("bin", "--json", "empty").json == {"removed": ["pypi:zoe"]}


def test_a_damaged_vault_is_replaced_and_kept(mira: Shell, vault_file: Path) -> None:
    mira("set", "pypi:mira", "note=x")
    before = damage(vault_file)
    refused = mira("show", "pypi:mira")
    assert "sparekey backups" in refused.err
    answer = mira("backups", "restore", "newest")
    first, second = answer.out.splitlines()
    assert first.endswith("is in the place of the vault. It opens with the keys of its day, also with those removed since.")
    assert (vault_file.parent / second.removeprefix("The damaged file is kept as ").removesuffix(".")).read_bytes() == before
    assert mira("show", "pypi:mira", "--json").json["account"]["note"] == ""
    assert mira("verify").code == 0


def test_a_vault_of_which_nothing_whole_is_left_is_not_sent_to_its_backups(mira: Shell, vault_file: Path) -> None:
    damage(vault_file)
    assert mira("list").err.endswith("hint: Put its newest backup in its place: sparekey backups restore newest\n")
    assert "sparekey backups restore newest" in mira("verify").err
    for backup in backups.paths(vault_file):
        damage(backup)
    assert mira("list").err.endswith("hint: A printed backup is restored with: sparekey restore\n")
    newest = str(generations(mira)[0])
    assert_refused(mira("backups", "restore", newest), f"Backup {newest} is damaged")
    vault_file.unlink()
    for command in ("list", "verify"):
        assert mira(command).err.endswith("hint: Check the path, or create one with: sparekey init\n")


def test_a_vault_that_was_saved_after_its_password_was_changed_comes_back_with_the_old_one(
    mira: Shell, vault_file: Path
) -> None:
    mira("keys", "change-password", secrets=[PASSWORD, NEW])
    before = damage(vault_file)
    assert_refused(mira("backups", "restore", "newest", secrets=[NEW]), code=WRONG_KEY)
    assert_refused(mira("backups", "restore", "newest", secrets=[NEW, "wrong"]), code=WRONG_KEY)
    assert vault_file.read_bytes() == before
    assert mira("backups", "restore", "newest", secrets=[NEW, PASSWORD]).code == 0
    assert mira("list").code == 0


def test_only_the_password_of_the_backup_is_asked_for_and_once_more_where_it_is_wrong(
    mira: Shell, vault_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mira("keys", "change-password", secrets=[PASSWORD, NEW])
    damage(vault_file)
    typed, questions = [NEW, PASSWORD], []

    def ask(prompt: str) -> str:
        questions.append(prompt)
        return typed.pop(0)

    monkeypatch.setattr("getpass.getpass", ask)
    monkeypatch.setattr("ui.terminal.session._has_terminal", lambda: True)
    assert main.main(["--vault", str(vault_file), "backups", "restore", "newest"]) == 0
    assert questions == ["Password of the backup: "] * 2
    said = capsys.readouterr().err
    assert said == "note: That does not open the backup. It may be of a time with another password.\n"


def test_damage_that_only_the_key_can_tell_is_put_right_with_the_password_that_was_typed(mira: Shell, vault_file: Path) -> None:
    data = bytearray(vault_file.read_bytes()[:-32])
    data[-1] ^= 1
    vault_file.unlink()
    vault_file.write_bytes(data + hashlib.sha256(data).digest())
    refused = mira("list")
    assert_refused(refused, "changed by something other than Sparekey")
    assert "sparekey backups restore newest" in refused.err
    assert mira("backups", "restore", "newest").code == 0
    assert mira("list").code == 0


def test_what_is_no_damage_is_not_replaced(mira: Shell, vault_file: Path) -> None:
    data = vault_file.read_bytes()
    vault_file.unlink()
    vault_file.write_bytes(data[:8] + b"\0\x09" + data[10:])
    assert_refused(mira("backups", "restore", "newest"), "made by a newer version of Sparekey")
    vault_file.unlink()
    vault_file.mkdir()
    assert_refused(mira("backups", "restore", "newest"), "is not a file")


def test_who_puts_an_older_state_in_place_is_not_warned_of_it(mira: Shell, vault_file: Path) -> None:
    older = vault_file.read_bytes()
    for note in ("x", "y", "z"):
        mira("set", "pypi:mira", f"note={note}")
    vault_file.unlink()
    vault_file.write_bytes(older)
    damage(vault_file)
    for backup in backups.paths(vault_file)[:2]:
        backup.unlink()
    assert mira("backups", "restore", "newest").code == 0
    assert mira("list").err == ""


def test_a_vault_that_is_gone_comes_back(mira: Shell, vault_file: Path) -> None:
    mira("set", "pypi:mira", "note=x")
    vault_file.unlink()
    for command in ("list", "verify"):
        refused = mira(command)
        assert_refused(refused, "There is no vault")
        assert refused.err.endswith("hint: Put its newest backup in its place: sparekey backups restore newest\n")
    newest = generations(mira)[0]
    told = mira("backups", "restore", "newest", "--json").json
    assert told == {"generation": newest, "taken_back": None, "damaged_file": None}
    assert mira("list", "--json").json["accounts"][0]["username"] == "mira"


def test_bad_input_to_backups_changes_nothing(mira: Shell, vault_file: Path) -> None:
    before = vault_file.read_bytes()
    assert_refused(mira("backups", "restore", "999"), "There is no backup 999 of this vault")
    for wrong in ("0", "x", "-1", "", "²"):
        assert mira("backups", "restore", wrong).code == WRONG_USAGE
    damaged = backups.paths(vault_file)[0]
    damage(damaged)
    number = str(backups.generation_of(damaged))
    for action in ("restore", "compare"):
        refused = mira("backups", action, number)
        assert_refused(refused, f"Backup {number} is damaged")
        assert refused.err.endswith("hint: Choose another one.\n")
    assert_refused(mira("backups", "restore", "newest", secrets=["wrong"]), code=WRONG_KEY)
    assert vault_file.read_bytes() == before


def test_a_backup_is_looked_into_and_never_written(mira: Shell, vault_file: Path) -> None:
    mira("set", "pypi:mira", "note=x")
    backup = backups.paths(vault_file)[0]
    assert mira("--vault", str(backup), "show", "pypi:mira", "--json").json["account"]["note"] == ""
    assert mira("--vault", str(backup), "list").err == ""
    assert_refused(mira("--vault", str(backup), "set", "pypi:mira", "note=y"), "This is a backup")


# What this computer saw last


def test_an_older_copy_in_the_place_of_the_vault_is_noticed(mira: Shell, vault_file: Path) -> None:
    older = vault_file.read_bytes()
    mira("set", "pypi:mira", "note=x")
    mira("set", "pypi:mira", "note=y")
    assert mira("list").err == ""
    vault_file.unlink()
    vault_file.write_bytes(older)
    answer = mira("list", "--json")
    assert answer.err.startswith("note: This file is 2 saves older than the one that this computer saw last.")
    assert answer.json["accounts"]
    mira("set", "pypi:mira", "note=z")
    assert mira("list").err == ""


# History


def test_the_history_is_told_searched_and_exported(mira: Shell, home: Path) -> None:
    mira("code", "pypi:mira", "--use", "--note", "for a release")
    mira("set", "pypi:mira", "note=hidden treasure")
    mira("add", "npm:mira")
    told = mira("history", "--json").json["events"]
    assert [one["kind"] for one in told[:3]] == ["account-added", "note-changed", "code-used"]
    assert told[1] | {"id": "", "at": "", "device": ""} == {
        "id": "",
        "at": "",
        "account": "pypi:mira",
        "kind": "note-changed",
        "text": "Note changed",
        "value": "hidden treasure",
        "device": "",
        "undone": False,
    }
    assert [one["account"] for one in mira("history", "NPM:Mira", "--json").json["events"]] == ["npm:mira"]
    assert [one["kind"] for one in mira("history", "--search", "TREASURE note", "--json").json["events"]] == ["note-changed"]
    tomorrow = str((datetime.now(UTC) + timedelta(days=2)).date())
    assert mira("history", "--since", tomorrow).out == "Nothing found.\n"
    assert mira("history", "--search", "treasure").out.splitlines()[0].split("  ")[1] == "pypi:mira: Note changed"
    answer = mira("history", "-o", str(home / "history.csv"))
    assert answer.out == ""
    changes = len(mira("history", "--json").json["events"])
    assert answer.err == f"Wrote {home / 'history.csv'}: {changes} changes, without secrets.\n"
    one = home / "one.csv"
    assert mira("history", "npm:mira", "-o", str(one)).err == f"Wrote {one}: 1 change, without secrets.\n"
    rows = list(csv.reader((home / "history.csv").read_text("utf-8").splitlines()))
    assert rows[0] == ["at", "account", "what", "set to", "device", "undone"]
    assert rows[2][1:4] == ["pypi:mira", "Note changed", "hidden treasure"]
    assert_refused(mira("history", "-o", str(home / "history.csv")), "exists already")


def test_the_history_of_an_account_that_never_was_is_refused(mira: Shell) -> None:
    mira("add", "npm:mira")
    mira("delete", "npm:mira")
    assert [one["kind"] for one in mira("history", "npm:mira", "--json").json["events"]] == ["account-deleted", "account-added"]
    mira("bin", "empty")
    assert mira("history", "npm:mira", "--json").json["events"][0]["kind"] == "account-removed"
    refused = mira("history", "pypi:nobody")
    assert_refused(refused, "There is no account pypi:nobody")
    assert refused.err.endswith("hint: There are: pypi:mira, pypi:zoe.\n")
    assert mira("history", "pypi:mira", "--search", "nothing of that kind").out == "Nothing found.\n"


def test_no_cell_of_the_table_is_a_formula(mira: Shell, home: Path) -> None:
    mira("set", "pypi:mira", "note==1+1")
    mira("set", "pypi:mira", "note=@sum(1)")
    mira("history", "-o", str(home / "history.csv"))
    rows = list(csv.reader((home / "history.csv").read_text("utf-8").splitlines()))
    assert rows[1][3] == "'@sum(1)"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+", "-"))]


def test_no_secret_is_in_the_history(mira: Shell, home: Path) -> None:
    mira("history", "-o", str(home / "history.csv"))
    told = mira("history", "--json").out + mira("history").out + (home / "history.csv").read_text("utf-8")
    assert not [secret for secret in samples.all_secrets("mira") if secret in told]


# The bin


def test_a_deleted_account_lies_in_the_bin_and_comes_back_whole(mira: Shell) -> None:
    before = mira("show", "pypi:mira", "--reveal", "--json").json["account"]
    answer = mira("delete", "pypi:mira")
    assert answer.out == "pypi:mira is in the bin for 90 days. Take it out with: sparekey bin restore pypi:mira\n"
    assert [one["username"] for one in mira("list", "--json").json["accounts"]] == ["zoe"]
    told = mira("bin", "--json").json["accounts"][0]
    assert (told["service"], told["username"]) == ("pypi", "mira")
    days = datetime.fromisoformat(told["goes_on"]) - datetime.fromisoformat(told["deleted_on"])
    assert abs(days.days - 90) <= 1
    assert mira("bin").out.splitlines()[1].split()[0] == "pypi:mira"
    assert mira("bin", "restore", "PyPI:Mira").out == "pypi:mira is back.\n"
    assert mira("show", "pypi:mira", "--reveal", "--json").json["account"] == before
    assert mira("bin").out == "The bin is empty.\n"


def test_what_is_removed_is_gone_from_the_vault_but_not_from_its_backups(mira: Shell) -> None:
    assert_refused(mira("bin", "remove", "pypi:mira"), "There is no pypi:mira in the bin")
    assert_refused(mira("bin", "empty"), "The bin is empty")
    mira("add", "npm:mira")
    before = generations(mira)[0] + 1
    for title in ("pypi:mira", "npm:mira"):
        mira("delete", title)
    assert mira("bin", "remove", "npm:mira").out == "npm:mira was removed. Backups keep it until they are replaced.\n"
    assert mira("bin", "empty").out == "1 account removed. Backups keep what was in them until they are replaced.\n"
    assert mira("history", "--json").json["events"][0]["account"] == "pypi:mira"
    mira("backups", "restore", str(before))
    assert {one["service"] for one in mira("list", "--json").json["accounts"]} == {"pypi", "npm"}


def test_a_name_that_was_taken_meanwhile_keeps_the_old_one_in_the_bin(mira: Shell) -> None:
    mira("delete", "pypi:mira")
    mira("add", "pypi:mira")
    assert_refused(mira("bin", "restore", "pypi:mira"), "There is another pypi:mira in the vault by now")


GONE = (
    "note: 1 account removed for good: 90 days in the bin were over. Backups keep what was in them until they are replaced.\n"
)


@pytest.fixture
def expired(mira: Shell, vault_file: Path) -> Shell:
    """Commands on the vault of `mira`, in whose bin hex:old has had its time."""
    opened, vault = store.unlock(vault_file, keys.password(PASSWORD), now=datetime.now(UTC))
    long_ago = Now(datetime.now(UTC) - timedelta(days=waste.KEEP_DAYS, hours=1))
    vault = edit.add_account(vault, "hex", "old", now=long_ago)
    store.close(store.save(opened, edit.delete_account(vault, vault.accounts[-1].id, now=long_ago)))
    return mira


def in_bin(shell: Shell) -> list[str]:
    return [one["username"] for one in shell("bin", "--json").json["accounts"]]


@pytest.mark.parametrize(
    ("command", "left"),
    [
        (["delete", "pypi:mira"], ["mira"]),
        (["set", "pypi:mira", "note=x"], []),
        (["code", "pypi:mira", "--use"], []),
        (["keys", "rotate"], []),
    ],
    ids=" ".join,
)
def test_what_lay_in_the_bin_for_ninety_days_goes_with_the_next_change(
    expired: Shell, command: list[str], left: list[str]
) -> None:
    answer = expired(*command)
    assert answer.code == 0
    assert GONE in answer.err
    assert in_bin(expired) == left
    assert expired("set", "pypi:zoe", "note=y").err == ""


def test_who_only_looks_removes_nothing(expired: Shell) -> None:
    for command in (["list"], ["history"], ["backups", "compare", "newest"]):
        assert expired(*command).err == ""
    assert in_bin(expired) == ["old"]


def test_what_is_taken_out_of_the_bin_in_time_for_the_next_change_stays(expired: Shell) -> None:
    answer = expired("bin", "restore", "hex:old")
    assert (answer.out, answer.err) == ("hex:old is back.\n", "")
    assert expired("show", "hex:old").code == 0


def test_what_going_back_brings_back_into_the_bin_can_be_taken_out(expired: Shell) -> None:
    before = generations(expired)[0] + 1
    assert expired("set", "pypi:mira", "note=x").err == GONE
    assert expired("backups", "restore", str(before)).err == ""
    assert in_bin(expired) == ["old"]
    assert expired("bin", "restore", "hex:old").out == "hex:old is back.\n"
