"""Keeps the password of an account itself, where its owner insists, and gives it out again."""

from PySide6.QtWidgets import QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop.clipboard import Clipboard
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, label, row
from ui.desktop.widgets.fact_frame import FactFrame
from ui.desktop.widgets.password_field import PasswordField
from vault import facts


class KeptPasswordDialog(FactFrame):
    """Says first why it is better kept elsewhere."""

    def __init__(self, parent: QWidget, look: Theme, session: Session, account_id: str, *, clipboard: Clipboard) -> None:
        super().__init__(parent, session, account_id, words.KEPT_TITLE, words.KEPT_WORDS)
        self._clipboard = clipboard
        self.field = PasswordField(look, "kept-password", "Password of the account")
        self.field.setEnabled(self.can_change)
        if self.account.password.secret:
            forget = button("Forget it", clicked=self.forget, name="forget-password")
            forget.setEnabled(self.can_change)
            copy = button("Copy it", clicked=self.copy, name="copy-password")
            self.body.addLayout(row(label("One is kept here.", "label"), None, forget, copy, gap=UNIT))
        self.body.addWidget(self.field)
        keep = button("Keep it here", "primary", clicked=self.keep, name="keep-password")
        keep.setEnabled(self.can_change)
        self.finish_with(keep)
        self.field.setFocus()

    def keep(self) -> None:
        if not self.field.secret:
            self.field.set_error(words.TYPE_IT)
        elif self.note(words.KEPT, facts.keep_password, self._account_id, self.field.secret):
            self.accept()

    def forget(self) -> None:
        if self.note(words.FORGOTTEN, facts.keep_password, self._account_id, ""):
            self.accept()

    def copy(self) -> None:
        self._clipboard.copy(self.account.password.secret)
        self.banner.show_message("info", f"Copied. The clipboard is cleared in {self._clipboard.seconds} s.")
