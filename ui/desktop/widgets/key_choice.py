"""The kinds of keys to add, one of them chosen."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QRadioButton, QWidget

from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import column, label, row

KeyKind = Literal["password", "file", "recovery", "shares", "keyring"]
_KINDS: tuple[tuple[KeyKind, str, str, str], ...] = (
    ("password", "lock", "Another password", "For somebody who is to open this vault, too, without knowing yours."),
    ("file", "file", "A password with a key file", "Opens the vault only together with a small file, on a stick for example."),
    ("recovery", "key", "A recovery sheet", "On paper, for the day on which the password is forgotten."),
    ("shares", "share", "A recovery sheet in shares", "The same, split: any two of three people together, for example."),
    ("keyring", "unlock", "Quick unlock", "Opens the vault on this computer without typing. Less safe: read on before you do."),
)
_PICTURE = 24  # px
_INDENT = 26  # px: where the text of a radio button begins


class KeyChoice(QWidget):
    """Password, key file, sheet, shares or the keyring of this computer."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._buttons: dict[KeyKind, QRadioButton] = {}
        choices = column(gap=2 * UNIT)
        for kind, icon, title, words in _KINDS:
            choice = QRadioButton(title)
            choice.setObjectName(f"key-{kind}")
            choice.setAccessibleDescription(words)
            choice.setProperty("role", "strong")
            self._buttons[kind] = choice
            about = label(words, "muted", wrap=True)
            about.setContentsMargins(_INDENT, 0, 0, 0)
            line = row(gap=2 * UNIT)
            line.addLayout(column(choice, about, gap=0), 1)
            line.addWidget(_picture(look, icon), 0, Qt.AlignmentFlag.AlignVCenter)
            choices.addLayout(line)
        self._buttons["password"].setChecked(True)
        self.setLayout(choices)
        self.setFocusProxy(self._buttons["password"])

    @property
    def kind(self) -> KeyKind:
        return next(kind for kind, one in self._buttons.items() if one.isChecked())


def _picture(look: Theme, icon: str) -> QLabel:
    made = QLabel()
    look.follow(made, lambda: made.setPixmap(look.pixmap(icon, "muted", size=_PICTURE)))
    return made
