"""A printed page as a value: texts, lines, boxes and QR codes, each at its place in millimetres from the top left corner.

Everything is black on white. Type sizes are in points, line widths in millimetres. A text stands on its baseline.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from msgspec import Struct, structs

PaperSize = Literal["A4", "Letter"]
Weight = Literal["regular", "medium", "semibold", "mono"]
Align = Literal["left", "center", "right"]

SIZES: dict[PaperSize, tuple[float, float]] = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}  # mm: ISO 216; ANSI Y14.1
POINT = 25.4 / 72  # mm
MONO_ADVANCE = 0.6  # of the type size: what every character of JetBrains Mono takes
HAIRLINE, LINE = 0.1, 0.3  # mm
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Text(Struct, frozen=True, kw_only=True):
    """One line. `x` is its left end, its middle or its right end, as `align` says.

    It never takes more than `width`: the painter makes it smaller, it cuts nothing off. `blanks` is how wide its blanks are,
    1 being as wide as the font has them.
    """

    x: float
    y: float
    text: str
    size: float
    width: float
    weight: Weight = "regular"
    align: Align = "left"
    blanks: float = 1.0

    def __repr__(self) -> str:
        return f"Text({self.x:.1f}, {self.y:.1f})"


class Qr(Struct, frozen=True, kw_only=True):
    """A square QR code. The white margin that it needs, four modules, is left around it by who places it."""

    x: float
    y: float
    side: float
    text: str

    def __repr__(self) -> str:
        return f"Qr({self.x:.1f}, {self.y:.1f})"


class Rule(Struct, frozen=True, kw_only=True):
    """A straight line from (x, y), `dx` to the right and `dy` down."""

    x: float
    y: float
    dx: float = 0.0
    dy: float = 0.0
    thick: float = HAIRLINE
    dotted: bool = False


class Box(Struct, frozen=True, kw_only=True):
    """A rectangle that is not filled."""

    x: float
    y: float
    dx: float
    dy: float
    thick: float = LINE


Item = Text | Qr | Rule | Box


class Page(Struct, frozen=True):
    """What stands on one page. The order of the texts is that in which a screen reader or a copy from the PDF gives them."""

    items: tuple[Item, ...]


class Document(Struct, frozen=True):
    """Pages of one size."""

    size: PaperSize
    pages: tuple[Page, ...]

    @property
    def width(self) -> float:
        return SIZES[self.size][0]

    @property
    def height(self) -> float:
        return SIZES[self.size][1]


def moved(items: Iterable[Item], dx: float, dy: float) -> tuple[Item, ...]:
    """Return the items elsewhere."""
    return tuple(structs.replace(item, x=item.x + dx, y=item.y + dy) for item in items)


def day(moment: date) -> str:
    """Return a date that is read the same everywhere: 3 February 2026."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def short_day(moment: date) -> str:
    """Return a date for where there is little room: 3 Feb 2026."""
    return f"{moment.day} {_MONTHS[moment.month - 1][:3]} {moment.year}"


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the QR code of a text, row by row, dark modules True, without its margin. Raises ValueError where it is too long.

    zxing-cpp draws thirty times as fast as `vault.qr.draw` does: a hundred accounts have a hundred codes and more.
    """
    import zxingcpp  # noqa: PLC0415  (10 ms that only a printout needs)

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    side, _ = image.shape
    grey = bytes(image)
    return tuple(tuple(not light for light in grey[start : start + side]) for start in range(0, side * side, side))
