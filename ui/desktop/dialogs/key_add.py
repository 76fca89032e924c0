"""Adds a way to open the vault: a password, one with a key file, or the keyring; what is printed has dialogs of its own."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui import quick_unlock
from ui.desktop import key_messages
from ui.desktop.key_changes import Changed, KeyChanges
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import column, label
from ui.desktop.widgets.key_file_choice import KeyFileChoice
from ui.desktop.widgets.key_frame import KeyFrame
from ui.desktop.widgets.kind_choice import Choice, KindChoice
from ui.desktop.widgets.new_password import NewPassword

KeyKind = Literal["password", "file", "recovery", "shares", "keyring"]
_KINDS: tuple[Choice[KeyKind], ...] = (
    Choice("password", "lock", "Another password", "For somebody who is to open this vault, too, without knowing yours."),
    Choice(
        "file", "file", "A password with a key file", "Opens the vault only together with a small file, on a stick perhaps."
    ),
    Choice("recovery", "key", "A recovery sheet", "On paper, for the day on which the password is forgotten."),
    Choice("shares", "share", "A recovery sheet in shares", "The same, split: any two of three people together, for example."),
    Choice(
        "keyring",
        "unlock",
        "Quick unlock",
        "Opens the vault on this computer without typing. Less safe: read on first.",
    ),
)
_TITLES = {"password": "Add a password", "file": "Add a password with a key file", "keyring": "Quick unlock"}
_WORDS = {
    "password": "It opens everything, as yours does. Whoever has it can add and remove keys as well.",
    "file": "The vault then opens with this password and the file together. Your present password goes on opening it alone, "
    "until you remove that.",
    "keyring": "A second key, made for this computer, is kept in its keyring. The password stays, and is asked for before "
    "anything is printed, exported or changed about keys.",
}
_BUTTONS = {"password": "Add password", "file": "Add password", "keyring": "Turn it on"}


class AddKeyDialog(KeyFrame):
    """Emits `added` with a sentence, and `print_wanted` with the kind of what is to be printed."""

    added = Signal(str)
    print_wanted = Signal(str)

    def __init__(self, parent: QWidget, look: Theme, session: Session, tasks: Tasks, changes: KeyChanges) -> None:
        super().__init__(
            parent,
            look,
            changes,
            title="Add a key",
            words="Each key opens the vault by itself.",
            start=self._add,
            is_ready=self._is_complete,
        )
        self.kinds = KindChoice(look, "key", _KINDS)
        self.new = NewPassword(look, tasks, word="New password")
        self.file = KeyFileChoice(session.path)
        self._honest = label(f"{quick_unlock.HONEST} {key_messages.NOT_BY_ITSELF}", wrap=True)
        self._asking = QWidget()
        self._asking.setLayout(column(self._honest, self.password, self.file, self.new, gap=2 * UNIT))
        self._asking.hide()
        self.body.addWidget(self.kinds)
        self.body.addWidget(self._asking)
        self.new.entered.connect(self.go)
        self.ask_with("Continue", "Adding…", "primary", "add-key-now")
        self.kinds.setFocus()

    def go(self) -> None:
        """Take the next step."""
        if self._asking.isVisible():
            super().go()
        elif self.kinds.kind in {"recovery", "shares"}:
            self.accept()
            self.print_wanted.emit(self.kinds.kind)
        else:
            self._ask(self.kinds.kind)

    def _ask(self, kind: str) -> None:
        self.set_title(_TITLES[kind])
        self.set_words(_WORDS[kind])
        self.new.setVisible(kind != "keyring")
        self.file.setVisible(kind == "file")
        self._honest.setVisible(kind == "keyring")
        self._go_words = (_BUTTONS[kind], "Adding…")
        self._go.setText(_BUTTONS[kind])
        self.kinds.hide()
        self._asking.show()
        self.password.setFocus()

    def _is_complete(self) -> bool:
        if self.kinds.kind == "file" and self.file.path is None:
            self.file.complain()
            self.file.setFocus()
            return False
        return self.kinds.kind == "keyring" or self.new.check()

    def _add(self) -> None:
        secret, new, changes = self.password.secret, self.new.secret, self.changes
        if self.kinds.kind == "keyring":
            changes.add_keyring(secret, self._on_added, self.on_failed, owner=self)
        elif self.kinds.kind == "file" and self.file.path:
            changes.add_file(
                secret, new, self.file.path, done=self._on_added, failed=self.on_failed, is_new=self.file.is_new, owner=self
            )
        else:
            changes.add_password(secret, new, self._on_added, self.on_failed, owner=self)

    def _on_added(self, _changed: Changed) -> None:
        kind = self.kinds.kind
        words = {
            "password": "The password was added.",
            "file": f"The password with its key file was added. {key_messages.KEPT_APART}",
            "keyring": "Quick unlock is on: the page that asks for the password has a button for it.",
        }[kind]
        self.set_busy(is_busy=False)
        self.accept()
        self.added.emit(words)
