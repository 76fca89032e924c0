"""The commands about paper: print, and the register of what was printed."""

import argparse
import random
import sys
from datetime import date
from pathlib import Path
from typing import Any

from ui.terminal import release
from ui.terminal.arguments import a_sheet, an_account
from ui.terminal.session import Session, Vaulted, print_json, print_table
from vault import edit, files, passphrases, qr, scans, sheets, store
from vault.errors import BadInput, NotThere
from vault.model import Account, Sheet, Vault, printable
from vault.sheets import Change

_KINDS = {
    "codes": "codes",
    "card": "cards",
    "recovery": "recovery sheet",
    "backup": "encrypted backup",
    "share": "share",
}
_CHANGES = {
    "code-used": "code {place} of {title} was used",
    "code-void": "code {place} of {title} is void",
    "set-replaced": "the codes of {title} were replaced",
    "set-added": "{title} has codes that are not on it",
    "authenticator-replaced": "the authenticator of {title} was replaced",
    "authenticator-added": "{title} has an authenticator that is not on it",
    "account-deleted": "{title} was deleted",
    "account-added": "{title} was added later",
    "key-removed": "its key was removed from the vault",
}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("print", help="print codes into a PDF, or the vault as an encrypted backup for paper")
    command.add_argument("accounts", nargs="*", type=an_account, metavar="S:U", help="which accounts (default: all)")
    command.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.pdf", help="must not exist yet")
    command.add_argument(
        "--encrypted",
        action="store_true",
        help="a backup locked with a passphrase of its own, the second secret; if that is empty, one is made and printed",
    )
    command.add_argument("--cards", action="store_true", help="as cards for a wallet")
    command.add_argument("--totp", action="store_true", help="with the authenticators' QR codes and seeds")
    release.add_options(command)
    command.set_defaults(command=print_sheets, wrong_usage=command.error)

    command = commands.add_parser("sheets", help="list what was printed, and look after it")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=list_sheets)
    actions = command.add_subparsers(metavar="ACTION")
    action = actions.add_parser("list", help="list what was printed")
    action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document")
    action = actions.add_parser("verify", help="make sure that a sheet is still there: answer with four characters from it")
    action.add_argument("id", type=a_sheet, nargs="?", metavar="ID")
    action.add_argument("--scan", type=Path, metavar="PICTURE", help="instead: a photo or scan of its small QR code")
    action.set_defaults(command=verify, wrong_usage=action.error)
    action = actions.add_parser("place", help="note where a sheet lies")
    action.add_argument("id", type=a_sheet, metavar="ID")
    action.add_argument("place", metavar="PLACE")
    action.set_defaults(command=put)
    action = actions.add_parser("destroyed", help="note that a sheet is no more")
    action.add_argument("id", type=a_sheet, metavar="ID")
    action.set_defaults(command=destroyed)


def print_sheets(session: Session, options: argparse.Namespace) -> None:
    """The sheet is in the register before there is a file, and there is a file before its passphrase is shown."""
    if options.encrypted and (options.cards or options.totp):
        options.wrong_usage("--encrypted is everything already: leave --cards and --totp out")
    if options.cards and options.totp:
        options.wrong_usage("--totp does not fit on cards")
    files.check_new(options.output)
    with session.vault(write=True) as at:
        accounts = _chosen(at, options.accounts)
        if options.encrypted:
            _print_backup(session, at, accounts, options)
        else:
            _print_codes(session, at, accounts, options)


def list_sheets(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=False) as at:
        key_ids = {key.id for key in store.key_list(at.opened)}
        rows = [(sheet, sheets.changes(at.vault, sheet, key_ids)) for sheet in reversed(at.vault.sheets)]
    if options.json:
        print_json({"sheets": [_row(sheet, changes) for sheet, changes in rows]})
    elif not rows:
        print("Nothing was printed yet. Print the codes with: sparekey print -o codes.pdf")
    else:
        print_table(("SHEET", "WHAT", "PRINTED", "PLACE", "STATE", "VERIFIED"), [_cells(*row) for row in rows])
        for sheet, changes in rows:
            for change in changes if sheets.is_live(sheet) else ():
                print(f"{sheets.shown_id(sheet.id)}: {_told(change)}")


def verify(session: Session, options: argparse.Namespace) -> None:
    """Exit 1 where the answer is not what the sheet says, so that a script notices."""
    if (options.id is None) == (options.scan is None):
        options.wrong_usage("say which sheet: ID, or --scan PICTURE")
    texts = scans.texts(files.read_small(options.scan, limit=qr.PICTURE_LIMIT)) if options.scan else ()
    with session.vault(write=True) as at:
        sheet = sheets.find_scanned(at.vault, texts) if options.scan else _sheet(at.vault, options.id)
        if not sheets.is_live(sheet):
            raise BadInput(f"Sheet {sheets.shown_id(sheet.id)} is noted as destroyed", hint="Print a new one.")
        passed = bool(options.scan) or _is_answered(session, at.vault, sheet)
        at.change(edit.note_sheet_verified(at.vault, sheet.id, passed=passed, now=session.now()))
    if not passed:
        raise BadInput(
            f"This is not what sheet {sheets.shown_id(sheet.id)} says",
            hint="Read it once more; if the sheet is gone, note it with: sparekey sheets destroyed ID",
        )
    print(f"Sheet {sheets.shown_id(sheet.id)} is verified.")


def put(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        sheet = _sheet(at.vault, options.id)
        at.change(edit.place_sheet(at.vault, sheet.id, options.place, now=session.now()))
        place = _sheet(at.vault, sheet.id).place
    print(f"Sheet {sheets.shown_id(sheet.id)}: {printable(place) or 'no place'}")


def destroyed(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        sheet = _sheet(at.vault, options.id)
        if not sheets.is_live(sheet):
            raise BadInput(f"Sheet {sheets.shown_id(sheet.id)} is noted as destroyed already", hint="Nothing was changed.")
        at.change(edit.destroy_sheet(at.vault, sheet.id, now=session.now()))
        is_key_there = sheet.key_id in {key.id for key in store.key_list(at.opened)}
    print(f"Sheet {sheets.shown_id(sheet.id)} is noted as destroyed.")
    if is_key_there:
        print(f"Its paper key still opens the vault. Remove it with: sparekey keys remove {sheet.key_id}")


def _print_codes(session: Session, at: Vaulted, accounts: list[Account], options: argparse.Namespace) -> None:
    from vault import printouts  # noqa: PLC0415  (loads what only printing needs)

    printout = printouts.codes(
        accounts,
        now=session.now(),
        size=options.paper,
        place=options.place,
        with_totp=options.totp,
        as_cards=options.cards,
    )
    release.into_file(session, at, printout, options.output)
    print("note: the file shows the codes in the clear. Print it, then delete it.", file=sys.stderr)


def _print_backup(session: Session, at: Vaulted, accounts: list[Account], options: argparse.Namespace) -> None:
    from vault import printouts  # noqa: PLC0415  (as above)

    typed = session.ask_new("Passphrase for the backup", remark=" (empty: one is made)")
    made = "" if typed.strip() else passphrases.made()
    printout = printouts.backup(
        at.vault,
        [account.id for account in accounts] if options.accounts else None,
        typed if typed.strip() else made,
        vault_name=at.opened.path.stem,
        now=session.now(),
        size=options.paper,
        place=options.place,
        cost=store.cost_here(),
    )
    release.into_file(session, at, printout, options.output, show_secret=made)
    if made:
        print(
            f"note: the passphrase of {len(made.split())} words ({passphrases.bits(made)} bits) is shown only this once. "
            "Write it down, but not on these pages.",
            file=sys.stderr,
        )
    print(
        "note: nothing opens these pages but their passphrase. Prove that it does: "
        f"sparekey restore {options.output} -o NEW.sparekey",
        file=sys.stderr,
    )


def _chosen(at: Vaulted, titles: list[str]) -> list[Account]:
    if titles:
        return list({account.id: account for account in map(at.account, titles)}.values())
    if not at.vault.present:
        raise NotThere("There are no accounts to print", hint="Add one with: sparekey add pypi:NAME")
    return sorted(at.vault.present, key=lambda account: account.title.casefold())


def _sheet(vault: Vault, sheet_id: str) -> Sheet:
    sheet = next((one for one in vault.sheets if one.id == sheet_id), None)
    if sheet is None:
        raise NotThere(f"There is no sheet {sheets.shown_id(sheet_id)}", hint="List them with: sparekey sheets")
    return sheet


def _is_answered(session: Session, vault: Vault, sheet: Sheet) -> bool:
    questions = sheets.questions(vault, sheet)
    if not questions:
        raise BadInput(
            f"Nothing on sheet {sheets.shown_id(sheet.id)} can be asked for",
            hint="Verify it with a picture of its small QR code: sparekey sheets verify --scan PICTURE",
        )
    question = random.SystemRandom().choice(questions)
    count = len(question.secret)
    return sheets.is_answer(question, session.ask_shown(f"First {count} characters of {question.where}"))


def _row(sheet: Sheet, changes: tuple[Change, ...]) -> dict[str, Any]:
    return {
        "id": sheets.shown_id(sheet.id),
        "kind": sheet.kind,
        "printed_on": _printed_on(sheet),
        "pages": sheet.pages,
        "place": sheet.place,
        "holder": sheet.holder or None,
        "key": sheet.key_id or None,
        "state": _state(sheet, changes),
        "changes": [
            {"kind": one.kind, "account": one.account.title if one.account else None, "text": _told(one)} for one in changes
        ],
        "verified_on": sheet.verified_on.isoformat() if sheet.verified_on else None,
    }


def _cells(sheet: Sheet, changes: tuple[Change, ...]) -> tuple[str, ...]:
    share = f" {sheet.number} of {sheet.total}" if sheet.kind == "share" else ""
    return (
        sheets.shown_id(sheet.id),
        f"{_KINDS[sheet.kind]}{share}",
        _printed_on(sheet),
        printable(sheet.place) or "-",
        _state(sheet, changes),
        _day(sheet.verified_on),
    )


def _printed_on(sheet: Sheet) -> str:
    """Return the day where the printer stood, as the sheet itself says it."""
    return sheet.printed_at.astimezone().date().isoformat()


def _state(sheet: Sheet, changes: tuple[Change, ...]) -> str:
    if not sheets.is_live(sheet):
        return "destroyed"
    return "stale" if changes else "fresh"


def _told(change: Change) -> str:
    return _CHANGES[change.kind].format(place=change.place, title=change.account.title if change.account else "")


def _day(day: date | None) -> str:
    return day.isoformat() if day else "never"
