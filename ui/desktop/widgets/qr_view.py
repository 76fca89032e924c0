"""A QR code on the window: black on white in both themes, with its white margin, and crisp at any scale."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_MARGIN = 4  # modules; ISO/IEC 18004 wants as many
_BLACK, _WHITE = 0, 255


class QrView(QWidget):
    """Draws the rows that `vault.qr.draw` returns. Each module is a whole number of the screen's pixels."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._code = QImage()
        self.setFixedSize(size, size)
        self.setAccessibleName("QR code")

    def show_rows(self, rows: Sequence[Sequence[bool]]) -> None:
        """Show a code; without rows show nothing."""
        side = len(rows) + 2 * _MARGIN if rows else 0
        self._code = QImage(side, side, QImage.Format.Format_Grayscale8)
        if rows:
            blank = bytes([_WHITE]) * side
            lines = [bytes(_BLACK if dark else _WHITE for dark in row).center(side, blank[:1]) for row in rows]
            pixels = b"".join([blank] * _MARGIN + lines + [blank] * _MARGIN)
            self._code = QImage(pixels, side, side, side, QImage.Format.Format_Grayscale8).copy()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._code.isNull():
            return
        ratio = self.devicePixelRatioF()
        module = max(int(self.width() * ratio) // self._code.width(), 1) / ratio
        side = module * self._code.width()
        corner = round((self.width() - side) / 2 * ratio) / ratio
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.drawImage(QRectF(QPointF(corner, corner), QSizeF(side, side)), self._code)
