"""A vault file that is damaged or gone: its newest whole backup takes its place."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import messages, past_messages
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, card, column, label
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.password_field import PasswordField
from vault.errors import VaultError

if TYPE_CHECKING:
    from vault.rescue import Offer


class RescueDialog(Frame):
    """Emits `rescued` with a sentence and the password, with which the vault opens now.

    `put_back` is called on the worker with the password: it returns where a damaged file is kept.
    """

    rescued = Signal(str, str)

    def __init__(
        self, parent: QWidget, look: Theme, tasks: Tasks, path: Path, offer: "Offer", *, put_back: Callable[[str], Path | None]
    ) -> None:
        is_there = path.exists()
        title = f"{path.name} is damaged" if is_there else f"{path.name} is gone"
        super().__init__(parent, title, past_messages.RESCUE if is_there else past_messages.RESCUE_GONE, width=520)
        self._tasks, self._put_back = tasks, put_back
        self._is_busy = False
        self.field = PasswordField(look, "rescue-password", "Its password")
        self.field.entered.connect(self.put_back)
        self._put = button("Put it in place", "primary", clicked=self.put_back, name="put-back")
        self.body.addWidget(card(column(label(past_messages.offer(offer), "label", wrap=True), gap=UNIT)))
        self.body.addWidget(self.field)
        self.finish_with(self._put)
        self.field.setFocus()

    def put_back(self) -> None:
        """Put the backup in the place of the vault, if the password opens it."""
        secret = self.field.secret
        if not secret:
            self.field.set_error("Type the password that the vault had at that time.")
            return
        self._set_busy(busy=True)
        self._tasks.run(self, lambda: self._put_back(secret), lambda kept: self._on_done(kept, secret), self._on_failed)

    def reject(self) -> None:
        """Leave the vault as it is; not while the backup is being put in its place, which cannot be called back."""
        if not self._is_busy:
            super().reject()

    def _on_done(self, kept: Path | None, secret: str) -> None:
        self.accept()
        self.rescued.emit(past_messages.put_back(kept.name if kept else ""), secret)

    def _on_failed(self, error: VaultError) -> None:
        self._set_busy(busy=False)
        self.field.refuse(messages.of_error(error))

    def _set_busy(self, *, busy: bool) -> None:
        self._is_busy = busy
        self._put.setDisabled(busy)
        self.field.setDisabled(busy)
