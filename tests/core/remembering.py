"""Vaults with something to be reminded of, and when that is."""

from datetime import UTC, date, datetime

from msgspec import structs

from tests.core.vaults import CODES, with_token
from vault import edit, reminders
from vault.model import Now, Sheet, Vault
from vault.reminders import Reminder

START = date(2026, 1, 31)


def at(day: date) -> Now:
    return Now(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))


def started(service: str = "pypi", *, codes: int = 8) -> Vault:
    """Return a vault with one account, made on `START`, with a verified address and a set of codes."""
    vault = edit.add_account(Vault(), service, "alice", now=at(START))
    vault = edit.set_email(vault, vault.accounts[0].id, "alice@example.com", verified_on=START, now=at(START))
    return edit.add_codes(vault, vault.accounts[0].id, CODES[:codes], now=at(START)) if codes else vault


VAULT = started()
ID = VAULT.accounts[0].id
MAIL, CODE_SET = VAULT.accounts[0].emails[0].id, VAULT.accounts[0].code_sets[0].id


def only(vault: Vault, kind: str, today: date = START) -> Reminder | None:
    found = [one for one in reminders.upcoming(vault, today) if one.kind == kind]
    assert len(found) <= 1
    return found[0] if found else None


def days(vault: Vault, kind: str, today: date = START) -> tuple[str, str] | None:
    """Return when a reminder is due, and from when on it shows."""
    found = only(vault, kind, today)
    return (found.due_on.isoformat(), found.shows_on.isoformat()) if found else None


def using(vault: Vault, count: int, day: date) -> Vault:
    for place in range(1, count + 1):
        vault = edit.mark_code(vault, vault.accounts[0].id, vault.accounts[0].code_sets[0].id, place, "used", now=at(day))
    return vault


def printed(vault: Vault, *, kind: str = "card", day: date = START, **members: object) -> Vault:
    sheet = structs.replace(Sheet(id="7K3MQ9XA", kind="card", printed_at=at(day).at), kind=kind, **members)
    return edit.note_printed(vault, [sheet], now=at(day))


def with_everything() -> Vault:
    """Return a vault in which all kinds are due some day but for those of sheets and of low codes."""
    vault = with_token(VAULT, ID, "release", created_on=START, expires_on=date(2026, 9, 1), now=at(START))
    vault = edit.set_renewal(vault, ID, MAIL, date(2026, 9, 1), now=at(START))
    return edit.note_recovered(vault, ID, START, now=at(START))


FULL = with_everything()
