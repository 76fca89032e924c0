"""One printed sheet of the register: what it is, where it lies, whether it is still right, and what can be done with it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from ui.desktop import paper_messages
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, button, column, label, row, tool
from vault.model import Sheet, Vault, printable
from vault.sheets import Change

_PICTURE = 24  # px
_MOST_LINES = 4


class SheetRow(QWidget):
    """Emits `asked` with what is wanted, one of verify, place, again and destroy, and the sheet's id."""

    asked = Signal(str, str)

    def __init__(self, look: Theme, vault: Vault, sheet: Sheet, changes: Sequence[Change], *, can_change: bool) -> None:
        super().__init__()
        self.sheet = sheet
        self._look, self._can_change = look, can_change
        self._name = printable(paper_messages.title(sheet))
        self.stale = paper_messages.changes(sheet, changes)
        lines = column(gap=3)
        lines.addLayout(self._heading())
        lines.addWidget(Elided(printable(paper_messages.contents(vault, sheet))))
        lines.addWidget(Elided(f"{paper_messages.printed(sheet)}  ·  {paper_messages.verified(sheet)}", "small"))
        self._add_place(lines)
        self._add_changes(lines)
        line = row(gap=2 * UNIT)
        line.addWidget(picture_of(look, sheet), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(lines, 1)
        line.addWidget(self._verify(), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._more(), 0, Qt.AlignmentFlag.AlignTop)
        line.setContentsMargins(0, UNIT + 4, 0, UNIT + 4)
        self.setLayout(line)

    def open_menu(self, at: QWidget) -> None:
        menu = QMenu(self)
        for name, words in (("place", "Change place…"), ("again", "Print again…"), ("destroy", "Destroyed…")):
            menu.addAction(words, partial(self.asked.emit, name, self.sheet.id)).setEnabled(self._can_change)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at.mapToGlobal(at.rect().bottomLeft()))

    def _heading(self) -> QVBoxLayout:
        name = Elided(self._name, "label")
        number = label(paper_messages.number(self.sheet.id), "code")
        state = badge("out of date", "warning") if self.stale else badge("up to date", "good")
        return column(row(name, number, state, None, gap=UNIT + 4))

    def _add_place(self, lines: QVBoxLayout) -> None:
        if self.sheet.place and self.sheet.place == self.sheet.holder:
            return  # the heading says so
        if self.sheet.place:
            lines.addWidget(Elided(f"Lies: {printable(self.sheet.place)}", "small"))
            return
        ask = button("Where does it lie?", "link", clicked=lambda: self.asked.emit("place", self.sheet.id), name="ask-place")
        ask.setAccessibleName(f"Where does {self._name} {paper_messages.number(self.sheet.id)} lie?")
        ask.setEnabled(self._can_change)
        ask.setProperty("flush", "true")  # its words begin where those above begin
        lines.addLayout(row(ask, None))

    def _add_changes(self, lines: QVBoxLayout) -> None:
        shown = self.stale if len(self.stale) <= _MOST_LINES else self.stale[: _MOST_LINES - 1]
        text = "\n".join(printable(one) for one in shown)
        if more := len(self.stale) - len(shown):
            text += f"\nand {more} more changes"
        if text:
            words = label(text, "warning", wrap=True)
            words.setToolTip("\n".join(printable(one) for one in self.stale) if more else "")
            lines.addSpacing(2)
            lines.addWidget(words)

    def _verify(self) -> QPushButton:
        made = button("Verify…", clicked=lambda: self.asked.emit("verify", self.sheet.id), name="verify-sheet")
        made.setAccessibleName(f"Verify {self._name} {paper_messages.number(self.sheet.id)}")
        made.setEnabled(self._can_change)
        return made

    def _more(self) -> QToolButton:
        tip = f"More about {self._name} {paper_messages.number(self.sheet.id)}"
        made = tool(self._look, "more", tip, clicked=lambda: self.open_menu(made))
        made.setObjectName("sheet-more")
        return made


class DestroyedRow(QWidget):
    """A sheet that is no more."""

    def __init__(self, look: Theme, sheet: Sheet) -> None:
        super().__init__()
        line = row(picture_of(look, sheet), gap=2 * UNIT)
        line.addWidget(label(printable(paper_messages.title(sheet)), "muted"))
        number = label(paper_messages.number(sheet.id), "code")
        line.addWidget(number)
        line.addStretch(1)
        line.addWidget(Elided(paper_messages.destroyed(sheet), "small"))
        line.setContentsMargins(0, UNIT, 0, UNIT)
        self.setLayout(line)


def picture_of(look: Theme, sheet: Sheet) -> QLabel:
    made = QLabel()
    role = "muted"
    look.follow(made, lambda: made.setPixmap(look.pixmap(paper_messages.ICONS[sheet.kind], role, size=_PICTURE)))
    return made


def badge(text: str, level: str) -> QLabel:
    made = label(text, "badge")
    made.setProperty("level", level)
    return made
