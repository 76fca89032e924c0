"""Sentences about what is due. As `messages.py`: sentence case, calm, never a secret."""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from ui.desktop import messages, paper_messages
from ui.desktop.messages import count, day, short_day
from ui.desktop.outlook import Outlook
from vault import reminders
from vault.model import Chore, Vault, printable
from vault.reminders import Group, Reminder
from vault.rules import RULES, Rule

# What a kind of reminder is called where it stands for itself: among the user's own choices.
NAMES: Mapping[str, str] = {
    "email-verified": "Mail that still arrives",
    "second-email": "A second address",
    "domain-renewal": "Renewing a domain",
    "codes-low": "Few codes left",
    "codes-empty": "No code left",
    "codes-tested": "Reading from a copy of the codes",
    "codes-checked": "Comparing the codes",
    "password-rotated": "Changing the password",
    "token-reviewed": "Reviewing a token",
    "token-expires": "Replacing a token that expires",
    "signed-in": "Signing in",
    "history-read": "The security history",
    "sessions-reviewed": "Sessions and linked accounts",
    "packages-reviewed": "Packages and their owners",
    "question-open": "Finding out what you did not know",
    "request-answered": "An answer to a recovery request",
    "request-proved": "Answering the staff's mail",
    "after-recovery": "Tokens after a recovery",
    "sheet-verified": "Looking for a sheet",
    "sheet-stale": "Replacing a sheet that is out of date",
    "backup-copied": "Copying the vault",
    "password-typed": "Typing the vault's password",
}
# Where Done takes more than a click: what the button says that leads there.
ROOMS: Mapping[str, tuple[str, str]] = {
    "codes-checked": ("compare", "Compare…"),
    "codes-tested": ("drill", "Read from it…"),
    "sheet-verified": ("verify", "Verify the sheet…"),
    "sheet-stale": ("destroy", "The old one is destroyed…"),
}
# What can be done in Sparekey itself on the way to Done.
STEPS: Mapping[str, tuple[str, str]] = {
    "second-email": ("email", "Add the address here…"),
    "codes-low": ("codes", "Bring the new codes in…"),
    "codes-empty": ("codes", "Bring the new codes in…"),
    "sheet-stale": ("again", "Print a new one…"),
    "backup-copied": ("folder", "Open its folder"),
    "password-typed": ("lock", "Lock now"),
    "question-open": ("interview", "Answer here…"),
    "request-answered": ("request", "Open the log…"),
    "request-proved": ("request", "Open the log…"),
}
TELLS = "In the morning, once a day at most, and without any name. Sparekey need not be open for it."
NOT_IN_DEMO = "Not in the demo."
NOT_TAKEN = (
    "This system did not take it, so nothing was installed. "
    "In a terminal, once you are logged in, sparekey remind --install says what it needs."
)
HIDES = "Else also the kind, such as: Recovery codes are to be looked at. Never a name or a number."
AS_USUAL = "You will be reminded as usual."
_FACTS: Mapping[str, str] = {
    "email-verified": "Noted: the address was verified on {day}.",
    "domain-renewal": "Noted: the domain was renewed on {day}.",
    "token-reviewed": "Noted: the token was reviewed on {day}.",
    "token-expires": "Noted: the token was replaced on {day}.",
}
_LONGEST = 36  # letters of a word
_REFERENCE = re.compile(r" \((?:pypi-facts|peers)[^)]*\)")  # to the project's own notes, which the user does not have


def title(vault: Vault, reminder: Reminder) -> str:
    """Return the sentence of a reminder, with the account's name as it is written in the window."""
    words = reminders.title(vault, reminder)
    account = next((one for one in vault.present if one.id == reminder.account_id), None)
    return _broken(printable(words.replace(account.title, account.username) if account else words))


def steps(vault: Vault, reminder: Reminder) -> list[str]:
    return [_broken(printable(one)) for one in reminders.steps(vault, reminder)]


def whose(vault: Vault, account_id: str) -> str:
    account = next((one for one in vault.present if one.id == account_id), None)
    return printable(f"{account.username} at {messages.service_name(account)}") if account else "This vault"


def source(rule: Rule) -> str:
    return f"Source: {_REFERENCE.sub('', rule.source)}"


def _broken(sentence: str) -> str:
    """Return a sentence in which no word is too long for a line: names and addresses have 200 letters and more if they like."""
    words = (
        word if len(word) <= _LONGEST else f"{word[: _LONGEST // 2]}…{word[1 - _LONGEST // 2 :]}" for word in sentence.split()
    )
    return " ".join(words)


def since(due_on: date, today: date) -> str:
    """Say since when something is due: today, for 3 days, since 31 January 2026; or until when it is to be done."""
    days = (today - due_on).days
    if days == 0:
        return "Due today"
    if days < 0:
        return f"To be done by {day(due_on)}"
    if days == 1:
        return "Due since yesterday"
    return f"Due for {count(days, 'day')}" if days < 60 else f"Due since {day(due_on)}"


def summary(outlook: Outlook) -> str:
    """Say in one line how things stand."""
    if not outlook.due:
        if not outlook.next_on:
            return "Nothing is due. What is to be done for an account appears here once there is one."
        return f"Nothing is due. The next thing comes up on {day(outlook.next_on)}."
    what = count(outlook.due, "thing is", "things are") + " due"
    accounts = len(outlook.account_ids)
    where = f" for {accounts} accounts" if accounts > 1 else ""
    pressing = f", {outlook.pressing} of them pressing" if 0 < outlook.pressing < outlook.due else ""
    old = f" The oldest has waited since {day(outlook.oldest)}." if outlook.oldest and outlook.oldest < outlook.today else ""
    return f"{what}{where}{pressing}.{old}"


def of_group(group: Group, today: date) -> str:
    """Say how things stand with one account: 2 things are overdue, 1 is coming up."""
    words = reminders.summary([group], today)
    return f"{messages.service_name(group.account)}: {words}" if group.account else words


def coming(vault: Vault, reminder: Reminder, *, is_put_off: bool) -> str:
    """Say whose a thing to come is, and that it was put off."""
    words = whose(vault, reminder.account_id)
    return f"{words}, put off until {short_day(reminder.shows_on)}" if is_put_off else words


def rest(days: int, today: date) -> str:
    """Word for how long a reminder rests: In a week (7 February)."""
    words = {1: "Tomorrow", 7: "In a week", 30: "In a month", 91: "In three months"}[days]
    until = today + timedelta(days)
    return f"{words} ({until.day} {until:%B})"


def week(start: date, number: int, *, is_first: bool) -> str:
    """Say what falls due within seven days."""
    what = count(number, "thing") if number else "nothing"
    if is_first:
        return f"Until {short_day(start + timedelta(6))}: {what}"
    return f"{short_day(start)} to {short_day(start + timedelta(6))}: {what}"


def again(rule: Rule, every: int) -> str:
    """Say what Done does to the next date."""
    if rule.kind == "domain-renewal":
        return "Once done, you will be reminded again next year."
    if not every:
        return "Once done, you will not be reminded of this again."
    return f"Once done, you will be reminded again in {count(every, 'day')}."


def noted(kind: str, on: date) -> str:
    return _FACTS.get(kind, "Noted: done on {day}.").format(day=day(on))


def not_opened(address: str) -> str:
    return f"No program opened it. It is at {address}"


def interval(rule: Rule, days: int) -> str:
    """Word an interval, and whether it is the rule's own: Every 180 days, as usual."""
    words = f"Every {count(days, 'day')}" if days > 1 else "Every day" if days else "When its day comes"
    return f"{words}, as usual" if days == rule.every else words


def place(vault: Vault, kind: str, account_id: str, item_id: str) -> str:
    """Name what a choice was made for."""
    is_of_sheets = RULES[kind].coarse == "paper"
    if item_id and is_of_sheets:
        return f"Sheet {paper_messages.number(item_id)}"
    if not account_id:
        return "Every sheet" if is_of_sheets else "This vault" if RULES[kind].coarse == "vault" else "Every account"
    account = next((one for one in vault.present if one.id == account_id), None)
    items = {one.id: one.address for one in account.emails} | {one.id: one.name for one in account.tokens} if account else {}
    name = whose(vault, account_id)
    return _broken(printable(f"{items[item_id]} of {name}") if item_id in items else name)


def chosen(chore: Chore) -> str:
    return "Never" if chore.is_off else f"Every {count(chore.every, 'day')}" if chore.every > 1 else "Every day"


def told(days: int) -> str:
    """Confirm what was chosen."""
    if days < 0:
        return "You will not be reminded of this again."
    if not days:
        return "You will be reminded when its day comes."
    return f"You will be reminded every {count(days, 'day')}." if days > 1 else "You will be reminded every day."


def put_off(until: date) -> str:
    return f"You will be reminded again on {day(until)}."


def more_accounts(number: int) -> str:
    return f"Show more: something is due for {count(number, 'other account')}"


def choices(number: int, *, is_shown: bool) -> str:
    return f"{'Hide' if is_shown else 'Show'} {count(number, 'choice')} of your own"


def switched(told: Sequence[str]) -> str:
    """Say what was done about the daily look: what it comes to first, unless commands follow that the user is to run."""
    lines = told if told[-1].startswith(" ") else [told[-1], *told[:-1]]
    home = os.path.expanduser("~")  # noqa: PTH111  (Path.home raises where there is none)
    return "\n".join(lines).replace(f"{home}{os.sep}", f"~{os.sep}")


def badge(number: int) -> str:
    return "99+" if number > 99 else str(number)
