"""A new password: typed twice, its strength shown, and no way to go on while the two differ."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.password_field import PasswordField
from ui.desktop.widgets.strength import Strength

SHORTEST = 8  # characters


class NewPassword(QWidget):
    """Emits `entered` on Enter in the second field."""

    entered = Signal()

    def __init__(self, look: Theme, tasks: Tasks, *, word: str = "Password") -> None:
        super().__init__()
        self.first = PasswordField(look, "new-password", word)
        self.second = PasswordField(look, "repeat-password", f"{word} once more")
        self.strength = Strength(tasks)
        self.first.typed.connect(self.strength.show_for)
        self.first.entered.connect(self.second.setFocus)
        self.second.entered.connect(self.entered)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT)
        layout.addWidget(self.first)
        layout.addWidget(self.strength)
        layout.addSpacing(UNIT // 2)
        layout.addWidget(self.second)
        self.setFocusProxy(self.first)

    @property
    def secret(self) -> str:
        return self.first.secret

    def clear(self) -> None:
        for part in (self.first, self.second):
            part.clear()

    def check(self) -> bool:
        """Tell whether the password can be used, and say below the field why not."""
        if len(self.first.secret) < SHORTEST:
            self.first.set_error(f"Use at least {SHORTEST} characters.")
            self.first.setFocus()
            return False
        if self.second.secret != self.first.secret:
            self.second.set_error("The two passwords differ. Type the same one again.")
            self.second.setFocus()
            return False
        return True
