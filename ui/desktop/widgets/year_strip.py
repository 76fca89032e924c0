"""A year to look at: one bar a week, as tall as there is to do, with the months below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.desktop import messages, theme
from ui.desktop.theme import UNIT, Theme
from vault.reminders import Reminder

if TYPE_CHECKING:
    from PySide6.QtGui import QHelpEvent, QPaintEvent

WEEKS = 52
_BARS, _MONTHS = 44, 20  # px
_MOST = 5  # things in a week from which on a bar is as tall as it gets


class YearStrip(QWidget):
    """Shows how much falls due in each week from today on; what is overdue counts for this week."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._today = date.min
        self._weeks: Counter[int] = Counter()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The coming year")
        look.follow(self, self.update)

    def sizeHint(self) -> QSize:
        return QSize(WEEKS * 12, _BARS + _MONTHS)

    def minimumSizeHint(self) -> QSize:
        return QSize(WEEKS * 6, _BARS + _MONTHS)

    def show_year(self, found: Iterable[Reminder], today: date) -> None:
        self._today = today
        weeks = (max((one.due_on - today).days, 0) // 7 for one in found)
        self._weeks = Counter(week for week in weeks if week < WEEKS)
        busy = sum(1 for count in self._weeks.values() if count)
        self.setAccessibleDescription(f"{messages.count(sum(self._weeks.values()), 'thing')} in {messages.count(busy, 'week')}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bars(painter)
        self._paint_months(painter)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._tell(event)  # type: ignore[arg-type]
            return True
        return super().event(event)

    def _paint_bars(self, painter: QPainter) -> None:
        colours = self._look.colours
        step = self.width() / WEEKS
        painter.setPen(Qt.PenStyle.NoPen)
        for week in range(WEEKS):
            count = min(self._weeks[week], _MOST)
            height = 4 if not count else 4 + (_BARS - 8) * count / _MOST
            painter.setBrush(QColor(colours.warning if week == 0 and count else colours.accent if count else colours.hover))
            painter.drawRoundedRect(QRectF(week * step + step * 0.15, _BARS - height, step * 0.7, height), 2, 2)

    def _paint_months(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.SMALL, QFont.Weight.Normal))
        painter.setPen(QColor(self._look.colours.muted))
        step = self.width() / (WEEKS * 7)
        free_from = 0.0
        for day in range(WEEKS * 7):
            on = self._today + timedelta(day)
            left = day * step
            if (on.day == 1 or day == 0) and left >= free_from:
                width = painter.fontMetrics().horizontalAdvance(f"{on:%b}")
                if left + width > self.width():
                    break
                painter.drawText(QRectF(left, _BARS, width + UNIT, _MONTHS), Qt.AlignmentFlag.AlignVCenter, f"{on:%b}")
                free_from = left + width + UNIT

    def _tell(self, event: QHelpEvent) -> None:
        week = int(event.pos().x() / max(self.width(), 1) * WEEKS)
        start = self._today + timedelta(7 * week)
        count = self._weeks[week]
        what = messages.count(count, "thing") if count else "nothing"
        QToolTip.showText(event.globalPos(), f"Week of {messages.short_day(start)}: {what}", self)
