"""Sentences about the ways to open the vault, made from values. As in `messages`: what to do next, and never a secret."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ui.desktop import messages, paper_messages
from vault import key_notes, sheets
from vault.keys import PAPER, PASSWORD_AND_FILE
from vault.model import Sheet, Vault, printable

if TYPE_CHECKING:
    from vault.backups import Backup
    from vault.store import KeyInfo

WAS_RAISED = "Your key was strengthened: guessing your password now takes as much work as today's standard asks for."
KEPT_APART = "Keep copies of the key file, apart from the vault: without it that password opens nothing."
BESIDE = "That is beside the vault: whoever copies the folder has both, and the key file protects from nobody. Choose a stick."
NOT_BY_ITSELF = "It unlocks only when you press its button: Sparekey never takes it by itself, else locking would mean nothing."
LEAKED = (
    "Choose this when a key or a copy of the vault may be in wrong hands: removing a key alone does not help against who "
    "has both."
)


def title(vault: Vault, key: "KeyInfo") -> str:
    """Name a way to open the vault."""
    if key.type != PAPER:
        return "Password with key file" if key.type == PASSWORD_AND_FILE else "Password"
    mine = [sheet for sheet in vault.sheets if sheet.key_id == key.id]
    if mine and mine[0].kind == "share":
        return f"Shares, {mine[0].threshold} of {mine[0].total}"
    if mine:
        return f"Recovery sheet {paper_messages.number(mine[0].id)}"
    event = key_notes.of(vault, key.id)
    if event and key_notes.is_in_keyring(vault, key.id):
        return f"Quick unlock on {event.device or 'another computer'}"
    return "Paper key that is on no sheet of the list"


def words(vault: Vault, key: "KeyInfo") -> str:
    """Say what there is to know of a way to open the vault: since when, or when it was printed, and where it lies."""
    event = key_notes.of(vault, key.id)
    if key.type != PAPER or event:
        usual = "What you type when the vault is locked."
        if key.type == PASSWORD_AND_FILE:
            usual = "What you type when the vault is locked, together with a file."
        return f"Since {messages.day(event.at)}{f', from {event.device}' if event.device else ''}." if event else usual
    mine = [sheet for sheet in vault.sheets if sheet.key_id == key.id]
    if not mine:
        return f"Its number is {key.id}."
    gone = [sheet for sheet in mine if not sheets.is_live(sheet)]
    if mine[0].kind == "share":
        return f"{paper_messages.printed(mine[0])}, for {_holders(mine, gone)}."
    if gone:
        return f"{paper_messages.destroyed(mine[0])}. Whoever read it before can still open the vault."
    return f"{paper_messages.printed(mine[0])}{f'  ·  {mine[0].place}' if mine[0].place else ''}"


def still_open(old: "Sequence[Backup]", what: str) -> str:
    """Say how many backups still open with `what`: the old password, for one."""
    if not old:
        return f"No backup beside the vault opens with {what}."
    first, last = messages.day(old[-1].saved_at), messages.day(old[0].saved_at)
    when = f"of {last}" if first == last else f"from {first} to {last}"
    opens = "opens" if len(old) == 1 else "open"
    return f"{messages.count(len(old), 'backup')} beside the vault still {opens} with {what}, {when}."


def copies(paths: Sequence[Path], what: str) -> str:
    """Say which other copies beside the vault still open, and what to do about them; an empty text where there are none."""
    if not paths:
        return ""
    names = printable(paper_messages.listed([path.name for path in paths]))
    if len(paths) == 1:
        return f"Another copy beside the vault opens with {what}, too: {names}. Delete it once you need nothing from it."
    return f"Other copies beside the vault open with {what}, too: {names}. Delete them once you need nothing from them."


def elsewhere(what: str) -> str:
    """Say what no program can delete."""
    return (
        f"Every copy that lies elsewhere opens with {what}, too: on another computer, a stick, with a sync or backup service. "
        "Sparekey cannot reach those."
    )


def backup(one: "Backup") -> str:
    return f"Save {one.generation}  ·  {messages.moment(one.saved_at)}"


def deleting(old: "Sequence[Backup]") -> str:
    """Say what is lost with backups, and what is not."""
    return (
        "The vault as it is now stays, in its file and in a backup that only its present keys open. "
        f"Gone with {'it' if len(old) == 1 else 'them'} are earlier states: what was deleted or changed before can then be "
        "brought back no more."
    )


def deleted(count: int, what: str) -> str:
    return f"Deleted {messages.count(count, 'backup')}. No backup beside the vault opens with {what} any more."


def dropped(vault: Vault, keys: "Sequence[KeyInfo]") -> list[str]:
    """Name what opens the vault no longer after a rotation, one line each; of several passwords the one that is typed stays."""
    passwords = [one for one in keys if one.type != PAPER]
    lines = [title(vault, one) for one in keys if one.type == PAPER]
    if len(passwords) > 1:
        lines.append("Every password but the one that you type here")
    return lines


def _holders(mine: Sequence[Sheet], gone: Sequence[Sheet]) -> str:
    return paper_messages.listed(
        [f"{one.holder or paper_messages.number(one.id)}{' (destroyed)' if one in gone else ''}" for one in mine]
    )
