"""A table of two directions for any view. `table_models.RowsModel` is the one of a list."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Column = TypeVar("Column")
_ROOT = QModelIndex()


class GridModel(QAbstractTableModel, Generic[Row, Column]):
    """Rows and columns are values, and functions say what a role shows of one of each, and of either in its header."""

    def __init__(
        self,
        cells: Mapping[int, Callable[[Row, Column], object]],
        *,
        rows: Mapping[int, Callable[[Row], object]],
        columns: Mapping[int, Callable[[Column], object]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._of_cells = {int(role): show for role, show in cells.items()}
        self._of_rows = {int(role): show for role, show in rows.items()}
        self._of_columns = {int(role): show for role, show in columns.items()}
        self._rows: Sequence[Row] = ()
        self._columns: Sequence[Column] = ()

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    def show(self, rows: Sequence[Row], columns: Sequence[Column]) -> None:
        self.beginResetModel()
        self._rows, self._columns = rows, columns
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        show = self._of_cells.get(role)
        return show(self._rows[index.row()], self._columns[index.column()]) if show else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal:
            of_column = self._of_columns.get(role)
            return of_column(self._columns[section]) if of_column and section < len(self._columns) else None
        of_row = self._of_rows.get(role)
        return of_row(self._rows[section]) if of_row and section < len(self._rows) else None
