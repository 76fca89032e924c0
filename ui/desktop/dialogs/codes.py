"""Asks which code was burned while two-factor sign-in was set up."""

from PySide6.QtWidgets import QWidget

from ui.desktop import messages
from ui.desktop.session import Session
from ui.desktop.widgets.basic import button
from ui.desktop.widgets.burned import BurnedBox
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.fields import labelled
from vault import edit, services
from vault.errors import VaultError
from vault.intake import BURNED_NOTE
from vault.model import Account, CodeSet


class BurnedDialog(Frame):
    """Marks the code that the user names as used, so that the count agrees with what the service shows."""

    def __init__(self, parent: QWidget, session: Session, account: Account, code_set: CodeSet) -> None:
        super().__init__(parent, "The code burned at set-up", messages.BURNED)
        self._session, self._account_id, self._code_set_id = session, account.id, code_set.id
        rules = services.find(account.service).codes
        unused = [(place, code.secret) for place, code in enumerate(code_set.codes, 1) if code.state == "unused"]
        self.box = BurnedBox(unused, rules, none="I do not know")
        self.body.addLayout(labelled("Code", self.box))
        self.finish_with(button("Mark as used", "primary", clicked=self.mark, name="mark-burned"))

    def mark(self) -> None:
        place = self.box.place
        if place is None:
            self.reject()
            return
        try:
            self._session.apply(edit.mark_code, self._account_id, self._code_set_id, place, "used", note=BURNED_NOTE)
        except VaultError as error:
            self.banner.show_message("danger", messages.of_error(error))
        else:
            self.accept()
