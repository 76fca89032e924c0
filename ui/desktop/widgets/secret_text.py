"""A field of several lines for what is typed from paper: nothing that is selected in it leaves it."""

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent

from ui.desktop import theme
from ui.desktop.theme import UNIT
from ui.desktop.widgets.covered_text import CoveredText

_AROUND = 2 * (UNIT + 4)  # px: the frame, its padding, and the margin of the text


class SecretText(CoveredText):
    """Emits `entered` on Enter, `pasted` after text was pasted, and `given` with what is no text: a picture, files."""

    entered = Signal()
    pasted = Signal()
    given = Signal(object)  # QMimeData

    def __init__(self, name: str, title: str, *, lines: int, keeps_breaks: bool = False) -> None:
        super().__init__()
        self._keeps_breaks = keeps_breaks
        self.setObjectName(name)
        self.setProperty("role", "paper")
        self.setAccessibleName(title)
        self.setFixedHeight(lines * QFontMetrics(theme.code_font(theme.LARGE)).lineSpacing() + _AROUND)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if lines == 1 else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on; where lines are typed it takes Ctrl."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and (not self._keeps_breaks or event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, _source: QMimeData) -> bool:
        return True

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasUrls() or source.hasImage() or not source.hasText():
            self.given.emit(source)
            return
        super().insertFromMimeData(source)
        if self.toPlainText().strip():
            self.pasted.emit()
