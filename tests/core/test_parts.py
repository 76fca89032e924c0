"""A backup in parts: whatever is lost within the promise comes back bit for bit (docs/format.md §12)."""

import random
import zlib
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.vaults import reader
from vault import crockford, parts
from vault.errors import BadInput
from vault.parts import Part

SHEET = "7KQ2M4XA"
FIRST, PER_PAGE = 6, 12


def payload(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def split(size: int, *, first: int = FIRST, per_page: int = PER_PAGE) -> tuple[Part, ...]:
    return parts.split(payload(size), SHEET, first=first, per_page=per_page)


def without_pages(several: tuple[Part, ...], *lost: int) -> list[Part]:
    return [part for part in several if part.page not in lost]


# Losing parts


@pytest.mark.tedious
@given(st.integers(0, 6000), st.integers(1, 8), st.integers(1, 15), st.randoms(use_true_random=False))
def test_any_third_of_the_parts_may_be_lost(size: int, first: int, per_page: int, chance: random.Random) -> None:
    several = split(size, first=first, per_page=per_page)
    rest = chance.sample(several, len(several) - len(several) // 3)
    assert parts.needed(rest) == 0
    assert parts.join(rest) == payload(size)


@given(st.data())
def test_any_third_of_each_group_may_be_lost(data: st.DataObject) -> None:
    several = LARGE
    rest: list[Part] = []
    for group in range(several[0].groups):
        members = [part for part in several if part.group == group]
        lost = data.draw(st.sets(st.sampled_from(range(len(members))), max_size=len(members) // 3))
        rest += [part for place, part in enumerate(members) if place not in lost]
    assert parts.needed(rest) == 0


@pytest.mark.tedious
@pytest.mark.parametrize("size", [*range(60), *range(300, 330), *range(640, 660), 2000, 3583, 9999])
def test_any_one_page_may_be_lost_whatever_the_size(size: int) -> None:
    several = split(size)
    assert several[0].pages >= 2
    for page in range(1, several[0].pages + 1):
        assert parts.join(without_pages(several, page)) == payload(size)


@given(st.integers(0, 430_000), st.integers(1, 12), st.integers(2, 12))
def test_one_page_in_five_may_be_lost(size: int, first: int, per_page: int) -> None:
    """Counted, not restored: Reed-Solomon gives a group back as soon as k of its parts are here."""
    try:
        k, n, groups, on_first, many = parts._plan(max(1, -(-size // 325)), first, per_page)
    except BadInput:
        assert size > 80_000
        return
    assert on_first <= first
    assert many <= per_page
    pages = parts.page_of(n * groups - 1, on_first, many)
    lost = max(1, pages // 5)
    assert pages >= 2
    assert 3 * (n - k) >= n
    for group in range(groups):
        of_page = [0] * pages
        for index in range(group, n * groups, groups):
            of_page[parts.page_of(index, on_first, many) - 1] += 1
        assert sum(sorted(of_page)[-lost:]) <= n - k


@pytest.mark.tedious
@pytest.mark.parametrize(("size", "pages", "lost"), [(11_000, 5, 1), (23_500, 10, 2)])
def test_with_five_pages_any_one_and_with_ten_any_two_may_be_lost(size: int, pages: int, lost: int) -> None:
    several = split(size)
    assert several[0].pages == pages
    every = list(combinations(range(1, pages + 1), lost))
    for gone in every[:: max(1, len(every) // 6)]:
        assert parts.join(without_pages(several, *gone)) == payload(size)


LARGE = split(90_000)


@pytest.mark.tedious
def test_a_large_backup_lies_in_several_groups_that_take_turns() -> None:
    assert LARGE[0].groups == 2
    assert [part.group for part in LARGE[:4]] == [0, 1, 0, 1]
    assert all(len(parts.qr_text(part)) <= 575 for part in LARGE)
    rest = without_pages(LARGE, 3, 5, 8)
    assert parts.join(rest[::-1]) == payload(90_000)


def test_one_part_too_few_is_told() -> None:
    several = split(3000)
    k = several[0].k
    assert parts.join(several[-k:]) == payload(3000)
    assert parts.needed(several[: k - 1]) == 1
    with pytest.raises(BadInput, match="1 more part is needed"):
        parts.join(several[: k - 1])
    with pytest.raises(BadInput, match="3 more parts are needed"):
        parts.join(several[: k - 3])


def test_the_same_part_twice_counts_once() -> None:
    several = split(3000)
    assert parts.needed([several[0]] * 40) == several[0].k - 1


def test_parts_of_two_backups_are_not_mixed() -> None:
    with pytest.raises(BadInput, match="not of one backup"):
        parts.join([*split(3000), *split(3001)])
    with pytest.raises(BadInput, match="not of one backup"):
        parts.join([])


def test_parts_that_lie_are_noticed() -> None:
    several = split(100)
    other = [structs.replace(part, chunk=bytes(len(part.chunk))) for part in several]
    with pytest.raises(BadInput, match="do not give the backup back"):
        parts.join(other)


@pytest.mark.parametrize("size", [500_000, 5_000_000])
def test_what_is_too_large_for_paper_is_refused(size: int) -> None:
    with pytest.raises(BadInput, match="too large"):
        split(size)


def test_a_layout_with_one_code_a_page_holds_what_it_can() -> None:
    several = split(800, first=1, per_page=1)
    assert [part.page for part in several] == list(range(1, len(several) + 1))


def test_pages_with_room_for_many_codes_take_fewer_where_a_page_could_not_be_lost() -> None:
    several = parts.split(bytes(50_000), SHEET, first=200, per_page=250)
    for page in range(1, several[0].pages + 1):
        assert parts.needed(without_pages(several, page)) == 0


# As QR codes


def test_a_part_says_what_the_documentation_says() -> None:
    one = split(1000)[1]
    text = parts.qr_text(one)
    data = crockford.decode(text.removeprefix("SPAREKEY1:PART:"), 25 + len(one.chunk))
    assert data[0] == 1
    assert crockford.encode(data[1:6]) == SHEET
    assert int.from_bytes(data[6:8]) == 1
    assert tuple(data[8:13]) == (one.k, one.n, 1, one.first, one.per_page)
    assert int.from_bytes(data[13:17]) == 1000
    assert int.from_bytes(data[17:21]) == zlib.crc32(payload(1000))
    assert int.from_bytes(data[21:25]) == zlib.crc32(data[:21] + data[25:])
    assert data[25:] == one.chunk == payload(1000)[250:500]


@given(st.integers(0, 3000))
def test_a_part_comes_back_from_its_code(size: int) -> None:
    for part in split(size):
        assert parts.from_qr(parts.qr_text(part)) == part
        assert parts.from_qr(parts.qr_text(part).lower()) == part


def test_one_wrong_symbol_in_a_code_is_noticed() -> None:
    text = parts.qr_text(split(60)[0])
    for place in range(len(parts.SCAN), len(text)):
        other = "2" if text[place] != "2" else "3"
        with pytest.raises(BadInput):
            parts.from_qr(text[:place] + other + text[place + 1 :])


@given(st.text())
def test_any_text_gives_a_part_or_our_error(text: str) -> None:
    for start in ("", parts.SCAN):
        with pytest.raises(BadInput):
            parts.from_qr(start + text)


def forged(part: Part, place: int, new: int) -> str:
    """Return the code of a part with one byte changed, and a checksum that fits."""
    data = bytearray(crockford.decode(parts.qr_text(part)[len(parts.SCAN) :], 25 + len(part.chunk)))
    data[place] = new
    data[21:25] = zlib.crc32(data[:21] + data[25:]).to_bytes(4)
    return parts.SCAN + crockford.encode(bytes(data))


@pytest.mark.parametrize(
    ("place", "new"),
    [(0, 0), (6, 255), (8, 0), (8, 200), (9, 0), (10, 0), (10, 9), (11, 0), (12, 0), (13, 255), (15, 0), (16, 255)],
)
def test_figures_that_no_sparekey_prints_are_damage(place: int, new: int) -> None:
    with pytest.raises(BadInput, match="damaged"):
        parts.from_qr(forged(split(1000)[0], place, new))


def test_a_newer_version_is_told() -> None:
    with pytest.raises(BadInput, match="newer version"):
        parts.from_qr(forged(split(1000)[0], 0, 2))


# As lines


def read(text: str) -> parts.Line:
    number, _, typed = text.partition(" ")
    part, _, row = number.partition(".")
    return parts.line(int(part), int(row), typed)


@given(st.integers(0, 3000))
def test_a_part_comes_back_from_its_lines(size: int) -> None:
    for part in split(size):
        rows = parts.lines(part)
        assert len(rows) == parts.line_count(part) <= 14
        assert all(len(row) <= 58 for row in rows)
        assert parts.from_lines([read(row) for row in rows]) == part


def test_a_line_looks_as_it_is_documented() -> None:
    rows = parts.lines(split(1000)[2])
    address, *groups, check = rows[0].split(" ")
    assert address == "3.01"
    assert [len(group) for group in groups] == [4] * 10
    number = 3
    for value in (1, *(crockford.SYMBOLS.index(symbol) for symbol in "".join(groups))):
        number = number * 32 + value
    assert check == crockford.SYMBOLS[number % 1021 // 32] + crockford.SYMBOLS[number % 1021 % 32]


def test_every_single_error_in_a_line_is_noticed_and_named() -> None:
    line = read(parts.lines(split(1000)[2])[1])
    checked = line.symbols + parts._check(line)
    for place, symbol in enumerate(checked):
        for other in crockford.SYMBOLS:
            if other != symbol:
                with pytest.raises(BadInput, match=r"Line 3\.02 has a typing error"):
                    parts.line(3, 2, checked[:place] + other + checked[place + 1 :])
    for place in range(len(line.symbols) - 1):
        a, b = checked[place], checked[place + 1]
        if a != b:
            with pytest.raises(BadInput):
                parts.line(3, 2, checked[:place] + b + a + checked[place + 2 :])
    for other in ("", "A", "U" * 42, checked[:-1], checked + "0"):
        with pytest.raises(BadInput):
            parts.line(3, 2, other)
    for part, row in ((4, 2), (3, 3), (2, 3)):
        with pytest.raises(BadInput):
            parts.line(part, row, checked)


def test_a_first_line_tells_what_its_backup_is_like() -> None:
    one = split(1000)[2]
    rows = [read(row) for row in parts.lines(one)]
    told = parts.of_first_line(rows[0])
    assert told.backup == one.backup
    assert told.index == 2
    assert parts.line_count(told) == len(rows)
    for wrong in (parts.Line(3, 1, rows[0].symbols[:-8]), parts.Line(3, 1, "0" * 40)):
        with pytest.raises(BadInput):
            parts.of_first_line(wrong)


def test_lines_in_a_wrong_order_do_not_give_a_part() -> None:
    rows = [read(row) for row in parts.lines(split(1000)[2])]
    with pytest.raises(BadInput, match="damaged"):
        parts.from_lines([rows[0], rows[2], rows[1], *rows[3:]])


def test_a_part_shows_nothing_of_what_is_in_it() -> None:
    assert repr(split(1000)[1]) == f"Part({SHEET}, 2 of {len(split(1000))})"


@pytest.mark.parametrize("size", [0, 100, 3000])
def test_the_stand_alone_reader_joins_the_same_parts(size: int) -> None:
    several = split(size)
    rest = random.Random(1).sample(several, several[0].k)
    assert reader_join(rest) == payload(size)


def reader_join(several: list[Part]) -> bytes:
    joined = reader.join([reader.part(parts.qr_text(part).removeprefix(parts.SCAN)) for part in several])
    assert isinstance(joined, bytes)
    return joined


@pytest.mark.tedious
def test_the_stand_alone_reader_joins_several_groups() -> None:
    assert reader_join(without_pages(LARGE, 1, 2, 3)) == payload(90_000)


def test_the_stand_alone_reader_says_what_is_missing_or_damaged() -> None:
    several = split(3000)
    with pytest.raises(reader.Damaged, match=f"9 of {several[0].total} parts were read: 1 more needed"):
        reader_join(list(several[: several[0].k - 1]))
    for wrong in ("", "0" * 50, "U" * 50, parts.qr_text(several[0])[15:-1]):
        with pytest.raises(reader.Damaged):
            reader.part(wrong)
    for place, new, told in ((0, 2, reader.Newer), (10, 0, reader.Damaged), (8, 0, reader.Damaged), (6, 255, reader.Damaged)):
        with pytest.raises(told):
            reader.part(forged(several[0], place, new)[15:])
    with pytest.raises(reader.Damaged):
        reader.join([])
