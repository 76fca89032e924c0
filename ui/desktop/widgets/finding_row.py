"""One file with codes in the clear: a box to tick, what it is, where, and what there is to know of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from ui.desktop import messages
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, column, label, row
from vault.model import printable
from vault.sweep import Finding


class FindingRow(QWidget):
    """Emits `ticked` when its box is clicked."""

    ticked = Signal()

    def __init__(self, look: Theme, finding: Finding) -> None:
        super().__init__()
        self.finding = finding
        name = printable(finding.name)
        self.box = QCheckBox()
        self.box.setObjectName("tick")
        self.box.toggled.connect(lambda _: self.ticked.emit())
        picture = QLabel()
        look.follow(picture, lambda: picture.setPixmap(look.pixmap("file", "muted", size=20)))
        what, where = messages.lying(finding), messages.lying_where(finding)
        about = row(label(f"{what}  ·", "small"), gap=UNIT)
        about.addWidget(Elided(where, "small", mode=Qt.TextElideMode.ElideMiddle), 1)
        words = column(Elided(name, "label", mode=Qt.TextElideMode.ElideMiddle), about, gap=2)
        line = row(self.box, picture, gap=UNIT)
        line.addLayout(words, 1)
        badges = [
            *([("in git", "warning")] if finding.is_tracked else []),
            ("in the vault", "good") if finding.is_kept else ("not in the vault", "warning"),
        ]
        for text, level in badges:
            line.addWidget(_badge(text, level), 0, Qt.AlignmentFlag.AlignVCenter)
        line.setContentsMargins(0, UNIT, 0, UNIT)
        self.box.setAccessibleName(", ".join([name, what, where, *(text for text, _ in badges)]))
        self.setToolTip(printable(str(finding.path)))
        self.setLayout(line)

    @property
    def is_ticked(self) -> bool:
        return self.box.isChecked()


def _badge(text: str, level: str) -> QLabel:
    made = label(text, "badge")
    made.setProperty("level", level)
    return made
