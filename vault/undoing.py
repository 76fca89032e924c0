"""Taking changes back, and making them again.

The history keeps the change, that it was undone, and that it was made again. What was printed stays in the register: paper
cannot be called back.
"""

from collections.abc import Iterable, Sequence

from msgspec import structs

from vault.edit import noted
from vault.model import Event, Now, Vault

_TAKES_BACK = {"undone", "went-back"}


def undo(vault: Vault, before: Vault, *, events: Sequence[Event] = (), now: Now) -> Vault:
    """Go back to what `before` held. `events`: what is taken back by that; by default all that happened since."""
    return _taken_to(vault, before, events or vault.events[len(before.events) :], "undone", now)


def redo(vault: Vault, after: Vault, *, events: Sequence[Event], now: Now) -> Vault:
    """Make a change again that was undone: `after` is what it led to, `events` what it noted."""
    return _taken_to(vault, after, events, "redone", now)


def undone(events: Iterable[Event]) -> frozenset[str]:
    """Return the ids of the events whose changes were taken back, and not made again since."""
    found: set[str] = set()
    for event in events:
        if event.kind in _TAKES_BACK:
            found.update(_meant(event))
        elif event.kind == "redone":
            found.difference_update(_meant(event))
    return frozenset(found)


def _taken_to(vault: Vault, to: Vault, events: Sequence[Event], kind: str, now: Now) -> Vault:
    sheets = to.sheets + vault.sheets[len(to.sheets) :]
    changed = structs.replace(to, events=vault.events, sheets=sheets)
    last = events[-1] if events else None
    said = {"change": last.kind, "event": " ".join(event.id for event in events)} if last else {}
    return noted(changed, kind, last.account_id if last else "", now, **said)


def _meant(event: Event) -> list[str]:
    return event.values.get("event", "").split()
