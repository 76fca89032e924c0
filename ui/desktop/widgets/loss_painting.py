"""How the table of accounts and things is painted: slanted names of things, accounts with their mark, and the cells."""

from __future__ import annotations

from math import cos, radians, sin
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from ui.desktop import messages, theme
from ui.desktop.loss_cells import CellMark
from ui.desktop.survey import Standing
from ui.desktop.table_models import ROW
from ui.desktop.theme import UNIT, Colours, Theme
from ui.desktop.widgets.readiness_ring import MARK, paint_mark
from vault.losses import Item
from vault.model import printable

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

CELL, HEIGHT = 36, 44  # px: how wide a cell is, and how high
_SLANT = 52  # degrees
_LONGEST = 148  # px: of a name that stands slanted
_LINE = 18  # px: how much room a slanted line takes


class SlantedHeader(QHeaderView):
    """Names of things, slanted so that each finds room above its narrow column. What is lost is struck out."""

    def __init__(self, look: Theme, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._look = look
        look.follow(self, self.viewport().update)

    def fit(self) -> None:
        """Make room for the names: above, and behind the last column, over which its name leans."""
        font = QFontMetrics(theme.font(theme.SMALL))
        widths = [min(font.horizontalAdvance(printable(item.name)), _LONGEST) for item, _ in self._items()]
        self.setFixedHeight(round(max(widths, default=0) * sin(radians(_SLANT)) + _LINE + UNIT))
        for place in range(self.count()):
            is_last = place == self.count() - 1
            self.resizeSection(place, CELL + round(widths[-1] * cos(radians(_SLANT))) * is_last)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (item, is_gone) in enumerate(self._items()):
            left = self.sectionViewportPosition(place)
            painter.save()
            painter.translate(left + CELL / 2 + 4, self.height() - UNIT)
            painter.rotate(-_SLANT)
            self._paint_name(painter, item, is_gone=is_gone)
            painter.restore()

    def _paint_name(self, painter: QPainter, item: Item, *, is_gone: bool) -> None:
        font = theme.font(theme.SMALL, QFont.Weight.Medium)
        font.setStrikeOut(is_gone)
        painter.setFont(font)
        painter.setPen(QColor(self._look.colours.danger if is_gone else self._look.colours.muted))
        cut = QFontMetrics(font).elidedText(printable(item.name), Qt.TextElideMode.ElideMiddle, _LONGEST)
        painter.drawText(QPointF(0, 0), cut)

    def _items(self) -> list[tuple[Item, bool]]:
        model = self.model()
        return [model.headerData(place, Qt.Orientation.Horizontal, ROW) for place in range(self.count())] if model else []


class StandingHeader(QHeaderView):
    """The accounts: a mark that says how each stands, its name, and its service."""

    def __init__(self, look: Theme, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._look, self._table = look, table
        look.follow(self, self.viewport().update)

    def paintSection(self, painter: QPainter, area: QRect, place: int) -> None:
        standing: Standing = self.model().headerData(place, Qt.Orientation.Vertical, ROW)
        colours = self._look.colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._table.selectionModel().isRowSelected(place, QModelIndex()):
            _paint_ground(painter, area.adjusted(0, 1, theme.RADIUS, -1), colours)
        mark = QRectF(area.left() + UNIT, area.center().y() - MARK / 2 + 0.5, MARK, MARK)
        paint_mark(painter, standing.state, mark, colours)
        left, width = area.left() + MARK + 2 * UNIT, area.width() - MARK - 3 * UNIT
        name = printable(standing.account.username)
        medium = theme.font(theme.TEXT, QFont.Weight.Medium)
        _paint_line(painter, name, QRect(left, area.top() + 4, width, 19), medium, colours.text)
        service = printable(messages.service_name(standing.account))
        _paint_line(painter, service, QRect(left, area.top() + 22, width, 17), theme.font(theme.SMALL), colours.muted)
        painter.restore()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 0)


class CellPainter(QStyledItemDelegate):
    """Paints the mark of a cell; the cell that the keyboard is at has a frame."""

    def __init__(self, look: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        colours = self._look.colours
        is_last = index.column() == index.model().columnCount() - 1
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area)
        if state & QStyle.StateFlag.State_Selected:
            _paint_ground(painter, area.adjusted(-theme.RADIUS, 1, 0 if is_last else theme.RADIUS, -1), colours)
        cell = QRect(area.left(), area.top(), CELL, area.height())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(cell.adjusted(3, 5, -3, -5), theme.RADIUS - 2, theme.RADIUS - 2)
        paint_cell(painter, index.data(ROW), QRectF(cell).center(), colours)
        painter.restore()


def paint_cell(painter: QPainter, mark: CellMark, middle: QPointF, colours: Colours) -> None:
    """Paint what a loss does: a filled square with a cross locks out, an empty ring closes something."""
    if mark == "out":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.danger))
        painter.drawRoundedRect(QRectF(middle.x() - 9, middle.y() - 9, 18, 18), 5, 5)
        painter.setPen(QPen(QColor(colours.surface), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for rise in (-3.5, 3.5):
            painter.drawLine(middle + QPointF(-3.5, -rise), middle + QPointF(3.5, rise))
    elif mark == "weak":
        painter.setPen(QPen(QColor(colours.field_line), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, 5.0, 5.0)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawEllipse(middle, 1.5, 1.5)


class CellSample(QWidget):
    """The mark of a cell, by itself, for the legend."""

    def __init__(self, look: Theme, mark: CellMark) -> None:
        super().__init__()
        self._look, self._mark = look, mark
        self.setFixedSize(20, 20)
        look.follow(self, self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_cell(painter, self._mark, QRectF(self.rect()).center(), self._look.colours)


def _paint_ground(painter: QPainter, area: QRect, colours: Colours) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent_soft))
    painter.drawRoundedRect(area, theme.RADIUS, theme.RADIUS)


def _paint_line(painter: QPainter, text: str, area: QRect, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)
