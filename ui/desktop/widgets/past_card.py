"""The card of the settings page that leads to what was: history, backups, deleted accounts."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import button, column, label, row, rule
from vault import bin as waste


class PastCard(QFrame):
    """Emits which page is wanted."""

    history = Signal()
    backups = Signal()
    bin = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        lines = (
            ("History", "Every change, when and on which computer. Ctrl+H", self.history, "show-history"),
            ("Backups", "Earlier states of the vault, to look into and to go back to.", self.backups, "show-backups"),
            ("Deleted accounts", f"They stay for {waste.KEEP_DAYS} days.", self.bin, "show-bin"),
        )
        layout = column(label("History and backups", "heading"), gap=UNIT + 4, margins=0)
        layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 3 * UNIT, 2 * UNIT + 4)
        for place, (title, words, wanted, name) in enumerate(lines):
            if place:
                layout.addWidget(rule())
            self._add(layout, title, words, button("Show…", clicked=wanted.emit, name=name))
        self.setLayout(layout)

    def _add(self, layout: QVBoxLayout, title: str, words: str, show: QPushButton) -> None:
        named = label(title, "label")
        named.setBuddy(show)
        show.setAccessibleName(title)
        line = row(gap=2 * UNIT)
        line.addLayout(column(named, label(words, "small", wrap=True), gap=2), 1)
        line.addWidget(show)
        layout.addLayout(line)
