"""Sentences about what is due. As `messages.py`: sentence case, calm, never a secret."""

from collections.abc import Sequence
from datetime import date

from ui.desktop.messages import count, day, short_day
from vault.reminders import Reminder


def since(due_on: date, today: date) -> str:
    """Say when something is due: today, since 3 days, on 31 January 2026."""
    days = (today - due_on).days
    if days == 0:
        return "Due today"
    if days < 0:
        return f"Due on {day(due_on)}"
    if days == 1:
        return "Due since yesterday"
    return f"Due for {count(days, 'day')}" if days < 60 else f"Due since {day(due_on)}"


def summary(due: Sequence[Reminder], next_on: date | None, today: date) -> str:
    """Say in one line how things stand."""
    if not due:
        later = f" The next thing comes up on {day(next_on)}." if next_on else ""
        return f"Nothing is due.{later}"
    urgent = sum(one.rule.is_urgent for one in due)
    accounts = len({one.account_id for one in due})
    what = count(len(due), "thing is", "things are") + " due"
    where = f" for {accounts} accounts" if accounts > 1 else ""
    pressing = f", {urgent} of them pressing" if urgent else ""
    oldest = min(one.due_on for one in due)
    old = f" The oldest has waited since {short_day(oldest)}." if oldest < today else ""
    return f"{what}{where}{pressing}.{old}"


def again(every: int) -> str:
    """Say what Done does to the next date."""
    if not every:
        return "Once done, you will not be reminded of this again."
    return f"Once done, you will be reminded again in {count(every, 'day')}."


def badge(number: int) -> str:
    return "99+" if number > 99 else str(number)
