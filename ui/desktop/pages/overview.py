"""What is due: the coming year at a glance, by account with the most pressing first, what comes up, what the user chose."""

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QWidget

from ui.desktop import choosing, due_messages
from ui.desktop.outlook import Outlook
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, card, clear, column, label, page, row, rule
from ui.desktop.widgets.choice_row import ChoiceRow
from ui.desktop.widgets.due_card import DueCard
from ui.desktop.widgets.kept_column import KeptColumn
from ui.desktop.widgets.reminder_row import ComingRow, ReminderRow
from ui.desktop.widgets.replaced import put
from ui.desktop.widgets.year_strip import YearStrip
from vault import chores
from vault.model import Chore
from vault.reminders import Group, Reminder, local_day

_CARDS, _MORE_CARDS = 12, 12  # accounts that are shown at first, and once more are wanted
_LINES, _MORE_LINES = 8, 25  # things to come


class OverviewPage(QScrollArea):
    """Emits `wanted` with the reminder to be done, `chosen` with one whose interval is to change, `opened` with an account."""

    wanted = Signal(object)  # Reminder
    chosen = Signal(object)  # Reminder
    opened = Signal(str)
    done = Signal(str)

    def __init__(self, look: Theme, session: Session) -> None:
        super().__init__()
        self._look, self._session = look, session
        self._outlook = Outlook(today=date.min)
        self._is_stale = False
        self._cards, self._lines = _CARDS, _LINES
        self._unfolded: set[str] = set()  # ids of accounts
        self._shows_choices = False
        self.rows: list[ReminderRow] = []
        self.setWidgetResizable(True)
        self._summary = label("", "muted", wrap=True)
        self._summary.setObjectName("due-summary")
        self.year = YearStrip(look)
        self._pointed = label("", "small")
        self.year.pointed.connect(self._pointed.setText)
        self._due: KeptColumn[DueCard] = KeptColumn(self.year, gap=2 * UNIT)
        self._more_cards = button("", "link", clicked=self._show_more_cards, name="more-accounts")
        self._more_cards.setProperty("flush", "true")
        self._soon, self._choices = column(), column()
        heading = column(label("Due", "title"), self._summary, gap=4)
        over_year = row(label("The coming year", "heading"), None, self._pointed, gap=2 * UNIT)
        self._year_card = card(column(over_year, self.year, gap=UNIT))
        soon = column(label("Coming up", "heading"), self._soon, gap=UNIT // 2)
        self._soon_card = card(soon)
        soon.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 2 * UNIT, UNIT + 4)  # its buttons stand below those of what is due
        self._soon_card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        more, parts = row(self._more_cards, None), (self._soon_card, self._choices, None)
        self.setWidget(page(column(heading, self._year_card, self._due, more, *parts, gap=2 * UNIT)))

    def refresh(self, outlook: Outlook) -> None:
        """Show how things stand: at once, or as soon as the page is seen."""
        self._outlook = outlook
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._show()

    def _show(self) -> None:
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        give_back = self._leave_focus()
        outlook = self._outlook
        self._summary.setText(due_messages.summary(outlook))
        self.year.show_year(outlook.weeks, outlook.today)
        self._year_card.setVisible(bool(outlook.due or outlook.soon))
        self._show_due()
        self._show_soon()
        self._show_choices()
        give_back()

    def _show_due(self) -> None:
        groups = self._outlook.groups
        wanted = [self._wanted_card(group) for group in groups[: self._cards]]
        self.rows = [one for made in self._due.show_all(wanted) for one in made.rows]
        more = len(groups) - len(wanted)
        self._more_cards.setVisible(more > 0)
        self._more_cards.setText(due_messages.more_accounts(more))

    def _wanted_card(self, group: Group) -> tuple[object, Callable[[], DueCard]]:
        today, can_change = self._outlook.today, self._can_change
        is_unfolded = (group.account.id if group.account else "") in self._unfolded

        def make() -> DueCard:
            made = DueCard(group, today, self._row, is_unfolded=is_unfolded)
            made.opened.connect(self.opened)
            made.unfolded.connect(self._unfold)
            return made

        return (group, today, is_unfolded, can_change), make

    def _show_soon(self) -> None:
        lines = column(gap=0)
        vault, soon = self._session.vault, self._outlook.soon
        shown = soon[: self._lines]
        put_off = choosing.put_off(vault, shown)
        self._soon_card.setVisible(bool(soon))
        for place, one in enumerate(shown):
            if place:
                lines.addWidget(rule())
            made = ComingRow(
                self._look, vault, one, self._outlook.today, can_change=self._can_change, is_put_off=one in put_off
            )
            self._listen(made)
            lines.addWidget(made)
            self.rows.append(made)
        if len(soon) > self._lines:
            more = button("Show more", "link", clicked=self._show_more_lines, name="more-lines")
            more.setAccessibleName("Show more of what comes up")
            more.setProperty("flush", "true")
            lines.addLayout(row(more, None))
        put(lines, self._soon)

    def _show_choices(self) -> None:
        made = choosing.made(self._session.vault)
        if not made:
            clear(self._choices)
            return
        words = due_messages.choices(len(made), is_shown=self._shows_choices)
        fold = button(words, "link", clicked=self._fold_choices, name="choices")
        fold.setProperty("flush", "true")
        choices = column(row(fold, None))
        if self._shows_choices:
            listed = column(gap=0)
            for place, one in enumerate(made):
                if place:
                    listed.addWidget(rule())
                line = ChoiceRow(self._session.vault, one, can_change=self._can_change)
                line.dropped.connect(self._drop)
                listed.addWidget(line)
            choices.addWidget(card(listed))
            listed.setContentsMargins(3 * UNIT, UNIT // 2, 2 * UNIT, UNIT // 2)
        put(choices, self._choices)

    def _row(self, reminder: Reminder) -> ReminderRow:
        made = ReminderRow(self._look, self._session.vault, reminder, self._outlook.today, can_change=self._can_change)
        self._listen(made)
        return made

    def _listen(self, made: ReminderRow) -> None:
        made.asked.connect(self._on_asked)
        made.put_off.connect(self._put_off)

    @property
    def _can_change(self) -> bool:
        return not self._session.why_read_only

    def _on_asked(self, what: str, reminder: Reminder) -> None:
        acts = {"do": self.wanted.emit, "often": self.chosen.emit, "never": self._never}
        acts[what](reminder)

    def _put_off(self, reminder: Reminder, days: int) -> None:
        until = local_day(self._session.now().at) + timedelta(days)
        args = (reminder.kind, reminder.account_id, reminder.item_id)
        if self._session.attempt(chores.snooze, *args, until=until):
            self.done.emit(due_messages.put_off(until))

    def _never(self, reminder: Reminder) -> None:
        """Switch a kind off for its account; of sheets only this one, as the next one is another."""
        place = (reminder.account_id, "" if reminder.account_id else reminder.item_id)
        if self._session.attempt(choosing.choose, reminder, place, choosing.NEVER):
            self.done.emit(due_messages.told(choosing.NEVER))

    def _drop(self, chore: Chore) -> None:
        if self._session.attempt(chores.choose, chore.kind, chore.account_id, chore.item_id):
            self.done.emit(due_messages.AS_USUAL)

    def _unfold(self, account_id: str) -> None:
        self._unfolded.add(account_id)
        self._show_further()

    def _show_more_cards(self) -> None:
        self._cards += _MORE_CARDS
        self._show_further()

    def _show_more_lines(self) -> None:
        self._lines += _MORE_LINES
        self._show_further()

    def _show_further(self) -> None:
        """Show more rows, and go on with the first of them."""
        known = {one.reminder for one in self.rows}
        self._show()
        further = next((one for one in self.rows if one.reminder not in known), None)
        if further:
            self._go_to(further.findChildren(QAbstractButton)[0])

    def _fold_choices(self) -> None:
        self._shows_choices = not self._shows_choices
        self._show()

    def _leave_focus(self) -> Callable[[], None]:
        """Take the keyboard away from what may go, and return what gives it back: to the same button, or to the next row."""
        focused = self.focusWidget()
        if not isinstance(focused, QAbstractButton) or self.window().focusWidget() is not focused:
            return lambda: None
        name, text = focused.objectName(), focused.accessibleName()
        place = next((place for place, one in enumerate(self.rows) if one.isAncestorOf(focused)), None)
        key = None if place is None else self.rows[place].key
        self.setFocus()

        def give_back() -> None:
            if place is None:
                same = [one for one in self._buttons(name) if one.accessibleName() == text]
                self._go_to(next(iter(same or self._buttons("choices")), self.year))
                return
            stayed = [one for one in self.rows if one.key == key]
            rows = stayed or self.rows[place:] or self.rows[-1:]
            found = [part for line in rows[:1] for part in line.findChildren(QAbstractButton)]
            same = [part for part in found if stayed and part.objectName() == name]
            self._go_to(next(iter(same or found), self.year))

        return give_back

    def _buttons(self, name: str) -> list[QAbstractButton]:
        """Return what can be clicked; what was taken out of the page waits for its end, hidden."""
        return [one for one in self.findChildren(QAbstractButton, name) if one.isVisibleTo(self)]

    def _go_to(self, widget: QWidget) -> None:
        widget.setFocus()
        QTimer.singleShot(0, widget, lambda: self.ensureWidgetVisible(widget))  # once it has its place
