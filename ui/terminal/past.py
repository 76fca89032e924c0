"""The commands about what was: backups, history, delete and the bin."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ui import left_behind
from ui.terminal.arguments import a_date, a_generation, an_account
from ui.terminal.session import BACKUPS_KEEP, Session, Vaulted, by_name, count, no_vault, print_json, print_table
from vault import backups as kept
from vault import bin as waste
from vault import edit, files, going_back, history, rescue, store
from vault.backups import Backup
from vault.errors import BadFile, BadInput, NewerFormat, NotThere
from vault.files import Disk
from vault.history import Entry
from vault.model import Account, Event, Vault, printable


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("backups", help="list the backups, compare one with the vault, go back to one")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=list_backups)
    inner = command.add_subparsers(title="what to do", metavar="compare|restore")
    for name, act, words in (
        ("compare", compare, "say what a backup lacks that the vault has"),
        ("restore", restore, "go back to a backup; where the vault is damaged it is kept beside it"),
    ):
        one = inner.add_parser(name, help=words, description=f"{words[:1].upper()}{words[1:]}.")
        one.add_argument("generation", type=a_generation, metavar="GENERATION", help="the backup's number, or newest")
        _add_json(one)
        one.set_defaults(command=act)

    command = commands.add_parser("history", help="what was changed, when, and on which computer")
    command.add_argument("account", type=an_account, nargs="?", metavar="S:U", help="of this account only")
    command.add_argument("--search", default="", metavar="TEXT", help="only what has all of these words")
    command.add_argument("--since", type=a_date, metavar="DATE", help="only from this day on")
    command.add_argument("-o", type=Path, dest="output", metavar="FILE.csv", help="write a table for other programs")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=show_history)

    command = commands.add_parser("delete", help=f"put an account into the bin; it stays there for {waste.KEEP_DAYS} days")
    command.add_argument("account", type=an_account, metavar="S:U")
    command.set_defaults(command=delete)

    command = commands.add_parser("bin", help="list the deleted accounts, take one out, or remove them for good")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=list_bin)
    inner = command.add_subparsers(title="what to do", metavar="restore|remove|empty")
    one = inner.add_parser("restore", help="take an account out of the bin")
    one.add_argument("account", type=an_account, metavar="S:U")
    _add_json(one)
    one.set_defaults(command=take_out)
    one = inner.add_parser("remove", help="remove an account for good")
    one.add_argument("account", type=an_account, metavar="S:U")
    _add_json(one)
    one.set_defaults(command=remove)
    one = inner.add_parser("empty", help="remove all of them for good")
    _add_json(one)
    one.set_defaults(command=empty)


def list_backups(session: Session, options: argparse.Namespace) -> None:
    found = kept.listed(session.path)
    if not found and not files.is_there(session.path, if_unsure=True):
        raise no_vault(session.path)
    if options.json:
        print_json({"backups": [_backup_row(one) for one in found]})
    elif not found:
        print("No backups yet: each save keeps the state before it.")
    else:
        rows = [(str(one.generation), f"{one.saved_at.astimezone():%Y-%m-%d %H:%M}", one.why or "whole") for one in found]
        print_table(("BACKUP", "SAVED", "STATE"), rows)


def compare(session: Session, options: argparse.Namespace) -> None:
    path = _backup(session, options.generation)
    with session.vault(write=False) as at:
        before = session.read_copy(at, path)
        between = going_back.difference(at.vault, before)
    titles = sorted(account.title for account in before.present)
    if options.json:
        rows = [
            [_event_row(event, history.title(at.vault, event), history.words(event)) for event in events]
            for events in (between.lost, between.regained)
        ]
        print_json({"generation": kept.generation_of(path), "accounts": titles, "lacks": rows[0], "brings_back": rows[1]})
        return
    print(f"It holds {count(len(titles), 'account')}.")
    for words, events in (("lacks", between.lost), ("has again what was taken back", between.regained)):
        print(f"It {words}:" if events else f"It {words}: nothing.")
        for event in events:
            print(printable(f"  {event.at.astimezone():%Y-%m-%d %H:%M}  {_line(at.vault, event)}"))


def restore(session: Session, options: argparse.Namespace) -> None:
    path = _backup(session, options.generation)
    taken_back = put = None
    with _opened_if_whole(session) as at:
        if at:
            taken_back = _go_back(session, at, path)
        else:
            put = _put_back(session, path)
    _tell_restored(options, path, taken_back=taken_back, put=put)


def show_history(session: Session, options: argparse.Namespace) -> None:
    if options.output:
        files.check_new(options.output)
    with session.vault(write=False) as at:
        found = history.entries(at.vault)
        if options.account:
            found = [entry for entry in found if entry.title.casefold() == options.account.casefold()]
        if options.account and not found:
            at.account(options.account)
        found = history.search(found, options.search)
    if options.since:
        found = [entry for entry in found if entry.event.at.astimezone().date() >= options.since]
    if options.output:
        files.write_new(options.output, history.as_csv(found).encode(), disk=Disk())
        print(f"Wrote {options.output}: {count(len(found), 'change')}, without secrets.", file=sys.stderr)
    if options.json:
        print_json({"events": [_entry_row(entry) for entry in found]})
    elif not options.output:
        _print_history(found)


def delete(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        account = at.account(options.account)
        at.change(edit.delete_account(at.vault, account.id, now=session.now()))
    print(f"{account.title} is in the bin for {waste.KEEP_DAYS} days. Take it out with: sparekey bin restore {account.title}")


def list_bin(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=False) as at:
        found = waste.content(at.vault)
    if options.json:
        print_json({"accounts": [_binned_row(account) for account in found]})
    elif not found:
        print("The bin is empty.")
    else:
        rows = [(account.title, _day(account.deleted_at), _day(waste.goes_at(account))) for account in found]
        print_table(("ACCOUNT", "DELETED", "GOES FOR GOOD"), rows)


def take_out(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        account = _binned(at.vault, options.account)
        at.change(waste.restore(at.vault, account.id, now=session.now()))
    if options.json:
        print_json({"restored": account.title})
    else:
        print(f"{account.title} is back.")


def remove(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        account = _binned(at.vault, options.account)
        at.change(waste.remove(at.vault, [account.id], now=session.now()))
    if options.json:
        print_json({"removed": [account.title]})
    else:
        print(f"{account.title} was removed. Backups keep it until they are replaced.")


def empty(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        found = waste.content(at.vault)
        if not found:
            raise BadInput("The bin is empty", hint="There is nothing to remove.")
        at.change(waste.remove(at.vault, [account.id for account in found], now=session.now()))
    if options.json:
        print_json({"removed": [account.title for account in found]})
    else:
        print(f"{count(len(found), 'account')} removed. {BACKUPS_KEEP}")


def _add_json(command: argparse.ArgumentParser) -> None:
    """Add --json to a command inside of one that has it, too: without a default, or that would undo the outer one."""
    command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document")


def _backup(session: Session, generation: int) -> Path:
    """Return the backup that was asked for; 0 is the newest that is whole, of this vault before others. Raises NotThere."""
    if generation:
        return kept.find(session.path, generation)
    offer = rescue.offer(session.path)
    if offer is None:
        raise NotThere("There is no whole backup of this vault", hint="A printed backup is restored with: sparekey restore")
    return offer.backup.path


@contextmanager
def _opened_if_whole(session: Session) -> Iterator[Vaulted | None]:
    """Open the vault for the length of a command, or give None where it is damaged or gone."""
    with ExitStack() as stack:
        at = None
        if not _is_lost(session.path):
            try:
                at = stack.enter_context(session.vault(write=True))
            except NewerFormat:
                raise
            except BadFile:  # which only a key can tell
                at = None
        yield at


def _is_lost(path: Path) -> bool:
    """Tell before a password is asked for whether a vault is gone or damaged. Raises NewerFormat, VaultError."""
    try:
        data, _ = files.read(path, limit=sys.maxsize, disk=Disk())
    except NotThere:
        return True
    try:
        store.check_bytes(data)
    except NewerFormat:
        raise
    except BadFile:
        return True
    return False


def _put_back(session: Session, path: Path) -> Path | None:
    """Put a backup in the place of the vault file, and return where a damaged one is kept."""
    with by_name(path):
        kept_as = session.open_older_with(
            lambda key: rescue.put_back(session.path, path, key, now=session.now()), prompt="Password of the backup"
        )
    left_behind.start_anew(session.path)
    return kept_as


def _go_back(session: Session, at: Vaulted, path: Path) -> int:
    """Go back to a backup as a change of the open vault, and return how many changes that took back."""
    before = session.read_copy(at, path)
    between = going_back.difference(at.vault, before)
    at.change(going_back.go_back(at.vault, before, generation=kept.generation_of(path), now=session.now()))
    return len(between.lost)


def _tell_restored(options: argparse.Namespace, path: Path, *, taken_back: int | None, put: Path | None) -> None:
    generation = kept.generation_of(path)
    if options.json:
        print_json({"generation": generation, "taken_back": taken_back, "damaged_file": str(put) if put else None})
    elif taken_back is not None:
        print(f"Back at backup {generation}: {count(taken_back, 'change')} taken back, kept in the history.")
    else:
        keys = "It opens with the keys of its day, also with those removed since."
        print(f"Backup {generation} is in the place of the vault. {keys}")
        if put:
            print(f"The damaged file is kept as {put.name}.")


def _binned(vault: Vault, title: str) -> Account:
    """Return the account of that name that was deleted last. Raises NotThere."""
    named = title.casefold()
    found = next((account for account in waste.content(vault) if account.title.casefold() == named), None)
    if found is None:
        raise NotThere(f"There is no {title} in the bin", hint="List what is there with: sparekey bin")
    return found


def _print_history(found: list[Entry]) -> None:
    if not found:
        print("Nothing found.")
    for entry in found:
        event, undone = entry.event, "  (undone)" if entry.is_undone else ""
        by = f"  [{event.device}]" if event.device else ""
        said = f"{entry.title or 'the vault'}: {entry.text}{undone}{by}"
        print(printable(f"{event.at.astimezone():%Y-%m-%d %H:%M}  {said}"))


def _line(vault: Vault, event: Event) -> str:
    return f"{history.title(vault, event) or 'the vault'}: {history.words(event)}"


def _backup_row(one: Backup) -> dict[str, Any]:
    return {
        "generation": one.generation,
        "path": str(one.path),
        "saved_at": one.saved_at.astimezone(UTC).isoformat(),
        "bytes": one.size,
        "ok": one.why is None,
        "why": one.why,
    }


def _event_row(event: Event, title: str, text: str) -> dict[str, Any]:
    return {"id": event.id, "at": event.at.isoformat(), "account": title or None, "kind": event.kind, "text": text}


def _entry_row(entry: Entry) -> dict[str, Any]:
    event = entry.event
    more = {"value": event.value or None, "device": event.device or None, "undone": entry.is_undone}
    return _event_row(event, entry.title, entry.text) | more


def _binned_row(account: Account) -> dict[str, Any]:
    return {
        "id": account.id,
        "service": account.service,
        "username": account.username,
        "deleted_on": _day(account.deleted_at),
        "goes_on": _day(waste.goes_at(account)),
    }


def _day(at: datetime | None) -> str:
    return str(at.astimezone().date()) if at else ""
