"""Prints sheets: what, how, the vault's password, the pages as they will be, and out: to the printer or into a PDF."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QWidget

from ui.desktop import messages, paper_messages, pdf_file, printing
from ui.desktop.keyring import KeyRing
from ui.desktop.leaving import Leaving, file_name
from ui.desktop.pdf_file import PdfFile
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.kind_choice import Choice, KindChoice
from ui.desktop.widgets.password_field import PasswordField
from ui.desktop.widgets.print_options import (
    BackupOptions,
    CodesOptions,
    Kind,
    Options,
    PaperOptions,
    RecoveryOptions,
    SharesOptions,
    Source,
    Wanted,
)
from ui.desktop.widgets.print_preview import PrintPreview
from vault.errors import VaultError, WrongKey
from vault.printouts import Printout

_WIDTH = 560  # px
_AROUND = 300  # px: what the dialog has above and below the page, its title bar included
_KINDS: tuple[Choice[Kind], ...] = (
    Choice("codes", "code", "Code sheet", "The recovery codes of one or more accounts in the clear, ready to be typed."),
    Choice("recovery", "key", "Recovery sheet", "A key on paper that opens this vault when its password is forgotten."),
    Choice("shares", "share", "Recovery sheet in shares", "The same, split: any two of three people together, for example."),
    Choice(
        "backup", "vault", "Encrypted backup", "The vault as QR codes and text, of no use to anyone without its passphrase."
    ),
)
_TITLES = {
    "codes": "Print a code sheet",
    "recovery": "Print a recovery sheet",
    "shares": "Print a recovery sheet in shares",
    "backup": "Print an encrypted backup",
}


class PrintDialog(Frame):
    """Emits `printed` with a sentence when sheets have left, and `left_pdfs` with the PDFs that still lie on the disk then."""

    printed = Signal(str)
    left_pdfs = Signal(object)  # Sequence[PdfFile]

    def __init__(
        self, parent: QWidget, look: Theme, session: Session, tasks: Tasks, *, ring: KeyRing, wanted: Wanted | None = None
    ) -> None:
        super().__init__(parent, "Print", width=_WIDTH)
        self._look, self._session, self._tasks, self._ring = look, session, tasks, ring
        self._wanted = wanted or Wanted()
        self._kind: Kind = "codes"
        self._is_busy = False
        self._pdfs: Sequence[PdfFile] = ()
        self._printer: QPrinter | None = None
        self.leaving: Leaving | None = None
        self.options: Options | None = None
        self.paper: PaperOptions | None = None
        self.kinds = KindChoice(look, "kind", _KINDS)
        if not any(one.live_set or one.authenticator for one in session.vault.present):
            self.kinds.choose("recovery")
            self.kinds.disable("codes")
        self.password = PasswordField(look, "vault-password", "The vault's password")
        self.preview = PrintPreview(look)
        self._caution = label("", wrap=True)
        self._choosing, self._setting, self._asking = QWidget(), QWidget(), QWidget()
        self._choosing.setLayout(column(self.kinds))
        self._settings = column(gap=2 * UNIT)
        self._setting.setLayout(self._settings)
        self._asking.setLayout(column(self._caution, self.password, gap=2 * UNIT))
        self._steps = (self._choosing, self._setting, self._asking, self.preview)
        for step in self._steps:
            self.body.addWidget(step)
        self._back = button("Back", clicked=self.go_back, name="back")
        self._go_on = button("Continue", "primary", clicked=self.go_on, name="continue")
        self._buttons.insertWidget(0, self._back)
        self.finish_with(self._go_on)
        self.preview.print_wanted.connect(self.choose_printer)
        self.preview.pdf_wanted.connect(self.choose_pdf)
        self.preview.shred_wanted.connect(self.shred)
        self.finished.connect(self._on_finished)
        if self._wanted.kind:
            self._show_options(self._wanted.kind)
        else:
            self._show_step(self._choosing, self.kinds)

    def go_on(self) -> None:
        """Take the next step."""
        self.banner.hide()
        if self._choosing.isVisible():
            self._show_options(self.kinds.kind)
        elif self._setting.isVisible() and self.options:
            if (complaint := self.options.complaint) is not None:
                if complaint:
                    self.banner.show_message("warning", complaint)
            else:
                self._caution.setText(paper_messages.CAUTIONS[self._kind])
                self._show_step(self._asking, self.password)
        elif self._asking.isVisible():
            self._set_busy(is_busy=True)
            self._session.check_password(self.password.secret, self._make, self._on_failed, owner=self)
        else:
            self.accept()

    def go_back(self) -> None:
        """Take the step before. A printout that never left is taken back."""
        self.banner.hide()
        if self._setting.isVisible():
            self._show_step(self._choosing, self.kinds)
        else:
            self._forget_printout()
            self._show_step(self._setting, self._first_setting())

    def choose_printer(self) -> None:
        """Open the system's dialog; what it prints into a file is not ours to protect, so it offers none."""
        self.banner.hide()
        if self.leaving is None:
            return
        if not QPrinterInfo.availablePrinterNames():
            self.banner.show_message("info", paper_messages.NO_PRINTER)
            return
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printing.prepare(self.leaving.printout.document, self._printer)
        dialog = QPrintDialog(self._printer, self)
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintToFile, on=False)
        dialog.accepted.connect(self._on_printer)
        dialog.finished.connect(dialog.deleteLater)
        QDialog.open(dialog)  # its own `open` wants a slot by name

    def choose_pdf(self) -> None:
        """Ask where the PDF is to lie; shares go into a folder, a file for each."""
        self.banner.hide()
        if self.leaving is None:
            return
        is_several = len(self.leaving.printout.sheets) > 1
        dialog = QFileDialog(self, "A folder for the PDFs" if is_several else "Save as PDF")
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        if is_several:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
            dialog.fileSelected.connect(lambda name: self.leaving.save_pdfs(Path(name)) if self.leaving else None)
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is overwritten: that is refused below
            dialog.setNameFilter("PDF (*.pdf)")
            dialog.setDefaultSuffix("pdf")
            dialog.selectFile(file_name(self.leaving.printout.sheets[0].id))
            dialog.fileSelected.connect(lambda name: self.leaving.save_pdf(Path(name)) if self.leaving else None)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def shred(self) -> None:
        """Overwrite and delete the PDFs that were saved."""
        self.banner.hide()
        self._set_busy(is_busy=True)
        pdfs = self._pdfs
        self._tasks.run(self, lambda: pdf_file.shred_all(pdfs), self._on_shredded, self._on_failed)

    def reject(self) -> None:
        """Stay until it is known whether the register is on disk."""
        if not self._is_busy:
            super().reject()

    def _show_options(self, kind: Kind) -> None:
        """Make what can be chosen, unless the user comes back to what is there already."""
        if self.options is None or kind != self._kind:
            for old in (self.options, self.paper):
                if old:
                    old.hide()
                    old.deleteLater()
            self._kind = kind
            self.options = self._make_options(kind)
            self.paper = PaperOptions(self._wanted, has_place=kind != "shares")
            self._settings.addWidget(self.options)
            self._settings.addWidget(self.paper)
        self._show_step(self._setting, self._first_setting())

    def _first_setting(self) -> QWidget:
        """Return where the keyboard begins: of a recovery sheet there is only its paper to choose."""
        of_options = self.options.focusProxy() if self.options else None
        return of_options or self.paper or self._setting

    def _make_options(self, kind: Kind) -> Options:
        vault, wanted = self._session.vault, self._wanted
        if kind == "codes":
            return CodesOptions(vault, wanted)
        if kind == "recovery":
            return RecoveryOptions(vault, wanted)
        if kind == "shares":
            return SharesOptions(self._look, wanted)
        return BackupOptions(self._look, self._tasks, vault, wanted)

    def _make(self, _: None) -> None:
        """Make the pages, once the password was right."""
        assert self.options  # noqa: S101
        assert self.paper  # noqa: S101
        self.password.clear()
        source = Source(self._session.vault, self._session.path.stem, self._session.now())
        making = self.options.making(source, self.paper.paper_size, self.paper.place)
        self._ring.make(making, self._on_made, self._on_failed, owner=self)

    def _on_made(self, printout: Printout) -> None:
        self._set_busy(is_busy=False)
        self.leaving = Leaving(self, self._ring, self._tasks, printout)
        self.leaving.printed.connect(self._on_printed)
        self.leaving.saved.connect(self._on_saved)
        self.leaving.failed.connect(self._on_failed)
        self.leaving.busy.connect(lambda is_busy: self._set_busy(is_busy=is_busy))
        self.preview.pages.limit(self.screen().availableGeometry().height() - _AROUND)
        self.preview.show_printout(printout, paper_messages.NOTES[self._kind], is_locked=self._kind == "backup")
        self.preview.show_pdfs(())
        self._show_step(self.preview, self.preview.print)

    def _on_printer(self) -> None:
        if self.leaving and self._printer:
            self.leaving.print_on(self._printer)

    def _on_printed(self) -> None:
        self._say_left("Handed to the printer.")

    def _on_saved(self, written: Sequence[PdfFile]) -> None:
        self._pdfs = [*self._pdfs, *written]
        self.preview.show_pdfs(self._pdfs)
        self._say_left("Saved.")

    def _say_left(self, words: str) -> None:
        self.banner.show_message("info", f"{words} {self._register_words()}")
        self._back.hide()
        self._go_on.show()
        self._go_on.setFocus()
        self._show_cancel(is_shown=False)

    def _register_words(self) -> str:
        ids = [sheet.id for sheet in self.leaving.printout.sheets] if self.leaving else []
        return paper_messages.issued(self._session.vault, ids)

    def _on_shredded(self, outcome: tuple[Sequence[PdfFile], VaultError | None]) -> None:
        self._pdfs, error = outcome
        self._set_busy(is_busy=False)
        self.preview.show_pdfs(self._pdfs)
        if error:
            self._on_failed(error)
        else:
            self.banner.show_message("info", f"Shredded. {paper_messages.AFTER_SHREDDING}")

    def _on_failed(self, error: VaultError) -> None:
        self._set_busy(is_busy=False)
        if isinstance(error, WrongKey) and self._asking.isVisible():
            self.password.refuse("This is not the vault's password.")
        else:
            self.banner.show_message("danger", messages.of_error(error))

    def _on_finished(self, _: int) -> None:
        has_left = bool(self.leaving and self.leaving.has_left)
        words = self._register_words()
        self._forget_printout()
        if has_left:
            self.printed.emit(words)
        if self._pdfs and self._kind != "backup":  # that one is locked
            self.left_pdfs.emit(self._pdfs)

    def _forget_printout(self) -> None:
        if self.leaving:
            self.leaving.give_up()
            self.leaving.deleteLater()
        self.leaving = None
        self.preview.forget()
        self.password.clear()

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._go_on.setEnabled(not is_busy)
        self._back.setEnabled(not is_busy)
        self.preview.set_busy(is_busy=is_busy)

    def _show_step(self, step: QWidget, focus: QWidget) -> None:
        for one in self._steps:
            one.setVisible(one is step)
        is_last, is_first = step is self.preview, step is self._choosing
        self._back.setVisible(not is_first and not (step is self._setting and self._wanted.kind is not None))
        self._go_on.setText("Done" if is_last else "Show the pages" if step is self._asking else "Continue")
        self._go_on.setVisible(not is_last)
        self._show_cancel(is_shown=True)
        self.set_title("What to print" if is_first else _TITLES[self._kind])
        focus.setFocus()

    def _show_cancel(self, *, is_shown: bool) -> None:
        for cancel in self.findChildren(QPushButton, "cancel"):
            cancel.setVisible(is_shown)
