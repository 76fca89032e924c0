"""The ways to open a vault: paper keys, shares, more passwords; and every command opens with a paper key too."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends import fail

from tests.terminal.samples import PASSWORD
from tests.terminal.shell import DONE, REFUSED, WRONG_KEY, WRONG_USAGE, Shell, assert_refused
from ui import quick_unlock
from vault import crockford, files, key_notes, keys, store
from vault.crypto import CHEAPEST, Cost
from vault.errors import NotSaved
from vault.model import Now

pytestmark = pytest.mark.usefixtures("painting")
PAPER_KEY = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}\n")


@pytest.fixture
def paper_key(mira: Shell) -> str:
    return mira("keys", "add", "sheet", "--place", "drawer").out.strip()


@pytest.fixture
def unchanged(mira: Shell, vault_file: Path) -> Iterator[None]:
    before = vault_file.read_bytes()
    yield
    assert vault_file.read_bytes() == before


def key_rows(shell: Shell, password: str = PASSWORD) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = shell("keys", "list", "--json", secrets=[password]).json["keys"]
    return rows


# A paper key


def test_the_paper_key_is_alone_on_stdout_and_its_sheet_in_the_register(mira: Shell) -> None:
    answer = mira("keys", "add", "sheet", "--place", "drawer")
    assert answer.code == DONE
    assert PAPER_KEY.fullmatch(answer.out)
    rows = key_rows(mira)
    assert [row["type"] for row in rows] == ["password", "recovery sheet"]
    assert rows[0]["sheets"] == []
    assert answer.err == (
        "note: this paper key opens the vault without its password, and is shown only this once. "
        f"Write it down with the number of its sheet: {rows[1]['sheets'][0]}\n"
    )
    assert f"{rows[1]['id']}  recovery sheet: {rows[1]['sheets'][0]} (drawer)" in mira("keys", "list").out
    assert mira("sheets", "--json").json["sheets"][0]["key"] == rows[1]["id"]


@pytest.mark.parametrize(
    "written", [str, str.lower, lambda key: key.replace("-", ""), lambda key: f"  {key.replace('-', ' ')} "]
)
@pytest.mark.parametrize("arguments", [["list"], ["verify"], ["code", "pypi:mira", "--use"], ["sheets"]], ids=" ".join)
def test_a_paper_key_opens_the_vault_for_every_command(mira: Shell, paper_key: str, arguments: list[str], written: Any) -> None:
    assert mira(*arguments, secrets=[written(paper_key)]).code == DONE


def test_a_slip_in_a_paper_key_is_told_from_a_wrong_password(mira: Shell, paper_key: str, unchanged: None) -> None:
    swapped = paper_key[5:9] + paper_key[4:5] + paper_key[:4] + paper_key[9:]
    for slip in (swapped, paper_key[1:], paper_key.replace("-", "")[:-1] + "0"):
        if slip != paper_key.replace("-", ""):
            assert_refused(mira("list", secrets=[slip]), "read as a paper key it has a typing error", code=WRONG_KEY)
    for wrong in ("tr0ub4dor", paper_key[:20], "one two three four five six seven eight nine"):
        answer = mira("list", secrets=[wrong])
        assert_refused(answer, "The password does not open this vault.", code=WRONG_KEY)


def test_a_paper_key_of_another_vault_is_told(mira: Shell, paper_key: str, unchanged: None) -> None:
    other = crockford.grouped(keys.paper_symbols(keys.new_paper()))
    answer = mira("list", secrets=[other])
    assert_refused(answer, "This paper key does not open this vault", code=WRONG_KEY)
    assert "sparekey sheets" in answer.err


def test_a_forgotten_password_is_replaced_with_the_paper_key(mira: Shell, paper_key: str) -> None:
    assert mira("keys", "add", "password", secrets=[PASSWORD, "a second one"]).code == DONE
    answer = mira("keys", "change-password", secrets=[paper_key, "a new one"])
    assert answer.code == DONE
    assert mira("list").code == mira("list", secrets=["a second one"]).code == WRONG_KEY
    assert mira("list", secrets=["a new one"]).code == DONE
    assert mira("list", secrets=[paper_key]).code == DONE
    assert [row["type"] for row in key_rows(mira, "a new one")] == ["password", "recovery sheet"]


def test_a_recovery_sheet_becomes_a_pdf_that_is_the_owners_alone(mira: Shell, tmp_path: Path) -> None:
    answer = mira("keys", "add", "sheet", "-o", str(tmp_path / "key.pdf"), "--paper", "Letter")
    assert (answer.code, answer.out) == (DONE, "")
    number = key_rows(mira)[1]["sheets"][0]
    assert answer.err.splitlines() == [
        f"Sheet {number}: 1 page in {tmp_path / 'key.pdf'}",
        "note: the file opens your vault as it is. Print it, then delete it.",
    ]
    assert (tmp_path / "key.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "key.pdf").stat().st_mode & 0o777 == 0o600


def test_a_paper_key_that_nobody_saw_opens_nothing(mira: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr("sys.stdout", full)
        answer = mira("keys", "add", "sheet")
    assert answer.code == REFUSED
    assert "sparekey: The output could not be written: no space left on device." in answer.err
    assert [row["type"] for row in key_rows(mira)] == ["password"]
    assert mira("sheets", "--json").json["sheets"] == []


# Shares


def test_shares_go_to_their_holders_and_open_together(mira: Shell, tmp_path: Path) -> None:
    pdf = tmp_path / "shares.pdf"
    answer = mira("keys", "add", "shares", "--holder", "Ann", "Bo B.", "--holder", "Eve", "--threshold", "2", "-o", str(pdf))
    assert answer.code == DONE
    assert "3 pages" in answer.err
    assert "give each holder a sheet" in answer.err
    key = key_rows(mira)[1]
    assert len(key["sheets"]) == 3
    assert f"{key['id']}  any 2 of 3 shares: {key['sheets'][0]} (Ann), " in mira("keys", "list").out
    rows = mira("sheets", "--json").json["sheets"]
    assert [(row["kind"], row["holder"], row["place"], row["key"]) for row in reversed(rows)] == [
        ("share", name, name, key["id"]) for name in ("Ann", "Bo B.", "Eve")
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--holder", "Ann", "--threshold", "2"],
        ["--holder", "Ann", "ann", "--threshold", "2"],
        ["--holder", "Ann", "Bo", "--threshold", "1"],
        ["--holder", "Ann", "Bo", "--threshold", "two"],
        ["--holder", "Ann", "Bo", "--threshold", "17"],
        ["--holder", "", "Bo", "--threshold", "2"],
        ["--holder", "x" * 61, "Bo", "--threshold", "2"],
        ["--holder", *map(str, range(17)), "--threshold", "2"],
        ["--threshold", "2"],
        ["--holder", "Ann", "Bo"],
    ],
)
def test_shares_that_cannot_be_are_wrong_usage(new_shell: Shell, tmp_path: Path, arguments: list[str]) -> None:
    answer = new_shell("keys", "add", "shares", "-o", str(tmp_path / "x.pdf"), *arguments, secrets=[])
    assert (answer.code, answer.out) == (WRONG_USAGE, "")
    assert list(tmp_path.glob("*.pdf")) == []


# Files that cannot be written

ADDING = [["sheet"], ["shares", "--holder", "Ann", "Bo", "--threshold", "2"]]


@pytest.mark.parametrize("arguments", ADDING, ids=" ".join)
def test_a_file_that_is_there_is_refused_before_the_password(
    mira: Shell, unchanged: None, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "mine.pdf").write_bytes(b"mine")
    assert_refused(mira("keys", "add", *arguments, "-o", str(tmp_path / "mine.pdf"), secrets=[]), "exists already")
    assert_refused(mira("keys", "add", *arguments, "-o", str(tmp_path / "no" / "a.pdf"), secrets=[]), "There is no folder")
    assert (tmp_path / "mine.pdf").read_bytes() == b"mine"


@pytest.mark.parametrize("arguments", ADDING, ids=" ".join)
def test_a_key_whose_sheet_could_not_be_written_opens_nothing(
    mira: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("sheet.pdf could not be written: no space left on device", hint="Nothing of it was kept.")

    monkeypatch.setattr(files, "write_new", refuse)
    assert_refused(mira("keys", "add", *arguments, "-o", str(tmp_path / "sheet.pdf")), "could not be written")
    assert [row["type"] for row in key_rows(mira)] == ["password"]
    assert mira("sheets", "--json").json["sheets"] == []


# Passwords, and removing


def test_one_more_password_opens_the_vault(mira: Shell) -> None:
    answer = mira("keys", "add", "password", secrets=[PASSWORD, "a second one"])
    assert answer.out == f"Added the password {key_rows(mira)[1]['id']}\n"
    assert mira("list", secrets=["a second one"]).code == mira("list").code == DONE


@pytest.mark.parametrize(("second", "sentence"), [(PASSWORD, "opens the vault already"), ("", "The password is empty")])
def test_a_password_that_adds_nothing_is_refused(mira: Shell, unchanged: None, second: str, sentence: str) -> None:
    assert_refused(mira("keys", "add", "password", secrets=[PASSWORD, second]), sentence)


def test_a_removed_key_opens_nothing_but_older_copies(mira: Shell, vault_file: Path, paper_key: str) -> None:
    key = key_rows(mira)[1]
    mira("add", "pypi:pia")
    answer = mira("keys", "remove", key["id"])
    assert answer.code == DONE
    lines = answer.out.splitlines()
    assert lines[:2] == [f"Removed the key {key['id']}", f"Sheet {key['sheets'][0]} (drawer) opens this vault no longer."]
    assert lines[2].startswith("It still opens 2 backups beside the vault")
    backups = [Path(line.split()[-1]) for line in lines[3:5]]
    assert lines[5] == f"To delete these backups: sparekey keys delete-backups {key['id']}"
    assert mira("list", secrets=[paper_key]).code == WRONG_KEY
    assert {mira("--vault", str(path), "list", secrets=[paper_key]).code for path in backups} == {DONE}
    assert mira("sheets", "--json").json["sheets"][0]["state"] == "stale"
    assert "its key was removed from the vault" in mira("sheets").out


def test_after_a_rotation_nothing_but_the_password_opens_the_vault(mira: Shell, paper_key: str) -> None:
    key = key_rows(mira)[1]
    answer = mira("keys", "rotate")
    assert answer.code == DONE
    assert f"No longer opens it: recovery sheet {key['id']}: {key['sheets'][0]} (drawer)" in answer.out
    assert "keys add sheet" in answer.out
    assert [row["type"] for row in key_rows(mira)] == ["password"]
    assert mira("list", secrets=[paper_key]).code == WRONG_KEY
    assert mira("sheets", "--json").json["sheets"][0]["state"] == "stale"


def test_a_rotation_needs_the_password(mira: Shell, paper_key: str, unchanged: None) -> None:
    assert_refused(mira("keys", "rotate", secrets=[paper_key]), "A paper key cannot stay the only key")


def test_keys_that_cannot_be_removed(mira: Shell, paper_key: str, unchanged: None) -> None:
    assert_refused(mira("keys", "remove", "12345678"), "There is no key 12345678")
    assert_refused(mira("keys", "remove", key_rows(mira)[0]["id"]), "the only password")


def test_a_ninth_key_is_refused(mira: Shell) -> None:
    for _ in range(7):
        assert mira("keys", "add", "sheet").code == DONE
    assert_refused(mira("keys", "add", "sheet"), "has 8 keys, and cannot have more")
    assert len(mira("sheets", "--json").json["sheets"]) == 7


# Older copies


def test_the_list_says_since_when_and_from_where_and_which_backups_each_key_opens(mira: Shell, vault_file: Path) -> None:
    mira("keys", "add", "password", secrets=[PASSWORD, "a second one"])
    mira("add", "pypi:pia")
    first, second = key_rows(mira)
    assert (first["added_at"], first["device"]) == (None, None)
    assert second["added_at"][:2] == "20"
    assert second["device"]
    newest = first["backups"][0]
    assert second["backups"] == [newest]
    assert Path(newest["path"]).parent == vault_file.with_suffix(".backups")
    assert newest["generation"] == int(Path(newest["path"]).name.split(".")[1])
    assert newest["saved_at"][:2] == "20"
    assert f"{second['id']}  password  (opens 1 backup as well)\n" in mira("keys", "list").out


def test_what_an_old_password_still_opens_is_told_and_deleted(mira: Shell, vault_file: Path) -> None:
    answer = mira("keys", "change-password", secrets=[PASSWORD, "a new one"])
    told = answer.out.splitlines()
    count = len(told) - 3
    assert told[0] == "The password was changed."
    assert told[1] == f"The old one still opens {count} backups beside the vault, and copies of the vault that lie elsewhere:"
    old = [Path(line.split()[-1]) for line in told[2:-1]]
    assert {mira("--vault", str(path), "list").code for path in old} == {DONE}
    command = told[-1].partition(": sparekey ")[2].split()
    assert command[:2] == ["keys", "delete-backups"]
    assert_refused(mira(*command[:2], key_rows(mira, "a new one")[0]["id"], secrets=["a new one"]), "still opens the vault")
    answer = mira(*command, secrets=["a new one"])
    assert answer.out.splitlines()[0] == f"Deleted {len(old)} backups."
    assert not any(path.exists() for path in old)
    (left, _newer) = sorted(vault_file.with_suffix(".backups").iterdir())
    assert mira("--vault", str(left), "list", secrets=["a new one"]).code == DONE
    assert mira(*command, secrets=["a new one"]).out == "Deleted 0 backups.\n"


def test_deleting_backups_leaves_all_that_the_keys_do_not_open(mira: Shell, vault_file: Path) -> None:
    folder, gone = vault_file.with_suffix(".backups"), []
    for password in ("a second one", "a third one"):
        mira("keys", "add", "password", secrets=[PASSWORD, password])
        gone.append(key_rows(mira)[1]["id"])
        mira("keys", "remove", gone[-1])
    before = len(list(folder.iterdir()))
    assert mira("keys", "delete-backups", gone[0]).out == (
        "Deleted 1 backup.\n"
        "The vault stays, and every backup that this key does not open. Copies that lie elsewhere stay as they are.\n"
    )
    assert len(list(folder.iterdir())) == before  # one less, and the one from before that was noted in the history
    assert "and every backup that these keys do not open." in mira("keys", "delete-backups", *gone).out


def test_a_key_that_opens_no_backup_says_so(mira: Shell, vault_file: Path) -> None:
    for backup in vault_file.with_suffix(".backups").iterdir():
        backup.unlink()
    mira("keys", "add", "password", secrets=[PASSWORD, "a second one"])
    answer = mira("keys", "remove", key_rows(mira)[1]["id"])
    assert "It still opens 1 backup beside the vault, and copies of the vault that lie elsewhere:" in answer.out
    for backup in vault_file.with_suffix(".backups").iterdir():
        backup.unlink()
    mira("keys", "add", "password", secrets=[PASSWORD, "a third one"])
    third = key_rows(mira)[1]["id"]
    for backup in vault_file.with_suffix(".backups").iterdir():
        backup.write_bytes(b"damaged")
    answer = mira("keys", "change-password", secrets=[PASSWORD, "a new one"])
    assert "The old one still opens 1 backup beside the vault" in answer.out
    assert third in [row["id"] for row in key_rows(mira, "a new one")]


def test_copies_beside_the_vault_that_a_removed_key_opens_are_told_and_stay(mira: Shell, vault_file: Path, home: Path) -> None:
    mira("keys", "add", "password", secrets=[PASSWORD, "a second one"])
    second = key_rows(mira)[1]["id"]
    conflict = home / "vault.sync-conflict-20261121-100000-ABCDEFG.sparekey"
    conflict.write_bytes(vault_file.read_bytes())
    damaged = home / "vault (damaged 2026-01-31).sparekey"
    damaged.write_bytes(vault_file.read_bytes()[:-1])
    assert key_rows(mira)[1]["copies"] == [str(conflict), str(damaged)]
    assert f"{second}  password  (opens 2 other copies as well)\n" in mira("keys", "list").out
    told = mira("keys", "remove", second).out.splitlines()
    assert told[1].startswith("It still opens 1 backup and 2 other copies beside the vault, and copies of the vault that lie")
    assert told[3:5] == [f"  {conflict}", f"  {damaged}"]
    assert told[6].startswith("Other copies are yours to delete")
    assert mira("keys", "delete-backups", second).out.startswith("Deleted 1 backup.")
    assert conflict.exists()
    assert damaged.exists()


# The computer's keyring, which the window fills


@pytest.fixture
def quick_id(mira: Shell, vault_file: Path, secrets_kept: dict[str, str]) -> str:
    """Add a key as the window does for quick unlock."""
    now = Now(datetime(2026, 1, 31, tzinfo=UTC), "workbench")
    opened, vault = store.unlock(vault_file, keys.password(PASSWORD), now=now.at)
    fresh = keys.new_paper()
    opened, key_id = store.with_key(opened, fresh, cost=CHEAPEST)
    quick_unlock.keep(opened.unlocked.vault_id.hex(), fresh, key_id)
    store.close(store.save(opened, key_notes.added(vault, key_id, key_notes.KEYRING, now=now)))
    return key_id


@pytest.mark.parametrize("command", [["remove"], ["rotate"]], ids=" ".join)
def test_a_key_in_the_keyring_has_a_name_and_goes_with_its_key(
    mira: Shell, secrets_kept: dict[str, str], quick_id: str, command: list[str]
) -> None:
    assert len(secrets_kept) == 1
    row = key_rows(mira)[1]
    assert (row["id"], row["type"], row["device"]) == (quick_id, "quick unlock", "workbench")
    assert mira("keys", "list").out.splitlines()[1].startswith(f"{quick_id}  quick unlock on workbench")
    answer = mira("keys", *command, *[quick_id][: command == ["remove"]])
    assert answer.code == DONE
    assert secrets_kept == {}
    assert len(key_rows(mira)) == 1


def test_a_keyring_that_does_not_forget_is_told(
    mira: Shell, secrets_kept: dict[str, str], quick_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    answer = mira("keys", "remove", quick_id)
    assert answer.code == DONE
    assert "note: This computer has no keyring that keeps secrets encrypted, so it could not be told to forget" in answer.err


# Costs


def test_a_password_below_the_standard_is_strengthened_when_something_is_saved(
    mira: Shell, vault_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "cost_here", lambda: Cost(64 * 1024, 2, 4))
    before = vault_file.read_bytes()
    for command in (["list"], ["keys", "list"], ["verify"]):
        assert mira(*command).err == ""
    assert vault_file.read_bytes() == before
    note = "note: guessing this password now takes as much work as today's standard asks for\n"
    assert mira("add", "pypi:pia").err == note
    assert mira("add", "pypi:paul").err == ""
    assert mira("list").code == DONE


def test_a_command_that_saves_nothing_strengthens_nothing(
    mira: Shell, vault_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "cost_here", lambda: Cost(64 * 1024, 2, 4))
    before = vault_file.read_bytes()
    assert "note:" not in mira("keys", "remove", "12345678").err
    assert vault_file.read_bytes() == before
