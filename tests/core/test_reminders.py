"""What is due when: each rule as a table of dates, and what a user said of it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.remembering import CODE_SET, FULL, ID, MAIL, START, VAULT, at, days, only, printed, started, using
from tests.core.vaults import with_token
from vault import chores, edit, facts, recovery, reminders, sheets
from vault.model import Chore, Seed, Step, Vault
from vault.rules import RULES

# Each rule as a table of dates


@pytest.mark.parametrize(
    ("kind", "due_on", "shows_on"),
    [
        ("email-verified", "2026-07-30", "2026-07-23"),
        ("second-email", "2026-02-28", "2026-02-28"),
        ("codes-tested", "2026-02-14", "2026-02-14"),
        ("codes-checked", "2027-01-31", "2027-01-31"),
        ("password-rotated", "2028-01-31", "2028-01-17"),
        ("signed-in", "2026-08-01", "2026-07-25"),
        ("history-read", "2026-04-26", "2026-04-21"),
        ("sessions-reviewed", "2026-07-30", "2026-07-23"),
        ("packages-reviewed", "2026-07-30", "2026-07-23"),
        ("backup-copied", "2026-02-14", "2026-02-07"),
        ("password-typed", "2026-05-01", "2026-05-01"),
    ],
)
def test_what_a_new_account_brings(kind: str, due_on: str, shows_on: str) -> None:
    assert days(VAULT, kind) == (due_on, shows_on)


def test_a_new_account_brings_nothing_else_and_nothing_in_its_first_week() -> None:
    kinds = {one.kind for one in reminders.upcoming(VAULT, START)}
    assert kinds == set(RULES) - {
        "domain-renewal",
        "codes-low",
        "codes-empty",
        "token-reviewed",
        "token-expires",
        "after-recovery",
        "request-answered",
        "request-proved",
        "question-open",
        "sheet-verified",
        "sheet-stale",
    }
    assert reminders.due(reminders.upcoming(VAULT, START), START + timedelta(6)) == []
    assert reminders.upcoming(Vault(), START) == []


def test_another_service_has_no_packages_to_look_after() -> None:
    kinds = {one.kind for one in reminders.upcoming(started("github"), START)}
    assert not kinds & {rule.kind for rule in RULES.values() if rule.is_of_registry}
    assert {"email-verified", "codes-tested", "codes-checked", "password-rotated", "signed-in"} <= kinds
    bare = edit.add_account(Vault(), "somewhere", "alice", now=at(START))
    assert {one.kind for one in reminders.upcoming(bare, START) if one.account_id} == {"password-rotated", "signed-in"}


def test_an_address_that_was_never_verified_or_no_longer_is_is_due_soon() -> None:
    never = edit.add_account(Vault(), "pypi", "alice", now=at(START))
    assert days(never, "email-verified") == ("2026-02-07", "2026-01-31")
    unknown = edit.set_email(never, never.accounts[0].id, "alice@example.com", now=at(START))
    assert days(unknown, "email-verified") == ("2026-02-07", "2026-01-31")
    done = chores.finish(VAULT, "email-verified", ID, MAIL, on=date(2026, 3, 1), now=at(START))
    assert days(done, "email-verified", date(2026, 3, 1)) == ("2026-08-28", "2026-08-21")
    email = structs.replace(done.accounts[0].emails[0], status="unverified")
    lost = structs.replace(done, accounts=(structs.replace(done.accounts[0], emails=(email,)),))
    assert days(lost, "email-verified", date(2026, 3, 1)) == ("2026-02-07", "2026-01-31")


def test_a_second_verified_address_ends_the_asking_for_one() -> None:
    unverified = edit.set_email(VAULT, ID, "spare@example.org", now=at(START))
    assert days(unverified, "second-email")
    assert days(edit.set_email(unverified, ID, "spare@example.org", verified_on=START, now=at(START)), "second-email") is None


def test_without_a_primary_address_it_is_asked_for() -> None:
    account = structs.replace(VAULT.accounts[0], emails=(structs.replace(VAULT.accounts[0].emails[0], primary=False),))
    assert days(structs.replace(VAULT, accounts=(account,)), "email-verified") == ("2026-02-07", "2026-01-31")
    other = started("github")
    account = structs.replace(other.accounts[0], emails=())
    assert days(structs.replace(other, accounts=(account,)), "email-verified") is None


@pytest.mark.parametrize(
    ("renews_on", "shows_on", "done_on", "next_on"),
    [
        ("2026-09-01", "2026-07-18", "2026-08-01", "2027-09-01"),
        ("2026-09-01", "2026-07-18", "2026-03-01", "2027-09-01"),
        ("2026-09-01", "2026-07-18", "2026-09-20", "2027-09-01"),
        ("2028-02-29", "2028-01-15", "2028-02-29", "2029-02-28"),
    ],
)
def test_a_domain_is_renewed_before_its_day(renews_on: str, shows_on: str, done_on: str, next_on: str) -> None:
    vault = edit.set_renewal(VAULT, ID, MAIL, date.fromisoformat(renews_on), now=at(START))
    assert days(vault, "domain-renewal") == (renews_on, shows_on)
    on = date.fromisoformat(done_on)
    found = only(chores.finish(vault, "domain-renewal", ID, MAIL, on=on, now=at(on)), "domain-renewal", on)
    assert found
    assert found.due_on.isoformat() == next_on
    assert not found.is_due(on)


@pytest.mark.parametrize(
    ("service", "codes", "used", "kinds"),
    [
        ("pypi", 8, 5, {"codes-tested", "codes-checked"}),
        ("pypi", 8, 6, {"codes-low", "codes-tested", "codes-checked"}),
        ("pypi", 8, 7, {"codes-low", "codes-tested", "codes-checked"}),
        ("pypi", 8, 8, {"codes-empty"}),
        ("packagist", 1, 0, {"codes-tested", "codes-checked"}),
        ("packagist", 1, 1, {"codes-empty"}),
        ("somewhere", 2, 0, {"codes-tested", "codes-checked"}),
        ("somewhere", 3, 1, {"codes-low", "codes-tested", "codes-checked"}),
        ("pypi", 0, 0, set()),
    ],
)
def test_codes_low_and_none_left_are_two_things(service: str, codes: int, used: int, kinds: set[str]) -> None:
    day = date(2026, 5, 5)
    vault = using(started(service, codes=codes), used, day)
    found = {one.kind: one for one in reminders.upcoming(vault, day) if one.rule.coarse == "codes"}
    assert found.keys() == kinds
    for kind in kinds & {"codes-low", "codes-empty"}:
        assert found[kind].due_on == day
        assert found[kind].is_due(day)


def test_codes_that_are_low_come_back_until_there_are_new_ones() -> None:
    day = date(2026, 5, 5)
    vault = using(VAULT, 6, day)
    done = chores.finish(vault, "codes-low", ID, CODE_SET, on=day, now=at(day))
    assert days(done, "codes-low", day) == ("2026-05-19", "2026-05-19")
    empty = using(VAULT, 8, day)
    off = chores.choose(empty, "codes-low", ID, is_off=True, now=at(day))
    assert days(off, "codes-empty") == ("2026-05-05", "2026-05-05")
    done = chores.finish(empty, "codes-empty", ID, CODE_SET, on=day, now=at(day))
    assert days(done, "codes-empty", day) == ("2026-05-12", "2026-05-12")
    fresh = edit.add_codes(empty, ID, [f"{place:016x}" for place in range(8)], now=at(day))
    assert (days(fresh, "codes-empty"), days(fresh, "codes-low")) == (None, None)
    all_void = [structs.replace(code, state="void") for code in VAULT.accounts[0].code_sets[0].codes]
    code_set = structs.replace(VAULT.accounts[0].code_sets[0], codes=tuple(all_void))
    void = structs.replace(VAULT, accounts=(structs.replace(VAULT.accounts[0], code_sets=(code_set,)),))
    assert days(void, "codes-empty") == ("2026-01-31", "2026-01-31")


def test_looking_at_codes_counts_wherever_it_was_done() -> None:
    day = date(2026, 6, 1)
    vault = edit.note_checked(VAULT, ID, CODE_SET, now=at(day))
    vault = edit.note_tested(vault, ID, CODE_SET, passed=True, now=at(day))
    assert days(vault, "codes-checked", day) == days(vault, "codes-tested", day) == ("2027-06-01", "2027-06-01")


def test_using_a_code_is_a_sign_in() -> None:
    day = date(2026, 6, 1)
    assert days(using(VAULT, 1, day), "signed-in", day) == ("2026-11-30", "2026-11-23")


@pytest.mark.parametrize(
    ("created_on", "expires_on", "reviewed", "expires"),
    [
        (None, None, ("2026-02-14", "2026-02-07"), None),
        ("2026-01-01", None, ("2026-06-30", "2026-06-23"), None),
        ("2024-01-01", "2026-05-01", ("2024-06-29", "2024-06-22"), ("2026-05-01", "2026-04-17")),
    ],
)
def test_a_token_is_reviewed_by_its_age_and_replaced_by_its_own_date(
    created_on: str | None, expires_on: str | None, reviewed: tuple[str, str], expires: tuple[str, str] | None
) -> None:
    created, ends = (date.fromisoformat(day) if day else None for day in (created_on, expires_on))
    vault = with_token(VAULT, ID, "release", created_on=created, expires_on=ends, now=at(START))
    token_id = vault.accounts[0].tokens[0].id
    assert (days(vault, "token-reviewed"), days(vault, "token-expires")) == (reviewed, expires)
    on = date(2026, 3, 3)  # long before the second begins to show
    done = chores.finish(vault, "token-expires", ID, token_id, on=on, now=at(on))
    assert (days(done, "token-reviewed", on), days(done, "token-expires", on)) == (("2026-08-30", "2026-08-23"), None)


def test_after_a_recovery_the_tokens_are_looked_at_once() -> None:
    day = date(2026, 6, 1)
    vault = edit.note_recovered(VAULT, ID, day, now=at(day))
    assert days(vault, "after-recovery") == ("2026-06-01", "2026-06-01")
    done = chores.finish(vault, "after-recovery", ID, "", on=day, now=at(day))
    assert days(done, "after-recovery", date(2026, 6, 2)) is None
    again = edit.note_recovered(done, ID, date(2027, 6, 1), now=at(day))
    assert days(again, "after-recovery") == ("2027-06-01", "2027-06-01")


def test_a_recovery_that_was_asked_for_is_looked_after_along_its_wait() -> None:
    sent = date(2026, 6, 1)
    vault = recovery.open_request(VAULT, ID, on=sent, now=at(sent))
    request = vault.accounts[0].requests[0].id
    assert days(vault, "request-answered", sent) == ("2026-06-15", "2026-06-15")
    assert days(vault, "request-proved", sent) is None
    looked = chores.finish(vault, "request-answered", ID, request, on=date(2026, 6, 16), now=at(date(2026, 6, 16)))
    assert days(looked, "request-answered", date(2026, 6, 16)) == ("2026-06-23", "2026-06-23")
    early = chores.finish(vault, "request-answered", ID, request, on=date(2026, 6, 3), now=at(date(2026, 6, 3)))
    assert days(early, "request-answered", date(2026, 6, 3)) == ("2026-06-15", "2026-06-15")
    day = date(2026, 6, 20)
    vault = recovery.note_step(looked, ID, request, "answered", on=day, now=at(day))
    assert (days(vault, "request-answered", day), days(vault, "request-proved", day)) == (None, ("2026-06-23", "2026-06-23"))
    vault = chores.finish(vault, "request-proved", ID, request, on=day, now=at(day))
    assert vault.accounts[0].requests[0].steps[-1] == Step(kind="mail-answered", on=day)
    assert (days(vault, "request-answered", day), days(vault, "request-proved", day)) == (("2026-06-27", "2026-06-27"), None)
    vault = recovery.close(vault, ID, request, "reset", on=date(2026, 7, 3), now=at(date(2026, 7, 3)))
    assert (days(vault, "request-answered", day), days(vault, "request-proved", day)) == (None, None)
    assert days(vault, "after-recovery", day) == ("2026-07-03", "2026-07-03")


def test_what_the_owner_did_not_know_is_asked_again_until_it_is_noted() -> None:
    later = START + timedelta(40)
    vault = facts.leave_open(VAULT, ID, "password", now=at(later))
    assert days(vault, "question-open", later) == ("2026-03-26", "2026-03-26")
    found = only(vault, "question-open")
    assert found
    assert reminders.title(vault, found) == "Find out for pypi:alice where the password is"
    assert reminders.steps(vault, found)[0].startswith("Find out where the password is: look")
    vault = facts.leave_open(vault, ID, "codes", now=at(later + timedelta(5)))
    vault = facts.leave_open(vault, ID, "packages", now=at(later + timedelta(6)))
    assert days(vault, "question-open", later) == ("2026-03-26", "2026-03-26"), "the oldest counts"
    assert reminders.title(vault, found) == "Find out for pypi:alice where the password is, and 2 more things"
    for topic in ("codes", "packages"):
        vault = facts.note_none(vault, ID, topic, now=at(later))
    vault = facts.set_password(vault, ID, "kept", at=["phone"], now=at(later))
    assert only(vault, "question-open", later) is None


def test_a_question_is_asked_again_after_a_while_though_it_was_called_done() -> None:
    vault = facts.leave_open(VAULT, ID, "password", now=at(START))
    vault = chores.finish(vault, "question-open", ID, "", on=START + timedelta(20), now=at(START))
    assert days(vault, "question-open", START + timedelta(20)) == ("2026-03-06", "2026-03-06")


def test_a_question_of_which_the_history_is_gone_is_asked_after_the_account_has_settled() -> None:
    account = structs.replace(VAULT.accounts[0], questions=("password",))
    assert days(structs.replace(VAULT, accounts=(account,)), "question-open") == ("2026-02-14", "2026-02-14")


def test_a_sheet_is_looked_at_twice_a_year() -> None:
    vault = printed(VAULT)
    assert days(vault, "sheet-verified") == ("2026-02-07", "2026-01-31")
    vault = edit.note_sheet_verified(vault, "7K3MQ9XA", passed=True, now=at(date(2026, 3, 1)))
    assert days(vault, "sheet-verified", date(2026, 3, 1)) == ("2026-08-30", "2026-08-23")
    assert days(edit.destroy_sheet(vault, "7K3MQ9XA", now=at(START)), "sheet-verified") is None


def stale_vaults() -> Iterator[tuple[str, Vault, str]]:
    """Yield what has made a sheet stale, the vault, and since when it is."""
    contents = sheets.contents_of(VAULT.accounts)
    day, later = date(2026, 5, 5), date(2026, 6, 6)
    on_paper = printed(VAULT, kind="codes", contents=contents)
    yield "code used", using(on_paper, 1, day), "2026-05-05"
    used_twice = edit.mark_code(using(on_paper, 1, day), ID, CODE_SET, 2, "used", now=at(later))
    yield "two codes used", used_twice, "2026-05-05"
    yield "code void", edit.mark_code(on_paper, ID, CODE_SET, 1, "void", now=at(day)), "2026-01-31"  # nobody knows
    yield "set replaced", edit.add_codes(on_paper, ID, ["00" * 8], now=at(day)), "2026-05-05"
    yield "account gone", edit.delete_account(on_paper, ID, now=at(day)), "2026-05-05"
    seeded = edit.add_authenticator(VAULT, ID, Seed(type="totp", secret="MFRGGZDFMZTWQ2LK"), now=at(START))
    seed_on_paper = printed(seeded, kind="codes", contents=sheets.contents_of(seeded.accounts))
    other = Seed(type="totp", secret="GEZDGNBVGY3TQOJQ")
    yield "authenticator replaced", edit.add_authenticator(seed_on_paper, ID, other, now=at(day)), "2026-05-05"
    backup = printed(VAULT, kind="backup", contents=contents, is_whole=True)
    yield "authenticator added", edit.add_authenticator(backup, ID, other, now=at(day)), "2026-05-05"
    yield "account added", edit.add_account(backup, "github", "alice", now=at(day)), "2026-05-05"
    yield "set left out", printed(VAULT, kind="backup", day=date(2026, 3, 3), is_whole=True), "2026-03-03"
    empty = started(codes=0)
    backup = printed(empty, kind="backup", is_whole=True)
    yield "set added", edit.add_codes(backup, empty.accounts[0].id, ["00" * 8], now=at(day)), "2026-05-05"


@pytest.mark.parametrize(("vault", "since"), [pytest.param(vault, since, id=name) for name, vault, since in stale_vaults()])
def test_a_stale_sheet_is_due_from_the_day_on_which_it_became_stale(vault: Vault, since: str) -> None:
    assert days(vault, "sheet-stale") == (since, since)
    assert days(vault, "sheet-verified") is None
    done = chores.finish(vault, "sheet-stale", "", "7K3MQ9XA", on=date(2026, 7, 1), now=at(date(2026, 7, 1)))
    assert days(done, "sheet-stale", date(2026, 7, 1)) is None, "it is destroyed"


def test_a_sheet_whose_key_was_removed_is_stale_as_far_as_the_keys_are_known() -> None:
    vault = printed(VAULT, kind="recovery", key_id="01234567")
    assert days(vault, "sheet-stale") is None
    kinds = {one.kind for one in reminders.upcoming(vault, START, key_ids=["01234567"])}
    assert "sheet-verified" in kinds
    stale = [one for one in reminders.upcoming(vault, START, key_ids=[]) if one.kind == "sheet-stale"]
    assert [one.due_on for one in stale] == [START]


def test_a_deleted_account_brings_nothing() -> None:
    vault = edit.delete_account(VAULT, ID, now=at(START))
    assert {one.kind for one in reminders.upcoming(vault, START)} == {"backup-copied", "password-typed"}


def test_what_is_years_away_is_not_looked_at() -> None:
    assert days(chores.choose(VAULT, "signed-in", "", every=3660, now=at(START)), "signed-in") is None
    vault = edit.set_renewal(VAULT, ID, MAIL, date(9999, 12, 31), now=at(START))
    assert days(vault, "domain-renewal") is None
    vault = edit.set_renewal(VAULT, ID, MAIL, date(1, 1, 1), now=at(START))
    assert days(vault, "domain-renewal") == ("1990-01-01", "1989-11-17")


# Done, not now, never, another interval


@pytest.mark.parametrize("kind", sorted({one.kind for one in reminders.upcoming(FULL, START)}))
@given(st.lists(st.integers(0, 500), min_size=1, max_size=6))
def test_done_moves_the_next_day_forward(kind: str, waits: list[int]) -> None:
    vault, today = FULL, START
    for wait in waits:
        today += timedelta(wait)
        before = only(vault, kind, today)
        if before is None:
            assert not RULES[kind].every
            return
        vault = chores.finish(vault, kind, before.account_id, before.item_id, on=today, now=at(today))
        after = only(vault, kind, today)
        if RULES[kind].every:
            assert after
            assert after.due_on == today + timedelta(RULES[kind].every)
        assert after is None or (after.due_on >= before.due_on and not after.is_due(today))


@pytest.mark.parametrize(
    ("kind", "until", "due_on", "shows_on"),
    [
        ("signed-in", "2026-07-01", "2026-08-01", "2026-07-25"),  # would not show before anyhow
        ("signed-in", "2026-07-25", "2026-08-01", "2026-07-25"),
        ("signed-in", "2026-07-28", "2026-08-01", "2026-07-28"),
        ("signed-in", "2026-08-20", "2026-08-20", "2026-08-20"),
        ("history-read", "2026-04-25", "2026-04-26", "2026-04-25"),
    ],
)
def test_what_was_put_off_does_not_show_before(kind: str, until: str, due_on: str, shows_on: str) -> None:
    today = date(2026, 4, 24)
    vault = chores.snooze(VAULT, kind, ID, "", until=date.fromisoformat(until), now=at(today))
    assert days(vault, kind, today) == (due_on, shows_on)


def test_what_was_put_off_is_quiet_and_then_comes() -> None:
    vault = edit.set_renewal(VAULT, ID, MAIL, date(2026, 9, 1), now=at(START))
    today = date(2026, 7, 20)
    vault = chores.snooze(vault, "domain-renewal", ID, MAIL, until=date(2026, 8, 19), now=at(today))
    found = [(day, only(vault, "domain-renewal", today + timedelta(day))) for day in range(60)]
    assert [day for day, one in found if one and one.is_due(today + timedelta(day))] == list(range(30, 60))


@pytest.mark.parametrize(
    ("choices", "due_on"),
    [
        ([], "2026-08-01"),
        ([("", "", 30)], "2026-03-02"),
        ([(ID, "", 60)], "2026-04-01"),
        ([("", "", 30), (ID, "", 60)], "2026-04-01"),
        ([("", "", None)], None),
        ([(ID, "", None)], None),
        ([("", "", None), (ID, "", 60)], "2026-04-01"),
        ([("", "", 30), (ID, "", None)], None),
        ([("other", "", None), ("other", "", 5)], "2026-08-01"),
    ],
)
def test_the_nearest_choice_counts(choices: list[tuple[str, str, int | None]], due_on: str | None) -> None:
    vault = VAULT
    for account_id, item_id, every in choices:
        vault = chores.choose(vault, "signed-in", account_id, item_id, every=every or 0, is_off=every is None, now=at(START))
    found = only(vault, "signed-in")
    assert (found.due_on.isoformat() if found else None) == due_on
    if found:
        chosen = {(account_id, item_id): every for account_id, item_id, every in choices}
        assert reminders.interval(vault, found) == (chosen.get((ID, "")) or chosen.get(("", "")) or 182)


def test_a_choice_for_one_thing_comes_before_that_for_its_account() -> None:
    vault = with_token(VAULT, ID, "one", created_on=START, now=at(START))
    vault = with_token(vault, ID, "two", created_on=START, now=at(START))
    one, two = vault.accounts[0].tokens
    vault = chores.choose(vault, "token-reviewed", ID, is_off=True, now=at(START))
    vault = chores.choose(vault, "token-reviewed", ID, one.id, every=10, now=at(START))
    found = [reminder for reminder in reminders.upcoming(vault, START) if reminder.kind == "token-reviewed"]
    assert [(reminder.item_id, reminder.due_on) for reminder in found] == [(one.id, date(2026, 2, 10))]
    vault = chores.choose(vault, "token-reviewed", ID, two.id, is_off=True, now=at(START))
    vault = chores.choose(vault, "token-reviewed", ID, now=at(START))
    found = [reminder for reminder in reminders.upcoming(vault, START) if reminder.kind == "token-reviewed"]
    assert [reminder.item_id for reminder in found] == [one.id]


def test_what_has_its_own_date_has_no_interval() -> None:
    vault = structs.replace(FULL, chores=(Chore(kind="domain-renewal", account_id=ID, every=5),))
    found = only(vault, "domain-renewal")
    assert found
    assert (found.due_on, reminders.interval(vault, found)) == (date(2026, 9, 1), 0)


def test_the_later_of_what_is_known_counts() -> None:
    vault = chores.finish(using(VAULT, 1, date(2026, 6, 1)), "signed-in", ID, "", on=date(2026, 5, 1), now=at(START))
    assert days(vault, "signed-in", date(2026, 6, 1)) == ("2026-11-30", "2026-11-23")
    vault = chores.finish(vault, "signed-in", ID, "", on=date(2026, 7, 1), now=at(START))
    assert days(vault, "signed-in", date(2026, 7, 1)) == ("2026-12-30", "2026-12-23")
