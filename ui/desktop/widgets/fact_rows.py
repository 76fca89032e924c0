"""A list of things, a row each: what it is called, what is known of it, and buttons to edit and to remove it."""

from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, column, label, row, rule, tool
from ui.desktop.widgets.tall import Tall

_MOST = 5  # rows that are seen at once
_ROW = 64  # px


class Row(Struct, frozen=True):
    """What a row shows. `badge` stands behind the name; `role` is how what is known is to look."""

    id: str
    name: str
    words: str
    badge: str = ""
    role: str = "small"


class FactRows(Tall):
    """Emits `edit_wanted` and `remove_wanted` with the id of the thing."""

    edit_wanted = Signal(str)
    remove_wanted = Signal(str)

    def __init__(self, look: Theme, *, can_change: bool) -> None:
        super().__init__(_MOST * _ROW + 1)
        self._look, self._can_change = look, can_change
        self.setObjectName("card")

    def show_rows(self, rows: Sequence[Row]) -> None:
        listed = column(gap=0)
        for one in rows:
            if one is not rows[0]:
                listed.addWidget(rule())
            listed.addWidget(self._line(one))
        inside = QWidget()
        inside.setLayout(listed)
        self.show_inside(inside)

    def _line(self, one: Row) -> QWidget:
        name = row(Elided(one.name, "label"), gap=UNIT)
        if one.badge:
            name.addWidget(label(one.badge, "small"))
        name.addStretch(1)
        change = tool(
            self._look,
            "edit",
            f"Edit {one.name}" if self._can_change else f"Look at {one.name}",
            clicked=partial(self.edit_wanted.emit, one.id),
        )
        change.setObjectName("edit-row")
        remove = tool(self._look, "trash", f"Remove {one.name}", clicked=partial(self.remove_wanted.emit, one.id))
        remove.setObjectName("remove-row")
        remove.setEnabled(self._can_change)
        line = row(gap=UNIT)
        line.addLayout(column(None, name, Elided(one.words, one.role), None, gap=2), 1)
        line.addWidget(change)
        line.addWidget(remove)
        line.setContentsMargins(2 * UNIT, 0, UNIT, 0)
        made = QWidget()
        made.setFixedHeight(_ROW - 1)
        made.setLayout(line)
        return made
