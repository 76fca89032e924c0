"""Codes in the clear as cards for a wallet: as large as a bank card, several to a page, with marks to cut along."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct, structs

from vault import services, sheets
from vault.model import Account, printable
from vault.paper.page import (
    HAIRLINE,
    LINE,
    MONO_ADVANCE,
    POINT,
    SIZES,
    Box,
    Document,
    Item,
    Page,
    PaperSize,
    Qr,
    Rule,
    Text,
    moved,
    short_day,
)
from vault.paper.typesetting import Block, broken, cap, paragraph, secret_line, stacked, width_of, wrapped

WIDTH, HEIGHT = 85.6, 53.98  # mm: ISO/IEC 7810 ID-1
_ACROSS, _DOWN = 2, 4
_PAD = 3.5
_TOP, _FOOT = 16.5, 7.5  # of a card: above and below its codes
_CODE = 10.5  # mm: side of the small QR code
_SIZES = (12.0, 11.0, 10.0, 9.5, 9.0)  # pt: of a code
_TICK = 2.3
_PLACE, _LARGE_PLACE = 4.2, 2.8  # pt: of the number in a tick box, with up to two digits, with three
_BEFORE = _TICK + 1.2
_COLUMN_GAP = 2.2
_MARK = 3.0  # mm: length of a cut mark


class _Face(Struct, frozen=True, kw_only=True):
    """How codes are laid out on a card: at one size, in columns; a code that is longer than a line takes several."""

    size: float
    columns: int
    rows: int
    per_line: int
    lines: int

    @property
    def step(self) -> float:
        """From code to code, in mm."""
        return self.size * POINT * (1.28 * self.lines + 0.12)


def code_cards(accounts: Sequence[Account], *, sheet_id: str, printed_on: date, size: PaperSize) -> Document:
    """Return pages of cards with the unused codes of these accounts."""
    cards: list[tuple[Item, ...]] = []
    for account in accounts:
        cards += _cards(account, sheet_id, printed_on)
    per_page = _ACROSS * _DOWN
    chunks = [cards[start : start + per_page] for start in range(0, len(cards), per_page)]
    pages = [_page(chunk, number, len(chunks), sheet_id, size) for number, chunk in enumerate(chunks, 1)]
    return Document(size, tuple(pages))


def _page(cards: Sequence[tuple[Item, ...]], number: int, total: int, sheet_id: str, size: PaperSize) -> Page:
    width, height = SIZES[size]
    left, top = (width - _ACROSS * WIDTH) / 2, (height - _DOWN * HEIGHT) / 2 + 5
    items: list[Item] = [
        Text(x=left, y=top - 14, text="Recovery codes for a wallet", size=15, weight="semibold", width=110),
        Text(x=left, y=top - 8, text="Cut along the dots. Whoever has a card can use its codes.", size=9, width=110),
        Text(
            x=left + _ACROSS * WIDTH,
            y=top - 14,
            text=sheets.shown_id(sheet_id),
            size=14,
            weight="mono",
            align="right",
            width=40,
        ),
        Text(x=left + _ACROSS * WIDTH, y=top - 8, text=f"Page {number} of {total}", size=9, align="right", width=40),
    ]
    rows = -(-len(cards) // _ACROSS)
    items += _cuts(left, top, rows)
    for place, card in enumerate(cards):
        items += moved(card, left + place % _ACROSS * WIDTH, top + place // _ACROSS * HEIGHT)
    return Page(tuple(items))


def _cuts(left: float, top: float, rows: int) -> list[Item]:
    """Return dots around the cards, and marks that say where they end when a ruler lies on the dots."""
    right, bottom = left + _ACROSS * WIDTH, top + rows * HEIGHT
    items: list[Item] = []
    for column in range(_ACROSS + 1):
        x = left + column * WIDTH
        items += [Rule(x=x, y=top, dy=bottom - top, thick=0.2, dotted=True)]
        items += [Rule(x=x, y=top - 1, dy=-_MARK), Rule(x=x, y=bottom + 1, dy=_MARK)]
    for row in range(rows + 1):
        y = top + row * HEIGHT
        items += [Rule(x=left, y=y, dx=right - left, thick=0.2, dotted=True)]
        items += [Rule(x=left - 1, y=y, dx=-_MARK), Rule(x=right + 1, y=y, dx=_MARK)]
    return items


def _cards(account: Account, sheet_id: str, printed_on: date) -> list[tuple[Item, ...]]:
    """Return the cards of one account: more than one where its codes need them."""
    codes = account.live_set
    shown = [(place, code.secret) for place, code in enumerate(codes.codes, 1) if code.state == "unused"] if codes else []
    if not shown:
        return []
    head = _head(account, sheet_id)
    face = _face([secret for _, secret in shown], HEIGHT - head.height - _FOOT)
    per_card = face.columns * face.rows
    chunks = [shown[start : start + per_card] for start in range(0, len(shown), per_card)]
    return [
        (
            *head.items,
            *_codes(chunk, face, account, head.height),
            *_foot(account, sheet_id, printed_on, f"card {number} of {len(chunks)}" if len(chunks) > 1 else ""),
        )
        for number, chunk in enumerate(chunks, 1)
    ]


def _face(secrets: Sequence[str], room: float) -> _Face:
    """Choose the largest type at which all codes are on one card, else the smallest one, and more cards."""
    faces = [_at(size, secrets, room) for size in _SIZES]
    return next((face for face in faces if face.columns * face.rows >= len(secrets)), faces[-1])


def _at(size: float, secrets: Sequence[str], room: float) -> _Face:
    em = size * POINT * MONO_ADVANCE
    longest = max(map(len, secrets))
    width = WIDTH - 2 * _PAD
    columns = max(1, int((width + _COLUMN_GAP) / (_BEFORE + longest * em + _COLUMN_GAP)))
    most = int((width - _BEFORE) / em)
    per_line = longest if longest <= most else most // 4 * 4
    lines = -(-longest // per_line)
    one = _Face(size=size, columns=min(columns, 3), rows=1, per_line=per_line, lines=lines)
    return structs.replace(one, rows=max(1, int(room / one.step)))


def _head(account: Account, sheet_id: str) -> Block:
    """Return the names of service and user beside the small QR code; long ones are small, and leave less room for codes."""
    room = WIDTH - 2 * _PAD - _CODE - 3
    service, username = printable(services.find(account.service).name), printable(account.username)
    sizes = (11.0, 7.0), (9.5, 5.0)
    name = paragraph(service, room, size=sizes[0][len(wrapped(service, 11, room, "semibold")) > 1], weight="semibold")
    user = paragraph(username, room, size=sizes[1][len(broken(username, 9.5, room)) > 1], weight="mono", is_literal=True)
    names = stacked([name, user], 2.2)
    code = Qr(x=WIDTH - _PAD - _CODE, y=_PAD - 0.5, side=_CODE, text=sheets.scan_text(sheet_id))
    return Block((*names.at(_PAD, _PAD), code), max(_TOP, _PAD + names.height + 2.5))


def _codes(shown: Sequence[tuple[int, str]], face: _Face, account: Account, top: float) -> list[Item]:
    """Return codes row after row, before each a tick box with its place: by that the register and its questions name it."""
    rules = services.find(account.service).codes
    groups = rules.groups if rules else ()
    rows = min(face.rows, -(-len(shown) // face.columns))
    room = HEIGHT - top - _FOOT
    step = min(face.step * 1.6, room / rows)
    column = (WIDTH - 2 * _PAD + _COLUMN_GAP) / face.columns
    items: list[Item] = []
    for at, (place, secret) in enumerate(shown):
        x, y = _PAD + at % face.columns * column, top + at // face.columns * step + cap(face.size)
        middle = y - cap(face.size) / 2
        items.append(Box(x=x, y=middle - _TICK / 2, dx=_TICK, dy=_TICK, thick=LINE / 2))
        small = _PLACE if place < 100 else _LARGE_PLACE
        number = Text(
            x=x + _TICK / 2, y=middle + cap(small) / 2, text=f"{place}", size=small, align="center", width=_TICK - LINE
        )
        items.append(number)
        for line, start in enumerate(range(0, len(secret), face.per_line)):
            part = secret[start : start + face.per_line]
            items += secret_line(
                part,
                x=x + _BEFORE,
                y=y + line * face.size * POINT * 1.28,
                size=face.size,
                width=WIDTH - _PAD - x - _BEFORE,
                groups=groups,
            )
    return items


def _foot(account: Account, sheet_id: str, printed_on: date, part: str) -> list[Item]:
    address = (services.find(account.service).page("login") or "").removeprefix("https://")
    y = HEIGHT - _PAD + 0.6
    number = ", ".join(filter(None, (part, sheets.shown_id(sheet_id), short_day(printed_on))))
    beside = width_of(number, 6.5) + 3
    left = address or "Every code works once."
    return [
        Rule(x=_PAD, y=y - 3.4, dx=WIDTH - 2 * _PAD, thick=HAIRLINE),
        Text(x=_PAD, y=y, text=left, size=6.5, weight="mono" if address else "regular", width=WIDTH - 2 * _PAD - beside),
        Text(x=WIDTH - _PAD, y=y, text=number, size=6.5, align="right", width=beside),
    ]
