"""Something to be pasted elsewhere: what it is, its text, and a button that copies exactly that."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.desktop import request_messages as words
from ui.desktop import theme
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import card, column, label, row
from ui.desktop.widgets.breakable import breakable, show

_COPIED_MS = 3000


class PastePiece(QWidget):
    """Emits `wanted` with its title and its text. The text cannot be selected, only copied whole."""

    wanted = Signal(str, str)

    def __init__(self, title: str, text: str, *, note: str = "", is_code: bool = False) -> None:
        super().__init__()
        self.title = title
        self._text = text
        self.shown = breakable(text)
        if is_code:
            font = theme.code_font(theme.TEXT)
            font.setFeature(QFont.Tag("calt"), 0)  # no letters drawn as one: each is to be seen as it is
            self.shown.setFont(font)
        self.copy = CopyButton(title, lambda: self.wanted.emit(self.title, self._text))
        told = [breakable(note, "small")] if note else []
        line = row(gap=2 * UNIT)
        line.addLayout(column(label(title, "label"), *told, self.shown, gap=4), 1)
        line.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        show(self.shown, text)


class CopyButton(QPushButton):
    """A button that says for a moment that it did."""

    def __init__(self, title: str, act: Callable[[], object]) -> None:
        super().__init__(words.COPIED)
        self.setObjectName("copy-piece")
        self.setAccessibleName(f"{words.COPY}: {title}")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedWidth(self.sizeHint().width() + UNIT)
        self.setText(words.COPY)
        self._over = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._over.timeout.connect(lambda: self.setText(words.COPY))
        self.clicked.connect(lambda _checked: self._copy(act))

    def _copy(self, act: Callable[[], object]) -> None:
        act()
        self.setText(words.COPIED)
        self._over.start()


def tall_card(layout: QVBoxLayout) -> QFrame:
    """Return a card for long texts: as high as they are at its width."""
    made = card(layout)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made


class BoxToTick(QWidget):
    """A box of the form: what it says, and whether that is true. It is ticked there, not here."""

    def __init__(self, title: str, text: str, badge: tuple[str, str], note: str) -> None:
        super().__init__()
        said, level = badge
        mark = label(said, "badge")
        mark.setProperty("level", level)
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = row(label(title, "label"), mark, None, gap=UNIT)
        told = [breakable(note, "small")] if note else []
        box = row(gap=UNIT)
        box.addWidget(label("☐"), 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(label(text, wrap=True), 1)
        self.setLayout(column(head, box, *told, gap=4))
