"""The commands that look after the vault itself: verify, keys."""

import argparse

from ui.terminal.session import Session, print_json
from vault import files, keys, store
from vault.errors import BadFile, Damaged

_SLOT_NAMES = {keys.PASSWORD: "password", keys.PASSWORD_AND_FILE: "password and key file", keys.PAPER: "recovery sheet"}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("verify", help="check the vault file and its backups")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=verify)

    command = commands.add_parser("keys", help="list the ways to open the vault, change the password")
    actions = command.add_subparsers(metavar="ACTION", required=True)
    action = actions.add_parser("list", help="list the ways to open the vault")
    action.add_argument("--json", action="store_true", help="print one JSON document")
    action.set_defaults(command=list_keys)
    action = actions.add_parser("change-password", help="the old password first, then the new one")
    action.set_defaults(command=change_password)


def verify(session: Session, options: argparse.Namespace) -> None:
    """With the password every bit is checked, without one the damage trailer only."""
    key = session.key() if files.is_there(session.path) and session.can_ask else None
    checked = store.check(session.path.absolute(), key)
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
        slots = at.opened.unlocked.slots
    rows = [{"id": slot.slot_id.hex()[:8], "type": _SLOT_NAMES[slot.type]} for slot in slots]
    if options.json:
        print_json({"keys": rows})
        return
    for row in rows:
        print(f"{row['id']}  {row['type']}")


def change_password(session: Session, _options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        new = keys.password(session.ask_new("New password"))
        store.change_password(at.opened, at.vault, session.key(), new, cost=store.cost_here())
    print("The password was changed.")
    print("Backups and other copies of the vault still open with the old one.")
