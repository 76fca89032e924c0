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

import msgspec
from msgspec import Struct, structs

from vault import chores, places, undoing
from vault.edit import noted
from vault.facts import kept_about, normal_name
from vault.model import Account, Code, CodeSet, CodeState, Event, Now, Request, Vault

Some = TypeVar("Some")
Record = TypeVar("Record", bound=Struct)
# When something was changed last, by which event, and how often: the same for whoever has seen the same changes.
_Stamp = tuple[datetime, str, int]

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_NEVER: _Stamp = (_LONG_AGO, "", 0)
_ORDER: Mapping[CodeState, int] = {"unused": 0, "void": 1, "used": 2}  # the farther a code has come, the surer it is
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
        chores=chores.merged(ours.chores, theirs.chores),
        places=_by_key(
            ours.places,
            theirs.places,
            lambda place: places.key(place.name),
            lambda one, two: histories.latest(one, two, "", *2 * [f"place {places.key(one.name)}"]),
        ),
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
        self._void = _Void(self.events)
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
        return one if (ours, _text(one)) >= (theirs, _text(two)) else two

    def records(
        self, ours: Sequence[Record], theirs: Sequence[Record], account_id: str, key: Callable[[Record], Hashable]
    ) -> tuple[Record, ...]:
        """Return the records of both that were not removed, in the order in which they came to be."""

        def both(one: Record, two: Record) -> Record:
            joined = _joined(one, two)
            if isinstance(one, CodeSet):
                joined |= self._void.of(account_id, one, joined["codes"])
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
        members["questions"] = tuple(sorted({*one.questions, *two.questions}))
        members["recovered_on"] = _later(one.recovered_on, two.recovered_on)
        return structs.replace(one, **members)

    found = _by_key(ours.accounts, theirs.accounts, lambda account: account.id, both)
    kept = (histories.in_bin(one) for one in found if not histories.is_removed(one.id))
    return tuple(sorted(kept, key=lambda one: (one.created_at, one.id)))


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
    about = Counter(event.account_id for event in events if event.kind != "account-removed")
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


class _Void:
    """Which code sets were replaced, and which codes marked as void, as the history tells: a replacement may be taken back."""

    def __init__(self, events: Sequence[Event]) -> None:
        undone = undoing.undone(events)
        self._replaced_at: dict[str, datetime | None] = {}
        self._reset_at: dict[str, list[datetime]] = {}  # of an account, when its staff made everything void
        self._codes: set[tuple[str, str]] = set()
        for event in events:
            replaced = event.values.get("replaced", "") if event.kind == "codes-added" else ""
            if replaced:
                self._replaced_at.setdefault(replaced, None)
            if event.id in undone:
                continue
            if replaced:
                self._replaced_at[replaced] = _earlier(self._replaced_at[replaced], event.at)
            if event.values.get("ending") == "reset":
                self._reset_at.setdefault(event.account_id, []).append(event.at)
            place = event.values.get("code_set", ""), event.values.get("place", "")
            if event.kind == "code-void":
                self._codes.add(place)
            elif event.kind == "code-unused":
                self._codes.discard(place)

    def of(self, account_id: str, code_set: CodeSet, codes: Sequence[Code]) -> dict[str, Any]:
        """Return what of a code set is void; nothing where the history does not tell that it was ever replaced."""
        if code_set.id not in self._replaced_at:
            return {}
        resets = (at for at in self._reset_at.get(account_id, ()) if at >= code_set.added_at)
        void_at = _earlier(self._replaced_at[code_set.id], min(resets, default=None))
        states: list[Code] = []
        for place, code in enumerate(codes, 1):
            is_void = void_at or (code_set.id, str(place)) in self._codes
            states.append(code if code.state == "used" else structs.replace(code, state="void" if is_void else "unused"))
        return {"void_at": void_at, "codes": tuple(states)}


def _subjects(event: Event) -> Iterator[str]:
    """Yield what an event changes, as `latest` asks for it. Undoing it changes the same."""
    kind = event.values.get("fact", event.kind)
    yield from (*_words(event), kind, f"{event.account_id} {kind}", f"place {event.values.get('place', '')}")


def _words(event: Event) -> Iterator[str]:
    for name, value in event.values.items():
        if name != "replaced":
            yield from value.split()


def _joined(one: Struct, two: Struct) -> dict[str, Any]:
    """Return the members of a record that both copies have to themselves: dates, marks and counters only move forward."""
    found: dict[str, Any] = {}
    for name in one.__struct_fields__:
        if join := _JOINS.get(name):
            found[name] = join(getattr(one, name), getattr(two, name))
    return found


def _codes(one: Sequence[Code], two: Sequence[Code]) -> tuple[Code, ...]:
    longer, shorter = sorted((tuple(one), tuple(two)), key=lambda codes: (len(codes), _text(codes)), reverse=True)
    return (*map(_code, longer, shorter), *longer[len(shorter) :])


def _code(one: Code, two: Code) -> Code:
    return max(one, two, key=lambda code: (_ORDER[code.state], code.used_at or _LONG_AGO, _text(code)))


def _later(one: Any, two: Any) -> Any:  # noqa: ANN401  (days or moments)
    return max(filter(None, (one, two)), default=None)


def _earlier(one: Any, two: Any) -> Any:  # noqa: ANN401  (days or moments)
    return min(filter(None, (one, two)), default=None)


def _steps(one: Sequence[Struct], two: Sequence[Struct]) -> tuple[Struct, ...]:
    return tuple(sorted({*one, *two}, key=lambda step: (getattr(step, "on"), _text(step))))  # noqa: B009  (as above)


_JOINS: Mapping[str, Callable[[Any, Any], Any]] = {
    "codes": _codes,
    "void_at": _earlier,
    "destroyed_at": _earlier,
    "checked_on": _later,
    "tested_on": _later,
    "reviewed_on": _later,
    "is_burned_known": lambda one, two: one or two,
    "counter": max,
    "steps": _steps,
}


def _deep(one: Any, two: Any) -> Any:  # noqa: ANN401  (members of a newer version)
    if isinstance(one, dict) and isinstance(two, dict):
        return {name: _deep(one.get(name), two.get(name)) for name in sorted({*one, *two})}
    return max((one, two), key=lambda value: (value is not None, _text(value)))


def _id(record: Struct) -> str:
    return str(getattr(record, "id"))  # noqa: B009  (only records have one)


def _since(record: Struct) -> datetime:
    """Return when a record came to be, as far as it says: a request by its first step."""
    if isinstance(record, Request) and record.steps:
        return datetime.combine(min(step.on for step in record.steps), time.min, UTC)
    return getattr(record, "added_at", None) or getattr(record, "printed_at", None) or _LONG_AGO


def _text(value: object) -> bytes:
    return msgspec.json.encode(value, order="deterministic")
