"""Words of others in a wrapped label: a link or a name may be longer than the line, and is then broken where the line ends."""

import re

from PySide6.QtWidgets import QLabel

from ui.desktop.widgets.basic import label
from vault.model import printable

_LONG = 24  # characters of a word that may be broken
_BREAK = "\u200b"  # shown as nothing


def breakable(text: str, role: str = "") -> QLabel:
    """Return a wrapped label of one or more lines, of which nothing is cut. It is heard as it was given."""
    made = label("", role, wrap=True)
    show(made, text)
    return made


def show(made: QLabel, text: str) -> None:
    """Give such a label another text."""
    lines = [printable(line) for line in text.splitlines()]
    made.setText("\n".join(re.sub(rf"\S{{{_LONG},}}", _broken, line) for line in lines))
    made.setAccessibleName("\n".join(lines))


def _broken(word: re.Match[str]) -> str:
    return _BREAK.join(word[0])
