"""Marks that only move forward when two copies become one: what is used, void or destroyed, days, counters, steps.

A mark that was taken back on one copy is still there on one that had seen it before. So where the history tells of a mark it
decides whether that holds, and the records of both copies only where it does not.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from msgspec import Struct, structs

from vault import undoing
from vault.model import Code, CodeSet, CodeState, Event, Request, Sheet

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_ORDER: Mapping[CodeState, int] = {"unused": 0, "void": 1, "used": 2}  # the farther a code has come, the surer it is

# What events and reminders that are done move on to a day.
_DAY_OF: Mapping[str, str] = {
    "codes-checked": "checked_on",
    "drill-passed": "tested_on",
    "codes-tested": "tested_on",
    "token-reviewed": "reviewed_on",
    "token-expires": "reviewed_on",
    "request-proved": "mail-answered",
}
_DAYS = ("checked_on", "tested_on", "reviewed_on")


class Marks:
    """What the history of both copies tells of such marks."""

    def __init__(self, events: Iterable[Event]) -> None:
        events = tuple(events)
        undone = undoing.undone(events)
        self._void_at: dict[str, datetime | None] = {}  # of a record that was void ever; None: that was taken back
        self._void_codes: dict[tuple[str, str], bool] = {}  # the codes that were marked one by one; False: no longer
        self._days: dict[tuple[str, ...], bool] = {}  # what was done, and on which day; False: that was taken back
        for event in events:
            holds = event.id not in undone
            for record_id in _made_void(event):
                self._void_at[record_id] = _earlier(self._void_at.get(record_id), event.at if holds else None)
            for told in _told_days(event):
                self._days[told] = holds or self._days.get(told, False)
            if event.kind in {"code-void", "code-unused"} and holds:
                self._void_codes[_place(event)] = event.kind == "code-void"
            elif event.kind == "code-void":
                self._void_codes.setdefault(_place(event), False)

    def joined(self, one: Struct, two: Struct) -> dict[str, Any]:
        """Return the members of a record that both copies have to themselves."""
        members = {name: (getattr(one, name), getattr(two, name)) for name in one.__struct_fields__}
        found = {name: join(*members[name]) for name, join in _JOINS.items() if name in members}
        record_id = getattr(one, "id", "")
        found |= {name: self.last_day((record_id, name), *members[name]) for name in _DAYS if name in members}
        if record_id in self._void_at:
            found["destroyed_at" if isinstance(one, Sheet) else "void_at"] = self._void_at[record_id]
        if isinstance(one, Request):
            found["steps"] = tuple(step for step in found["steps"] if self._holds(one.id, step.kind, step.on.isoformat()))
        if isinstance(one, CodeSet):
            found["codes"] = tuple(self._code(one.id, place, code, found) for place, code in enumerate(found["codes"], 1))
            found["is_burned_known"] &= self._holds(one.id, "is_burned_known", "")
        return found

    def last_day(self, about: tuple[str, ...], one: date | None, two: date | None) -> date | None:
        """Return the later of two days on which something was done, and not taken back."""
        return max((day for day in (one, two) if day and self._holds(*about, day.isoformat())), default=None)

    def _holds(self, *told: str) -> bool:
        return self._days.get(told, True)

    def _code(self, set_id: str, place: int, code: Code, code_set: Mapping[str, Any]) -> Code:
        if code.state == "used":
            return code
        of_itself = self._void_codes.get((set_id, str(place)), code.state == "void" and set_id not in self._void_at)
        return structs.replace(code, state="void" if code_set["void_at"] or of_itself else "unused")


def _made_void(event: Event) -> list[str]:
    """Return the ids of the records that an event made void, or destroyed."""
    if event.kind == "sheet-destroyed":
        return event.values.get("sheets", "").split()
    if event.values.get("chore") == "sheet-stale" and event.kind == "chore-done":
        return [event.values.get("item", "")]
    return event.values.get("void", "").split()


def _told_days(event: Event) -> Iterator[tuple[str, ...]]:
    """Yield what an event tells to have been done, of which record, and on which day."""
    said = event.values
    on, chore = said.get("on") or event.at.date().isoformat(), said.get("chore", "")
    match event.kind:
        case "request-step" | "request-closed":
            yield said.get("request", ""), said.get("step", "closed"), on
        case "codes-checked" | "drill-passed":
            yield said.get("code_set", ""), _DAY_OF[event.kind], on
        case "burned-known":
            yield said.get("code_set", ""), "is_burned_known", ""
        case "chore-done":
            yield "chore", chore, event.account_id, said.get("item", ""), on
            yield said.get("item", ""), _DAY_OF.get(chore, ""), on
    if event.kind == "account-recovered" or said.get("ending") == "reset":
        yield event.account_id, "recovered_on", on


def _place(event: Event) -> tuple[str, str]:
    return event.values.get("code_set", ""), event.values.get("place", "")


def _codes(one: Sequence[Code], two: Sequence[Code]) -> tuple[Code, ...]:
    longer, shorter = sorted((tuple(one), tuple(two)), key=lambda codes: (len(codes), text(codes)), reverse=True)
    return (*map(_code, longer, shorter), *longer[len(shorter) :])


def _code(one: Code, two: Code) -> Code:
    return max(one, two, key=lambda code: (_ORDER[code.state], code.used_at or LONG_AGO, text(code)))


def _earlier(one: datetime | None, two: datetime | None) -> datetime | None:
    return min(filter(None, (one, two)), default=None)


def _steps(one: Sequence[Struct], two: Sequence[Struct]) -> tuple[Struct, ...]:
    return tuple(sorted({*one, *two}, key=lambda step: (getattr(step, "on"), text(step))))  # noqa: B009  (only steps have one)


_JOINS: Mapping[str, Callable[[Any, Any], Any]] = {
    "codes": _codes,
    "void_at": _earlier,
    "destroyed_at": _earlier,
    "is_burned_known": lambda one, two: one or two,
    "counter": max,
    "steps": _steps,
}


def text(value: object) -> bytes:
    """Return a value as bytes: for an order that is the same on every copy."""
    return msgspec.json.encode(value, order="deterministic")
