"""Accounts and things in a table: what the loss of each thing would mean for each account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QHeaderView, QTableView

from ui.desktop import readiness_messages as words
from ui.desktop.grid_model import GridModel
from ui.desktop.loss_cells import LossCells
from ui.desktop.survey import Standing, Survey
from ui.desktop.table_models import ROW
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.loss_painting import CELL, HEIGHT, CellPainter, SlantedHeader, StandingHeader
from vault.losses import Item

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QResizeEvent, QWheelEvent

_MOST_ROWS = 8  # that are seen at once
_LEAST_NAME, _MOST_NAME = 176, 280  # px
_BAR = 12  # px: to scroll the columns with
_ROLES = Qt.ItemDataRole
_OF_ROWS: Mapping[int, Callable[[Standing], object]] = {
    ROW: lambda one: one,
    _ROLES.DisplayRole: lambda one: words.name(one.account),
    _ROLES.AccessibleTextRole: words.of_row,
    _ROLES.ToolTipRole: lambda one: words.tip(words.of_row(one)),
}


class LossTable(QTableView):
    """Emits `chosen` with the id of the account that the user goes to, and `pointed` with what a cell says, or nothing."""

    chosen = Signal(str)
    pointed = Signal(str)
    _cells: LossCells  # of the survey that is shown

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._account_id = ""
        self._is_showing = False
        self.grid: GridModel[Standing, Item] = GridModel(
            self._of_cells(), rows=_OF_ROWS, columns=self._of_columns(), parent=self
        )
        self.things, self.accounts = SlantedHeader(look, self), StandingHeader(look, self)
        self.setHorizontalHeader(self.things)
        self.setVerticalHeader(self.accounts)
        self.setModel(self.grid)
        self.setItemDelegate(CellPainter(look, self))
        self._dress()
        self.selectionModel().currentChanged.connect(self._on_current)
        self.entered.connect(self._point)

    def _of_cells(self) -> Mapping[int, Callable[[Standing, Item], object]]:
        def mark(one: Standing, item: Item) -> str:
            return self._cells.mark(one, item)

        def says(one: Standing, item: Item) -> str:
            return self._cells.says(one, item)

        return {ROW: mark, _ROLES.AccessibleTextRole: says, _ROLES.ToolTipRole: lambda *at: words.tip(says(*at))}

    def _of_columns(self) -> Mapping[int, Callable[[Item], object]]:
        def says(item: Item) -> str:
            return self._cells.of_column(item)

        return {
            ROW: lambda item: (item, self._cells.is_gone(item)),
            _ROLES.DisplayRole: words.thing,
            _ROLES.AccessibleTextRole: says,
            _ROLES.ToolTipRole: lambda item: words.tip(says(item)),
        }

    def _dress(self) -> None:
        self.setObjectName("losses")
        self.setAccessibleName(words.TABLE)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        for header, size, name in ((self.things, CELL, "Things"), (self.accounts, HEIGHT, "Accounts")):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(size)
            header.setDefaultSectionSize(size)
            header.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            header.setFocusProxy(self)
            header.setAccessibleName(name)
        self.accounts.setSectionsClickable(True)
        for corner in self.findChildren(QAbstractButton):  # selects all: of no use here, but there
            corner.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            corner.setFocusProxy(self)
            corner.setAccessibleName("Accounts and things")

    @property
    def account_id(self) -> str:
        return self._account_id

    def show_survey(self, survey: Survey) -> None:
        """Show how all accounts stand. The user stays where they are: at their account, and at the thing."""
        at, left, top = self.currentIndex(), self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        item = self.grid.columns[at.column()] if at.isValid() else None
        self._cells = LossCells(survey)
        self._is_showing = True
        self.grid.show(survey.rows, survey.columns)
        self._fit()
        self.select(self._account_id, survey.columns.index(item) if item in survey.columns else 0)
        self._is_showing = False
        self.horizontalScrollBar().setValue(left)
        self.verticalScrollBar().setValue(top)

    def select(self, account_id: str, column: int = -1) -> None:
        """Go to an account."""
        self._account_id = account_id
        row = next((row for row, one in enumerate(self.grid.rows) if one.account.id == account_id), -1)
        self.setCurrentIndex(self.grid.index(row, max(self.currentIndex().column(), 0) if column < 0 else column))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page, unless the user is at work in the table: it is no trap on the way down."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(self.currentIndex() if self.hasFocus() else QModelIndex())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._point(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point(QModelIndex())

    def _fit(self) -> None:
        """Give the names what is left beside the columns, and the table the height of its rows, up to some."""
        self.things.fit()
        columns, total = self.things.length(), len(self.grid.rows)
        names = min(max(self.width() - columns - UNIT, _LEAST_NAME), _MOST_NAME)
        self.accounts.setFixedWidth(names)
        bar = _BAR if names + columns > self.width() else 0
        rows = total if total <= _MOST_ROWS else _MOST_ROWS - 0.5  # a row that is cut says that there are more
        self.setFixedHeight(self.things.height() + round(rows * HEIGHT) + bar + 2)

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if self._is_showing or not index.isValid():
            return
        if self.hasFocus():
            self._point(index)
        account_id = self.grid.rows[index.row()].account.id
        if account_id != self._account_id:
            self._account_id = account_id
            self.chosen.emit(account_id)

    def _point(self, index: QModelIndex) -> None:
        text = self.grid.data(index, Qt.ItemDataRole.AccessibleTextRole)
        self.pointed.emit(f"{text}." if text else "")
