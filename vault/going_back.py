"""Going back to an earlier state of the whole vault: what that would take back, and doing it."""

from collections.abc import Iterable

from msgspec import Struct, structs

from vault import undoing
from vault.edit import noted
from vault.errors import BadInput
from vault.merge import joined_events
from vault.model import Account, Authenticator, CodeSet, Event, Now, Vault

# How the kinds of events begin that no going back takes back: of paper, and of what was used up.
_STAYS = ("sheet-", "code-used", "code-outcome", "counter-advanced")


class Difference(Struct, frozen=True):
    """What going to another state takes back, and what it makes again that was taken back since."""

    lost: tuple[Event, ...] = ()
    regained: tuple[Event, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.regained)


def difference(vault: Vault, before: Vault) -> Difference:
    """Return what is between a vault and an earlier state of it. What stays is in neither: paper, and what was used up."""
    now, then = undoing.undone(vault.events), undoing.undone(before.events)
    known = {event.id for event in before.events}

    def counts(event: Event) -> bool:
        return not event.kind.startswith(_STAYS) and not undoing.is_of_changes(event)

    lost = (event for event in vault.events if counts(event) and event.id not in now and event.id not in known - then)
    regained = (event for event in before.events if counts(event) and event.id in now - then)
    return Difference(tuple(lost), tuple(regained))


def go_back(vault: Vault, before: Vault, *, generation: int, now: Now) -> Vault:
    """Go back to what the backup of a generation holds, as a change that can itself be undone.

    A code that was used since stays used, a counted password given out, a printed sheet in the register. Raises BadInput where
    nothing was changed since.
    """
    between = difference(vault, before)
    if not between:
        raise BadInput("Nothing was changed since this backup", hint="Choose an older one.")
    today = {account.id: account for account in vault.accounts}
    accounts = tuple(_as_spent(account, today.get(account.id)) for account in before.accounts)
    events = joined_events(before.events, vault.events)
    changed = structs.replace(before, accounts=accounts, events=events, sheets=vault.sheets)
    said = {"event": _ids(between.lost), "again": _ids(between.regained)}
    return noted(changed, "went-back", "", now, generation=str(generation), **said)


def _ids(events: Iterable[Event]) -> str:
    return " ".join(event.id for event in events)


def _as_spent(account: Account, today: Account | None) -> Account:
    """Return an account as it was, but for what was used up since."""
    if today is None:
        return account
    codes = {code_set.id: code_set.codes for code_set in today.code_sets}
    counters = {one.id: one.counter for one in today.authenticators}

    def spent(one: CodeSet) -> CodeSet:
        used = {place: code for place, code in enumerate(codes.get(one.id, ())) if code.state == "used"}
        return structs.replace(one, codes=tuple(used.get(place, code) for place, code in enumerate(one.codes)))

    def counted(one: Authenticator) -> Authenticator:
        return structs.replace(one, counter=max(one.counter, counters.get(one.id, 0)))

    return structs.replace(
        account,
        code_sets=tuple(map(spent, account.code_sets)),
        authenticators=tuple(map(counted, account.authenticators)),
    )
