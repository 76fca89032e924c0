"""Findings about e-mail addresses, their mailboxes and domains (pypi-facts §3, §5)."""

from collections.abc import Iterator
from datetime import timedelta

from vault import fixes
from vault.findings.finding import Finding
from vault.losses import domain_of
from vault.model import Account, Email
from vault.readiness import Readiness, Verdict, is_blank
from vault.services import Service

_LAPSES = timedelta(45)  # before a domain's day; PyPI looks at domains every month (pypi-facts §3)


def of_primary(readiness: Readiness, account: Account, service: Service) -> Iterator[Finding]:
    primary = account.primary
    if primary is None:
        if service.needs_verified and not is_blank(account):
            yield Finding(
                kind="email-missing",
                severity="warning",
                text=f"Nobody noted which address is the primary one, and {service.name} lets nobody in without it",
                fix="Note the primary address, and whether it is verified",
                action="email",
            )
        return
    is_dead = readiness.world.known(primary).reaches == "no"
    if primary.status == "unverified" and service.needs_verified:
        yield Finding(
            kind="email-unverified",
            severity="critical",
            text=f"{primary.address} is not verified: {service.name} closes nearly everything, and resets no password to it",
            fix="Make a verified address that you can read the primary one"
            if is_dead
            else "Verify it while you can still sign in, or make a verified address the primary one",
            action="email",
        )
    elif primary.status == "unknown" and service.needs_verified:
        yield Finding(
            kind="email-unknown",
            severity="warning",
            text=f"Nobody noted whether {primary.address} is verified; without that neither sign-in nor reset can be relied on",
            fix="Look at the account page, and note it",
            action="email",
        )
    if is_dead:
        yield _dead_mailbox(readiness, account, primary, service)


def _dead_mailbox(readiness: Readiness, account: Account, primary: Email, service: Service) -> Finding:
    readable = [email for email in account.emails if email.status == "verified" and readiness.world.mailbox(email) & 1]
    if service.mail_step:
        text = f"{service.name} mails the link for a new place to {primary.address}, and nobody can read that"
    else:
        text = f"Nobody can read the mail that {service.name} sends to {primary.address}"
    if readable:
        fix = f"Make {readable[0].address} the primary address while you can still sign in: being verified does not help it"
    elif service.needs_verified and primary.status != "verified":
        fix = (
            f"Sign in: as long as the account has no second factor and no project, {service.name} takes another address; else "
            "prepare the recovery request"
        )
    else:
        fix = "Add an address that you can read and make it the primary one, while you can still sign in"
    return Finding(kind="mailbox-dead", severity="critical", text=text, fix=fix, action="email")


def of_domains(readiness: Readiness, verdict: Verdict) -> Iterator[Finding]:
    """Yield what is to be said of own domains, of each once."""
    emails = verdict.account.emails
    domains = {domain_of(email.address): email for email in reversed(emails) if email.is_own_domain or email.renews_on}
    for domain, email in reversed(domains.items()):
        apart = _apart(readiness, verdict, domain)
        yield from _of_domain(readiness, readiness.world.known(email), domain, apart)


def _apart(readiness: Readiness, verdict: Verdict, domain: str) -> str:
    """Return what would free the account from a domain, or an empty text.

    A second address alone does not: the mail for a new place goes to the primary one.
    """
    loss = next((loss for loss in verdict.threads if loss.lost[0].key == f"@{domain}"), None)
    if loss and not verdict.locked_out:
        return fixes.sentence(fixes.together(readiness, verdict.account, loss))
    has_spare = any(email.status == "verified" and domain_of(email.address) != domain for email in verdict.account.emails)
    return "" if has_spare else "Verify a second address that is not at this domain"


def _of_domain(readiness: Readiness, email: Email, domain: str, apart: str) -> Iterator[Finding]:
    then = f". And so that the account does not hang on it: {apart[:1].lower()}{apart[1:]}" if apart else ""
    if email.renews_on is None:
        yield Finding(
            kind="domain-unknown",
            severity="warning",
            text=f"Nobody noted until when {domain} is paid for: when it lapses, {email.address} is trusted no more",
            fix=f"Look it up where the domain is registered, and note the day{then}",
            action="email",
        )
    elif email.renews_on < readiness.today:
        yield Finding(
            kind="domain-lapses",
            severity="critical",
            text=f"The domain {domain} was paid for until {email.renews_on}: mail to {email.address} is no longer counted on",
            fix=f"If it was renewed, note until when; else renew it now, before somebody else has it{then}",
            action="email",
        )
    elif email.renews_on <= readiness.today + _LAPSES:
        yield Finding(
            kind="domain-lapses",
            severity="critical",
            text=f"The domain {domain} is paid for until {email.renews_on}; then mail to {email.address} stops",
            fix=f"Renew it, and let it renew by itself{then}",
            action="email",
        )
    elif apart:
        yield Finding(
            kind="domain-only",
            severity="advice",
            text=f"The account hangs on the domain {domain}",
            fix=apart,
            action="email",
        )


def of_addresses(account: Account, service: Service) -> Iterator[Finding]:
    verified = [email for email in account.emails if email.status == "verified"]
    if not service.chores or not verified:
        return
    if len(verified) < 2:
        yield Finding(
            kind="second-email",
            severity="advice",
            text=f"There is one verified address only: {verified[0].address}",
            fix="Add a second one at another provider, and verify it: any verified address can reset the password",
            action="email",
        )
    elif len({domain_of(email.address) for email in verified}) < 2:
        yield Finding(
            kind="same-provider",
            severity="advice",
            text=f"All verified addresses are at {domain_of(verified[0].address)}",
            fix="Add one at another provider, and verify it",
            action="email",
        )
