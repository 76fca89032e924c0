"""Brings in recovery codes and authenticators: paste, drop, choose or scan; look at what was recognised; save."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from ui.desktop import messages
from ui.desktop.scanning import ScreenScan, as_png
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Action
from ui.desktop.widgets.basic import button, column, label, restyle, row, with_icon
from ui.desktop.widgets.covered_text import CoveredText
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.preview import Preview
from vault import formats, intake
from vault.errors import VaultError
from vault.formats import Found
from vault.intake import Placed, Target
from vault.model import Account

Piece = tuple[bytes, str]  # content, file name


class TransferDialog(Frame):
    """Emits `brought_in` with the id of the account that got something, and what happened in one sentence."""

    brought_in = Signal(str, str)

    def __init__(self, parent: QWidget, look: Theme, session: Session, tasks: Tasks, account: Account | None = None) -> None:
        words = f"For {account.username} at {messages.service_name(account)}." if account else ""
        super().__init__(parent, "Add codes or an authenticator", words, width=600)
        self._look, self._session, self._tasks = look, session, tasks
        self._asked = Target(account.service, account.username) if account else None
        self._found: Sequence[Found] = ()
        self.screen_scan = ScreenScan(self, tasks, lambda picture: self._read_one(picture, ""))
        self.screen_scan.found.connect(self._on_found)
        self.screen_scan.failed.connect(self._on_failed)
        self.screen_scan.refused.connect(self._on_refused)
        self._go_on = button("Continue", "primary", clicked=self._on_go_on, name="continue")
        self.setAcceptDrops(True)
        self.text = _PasteField()
        self.text.pasted.connect(self.read_text)
        self.preview = Preview(look)
        self.preview.changed.connect(self._show_preview)
        self.preview.decided.connect(lambda: self._go_on.setEnabled(self.preview.can_save))
        self._input, self._looking = self._input_step(), self._preview_step()
        self._looking.hide()
        self.body.addWidget(self._input)
        self.body.addWidget(self._looking)
        self.finish_with(self._go_on)
        self.text.setFocus()

    def read_mime(self, data: QMimeData | None) -> None:
        """Read what was dropped or lies on the clipboard: files, a picture or a text. An empty clipboard may be None."""
        data = data or QMimeData()
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if files:
            self.read_files(files)
        elif data.hasImage():
            image = data.imageData()
            self._read([(as_png(image), "")] if isinstance(image, QImage) else [])
        elif data.hasText():
            self.read_text(data.text())
        else:
            self._say("There is no text, picture or file to read.")

    def read_text(self, text: str) -> None:
        self._read([(text.encode("utf-8", "replace"), "")])

    def read_files(self, paths: Sequence[Path]) -> None:
        self.read_later(lambda: [(formats.read_file(path), path.name) for path in paths])

    def read_later(self, job: Callable[[], Sequence[Piece]]) -> None:
        """Read what `job` fetches on the worker."""
        self._tasks.run(self, job, self._read, self._on_failed)

    def scan(self) -> None:
        """Look for QR codes on all screens."""
        self.banner.hide()
        self.screen_scan.start()

    def save(self) -> None:
        """Put what the preview shows into the vault."""
        new = [one for one in self._placed() if one.is_new]
        try:
            self._session.apply(intake.add_all, new, burned=self.preview.burned, is_older=self.preview.is_older)
        except VaultError as error:
            self._on_failed(error)
            return
        to = new[0].to
        account = self._session.vault.find(to.service, to.username) if to else None
        self.accept()
        self.brought_in.emit(account.id if account else "", self.preview.summary)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage() or event.mimeData().hasText():
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

    def _read(self, pieces: Sequence[Piece]) -> None:
        self.banner.hide()
        self.screen_scan.forget()
        self._tasks.run(self, lambda: [self._read_one(data, name) for data, name in pieces], self._on_found, self._on_failed)

    def _read_one(self, data: bytes, name: str) -> Found:
        return formats.read(data, file_name=name, service_id=self._asked.service if self._asked else "")

    def _on_found(self, found: Sequence[Found]) -> None:
        if not self._is_collecting:
            self.preview.forget()
        self._found = formats.joined([*self._found, *found]) if self._is_collecting else found
        self._choose_on_screen.setVisible(self.screen_scan.can_choose)
        self._show_step(self._looking)
        self._show_preview()
        if missing := formats.missing_pages(self._found):
            self.banner.show_message("info", messages.more_pages(missing), self._next_page)

    @property
    def _is_collecting(self) -> bool:
        """Tell whether what comes next is added: pages of an export come one after the other."""
        return any(pages.size > 1 for one in self._found for pages in one.pages)

    @property
    def _next_page(self) -> Sequence[Action]:
        ways: Sequence[Action] = (("Choose file…", self._choose), ("Scan the screen", self.scan))
        return ways if formats.missing_pages(self._found) else ()

    def _placed(self) -> list[Placed]:
        """Hold what was found against the vault. What the user said in the preview goes for the first that it asks of."""
        vault, said = self._session.vault, self.preview.target
        placed = intake.place(vault, self._found, self._asked)
        unknown = next((place for place, one in enumerate(placed) if one.to is None), None)
        if said and unknown is not None and not self._asked:
            one = placed[unknown]
            placed[unknown] = intake.place(vault, [Found(one.format, (one.entry,))], said)[0]
        return placed

    def _show_preview(self) -> None:
        self.preview.show_found(self._found, self._placed(), can_choose=self._asked is None)
        self._go_on.setText(self.preview.action)
        self._go_on.setEnabled(self.preview.can_save)
        if not self.preview.asks:
            self._go_on.setFocus()

    def _on_failed(self, error: VaultError) -> None:
        self.banner.show_message("danger", messages.of_error(error), self._next_page)

    def _on_refused(self, error: VaultError) -> None:
        actions = [("Take the picture yourself", self.screen_scan.start_by_hand)]
        self.banner.show_message("danger", messages.of_error(error), actions)

    def _say(self, sentence: str) -> None:
        self.banner.show_message("warning", sentence)

    def _on_go_on(self) -> None:
        if self._looking.isVisible():
            self.save()
        elif self.text.toPlainText().strip():
            self.read_text(self.text.toPlainText())
        else:
            self._say("Paste the codes or the otpauth text first, choose a file or scan the screen.")

    def _start_over(self) -> None:
        self._found = ()
        self.screen_scan.forget()
        self.text.clear()
        self.banner.hide()
        self.preview.forget()
        self._show_step(self._input)
        self._go_on.setText("Continue")
        self._go_on.setEnabled(True)

    def _show_step(self, step: QWidget) -> None:
        self._input.setVisible(step is self._input)
        self._looking.setVisible(step is self._looking)

    def _input_step(self) -> QWidget:
        choose = with_icon(button("Choose file…", clicked=self._choose, name="choose-file"), self._look, "file")
        paste = with_icon(button("Paste", clicked=self._paste, name="paste"), self._look, "paste")
        scan = with_icon(button("Scan the screen", clicked=self.scan, name="scan-screen"), self._look, "scan")
        words = label("Drop a file or a QR picture here, or paste a list of codes or an otpauth:// text.", "muted", wrap=True)
        inside = column(words, self.text, row(choose, paste, scan, None), gap=2 * UNIT)
        inside.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        self._drop = QFrame()
        self._drop.setObjectName("drop")
        self._drop.setLayout(inside)
        step = QWidget()
        step.setLayout(column(self._drop))
        return step

    def _preview_step(self) -> QWidget:
        again = button("Start over", "link", clicked=self._start_over, name="start-over")
        self._choose_on_screen = button(
            "Choose on the screen", "link", clicked=self.screen_scan.choose, name="choose-on-screen"
        )
        step = QWidget()
        step.setLayout(column(self.preview, row(again, self._choose_on_screen, None)))
        return step

    def _choose(self) -> None:
        dialog = QFileDialog(self, "Recovery codes or a QR picture")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.read_files([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _paste(self) -> None:
        from PySide6.QtGui import QGuiApplication  # noqa: PLC0415

        self.read_mime(QGuiApplication.clipboard().mimeData())


class _PasteField(CoveredText):
    """A text field that reports a paste at once. What is typed stays until Continue, and never leaves by copy or selection."""

    pasted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("paste-field")
        self.setAccessibleName("Recovery codes or otpauth text")
        self.setPlaceholderText("0123456789abcdef\n…")
        self.setFixedHeight(132)
        self.setTabChangesFocus(True)

    def insertFromMimeData(self, source: QMimeData) -> None:
        super().insertFromMimeData(source)
        if self.toPlainText().strip():
            self.pasted.emit(self.toPlainText())
