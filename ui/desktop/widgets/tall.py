"""A view of something that may be taller than the screen: as high as that needs, up to a limit, and then it scrolls."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

_WIDTH = 512  # px: of the body of a dialog, before it is laid out
_MOST = 460  # px: what leaves room for title and buttons on a screen of 600


class Tall(QScrollArea):
    """As high as `most`, where `is_fixed`: so that what is below it stays where it is."""

    def __init__(self, most: int = _MOST, *, is_fixed: bool = False) -> None:
        super().__init__()
        self._most, self._is_fixed = most, is_fixed
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if is_fixed:
            self.setFixedHeight(most)

    def show_inside(self, inside: QWidget) -> None:
        """Show this in place of what was shown before."""
        if old := self.takeWidget():
            old.removeEventFilter(self)
            old.hide()
            old.deleteLater()
        self.setWidget(inside)
        for plain in (inside, self.viewport()):
            plain.setAutoFillBackground(False)
        inside.installEventFilter(self)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is inside as it grows and shrinks."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()  # lines may break elsewhere in another width

    def fit(self) -> None:
        """Become as high as what is inside."""
        inside = self.widget()
        if self._is_fixed or inside is None:
            return
        frame = 2 * self.frameWidth()
        width = self.viewport().width() if self.isVisible() else _WIDTH
        height = inside.heightForWidth(width) if inside.hasHeightForWidth() else inside.sizeHint().height()
        self.setFixedHeight(min(max(height, inside.minimumSizeHint().height(), 0) + frame, self._most))
