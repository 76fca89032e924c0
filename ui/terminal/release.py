"""How printouts leave: they are in the register, on disk, before there is a file. Where none can be made it says so."""

import argparse
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from ui.terminal import streams
from ui.terminal.session import Session, Vaulted
from vault import edit, files, sheets, store
from vault.errors import NotSaved, VaultError
from vault.files import Disk
from vault.model import Sheet
from vault.paper.page import SIZES, Document

if TYPE_CHECKING:
    from vault.printouts import Printout


class Noted(Struct, frozen=True):
    """What the register and the vault have of a printout. `key_id` is empty where it brought no key."""

    sheets: tuple[Sheet, ...]
    key_id: str

    @property
    def numbers(self) -> str:
        return ", ".join(sheets.shown_id(sheet.id) for sheet in self.sheets)


def add_options(command: argparse.ArgumentParser, *, place: bool = True) -> None:
    """Add the options that everything printed has."""
    command.add_argument("--paper", choices=tuple(SIZES), default="A4", help="its size (default: A4)")
    if place:
        command.add_argument("--place", default="", metavar="PLACE", help="where it will be kept, for the register of sheets")


def into_file(session: Session, at: Vaulted, printout: "Printout", output: Path, *, show_secret: str = "") -> Noted:
    """Write a printout as a PDF that only its owner can read, and say what it is; `show_secret` goes to stdout with it.

    Raises BadInput where the file exists, NotSaved. There is then neither a file nor a key, and nothing in the register.
    """
    data = _pdf(printout.document)
    noted = note(session, at, printout)
    with taken_back(session, at, noted):
        seen = files.write_new(output, data, disk=Disk())
        if show_secret:
            try:
                show(show_secret)
            except NotSaved:
                files.erase(output.resolve(), seen)
                raise
    pages = len(printout.document.pages)
    kind = "Sheet" if len(noted.sheets) == 1 else "Sheets"
    print(f"{kind} {noted.numbers}: {pages} {'page' if pages == 1 else 'pages'} in {output}", file=sys.stderr)
    return noted


def note(session: Session, at: Vaulted, printout: "Printout") -> Noted:
    """Enter a printout into the register and its key into the vault, on disk. Raises BadInput, NotSaved."""
    key_id = ""
    if printout.key:
        at.opened, key_id = store.with_key(at.opened, printout.key, cost=store.cost_here())
    noted = Noted(tuple(structs.replace(sheet, key_id=key_id) for sheet in printout.sheets), key_id)
    at.change(edit.note_printed(at.vault, noted.sheets, now=session.now()))
    return noted


@contextmanager
def taken_back(session: Session, at: Vaulted, noted: Noted) -> Iterator[None]:
    """Where what was noted cannot leave, take it out of the register again, and its key out of the vault."""
    try:
        yield
    except BaseException as error:
        try:
            if noted.key_id:
                at.opened = store.without_key(at.opened, noted.key_id)
            at.change(edit.withdraw_sheets(at.vault, [sheet.id for sheet in noted.sheets], now=session.now()))
        except VaultError:
            raise NotSaved(
                str(error) or "Stopped",
                hint=f"The register still names sheet {noted.numbers}, which does not exist: sparekey sheets destroyed ID",
            ) from None
        raise


def show(secret: str) -> None:
    """Print a secret that is shown only once, alone on stdout. Raises NotSaved where that did not arrive."""
    try:
        print(secret)
        streams.flush()
    except OSError as error:
        streams.drop_output()
        why = os.strerror(error.errno or errno.EIO).lower()
        raise NotSaved(f"The output could not be written: {why}", hint="Nothing was kept. Start again.") from None


def _pdf(document: Document) -> bytes:
    from ui.desktop import offscreen, printing  # noqa: PLC0415  (Qt only inside what paints a PDF)

    offscreen.application()
    return printing.pdf(document)
