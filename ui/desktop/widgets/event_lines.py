"""What happened in another copy or since a backup, a few lines of it, in a dialog."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import Elided, column, label, row

_MOST = 200  # lines
_LINE = 56  # px
_TALLEST = 280  # px


class Line(NamedTuple):
    """What was done, whose it is, and when."""

    what: str
    whose: str
    when: str


class EventLines(QScrollArea):
    """As tall as its lines, up to a height at which it scrolls."""

    def __init__(self, title: str, lines: Sequence[Line]) -> None:
        super().__init__()
        shown = column(gap=UNIT)
        for what, whose, when in lines[:_MOST]:
            line = row(gap=2 * UNIT)
            line.addWidget(label(when, "muted"), 0, Qt.AlignmentFlag.AlignTop)
            line.addLayout(column(label(what, wrap=True), Elided(whose, "small"), gap=2), 1)
            shown.addLayout(line)
        if len(lines) > _MOST:
            shown.addWidget(label(f"And {len(lines) - _MOST} more.", "muted"))
        shown.addStretch(1)
        inside = QWidget()
        inside.setLayout(shown)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setObjectName("changes")
        self.setAccessibleName(title)
        self.setFixedHeight(min(_TALLEST, _LINE * len(lines)))
