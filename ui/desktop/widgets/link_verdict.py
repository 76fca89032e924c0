"""What a pasted link turned out to be: one sentence, why, the two hosts, what to do, and what else is in the text."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from ui.desktop import link_messages
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, card, clear, column, label, row
from ui.desktop.widgets.host_pair import HostPair
from vault import link_words
from vault.links import Checked, Verdict

_ICON, _SMALL_ICON = 40, 20  # px
_MOST_OTHERS = 3


class LinkVerdict(QWidget):
    """Shows an answer, or what can be pasted as long as there is none."""

    def __init__(self, look: Theme, width: int) -> None:
        super().__init__()
        self._look = look
        self._icon = "shield", "muted"
        self._picture = QLabel()
        self._picture.setFixedSize(_ICON, _ICON)
        self._headline = label("", "heading", wrap=True)
        self._headline.setObjectName("link-headline")
        self._why = column(gap=UNIT)
        self._next = label("", "label", wrap=True)
        self._next.setObjectName("link-next")
        self._hurt = label(link_words.HURT, "muted", wrap=True)
        self._pair = HostPair(look, width - 4 * UNIT - 2)
        inside = column(self._pair)
        self._pair_card: QFrame = card(inside)
        inside.setContentsMargins(2 * UNIT, UNIT, 2 * UNIT, UNIT)
        self._others = column(gap=UNIT)
        head = row(gap=2 * UNIT)
        head.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(column(self._headline, self._why, gap=UNIT), 1)
        self.setFixedWidth(width)
        self.setLayout(column(head, self._pair_card, column(self._next, self._hurt, gap=UNIT), self._others, gap=2 * UNIT))
        look.follow(self, self._draw_icon)
        self.show_empty()

    def show_empty(self) -> None:
        """Say what can be pasted."""
        self._show("shield", "accent", link_messages.EMPTY, link_messages.WHAT_FITS, "")

    def show_checked(self, checked: Checked) -> None:
        worst = checked.worst
        icon, role = link_messages.picture(worst)
        self._show(icon, role, f"{link_words.headline(worst)}.", link_words.why(worst), link_words.next_step(worst))
        self._hurt.setVisible(worst.kind == "look-alike")
        self._pair_card.setVisible(worst.service is not None)
        if worst.service:
            self._pair.show_hosts(worst)
        self._show_others(link_words.others(checked), checked.verdicts[1:])

    def _show(self, icon: str, role: str, headline: str, why: Sequence[str], step: str) -> None:
        self._icon = icon, role
        self._draw_icon()
        self._headline.setText(headline)
        clear(self._why)
        for sentence in why:
            self._why.addWidget(label(sentence, "muted", wrap=True))
        self._next.setText(step)
        self._next.setVisible(bool(step))
        self._hurt.hide()
        self._pair_card.hide()
        self._show_others("", ())
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, headline))

    def _show_others(self, heading: str, others: Sequence[Verdict]) -> None:
        clear(self._others)
        if others:
            self._others.addWidget(label(heading, "label", wrap=True))
        for one in others[:_MOST_OTHERS]:
            self._others.addWidget(self._other(one))
        if len(others) > _MOST_OTHERS:
            self._others.addWidget(label(link_messages.more(len(others) - _MOST_OTHERS), "small"))

    def _other(self, verdict: Verdict) -> QWidget:
        picture = QLabel()
        icon, role = link_messages.picture(verdict)
        self._look.follow(picture, lambda: picture.setPixmap(self._look.pixmap(icon, role, size=_SMALL_ICON)))
        line = row(picture, gap=UNIT)
        line.addWidget(Elided(link_words.shown(verdict.host), "code", mode=Qt.TextElideMode.ElideMiddle), 1)
        line.addWidget(label(link_words.KINDS[verdict.kind], "small"))
        made = QWidget()
        made.setLayout(line)
        return made

    def _draw_icon(self) -> None:
        name, role = self._icon
        self._picture.setPixmap(self._look.pixmap(name, role, size=_ICON))
