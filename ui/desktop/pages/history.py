"""What was changed, when and on which computer; to be searched, and written to a file for other programs."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.desktop import past_messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import PAGE, button, column, label, row
from ui.desktop.widgets.entry_list import EntryList
from vault import history
from vault.history import Entry


class HistoryPage(QWidget):
    """Emits `export_wanted` with the entries that are shown."""

    export_wanted = Signal(object)  # list[Entry]

    def __init__(self, look: Theme, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self._is_stale = True
        self._entries: list[Entry] = []
        self.search = QLineEdit()
        self.search.setObjectName("search-history")
        self.search.setPlaceholderText("Search the history")
        self.search.setAccessibleName("Search the history")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._show())
        self.list = EntryList(look)
        self._none = label("", "muted", wrap=True)
        self._none.setObjectName("no-history")
        self._export = button("Export…", clicked=lambda: self.export_wanted.emit(self.shown), name="export-history")
        heading = row(gap=2 * UNIT)
        heading.addLayout(column(label("History", "title"), label(past_messages.HISTORY, "muted", wrap=True), gap=4), 1)
        heading.addWidget(self._export)
        holder = QWidget()
        body = column(heading, self.search, self._none, gap=2 * UNIT)
        body.addWidget(self.list, 100)
        body.addStretch(1)
        holder.setLayout(body)
        holder.setMaximumWidth(PAGE)
        layout = row(gap=0, margins=4 * UNIT)
        layout.addWidget(holder, 100)
        layout.addStretch(1)
        self.setLayout(layout)
        session.changed.connect(lambda _event: self.refresh())

    @property
    def shown(self) -> list[Entry]:
        """The entries that were not filtered out."""
        return list(self.list.model_rows.rows)

    def show_account(self, title: str) -> None:
        """Show what has to do with one account; with an empty text everything."""
        self.search.setText(title)

    def refresh(self) -> None:
        """Show the history as it is now: at once, or as soon as the page is seen."""
        self._is_stale = not self.isVisible()
        if not self._is_stale and self._session.is_unlocked:
            self._entries = history.entries(self._session.vault)
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()
        self.search.setFocus()

    def _show(self) -> None:
        found = history.search(self._entries, self.search.text())
        self.list.model_rows.show(found)
        self.list.setVisible(bool(found))
        self._none.setText(past_messages.NOTHING_FOUND if self._entries else past_messages.NO_HISTORY)
        self._none.setVisible(not found)
        self._export.setEnabled(bool(found))
