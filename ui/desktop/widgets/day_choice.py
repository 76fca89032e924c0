"""A day that is known or not: a box to tick, and the day."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QWidget

from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import row
from ui.desktop.widgets.fields import date_field, day_of

_LAST = QDate(2199, 12, 31)


class DayChoice(QWidget):
    """Emits `changed`. `is_ahead`: the day may lie ahead."""

    changed = Signal()

    def __init__(self, words: str, name: str, day: date | None, *, is_ahead: bool = False) -> None:
        super().__init__()
        self.box = QCheckBox(words)
        self.box.setObjectName(f"has-{name}")
        self.field = date_field(name, words)
        if is_ahead:
            self.field.setMaximumDate(_LAST)
        if day:
            set_day(self.field, day)
        self.box.setChecked(day is not None)
        self.field.setEnabled(day is not None)
        self.box.toggled.connect(self._on_toggled)
        self.field.dateChanged.connect(lambda _: self.changed.emit())
        self.setLayout(row(self.box, self.field, None, gap=UNIT + 4))
        self.setFocusProxy(self.box)

    @property
    def day(self) -> date | None:
        return day_of(self.field) if self.box.isChecked() else None

    def _on_toggled(self, is_on: bool) -> None:  # noqa: FBT001  (Qt's own signature)
        self.field.setEnabled(is_on)
        self.changed.emit()


def set_day(field: QDateEdit, day: date) -> None:
    """Show a day, even one that the field would not take: a clock may have been wrong when it was noted."""
    shown = QDate(day.year, day.month, day.day)
    field.setMaximumDate(max(field.maximumDate(), shown))
    field.setDate(shown)
