"""Asks for the password of another copy of the vault."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop.theme import Theme
from ui.desktop.widgets.basic import button
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.password_field import PasswordField


class CopyPasswordDialog(Frame):
    """Emits `typed` with the password, which is kept nowhere."""

    typed = Signal(str)

    def __init__(self, parent: QWidget, look: Theme, name: str, trouble: str) -> None:
        super().__init__(parent, "Password of the other copy", f"{name} does not open with what opened this vault.")
        self.field = PasswordField(look, "copy-password", "Its password")
        if trouble:
            self.field.set_error(trouble)
        self.body.addWidget(self.field)
        self.finish_with(button("Open", "primary", clicked=self.open_copy, name="open-copy"))
        self.field.setFocus()

    def open_copy(self) -> None:
        secret = self.field.secret
        if not secret:
            self.field.set_error("Type the password of that copy.")
            return
        self.accept()
        self.typed.emit(secret)
