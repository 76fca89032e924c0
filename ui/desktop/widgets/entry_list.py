"""The history as a list: only what is seen is painted, so that ten thousand changes scroll as ten do."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.desktop import messages, past_messages, theme
from ui.desktop.table_models import ROW, RowsModel
from ui.desktop.theme import UNIT, Theme
from vault.history import Entry

_ROW = 56


class EntryList(QListView):
    """`model_rows` holds the entries that are shown."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.model_rows: RowsModel[Entry] = RowsModel(
            {Qt.ItemDataRole.DisplayRole: past_messages.what, Qt.ItemDataRole.AccessibleTextRole: past_messages.spoken}, self
        )
        self.setObjectName("entries")
        self.setAccessibleName("History")
        self.setModel(self.model_rows)
        self.setItemDelegate(_EntryRow(look, self))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class _EntryRow(QStyledItemDelegate):
    """Paints what was done, whose account it is and on which computer, and when."""

    def __init__(self, look: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        entry: Entry = index.data(ROW)
        colours = self._look.colours
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(colours.accent))
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(area.adjusted(1, 2, -2, -3), theme.RADIUS, theme.RADIUS)
        else:
            painter.setPen(QColor(colours.line))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(UNIT, 0, -UNIT, 0)
        when = messages.moment(entry.event.at)
        taken = _line(painter, when, inner, colours.muted, theme.SMALL, right=True)
        top = QRect(inner.left(), inner.top() + 9, inner.width() - taken - 2 * UNIT, 20)
        _line(painter, past_messages.what(entry), top, colours.muted if entry.is_undone else colours.text, theme.TEXT)
        below = QRect(inner.left(), inner.top() + 29, top.width(), 18)
        _line(painter, past_messages.whose(entry), below, colours.muted, theme.SMALL)
        painter.restore()


def _line(painter: QPainter, text: str, area: QRect, colour: str, size: int, *, right: bool = False) -> int:
    """Paint a line that gives way, and return how wide it is."""
    font = theme.font(size, QFont.Weight.Normal)
    metrics = QFontMetrics(font)
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.setFont(font)
    painter.setPen(QColor(colour))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | side, cut)
    return metrics.horizontalAdvance(cut)
