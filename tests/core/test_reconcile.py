"""Holding the book against what the service shows, and the life of a code set in `edit`."""

from datetime import UTC, date, datetime, timedelta

import pytest

from vault import edit, otp, reconcile
from vault.errors import BadInput, NotThere
from vault.model import Account, Now, Seed, Vault

START = datetime(2026, 2, 1, 12, tzinfo=UTC)
FIRST = tuple(f"{place:016x}" for place in range(8))
SECOND = tuple(f"{place:016x}" for place in range(100, 108))


def at(days: int) -> Now:
    return Now(START + timedelta(days=days), "desk")


def with_codes(*sets: tuple[tuple[str, ...], date | None]) -> Vault:
    vault = edit.add_account(Vault(), "pypi", "alice", now=at(0))
    for secrets, generated_on in sets:
        vault = edit.add_codes(vault, vault.accounts[0].id, secrets, generated_on=generated_on, now=at(1))
    return vault


def only(vault: Vault) -> Account:
    return vault.accounts[0]


def used(vault: Vault, *places: int) -> Vault:
    code_set = only(vault).code_sets[-1]
    for place in places:
        vault = edit.mark_code(vault, only(vault).id, code_set.id, place, "used", now=at(2))
    return vault


@pytest.mark.parametrize(
    ("unused", "agrees", "words"),
    [
        (6, True, "The book agrees: 6 unused"),
        (5, False, "1 code more was used than the book says"),
        (3, False, "3 codes more were used than the book says"),
        (7, False, "1 code marked as used is still unused at the service"),
        (8, False, "2 codes marked as used are still unused at the service"),
        (9, False, "The codes here are stale: the service has issued newer ones that are not in the vault"),
    ],
)
def test_the_count_is_compared_and_the_difference_is_named(unused: int, agrees: bool, words: str) -> None:
    account = only(used(with_codes((FIRST, None)), 1, 2))
    verdict = reconcile.compare(account, unused=unused)
    assert (verdict.agrees, verdict.sentence) == (agrees, words)
    assert agrees or verdict.hint


def test_without_codes_there_is_nothing_to_compare() -> None:
    verdict = reconcile.compare(only(with_codes()), unused=8)
    assert not verdict.agrees
    assert "no codes" in verdict.sentence


def test_the_day_of_generation_tells_which_set_is_stale() -> None:
    account = only(with_codes((FIRST, date(2025, 5, 1)), (SECOND, date(2026, 1, 31))))
    same = reconcile.compare(account, unused=8, generated_on=date(2026, 2, 1))
    assert same.agrees  # a day's difference is the time zone
    newer = reconcile.compare(account, unused=8, generated_on=date(2026, 6, 1))
    assert "stale: the service has issued newer ones" in newer.sentence
    older_known = reconcile.compare(account, unused=8, generated_on=date(2025, 5, 1))
    assert older_known.code_set is account.code_sets[0]
    older_unknown = reconcile.compare(account, unused=8, generated_on=date(2024, 1, 1))
    assert older_unknown.code_set is None
    assert "older" in older_unknown.sentence


def test_how_a_use_ended_is_kept_and_the_code_stays_used() -> None:
    vault = used(with_codes((FIRST, None)), 3)
    account = only(vault)
    vault = edit.note_outcome(vault, account.id, account.code_sets[0].id, 3, "refused", now=at(3))
    code = only(vault).code_sets[0].codes[2]
    assert (code.state, code.outcome) == ("used", "refused")
    assert vault.events[-1].values["outcome"] == "refused"
    vault = edit.mark_code(vault, account.id, account.code_sets[0].id, 3, "unused", now=at(4))
    assert only(vault).code_sets[0].codes[2].outcome == ""
    with pytest.raises(BadInput, match="was not used"):
        edit.note_outcome(vault, account.id, account.code_sets[0].id, 3, "worked", now=at(5))


def test_comparing_and_testing_leave_their_day() -> None:
    vault = with_codes((FIRST, None))
    account_id, code_set_id = only(vault).id, only(vault).code_sets[0].id
    vault = edit.note_checked(vault, account_id, code_set_id, generated_on=date(2026, 1, 30), now=at(3))
    vault = edit.note_tested(vault, account_id, code_set_id, passed=False, now=at(4))
    assert only(vault).code_sets[0].tested_on is None
    assert vault.events[-1].kind == "drill-failed"
    vault = edit.note_tested(vault, account_id, code_set_id, passed=True, now=at(5))
    kept = only(vault).code_sets[0]
    assert (kept.checked_on, kept.generated_on, kept.tested_on) == (date(2026, 2, 4), date(2026, 1, 30), date(2026, 2, 6))


@pytest.mark.parametrize("place", [None, 4])
def test_the_question_of_the_burned_code_is_answered_once(place: int | None) -> None:
    vault = with_codes((FIRST, None))
    account = only(vault)
    assert not edit.is_burned_known(account.code_sets[0])
    vault = edit.note_burned(vault, account.id, account.code_sets[0].id, place=place, now=at(2))
    kept = only(vault).code_sets[0]
    assert edit.is_burned_known(kept)
    assert [number for number, code in enumerate(kept.codes, 1) if code.note == edit.BURNED_NOTE] == ([place] if place else [])


def test_a_code_with_the_note_answers_the_question_too() -> None:
    vault = with_codes((FIRST, None))
    account = only(vault)
    note = edit.BURNED_NOTE
    vault = edit.mark_code(vault, account.id, account.code_sets[0].id, 2, "used", note=note, now=at(2))
    assert edit.is_burned_known(only(vault).code_sets[0])


def test_a_set_or_a_code_that_is_not_there_is_refused() -> None:
    vault = with_codes((FIRST, None))
    account = only(vault)
    with pytest.raises(NotThere):
        edit.note_tested(vault, account.id, "nothing", passed=True, now=at(1))
    for place in (0, 9):
        with pytest.raises(NotThere):
            edit.mark_code(vault, account.id, account.code_sets[0].id, place, "used", now=at(1))


def test_the_user_may_say_which_of_two_sets_is_older() -> None:
    vault = with_codes((FIRST, date(2026, 1, 1)))
    older = edit.add_codes(vault, only(vault).id, SECOND, generated_on=date(2026, 3, 1), is_older=True, now=at(9))
    assert only(older).live_set is only(older).code_sets[0]
    newer = edit.add_codes(vault, only(vault).id, SECOND, generated_on=date(2025, 3, 1), is_older=False, now=at(9))
    assert only(newer).live_set is only(newer).code_sets[1]
    assert {code.state for code in only(newer).code_sets[0].codes} == {"void"}


def test_drift_is_told_in_seconds_up_to_ten_periods() -> None:
    seed = Seed(type="totp", secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    now = 1_770_000_000
    assert otp.drift(seed, otp.value(seed, now), now) == 0
    assert otp.drift(seed, otp.value(seed, now + 30), now) == 30
    spaced = otp.value(seed, now - 270)
    assert otp.drift(seed, f"{spaced[:3]} {spaced[3:]}", now) == -270
    assert otp.drift(seed, otp.value(seed, now + 3600), now) is None
    assert otp.drift(seed, otp.value(seed, 0), 5) == 0  # no negative counters near 1970
