"""What was gathered from paper so far, and what is still missing: values, and the words that both faces say of them."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from msgspec import Struct

from vault import parts, shares, sheets
from vault.errors import BadInput
from vault.keys import Key
from vault.parts import Line, Part

_MOST_WAYS = 256  # of putting the lines of one part together, where some were typed several times
_MOST_FIRST = 16  # lines of one name that may begin a part
_MOST_TRIED = 20_000  # ways for all parts together, so that nobody keeps us busy
_MOST_BACKUPS = 64  # that are told apart: nobody has as many
_MOST_NAMED = 6  # parts or lines that one sentence names


class Gathered(Struct, frozen=True):
    """Everything that was read so far. `errors` are typed lines that are wrong, each with the name of its text.

    `trouble` says what of the last file or text could not be used though the rest was, as sentences and hints.
    """

    parts: tuple[Part, ...] = ()
    lines: tuple[Line, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    shares: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    vault_data: bytes = b""
    trouble: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Gathered({len(self.parts)} parts, {len(self.lines)} lines, {len(self.shares)} shares, {len(self.keys)} keys)"


class BackupStatus(Struct, frozen=True):
    """One encrypted backup. `unread` are parts, from 1, that are not here though others of their page are.

    `is_least`: the parts lie in several groups, so that it may take more than are `needed`.
    """

    sheet_id: str
    found: int
    total: int
    needed: int
    pages: int
    missing_pages: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()
    is_least: bool = False

    @property
    def is_ready(self) -> bool:
        return self.needed == 0


class ShareStatus(Struct, frozen=True):
    """One set of shares: which were read, by their numbers from 1. `begin` are the words that all of its shares begin with."""

    set_id: int
    numbers: tuple[int, ...]
    threshold: int
    begin: str = ""

    @property
    def found(self) -> int:
        return len(self.numbers)

    @property
    def needed(self) -> int:
        return max(0, self.threshold - self.found)


class Status(Struct, frozen=True):
    """What is here. Lines are named as they are printed, such as 3.07.

    `typed_unfit` are parts, from 1, of which all lines are here and do not fit together.
    """

    backups: tuple[BackupStatus, ...] = ()
    typed_errors: tuple[str, ...] = ()
    typed_missing: tuple[str, ...] = ()
    typed_unfit: tuple[int, ...] = ()
    shares: tuple[ShareStatus, ...] = ()
    has_key: bool = False
    has_vault_file: bool = False
    trouble: tuple[tuple[str, str], ...] = ()

    @property
    def needs_passphrase(self) -> bool:
        """Tell whether a backup is complete enough for its passphrase to be asked for."""
        return any(backup.is_ready for backup in self.backups)

    @property
    def opens_file(self) -> bool:
        """Tell whether a vault file is here and a key for it: scanned, typed or put together from shares."""
        return self.has_vault_file and self.has_key

    @property
    def is_ready(self) -> bool:
        return self.needs_passphrase or self.opens_file


def status(gathered: Gathered) -> Status:
    """Return what is here and what is missing."""
    every = {part.backup: part for part in (*gathered.parts, *_headings(gathered.lines))}
    examples = dict(islice(every.items(), _MOST_BACKUPS))
    known: dict[tuple[str | int, ...], list[Part]] = {backup: [] for backup in examples}
    for part in gathered.parts:
        if part.backup in known:
            known[part.backup].append(part)
    backups = tuple(_backup(examples[backup], found) for backup, found in known.items())
    missing, unfit = _typed(gathered, list(examples.values()))
    is_all = bool(backups) and all(backup.is_ready for backup in backups)
    return Status(
        backups=backups,
        typed_errors=() if is_all else tuple(dict.fromkeys(name for _, name in gathered.errors)),
        typed_missing=() if is_all else missing,
        typed_unfit=() if is_all else unfit,
        shares=_share_sets(gathered.shares),
        has_key=bool(paper_keys(gathered)),
        has_vault_file=bool(gathered.vault_data),
        trouble=gathered.trouble,
    )


def paper_keys(gathered: Gathered) -> tuple[Key, ...]:
    """Return the paper keys that were scanned or typed, and those that shares give."""
    found = list(gathered.keys)
    for one in _share_sets(gathered.shares):
        try:
            found.append(shares.combine([text for text in gathered.shares if text.startswith(f"{one.begin} ")]))
        except BadInput:
            continue
    return tuple(dict.fromkeys(found))


def put_together(lines: Sequence[Line]) -> Iterator[Part]:
    """Yield the parts of which all lines are here: several of one number, where pages of several backups were typed."""
    ways = (way for rows in _by_part(lines).values() for way in _ways(rows))
    for way in islice(ways, _MOST_TRIED):
        with contextlib.suppress(BadInput):
            yield parts.from_lines(way)


def sentences(found: Status) -> tuple[str, ...]:
    """Say in words what is here and what is missing, without full stops."""
    several = len(found.backups) > 1
    said = [f"Sheet {sheets.shown_id(one.sheet_id)}: {of_backup(one)}" if several else of_backup(one) for one in found.backups]
    if found.typed_errors:
        said.append(f"{_named('Line', found.typed_errors)} {'has' if len(found.typed_errors) == 1 else 'have'} a typing error")
    if found.typed_missing:
        said.append(f"{_named('Line', found.typed_missing)} {_is(found.typed_missing)} missing")
    if found.typed_unfit:
        parts_of = _named("part", found.typed_unfit)
        said.append(f"The lines of {parts_of} do not fit together: one has an error, or is of another backup")
    if len(found.shares) > 1 and all(one.needed for one in found.shares):
        said.append("These shares are not all of one set: those of one begin with the same two words")
    said += [_of_shares(one, is_alone=len(found.shares) == 1) for one in found.shares]
    if found.has_vault_file:
        said.append(
            "The vault file is here" if found.has_key else "The vault file is here; its paper key, or enough shares, is needed"
        )
    elif found.has_key:
        said.append("The paper key is here; the vault file that it opens is needed too")
    return tuple(said)


def of_backup(one: BackupStatus) -> str:
    """Say how far one backup is."""
    said = f"{one.found} of {one.total} parts read"
    if one.is_ready:
        return f"{said}, which is enough"
    if one.missing_pages:
        said += f", {_named('page', one.missing_pages)} {_is(one.missing_pages)} missing"
    if one.unread:
        said += f", {_named('part', one.unread)} could not be read"
    more = f"{'at least ' if one.is_least else ''}{one.needed} more {'part is' if one.needed == 1 else 'parts are'}"
    return f"{said}; {more} needed"


def _of_shares(one: ShareStatus, *, is_alone: bool) -> str:
    said = f"{_named('Share', one.numbers)}{'' if is_alone else f' of “{one.begin} …”'} read"
    return f"{said}; {one.needed} more {'share is' if one.needed == 1 else 'shares are'} needed" if one.needed else said


def _named(noun: str, names: Sequence[object]) -> str:
    """Return a noun and what is meant: `page 3`, `Lines 3.07 and 3.09`, `parts 1, 2, 3, 4, 5, 6 and 12 more`."""
    words = [str(name) for name in names]
    if len(words) == 1:
        return f"{noun} {words[0]}"
    if len(words) > _MOST_NAMED + 1:
        words = [*words[:_MOST_NAMED], f"{len(words) - _MOST_NAMED} more"]
    return f"{noun}s {', '.join(words[:-1])} and {words[-1]}"


def _is(names: Sequence[object]) -> str:
    return "is" if len(names) == 1 else "are"


def _backup(one: Part, found: Sequence[Part]) -> BackupStatus:
    here = {part.index for part in found}
    pages = {part.page for part in found}
    return BackupStatus(
        sheet_id=one.sheet_id,
        found=len(here),
        total=one.total,
        needed=parts.needed(found) if found else one.k * one.groups,
        pages=one.pages,
        missing_pages=tuple(page for page in range(1, one.pages + 1) if page not in pages),
        unread=tuple(
            index + 1
            for index in range(one.total)
            if index not in here and parts.page_of(index, one.first, one.per_page) in pages
        ),
        is_least=one.groups > 1,
    )


def _share_sets(texts: Iterable[str]) -> tuple[ShareStatus, ...]:
    found: dict[str, list[shares.Info]] = {}
    for text in texts:
        found.setdefault(" ".join(text.split()[:2]), []).append(shares.info(text))
    return tuple(
        ShareStatus(infos[0].set_id, tuple(sorted({one.number for one in infos})), infos[0].threshold, begin)
        for begin, infos in found.items()
    )


# Lines


def _by_part(lines: Iterable[Line]) -> dict[int, dict[int, list[tuple[int, Line]]]]:
    """Return the lines by part and by place, each with when it came; the last one first."""
    found: dict[int, dict[int, list[tuple[int, Line]]]] = {}
    for when, line in enumerate(lines):
        found.setdefault(line.part, {}).setdefault(line.line, []).insert(0, (when, line))
    return found


def _headings(lines: Iterable[Line]) -> Iterator[Part]:
    """Yield what the first lines say of their parts, chunks of zeros in them."""
    for line in lines:
        if line.line == 1:
            try:
                part = parts.of_first_line(line)
            except BadInput:
                continue
            if part.number == line.part:
                yield part


def _line_count(rows: Mapping[int, list[tuple[int, Line]]], layouts: Sequence[Part]) -> int:
    """Return how many lines a part has: as its first line says, else as all backups have that are known here; 0 if unknown."""
    own = list(_headings(line for _, line in rows.get(1, ())))
    counts = {parts.line_count(part) for part in own or layouts}
    return max(counts) if own or len(counts) == 1 else 0


def _ways(rows: Mapping[int, list[tuple[int, Line]]]) -> Iterator[list[Line]]:
    """Yield lines that may be of one part: those that came after each first line, then any that were typed several times."""
    for since, first in rows.get(1, ())[:_MOST_FIRST]:
        for heading in _headings([first]):
            places = range(1, parts.line_count(heading) + 1)
            if all(place in rows for place in places):
                yield [min(rows[place], key=lambda one: (one[0] < since, one[0]))[1] for place in places]
                every = product(*([first] if place == 1 else [one for _, one in rows[place]] for place in places))
                yield from map(list, islice(every, _MOST_WAYS))


def _typed(gathered: Gathered, layouts: Sequence[Part]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the names of the lines that were left out, and the parts whose lines are all here and do not fit."""
    missing: list[str] = []
    unfit: list[int] = []
    wrong = {name for _, name in gathered.errors}
    here = {part.number for part in gathered.parts}
    rest = {number: rows for number, rows in sorted(_by_part(gathered.lines).items()) if number not in here}
    for number, rows in rest.items():
        wanted = _line_count(rows, layouts) or max(rows)
        names = [parts.line_name(number, place) for place in range(1, wanted + 1) if place not in rows]
        missing += [name for name in names if name not in wrong]
        if not names:
            unfit.append(number)
    return tuple(missing), tuple(unfit)
