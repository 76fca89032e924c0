"""Changes the vault's password, and says which older copies still open with the old one."""

from PySide6.QtWidgets import QWidget

from ui.desktop.key_changes import Changed, KeyChanges
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from ui.desktop.widgets.key_frame import KeyFrame
from ui.desktop.widgets.new_password import NewPassword


class PasswordDialog(KeyFrame):
    """Asks for the old password first, and stays until it is known whether the new one is on disk."""

    def __init__(self, parent: QWidget, look: Theme, tasks: Tasks, changes: KeyChanges) -> None:
        words = "Backups and other copies of the vault still open with the old password."
        self.new = NewPassword(look, tasks, word="New password")
        super().__init__(
            parent, look, changes, title="Change the password", words=words, start=self._change, is_ready=self.new.check
        )
        self.body.addWidget(self.password)
        self.body.addWidget(self.new)
        self.new.entered.connect(self.go)
        self.ask_with("Change password", "Changing…", "primary", "change-password-now")
        self.password.setFocus()

    def _change(self) -> None:
        self.changes.change(self.password.secret, self.new.secret, self._on_changed, self.on_failed, owner=self)

    def _on_changed(self, changed: Changed) -> None:
        self.new.clear()
        self.show_done("The password was changed", changed, "the old password")
