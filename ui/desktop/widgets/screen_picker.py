"""Lets the user drag a frame on a picture of the screen, shown over the whole screen it was taken of.

The picture is dimmed, so what is painted on it has the dark theme's colours in both.
"""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QScreen
from PySide6.QtWidgets import QWidget

from ui.desktop import theme
from ui.desktop.theme import DARK, UNIT

_SMALLEST = 12  # px: what is dragged less far was a click
_DIMMED = 0.5


class ScreenPicker(QWidget):
    """Emits `picked` with what is in the frame (QImage), `cancelled` when it is closed, by Escape for one."""

    picked = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QWidget, image: QImage, words: str) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self._image, self._words = image, words
        self._from: QPoint | None = None
        self._frame = QRect()
        self.setWindowTitle("Choose a QR code")
        self.setAccessibleName(words)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_on(self, screen: QScreen) -> None:
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.activateWindow()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()
            self._drag_to(self._from)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._drag_to(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._drag_to(event.position().toPoint())
        self._from = None
        if min(self._frame.width(), self._frame.height()) >= _SMALLEST:
            self.picked.emit(self._image.copy(self._on_image(self._frame)))
        else:
            self._frame = QRect()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.cancelled.emit()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        area = self._area()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        painter.setOpacity(_DIMMED)
        painter.drawImage(area, self._image)
        painter.setOpacity(1)
        if not self._frame.isEmpty():
            painter.drawImage(self._frame, self._image, self._on_image(self._frame))
            painter.setPen(QPen(QColor(DARK.accent), 2))
            painter.drawRect(self._frame)
        if self._from is None:
            self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.LARGE, QFont.Weight.Medium))
        text = painter.fontMetrics().size(0, self._words)
        plate = QRectF(0, 0, text.width() + 6 * UNIT, text.height() + 3 * UNIT)
        plate.moveCenter(QRectF(self.rect()).center())
        plate.moveTop(6 * UNIT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(DARK.surface))
        painter.drawRoundedRect(plate, theme.RADIUS, theme.RADIUS)
        painter.setPen(QColor(DARK.text))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._words)

    def _drag_to(self, to: QPoint) -> None:
        assert self._from is not None  # noqa: S101
        self._frame = QRect(self._from, to).normalized() & self._area()
        self.update()

    def _area(self) -> QRect:
        """Return where the picture is shown: over everything, or centred where the desktop put all screens into one."""
        shown = QRect(QPoint(), self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio))
        shown.moveCenter(self.rect().center())
        return shown

    def _on_image(self, frame: QRect) -> QRect:
        area = self._area()
        scale = self._image.width() / area.width()
        corner = (frame.topLeft() - area.topLeft()) * scale
        return QRect(corner, QSize(round(frame.width() * scale), round(frame.height() * scale)))
