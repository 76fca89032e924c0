"""What is shown of what is due: grouped, told in a sentence, named."""

from datetime import date

import pytest
from msgspec import structs

from tests.core.remembering import FULL, ID, MAIL, START, VAULT, at, only, printed, using
from vault import edit, reminders
from vault.model import Account, Vault


def group_vault() -> Vault:
    """Return a vault with three accounts and something overdue, due today and coming up for the first of them."""
    vault = edit.set_renewal(VAULT, ID, MAIL, date(2026, 4, 30), now=at(START))
    vault = edit.add_account(vault, "pypi", "bob", now=at(START))
    return edit.add_account(vault, "github", "carol", now=at(date(2026, 4, 1)))


def test_what_is_due_is_told_by_account_the_most_pressing_first() -> None:
    vault, today = group_vault(), date(2026, 4, 26)
    told = reminders.groups(vault, reminders.upcoming(vault, today), today)
    names = [(group.account.title if group.account else "", group.urgency) for group in told]
    assert names == [("pypi:bob", "overdue"), ("", "overdue"), ("pypi:alice", "overdue")]
    assert [one.kind for one in told[0].reminders] == ["email-verified", "second-email", "history-read"]
    alice = [(one.kind, one.urgency(today), one.is_overdue(today)) for one in told[2].reminders]
    assert alice == [
        ("codes-tested", "overdue", True),
        ("second-email", "overdue", True),
        ("history-read", "due", False),
        ("domain-renewal", "soon", False),
    ]
    assert reminders.summary(told, today) == "5 things are overdue, 2 are due today, 1 is coming up"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-01-31", "Nothing is due"),
        ("2026-02-08", "1 thing is coming up"),
        ("2026-02-14", "2 things are due today"),
        ("2026-02-15", "2 things are overdue"),
        ("2026-02-28", "2 things are overdue, 1 is due today"),
        ("2026-04-22", "3 things are overdue, 1 is coming up"),
    ],
)
def test_a_day_is_told_in_one_sentence(day: str, sentence: str) -> None:
    today = date.fromisoformat(day)
    assert reminders.summary(reminders.groups(VAULT, reminders.upcoming(VAULT, today), today), today) == sentence


def test_three_weeks_of_holiday_end_in_one_notice_for_each_account() -> None:
    vault = Vault()
    for name in ("alice", "bob", "carol"):
        vault = edit.add_account(vault, "pypi", name, now=at(START))
    today = date(2026, 8, 5)
    found = reminders.upcoming(vault, today)
    told = reminders.groups(vault, found, today)
    assert len(reminders.due(found, today)) == 3 * 6 + 2
    assert len(told) == 4


def test_what_is_pressing_comes_first_also_when_it_is_younger() -> None:
    today = date(2026, 8, 5)
    vault = using(VAULT, 8, date(2026, 8, 1))
    (group, *_) = reminders.groups(vault, reminders.upcoming(vault, today), today)
    assert group.reminders[0].kind == "codes-empty"


def test_reminders_of_an_account_that_is_gone_are_not_told() -> None:
    today = date(2026, 8, 5)
    found = reminders.upcoming(VAULT, today)
    told = reminders.groups(edit.delete_account(VAULT, ID, now=at(today)), found, today)
    assert [group.account for group in told] == [None]


def test_when_the_next_one_begins_to_show() -> None:
    found = reminders.upcoming(VAULT, START)
    assert reminders.next_on(found, START) == date(2026, 2, 7)
    assert reminders.next_on(found, date(2026, 2, 7)) == date(2026, 2, 14)
    assert reminders.next_on([], START) is None


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("email-verified", "Check that mail to alice@example.com still reaches you"),
        ("signed-in", "Sign in to PyPI as pypi:alice"),
        ("token-reviewed", "Review the token release of pypi:alice"),
        ("backup-copied", "Copy the vault to another place"),
    ],
)
def test_a_reminder_names_what_it_is_about(kind: str, sentence: str) -> None:
    found = only(FULL, kind)
    assert found
    assert reminders.title(FULL, found) == sentence


def test_a_reminder_names_a_sheet_or_what_is_missing() -> None:
    vault = printed(VAULT)
    found = only(vault, "sheet-verified")
    assert found
    assert reminders.title(vault, found) == "See that sheet 7K3M-Q9XA is still where it should be"
    bare = edit.add_account(Vault(), "pypi", "alice", now=at(START))
    found = only(bare, "email-verified")
    assert found
    assert reminders.title(bare, found) == "Check that mail to the primary address still reaches you"
    assert (
        reminders.steps(bare, found)[0] == "Send a mail to the primary address from another account, and find it in the inbox."
    )


def test_a_name_is_never_taken_for_a_pattern() -> None:
    account = Account(id="0", service="pypi", username="{item}{0}", created_at=at(START).at)
    vault = Vault(accounts=(account,))
    found = only(vault, "signed-in")
    assert found
    assert reminders.title(vault, found) == "Sign in to PyPI as pypi:{item}{0}"


def test_ten_thousand_accounts_have_their_reminders() -> None:
    (account,) = VAULT.accounts
    vault = structs.replace(VAULT, accounts=tuple(structs.replace(account, id=f"{number:016x}") for number in range(10_000)))
    each = len([one for one in reminders.upcoming(VAULT, START) if one.account_id])
    assert len(reminders.upcoming(vault, START)) == 10_000 * each + 2
