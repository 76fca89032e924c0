"""What the window says of what was: history, backups, the bin, a vault file that is damaged."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.desktop import messages
from vault import bin as waste
from vault.model import Account, printable

if TYPE_CHECKING:
    from vault.backups import Backup
    from vault.going_back import Difference
    from vault.history import Entry
    from vault.rescue import Offer

HISTORY = "Every change, the last first. No codes or passwords are in it."
NOTHING_FOUND = "Nothing found. Look for an account, a word of what was done, a computer, or a day as 2026-01-31."
NO_HISTORY = "Nothing has happened yet."
BACKUPS = "Each save keeps the state before it: the last ten, and one a day for thirty days."
NO_BACKUPS = "No backups yet. The first one is made with the next change."
BIN = f"Deleted accounts stay here for {waste.KEEP_DAYS} days with their codes, then they go for good."
NO_BIN = "The bin is empty."
REMOVE = "It goes with its codes, its authenticator and all that was noted. Backups keep it until they are replaced."
REMOVE_ALL = "They go with their codes, their authenticators and all that was noted. Backups keep them until they are replaced."
GOING_BACK = "Codes that were used since stay used, and the history keeps everything. You can undo it."
SAME = "It holds the same as the vault does now."
RESCUE = (
    "The newest backup that is whole can take its place. The damaged file is kept beside it."
    " Type the password that the vault had at that time: its keys of that day open it again."
)
RESCUE_GONE = (
    "The newest backup that is whole can take its place. Type the password that the vault had at that time:"
    " its keys of that day open it again."
)
_MOST_NAMES = 4


def what(entry: "Entry") -> str:
    return printable(f"{entry.text}: {entry.event.value}" if entry.event.value else entry.text)


def whose(entry: "Entry") -> str:
    words = [entry.title or "The vault", *([entry.event.device] if entry.event.device else [])]
    return printable("  ·  ".join([*words, *(["undone"] if entry.is_undone else [])]))


def spoken(entry: "Entry") -> str:
    return f"{what(entry)}. {whose(entry)}. {messages.moment(entry.event.at)}"


def exported(count: int, name: str) -> str:
    return f"{messages.count(count, 'change')} written to {name}, without secrets."


def backup(one: "Backup", generation: int) -> str:
    """Return how far a backup lies behind a vault of this generation, or what is wrong with it."""
    saves = generation - one.generation
    if one.why:
        return f"{one.why}."
    return f"{messages.count(saves, 'save')} ago" if saves > 0 else ""


def holds(accounts: Sequence[Account]) -> str:
    if not accounts:
        return "It holds no accounts."
    names = [printable(account.title) for account in accounts]
    shown = ", ".join(sorted(names)[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"It holds {messages.count(len(names), 'account')}: {shown}{f' and {more} more' if more > 0 else ''}."


def between(found: "Difference") -> str:
    """Return what going to a backup does, in a sentence."""
    said = []
    if found.lost:
        said.append(f"takes back {messages.count(len(found.lost), 'change')}")
    if found.regained:
        said.append(f"makes {messages.count(len(found.regained), 'change')} again that were taken back")
    return f"Going back {' and '.join(said)}. {GOING_BACK}"


def binned(account: Account) -> str:
    """Return what lies in the bin with an account, and until when."""
    held = [messages.codes_left(account.live_set)] if account.live_set else []
    held += ["an authenticator"] if account.authenticator else []
    until = waste.goes_at(account)
    return "  ·  ".join([*held, f"goes on {messages.day(until.astimezone())}" if until else ""])


def offer(found: "Offer") -> str:
    """Return what the backup is that would take the vault's place, and what it lacks."""
    saved = f"The backup of {messages.moment(found.backup.saved_at)}"
    if found.saves is None:
        return f"{saved}. What was changed after that is not in it."
    return f"{saved}. It lacks the last {'save' if found.saves == 1 else f'{found.saves} saves'}."


def put_back(name: str) -> str:
    return f"The backup is in its place. The damaged file is kept as {name}." if name else "The backup is in its place."
