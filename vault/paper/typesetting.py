"""Setting type without Qt: how wide a text is, where its lines break, and blocks of lines that are stacked on a page.

The widths are those of our own font files. The painter has the last word: where a fallback font is wider, it draws smaller.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

import resources
from vault.paper.page import MONO_ADVANCE, POINT, Item, Rule, Text, Weight, moved

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

CAP = 0.73  # of the type size: the height of a capital in both families
LEADING = 1.45  # of the type size: from baseline to baseline
_FILES: dict[Weight, str] = {
    "regular": "Inter-Regular.otf",
    "medium": "Inter-Medium.otf",
    "semibold": "Inter-SemiBold.otf",
    "mono": "JetBrainsMono-Regular.ttf",
}
_UNITS = 1000  # of the size at which characters are measured
_ROOM = 0.985  # of a line is filled: kerning may widen it a little
_GROUP = 4


class Block(Struct, frozen=True):
    """Items that stay together, with their origin at the top left, and the height that they take in mm."""

    items: tuple[Item, ...]
    height: float

    def at(self, x: float, y: float) -> tuple[Item, ...]:
        return moved(self.items, x, y)


def cap(size: float) -> float:
    """Return the height of a capital in mm: the room from the top of a line to its baseline."""
    return size * POINT * CAP


def leading(size: float) -> float:
    """Return the distance of two baselines in mm."""
    return size * POINT * LEADING


def width_of(text: str, size: float, weight: Weight = "regular") -> float:
    """Return how wide a text is, in mm. East Asian characters and pictures are taken as square, as fallback fonts draw them."""
    return sum(_advance(char, weight) for char in text) * size * POINT


def wrapped(text: str, size: float, width: float, weight: Weight = "regular") -> tuple[str, ...]:
    """Break a text into lines: at blanks, and within a word only where it is longer than a line. Nothing gets lost."""
    room = width * _ROOM / (size * POINT)
    lines: list[str] = []
    for word in text.split():
        if lines and sum(_advance(char, weight) for char in f"{lines[-1]} {word}") <= room:
            lines[-1] += " " + word
        else:
            lines += _pieces(word, room, weight)
    return tuple(lines)


def broken(text: str, size: float, width: float, weight: Weight = "mono") -> tuple[str, ...]:
    """Break a text that is copied character by character, such as a user name: its blanks stay where they are."""
    return tuple(_pieces(text, width * _ROOM / (size * POINT), weight))


def paragraph(
    text: str, width: float, *, size: float = 9.5, weight: Weight = "regular", x: float = 0.0, is_literal: bool = False
) -> Block:
    """Set a text in lines. The block reaches from the top of the first line's capitals to the last baseline."""
    lines = broken(text, size, width, weight) if is_literal else wrapped(text, size, width, weight)
    items = tuple(
        Text(x=x, y=cap(size) + number * leading(size), text=line, size=size, weight=weight, width=width)
        for number, line in enumerate(lines)
    )
    return Block(items, cap(size) + max(0, len(lines) - 1) * leading(size))


def stacked(blocks: Sequence[Block], gap: float) -> Block:
    """Put blocks below each other."""
    items: list[Item] = []
    y = 0.0
    for number, block in enumerate(blocks):
        y += gap if number else 0.0
        items += block.at(0, y)
        y += block.height
    return Block(tuple(items), y)


def spread(blocks: Sequence[Block], gap: float, height: float) -> Block:
    """Put blocks below each other, nearer than `gap` where they would otherwise be higher than `height`."""
    free = height - sum(block.height for block in blocks)
    return stacked(blocks, min(gap, free / max(1, len(blocks) - 1)))


def numbered(text: str, width: float, *, size: float = 9.5, gap: float = 3.6) -> Block:
    """Set steps, which are separated by empty lines, with their numbers in front. A step that begins with "$" is a command."""
    indent = size * POINT * 1.7
    blocks: list[Block] = []
    number = 0
    for step in text.strip().split("\n\n"):
        if step.startswith("$ "):
            line = step.removeprefix("$ ")
            blocks.append(Block((Text(x=indent, y=cap(8), text=line, size=8, weight="mono", width=width - indent),), cap(8)))
            continue
        number += 1
        words = paragraph(step, width - indent, size=size, x=indent)
        sign = Text(x=0, y=cap(size), text=f"{number}", size=size, weight="semibold", width=indent)
        blocks.append(Block((sign, *words.items), words.height))
    return stacked(blocks, gap)


def label(text: str, width: float, *, size: float = 8.5) -> Block:
    """Set a small heading."""
    return paragraph(text, width, size=size, weight="semibold")


def secret_line(text_secret: str, *, x: float, y: float, size: float, width: float, groups: Sequence[int] = ()) -> list[Item]:
    """Set what is typed character by character, in one piece, with its groups underlined.

    Groups are lines below and not blanks within: what is copied from a PDF is then what the service wants.
    """
    advance = min(size * POINT * MONO_ADVANCE, width / max(1, len(text_secret)))
    line = Text(x=x, y=y, text=text_secret, size=size, weight="mono", width=width)
    return [line, *_brackets(text_secret, advance, x, y + size * POINT * 0.34, groups)]


def _brackets(text_secret: str, advance: float, x: float, y: float, groups: Sequence[int]) -> Iterator[Rule]:
    """Underline groups of the given sizes, then of four; what has dashes or blanks of its own needs none."""
    is_one_word = text_secret.isascii() and text_secret.isalnum()
    if not is_one_word or len(text_secret) <= _GROUP + 1:
        return
    start = 0
    sizes = [*groups]
    while start < len(text_secret):
        count = min(sizes.pop(0) if sizes else _GROUP, len(text_secret) - start)
        yield Rule(x=x + (start + 0.12) * advance, y=y, dx=(count - 0.24) * advance, thick=advance / 16)
        start += count


def strike(items: Sequence[Item]) -> list[Rule]:
    """Return lines through these texts, which are in mono."""
    texts = [item for item in items if isinstance(item, Text)]
    return [
        Rule(
            x=text.x - 0.8,
            y=text.y - cap(text.size) * 0.45,
            dx=min(len(text.text) * text.size * POINT * MONO_ADVANCE, text.width) + 1.6,
            thick=0.45,
        )
        for text in texts
    ]


def _pieces(word: str, room: float, weight: Weight) -> list[str]:
    """Cut a word so that each piece fits: never in front of a mark that belongs to the character before it."""
    pieces, used = [""], 0.0
    for char in word:
        advance = _advance(char, weight)
        if pieces[-1] and used + advance > room and not _joins(char, pieces[-1][-1]):
            pieces.append("")
            used = 0.0
        pieces[-1] += char
        used += advance
    return pieces


def _joins(char: str, before: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Me", "Cf"} or before == "\u200d"


@cache
def _advance(char: str, weight: Weight) -> float:
    """Return how wide a character is, in ems."""
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.2 if weight == "mono" else 1.0
    return MONO_ADVANCE if weight == "mono" else float(_font(weight).getlength(char)) / _UNITS


@cache
def _font(weight: Weight) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415  (30 ms that only a printout needs)

    path = resources.path(f"fonts/{_FILES[weight]}")
    return ImageFont.truetype(str(path), _UNITS, layout_engine=ImageFont.Layout.BASIC)
