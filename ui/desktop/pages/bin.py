"""Deleted accounts: taken out again, or removed for good."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.desktop import messages, past_messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import Elided, Tile, button, card, clear, column, label, page, row, rule
from vault import bin as waste
from vault import services
from vault.model import Account


class BinPage(QScrollArea):
    """Emits `restored` with an account's id, `remove_wanted` with the ids of what is to go for good."""

    restored = Signal(str)
    remove_wanted = Signal(object)  # list[str]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._body = column(gap=2 * UNIT)
        self._empty = button("Empty the bin…", clicked=self._remove_all, name="empty-bin")
        heading = row(gap=2 * UNIT)
        heading.addLayout(column(label("Deleted accounts", "title"), label(past_messages.BIN, "muted", wrap=True), gap=4), 1)
        heading.addWidget(self._empty)
        self.setWidgetResizable(True)
        self.setWidget(page(column(heading, self._body, None, gap=2 * UNIT)))
        session.changed.connect(lambda _event: self.refresh())

    def refresh(self) -> None:
        """Show what lies in the bin, if the page is seen."""
        if not self.isVisible() or not self._session.is_unlocked:
            return
        clear(self._body)
        found = waste.content(self._session.vault)
        can_change = not self._session.why_read_only
        self._empty.setEnabled(bool(found) and can_change)
        if not found:
            self._body.addWidget(label(past_messages.NO_BIN, "muted"))
            return
        listed = column(gap=0)
        for place, account in enumerate(found):
            if place:
                listed.addWidget(rule())
            listed.addWidget(self._row(account, can_change=can_change))
        self._body.addWidget(card(listed))
        listed.setContentsMargins(3 * UNIT, UNIT, 2 * UNIT, UNIT)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _row(self, account: Account, *, can_change: bool) -> QWidget:
        back = button("Take out", clicked=lambda: self._restore(account), name="take-out")
        back.setAccessibleName(f"Take {account.title} out of the bin")
        away = button("Remove…", "plain", clicked=lambda: self.remove_wanted.emit([account.id]), name="remove-for-good")
        away.setAccessibleName(f"Remove {account.title} for good")
        for part in (back, away):
            part.setEnabled(can_change)
        name = f"{account.username} at {messages.service_name(account)}"
        line = row(Tile(services.find(account.service), 36), gap=2 * UNIT)
        line.addLayout(column(Elided(name, "label"), Elided(past_messages.binned(account), "small"), gap=2), 1)
        line.addWidget(away)
        line.addWidget(back)
        line.setContentsMargins(0, UNIT + 4, 0, UNIT + 4)
        made = QWidget()
        made.setLayout(line)
        return made

    def _restore(self, account: Account) -> None:
        if self._session.attempt(waste.restore, account.id):
            self.restored.emit(account.id)

    def _remove_all(self) -> None:
        self.remove_wanted.emit([account.id for account in waste.content(self._session.vault)])
