"""The dialog that adds an account."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import messages
from ui.desktop.session import Session
from ui.desktop.widgets.basic import button
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.fields import labelled, service_box, service_of, text_field
from vault import edit, services
from vault.errors import VaultError
from vault.model import Now, Vault


class AccountDialog(Frame):
    """Adds an account. Emits `added` with its id."""

    added = Signal(str)

    def __init__(self, parent: QWidget, session: Session) -> None:
        super().__init__(parent, "Add an account")
        self._session = session
        self.service = service_box("service")
        self.username = text_field("username", "As the service shows it, without @")
        self.email = text_field("email", "name@example.com")
        self.body.addLayout(labelled("Service", self.service))
        self.body.addLayout(labelled("User name", self.username))
        self.body.addLayout(labelled("Primary e-mail, if you like", self.email))
        self.finish_with(button("Add account", "primary", clicked=self.add, name="add-account-now"))
        self.username.setFocus()

    def add(self) -> None:
        try:
            service, username = services.parse_title(f"{service_of(self.service)}:{self.username.text()}")
            self._session.apply(_add, service, username, self.email.text())
        except VaultError as error:
            self.banner.show_message("danger", messages.of_error(error))
            return
        account = self._session.vault.find(service, username)
        self.accept()
        self.added.emit(account.id if account else "")


def _add(vault: Vault, service: str, username: str, address: str, *, now: Now) -> Vault:
    """Add an account with its address, or neither."""
    vault = edit.add_account(vault, service, username, now=now)
    return edit.set_email(vault, vault.accounts[-1].id, address, now=now) if address.strip() else vault
