"""The kinds of sheets to print, one of them chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QRadioButton, QWidget

from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import column, label, row
from ui.desktop.widgets.print_options import Kind

_KINDS: tuple[tuple[Kind, str, str, str], ...] = (
    ("codes", "code", "Code sheet", "The recovery codes of one or more accounts in the clear, ready to be typed."),
    ("recovery", "key", "Recovery sheet", "A key on paper that opens this vault when its password is forgotten."),
    ("shares", "share", "Recovery sheet in shares", "The same, split: any two of three people together, for example."),
    ("backup", "vault", "Encrypted backup", "The vault as QR codes and text. Of no use to anyone without its passphrase."),
)
_PICTURE = 24  # px
_INDENT = 26  # px: where the text of a radio button begins


class KindChoice(QWidget):
    """Code sheet, recovery sheet, shares or backup."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._buttons: dict[Kind, QRadioButton] = {}
        choices = column(gap=2 * UNIT + 4)
        for kind, icon, title, words in _KINDS:
            choice = QRadioButton(title)
            choice.setObjectName(f"kind-{kind}")
            choice.setAccessibleDescription(words)
            choice.setProperty("role", "strong")
            self._buttons[kind] = choice
            about = label(words, "muted", wrap=True)
            about.setContentsMargins(_INDENT, 0, 0, 0)
            line = row(gap=2 * UNIT)
            line.addLayout(column(choice, about, gap=0), 1)
            line.addWidget(_picture(look, icon), 0, Qt.AlignmentFlag.AlignVCenter)
            choices.addLayout(line)
        self._buttons["codes"].setChecked(True)
        self.setLayout(choices)
        self.setFocusProxy(self._buttons["codes"])

    @property
    def kind(self) -> Kind:
        return next(kind for kind, one in self._buttons.items() if one.isChecked())

    def enable(self, kind: Kind, *, is_possible: bool) -> None:
        """Offer a kind, or not: where there is nothing to print."""
        self._buttons[kind].setEnabled(is_possible)
        if not is_possible and self._buttons[kind].isChecked():
            self._buttons["recovery"].setChecked(True)
            self.setFocusProxy(self._buttons["recovery"])


def _picture(look: Theme, icon: str) -> QLabel:
    made = QLabel()
    look.follow(made, lambda: made.setPixmap(look.pixmap(icon, "muted", size=_PICTURE)))
    return made
