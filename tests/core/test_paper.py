"""The sheets as values: what is on them, what is not, and what happens to names and codes of any length."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from msgspec import structs

from tests.paper_samples import (
    GITHUB,
    HOSTILE,
    LONG_NAMES,
    ORDINARY,
    PYPI,
    SEED,
    account,
    code_set,
    dashed,
    hexes,
    seed,
)
from vault import keys, parts, services, shares, sheets
from vault.model import Account, Code, Seed, printable
from vault.paper import wording
from vault.paper.backup_sheet import FIRST, PER_PAGE, backup_sheets
from vault.paper.code_cards import HEIGHT, WIDTH, code_cards
from vault.paper.code_sheet import code_sheet, has_content
from vault.paper.frame import MARGIN
from vault.paper.page import Box, Document, Item, PaperSize, Qr, Rule, Text
from vault.paper.recovery_sheet import recovery_sheet
from vault.paper.share_sheet import share_sheet

ID = "0123ABCD"
TODAY = date(2026, 2, 3)
KEY = keys.Key(keys.PAPER, bytes(range(20)))
both_sizes = pytest.mark.parametrize("size", ["A4", "Letter"])


def items(document: Document) -> list[Item]:
    return [item for page in document.pages for item in page.items]


def texts(document: Document) -> list[str]:
    return [item.text for item in items(document) if isinstance(item, Text)]


def qr_texts(document: Document) -> list[str]:
    return [item.text for item in items(document) if isinstance(item, Qr)]


def words(document: Document) -> str:
    return " ".join(texts(document))


def codes_on(*accounts: Account, size: PaperSize = "A4", with_totp: bool = False, place: str = "") -> Document:
    return code_sheet(accounts, sheet_id=ID, printed_on=TODAY, size=size, with_totp=with_totp, place=place)


def cards_of(*accounts: Account) -> Document:
    return code_cards(accounts, sheet_id=ID, printed_on=TODAY, size="A4")


def in_order(wanted: list[str], found: list[str]) -> bool:
    """Tell whether these texts come in this order, with others between them."""
    rest = iter(found)
    return all(text in rest for text in wanted)


# The frame


@both_sizes
def test_every_page_has_its_number_the_sheets_and_its_qr_code(size: PaperSize) -> None:
    document = codes_on(*ORDINARY, size=size)
    assert document.size == size
    assert len(document.pages) > 5
    for number, page in enumerate(document.pages, 1):
        found = [item.text for item in page.items if isinstance(item, Text | Qr)]
        assert f"Page {number} of {len(document.pages)}" in found
        assert "0123-ABCD" in found
        assert sheets.scan_text(ID) in found
        assert "Printed on 3 February 2026" in found


def test_where_a_sheet_lies_is_a_line_to_write_on_until_it_is_known() -> None:
    unknown, known = codes_on(PYPI), codes_on(PYPI, place="blue folder\u202e")
    lines = [[item for item in items(one) if isinstance(item, Rule)] for one in (unknown, known)]
    assert len(lines[0]) == len(lines[1]) + 1
    assert "blue folder" in texts(known)
    assert "Where this lies" in texts(unknown)


def test_a_place_of_any_length_takes_three_small_lines() -> None:
    shown = [text for text in texts(codes_on(PYPI, place="behind the loose brick " * 40)) if "brick" in text]
    assert len(shown) == 3
    assert "behind the loose brick behind" in shown[0]


# Codes


def test_codes_are_in_one_piece_and_in_their_order() -> None:
    for one in (PYPI, GITHUB):
        printed = [code.secret for code in one.code_sets[0].codes if code.state != "void"]
        assert in_order(printed, texts(codes_on(one)))
        assert in_order(printed, texts(codes_on(one, *ORDINARY)))


def test_void_codes_are_not_printed_and_used_ones_are_struck_through_with_their_date() -> None:
    document = codes_on(GITHUB)
    void = GITHUB.code_sets[0].codes[-1].secret
    assert void not in words(document)
    assert sum(item.thick > 0.4 for item in items(document) if isinstance(item, Rule)) == 2
    assert {"31 Jan 2026", "30 Jan 2026"} <= set(texts(document))
    assert "used 31 January 2026" in texts(codes_on(PYPI))
    assert sum(isinstance(item, Box) for item in items(document)) == 15


def test_a_code_whose_date_is_not_known_was_used_all_the_same() -> None:
    used = structs.replace(PYPI.code_sets[0].codes[0], used_at=None)
    codes = structs.replace(PYPI.code_sets[0], codes=(used, *PYPI.code_sets[0].codes[1:]))
    assert "used" in texts(codes_on(structs.replace(PYPI, code_sets=(codes,))))
    assert wording.used(used) == "used"
    assert wording.used(Code(secret="x", used_at=datetime(2026, 2, 3, 12, tzinfo=UTC)), is_short=True) == "3 Feb 2026"


def test_the_sheet_says_whose_codes_they_are_and_where_they_are_typed() -> None:
    found = texts(codes_on(PYPI))
    login = services.find("pypi").page("login")
    assert login
    assert {"PyPI", "alice", "7 of 8 codes left", "Generated on 31 January 2026", "alice@example.com"} <= set(found)
    assert login.removeprefix("https://") in found
    assert "1 of 1 code left" in texts(codes_on(account("packagist", "alice", code_set(hexes(1, 8)))))


def test_codes_without_a_date_of_their_own_were_added_on_one() -> None:
    codes = structs.replace(PYPI.code_sets[0], generated_on=None)
    assert "Added on 3 February 2026" in texts(codes_on(structs.replace(PYPI, code_sets=(codes,))))


def test_accounts_that_have_nothing_to_print_are_named_at_the_end() -> None:
    document = codes_on(*ORDINARY)
    assert "Not on this sheet, as there is no code left to print: hex:bob, pypi:all-used" in words(document)
    assert ORDINARY[-1].code_sets[0].codes[0].secret not in words(document)
    assert not has_content(ORDINARY[-1], with_totp=True)
    only_totp = account("pypi", "bob", None, seed())
    assert has_content(only_totp, with_totp=True)
    assert not has_content(only_totp, with_totp=False)


def test_pypi_codes_come_with_their_traps() -> None:
    said = words(codes_on(PYPI))
    assert "Type a code in lower case, without blanks or dashes." in said
    assert "used up as soon as it is accepted, even if the sign-in then fails" in said
    assert "mails a link to the primary address" in said
    assert "mails a link" not in words(codes_on(GITHUB))


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("0a-1b",), "Type a code in lower case, with its dashes. There are only the digits 0 to 9 and the letters a to f."),
        (("1234",), "Type a code as it stands, without blanks or dashes. There are only digits."),
        (("Oo0",), "Type a code as it stands, without blanks or dashes. The digit 0 has a bar inside"),
        (("two words!",), "Type a code exactly as it stands. The digit 0 has a bar inside"),
        (("xyz",), "Type a code in lower case, without blanks or dashes."),
    ],
)
def test_how_to_type_follows_from_the_codes(codes: tuple[str, ...], said: str) -> None:
    assert wording.traps(services.find("custom"), codes)[0].startswith(said)


def test_one_account_has_room_and_several_are_set_closer() -> None:
    alone, among = codes_on(PYPI), codes_on(PYPI, GITHUB)
    sizes = [
        next(item.size for item in items(one) if isinstance(item, Text) and item.text == PYPI.code_sets[0].codes[0].secret)
        for one in (alone, among)
    ]
    assert sizes[0] == 16
    assert 14 <= sizes[1] < 16


@pytest.mark.parametrize(("length", "least"), [(8, 16), (16, 16), (32, 14), (64, 11), (70, 11), (71, 11), (90, 14), (200, 14)])
def test_a_long_code_is_smaller_or_takes_several_lines(length: int, least: float) -> None:
    one = account("custom", "x", code_set(hexes(3, length)))
    document = codes_on(one)
    secrets = {code.secret for code in one.code_sets[0].codes}
    shown = [item for item in items(document) if isinstance(item, Text) and any(item.text in secret for secret in secrets)]
    shown = [item for item in shown if len(item.text) > 3]
    assert all(item.size >= least - 0.01 for item in shown)
    assert "".join(item.text for item in shown) == "".join(code.secret for code in one.code_sets[0].codes)


def test_a_hundred_codes_take_several_pages_in_their_order() -> None:
    one = account("custom", "x", code_set(dashed(100), used=9), seed())
    document = codes_on(one, with_totp=True)
    assert len(document.pages) == 3
    assert in_order([code.secret for code in one.code_sets[0].codes], texts(document))
    assert texts(document).count("continued") == 3


@both_sizes
def test_nothing_leaves_the_page_whatever_the_names(size: PaperSize) -> None:
    document = codes_on(*HOSTILE, size=size, with_totp=True, place="a very long place " * 30)
    for item in items(document):
        if isinstance(item, Text):
            assert MARGIN - 0.1 <= item.y <= document.height - MARGIN + 0.1
        elif isinstance(item, Qr):
            assert item.y + item.side <= document.height - MARGIN
    for name in LONG_NAMES:
        assert printable(name)[:12] in words(document)


# Authenticators


def test_an_authenticator_has_its_qr_code_and_its_text() -> None:
    document = codes_on(PYPI, with_totp=True)
    assert SEED in texts(document)
    (uri,) = [text for text in qr_texts(document) if text.startswith("otpauth:")]
    assert SEED in uri
    assert "PyPI:alice" in uri
    assert "TOTP, SHA-1, 6 digits, every 30 seconds" in texts(document)
    assert SEED not in words(codes_on(PYPI))


def test_an_authenticator_without_names_gets_those_of_its_account() -> None:
    bare = structs.replace(seed(), issuer="", name="")
    (uri,) = [text for text in qr_texts(codes_on(account("gitlab", "bob", None, bare), with_totp=True)) if "otpauth" in text]
    assert "GitLab:bob" in uri


def test_an_authenticator_that_counts_comes_with_a_warning() -> None:
    said = words(codes_on(account("gitlab", "bob", None, seed("hotp", counter=5)), with_totp=True))
    assert "HOTP, SHA-1, 6 digits, counter at 5" in said
    assert "its counter stood at 5 when this was printed" in said
    assert wording.settings(Seed(type="steam", secret=SEED, digits=5)) == "Steam Guard, SHA-1, 5 characters, every 30 seconds"


def test_a_secret_too_long_for_a_qr_code_is_there_as_text() -> None:
    secret = "ABCDEFGH" * 200
    named = structs.replace(seed(secret=secret), issuer="名" * 500)
    document = codes_on(account("custom", "x", None, named), with_totp=True)
    assert not [text for text in qr_texts(document) if "otpauth" in text]
    assert secret in "".join(text for text in texts(document) if set(text) <= set(secret))


# Cards


def test_cards_have_unused_codes_only_and_all_of_them() -> None:
    document = cards_of(*ORDINARY)
    shown = texts(document)
    assert len(document.pages) == 2
    for one in ORDINARY:
        for code in one.live_set.codes if one.live_set else ():
            is_shown = code.secret in shown or any(text and code.secret.startswith(text) for text in shown if len(text) > 30)
            assert is_shown == (code.state == "unused")
    assert qr_texts(document).count(sheets.scan_text(ID)) == sum(isinstance(item, Qr) for item in items(document))


def test_the_codes_of_a_card_have_the_numbers_by_which_the_register_names_them() -> None:
    shown = texts(cards_of(GITHUB))
    assert GITHUB.live_set
    for place, code in enumerate(GITHUB.live_set.codes, 1):
        if code.state == "unused":
            assert shown[shown.index(code.secret) - 1] == f"{place}"


def test_a_card_is_as_large_as_a_bank_card_and_its_codes_can_be_read() -> None:
    assert (WIDTH, HEIGHT) == (85.6, 53.98)
    for document in (cards_of(*ORDINARY), cards_of(*HOSTILE)):
        secrets = {code.secret for one in (*ORDINARY, *HOSTILE) for kept in one.code_sets for code in kept.codes}
        sizes = [item.size for item in items(document) if isinstance(item, Text) and item.text in secrets]
        assert min(sizes) >= 9


def test_codes_that_need_several_cards_say_which_one_it_is() -> None:
    one = account("custom", "x", code_set(hexes(100, 16)))
    shown = texts(cards_of(one))
    assert in_order([code.secret for code in one.code_sets[0].codes], shown)
    assert "card 2 of 9, 0123-ABCD, 3 Feb 2026" in shown
    assert "Every code works once." in shown


def test_an_account_without_codes_has_no_card() -> None:
    assert cards_of(account("hex", "bob"), ORDINARY[-1]).pages == ()


# Keys


@both_sizes
def test_a_recovery_sheet_has_the_key_in_nine_groups_and_as_a_qr_code(size: PaperSize) -> None:
    document = recovery_sheet(KEY, vault_name="maintainer", sheet_id=ID, printed_on=TODAY, size=size, place="safe")
    symbols = keys.paper_symbols(KEY)
    rows = [text for text in texts(document) if text.count("-") == 2 and len(text) == 14]
    assert "".join(rows).replace("-", "") == symbols
    assert keys.paper("-".join(rows)) == KEY
    assert f"SPAREKEY1:KEY:{symbols}" in qr_texts(document)
    assert [str(number) for number in range(1, 10)] == [text for text in texts(document) if text.isdigit()][:9]
    assert len(document.pages) == 1
    said = words(document)
    assert "python open_vault.py --codes --paper-key VAULT" in said
    assert "Use a recovery sheet" in said
    assert "together open everything" in said
    assert {"maintainer", "safe"} <= set(texts(document))


@both_sizes
@pytest.mark.parametrize("name", LONG_NAMES)
def test_names_of_any_length_leave_room_for_what_matters(size: PaperSize, name: str) -> None:
    key_sheet = recovery_sheet(KEY, vault_name=name, sheet_id=ID, printed_on=TODAY, size=size)
    share = shares.split(KEY, 2, 3)[0]
    one_share = share_sheet(
        share,
        holder=name,
        number=1,
        threshold=2,
        total=3,
        vault_name=name,
        sheet_id=ID,
        printed_on=TODAY,
        size=size,
    )
    for document in (key_sheet, one_share):
        boxes = [item for item in items(document) if isinstance(item, Box)]
        assert max(box.y + box.dy for box in boxes) <= document.height - 25.0 + 0.1


@pytest.mark.parametrize(("threshold", "said"), [(2, "Any 2 of the 3 open it together"), (3, "It takes all 3 to open it")])
def test_a_share_has_its_words_its_holder_and_what_to_do(threshold: int, said: str) -> None:
    share = shares.split(KEY, threshold, 3)[1]
    document = share_sheet(
        share,
        holder="Bob Sample",
        number=2,
        threshold=threshold,
        total=3,
        vault_name="maintainer",
        sheet_id=ID,
        printed_on=TODAY,
        size="A4",
    )
    shown = texts(document)
    assert in_order(share.split(), shown)
    numbered = dict(pairwise(shown))
    assert all(numbered[str(place)] == word for place, word in enumerate(share.split(), 1) if place > 3)
    assert shares.scan_text(share) in qr_texts(document)
    assert "Bob Sample" in shown
    assert "This is share 2 of 3 of a key to the vault “maintainer”." in words(document)
    assert said in words(document)
    assert "Never send a photo" in words(document)


# Backups


def parts_of(size: PaperSize, length: int) -> tuple[parts.Part, ...]:
    payload = bytes(pow(3, place, 251) for place in range(length))
    return parts.split(payload, ID, first=FIRST[size], per_page=PER_PAGE[size])


def backup_of(several: tuple[parts.Part, ...], size: PaperSize, vault_name: str = "maintainer") -> Document:
    return backup_sheets(several, sheet_id=ID, printed_on=TODAY, size=size, vault_name=vault_name)


@pytest.mark.tedious
@both_sizes
@pytest.mark.parametrize("length", [1, 300, 2000, 6000, 20_000, 100_000])
def test_every_part_is_on_its_page_and_every_line_on_some(size: PaperSize, length: int) -> None:
    several = parts_of(size, length)
    document = backup_of(several, size)
    for part in several:
        on_page = [item.text for item in document.pages[part.page - 1].items if isinstance(item, Text | Qr)]
        assert parts.qr_text(part) in on_page
        assert f"Part {part.number} of {part.total}" in on_page
    shown = texts(document)
    lines = [" ".join(pair) for pair in pairwise(shown)]
    assert in_order([line for part in several if part.is_data for line in parts.lines(part)], lines)
    for item in items(document):
        if isinstance(item, Qr):
            assert item.y + item.side <= document.height - 25
            assert item.x + item.side <= document.width - MARGIN + 0.01


def test_page_one_says_what_the_others_are() -> None:
    small, middle, large = (backup_of(parts_of("A4", length), "A4") for length in (300, 3500, 20_000))
    total = parts_of("A4", 300)[0].total
    assert f"Pages 1 and 2 have {total} QR codes. Any 1 of them" in words(small)
    assert "Page 3 has the same as lines to be typed" in words(small)
    assert "Pages 4 and 5 have" in words(middle)
    assert "have the same as lines" in words(large)
    assert "The passphrase is on none of these pages" in words(small)
    many = backup_of(parts_of("A4", 100_000), "A4")
    assert "About" in words(many)


def test_few_codes_on_a_page_are_printed_larger() -> None:
    few, many = (backup_of(parts_of("A4", length), "A4") for length in (2000, 20_000))
    sides = [[item.side for item in document.pages[1].items if isinstance(item, Qr)][-1] for document in (few, many)]
    assert sides[0] > 1.5 * sides[1]
    assert sides[1] > 45
