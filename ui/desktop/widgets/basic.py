"""Labels, buttons, cards, rows: the small parts, each made in one way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.desktop import theme
from ui.desktop.theme import UNIT, Theme
from vault.services import Service

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

PAGE = 800  # px: how wide the body of a page gets


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label that cannot be selected: a selected secret would land in the primary selection."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


class Elided(QLabel):
    """A label of one line that gives way: what does not fit is cut with dots, and shown whole as a tool tip."""

    def __init__(self, text: str, role: str = "", *, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__(text)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        cut = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        self.setToolTip(self.text() if cut != self.text() else "")
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)


def restyle(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet looks at."""
    if (widget.property(name) or "") != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(text: str, kind: str = "", *, clicked: Callable[[], object], name: str = "") -> QPushButton:
    """Return a button; `kind` is primary, danger, plain, link or nothing. `name` is for tests and screen readers' scripts."""
    made = QPushButton(text)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(kind == "primary")
    if kind:
        made.setProperty("kind", kind)
    if name:
        made.setObjectName(name)
    made.clicked.connect(lambda _checked: clicked())
    return made


def with_icon(made: QPushButton, look: Theme, icon: str, role: str = "text") -> QPushButton:
    made.setIconSize(theme.BUTTON_ICON)
    look.follow(made, lambda: made.setIcon(look.button_icon(icon, role)))
    return made


def tool(look: Theme, icon: str, tip: str, *, clicked: Callable[[], object], role: str = "muted") -> QToolButton:
    """Return a button that is only an icon; `tip` names it for everyone who cannot see or guess it."""
    made = QToolButton()
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    look.follow(made, lambda: made.setIcon(look.icon(icon, role, size=20)))
    made.clicked.connect(lambda _checked: clicked())
    return made


def column(*parts: QWidget | QHBoxLayout | QVBoxLayout | int | None, gap: int = UNIT, margins: int = 0) -> QVBoxLayout:
    """Stack parts: widgets, layouts, numbers for extra space, None for a stretch."""
    layout = QVBoxLayout()
    layout.setContentsMargins(margins, margins, margins, margins)
    layout.setSpacing(gap)
    for part in parts:
        _put(layout, part)
    return layout


def row(*parts: QWidget | QHBoxLayout | QVBoxLayout | int | None, gap: int = UNIT, margins: int = 0) -> QHBoxLayout:
    """Put parts side by side: widgets, layouts, numbers for extra space, None for a stretch."""
    layout = QHBoxLayout()
    layout.setContentsMargins(margins, margins, margins, margins)
    layout.setSpacing(gap)
    for part in parts:
        _put(layout, part)
    return layout


def card(layout: QVBoxLayout) -> QFrame:
    frame = QFrame()
    frame.setObjectName("card")
    layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 3 * UNIT, 2 * UNIT + 4)
    frame.setLayout(layout)
    frame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
    return frame


def page(body: QVBoxLayout, *, width: int = PAGE) -> QWidget:
    """Return a page for a scroll area: its body as wide as there is room, but never wider than can be read."""
    holder = QWidget()
    holder.setLayout(body)
    holder.setMaximumWidth(width)
    layout = row(gap=0, margins=4 * UNIT)
    layout.addWidget(holder, 100)
    layout.addStretch(1)
    made = QWidget()
    made.setObjectName("page")
    made.setLayout(layout)
    return made


def rule() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    return line


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout."""
    while item := layout.takeAt(0):
        if inner := item.layout():
            clear(inner)  # type: ignore[arg-type]
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()


class Tile(QWidget):
    """A service's monogram: two letters on a quiet ground."""

    def __init__(self, service: Service, size: int) -> None:
        super().__init__()
        self._service = service
        self._size = size
        self.setFixedSize(size, size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_tile(QPainter(self), self._service, QRect(0, 0, self._size, self._size))


def paint_tile(painter: QPainter, service: Service, area: QRect) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tile_colour(service.id))
    painter.drawRoundedRect(area, area.width() * 0.25, area.width() * 0.25)
    painter.setPen(QColor("white"))
    painter.setFont(theme.font(round(area.width() * 0.4), QFont.Weight.DemiBold))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, service.monogram)


def _put(layout: QVBoxLayout | QHBoxLayout, part: QWidget | QHBoxLayout | QVBoxLayout | int | None) -> None:
    if part is None:
        layout.addStretch(1)
    elif isinstance(part, int):
        layout.addSpacing(part)
    elif isinstance(part, QWidget):
        layout.addWidget(part)
    else:
        layout.addLayout(part)
