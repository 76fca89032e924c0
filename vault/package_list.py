"""The names of packages in whatever was pasted: one a line, a registry's page of projects, pip's output, requirements.

What cannot be the name of a package (PEP 508) is passed over; the user sees what was found before anything is noted.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from vault.facts import normal_name
from vault.model import Answer

_LONGEST = 200_000  # characters that are looked at
_BARE = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?"
_NAME = rf"(?:@?{_BARE}/)?{_BARE}"  # npm and Packagist put an owner before it
_ONE = re.compile(_NAME)
_ADDRESS = re.compile(rf"/project/({_BARE})(?:[/?#\s]|$)")
_EGG = re.compile(rf"#egg=({_BARE})")
_FIELD = re.compile(r"[A-Z][A-Za-z-]*:(?:\s|$)")  # pip show
_PINNED = re.compile(rf"({_NAME})\s*(?:\[[^\]]*\])?\s*(?:[=<>!~]=|[<>@;(]|===).*")
_WITH_VERSION = re.compile(rf"({_NAME})\s+v?\d[\w.+!-]*(?:\s.*)?")  # pip list
_BULLET = re.compile(r"(?:[-*•·]|\d{1,4}[.)])\s+")
_MOMENT = re.compile(r"(?:Last released|Created|Released)\s")  # below each name on the page of projects
_SOLE = "Sole owner"
_BADGES = re.compile(rf"\b({_SOLE}|2FA Required|2FA Mandated|Critical Project|Reserved)$")
_LONGEST_BADGE = 20  # characters, and some: a line of nothing but badges is not searched as often as it has some
# What else stands on that page, and above pip's columns; a package may be called so all the same, and is then typed alone.
_NOT_NAMES = {"package", "packages", "project", "projects", "name", "version", "manage", "view", "released", "created"}


class Named(Struct, frozen=True):
    """A package that was found, and whether it has another owner, where the page told."""

    name: str
    has_other_owner: Answer = "unknown"


def read(text: str) -> Sequence[Named]:
    """Return the packages that a text names, each once, in its order."""
    lines = [" ".join(line.split()) for line in text[:_LONGEST].splitlines()]
    lines = [line for line in lines if line]
    found: dict[str, Named] = {}
    for one in _of_page(lines) if any(map(_MOMENT.match, lines)) else _of_lines(lines):
        if len(lines) == 1 or one.name.casefold() not in _NOT_NAMES:
            found.setdefault(normal_name(one.name), one)
    return tuple(found.values())


def _of_page(lines: Sequence[str]) -> Iterator[Named]:
    """Yield the names on PyPI's page of projects: what stands above the day of each release, with its badges."""
    above: list[str] = []
    is_sole = False
    for line in lines:
        if not _MOMENT.match(line):
            bare = line
            while badge := _BADGES.search(bare, max(0, len(bare) - _LONGEST_BADGE)):
                is_sole |= badge[1] == _SOLE
                bare = bare[: badge.start()].rstrip()
            above += [bare] if bare else []
            continue
        name = above[-1].split(" ")[0] if above else ""
        if _ONE.fullmatch(name):
            yield Named(name, "no" if is_sole else "yes")
        above, is_sole = [], False


def _of_lines(lines: Sequence[str]) -> Iterator[Named]:
    for line in lines:
        if line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split(",")]
        if len(parts) > 1 and all(_ONE.fullmatch(part) for part in parts if part):
            yield from map(Named, filter(None, parts))
        elif name := _in_line(_BULLET.sub("", line, count=1) if _BULLET.match(line) else line):
            yield Named(name)


def _in_line(line: str) -> str:
    """Return the name that a line is about, or an empty text."""
    if found := _ADDRESS.search(line) or _EGG.search(line):
        return found[1]
    if line.startswith("Name: "):
        line = line.removeprefix("Name: ")
    elif _FIELD.match(line) or line.startswith("-"):
        return ""
    bare = line.split(" #")[0].strip()
    found = _ONE.fullmatch(bare) or _PINNED.fullmatch(bare) or _WITH_VERSION.fullmatch(bare)
    return found[found.lastindex or 0] if found else ""
