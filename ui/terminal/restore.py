"""The command restore: from pictures, scans, PDFs and typed text of printed sheets back to a vault."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ui.terminal.session import Session
from vault import files, keys, store
from vault.errors import BadImport, BadInput, VaultError, WrongKey
from vault.model import Vault, printable

if TYPE_CHECKING:
    from vault.restore import Gathered, Status

_MORE_PAGES = "Add photos or scans of the missing pages, or their lines as typed text; the order does not matter."
_MORE_SHARES = "Add a photo of another share, or its words as text."
_TRIES = 3  # of a passphrase: reading many pictures again for one slip would be a pity
_THE_FILE = "A paper key opens a vault file: add that file, or a copy or backup of it."


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "restore", help="make a vault from printed sheets: photos, scans, PDFs or typed text, in any order"
    )
    command.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="also a vault file or its backup, to be opened with a paper key"
    )
    command.add_argument("-o", "--output", type=Path, required=True, metavar="VAULT", help="the new vault, must not exist yet")
    command.set_defaults(command=restore_vault)


def restore_vault(session: Session, options: argparse.Namespace) -> None:
    """Everything is read before any secret is asked for, and opened before the new password is."""
    if files.is_there(options.output):
        raise files.exists_already(options.output)
    gathered = _gather(options.files)
    vault = _opened(session, gathered, tries=1 if options.password_stdin else _TRIES)
    key = keys.password(session.ask_new("New password"))
    store.close(store.create(options.output, vault, key, cost=store.cost_here()))
    count = len(vault.present)
    print(f"Restored {count} {'account' if count == 1 else 'accounts'} into {options.output}")


def _gather(paths: list[Path]) -> "Gathered":
    """Read what there is, and say of each file what it gave. One that gives nothing costs nothing."""
    from vault import restore  # noqa: PLC0415  (loads what reads pictures and PDFs)

    gathered = restore.EMPTY
    for path in paths:
        name = printable(path.name)
        try:
            after = restore.take(gathered, restore.read_file(path), path.name)
        except VaultError as error:
            if len(paths) == 1:
                sentence = str(error)
                raise BadImport(sentence if name in sentence else f"{name}: {sentence}", hint=error.hint) from None
            print(f"{name}: {printable(str(error))}. {error.hint}", file=sys.stderr)
            continue
        print(f"{name}: {_gain(gathered, after)}", file=sys.stderr)
        gathered = after
        for sentence, hint in after.trouble:
            print(f"note: {printable(sentence)}. {hint}", file=sys.stderr)
    return gathered


def _gain(before: "Gathered", after: "Gathered") -> str:
    """Say what a file gave that was not there before."""
    counts = [
        (len(after.parts) - len(before.parts), "part"),
        (len(after.lines) - len(before.lines), "line"),
        (len(after.shares) - len(before.shares), "share"),
        (len(after.keys) - len(before.keys), "paper key"),
        (int(after.vault_data != before.vault_data), "vault file"),
    ]
    gained = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count > 0]
    return ", ".join(gained) or "nothing new"


def _opened(session: Session, gathered: "Gathered", *, tries: int) -> Vault:
    from vault import restore  # noqa: PLC0415  (as above)

    status = restore.status(gathered)
    said = restore.sentences(status)
    if status.opens_file:
        return restore.open_file(gathered)
    if status.needs_passphrase:
        _tell(said)
        for _ in range(tries - 1):
            try:
                return restore.open_backup(gathered, session.ask("Passphrase of the pages"))
            except WrongKey as error:
                print(f"{error}. {error.hint}", file=sys.stderr)
        return restore.open_backup(gathered, session.ask("Passphrase of the pages"))
    if status.has_vault_file and not status.shares:
        _tell(said)
        return session.open_with(lambda key: restore.open_file(gathered, key), prompt="Password or paper key of the vault file")
    if not said:
        raise BadImport("None of these files could be used", hint=_MORE_PAGES)
    _tell(said[1:])
    raise BadInput(said[0], hint=_hint(status))


def _hint(status: "Status") -> str:
    if status.backups:
        return _MORE_PAGES
    return _THE_FILE if status.has_key else _MORE_SHARES


def _tell(sentences: tuple[str, ...]) -> None:
    for sentence in sentences:
        print(f"note: {sentence}.", file=sys.stderr)
