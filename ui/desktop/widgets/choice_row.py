"""One choice of the user's own about reminders, and the way back to what is usual."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import due_messages
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import Elided, button, column, label, row
from vault.model import Chore, Vault


class ChoiceRow(QWidget):
    """Emits `dropped` with the choice when it is to count no longer."""

    dropped = Signal(object)  # Chore

    def __init__(self, vault: Vault, chore: Chore, *, can_change: bool) -> None:
        super().__init__()
        self.chore = chore
        name, where = due_messages.NAMES[chore.kind], due_messages.place(vault, chore.kind, chore.account_id, chore.item_id)
        line = row(gap=2 * UNIT)
        line.addLayout(column(Elided(name), Elided(where, "small"), gap=2), 1)
        line.addWidget(label(due_messages.chosen(chore), "small"))
        back = button("As usual", clicked=lambda: self.dropped.emit(chore), name="as-usual")
        back.setAccessibleName(f"As usual: {name}, {where}")
        back.setEnabled(can_change)
        line.addWidget(back)
        line.setContentsMargins(0, UNIT, 0, UNIT)
        self.setLayout(line)
