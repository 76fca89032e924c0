"""How long a TOTP value stays: a ring that empties, with the seconds in it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.theme import Theme

_HURRY = 5  # seconds from which on the ring warns


class Countdown(QWidget):
    """Painted once a second; drawing more often would cost more than it tells."""

    def __init__(self, look: Theme, size: int = 40) -> None:
        super().__init__()
        self._look = look
        self._left = 0
        self._period = 30
        self.setFixedSize(QSize(size, size))
        look.follow(self, self.update)

    def show_left(self, left: int, period: int) -> None:
        """Show `left` of `period` seconds."""
        if (left, period) != (self._left, self._period):
            self._left, self._period = left, period
            self.setAccessibleName(f"{left} seconds left")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._look.colours
        strong = QColor(colours.warning if self._left <= _HURRY else colours.accent)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5)
        painter.setPen(QPen(QColor(colours.line), 3))
        painter.drawEllipse(area)
        painter.setPen(QPen(strong, 3, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(area, 90 * 16, round(360 * 16 * self._left / self._period))
        painter.setPen(QColor(colours.muted) if self._left > _HURRY else strong)
        painter.setFont(theme.font(theme.SMALL, QFont.Weight.Medium))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._left))
