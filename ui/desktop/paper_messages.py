"""Sentences about printed sheets, made from values. As in `messages`: what to do next, and never a secret."""

from collections.abc import Sequence
from itertools import groupby

from ui.desktop import messages
from vault import sheets
from vault.model import Account, CodeSet, Proof, Sheet, Vault
from vault.sheets import Change

TITLES = {
    "codes": "Code sheet",
    "card": "Wallet card",
    "recovery": "Recovery sheet",
    "backup": "Encrypted backup",
    "share": "Share",
}
ICONS = {"codes": "code", "card": "card", "recovery": "key", "backup": "vault", "share": "share"}
_MOST_NAMES = 2

WORDS = (
    "A sheet in a drawer gets you back in when this computer is gone. Sparekey keeps a list of what you printed, "
    "says when a sheet is out of date, and lets you prove that it is still there."
)
IN_THE_CLEAR = (
    "A PDF holds the same secrets as the paper, in the clear. Keep it only until it is printed, "
    "and not in a folder that is synchronised or backed up."
)
IS_LOCKED = "The PDF is locked with the passphrase, as the pages are."
AFTER_SHREDDING = "Copies that a backup or a synchronised folder took meanwhile are still there."
ELSEWHERE = "Write it down elsewhere: it is on none of the pages. Without it nobody can read them, not even you."
NO_PRINTER = "This computer has no printer set up. Save a PDF instead, and print that where there is one."
OLDER_COPIES = "Backups and other copies of the vault that were made before still open with it."


def shred_soon(count: int) -> str:
    """Say what PDFs in the clear are."""
    if count == 1:
        return "It holds the same secrets as the paper, in the clear. Shred it as soon as it is printed."
    return "They hold the same secrets as the paper, in the clear. Shred them as soon as they are printed."


def number(sheet_id: str) -> str:
    return sheets.shown_id(sheet_id)


def title(sheet: Sheet) -> str:
    """Name a sheet: Share 2 of 3 for Bob."""
    if sheet.kind == "share":
        return f"Share {sheet.number} of {sheet.total}" + (f" for {sheet.holder}" if sheet.holder else "")
    return TITLES[sheet.kind]


def whose(account: Account) -> str:
    return f"{account.username} at {messages.service_name(account)}"


def contents(vault: Vault, sheet: Sheet) -> str:
    """Say what is on a sheet, in one line."""
    if sheet.kind == "recovery":
        return "Opens the vault when the password is forgotten"
    if sheet.kind == "share":
        return f"Any {sheet.threshold} of {sheet.total} together open the vault"
    if sheet.is_whole:
        return "The whole vault, locked with a passphrase"
    ids = list(dict.fromkeys(one.account_id for one in sheet.contents))
    accounts = {account.id: account for account in vault.accounts}
    names = [whose(accounts[one]) if one in accounts else "an account that is gone" for one in ids]
    more = len(names) - _MOST_NAMES
    text = ", ".join(names[: _MOST_NAMES if more > 1 else _MOST_NAMES + 1])
    text += f" and {more} more" if more > 1 else ""
    return f"{text}, locked with a passphrase" if sheet.kind == "backup" else text


def printed(sheet: Sheet) -> str:
    pages = "" if sheet.pages == 1 or sheet.kind == "share" else f"  ·  {messages.count(sheet.pages, 'page')}"
    return f"Printed on {messages.day(sheet.printed_at)}{pages}"


def verified(sheet: Sheet) -> str:
    return f"verified on {messages.day(sheet.verified_on)}" if sheet.verified_on else "never verified"


def destroyed(sheet: Sheet) -> str:
    assert sheet.destroyed_at is not None  # noqa: S101
    return f"Printed on {messages.short_day(sheet.printed_at)}, destroyed on {messages.short_day(sheet.destroyed_at)}"


def changes(sheet: Sheet, found: Sequence[Change]) -> list[str]:
    """Say exactly what is no longer as the sheet says: one line for each account and kind of change."""
    lines = []
    for (kind, _), group in groupby(found, lambda one: (one.kind, one.account.id if one.account else "")):
        same = list(group)
        lines.append(_change(sheet, kind, same[0].account, [one.place for one in same]))
    return lines


def _change(sheet: Sheet, kind: str, account: Account | None, places: Sequence[int]) -> str:
    if account is None:
        return "Its key was removed: it no longer opens this vault"
    name = whose(account)
    if kind in {"code-used", "code-void"}:
        codes = f"Code {places[0]}" if len(places) == 1 else f"Codes {listed([str(place) for place in places])}"
        if kind == "code-void":
            return f"{codes} of {name} no longer {'works' if len(places) == 1 else 'work'}"
        return f"{codes} of {name} {'was' if len(places) == 1 else 'were'} used{_used_on(sheet, account, places)}"
    return {
        "set-replaced": f"The codes of {name} were replaced{_replaced_on(sheet, account)}: those on the sheet no longer work",
        "set-added": f"The new codes of {name} are not on it",
        "authenticator-replaced": f"The authenticator of {name} was replaced",
        "authenticator-added": f"The new authenticator of {name} is not on it",
        "account-deleted": f"{name} was deleted",
        "account-added": f"{name} was added later and is not on it",
    }[kind]


def listed(words: Sequence[str]) -> str:
    """Write 3, 5 and 7."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def question(proof: Proof) -> str:
    """Ask for what only somebody who has the sheet can read."""
    if proof.where.startswith("word"):
        return f"What are the first four letters of {proof.where}?"
    if proof.where.startswith("code"):
        return f"What are the first four characters of {proof.where}?"
    return f"Which four characters are in {proof.where}?"


def not_that_sheet(wanted: Sheet, found: Sheet) -> str:
    return f"This is sheet {number(found.id)}, not {number(wanted.id)}. Look for the other one."


def issued(vault: Vault, sheet_ids: Sequence[str]) -> str:
    """Say that sheets are in the register."""
    kinds = [sheet for sheet in vault.sheets if sheet.id in sheet_ids]
    if len(kinds) == 1:
        return f"{title(kinds[0])} {number(kinds[0].id)} is on your list of paper."
    return f"{messages.count(len(kinds), 'sheet')} are on your list of paper."


def of_no_use(vault: Vault, sheet: Sheet) -> str:
    """Name the other shares of the same key, which open nothing once it is removed."""
    others = [one for one in vault.sheets if one.key_id == sheet.key_id and one.id != sheet.id and sheets.is_live(one)]
    if not others or not sheet.key_id:
        return ""
    names = listed([one.holder or number(one.id) for one in others])
    return f"The {'share' if len(others) == 1 else 'shares'} of {names} would open nothing any more."


def _used_on(sheet: Sheet, account: Account, places: Sequence[int]) -> str:
    code_set = _printed_set(sheet, account)
    days = [code_set.codes[place - 1].used_at for place in places] if code_set else []
    known = [day for day in days if day]
    if not known:
        return ""
    return f" on {messages.day(known[0])}" if len(places) == 1 else f", the last one on {messages.day(max(known))}"


def _replaced_on(sheet: Sheet, account: Account) -> str:
    code_set = _printed_set(sheet, account)
    return f" on {messages.day(code_set.void_at)}" if code_set and code_set.void_at else ""


def _printed_set(sheet: Sheet, account: Account) -> CodeSet | None:
    ids = {one.code_set_id for one in sheet.contents if one.account_id == account.id}
    return next((one for one in account.code_sets if one.id in ids), None)


def summary(live: int, stale: int, unverified: int) -> str:
    """Say how the sheets are, in one line."""
    parts = [messages.count(live, "sheet")]
    parts += [f"{stale} out of date"] if stale else ["all up to date" if live > 1 else "up to date"]
    parts += [f"{unverified} never verified" if live > 1 else "never verified"] if unverified else []
    return ", ".join(parts) + "."


def other_keys(vault: Vault) -> str:
    """Say which sheets open the vault already."""
    mine = [one for one in vault.sheets if one.key_id and sheets.is_live(one)]
    if not mine:
        return ""
    names = listed([f"{title(one)} {number(one.id)}" for one in mine])
    opens = "opens" if len(mine) == 1 else "open"
    return f"{names} {opens} the vault as well, until the key is removed in the settings."


CAUTIONS = {
    "codes": "The pages show the codes in the clear: whoever reads them can sign in. Make sure that nobody looks on.",
    "recovery": "Whoever has this page opens the vault without its password. Make sure that nobody looks on.",
    "shares": "Whoever has enough of these pages opens the vault without its password. Make sure that nobody looks on.",
    "backup": "The pages hold the vault, locked with the passphrase that you have just chosen.",
}
NOTES = {
    "codes": "A printer at work or in a shop may keep a copy. Print where you trust the machine.",
    "recovery": "A printer at work or in a shop may keep a copy. Print where you trust the machine.",
    "shares": "Give each page to its holder alone, and tell them what it is for.",
    "backup": "The passphrase is on none of the pages. Keep it somewhere else.",
}


def lying_pdfs(count: int, where: str) -> str:
    """Remind of PDFs with secrets in the clear."""
    if count == 1:
        return f"{where} still lies there in the clear. Shred it as soon as it is printed."
    return f"{count} PDFs with secrets in the clear still lie about, {where} for one. Shred them as soon as they are printed."
