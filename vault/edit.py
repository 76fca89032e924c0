"""The one door for change: each function takes a vault and plain values and returns the next vault with one event more.

The vault that was given is never altered, so undo is to keep it. Events hold words and numbers, never a secret.
"""

from collections.abc import Callable, Sequence
from datetime import date

from msgspec import structs

from vault import services
from vault.errors import BadInput, NotThere
from vault.model import (
    Account,
    Authenticator,
    Code,
    CodeSet,
    CodeState,
    Email,
    Event,
    Now,
    Seed,
    Vault,
    new_id,
)


def add_account(vault: Vault, service: str, username: str, *, now: Now) -> Vault:
    """Add an account without anything in it. Raises BadInput where it is there already."""
    if vault.find(service, username):
        raise BadInput(f"{service}:{username} is in the vault already", hint="Open it, or choose another name.")
    account = Account(id=new_id(), service=service, username=username, created_at=now.at)
    changed = structs.replace(vault, accounts=(*vault.accounts, account))
    return _noted(changed, "account-added", account.id, now, service=service, username=username)


def delete_account(vault: Vault, account_id: str, *, now: Now) -> Vault:
    """Take an account out of sight. It stays in the file until the bin is emptied."""
    return _change(vault, account_id, "account-deleted", now, lambda account: structs.replace(account, deleted_at=now.at))


def set_note(vault: Vault, account_id: str, note: str, *, now: Now) -> Vault:
    return _change(vault, account_id, "note-changed", now, lambda account: structs.replace(account, note=_storable(note)))


def set_email(vault: Vault, account_id: str, address: str, *, verified_on: date | None = None, now: Now) -> Vault:
    """Add an address, or note what is known of one that is there. The first one is taken for the primary. Raises BadInput."""
    address = address.strip()
    local, at, domain = address.rpartition("@")
    if not at or not local or "." not in domain or not address.isprintable() or " " in address or len(address) > 254:
        raise BadInput("This is not an e-mail address", hint="Write it as name@example.com.")

    def change(account: Account) -> Account:
        old = next((email for email in account.emails if email.address.casefold() == address.casefold()), None)
        email = old or Email(id=new_id(), address=address, primary=not account.emails)
        if verified_on:
            email = structs.replace(email, status="verified", verified_on=verified_on)
        emails = tuple(email if one is old else one for one in account.emails)
        return structs.replace(account, emails=emails if old else (*emails, email))

    return _change(vault, account_id, "email-set", now, change, verified_on=str(verified_on or ""))


def add_codes(
    vault: Vault,
    account_id: str,
    secrets: Sequence[str],
    *,
    generated_on: date | None = None,
    source: str = "",
    now: Now,
) -> Vault:
    """Add a code set. Services honour the set that they issued last, so the older one becomes void.

    Which is older is told by the dates where both are known; else the one that is added is the newer. Raises BadInput where
    the account has one of these codes already.
    """
    account = _account(vault, account_id)
    known = {code.secret for code_set in account.code_sets for code in code_set.codes}
    if known & set(secrets):
        raise BadInput("These codes are in the vault already", hint="Nothing was added.")
    codes = tuple(Code(secret=secret) for secret in secrets)
    added = CodeSet(id=new_id(), added_at=now.at, codes=codes, generated_on=generated_on, source=source)
    live = account.live_set
    is_older = bool(live and live.generated_on and generated_on and generated_on < live.generated_on)
    if is_older:
        code_sets = (*account.code_sets, _voided(added, now))
    else:
        code_sets = (*(one if one.void_at else _voided(one, now) for one in account.code_sets), added)
    return _change(
        vault,
        account_id,
        "codes-added",
        now,
        lambda account: structs.replace(account, code_sets=code_sets),
        count=str(len(codes)),
        code_set=added.id,
        replaced=live.id if live and not is_older else "",
    )


def mark_code(
    vault: Vault, account_id: str, code_set_id: str, place: int, state: CodeState, *, note: str = "", now: Now
) -> Vault:
    """Set the state of the code at `place`, from 1. Raises NotThere, and BadInput where it has that state already."""

    def change(account: Account) -> Account:
        code_set = next((one for one in account.code_sets if one.id == code_set_id), None)
        if code_set is None or not 1 <= place <= len(code_set.codes):
            raise NotThere("There is no such code", hint="Open the account again.")
        code = code_set.codes[place - 1]
        if code.state == state:
            raise BadInput(f"This code is marked {state} already", hint="Choose another one.")
        used_at = now.at if state == "used" else None
        code = structs.replace(code, state=state, used_at=used_at, note=_storable(note))
        codes = (*code_set.codes[: place - 1], code, *code_set.codes[place:])
        fresh = structs.replace(code_set, codes=codes)
        return structs.replace(account, code_sets=tuple(fresh if one is code_set else one for one in account.code_sets))

    return _change(vault, account_id, f"code-{state}", now, change, code_set=code_set_id, place=str(place))


def add_authenticator(vault: Vault, account_id: str, seed: Seed, *, now: Now) -> Vault:
    """Add a seed. Where the service allows one app only, the older seed becomes void. Raises BadInput where it is there."""
    account = _account(vault, account_id)
    if any(one.secret == seed.secret and one.void_at is None for one in account.authenticators):
        raise BadInput("This authenticator is in the vault already", hint="Nothing was added.")
    added = Authenticator(id=new_id(), added_at=now.at, **structs.asdict(seed))
    older = account.authenticators
    if services.find(account.service).single_authenticator:
        older = tuple(one if one.void_at else structs.replace(one, void_at=now.at) for one in older)
    return _change(
        vault,
        account_id,
        "authenticator-added",
        now,
        lambda account: structs.replace(account, authenticators=(*older, added)),
        type=seed.type,
        replaced="yes" if older != account.authenticators else "",
    )


def advance_counter(vault: Vault, account_id: str, authenticator_id: str, *, now: Now) -> Vault:
    """Count an HOTP value as given out. Save before the value is shown, or it may be shown twice (RFC 4226 §7.2).

    Raises NotThere.
    """

    def change(account: Account) -> Account:
        old = next((one for one in account.authenticators if one.id == authenticator_id), None)
        if old is None:
            raise NotThere("There is no such authenticator", hint="Open the account again.")
        new = structs.replace(old, counter=old.counter + 1)
        return structs.replace(account, authenticators=tuple(new if one is old else one for one in account.authenticators))

    return _change(vault, account_id, "counter-advanced", now, change)


def undo(vault: Vault, before: Vault, *, now: Now) -> Vault:
    """Go back to the accounts of `before`. The history keeps both the change and that it was undone."""
    undone = vault.events[-1] if vault.events else None
    changed = structs.replace(vault, accounts=before.accounts)
    return _noted(changed, "undone", undone.account_id if undone else "", now, change=undone.kind if undone else "")


def _storable(text: str) -> str:
    """Replace what UTF-8 has no form for: bytes of an argument that were none of it."""
    return text.encode("utf-8", "replace").decode()


def _voided(code_set: CodeSet, now: Now) -> CodeSet:
    codes = tuple(structs.replace(code, state="void") if code.state == "unused" else code for code in code_set.codes)
    return structs.replace(code_set, codes=codes, void_at=now.at)


def _account(vault: Vault, account_id: str) -> Account:
    account = next((one for one in vault.accounts if one.id == account_id), None)
    if account is None:
        raise NotThere("There is no such account", hint="It may have been deleted in another window.")
    return account


def _change(vault: Vault, account_id: str, kind: str, now: Now, change: Callable[[Account], Account], **values: str) -> Vault:
    old = _account(vault, account_id)
    new = change(old)
    accounts = tuple(new if one is old else one for one in vault.accounts)
    return _noted(structs.replace(vault, accounts=accounts), kind, account_id, now, **values)


def _noted(vault: Vault, kind: str, account_id: str, now: Now, **values: str) -> Vault:
    said = {name: value for name, value in values.items() if value}
    event = Event(id=new_id(), kind=kind, account_id=account_id, at=now.at, device=now.device, values=said)
    return structs.replace(vault, events=(*vault.events, event))
