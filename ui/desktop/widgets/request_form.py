"""The second page of a recovery request: the form in pieces, and the mails beside it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.desktop import request_messages as words
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import button, clear, column, label, row, rule, with_icon
from ui.desktop.widgets.breakable import breakable
from ui.desktop.widgets.numbered import numbered
from ui.desktop.widgets.paste_piece import BoxToTick, PastePiece, tall_card
from ui.desktop.widgets.reason_field import ReasonField
from vault.letters import Letter
from vault.model import Account
from vault.readiness import Readiness
from vault.request import NEVER, Prepared


class RequestForm(QWidget):
    """Emits `wanted` with the name of a piece and its text, to be copied, and `open_page` when the form is to be opened."""

    wanted = Signal(str, str)
    open_page = Signal()

    def __init__(self, look: Theme, readiness: Readiness, account: Account, prepared: Prepared, *, seconds: int) -> None:
        super().__init__()
        go = with_icon(button(words.OPEN_FORM, clicked=self.open_page.emit, name="open-form"), look, "external")
        head = row(label(words.THE_FORM, "heading"), None, gap=UNIT)
        head.addWidget(go)
        self.reason = ReasonField(readiness, account, next(one for one in prepared.pieces if one.label == words.REASON))
        self.reason.wanted.connect(self.wanted)
        self._mails = column(gap=2 * UNIT)
        told = label(words.copying(seconds), "muted", wrap=True)
        layout = column(_order(prepared), head, _never(), told, self._pieces(prepared), self._mails, None, gap=2 * UNIT)
        self.setLayout(layout)
        self.reason.start_again()
        self.show_mails(prepared)

    def show_mails(self, prepared: Prepared) -> None:
        """Show the mails: with the link of the issue, as soon as it is noted."""
        clear(self._mails)
        self._mails.addLayout(column(label(words.MAILS, "heading"), label(words.NOT_PUBLIC, "muted", wrap=True), gap=4))
        for letter in prepared.letters:
            self._mails.addWidget(self._mail(letter))

    def _pieces(self, prepared: Prepared) -> QFrame:
        inside = column(gap=2 * UNIT)
        for place, piece in enumerate(prepared.pieces):
            if place:
                inside.addWidget(rule())
            if piece.label == words.REASON:
                inside.addWidget(self.reason)
            elif piece.kind == "field":
                inside.addWidget(self._piece(piece.label, piece.value, note=piece.note))
            else:
                inside.addWidget(BoxToTick(piece.label, piece.value, words.STANDS[piece.stands], piece.note))
        return tall_card(inside)

    def _mail(self, letter: Letter) -> QFrame:
        inside = column(breakable(letter.when, "muted"), gap=2 * UNIT)
        inside.addWidget(self._piece("To", letter.to))
        if letter.sender:
            inside.addWidget(column_of(label("From", "label"), breakable(letter.sender)))
        inside.addWidget(self._piece("Subject", letter.subject))
        inside.addWidget(self._piece("Text", letter.body))
        return tall_card(inside)

    def _piece(self, title: str, text: str, *, note: str = "") -> PastePiece:
        made = PastePiece(title, text, note=note)
        made.wanted.connect(self.wanted)
        return made


def column_of(*parts: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(column(*parts, gap=4))
    return made


def _order(prepared: Prepared) -> QVBoxLayout:
    return column(label(words.ORDER, "heading"), *numbered(prepared.order), gap=UNIT)


def _never() -> Banner:
    made = Banner()
    made.show_message("warning", "\n".join([words.PUBLIC, *(f"•  {one}" for one in NEVER)]))
    return made
