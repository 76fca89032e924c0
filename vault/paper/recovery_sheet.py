"""The recovery sheet: the paper key that opens the vault when its password is forgotten, and how (docs/format.md §9)."""

from datetime import date

from vault import crockford, keys
from vault.keys import Key
from vault.model import printable
from vault.paper.frame import Frame
from vault.paper.page import HAIRLINE, LINE, MONO_ADVANCE, POINT, Box, Document, Item, PaperSize, Qr, Rule, Text
from vault.paper.typesetting import Block, cap, label, numbered, paragraph, spread, stacked
from vault.transcripts import KEY_SCAN

_SIZE = 35.0  # pt: of the key
_NAME = 20.0
_CODE = 40.0  # mm: side of the QR code
_ACROSS, _ROWS = 3, 3  # groups in a row, and rows
_PAD = 7.0
_ROW = 19.0
_NUMBER = 4.6  # above a group
_GUTTER = 9.0

_WITH = """
Start Sparekey and choose the vault file: the newest one, or a backup of it that was made after this sheet was printed.

Where it asks for the password, choose “Use a recovery sheet”.

Type the 36 characters, or give it a photo of the large QR code. Capitals and dashes do not matter; O is read as 0, I and L
as 1.

Choose a new password.
"""
_WITHOUT = """
Take any computer with Python 3.11 or newer, the vault file, and open_vault.py: one small program that comes with Sparekey
and with its source code.

In a terminal, install what it needs:

$ pip install argon2-cffi cryptography

Then type this, with the vault file’s name for VAULT:

$ python open_vault.py --codes --paper-key VAULT

Type the 36 characters: nothing shows while you do. It lists the codes.
"""
_FORMAT = """
How the file is built and what this key does is written down in docs/format.md of Sparekey’s source code, section 9: a
program that opens the vault can be made from that text alone.
"""
_WARNING = """
This sheet and the vault file together open everything: no password is asked. Keep them apart. If the sheet is lost, or
somebody saw it, remove its key in Sparekey, print a new sheet, and delete older copies of the file.
"""


def recovery_sheet(key: Key, *, vault_name: str, sheet_id: str, printed_on: date, size: PaperSize, place: str = "") -> Document:
    """Return the one page of a recovery sheet."""
    frame = Frame(title="Recovery sheet", sheet_id=sheet_id, printed_on=printed_on, size=size, place=place)
    half = (frame.width - _GUTTER) / 2
    with_it = stacked([label("With Sparekey", half, size=11), numbered(_WITH, half)], 4)
    without = stacked(
        [label("Without Sparekey", half, size=11), numbered(_WITHOUT, half), paragraph(_FORMAT, half, size=8.5)], 4
    )
    columns = Block((*with_it.items, *without.at(half + _GUTTER, 0)), max(with_it.height, without.height))
    content = spread(
        [
            subject("This sheet opens the vault", vault_name, frame.width),
            _key(key, frame.width),
            columns,
            boxed(_WARNING, frame.width),
        ],
        9,
        frame.height,
    )
    return frame.document([content])


def subject(before: str, name: str, width: float) -> Block:
    """Return the large line that says what or whom a sheet is for."""
    sizes = (_NAME, 11.0, 8.0)
    large = [paragraph(printable(name), width, size=size, weight="semibold", is_literal=True) for size in sizes]
    chosen = next((block for block, most in zip(large, (1, 2), strict=False) if len(block.items) <= most), large[-1])
    return stacked([paragraph(before, width, size=10), chosen], 3.2)


def boxed(text: str, width: float) -> Block:
    """Return a text that must not be overlooked."""
    words = paragraph(text, width - 2 * 5, size=9.5, weight="medium")
    height = words.height + 2 * 5
    return Block((Box(x=0, y=0, dx=width, dy=height, thick=2 * LINE), *words.at(5, 5)), height)


def _key(key: Key, width: float) -> Block:
    """Return the nine groups in three rows, numbered from 1, and the QR code beside them."""
    symbols = keys.paper_symbols(key)
    height = 2 * _PAD + _ROWS * _ROW - 3
    left = width - _CODE - _PAD - 4
    advance = _SIZE * POINT * MONO_ADVANCE
    start = (left - (5 * _ACROSS - 1) * advance) / 2
    items: list[Item] = [
        Box(x=0, y=0, dx=width, dy=height, thick=LINE),
        Rule(x=left, y=_PAD, dy=height - 2 * _PAD, thick=HAIRLINE),
    ]
    numbers: list[Item] = []
    for line in range(_ROWS):
        y = _PAD + line * _ROW + _NUMBER + cap(_SIZE)
        text = crockford.grouped(symbols[line * 4 * _ACROSS : (line + 1) * 4 * _ACROSS])
        items.append(Text(x=start, y=y, text=text, size=_SIZE, weight="mono", width=left))
        for group in range(_ACROSS):
            x = start + group * 5 * advance
            number = f"{line * _ACROSS + group + 1}"
            numbers.append(Text(x=x + 0.6, y=y - cap(_SIZE) - 2.0, text=number, size=8, width=6))
    items.append(Qr(x=left + (width - left - _CODE) / 2, y=(height - _CODE) / 2, side=_CODE, text=KEY_SCAN + symbols))
    # The numbers come last, so that the key is in one piece in what is copied from a PDF.
    return Block((*items, *numbers), height)
