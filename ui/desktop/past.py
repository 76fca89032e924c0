"""What was, in the window: history, backups, deleted accounts; each page made when it is first wanted."""

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.desktop import messages, past_messages
from ui.desktop.main_window import MainWindow
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from vault.errors import VaultError, WrongKey

if TYPE_CHECKING:
    from ui.desktop.pages.backups import BackupsPage
    from ui.desktop.pages.bin import BinPage
    from ui.desktop.pages.history import HistoryPage
    from ui.desktop.widgets.past_card import PastCard
    from vault.backups import Backup
    from vault.history import Entry
    from vault.model import Vault


class Past(QObject):
    """Emits `wanted` with a page to be shown, `done` with a sentence of what can be undone."""

    wanted = Signal(object)  # QWidget
    done = Signal(str)

    def __init__(self, window: MainWindow, look: Theme, session: Session, tasks: Tasks) -> None:
        super().__init__(window)
        self._window, self._look, self._session, self._tasks = window, look, session, tasks

    def serve(self, card: "PastCard") -> None:
        """Do what the card on the settings page asks for."""
        card.history.connect(self.show_history)
        card.backups.connect(lambda: self._show(self.backups))
        card.bin.connect(lambda: self._show(self.bin))

    @cached_property
    def history(self) -> "HistoryPage":
        """The page of all changes."""
        from ui.desktop.pages.history import HistoryPage  # noqa: PLC0415  (as all of these: opening a vault stays short)

        made = HistoryPage(self._look, self._session)
        made.export_wanted.connect(self._export)
        return made

    @cached_property
    def backups(self) -> "BackupsPage":
        """The page of earlier states."""
        from ui.desktop.pages.backups import BackupsPage  # noqa: PLC0415

        made = BackupsPage(self._session, self._tasks)
        made.look_wanted.connect(lambda backup: self._read(backup, ""))
        return made

    @cached_property
    def bin(self) -> "BinPage":
        """The page of deleted accounts."""
        from ui.desktop.pages.bin import BinPage  # noqa: PLC0415

        made = BinPage(self._session)
        made.restored.connect(self._on_restored)
        made.remove_wanted.connect(self._ask_to_remove)
        return made

    def show_history(self, title: str = "") -> None:
        """Show what was changed, of one account or of all."""
        self.history.show_account(title)
        self._show(self.history)

    def open(self) -> None:
        """Say whether the vault that was just opened is older than it should be, and empty the bin of what had its time."""
        from vault import bin as waste  # noqa: PLC0415

        if warning := self._session.file.warning:
            self._window.warning.show_message("warning", f"{warning}.", [("Dismiss", self._window.warning.hide)])
        if not self._session.why_read_only:
            self._session.attempt(waste.without_expired)

    def _show(self, page: QWidget) -> None:
        self.wanted.emit(page)

    def _read(self, backup: "Backup", secret: str) -> None:
        """Read what a backup holds: with the vault key, else with the password of its day."""

        def failed(error: VaultError) -> None:
            if isinstance(error, WrongKey):
                self._ask(backup, messages.of_error(error) if secret else "")
            else:
                self.backups.banner.show_message("danger", messages.of_error(error))

        file = self._session.file
        self._tasks.run(self, lambda: file.read_copy(backup.path, secret), partial(self._look_inside, backup), failed)

    def _ask(self, backup: "Backup", trouble: str) -> None:
        from ui.desktop.dialogs.copy_password import CopyPasswordDialog  # noqa: PLC0415

        dialog = CopyPasswordDialog(self._window, self._look, backup.path.name, trouble)
        dialog.typed.connect(lambda secret: self._read(backup, secret))
        dialog.open()

    def _look_inside(self, backup: "Backup", before: "Vault") -> None:
        from ui.desktop.dialogs.backup import BackupDialog  # noqa: PLC0415

        self.backups.banner.hide()
        dialog = BackupDialog(self._window, self._session, backup, before)
        dialog.gone_back.connect(self.done)
        dialog.open()

    def _on_restored(self, account_id: str) -> None:
        if account := self._session.account(account_id):
            self.done.emit(f"{account.username} at {messages.service_name(account)} is back.")

    def _ask_to_remove(self, account_ids: list[str]) -> None:
        from ui.desktop.dialogs.remove_accounts import RemoveAccountsDialog  # noqa: PLC0415

        names = [
            f"{one.username} at {messages.service_name(one)}" for one in self._session.vault.accounts if one.id in account_ids
        ]
        dialog = RemoveAccountsDialog(self._window, names)
        dialog.confirmed.connect(lambda: self._remove(account_ids))
        dialog.open()

    def _remove(self, account_ids: list[str]) -> None:
        from vault import bin as waste  # noqa: PLC0415

        if self._session.attempt(waste.remove, account_ids):
            self.done.emit(f"{messages.count(len(account_ids), 'account')} removed.")

    def _export(self, entries: "list[Entry]") -> None:
        dialog = QFileDialog(self._window, "Export the history", "sparekey-history.csv", "Tables (*.csv);;All files (*)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda name: self._write(Path(name), entries))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write(self, path: Path, entries: "list[Entry]") -> None:
        def job() -> None:
            from vault import files, history  # noqa: PLC0415

            files.check_new(path)
            files.write_new(path, history.as_csv(entries).encode(), disk=files.Disk())

        self._tasks.run(
            self,
            job,
            lambda _: self._window.say(past_messages.exported(len(entries), path.name)),
            lambda error: self._window.say(messages.of_error(error)),
        )
