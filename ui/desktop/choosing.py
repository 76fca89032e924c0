"""How often the user wants to be reminded: of one thing, of an account, or of all; and what was chosen so far."""

from collections.abc import Iterable, Sequence

from vault import chores, sheets
from vault.model import Chore, Now, Vault
from vault.reminders import Reminder
from vault.rules import RULES

NEVER = -1
Place = tuple[str, str]  # ids of the account and the item, empty for all of them
_NAMED = ("email", "tokens", "paper")  # of what there are several, which the user can tell from each other
EVERYWHERE: Place = ("", "")


def places(reminder: Reminder) -> list[Place]:
    """Return where a choice can stand for a reminder, the nearest first. Of codes it is the account: no set is the last one."""
    item_id = reminder.item_id if reminder.rule.coarse in _NAMED else ""
    return list(dict.fromkeys([(reminder.account_id, item_id), (reminder.account_id, ""), EVERYWHERE]))


def choose(vault: Vault, reminder: Reminder, place: Place, days: int, *, now: Now) -> Vault:
    """Choose an interval in days for a place, or NEVER. What was chosen nearer to the reminder gives way."""
    kind, around = reminder.kind, places(reminder)
    nearer, wider = around[: around.index(place)], around[around.index(place) + 1 :]
    chosen = {(one.account_id, one.item_id) for one in made(vault) if one.kind == kind}
    for one in nearer:
        if one in chosen:
            vault = chores.choose(vault, kind, *one, now=now)
    if days == NEVER:
        return chores.choose(vault, kind, *place, is_off=True, now=now)
    is_usual = days == RULES[kind].every and chosen.isdisjoint(wider)
    return chores.choose(vault, kind, *place, every=0 if is_usual else days, now=now)


def made(vault: Vault) -> Sequence[Chore]:
    """Return what was chosen, as long as that which it was chosen for is there."""
    items = {"", *(sheet.id for sheet in filter(sheets.is_live, vault.sheets))}
    for account in vault.present:
        items |= {email.id for email in account.emails} | {token.id for token in account.tokens}
    accounts = {account.id for account in vault.present} | {""}
    return [
        one
        for one in vault.chores
        if (one.every or one.is_off) and one.kind in RULES and one.account_id in accounts and one.item_id in items
    ]


def put_off(vault: Vault, several: Iterable[Reminder]) -> set[Reminder]:
    """Return those of several reminders that would show earlier, had they not been put off."""
    rests = {one.key: one.snoozed_until for one in vault.chores if one.snoozed_until}
    return {one for one in several if rests.get((one.kind, one.account_id, one.item_id)) == one.shows_on}
