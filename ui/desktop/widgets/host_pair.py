"""Two hosts one above the other, letter under letter, with what differs set bold and underlined."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.desktop import link_messages, theme
from ui.desktop.theme import UNIT, Theme
from vault import link_words, lookalikes
from vault.links import Verdict
from vault.lookalikes import Column

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_SIZE = 18  # px
_LINE = 30  # px
_CAPTION = 96  # px


class HostPair(QWidget):
    """Painted letter by letter: a letter that steers the direction of a text cannot turn the others around."""

    def __init__(self, look: Theme, width: int) -> None:
        super().__init__()
        self._look = look
        self._columns: tuple[Column, ...] = ()
        self._captions = "", ""
        self.setObjectName("host-pair")
        self.setFixedWidth(width)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.follow(self, self.update)

    def show_hosts(self, verdict: Verdict) -> None:
        self._columns = lookalikes.columns(verdict.host, verdict.own_host)
        self._captions = link_messages.theirs(verdict), link_messages.own(verdict)
        self.setAccessibleName(link_messages.pair(verdict))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), sum(map(_height, self._rows())))

    def paintEvent(self, _event: "QPaintEvent") -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0
        for row in self._rows():
            for line, caption in enumerate(self._captions if top == 0 else ()):
                self._paint_caption(painter, QRect(0, top + line * _LINE, _CAPTION - UNIT, _LINE), caption)
            for place, column in enumerate(row):
                area = QRect(_CAPTION + place * self._cell(), top, self._cell(), _LINE)
                self._paint_letter(painter, area, column.theirs, "danger" if column.differs else "text")
                self._paint_letter(painter, area.translated(0, _LINE), column.own, "good" if column.differs else "text")
            top += _height(row)

    def _paint_caption(self, painter: QPainter, area: QRect, caption: str) -> None:
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(QColor(self._look.colours.muted))
        cut = QFontMetrics(painter.font()).elidedText(caption, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)

    def _paint_letter(self, painter: QPainter, area: QRect, letter: str, role: str) -> None:
        """Paint one letter; one that differs is underlined, and bold: painted twice, as the font has one weight."""
        painter.setFont(theme.code_font(_SIZE))
        painter.setPen(QPen(QColor(getattr(self._look.colours, role)), 2))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, link_words.shown(letter))
        if letter and role != "text":
            painter.drawText(QRectF(area).translated(0.8, 0), Qt.AlignmentFlag.AlignCenter, link_words.shown(letter))
            painter.drawLine(area.left() + 1, area.bottom() - 2, area.right(), area.bottom() - 2)

    def _rows(self) -> list[tuple[Column, ...]]:
        """Break the columns into lines that fit."""
        fits = max(1, (self.width() - _CAPTION) // self._cell())
        return [self._columns[start : start + fits] for start in range(0, len(self._columns), fits)]

    def _cell(self) -> int:
        return QFontMetrics(theme.code_font(_SIZE)).horizontalAdvance("m") + 1


def _height(row: tuple[Column, ...]) -> int:
    """Return the height of two lines, or of one where the service's own host has come to its end. In px."""
    return 2 * _LINE if any(column.own for column in row) else _LINE
