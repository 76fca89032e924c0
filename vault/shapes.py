"""How recovery codes look in a file's bytes: told by a glance, then read word by word.

A hundred thousand files are looked at, so the glance does not read: it takes a picture of the bytes in which letters stand
for kinds of characters, and searches that for the few forms that codes have.
"""

import codecs
import re
from collections.abc import Collection, Iterable
from functools import cache

from msgspec import Struct

from vault import services
from vault.services import CodeRules, Service

SHORTEST = 8  # characters of a code that can be searched for at all
LEAST = 5  # codes that make a list
_LONGEST = 128
_COMMON = {8, 12, 32, 40, 64}  # lengths that dates, checksums and short ids have as well
_KINDS = (("g", "[0-9a-z]"), ("a", "[0-9a-f]"), ("0", "[0-9]"))  # a letter that the next kind has not; the kind
_HEX_DIGITS = b"0123456789abcdefABCDEF"
_HEX_PICTURE = bytes(
    ord("h" if byte in _HEX_DIGITS else "z" if chr(byte).isalnum() or byte == ord("_") else "-" if byte == ord("-") else " ")
    for byte in range(128)
) + bytes(b" " * 128)
_LETTER_PICTURE = bytes(ord("a") if byte in b"hz" else byte for byte in range(256))
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Shape(Struct, frozen=True):
    """One way in which codes are written, and the services that write theirs so. `needles` are its forms in the picture."""

    length: int
    characters: str
    dashes: bool
    spelled: re.Pattern[str]
    needles: tuple[bytes, ...]
    services: tuple[Service, ...]

    @property
    def is_hex(self) -> bool:
        return "z" not in self.characters

    @property
    def is_common(self) -> bool:
        """Tell whether checksums, dates or short ids look the same."""
        return self.length in _COMMON and not self.dashes

    @property
    def has_heading(self) -> bool:
        return any(rules_of(service).headers for service in self.services)

    @property
    def can_be_list(self) -> bool:
        return any(rules_of(service).count >= LEAST for service in self.services)

    def words(self, text: str) -> list[str]:
        """Return the words of this shape in the form in which the vault keeps them, each once."""
        rules = rules_of(self.services[0])
        bare = (re.sub("[ -]", "", match[0]) for match in self.spelled.finditer(text.lower()))
        return list(dict.fromkeys(word for word in map(rules.normal, bare) if word))


def glance(data: bytes, *, single: Collection[int]) -> list[Shape]:
    """Return the shapes that may occur often enough: of a length in `single`, or with a heading, once; others as a list."""
    if data.startswith(_UTF16):
        data = data.replace(b"\0", b"")
    as_hex = b" " + data.translate(_HEX_PICTURE) + b" "
    as_letters = as_hex.translate(_LETTER_PICTURE)
    has_hex, has_letters = _any_of_hex().search(as_hex), _any_of_letters().search(as_letters)
    if not has_hex and not has_letters:
        return []
    found: list[Shape] = []
    for shape in table():
        picture = as_hex if shape.is_hex else as_letters
        if not (has_hex if shape.is_hex else has_letters):
            continue
        if shape.length in single or shape.has_heading:
            is_there = any(needle in picture for needle in shape.needles)
        else:  # of neighbours, which share a blank, every other one is counted
            is_there = shape.can_be_list and sum(map(picture.count, shape.needles)) > LEAST // 2
        if is_there:
            found.append(shape)
    return found


def rules_of(service: Service) -> CodeRules:
    """Return the rules of a service that is in the table of shapes: it has some."""
    assert service.codes is not None  # noqa: S101
    return service.codes


@cache
def table() -> tuple[Shape, ...]:
    """Return all shapes, from the service table."""
    by_form: dict[tuple[int, str, bool], list[Service]] = {}
    for service in [one for one in services.table().values() if one.codes]:
        rules = rules_of(service)
        for length in range(SHORTEST, _LONGEST + 1):
            if characters := next((kind for letter, kind in _KINDS if re.fullmatch(rules.pattern, letter * length)), ""):
                by_form.setdefault((length, characters, rules.dashes), []).append(service)
    return tuple(_shape(*form, tuple(choice)) for form, choice in by_form.items())


def _shape(length: int, characters: str, dashes: bool, choice: tuple[Service, ...]) -> Shape:  # noqa: FBT001
    """Derive how codes of one length are recognised: as one word, or in the service's groups."""
    rules = rules_of(choice[0])
    groups = rules.grouped(rules.normal("0" * length) or "").replace("-", " ").split()
    first, *rest = (f"{characters}{{{len(group)}}}" for group in groups)
    gap = "-" if dashes else "[ -]?"
    inside = first + (f"(?P<gap>{gap})" + "(?P=gap)".join(rest) if rest else "")
    letter = "a" if "z" in characters else "h"
    betweens = ("-",) if dashes else ("", " ", "-")
    return Shape(
        length=length,
        characters=characters,
        dashes=dashes,
        spelled=re.compile(rf"(?<![0-9a-z_-]){inside}(?![0-9a-z_-])"),
        needles=tuple(f" {between.join(letter * len(group) for group in groups)} ".encode() for between in betweens),
        services=choice,
    )


@cache
def _any_of_hex() -> re.Pattern[bytes]:
    """Return what finds any needle of hex digits at once: five times as fast as one search after the other."""
    return _any(needle for shape in table() if shape.is_hex for needle in shape.needles)


@cache
def _any_of_letters() -> re.Pattern[bytes]:
    """Return what finds the rear of any needle of letters: few words have a dash before as many letters."""
    return _any(needle[needle.index(b"-") :] for shape in table() if not shape.is_hex for needle in shape.needles)


def _any(needles: Iterable[bytes]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, sorted(set(needles)))))
