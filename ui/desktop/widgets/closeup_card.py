"""One account looked at closely: how it stands, by which ways one gets in, and what is to be mended, the worst first."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.desktop import messages
from ui.desktop import readiness_messages as words
from ui.desktop.survey import Closeup, Survey
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, Tile, button, column, label, row, rule
from ui.desktop.widgets.remedies import Remedies
from ui.desktop.widgets.replaced import put
from ui.desktop.widgets.weakness_row import WeaknessRow
from vault import services
from vault.model import Account, printable
from vault.readiness import WayIn

_TILE = 36  # px


class CloseupCard(QFrame):
    """Emits `wanted` with an action and the account's id, and `opened` with the id."""

    wanted = Signal(str, str)
    opened = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._look = look
        self.account_id = ""
        self._parts = column(gap=0)
        self.findings = Remedies("findings")
        self.findings.wanted.connect(self.wanted)
        layout = column(self._parts, self.findings, gap=UNIT // 2)
        layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 2 * UNIT, UNIT + 4)
        self.setLayout(layout)

    def show_closeup(self, closeup: Closeup, survey: Survey, *, why_read_only: str) -> None:
        account = closeup.standing.account
        is_same = account.id == self.account_id
        self.account_id = account.id
        parts = column(gap=UNIT)
        standing = label(words.standing(closeup, survey.lost), wrap=True)
        standing.setObjectName("standing")
        parts.addLayout(self._heading(account))
        parts.addWidget(standing)
        for way in closeup.ways:
            parts.addWidget(_way(self._look, way))
        if pairs := words.pairs(closeup.verdict):
            parts.addWidget(label(pairs, "small", wrap=True))
        parts.addSpacing(UNIT // 2)
        parts.addWidget(rule())
        if not closeup.findings:
            parts.addWidget(label(words.NOTHING_TO_MEND, "muted"))
        put(parts, self._parts)
        found = [partial(WeaknessRow, one, account.id, why_read_only=why_read_only) for one in closeup.findings]
        self.findings.show_rows(words.name(account), found, is_unfolded=is_same and self.findings.is_unfolded)

    def take_focus(self) -> None:
        """Bring the keyboard here."""
        self._open.setFocus()

    def _heading(self, account: Account) -> QHBoxLayout:
        self._open = go = button("Open", "link", clicked=lambda: self.opened.emit(account.id), name="open-account")
        go.setAccessibleName(f"Open {words.name(account)}")
        heading = row(Tile(services.find(account.service), _TILE), gap=UNIT + 4)
        name = Elided(printable(account.username), "heading")
        heading.addLayout(column(name, Elided(printable(messages.service_name(account)), "small"), gap=0), 1)
        heading.addWidget(go)
        return heading


def _way(look: Theme, way: WayIn) -> QWidget:
    """Return a line that says whether a way works, and what it needs or lacks."""
    picture = QLabel()
    icon, colour = ("check-circle", "good") if way.works else ("close", "muted")
    look.follow(picture, lambda: picture.setPixmap(look.pixmap(icon, colour, size=18)))
    about = column(label(words.way(way), "label"), label(words.way_needs(way), "small", wrap=True), gap=0)
    line = row(gap=UNIT)
    line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(about, 1)
    made = QWidget()
    made.setLayout(line)
    made.setAccessibleName(words.spoken_way(way))
    return made
