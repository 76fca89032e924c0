"""The codes of a set: two columns of cells, masked until they are revealed, copied by button only."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.messages import OUTCOMES, short_day
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import tool
from vault.model import Code, CodeSet
from vault.services import CodeRules

_HIDDEN = "••••"
_HEIGHT = 52
_LONG = 24  # characters: longer codes get a line of their own


class CodeCell(QWidget):
    """One code. Its text is painted, so it cannot be selected; screen readers get it only while it is revealed."""

    copied = Signal(int)  # place: copy it and mark it used
    marked = Signal(int, str)  # place, state
    peeked = Signal(int)  # place: copy it, mark nothing

    def __init__(self, look: Theme, place: int) -> None:
        super().__init__()
        self._look = look
        self._place = place
        self._code = Code(secret="")
        self._text = ""
        self._is_revealed = False
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

    def show_code(self, code: Code, rules: CodeRules | None, *, revealed: bool, can_change: bool) -> None:
        self._code, self._is_revealed = code, revealed
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
        self.setToolTip(code.note)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())

    def open_menu(self, where: QPoint) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._code.state == "unused":
            menu.addAction("Copy and mark as used", lambda: self.copied.emit(self._place))
            menu.addAction("Copy only", lambda: self.peeked.emit(self._place))
            menu.addSeparator()
            menu.addAction("Mark as used", lambda: self.marked.emit(self._place, "used"))
        elif self._code.state == "used":
            menu.addAction("Mark as unused", lambda: self.marked.emit(self._place, "unused"))
        menu.popup(where)
        return menu

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._look.colours
        is_unused = self._code.state == "unused"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.line))
        painter.setBrush(QColor(colours.ground if is_unused else colours.surface))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), theme.RADIUS, theme.RADIUS)
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

    def show_set(self, code_set: CodeSet, rules: CodeRules | None, *, revealed: bool, can_change: bool) -> None:
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
            cell.show_code(code_set.codes[place], rules, revealed=revealed, can_change=can_change)

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
    used = f"Used on {short_day(code.used_at)}" if code.used_at else "Used"
    return " · ".join([used, *filter(None, (OUTCOMES.get(code.outcome, ""), code.note))])
