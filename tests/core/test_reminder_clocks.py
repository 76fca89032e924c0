"""Wrong clocks, zones, leap days, and any vault on any day: no flood, no loss, no crash."""

import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.remembering import CODE_SET, ID, START, VAULT, at, days, only
from tests.core.strategies import of_class, vaults
from vault import chores, edit, reminders
from vault.model import Chore, Sheet, Vault
from vault.rules import RULES

# Clocks


def test_on_a_leap_day_and_a_year_later() -> None:
    day = date(2028, 2, 29)
    vault = chores.finish(VAULT, "codes-tested", ID, CODE_SET, on=day, now=at(day))
    assert days(vault, "codes-tested", day) == ("2029-02-28", "2029-02-28")
    vault = chores.finish(vault, "history-read", ID, "", on=day, now=at(day))
    assert days(vault, "history-read", day) == (
        "2028-05-24",
        "2028-05-19",
    )


def test_a_machine_asleep_over_the_date_shows_it_later() -> None:
    found = reminders.upcoming(VAULT, START)
    for today in (date(2026, 4, 21), date(2026, 4, 26), date(2026, 5, 30), date(2027, 5, 30)):
        assert [one.due_on for one in reminders.due(found, today) if one.kind == "history-read"] == [date(2026, 4, 26)]
        assert days(VAULT, "history-read", today) == ("2026-04-26", "2026-04-21")


ZONES = {  # as POSIX writes them, and hours ahead of UTC in July
    "UTC0": 0,
    "CET-1CEST,M3.5.0,M10.5.0/3": 2,
    "PST8PDT,M3.2.0,M11.1.0": -7,
    "<+14>-14": 14,
    "<-12>12": -12,
}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
@pytest.mark.parametrize(("zone", "hours"), ZONES.items())
def test_a_day_is_that_of_the_user_also_when_clocks_change(zone: str, hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
        for moment in (noon + timedelta(hours=hour) for hour in range(48)):
            assert reminders.local_day(moment) == (moment + timedelta(hours=hours)).date()
        seen = [reminders.local_day(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)) for hour in range(366 * 24)]
        assert {later - day for day, later in pairwise(seen)} == {timedelta(0), timedelta(1)}
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_traveller_sees_a_thing_once() -> None:
    """Done on the other side of the date line: a day or two ahead of today."""
    for ahead in (1, 2):
        vault = chores.finish(VAULT, "history-read", ID, "", on=START + timedelta(ahead), now=at(START))
        found = only(vault, "history-read")
        assert found
        assert found.due_on == START + timedelta(ahead + 85)


def worked_on(vault: Vault, day: date) -> Vault:
    """Do all that there is to do, on a day by the clock."""
    for one in reminders.upcoming(vault, day):
        vault = chores.finish(vault, one.kind, one.account_id, one.item_id, on=day, now=at(day))
    return vault


def test_a_clock_set_back_neither_floods_nor_loses() -> None:
    vault = worked_on(VAULT, date(2026, 6, 1))
    before = reminders.upcoming(vault, date(2026, 6, 2))
    for today in (date(1999, 1, 1), date(2020, 1, 1), date(2026, 5, 29)):
        found = reminders.upcoming(vault, today)
        assert reminders.due(found, today) == []
        assert {one.kind for one in found} == {one.kind for one in before}
        noted = edit.set_note(vault, ID, "noted with a wrong clock", now=at(today))
        assert reminders.due(reminders.upcoming(noted, today), today) == []
        again = [one for one in reminders.upcoming(noted, date(2026, 6, 2)) if one.kind != "password-typed"]
        assert again == [one for one in before if one.kind != "password-typed"]


def test_what_was_done_while_the_clock_was_behind_is_asked_for_again_not_lost() -> None:
    vault = worked_on(worked_on(VAULT, date(2026, 6, 1)), date(2000, 1, 1))
    today = date(2026, 9, 1)
    found = {one.kind: one.due_on for one in reminders.upcoming(vault, today)}
    assert found["history-read"] <= today
    done = {one.kind: one.due_on for one in reminders.upcoming(worked_on(vault, today), today)}
    assert done["history-read"] == today + timedelta(85)


def test_a_clock_ahead_for_a_while_puts_nothing_off_for_years() -> None:
    vault = worked_on(VAULT, date(2036, 5, 1))
    right_again = date(2026, 6, 1)
    assert reminders.due(reminders.upcoming(vault, right_again), right_again) == [], "nothing is asked for twice"
    vault = edit.set_note(vault, ID, "the first change with a right clock", now=at(right_again))
    for today in (right_again, date(2026, 7, 1), date(2027, 1, 1)):
        busy = edit.set_note(vault, ID, "and a later one", now=at(today))
        for one in (vault, busy):
            assert days(one, "history-read", today) == ("2026-08-25", "2026-08-20")
            assert days(one, "email-verified", today) == ("2026-11-28", "2026-11-21")
    done = chores.finish(vault, "history-read", ID, "", on=date(2026, 9, 1), now=at(date(2026, 9, 1)))
    assert days(done, "history-read", date(2026, 9, 1)) == ("2026-11-25", "2026-11-20")


def test_a_rest_noted_with_a_clock_ahead_is_none() -> None:
    day = date(2036, 5, 1)
    vault = chores.snooze(VAULT, "history-read", ID, "", until=day, now=at(day))
    assert days(vault, "history-read", date(2026, 6, 1)) == ("2026-04-26", "2026-04-21")


def test_a_day_ahead_that_no_clock_explains_is_not_believed() -> None:
    vault = edit.set_email(VAULT, ID, "alice@example.com", verified_on=date(2062, 1, 31), now=at(START))
    assert days(vault, "email-verified", date(2026, 2, 20)) == ("2026-02-07", "2026-01-31")


def test_without_a_history_what_lies_ahead_counts_as_of_today() -> None:
    vault = structs.replace(VAULT, events=())
    assert days(vault, "email-verified", date(2025, 1, 1)) == ("2025-06-30", "2025-06-23")
    assert days(vault, "backup-copied") is None


# Any vault on any day

any_vaults = st.builds(
    lambda vault, printed, said, kinds: structs.replace(
        vault,
        sheets=tuple(structs.replace(sheet, contents=()) for sheet in printed),
        chores=tuple(structs.replace(chore, kind=kind) for chore, kind in zip(said, kinds, strict=False)),
    ),
    vaults,
    st.lists(of_class(Sheet), max_size=2),
    st.lists(of_class(Chore), max_size=4),
    st.lists(st.sampled_from(sorted(RULES)), min_size=4),
)


@pytest.mark.tedious
@given(any_vaults, st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_any_vault_gives_reminders_in_order(vault: Vault, today: date) -> None:
    found = reminders.upcoming(vault, today)
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)
    for one in found:
        assert one.shows_on <= one.due_on
        assert reminders.title(vault, one)
        assert reminders.steps(vault, one)
        assert reminders.interval(vault, one) >= 0
    shown = reminders.due(found, today)
    assert shown == [one for one in found if one.is_due(today)]
    assert all(one.shows_on > today for one in found if one not in shown)
    told = reminders.groups(vault, found, today)
    assert sum(len(group.reminders) for group in told) == len(shown)
    assert reminders.summary(told, today)
