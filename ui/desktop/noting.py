"""What a dialog notes at once: several changes of the core, all of them or none. Each adds its events."""

from collections.abc import Iterable
from datetime import date

from msgspec import structs

from vault import edit, facts, package_list
from vault.model import Account, Answer, Email, Now, Vault


def email_of(account: Account, address: str) -> Email:
    """Return what is known of an address, or the address alone where nothing is."""
    wanted = address.strip().casefold()
    found = next((one for one in account.emails if one.address.casefold() == wanted), None)
    return found or Email(id="", address=address.strip())


def with_email(vault: Vault, account_id: str, said: Email, *, looked_on: date | None = None, now: Now) -> Vault:
    """Note all that was said of an address; it is added where it is not there yet. Only what changed gets an event.

    `looked_on`: the day on which what opens its mailbox was last found at its places. Raises BadInput.
    """
    if not email_of(edit.account_of(vault, account_id), said.address).id:
        vault = edit.set_email(vault, account_id, said.address, now=now)
    old = email_of(edit.account_of(vault, account_id), said.address)
    if said.primary and not old.primary:
        vault = edit.set_primary(vault, account_id, old.address, now=now)
    if said.status == "verified" and (old.status, old.verified_on) != ("verified", said.verified_on):
        vault = facts.set_verified(vault, account_id, old.id, said.verified_on, now=now)
    elif said.status != old.status:
        vault = facts.set_unverified(vault, account_id, old.id, is_known=said.status == "unverified", now=now)
    vault = _with_mailbox(vault, account_id, old, said, looked_on=looked_on, now=now)
    if said.renews_on != old.renews_on:
        vault = edit.set_renewal(vault, account_id, old.id, said.renews_on, now=now)
    return vault


def _with_mailbox(vault: Vault, account_id: str, old: Email, said: Email, *, looked_on: date | None, now: Now) -> Vault:
    members = ("reaches", "opened_by", "is_own_domain", "readers")
    at = [copy.place for copy in said.opened_at]
    is_same = all(getattr(old, name) == getattr(said, name) for name in members)
    if is_same and not looked_on and at == [copy.place for copy in old.opened_at]:
        return vault
    values = {name: getattr(said, name) for name in members}
    return facts.set_mailbox(vault, account_id, old.id, opened_at=at, on=looked_on, now=now, **values)


def with_packages(
    vault: Vault,
    account_id: str,
    named: Iterable[package_list.Named],
    *,
    has_other_owner: Answer | None = None,
    owner: str = "",
    now: Now,
) -> Vault:
    """Add packages, and note of those that are there already what is new. None for an owner leaves what is known."""
    for one in named:
        package = facts.package_of(edit.account_of(vault, account_id), one.name)
        told = has_other_owner or (one.has_other_owner if one.has_other_owner != "unknown" else package.has_other_owner)
        owners = dict.fromkeys([*package.owners, owner] if owner and told == "yes" else package.owners)
        fresh = structs.replace(package, has_other_owner=told, owners=tuple(owners) if told != "no" else ())
        vault = facts.set_package(vault, account_id, fresh, now=now)
    return vault
