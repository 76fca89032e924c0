"""The commands that look after the vault itself: verify, keys."""

import argparse
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ui.terminal import release
from ui.terminal.arguments import MOST_SHARES, a_holder, a_threshold
from ui.terminal.session import Session, Vaulted, print_json
from vault import crockford, files, keys, sheets, store
from vault.errors import BadFile, BadInput, Damaged, WrongKey
from vault.files import Disk
from vault.keys import Key
from vault.model import Sheet, Vault, printable

if TYPE_CHECKING:
    from vault.printouts import Printout

_KEY_NAMES = {keys.PASSWORD: "password", keys.PASSWORD_AND_FILE: "password and key file", keys.PAPER: "recovery sheet"}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("verify", help="check the vault file and its backups")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=verify)

    command = commands.add_parser("keys", help="list, add and remove the ways to open the vault, change the password")
    actions = command.add_subparsers(metavar="ACTION", required=True)
    action = actions.add_parser("list", help="list the ways to open the vault")
    action.add_argument("--json", action="store_true", help="print one JSON document")
    action.set_defaults(command=list_keys)
    _add_adding(actions.add_parser("add", help="add a way to open the vault"))
    action = actions.add_parser("remove", help="take a way to open the vault away")
    action.add_argument("id", metavar="ID", help="as keys list shows it")
    action.set_defaults(command=remove)
    action = actions.add_parser("rotate", help="encrypt anew: what was removed before opens nothing that is saved from now on")
    action.set_defaults(command=rotate)
    action = actions.add_parser(
        "change-password", help="the old password first, or the paper key of a recovery sheet, then the new one"
    )
    action.set_defaults(command=change_password)


def _add_adding(command: argparse.ArgumentParser) -> None:
    kinds = command.add_subparsers(metavar="KIND", required=True)
    kind = kinds.add_parser("sheet", help="a recovery sheet: its paper key opens the vault when the password is forgotten")
    kind.add_argument("-o", "--output", type=Path, metavar="FILE.pdf", help="without it the paper key alone goes to stdout")
    release.add_options(kind)
    kind.set_defaults(command=add_sheet)

    kind = kinds.add_parser("shares", help="a recovery sheet in shares: any K of them open the vault together")
    kind.add_argument(
        "--holder", type=a_holder, action="extend", nargs="+", required=True, metavar="NAME", help="who gets a share each"
    )
    kind.add_argument("--threshold", type=a_threshold, required=True, metavar="K", help="how many of them are needed")
    kind.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.pdf", help="one sheet a holder")
    release.add_options(kind, place=False)
    kind.set_defaults(command=add_shares, wrong_usage=kind.error)

    kind = kinds.add_parser("file", help="a password that opens the vault only together with a key file")
    kind.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="the key file, made where there is none of that name (default: beside the vault)",
    )
    kind.set_defaults(command=add_file)

    kind = kinds.add_parser("password", help="one more password, the second secret that is asked for")
    kind.set_defaults(command=add_password)


def verify(session: Session, options: argparse.Namespace) -> None:
    """With the password every bit is checked, without one the damage trailer only."""
    path = session.path.absolute()
    if files.is_there(path) and session.can_ask:
        checked = session.open_with(lambda key: store.check(path, key))
    else:
        checked = store.check(path)
    broken = [one for one in checked if not one.ok]
    if options.json:
        rows = [{"path": str(one.path), "ok": one.ok, "why": one.why, "generation": one.generation} for one in checked]
        print_json({"ok": not broken, "files": rows})
    else:
        for one in checked:
            generation = f" (save {one.generation})" if one.generation is not None else ""
            print(f"{'whole  ' if one.ok else 'DAMAGED'}  {one.path}{generation}{'' if one.ok else f': {one.why}'}")
    if broken:
        sentence = "One file is damaged" if len(broken) == 1 else f"{len(broken)} files are damaged"
        if checked[0].ok:
            raise BadFile(sentence, hint="The vault itself is whole. Delete the damaged backup.")
        raise Damaged(sentence)


def list_keys(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=False) as at:
        rows = [(one.id, _KEY_NAMES[one.type], _sheets_with(at.vault, one.id)) for one in store.key_list(at.opened)]
    if options.json:
        found = [{"id": key_id, "type": name, "sheets": list(map(_number, carriers))} for key_id, name, carriers in rows]
        print_json({"keys": found})
        return
    for key_id, name, carriers in rows:
        is_shared = bool(carriers) and carriers[0].kind == "share"
        shown = f"any {carriers[0].threshold} of {carriers[0].total} shares" if is_shared else name
        print(f"{key_id}  {shown}{': ' * bool(carriers)}{', '.join(map(_numbered, carriers))}")


def add_sheet(session: Session, options: argparse.Namespace) -> None:
    """The paper key is in the vault, and its sheet in the register, before either leaves."""
    if options.output:
        files.check_new(options.output)
    from vault import printouts  # noqa: PLC0415  (loads what only printing needs)

    with session.vault(write=True) as at:
        name = at.opened.path.stem
        printout = printouts.recovery(name, now=session.now(), size=options.paper, place=options.place)
        if options.output:
            release.into_file(session, at, printout, options.output)
            print("note: the file opens your vault as it is. Print it, then delete it.", file=sys.stderr)
            return
        noted = release.note(session, at, printout)
        with release.taken_back(session, at, noted):
            release.show(_paper_key(printout))
    print(
        "note: this paper key opens the vault without its password, and is shown only this once. "
        f"Write it down with the number of its sheet: {noted.numbers}",
        file=sys.stderr,
    )


def add_shares(session: Session, options: argparse.Namespace) -> None:
    if options.threshold > len(options.holder):
        options.wrong_usage("--threshold is more than there are holders")
    if len(options.holder) > MOST_SHARES:
        options.wrong_usage(f"there can be {MOST_SHARES} holders at most")
    if len({name.casefold() for name in options.holder}) < len(options.holder):
        options.wrong_usage("two holders have the same name: tell them apart")
    files.check_new(options.output)
    from vault import printouts  # noqa: PLC0415  (as above)

    with session.vault(write=True) as at:
        name = at.opened.path.stem
        printout = printouts.shares_of_key(name, options.holder, options.threshold, now=session.now(), size=options.paper)
        release.into_file(session, at, printout, options.output)
    print("note: the file opens your vault as it is. Print it, give each holder a sheet, then delete it.", file=sys.stderr)


def add_password(session: Session, _options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        new = keys.password(session.ask_new("Password to add"))
        _check_unknown(at, new)
        at.opened, key_id = store.with_key(at.opened, new, cost=store.cost_here())
        at.change(at.vault)
    print(f"Added the password {key_id}")


def add_file(session: Session, options: argparse.Namespace) -> None:
    """The key file is on disk before the vault can need it."""
    path = options.file or session.path.with_suffix(".key")
    with session.vault(write=True) as at:
        secret = session.ask_new("Password to use with it")
        keys.password(secret)
        if not files.is_there(path):
            files.check_new(path)
            files.write_new(path, keys.new_file(), disk=Disk())
        new = keys.password_and_file(secret, files.read_small(path, limit=keys.KEY_FILE_LIMIT))
        _check_unknown(at, new)
        at.opened, key_id = store.with_key(at.opened, new, cost=store.cost_here())
        at.change(at.vault)
        alone = [one.id for one in store.key_list(at.opened) if one.type == keys.PASSWORD]
    print(f"Added the key {key_id}. It opens the vault with: sparekey --key-file {path}")
    print("Keep copies of the key file, and keep it apart from the vault: without it that password opens nothing.")
    if alone:
        print(f"The vault still opens with a password alone. To end that: sparekey keys remove {' '.join(alone[:1])}")


def remove(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        at.opened = store.without_key(at.opened, options.id)
        at.change(at.vault)
        carriers = _sheets_with(at.vault, options.id)
        old = store.backups_with(at.opened.path, options.id)
    print(f"Removed the key {options.id}")
    for sheet in carriers:
        print(f"Sheet {_numbered(sheet)} opens this vault no longer.")
    if old:
        print(f"It still opens {len(old)} of the vault's backups, and copies of the vault that lie elsewhere:")
        for path in old:
            print(f"  {path}")
    print(
        "note: with it and an older copy of the vault somebody could read what is saved from now on, too. "
        "If it may be in wrong hands: sparekey keys rotate",
        file=sys.stderr,
    )


def rotate(session: Session, _options: argparse.Namespace) -> None:
    """A new vault key: every way in but the password that was typed is gone, and told."""
    with session.vault(write=True) as at:
        gone = [one for one in store.key_list(at.opened) if one.id != store.key_id(at.opened, at.key)]
        at.opened = store.with_new_vault_key(at.opened, at.key, cost=store.cost_here())
        at.change(at.vault)
        carriers = [(one, _sheets_with(at.vault, one.id)) for one in gone]
    print("The vault is encrypted anew. Only the password that you typed opens it.")
    for one, several in carriers:
        print(f"No longer opens it: {_KEY_NAMES[one.type]} {one.id}{': ' * bool(several)}{', '.join(map(_numbered, several))}")
    if any(one.type == keys.PAPER for one in gone):
        print("Print a new recovery sheet with: sparekey keys add sheet -o FILE.pdf")
    print("Backups and other copies from before still open with the old keys: delete them where they are not needed.")


def change_password(session: Session, _options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        secret = session.ask_new("New password")
        new = keys.password(secret) if at.key.type == keys.PAPER else session.key_of(secret)
        if at.key.type == keys.PAPER:
            at.opened = store.with_new_password(at.opened, new, cost=store.cost_here())
            at.change(at.vault)
            print("Passwords that were forgotten no longer open the vault.")
        else:
            store.change_password(at.opened, at.vault, at.key, new, cost=store.cost_here())
    print("The password was changed.")
    print("Backups and other copies of the vault still open with the old one.")


def _paper_key(printout: "Printout") -> str:
    return crockford.grouped(keys.paper_symbols(printout.key)) if printout.key else ""


def _check_unknown(at: Vaulted, key: Key) -> None:
    with contextlib.suppress(WrongKey):
        store.check_key(at.opened, key)
        raise BadInput("This password opens the vault already", hint="Nothing was changed.")


def _sheets_with(vault: Vault, key_id: str) -> list[Sheet]:
    return [sheet for sheet in vault.sheets if sheet.key_id == key_id and sheets.is_live(sheet)]


def _number(sheet: Sheet) -> str:
    return sheets.shown_id(sheet.id)


def _numbered(sheet: Sheet) -> str:
    return f"{_number(sheet)}{f' ({printable(sheet.place)})' if sheet.place else ''}"
