"""What is due: by account, the most pressing first, and the coming year at a glance."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.desktop import due_messages, messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, Tile, button, card, clear, column, label, page, row, rule
from ui.desktop.widgets.reminder_row import ReminderRow
from ui.desktop.widgets.year_strip import YearStrip
from vault import chores, reminders, services
from vault.model import Account
from vault.reminders import Reminder

_MOST_ACCOUNTS = 50  # cards that are shown at once
_SOON = 12  # reminders that are shown of those to come


class OverviewPage(QScrollArea):
    """Emits `wanted` with the reminder to be done, `chosen` with one whose interval is to change, `opened` with an account."""

    wanted = Signal(object)  # Reminder
    chosen = Signal(object)  # Reminder
    opened = Signal(str)
    done = Signal(str)

    def __init__(self, look: Theme, session: Session) -> None:
        super().__init__()
        self._look, self._session = look, session
        self.setWidgetResizable(True)
        self._summary = label("", "muted", wrap=True)
        self._summary.setObjectName("due-summary")
        self._due = column(gap=2 * UNIT)
        self.year = YearStrip(look)
        self._soon = column(gap=0)
        self._soon_card = card(column(label("Coming up", "heading"), self._soon, gap=UNIT // 2))
        year_card = card(column(label("The coming year", "heading"), self.year, gap=UNIT + 4))
        heading = column(label("Due", "title"), self._summary, gap=4)
        self.setWidget(page(column(heading, self._due, year_card, self._soon_card, None, gap=2 * UNIT)))

    def refresh(self, found: Sequence[Reminder], today: date) -> None:
        """Show these reminders, which are in the order of their days."""
        due = reminders.due(found, today)
        self._summary.setText(due_messages.summary(due, reminders.next_on(found, today), today))
        self.year.show_year(found, today)
        clear(self._due)
        for group in reminders.groups(self._session.vault, found, today)[:_MOST_ACCOUNTS]:
            self._due.addWidget(self._card(group.account, group.reminders, today))
        clear(self._soon)
        soon = [one for one in found if not one.is_due(today)][:_SOON]
        self._soon_card.setVisible(bool(soon))
        for one in soon:
            self._soon.addWidget(self._line(one))

    def _card(self, account: Account | None, several: Sequence[Reminder], today: date) -> QFrame:
        body = column(self._heading(account), gap=UNIT // 2)
        for place, one in enumerate(several):
            if place:
                body.addWidget(rule())
            body.addWidget(self._row(one, today))
        return card(body)

    def _heading(self, account: Account | None) -> QWidget:
        made = QWidget()
        if account is None:
            made.setLayout(row(label("This vault", "heading"), None))
            return made
        line = row(Tile(services.find(account.service), 28), gap=UNIT + 4)
        line.addWidget(Elided(account.username, "heading"), 1)
        line.addWidget(button("Open", "link", clicked=lambda: self.opened.emit(account.id), name="open-account"))
        made.setLayout(line)
        return made

    def _row(self, reminder: Reminder, today: date) -> ReminderRow:
        can_change = not self._session.why_read_only
        made = ReminderRow(self._look, self._session.vault, reminder, today, can_change=can_change)
        made.wanted.connect(self.wanted)
        made.chosen.connect(self.chosen)
        made.snoozed.connect(self._snooze)
        made.never.connect(self._never)
        return made

    def _line(self, reminder: Reminder) -> QWidget:
        made = QWidget()
        line = row(gap=2 * UNIT)
        line.addWidget(Elided(reminders.title(self._session.vault, reminder)), 1)
        line.addWidget(label(messages.short_day(reminder.due_on), "small"))
        line.setContentsMargins(0, UNIT // 2, 0, UNIT // 2)
        made.setLayout(line)
        return made

    def _snooze(self, reminder: Reminder, until: date) -> None:
        args = (reminder.kind, reminder.account_id, reminder.item_id)
        if self._session.attempt(chores.snooze, *args, until=until):
            self.done.emit(f"You will be reminded again on {messages.day(until)}.")

    def _never(self, reminder: Reminder) -> None:
        item_id = "" if reminder.account_id else reminder.item_id  # of an account all, of sheets this one
        if self._session.attempt(chores.choose, reminder.kind, reminder.account_id, item_id, is_off=True):
            self.done.emit("You will not be reminded of this again.")
