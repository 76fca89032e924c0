"""The API tokens of an account: name, scope, days and where they are used, never a value."""

from datetime import date

from msgspec import structs
from PySide6.QtWidgets import QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop import fact_messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import column, row
from ui.desktop.widgets.day_choice import DayChoice
from ui.desktop.widgets.fact_rows import Row
from ui.desktop.widgets.fields import labelled, text_field
from ui.desktop.widgets.list_frame import ListFrame
from vault import edit, facts
from vault.model import Now, Token, Vault, new_id, printable
from vault.reminders import local_day

_BOX = 116  # px: so that the two days are aligned


class TokensDialog(ListFrame):
    """Lists the tokens, adds, changes and removes them."""

    def __init__(self, parent: QWidget, look: Theme, session: Session, account_id: str) -> None:
        super().__init__(
            parent,
            look,
            session,
            account_id,
            topic="tokens",
            title="API tokens",
            words=words.about(edit.account_of(session.vault, account_id), "tokens"),
            rows_of=lambda: [_row(one, local_day(session.now().at)) for one in self.account.tokens],
            adding=("Add a token", self.add),
        )
        self.rows.edit_wanted.connect(self.edit)
        self.rows.remove_wanted.connect(self.remove)
        self.begin()

    def add(self) -> None:
        self._open(Token(id=new_id(), name=""), "Add a token")

    def edit(self, token_id: str) -> None:
        token = self._token(token_id)
        self._open(token, printable(token.name))

    def remove(self, token_id: str) -> None:
        sentence = words.removed(self._token(token_id).name)
        if self.note_in_list(sentence, edit.remove_token, self._account_id, token_id):
            self.show_list()

    def _open(self, token: Token, title: str) -> None:
        form = TokenForm(token)
        self.show_form(form, title, lambda: self.note_in_list(words.noted_name(form.name.text()), form.noted, self._account_id))

    def _token(self, token_id: str) -> Token:
        return next(one for one in self.account.tokens if one.id == token_id)


class TokenForm(QWidget):
    """What is noted of a token."""

    def __init__(self, token: Token) -> None:
        super().__init__()
        self._token = token
        self.name = text_field("token-name", words.NAME_OF_TOKEN)
        self.scope = text_field("token-scope", words.SCOPE_OF_TOKEN)
        self.used_at = text_field("token-used-at", words.USE_OF_TOKEN)
        for field, text in ((self.name, token.name), (self.scope, token.scope), (self.used_at, token.used_at)):
            field.setText(text)
        self.created_on = DayChoice("Created on", "created-on", token.created_on)
        self.expires_on = DayChoice("Expires on", "expires-on", token.expires_on, is_ahead=True)
        names = row(gap=2 * UNIT)
        names.addLayout(labelled("Name", self.name), 1)
        names.addLayout(labelled("Scope", self.scope), 1)
        for one in (self.created_on, self.expires_on):
            one.box.setMinimumWidth(_BOX)
        days = column(self.created_on, self.expires_on, gap=UNIT)
        self.setLayout(column(names, labelled("Used where", self.used_at), days, gap=2 * UNIT))
        self.setFocusProxy(self.name)

    def noted(self, vault: Vault, account_id: str, *, now: Now) -> Vault:
        """Put the token into a vault. Raises VaultError."""
        said = structs.replace(
            self._token,
            name=self.name.text(),
            scope=self.scope.text(),
            used_at=self.used_at.text(),
            created_on=self.created_on.day,
            expires_on=self.expires_on.day,
        )
        is_there = self._token in edit.account_of(vault, account_id).tokens
        return vault if is_there and said == self._token else facts.set_token(vault, account_id, said, now=now)


def _row(token: Token, today: date) -> Row:
    said, role = fact_messages.token_words(token, today)
    return Row(token.id, printable(token.name), said, role=role)
