"""What is due and what comes up, worked out at once on the worker: the window only shows it."""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

from msgspec import Struct

from vault import reminders
from vault.model import Vault
from vault.reminders import Group, Reminder

WEEKS = 52
_SOON = 500  # things to come that are kept: nobody reads on for longer


class Outlook(Struct, frozen=True, kw_only=True):
    """How things stand on a day. `weeks`: how much falls due in each week from today on; in the first also what is overdue."""

    today: date
    due: int = 0
    pressing: int = 0
    oldest: date | None = None
    next_on: date | None = None
    groups: tuple[Group, ...] = ()
    soon: tuple[Reminder, ...] = ()
    weeks: tuple[int, ...] = (0,) * WEEKS

    @property
    def account_ids(self) -> frozenset[str]:
        """The accounts for which something is due."""
        return frozenset(group.account.id for group in self.groups if group.account)


def look_ahead(vault: Vault, today: date, *, key_ids: Collection[str], typed_on: date) -> Outlook:
    """Return how things stand. The arguments are those of `reminders.upcoming`."""
    found = reminders.upcoming(vault, today, key_ids=key_ids, typed_on=typed_on)
    groups = reminders.groups(vault, found, today)
    due = [one for group in groups for one in group.reminders]
    soon = [one for one in found if not one.is_due(today)]
    end = today + timedelta(7 * WEEKS)
    weeks = Counter(max((one.due_on - today).days, 0) // 7 for one in found if one.due_on < end)
    return Outlook(
        today=today,
        due=len(due),
        pressing=sum(one.rule.is_urgent for one in due),
        oldest=min((one.due_on for one in due), default=None),
        next_on=reminders.next_on(soon, today),
        groups=groups,
        soon=tuple(soon[:_SOON]),
        weeks=tuple(weeks[week] for week in range(WEEKS)),
    )
