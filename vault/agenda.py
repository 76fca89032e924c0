"""What may be known while a vault is locked: days and coarse kinds, in a small plain file of their own, one for each vault.

No name, no service, no address, no count: several things of one kind on one day are one entry. Every entry's id is random, made
anew with each save, so that nothing can be followed from one to the next. Loads neither Qt nor any cryptography.
"""

import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs
from msgspec import Struct

from vault import files
from vault.errors import BadInput, NewerFormat, NotThere

Coarse = Literal["email", "codes", "paper", "tokens", "account", "vault"]
HIDDEN = "something"  # the kind where kinds are not to be told
WORDS: Mapping[str, str] = {
    "email": "An e-mail address is to be checked",
    "codes": "Recovery codes are to be looked at",
    "paper": "A printed sheet is to be looked at",
    "tokens": "A token is to be looked at",
    "account": "An account is to be looked at",
    "vault": "The vault itself is to be looked after",
    HIDDEN: "Something is due",
}
HORIZON = 400  # days ahead that an agenda looks
VERSION = 1
_LIMIT = 1 << 20  # bytes
_MAGIC = b"\x89SKV\r\n\x1a\n"  # how a vault file begins, and where its id is (docs/format.md §2)
_ID = slice(24, 40)


class Entry(Struct, frozen=True, omit_defaults=True):
    """One kind of thing that is due on a day, shown from `shows_on` on."""

    id: str
    kind: str
    due_on: date
    shows_on: date

    @property
    def words(self) -> str:
        return WORDS.get(self.kind, WORDS[HIDDEN])


class Agenda(Struct, frozen=True):
    """What a vault had to remind of when it was last saved."""

    version: int
    entries: tuple[Entry, ...]

    def due(self, today: date) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.shows_on <= today)

    def next_on(self, today: date) -> date | None:
        """Return the day on which the next entry begins to show."""
        return min((entry.shows_on for entry in self.entries if entry.shows_on > today), default=None)


def make(days: Iterable[tuple[str, date, date]], today: date, *, hide_kinds: bool) -> Agenda:
    """Return the agenda of these (coarse kind, due on, shows on), each once.

    Of what shows already there is one entry for each kind, the one that is due first: how much was left undone for how long is
    nobody's business. Where kinds are hidden so are their lead times, by which they could be told apart.
    """
    told: dict[tuple[str, date, date], tuple[date, date]] = {}
    for kind, due_on, shows_on in days:
        day = (shows_on, shows_on) if hide_kinds else (due_on, shows_on)
        key = (HIDDEN if hide_kinds else kind, *((date.min, date.min) if shows_on <= today else day))
        told[key] = min(day, told.get(key, day))
    entries = sorted((due_on, key[0], shows_on) for key, (due_on, shows_on) in told.items())
    return Agenda(VERSION, tuple(Entry(os.urandom(8).hex(), kind, due_on, shows_on) for due_on, kind, shows_on in entries))


def folder() -> Path:
    return Path(platformdirs.user_state_dir("sparekey", appauthor=False)) / "agenda"


def write(vault_id: str, agenda: Agenda) -> None:
    """Write the agenda of a vault, by the id in its file, 32 hex digits. Raises NotSaved."""
    files.replace_small(_path(vault_id), msgspec.json.encode(agenda), keep=False)


def read(vault_id: str) -> Agenda:
    """Return the agenda that the vault was last saved with; an empty one where there is none. Raises BadInput, NewerFormat."""
    path = _path(vault_id)
    if not files.is_there(path):
        return Agenda(VERSION, ())
    data = files.read_small(path, limit=_LIMIT)
    try:
        agenda = msgspec.json.decode(data, type=Agenda)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise BadInput(
            "The list of what is due cannot be read", hint="Open the vault and change something: that writes it anew."
        ) from None
    if agenda.version > VERSION:
        raise NewerFormat("list of what is due")
    return agenda


def vault_id(path: Path) -> str:
    """Return the id of a vault file without opening it. Raises NotThere, BadInput."""
    if not files.is_there(path):
        raise NotThere(f"There is no vault {path}", hint="Create one with: sparekey init")
    try:
        with path.open("rb") as file:
            head = file.read(_ID.stop)
    except OSError:
        raise BadInput(f"{path.name} cannot be read", hint="Check the file's permissions.") from None
    if len(head) < _ID.stop or not head.startswith(_MAGIC):
        raise BadInput(f"{path.name} is not a Sparekey vault", hint="Choose a file that ends in .sparekey.")
    return head[_ID].hex()


def _path(vault_id: str) -> Path:
    return folder() / f"{vault_id}.json"
