"""What a text says that came from paper: what QR codes said, lines that were typed, a paper key, the words of a share.

Any text gives a `Transcript`; one that says nothing is empty. What was typed wrongly is told beside what was right, so that
one slip does not cost the rest.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from msgspec import Struct, structs

from vault import crockford, keys, parts, passphrases, shares, sheets
from vault.errors import BadInput
from vault.keys import Key
from vault.parts import Line, Part

KEY_SCAN = "SPAREKEY1:KEY:"
TEXT_LIMIT = 4 * 1024 * 1024  # characters: several times the largest backup
_CODE = re.compile(r"SPAREKEY1:(PART|KEY|SHARE|SHEET):", re.IGNORECASE)
_SYMBOLS = re.compile(r"[0-9A-Za-z\s\u2010-\u2015-]*")
_WORDS = re.compile(r"[A-Za-z\s]*")
_ADDRESS = re.compile(r"(?<![^\s(])([0-9OoIl|]{1,4}) ?[.,:] ?([0-9OoIl|]{2})[.:)]?(?=\s)")
_LONELY = re.compile(r"^([ \t]*[0-9OoIl|]{1,4} ?[.,:] ?[0-9OoIl|]{2}[.:)]?)[ \t]*\n\s*(?=\S)", re.MULTILINE)
_GROUPS = re.compile(r"(?:[ \t]*[0-9A-HJKMNP-TV-Z]{4})*[ \t]*[0-9A-HJKMNP-TV-Z]{1,4}[ \t]+[0-9A-HJKMNP-TV-Z]{2}(?!\S)")
_NINE_GROUPS = re.compile(r"(?<![0-9A-Za-z])(?=((?:[0-9A-Za-z]{4}[\s\u2010-\u2015-]*){9})(?![0-9A-Za-z]))")
_GROUP_NUMBER = re.compile(r"(?<!\S)[1-9][.):]?(?!\S)")
_NUMBERED = re.compile(r"(?<!\w)(\d{1,2})[.):]?\s{0,8}([A-Za-z]{3,})(?![\w])")
_DIGITS = str.maketrans("OoIl|", "00111")
_MOST_LINES = 14  # of a part
_MOST_CODES = 5000  # that are read in one text: the largest backup has 2,040 parts
_MOST_SECRETS = 64  # keys or shares that are tried in one text, so that nobody keeps us busy
_LIKE_A_SHARE = 12  # words of the list in one paragraph: too many for chance


class Transcript(Struct, frozen=True):
    """What was found. `errors` names typed lines that are wrong; `trouble` says what else was meant and cannot be used."""

    parts: tuple[Part, ...] = ()
    lines: tuple[Line, ...] = ()
    errors: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    sheet_ids: tuple[str, ...] = ()
    trouble: tuple[BadInput, ...] = ()

    def __repr__(self) -> str:
        return f"Transcript({len(self.parts)} parts, {len(self.lines)} lines, {len(self.shares)} shares)"

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing of it brings anybody further; the number of a sheet alone does not."""
        return not (self.parts or self.lines or self.errors or self.shares or self.keys)


def read(text: str, *, is_typed: bool = True) -> Transcript:
    """Return what a text says. In one that nobody typed, taken out of a PDF, what looks like an error is only prose."""
    codes, rest = _codes(text[:TEXT_LIMIT])
    if not is_typed:
        found = joined([codes, _of_lines(rest, _printed_line), _of_keys(rest), _of_shares(rest)])
        return structs.replace(found, trouble=codes.trouble)
    found = joined([codes, _of_lines(rest, _typed_line), _of_keys(rest), _of_shares(rest)])
    if found.is_empty and not found.trouble and _looks_like_a_key(rest):
        return _of_key(rest)
    return found


def joined(several: Iterable[Transcript]) -> Transcript:
    """Return everything that several transcripts say, each thing once."""
    all_of = list(several)
    return Transcript(
        *(tuple(dict.fromkeys(one for each in all_of for one in getattr(each, name))) for name in Transcript.__struct_fields__)
    )


# What QR codes said


def _codes(text: str) -> tuple[Transcript, str]:
    """Return what the codes in a text say, and the text without them. Line breaks within a code are a mail program's."""
    starts = list(islice(_CODE.finditer(text), _MOST_CODES))
    if not starts:
        return Transcript(), text
    rest = text[: starts[0].start()]
    found = []
    for start, body in _bodies(starts, text):
        try:
            one, used = _READERS[start[1].upper()](body)
        except BadInput as error:
            one, used = Transcript(trouble=(error,)), len(body.split("\n", 1)[0])
        found.append(one)
        rest += f"\n{body[used:]}"
    return joined(found), rest


def _part(body: str) -> tuple[Transcript, int]:
    head, _ = _symbols(body, parts.LINE_SYMBOLS)
    length = parts.byte_count(parts.of_first_line(Line(1, 1, head)))
    symbols, used = _symbols(body, -(-length * 8 // 5))
    return Transcript(parts=(parts.from_qr(parts.SCAN + symbols),)), used


def _key(body: str) -> tuple[Transcript, int]:
    symbols, used = _symbols(body, keys.PAPER_SYMBOLS)
    return Transcript(keys=(keys.paper(symbols),)), used


def _sheet(body: str) -> tuple[Transcript, int]:
    symbols, used = _symbols(body, sheets.ID_SYMBOLS)
    crockford.decode(symbols, sheets.ID_BYTES)
    return Transcript(sheet_ids=(symbols,)), used


def _share(body: str) -> tuple[Transcript, int]:
    words = list(re.finditer(r"[A-Za-z]+", _matched(_WORDS, body)))[: shares.WORDS]
    text = " ".join(word[0] for word in words)
    shares.check(text)
    return Transcript(shares=(shares.normal(text),)), words[-1].end()


_READERS: dict[str, Callable[[str], tuple[Transcript, int]]] = {"PART": _part, "KEY": _key, "SHEET": _sheet, "SHARE": _share}


def _bodies(starts: Sequence[re.Match[str]], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each start and what stands between it and the next one."""
    for place, start in enumerate(starts, 1):
        yield start, text[start.end() : starts[place].start() if place < len(starts) else None]


def _symbols(body: str, many: int) -> tuple[str, int]:
    """Return so many symbols from the beginning of a text, as far as they are there, and how many characters they take."""
    taken = [place for place, char in enumerate(_matched(_SYMBOLS, body)) if char.isalnum()][:many]
    return crockford.clean("".join(body[place] for place in taken)), (taken[-1] + 1 if taken else 0)


def _matched(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found[0] if found else ""


# Lines


def _of_lines(text: str, read_one: Callable[[int, int, str], Transcript]) -> Transcript:
    found = []
    for row in _LONELY.sub(r"\1 ", text).splitlines():  # some programs put a line's number above it
        starts = [one for one in _ADDRESS.finditer(row) if 1 <= _number(one[2]) <= _MOST_LINES and _number(one[1])]
        found += [read_one(_number(start[1]), _number(start[2]), body) for start, body in _bodies(starts, row)]
    return joined(found)


def _printed_line(part: int, number: int, text: str) -> Transcript:
    """Read a line out of a PDF, where other text may follow it."""
    try:
        return Transcript(lines=(parts.line(part, number, _matched(_GROUPS, text)),))
    except BadInput:
        return Transcript()


def _typed_line(part: int, number: int, text: str) -> Transcript:
    tokens = text.split()
    try:
        return Transcript(lines=(parts.line(part, number, text),))
    except BadInput:
        groups = sum(len(one) == 4 for one in tokens)
        is_line = 2 * groups >= len(tokens) > 3 or any(len(one) >= 8 and not one.isalpha() for one in tokens)
        return Transcript(errors=(parts.line_name(part, number),) if is_line else ())


def _number(digits: str) -> int:
    return int(digits.translate(_DIGITS))


# Paper keys and shares


def _of_keys(text: str) -> Transcript:
    rows = [row for row in text.splitlines() if keys.PAPER_SYMBOLS <= len(row) <= 2 * keys.PAPER_SYMBOLS]
    tokens = [token for row in rows for token in row.split()]
    without = _GROUP_NUMBER.sub(" ", text)  # the groups are numbered on the sheet
    groups = (one[1] for each in (text, without) for one in islice(_NINE_GROUPS.finditer(each), _MOST_SECRETS))
    candidates = chain(rows, tokens, groups)
    likely = (one for one in candidates if len(crockford.clean(one)) == keys.PAPER_SYMBOLS)
    return joined(Transcript(keys=_of_key(one).keys) for one in islice(likely, _MOST_SECRETS))


def _of_key(text: str) -> Transcript:
    try:
        return Transcript(keys=(keys.paper(text),))
    except BadInput as error:
        return Transcript(trouble=(error,))


def _looks_like_a_key(text: str) -> bool:
    symbols = crockford.clean(text)
    is_short = keys.PAPER_SYMBOLS - 16 <= len(symbols) <= keys.PAPER_SYMBOLS + 16
    return is_short and symbols.isalnum() and sum(char.isdigit() for char in symbols) >= 3


def _of_shares(text: str) -> Transcript:
    found = []
    for words in islice(_word_lists(text), _MOST_SECRETS):
        try:
            shares.check(words)
            found.append(Transcript(shares=(shares.normal(words),)))
        except BadInput as error:
            found.append(Transcript(trouble=(error,)))
    return joined(found)


def _word_lists(text: str) -> Iterator[str]:
    """Yield what may be the words of one share each: numbered, else of one line, else of one paragraph."""
    numbered = list(_numbered_words(text))
    if numbered:
        yield from numbered
        return
    for paragraph in re.split(r"\n\s*\n", text):
        rows = [words for row in paragraph.splitlines() if (words := re.findall(r"[^\W\d_]+", row))]
        if len(rows) > 1 and all(len(row) >= _LIKE_A_SHARE for row in rows):
            yield from (" ".join(row) for row in rows if _is_like_a_share(row))
            continue
        words = [word for row in rows for word in row]
        if not _is_like_a_share(words):
            continue
        step = shares.WORDS if len(words) % shares.WORDS == 0 else len(words)
        yield from (" ".join(words[start : start + step]) for start in range(0, len(words), step))


def _numbered_words(text: str) -> Iterator[str]:
    """Yield the words of shares that stand beside their numbers, in the order of these, whatever the columns were.

    A second word 1 begins another share. Any other number that comes again was of the text before, as in "any 2 of 3 open it".
    """
    found: dict[int, str] = {}
    for one in _NUMBERED.finditer(text):
        number = int(one[1])
        if 1 <= number <= shares.WORDS:
            if number == 1 and number in found:
                found = {}
            found[number] = one[2]
            if len(found) == shares.WORDS:
                yield " ".join(word for _, word in sorted(found.items()))
                found = {}


def _is_like_a_share(words: list[str]) -> bool:
    known = sum(bool(passphrases.whole(word)) for word in words)
    return known >= _LIKE_A_SHARE and 4 * known >= 3 * len(words)
