"""Recovery codes in a text: finding them, and finding out which service they belong to.

Recognised by file name, then by the service's own heading, then by shape and count (research/pypi-facts.md §11). What
cannot be decided is left to be asked: PyPI's and TestPyPI's codes look the same, GitLab's nearly so.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache

from msgspec import Struct

from vault import services
from vault.errors import BadImport
from vault.model import printable
from vault.services import CodeRules, Service

TEXT_LIMIT = 1 << 16  # characters
_MOST_PROBLEMS = 20
_JOINED = 8  # tokens that may stand for one code: 0123 4567 89ab cdef
_CUSTOM = CodeRules(count=0, pattern=r"[!-~]{4,128}")
_EDGES = "\"'`“”‘’«»„.,;:()[]{}<>|/\\•·*_=#☐☑✓-"
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")


class Problem(Struct, frozen=True):
    """Something that was noticed while reading: where, and why it matters. Never quotes what it is about."""

    where: str
    why: str


class FoundCodes(Struct, frozen=True, kw_only=True):
    """A set of codes found in a text. `candidates` are the services it may belong to; `named` is the one its file names."""

    secrets: tuple[str, ...]
    candidates: tuple[str, ...]
    named: str = ""
    username: str = ""
    generated_on: date | None = None
    source: str = ""
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return f"FoundCodes({len(self.secrets)}, {self.candidates})"


class _Reading(Struct, frozen=True):
    """How a text reads when it is taken for one service's."""

    service: Service
    secrets: tuple[str, ...]
    exact: int
    problems: tuple[Problem, ...]

    def __repr__(self) -> str:
        return f"_Reading({self.service.id}, {len(self.secrets)})"

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        """How much of the text it explains, then how well: eight codes of 16 are not sixteen codes of 8."""
        explained = sum(len(secret.replace("-", "")) for secret in self.secrets)
        count = self.service.codes.count if self.service.codes else 0
        return explained, len(self.secrets) == count, self.exact, -abs(len(self.secrets) - count)


def parse(text: str, *, file_name: str = "", service_id: str = "") -> FoundCodes:
    """Find the codes in `text`. With `service_id` it is read as that service's, whatever it looks like.

    Raises BadImport where there is no code.
    """
    if len(text) > TEXT_LIMIT:
        raise BadImport(
            "The text is too long for a list of recovery codes",
            hint="Choose the file that the service saved.",
        )
    lines = [_plain(line) for line in text.splitlines()]
    if not any(line.strip() for line in lines):
        raise BadImport(
            "The file is empty" if file_name else "There is no text",
            hint="Some downloads of recovery codes fail: save or copy them again where the service shows them.",
        )
    file_name = printable(file_name)
    named, username, generated_on = _by_file_name(file_name)
    asked = (services.find(service_id),) if service_id else named
    readings = _best(lines, asked or _by_heading(lines))
    if not readings and not service_id:
        readings = _best(lines, tuple(services.table().values()))
    if not readings:
        raise BadImport(
            "No recovery codes were found in this text",
            hint="PyPI's are eight lines of 16 characters each: digits and the letters a to f.",
        )
    first = readings[0]
    return FoundCodes(
        secrets=first.secrets,
        candidates=tuple(reading.service.id for reading in readings),
        named=next((service.id for service in named if service.id in file_name.lower()), ""),
        username=username,
        generated_on=generated_on,
        source=file_name,
        problems=first.problems,
    )


def _by_file_name(file_name: str) -> tuple[tuple[Service, ...], str, date | None]:
    for service in services.table().values():
        for pattern in service.codes.files if service.codes else ():
            if found := re.fullmatch(pattern, file_name):
                named = found.groupdict()
                return (service,), named.get("user", ""), _date(named.get("date"))
    return (), "", None


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _by_heading(lines: Sequence[str]) -> tuple[Service, ...]:
    words = {line.strip(_EDGES + " ").casefold() for line in lines}
    return tuple(
        service
        for service in services.table().values()
        if service.codes and any(heading.casefold() in words for heading in service.codes.headers)
    )


def _best(lines: Sequence[str], choice: Sequence[Service]) -> list[_Reading]:
    """Return the readings that explain the text best, several where nothing tells them apart."""
    readings = [reading for service in choice if (reading := _read(lines, service)).secrets]
    best = max((reading.rank for reading in readings), default=None)
    return [reading for reading in readings if reading.rank == best]


def _read(lines: Sequence[str], service: Service) -> _Reading:
    rules = service.codes or _CUSTOM
    headings = {heading.casefold() for heading in rules.headers}
    first_lines: dict[str, int] = {}
    problems: list[Problem] = []
    exact = odd_spelling = 0
    for number, line in enumerate(lines, 1):
        found = _codes_in(line, rules, whole_lines=service.codes is None)
        for spelled, secret in found:
            if secret in first_lines:
                problems.append(Problem(f"line {number}", f"the same code as in line {first_lines[secret]}, kept once"))
                continue
            first_lines[secret] = number
            exact += spelled == secret
            odd_spelling += spelled.replace(" ", "") != secret
        bare = "" if found or len(problems) >= _MOST_PROBLEMS else line.strip(_EDGES + " ")
        if bare and bare.casefold() not in headings:
            problems.append(Problem(f"line {number}", f"not a {service.name} recovery code{_length_hint(line, rules)}"))
    del problems[_MOST_PROBLEMS:]
    if odd_spelling and not rules.dashes and service.codes:
        problems.insert(0, Problem("spelling", f"kept in lower case and without dashes, as {service.name} wants them"))
    count = len(first_lines)
    if rules.count and count != rules.count:
        problems.insert(
            0,
            Problem("count", f"{count} {'code' if count == 1 else 'codes'}, {service.name} gives {rules.count}"),
        )
    return _Reading(service, tuple(first_lines), exact, tuple(problems))


def _length_hint(line: str, rules: CodeRules) -> str:
    """Say what is wrong with a line that is nearly a code, without quoting it."""
    bare = re.sub(r"[\s\-]", "", line.strip(_EDGES + " ")).lower()
    wanted = sum(rules.groups)
    if not wanted or " " in line.strip() or not re.fullmatch(r"[0-9a-z]+", bare):
        return ""
    if len(bare) != wanted:
        return f": {len(bare)} characters instead of {wanted}"
    return ": it has a letter that cannot occur"


def _codes_in(line: str, rules: CodeRules, *, whole_lines: bool) -> list[tuple[str, str]]:
    """Return (as written, normal form) of each code in a line: alone, in columns, numbered, or in spaced groups."""
    if whole_lines:
        word = line.strip()
        return [(word, word)] if re.fullmatch(rules.pattern, word) else []
    tokens = [token for token in (token.strip(_EDGES) for token in re.split(r"[\s,;|]+", line)) if token]
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(tokens):
        taken = 1
        for size in _group_sizes(len(tokens[place]), rules):
            group = tokens[place : place + size]
            if len({len(token) for token in group}) == 1 and (secret := _normal(group, rules)):
                found.append((" ".join(group), secret))
                taken = size
                break
        place += taken
    return found


@cache
def _group_sizes(length: int, rules: CodeRules) -> tuple[int, ...]:
    """Return how many words of one length may make up a code: one, or as many as give it one of its own lengths."""
    if rules.dashes:
        return (1,)
    lengths = [size for size in range(sum(rules.groups) + 1) if re.fullmatch(rules.pattern, "0" * size)]
    return (1, *(size for size in range(2, _JOINED + 1) if length * size in lengths))


def _normal(group: Sequence[str], rules: CodeRules) -> str | None:
    """Join tokens and normalise. Where dashes are the rule, an undashed word needs a digit, or any word would do."""
    word = "".join(group)
    if rules.dashes and "-" not in word and not any(char.isdigit() for char in word):
        return None
    return rules.normal(word)


def _plain(line: str) -> str:
    """Undo what word processors and mail programs do to a line: odd blanks and dashes, invisible and full-width letters."""
    line = unicodedata.normalize("NFKC", line).translate(_DASHES)
    return "".join(char for char in line if unicodedata.category(char) not in {"Cf", "Cc"} or char == "\t").rstrip()
