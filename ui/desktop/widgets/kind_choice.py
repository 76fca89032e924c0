"""Kinds of things, one of them chosen: each with a picture and a line about it."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QRadioButton, QWidget

from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import column, label, row

_PICTURE = 24  # px
_INDENT = 26  # px: where the text of a radio button begins
KindT = TypeVar("KindT", bound=str)


class Choice(Struct, Generic[KindT], frozen=True):
    """One of the kinds, and how it is shown."""

    kind: KindT
    icon: str
    title: str
    words: str


class KindChoice(QWidget, Generic[KindT]):
    """The first of `choices` is chosen to begin with. The buttons are named `name` and the kind."""

    def __init__(self, look: Theme, name: str, choices: Sequence[Choice[KindT]]) -> None:
        super().__init__()
        self._buttons: dict[KindT, QRadioButton] = {}
        lines = column(gap=2 * UNIT)
        for choice in choices:
            button = QRadioButton(choice.title)
            button.setObjectName(f"{name}-{choice.kind}")
            button.setAccessibleDescription(choice.words)
            button.setProperty("role", "strong")
            self._buttons[choice.kind] = button
            about = label(choice.words, "muted", wrap=True)
            about.setContentsMargins(_INDENT, 0, 0, 0)
            line = row(gap=2 * UNIT)
            line.addLayout(column(button, about, gap=0), 1)
            line.addWidget(_picture(look, choice.icon), 0, Qt.AlignmentFlag.AlignVCenter)
            lines.addLayout(line)
        self.setLayout(lines)
        self.choose(choices[0].kind)

    @property
    def kind(self) -> KindT:
        return next(kind for kind, one in self._buttons.items() if one.isChecked())

    def choose(self, kind: KindT) -> None:
        self._buttons[kind].setChecked(True)
        self.setFocusProxy(self._buttons[kind])

    def disable(self, kind: KindT) -> None:
        """Do not offer a kind that is possible on other days. Another one is to be chosen before."""
        self._buttons[kind].setEnabled(False)


def _picture(look: Theme, icon: str) -> QLabel:
    made = QLabel()
    look.follow(made, lambda: made.setPixmap(look.pixmap(icon, "muted", size=_PICTURE)))
    return made
