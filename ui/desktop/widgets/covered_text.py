"""A field of several lines for secrets typed or pasted: covered after a while, and nothing that is selected leaves it."""

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QPlainTextEdit

from ui.desktop.concealing import SHOWN_FOR

_WORDS = "Hidden. Click here or type to see it."


class CoveredText(QPlainTextEdit):
    """Shows what is in it while somebody is at work on it; a click or a key shows it again."""

    def __init__(self) -> None:
        super().__init__()
        self._is_covered = False
        self._cover = QTimer(self, singleShot=True, interval=SHOWN_FOR * 1000)
        self._cover.timeout.connect(self.conceal)
        self.setAcceptDrops(False)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.textChanged.connect(self.reveal)

    @property
    def is_covered(self) -> bool:
        return self._is_covered

    def conceal(self) -> None:
        self._set_covered(is_covered=bool(self.toPlainText()))

    def reveal(self) -> None:
        """Show what is there for a while."""
        self._cover.start()
        self._set_covered(is_covered=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.reveal()
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.reveal()
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_covered:
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        margin = round(self.document().documentMargin())
        area = self.viewport().rect().adjusted(margin, margin, -margin, -margin)
        painter.drawText(area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, _WORDS)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Give nothing away: what is selected would land in the primary selection, which every program can read."""
        return QMimeData()

    def _set_covered(self, *, is_covered: bool) -> None:
        if is_covered != self._is_covered:
            self._is_covered = is_covered
            self.viewport().update()
