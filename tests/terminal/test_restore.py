"""From paper back to a vault: pages as pictures, PDFs and typed text, a vault file with its paper key, shares."""

import io
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from tests.terminal import samples
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import DONE, REFUSED, WRONG_KEY, Answer, Shell, assert_refused
from ui.terminal import main
from vault import keys, shares, store
from vault.model import Vault

pytestmark = pytest.mark.usefixtures("painting")
PASSPHRASE, NEW = "of my own making", "the new password"


@pytest.fixture
def out(home: Path) -> Path:
    return home / "restored.sparekey"


@pytest.fixture
def backup(mira: Shell, tmp_path: Path) -> Path:
    """The PDF of an encrypted backup that has three pages: two with QR codes, one with lines."""
    pdf = tmp_path / "backup.pdf"
    assert mira("print", "--encrypted", "-o", str(pdf), secrets=[PASSWORD, PASSPHRASE]).code == DONE
    return pdf


def pages(pdf: Path) -> list[Path]:
    subprocess.run(["pdftoppm", "-r", "150", "-png", pdf, pdf.with_suffix("")], check=True)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))


def degraded(picture: Path) -> Path:
    """Make of a page what a poor photo makes of it: grey, askew, blurred, JPEG at a quality of 50."""
    with Image.open(picture) as page:
        grey = page.convert("L").rotate(3, expand=True, fillcolor=200).filter(ImageFilter.GaussianBlur(0.8))
    held = io.BytesIO()
    grey.save(held, "JPEG", quality=50)
    path = picture.with_suffix(".jpg")
    path.write_bytes(held.getvalue())
    return path


def restored(shell: Shell, out: Path, *given: Path, secrets: tuple[str, ...] = (PASSPHRASE, NEW)) -> Answer:
    return shell("restore", *map(str, given), "-o", str(out), secrets=secrets)


def content(path: Path, password: str) -> Vault:
    return store.read_bytes(path.read_bytes(), keys.password(password))


def assert_is_the_vault(out: Path, vault_file: Path) -> None:
    """The restored vault is the one that was printed: before its register had the sheet itself."""
    was, now = content(vault_file, PASSWORD), content(out, NEW)
    assert now.accounts == was.accounts
    assert now.events == was.events[: len(now.events)]
    assert now.sheets == was.sheets[: len(now.sheets)]
    assert out.stat().st_mode & 0o777 == 0o600


# Encrypted pages


def test_poor_photos_with_a_page_missing_give_the_vault_back(mira: Shell, backup: Path, out: Path, vault_file: Path) -> None:
    answer = restored(mira, out, degraded(pages(backup)[1]))
    assert (answer.code, answer.out) == (DONE, f"Restored 2 accounts into {out}\n"), answer
    assert answer.err.splitlines()[0].startswith("backup-2.jpg: ")
    assert answer.err.splitlines()[0].endswith(" parts")
    assert_is_the_vault(out, vault_file)


def test_a_pdf_and_pages_twice_do_no_harm(mira: Shell, backup: Path, out: Path, vault_file: Path) -> None:
    first = pages(backup)[0]
    answer = restored(mira, out, first, first, backup)
    assert answer.code == DONE
    told = answer.err.splitlines()
    assert told[1] == "backup-1.png: nothing new"
    assert told[2].startswith("backup.pdf: ")
    assert "lines" in told[2]
    assert_is_the_vault(out, vault_file)


def test_typed_lines_alone_give_the_vault_back(mira: Shell, backup: Path, out: Path, vault_file: Path, tmp_path: Path) -> None:
    for how in ("-layout", "-raw", "-nopgbrk"):
        typed = tmp_path / "typed.txt"
        subprocess.run(["pdftotext", how, backup, typed], check=True)
        assert restored(mira, out, typed).code == DONE
        assert_is_the_vault(out, vault_file)
        out.unlink()


def test_a_bad_file_does_not_lose_the_others(mira: Shell, backup: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear diary")
    (tmp_path / "cut.png").write_bytes(pages(backup)[0].read_bytes()[:500])
    given = [tmp_path / "notes.txt", tmp_path / "cut.png", tmp_path / "nothing.png", *pages(backup)[:1]]
    answer = restored(mira, out, *given)
    assert answer.code == DONE
    assert [line.partition(":")[0] for line in answer.err.splitlines()[:4]] == [path.name for path in given]


def test_a_wrong_passphrase_ends_with_three_and_leaves_nothing(mira: Shell, backup: Path, out: Path) -> None:
    answer = restored(mira, out, backup, secrets=("not of my making", NEW))
    assert answer.code == WRONG_KEY
    assert "sparekey: The passphrase does not open this backup." in answer.err
    assert not out.exists()


def test_on_a_terminal_a_slip_in_the_passphrase_costs_no_reading(
    backup: Path, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = ["not of my making", "nor this", "nor that", "not of my making", PASSPHRASE, NEW, NEW]
    monkeypatch.setattr("getpass.getpass", lambda _prompt: answers.pop(0))
    monkeypatch.setattr("ui.terminal.session._has_terminal", lambda: True)
    assert main.main(["restore", str(backup), "-o", str(out)]) == WRONG_KEY
    assert capsys.readouterr().err.count("The passphrase does not open this backup. Check it word by word") == 2
    assert main.main(["restore", str(backup), "-o", str(out)]) == DONE
    assert answers == []


def test_too_few_parts_end_with_one_and_the_status(mira: Shell, backup: Path, out: Path, tmp_path: Path) -> None:
    with Image.open(pages(backup)[0]) as page:
        page.crop((0, 0, page.width // 2, page.height)).save(tmp_path / "torn.png")
    answer = restored(mira, out, tmp_path / "torn.png", secrets=())
    assert answer.code == REFUSED
    assert "parts read" in answer.err
    assert "page 2 is missing" in answer.err
    assert answer.err.splitlines()[-1].startswith("hint: Add photos or scans of the missing pages")
    assert not out.exists()


def test_a_new_password_that_is_empty_leaves_nothing(mira: Shell, backup: Path, out: Path) -> None:
    assert "The password is empty" in restored(mira, out, backup, secrets=(PASSPHRASE, "")).err
    assert "ended before all secrets" in restored(mira, out, backup, secrets=(PASSPHRASE,)).err
    assert not out.exists()


# What is refused at once


def test_a_vault_that_is_there_is_refused_before_anything_is_read(mira: Shell, vault_file: Path) -> None:
    before = vault_file.read_bytes()
    assert_refused(mira("restore", "nothing.png", "-o", str(vault_file), secrets=[]), "exists already")
    assert vault_file.read_bytes() == before


def test_one_file_that_gives_nothing_is_refused_by_its_name(mira: Shell, out: Path, tmp_path: Path) -> None:
    for name, data in [("notes.txt", b"Dear diary"), ("empty.png", samples.empty_picture()), ("a.zip", b"PK\3\4\0\0")]:
        (tmp_path / name).write_bytes(data)
        assert_refused(restored(mira, out, tmp_path / name, secrets=()), name)
    assert_refused(restored(mira, out, tmp_path, secrets=()), f"{tmp_path.name} is a folder")
    assert_refused(restored(mira, out, tmp_path / "nothing.png", secrets=()), "There is no file")


def test_several_files_that_give_nothing_are_refused_together(mira: Shell, out: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear diary")
    answer = restored(mira, out, tmp_path / "notes.txt", tmp_path / "nothing.png", secrets=())
    assert answer.code == REFUSED
    assert answer.err.splitlines()[-2] == "sparekey: None of these files could be used."


def test_codes_in_the_clear_are_no_backup(mira: Shell, out: Path, tmp_path: Path) -> None:
    mira("print", "-o", str(tmp_path / "codes.pdf"))
    answer = restored(mira, out, tmp_path / "codes.pdf", secrets=())
    assert_refused(answer, "codes.pdf")
    assert not [secret for secret in samples.all_secrets("mira") if secret in answer.err]


# A vault file with its paper key, its password, or shares


@pytest.fixture
def key_sheet(mira: Shell, tmp_path: Path) -> Path:
    assert mira("keys", "add", "sheet", "-o", str(tmp_path / "key.pdf")).code == DONE
    return tmp_path / "key.pdf"


def test_a_scanned_key_opens_a_vault_file_and_no_secret_is_asked_for(
    mira: Shell, key_sheet: Path, out: Path, vault_file: Path
) -> None:
    answer = restored(mira, out, vault_file, degraded(pages(key_sheet)[0]), secrets=(NEW,))
    assert answer.code == DONE, answer
    assert answer.err.splitlines() == ["vault.sparekey: 1 vault file", "key-1.jpg: 1 paper key"]
    assert_is_the_vault(out, vault_file)


def test_a_key_alone_says_that_it_opens_a_file(mira: Shell, key_sheet: Path, out: Path) -> None:
    answer = restored(mira, out, key_sheet, secrets=())
    assert answer.code == REFUSED
    assert answer.err.splitlines()[-1].startswith("hint: A paper key opens a vault file")


def test_a_vault_file_opens_with_a_typed_paper_key_or_its_password(mira: Shell, home: Path, vault_file: Path) -> None:
    paper_key = mira("keys", "add", "sheet").out.strip()
    for number, secret in enumerate((paper_key, PASSWORD)):
        out = home / f"{number}.sparekey"
        assert restored(mira, out, vault_file, secrets=(secret, NEW)).code == DONE
        assert_is_the_vault(out, vault_file)
    answer = restored(mira, home / "wrong.sparekey", vault_file, secrets=("wrong", NEW))
    assert answer.code == WRONG_KEY


def test_a_key_of_another_vault_does_not_open_the_file(mira: Shell, key_sheet: Path, out: Path, home: Path) -> None:
    mira("--vault", str(home / "other.sparekey"), "init", secrets=["other"])
    answer = restored(mira, out, key_sheet, home / "other.sparekey", secrets=(NEW,))
    assert answer.code == WRONG_KEY
    assert "sparekey: The paper key does not open this vault file." in answer.err


def test_shares_open_a_vault_file_when_there_are_enough(mira: Shell, out: Path, vault_file: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "shares.pdf"
    mira("keys", "add", "shares", "--holder", "Ann", "Bo", "Eve", "--threshold", "2", "-o", str(pdf))
    ann, bo, _ = pages(pdf)
    for given in ([ann], [ann, ann], [ann, vault_file]):
        answer = restored(mira, out, *given, secrets=(NEW,))
        assert answer.code == REFUSED
        assert "1 more share is needed" in answer.err
    assert restored(mira, out, bo, vault_file, degraded(ann), secrets=(NEW,)).code == DONE
    assert_is_the_vault(out, vault_file)


def test_a_slip_in_one_share_is_told_and_the_other_kept(mira: Shell, out: Path, tmp_path: Path) -> None:
    texts = shares.split(keys.new_paper(), 2, 2)
    words = texts[1].split()
    words[6] = "academic" if words[6] != "academic" else "acid"
    (tmp_path / "shares.txt").write_text(f"{texts[0]}\n\n{' '.join(words)}\n")
    answer = restored(mira, out, tmp_path / "shares.txt", secrets=())
    assert answer.code == REFUSED
    told = answer.err.splitlines()
    assert told[0] == "shares.txt: 1 share"
    assert told[1].startswith("note: Word 7 of this share seems to be wrong. ")
    assert told[2] == "sparekey: Share 1 read; 1 more share is needed."
