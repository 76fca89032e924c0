"""What one copy took back stays taken back when it is merged with one that had seen the change, and went on."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec import structs

from tests.core.vaults import EXAMPLE, with_token
from vault import bin as waste
from vault import chores, edit, facts, merge, recovery, undoing
from vault.model import Now, Package, Seed, Sheet, Vault

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
TODAY = START.date()
SHEET = "K7QM2VXR"
CODES = tuple(f"{place:016x}" for place in range(0xC0, 0xC8))
SEED = Seed(type="totp", secret="MFRGGZDFMZTWQ2LK", issuer="PyPI", name="alice")
OLD = EXAMPLE.accounts[0].id


def at(minutes: int) -> Now:
    return Now(START + timedelta(minutes=minutes), "laptop")


def base() -> Vault:
    """Return a vault in which there is something to change of every kind, and a second account to go on with."""
    vault = with_token(EXAMPLE, OLD, "release", created_on=TODAY, expires_on=TODAY + timedelta(days=30), now=at(0))
    sheets = [Sheet(id=SHEET, kind="codes", printed_at=START), Sheet(id="AAAA2222", kind="recovery", printed_at=START)]
    vault = edit.note_printed(vault, sheets, now=at(0))
    vault = recovery.open_request(vault, OLD, on=TODAY, now=at(0))
    vault = edit.set_email(vault, OLD, "spare@example.com", now=at(0))
    vault = facts.add_security_key(vault, OLD, "blue", "desk", now=at(0))
    vault = edit.mark_code(vault, OLD, vault.accounts[0].code_sets[0].id, 4, "void", now=at(0))
    vault = edit.add_account(vault, "npm", "bob", now=at(0))
    vault = edit.add_account(vault, "github", "carol", now=at(0))
    return edit.delete_account(vault, vault.accounts[-1].id, now=at(0))


BASE = base()
ALICE, BOB, CAROL = BASE.accounts
SET, REQUEST, TOKEN = ALICE.code_sets[0].id, ALICE.requests[0].id, ALICE.tokens[0].id
EMAIL, SPARE = (email.id for email in ALICE.emails)
CHANGES: dict[str, Callable[[Vault], Vault]] = {
    "account": lambda vault: edit.add_account(vault, "gitlab", "dora", now=at(1)),
    "deleted": lambda vault: edit.delete_account(vault, OLD, now=at(1)),
    "restored": lambda vault: waste.restore(vault, CAROL.id, now=at(1)),
    "note": lambda vault: edit.set_note(vault, OLD, "changed", now=at(1)),
    "email": lambda vault: edit.set_email(vault, OLD, "third@example.com", now=at(1)),
    "verified": lambda vault: facts.set_verified(vault, OLD, SPARE, TODAY, now=at(1)),
    "primary": lambda vault: edit.set_primary(vault, OLD, "spare@example.com", now=at(1)),
    "email gone": lambda vault: facts.remove_email(vault, OLD, SPARE, now=at(1)),
    "codes": lambda vault: edit.add_codes(vault, OLD, CODES, now=at(1)),
    "older codes": lambda vault: edit.add_codes(vault, OLD, CODES, is_older=True, now=at(1)),
    "void code": lambda vault: edit.mark_code(vault, OLD, SET, 3, "void", now=at(1)),
    "code not void": lambda vault: edit.mark_code(vault, OLD, SET, 4, "unused", now=at(1)),
    "seed": lambda vault: edit.add_authenticator(vault, OLD, SEED, now=at(1)),
    "sheet destroyed": lambda vault: edit.destroy_sheet(vault, SHEET, now=at(1)),
    "sheet placed": lambda vault: edit.place_sheet(vault, SHEET, "safe", now=at(1)),
    "sheet destroyed by a reminder": lambda vault: chores.finish(vault, "sheet-stale", "", SHEET, on=TODAY, now=at(1)),
    "request step": lambda vault: recovery.note_step(vault, OLD, REQUEST, "answered", on=TODAY, now=at(1)),
    "request closed": lambda vault: recovery.close(vault, OLD, REQUEST, "unsolved", on=TODAY, now=at(1)),
    "request closed with a reset": lambda vault: recovery.close(vault, OLD, REQUEST, "reset", on=TODAY, now=at(1)),
    "request proved": lambda vault: chores.finish(vault, "request-proved", OLD, REQUEST, on=TODAY, now=at(1)),
    "recovered": lambda vault: edit.note_recovered(vault, OLD, date(2026, 2, 1), now=at(1)),
    "token gone": lambda vault: edit.remove_token(vault, OLD, TOKEN, now=at(1)),
    "token renewed": lambda vault: chores.finish(vault, "token-expires", OLD, TOKEN, on=TODAY, now=at(1)),
    "package": lambda vault: facts.set_package(vault, OLD, Package(id="p", name="sparekey"), now=at(1)),
    "security key": lambda vault: facts.add_security_key(vault, OLD, "red", "bag", now=at(1)),
    "security key gone": lambda vault: facts.remove_security_key(vault, OLD, ALICE.security_keys[0].id, now=at(1)),
    "password": lambda vault: facts.set_password(vault, OLD, "lost", now=at(1)),
    "kept password": lambda vault: facts.keep_password(vault, OLD, "a password of the account", now=at(1)),
    "second factor": lambda vault: facts.set_second_factor(vault, OLD, "no", now=at(1)),
    "place": lambda vault: facts.set_place(vault, "safe", within="home", now=at(1)),
    "chore": lambda vault: chores.finish(vault, "signed-in", OLD, "", on=TODAY, now=at(1)),
    "snoozed": lambda vault: chores.snooze(vault, "signed-in", OLD, "", until=TODAY + timedelta(days=3), now=at(1)),
    "checked": lambda vault: edit.note_checked(vault, OLD, SET, now=at(1)),
    "drill": lambda vault: edit.note_tested(vault, OLD, SET, passed=True, now=at(1)),
    "reviewed": lambda vault: chores.finish(vault, "token-reviewed", OLD, TOKEN, on=TODAY, now=at(1)),
    "burned": lambda vault: edit.note_burned(vault, OLD, SET, place=None, now=at(1)),
    "open question": lambda vault: facts.leave_open(vault, OLD, "mailbox", now=at(1)),
}


def content(value: object) -> Any:
    """Return all but the history, in an order of its own: merging sorts what is in no order."""
    if isinstance(value, Vault):
        return content(msgspec.to_builtins(structs.replace(value, events=())))
    if isinstance(value, dict):
        return {name: content(one) for name, one in value.items() if one}
    return sorted(map(content, value), key=repr) if isinstance(value, list | tuple) else value


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_taken_back_here_is_not_brought_back_by_who_went_on_there(name: str) -> None:
    changed = CHANGES[name](BASE)
    assert content(changed) != content(BASE)
    events = undoing.noted_between(BASE, changed)
    here = undoing.undo(changed, BASE, events=events, now=at(2))
    there = edit.set_note(changed, BOB.id, "went on", now=at(3))
    wanted = content(edit.set_note(here, BOB.id, "went on", now=at(3)))
    assert content(merge.merge(here, there).vault) == wanted
    assert content(merge.merge(there, here).vault) == wanted
    again = undoing.redo(here, changed, events=events, now=at(4))
    assert content(merge.merge(again, there).vault) == content(there)
    assert content(merge.merge(there, again).vault) == content(there)
