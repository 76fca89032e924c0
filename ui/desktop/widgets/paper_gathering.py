"""Giving paper back: pictures, scans, PDFs and typed text in any order, and what has come of it so far."""

from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QWidget

from ui.desktop import messages, restore_messages
from ui.desktop.scanning import as_png
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, restyle, row, with_icon
from ui.desktop.widgets.given_list import GivenRow
from ui.desktop.widgets.paper_typing import PaperTyping
from ui.desktop.widgets.restore_progress import RestoreProgress
from vault import gathered, restore
from vault.errors import VaultError
from vault.gathered import Gathered, Status

_DROP = "Drop photos, scans, PDFs or text files here: several at once, in any order. A page given twice does no harm."


class _Piece(NamedTuple):
    """Something that waits to be read. What is typed has no row: it is answered at its field."""

    take: Callable[[Gathered], Gathered]
    row: GivenRow | None
    path: Path | None = None


class PaperGathering(QWidget):
    """Emits `go_on` when the user wants to open what is complete. One thing is read after the other, on the worker."""

    go_on = Signal()

    def __init__(self, look: Theme, tasks: Tasks) -> None:
        super().__init__()
        self._look, self._tasks = look, tasks
        self.gathered, self.status = restore.EMPTY, Status()
        self.vault_path: Path | None = None
        self._waiting: deque[_Piece] = deque()
        self._reading: _Piece | None = None
        self.typing = PaperTyping(look)
        self.progress = RestoreProgress(look)
        self._choose = button("Choose files…", "primary", clicked=self._choose_files, name="choose-files")
        self._drop = self._drop_frame()
        self.typing.typed.connect(self._on_typed)
        self.typing.given.connect(self.read_mime)
        self.progress.go_on.connect(self._on_next)
        self.progress.choose_vault.connect(self._choose_vault)
        typed = column(label("Or type what is printed", "heading"), self.typing, gap=UNIT + 4)
        left = column(self._drop, typed, None, gap=4 * UNIT)
        layout = row(gap=4 * UNIT)
        layout.addLayout(left, 3)
        layout.addWidget(self.progress, 2)
        self.setLayout(layout)
        self.setFocusProxy(self._choose)

    @property
    def opens_file(self) -> bool:
        """Tell whether there is a paper key, scanned, typed or from shares, and a vault file for it."""
        return self.status.has_key and self.vault_path is not None

    @property
    def _lacks_file(self) -> bool:
        return self.status.has_key and self.vault_path is None and not self.status.needs_passphrase

    def start(self, vault_path: Path | None) -> None:
        """Begin anew. `vault_path` is the vault file that a paper key is to open, where there is one."""
        self.gathered, self.status, self.vault_path = restore.EMPTY, Status(), vault_path
        self._waiting.clear()
        self._reading = None
        self.typing.clear()
        self.typing.choose("key")
        self.progress.given.clear()
        self.progress.banner.hide()
        self.refresh()

    def read_mime(self, data: QMimeData | None) -> None:
        """Read what was dropped or lies on the clipboard: files, a picture or a text. An empty clipboard may be None."""
        data = data or QMimeData()
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        image = data.imageData() if data.hasImage() and not files else None
        if files:
            self.read_files(files)
        elif isinstance(image, QImage):
            png = as_png(image)
            self._read("Pasted picture", lambda before: restore.take(before, png))
        elif data.hasText():
            text = data.text()
            self._read("Pasted text", lambda before: restore.take_text(before, text, "pasted"))
        else:
            self.progress.banner.show_message("warning", "There is no text, picture or file to read.")

    def read_files(self, paths: Sequence[Path]) -> None:
        for path in paths:
            self._read(path.name, _taking(path), path)

    def paste(self) -> None:
        self.read_mime(QGuiApplication.clipboard().mimeData())

    def show_drop(self, *, is_over: bool) -> None:
        restyle(self._drop, "active", "true" if is_over else "false")

    def _read(self, name: str, take: Callable[[Gathered], Gathered], path: Path | None = None) -> None:
        self.progress.banner.hide()
        self._waiting.append(_Piece(take, self.progress.given.add(name), path))
        self._read_next()

    def _on_typed(self, text: str) -> None:
        pieces = [*self._waiting, self._reading]
        if not any(piece and piece.row is None for piece in pieces):  # a paste is told of twice where it completes a key
            self._waiting.append(_Piece(lambda before: restore.take_text(before, text, "typed"), None))
            self._read_next()

    def _read_next(self) -> None:
        self.refresh()
        if self._reading is None and self._waiting:
            piece, before = self._waiting.popleft(), self.gathered
            self._reading = piece
            self._tasks.run(
                self,
                lambda: _taken(piece, before),
                lambda after: self._on_taken(piece, *after),
                lambda error: self._on_refused(piece, error),
            )

    def _on_taken(self, piece: _Piece, after: Gathered, status: Status) -> None:
        if piece is not self._reading:
            return  # all was begun anew meanwhile
        is_file = bool(piece.path) and after.vault_data != self.gathered.vault_data
        lines = len(after.lines) - len(self.gathered.lines)
        words = "The vault file." if is_file else restore_messages.gave(self.status, status, lines)
        self.gathered, self.status, self._reading = after, status, None
        if is_file:
            self.vault_path = piece.path
        if piece.row is None:
            self.progress.given.add("Typed").show_taken(words)
            self.typing.keep_lines(status.typed_errors) if self.typing.kind == "lines" else self.typing.taken()
        else:
            piece.row.show_taken(words)
        self._after()

    def _on_refused(self, piece: _Piece, error: VaultError) -> None:
        if piece is not self._reading:
            return
        self._reading = None
        if piece.row is None:
            self.typing.refuse(error)
        else:
            piece.row.show_refused(restore_messages.shortened(messages.of_error(error)))
        self._after()

    def _after(self) -> None:
        """Go on with what waits; when all is read, lead to what comes next."""
        self._read_next()
        if self._reading is None:
            if self.progress.next.isEnabled():
                self.progress.next.setFocus()
            elif kind := restore_messages.kind_missing(self.status):
                self.typing.suggest(kind)

    def _on_next(self) -> None:
        if self._lacks_file:
            self._choose_vault()
        else:
            self.go_on.emit()

    def refresh(self) -> None:
        """Show how far it is."""
        is_ready = self.opens_file or self.status.needs_passphrase
        restyle(self._choose, "kind", "" if is_ready or self._lacks_file else "primary")
        self.progress.show_file(self.vault_path, is_wanted=self.status.has_key)
        self.progress.show_state(
            restore_messages.sentences(self.status, has_file=self.vault_path is not None),
            restore_messages.progress(self.status),
            is_ready=is_ready,
            next_text="Choose the vault file…" if self._lacks_file else "Continue",
            may_go_on=(is_ready or self._lacks_file) and self._reading is None and not self._waiting,
        )

    def _choose_files(self) -> None:
        dialog = QFileDialog(self, "Photos, scans or PDFs of the sheets")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.read_files([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_vault(self) -> None:
        folder = str(self.vault_path.parent) if self.vault_path else ""
        dialog = QFileDialog(self, "The vault file that the key opens", folder, "Sparekey vaults (*.sparekey);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.choose_vault(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def choose_vault(self, path: Path) -> None:
        """Let the key open another vault file."""
        self.vault_path = path
        self.progress.banner.hide()
        self.refresh()
        self._after()

    def _drop_frame(self) -> QFrame:
        picture = QLabel()
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._look.follow(picture, lambda: picture.setPixmap(self._look.pixmap("drop", "accent", size=40)))
        paste = with_icon(button("Paste", clicked=self.paste, name="paste-paper"), self._look, "paste")
        text = label(_DROP, "muted", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside = column(picture, text, row(None, self._choose, paste, None), gap=2 * UNIT)
        inside.setContentsMargins(3 * UNIT, 3 * UNIT, 3 * UNIT, 3 * UNIT)
        made = QFrame()
        made.setObjectName("drop")
        made.setLayout(inside)
        return made


def _taken(piece: _Piece, before: Gathered) -> tuple[Gathered, Status]:
    """Return what is there with this piece, and what it amounts to: putting shares together takes a while as well."""
    after = piece.take(before)
    return after, gathered.status(after)


def _taking(path: Path) -> Callable[[Gathered], Gathered]:
    return lambda before: restore.take(before, restore.read_file(path), path.name)
