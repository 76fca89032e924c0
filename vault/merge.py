"""Two copies of a vault become one: record by record, whichever of them is called ours.

- Where one copy knows all that happened in the other, it is the result: nothing was changed behind its back.
- What is in either is in both, unless one of them says that it was removed. A used code stays used.
- Of a value that both have, the one that was changed last counts, as their histories tell. The events of both are kept, and
  each tells what was set, but for secrets.
"""

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, TypeVar

from msgspec import Struct, structs

from vault import chores, places, undoing
from vault.edit import noted
from vault.facts import kept_about, normal_name
from vault.merge_marks import LONG_AGO, Marks, text
from vault.model import Account, Chore, Event, Now, Place, Request, Vault

Some = TypeVar("Some")
Record = TypeVar("Record", bound=Struct)
# When something was changed last, by which event, and how often: the same for whoever has seen the same changes.
_Stamp = tuple[datetime, str, int]

_NEVER: _Stamp = (LONG_AGO, "", 0)
# The records of an account, each with what makes two of them one.
_RECORDS: Mapping[str, Callable[[Any], Hashable]] = {
    "emails": lambda email: email.address.casefold(),
    "code_sets": lambda code_set: code_set.id,
    "authenticators": lambda authenticator: authenticator.id,
    "tokens": lambda token: token.name,
    "security_keys": lambda key: key.name.casefold(),
    "packages": lambda package: normal_name(package.name),
    "evidence": lambda evidence: evidence.id,
    "requests": lambda request: request.id,
}
# The plain values of an account, each with what its events call it.
_VALUES: Mapping[str, str] = {
    "note": "note-changed",
    "password": "password",
    "totp_at": "authenticator",
    "codes_at": "codes",
    "browsers": "browsers",
    "has_second_factor": "second-factor",
    "linked": "linked",
    "deleted_at": "account-deleted",
}


class Merged(Struct, frozen=True):
    """What became of two copies. `added`: the events that ours did not have; `conflicts`: the accounts of what both changed."""

    vault: Vault
    added: tuple[Event, ...] = ()
    conflicts: tuple[str, ...] = ()


def merge(ours: Vault, theirs: Vault) -> Merged:
    """Return what becomes of two copies of a vault."""
    known = {event.id for event in ours.events}
    if knows_all(ours, theirs) and (ours == theirs or not knows_all(theirs, ours)):
        return Merged(ours)
    if knows_all(theirs, ours) and not knows_all(ours, theirs):
        return Merged(theirs, tuple(event for event in theirs.events if event.id not in known))
    histories = _Histories(ours.events, theirs.events)
    vault = Vault(
        accounts=_accounts(histories, ours, theirs),
        events=histories.events,
        sheets=histories.records(ours.sheets, theirs.sheets, "", lambda sheet: sheet.id),
        chores=_chores(histories, ours.chores, theirs.chores),
        places=_places(histories, ours.places, theirs.places),
        kept_at=histories.latest(ours.kept_at, theirs.kept_at, "", "vault-placed", "vault-placed"),
        password_at=histories.latest(ours.password_at, theirs.password_at, "", "vault-placed", "vault-placed"),
        unknown=_deep(ours.unknown, theirs.unknown),
    )
    added = tuple(event for event in histories.events if event.id not in known)
    return Merged(vault, added, tuple(histories.conflicts))


def knows_all(vault: Vault, other: Vault) -> bool:
    """Tell whether all that happened in another copy is known here: writing this one over it loses nothing."""
    return {event.id for event in other.events} <= {event.id for event in vault.events}


def take_in(vault: Vault, other: Vault, *, now: Now) -> Vault:
    """Merge another copy into a vault, as a change with an event of its own where there was anything to take in."""
    merged = merge(vault, other)
    return noted_in(merged, now=now) if merged.added else vault


def noted_in(merged: Merged, *, now: Now) -> Vault:
    """Return what became of two copies, with the event that says so."""
    said = {"changes": str(len(merged.added)), "conflicts": str(len(merged.conflicts) or "")}
    return noted(merged.vault, "merged", "", now, **said)


class _Histories:
    """What both histories say: what was changed last, and what was removed."""

    def __init__(self, ours: Sequence[Event], theirs: Sequence[Event]) -> None:
        self.events = joined_events(ours, theirs)
        self.conflicts: list[str] = []
        self._ours, self._theirs = _stamps(ours), _stamps(theirs)
        self._common = {event.id for event in ours} & {event.id for event in theirs}
        self._removed = _removed(self.events)
        self.marks = Marks(self.events)
        self._binned = _binned(self.events)

    def is_removed(self, record_id: str) -> bool:
        return record_id in self._removed

    def in_bin(self, account: Account) -> Account:
        """Put an account into the bin that one copy removed for good, and the other one changed without knowing of it."""
        removed_at = self._binned.get(account.id)
        return structs.replace(account, deleted_at=removed_at) if removed_at and not account.deleted_at else account

    def latest(self, one: Some, two: Some, account_id: str, about_one: str, about_two: str) -> Some:
        """Return the one of two values that was changed last; where neither history says, whichever: but always the same."""
        if one == two:
            return one
        ours, theirs = self._ours.get(about_one, _NEVER), self._theirs.get(about_two, _NEVER)
        if not {ours[1], theirs[1]} & {"", *self._common}:
            self.conflicts.append(account_id)
        return one if (ours, text(one)) >= (theirs, text(two)) else two

    def records(
        self, ours: Sequence[Record], theirs: Sequence[Record], account_id: str, key: Callable[[Record], Hashable]
    ) -> tuple[Record, ...]:
        """Return the records of both that were not removed, in the order in which they came to be."""

        def both(one: Record, two: Record) -> Record:
            joined = self.marks.joined(one, two)
            here, there = structs.replace(one, **joined), structs.replace(two, **joined)
            return self.latest(here, there, account_id, _id(one), _id(two))

        here, there = ([one for one in several if _id(one) not in self._removed] for several in (ours, theirs))
        return tuple(sorted(_by_key(here, there, key, both), key=lambda one: (_since(one), _id(one))))


def _accounts(histories: _Histories, ours: Vault, theirs: Vault) -> tuple[Account, ...]:
    def both(one: Account, two: Account) -> Account:
        members: dict[str, Any] = {
            name: histories.records(getattr(one, name), getattr(two, name), one.id, key) for name, key in _RECORDS.items()
        }
        for name, kind in _VALUES.items():
            about = f"{one.id} {kind}"
            members[name] = histories.latest(getattr(one, name), getattr(two, name), one.id, about, about)
        about = kept_about(one.id)
        secret, secret_at = histories.latest(_kept(one), _kept(two), one.id, about, about)
        members["password"] = structs.replace(members["password"], secret=secret, secret_at=secret_at)
        about = f"{one.id} primary-set"
        primary = histories.latest(_primary(one), _primary(two), one.id, about, about)
        members["emails"] = tuple(
            structs.replace(email, primary=email.address.casefold() == primary) for email in members["emails"]
        )
        topics = sorted({*one.questions, *two.questions})
        members["questions"] = tuple(
            topic
            for topic in topics
            if histories.latest(topic in one.questions, topic in two.questions, one.id, *2 * [f"{one.id} {topic}"])
        )
        members["recovered_on"] = histories.marks.last_day((one.id, "recovered_on"), one.recovered_on, two.recovered_on)
        return structs.replace(one, **members)

    found = _by_key(ours.accounts, theirs.accounts, lambda account: account.id, both)
    kept = (histories.in_bin(one) for one in found if not histories.is_removed(one.id))
    return tuple(sorted(kept, key=lambda one: (one.created_at, one.id)))


def _chores(histories: _Histories, ours: Sequence[Chore], theirs: Sequence[Chore]) -> tuple[Chore, ...]:
    """Return what was said of reminders: of each the later choice, and the later day on which it was done."""

    def both(one: Chore, two: Chore) -> Chore:
        about = f"chore {' '.join(one.key)}"
        chosen = (one.every, one.is_off), (two.every, two.is_off)
        every, is_off = histories.latest(*chosen, one.account_id, *2 * [f"{about} choice"])
        until = histories.latest(one.snoozed_until, two.snoozed_until, one.account_id, *2 * [f"{about} rest"])
        done_on = histories.marks.last_day(("chore", *one.key), one.done_on, two.done_on)
        return structs.replace(one, every=every, is_off=is_off, snoozed_until=until, done_on=done_on)

    here, there = ({chore.key: chore for chore in several} for several in (ours, theirs))
    found = (both(here.get(key, chores.fresh(key)), there.get(key, chores.fresh(key))) for key in sorted({*here, *there}))
    return tuple(one for one in found if one != chores.fresh(one.key) and not histories.is_removed(one.account_id))


def _places(histories: _Histories, ours: Sequence[Place], theirs: Sequence[Place]) -> tuple[Place, ...]:
    here, there = ({places.key(place.name): place for place in several} for several in (ours, theirs))
    names = sorted({*here, *there})
    found = (histories.latest(here.get(name), there.get(name), "", *2 * [f"place {name}"]) for name in names)
    return tuple(filter(None, found))


def _kept(account: Account) -> tuple[str, datetime | None]:
    return account.password.secret, account.password.secret_at


def _primary(account: Account) -> str:
    return account.primary.address.casefold() if account.primary else ""


def _by_key(
    ours: Iterable[Some], theirs: Iterable[Some], key: Callable[[Some], Hashable], both: Callable[[Some, Some], Some]
) -> tuple[Some, ...]:
    """Return what is in either, each key once; `both` makes one of two."""
    here, there = ({key(one): one for one in several} for several in (ours, theirs))
    found = {name: both(one, there[name]) if name in there else one for name, one in here.items()}
    return tuple((found | {name: one for name, one in there.items() if name not in here}).values())


def joined_events(ours: Sequence[Event], theirs: Sequence[Event]) -> tuple[Event, ...]:
    """Return all events of two histories: each copy's own order is kept, and what happened earlier goes first."""
    here, there = deque(ours), deque(theirs)
    shared = {event.id for event in ours} & {event.id for event in theirs}
    found: dict[str, Event] = {}
    while here or there:
        heads = [several[0] for several in (here, there) if several]
        # An event that both have waits until the other copy has come to it, too.
        free = [head for head in heads if head.id not in shared or all(one.id == head.id for one in heads)] or heads
        first = min(free, key=lambda event: (event.at, event.id))
        found[first.id] = first
        for several in (here, there):
            while several and several[0].id in found:
                several.popleft()
    return tuple(found.values())


def _stamps(events: Iterable[Event]) -> dict[str, _Stamp]:
    """Return when each thing was changed last: records by their id, values by their account and what its events call them."""
    by_id: dict[str, Event] = {}
    found: dict[str, _Stamp] = {}
    for event in events:
        by_id[event.id] = event
        for about in dict.fromkeys(one for meant in _meant(event, by_id) for one in _subjects(meant)):
            at, event_id, count = found.get(about, _NEVER)
            found[about] = (*max((at, event_id), (event.at, event.id)), count + 1)
    return found


def _meant(event: Event, by_id: Mapping[str, Event]) -> Iterator[Event]:
    """Yield the changes that an event is about: itself, or what it takes back or makes again."""
    waiting, seen = [event.id], set[str]()
    while waiting:
        one = by_id.get(waiting.pop())
        if one is None or one.id in seen:
            continue
        seen.add(one.id)
        about = [*undoing.taken_back(one), *undoing.made_again(one)]
        waiting.extend(about)
        if not about:
            yield one


def _removed(events: Sequence[Event]) -> frozenset[str]:
    """Return the ids of what was removed, or added and taken back.

    An account that was changed by somebody who did not know that it was removed stays.
    """
    undone = undoing.undone(events)
    about = Counter(event.account_id for event in events if not undoing.is_of_removal(event))
    in_force = Counter(event.account_id for event in events if event.id not in undone and not undoing.is_of_changes(event))
    found: set[str] = set()
    for event in events:
        if event.kind == "account-removed" and about[event.account_id] > int(event.values.get("events") or about.total()):
            continue
        takes = event.kind in {"token-removed", "sheet-withdrawn"} or "removed" in event.values
        if takes and event.id not in undone:
            found.update(_words(event))
        elif event.id in undone and event.kind == "account-added":
            if not in_force[event.account_id]:
                found.add(event.account_id)
        elif event.id in undone and event.kind == "codes-added":
            found.add(event.values.get("code_set", ""))
        elif event.id in undone and "added" in event.values:
            found.add(event.values["added"])
    return frozenset(found)


def _binned(events: Sequence[Event]) -> dict[str, datetime]:
    """Return when accounts were removed for good, but for those that somebody took out of the bin."""
    undone = undoing.undone(events)
    restored = {event.account_id for event in events if event.kind == "account-restored"}
    removed = (event for event in events if event.kind == "account-removed" and event.id not in undone)
    return {event.account_id: event.at for event in removed if event.account_id not in restored}


def _subjects(event: Event) -> Iterator[str]:
    """Yield what an event changes, as `latest` asks for it. Undoing it changes the same."""
    kind = event.values.get("fact", event.kind)
    yield from (*_words(event), kind, f"{event.account_id} {kind}", f"place {event.values.get('place', '')}")
    if "chore" in event.values:
        about = f"chore {event.values['chore']} {event.account_id} {event.values.get('item', '')}"
        yield f"{about} {'choice' if event.kind == 'chore-set' else 'rest'}"


def _words(event: Event) -> Iterator[str]:
    for name, value in event.values.items():
        if name != "void":
            yield from value.split()


def _deep(one: Any, two: Any) -> Any:  # noqa: ANN401  (members of a newer version)
    if isinstance(one, dict) and isinstance(two, dict):
        return {name: _deep(one.get(name), two.get(name)) for name in sorted({*one, *two})}
    return max((one, two), key=lambda value: (value is not None, text(value)))


def _id(record: Struct) -> str:
    return str(getattr(record, "id"))  # noqa: B009  (only records have one)


def _since(record: Struct) -> datetime:
    """Return when a record came to be, as far as it says: a request by its first step."""
    if isinstance(record, Request) and record.steps:
        return datetime.combine(min(step.on for step in record.steps), time.min, UTC)
    return getattr(record, "added_at", None) or getattr(record, "printed_at", None) or LONG_AGO
