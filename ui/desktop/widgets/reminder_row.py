"""One thing to do: what, since when, the button that starts it, and what else can be said of it."""

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ui.desktop import due_messages
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row, tool
from vault import reminders
from vault.model import Vault
from vault.reminders import Reminder

_RESTS = (("Tomorrow", 1), ("In a week", 7), ("In a month", 30), ("In three months", 91))


class ReminderRow(QWidget):
    """Emits `wanted` when it is to be done, `snoozed` with a day, `chosen` when its interval is to be changed, and `never`."""

    wanted = Signal(object)  # Reminder
    snoozed = Signal(object, object)  # Reminder, date
    chosen = Signal(object)  # Reminder
    never = Signal(object)  # Reminder

    def __init__(self, look: Theme, vault: Vault, reminder: Reminder, today: date, *, can_change: bool) -> None:
        super().__init__()
        self.reminder, self._today = reminder, today
        sentence = reminders.title(vault, reminder)
        when = label(due_messages.since(reminder.due_on, today), "small")
        if reminder.is_overdue(today) and reminder.rule.is_urgent:
            when.setProperty("role", "warning")
        words = column(label(sentence, "label", wrap=True), when, gap=2)
        self.start = button("Do it…", clicked=lambda: self.wanted.emit(reminder), name="do-it")
        self.start.setAccessibleName(f"Do it: {sentence}")
        more = tool(
            look, "more", f"Not now, never or less often: {sentence}", clicked=lambda: self.open_menu(more.rect().bottomLeft())
        )
        more.setObjectName("reminder-more")
        self.start.setEnabled(can_change)
        more.setEnabled(can_change)
        self._more = more
        line = row(gap=UNIT)
        line.addLayout(words, 1)
        line.addWidget(self.start)
        line.addWidget(more)
        line.setContentsMargins(0, UNIT, 0, UNIT)
        self.setLayout(line)

    def open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        for words, days in _RESTS:
            menu.addAction(words, partial(self._rest, days))
        menu.addSeparator()
        if self.reminder.rule.every:  # else it has a date of its own
            menu.addAction("How often…", lambda: self.chosen.emit(self.reminder))
        menu.addAction(
            "Never for this account" if self.reminder.account_id else "Never", lambda: self.never.emit(self.reminder)
        )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(at))

    def _rest(self, days: int) -> None:
        self.snoozed.emit(self.reminder, self._today + timedelta(days))
