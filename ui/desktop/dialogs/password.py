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
    """Asks for the old password first. Emits `changed` once the new one is on disk."""

    changed = Signal()

    def __init__(self, parent: QWidget, look: Theme, session: Session, tasks: Tasks) -> None:
        words = "Backups and other copies of the vault still open with the old password."
        super().__init__(parent, "Change the password", words)
        self._session = session
        self.old = PasswordField(look, "old-password", "Present password")
        self.new = NewPassword(look, tasks, word="New password")
        self.body.addWidget(self.old)
        self.body.addWidget(self.new)
        self._change = button("Change password", "primary", clicked=self.change, name="change-password-now")
        self.finish_with(self._change)
        self.old.setFocus()

    def change(self) -> None:
        if self.new.check():
            self._change.setDisabled(True)
            self._session.change_password(self.old.secret, self.new.secret, self._on_done, self._on_failed)

    def _on_done(self, _: object) -> None:
        self.accept()
        self.changed.emit()

    def _on_failed(self, error: VaultError) -> None:
        self._change.setDisabled(False)
        if isinstance(error, WrongKey):
            self.old.set_error("This is not the present password.")
            self.old.setFocus()
        else:
            self.banner.show_message("danger", messages.of_error(error))
