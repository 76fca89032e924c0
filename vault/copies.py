"""Copies: which of those that were noted hold what is in force today, as far as the days tell.

What was replaced since somebody last looked opens nothing (pypi-facts §1.7, §2), nor does any factor from before a recovery:
the staff remove them all (§7.2). A copy of the vault file does not hold what came into the vault after it was made. A copy
without a day is taken for kept up, as long as nothing was replaced.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from vault import edit, places, services
from vault.model import Account, Authenticator, Browser, CodeSet, Copy, Vault

_BEHIND = timedelta(hours=12)  # by which the last place on earth is behind UTC
_AHEAD = timedelta(hours=14)  # by which the first one is before it
_REFUSED = 2  # codes: one may have been mistyped, or burned at set-up


def of_codes(account: Account) -> tuple[Copy, ...]:
    """Return those copies of the codes that are of the set in force."""
    return _since_recovery(account, _in_force(account.codes_at, account.live_set, account.code_sets))


def of_authenticator(account: Account) -> tuple[Copy, ...]:
    """Return those copies of the authenticator that are of the one in force."""
    return _since_recovery(account, _in_force(account.totp_at, account.authenticator, account.authenticators))


def of_keys(account: Account) -> tuple[Copy, ...]:
    """Return where the security keys lie that the account still knows."""
    return _since_recovery(account, tuple(one.copy for one in account.security_keys))


def of_browsers(account: Account) -> tuple[Browser, ...]:
    """Return the browsers that were remembered since the account was last recovered."""
    return tuple(one for one in account.browsers if account.recovered_on is None or one.remembered_on >= account.recovered_on)


def outlived(account: Account, thing: CodeSet | Authenticator) -> bool:
    """Tell whether a code set or authenticator came in since the account was last recovered."""
    return account.recovered_on is None or _moved(thing.added_at, _AHEAD).date() >= account.recovered_on


def of_vault(vault: Vault) -> tuple[Copy, ...]:
    """Return the copies of the vault file, first the one that is in use: on this laptop, or else the one named first."""
    here = places.key(places.HERE)
    kept = vault.kept_at or (Copy(place=places.HERE),)
    first = next((copy for copy in kept if places.key(copy.place) == here), kept[0])
    return (Copy(place=first.place), *(copy for copy in kept if copy is not first))


def holds(copy: Copy, at: datetime) -> bool:
    """Tell whether a copy of the vault file holds what came into the vault at that time."""
    return copy.checked_on is None or copy.checked_on >= day_of(at)


def day_of(at: datetime) -> date:
    """Return the earliest day that it was anywhere: whoever looked on it may have looked afterwards."""
    return _moved(at, -_BEHIND).date()


def _moved(at: datetime, by: timedelta) -> datetime:
    """Move a moment; one at either end of all time stays where it is."""
    try:
        return at + by
    except OverflowError:
        return at


def doubtful(account: Account) -> int:
    """Return how many of the unused codes may have been burned at set-up without being marked (pypi-facts §1.5)."""
    rules = services.find(account.service).codes
    return rules.burned if rules and account.live_set and not edit.is_burned_known(account.live_set) else 0


def is_refused(code_set: CodeSet) -> bool:
    """Tell whether several codes of a set were refused: then it is not the one in force (pypi/support#3437)."""
    return sum(code.outcome == "refused" for code in code_set.codes) >= _REFUSED


def is_usable(account: Account) -> bool:
    """Tell whether a code of the live set can be used for sure."""
    live = account.live_set
    if live is None or not outlived(account, live):
        return False
    return live.count("unused") > doubtful(account) and not is_refused(live)


def _since_recovery(account: Account, several: tuple[Copy, ...]) -> tuple[Copy, ...]:
    if account.recovered_on is None:
        return several
    return tuple(copy for copy in several if copy.checked_on and copy.checked_on >= account.recovered_on)


def _in_force(
    copies: Sequence[Copy], live: CodeSet | Authenticator | None, several: Sequence[CodeSet | Authenticator]
) -> tuple[Copy, ...]:
    replaced = [one.void_at for one in several if one.void_at]
    since = date.min
    if live is None and replaced:
        since = day_of(max(replaced))
    elif live:
        made = live.generated_on if isinstance(live, CodeSet) else None
        if made or replaced:
            since = min(made or date.max, day_of(live.added_at))
    return tuple(copy for copy in copies if (copy.checked_on >= since if copy.checked_on else not replaced))
