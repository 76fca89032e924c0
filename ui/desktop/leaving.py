"""The way out of printed sheets: on disk in the register first, then to the printer or into a PDF."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.desktop import pdf_file, printing
from ui.desktop.keyring import Issued, KeyRing
from ui.desktop.pdf_file import PdfFile
from ui.desktop.tasks import Tasks
from vault import printouts, sheets
from vault.errors import BadInput, VaultError
from vault.printouts import Printout

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter


class Leaving(QObject):
    """One printout on its way. Emits `printed`, `saved` with the PDFs that were written, `failed`, and `busy` meanwhile."""

    printed = Signal()
    saved = Signal(object)  # Sequence[PdfFile]
    failed = Signal(object)  # VaultError
    busy = Signal(bool)

    def __init__(self, parent: QObject, ring: KeyRing, tasks: Tasks, printout: Printout) -> None:
        super().__init__(parent)
        self._ring, self._tasks = ring, tasks
        self.printout = printout
        self._issued: Issued | None = None
        self.has_left = False

    def print_on(self, printer: "QPrinter") -> None:
        """Print, once the register is on disk."""
        self._issue(lambda: self._print(printer))

    def save_pdf(self, path: Path) -> None:
        """Write one PDF, once the register is on disk. It must not exist yet."""
        self._issue(lambda: self._write([(path, printing.pdf(self.printout.document))]))

    def save_pdfs(self, folder: Path) -> None:
        """Write a PDF for each sheet into a folder: shares go to different people."""
        self._issue(
            lambda: self._write(
                [(folder / file_name(sheet.id), printing.pdf(document)) for sheet, document in printouts.apart(self.printout)]
            )
        )

    def give_up(self) -> None:
        """Take the sheets out of the register again, if nothing has left."""
        if self._issued and not self.has_left:
            self._ring.withdraw(self._issued)
            self._issued = None

    def _issue(self, act: Callable[[], None]) -> None:
        if self._issued:
            act()
            return

        def issued(what: Issued) -> None:
            self._issued = what
            act()

        self.busy.emit(True)  # noqa: FBT003  (a signal has no keywords)
        self._ring.issue(self.printout, issued, self._on_failed, owner=self)

    def _print(self, printer: "QPrinter") -> None:
        self.has_left = True  # a printer that stops in the middle has printed some of it
        if printing.print_to(self.printout.document, printer):
            self.busy.emit(False)  # noqa: FBT003
            self.printed.emit()
        else:
            hint = "Look whether it is switched on, then print again."
            self._on_failed(BadInput("The printer did not take the pages", hint=hint))

    def _write(self, pieces: Sequence[tuple[Path, bytes]]) -> None:
        def job() -> tuple[list[PdfFile], VaultError | None]:
            written: list[PdfFile] = []
            for path, data in pieces:
                try:
                    written.append(pdf_file.write(path, data))
                except VaultError as error:
                    return written, error
            return written, None

        self._tasks.run(self, job, self._on_written, self._on_failed)

    def _on_written(self, outcome: tuple[Sequence[PdfFile], VaultError | None]) -> None:
        written, error = outcome
        self.busy.emit(False)  # noqa: FBT003
        if written:
            self.has_left = True
            self.saved.emit(written)
        if error:
            self.failed.emit(error)

    def _on_failed(self, error: VaultError) -> None:
        self.busy.emit(False)  # noqa: FBT003
        self.failed.emit(error)


def file_name(sheet_id: str) -> str:
    """Return a name that tells nothing but the sheet's number."""
    return f"sheet-{sheets.shown_id(sheet_id)}.pdf"
