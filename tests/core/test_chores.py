"""What a user says of reminders, and the facts that the rules need: what is noted, where, and that days move forward only."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.vaults import NOW, example_vault, with_token
from vault import chores, codec, edit, merge, undoing
from vault.errors import BadInput, NotThere, VaultError
from vault.model import Account, Chore, Now, Sheet, Token, Vault
from vault.rules import AHEAD, RULES

DAY = date(2026, 8, 1)
LATER = Now(datetime(2026, 8, 1, 12, tzinfo=UTC), "laptop")
MAIL = "alice@example.com"


def full_vault() -> Vault:
    vault = example_vault()
    account_id = vault.accounts[0].id
    vault = with_token(vault, account_id, "release", expires_on=date(2026, 9, 1), now=NOW)
    vault = edit.set_renewal(vault, account_id, vault.accounts[0].emails[0].id, date(2026, 8, 20), now=NOW)
    return edit.note_printed(vault, [Sheet(id="7K3MQ9XA", kind="card", printed_at=NOW.at)], now=NOW)


VAULT = full_vault()
ALICE = VAULT.accounts[0]
EMAIL, CODES, TOKEN = ALICE.emails[0], ALICE.code_sets[0], ALICE.tokens[0]
ITEMS = {
    "email-verified": EMAIL.id,
    "domain-renewal": EMAIL.id,
    "codes-tested": CODES.id,
    "codes-checked": CODES.id,
    "codes-low": CODES.id,
    "codes-empty": CODES.id,
    "token-reviewed": TOKEN.id,
    "token-expires": TOKEN.id,
    "sheet-verified": "7K3MQ9XA",
    "sheet-stale": "7K3MQ9XA",
}
PLACES = {kind: ("" if rule.coarse in {"paper", "vault"} else ALICE.id, ITEMS.get(kind, "")) for kind, rule in RULES.items()}


def alice(vault: Vault) -> Account:
    return vault.accounts[0]


def finish(vault: Vault, kind: str, on: date = DAY, now: Now = LATER) -> Vault:
    return chores.finish(vault, kind, *PLACES[kind], on=on, now=now)


# Done


@pytest.mark.parametrize(
    ("kind", "read", "noted"),
    [
        (
            "email-verified",
            lambda vault: (alice(vault).emails[0].status, alice(vault).emails[0].verified_on),
            ("verified", DAY),
        ),
        ("codes-tested", lambda vault: alice(vault).code_sets[0].tested_on, DAY),
        ("codes-checked", lambda vault: alice(vault).code_sets[0].checked_on, DAY),
        ("token-reviewed", lambda vault: alice(vault).tokens[0].reviewed_on, DAY),
        ("sheet-verified", lambda vault: vault.sheets[0].verified_on, DAY),
        ("sheet-stale", lambda vault: vault.sheets[0].destroyed_at, LATER.at),
        ("domain-renewal", lambda vault: alice(vault).emails[0].renews_on, date(2027, 8, 20)),
        (
            "token-expires",
            lambda vault: alice(vault).tokens[0],
            Token(id=TOKEN.id, name="release", created_on=DAY, reviewed_on=DAY),
        ),
    ],
)
def test_what_was_done_is_noted_with_the_thing_itself(kind: str, read: Callable[[Vault], Any], noted: object) -> None:
    vault = finish(VAULT, kind)
    assert read(vault) == noted
    assert vault.chores == (), "noted once, not twice"
    event = vault.events[-1]
    assert (event.kind, event.account_id, event.at) == ("chore-done", PLACES[kind][0], LATER.at)
    assert event.values == {"chore": kind, "item": PLACES[kind][1], "on": "2026-08-01"}


@pytest.mark.parametrize("kind", [*sorted(RULES.keys() - ITEMS.keys()), "codes-low", "codes-empty"])
def test_what_has_no_place_of_its_own_is_noted_with_the_chore(kind: str) -> None:
    vault = finish(VAULT, kind)
    account_id, item_id = PLACES[kind]
    assert vault.chores == (Chore(kind=kind, account_id=account_id, item_id=item_id, done_on=DAY),)
    assert (vault.accounts, vault.sheets) == (VAULT.accounts, VAULT.sheets)


@pytest.mark.parametrize("kind", sorted(RULES))
def test_done_ends_a_rest_and_keeps_the_choice(kind: str) -> None:
    is_free = bool(RULES[kind].every)
    vault = chores.choose(VAULT, kind, *PLACES[kind], every=40 if is_free else 0, now=NOW)
    vault = chores.snooze(vault, kind, *PLACES[kind], until=DAY, now=NOW)
    vault = finish(vault, kind)
    assert all(chore.snoozed_until is None for chore in vault.chores)
    assert [chore.every for chore in vault.chores if chore.every] == [40] * is_free


def test_an_item_that_is_gone_is_noted_with_the_chore() -> None:
    vault = chores.finish(VAULT, "email-verified", ALICE.id, "gone", on=DAY, now=LATER)
    assert vault.chores == (Chore(kind="email-verified", account_id=ALICE.id, item_id="gone", done_on=DAY),)
    with pytest.raises(NotThere):
        chores.finish(VAULT, "signed-in", "nobody", "", on=DAY, now=LATER)


def test_only_the_thing_itself_is_changed() -> None:
    vault = with_token(VAULT, ALICE.id, "other", now=NOW)
    vault = edit.add_account(vault, "github", "bob", now=NOW)
    done = finish(vault, "token-reviewed")
    assert done.accounts[1:] == vault.accounts[1:]
    assert alice(done).tokens[1:] == alice(vault).tokens[1:]
    assert structs.replace(alice(done), tokens=()) == structs.replace(alice(vault), tokens=())


def done_on(vault: Vault, kind: str) -> date | None:
    """Return the day that stands in the vault, wherever it is noted."""
    account = alice(vault)
    places = {
        "email-verified": account.emails[0].verified_on,
        "codes-tested": account.code_sets[0].tested_on,
        "codes-checked": account.code_sets[0].checked_on,
        "token-reviewed": account.tokens[0].reviewed_on,
        "sheet-verified": vault.sheets[0].verified_on,
    }
    return places[kind] if kind in places else next((one.done_on for one in vault.chores if one.kind == kind), None)


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
noted_by_day = st.sampled_from(sorted(RULES.keys() - {"domain-renewal", "token-expires", "sheet-stale"}))


@given(noted_by_day, days, st.integers(-AHEAD, 4000))
def test_done_moves_forward_never_backward(kind: str, first: date, more: int) -> None:
    second = first + timedelta(more)
    before = structs.replace(VAULT, accounts=(structs.replace(ALICE, emails=(structs.replace(EMAIL, verified_on=None),)),))
    vault = finish(finish(before, kind, first), kind, second)
    assert done_on(vault, kind) == max(first, second)


@given(noted_by_day, days, st.integers(AHEAD + 1, 4000))
def test_a_day_that_a_wrong_clock_left_ahead_is_given_up(kind: str, today: date, ahead: int) -> None:
    vault = finish(finish(VAULT, kind, today + timedelta(ahead)), kind, today)
    assert done_on(vault, kind) == today


@pytest.mark.parametrize(
    ("until", "on", "then"),
    [
        ((2026, 8, 20), (2026, 8, 1), (2027, 8, 20)),
        ((2026, 8, 20), (2026, 3, 1), (2027, 8, 20)),  # long before
        ((2026, 8, 20), (2026, 8, 20), (2027, 8, 20)),
        ((2026, 8, 20), (2026, 9, 9), (2027, 8, 20)),  # after it lapsed
        ((2024, 8, 20), (2026, 8, 1), (2027, 8, 20)),  # two years late: what is left of the year would be due at once
        ((2024, 8, 20), (2026, 9, 9), (2027, 8, 20)),
        ((2028, 2, 29), (2028, 2, 1), (2029, 2, 28)),
        ((2027, 2, 28), (2027, 2, 1), (2028, 2, 28)),
        ((9999, 12, 31), (2026, 8, 1), (9999, 12, 31)),  # "for ever"
    ],
)
def test_a_renewed_domain_lasts_for_another_year(
    until: tuple[int, int, int], on: tuple[int, int, int], then: tuple[int, int, int]
) -> None:
    vault = edit.set_renewal(VAULT, ALICE.id, EMAIL.id, date(*until), now=NOW)
    assert alice(finish(vault, "domain-renewal", date(*on))).emails[0].renews_on == date(*then)


@given(days, days)
def test_a_renewed_domain_is_not_due_at_once(until: date, on: date) -> None:
    vault = edit.set_renewal(VAULT, ALICE.id, EMAIL.id, until, now=NOW)
    then = alice(finish(vault, "domain-renewal", on)).emails[0].renews_on
    assert then is not None
    assert then > max(until, on + timedelta(RULES["domain-renewal"].lead))


def test_a_domain_without_a_date_stays_without() -> None:
    vault = edit.set_renewal(VAULT, ALICE.id, EMAIL.id, None, now=NOW)
    assert alice(finish(vault, "domain-renewal")).emails[0].renews_on is None


# Not now, never, another interval


def test_a_rest_is_noted_and_lasts_a_year_at_most() -> None:
    until = date(2026, 8, 8)
    vault = chores.snooze(VAULT, "signed-in", ALICE.id, "", until=until, now=LATER)
    assert vault.chores == (Chore(kind="signed-in", account_id=ALICE.id, snoozed_until=until),)
    assert vault.events[-1].values == {"chore": "signed-in", "until": "2026-08-08"}
    with pytest.raises(BadInput, match="a year at most"):
        chores.snooze(VAULT, "signed-in", ALICE.id, "", until=date(2027, 8, 3), now=LATER)


def test_an_interval_or_never_is_noted_and_taken_back() -> None:
    vault = chores.choose(VAULT, "history-read", ALICE.id, every=30, now=LATER)
    assert vault.chores == (Chore(kind="history-read", account_id=ALICE.id, every=30),)
    assert (vault.events[-1].kind, vault.events[-1].values) == ("chore-set", {"chore": "history-read", "every": "30"})
    vault = chores.choose(vault, "history-read", ALICE.id, is_off=True, now=LATER)
    assert vault.chores == (Chore(kind="history-read", account_id=ALICE.id, is_off=True),)
    assert vault.events[-1].values == {"chore": "history-read", "off": "yes"}
    assert chores.choose(vault, "history-read", ALICE.id, now=LATER).chores == ()


def test_what_is_chosen_for_codes_holds_for_the_next_set_too() -> None:
    vault = chores.choose(VAULT, "codes-tested", ALICE.id, CODES.id, is_off=True, now=LATER)
    assert vault.chores == (Chore(kind="codes-tested", account_id=ALICE.id, is_off=True),)


@pytest.mark.parametrize(
    ("kind", "every"), [("signed-in", -1), ("signed-in", 3661), ("domain-renewal", 30), ("after-recovery", 1)]
)
def test_an_interval_that_makes_no_sense_is_refused(kind: str, every: int) -> None:
    with pytest.raises(BadInput) as refused:
        chores.choose(VAULT, kind, ALICE.id, every=every, now=LATER)
    assert refused.value.hint


def test_what_is_said_of_one_reminder_leaves_the_others_alone() -> None:
    vault = chores.choose(VAULT, "signed-in", "", every=90, now=LATER)
    vault = chores.choose(vault, "signed-in", ALICE.id, is_off=True, now=LATER)
    vault = chores.snooze(vault, "history-read", ALICE.id, "", until=DAY, now=LATER)
    vault = chores.snooze(vault, "signed-in", "", "", until=DAY, now=LATER)
    assert {chore.key for chore in vault.chores} == {
        ("signed-in", "", ""),
        ("signed-in", ALICE.id, ""),
        ("history-read", ALICE.id, ""),
    }
    assert next(one for one in vault.chores if one.key == ("signed-in", "", "")).every == 90


@pytest.mark.parametrize("kind", sorted(RULES))
def test_everything_can_be_undone(kind: str) -> None:
    changed = finish(chores.snooze(VAULT, kind, *PLACES[kind], until=DAY, now=LATER), kind)
    undone = undoing.undo(changed, VAULT, now=LATER)
    assert (undone.accounts, undone.sheets, undone.chores) == (VAULT.accounts, VAULT.sheets, VAULT.chores)
    assert undone.events[-1].values == {"change": "chore-done", "event": " ".join(one.id for one in changed.events[-2:])}


@pytest.mark.parametrize("kind", sorted(RULES))
def test_what_was_said_is_kept_in_the_file(kind: str) -> None:
    vault = chores.choose(finish(VAULT, kind), kind, "", is_off=True, now=LATER)
    assert codec.load(codec.dump(vault)) == (vault, True)
    told = str([event.values for event in vault.events])
    assert MAIL not in told
    assert "release" not in told


# Two copies


@given(days, days)
def test_of_two_histories_the_later_day_counts(here: date, there: date) -> None:
    one, two = finish(VAULT, "signed-in", here), finish(VAULT, "signed-in", there)
    (chore,) = merge.merge(one, two).vault.chores
    assert chore.done_on == max(here, there)


def test_of_two_choices_the_later_one_counts() -> None:
    off = chores.choose(VAULT, "signed-in", ALICE.id, is_off=True, now=LATER)
    on = chores.choose(off, "signed-in", ALICE.id, now=Now(LATER.at + timedelta(minutes=1), "laptop"))
    other = edit.set_note(off, ALICE.id, "changed elsewhere", now=Now(LATER.at + timedelta(minutes=2), "desk"))
    assert merge.merge(on, other).vault.chores == merge.merge(other, on).vault.chores == ()
    rests = chores.snooze(VAULT, "signed-in", ALICE.id, "", until=DAY + timedelta(days=9), now=LATER)
    done = finish(rests, "signed-in", DAY)
    other = edit.set_note(rests, ALICE.id, "changed elsewhere", now=Now(LATER.at + timedelta(minutes=2), "desk"))
    (chore,) = merge.merge(done, other).vault.chores
    assert (chore.done_on, chore.snoozed_until) == (DAY, None)


# Facts that the rules need


def test_a_token_is_forgotten_by_its_id() -> None:
    vault = with_token(VAULT, ALICE.id, "upload", now=LATER)
    token = alice(vault).tokens[1]
    gone = edit.remove_token(vault, ALICE.id, token.id, now=LATER)
    assert gone.accounts == VAULT.accounts
    assert (gone.events[-1].kind, gone.events[-1].values) == ("token-removed", {"token": token.id})


def test_facts_are_noted() -> None:
    vault = edit.set_renewal(VAULT, ALICE.id, EMAIL.id, date(2027, 1, 1), now=LATER)
    assert alice(vault).emails[0].renews_on == date(2027, 1, 1)
    assert vault.events[-1].values == {"email": EMAIL.id, "renews_on": "2027-01-01"}
    vault = edit.note_recovered(vault, ALICE.id, DAY, now=LATER)
    assert (alice(vault).recovered_on, vault.events[-1].kind) == (DAY, "account-recovered")
    vault = edit.set_email(vault, ALICE.id, "spare@example.org", now=LATER)
    vault = edit.set_primary(vault, ALICE.id, " Spare@Example.org", now=LATER)
    assert [(email.address, email.primary) for email in alice(vault).emails] == [(MAIL, False), ("spare@example.org", True)]
    assert (vault.events[-1].kind, vault.events[-1].values) == ("primary-set", {"email": alice(vault).emails[1].id})


@pytest.mark.parametrize(
    "change",
    [
        lambda: edit.remove_token(VAULT, ALICE.id, "none", now=LATER),
        lambda: edit.set_renewal(VAULT, ALICE.id, "none", None, now=LATER),
        lambda: edit.set_primary(VAULT, ALICE.id, "none@example.com", now=LATER),
        lambda: edit.note_recovered(VAULT, "nobody", DAY, now=LATER),
    ],
)
def test_what_is_not_there_is_not_changed(change: Callable[[], Vault]) -> None:
    with pytest.raises(VaultError) as refused:
        change()
    assert isinstance(refused.value, NotThere)
