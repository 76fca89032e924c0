"""What was given so far, a row each: what it gave, or why it gave nothing."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, clear, column, label, restyle, row
from vault.model import printable

_LOOKS = {"reading": ("file", "muted"), "taken": ("check-circle", "good"), "refused": ("alert", "warning")}


class GivenRow(QWidget):
    """One thing that was given: being read, taken, or refused."""

    def __init__(self, look: Theme, name: str) -> None:
        super().__init__()
        self._look, self._state = look, "reading"
        self._name = Elided(printable(name), "label", mode=Qt.TextElideMode.ElideMiddle)
        self._words = label("Reading…", "small", wrap=True)
        self._words.setObjectName("given-words")
        self._picture = QLabel()
        self._picture.setFixedSize(20, 20)
        look.follow(self, self._draw)
        layout = row(gap=UNIT + 4)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(column(self._name, self._words, gap=2), 1)
        self.setLayout(layout)

    @property
    def name(self) -> str:
        return self._name.text()

    @property
    def state(self) -> str:
        """Return reading, taken or refused."""
        return self._state

    @property
    def words(self) -> str:
        return self._words.text()

    def show_taken(self, words: str) -> None:
        self._show("taken", words)

    def show_refused(self, words: str) -> None:
        self._show("refused", words)

    def _show(self, state: str, words: str) -> None:
        self._state = state
        self._words.setText(words)
        self.setAccessibleName(f"{self.name}: {words}")
        restyle(self._words, "level", state)
        self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(self._look.pixmap(*_LOOKS[self._state], size=20))


class GivenList(QWidget):
    """The newest is at the top: that is the one that is waited for."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._rows = column(gap=2 * UNIT)
        self.setLayout(self._rows)

    @property
    def rows(self) -> list[GivenRow]:
        items = (self._rows.itemAt(place) for place in range(self._rows.count()))
        return [row for item in items if item and isinstance(row := item.widget(), GivenRow)]

    def add(self, name: str) -> GivenRow:
        made = GivenRow(self._look, name)
        self._rows.insertWidget(0, made)
        return made

    def clear(self) -> None:
        clear(self._rows)
