"""Findings about recovery codes: whether there are any, and where else than here."""

from collections.abc import Iterator

from vault.findings.finding import Finding
from vault.model import Account, Vault
from vault.reminders import LOW
from vault.sheets import is_live


def of_codes(vault: Vault, account: Account) -> Iterator[Finding]:
    live = account.live_set
    left = live.count("unused") if live else 0
    if live and left == 0:
        yield Finding(
            kind="codes-empty",
            severity="warning",
            text="Every recovery code is used: when the authenticator is lost too, only the service's staff can let you in",
            fix="Generate new codes while you can still sign in, and bring them in here",
            action="codes",
        )
    elif live and left <= LOW and len(live.codes) > LOW:
        yield Finding(
            kind="codes-low",
            severity="advice",
            text=f"Only {left} of {len(live.codes)} recovery codes are left" if left > 1 else "Only one recovery code is left",
            fix="Generate new codes while you can still sign in, and bring them in here",
            action="codes",
        )
    elif live is None and not account.codes_at and account.has_second_factor != "no":
        yield Finding(
            kind="codes-missing",
            severity="warning",
            text="No recovery codes are noted",
            fix="Generate them while you can still sign in, and bring them in here",
            action="codes",
        )
    elif live and not account.codes_at and not _is_printed(vault, live.id):
        yield Finding(
            kind="codes-only-here",
            severity="warning",
            text=f"The only copy of the codes is in this vault, {_where(vault)}",
            fix="Print them, and keep the sheet somewhere else",
            action="print",
        )
    yield from _of_one_place(account)


def _of_one_place(account: Account) -> Iterator[Finding]:
    """Yield where everything lies in one entry: whoever loses that one has nothing (pypi/support#2808)."""
    at = {copy.place for copy in account.totp_at}
    if len(at) == 1 and at == {copy.place for copy in account.codes_at} and not account.authenticator and not account.live_set:
        yield Finding(
            kind="same-place",
            severity="warning",
            text=f"Authenticator and recovery codes are both kept at one place only: {next(iter(at))}",
            fix="Keep the codes somewhere else: they are for the day on which that place is lost",
            action="print",
        )


def _is_printed(vault: Vault, code_set_id: str) -> bool:
    """Tell whether the codes lie on a sheet whose place is known: another one is not counted on."""
    return any(
        printed.code_set_id == code_set_id
        for sheet in vault.sheets
        if is_live(sheet) and sheet.place and sheet.kind in {"codes", "card"}
        for printed in sheet.contents
    )


def _where(vault: Vault) -> str:
    names = [copy.place for copy in vault.kept_at]
    if len(names) > 1:
        return f"at {len(names)} places"
    return f"at one place only: {names[0]}" if names else "on this laptop only"
