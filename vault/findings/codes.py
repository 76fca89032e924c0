"""Findings about recovery codes: whether there are any in force, and where else than here."""

from collections.abc import Iterator
from datetime import timedelta

from vault import copies, places, services
from vault.findings.finding import Finding
from vault.findings.words import joined
from vault.model import Account, CodeSet, Vault
from vault.readiness import Readiness, is_blank
from vault.reminders import LOW
from vault.sheets import is_live

_SETTLING = timedelta(14)
_NEW = "Generate new codes while you can still sign in, and bring them in here"


def of_codes(readiness: Readiness, account: Account) -> Iterator[Finding]:
    live = account.live_set
    if live:
        yield from _of_set(readiness, account, live)
    elif account.has_second_factor == "no":
        yield Finding(
            kind="second-factor-missing",
            severity="warning",
            text="No second factor is set up, and so there are no recovery codes either",
            fix="Set one up while you can still sign in, and bring its codes in here",
            action="codes",
        )
    elif not account.codes_at and not is_blank(account):
        yield Finding(
            kind="codes-missing",
            severity="warning",
            text="No recovery codes are noted",
            fix="Generate them while you can still sign in, and bring them in here",
            action="codes",
        )
    yield from _of_old_copies(account)
    yield from _of_one_place(account)
    yield from _of_recovery(account)


def _of_set(readiness: Readiness, account: Account, live: CodeSet) -> Iterator[Finding]:
    left = live.count("unused")
    if not copies.outlived(account, live):
        return  # said with all that a recovery removed
    if copies.is_refused(live):
        yield Finding(
            kind="codes-refused",
            severity="warning",
            text="Several codes of this set were refused: it is of another account, or newer ones were generated since",
            fix="Compare with the day of generation that the account page shows. Try no more of them, and show them to nobody",
            action="codes",
        )
    elif left == 0:
        yield Finding(
            kind="codes-empty",
            severity="warning",
            text="Every recovery code is used: when the authenticator is lost too, only the service's staff can let you in",
            fix=_NEW,
            action="codes",
        )
    elif left <= LOW and len(live.codes) > LOW:
        only = f"Only {left} of {len(live.codes)} recovery codes are left" if left > 1 else "Only one recovery code is left"
        doubt = ", and it may be the one that was burned at set-up" if left <= copies.doubtful(account) else ""
        yield Finding(kind="codes-low", severity="advice", text=f"{only}{doubt}", fix=_NEW, action="codes")
    elif not readiness.world.code_apart(account) & 1 and not _is_backed_up(readiness.vault, live):
        yield Finding(
            kind="codes-only-here",
            severity="warning",
            text=f"The only copy of the codes is in this vault, {_where(readiness.vault)}",
            fix="Print them, and keep the sheet somewhere else",
            action="print",
        )
    if left and live.checked_on is None and not copies.is_refused(live) and _may_be_old(live):
        name = services.find(account.service).name
        yield Finding(
            kind="codes-unchecked",
            severity="advice",
            text=f"Nobody has compared these codes with what {name} shows: they may be of a set that was replaced since",
            fix="Look on the account page when its codes were generated, and how many are unused",
            action="codes",
        )


def _may_be_old(live: CodeSet) -> bool:
    """Tell whether codes came in without the day of their generation, or long after it."""
    return live.generated_on is None or live.added_at.date() - live.generated_on > _SETTLING


def _of_recovery(account: Account) -> Iterator[Finding]:
    """Yield that a recovery removed what was noted before it (pypi-facts §7.2)."""
    old = [
        *(["the recovery codes"] if account.live_set and not copies.outlived(account, account.live_set) else []),
        *(["the authenticator"] if account.authenticator and not copies.outlived(account, account.authenticator) else []),
        *(f"the security key {one.name}" for one in account.security_keys if one.copy not in copies.of_keys(account)),
    ]
    if old:
        yield Finding(
            kind="factors-removed",
            severity="warning",
            text=f"The recovery of {account.recovered_on} removed every second factor: {joined(old)} "
            f"{'is' if len(old) == 1 and old[0] != 'the recovery codes' else 'are'} from before it",
            fix="Set up new ones while you can still sign in, and note them here",
            action="authenticator",
        )


def _of_old_copies(account: Account) -> Iterator[Finding]:
    """Yield which copies are of something that was replaced since they were noted."""
    old = [copy.place for copy in account.codes_at if copy not in copies.of_codes(account)]
    if old:
        yield Finding(
            kind="codes-stale",
            severity="warning",
            text=f"The codes at {joined(old)} are of a set that was replaced since: they open nothing any more",
            fix="Put the new ones there, and note it; destroy the old ones",
            action="print",
        )
    old = [copy.place for copy in account.totp_at if copy not in copies.of_authenticator(account)]
    if old:
        yield Finding(
            kind="authenticator-stale",
            severity="warning",
            text=f"The authenticator at {joined(old)} was noted before it was replaced: its digits are not counted on",
            fix="See whether its digits are the same as here, and note it",
            action="authenticator",
        )


def _of_one_place(account: Account) -> Iterator[Finding]:
    """Yield where everything lies in one entry: whoever loses that one has nothing (pypi/support#2808)."""
    at = {places.key(copy.place): copy.place for copy in account.totp_at}
    codes_at = {places.key(copy.place) for copy in account.codes_at}
    if len(at) == 1 and at.keys() == codes_at and not account.authenticator and not account.live_set:
        yield Finding(
            kind="same-place",
            severity="warning",
            text=f"Authenticator and recovery codes are both kept at one place only: {next(iter(at.values()))}",
            fix="Keep the codes somewhere else: they are for the day on which that place is lost",
            action="print",
        )


def _is_backed_up(vault: Vault, live: CodeSet) -> bool:
    """Tell whether the codes are in an encrypted backup whose place is known."""
    return any(
        printed.code_set_id == live.id
        for sheet in vault.sheets
        if is_live(sheet) and sheet.place and sheet.kind == "backup"
        for printed in sheet.contents
    )


def _where(vault: Vault) -> str:
    names = [copy.place for copy in vault.kept_at]
    if len(names) > 1:
        return f"at {len(names)} places"
    return f"at one place only: {names[0]}" if names else "on this laptop only"
