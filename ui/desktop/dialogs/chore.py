"""Doing one thing that is due: why, in steps, the service's own page, then Done; and how often to be reminded of it."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from ui.desktop import choosing, due_messages, messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row, with_icon
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.fields import labelled
from vault import chores, reminders, services
from vault.errors import VaultError
from vault.reminders import Reminder, local_day
from vault.rules import Rule
from vault.services import Service

_PAGES = ("account", "login")  # where the service has no page for this alone
_ALWAYS = ("folder", "account", "lock")  # also where nothing can be changed
_DAYS = (7, 14, 30, 60, 90, 180, 365, 730)  # intervals to choose from, beside the usual one


def page_for(service: Service, rule: Rule) -> str:
    """Return the address of the service's page on which it is done, or an empty text."""
    found = (service.page(name) for name in (rule.page, *_PAGES) if rule.page)
    return next(filter(None, found), "")


class ChoreDialog(Frame):
    """Takes the user by the hand.

    Emits `noted` with a sentence when it was noted, and `elsewhere` where the window has a room of its own for the next step:
    one of compare, drill, verify, destroy, again, codes, email, account, lock.
    """

    noted = Signal(str)
    elsewhere = Signal(str)

    def __init__(self, parent: QWidget, look: Theme, session: Session, reminder: Reminder) -> None:
        vault, rule = session.vault, reminder.rule
        super().__init__(parent, due_messages.title(vault, reminder), rule.why, width=560)
        self._title.setWordWrap(True)
        self._session, self._reminder = session, reminder
        self.body.addLayout(self._steps())
        ways = self._ways(look)
        if ways:
            self.body.addLayout(row(*ways, None))
        again = label(due_messages.again(rule, reminders.interval(vault, reminder)), "small", wrap=True)
        self.body.addLayout(column(again, label(due_messages.source(rule), "small", wrap=True), gap=4))
        room, words = due_messages.ROOMS.get(rule.kind, ("", rule.done))
        done = button(words, "primary", clicked=(lambda: self._leave_for(room)) if room else self.finish, name="chore-done")
        self.finish_with(done)
        if session.why_read_only:
            self.banner.show_message("info", f"{session.why_read_only}. Nothing can be noted.")
            done.setEnabled(False)
        for first in ways[:1]:  # Enter opens it, and not Done: that is to be said on purpose
            first.setAutoDefault(True)
            first.setFocus()

    def finish(self) -> None:
        """Note that it was done today."""
        one, on = self._reminder, local_day(self._session.now().at)
        try:
            self._session.apply(chores.finish, one.kind, one.account_id, one.item_id, on=on)
        except VaultError as error:
            self.banner.show_message("danger", messages.of_error(error))
            return
        self.accept()
        self.noted.emit(due_messages.noted(one.kind, on))

    def _steps(self) -> QVBoxLayout:
        steps = column(gap=UNIT + 4)
        for place, step in enumerate(due_messages.steps(self._session.vault, self._reminder), 1):
            number = label(f"{place}", "badge")
            number.setAlignment(Qt.AlignmentFlag.AlignCenter)
            number.setFixedWidth(4 * UNIT)
            line = row(gap=UNIT + 4)
            line.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(step, wrap=True), 1)
            steps.addLayout(line)
        return steps

    def _ways(self, look: Theme) -> list[QPushButton]:
        """Return the buttons that lead to where it is done: the service's page, a room of the window."""
        made = []
        account = self._session.account(self._reminder.account_id)
        if account:
            service = services.find(account.service)
            if address := page_for(service, self._reminder.rule):
                go = button(f"Open {service.name}", clicked=lambda: self._open(QUrl(address)), name="open-page")
                made.append(with_icon(go, look, "external"))
        if self._reminder.kind in due_messages.STEPS:
            room, words = due_messages.STEPS[self._reminder.kind]
            step = button(words, clicked=lambda: self._go_to(room), name="chore-step")
            step.setEnabled(room in _ALWAYS or not self._session.why_read_only)
            made.append(step)
        return made

    def _open(self, url: QUrl) -> None:
        """Open the service's own page, or a folder; none of those in the table changes anything by being looked at."""
        if not QDesktopServices.openUrl(url):
            self.banner.show_message("warning", due_messages.not_opened(url.toLocalFile() or url.toString()))

    def _go_to(self, room: str) -> None:
        if room == "folder":
            self._open(QUrl.fromLocalFile(str(self._session.path.absolute().parent)))
        else:
            self._leave_for(room)

    def _leave_for(self, room: str) -> None:
        self.accept()
        self.elsewhere.emit(room)


class IntervalDialog(Frame):
    """Asks how often to be reminded, and of what. Emits `noted` with a sentence."""

    noted = Signal(str)

    def __init__(self, parent: QWidget, session: Session, reminder: Reminder) -> None:
        super().__init__(parent, "How often?", due_messages.title(session.vault, reminder))
        self._session, self._reminder = session, reminder
        now, rule = reminders.interval(session.vault, reminder), reminder.rule
        self.days = QComboBox()
        self.days.setObjectName("interval")
        for days in sorted({rule.every, now, *_DAYS} if rule.every else {rule.every}):
            self.days.addItem(due_messages.interval(rule, days), days)
        self.days.addItem("Never", choosing.NEVER)
        self.days.setCurrentIndex(self.days.findData(now))
        self.place = QComboBox()
        self.place.setObjectName("place")
        self.place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for place in choosing.places(reminder):
            self.place.addItem(due_messages.place(session.vault, rule.kind, *place), place)
        self.place.setCurrentIndex(max(self.place.count() - 2, 0))  # the account; of sheets this one
        self.body.addLayout(labelled("Remind me", self.days))
        if self.place.count() > 1:
            self.body.addLayout(labelled("For", self.place))
        self.finish_with(button("Save", "primary", clicked=self.save, name="save-interval"))
        self.days.setFocus()

    def save(self) -> None:
        days, place = self.days.currentData(), self.place.currentData()
        try:
            self._session.apply(choosing.choose, self._reminder, tuple(place), days)
        except VaultError as error:
            self.banner.show_message("danger", messages.of_error(error))
            return
        self.accept()
        self.noted.emit(due_messages.told(days))
