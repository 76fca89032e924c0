"""Deleted accounts: out of sight, kept for 90 days, then gone from the vault for good."""

from collections.abc import Collection
from datetime import timedelta

from msgspec import structs

from vault.edit import account_of, noted
from vault.errors import BadInput
from vault.model import Account, Moment, Now, Vault
from vault.undoing import is_of_removal

KEEP_DAYS = 90


def content(vault: Vault) -> list[Account]:
    """Return the deleted accounts, the one that was deleted last first."""
    found = [(account.deleted_at, account) for account in vault.accounts if account.deleted_at]
    return [account for _, account in sorted(found, key=lambda one: one[0], reverse=True)]


def goes_at(account: Account) -> Moment | None:
    """Return when a deleted account is removed for good; None for one that is not deleted."""
    return account.deleted_at + timedelta(days=KEEP_DAYS) if account.deleted_at else None


def restore(vault: Vault, account_id: str, *, now: Now) -> Vault:
    """Take an account out of the bin. Raises NotThere, and BadInput where its name is in use again."""
    account = _binned(vault, account_id)
    if vault.find(account.service, account.username):
        raise BadInput(
            f"There is another {account.title} in the vault by now", hint="Delete that one first, or leave this one in the bin."
        )
    back = structs.replace(account, deleted_at=None)
    accounts = tuple(back if one is account else one for one in vault.accounts)
    changed = structs.replace(vault, accounts=accounts)
    return noted(changed, "account-restored", account.id, now, fact="account-deleted")


def remove(vault: Vault, account_ids: Collection[str], *, now: Now) -> Vault:
    """Remove deleted accounts for good. Backups and other copies of the vault keep them until they are replaced."""
    for account_id in account_ids:
        account = _binned(vault, account_id)
        accounts = tuple(one for one in vault.accounts if one is not account)
        chores = tuple(chore for chore in vault.chores if chore.account_id != account.id)
        changed = structs.replace(vault, accounts=accounts, chores=chores)
        known = sum(event.account_id == account.id and not is_of_removal(event) for event in vault.events)
        # Who knows of more changes keeps it (vault/merge.py).
        said = {"removed": account.id, "service": account.service, "username": account.username, "events": str(known)}
        vault = noted(changed, "account-removed", account.id, now, **said)
    return vault


def without_expired(vault: Vault, *, now: Now, before: Vault | None = None) -> Vault:
    """Remove the accounts for good whose 90 days in the bin are over; the same vault where there are none.

    `before` is the vault that a change was made of: what the change itself brought back into the bin stays until the next one.
    """
    known = {account.id for account in content(before or vault)}
    over = [one.id for one in content(vault) if one.id in known and (until := goes_at(one)) and until <= now.at]
    return remove(vault, over, now=now)


def _binned(vault: Vault, account_id: str) -> Account:
    account = account_of(vault, account_id)
    if account.deleted_at is None:
        raise BadInput(f"{account.title} is not in the bin", hint="Delete it first.")
    return account
