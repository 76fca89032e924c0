"""Pages as they will be printed, one at a time: drawn by the painter that also prints them."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from ui.desktop import printing
from ui.desktop.concealing import WRITTEN_DOWN_FOR
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row, tool
from vault.paper.page import Document

WIDTH, HEIGHT = 340, 440  # px: what the view shows
_LOWEST = 320  # px
_MARGIN = 10
_INCH = 25.4  # mm
_WIDE = 684  # px: what the view shows when one looks closely


class PagePreview(QWidget):
    """Shows a whole page, or a larger one to be scrolled; emits `zoomed` when it is the one or the other."""

    zoomed = Signal(bool)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._document: Document | None = None
        self._number = 0
        self._is_close = False
        self._height = HEIGHT
        self._page = QLabel()
        self._page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page.setObjectName("printed-page")
        self.view = _View()
        self.view.turned.connect(self.turn)
        self.view.setObjectName("pages")
        self.view.setFixedSize(WIDTH, HEIGHT)
        self.view.setWidget(self._page)
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view.setAccessibleName("The page as it will be printed")
        self._back = tool(look, "arrow-left", "Previous page", clicked=lambda: self.turn(-1))
        self._back.setObjectName("previous-page")
        self._on = tool(look, "arrow-right", "Next page", clicked=lambda: self.turn(1))
        self._on.setObjectName("next-page")
        self._which = label("")
        self._which.setObjectName("which-page")
        self._zoom = button("Larger", "link", clicked=self._on_zoom, name="zoom")
        self._timer = QTimer(self, singleShot=True, interval=WRITTEN_DOWN_FOR * 1000)
        self._timer.timeout.connect(self.conceal)
        self.setLayout(column(self.view, row(self._back, self._which, self._on, None, self._zoom), gap=UNIT))

    @property
    def number(self) -> int:
        """The page that is shown, from 1."""
        return self._number + 1

    def show_document(self, document: Document) -> None:
        self._document, self._number = document, 0
        self._draw()

    def limit(self, height: int) -> None:
        """Take less room than usual, where the screen is low."""
        self._height = min(HEIGHT, max(height, _LOWEST))
        self.view.setFixedHeight(self._height)
        self._draw()

    def forget(self) -> None:
        """Let go of what is shown."""
        self._timer.stop()
        self._document = None
        self._page.clear()

    def conceal(self) -> None:
        """Show an empty page until somebody wants to see it again: what is to be printed are secrets."""
        self._timer.stop()
        if self._document:
            blank = self._page.pixmap()
            blank.fill(Qt.GlobalColor.white)
            self._page.setPixmap(blank)
            self._zoom.setText("Show the page")

    def turn(self, by: int) -> None:
        """Go forth or back some pages."""
        if self._document:
            self._number = min(max(self._number + by, 0), len(self._document.pages) - 1)
            self.view.verticalScrollBar().setValue(0)
            self._draw()

    def zoom(self, *, is_close: bool) -> None:
        """Look closely, or at the whole page again."""
        if is_close != self._is_close:
            self._is_close = is_close
            self.view.setFixedWidth(_WIDE if is_close else WIDTH)
            self.zoomed.emit(is_close)
            self._draw()

    def _on_zoom(self) -> None:
        if self._timer.isActive():
            self.zoom(is_close=not self._is_close)
        else:
            self._draw()

    def _draw(self) -> None:
        document = self._document
        if document is None:
            return
        self._timer.start()
        ratio = self.devicePixelRatioF()
        room = QSize(WIDTH - 2 * _MARGIN, self._height - 2 * _MARGIN)
        scale = min(room.width() / document.width, room.height() / document.height)  # px for each mm
        if self._is_close:
            scale = (_WIDE - 3 * _MARGIN) / document.width
        pixmap = QPixmap.fromImage(printing.picture(document, self._number, scale * ratio * _INCH))
        pixmap.setDevicePixelRatio(ratio)
        self._page.setPixmap(pixmap)
        self._page.resize(pixmap.deviceIndependentSize().toSize())
        total = len(document.pages)
        self._which.setText(f"Page {self.number} of {total}")
        self._back.setEnabled(self._number > 0)
        self._on.setEnabled(self.number < total)
        self._zoom.setText("Whole page" if self._is_close else "Larger")


class _View(QScrollArea):
    """Emits `turned` with one or minus one when a key asks for another page."""

    turned = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if bar.value() == bar.maximum():
            steps[Qt.Key.Key_PageDown] = 1
        if bar.value() == bar.minimum():
            steps[Qt.Key.Key_PageUp] = -1
        if step := steps.get(Qt.Key(event.key())):
            self.turned.emit(step)
        else:
            super().keyPressEvent(event)
