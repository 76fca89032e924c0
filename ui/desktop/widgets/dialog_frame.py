"""What all dialogs have: a title, a body, buttons at the bottom right, Escape to leave."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from ui.desktop.theme import UNIT
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import button, column, label, row


class Frame(QDialog):
    """Open it with `open()`. `banner` says what was refused."""

    def __init__(self, parent: QWidget, title: str, words: str = "", *, width: int = 480) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.finished.connect(self.deleteLater)
        self.banner = Banner()
        self.body = QVBoxLayout()
        self.body.setSpacing(2 * UNIT)
        self._buttons = row(None, gap=UNIT)
        self._title = label(title, "title")
        heading = column(self._title, gap=4)
        self._subtitle = label(words, "muted", wrap=True)
        self._subtitle.setVisible(bool(words))
        heading.addWidget(self._subtitle)
        strut = QWidget()
        strut.setFixedSize(width - 6 * UNIT, 0)
        heading.addWidget(strut)
        layout = column(heading, self.body, self.banner, self._buttons, gap=2 * UNIT, margins=3 * UNIT)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)  # grows and shrinks with what it shows
        self.setLayout(layout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay on the screen where a later step is larger: its buttons are at the bottom."""
        super().resizeEvent(event)
        if self.isVisible():
            room, taken = self.screen().availableGeometry(), self.frameGeometry()
            left = max(room.left(), min(taken.left(), room.right() - taken.width() + 1))
            top = max(room.top(), min(taken.top(), room.bottom() - taken.height() + 1))
            if (left, top) != (taken.left(), taken.top()):
                self.move(left, top)

    def set_title(self, title: str) -> None:
        """Name the step that is shown."""
        self._title.setText(title)
        self.setWindowTitle(title)

    def set_words(self, words: str) -> None:
        """Say below the title what the step is about; an empty text takes the line away."""
        self._subtitle.setText(words)
        self._subtitle.setVisible(bool(words))

    def finish_with(self, primary: QPushButton, *, cancel: bool = True) -> None:
        """Put Cancel and the button that does it at the bottom."""
        if cancel:
            self._buttons.addWidget(button("Cancel", clicked=self.reject, name="cancel"))
        self._buttons.addWidget(primary)
        primary.setDefault(True)
