"""Other copies of the vault: what a sync tool left beside it, what another machine wrote into it, what the user chooses."""

import contextlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from ui.desktop import merge_messages, messages
from ui.desktop.main_window import MainWindow
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from vault import merge
from vault.errors import VaultError, WrongKey
from vault.merge import Merged
from vault.model import Vault

if TYPE_CHECKING:
    from ui.desktop.theme import Theme


class Merging(QObject):
    """Emits `said` with a sentence once another copy was taken in."""

    said = Signal(str)

    def __init__(self, window: MainWindow, look: "Theme", session: Session, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._look, self._session, self._tasks = window, look, session, tasks

    def look_around(self) -> None:
        """Look for what sync tools left beside the vault, and offer the first that has something new."""
        file, path, ours = self._session.file, self._session.path, self._session.vault

        def job() -> tuple[Path, Vault, Merged] | None:
            from vault import store  # noqa: PLC0415  (on the worker, once a vault is open)

            for copy in store.conflict_copies(path):
                with contextlib.suppress(VaultError):  # of another vault, or damaged: nothing to offer
                    theirs = store.read_copy(file.opened, copy)
                    if (merged := merge.merge(ours, theirs)).added:
                        return copy, theirs, merged
            return None

        self._tasks.run(self, job, self._offer, lambda _error: None)

    def merge_disk(self) -> None:
        """Put together what another program wrote into the file with what is here; the save that follows writes both."""
        self._read(self._session.path, "")

    def choose(self) -> None:
        """Let the user choose another copy."""
        kinds = "Vaults (*.sparekey);;All files (*)"
        name, _ = QFileDialog.getOpenFileName(self._window, "Another copy of the vault", "", kinds)
        if name:
            self._read(Path(name), "")

    def _offer(self, found: tuple[Path, Vault, Merged] | None) -> None:
        if found:
            copy, theirs, merged = found
            words = merge_messages.found(copy.name, merged)
            self._window.banner.show_message("info", words, [("Look at it", partial(self._show, copy, theirs))])

    def _read(self, path: Path, secret: str) -> None:
        def failed(error: VaultError) -> None:
            if isinstance(error, WrongKey):
                self._ask(path, error if secret else None)
            else:
                self._window.banner.show_message("danger", messages.of_error(error))

        file = self._session.file
        self._tasks.run(self, lambda: file.read_copy(path, secret), lambda theirs: self._show(path, theirs), failed)

    def _ask(self, path: Path, error: WrongKey | None) -> None:
        from ui.desktop.dialogs.copy_password import CopyPasswordDialog  # noqa: PLC0415  (rarely needed)

        dialog = CopyPasswordDialog(self._window, self._look, path.name, messages.of_error(error) if error else "")
        dialog.typed.connect(lambda secret: self._read(path, secret))
        dialog.open()

    def _show(self, path: Path, theirs: Vault) -> None:
        from ui.desktop.dialogs.merge import MergeDialog  # noqa: PLC0415  (rarely needed)

        dialog = MergeDialog(self._window, self._session, path.name, theirs)
        dialog.taken.connect(self._on_taken)
        dialog.open()

    def _on_taken(self, sentence: str) -> None:
        self._window.banner.hide()
        self.said.emit(sentence)
