"""What is wrong, or will be, with the way back into an account: each with what to do about it (pypi-facts §0, §7, §10)."""

from collections.abc import Sequence

from vault import services
from vault.findings import access, addresses, codes, packages
from vault.findings.finding import RANKS, Finding
from vault.findings.vault_file import of_vault
from vault.readiness import Readiness, Verdict

__all__ = ["of_account", "of_vault"]


def of_account(readiness: Readiness, verdict: Verdict) -> Sequence[Finding]:
    """Return what is to be mended for an account, the worst first."""
    account = verdict.account
    service = services.find(account.service)
    found = [
        *access.locked_out(verdict),
        *addresses.of_primary(readiness, account, service),
        *addresses.of_domains(readiness, verdict),
        *codes.of_codes(readiness, account),
        *access.of_threads(readiness, verdict),
        *access.of_mail_step(readiness, verdict, service),
        *addresses.of_addresses(account, service),
        *packages.of_packages(account, service),
        *packages.of_twins(readiness.vault, account),
        *access.of_questions(account),
    ]
    return sorted(found, key=lambda one: RANKS[one.severity])
