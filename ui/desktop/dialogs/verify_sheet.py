"""Proves that a printed sheet is still there and can be read: its holder answers a question, or shows its QR code."""

from collections.abc import Sequence
from pathlib import Path
from secrets import choice

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QFrame, QPushButton, QWidget

from ui.desktop import messages, paper_messages
from ui.desktop.scanning import ScreenScan, as_png
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, restyle, row, with_icon
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.fields import labelled, text_field
from vault import edit, formats, scans, sheets
from vault.errors import BadImport, BadInput, VaultError
from vault.model import Sheet, printable

TRIES = 3
_WIDTH = 520  # px


class VerifyDialog(Frame):
    """One random question, three tries; or a picture of the sheet: dropped, pasted, chosen, or from the screen."""

    def __init__(self, parent: QWidget, look: Theme, session: Session, tasks: Tasks, sheet: Sheet) -> None:
        title = f"{paper_messages.title(sheet)} {paper_messages.number(sheet.id)}"
        where = f" It lies: {sheet.place}." if sheet.place else ""
        super().__init__(parent, "Verify a sheet", printable(f"Fetch {title}.{where}"), width=_WIDTH)
        self._look, self._session, self._tasks, self._sheet = look, session, tasks, sheet
        asked = sheets.questions(session.vault, sheet)
        self.proof = choice(asked) if asked else None
        self._tries = TRIES
        self._is_over = False
        self.screen_scan = ScreenScan(self, tasks, self._read)
        self.screen_scan.found.connect(self._on_found)
        self.screen_scan.failed.connect(self._on_failed)
        self.screen_scan.refused.connect(self._on_refused)
        self.answer = text_field("answer", "Four characters")
        self.answer.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhSensitiveData)
        self._check = button("Check", "primary", clicked=self.check, name="check-sheet")
        self._asking, self._scanning = self._asking_part(), self._scanning_part()
        self.body.addWidget(self._asking)
        self.body.addWidget(self._scanning)
        self.setAcceptDrops(True)
        self.finish_with(self._check)
        if self.proof is None:
            self._asking.hide()
            self._check.hide()
        (self.answer if self.proof else self._choose).setFocus()

    def check(self) -> None:
        """Hold what was typed against the sheet."""
        if self._is_over:
            self.accept()
            return
        if self.proof is None or not self.answer.text().strip():
            self.banner.show_message("warning", "Type what the sheet says, or show its QR code.")
            return
        if sheets.is_answer(self.proof, self.answer.text()):
            self._finish("info", "Right. The sheet is there and can be read. Noted with today's date.", passed=True)
            return
        self._tries -= 1
        if self._tries:
            tries = messages.count(self._tries, "try", "tries")
            self.banner.show_message("warning", f"That is not what this sheet says. Look once more, {tries} left.")
            self.answer.setFocus()
            self.answer.selectAll()
        else:
            words = "What you hold is another sheet. Look for the number in its corner, or print this one again."
            self._finish("danger", words, passed=False)

    def read_mime(self, data: QMimeData | None) -> None:
        """Look for the sheet's code in a picture that was dropped or lies on the clipboard. An empty clipboard may be None."""
        data = data or QMimeData()
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        image = data.imageData() if data.hasImage() else None
        if files:
            self.read_files(files)
        elif isinstance(image, QImage):
            self._look_at(as_png(image))
        else:
            self.banner.show_message(
                "warning", "There is no picture on the clipboard. Copy a photo or scan of the sheet first."
            )

    def read_files(self, paths: Sequence[Path]) -> None:
        self._tasks.run(self, lambda: [self._read(formats.read_file(path)) for path in paths], self._on_found, self._on_failed)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()
            restyle(self._drop, "active", "true")

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        restyle(self._drop, "active", "false")

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self._drop, "active", "false")
        event.acceptProposedAction()
        self.read_mime(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._paste()
        else:
            super().keyPressEvent(event)

    def _asking_part(self) -> QWidget:
        made = QWidget()
        question = label(printable(paper_messages.question(self.proof)) if self.proof else "", "heading", wrap=True)
        question.setObjectName("question")
        made.setLayout(column(question, labelled("The sheet says", self.answer), gap=2 * UNIT))
        return made

    def _scanning_part(self) -> QWidget:
        self._choose = with_icon(button("Choose picture…", clicked=self._on_choose, name="choose-picture"), self._look, "image")
        paste = with_icon(button("Paste", clicked=self._paste, name="paste-picture"), self._look, "paste")
        scan = with_icon(button("Scan the screen", clicked=self._on_scan, name="scan-sheet"), self._look, "scan")
        words = "Or drop a photo or scan of the sheet here: its small QR code will do."
        inside = column(label(words, "muted", wrap=True), row(self._choose, paste, scan, None), gap=UNIT + 4)
        inside.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        self._drop = QFrame()
        self._drop.setObjectName("drop")
        self._drop.setLayout(inside)
        return self._drop

    def _read(self, data: bytes) -> Sheet:
        """Return the sheet in a picture. Raises BadImport: on one of several screens there may be none."""
        try:
            return sheets.find_scanned(self._session.vault, scans.texts(data))
        except BadInput as error:
            raise BadImport(str(error), hint=error.hint) from None

    def _look_at(self, data: bytes) -> None:
        self._tasks.run(self, lambda: [self._read(data)], self._on_found, self._on_failed)

    def _on_found(self, found: Sequence[Sheet]) -> None:
        if any(one.id == self._sheet.id for one in found):
            self._finish("info", "This is the sheet. Noted with today's date.", passed=True)
        else:
            self.banner.show_message("warning", paper_messages.not_that_sheet(self._sheet, found[0]))

    def _on_failed(self, error: VaultError) -> None:
        self.banner.show_message("danger", messages.of_error(error))

    def _on_refused(self, error: VaultError) -> None:
        actions = [("Take the picture yourself", self.screen_scan.start_by_hand)]
        self.banner.show_message("danger", messages.of_error(error), actions)

    def _finish(self, level: str, sentence: str, *, passed: bool) -> None:
        if self._is_over:
            return
        try:
            self._session.apply(edit.note_sheet_verified, self._sheet.id, passed=passed)
        except VaultError as error:
            self._on_failed(error)
            return
        self._is_over = True
        self.screen_scan.forget()
        self._asking.hide()
        self._scanning.hide()
        self.banner.show_message(level, sentence)
        self._check.setText("Done")
        self._check.show()
        self._check.setFocus()
        for cancel in self.findChildren(QPushButton, "cancel"):
            cancel.hide()

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, "A photo or scan of the sheet")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.read_files([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_scan(self) -> None:
        self.banner.hide()
        self.screen_scan.start()

    def _paste(self) -> None:
        self.read_mime(QGuiApplication.clipboard().mimeData())
