"""One thing to do: what, since when, the button that starts it, and what else can be said of it."""

from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from ui.desktop import due_messages, messages
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, button, column, label, row, tool
from vault.model import Vault
from vault.reminders import Reminder

_RESTS = (1, 7, 30, 91)  # days


class ReminderRow(QWidget):
    """Emits `asked` with what is wanted, one of do, often and never, and the reminder; `put_off` with it and some days."""

    asked = Signal(str, object)
    put_off = Signal(object, int)
    _offers = "Not now, less often or never"

    def __init__(self, look: Theme, vault: Vault, reminder: Reminder, today: date, *, can_change: bool) -> None:
        super().__init__()
        self.reminder = reminder
        self.key = (type(self), reminder.kind, reminder.account_id, reminder.item_id)  # the same after its day has moved
        self._look, self._today, self._can_change = look, today, can_change
        self._sentence = due_messages.title(vault, reminder)
        line = row(gap=UNIT)
        line.addLayout(self._words(vault), 1)
        self._add_buttons(line)
        line.setContentsMargins(0, UNIT, 0, UNIT)
        self.setLayout(line)

    def open_menu(self, at: QWidget) -> None:
        """Open what else can be said of it, below this button and no further to the right."""
        menu = QMenu(self)
        self._fill(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at.mapToGlobal(at.rect().bottomRight()) - QPoint(menu.sizeHint().width(), 0))

    def _words(self, _vault: Vault) -> QVBoxLayout:
        when = row(gap=UNIT)
        if self.reminder.rule.is_urgent:
            pressing = label("Pressing", "badge")
            pressing.setProperty("level", "warning")
            when.addWidget(pressing)
        when.addWidget(label(due_messages.since(self.reminder.due_on, self._today), "small"), 1)
        return column(label(self._sentence, "label", wrap=True), when, gap=4)

    def _add_buttons(self, line: QHBoxLayout) -> None:
        start = button("Do it…", clicked=lambda: self.asked.emit("do", self.reminder), name="do-it")
        start.setAccessibleName(f"Do it: {self._sentence}")
        line.addWidget(start)
        line.addWidget(self._more())

    def _more(self) -> QToolButton:
        made = tool(self._look, "more", f"{self._offers}: {self._sentence}", clicked=lambda: self.open_menu(made))
        made.setObjectName("reminder-more")
        made.setEnabled(self._can_change)
        return made

    def _fill(self, menu: QMenu) -> None:
        for days in _RESTS:
            menu.addAction(due_messages.rest(days, self._today), partial(self.put_off.emit, self.reminder, days))
        menu.addSeparator()
        self._fill_lasting(menu)

    def _fill_lasting(self, menu: QMenu) -> None:
        menu.addAction("How often…", partial(self.asked.emit, "often", self.reminder))
        never = "Never for this account" if self.reminder.account_id else "Never"
        menu.addAction(never, partial(self.asked.emit, "never", self.reminder))


class ComingRow(ReminderRow):
    """One thing to come: of which account, and when. It can be done before its day."""

    _offers = "Do it now, less often or never"

    def __init__(
        self, look: Theme, vault: Vault, reminder: Reminder, today: date, *, can_change: bool, is_put_off: bool
    ) -> None:
        self._is_put_off = is_put_off
        super().__init__(look, vault, reminder, today, can_change=can_change)

    def _words(self, vault: Vault) -> QVBoxLayout:
        words = due_messages.coming(vault, self.reminder, is_put_off=self._is_put_off)
        return column(Elided(self._sentence), Elided(words, "small"), gap=2)

    def _add_buttons(self, line: QHBoxLayout) -> None:
        line.addWidget(label(messages.short_day(self.reminder.due_on), "small"), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._more())

    def _fill(self, menu: QMenu) -> None:
        menu.addAction("Do it now…", partial(self.asked.emit, "do", self.reminder))
        self._fill_lasting(menu)
