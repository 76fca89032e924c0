"""The reason of a recovery request in one's own words: checked while it is typed, and copied as it will be public."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.desktop import request_messages as words
from ui.desktop.theme import UNIT
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import button, column, label, restyle, row
from ui.desktop.widgets.breakable import breakable, show
from ui.desktop.widgets.paste_piece import CopyButton
from vault import request
from vault.errors import VaultError
from vault.model import Account
from vault.readiness import Readiness
from vault.request import Piece

_LINES = 7
_PAUSE_MS = 250  # after a key, until the text is looked at


class ReasonField(QWidget):
    """Emits `wanted` with its title and the text to copy. `piece` is what the facts tell."""

    wanted = Signal(str, str)

    def __init__(self, readiness: Readiness, account: Account, piece: Piece) -> None:
        super().__init__()
        self._readiness, self._account, self._of_facts = readiness, account, piece.value
        self._whole = ""
        self.field = QPlainTextEdit()
        self.field.setObjectName("reason")
        self.field.setAccessibleName(words.REASON)
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(_LINES * self.field.fontMetrics().lineSpacing() + 3 * UNIT)
        self.banner = Banner()
        self._added = breakable("", "small")
        self._added.setObjectName("reason-added")
        self.copy = CopyButton(words.REASON, lambda: self.wanted.emit(words.REASON, self._whole))
        again = button(words.FROM_FACTS, "link", clicked=self.start_again, name="reason-again")
        again.setProperty("flush", "true")
        head = row(label(words.REASON, "label"), None, gap=UNIT)
        head.addWidget(self.copy)
        told = breakable(piece.note, "small")
        self.setLayout(column(head, told, self.field, self._added, self.banner, row(again, None), gap=6))
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self.check)
        self.field.textChanged.connect(self._on_typed)

    def start_again(self) -> None:
        """Show what the facts tell."""
        self.field.setPlainText(self._of_facts)
        self.check()

    def check(self) -> None:
        """Look at the text now: what is refused cannot be copied."""
        self._soon.stop()
        try:
            prepared = request.prepare(self._readiness, self._account, self.field.toPlainText())
        except VaultError as error:
            self._whole = ""
            self.banner.show_message("danger", words.refused(error))
            self._show("", is_fine=False)
            return
        self._whole = next(one.value for one in prepared.pieces if one.label == words.REASON)
        self.banner.hide()
        if prepared.diversions:
            self.banner.show_message("warning", "\n\n".join(one.text for one in prepared.diversions))
        self._show(words.added(prepared, self.field.toPlainText()), is_fine=True)

    def _show(self, added: str, *, is_fine: bool) -> None:
        restyle(self.field, "state", "" if is_fine else "error")
        self.copy.setEnabled(is_fine)
        show(self._added, f"{words.ADDED}\n{added}" if added else "")
        self._added.setVisible(bool(added))

    def _on_typed(self) -> None:
        self.copy.setEnabled(False)
        self._soon.start()
