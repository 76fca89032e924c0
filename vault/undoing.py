"""Taking changes back, and making them again.

The history keeps the change, that it was undone, and that it was made again. What was printed stays in the register: paper
cannot be called back.
"""

from collections.abc import Iterable, Sequence

from msgspec import structs

from vault.edit import noted
from vault.model import Event, Now, Vault

_TAKES_BACK = {"undone", "went-back"}
OF_THE_FILE = ("key-", "put-back")  # how the kinds of events begin that are of the vault file, not of what it holds
# Nor is this undone: paper cannot be called back, and what was taken in is of another machine.
_FINAL = ("sheet-printed", "sheet-withdrawn", "merged", *OF_THE_FILE)


def undo(vault: Vault, before: Vault, *, events: Sequence[Event] = (), now: Now) -> Vault:
    """Go back to what `before` held. `events`: what is taken back by that; by default all that happened since."""
    return _taken_to(vault, before, events or noted_between(before, vault), "undone", now)


def redo(vault: Vault, after: Vault, *, events: Sequence[Event], now: Now) -> Vault:
    """Make a change again that was undone: `after` is what it led to, `events` what it noted."""
    return _taken_to(vault, after, events, "redone", now)


def noted_between(before: Vault, after: Vault) -> tuple[Event, ...]:
    """Return what a change noted. Its events may stand anywhere: going back puts two histories together."""
    known = {event.id for event in before.events}
    return tuple(event for event in after.events if event.id not in known)


def undone(events: Iterable[Event]) -> frozenset[str]:
    """Return the ids of the events whose changes were taken back, and not made again since."""
    by_id: dict[str, Event] = {}
    found: set[str] = set()
    for event in events:
        by_id[event.id] = event
        back, again = taken_back(event), made_again(event)
        less = [by_id[event_id] for event_id in back if event_id in by_id]  # to take back a taking back makes again
        more = [by_id[event_id] for event_id in again if event_id in by_id]
        found.difference_update(again, *map(taken_back, less), *map(made_again, more))
        found.update(back, *map(made_again, less), *map(taken_back, more))
    return frozenset(found)


def taken_back(event: Event) -> list[str]:
    """Return the ids of the events that an event takes back."""
    return event.values.get("event", "").split() if event.kind in _TAKES_BACK else []


def made_again(event: Event) -> list[str]:
    """Return the ids of the events that an event makes again."""
    name = {"redone": "event", "went-back": "again"}.get(event.kind, "")
    return event.values.get(name, "").split()


def is_final(event: Event) -> bool:
    """Tell whether a change cannot be taken back, nor what was done before it."""
    return event.kind.startswith(_FINAL)


def is_of_removal(event: Event) -> bool:
    """Tell whether an event is about an account that is or was removed for good: no change of the account itself."""
    return "account-removed" in {event.kind, event.values.get("change")}


def is_of_changes(event: Event) -> bool:
    """Tell whether an event is about other changes: that they were taken back, or made again."""
    return event.kind in {"undone", "redone", "went-back"}


def _taken_to(vault: Vault, to: Vault, events: Sequence[Event], kind: str, now: Now) -> Vault:
    sheets = to.sheets + vault.sheets[len(to.sheets) :]
    changed = structs.replace(to, events=vault.events, sheets=sheets)
    last = events[-1] if events else None
    said = {"change": last.kind, "event": " ".join(event.id for event in events)} if last else {}
    return noted(changed, kind, last.account_id if last else "", now, **said)
