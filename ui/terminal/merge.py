"""The command merge: another copy of the vault is taken into this one."""

import argparse
import sys
from pathlib import Path

from ui.terminal.session import Session, print_json
from vault import files, history, key_merging, sheets, store
from vault import merge as merging
from vault.errors import BadInput, NotThere
from vault.merge import Merged
from vault.model import Vault, printable
from vault.store import KeyInfo


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "merge",
        help="take another copy of the vault into this one",
        description="Takes in what another copy of the vault has and this one has not. A used code stays used, "
        "and of what both changed the later change counts. The other file stays as it is. From the conflict file of a "
        "sync tool, changed passwords and other keys are taken over, too; with any other copy this vault keeps its own.",
        epilog="Secrets: the vault's password, then the other copy's where that is another one.",
    )
    command.add_argument("other", type=Path, metavar="OTHER", help="the other copy, or the conflict file of a sync tool")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=merge)


def merge(session: Session, options: argparse.Namespace) -> None:
    if not files.is_there(options.other):
        raise NotThere(f"There is no file {options.other}", hint="Give the other copy of the vault.")
    with session.vault(write=True) as at:
        if session.path.samefile(options.other):
            raise BadInput("This is the vault itself", hint="Give another copy of it.")
        other = session.read_copy(at, options.other)
        merged = merging.merge(at.vault, other)
        left_out: tuple[KeyInfo, ...] = ()
        if merged.added:
            if options.other.resolve() in store.conflict_copies(session.path.resolve()):  # the same vault's other branch
                at.opened, left_out = key_merging.with_keys_of(at.opened, options.other, at.vault, other)
            at.opened = store.after(at.opened, options.other)
            at.change(merging.noted_in(merged, now=session.now()))
    if options.json:
        keys_left_out = [one.id for one in left_out]
        print_json({"changes": _changes(merged), "conflicts": len(merged.conflicts), "keys_left_out": keys_left_out})
    else:
        _tell(merged, options.other)
    if left_out:
        _tell_left_out(at.vault, left_out)


def _changes(merged: Merged) -> list[dict[str, str | None]]:
    return [
        {"account": history.title(merged.vault, event) or None, "kind": event.kind, "text": history.words(event)}
        for event in merged.added
    ]


def _tell(merged: Merged, path: Path) -> None:
    if not merged.added:
        print("There is nothing new in it.")
        return
    for event in merged.added:
        print(printable(f"{event.at:%Y-%m-%d}  {history.title(merged.vault, event) or 'the vault'}: {history.words(event)}"))
    if merged.conflicts:
        count = len(merged.conflicts)
        both = "One thing was" if count == 1 else f"{count} things were"
        print(f"{both} changed in both copies: the later change counts, the other one is in the history.", file=sys.stderr)
    print(f"Taken in. {path} is as it was.", file=sys.stderr)


def _tell_left_out(vault: Vault, left_out: tuple[KeyInfo, ...]) -> None:
    """Say which keys open the other copy only, although the history and the register have them now."""
    names = []
    for one in left_out:
        carriers = [sheets.shown_id(sheet.id) for sheet in vault.sheets if sheet.key_id == one.id]
        names.append(f"{one.id} (sheet {', '.join(carriers)})" if carriers else one.id)
    do_not = "does not open this vault" if len(names) == 1 else "do not open this vault"
    print(
        f"note: {', '.join(names)} of the other copy {do_not}: it would have too many keys, or no password. "
        "List them with: sparekey keys list. Remove what is no longer needed, then add what is missing.",
        file=sys.stderr,
    )
