"""Deleted accounts: out of sight, kept for 90 days, then gone from the vault for good."""

from collections.abc import Collection
from datetime import timedelta

from msgspec import structs

from vault.edit import account_of, noted
from vault.errors import BadInput
from vault.model import Account, Moment, Now, Vault

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
        known = sum(event.account_id == account.id for event in vault.events)  # who knows of more keeps it (vault/merge.py)
        said = {"removed": account.id, "service": account.service, "username": account.username, "events": str(known)}
        vault = noted(changed, "account-removed", account.id, now, **said)
    return vault


def expired(vault: Vault, now: Moment) -> list[str]:
    """Return the ids of the accounts whose 90 days in the bin are over."""
    return [account.id for account in content(vault) if (until := goes_at(account)) and until <= now]


def _binned(vault: Vault, account_id: str) -> Account:
    account = account_of(vault, account_id)
    if account.deleted_at is None:
        raise BadInput(f"{account.title} is not in the bin", hint="Delete it first.")
    return account
