"""Printing, and the register of what was printed."""

import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import samples
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import DONE, REFUSED, WRONG_KEY, WRONG_USAGE, Answer, Shell, assert_refused
from vault import backups, edit, files, passphrases, store
from vault.errors import NotSaved

pytestmark = pytest.mark.usefixtures("painting")


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    return tmp_path / "sheets.pdf"


@pytest.fixture
def unchanged(mira: Shell, vault_file: Path, pdf: Path) -> Iterator[None]:
    before = vault_file.read_bytes()
    yield
    assert vault_file.read_bytes() == before
    assert not pdf.exists()


def rows(shell: Shell) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shell("sheets", "--json").json["sheets"]
    return found


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout


def pictures_of(pdf: Path) -> list[Path]:
    subprocess.run(["pdftoppm", "-r", "150", "-png", pdf, pdf.with_suffix("")], check=True)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))


# Codes in the clear


def test_all_codes_are_printed_and_nothing_is_on_stdout(mira: Shell, pdf: Path) -> None:
    answer = mira("print", "-o", str(pdf), "--place", "safe")
    assert (answer.code, answer.out) == (DONE, "")
    (row,) = rows(mira)
    assert (row["kind"], row["place"], row["state"], row["verified_on"]) == ("codes", "safe", "fresh", None)
    assert answer.err.splitlines() == [
        f"Sheet {row['id']}: {row['pages']} page in {pdf}",
        "note: the file shows the codes in the clear. Print it, then delete it.",
    ]
    assert pdf.stat().st_mode & 0o777 == 0o600
    words = text_of(pdf).split()
    assert [code for code in samples.codes("mira") + samples.codes("zoe") if code not in words] == []
    assert samples.seed("mira") not in "".join(words)
    assert row["id"] in words


def test_chosen_accounts_alone_are_printed_and_each_once(mira: Shell, pdf: Path) -> None:
    assert mira("print", "pypi:zoe", "pypi:ZOE", "-o", str(pdf), "--paper", "Letter", "--totp").code == DONE
    words = text_of(pdf).split()
    assert [words.count(code) for code in samples.codes("zoe")] == [1] * 8
    assert not set(samples.codes("mira")) & set(words)


def test_seeds_are_printed_when_they_are_asked_for(mira: Shell, pdf: Path) -> None:
    assert mira("print", "pypi:mira", "-o", str(pdf), "--totp").code == DONE
    assert samples.seed("mira") in "".join(text_of(pdf).split())


def test_cards_are_a_kind_of_their_own(mira: Shell, pdf: Path) -> None:
    assert mira("print", "-o", str(pdf), "--cards").code == DONE
    assert [row["kind"] for row in rows(mira)] == ["card"]
    assert "cards" in mira("sheets").out


# Encrypted


def printed(shell: Shell, pdf: Path, *arguments: str, passphrase: str = "") -> Answer:
    return shell("print", "-o", str(pdf), "--encrypted", *arguments, secrets=[PASSWORD, passphrase])


def test_a_passphrase_is_made_and_is_alone_on_stdout(mira: Shell, pdf: Path) -> None:
    answer = printed(mira, pdf)
    assert answer.code == DONE
    words = answer.out.split()
    assert answer.out == " ".join(words) + "\n"
    assert len(words) == 8
    assert set(words) <= set(passphrases.WORDS)
    assert "8 words (80 bits)" in answer.err
    assert "not on these pages" in answer.err
    text = text_of(pdf)
    assert not [secret for secret in samples.all_secrets("mira", "zoe") if secret in text.replace("\n", "")]
    assert "mira" not in text
    assert [row["kind"] for row in rows(mira)] == ["backup"]


def test_a_passphrase_of_ones_own_is_not_shown(mira: Shell, pdf: Path) -> None:
    answer = printed(mira, pdf, passphrase="of my own making")
    assert (answer.code, answer.out) == (DONE, "")
    assert "own making" not in answer.err
    assert "words" not in answer.err


def test_a_passphrase_that_could_not_be_shown_leaves_no_file(mira: Shell, pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr("sys.stdout", full)
        answer = printed(mira, pdf)
    assert answer.code == REFUSED
    assert "sparekey: The output could not be written: no space left on device." in answer.err
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", None)
        assert printed(mira, pdf).code == REFUSED
    assert not pdf.exists()
    assert rows(mira) == []


# What is refused


def test_a_file_that_is_there_is_refused_before_the_password(mira: Shell, unchanged: None, tmp_path: Path) -> None:
    there = tmp_path / "mine.pdf"
    there.write_bytes(b"mine")
    for path, sentence in [(there, "exists already"), (tmp_path, "exists already"), (tmp_path / "no" / "a.pdf", "no folder")]:
        assert_refused(mira("print", "-o", str(path), secrets=[]), sentence)
    assert there.read_bytes() == b"mine"


@pytest.mark.parametrize("more", [[], ["--encrypted"]])
def test_printing_asks_for_the_password_and_knows_its_accounts(
    mira: Shell, unchanged: None, pdf: Path, more: list[str]
) -> None:
    assert_refused(mira("print", "-o", str(pdf), *more, secrets=["wrong", ""]), "does not open", code=WRONG_KEY)
    assert_refused(mira("print", "pypi:pia", "-o", str(pdf), *more, secrets=[PASSWORD, ""]), "no account pypi:pia")


def test_an_empty_vault_has_nothing_to_print(shell: Shell, pdf: Path) -> None:
    assert_refused(shell("print", "-o", str(pdf)), "no accounts to print")
    shell("add", "pypi:mira")
    assert_refused(shell("print", "-o", str(pdf)))
    assert not pdf.exists()
    assert rows(shell) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["print"],
        ["print", "mira", "-o", "x.pdf"],
        ["print", "-o", "x.pdf", "--paper", "A5"],
        ["print", "-o", "x.pdf", "--encrypted", "--cards"],
        ["print", "-o", "x.pdf", "--encrypted", "--totp"],
        ["print", "-o", "x.pdf", "--cards", "--totp"],
        ["sheets", "verify"],
        ["sheets", "verify", "K7QM-2VXR", "--scan", "x.png"],
        ["sheets", "verify", "K7QM"],
        ["sheets", "place", "K7QM-2VX!", "safe"],
        ["sheets", "destroyed"],
        ["restore", "x.png"],
        ["restore", "-o", "x.sparekey"],
        ["keys", "add"],
        ["keys", "add", "nonsense"],
        ["keys", "remove"],
    ],
    ids=" ".join,
)
def test_wrong_usage_asks_for_no_password(new_shell: Shell, arguments: list[str]) -> None:
    answer = new_shell(*arguments, secrets=[])
    assert (answer.code, answer.out) == (WRONG_USAGE, "")
    assert answer.err.startswith("usage: sparekey")


def test_where_nothing_can_be_written_nothing_stays_in_the_register(
    mira: Shell, vault_file: Path, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def refuse(*_: object, **__: object) -> None:
        seen.append(len(vault_file.read_bytes()))
        raise NotSaved("sheets.pdf could not be written: no space left on device", hint="Nothing of it was kept.")

    before = len(backups.paths(vault_file))
    monkeypatch.setattr(files, "write_new", refuse)
    assert_refused(mira("print", "-o", str(pdf)), "could not be written")
    assert seen  # the vault was saved before
    assert len(backups.paths(vault_file)) == before + 2
    assert rows(mira) == []


def test_where_the_register_cannot_be_told_either_the_user_is(mira: Shell, pdf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full, so nothing was saved", hint="Free some space.")

    monkeypatch.setattr(files, "write_new", refuse)
    monkeypatch.setattr(edit, "withdraw_sheets", refuse)
    answer = mira("print", "-o", str(pdf))
    assert_refused(answer, "The disk is full")
    assert f"The register still names sheet {rows(mira)[0]['id']}, which does not exist" in answer.err


def test_a_vault_that_cannot_be_saved_is_not_printed(
    mira: Shell, unchanged: None, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full, so nothing was saved", hint="Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "save", refuse)
        assert_refused(mira("print", "-o", str(pdf)), "The disk is full")


# The register


@pytest.fixture
def sheet(mira: Shell, pdf: Path) -> str:
    """The number of a printed sheet with the codes of pypi:mira."""
    mira("print", "pypi:mira", "-o", str(pdf))
    return str(rows(mira)[0]["id"])


def test_an_empty_register_says_how_to_fill_it(shell: Shell) -> None:
    assert shell("sheets").out == "Nothing was printed yet. Print the codes with: sparekey print -o codes.pdf\n"
    assert shell("sheets", "list", "--json").json == {"sheets": []}


def test_a_used_code_makes_the_sheet_stale_and_it_is_said_which(mira: Shell, sheet: str) -> None:
    assert rows(mira)[0]["changes"] == []
    mira("code", "pypi:mira", "--use")
    (row,) = rows(mira)
    assert row["state"] == "stale"
    assert row["changes"] == [{"kind": "code-used", "account": "pypi:mira", "text": "code 1 of pypi:mira was used"}]
    lines = mira("sheets", "list").out.splitlines()
    assert lines[0].split() == ["SHEET", "WHAT", "PRINTED", "PLACE", "STATE", "VERIFIED"]
    assert lines[1].split()[0] == sheet
    assert lines[1].split()[-2:] == ["stale", "never"]
    assert lines[2:] == [f"{sheet}: code 1 of pypi:mira was used"]


@pytest.mark.parametrize("zone", ["Etc/GMT-14", "Etc/GMT+12"])
def test_the_day_of_printing_is_that_of_the_sheet_itself(
    mira: Shell, pdf: Path, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        mira("print", "pypi:mira", "-o", str(pdf))
        (row,) = rows(mira)
        day = date.fromisoformat(row["printed_on"])
        assert f"Printed on {day.day} {day:%B} {day.year}" in text_of(pdf)
    time.tzset()


@pytest.mark.parametrize("written", [str, str.lower, lambda number: number.replace("-", "")])
def test_a_sheet_is_moved_and_destroyed_by_its_number(mira: Shell, sheet: str, written: Any) -> None:
    assert mira("sheets", "place", written(sheet), "with \x1b[1mAnn").out == f"Sheet {sheet}: with [1mAnn\n"
    assert mira("sheets", "place", sheet, " ").out == f"Sheet {sheet}: no place\n"
    assert mira("sheets", "destroyed", written(sheet)).out == f"Sheet {sheet} is noted as destroyed.\n"
    assert rows(mira)[0]["state"] == "destroyed"
    assert_refused(mira("sheets", "destroyed", sheet), "destroyed already")
    assert_refused(mira("sheets", "verify", sheet, secrets=[PASSWORD, "abcd"]), "is noted as destroyed")
    mira("code", "pypi:mira", "--use")
    assert len(mira("sheets").out.splitlines()) == 2


def test_a_destroyed_recovery_sheet_leaves_a_key_and_it_is_said(mira: Shell) -> None:
    mira("keys", "add", "sheet")
    (row,) = rows(mira)
    assert f"sparekey keys remove {row['key']}" in mira("sheets", "destroyed", row["id"]).out


def test_a_sheet_that_is_not_there_is_refused(mira: Shell, sheet: str) -> None:
    for arguments in (["verify", "00000000"], ["place", "00000000", "safe"], ["destroyed", "00000000"]):
        assert_refused(mira("sheets", *arguments), "There is no sheet 0000-0000")


def answered(shell: Shell, sheet: str, pick: Any, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Verify a sheet; `pick` gives the answer for the number of the code that is asked for."""
    place = 3
    with monkeypatch.context() as patch:
        patch.setattr("random.SystemRandom.choice", lambda _, questions: questions[place - 1])
        return shell("sheets", "verify", sheet, secrets=[PASSWORD, pick(place)])


def test_who_has_the_sheet_can_answer(mira: Shell, sheet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = samples.codes("mira")
    answer = answered(mira, sheet, lambda place: codes[place - 1][:4].upper(), monkeypatch)
    assert answer == (DONE, f"Sheet {sheet} is verified.\n", "First 4 characters of code 3 of pypi:mira: \n")
    assert rows(mira)[0]["verified_on"]


def test_a_wrong_answer_is_noted_and_refused(mira: Shell, sheet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("zzzz", "", samples.codes("mira")[3]):
        answer = answered(mira, sheet, lambda _, wrong=wrong: wrong, monkeypatch)
        assert answer.code == REFUSED
        assert f"sparekey: This is not what sheet {sheet} says." in answer.err
        assert samples.codes("mira")[2][:4] not in answer.err
    assert rows(mira)[0]["verified_on"] is None


def test_a_picture_of_the_small_code_verifies_a_sheet(mira: Shell, sheet: str, pdf: Path, tmp_path: Path) -> None:
    (picture,) = pictures_of(pdf)
    assert mira("sheets", "verify", "--scan", str(picture)).out == f"Sheet {sheet} is verified.\n"
    assert rows(mira)[0]["verified_on"]
    (tmp_path / "other.png").write_bytes(samples.qr_picture("SPAREKEY1:SHEET:00000000"))
    assert_refused(mira("sheets", "verify", "--scan", str(tmp_path / "other.png")), "not from this vault")
    (tmp_path / "none.png").write_bytes(samples.qr_picture("nothing"))
    assert_refused(mira("sheets", "verify", "--scan", str(tmp_path / "none.png")), "no QR code of a sheet")
    assert_refused(mira("sheets", "verify", "--scan", str(tmp_path / "no.png"), secrets=[]), "There is no file")


def test_a_sheet_without_codes_is_verified_by_its_picture(shell: Shell, pdf: Path) -> None:
    shell("import", "-", "--account", "pypi:mira", stdin=samples.uri("mira").encode())
    assert shell("print", "-o", str(pdf), "--totp").code == DONE
    answer = shell("sheets", "verify", rows(shell)[0]["id"], secrets=[PASSWORD, "abcd"])
    assert_refused(answer, "can be asked for")
    assert "--scan" in answer.err
