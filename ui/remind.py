"""What is due, told without opening a vault: from the agenda that its last save left behind.

Loads neither Qt nor what opens a vault, so that a timer may run it as often as it likes.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from vault import agenda

DUE = 10  # the exit code where something is due


class Due(Struct, frozen=True):
    """One thing that is due. `account` is None for what concerns the vault itself, and while it is locked."""

    kind: str
    due_on: date
    account: str | None
    text: str


class Report(Struct, frozen=True):
    """What is due, and on which day the next thing begins to show."""

    due: tuple[Due, ...]
    next: date | None

    @property
    def exit_code(self) -> int:
        return DUE if self.due else 0

    def document(self) -> Any:  # noqa: ANN401  (JSON)
        return msgspec.to_builtins(self)


def look(vault: Path, today: date) -> Report:
    """Return what is due of a locked vault. Raises NotThere, BadInput."""
    found = agenda.read(agenda.vault_id(vault))
    return Report(_listed(found.due(today)), found.next_on(today))


def calendar(vault: Path) -> Sequence[Due]:
    """Return all that the agenda of a locked vault knows. Raises NotThere, BadInput."""
    return _listed(agenda.read(agenda.vault_id(vault)).entries)


def lines(report: Report, today: date, *, is_open: bool) -> list[str]:
    """Return the report as a person reads it."""
    if not report.due:
        return [_nothing(report, is_open=is_open)]
    told: list[str] = []
    if is_open:
        for account in dict.fromkeys(one.account for one in report.due):
            of_account = (one for one in report.due if one.account == account)
            told += [account or "The vault", *(f"  {one.text} ({_when(one.due_on, today)})" for one in of_account)]
        return told
    for text, due_on in _earliest(report.due):
        told.append(f"{text} ({_when(due_on, today)})")
    return [*told, "Open Sparekey to see what it is, or run: sparekey remind --vault-open"]


def _listed(entries: Iterable[agenda.Entry]) -> tuple[Due, ...]:
    return tuple(Due(one.kind, one.due_on, None, one.words) for one in sorted(entries, key=lambda one: one.due_on))


def _nothing(report: Report, *, is_open: bool) -> str:
    if report.next:
        return f"Nothing is due. The next thing comes up on {report.next}."
    if is_open:
        return "Nothing is due."
    return "Nothing is known to be due. To look into the vault itself, run: sparekey remind --vault-open"


def _earliest(due: Iterable[Due]) -> Iterable[tuple[str, date]]:
    """Return each text once, with its first day: while locked, ten of a kind look like one."""
    first: dict[str, date] = {}
    for one in due:
        first.setdefault(one.text, one.due_on)
    return first.items()


def _when(due_on: date, today: date) -> str:
    if due_on == today:
        return "today"
    return f"since {due_on}" if due_on < today else f"by {due_on}"
