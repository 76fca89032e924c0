"""Encrypts the vault with a fresh vault key: says before which keys that ends, and offers a new recovery sheet after."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import key_messages
from ui.desktop.key_changes import Changed, KeyChanges
from ui.desktop.keyring import KeyRing
from ui.desktop.session import Session
from ui.desktop.theme import Theme
from ui.desktop.widgets.basic import button, column, label, row
from ui.desktop.widgets.key_frame import KeyFrame
from vault.keys import PAPER
from vault.model import printable


class RotateDialog(KeyFrame):
    """Emits `print_wanted` when a new recovery sheet is to be printed."""

    print_wanted = Signal()

    def __init__(self, parent: QWidget, look: Theme, session: Session, ring: KeyRing, changes: KeyChanges) -> None:
        super().__init__(parent, look, changes, title="Make a new vault key", words=key_messages.LEAKED, start=self._rotate)
        lines = key_messages.dropped(session.vault, ring.keys)
        self._had_paper = any(one.type == PAPER for one in ring.keys)
        stays = "The password that you type here goes on opening the vault."
        if lines:
            self.body.addWidget(label(f"{stays} These end:", wrap=True))
            listed = QWidget()
            listed.setLayout(column(*(label(f"–  {printable(one)}", wrap=True) for one in lines), gap=2))
            self.body.addWidget(listed)
        else:
            self.body.addWidget(label(f"{stays} There are no other keys that would end.", wrap=True))
        self.body.addWidget(self.password)
        self.ask_with("Make a new vault key", "Encrypting…", "danger", "rotate-now")
        self.password.setFocus()

    def _rotate(self) -> None:
        self.changes.rotate(self.password.secret, self._on_rotated, self.on_failed, owner=self)

    def _on_rotated(self, changed: Changed) -> None:
        self.show_done("The vault has a new key", changed, "the old keys")
        words = (
            "Only your password opens the vault now."
            if not self._had_paper
            else ("Only your password opens the vault now: what was printed before opens it no longer.")
        )
        again = button("Print a recovery sheet…", clicked=self._print, name="print-recovery")
        printing = QWidget()
        printing.setLayout(column(label(words, wrap=True), row(again, None)))
        self.body.insertWidget(0, printing)

    def _print(self) -> None:
        self.accept()
        self.print_wanted.emit()
