"""The commands for what opens the vault: passwords, key files, sheets and shares; and which older copies each still opens."""

import argparse
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ui import quick_unlock
from ui.terminal import release
from ui.terminal.arguments import MOST_SHARES, a_holder, a_threshold
from ui.terminal.session import Session, Vaulted, count, print_json
from vault import crockford, files, key_files, key_notes, key_slots, keys, sheets, store
from vault.backups import Backup
from vault.errors import BadInput, WrongKey
from vault.keys import Key
from vault.model import Sheet, Vault, printable
from vault.store import KeyInfo

if TYPE_CHECKING:
    from vault.printouts import Printout

_KEY_NAMES = {keys.PASSWORD: "password", keys.PASSWORD_AND_FILE: "password and key file", keys.PAPER: "recovery sheet"}


class _Old(Struct, frozen=True):
    """What a key opens besides the vault: backups, and other copies that lie beside the vault."""

    backups: tuple[Backup, ...]
    copies: tuple[Path, ...]

    def __bool__(self) -> bool:
        return bool(self.backups or self.copies)

    @property
    def counted(self) -> str:
        """Both numbers, in words."""
        kinds = ((len(self.backups), "backup", "backups"), (len(self.copies), "other copy", "other copies"))
        return " and ".join(count(number, one, many) for number, one, many in kinds if number)


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("keys", help="list, add and remove the ways to open the vault, change the password")
    actions = command.add_subparsers(metavar="ACTION", required=True)
    action = actions.add_parser("list", help="list the ways to open the vault")
    action.add_argument("--json", action="store_true", help="print one JSON document")
    action.set_defaults(command=list_keys)
    _add_adding(actions.add_parser("add", help="add a way to open the vault"))
    action = actions.add_parser("remove", help="take a way to open the vault away")
    action.add_argument("id", metavar="ID", help="as keys list shows it")
    action.set_defaults(command=remove)
    action = actions.add_parser("delete-backups", help="delete the backups that keys still open which were removed or changed")
    action.add_argument("ids", nargs="+", metavar="ID", help="as keys remove, change-password and rotate tell it")
    action.set_defaults(command=delete_backups)
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


def list_keys(session: Session, options: argparse.Namespace) -> None:
    """List what opens the vault, each with the backups that it opens, too."""
    with session.vault(write=False) as at:
        found = store.key_list(at.opened)
        opens = {one.id: _opened_by(at, [one.id]) for one in found}
    if options.json:
        print_json({"keys": [_row(at.vault, one, opens[one.id]) for one in found]})
        return
    for one in found:
        carriers = _sheets_with(at.vault, one.id)
        also = f"  (opens {opens[one.id].counted} as well)" if opens[one.id] else ""
        print(f"{one.id}  {_name(at.vault, one)}{': ' * bool(carriers)}{', '.join(map(_numbered, carriers))}{also}")


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
        at.change(key_notes.added(at.vault, key_id, key_notes.PASSWORD, now=session.now()))
    print(f"Added the password {key_id}")


def add_file(session: Session, options: argparse.Namespace) -> None:
    """The key file is on disk before the vault can need it."""
    path = options.file or session.path.with_suffix(".key")
    with session.vault(write=True) as at:
        secret = session.ask_new("Password to use with it")
        keys.password(secret)
        if not files.is_there(path):
            key_files.make(path)
        new = key_files.key(secret, path)
        _check_unknown(at, new)
        at.opened, key_id = store.with_key(at.opened, new, cost=store.cost_here())
        at.change(key_notes.added(at.vault, key_id, key_notes.FILE, now=session.now()))
        alone = [one.id for one in store.key_list(at.opened) if one.type == keys.PASSWORD]
    print(f"Added the key {key_id}. It opens the vault with: sparekey --key-file {path}")
    print("Keep copies of the key file, and keep it apart from the vault: without it that password opens nothing.")
    if alone:
        print(f"The vault still opens with a password alone. To end that: sparekey keys remove {' '.join(alone[:1])}")


def remove(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        at.opened = store.without_key(at.opened, options.id)
        at.change(key_notes.removed(at.vault, options.id, now=session.now()))
        carriers = _sheets_with(at.vault, options.id)
        old = _opened_by(at, [options.id])
    print(f"Removed the key {options.id}")
    for sheet in carriers:
        print(f"Sheet {_numbered(sheet)} opens this vault no longer.")
    _tell_old(old, [options.id], "It")
    _forget_keyring(at, [options.id])
    print(
        "note: with it and an older copy of the vault somebody could read what is saved from now on, too. "
        "If it may be in wrong hands: sparekey keys rotate",
        file=sys.stderr,
    )


def rotate(session: Session, _options: argparse.Namespace) -> None:
    """A new vault key: every way in but the password that was typed is gone, and told."""
    with session.vault(write=True) as at:
        before = store.key_list(at.opened)
        typed = store.key_id(at.opened, at.key)
        at.opened = store.with_new_vault_key(at.opened, at.key, cost=store.cost_here())
        at.change(key_notes.rotated(at.vault, now=session.now()))
        ids = [one.id for one in before]
        old = _opened_by(at, ids)
    gone = [one for one in before if one.id != typed]
    print("The vault is encrypted anew. Only the password that you typed opens it.")
    for one in gone:
        carriers = _sheets_with(at.vault, one.id)
        numbers = f"{': ' * bool(carriers)}{', '.join(map(_numbered, carriers))}"
        print(f"No longer opens it: {_name(at.vault, one, is_shared=False)} {one.id}{numbers}")
    if any(one.type == keys.PAPER for one in gone):
        print("Print a new recovery sheet with: sparekey keys add sheet -o FILE.pdf")
    _tell_old(old, ids, "What opened the vault before")
    _forget_keyring(at, ids)


def change_password(session: Session, _options: argparse.Namespace) -> None:
    """A paper key puts the new password in the place of all that were forgotten."""
    with session.vault(write=True) as at:
        secret = session.ask_new("New password")
        before = [one.id for one in store.key_list(at.opened)]
        if at.key.type == keys.PAPER:
            new = keys.password(secret)
            at.opened, key_id = store.with_new_password(at.opened, new, cost=store.cost_here())
        else:
            new = session.key_of(secret)
            at.opened, key_id = store.with_other_password(at.opened, at.key, new, cost=store.cost_here())
        after = [one.id for one in store.key_list(at.opened)]
        at.change(key_notes.changed(at.vault, key_id, now=session.now()))
        gone = [one for one in before if one not in after]
        old = _opened_by(at, gone)
    if at.key.type == keys.PAPER:
        print("Passwords that were forgotten no longer open the vault.")
    print("The password was changed.")
    _tell_old(old, gone, "The old one")


def delete_backups(session: Session, options: argparse.Namespace) -> None:
    """Delete the backups that removed keys still open. At least one is left, which they do not open."""
    with session.vault(write=True) as at:
        at.opened, deleted = key_slots.delete_opened_by(at.opened, at.vault, options.ids)
        if deleted:
            at.change(key_notes.backups_deleted(at.vault, deleted, now=session.now()))
    print(f"Deleted {count(deleted, 'backup')}.")
    if deleted:
        these_do_not = "this key does not" if len(options.ids) == 1 else "these keys do not"
        print(f"The vault stays, and every backup that {these_do_not} open. Copies that lie elsewhere stay as they are.")


def _opened_by(at: Vaulted, key_ids: Sequence[str]) -> _Old:
    path = at.opened.path
    return _Old(key_slots.still_open(path, key_ids), key_slots.copies_still_open(path, key_ids))


def _row(vault: Vault, one: KeyInfo, opens: _Old) -> dict[str, object]:
    event = key_notes.of(vault, one.id)
    return {
        "id": one.id,
        "type": _kind(vault, one),
        "sheets": [_number(sheet) for sheet in _sheets_with(vault, one.id)],
        "added_at": event.at.isoformat() if event else None,
        "device": (event.device if event else "") or None,
        "backups": [
            {"path": str(backup.path), "generation": backup.generation, "saved_at": backup.saved_at.isoformat()}
            for backup in opens.backups
        ],
        "copies": [str(copy) for copy in opens.copies],
    }


def _kind(vault: Vault, one: KeyInfo) -> str:
    return "quick unlock" if key_notes.is_in_keyring(vault, one.id) else _KEY_NAMES[one.type]


def _name(vault: Vault, one: KeyInfo, *, is_shared: bool = True) -> str:
    """Name a key. `is_shared`: shares are told from a sheet."""
    event, carriers = key_notes.of(vault, one.id), _sheets_with(vault, one.id)
    if event and event.device and key_notes.is_in_keyring(vault, one.id):
        return f"quick unlock on {printable(event.device)}"
    if is_shared and carriers and carriers[0].kind == "share":
        return f"any {carriers[0].threshold} of {carriers[0].total} shares"
    return _kind(vault, one)


def _tell_old(old: _Old, gone: Sequence[str], what: str) -> None:
    """Say which older copies a key still opens that the vault no longer knows."""
    if not old:
        print(f"{what} still opens copies of the vault that lie elsewhere; no backup or other copy beside the vault.")
        return
    print(f"{what} still opens {old.counted} beside the vault, and copies of the vault that lie elsewhere:")
    for one in old.backups:
        print(f"  save {one.generation}, {one.saved_at.astimezone():%Y-%m-%d %H:%M}  {one.path}")
    for copy in old.copies:
        print(f"  {printable(str(copy))}")
    if old.backups:
        print(f"To delete these backups: sparekey keys delete-backups {' '.join(gone)}")
    if old.copies:
        print("Other copies are yours to delete, once you need nothing from them: sparekey merge COPY takes in what one has.")


def _forget_keyring(at: Vaulted, gone: Sequence[str]) -> None:
    """Take the key out of this computer's keyring that opens the vault no longer."""
    vault_id = at.opened.unlocked.vault_id.hex()
    if quick_unlock.key_id(vault_id) in gone and (trouble := quick_unlock.forget(vault_id)):
        print(f"note: {trouble}", file=sys.stderr)


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
