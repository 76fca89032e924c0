"""The command that looks after the vault file itself: verify."""

import argparse

from ui.terminal.session import Session, no_vault, print_json, way_back
from vault import files, store
from vault.errors import BadFile, Damaged


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("verify", help="check the vault file and its backups")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=verify)


def verify(session: Session, options: argparse.Namespace) -> None:
    """With the password every bit is checked, without one the damage trailer only."""
    path = session.path.absolute()
    if not files.is_there(path, if_unsure=True):
        raise no_vault(path)
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
        raise Damaged(sentence, hint=way_back(path))
