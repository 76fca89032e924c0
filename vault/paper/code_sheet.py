"""The sheet of recovery codes in the clear: to be ticked off by hand, and typed from on a bad day."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from vault import services
from vault.model import Account, Code, CodeSet, printable
from vault.paper import wording
from vault.paper.authenticator_block import authenticator_block
from vault.paper.frame import Frame, field, pages_of
from vault.paper.page import HAIRLINE, LINE, MONO_ADVANCE, POINT, Box, Document, Item, PaperSize, Rule, Text, day
from vault.paper.typesetting import Block, broken, cap, paragraph, secret_line, stacked, strike, wrapped

_GAP = 11.0  # mm between accounts
_ROW = 9.6  # height of a row of codes
_SIZE, _LEAST = 16.0, 14.0  # pt: of a code
_SMALLEST = 11.0  # pt: of a code that fits a line only so; a longer one takes several lines
_INSIDE = 1.4  # above the first row and below the last one
_BOX = 4.2  # side of a tick box
_BEFORE = 15.0  # from the left of a row to its code
_USED = 22.0  # least room for a date behind a code
_WORDY = 36.0  # room from which on a date has words
_COLUMN_GAP = 8.0
_FEW = 10  # codes that stand in one column
_NAME, _USER = 19.0, 15.0  # pt


class _Grid(Struct, frozen=True, kw_only=True):
    """How the codes of a set are laid out: as many columns as there is room for, all codes at one size."""

    columns: int
    width: float
    size: float
    lines: int

    @property
    def row(self) -> float:
        return _ROW + (self.lines - 1) * self.size * POINT * 1.6


def code_sheet(
    accounts: Sequence[Account], *, sheet_id: str, printed_on: date, size: PaperSize, with_totp: bool, place: str = ""
) -> Document:
    """Return pages with the codes of these accounts. Those that have nothing to print are named at the end."""
    frame = Frame(title="Recovery codes", sheet_id=sheet_id, printed_on=printed_on, size=size, place=place)
    shown = [account for account in accounts if has_content(account, with_totp=with_totp)]
    blocks: list[Block] = []
    for account in shown:
        blocks += _of_account(account, frame, with_totp=with_totp, is_alone=len(shown) == 1)
    blocks += _left_out([account for account in accounts if account not in shown], frame.width)
    return frame.document(pages_of(blocks, frame.height, _GAP))


def has_content(account: Account, *, with_totp: bool) -> bool:
    """Tell whether there is anything of this account to print: a code that can be used, or an authenticator."""
    return bool(account.live_set and account.live_set.count("unused")) or bool(with_totp and account.authenticator)


def _of_account(account: Account, frame: Frame, *, with_totp: bool, is_alone: bool) -> list[Block]:
    """Return an account as one block if it fits a page, else as several."""
    codes = account.live_set if account.live_set and account.live_set.count("unused") else None
    seed = account.authenticator if with_totp else None
    tail = [authenticator_block(account, seed, frame.width)] if seed else []
    if not codes:
        return [stacked([_head(account, None, frame.width), *tail], 5)] if tail else []
    places = [place for place, code in enumerate(codes.codes, 1) if code.state != "void"]
    grid = _grid(codes, frame.width, is_alone=is_alone)
    head, end = _head(account, codes, frame.width), _end(account, codes, frame.width)
    whole = stacked([head, _rows(codes, places, grid, account), end, *tail], 5)
    if whole.height <= frame.height:
        return [whole]
    again = _head(account, None, frame.width, is_continued=True)
    rows = int((frame.height - head.height - end.height - 10 - 2 * _INSIDE) / grid.row) * grid.columns
    chunks = [places[start : start + rows] for start in range(0, len(places), rows)]
    blocks = [
        stacked([again if number else head, _rows(codes, chunk, grid, account), *([end] if chunk is chunks[-1] else [])], 5)
        for number, chunk in enumerate(chunks)
    ]
    return [*blocks, *(stacked([again, one], 5) for one in tail)]


def _head(account: Account, codes: CodeSet | None, width: float, *, is_continued: bool = False) -> Block:
    """Return the names of service and user, and what there is to know before the first code."""
    service = services.find(account.service)
    name = paragraph(printable(service.name), width - 45, size=_NAME, weight="semibold")
    items = [*name.items]
    if is_continued or codes:
        text = "continued" if is_continued or not codes else wording.left(codes)
        items.append(Text(x=width, y=cap(_NAME), text=text, size=10, weight="medium", align="right", width=42))
    username = printable(account.username)
    user_size = _USER if len(broken(username, _USER, width)) == 1 else 11.0
    user = paragraph(username, width, size=user_size, weight="mono", is_literal=True)
    blocks = [Block(tuple(items), name.height), user]
    if codes:
        blocks.append(_facts(account, codes, service, width))
    return stacked(blocks, 5.0)


def _facts(account: Account, codes: CodeSet, service: services.Service, width: float) -> Block:
    room = width - 34
    made = (
        f"{'Generated' if codes.generated_on else 'Added'} on {day(codes.generated_on or codes.added_at.astimezone().date())}"
    )
    fields = [field("These codes", paragraph(made, room))]
    if address := service.page("login"):
        fields.append(field("Type one at", paragraph(address.removeprefix("https://"), room, weight="mono", is_literal=True)))
    primary = next((email.address for email in account.emails if email.primary), "")
    if service.mail_step and primary:
        fields.append(field("Primary address", paragraph(printable(primary), room, weight="mono", is_literal=True)))
    return stacked(fields, 2.4)


def _grid(codes: CodeSet, width: float, *, is_alone: bool) -> _Grid:
    """Choose columns, type size and lines for the longest code of a set: one column if that is all there is to print."""
    longest = max(len(code.secret) for code in codes.codes if code.state != "void")
    half = (width - _COLUMN_GAP) / 2
    em = MONO_ADVANCE * POINT
    size = min(_SIZE, (half - _BEFORE - _USED) / (longest * em))
    if size >= _LEAST and len(codes.codes) > (_FEW if is_alone else 1):
        return _Grid(columns=2, width=half, size=size, lines=1)
    room = width - _BEFORE
    size = min(_SIZE, room / (longest * em))
    if size >= _SMALLEST:
        return _Grid(columns=1, width=width, size=size, lines=1)
    size = _LEAST
    return _Grid(columns=1, width=width, size=size, lines=-(-longest // _per_line(room, size)))


def _per_line(room: float, size: float) -> int:
    """Return how many characters stand in a line of a code that is broken: whole groups of eight."""
    return int(room / (size * POINT * MONO_ADVANCE)) // 8 * 8


def _rows(codes: CodeSet, places: Sequence[int], grid: _Grid, account: Account) -> Block:
    """Return the codes at these places, row after row: so they come in their order when they are copied from a PDF."""
    rules = services.find(account.service).codes
    groups = rules.groups if rules else ()
    many = -(-len(places) // grid.columns)
    height = many * grid.row + 2 * _INSIDE
    items: list[Item] = []
    for number, place in enumerate(places):
        left = number % grid.columns * (grid.width + _COLUMN_GAP)
        items += _row(codes, place, grid, groups, left=left, top=_INSIDE + number // grid.columns * grid.row)
    for column in range(grid.columns):
        left = column * (grid.width + _COLUMN_GAP)
        items += [Rule(x=left, y=y, dx=grid.width, thick=HAIRLINE) for y in (0, height)]
    return Block(tuple(items), height)


def _row(codes: CodeSet, place: int, grid: _Grid, groups: Sequence[int], *, left: float, top: float) -> list[Item]:
    code = codes.codes[place - 1]
    middle = top + _ROW / 2
    base = middle + cap(grid.size) / 2 - 0.4
    items: list[Item] = [
        Box(x=left + 0.2, y=middle - _BOX / 2, dx=_BOX, dy=_BOX),
        Text(x=left + 12, y=middle + cap(9) / 2, text=f"{place}", size=9, align="right", width=6),
    ]
    step = len(code.secret) if grid.lines == 1 else _per_line(grid.width - _BEFORE, grid.size)
    room = grid.width - _BEFORE
    for line, start in enumerate(range(0, len(code.secret), step)):
        y = base + line * grid.size * POINT * 1.6
        items += secret_line(
            code.secret[start : start + step], x=left + _BEFORE, y=y, size=grid.size, width=room, groups=groups
        )
    if code.state == "used":
        items = [item for item in items if not isinstance(item, Rule)]
        items += strike(items[2:])
        items += [
            Rule(x=left + 0.2, y=middle - _BOX / 2, dx=_BOX, dy=_BOX, thick=LINE),
            Rule(x=left + 0.2, y=middle + _BOX / 2, dx=_BOX, dy=-_BOX, thick=LINE),
        ]
    after = _BEFORE + min(len(code.secret), step) * grid.size * POINT * MONO_ADVANCE + 4
    free = grid.width - after
    if free >= _USED - 4.5:
        items += _date(code, left + grid.width, middle, min(free, 46))
    return items


def _date(code: Code, right: float, middle: float, room: float) -> list[Item]:
    """Return when a code was used, or a line to write it on."""
    y = middle + cap(9) / 2
    is_short = room < _WORDY
    if code.state == "used":
        size = 8 if is_short else 9
        return [Text(x=right, y=y, text=wording.used(code, is_short=is_short), size=size, align="right", width=room)]
    dots = room if is_short else min(room - 10, 34)
    line = Rule(x=right - dots, y=y + 0.6, dx=dots, thick=0.25, dotted=True)
    return [line] if is_short else [Text(x=right - dots - 1.5, y=y, text="used", size=7.5, align="right", width=10), line]


def _end(account: Account, codes: CodeSet, width: float) -> Block:
    """Return what goes wrong when people type these codes."""
    service = services.find(account.service)
    live = [code.secret for code in codes.codes if code.state == "unused"]
    return stacked([paragraph(trap, width, size=9) for trap in wording.traps(service, live)], 3.2)


def _left_out(accounts: Sequence[Account], width: float) -> list[Block]:
    """Name the accounts of which nothing is printed, a line each block: there may be pages of them."""
    if not accounts:
        return []
    names = ", ".join(printable(account.title) for account in accounts)
    lines = wrapped(f"Not on this sheet, as there is no code left to print: {names}", 9, width)
    step = 20
    chunks = [lines[start : start + step] for start in range(0, len(lines), step)]
    return [stacked([paragraph(line, width, size=9) for line in chunk], 1.9) for chunk in chunks]
