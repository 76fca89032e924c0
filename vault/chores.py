"""Changes to reminders: done, not now, never, another interval. The same door as `vault/edit.py`, with one event each."""

import calendar
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import structs

from vault import recovery
from vault.edit import account_of, noted
from vault.errors import BadInput
from vault.model import Account, Chore, CodeSet, Email, Now, Request, Sheet, Step, Token, Vault
from vault.rules import AHEAD, LONGEST_REST, RULES

LONGEST = 3660  # days between two times


def finish(vault: Vault, kind: str, account_id: str, item_id: str, *, on: date, now: Now) -> Vault:
    """Note that what a reminder asked for was done, `on` the user's day.

    It is noted with the thing itself where that has a place for it, else with the chore. Days only move forward; of two copies
    that are merged, the later one counts. Raises NotThere.
    """
    chore = structs.replace(_chore(vault, kind, account_id, item_id), snoozed_until=None)
    owner = account_of(vault, account_id) if account_id else vault
    changed = _with_fact(owner, kind, item_id, on, now)
    if changed is None:
        chore = structs.replace(chore, done_on=_later(chore.done_on, on))
    elif isinstance(changed, Vault):
        vault = changed
    else:
        vault = structs.replace(vault, accounts=tuple(changed if one is owner else one for one in vault.accounts))
    return noted(_with_chore(vault, chore), "chore-done", account_id, now, chore=kind, item=item_id, on=on.isoformat())


def snooze(vault: Vault, kind: str, account_id: str, item_id: str, *, until: date, now: Now) -> Vault:
    """Let a reminder rest until a day. Raises BadInput where that is more than a year away."""
    if (until - now.at.date()).days > LONGEST_REST:
        raise BadInput("A reminder can be put off for a year at most", hint="Choose an earlier day, or a longer interval.")
    chore = structs.replace(_chore(vault, kind, account_id, item_id), snoozed_until=until)
    said = {"chore": kind, "item": item_id, "until": until.isoformat()}
    return noted(_with_chore(vault, chore), "chore-snoozed", account_id, now, **said)


def choose(
    vault: Vault, kind: str, account_id: str, item_id: str = "", *, every: int = 0, is_off: bool = False, now: Now
) -> Vault:
    """Choose how often to be reminded, in days, or never: of one thing, of an account, of all where `account_id` is empty.

    Neither brings back what the rule says. Of codes the account is meant: its next code set is another thing.
    Raises BadInput where an interval is no sensible number of days, or the thing has its own date.
    """
    if not 0 <= every <= LONGEST:
        raise BadInput("An interval is between one day and ten years", hint="Write it in days.")
    if every and not RULES[kind].every:
        raise BadInput("This has a date of its own, and no interval", hint="Change the date instead.")
    if RULES[kind].coarse == "codes":
        item_id = ""
    chore = structs.replace(_chore(vault, kind, account_id, item_id), every=every, is_off=is_off)
    said = {"chore": kind, "item": item_id, "every": str(every or ""), "off": "yes" if is_off else ""}
    return noted(_with_chore(vault, chore), "chore-set", account_id, now, **said)


def fresh(key: tuple[str, str, str]) -> Chore:
    """Return what is said of a reminder before anything was: that is not kept."""
    kind, account_id, item_id = key
    return Chore(kind=kind, account_id=account_id, item_id=item_id)


def _chore(vault: Vault, kind: str, account_id: str, item_id: str) -> Chore:
    key = (kind, account_id, item_id)
    return next((one for one in vault.chores if one.key == key), fresh(key))


def _with_chore(vault: Vault, chore: Chore) -> Vault:
    """Put a chore in its place; one that says nothing is not kept."""
    others = tuple(one for one in vault.chores if one.key != chore.key)
    return structs.replace(vault, chores=others if chore == fresh(chore.key) else (*others, chore))


def _with_fact(owner: Account | Vault, kind: str, item_id: str, on: date, now: Now) -> Account | Vault | None:
    """Note what was done with the thing itself, as where it is done without a reminder. None where there is no place for it."""
    if kind not in _NOTED:
        return None
    member, note = _NOTED[kind]
    items = getattr(owner, member)
    if all(one.id != item_id for one in items):
        return None
    return structs.replace(owner, **{member: tuple(note(one, on, now) if one.id == item_id else one for one in items)})


def _later(old: date | None, on: date) -> date:
    """Return the later day. One that lies ahead further than time zones explain was noted by a wrong clock, and is given up."""
    return on if old is None or (old - on).days > AHEAD else max(old, on)


def _verified(email: Email, on: date, _now: Now) -> Email:
    return structs.replace(email, status="verified", verified_on=_later(email.verified_on, on))


def _renewed(email: Email, on: date, _now: Now) -> Email:
    """Move the end of a domain on by whole years, past the days in which one is reminded of it."""
    if email.renews_on is None:
        return email
    years = 1
    while (_years_on(email.renews_on, years) - on).days <= RULES["domain-renewal"].lead:
        years += 1
    return structs.replace(email, renews_on=_years_on(email.renews_on, years))


def _years_on(day: date, years: int) -> date:
    """Return the same day some years later; of a leap day that is the last of February."""
    year = min(day.year + years, date.max.year)
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def _tested(code_set: CodeSet, on: date, _now: Now) -> CodeSet:
    return structs.replace(code_set, tested_on=_later(code_set.tested_on, on))


def _checked(code_set: CodeSet, on: date, _now: Now) -> CodeSet:
    return structs.replace(code_set, checked_on=_later(code_set.checked_on, on))


def _reviewed(token: Token, on: date, _now: Now) -> Token:
    return structs.replace(token, reviewed_on=_later(token.reviewed_on, on))


def _replaced(token: Token, on: date, _now: Now) -> Token:
    """Let the token be the new one of that name. When that expires is not known yet."""
    return structs.replace(token, created_on=on, expires_on=None, reviewed_on=on)


def _found(sheet: Sheet, on: date, _now: Now) -> Sheet:
    return structs.replace(sheet, verified_on=_later(sheet.verified_on, on))


def _destroyed(sheet: Sheet, _on: date, now: Now) -> Sheet:
    return structs.replace(sheet, destroyed_at=now.at)


def _replied(request: Request, on: date, _now: Now) -> Request:
    return recovery.with_step(request, Step(kind="mail-answered", on=on))


# Where the thing is in its account or the vault, and what is noted with it.
_NOTED: Mapping[str, tuple[str, Callable[[Any, date, Now], Any]]] = {
    "email-verified": ("emails", _verified),
    "domain-renewal": ("emails", _renewed),
    "codes-tested": ("code_sets", _tested),
    "codes-checked": ("code_sets", _checked),
    "token-reviewed": ("tokens", _reviewed),
    "token-expires": ("tokens", _replaced),
    "request-proved": ("requests", _replied),
    "sheet-verified": ("sheets", _found),
    "sheet-stale": ("sheets", _destroyed),
}
