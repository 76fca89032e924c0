"""Setting type: nothing gets lost where lines break, nothing is wider than it may be, and groups are shown without blanks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.paper_samples import NOW
from vault.paper import page
from vault.paper.frame import field, pages_of
from vault.paper.page import Document, Item, Page, Qr, Rule, Text, day, modules, moved, short_day
from vault.paper.typesetting import (
    Block,
    broken,
    cap,
    leading,
    numbered,
    paragraph,
    secret_line,
    spread,
    stacked,
    strike,
    width_of,
    wrapped,
)

LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=200)


def texts(items: tuple[Item, ...] | list[Item]) -> list[Text]:
    return [item for item in items if isinstance(item, Text)]


def rules(items: tuple[Item, ...] | list[Item]) -> list[Rule]:
    return [item for item in items if isinstance(item, Rule)]


# Values


def test_a_page_does_not_show_what_is_on_it_in_its_repr() -> None:
    items = (Text(x=1, y=2, text="f00dfeed", size=9, width=10), Qr(x=3, y=4, side=5, text="f00dfeed"))
    assert "f00dfeed" not in repr(Document("A4", (Page(items),)))
    assert repr(items[0]) == "Text(1.0, 2.0)"


@pytest.mark.parametrize(("size", "width", "height"), [("A4", 210, 297), ("Letter", 215.9, 279.4)])
def test_a_document_knows_its_paper(size: page.PaperSize, width: float, height: float) -> None:
    document = Document(size, ())
    assert (document.width, document.height) == (width, height)


def test_a_day_is_read_the_same_in_every_country() -> None:
    assert day(NOW.at.date()) == "3 February 2026"
    assert short_day(NOW.at.date()) == "3 Feb 2026"


def test_a_qr_code_has_its_three_corners() -> None:
    rows = modules("SPAREKEY1:SHEET:00000000")
    assert len(rows) == len(rows[0]) == 25
    for row, column in ((0, 0), (0, 18), (18, 0)):
        assert all(rows[row][column : column + 7])
        assert not any(rows[row + 1][column + 1 : column + 6])


def test_a_text_too_long_for_a_qr_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        modules("x" * 3000)


def test_items_are_moved_together() -> None:
    items = moved((Text(x=1, y=2, text="a", size=9, width=1), Rule(x=1, y=2, dx=5)), 10, 20)
    assert [(item.x, item.y) for item in items] == [(11, 22), (11, 22)]


# Lines


def test_capitals_are_wider_than_small_letters_and_mono_is_all_the_same() -> None:
    assert width_of("WWW", 10) > width_of("iii", 10)
    assert width_of("WWW", 10, "mono") == pytest.approx(width_of("iii", 10, "mono"))
    assert width_of("WWW", 20) == pytest.approx(2 * width_of("WWW", 10))
    assert width_of("e\u0301", 10) == width_of("e", 10)
    assert width_of("名", 10) > width_of("m", 10)
    assert width_of("名", 10, "mono") == pytest.approx(2 * width_of("m", 10, "mono"))


@given(LETTERS, st.sampled_from(["regular", "semibold", "mono"]), st.floats(8, 200))
def test_lines_keep_every_word_and_are_not_wider_than_they_may_be(text: str, weight: page.Weight, width: float) -> None:
    lines = wrapped(text, 9, width, weight)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width_of(line, 9, weight) <= width for line in lines)


@given(LETTERS, st.floats(8, 200))
def test_what_is_copied_character_by_character_keeps_its_blanks(text: str, width: float) -> None:
    lines = broken(text, 9, width)
    assert "".join(lines) == text
    assert all(width_of(line, 9, "mono") <= width for line in lines)


def test_a_line_never_begins_with_a_mark_that_belongs_to_the_character_before_it() -> None:
    family = "\U0001f469\u200d\U0001f52c"
    assert set("".join(broken(family * 20, 9, 12)).split(family)) == {""}
    assert all(line.startswith("\U0001f469") for line in broken(family * 20, 9, 12))
    assert all(line.startswith("x") for line in broken("x\u0301\u0302" * 40, 9, 12))


def test_a_paragraph_reaches_from_its_capitals_to_its_last_baseline() -> None:
    one, three = paragraph("word", 100), paragraph("word " * 40, 100)
    assert one.height == pytest.approx(cap(9.5))
    assert three.height == pytest.approx(cap(9.5) + (len(three.items) - 1) * leading(9.5))
    assert paragraph("", 100).items == ()
    assert paragraph("", 100).height == pytest.approx(cap(9.5))


def test_steps_are_numbered_and_commands_are_not() -> None:
    block = numbered("\nDo this.\n\n$ make it so\n\nThen that,\nwhich is more.\n", 80)
    assert [text.text for text in texts(block.items)] == ["1", "Do this.", "make it so", "2", "Then that, which is more."]
    assert [text.weight for text in texts(block.items)] == ["semibold", "regular", "mono", "semibold", "regular"]


# Secrets


def test_a_secret_is_one_piece_and_its_groups_are_lines_below_it() -> None:
    items = secret_line("0123456789abcdef", x=10, y=20, size=16, width=100)
    assert [text.text for text in texts(items)] == ["0123456789abcdef"]
    assert len(rules(items)) == 4
    advance = 16 * page.POINT * page.MONO_ADVANCE
    assert all(rule.y > 20 and 3 * advance < rule.dx < 4 * advance for rule in rules(items))


def test_the_groups_of_a_service_come_first() -> None:
    widths = [rule.dx for rule in rules(secret_line("0123456789abc", x=0, y=0, size=10, width=100, groups=(5, 5)))]
    assert widths[0] == pytest.approx(widths[1])
    assert widths[0] > widths[2]


@pytest.mark.parametrize("secret", ["abcd-efgh", "correct horse", "12345", "ключключ"])
def test_what_has_groups_of_its_own_or_is_short_has_no_lines(secret: str) -> None:
    assert rules(secret_line(secret, x=0, y=0, size=10, width=100)) == []


def test_lines_below_follow_a_secret_that_was_made_smaller() -> None:
    last = rules(secret_line("0123456789abcdef", x=0, y=0, size=16, width=30))[-1]
    assert last.x + last.dx <= 30


def test_a_used_code_is_struck_through_from_end_to_end() -> None:
    (line,) = strike([Text(x=10, y=20, text="abcdef", size=10, weight="mono", width=100), Rule(x=0, y=0)])
    assert line.x < 10
    assert line.x + line.dx > 10 + width_of("abcdef", 10, "mono")
    assert 20 - cap(10) < line.y < 20


# Blocks


def block(height: float) -> Block:
    return Block((Rule(x=0, y=0),), height)


def test_blocks_are_put_below_each_other() -> None:
    made = stacked([block(10), block(20), block(5)], 2)
    assert [item.y for item in made.items] == [0, 12, 34]
    assert made.height == 39


def test_blocks_come_nearer_where_there_is_little_room() -> None:
    assert spread([block(10), block(10), block(10)], 8, 100).height == 46
    assert spread([block(10), block(10), block(10)], 8, 40).height == 40
    assert spread([block(10)], 8, 100).height == 10


def test_pages_are_filled_and_never_overfull() -> None:
    pages = pages_of([block(40), block(40), block(40), block(90)], 100, 10)
    assert [(len(one.items), one.height) for one in pages] == [(2, 90), (1, 40), (1, 90)]
    assert pages_of([], 100, 10) == [Block((), 0)]


def test_the_name_of_a_field_stands_on_the_line_of_its_value() -> None:
    made = field("Name", paragraph("value", 50))
    name, value = texts(made.items)
    assert name.y == pytest.approx(value.y)
    assert name.x < value.x
    assert field("Empty", paragraph("", 50)).items[0].y == pytest.approx(cap(8.5))
