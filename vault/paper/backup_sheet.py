"""An encrypted backup on paper (docs/format.md §11, §12): what it is and how it is read, QR codes, and lines to be typed.

Nothing on it tells what is in the vault, and the passphrase is on none of its pages.
"""

from collections.abc import Sequence
from datetime import date
from itertools import chain

from msgspec import Struct

from vault import parts
from vault.paper.frame import Frame
from vault.paper.page import POINT, Document, Item, PaperSize, Qr, Text, modules
from vault.paper.recovery_sheet import boxed, subject
from vault.paper.typesetting import Block, label, numbered, paragraph, spread, stacked
from vault.parts import Part

FIRST: dict[PaperSize, int] = {"A4": 3, "Letter": 3}  # QR codes on page 1
PER_PAGE: dict[PaperSize, int] = {"A4": 12, "Letter": 9}  # and on every other page of codes
_ACROSS = 3
_CAPTION = 9.0  # pt
_QUIET = 4  # modules of white around a code (ISO/IEC 18004)
_ABOVE = 6.0  # mm: a caption, nearer to its own code than to the one above it
_TAIL = 0.9  # below its baseline
_FEW = 6  # codes on a page that are printed large
_LARGEST = {2: 82.0, 3: 54.0}  # mm
_LINE = 7.8  # pt
_NAME = 8.6  # mm before a line, for its number
_STEP = 4.3  # mm between two lines
_COLUMN_GAP = 5.0
_BLANKS = 0.5  # of a character: the blanks between groups
_GUTTER = 9.0

_WITH = """
Take a photo of each page with QR codes, or scan it. What is blurred or missing, the other codes make up for.

Start Sparekey, choose “Restore from paper”, and give it the pictures, in any order. It says which pages it still needs.

Type the passphrase, and choose a name and a password for the new vault.

If too few codes can be read, type the lines of the missing parts.

Try it once, now: a backup that was never read back is only a hope.
"""
_WITHOUT = """
Take any computer with Python 3.11 or newer, and open_vault.py: one small program that comes with Sparekey and with its
source code.

In a terminal, install what it needs:

$ pip install argon2-cffi cryptography

Let any program write what the QR codes say into a text file, or type the lines there:

$ zbarimg --raw *.jpg > sheets.txt

Then type this, and the passphrase. It lists the codes.

$ python open_vault.py --sheets --codes sheets.txt
"""
_FORMAT = """
docs/format.md of Sparekey’s source code describes every byte, in sections 11 and 12: a program that reads these pages can be
made from that text alone.
"""
_WARNING = """
The passphrase is on none of these pages: it is where you noted it, and has to lie elsewhere. Without it nobody can read
this backup, you included.
"""


def backup_sheets(
    several: Sequence[Part], *, sheet_id: str, printed_on: date, size: PaperSize, vault_name: str, place: str = ""
) -> Document:
    """Return the pages of a backup: each part on the page that it says it is on, then the data parts as lines."""
    frame = Frame(title="Encrypted backup", sheet_id=sheet_id, printed_on=printed_on, size=size, place=place)
    pages = max(part.page for part in several)
    by_page = [[part for part in several if part.page == page] for page in range(1, pages + 1)]
    margin = _QUIET / len(modules(parts.qr_text(several[0])))
    grid = _grid(max(map(len, by_page[1:]), default=1), margin, frame)
    codes = [_codes(page, grid, frame) for page in by_page[1:]]
    typed = _typed(several, frame)
    total = pages + len(typed)
    white = margin * _LARGEST[_ACROSS]
    start = _codes(by_page[0], _Grid(across=_ACROSS, side=_LARGEST[_ACROSS], step=0, white=white), frame)
    top = frame.height - start.height - white
    first = _first(several, frame, vault_name, pages, total=total, room=top - _GUTTER)
    at_foot = Block((*first.items, *start.at(0, top)), frame.height)
    return frame.document([at_foot, *codes, *typed])


class _Grid(Struct, frozen=True, kw_only=True):
    """How the codes of a page stand: fewer are printed larger, as they are then read more easily. `white` surrounds each."""

    across: int
    side: float
    step: float
    white: float

    @property
    def above(self) -> float:
        """Return the room for the caption and the white below it."""
        return _ABOVE + self.white


def _grid(many: int, margin: float, frame: Frame) -> _Grid:
    """Return the grid of pages that have at most so many codes. `margin` is the white that a code of side 1 needs."""
    across = 2 if many <= _FEW else _ACROSS
    step = frame.height / max(2, -(-many // across))
    side = min(_LARGEST[across], (step - _ABOVE) / (1 + 2 * margin))
    return _Grid(across=across, side=side, step=step, white=margin * side)


def _codes(page: Sequence[Part], grid: _Grid, frame: Frame) -> Block:
    """Return the QR codes of a page, with their numbers above them."""
    gap = (frame.width - grid.across * grid.side) / (grid.across - 1)
    items: list[Item] = []
    for place, part in enumerate(page):
        x, y = place % grid.across * (grid.side + gap), place // grid.across * grid.step
        caption = f"Part {part.number} of {part.total}"
        items.append(Text(x=x, y=y + _ABOVE - _TAIL, text=caption, size=_CAPTION, weight="medium", width=grid.side))
        items.append(Qr(x=x, y=y + grid.above, side=grid.side, text=parts.qr_text(part)))
    rows = -(-len(page) // grid.across)
    return Block(tuple(items), (rows - 1) * grid.step + grid.above + grid.side)


def _first(several: Sequence[Part], frame: Frame, vault_name: str, pages: int, *, total: int, room: float) -> Block:
    half = (frame.width - _GUTTER) / 2
    some = several[0]
    needed = f"{'Any' if some.groups == 1 else 'About'} {some.k * some.groups}"
    about = f"""
        Pages 1 {"and" if pages == 2 else "to"} {pages} have {some.total} QR codes. {needed} of them give the backup back, so
        that a stain or a page that got lost does no harm. {_lines_on(pages, total)} for the day no picture can be taken.
    """
    one = stacked([label("With Sparekey", half, size=11), numbered(_WITH, half)], 4.4)
    without = [label("Without Sparekey", half, size=11), numbered(_WITHOUT, half), paragraph(_FORMAT, half, size=8.5)]
    other = stacked(without, 4.4)
    columns = Block((*one.items, *other.at(half + _GUTTER, 0)), max(one.height, other.height))
    return spread(
        [
            subject("A backup on paper, locked with a passphrase of its own, of the vault", vault_name, frame.width),
            paragraph(about, frame.width, size=10),
            boxed(_WARNING, frame.width),
            columns,
        ],
        8,
        room,
    )


def _lines_on(pages: int, total: int) -> str:
    several = f"Pages {pages + 1} {'and' if total == pages + 2 else 'to'} {total} have"
    where = f"Page {total} has" if total == pages + 1 else several
    return f"{where} the same as lines to be typed,"


def _typed(several: Sequence[Part], frame: Frame) -> list[Block]:
    """Return the pages of lines, in two columns that have whole parts."""
    note = paragraph(_HOW, frame.width, size=9)
    top = note.height + 7
    rows = [[*parts.lines(part), ""] for part in several if part.is_data]
    many = int((frame.height - top) / (_STEP * len(rows[0])))
    columns = [list(chain.from_iterable(rows[start : start + many])) for start in range(0, len(rows), many)]
    pairs = [columns[start : start + 2] for start in range(0, len(columns), 2)]
    return [Block((*note.items, *_columns(pair, top, frame)), frame.height) for pair in pairs]


_HOW = """
Only if the QR codes cannot be read: in Sparekey, choose “Restore from paper” and type these lines as they stand, in any
order. Each begins with its part and line; the last two characters check it. There are no letters I, L, O and U: 0 and 1
are always digits.
"""


def _columns(pair: Sequence[Sequence[str]], top: float, frame: Frame) -> list[Item]:
    width = (frame.width - _COLUMN_GAP) / 2
    items: list[Item] = []
    for column, lines in enumerate(pair):
        x = column * (width + _COLUMN_GAP)
        for number, line in enumerate(lines):
            name, _, symbols = line.partition(" ")
            y = top + number * _STEP + _LINE * POINT
            room = width - _NAME
            items += [
                Text(x=x, y=y, text=name, size=6.5, weight="mono", width=_NAME - 1),
                Text(x=x + _NAME, y=y, text=symbols, size=_LINE, weight="mono", width=room, blanks=_BLANKS),
            ]
    return [item for item in items if not isinstance(item, Text) or item.text]
