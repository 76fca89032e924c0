"""Everything about printed sheets in the window: their page and their dialogs, wired together."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.desktop import messages, paper_messages, pdf_file
from ui.desktop.key_work import KeyWork
from ui.desktop.main_window import MainWindow
from ui.desktop.pages.paper import PaperPage
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from vault.errors import VaultError
from vault.model import Sheet, Vault

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from ui.desktop.pdf_file import PdfFile
    from ui.desktop.widgets.print_options import Wanted


class Paperwork(QObject):
    """Emits `show_page` when the register is to be seen."""

    show_page = Signal()

    def __init__(self, window: MainWindow, look: Theme, session: Session, tasks: Tasks, keys: KeyWork) -> None:
        super().__init__(window)
        self._window, self._look, self._session, self._tasks, self._keys = window, look, session, tasks, keys
        self._pdfs: Sequence[PdfFile] = ()

    @cached_property
    def page(self) -> PaperPage:
        """The register; made when it is first wanted, to keep opening a vault short."""
        made = PaperPage(self._look, self._session, self._keys.ring)
        made.print_wanted.connect(self.print)
        made.asked.connect(self.ask)
        return made

    def print(self, wanted: "Wanted | None" = None) -> None:
        """Open the dialog that prints: whatever is chosen there, or what is wanted."""
        from ui.desktop.dialogs.printing import PrintDialog  # noqa: PLC0415  (loads what makes and paints pages)

        if self._session.why_read_only:
            self._window.say(f"{self._session.why_read_only}: what is printed could not be noted.")
            return
        dialog = PrintDialog(self._window, self._look, self._session, self._tasks, ring=self._keys.ring, wanted=wanted)
        dialog.printed.connect(self._on_printed)
        dialog.left_pdfs.connect(self._on_left)
        dialog.open()

    def print_account(self, account_id: str) -> None:
        """Open the dialog for the codes of one account."""
        from ui.desktop.widgets.print_options import Wanted  # noqa: PLC0415

        if self._session.account(account_id):
            self.print(Wanted(kind="codes", account_ids=(account_id,)))

    def print_recovery(self) -> None:
        """Open the dialog for a recovery sheet."""
        from ui.desktop.widgets.print_options import Wanted  # noqa: PLC0415

        self.print(Wanted(kind="recovery"))

    def ask(self, what: str, sheet_id: str) -> None:
        """Do what is wanted of a sheet: verify, place, again or destroy."""
        sheet = next((one for one in self._session.vault.sheets if one.id == sheet_id), None)
        if sheet:
            acts: dict[str, Callable[[Sheet], None]] = {
                "verify": self.verify,
                "place": self._place,
                "again": self.print_again,
                "destroy": self._destroy,
            }
            acts[what](sheet)

    def verify(self, sheet: Sheet) -> None:
        from ui.desktop.dialogs.verify_sheet import VerifyDialog  # noqa: PLC0415

        self._open(VerifyDialog(self._window, self._look, self._session, self._tasks, sheet))

    def _place(self, sheet: Sheet) -> None:
        from ui.desktop.dialogs.sheet import PlaceDialog  # noqa: PLC0415

        self._open(PlaceDialog(self._window, self._session, sheet))

    def _destroy(self, sheet: Sheet) -> None:
        from ui.desktop.dialogs.sheet import DestroyDialog  # noqa: PLC0415

        ring, changes = self._keys.ring, self._keys.changes
        self._open(DestroyDialog(self._window, self._look, self._session, ring, changes, sheet=sheet))

    def print_again(self, sheet: Sheet) -> None:
        self.print(like(self._session.vault, sheet))

    def _open(self, dialog: "QDialog") -> None:
        dialog.open()

    def _on_printed(self, sentence: str) -> None:
        self.show_page.emit()
        self._window.say(sentence)

    def _on_left(self, pdfs: "Sequence[PdfFile]") -> None:
        """Remind of PDFs until they are shredded."""
        self._pdfs = [*self._pdfs, *pdfs]
        self._show_pdfs()

    def _show_pdfs(self) -> None:
        if self._pdfs:
            words = paper_messages.lying_pdfs(len(self._pdfs), messages.place(self._pdfs[0].path))
            self.page.banner.show_message("warning", words, [("Shred now", self._shred)])
        else:
            self.page.banner.hide()

    def _shred(self) -> None:
        pdfs = self._pdfs
        self._tasks.run(self, lambda: pdf_file.shred_all(pdfs), self._on_shredded, self._on_failed)

    def _on_shredded(self, outcome: "tuple[Sequence[PdfFile], VaultError | None]") -> None:
        self._pdfs, error = outcome
        self._show_pdfs()
        if error:
            self._on_failed(error)
        else:
            self._window.say(f"Shredded. {paper_messages.AFTER_SHREDDING}")

    def _on_failed(self, error: VaultError) -> None:
        forget = ("Do not remind me", self._forget_pdfs)
        self.page.banner.show_message("danger", messages.of_error(error), [("Try again", self._shred), forget])

    def _forget_pdfs(self) -> None:
        self._pdfs = ()
        self._show_pdfs()


def like(vault: Vault, sheet: Sheet) -> "Wanted":
    """Return what to print to have the same sheet once more, with what has come since."""
    from ui.desktop.widgets.print_options import Wanted  # noqa: PLC0415

    if sheet.kind == "recovery":
        return Wanted(kind="recovery", place=sheet.place)
    if sheet.kind == "share":
        holders = [one.holder for one in vault.sheets if one.key_id == sheet.key_id and one.printed_at == sheet.printed_at]
        return Wanted(kind="shares", holders=tuple(holders), threshold=sheet.threshold)
    ids = tuple(dict.fromkeys(one.account_id for one in sheet.contents))
    if sheet.kind == "backup":
        return Wanted(kind="backup", account_ids=() if sheet.is_whole else ids, place=sheet.place)
    with_totp = any(one.authenticator_id for one in sheet.contents)
    return Wanted(kind="codes", account_ids=ids, as_cards=sheet.kind == "card", with_totp=with_totp, place=sheet.place)
