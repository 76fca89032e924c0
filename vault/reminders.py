"""What is due when: pure rules over what a vault holds (`vault/rules.py` is the table, with reasons and sources).

Dates are days where the user is; `today` is an argument. What a wrong clock left behind: see `_Clock`.
"""

import contextlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Literal, TypeAlias

from msgspec import Struct

from vault import agenda, questions, recovery, services, sheets
from vault.errors import NotSaved
from vault.model import Account, Chore, CodeSet, Event, Request, Sheet, Vault
from vault.rules import AHEAD, LONGEST_REST, RULES, Rule
from vault.services import CodeRules
from vault.sheets import Change

HORIZON = 5 * 366  # days: what is due later is not looked at
LOW = 2  # codes left from which on a set counts as low (research/peers.md B)
_SETTLING = timedelta(14)  # that a new account is left alone before something that was never done is due
_GRACE = timedelta(7)
_FIRST, _LAST = date(1990, 1, 1), date(9000, 1, 1)  # days that can be counted from, whatever a file says
_AHEAD = timedelta(AHEAD)

Urgency = Literal["overdue", "due", "soon"]
_WORDS: dict[Urgency, tuple[str, str]] = {  # the most pressing first
    "overdue": ("is overdue", "are overdue"),
    "due": ("is due today", "are due today"),
    "soon": ("is coming up", "are coming up"),
}
_RANKS = {urgency: rank for rank, urgency in enumerate(_WORDS)}
# Something that is to be done: its kind, when it is due if it never was done, when it last was as far as the vault knows, and
# its item. A plain tuple: there are nine for each account.
_Fact: TypeAlias = tuple[str, date, date | None, str]


class Reminder(Struct, frozen=True, gc=False):
    """One thing to do. `account_id` is empty for the vault itself; `item_id` names an address, token, code set or sheet."""

    kind: str
    due_on: date
    shows_on: date
    account_id: str = ""
    item_id: str = ""

    @property
    def rule(self) -> Rule:
        return RULES[self.kind]

    def is_due(self, today: date) -> bool:
        """Tell whether it is to be shown: from some days before its day on."""
        return self.shows_on <= today

    def is_overdue(self, today: date) -> bool:
        return self.due_on < today

    def urgency(self, today: date) -> Urgency:
        """Tell how it stands with its day: past, today, or still ahead."""
        return "overdue" if self.due_on < today else "due" if self.due_on == today else "soon"


class Group(Struct, frozen=True):
    """What is to be shown of one account, or of the vault itself where that is None: one notice, not one for each thing.

    The most pressing comes first, and gives the group its urgency.
    """

    account: Account | None
    urgency: Urgency
    reminders: tuple[Reminder, ...]


_EVERY = {kind: timedelta(rule.every) for kind, rule in RULES.items()}
_LEAD = {kind: timedelta(rule.lead) for kind, rule in RULES.items()}


def upcoming(
    vault: Vault, today: date, *, key_ids: Collection[str] | None = None, typed_on: date | None = None
) -> list[Reminder]:
    """Return the next time of each reminder within five years, the earliest first.

    `key_ids` are those of the vault file; without them nothing is said of sheets whose key was removed. `typed_on` is the day
    on which the password was typed, where that is known from elsewhere than the history.
    """
    said = _Said(vault.chores, _Clock(vault.events, today))
    found: list[Reminder] = []
    for fact in _of_vault(vault, said.clock, key_ids, typed_on):
        said.add_next_time(found, fact, "")
    for account in vault.present:
        for fact in _facts(account):
            said.add_next_time(found, fact, account.id)
    for account, fact in _of_questions(vault):
        said.add_next_time(found, fact, account.id)
    found.sort(key=lambda one: one.due_on.toordinal())  # numbers are compared several times faster than dates
    return found


def due(found: Iterable[Reminder], today: date) -> list[Reminder]:
    """Return what is to be shown today."""
    return [one for one in found if one.shows_on <= today]


def next_on(found: Iterable[Reminder], today: date) -> date | None:
    """Return the day on which the next reminder begins to show that does not yet."""
    return min((one.shows_on for one in found if one.shows_on > today), default=None)


def groups(vault: Vault, found: Iterable[Reminder], today: date) -> tuple[Group, ...]:
    """Return what is to be shown today, one group for an account, the most pressing first."""

    def pressing(one: Reminder) -> tuple[int, bool, date]:
        return _RANKS[one.urgency(today)], not one.rule.is_urgent, one.due_on

    by_account: dict[str, list[Reminder]] = {}
    for one in sorted(due(found, today), key=pressing):
        by_account.setdefault(one.account_id, []).append(one)
    accounts: dict[str, Account | None] = {"": None, **{account.id: account for account in vault.present}}
    return tuple(
        Group(accounts[account_id], several[0].urgency(today), tuple(several))
        for account_id, several in by_account.items()
        if account_id in accounts
    )


def summary(several: Sequence[Group], today: date) -> str:
    """Return how the day stands, in one sentence without a full stop."""
    urgencies = [one.urgency(today) for group in several for one in group.reminders]
    told: list[str] = []
    for urgency, (one_is, more_are) in _WORDS.items():
        if count := urgencies.count(urgency):
            noun = "" if told else " thing" if count == 1 else " things"
            told.append(f"{count}{noun} {one_is if count == 1 else more_are}")
    return ", ".join(told) or "Nothing is due"


def write_agenda(vault: Vault, vault_id: str, today: date, *, hide_kinds: bool, key_ids: Collection[str] | None = None) -> None:
    """Leave behind what may be known while the vault is locked, by who has it open: today its password was typed.

    Where that cannot be written it stays as it was: it is a convenience, and no reason for a save to fail.
    """
    last = _Clock(vault.events, today).latest + timedelta(agenda.HORIZON)
    found = upcoming(vault, today, key_ids=key_ids, typed_on=today)
    days = ((one.rule.coarse, one.due_on, one.shows_on) for one in found if one.shows_on <= last)
    with contextlib.suppress(NotSaved):
        agenda.write(vault_id, agenda.make(days, today, hide_kinds=hide_kinds))


def title(vault: Vault, reminder: Reminder) -> str:
    """Return the sentence of a reminder, without a full stop."""
    return reminder.rule.title.format_map(_words(vault, reminder))


def steps(vault: Vault, reminder: Reminder) -> tuple[str, ...]:
    words = _words(vault, reminder)
    return tuple(step.format_map(words) for step in reminder.rule.steps)


def interval(vault: Vault, reminder: Reminder) -> int:
    """Return after how many days a reminder comes again, as the user chose or the rule has it; 0 where it has its own date."""
    if not reminder.rule.every:
        return 0
    choices = {chore.key: chore.every for chore in vault.chores if chore.every}
    keys = ((reminder.kind, *place) for place in _places(reminder.account_id, reminder.item_id))
    return next((choices[key] for key in keys if key in choices), reminder.rule.every)


def local_day(moment: datetime) -> date:
    """Return the day that it is where the user is, at a moment."""
    return moment.astimezone().date()


class _Clock:
    """What day it is, and what to make of days that were noted while a clock was wrong.

    A day that lies ahead is not believed, or a reminder would be put off for years. If the last event of the history lies
    ahead as well, the clock is behind now: what is noted counts as of today, and nothing is asked for twice. Else the clock
    was ahead then: it counts as of the first event after it was right again, and where there is none as never done.
    """

    def __init__(self, events: Sequence[Event], today: date) -> None:
        self.today = today
        self._events = events
        self._right: dict[date, date | None] = {}
        newest = max(map(attrgetter("at"), events)).date() if events else today
        self.newest = min(newest, _LAST)  # day of the history
        self.latest = max(self.newest, today)
        self.is_behind = not events or events[-1].at.date() > today + _AHEAD

    def believed(self, on: date) -> date | None:
        """Return when something was done that is noted for a day ahead."""
        if self.is_behind:
            return self.today
        if on not in self._right:
            self._right[on] = self._right_again(on - _AHEAD)
        return self._right[on]

    def _right_again(self, limit: date) -> date | None:
        was_ahead = False
        for event in self._events:
            day = event.at.date()
            if was_ahead and day < limit:
                return min(day, self.today)
            was_ahead |= day >= limit
        return None


class _Said:
    """What the user said of reminders: done, not now, never, another interval."""

    def __init__(self, chores: Iterable[Chore], clock: _Clock) -> None:
        self.clock = clock
        self._believable = clock.today + _AHEAD
        self._last = clock.latest + timedelta(HORIZON)
        self._longest_rest = clock.today + timedelta(LONGEST_REST) + _AHEAD
        self._chores = {chore.key: chore for chore in chores}
        # An interval or "never" may be said of one item, of an account, or of every account.
        self._choices = {key: chore for key, chore in self._chores.items() if chore.every or chore.is_off}

    def add_next_time(self, found: list[Reminder], fact: _Fact, account_id: str) -> None:
        """Add the reminder of a fact, unless there is never one."""
        kind, due_on, done_on, item_id = fact
        every = _EVERY[kind]
        chore = self._chores.get((kind, account_id, item_id)) if self._chores else None
        if chore and chore.done_on and (done_on is None or chore.done_on > done_on):
            done_on = chore.done_on
        if self._choices and (choice := self._choice(kind, account_id, item_id)):
            if choice.is_off:
                return
            every = timedelta(choice.every) if choice.every and every else every
        if done_on is not None:
            due_on = self._after(done_on, due_on, every)
        if due_on < _FIRST:  # noqa: PLR1730  (max would cost a call for each of many)
            due_on = _FIRST
        shows_on = due_on - _LEAD[kind]
        if chore and chore.snoozed_until and shows_on < chore.snoozed_until <= self._longest_rest:
            shows_on = chore.snoozed_until
            due_on = max(due_on, shows_on)
        if due_on <= self._last:
            found.append(Reminder(kind, due_on, shows_on, account_id, item_id))

    def _after(self, done_on: date, due_on: date, every: timedelta) -> date:
        """Return when it is due again; `date.max` where what has a date of its own was done since."""
        on = done_on if done_on <= self._believable else self.clock.believed(done_on)
        if on is None:
            return due_on
        if every:
            return on + every
        return due_on if on < due_on else date.max

    def _choice(self, kind: str, account_id: str, item_id: str) -> Chore | None:
        keys = ((kind, *place) for place in _places(account_id, item_id))
        return next((found for key in keys if (found := self._choices.get(key))), None)


def _places(account_id: str, item_id: str) -> tuple[tuple[str, str], ...]:
    """Return where a choice may stand, the nearest first: with the item, with its account, with none."""
    return (account_id, item_id), (account_id, ""), ("", "")


def _facts(account: Account) -> Iterator[_Fact]:
    """Yield what is to be done for an account, whenever that may be."""
    added_on = min(account.created_at.date(), _LAST)
    service, code_set = services.find(account.service), account.live_set
    used_on = _last_used(code_set) if code_set else None
    yield from _of_emails(account, added_on, is_registry=service.chores)
    if code_set:
        yield from _of_codes(code_set, service.codes, used_on)
    for token in account.tokens:
        yield "token-reviewed", added_on + _SETTLING, token.reviewed_on or token.created_on, token.id
        if token.expires_on:
            yield "token-expires", token.expires_on, None, token.id
    for request in account.requests:
        yield from _of_request(request)
    if account.recovered_on:
        yield "after-recovery", account.recovered_on, None, ""
    yield "password-rotated", added_on, added_on, ""
    yield "signed-in", added_on, used_on or added_on, ""
    if service.chores:
        yield "history-read", added_on, added_on, ""
        yield "sessions-reviewed", added_on, added_on, ""
        yield "packages-reviewed", added_on, added_on, ""


def _of_request(request: Request) -> Iterator[_Fact]:
    """Yield whose turn it is in a recovery: as if somebody had looked one interval before its day."""
    if turn := recovery.turn(request):
        kind = "request-proved" if turn.is_ours else "request-answered"
        yield kind, turn.due_on, turn.due_on - _EVERY[kind], request.id


def _of_emails(account: Account, added_on: date, *, is_registry: bool) -> Iterator[_Fact]:
    primary = next((email for email in account.emails if email.primary), None)
    if primary:
        yield "email-verified", added_on + _GRACE, primary.verified_on if primary.status == "verified" else None, primary.id
    elif is_registry:
        yield "email-verified", added_on + _GRACE, None, ""
    if is_registry and sum(email.status == "verified" for email in account.emails) < 2:
        yield "second-email", added_on + 2 * _SETTLING, None, ""
    for email in account.emails:
        if email.renews_on:
            yield "domain-renewal", email.renews_on, None, email.id


def _of_codes(code_set: CodeSet, rules: CodeRules | None, used_on: date | None) -> Iterator[_Fact]:
    left = code_set.count("unused")
    added_on = min(code_set.added_at.date(), _LAST)
    if left == 0:
        yield "codes-empty", used_on or added_on, None, code_set.id
        return
    if left <= LOW and len(code_set.codes) > LOW and (rules is None or rules.count > LOW):
        yield "codes-low", used_on or added_on, None, code_set.id
    yield "codes-tested", added_on + _SETTLING, code_set.tested_on, code_set.id
    yield "codes-checked", added_on, code_set.checked_on or added_on, code_set.id


def _of_questions(vault: Vault) -> Iterator[tuple[Account, _Fact]]:
    """Yield the accounts of which their owner did not know something, with the day of that answer as the last time."""
    asked_on = questions.asked_on(vault)
    for account in vault.present:
        if account.questions:
            yield account, ("question-open", min(account.created_at.date(), _LAST) + _SETTLING, asked_on.get(account.id), "")


def _last_used(code_set: CodeSet) -> date | None:
    used = [code.used_at for code in code_set.codes if code.used_at]
    return max(used).date() if used else None


def _of_vault(vault: Vault, clock: _Clock, key_ids: Collection[str] | None, typed_on: date | None) -> Iterator[_Fact]:
    """Yield what concerns the vault and its sheets."""
    if vault.events:
        first_on = min(vault.events[0].at.date(), _LAST)
        yield "backup-copied", first_on + _SETTLING, None, ""
        yield "password-typed", first_on, max(clock.newest, typed_on or clock.newest), ""
    for sheet in filter(sheets.is_live, vault.sheets):
        yield _of_sheet(vault, sheet, key_ids)


def _of_sheet(vault: Vault, sheet: Sheet, key_ids: Collection[str] | None) -> _Fact:
    printed_on = min(sheet.printed_at.date(), _LAST)
    if changes := sheets.changes(vault, sheet, {sheet.key_id} if key_ids is None else key_ids):
        moments = (moment for change in changes for moment in _moments(change, sheet))
        since = min((moment for moment in moments if moment and moment > sheet.printed_at), default=sheet.printed_at)
        return "sheet-stale", since.date(), None, sheet.id
    return "sheet-verified", printed_on + _GRACE, sheet.verified_on, sheet.id


def _moments(change: Change, sheet: Sheet) -> Iterator[datetime | None]:
    """Yield when a change can have made a sheet stale, as far as that is known; of keys and single void codes it is not."""
    printed = {one.code_set_id or one.authenticator_id for one in sheet.contents}
    for account in filter(None, [change.account]):
        match change.kind:
            case "code-used":
                yield from (one.codes[change.place - 1].used_at for one in account.code_sets if one.id in printed)
            case "set-replaced":
                yield from (one.void_at for one in account.code_sets if one.id in printed)
            case "authenticator-replaced":
                yield from (one.void_at for one in account.authenticators if one.id in printed)
            case "set-added":
                yield from (one.added_at for one in account.code_sets)
            case "authenticator-added":
                yield from (one.added_at for one in account.authenticators)
            case "account-deleted":
                yield account.deleted_at
            case "account-added":
                yield account.created_at


def _words(vault: Vault, reminder: Reminder) -> dict[str, str]:
    account = next((one for one in vault.accounts if one.id == reminder.account_id), None)
    if account is None:
        return {"item": sheets.shown_id(reminder.item_id), "account": "", "service": ""}
    items = {email.id: email.address for email in account.emails} | {token.id: token.name for token in account.tokens}
    other = questions.words(account) if reminder.kind == "question-open" else "the primary address"
    return {
        "item": items.get(reminder.item_id, other),
        "account": account.title,
        "service": services.find(account.service).name,
    }
