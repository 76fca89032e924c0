"""The codes of a set: two columns of cells, masked until they are revealed, copied by button only."""

from types import MappingProxyType

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QSizePolicy, QWidget

from ui.desktop import messages, theme
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import tool
from vault.model import Code, CodeSet
from vault.services import CodeRules
from vault.usage import Devices

_HIDDEN = "••••"
_HEIGHT = 52
_LONG = 24  # characters: longer codes get a line of their own


class CodeCell(QWidget):
    """One code. Its text is painted, so it cannot be selected; screen readers get it only while it is revealed.

    Keys reach its menu through its button, or through the cell itself where there is no button to press.
    """

    copied = Signal(int)  # place: copy it and mark it used
    marked = Signal(int, str)  # place, state
    peeked = Signal(int)  # place: copy it, mark nothing

    def __init__(self, look: Theme, place: int) -> None:
        super().__init__()
        self._look = look
        self._place = place
        self._code = Code(secret="")
        self._text = ""
        self._about = ""
        self._is_revealed = False
        self._can_change = True
        self.setObjectName(f"code-{place}")
        self.setFixedHeight(_HEIGHT)
        self.setMinimumWidth(220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._use = tool(look, "copy", "", clicked=lambda: self.copied.emit(place))
        self._undo = tool(look, "undo", "", clicked=lambda: self.marked.emit(place, "unused"))
        self._use.setObjectName(f"use-{place}")
        self._undo.setObjectName(f"unuse-{place}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, UNIT, 0)
        layout.addStretch(1)
        layout.addWidget(self._use)
        layout.addWidget(self._undo)
        look.follow(self, self.update)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key may stop."""
        return tuple(one for one in (self, self._use, self._undo) if one.focusPolicy() != Qt.FocusPolicy.NoFocus)

    def show_code(self, code: Code, rules: CodeRules | None, *, revealed: bool, can_change: bool, device: str = "") -> None:
        if code.state != self._code.state and (self._use.hasFocus() or self._undo.hasFocus()):
            self.setFocus()  # a button that goes away would hand it on to the next code's: a second press would burn that one
        self._code, self._is_revealed, self._can_change = code, revealed, can_change
        self._about = messages.code_used(code, device) if code.state == "used" else ""
        grouped = rules.grouped(code.secret) if rules else code.secret
        groups = len(rules.groups) if rules and rules.groups else 4
        self._text = grouped if revealed else " ".join([_HIDDEN] * min(groups, 4))
        self._use.setVisible(code.state == "unused")
        self._use.setEnabled(can_change)
        self._undo.setVisible(code.state == "used" and can_change)
        self._use.setToolTip(f"Copy code {self._place} and mark it as used")
        self._use.setAccessibleName(f"Copy code {self._place} and mark it as used")
        self._undo.setToolTip(f"Code {self._place} was not used")
        self._undo.setAccessibleName(f"Mark code {self._place} as unused")
        spoken = f", {code.secret}" if revealed else ", hidden"
        self.setAccessibleName(f"Code {self._place}, {code.state}{spoken}")
        self.setAccessibleDescription(self._about)
        self.setToolTip(self._about)
        has_button = can_change and code.state != "void"
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if has_button or code.state == "void" else Qt.FocusPolicy.StrongFocus)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.open_menu(self.mapToGlobal(self.rect().bottomLeft()))
        else:
            super().keyPressEvent(event)

    def open_menu(self, where: QPoint) -> None:
        """Offer what the code's state allows, and say what is known of its use."""
        if self._code.state == "void":
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._code.state == "unused":
            marking = menu.addAction("Copy and mark as used", lambda: self.copied.emit(self._place))
            menu.addAction("Copy only", lambda: self.peeked.emit(self._place))
            menu.addSeparator()
            changing = [marking, menu.addAction("Mark as used", lambda: self.marked.emit(self._place, "used"))]
        else:
            for line in self._about.splitlines():
                menu.addAction(line.replace("&", "&&")).setEnabled(False)
            menu.addSeparator()
            changing = [menu.addAction("Mark as unused", lambda: self.marked.emit(self._place, "unused"))]
        for action in changing:
            action.setEnabled(self._can_change)
        menu.popup(where)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._look.colours
        is_unused = self._code.state == "unused"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent), 2) if self.hasFocus() else QColor(colours.line))
        painter.setBrush(QColor(colours.ground if is_unused else colours.surface))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), theme.RADIUS, theme.RADIUS)
        painter.setPen(QColor(colours.muted))
        painter.setFont(theme.font(theme.SMALL, QFont.Weight.Medium))
        painter.drawText(UNIT, 0, 18, self.height(), Qt.AlignmentFlag.AlignCenter, str(self._place))
        font = theme.code_font(15)
        font.setStrikeOut(not is_unused and self._is_revealed)
        state = _state(self._code)
        room = self.width() - 36 - 44
        while QFontMetrics(font).horizontalAdvance(self._text) > room and font.pixelSize() > 8:
            font.setPixelSize(font.pixelSize() - 1)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if is_unused else colours.muted))
        height = self.height() if not state else self.height() - 16
        painter.drawText(36, 0 if not state else 2, room, height, Qt.AlignmentFlag.AlignVCenter, self._text)
        if state:
            small = theme.font(theme.SMALL)
            painter.setFont(small)
            painter.setPen(QColor(colours.muted))
            cut = QFontMetrics(small).elidedText(state, Qt.TextElideMode.ElideRight, room)
            painter.drawText(36, self.height() - 24, room, 18, Qt.AlignmentFlag.AlignVCenter, cut)


class CodeGrid(QWidget):
    """All cells of a set. Reports what was clicked by place, from 1."""

    copied = Signal(int)
    marked = Signal(int, str)
    peeked = Signal(int)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._cells: list[CodeCell] = []
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(UNIT)

    def show_set(
        self,
        code_set: CodeSet,
        rules: CodeRules | None,
        *,
        revealed: bool,
        can_change: bool,
        devices: Devices = MappingProxyType({}),
    ) -> None:
        """Show the codes of a set; `devices` tells where they were used."""
        while len(self._cells) > len(code_set.codes):
            cell = self._cells.pop()
            cell.hide()
            cell.deleteLater()
        while len(self._cells) < len(code_set.codes):
            self._add_cell()
        longest = max((len(code.secret) for code in code_set.codes), default=0)
        rows = len(self._cells) if longest > _LONG else (len(self._cells) + 1) // 2
        for place, cell in enumerate(self._cells):
            self._layout.addWidget(cell, place % rows, place // rows)
            device = devices.get((code_set.id, place + 1), "")
            cell.show_code(code_set.codes[place], rules, revealed=revealed, can_change=can_change, device=device)

    def tab_after(self, before: QWidget) -> QWidget:
        """Let the Tab key lead from a widget through the cells; return the last stop. New widgets come last by themselves."""
        for stop in (part for cell in self._cells for part in cell.stops):
            QWidget.setTabOrder(before, stop)
            before = stop
        return before

    def _add_cell(self) -> None:
        cell = CodeCell(self._look, len(self._cells) + 1)
        cell.copied.connect(self.copied)
        cell.marked.connect(self.marked)
        cell.peeked.connect(self.peeked)
        self._cells.append(cell)


def _state(code: Code) -> str:
    if code.state == "unused":
        return ""
    if code.state == "void":
        return "Replaced"
    used = f"Used on {messages.short_day(code.used_at)}" if code.used_at else "Used"
    return " · ".join([used, *filter(None, (messages.OUTCOMES.get(code.outcome, ""), code.note))])
