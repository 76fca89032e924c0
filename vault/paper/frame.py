"""What every page of every sheet has: its title, the sheet's number and small QR code, which page it is, and where it lies."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from vault import sheets
from vault.model import printable
from vault.paper.page import HAIRLINE, LINE, SIZES, Document, Item, Page, PaperSize, Qr, Rule, Text, day
from vault.paper.typesetting import Block, broken, cap, label, leading, stacked

MARGIN = 16.0  # mm, on all sides
TOP = 41.0  # where the content begins
BOTTOM = 25.0  # below the content
_CODE = 15.0  # side of the small QR code
_FOOT = 9.0  # from the footer's rule to its lines
_PLACE_LINES = 3
_SMALL, _TEXT, _TITLE = 8.5, 10.0, 22.0  # pt


class Frame(Struct, frozen=True, kw_only=True):
    """What the pages of one sheet say around their content."""

    title: str
    sheet_id: str
    printed_on: date
    size: PaperSize
    place: str = ""

    @property
    def width(self) -> float:
        """Of the content, in mm."""
        return SIZES[self.size][0] - 2 * MARGIN

    @property
    def height(self) -> float:
        return SIZES[self.size][1] - TOP - BOTTOM

    @property
    def right(self) -> float:
        return SIZES[self.size][0] - MARGIN

    def document(self, contents: Sequence[Block]) -> Document:
        """Return a page for each content."""
        pages = (self._page(content, number, len(contents)) for number, content in enumerate(contents, 1))
        return Document(self.size, tuple(pages))

    def _page(self, content: Block, number: int, total: int) -> Page:
        return Page((*self._header(number, total), *content.at(MARGIN, TOP), *self._footer()))

    def _header(self, number: int, total: int) -> list[Item]:
        bottom = MARGIN + _CODE
        beside = self.right - _CODE - 4
        return [
            Text(x=MARGIN, y=MARGIN + cap(_TITLE), text=self.title, size=_TITLE, weight="semibold", width=self.width - 65),
            Text(x=MARGIN, y=bottom, text=f"Printed on {day(self.printed_on)}", size=_TEXT, width=self.width - 65),
            Text(x=beside, y=MARGIN + cap(_SMALL), text="Sheet", size=_SMALL, align="right", width=40),
            Text(
                x=beside,
                y=MARGIN + cap(_SMALL) + 6,
                text=sheets.shown_id(self.sheet_id),
                size=14,
                weight="mono",
                align="right",
                width=40,
            ),
            Text(x=beside, y=bottom, text=f"Page {number} of {total}", size=_TEXT, align="right", width=40),
            Qr(x=self.right - _CODE, y=MARGIN, side=_CODE, text=sheets.scan_text(self.sheet_id)),
            Rule(x=MARGIN, y=bottom + 4, dx=self.width, thick=LINE),
        ]

    def _footer(self) -> list[Item]:
        """Return lines to write on: where the sheet lies, if that is not known, and when it was last looked at."""
        y = SIZES[self.size][1] - MARGIN
        place = printable(self.place).strip()
        checked = self.right - 48
        items: list[Item] = [
            Rule(x=MARGIN, y=y - _FOOT, dx=self.width),
            Text(x=MARGIN, y=y, text="Where this lies", size=_SMALL, width=24),
            Text(x=checked - 2, y=y, text="Last checked", size=_SMALL, width=22, align="right"),
            Rule(x=checked, y=y + 0.6, dx=48, thick=HAIRLINE),
        ]
        start, room = MARGIN + 26, checked - 26 - MARGIN - 26
        if not place:
            return [*items, Rule(x=start, y=y + 0.6, dx=room)]
        size = _TEXT
        lines = broken(place, size, room, "medium")
        if len(lines) > 1:
            size = 6.0
            lines = broken(place, size, room, "medium")[:_PLACE_LINES]
        top = y - leading(size) * (len(lines) - 1)
        return [
            *items,
            *(
                Text(x=start, y=top + number * leading(size), text=line, size=size, weight="medium", width=room)
                for number, line in enumerate(lines)
            ),
        ]


def pages_of(blocks: Sequence[Block], height: float, gap: float) -> list[Block]:
    """Put blocks on as few pages as it takes, in their order. A block is never higher than a page."""
    pages: list[list[Block]] = [[]]
    y = 0.0
    for block in blocks:
        if pages[-1] and y + gap + block.height > height:
            pages.append([])
        y = y + gap + block.height if pages[-1] else block.height
        pages[-1].append(block)
    return [stacked(page, gap) for page in pages]


def field(name: str, value: Block, *, indent: float = 34.0, size: float = _SMALL) -> Block:
    """Put a small name before a value."""
    first = next((item.y for item in value.items), cap(size))
    return Block((*label(name, indent - 2, size=size).at(0, first - cap(size)), *value.at(indent, 0)), value.height)
