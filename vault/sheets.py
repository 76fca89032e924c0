"""The register of printed sheets: what is on one, what has changed since, and how its holder proves that it is still there."""

from collections.abc import Collection, Sequence
from os import urandom
from typing import Literal

from msgspec import Struct

from vault import crockford
from vault.errors import BadInput
from vault.model import Account, CodeSet, Printed, Proof, Sheet, Vault

ID_BYTES = 5
ID_SYMBOLS = 8
SCAN = "SPAREKEY1:SHEET:"  # how the small QR code of every sheet begins
ChangeKind = Literal[
    "code-used",
    "code-void",
    "set-replaced",
    "set-added",
    "authenticator-replaced",
    "authenticator-added",
    "account-deleted",
    "account-added",
    "key-removed",
]


class Change(Struct, frozen=True, kw_only=True):
    """One thing that is no longer as a sheet says. `place` is that of a code, from 1; `account` is None for a key."""

    kind: ChangeKind
    account: Account | None = None
    place: int = 0


def new_id() -> str:
    """Return a fresh sheet id: eight symbols, as they are printed with a dash in their middle."""
    return crockford.encode(urandom(ID_BYTES))


def shown_id(sheet_id: str) -> str:
    return crockford.grouped(sheet_id)


def scan_text(sheet_id: str) -> str:
    """Return what the small QR code of a sheet says."""
    return SCAN + sheet_id


def contents_of(accounts: Sequence[Account]) -> tuple[Printed, ...]:
    """Return what a sheet of these accounts shows: their live code sets and authenticators."""
    found: list[Printed] = []
    for account in accounts:
        if account.live_set:
            found.append(Printed(account_id=account.id, code_set_id=account.live_set.id, unused=unused(account.live_set)))
        if account.authenticator:
            found.append(Printed(account_id=account.id, authenticator_id=account.authenticator.id))
    return tuple(found)


def unused(code_set: CodeSet) -> tuple[int, ...]:
    """Return the places, from 1, of the codes that can still be used."""
    return tuple(place for place, code in enumerate(code_set.codes, 1) if code.state == "unused")


def changes(vault: Vault, sheet: Sheet, key_ids: Collection[str]) -> tuple[Change, ...]:
    """Return what is no longer as the sheet says; nothing means that it is fresh. `key_ids` are those of the vault file."""
    if sheet.key_id:
        return () if sheet.key_id in key_ids else (Change(kind="key-removed"),)
    accounts = {account.id: account for account in vault.present}
    gone = {one.account_id for one in sheet.contents} - accounts.keys()
    found = [Change(kind="account-deleted", account=account) for account in vault.accounts if account.id in gone]
    for printed in sheet.contents:
        if account := accounts.get(printed.account_id):
            found += _of_codes(account, printed) if printed.code_set_id else _of_authenticator(account, printed)
    if sheet.kind == "backup":
        found += _missing(vault, sheet)
    return tuple(found)


def is_live(sheet: Sheet) -> bool:
    return sheet.destroyed_at is None


def proofs_of(symbols: str, places: Sequence[int]) -> tuple[Proof, ...]:
    """Return proofs for these groups of four, from 1, of what is printed."""
    groups = crockford.grouped(symbols).split("-")
    return tuple(Proof(where=f"group {place}", secret=groups[place - 1]) for place in places)


def questions(vault: Vault, sheet: Sheet) -> tuple[Proof, ...]:
    """Return what the holder of a sheet can be asked: its own proofs, else the first four characters of a code on it."""
    if sheet.proofs:
        return sheet.proofs
    sets = {code_set.id: (account, code_set) for account in vault.accounts for code_set in account.code_sets}
    return tuple(
        Proof(
            where=f"code {place} of {sets[one.code_set_id][0].title}",
            secret=sets[one.code_set_id][1].codes[place - 1].secret[:4],
        )
        for one in sheet.contents
        if one.code_set_id in sets
        for place in one.unused
        if 1 <= place <= len(sets[one.code_set_id][1].codes)
    )


def is_answer(question: Proof, typed: str) -> bool:
    """Compare what was typed with what is printed: case, blanks, dashes and letters that look alike are forgiven."""
    wanted = crockford.clean(question.secret)
    return bool(wanted) and crockford.clean(typed)[: len(wanted)] == wanted


def find_scanned(vault: Vault, texts: Sequence[str]) -> Sheet:
    """Return the sheet whose small QR code is among these texts. Raises BadInput."""
    ids = [text.removeprefix(SCAN) for text in texts if text.startswith(SCAN)]
    if not ids:
        raise BadInput("There is no QR code of a sheet in this picture", hint="Take the small code in the corner of the page.")
    found = next((sheet for sheet in vault.sheets if sheet.id in ids), None)
    if found is None:
        raise BadInput("This sheet is not from this vault", hint="Its number is printed beside the small QR code.")
    return found


def _of_codes(account: Account, printed: Printed) -> list[Change]:
    code_set = next((one for one in account.code_sets if one.id == printed.code_set_id), None)
    if code_set is None or code_set.void_at:
        return [Change(kind="set-replaced", account=account)]
    now = set(unused(code_set))
    return [
        Change(kind="code-used" if code_set.codes[place - 1].state == "used" else "code-void", account=account, place=place)
        for place in printed.unused
        if place not in now and 1 <= place <= len(code_set.codes)
    ]


def _of_authenticator(account: Account, printed: Printed) -> list[Change]:
    one = next((one for one in account.authenticators if one.id == printed.authenticator_id), None)
    return [] if one and one.void_at is None else [Change(kind="authenticator-replaced", account=account)]


def _missing(vault: Vault, sheet: Sheet) -> list[Change]:
    """Return what came after a backup was printed and is not on it."""
    codes = {one.account_id for one in sheet.contents if one.code_set_id}
    seeds = {one.account_id for one in sheet.contents if one.authenticator_id}
    found = []
    for account in vault.present:
        is_new = account.created_at > sheet.printed_at
        if is_new and sheet.is_whole:
            found.append(Change(kind="account-added", account=account))
        elif not is_new and (sheet.is_whole or account.id in codes | seeds):
            if account.live_set and account.id not in codes:
                found.append(Change(kind="set-added", account=account))
            if account.authenticator and account.id not in seeds:
                found.append(Change(kind="authenticator-added", account=account))
    return found
