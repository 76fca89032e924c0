"""The one door for change: each function takes a vault and plain values and returns the next vault with one event more.

The vault that was given is never altered, so undo is to keep it. Events hold words and numbers, never a secret.
"""

from collections.abc import Callable, Collection, Sequence
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
    Outcome,
    Seed,
    Sheet,
    Vault,
    new_id,
)

BURNED_NOTE = "burned at set-up"


def add_account(vault: Vault, service: str, username: str, *, now: Now) -> Vault:
    """Add an account without anything in it. Raises BadInput where it is there already."""
    if vault.find(service, username):
        raise BadInput(f"{service}:{username} is in the vault already", hint="Open it, or choose another name.")
    account = Account(id=new_id(), service=service, username=username, created_at=now.at)
    changed = structs.replace(vault, accounts=(*vault.accounts, account))
    return noted(changed, "account-added", account.id, now, service=service, username=username)


def delete_account(vault: Vault, account_id: str, *, now: Now) -> Vault:
    """Take an account out of sight. It stays in the file until the bin is emptied."""
    account = structs.replace(account_of(vault, account_id), deleted_at=now.at)
    return _change(vault, account, "account-deleted", now)


def set_note(vault: Vault, account_id: str, note: str, *, now: Now) -> Vault:
    account = structs.replace(account_of(vault, account_id), note=_storable(note))
    return _change(vault, account, "note-changed", now, value=account.note)


def set_email(vault: Vault, account_id: str, address: str, *, verified_on: date | None = None, now: Now) -> Vault:
    """Add an address, or note what is known of one that is there. The first one is taken for the primary. Raises BadInput."""
    address = address.strip()
    local, at, domain = address.rpartition("@")
    if not at or not local or "." not in domain or not address.isprintable() or " " in address or len(address) > 254:
        raise BadInput("This is not an e-mail address", hint="Write it as name@example.com.")

    account = account_of(vault, account_id)
    old = next((email for email in account.emails if email.address.casefold() == address.casefold()), None)
    email = old or Email(id=new_id(), address=address, primary=not account.emails)
    if verified_on:
        email = structs.replace(email, status="verified", verified_on=verified_on)
    emails = tuple(email if one is old else one for one in account.emails)
    account = structs.replace(account, emails=emails if old else (*emails, email))
    said = {"email": email.id, "added": "" if old else email.id, "verified_on": str(verified_on or "")}
    return _change(vault, account, "email-set", now, value=email.address, **said)


def add_codes(
    vault: Vault,
    account_id: str,
    secrets: Sequence[str],
    *,
    generated_on: date | None = None,
    source: str = "",
    is_older: bool | None = None,
    now: Now,
) -> Vault:
    """Add a code set. Services honour the set that they issued last, so the older one becomes void.

    Whether the added one `is_older` is told by the user, else by the dates where both are known; else it is the newer.
    Raises BadInput where the account has one of these codes already.
    """
    account = account_of(vault, account_id)
    known = {code.secret for code_set in account.code_sets for code in code_set.codes}
    if known & set(secrets):
        raise BadInput("These codes are in the vault already", hint="Nothing was added.")
    codes = tuple(Code(secret=secret) for secret in secrets)
    added = CodeSet(id=new_id(), added_at=now.at, codes=codes, generated_on=generated_on, source=source)
    live = account.live_set
    if is_older is None:
        is_older = bool(live and live.generated_on and generated_on and generated_on < live.generated_on)
    if is_older:
        void: tuple[str, ...] = (added.id,)
        changed = structs.replace(account, code_sets=(*account.code_sets, _voided(added, now)))
    else:
        changed, void = voided(account, account.code_sets, now=now)
        changed = structs.replace(changed, code_sets=(*changed.code_sets, added))
    return _change(
        vault,
        changed,
        "codes-added",
        now,
        count=str(len(codes)),
        code_set=added.id,
        void=" ".join(void),
    )


def mark_code(
    vault: Vault, account_id: str, code_set_id: str, place: int, state: CodeState, *, note: str = "", now: Now
) -> Vault:
    """Set the state of the code at `place`, from 1. Raises NotThere, and BadInput where it has that state already."""

    def change(code: Code) -> Code:
        if code.state == state:
            raise BadInput(f"This code is marked {state} already", hint="Choose another one.")
        used_at = now.at if state == "used" else None
        return structs.replace(code, state=state, used_at=used_at, note=_storable(note), outcome="")

    changed = _with_code(account_of(vault, account_id), code_set_id, place, change)
    return _change(vault, changed, f"code-{state}", now, code_set=code_set_id, place=str(place))


def note_outcome(vault: Vault, account_id: str, code_set_id: str, place: int, outcome: Outcome, *, now: Now) -> Vault:
    """Note how the use of a code ended. It stays used: PyPI burns a code before its mail step (pypi-facts §1.6)."""

    def change(code: Code) -> Code:
        if code.state != "used":
            raise BadInput("This code was not used", hint="Mark it as used first.")
        return structs.replace(code, outcome=outcome)

    changed = _with_code(account_of(vault, account_id), code_set_id, place, change)
    return _change(vault, changed, "code-outcome", now, code_set=code_set_id, place=str(place), outcome=outcome)


def note_checked(vault: Vault, account_id: str, code_set_id: str, *, generated_on: date | None = None, now: Now) -> Vault:
    """Note that the book agrees with what the service shows, and the day of generation that it shows."""

    def change(code_set: CodeSet) -> CodeSet:
        return structs.replace(code_set, checked_on=now.at.date(), generated_on=generated_on or code_set.generated_on)

    changed = _with_set(account_of(vault, account_id), code_set_id, change)
    return _change(vault, changed, "codes-checked", now, code_set=code_set_id)


def note_burned(vault: Vault, account_id: str, code_set_id: str, *, place: int | None, now: Now) -> Vault:
    """Note which code was burned at set-up: the one at `place`, or None for one that is marked already, or for none at all."""
    account = account_of(vault, account_id)
    if place is not None:
        vault = mark_code(vault, account_id, code_set_id, place, "used", note=BURNED_NOTE, now=now)
        account = account_of(vault, account_id)
    changed = _with_set(account, code_set_id, lambda code_set: structs.replace(code_set, is_burned_known=True))
    return _change(vault, changed, "burned-known", now, code_set=code_set_id, place=str(place or ""))


def is_burned_known(code_set: CodeSet) -> bool:
    """Tell whether it was said which code was burned at set-up."""
    return code_set.is_burned_known or any(code.note == BURNED_NOTE for code in code_set.codes)


def note_tested(vault: Vault, account_id: str, code_set_id: str, *, passed: bool, now: Now) -> Vault:
    """Note a drill: whether the user could read from a copy of their own."""

    def change(code_set: CodeSet) -> CodeSet:
        return structs.replace(code_set, tested_on=now.at.date()) if passed else code_set

    changed = _with_set(account_of(vault, account_id), code_set_id, change)
    kind = "drill-passed" if passed else "drill-failed"
    return _change(vault, changed, kind, now, code_set=code_set_id)


def add_authenticator(vault: Vault, account_id: str, seed: Seed, *, now: Now) -> Vault:
    """Add a seed. Where the service allows one app only, the older seed becomes void. Raises BadInput where it is there."""
    account = account_of(vault, account_id)
    if any(one.secret == seed.secret and one.void_at is None for one in account.authenticators):
        raise BadInput("This authenticator is in the vault already", hint="Nothing was added.")
    added = Authenticator(id=new_id(), added_at=now.at, **structs.asdict(seed))
    older = account.authenticators if services.find(account.service).single_authenticator else ()
    changed, void = voided(account, older, now=now)
    return _change(
        vault,
        structs.replace(changed, authenticators=(*changed.authenticators, added)),
        "authenticator-added",
        now,
        authenticator=added.id,
        added=added.id,
        type=seed.type,
        void=" ".join(void),
    )


def advance_counter(vault: Vault, account_id: str, authenticator_id: str, *, now: Now) -> Vault:
    """Count an HOTP value as given out. Save before the value is shown, or it may be shown twice (RFC 4226 §7.2).

    Raises NotThere.
    """
    account = account_of(vault, account_id)
    old = next((one for one in account.authenticators if one.id == authenticator_id), None)
    if old is None:
        raise NotThere("There is no such authenticator", hint="Open the account again.")
    new = structs.replace(old, counter=old.counter + 1)
    authenticators = tuple(new if one is old else one for one in account.authenticators)
    changed = structs.replace(account, authenticators=authenticators)
    return _change(vault, changed, "counter-advanced", now, authenticator=authenticator_id)


def note_printed(vault: Vault, sheets: Sequence[Sheet], *, now: Now) -> Vault:
    """Enter sheets into the register, before they leave: all of one printout."""
    changed = structs.replace(vault, sheets=(*vault.sheets, *sheets))
    accounts = {one.account_id for sheet in sheets for one in sheet.contents}
    account_id = accounts.pop() if len(accounts) == 1 else ""
    return noted(changed, "sheet-printed", account_id, now, sheets=" ".join(one.id for one in sheets), sheet=sheets[0].kind)


def withdraw_sheets(vault: Vault, sheet_ids: Collection[str], *, now: Now) -> Vault:
    """Take sheets out of the register that never left, as the disk or the user said no in between."""
    rest = tuple(sheet for sheet in vault.sheets if sheet.id not in sheet_ids)
    return noted(structs.replace(vault, sheets=rest), "sheet-withdrawn", "", now, sheets=" ".join(sheet_ids))


def place_sheet(vault: Vault, sheet_id: str, place: str, *, now: Now) -> Vault:
    """Note where a sheet lies."""
    return _change_sheet(vault, sheet_id, "sheet-placed", now, place=_storable(place.strip()))


def note_sheet_verified(vault: Vault, sheet_id: str, *, passed: bool, now: Now) -> Vault:
    """Note that somebody looked whether a sheet is still there and can be read."""
    if not passed:
        return noted(vault, "sheet-not-verified", "", now, sheets=sheet_id)
    return _change_sheet(vault, sheet_id, "sheet-verified", now, verified_on=now.at.date())


def destroy_sheet(vault: Vault, sheet_id: str, *, now: Now) -> Vault:
    """Note that a sheet is no more. It stays in the register."""
    return _change_sheet(vault, sheet_id, "sheet-destroyed", now, destroyed_at=now.at)


def remove_token(vault: Vault, account_id: str, token_id: str, *, now: Now) -> Vault:
    """Forget a token that was deleted at the service. Raises NotThere."""
    account = account_of(vault, account_id)
    rest = tuple(token for token in account.tokens if token.id != token_id)
    if rest == account.tokens:
        raise NotThere("There is no such token", hint="Open the account again.")
    return _change(vault, structs.replace(account, tokens=rest), "token-removed", now, token=token_id)


def set_renewal(vault: Vault, account_id: str, email_id: str, renews_on: date | None, *, now: Now) -> Vault:
    """Note until when the domain of an address is paid for, or with None that there is nothing to renew. Raises NotThere."""
    account = account_of(vault, account_id)
    if all(email.id != email_id for email in account.emails):
        raise NotThere("There is no such address", hint="Open the account again.")
    emails = tuple(structs.replace(one, renews_on=renews_on) if one.id == email_id else one for one in account.emails)
    said = {"email": email_id, "renews_on": str(renews_on or "")}
    return _change(vault, structs.replace(account, emails=emails), "renewal-set", now, **said)


def set_primary(vault: Vault, account_id: str, address: str, *, now: Now) -> Vault:
    """Note which address the service calls the primary one. Raises NotThere."""
    account, name = account_of(vault, account_id), address.strip().casefold()
    if all(email.address.casefold() != name for email in account.emails):
        raise NotThere("The account has no such address", hint="Add it first.")
    emails = tuple(structs.replace(one, primary=one.address.casefold() == name) for one in account.emails)
    said = {"email": next(one.id for one in emails if one.primary)}
    return _change(vault, structs.replace(account, emails=emails), "primary-set", now, **said)


def note_recovered(vault: Vault, account_id: str, on: date, *, now: Now) -> Vault:
    """Note that the service's staff let the owner back in: it leaves tokens that have to be looked at (pypi-facts §6)."""
    account = structs.replace(account_of(vault, account_id), recovered_on=on)
    return _change(vault, account, "account-recovered", now, on=on.isoformat())


def _storable(text: str) -> str:
    """Replace what UTF-8 has no form for: bytes of an argument that were none of it."""
    return text.encode("utf-8", "replace").decode()


def _change_sheet(vault: Vault, sheet_id: str, kind: str, now: Now, **members: object) -> Vault:
    if all(sheet.id != sheet_id for sheet in vault.sheets):
        raise NotThere("There is no such sheet", hint="Look at the list of sheets again.")
    sheets = tuple(structs.replace(one, **members) if one.id == sheet_id else one for one in vault.sheets)
    return noted(structs.replace(vault, sheets=sheets), kind, "", now, sheets=sheet_id)


def _with_set(account: Account, code_set_id: str, change: Callable[[CodeSet], CodeSet]) -> Account:
    code_set = next((one for one in account.code_sets if one.id == code_set_id), None)
    if code_set is None:
        raise NotThere("There is no such code set", hint="Open the account again.")
    fresh = change(code_set)
    return structs.replace(account, code_sets=tuple(fresh if one is code_set else one for one in account.code_sets))


def _with_code(account: Account, code_set_id: str, place: int, change: Callable[[Code], Code]) -> Account:
    def change_set(code_set: CodeSet) -> CodeSet:
        if not 1 <= place <= len(code_set.codes):
            raise NotThere("There is no such code", hint="Open the account again.")
        codes = (*code_set.codes[: place - 1], change(code_set.codes[place - 1]), *code_set.codes[place:])
        return structs.replace(code_set, codes=codes)

    return _with_set(account, code_set_id, change_set)


def voided(account: Account, several: Collection[CodeSet | Authenticator], *, now: Now) -> tuple[Account, tuple[str, ...]]:
    """Return the account with these code sets and authenticators void, and the ids of those that were not."""
    ids = tuple(one.id for one in several if one.void_at is None)
    sets = tuple(_voided(one, now) if one.id in ids else one for one in account.code_sets)
    seeds = tuple(structs.replace(one, void_at=now.at) if one.id in ids else one for one in account.authenticators)
    return structs.replace(account, code_sets=sets, authenticators=seeds), ids


def _voided(code_set: CodeSet, now: Now) -> CodeSet:
    codes = tuple(structs.replace(code, state="void") if code.state == "unused" else code for code in code_set.codes)
    return structs.replace(code_set, codes=codes, void_at=now.at)


def account_of(vault: Vault, account_id: str) -> Account:
    """Return an account, also a deleted one. Raises NotThere."""
    account = next((one for one in vault.accounts if one.id == account_id), None)
    if account is None:
        raise NotThere("There is no such account", hint="It may have been deleted in another window.")
    return account


def _change(vault: Vault, account: Account, kind: str, now: Now, *, value: str = "", **values: str) -> Vault:
    """Put the changed account in its place and note what happened."""
    accounts = tuple(account if one.id == account.id else one for one in vault.accounts)
    return noted(structs.replace(vault, accounts=accounts), kind, account.id, now, value=value, **values)


def noted(vault: Vault, kind: str, account_id: str, now: Now, *, value: str = "", **values: str) -> Vault:
    """Add the event of a change: the last step of every function that makes one. `value`: what was set (`Event.value`)."""
    said = {name: value for name, value in values.items() if value}
    event = Event(id=new_id(), kind=kind, account_id=account_id, at=now.at, device=now.device, values=said, value=value)
    return structs.replace(vault, events=(*vault.events, event))
