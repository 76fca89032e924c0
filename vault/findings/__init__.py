"""What is wrong, or will be, with the way back into an account: each with what to do about it (pypi-facts §0, §7, §10)."""

from collections.abc import Sequence

from vault import services
from vault.findings import access, addresses, codes, packages
from vault.findings.finding import RANKS, Finding
from vault.model import Vault
from vault.readiness import Readiness, Verdict
from vault.sheets import is_live, shown_id


def of_account(readiness: Readiness, verdict: Verdict) -> Sequence[Finding]:
    """Return what is to be mended for an account, the worst first."""
    account = verdict.account
    service = services.find(account.service)
    found = [
        *access.locked_out(verdict),
        *addresses.of_primary(account, service),
        *addresses.of_domains(readiness, account, service),
        *codes.of_codes(readiness.vault, account),
        *access.of_threads(readiness, verdict),
        *access.of_mail_step(account, verdict, service),
        *addresses.of_addresses(account, service),
        *packages.of_packages(account, service),
        *packages.of_twins(readiness.vault, account),
        *access.of_questions(account),
    ]
    return sorted(found, key=lambda one: RANKS[one.severity])


def of_vault(vault: Vault) -> Sequence[Finding]:
    """Return what is to be mended for the vault itself."""
    found = []
    live = [sheet for sheet in vault.sheets if is_live(sheet)]
    if len(vault.kept_at) < 2 and not any(sheet.kind == "backup" for sheet in live):
        found.append(
            Finding(
                kind="vault-once",
                severity="warning",
                text="There is one copy of this vault, and its backups lie beside it",
                fix="Copy the vault file to another disk or machine, and note where, or print an encrypted backup",
                action="vault",
            )
        )
    if not any(sheet.kind in {"recovery", "share"} for sheet in live):
        found.append(
            Finding(
                kind="vault-password",
                severity="warning",
                text="Nothing but its password opens this vault, and nobody can reset it",
                fix="Print a recovery sheet, and keep it in a safe place",
                action="print",
            )
        )
    found += [
        Finding(
            kind="sheet-unplaced",
            severity="advice",
            text=f"Nobody noted where sheet {shown_id(sheet.id)} lies",
            fix="Note its place in the register of sheets: until then it is not counted on",
            action="print",
        )
        for sheet in live
        if not sheet.place and not sheet.holder
    ]
    return found
