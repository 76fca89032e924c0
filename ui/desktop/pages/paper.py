"""The register of printed sheets: what was printed, where it lies, what is out of date, and what was never verified."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

from ui.desktop import messages, paper_messages
from ui.desktop.keyring import KeyRing
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import button, card, clear, column, label, page, row, rule, with_icon
from ui.desktop.widgets.sheet_row import DestroyedRow, SheetRow
from vault import sheets
from vault.model import Sheet

_KINDS = (
    ("code", "Code sheet", "The recovery codes of some accounts, to be read and typed, on paper or as wallet cards."),
    ("key", "Recovery sheet", "Opens the vault when its password is forgotten. It can be split among people you trust."),
    ("vault", "Encrypted backup", "The whole vault as QR codes, locked with a passphrase that is on none of the pages."),
)
_PICTURE = 28  # px


class PaperPage(QScrollArea):
    """Emits `print_wanted`, and `asked` with what is wanted of a sheet and its id, as its row does."""

    print_wanted = Signal()
    asked = Signal(str, str)

    def __init__(self, look: Theme, session: Session, ring: KeyRing) -> None:
        super().__init__()
        self._look, self._session, self._ring = look, session, ring
        self._is_stale = True
        self._shows_destroyed = False
        self.rows: list[SheetRow] = []
        self._print = button("Print…", "primary", clicked=self.print_wanted.emit, name="print")
        with_icon(self._print, look, "print", "on_accent")
        self._summary = label("", "muted", wrap=True)
        self._summary.setObjectName("paper-summary")
        self.banner = Banner()
        self._body = column(gap=2 * UNIT)
        heading = row(gap=2 * UNIT)
        heading.addLayout(column(label("Paper", "title"), self._summary, gap=4), 1)
        heading.addWidget(self._print)
        self.setWidgetResizable(True)
        self.setWidget(page(column(heading, self.banner, self._body, None, gap=2 * UNIT)))
        session.changed.connect(lambda _event: self.refresh())
        ring.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the register as it is now: at once, or as soon as the page is seen."""
        self._is_stale = not self.isVisible()
        if self._is_stale or not self._session.is_unlocked:
            return
        focused = self._focused()
        clear(self._body)
        self.rows = []
        live = [one for one in self._session.vault.sheets if sheets.is_live(one)]
        gone = [one for one in self._session.vault.sheets if not sheets.is_live(one)]
        self._print.setEnabled(not self._session.why_read_only)
        if live:
            self._body.addWidget(self._list(live))
        else:
            self._body.addWidget(self._empty())
        if gone:
            self._body.addWidget(self._destroyed(gone))
        self._summary.setText(self._words(live))
        self._focus(*focused)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def _words(self, live: list[Sheet]) -> str:
        if not live:
            return paper_messages.WORDS
        stale = sum(bool(one.stale) for one in self.rows)
        unverified = sum(one.verified_on is None for one in live)
        return paper_messages.summary(len(live), stale, unverified)

    def _list(self, live: list[Sheet]) -> QFrame:
        """Return the sheets that are still there: those that are out of date first, then the newest."""
        vault, ids, can_change = self._session.vault, self._ring.ids, not self._session.why_read_only
        for sheet in reversed(live):
            made = SheetRow(self._look, vault, sheet, sheets.changes(vault, sheet, ids), can_change=can_change)
            made.asked.connect(self.asked)
            self.rows.append(made)
        self.rows.sort(key=lambda one: not one.stale)
        listed = column(gap=0)
        for place, one in enumerate(self.rows):
            if place:
                listed.addWidget(rule())
            listed.addWidget(one)
        made_card = card(listed)
        listed.setContentsMargins(3 * UNIT, UNIT, 2 * UNIT, UNIT)
        made_card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)  # as high as its wrapped lines
        return made_card

    def _empty(self) -> QFrame:
        kinds = column(gap=3 * UNIT)
        for icon, title, words in _KINDS:
            line = row(self._picture(icon), gap=2 * UNIT)
            line.addLayout(column(label(title, "label"), label(words, "muted", wrap=True), gap=2), 1)
            kinds.addLayout(line)
        head = label("Nothing is printed yet" if not self._session.vault.sheets else "No sheet is left", "heading")
        return card(column(head, UNIT, kinds, gap=UNIT))

    def _destroyed(self, gone: list[Sheet]) -> QWidget:
        listed = column(gap=0)
        for place, sheet in enumerate(reversed(gone)):
            if place:
                listed.addWidget(rule())
            listed.addWidget(DestroyedRow(self._look, sheet))
        folded = card(listed)
        listed.setContentsMargins(3 * UNIT, UNIT, 3 * UNIT, UNIT)
        folded.setVisible(self._shows_destroyed)
        words = messages.count(len(gone), "destroyed sheet")

        def toggle() -> None:
            self._shows_destroyed = folded.isHidden()
            folded.setVisible(self._shows_destroyed)
            unfold.setText(f"{'Hide' if self._shows_destroyed else 'Show'} {words}")

        unfold = button(f"{'Hide' if self._shows_destroyed else 'Show'} {words}", "link", clicked=toggle, name="show-destroyed")
        made = QWidget()
        made.setLayout(column(row(unfold, None), folded))
        return made

    def _picture(self, icon: str) -> QLabel:
        made = QLabel()
        self._look.follow(made, lambda: made.setPixmap(self._look.pixmap(icon, "accent", size=_PICTURE)))
        return made

    def _focused(self) -> tuple[str, str]:
        """Return the sheet and the button that have the keyboard, to be given it again after the rows were made anew.

        While a dialog is open it is what the window will give the keyboard to when that is closed.
        """
        widget = self.window().focusWidget()
        for one in self.rows:
            if widget and one.isAncestorOf(widget):
                return one.sheet.id, widget.objectName()
        return "", ""

    def _focus(self, sheet_id: str, name: str) -> None:
        for one in self.rows:
            if one.sheet.id == sheet_id:
                target = one.findChild(QWidget, name) or one.findChild(QWidget, "verify-sheet")
                if isinstance(target, QWidget):
                    target.setFocus()
                return
        if sheet_id:
            self._print.setFocus()
