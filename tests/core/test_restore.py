"""From paper back to a vault: in any order, from anything, and never less than before."""

import contextlib
import io
import random
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from PIL import Image, ImageDraw, ImageFilter

from tests.core import scans
from tests.core.pictures import drawn, saved, uri
from tests.core.vaults import EXAMPLE, NOW, PAPER_KEY, PASSWORD_KEY, numbered, unlocked_by
from tests.core.vaults import sealed as sealed_file
from vault import codec, edit, keys, parts, pdf, qr, restore, sealed, shares, sheets, transcripts
from vault.crypto import CHEAPEST
from vault.errors import BadFile, BadImport, BadInput, Damaged, NewerFormat, VaultError, WrongKey
from vault.model import Vault
from vault.restore import EMPTY, Gathered

pytestmark = pytest.mark.usefixtures("remembered_argon2")
WORDS = "academic acid acne acquire acrobat activity actress adapt"
SHEET = "7KQ2M4XA"


def larger() -> Vault:
    """Return a vault that takes three pages."""
    vault = EXAMPLE
    for place in range(8):
        vault = edit.add_account(vault, "github", f"user-{place}", now=NOW)
        codes = [random.Random(f"{place} {code}").randbytes(8).hex() for code in range(16)]
        vault = edit.add_codes(vault, vault.accounts[-1].id, codes, now=NOW)
    return vault


VAULT = larger()
PAYLOAD = sealed.seal(VAULT, WORDS, cost=CHEAPEST, random=numbered(7))
PARTS = parts.split(PAYLOAD, SHEET, first=6, per_page=12)
OTHER = parts.split(sealed.seal(EXAMPLE, "another", cost=CHEAPEST, random=numbered(8)), "0000000A", first=6, per_page=12)
TEXTS = [parts.qr_text(part) for part in PARTS]
LINES = [line for part in PARTS if part.is_data for line in parts.lines(part)]
PAGES = scans.pages(PARTS)
SHARES = shares.split(PAPER_KEY, 2, 3)
KEY_TEXT = keys.paper_symbols(PAPER_KEY)
GROUPS = [KEY_TEXT[start : start + 4] for start in range(0, 36, 4)]
FILE = sealed_file(unlocked_by(PASSWORD_KEY, PAPER_KEY), text=codec.dump(EXAMPLE))


def in_columns(words: str) -> str:
    """Return a share as `pdftotext` gives it: row after row of its columns, each word below its number."""
    several = words.split()
    return "\n\n".join(f"{at + 1}\n\n{several[at]}" for down in range(8) for at in range(down, 23, 8))


def said(gathered: Gathered) -> tuple[str, ...]:
    return restore.sentences(restore.status(gathered))


def opened(gathered: Gathered) -> bytes:
    return codec.dump(restore.open_backup(gathered, WORDS))


# Pictures


def test_worn_pages_in_any_order_with_one_missing_give_the_vault_bit_for_bit() -> None:
    assert len(PAGES) == 3
    for missing in range(3):
        gathered = EMPTY
        for number in [2, 0, 1]:
            if number != missing:
                gathered = restore.take(gathered, scans.worn(PAGES[number], degrees=3 - 90 * number), f"{number}.jpg")
        (backup,) = restore.status(gathered).backups
        assert backup.missing_pages == (missing + 1,)
        assert backup.unread == ()
        assert backup.is_ready
        assert opened(gathered) == codec.dump(VAULT)


def test_the_same_page_twice_changes_nothing() -> None:
    once = restore.take(EMPTY, saved(PAGES[0]))
    assert restore.take(once, scans.worn(PAGES[0])) == once
    assert restore.take_text(once, "\n".join(TEXTS[:3])) == once


def test_a_torn_page_gives_what_is_left_of_it() -> None:
    torn = PAGES[1].copy()
    ImageDraw.Draw(torn).rectangle((0, 0, torn.width // 3, torn.height), fill=120)
    gathered = restore.take(EMPTY, saved(torn))
    (backup,) = restore.status(gathered).backups
    on_page = [part.number for part in PARTS if part.page == 2]
    assert 0 < backup.found < len(on_page)
    assert set(backup.unread) < set(on_page)
    assert "could not be read" in said(gathered)[0]


def test_a_scan_of_several_pages_in_one_tiff_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    PAGES[0].save(file, "TIFF", save_all=True, append_images=PAGES[1:], compression="tiff_deflate")
    assert opened(restore.take(EMPTY, file.getvalue())) == codec.dump(VAULT)
    cut = restore.take(EMPTY, file.getvalue()[:-9000])
    assert 0 < len(cut.parts) < len(PARTS)
    monkeypatch.setattr(qr, "_PAGES", 1)
    assert {part.page for part in restore.take(EMPTY, file.getvalue()).parts} == {1}


def test_a_page_of_which_only_the_number_can_be_read_says_so() -> None:
    page = scans.page([sheets.scan_text(SHEET)])
    with pytest.raises(BadImport, match="Only the number of sheet 7KQ2-M4XA could be read in this picture"):
        restore.take(EMPTY, saved(page))


@pytest.mark.parametrize("picture", [drawn(uri("alice")), Image.new("L", (300, 300), 255), drawn("SPAREKEY1:OTHER:THING")])
def test_a_picture_of_something_else_is_refused_and_costs_nothing(picture: Image.Image) -> None:
    before = restore.take_text(EMPTY, TEXTS[0])
    with pytest.raises(BadImport, match="nothing of a printed key or backup in this picture"):
        restore.take(before, saved(picture))


def test_a_damaged_picture_is_refused() -> None:
    with pytest.raises(BadImport, match="cannot be read"):
        restore.take(EMPTY, saved(PAGES[0])[:5000])
    with pytest.raises(BadImport, match="kind that Sparekey cannot read") as refused:
        restore.take(EMPTY, b"\0\0\0\x18ftypheic" + bytes(100))
    assert "JPEG" in refused.value.hint


# PDFs


def test_a_scan_as_pdf_is_read() -> None:
    gathered = restore.take(EMPTY, scans.scanned(PAGES[2], PAGES[0]), "scan.pdf")
    assert opened(gathered) == codec.dump(VAULT)


def test_a_scan_that_is_out_of_focus_is_looked_at_closely() -> None:
    blurred = PAGES[2].filter(ImageFilter.GaussianBlur(1.9))
    gathered = restore.take(EMPTY, scans.scanned(PAGES[0], blurred))
    assert [part.page for part in gathered.parts].count(3) == PARTS[-1].on_its_page
    assert opened(gathered) == codec.dump(VAULT)


def test_a_pdf_of_the_printed_lines_is_read_from_its_text() -> None:
    rows = [f"{left}    {right}" for left, right in zip(LINES[::2], LINES[1::2], strict=False)] + LINES[len(LINES) // 2 * 2 :]
    data = scans.pdf(["Version 1.10 of 12.05 2026 is due", *rows[:60]], rows[60:120], rows[120:])
    assert restore.take(EMPTY, data).errors == ()
    assert opened(restore.take(EMPTY, data)) == codec.dump(VAULT)


def test_a_pdf_of_keys_and_shares_is_read_from_its_text() -> None:
    words = SHARES[0].split()
    columns = [f"{down + 1} {words[down]}  {down + 13}. {words[down + 12] if down < 11 else ''}" for down in range(12)]
    gathered = restore.take(EMPTY, scans.pdf([f"The key is {KEY_TEXT} and", "opens", "all"], ["Share of Mira", *columns]))
    assert gathered.keys == (PAPER_KEY,)
    assert gathered.shares == (SHARES[0],)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (scans.pdf(["an invoice, 12.05 2026"]), "nothing of a printed key or backup in this PDF"),
        (scans.pdf(["a"], extra=scans.LOCKED), "locked with a password"),
        (b"%PDF-1.7 and nothing more", "cannot be read"),
        (scans.pdf(*[["x"]] * 10_000), "has 10,000 pages"),
        (scans.pdf(["huge"], size="14400 14400"), "nothing of a printed"),
        (scans.pdf(["thin"], size="1 14400"), "nothing of a printed"),
        (scans.pdf(["none"], size="0 0"), "nothing of a printed"),
    ],
)
def test_a_pdf_of_the_wrong_kind_is_refused_and_costs_nothing(data: bytes, told: str) -> None:
    before = restore.take_text(EMPTY, TEXTS[0])
    with pytest.raises(BadImport, match=told):
        restore.take(before, data)


def test_of_a_long_pdf_of_something_else_only_some_pages_are_looked_at_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    picture = pdf.Page.picture

    def look(page: pdf.Page, dpi: int) -> Image.Image:
        looks.append(page.number)
        return picture(page, dpi)

    monkeypatch.setattr(pdf.Page, "picture", look)
    with pytest.raises(BadImport, match="nothing of a printed key"):
        restore.take(EMPTY, scans.pdf(*[["a page of a book"]] * 30, size="100 160"))
    assert [looks.count(number) for number in range(1, 31)] == [3] * restore._IN_VAIN + [1] * (30 - restore._IN_VAIN)
    looks.clear()
    gathered = restore.take(EMPTY, scans.pdf(*[["a page of a book"]] * 10, LINES[:14], size="100 160"))
    assert gathered.lines
    assert [looks.count(number) for number in range(1, 12)] == [3] * 10 + [1]


def test_a_bomb_in_a_pdf_is_refused() -> None:
    packed = zlib.compress(b"BT /F1 8 Tf (x) Tj ET " * 1_000_000)
    data = scans.pdf(["x"]).replace(
        b"<</Length 37>>stream", b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream " % (len(packed), packed)
    )
    with pytest.raises(BadImport):
        restore.take(EMPTY, data)


def test_a_page_that_breaks_the_reader_is_refused() -> None:
    class Broken:
        def get_size(self) -> tuple[float, float]:
            return (100, 100)

        def render(self, **_: object) -> None:
            raise ValueError("secret")

    with pytest.raises(BadImport, match="cannot be read"):
        pdf.Page(1, "", Broken()).picture(200)
    with pytest.raises(BadImport, match="cannot be read"):
        pdf._page({}, 1)


@settings(max_examples=30)
@given(st.data())
def test_a_pdf_that_was_damaged_anywhere_gives_something_or_our_error(data: st.DataObject) -> None:
    whole = bytearray(scans.pdf(LINES[:3]))
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(VaultError):
        restore.take(EMPTY, bytes(whole))


# Typed and pasted text


def test_typed_lines_give_the_vault() -> None:
    text = "\n".join(LINES).lower().replace("0", "o").replace(".o", ".0")
    gathered = restore.take(EMPTY, text.encode(), "typed.txt")
    assert opened(gathered) == codec.dump(VAULT)
    assert restore.status(gathered).typed_missing == ()


def test_lines_whose_numbers_stand_above_them_are_read() -> None:
    text = "\n\n".join(line.replace(" ", "\n\n", 1) for line in LINES)
    gathered = restore.take_text(EMPTY, f"Version\n1.10\nof this\n\n{text}\n99.01")
    assert opened(gathered) == codec.dump(VAULT)
    assert gathered.errors == ()


def test_lines_and_pictures_go_together() -> None:
    gathered = restore.take(EMPTY, saved(PAGES[0]))
    for line in LINES[::-1]:
        gathered = restore.take_text(gathered, line)
    assert opened(gathered) == codec.dump(VAULT)


def test_a_line_with_a_typing_error_is_named_and_forgotten_when_it_is_right() -> None:
    rows = list(parts.lines(PARTS[2]))
    wrong = rows[6][:-1] + ("0" if rows[6][-1] != "0" else "1")
    gathered = restore.take_text(EMPTY, "\n".join([*rows[:6], wrong, *rows[7:]]), "typed")
    assert restore.status(gathered).typed_errors == ("3.07",)
    assert "Line 3.07 has a typing error" in said(gathered)
    assert restore.take_text(gathered, rows[6], "elsewhere").parts == (PARTS[2],)
    assert restore.take_text(gathered, rows[6], "elsewhere").errors == ()
    assert restore.take_text(gathered, rows[0], "typed").errors == ()
    two = restore.take_text(gathered, "3.08 ABCD ABCD ABCD AB", "another")
    assert "Lines 3.07 and 3.08 have a typing error" in said(two)
    assert restore.status(restore.take_text(gathered, "9.01 ABCD ABCD ABCD AB", "another")).typed_errors == ("3.07", "9.01")


def test_missing_lines_are_named() -> None:
    rows = list(parts.lines(PARTS[2]))
    gathered = restore.take_text(EMPTY, "\n".join([*rows[:3], *rows[5:]]))
    status = restore.status(gathered)
    assert status.typed_missing == ("3.04", "3.05")
    assert "Lines 3.04 and 3.05 are missing" in said(gathered)
    (backup,) = status.backups
    assert (backup.sheet_id, backup.found, backup.needed) == (SHEET, 0, PARTS[0].k)
    first = restore.take_text(EMPTY, "\n".join(rows[1:]))
    assert restore.status(first).backups == ()
    assert said(first) == ("Line 3.01 is missing",)
    known = restore.take_text(first, TEXTS[0])
    assert restore.status(restore.take_text(known, parts.lines(PARTS[3])[0])).typed_missing == (
        "3.01",
        *(f"4.{number:02d}" for number in range(2, len(rows) + 1)),
    )


def test_lines_that_were_typed_twice_are_tried_in_every_way() -> None:
    other = parts.lines(OTHER[2])
    ours = parts.lines(PARTS[2])
    for order in ([*other, *ours], [*ours, *other]):
        assert set(restore.take_text(EMPTY, "\n".join(order)).parts) == {PARTS[2], OTHER[2]}
    stranger = parts.Line(3, 5, parts.line(3, 5, ours[4].partition(" ")[2]).symbols[::-1])
    wrong = f"3.05 {stranger.symbols} {parts._check(stranger)}"
    for order in ([wrong, *ours], [*ours, wrong], [*ours[:4], wrong, *ours[4:]]):
        assert restore.take_text(EMPTY, "\n".join(order)).parts == (PARTS[2],)


def test_lines_that_do_not_fit_together_are_told() -> None:
    rows = list(parts.lines(PARTS[2]))
    stranger = parts.Line(3, 5, parts.line(3, 5, rows[4].partition(" ")[2]).symbols[::-1])
    rows[4] = f"3.05 {stranger.symbols} {parts._check(stranger)}"
    gathered = restore.take_text(EMPTY, "\n".join(rows))
    assert restore.status(gathered).typed_unfit == (3,)
    assert any(sentence.startswith("The lines of part 3 do not fit together") for sentence in said(gathered))


def test_lines_under_a_wrong_number_do_not_become_another_part() -> None:
    shifted = []
    for number, row in enumerate(parts.lines(PARTS[2]), 1):
        line = parts.Line(5, number, parts.line(3, number, row.partition(" ")[2]).symbols)
        shifted.append(f"{line.name} {line.symbols} {parts._check(line)}")
    gathered = restore.take_text(EMPTY, "\n".join(shifted))
    assert gathered.parts == ()
    first = parts.Line(1, 1, "0" * 40)
    assert restore.status(restore.take_text(EMPTY, f"1.01 {first.symbols} {parts._check(first)}")).backups == ()


def test_nobody_fills_the_memory_with_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restore, "_MOST", 10)
    assert len(restore.take_text(EMPTY, "\n".join(LINES)).lines) == 10


def test_codes_that_a_mail_program_broke_are_read() -> None:
    broken = "\n".join("\n".join(text[start : start + 76] for start in range(0, len(text), 76)) for text in TEXTS)
    gathered = restore.take_text(EMPTY, f"Hello,\n{broken}\n\nKind regards, 12.05 is fine")
    assert gathered.parts == PARTS
    assert gathered.errors == ()


def test_a_damaged_code_beside_good_ones_is_told_and_costs_nothing() -> None:
    text = TEXTS[1]
    gathered = restore.take_text(
        EMPTY, f"{TEXTS[0]}\n{text[:-3]}\n{TEXTS[2]}\nSPAREKEY1:KEY:{KEY_TEXT[:-1]}\nSPAREKEY1:SHARE:\n"
    )
    assert gathered.parts == (PARTS[0], PARTS[2])
    assert len(gathered.trouble) == 3
    assert restore.status(gathered).trouble == gathered.trouble
    with pytest.raises(BadImport, match="damaged"):
        restore.take_text(EMPTY, text[:-3])


@pytest.mark.parametrize("text", ["hello", "", "12.05 is the date", "3.07", "SPAREKEY1:", "x" * 40, "1 one 2 two"])
def test_a_text_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadImport, match="nothing of a printed key or backup in this text"):
        restore.take_text(EMPTY, text)


@pytest.mark.parametrize("data", [b"\0\1\2\3", b"PK\3\4\0\0"])
def test_a_file_of_an_unknown_kind_is_refused(data: bytes) -> None:
    with pytest.raises(BadImport, match="does not know this kind of file"):
        restore.take(EMPTY, data)


@pytest.mark.parametrize("data", [b"", b"  \n"])
def test_an_empty_file_is_called_empty(data: bytes) -> None:
    with pytest.raises(BadImport, match="This file is empty"):
        restore.take(EMPTY, data)


@given(st.text())
def test_any_text_is_taken_or_refused(text: str) -> None:
    for start in ("", "SPAREKEY1:PART:", "spareKey1:SHARE:", "1.01 ", f"{LINES[0]}\n1.02 ", " ".join(SHARES[0].split()[:22])):
        try:
            said(restore.take_text(EMPTY, start + text))
        except BadInput:
            continue


@given(st.binary())
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    for start in (b"", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n", b"\x89SKV\r\n\x1a\n"):
        try:
            restore.take(EMPTY, start + data)
        except VaultError:
            continue


# What is said


def test_progress_is_told_as_in_the_plan() -> None:
    gathered = restore.take_text(EMPTY, "\n".join(text for text, part in zip(TEXTS, PARTS, strict=True) if part.page == 1))
    on_first = sum(part.page == 1 for part in PARTS)
    total, needed = len(PARTS), PARTS[0].k - on_first
    assert said(gathered) == (f"{on_first} of {total} parts read, pages 2 and 3 are missing; {needed} more parts are needed",)
    for text in TEXTS[on_first : PARTS[0].k - 1]:
        gathered = restore.take_text(gathered, text)
    (sentence,) = said(gathered)
    assert sentence.startswith(f"{PARTS[0].k - 1} of {total} parts read, page 3 is missing, part")
    assert sentence.endswith("could not be read; 1 more part is needed")
    with pytest.raises(BadInput, match="page 3 is missing"):
        restore.open_backup(gathered, WORDS)
    gathered = restore.take_text(gathered, TEXTS[-1])
    assert said(gathered) == (f"{PARTS[0].k} of {total} parts read, which is enough",)
    assert restore.status(gathered).is_ready


def test_parts_are_named_where_no_page_is_missing() -> None:
    gathered = EMPTY
    for page in (1, 2, 3):
        gathered = restore.take_text(gathered, next(text for text, part in zip(TEXTS, PARTS, strict=True) if part.page == page))
    (sentence,) = said(gathered)
    assert sentence.startswith(f"3 of {len(PARTS)} parts read, parts 2, 3, ")
    assert "missing" not in sentence


def test_many_unread_parts_are_not_all_listed() -> None:
    several = parts.split(bytes(5000), SHEET, first=12, per_page=12)
    gathered = restore.take_text(EMPTY, "\n".join([parts.qr_text(several[0]), parts.qr_text(several[-1])]))
    assert "parts 2, 3, 4, 5, 6, 7 and " in said(gathered)[0]


def test_of_several_groups_it_is_at_least_so_many() -> None:
    several = parts.split(random.Random(1).randbytes(90_000), SHEET, first=6, per_page=12)
    gathered = Gathered(parts=several[:20])
    assert "; at least " in said(gathered)[0]


def test_pages_of_two_backups_are_kept_apart_and_told_by_their_numbers() -> None:
    gathered = EMPTY
    for pair in zip(TEXTS, (parts.qr_text(part) for part in OTHER), strict=False):
        gathered = restore.take_text(gathered, "\n".join(pair))
    first, second = restore.status(gathered).backups
    assert (first.sheet_id, second.sheet_id) == (SHEET, "0000000A")
    assert said(gathered)[0].startswith("Sheet 7KQ2-M4XA: ")
    assert said(gathered)[1].startswith("Sheet 0000-000A: ")
    both = restore.take_text(gathered, "\n".join(TEXTS))
    assert opened(both) == codec.dump(VAULT)
    assert restore.open_backup(both, "another") == EXAMPLE
    with pytest.raises(WrongKey):
        restore.open_backup(both, "another", SHEET)
    with pytest.raises(BadInput, match="No backup was read yet"):
        restore.open_backup(both, WORDS, "ZZZZZZZZ")


def test_a_wrong_passphrase_costs_nothing() -> None:
    gathered = restore.take_text(EMPTY, "\n".join(TEXTS))
    with pytest.raises(WrongKey, match="passphrase does not open this backup"):
        restore.open_backup(gathered, "wrong")
    assert opened(gathered) == codec.dump(VAULT)


def test_nothing_shows_a_secret() -> None:
    gathered = restore.take_text(EMPTY, f"{TEXTS[0]}\nSPAREKEY1:KEY:{KEY_TEXT}\nSPAREKEY1:SHARE:{SHARES[0].upper()}")
    assert repr(gathered) == "Gathered(1 parts, 0 lines, 1 shares, 1 keys)"
    assert repr(transcripts.read(SHARES[0])) == "Transcript(0 parts, 0 lines, 1 shares)"


# Keys, shares and the vault file


@pytest.mark.parametrize(
    "text",
    [
        KEY_TEXT,
        f" {'-'.join(KEY_TEXT[start : start + 4] for start in range(0, 36, 4)).lower()}\n",
        f"{KEY_TEXT[:12]}\n{KEY_TEXT[12:24]}\n{KEY_TEXT[24:]}",
        "\n".join(" ".join(KEY_TEXT[start : start + 4] for start in range(row, row + 12, 4)) for row in (0, 12, 24)),
        f"SPAREKEY1:KEY:{KEY_TEXT}",
        f"Paper key: {KEY_TEXT}",
        f"home\n1  2  3\n{'-'.join(GROUPS[:3])}\n4  5  6\n{'-'.join(GROUPS[3:6])}\n7  8  9\n{'-'.join(GROUPS[6:])}\nWith it",
        "\n".join(f"{number}. {group}" for number, group in enumerate(GROUPS, 1)),
    ],
)
def test_a_paper_key_is_taken_however_it_is_written(text: str) -> None:
    gathered = restore.take_text(EMPTY, text)
    assert restore.paper_key(gathered) == PAPER_KEY
    assert said(gathered) == ("The paper key is here; the vault file that it opens is needed too",)


def test_a_typing_error_in_a_paper_key_is_told() -> None:
    with pytest.raises(BadImport, match="The paper key has a typing error"):
        restore.take_text(EMPTY, "2" + KEY_TEXT[1:] if KEY_TEXT[0] != "2" else "3" + KEY_TEXT[1:])
    with pytest.raises(BadImport, match="36 letters and digits, this has 35"):
        restore.take_text(EMPTY, KEY_TEXT[1:])


def test_the_vault_file_and_its_paper_key_give_the_vault() -> None:
    gathered = restore.take(EMPTY, FILE, "vault.sparekey")
    assert said(gathered) == ("The vault file is here; its paper key, or enough shares, is needed",)
    assert not restore.status(gathered).is_ready
    with pytest.raises(BadInput, match="The paper key is not here yet"):
        restore.open_file(gathered)
    gathered = restore.take(gathered, saved(drawn(f"SPAREKEY1:KEY:{KEY_TEXT}")))
    assert restore.status(gathered).opens_file
    assert restore.status(gathered).is_ready
    assert said(gathered) == ("The vault file is here",)
    assert restore.open_file(gathered) == restore.open_file(gathered, PASSWORD_KEY) == EXAMPLE


def test_a_paper_key_of_another_vault_is_told() -> None:
    gathered = restore.take(restore.take_text(EMPTY, keys.paper_symbols(keys.new_paper())), FILE)
    with pytest.raises(WrongKey, match="The paper key does not open this vault file"):
        restore.open_file(gathered)
    with pytest.raises(WrongKey, match="This does not open the vault file"):
        restore.open_file(gathered, keys.password("wrong"))
    with pytest.raises(BadInput, match="The vault file is not here yet"):
        restore.open_file(EMPTY, PAPER_KEY)
    assert restore.open_file(restore.take_text(gathered, KEY_TEXT)) == EXAMPLE


def test_a_damaged_vault_file_or_a_newer_one_costs_nothing() -> None:
    with pytest.raises(Damaged):
        restore.take(EMPTY, FILE[:-1])
    with pytest.raises(BadFile):
        restore.take(EMPTY, FILE[:8])
    newer = sealed_file(unlocked_by(PAPER_KEY), text=b'{"version":1,"minor":9}')
    with pytest.raises(NewerFormat):
        restore.open_file(restore.take_text(restore.take(EMPTY, newer), KEY_TEXT))


def test_shares_are_counted_until_there_are_enough() -> None:
    assert restore.paper_key(EMPTY) is None
    one = restore.take_text(EMPTY, SHARES[2])
    assert said(one) == ("Share 3 read; 1 more share is needed",)
    assert restore.paper_key(one) is None
    two = restore.take(one, saved(drawn(shares.scan_text(SHARES[0]))))
    assert restore.paper_key(two) == PAPER_KEY
    assert said(two)[0] == "Shares 1 and 3 read"
    assert restore.open_file(restore.take(two, FILE)) == EXAMPLE


@pytest.mark.parametrize(
    "text",
    [
        f"{SHARES[0]}\n{SHARES[1]}",
        f"{SHARES[0]}\n\n{SHARES[1]}",
        f"{SHARES[0]} {SHARES[1]}",
        "\n".join(f"{number}. {word}" for share in SHARES[:2] for number, word in enumerate(share.split(), 1)),
        "\n".join(" ".join(share.split()[start : start + 6]) for share in SHARES[:1] for start in range(0, 23, 6))
        + f"\n\n{SHARES[1]}",
        "\n".join([*SHARES[0].split(), "", *SHARES[1].split()]),
        f"SPAREKEY1:SHARE:{SHARES[0]}\nSPAREKEY1:SHARE:{SHARES[1].upper()}",
        "\n".join(
            f"Page 1 of 1\nHeld by\nAny 2 of the 3 open it\n\n{words}\n\n1 Make sure who asks: 2 Best meet"
            for words in map(in_columns, SHARES[:2])
        ),
    ],
)
def test_shares_are_taken_however_they_are_written(text: str) -> None:
    assert restore.paper_key(restore.take_text(EMPTY, text)) == PAPER_KEY


def test_a_damaged_share_is_told_and_a_good_one_beside_it_kept() -> None:
    damaged = SHARES[0].replace(SHARES[0].split()[6], "acadmic", 1)
    with pytest.raises(BadImport, match="Word 7 is not in any share") as refused:
        restore.take_text(EMPTY, damaged)
    assert "academic" in refused.value.hint
    gathered = restore.take_text(EMPTY, f"{damaged}\n{SHARES[1]}")
    assert gathered.shares == (SHARES[1],)
    assert gathered.trouble[0][0] == "Word 7 is not in any share"
    with pytest.raises(BadImport, match="A share has 23 words, this has 22"):
        restore.take_text(EMPTY, " ".join(SHARES[0].split()[:22]))


def test_shares_of_two_sets_are_told_apart() -> None:
    other = shares.split(PAPER_KEY, 3, 3)
    gathered = restore.take_text(EMPTY, f"{SHARES[0]}\n{other[0]}")
    assert restore.paper_key(gathered) is None
    first, *rest = said(gathered)
    assert first.startswith("These shares are not all of one set")
    assert rest == [
        f"Share 1 of “{' '.join(SHARES[0].split()[:2])} …” read; 1 more share is needed",
        f"Share 1 of “{' '.join(other[0].split()[:2])} …” read; 2 more shares are needed",
    ]
    assert [one.needed for one in restore.status(gathered).shares] == [1, 2]
    assert not said(restore.take_text(gathered, SHARES[1]))[0].startswith("These shares"), "one set is complete"


# Only ever more


@settings(max_examples=15)
@given(
    st.permutations(
        [*TEXTS, *SHARES, KEY_TEXT, "hello", LINES[0], LINES[3][:-1], SHARES[0][:-3], f"SPAREKEY1:PART:{TEXTS[0][20:]}"]
    )
)
def test_progress_is_never_lost_in_any_order(texts: list[str]) -> None:
    steps = [EMPTY]
    for text in texts:
        try:
            steps.append(restore.take_text(steps[-1], text))
        except BadInput:
            continue
    for before, after in pairwise(steps):
        for name in ("parts", "lines", "shares", "keys"):
            assert set(getattr(before, name)) <= set(getattr(after, name))
    assert opened(steps[-1]) == codec.dump(VAULT)
    assert restore.paper_key(steps[-1]) == PAPER_KEY


def test_a_sheet_that_was_forged_under_the_same_number_is_kept_apart() -> None:
    forged = tuple(structs.replace(part, checksum=1) for part in PARTS)
    gathered = restore.take_text(EMPTY, "\n".join(parts.qr_text(part) for part in (*forged, *PARTS)))
    assert len(restore.status(gathered).backups) == 2
    with pytest.raises(BadInput, match="do not give the backup back"):
        restore.open_backup(gathered, WORDS)


def test_files_are_read_up_to_their_limit(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abc")
    assert restore.read_file(path) == b"abc"
    with pytest.raises(BadInput, match="There is no file"):
        restore.read_file(path.with_name("y"))
    with pytest.raises(BadInput, match=f"{tmp_path.name} is a folder"):
        restore.read_file(tmp_path)


@pytest.mark.tedious
@pytest.mark.parametrize(
    "text",
    [f"{' '.join(['academic'] * 23)}\n" * 2000, "AAAA " * 100_000, f"{'A' * 36}\n" * 20_000, "1.01 " * 100_000, "\n" * 500_000],
)
def test_a_text_that_is_made_to_keep_us_busy_does_not(text: str) -> None:
    with pytest.raises(BadImport):
        restore.take_text(EMPTY, text)
