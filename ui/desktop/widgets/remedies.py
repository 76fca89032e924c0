"""Things to mend in a list: the first few, and the others when they are wanted."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.desktop import readiness_messages as words
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import button, column, label, row, rule
from ui.desktop.widgets.replaced import put
from ui.desktop.widgets.weakness_row import RemedyRow

_FIRST = 3
Maker = Callable[[], RemedyRow]


class Remedies(QWidget):
    """Emits `wanted` with an action and an account's id. Each row is made when it is seen."""

    wanted = Signal(str, str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.rows: list[RemedyRow] = []
        self._name = name
        self._title = ""
        self._makers: Sequence[Maker] = ()
        self._is_unfolded = False
        self._rows = column(gap=0)
        self.setLayout(self._rows)

    def show_rows(self, title: str, makers: Sequence[Maker], *, is_unfolded: bool = False) -> None:
        """`title` says of what these are, to who cannot see it."""
        self._title, self._makers, self._is_unfolded = title, makers, is_unfolded
        self._show()

    @property
    def is_unfolded(self) -> bool:
        return self._is_unfolded

    def _show(self) -> None:
        total = len(self._makers)
        shown = total if self._is_unfolded or total <= _FIRST + 1 else _FIRST
        self.rows = [make() for make in self._makers[:shown]]
        content = column(gap=0)
        for place, one in enumerate(self.rows):
            if place:
                content.addWidget(rule())
            one.wanted.connect(self.wanted)
            content.addWidget(one)
        if more := total - shown:
            unfold = button(words.show_more(more), "link", clicked=self._unfold, name=f"unfold-{self._name}")
            unfold.setAccessibleName(f"{words.show_more(more)}: {self._title}")
            unfold.setProperty("flush", "true")
            content.addLayout(row(unfold, None))
        put(content, self._rows)

    def _unfold(self) -> None:
        """Show all of them, and go on with the first that was hidden."""
        self._is_unfolded = True
        self._show()
        self.rows[_FIRST].start.setFocus()


class RemediesCard(QFrame):
    """Emits `wanted` as its list does. Hidden where there is nothing to mend."""

    wanted = Signal(str, str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._title = label("", "heading")
        self._note = label("", "small", wrap=True)
        self.remedies = Remedies(name)
        self.remedies.wanted.connect(self.wanted)
        layout = column(self._title, self._note, self.remedies, gap=4)
        layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 2 * UNIT, UNIT + 4)
        self.setLayout(layout)
        self.hide()

    def show_rows(self, title: str, makers: Sequence[Maker], note: str = "") -> None:
        self._title.setText(title)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.remedies.show_rows(title, makers, is_unfolded=self.remedies.is_unfolded)
        self.setVisible(bool(makers))
