"""What is due for one account: the most pressing things, and the others when they are wanted."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from ui.desktop import due_messages
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import Elided, Tile, button, column, row, rule
from ui.desktop.widgets.reminder_row import ReminderRow
from vault import services
from vault.model import Account, printable
from vault.reminders import Group, Reminder

FIRST = 3  # things that are shown at once
_TILE = 36  # px


class DueCard(QFrame):
    """Emits `opened` with the account's id, and `unfolded` with it when the other things are wanted. `make` makes a row."""

    opened = Signal(str)
    unfolded = Signal(str)

    def __init__(self, group: Group, today: date, make: Callable[[Reminder], ReminderRow], *, is_unfolded: bool) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)  # as high as its wrapped lines
        self.account_id = group.account.id if group.account else ""
        several = group.reminders
        shown = several if is_unfolded or len(several) <= FIRST + 1 else several[:FIRST]
        self.rows = [make(one) for one in shown]
        layout = column(self._heading(group, today), UNIT, gap=0)
        for one in self.rows:
            layout.addWidget(rule())
            layout.addWidget(one)
        if more := len(several) - len(shown):
            layout.addWidget(rule())
            unfold = button(f"Show {more} more", "link", clicked=lambda: self.unfolded.emit(self.account_id), name="unfold")
            unfold.setAccessibleName(f"Show {more} more of {self._name(group.account)}")
            unfold.setProperty("flush", "true")
            layout.addSpacing(UNIT // 2)
            layout.addLayout(row(unfold, None))
        layout.setContentsMargins(3 * UNIT, 2 * UNIT, 2 * UNIT, UNIT)
        self.setLayout(layout)

    def _heading(self, group: Group, today: date) -> QHBoxLayout:
        line = row(gap=UNIT + 4)
        if group.account:
            line.addWidget(Tile(services.find(group.account.service), _TILE))
        name = Elided(self._name(group.account), "heading")
        line.addLayout(column(name, Elided(due_messages.of_group(group, today), "small"), gap=0), 1)
        if group.account:
            go = button("Open", "link", clicked=lambda: self.opened.emit(self.account_id), name="open-account")
            go.setAccessibleName(f"Open {self._name(group.account)}")
            line.addWidget(go)
        return line

    def _name(self, account: Account | None) -> str:
        return printable(account.username) if account else "This vault"
