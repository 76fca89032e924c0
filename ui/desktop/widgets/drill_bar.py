"""What can be lost, to be tried: a button for each thing, any set of them, the usual ones first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from ui.desktop import readiness_messages as words
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import button, column, label, row
from vault.losses import Item
from vault.model import printable

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_LINES = 2  # of buttons; what does not fit is in the menu
_WIDEST = 200  # px: of a name on a button


class DrillBar(QWidget):
    """Emits `changed` with all the things that are to be taken for lost."""

    changed = Signal(object)  # tuple[Item, ...]

    def __init__(self) -> None:
        super().__init__()
        self._things: Sequence[Item] = ()
        self._lost: tuple[Item, ...] = ()
        self._reset = button(words.NOTHING_LOST, "link", clicked=self.reset, name="nothing-lost")
        self.pills = _Pills()
        self.pills.toggled.connect(self.toggle)
        self.pills.more.clicked.connect(self._open_menu)
        heading = row(label(words.TRY_LOSS, "label"), None, self._reset, gap=UNIT)
        self.setLayout(column(heading, self.pills, gap=UNIT // 2))
        self._show()

    @property
    def lost(self) -> tuple[Item, ...]:
        return self._lost

    def show_things(self, things: Sequence[Item]) -> None:
        """Offer these things. What is taken for lost stays so, as long as it is among them."""
        self._things = things
        self._lost = tuple(one for one in things if one in self._lost)
        self.pills.show_things(things)
        self._show()

    def toggle(self, item: Item) -> None:
        """Take a thing for lost, or no longer."""
        chosen = {*self._lost} ^ {item}
        self._choose(tuple(one for one in self._things if one in chosen))

    def reset(self) -> None:
        """Take nothing for lost."""
        self._choose(())
        self.pills.setFocus()

    def _choose(self, lost: tuple[Item, ...]) -> None:
        self._lost = lost
        self._show()
        self.changed.emit(lost)

    def _show(self) -> None:
        self.pills.show_lost(self._lost)
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)
        self._reset.setVisible(bool(self._lost))

    def _open_menu(self) -> None:
        """Open what has no button, by kind."""
        menu = QMenu(self)
        kind = ""
        for item in self.pills.hidden:
            if item.kind != kind:
                kind = item.kind
                menu.addAction(words.KINDS[item.kind]).setEnabled(False)
            menu.addAction(_plain(item.name), partial(self.toggle, item))
        menu.aboutToHide.connect(menu.deleteLater)
        at = self.pills.more
        menu.popup(at.mapToGlobal(at.rect().bottomLeft()))


class _Pills(QWidget):
    """The buttons, in as many lines as there may be; what is taken for lost is always among them."""

    toggled = Signal(object)  # Item

    def __init__(self) -> None:
        super().__init__()
        self._pills: dict[Item, QPushButton] = {}
        self._lost: Sequence[Item] = ()
        self.more = button(words.MORE, "pill", clicked=lambda: None, name="more-things")
        self.more.setParent(self)
        self.more.setAccessibleName("More things that can be lost")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_things(self, things: Sequence[Item]) -> None:
        if list(self._pills) != list(things):
            for pill in self._pills.values():
                pill.hide()
                pill.deleteLater()
            self._pills = {item: self._pill(item) for item in things}
            self.more.raise_()  # among its siblings it comes last, for the keyboard too
        self.setFocusProxy(next(iter(self._pills.values()), self.more))

    @property
    def hidden(self) -> Sequence[Item]:
        """The things for which there is no room."""
        return [item for item, pill in self._pills.items() if pill.isHidden()]

    def show_lost(self, lost: Sequence[Item]) -> None:
        self._lost = lost
        for item, pill in self._pills.items():
            pill.setChecked(item in lost)
        self._place(self.width())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(60 * UNIT, self.heightForWidth(60 * UNIT))

    def minimumSizeHint(self) -> QSize:
        return QSize(30 * UNIT, self.more.sizeHint().height())

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        height = self.more.sizeHint().height()
        return len(lines) * height + (len(lines) - 1) * UNIT

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(event.size().width())

    def _place(self, width: int) -> None:
        lines = self._lines(width)
        shown = {pill for line in lines for pill in line}
        for pill in (*self._pills.values(), self.more):
            pill.setVisible(pill in shown)
        top = 0
        for line in lines:
            left = 0
            for pill in line:
                pill.setGeometry(left, top, pill.sizeHint().width(), pill.sizeHint().height())
                left += pill.width() + UNIT
            top += self.more.sizeHint().height() + UNIT

    def _lines(self, width: int) -> list[list[QPushButton]]:
        """Return the buttons that are shown, line by line: all of them, or as many as leave room for the menu."""
        every = list(self._pills.values())
        if len(lines := _broken(every, width)) <= _LINES:
            return lines
        first = {pill for item, pill in self._pills.items() if item in self._lost}
        rest = [pill for pill in every if pill not in first]
        for number in range(len(rest), -1, -1):
            shown = first.union(rest[:number])
            lines = _broken([*(pill for pill in every if pill in shown), self.more], width)
            if len(lines) <= _LINES:
                break
        return lines

    def _pill(self, item: Item) -> QPushButton:
        made = button("", "pill", clicked=lambda: self.toggled.emit(item), name="thing")
        made.setParent(self)
        made.setCheckable(True)
        name = printable(item.name)
        cut = made.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, _WIDEST)
        made.setText(_plain(cut))
        made.setToolTip(name if cut != name else "")
        made.setAccessibleName(f"Lost: {words.thing(item)}")
        return made


def _broken(pills: Sequence[QPushButton], width: int) -> list[list[QPushButton]]:
    lines: list[list[QPushButton]] = [[]]
    left = 0
    for pill in pills:
        if lines[-1] and left + pill.sizeHint().width() > width:
            lines.append([])
            left = 0
        lines[-1].append(pill)
        left += pill.sizeHint().width() + UNIT
    return lines


def _plain(name: str) -> str:
    """Keep an ampersand from becoming a mnemonic."""
    return printable(name).replace("&", "&&")
