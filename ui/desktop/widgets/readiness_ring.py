"""Readiness in one picture: a ring of all accounts, and the marks that say the same in small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.survey import State
from ui.desktop.theme import Colours, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

SIZE, MARK = 152, 18  # px
_BEAD = 22  # px: a mark on the ring
_GAP = 4.0  # degrees between two arcs
_SHORTEST = 20.0  # degrees: room for a mark
_BARE = 34.0  # degrees up to which the mark stands for itself: of its arc nothing but specks would be seen
Arc = tuple[State, float, float]  # where it begins and how far it goes, in degrees, clockwise from the top
_ORDER: tuple[State, ...] = ("holds", "thread", "unknown", "out")
# How thick an arc is, and how it is broken: who does not tell the colours apart still sees which is which.
_STROKES: Mapping[State, tuple[float, Qt.PenStyle]] = {
    "holds": (13, Qt.PenStyle.SolidLine),
    "thread": (4, Qt.PenStyle.SolidLine),
    "unknown": (4, Qt.PenStyle.DotLine),
    "out": (13, Qt.PenStyle.DashLine),
}


_STROKES_OF_MARKS: Mapping[State, Sequence[tuple[float, float, float, float]]] = {  # from the middle, in parts of the size
    "holds": [(-0.22, 0.02, -0.06, 0.18), (-0.06, 0.18, 0.22, -0.14)],
    "thread": [(0, -0.24, 0, 0.06), (0, 0.24, 0, 0.24)],
    "unknown": [],  # a question mark
    "out": [(-0.17, -0.17, 0.17, 0.17), (-0.17, 0.17, 0.17, -0.17)],
}


class ReadinessRing(QWidget):
    """Shows how many accounts are in each state, and in its middle the number that matters."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._counts: Mapping[State, int] = {}
        self._middle = ("", "")
        self.setObjectName("ring")
        self.setFixedSize(SIZE, SIZE)
        look.follow(self, self.update)

    def show_counts(self, counts: Mapping[State, int], middle: tuple[str, str], spoken: str) -> None:
        """`middle`: the number, and the words below it. `spoken` says all of it."""
        self._counts, self._middle = counts, middle
        self.setAccessibleName(spoken)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(_BEAD / 2, _BEAD / 2, -_BEAD / 2, -_BEAD / 2)
        arcs = list(_arcs(self._counts))
        if not arcs:
            painter.setPen(QPen(QColor(colours.line), 4))
            painter.drawEllipse(area)
        for arc in arcs:
            if arc[2] >= _BARE:
                _paint_arc(painter, area, arc, colours)
        for state, start, span in arcs:
            turned = QPointF(0, -area.height() / 2)
            painter.save()
            painter.translate(area.center())
            painter.rotate(start + span / 2)
            painter.translate(turned)
            painter.rotate(-start - span / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.surface))
            painter.drawEllipse(QPointF(), _BEAD / 2, _BEAD / 2)
            paint_mark(painter, state, QRectF(-MARK / 2, -MARK / 2, MARK, MARK), colours)
            painter.restore()
        self._paint_middle(painter)

    def _paint_middle(self, painter: QPainter) -> None:
        number, words = self._middle
        size = theme.DISPLAY if len(number) < 5 else theme.TITLE
        painter.setFont(theme.font(size, QFont.Weight.DemiBold))
        painter.setPen(QColor(self._look.colours.text))
        painter.drawText(self.rect().adjusted(0, -16, 0, -16), Qt.AlignmentFlag.AlignCenter, number)
        painter.setFont(theme.font(theme.SMALL, QFont.Weight.Medium))
        painter.setPen(QColor(self._look.colours.muted))
        painter.drawText(self.rect().adjusted(0, 18, 0, 18), Qt.AlignmentFlag.AlignCenter, words)


class Mark(QWidget):
    """The mark of a state, by itself. The words beside it say what it means."""

    def __init__(self, look: Theme, state: State) -> None:
        super().__init__()
        self._look, self._state = look, state
        self.setFixedSize(MARK, MARK)
        look.follow(self, self.update)

    def sizeHint(self) -> QSize:
        return QSize(MARK, MARK)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, self._state, QRectF(self.rect()), self._look.colours)


def paint_mark(painter: QPainter, state: State, area: QRectF, colours: Colours) -> None:
    """Paint the mark of a state: a tick, an exclamation mark, a question mark or a cross in a round."""
    colour = QColor({"holds": colours.good, "thread": colours.warning, "unknown": colours.muted, "out": colours.danger}[state])
    size, middle = area.width(), area.center()
    painter.setPen(QPen(colour, size / 12))
    painter.setBrush(Qt.BrushStyle.NoBrush if state == "unknown" else colour)
    painter.drawEllipse(area.adjusted(size / 18, size / 18, -size / 18, -size / 18))
    pen = QPen(colour if state == "unknown" else QColor(colours.surface), size / 9)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if state == "unknown":
        painter.setFont(theme.font(round(size * 0.66), QFont.Weight.DemiBold))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "?")
    for left, top, right, bottom in _STROKES_OF_MARKS[state]:
        painter.drawLine(middle + QPointF(left, top) * size, middle + QPointF(right, bottom) * size)


def _arcs(counts: Mapping[State, int]) -> Iterator[Arc]:
    """Yield the arcs: none is too short to see."""
    shown = [state for state in _ORDER if counts.get(state)]
    total = sum(counts[state] for state in shown)
    spans = {state: max(360 * counts[state] / total, _SHORTEST) for state in shown}
    scale = 360 / sum(spans.values()) if spans else 1
    start = 0.0
    for state in shown:
        yield state, start, spans[state] * scale
        start += spans[state] * scale


def _paint_arc(painter: QPainter, area: QRectF, arc: Arc, colours: Colours) -> None:
    state, start, span = arc
    width, style = _STROKES[state]
    colour = {"holds": colours.good, "thread": colours.warning, "unknown": colours.muted, "out": colours.danger}[state]
    pen = QPen(QColor(colour), width, style, Qt.PenCapStyle.FlatCap)
    if style == Qt.PenStyle.DashLine:
        pen.setDashPattern([0.7, 0.25])
    gap = _GAP if span < 360 else 0
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(area, round((90 - start - gap / 2) * 16), round(-(span - gap) * 16))
