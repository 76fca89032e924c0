"""Does a host only look like a service's own? Compared label by label, never as a substring of the whole."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest
from typing import Literal

from msgspec import Struct

from vault import campaigns, hosts
from vault.confusables import distance, skeleton
from vault.services import Service

Sign = Literal["confusable", "letter", "ending", "sub-domain", "added-words"]
Labels = tuple[str, ...]
# Letters of a name: so short it is an ordinary word as well, of middling length it may stand in others by chance, and in a long
# one two letters may differ.
_SHORT, _MIDDLING, _LONG = 3, 5, 8
_COMPARED = 60  # letters of a host that decide which service it resembles most


class Likeness(Struct, frozen=True):
    """What a host has of a service's own. `is_certain` is false where that is nothing unusual for an ordinary host."""

    service: Service
    signs: tuple[Sign, ...]
    is_certain: bool


class Column(Struct, frozen=True):
    """One place of two hosts written one above the other. A host that has nothing there has an empty text."""

    theirs: str
    own: str

    @property
    def differs(self) -> bool:
        return self.theirs != self.own


def likeness(labels: Labels, services: Iterable[Service]) -> Likeness | None:
    """Return the service that a host resembles most, or None. The host is decoded, and is none of the services' own."""
    looks = tuple(map(skeleton, labels))
    found = [one for service in services if service.site and (one := _likeness(labels, looks, service))]
    return min(found, key=lambda one: (not one.is_certain, *_apart(labels, one.service.site)), default=None)


def columns(theirs: str, own: str) -> tuple[Column, ...]:
    """Write two hosts one above the other, so that most letters which both have stand under each other."""
    ends = [len(".".join(hosts.registered(tuple(host.split("."))))) for host in (theirs, own)]
    fronts = _aligned(theirs[: -ends[0]], own[: -ends[1]])
    by_end = [*fronts, *_aligned(theirs[-ends[0] :], own[-ends[1] :])]
    return tuple(max(_aligned(theirs, own), by_end, key=lambda made: sum(not one.differs for one in made)))


def _aligned(theirs: str, own: str) -> list[Column]:
    found: list[Column] = []
    done, done_own = 0, 0
    for block in SequenceMatcher(None, theirs, own, autojunk=False).get_matching_blocks():
        if block.size >= _SHORT or block.size == 0:  # a letter or two that agree by chance say nothing
            end, end_own = block.a + block.size, block.b + block.size
            found += _beside(theirs[done : block.a], own[done_own : block.b])
            found += _beside(theirs[block.a : end], own[block.b : end_own])
            done, done_own = end, end_own
    return found


def _beside(theirs: str, own: str) -> list[Column]:
    return [Column(one, other) for one, other in zip_longest(theirs, own, fillvalue="")]


def _apart(labels: Labels, site: Labels) -> tuple[int, int]:
    """Return how far two hosts are apart: first in what was changed, then also in what was added."""
    host, own = ".".join(labels)[-_COMPARED:], ".".join(site)
    changed = distance(host, own)
    return changed - abs(len(host) - len(own)), changed


def _likeness(labels: Labels, looks: Labels, service: Service) -> Likeness | None:
    signs = tuple(dict.fromkeys(_signs(labels, looks, service)))
    if not signs:
        return None
    name = service.site[-2]
    is_short_name = signs == ("ending",) and len(name) <= _SHORT
    is_installed = signs == ("sub-domain",) and labels[0] == name and campaigns.is_installed_elsewhere(service.id)
    is_usual = (is_short_name or is_installed) and not _has_run(looks, _wanted(service))
    return Likeness(service, signs, is_certain=not is_usual)


def _signs(labels: Labels, looks: Labels, service: Service) -> Iterator[Sign]:
    """Yield what is alike, the most telling first. `looks` are the labels' skeletons."""
    own, wanted = service.site[-2:], _wanted(service)
    below = hosts.ending(labels)
    place = max(0, len(labels) - len(below) - 1)
    has_other_end = below != own[1:]
    if looks[place] == wanted[0] and not (len(own[0]) <= _SHORT and has_other_end and labels[place] != own[0]):
        if labels[place] != own[0] or (has_other_end and looks[place + 1 :] == wanted[1:]):
            yield "confusable"
        if below != own[1:]:
            yield "ending"
    elif _is_misspelt(looks[place], wanted[0], has_other_end=has_other_end):
        yield "letter"
        if has_other_end:
            yield "ending"
    elif _is_added_to(looks[place], wanted):
        yield "added-words"
    front = looks[:place]
    if _has_run(looks[:-1], wanted) or (len(wanted[0]) > _SHORT and wanted[0] in front):
        yield "sub-domain"
    elif any(_is_added_to(one, wanted) for one in front):
        yield "added-words"


def _is_misspelt(looks: str, wanted: str, *, has_other_end: bool) -> bool:
    """Tell a slip of one letter, or of two in a long name. In a short one it must be the only thing that differs."""
    most = 2 if len(wanted) >= _LONG else 1
    if abs(len(looks) - len(wanted)) > most or (has_other_end and len(wanted) <= _MIDDLING):
        return False
    return distance(looks, wanted) <= most


def _is_added_to(looks: str, wanted: Labels) -> bool:
    """Tell a label that has the service's name in it, or its whole host without the dots: pypi-mirror, hex-pm."""
    name, joined = wanted[0], "".join(wanted)
    words = looks.split("-")
    if joined in words or _has_run(tuple(words), wanted):
        return True
    if len(name) <= _SHORT:
        return False
    if name in words or "".join(words) == name or looks.startswith(name) or looks.endswith(name):
        return True
    if len(name) <= _MIDDLING:
        return False
    return name in looks or any(distance(word, name) <= 1 for word in words if abs(len(word) - len(name)) <= 1)


def _has_run(labels: Labels, run: Labels) -> bool:
    """Tell whether the labels have others among them, in their order and without a gap."""
    return any(labels[start : start + len(run)] == run for start in range(len(labels) - len(run) + 1))


def _wanted(service: Service) -> Labels:
    """Return what the registered part of a service's own host looks like."""
    return _skeletons(service.site[-2:])


@cache
def _skeletons(labels: Labels) -> Labels:
    """Return what labels look like. Only of the services' own: what is pasted is not kept."""
    return tuple(map(skeleton, labels))
