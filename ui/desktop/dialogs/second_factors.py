"""Security keys and where they lie, and the browsers that a service was told to remember."""

from PySide6.QtWidgets import QCheckBox, QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop import fact_messages, interview_messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label
from ui.desktop.widgets.day_choice import set_day
from ui.desktop.widgets.fact_frame import FactFrame
from ui.desktop.widgets.fact_rows import Row
from ui.desktop.widgets.fields import date_field, day_of, labelled, text_field
from ui.desktop.widgets.list_frame import ListFrame
from ui.desktop.widgets.place_ticks import PlaceTicks
from vault import edit, facts
from vault.errors import BadInput
from vault.model import Now, SecurityKey, Vault, printable
from vault.reminders import local_day


class SecurityKeysDialog(ListFrame):
    """Lists the security keys and passkeys."""

    def __init__(self, parent: QWidget, look: Theme, session: Session, account_id: str) -> None:
        super().__init__(
            parent,
            look,
            session,
            account_id,
            topic="security-key",
            title="Security keys",
            words=words.about(edit.account_of(session.vault, account_id), "security-key"),
            rows_of=lambda: list(map(_row, self.account.security_keys)),
            adding=("Add a key", self.add),
        )
        self.rows.edit_wanted.connect(self.edit)
        self.rows.remove_wanted.connect(self.remove)
        self.begin()

    def add(self) -> None:
        self._open(None, "Add a security key or passkey")

    def edit(self, key_id: str) -> None:
        key = self._key(key_id)
        self._open(key, printable(key.name))

    def remove(self, key_id: str) -> None:
        sentence = words.removed(self._key(key_id).name)
        if self.note_in_list(sentence, facts.remove_security_key, self._account_id, key_id):
            self.show_list()

    def _open(self, key: SecurityKey | None, title: str) -> None:
        form = KeyForm(self._look, self._session, key)
        noted = words.noted_name
        self.show_form(form, title, lambda: self.note_in_list(noted(form.name.text()), form.noted, self._account_id))

    def _key(self, key_id: str) -> SecurityKey:
        return next(one for one in self.account.security_keys if one.id == key_id)


class KeyForm(QWidget):
    """What a key is called, and where it lies. Its name cannot be changed: the key is known by it."""

    def __init__(self, look: Theme, session: Session, key: SecurityKey | None) -> None:
        super().__init__()
        self.name = text_field("key-name", interview_messages.KEY_NAME)
        self.name.setText(key.name if key else "")
        self.name.setReadOnly(key is not None)
        title = "Where does it lie?"
        self.ticks = PlaceTicks(look, session.vault, [key.copy.place] if key else [], title=title, only_one=True)
        self.looked = QCheckBox(words.LOOKED)
        self.looked.setObjectName("looked")
        self._copy = key.copy if key else None
        self.setLayout(
            column(labelled("Name", self.name), column(label(title, "label"), self.ticks), self.looked, gap=2 * UNIT)
        )
        self.setFocusProxy(self.ticks if key else self.name)

    def noted(self, vault: Vault, account_id: str, *, now: Now) -> Vault:
        """Put the key into a vault. Raises VaultError."""
        if not self.ticks.names:
            raise BadInput("Nobody knows where the key lies", hint="Tick a place, or type one.")
        place = self.ticks.names[0]
        on = local_day(now.at) if self.looked.isChecked() else None
        if on is None and self._copy and self._copy.place == place:
            on = self._copy.checked_on
        return facts.add_security_key(vault, account_id, self.name.text(), place, on=on, now=now)


class BrowsersDialog(FactFrame):
    """Notes on which machines the service remembers a browser, and since when."""

    def __init__(self, parent: QWidget, look: Theme, session: Session, account_id: str) -> None:
        account = edit.account_of(session.vault, account_id)
        super().__init__(parent, session, account_id, "Remembered browsers", words.about(account, "browsers"))
        title = "On which machines?"
        self.ticks = PlaceTicks(look, session.vault, [one.place for one in account.browsers], title=title)
        self.since = date_field("remembered-on", "Since when")
        set_day(self.since, max((one.remembered_on for one in account.browsers), default=local_day(session.now().at)))
        form = QWidget()
        form.setLayout(
            column(column(label(title, "label"), self.ticks), labelled("Remembered since", self.since), gap=2 * UNIT)
        )
        form.setEnabled(self.can_change)
        self.body.addWidget(form)
        save = button("Save", "primary", clicked=self.save, name="save-fact")
        save.setEnabled(self.can_change)
        self.finish_with(save)
        self.ticks.setFocus()

    def save(self) -> None:
        sentence = words.NOTED_BROWSERS
        if self.note(sentence, facts.set_browsers, self._account_id, self.ticks.names, day_of(self.since)):
            self.accept()


def _row(one: SecurityKey) -> Row:
    return Row(one.id, printable(one.name), fact_messages.key_words(one))
