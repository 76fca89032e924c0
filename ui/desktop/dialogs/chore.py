"""Doing one thing that is due: why, in steps, the service's own page, then Done; and how often to be reminded of it."""

from datetime import date

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from ui.desktop import due_messages, messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row, with_icon
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.fields import labelled
from vault import chores, reminders, services
from vault.reminders import Reminder


class ChoreDialog(Frame):
    """Takes the user by the hand. Emits `noted` with a sentence when it was noted."""

    noted = Signal(str)

    def __init__(self, parent: QWidget, look: Theme, session: Session, reminder: Reminder, today: date) -> None:
        vault, rule = session.vault, reminder.rule
        super().__init__(parent, reminders.title(vault, reminder), rule.why, width=560)
        self._session, self._reminder, self._today = session, reminder, today
        self._address = ""
        steps = column(gap=UNIT + 4)
        for place, step in enumerate(reminders.steps(vault, reminder), 1):
            number = label(f"{place}", "badge")
            number.setAlignment(Qt.AlignmentFlag.AlignCenter)
            number.setFixedWidth(4 * UNIT)
            line = row(gap=UNIT + 4)
            line.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(step, wrap=True), 1)
            steps.addLayout(line)
        self.body.addLayout(steps)
        account = session.account(reminder.account_id)
        service = services.find(account.service) if account else None
        self._address = (service.page(rule.page) if service and rule.page else None) or ""
        if self._address and service:
            page = with_icon(button(f"Open {service.name}", clicked=self.open_page, name="open-page"), look, "external")
            self.body.addLayout(row(page, None))
        self.body.addWidget(label(f"Source: {rule.source}", "small", wrap=True))
        self.body.addWidget(label(due_messages.again(reminders.interval(vault, reminder)), "small"))
        self.finish_with(button(rule.done, "primary", clicked=self.finish, name="chore-done"))

    def open_page(self) -> None:
        """Open the service's own page; none of those in the table changes anything by being looked at."""
        QDesktopServices.openUrl(QUrl(self._address))

    def finish(self) -> None:
        one = self._reminder
        if self._session.attempt(chores.finish, one.kind, one.account_id, one.item_id, on=self._today):
            self.noted.emit("Noted.")
            self.accept()


class IntervalDialog(Frame):
    """Asks how often to be reminded. Emits `noted` with a sentence."""

    noted = Signal(str)

    def __init__(self, parent: QWidget, session: Session, reminder: Reminder) -> None:
        words = f"{reminders.title(session.vault, reminder)}: usually every {reminder.rule.every} days."
        super().__init__(parent, "How often?", words)
        self._session, self._reminder = session, reminder
        self.days = QSpinBox()
        self.days.setObjectName("interval")
        self.days.setRange(1, chores.LONGEST)
        self.days.setSuffix(" days")
        self.days.setValue(reminders.interval(session.vault, reminder))
        self.everywhere = QCheckBox("For every account")
        self.everywhere.setVisible(bool(reminder.account_id))
        self.body.addLayout(labelled("Remind me every", self.days))
        self.body.addWidget(self.everywhere)
        self.finish_with(button("Save", "primary", clicked=self.save, name="save-interval"))

    def save(self) -> None:
        one = self._reminder
        place = ("", "") if self.everywhere.isChecked() else (one.account_id, one.item_id)
        if self._session.attempt(chores.choose, one.kind, *place, every=self.days.value()):
            self.noted.emit(f"You will be reminded every {messages.count(self.days.value(), 'day')}.")
            self.accept()
