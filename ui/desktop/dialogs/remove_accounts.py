"""Asks whether deleted accounts are to go for good."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import messages, past_messages
from ui.desktop.widgets.basic import button
from ui.desktop.widgets.breakable import breakable
from ui.desktop.widgets.dialog_frame import Frame


class RemoveAccountsDialog(Frame):
    """Emits `confirmed`. `names`: what is to go, one sentence's worth."""

    confirmed = Signal()

    def __init__(self, parent: QWidget, names: Sequence[str]) -> None:
        one = len(names) == 1
        title = "Remove this account for good?" if one else f"Remove {messages.count(len(names), 'account')} for good?"
        super().__init__(parent, title)
        self.body.addWidget(breakable(f"{names[0]}. {past_messages.REMOVE}" if one else past_messages.REMOVE_ALL, "muted"))
        self.finish_with(button("Remove", "danger", clicked=self._confirm, name="remove-now"))

    def _confirm(self) -> None:
        self.accept()
        self.confirmed.emit()
