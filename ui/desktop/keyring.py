"""What opens the vault besides its password, and what has to be on disk before a printed sheet leaves.

A sheet is in the register, and its key in the file, before anything is printed: paper that nobody knows of cannot be
verified, told to be stale, or shut out.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct, structs
from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from ui.desktop.session import Failed, Session
from ui.desktop.tasks import Tasks
from vault.errors import ReadOnly, VaultError

if TYPE_CHECKING:
    from vault.crypto import Cost
    from vault.printouts import Printout
    from vault.store import KeyInfo


class Issued(Struct, frozen=True):
    """Sheets that are in the register on disk. `key_id` is empty where they carry no key."""

    sheet_ids: tuple[str, ...]
    key_id: str = ""


class KeyRing(QObject):
    """Emits `changed` when there are other keys than before."""

    changed = Signal()

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__(session)
        self._session, self._tasks = session, tasks
        self._waiting: tuple[Issued, Failed] | None = None
        session.save_failed.connect(self._on_save_failed)

    @property
    def keys(self) -> "tuple[KeyInfo, ...]":
        """The ways to open the vault, in the order of the file."""
        from vault import store  # noqa: PLC0415

        return store.key_list(self._session.file.opened) if self._session.is_unlocked else ()

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(key.id for key in self.keys)

    def make(
        self, making: "Callable[[Cost], Printout]", done: "Callable[[Printout], object]", failed: Failed, *, owner: QObject
    ) -> None:
        """Make a printout on the worker: an encrypted one takes as long as opening a vault."""
        chosen = self._session.cost

        def job() -> "Printout":
            from vault import store  # noqa: PLC0415

            return making(chosen or store.cost_here())

        self._tasks.run(owner, job, done, failed)

    def issue(self, printout: "Printout", act: Callable[[Issued], object], failed: Failed, *, owner: QObject) -> None:
        """Enter the sheets and their key, and `act` as soon as that is on disk. Where the disk refuses, nothing is entered."""
        if why := self._session.why_read_only:
            failed(ReadOnly(why))
            return
        file, key, cost = self._session.file, printout.key, self._session.cost

        def entered(key_id: str) -> None:
            from vault import edit  # noqa: PLC0415

            sheets = [structs.replace(sheet, key_id=key_id) for sheet in printout.sheets]
            issued = Issued(tuple(sheet.id for sheet in sheets), key_id)
            if not isValid(owner) or not self._session.attempt(edit.note_printed, sheets):
                self.withdraw(issued)
                return
            self._waiting = (issued, failed)
            self._session.when_saved(self, lambda: self._on_saved(issued, act, owner))

        self._session.writing.run(lambda: file.add_key(key, cost) if key else "", entered, failed)

    def withdraw(self, issued: Issued) -> None:
        """Take sheets that never left out of the register again, and their key out of the file."""
        file, key_ids = self._session.file, self.ids & {issued.key_id}

        def job() -> None:
            for key_id in key_ids:
                file.drop_key(key_id)

        def dropped(_: object) -> None:
            from vault import edit  # noqa: PLC0415

            if any(sheet.id in issued.sheet_ids for sheet in self._session.vault.sheets):
                self._session.attempt(edit.withdraw_sheets, issued.sheet_ids)
            self.changed.emit()

        self._session.writing.run(job, dropped, dropped)

    def _on_saved(self, issued: Issued, act: Callable[[Issued], object], owner: QObject) -> None:
        self._waiting = None
        if issued.key_id:
            self.changed.emit()
        if isValid(owner):
            act(issued)

    def _on_save_failed(self, error: VaultError) -> None:
        if self._waiting:
            (issued, failed), self._waiting = self._waiting, None
            self.withdraw(issued)
            failed(error)
