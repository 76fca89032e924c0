"""Findings about e-mail addresses, their mailboxes and domains (pypi-facts §3, §5)."""

from collections.abc import Iterator
from datetime import timedelta

from vault.findings.finding import Finding
from vault.losses import domain_of
from vault.model import Account, Email
from vault.readiness import Readiness, is_blank
from vault.services import Service

_LAPSES = timedelta(45)  # before a domain's day; PyPI looks at domains every month (pypi-facts §3)


def of_primary(account: Account, service: Service) -> Iterator[Finding]:
    primary = account.primary
    if primary is None:
        if service.needs_verified and not is_blank(account):
            yield Finding(
                kind="email-missing",
                severity="warning",
                text=f"No e-mail address is noted, and {service.name} lets nobody in without one",
                fix="Note the primary address, and whether it is verified",
                action="email",
            )
        return
    if primary.status == "unverified" and service.needs_verified:
        yield Finding(
            kind="email-unverified",
            severity="critical",
            text=f"{primary.address} is not verified: {service.name} closes nearly everything, and resets no password to it",
            fix="Verify it while you are still signed in, or make a verified address the primary one",
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
    if primary.reaches == "no":
        yield _dead_mailbox(account, primary, service)


def _dead_mailbox(account: Account, primary: Email, service: Service) -> Finding:
    spare = next((email for email in account.emails if email.status == "verified" and not email.primary), None)
    wait = f"{service.name} mails the link for a new place to {primary.address}, and nobody can read that"
    if spare:
        fix = f"Make {spare.address} the primary address while you can still sign in: being verified does not help it"
    else:
        fix = "Add an address that you can read and make it the primary one, while you can still sign in"
    return Finding(kind="mailbox-dead", severity="critical", text=wait, fix=fix, action="email")


def of_domains(readiness: Readiness, account: Account, service: Service) -> Iterator[Finding]:
    elsewhere = {domain_of(email.address) for email in account.emails if email.status == "verified"}
    for email in account.emails:
        if not email.is_own_domain and not email.renews_on:
            continue
        domain = domain_of(email.address)
        spare = "" if elsewhere - {domain} else ", and verify a second address that is not at this domain"
        if email.renews_on is None:
            yield Finding(
                kind="domain-unknown",
                severity="warning",
                text=f"Nobody noted until when {domain} is paid for: when it lapses, {email.address} is trusted no more",
                fix=f"Look it up where the domain is registered, and note the day{spare}",
                action="email",
            )
        elif email.renews_on <= readiness.today + _LAPSES:
            yield Finding(
                kind="domain-lapses",
                severity="critical",
                text=f"The domain {domain} is paid for until {email.renews_on}; then mail to {email.address} stops",
                fix=f"Renew it, and let it renew by itself{spare}",
                action="email",
            )
        elif spare:
            yield Finding(
                kind="domain-only",
                severity="advice",
                text=f"Every verified address of the account hangs on the domain {domain}",
                fix="Verify a second address at a large provider",
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
