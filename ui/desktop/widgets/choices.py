"""A few answers, one of them chosen; below an answer, what it needs to be told."""

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QRadioButton, QSizePolicy, QWidget

from ui.desktop.theme import CONTROL, UNIT
from ui.desktop.widgets.basic import column

_INDENT = 40  # px: where the text of an answer begins

Key = TypeVar("Key", bound=str)


class Choices(QWidget):
    """Emits `changed`. `chosen` is the key of the answer, or an empty text as long as there is none."""

    changed = Signal()

    def __init__(
        self, answers: Mapping[str, str], chosen: str = "", *, title: str, below: Mapping[str, QWidget] | None = None
    ) -> None:
        super().__init__()
        self._below = {key: _indented(inner) for key, inner in (below or {}).items() if key in answers}
        self._buttons: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        layout = column(gap=UNIT)
        for key, words in answers.items():
            made = QRadioButton(words)
            made.setObjectName(f"answer-{key}")
            made.setProperty("kind", "answer")
            made.setCursor(Qt.CursorShape.PointingHandCursor)
            made.setAccessibleDescription(title)
            self._buttons[key] = made
            self._group.addButton(made)
            layout.addWidget(made)
            if key in self._below:
                layout.addWidget(self._below[key])
        if chosen:
            self._buttons[chosen].setChecked(True)
        self._group.buttonToggled.connect(lambda _button, on: self._on_chosen() if on else None)
        self._show()
        self.setLayout(layout)
        self.setFocusProxy(self._buttons[chosen or next(iter(answers))])

    @property
    def chosen(self) -> str:
        return next((key for key, one in self._buttons.items() if one.isChecked()), "")

    @property
    def answers(self) -> tuple[str, ...]:
        """The keys of all answers."""
        return tuple(self._buttons)

    def choose(self, key: str) -> None:
        self._buttons[key].setChecked(True)

    def _on_chosen(self) -> None:
        self._show()
        if (below := self._below.get(self.chosen)) and below.isVisible():
            below.setFocus()
        self.changed.emit()

    def _show(self) -> None:
        for key, below in self._below.items():
            below.setVisible(key == self.chosen)


def choice_box(name: str, answers: Mapping[Key, str], chosen: str) -> QComboBox:
    """Return a box of answers, by their keys."""
    box = QComboBox()
    box.setObjectName(name)
    box.setMinimumHeight(CONTROL)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # as wide as its column, however long its answers
    for key, words in answers.items():
        box.addItem(words, key)
    box.setCurrentIndex(box.findData(chosen))
    return box


def _indented(inner: QWidget) -> QWidget:
    made = QWidget()
    layout = column(inner)
    layout.setContentsMargins(_INDENT, 0, 0, UNIT)
    made.setLayout(layout)
    made.setFocusProxy(inner)
    return made
