"""A year to look at: one bar a week, as tall as there is to do, with the months below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.desktop import due_messages, messages, theme
from ui.desktop.outlook import WEEKS
from ui.desktop.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPaintEvent

_BARS, _MONTHS = 44, 20  # px
_LOWEST = 4  # px: a week without anything
_MOST = 5  # things in a week from which on a bar is as tall as it gets
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -WEEKS, Qt.Key.Key_End: WEEKS}


class YearStrip(QWidget):
    """Shows how much falls due in each week from today on; what is overdue counts for this week.

    Emits `pointed` with what it says of the week under the pointer, or chosen by the arrow keys; else an empty text.
    """

    pointed = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._today = date.min
        self._weeks: Sequence[int] = (0,) * WEEKS
        self._chosen: int | None = None
        self.setObjectName("year")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("The coming year")
        look.follow(self, self.update)

    def sizeHint(self) -> QSize:
        return QSize(WEEKS * 12, _BARS + _MONTHS)

    def minimumSizeHint(self) -> QSize:
        return QSize(WEEKS * 6, _BARS + _MONTHS)

    def show_year(self, weeks: Sequence[int], today: date) -> None:
        self._today, self._weeks = today, weeks
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        self._paint_months(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._choose(int(event.position().x() / max(self.width(), 1) * WEEKS))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._choose(0 if self.hasFocus() else None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._choose(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._choose(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self._choose((self._chosen or 0) + _STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _choose(self, week: int | None) -> None:
        self._chosen = None if week is None else min(max(week, 0), WEEKS - 1)
        self._tell()

    def _tell(self) -> None:
        week, text = self._chosen, ""
        if week is not None:
            text = due_messages.week(self._today + timedelta(7 * week), self._weeks[week], is_first=not week)
        busy = sum(map(bool, self._weeks))
        year = f"{messages.count(sum(self._weeks), 'thing')} in {messages.count(busy, 'week')}"
        self.setAccessibleDescription(text or year)
        self.pointed.emit(text)
        self.update()

    def _paint_bars(self, painter: QPainter) -> None:
        colours = self._look.colours
        step = self.width() / WEEKS
        painter.setPen(Qt.PenStyle.NoPen)
        if self._chosen is not None:
            painter.setPen(QPen(QColor(colours.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(QRectF(self._chosen * step + 1, 1, step - 2, _BARS + 1), 2, 2)
            painter.setPen(Qt.PenStyle.NoPen)
        for week, number in enumerate(self._weeks):
            height = _LOWEST + (_BARS - 2 * _LOWEST) * min(number, _MOST) / _MOST
            nothing = colours.field_line if week == self._chosen else colours.hover
            painter.setBrush(QColor(nothing if not number else colours.accent if week else colours.warning))
            painter.drawRoundedRect(QRectF(week * step + step * 0.15, _BARS - height, step * 0.7, height), 2, 2)

    def _paint_months(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.SMALL, QFont.Weight.Normal))
        painter.setPen(QColor(self._look.colours.muted))
        for left, name in self.months(painter.fontMetrics()):
            painter.drawText(QRectF(left, _BARS, self.width(), _MONTHS), Qt.AlignmentFlag.AlignVCenter, name)

    def months(self, metrics: QFontMetrics) -> list[tuple[float, str]]:
        """Return where the name of each month begins: at its first day. The one that has begun is named where it has room."""
        step = self.width() / (WEEKS * 7)
        days = (self._today + timedelta(day) for day in range(WEEKS * 7))
        names = [(place * step, f"{day:%b}") for place, day in enumerate(days) if not place or day.day == 1]
        ends = [left for left, _ in names[1:]] + [float(self.width())]
        return [
            (left, name) for (left, name), end in zip(names, ends, strict=True) if left + metrics.horizontalAdvance(name) <= end
        ]
