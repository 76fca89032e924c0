"""The window: which page is shown, the keyboard shortcuts, banners and toasts. What a page does is the page's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from ui.desktop.theme import UNIT
from ui.desktop.widgets.banner import Action, Banner, Toast
from ui.desktop.widgets.basic import row

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut

SMALLEST = (880, 600)  # px
USUAL = (1024, 700)


class MainWindow(QMainWindow):
    """Knows nothing of the vault: `app` puts the pages in and listens. Emits `dropped` (QMimeData) and `closing`."""

    dropped = Signal(object)
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Sparekey")
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self._may_close = False
        self._outer = QStackedWidget()
        self._inner = QStackedWidget()
        self._home = QWidget()
        self.banner = Banner()
        self.warning = Banner()  # stays until the user has taken note
        self._shortcuts: list[QShortcut] = []
        self._outer.addWidget(self._home)
        self.setCentralWidget(self._outer)
        self.toast = Toast(self)

    def add_outer(self, page: QWidget) -> None:
        """Add a page that fills the window: unlock, first run."""
        self._outer.addWidget(page)

    def add_home(self, side: QWidget, *pages: QWidget) -> None:
        """Add what an open vault shows: the side and the pages beside it."""
        self.toast.leave_free(side.width())
        for page in pages:
            self._inner.addWidget(page)
        strip = QVBoxLayout()
        strip.setContentsMargins(4 * UNIT, 2 * UNIT, 4 * UNIT, 0)
        strip.setSpacing(UNIT)
        strip.addWidget(self.warning)
        strip.addWidget(self.banner)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(strip)
        right.addWidget(self._inner, 1)
        layout = row(side, gap=0)
        layout.addLayout(right, 1)
        self._home.setObjectName("page")
        self._home.setLayout(layout)

    def show_outer(self, page: QWidget) -> None:
        self.setAcceptDrops(False)
        self._outer.setCurrentWidget(page)

    def show_page(self, page: QWidget) -> None:
        """Show a page beside the side."""
        self.setAcceptDrops(True)
        if self._inner.indexOf(page) < 0:
            self._inner.addWidget(page)
        self._inner.setCurrentWidget(page)
        self._outer.setCurrentWidget(self._home)

    @property
    def is_home(self) -> bool:
        """Tell whether an open vault is shown, with nothing over it."""
        return self._outer.currentWidget() is self._home

    @property
    def page(self) -> QWidget | None:
        if self.is_home:
            return self._inner.currentWidget()
        return self._outer.currentWidget()

    def add_shortcut(self, keys: str | QKeySequence.StandardKey, act: object) -> None:
        """Let a key do something while an open vault is shown."""
        from PySide6.QtGui import QKeySequence, QShortcut  # noqa: PLC0415  (each class that is named costs its enums)

        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)
        self._shortcuts.append(shortcut)

    def say(self, text: str, action: Action | None = None) -> None:
        self.toast.show_message(text, action)

    def close_for_good(self) -> None:
        """Close without asking again."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close:
            self.closing.emit()  # whoever listens may let it close right now
        event.setAccepted(self._may_close)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if data.hasUrls() or data.hasImage() or data.hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())
