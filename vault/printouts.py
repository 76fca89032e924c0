"""What leaves for paper: the pages, and in one go with them what the register (`vault/sheets.py`) will say of them."""

from collections.abc import Collection, Sequence
from datetime import date
from secrets import SystemRandom

from msgspec import Struct

from vault import keys, parts, sealed, sheets
from vault import shares as slip39
from vault.crypto import STANDARD, Cost
from vault.errors import BadInput
from vault.keys import Key
from vault.model import Account, Now, Proof, Sheet, Vault
from vault.paper.backup_sheet import FIRST, PER_PAGE, backup_sheets
from vault.paper.code_cards import code_cards
from vault.paper.code_sheet import code_sheet, has_content
from vault.paper.page import Document, Page, PaperSize
from vault.paper.recovery_sheet import recovery_sheet
from vault.paper.share_sheet import share_sheet
from vault.parts import Part

PROOFS = 2  # how many places of a sheet its holder can be asked for
_LETTERS = 4  # of a word or a group
_CHANCE = SystemRandom()


class Printout(Struct, frozen=True, kw_only=True):
    """Pages that were laid out, and their sheets in the same order. Nothing is noted or added to the vault yet.

    `key` is the paper key that the pages give: it is added to the vault file, and its id written into the sheets, before
    anything is printed.
    """

    document: Document
    sheets: tuple[Sheet, ...]
    key: Key | None = None


def codes(
    accounts: Sequence[Account],
    *,
    now: Now,
    size: PaperSize,
    place: str = "",
    with_totp: bool = False,
    as_cards: bool = False,
) -> Printout:
    """Print codes in the clear, on pages or as cards for a wallet. Raises BadInput where there is nothing to print."""
    with_totp = with_totp and not as_cards
    shown = {account.id: account for account in accounts if has_content(account, with_totp=with_totp)}
    if not shown:
        raise BadInput("There is nothing to print: these accounts have no code left", hint="Choose other accounts.")
    sheet_id, printed_on = sheets.new_id(), _day(now)
    if as_cards:
        document = code_cards(accounts, sheet_id=sheet_id, printed_on=printed_on, size=size)
    else:
        document = code_sheet(accounts, sheet_id=sheet_id, printed_on=printed_on, size=size, with_totp=with_totp, place=place)
    contents = tuple(one for one in sheets.contents_of([*shown.values()]) if one.unused or (with_totp and one.authenticator_id))
    sheet = Sheet(
        id=sheet_id,
        kind="card" if as_cards else "codes",
        printed_at=now.at,
        pages=len(document.pages),
        place=place,
        contents=contents,
    )
    return Printout(document=document, sheets=(sheet,))


def recovery(vault_name: str, *, now: Now, size: PaperSize, place: str = "") -> Printout:
    """Print a fresh paper key."""
    key, sheet_id = keys.new_paper(), sheets.new_id()
    document = recovery_sheet(key, vault_name=vault_name, sheet_id=sheet_id, printed_on=_day(now), size=size, place=place)
    symbols = keys.paper_symbols(key)
    sheet = Sheet(
        id=sheet_id,
        kind="recovery",
        printed_at=now.at,
        pages=len(document.pages),
        place=place,
        proofs=sheets.proofs_of(symbols, _chosen(range(1, len(symbols) // _LETTERS + 1))),
    )
    return Printout(document=document, sheets=(sheet,), key=key)


def shares_of_key(vault_name: str, holders: Sequence[str], threshold: int, *, now: Now, size: PaperSize) -> Printout:
    """Split a fresh paper key: one sheet for each holder, any `threshold` of them open the vault. Raises BadInput."""
    if not all(holder.strip() for holder in holders):
        raise BadInput("A holder has no name", hint="Each share has the name of the one who keeps it.")
    key, total = keys.new_paper(), len(holders)
    pages: list[Page] = []
    noted: list[Sheet] = []
    for number, (holder, text_secret) in enumerate(zip(holders, slip39.split(key, threshold, total), strict=True), 1):
        sheet_id = sheets.new_id()
        document = share_sheet(
            text_secret,
            holder=holder,
            number=number,
            threshold=threshold,
            total=total,
            vault_name=vault_name,
            sheet_id=sheet_id,
            printed_on=_day(now),
            size=size,
        )
        pages += document.pages
        words = text_secret.split()
        sheet = Sheet(
            id=sheet_id,
            kind="share",
            printed_at=now.at,
            pages=len(document.pages),
            place=holder,
            holder=holder,
            number=number,
            threshold=threshold,
            total=total,
            proofs=tuple(
                Proof(where=f"word {place}", secret=words[place - 1][:_LETTERS]) for place in _chosen(range(1, len(words) + 1))
            ),
        )
        noted.append(sheet)
    return Printout(document=Document(size, tuple(pages)), sheets=tuple(noted), key=key)


def backup(
    vault: Vault,
    account_ids: Collection[str] | None,
    passphrase: str,
    *,
    vault_name: str,
    now: Now,
    size: PaperSize,
    place: str = "",
    cost: Cost = STANDARD,
) -> Printout:
    """Print the vault, or some of its accounts, locked with a passphrase. Takes about a second: Argon2id. Raises BadInput."""
    chosen = vault if account_ids is None else sealed.only(vault, account_ids)
    if account_ids is not None and not chosen.present:
        raise BadInput("There is no account to print", hint="Choose at least one.")
    sheet_id = sheets.new_id()
    several = parts.split(sealed.seal(chosen, passphrase, cost=cost), sheet_id, first=FIRST[size], per_page=PER_PAGE[size])
    document = backup_sheets(several, sheet_id=sheet_id, printed_on=_day(now), size=size, vault_name=vault_name, place=place)
    sheet = Sheet(
        id=sheet_id,
        kind="backup",
        printed_at=now.at,
        pages=len(document.pages),
        place=place,
        contents=sheets.contents_of(chosen.present),
        is_whole=account_ids is None,
        proofs=_of_lines(several),
    )
    return Printout(document=document, sheets=(sheet,))


def apart(printout: Printout) -> tuple[tuple[Sheet, Document], ...]:
    """Return each sheet with its own pages: shares go to different people."""
    found: list[tuple[Sheet, Document]] = []
    start = 0
    for sheet in printout.sheets:
        found.append((sheet, Document(printout.document.size, printout.document.pages[start : start + sheet.pages])))
        start += sheet.pages
    return tuple(found)


def _of_lines(several: Sequence[Part]) -> tuple[Proof, ...]:
    """Return proofs for two groups of lines that are printed as text."""
    lines = [line for part in several if part.is_data for line in parts.lines(part)]
    found = []
    for line in (lines[place] for place in _chosen(range(len(lines)))):
        name, *groups, _ = line.split()
        place = _CHANCE.randrange(len(groups))
        found.append(Proof(where=f"line {name}, group {place + 1}", secret=groups[place]))
    return tuple(found)


def _chosen(places: Sequence[int]) -> list[int]:
    """Choose a few of these at random, in their order."""
    return sorted(_CHANCE.sample(places, min(PROOFS, len(places))))


def _day(now: Now) -> date:
    """Return the day where the printer stands."""
    return now.at.astimezone().date()
