"""Steps in their order, each with its number."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import label, row
from ui.desktop.widgets.breakable import breakable


def numbered(sentences: Iterable[str]) -> list[QHBoxLayout]:
    """Return a line for each sentence."""
    made = []
    for place, sentence in enumerate(sentences, 1):
        number = label(f"{place}", "badge")
        number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        number.setFixedWidth(4 * UNIT)
        line = row(gap=UNIT + 4)
        line.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(breakable(sentence), 1)
        made.append(line)
    return made
