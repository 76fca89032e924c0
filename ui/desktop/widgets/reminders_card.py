"""What is told of reminders while nobody looks: on the desktop, and while the vault is locked."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.desktop import due_messages, messages
from ui.desktop.daily_look import DailyLook, Switched
from ui.desktop.theme import UNIT
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import column, label, rule
from vault.errors import VaultError

_BOX = 30  # px: where the words of a check box begin


class RemindersCard(QFrame):
    """Emits `hidden` with whether kinds are to be kept back. Without `daily` nothing can be installed: it is the demo."""

    hidden = Signal(bool)

    def __init__(self, daily: DailyLook | None, *, hide_kinds: bool) -> None:
        super().__init__()
        self._daily = daily
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)  # as high as its wrapped lines
        self.tells = _switch("Tell me on the desktop when something is due", "tell-on-desktop", self._switch)
        self.hides = _switch("While locked, say only that something is due", "hide-kinds", self.hidden.emit)
        self.hides.setChecked(hide_kinds)
        self._result = Banner()
        layout = column(label("Reminders", "heading"), gap=UNIT + 4)
        layout.addLayout(_with_words(self.tells, due_messages.TELLS if daily else due_messages.NOT_IN_DEMO))
        layout.addWidget(self._result)
        layout.addWidget(rule())
        layout.addLayout(_with_words(self.hides, due_messages.HIDES))
        layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 3 * UNIT, 2 * UNIT + 4)
        self.setLayout(layout)
        self.tells.setEnabled(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask how it is: it may have been changed in the terminal meanwhile."""
        super().showEvent(event)
        self._ask()

    def forget(self) -> None:
        """Say no more what was done the last time."""
        self._result.hide()

    def _ask(self) -> None:
        if self._daily:
            self._daily.ask(self, self._show)

    def _switch(self, on: bool) -> None:  # noqa: FBT001  (a slot)
        if self._daily:
            self._daily.switch(self, self._on_switched, self._on_failed, on=on)

    def _show(self, outcome: Switched) -> None:
        self.tells.setChecked(outcome.is_on)
        self.tells.setEnabled(True)

    def _on_switched(self, outcome: Switched) -> None:
        self._show(outcome)
        text = due_messages.NOT_TAKEN if outcome.is_refused else due_messages.switched(outcome.told)
        self._result.show_message("warning" if outcome.is_refused else "info", text)

    def _on_failed(self, error: VaultError) -> None:
        self._result.show_message("danger", messages.of_error(error))
        self._ask()


def _switch(title: str, name: str, chosen: Callable[[bool], object]) -> QCheckBox:
    box = QCheckBox(title)
    box.setObjectName(name)
    box.clicked.connect(lambda on: chosen(on))  # noqa: PLW0108  (a signal of our own counts its arguments)
    return box


def _with_words(box: QWidget, words: str) -> QVBoxLayout:
    small = label(words, "small", wrap=True)
    small.setContentsMargins(_BOX, 0, 0, 0)
    return column(box, small, gap=2)
