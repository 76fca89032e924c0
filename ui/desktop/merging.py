"""Other copies of the vault: what a sync tool left beside it, what another machine wrote into it, what the user chooses.

What another machine wrote while nothing is unsaved here is taken in at once where both agree; else the user is asked.
"""

import contextlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from ui.desktop import merge_messages, messages
from ui.desktop.main_window import MainWindow
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from vault import merge
from vault.errors import NotThere, VaultError, WrongKey
from vault.merge import Merged
from vault.model import Vault

if TYPE_CHECKING:
    from ui.desktop.file_watch import FileWatch
    from ui.desktop.theme import Theme
    from ui.desktop.widgets.banner import Action
    from vault.store import Opened

_OnDisk = tuple["Opened", Vault, Merged]


class Merging(QObject):
    """Emits `said` with a sentence once another copy was taken in. `watch` is there once the vault was looked around.

    Emits `silent` when what its banner says holds no longer.
    """

    said = Signal(str)
    silent = Signal()

    def __init__(self, window: MainWindow, look: "Theme", session: Session, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._look, self._session, self._tasks = window, look, session, tasks
        self.watch: FileWatch | None = None
        self._offer_words = ""  # what the banner says of a copy beside the vault
        self._complaint = ""  # what it says of the vault file
        self._is_put_off = False  # something happened on the disk that has to wait for the save under way

    def open(self) -> None:
        """Look around once the vault is open, and from then on whenever something happens to its file."""
        from ui.desktop.file_watch import FileWatch  # noqa: PLC0415  (not needed to start)

        self.watch = FileWatch(self, self._session, self._tasks)
        self.watch.changed.connect(self._read_disk)
        self.watch.mended.connect(self._on_mended)
        self.watch.copied.connect(self.look_around)
        self._session.saved.connect(self._on_mended)
        self._session.settled.connect(self._on_settled)
        self.look_around()

    def look_around(self) -> None:
        """Look for what sync tools left beside the vault, and offer the first that has something new."""
        if not self._session.is_unlocked or self._session.why_read_only:
            return
        if self._session.has_unsaved:
            self._is_put_off = True
            return
        file, path, ours = self._session.file, self._session.path, self._session.vault

        def job() -> tuple[Path, _OnDisk] | None:
            from vault import store  # noqa: PLC0415  (on the worker, once a vault is open)

            for copy in store.conflict_copies(path):
                with contextlib.suppress(VaultError):  # of another vault, or damaged: nothing to offer
                    other, theirs = store.catch_up(structs.replace(file.opened, path=copy))
                    if (merged := merge.merge(ours, theirs)).added:
                        return copy, (other, theirs, merged)
            return None

        self._tasks.run(self, job, self._offer, lambda _error: None)

    def merge_disk(self) -> None:
        """Put together what another program wrote into the file with what is here; the save that follows writes both."""
        self._read(self._session.path, "")

    def choose(self) -> None:
        """Let the user choose another copy."""
        dialog = QFileDialog(self._window, "Another copy of the vault", "", "Vaults (*.sparekey);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self._read(Path(name), ""))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def keep_copy(self, advice: str = "", actions: "Sequence[Action]" = ()) -> None:
        """Write what is open here beside the vault file, and say where it is, with some advice."""
        again = ("Try again", partial(self.keep_copy, advice, actions))
        self._session.save_copy(
            lambda path: self._say("info", f"What is open here is in {path.name}. {advice}".strip(), actions),
            lambda error: self._say("danger", messages.of_error(error), [again]),
        )

    def _say(self, level: str, words: str, actions: "Sequence[Action]" = ()) -> None:
        """Say what is the matter, until the vault file is as it should be."""
        self._complaint = words
        self._window.banner.show_message(level, words, actions)

    def _take_back(self, words: str) -> None:
        """Say something no longer, unless others have said something else since."""
        if words and self._window.banner.text == words:
            self.silent.emit()

    def _on_mended(self) -> None:
        words, self._complaint = self._complaint, ""
        self._take_back(words)

    def _offer(self, found: tuple[Path, _OnDisk] | None) -> None:
        if self._session.has_unsaved:
            self._is_put_off = True
            return
        before, self._offer_words = self._offer_words, ""
        if found:
            copy, (other, theirs, merged) = found
            self._offer_words = merge_messages.found(copy.name, merged)
            look = ("Look at it", partial(self._show, copy, theirs, other))
            self._window.banner.show_message("info", self._offer_words, [look])
        else:
            self._take_back(before)

    def _on_settled(self) -> None:
        """Come back to what had to wait, and to what is offered: it may be here by now."""
        if self._is_put_off and self.watch:
            self.watch.look_again()
        if self._is_put_off or self._offer_words:
            self.look_around()
        self._is_put_off = False

    def _read_disk(self) -> None:
        """Read what somebody else wrote into the file. What is unsaved here comes first: its save finds the same."""
        if not self._session.is_unlocked:
            return
        if self._session.has_unsaved:
            self._is_put_off = True
            return
        opened, ours = self._session.file.opened, self._session.vault

        def job() -> _OnDisk:
            from vault import store  # noqa: PLC0415  (on the worker, once a vault is open)

            new, theirs = store.catch_up(opened)
            return new, theirs, merge.merge(ours, theirs)

        def done(found: _OnDisk) -> None:
            if self._session.has_unsaved:
                self._is_put_off = True
            elif self._session.is_unlocked and self._session.vault is ours and self._session.file.opened is opened:
                self._go_on(found)
            elif self.watch:  # something was changed here meanwhile, and is saved
                self.watch.look_again()

        self._tasks.run(self, job, done, self._on_unreadable)

    def _go_on(self, found: _OnDisk) -> None:
        """Take in at once what another machine wrote, where nothing has to be decided."""
        opened, theirs, merged = found
        if merge.knows_all(theirs, self._session.vault):
            if merged.added:
                self._session.go_on_from(opened, theirs)
                self.said.emit(merge_messages.TAKEN_FROM_DISK)
            else:  # the same content, encrypted again: with other keys perhaps
                self._session.writing.run(partial(self._session.file.go_on_from, opened), lambda _: self._on_mended())
        elif self._session.why_read_only:
            self._say("warning", merge_messages.OLDER_FOR_READING)
        elif not merged.added:
            self._say("warning", merge_messages.OLDER, [("Save it again", self._session.save_again)])
        elif merged.conflicts:
            both = [("Put both together", partial(self._show, self._session.path, theirs, opened))]
            self._say("warning", merge_messages.BOTH_CHANGED, both)
        else:
            file, ours = self._session.file, self._session.vault
            self._session.writing.run(lambda: file.go_on_with_both(opened, theirs, ours), lambda _: None)  # before the save
            if self._session.attempt(merge.take_in, theirs):
                self.said.emit(merge_messages.TAKEN_FROM_DISK)

    def _on_unreadable(self, error: VaultError) -> None:
        actions: list[Action] = [("Keep a copy", self.keep_copy)]
        if isinstance(error, NotThere):
            self._say("danger", merge_messages.GONE, actions)
            return
        if isinstance(error, WrongKey):
            actions.insert(0, ("Put both together", self.merge_disk))
        self._say("danger", merge_messages.replaced(error), actions)

    def _read(self, path: Path, secret: str) -> None:
        def failed(error: VaultError) -> None:
            if isinstance(error, WrongKey):
                self._ask(path, error if secret else None)
            else:
                self._say("danger", messages.of_error(error))

        file = self._session.file

        def job() -> "tuple[Vault, Opened | None]":
            from vault import store  # noqa: PLC0415  (as above)

            with contextlib.suppress(WrongKey):
                other, theirs = store.catch_up(structs.replace(file.opened, path=path))
                return theirs, other
            return file.read_copy(path, secret), None

        self._tasks.run(self, job, lambda found: self._show(path, *found), failed)

    def _ask(self, path: Path, error: WrongKey | None) -> None:
        from ui.desktop.dialogs.copy_password import CopyPasswordDialog  # noqa: PLC0415  (rarely needed)

        dialog = CopyPasswordDialog(self._window, self._look, path.name, messages.of_error(error) if error else "")
        dialog.typed.connect(lambda secret: self._read(path, secret))
        dialog.open()

    def _show(self, path: Path, theirs: Vault, other: "Opened | None") -> None:
        """Show what a copy has. Its keys are taken over with it, where they are of this vault: `other`."""
        from ui.desktop.dialogs.merge import MergeDialog  # noqa: PLC0415  (rarely needed)

        def take_keys() -> None:
            if other:
                take = partial(self._session.file.take_keys, other, theirs, self._session.vault)
                self._session.writing.run(take, lambda _: None)

        dialog = MergeDialog(self._window, self._session, path.name, theirs)
        dialog.taking.connect(take_keys)
        dialog.taken.connect(self._on_taken)
        dialog.open()

    def _on_taken(self, sentence: str) -> None:
        self.silent.emit()
        self.said.emit(sentence)
