"""A share of a paper key (SLIP-39) for one holder: its words, what it is, and what to do when somebody asks for it."""

from datetime import date

from vault import shares
from vault.model import printable
from vault.paper.frame import Frame
from vault.paper.page import HAIRLINE, LINE, Box, Document, Item, PaperSize, Qr, Rule, Text
from vault.paper.recovery_sheet import boxed, subject
from vault.paper.typesetting import Block, cap, label, numbered, paragraph, spread, stacked

_SIZE = 15.0  # pt: of a word
_ROW, _ROWS = 8.2, 8
_CODE = 44.0  # mm
_PAD = 7.0
_GUTTER = 9.0
_LONG = 80  # characters of a name that is set small

_ASKED = """
Make sure who asks: call them on a number that you have known for long, or meet. A message or a mail is not enough, and
nobody from a service ever needs this sheet.

Best meet, and let them type from the sheet. If you must, read the words aloud, with their numbers. Never send a photo, and
never type them into a web page or a mail.

Keep the sheet afterwards, unless you are given a new one.
"""
_USED = """
In Sparekey, where it asks for the password, choose “Use a recovery sheet”, then “Words of a share”.

Type the words of each share, or give it photos of the QR codes. The first four letters of a word are enough.

Without Sparekey: the words follow SLIP-39, an open standard, and make the paper key. docs/format.md of Sparekey’s source
code says how, in section 13; open_vault.py opens the vault with it.
"""
_KEEP = """
Keep this sheet dry and out of sight, never together with another share of this vault. If it is lost, or you no longer want to
keep it, tell the one who gave it to you: the shares are then made anew.
"""


def share_sheet(
    words: str,
    *,
    holder: str,
    number: int,
    threshold: int,
    total: int,
    vault_name: str,
    sheet_id: str,
    printed_on: date,
    size: PaperSize,
) -> Document:
    """Return the one page of a share. `words` are separated by blanks."""
    frame = Frame(title="Share of a recovery key", sheet_id=sheet_id, printed_on=printed_on, size=size)
    half = (frame.width - _GUTTER) / 2
    asked = stacked([label("When you are asked for it", half, size=11), numbered(_ASKED, half)], 4)
    used = stacked([label("How it is used", half, size=11), numbered(_USED, half)], 4)
    columns = Block((*asked.items, *used.at(half + _GUTTER, 0)), max(asked.height, used.height))
    others = f"Any {threshold} of the {total} open it together; fewer tell nothing about it."
    if threshold == total:
        others = f"It takes all {total} to open it; fewer tell nothing about it."
    about = f"This is share {number} of {total} of a key to the vault “{printable(vault_name)}”. {others}"
    content = spread(
        [
            subject("Held by", holder, frame.width),
            paragraph(about, frame.width, size=10.5 if len(vault_name) <= _LONG else 8),
            _words(words, frame.width),
            columns,
            boxed(_KEEP, frame.width),
        ],
        8,
        frame.height,
    )
    return frame.document([content])


def _words(text_secret: str, width: float) -> Block:
    """Return the words with their numbers, column after column, and the QR code beside them."""
    words = text_secret.split()
    height = 2 * _PAD + _ROWS * _ROW - 2
    left = width - _CODE - 2 * _PAD
    column = (left - _PAD) / 3
    items: list[Item] = [
        Box(x=0, y=0, dx=width, dy=height, thick=LINE),
        Rule(x=left, y=_PAD, dy=height - 2 * _PAD, thick=HAIRLINE),
    ]
    for place, word in enumerate(words):
        x = _PAD + place // _ROWS * column
        y = _PAD + place % _ROWS * _ROW + cap(_SIZE) + 1
        items.append(Text(x=x + 5, y=y, text=f"{place + 1}", size=9, align="right", width=6))
        items.append(Text(x=x + 7.5, y=y, text=word, size=_SIZE, weight="mono", width=column - 9))
    items.append(Qr(x=left + _PAD, y=(height - _CODE) / 2, side=_CODE, text=shares.scan_text(text_secret)))
    return Block(tuple(items), height)
