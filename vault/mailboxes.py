"""Mailboxes: what is known of one is noted with an address, and several accounts may have the same address."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, structs

from vault.losses import domain_of
from vault.model import Answer, Email, Vault


class Mailboxes(Struct, frozen=True):
    """What is known of all mailboxes: by address, and until when domains are paid for."""

    noted: Mapping[str, Email]
    renewals: Mapping[str, date]

    def known(self, email: Email) -> Email:
        """Return an address with what is known of its mailbox: what it does not say itself may be said with another account."""
        other = self.noted.get(email.address.casefold(), email)
        renews_on = email.renews_on or self.renewals.get(domain_of(email.address))
        if other is not email:
            email = _joined(email, other, email.reaches if email.reaches != "unknown" else other.reaches)
        return email if renews_on == email.renews_on else structs.replace(email, renews_on=renews_on)


def of(vault: Vault) -> Mailboxes:
    """Read what all present accounts say of their mailboxes."""
    noted: dict[str, Email] = {}
    renewals: dict[str, date] = {}
    for email in (email for account in vault.present for email in account.emails):
        address = email.address.casefold()
        old = noted.get(address)
        noted[address] = _joined(old, email, _worse(old.reaches, email.reaches)) if old else email
        if email.renews_on:
            domain = domain_of(address)
            renewals[domain] = max(email.renews_on, renewals.get(domain, date.min))
    return Mailboxes(noted, renewals)


def _joined(one: Email, other: Email, reaches: Answer) -> Email:
    opened = one if one.opened_at or one.opened_by else other
    return structs.replace(one, reaches=reaches, opened_at=opened.opened_at, opened_by=opened.opened_by)


def _worse(one: Answer, other: Answer) -> Answer:
    """Return what is known of the two answers; where they differ, the worse one."""
    for answer in ("no", "yes"):
        if answer in {one, other}:
            return answer
    return "unknown"
