"""The one table model: rows are values, and functions say what a role shows of them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Roles = Mapping[int, Callable[[Row], object]]
ROW = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()


class RowsModel(QAbstractListModel, Generic[Row]):
    """A list of values for any view. `roles` maps an item role to a function of the row; ROW is the value itself."""

    def __init__(self, roles: Roles[Row], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roles = {int(role): show for role, show in roles.items()}
        self._rows: Sequence[Row] = ()

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    def show(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        show = self._roles.get(role)
        return show(row) if show else None
