"""Going back to an earlier state of the whole vault: what that would take back, and doing it."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct, structs

from vault import undoing
from vault.edit import noted
from vault.errors import BadInput
from vault.merge import joined_events
from vault.model import Account, Code, CodeSet, Event, Now, Vault

# How the kinds of events begin that no going back takes back: of paper, of what was used up, and of the file itself.
_STAYS = ("sheet-", "code-used", "code-outcome", "counter-advanced", *undoing.OF_THE_FILE)


class Difference(Struct, frozen=True):
    """What going to another state takes back, and what it makes again that was taken back since."""

    lost: tuple[Event, ...] = ()
    regained: tuple[Event, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.regained)


def difference(vault: Vault, before: Vault) -> Difference:
    """Return what is between a vault and an earlier state of it. What stays is in neither: paper, what was used up, keys."""
    now, then = undoing.undone(vault.events), undoing.undone(before.events)
    known, here = ({event.id for event in several} for several in (before.events, vault.events))

    def counts(event: Event) -> bool:
        return not event.kind.startswith(_STAYS) and not undoing.is_of_changes(event)

    lost = (event for event in vault.events if counts(event) and event.id not in now and event.id not in known - then)
    regained = (event for event in before.events if counts(event) and event.id not in then and event.id not in here - now)
    return Difference(tuple(lost), tuple(regained))


def go_back(vault: Vault, before: Vault, *, generation: int, now: Now) -> Vault:
    """Go back to what the backup of a generation holds, as a change that can itself be undone.

    A code that was used since stays used, a counted password given out, a printed sheet in the register. Raises BadInput where
    nothing was changed since.
    """
    between = difference(vault, before)
    if not between:
        raise BadInput("Nothing was changed since this backup", hint="Choose an older one.")
    spent = _Spent(vault, before)
    accounts = tuple(map(spent.account, before.accounts))
    events = joined_events(before.events, vault.events)
    changed = structs.replace(before, accounts=accounts, events=events, sheets=vault.sheets)
    said = {"event": _ids(between.lost), "again": _ids(between.regained)}
    return noted(changed, "went-back", "", now, generation=str(generation), **said)


def _ids(events: Iterable[Event]) -> str:
    return " ".join(event.id for event in events)


class _Spent:
    """What was used up since an earlier state, as the history tells: also of what is no longer in the vault."""

    def __init__(self, vault: Vault, before: Vault) -> None:
        self._codes = {
            (code_set.id, place): code
            for account in vault.accounts
            for code_set in account.code_sets
            for place, code in enumerate(code_set.codes, 1)
        }
        self._used_at: dict[tuple[str, str], Event] = {}
        self._given_out: Counter[str] = Counter()
        known, undone = {event.id for event in before.events}, undoing.undone(vault.events)
        for event in vault.events:
            if event.id in undone:
                continue
            place = event.values.get("code_set", ""), event.values.get("place", "")
            if event.kind == "code-used":
                self._used_at[place] = event
            elif event.kind in {"code-unused", "code-void"}:
                self._used_at.pop(place, None)
            elif event.kind == "counter-advanced" and event.id not in known:
                self._given_out[event.values.get("authenticator", "")] += 1

    def account(self, account: Account) -> Account:
        """Return an account as it was, but for what was used up since."""
        return structs.replace(
            account,
            code_sets=tuple(map(self._code_set, account.code_sets)),
            authenticators=tuple(
                structs.replace(one, counter=one.counter + self._given_out[one.id]) for one in account.authenticators
            ),
        )

    def _code_set(self, code_set: CodeSet) -> CodeSet:
        codes = (self._code(code_set.id, place, code) for place, code in enumerate(code_set.codes, 1))
        return structs.replace(code_set, codes=tuple(codes))

    def _code(self, code_set_id: str, place: int, code: Code) -> Code:
        today = self._codes.get((code_set_id, place), code)
        if today.state == "used":  # by whom, and how it ended
            return today
        used = self._used_at.get((code_set_id, str(place)))
        return code if code.state == "used" or used is None else structs.replace(code, state="used", used_at=used.at)
