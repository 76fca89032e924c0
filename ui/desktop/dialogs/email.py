"""The e-mail addresses of an account: which is primary, verified when, at whose domain, and what its mailbox needs."""

from PySide6.QtWidgets import QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop import fact_messages
from ui.desktop.session import Session
from ui.desktop.theme import Theme
from ui.desktop.widgets.email_form import EmailForm
from ui.desktop.widgets.fact_rows import Row
from ui.desktop.widgets.list_frame import ListFrame
from vault import edit, facts
from vault.model import Email, printable


class EmailsDialog(ListFrame):
    """Lists the addresses, adds, changes and removes them."""

    def __init__(self, parent: QWidget, look: Theme, session: Session, account_id: str) -> None:
        account = edit.account_of(session.vault, account_id)
        super().__init__(
            parent,
            look,
            session,
            account_id,
            topic="email",
            title="E-mail addresses",
            words=words.about(account, "email"),
            rows_of=lambda: [_row(one) for one in self.account.emails],
            adding=("Add an address", self.add),
        )
        self.rows.edit_wanted.connect(self.edit)
        self.rows.remove_wanted.connect(self.remove)
        self.begin()

    def add(self) -> None:
        self._open(Email(id="", address="", primary=not self.account.emails), "Add an address")

    def edit(self, email_id: str) -> None:
        email = next(one for one in self.account.emails if one.id == email_id)
        self._open(email, printable(email.address))

    def remove(self, email_id: str) -> None:
        address = next(one.address for one in self.account.emails if one.id == email_id)
        if self.note_in_list(words.removed(address), facts.remove_email, self._account_id, email_id):
            self.show_list()

    def _open(self, email: Email, title: str) -> None:
        form = EmailForm(self._look, self._session, self.account, email)
        self.show_form(
            form,
            title,
            lambda: self.note_in_list(words.noted_name(form.address.text()), form.noted, self._account_id),
        )


def _row(email: Email) -> Row:
    said, role = fact_messages.email_words(email)
    return Row(email.id, printable(email.address), said, badge="primary" if email.primary else "", role=role)
