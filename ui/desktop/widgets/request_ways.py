"""The first page of a recovery request: what may make it needless."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.desktop import request_messages as words
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row, with_icon
from ui.desktop.widgets.breakable import breakable
from ui.desktop.widgets.paste_piece import tall_card
from vault import other_ways
from vault.model import Account
from vault.other_ways import OpenWay
from vault.readiness import Readiness
from vault.request import Prepared
from vault.ways import WayKind

_ICONS: dict[WayKind, str] = {
    "security-key": "shield",
    "browser": "user",
    "authenticator": "authenticator",
    "code": "code",
    "password": "key",
}


class RequestWays(QWidget):
    """Emits `get_in` when the ways are to be tried, and `open_page` when the service's own help is wanted.

    `elsewhere`: there is no request to send; `refused`: why one cannot be put together.
    """

    get_in = Signal()
    open_page = Signal()

    def __init__(
        self, look: Theme, readiness: Readiness, account: Account, elsewhere: Prepared | None, *, refused: str
    ) -> None:
        super().__init__()
        self._look = look
        ways = other_ways.open_ways(readiness, account)
        layout = column(label(words.SOME_WAYS if ways else words.NO_WAYS, wrap=True), gap=2 * UNIT)
        for way in ways:
            layout.addWidget(self._way(way))
        if ways:
            go = button(words.TRY_WAYS, clicked=self.get_in.emit, name="try-ways")
            layout.addLayout(row(go, None))
        if steps := [one.text for one in other_ways.own_steps(readiness, account)]:
            layout.addLayout(column(label(words.OWN_STEPS, "heading"), *self._bullets(steps), gap=UNIT))
        if refused:
            layout.addLayout(column(label(words.NOT_READY, "heading"), breakable(refused), gap=UNIT))
        if elsewhere:
            layout.addLayout(self._elsewhere(account, elsewhere))
        closed = [words.closed(one) for one in readiness.verdict(account).ways_in if not one.works]
        if closed:
            inside = [breakable(one, "muted") for one in closed]
            layout.addLayout(column(label(words.CLOSED_WAYS, "heading"), *inside, gap=4))
        layout.addStretch(1)
        self.setLayout(layout)

    def _way(self, way: OpenWay) -> QWidget:
        told = [words.at_hand(way), *way.traps]
        lines = column(label(way.words, "label"), *(breakable(one, "muted") for one in told if one), gap=4)
        line = row(gap=2 * UNIT)
        line.addWidget(self._picture(_ICONS[way.way], 24), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(lines, 1)
        inside = column(line)
        made = tall_card(inside)
        inside.setContentsMargins(2 * UNIT, UNIT + 4, 2 * UNIT, UNIT + 4)
        return made

    def _elsewhere(self, account: Account, elsewhere: Prepared) -> QVBoxLayout:
        layout = column(label(words.NOT_PYPI, "heading"), gap=UNIT)
        for one in elsewhere.order:
            layout.addWidget(breakable(one))
        if elsewhere.page:
            go = button(words.open_help(account), clicked=self.open_page.emit, name="open-help")
            layout.addLayout(row(with_icon(go, self._look, "external"), None))
        return layout

    def _bullets(self, sentences: Sequence[str]) -> list[QHBoxLayout]:
        made = []
        for sentence in sentences:
            line = row(gap=UNIT)
            line.addWidget(self._picture("chevron-right", 20), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(breakable(sentence), 1)
            made.append(line)
        return made

    def _picture(self, icon: str, size: int) -> QLabel:
        made = QLabel()
        made.setFixedSize(size, size)
        self._look.follow(made, lambda: made.setPixmap(self._look.pixmap(icon, "accent", size=size)))
        return made
