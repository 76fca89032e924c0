"""Going back to an earlier state of the whole vault: what that would take back, and doing it."""

from msgspec import structs

from vault.edit import noted
from vault.errors import BadInput
from vault.merge import joined_events
from vault.model import Account, Authenticator, CodeSet, Event, Now, Vault

_PAPER = "sheet-"  # how the kinds of events begin that tell of paper


def since(vault: Vault, before: Vault) -> tuple[Event, ...]:
    """Return what happened since an earlier state, and would be taken back by going there."""
    known = {event.id for event in before.events}
    return tuple(event for event in vault.events if event.id not in known and not event.kind.startswith(_PAPER))


def go_back(vault: Vault, before: Vault, *, generation: int, now: Now) -> Vault:
    """Go back to what the backup of a generation holds, as a change that can itself be undone.

    A code that was used since stays used, a counted password given out, a printed sheet in the register. Raises BadInput where
    nothing was changed since.
    """
    lost = since(vault, before)
    if not lost:
        raise BadInput("Nothing was changed since this backup", hint="Choose an older one.")
    today = {account.id: account for account in vault.accounts}
    accounts = tuple(_as_spent(account, today.get(account.id)) for account in before.accounts)
    events = joined_events(before.events, vault.events)
    changed = structs.replace(before, accounts=accounts, events=events, sheets=vault.sheets)
    ids = " ".join(event.id for event in lost)
    return noted(changed, "went-back", "", now, generation=str(generation), changes=str(len(lost)), event=ids)


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
