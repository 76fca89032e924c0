"""Changes the vault's password."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import messages
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from ui.desktop.widgets.basic import button
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.new_password import NewPassword
from ui.desktop.widgets.password_field import PasswordField
from vault.errors import VaultError, WrongKey


class PasswordDialog(Frame):
    """Asks for the old password first. Emits `changed` once the new one is on disk; stays until it is known whether it is."""

    changed = Signal()

    def __init__(self, parent: QWidget, look: Theme, session: Session, tasks: Tasks) -> None:
        words = "Backups and other copies of the vault still open with the old password."
        super().__init__(parent, "Change the password", words)
        self._session = session
        self._is_changing = False
        self.old = PasswordField(look, "old-password", "Present password")
        self.new = NewPassword(look, tasks, word="New password")
        self.body.addWidget(self.old)
        self.body.addWidget(self.new)
        self._change = button("Change password", "primary", clicked=self.change, name="change-password-now")
        self.finish_with(self._change)
        self.old.setFocus()

    def change(self) -> None:
        if self.new.check() and not self._is_changing:
            self._show_changing(is_changing=True)
            self._session.change_password(self.old.secret, self.new.secret, self._on_done, self._on_failed)

    def reject(self) -> None:
        """Leave it all as it is; not while the change is on its way to the disk, which cannot be called back."""
        if not self._is_changing:
            super().reject()

    def _show_changing(self, *, is_changing: bool) -> None:
        self._is_changing = is_changing
        self._change.setDisabled(is_changing)
        self._change.setText("Changing…" if is_changing else "Change password")

    def _on_done(self, _: object) -> None:
        self.accept()
        self.changed.emit()

    def _on_failed(self, error: VaultError) -> None:
        self._show_changing(is_changing=False)
        if isinstance(error, WrongKey):
            self.old.set_error("This is not the present password.")
            self.old.setFocus()
        else:
            self.banner.show_message("danger", messages.of_error(error))
