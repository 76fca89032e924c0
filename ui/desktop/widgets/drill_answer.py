"""Who is locked out of what by a loss, and by which step."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desktop import readiness_messages as words
from ui.desktop.survey import Closed, Survey
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row
from ui.desktop.widgets.readiness_ring import MARK, Mark
from ui.desktop.widgets.replaced import put
from vault.losses import Item

_FIRST = 3  # accounts that are told of at once


class DrillAnswer(QWidget):
    """Emits `chosen` with the id of an account that the user wants to look at. Hidden where nothing is closed."""

    chosen = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._told: Sequence[Closed] = ()
        self._left = 0
        self._lost: Sequence[Item] = ()
        self._is_unfolded = False
        self._rows = column(gap=0)
        self.setLayout(self._rows)
        self.hide()

    def show_survey(self, survey: Survey) -> None:
        if survey.lost != self._lost:
            self._is_unfolded = False
        self._lost, self._told, self._left = survey.lost, survey.told, survey.weak - len(survey.told)
        self._show()

    def _show(self) -> None:
        rows = column(gap=UNIT // 2)
        told = self._told
        self.setVisible(bool(told))
        shown = told if self._is_unfolded or len(told) <= _FIRST + 1 else told[:_FIRST]
        for one in shown:
            rows.addLayout(self._row(one))
        if more := len(told) - len(shown):
            unfold = button(words.show_more(more), "link", clicked=self._unfold, name="unfold-closed")
            unfold.setProperty("flush", "true")
            rows.addLayout(row(unfold, None))
        elif told and self._left:
            rows.addWidget(label(words.more_closed(self._left), "small", wrap=True))
        put(rows, self._rows)

    def _row(self, one: Closed) -> QVBoxLayout:
        name = words.name(one.account)
        go = button(name.replace("&", "&&"), "link", clicked=lambda: self.chosen.emit(one.account.id), name="closed")
        go.setProperty("flush", "true")
        go.setAccessibleName(f"Look at {name}")
        steps = row(MARK + UNIT + 2, gap=0)
        steps.addWidget(label(words.steps(one.steps), "small", wrap=True), 1)
        return column(row(Mark(self._look, "out"), go, None, gap=UNIT), steps, gap=0)

    def _unfold(self) -> None:
        self._is_unfolded = True
        self._show()
