"""The last two steps of giving paper back: the passphrase of a backup, and the new password."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import messages
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import Elided, button, column, label, row
from ui.desktop.widgets.new_password import NewPassword
from ui.desktop.widgets.word_entry import WordEntry
from vault.model import printable

STEP_WIDTH = 440  # px


class PassphraseStep(QWidget):
    """Emits `entered` when there is a passphrase to try."""

    entered = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.words = WordEntry(look, "passphrase", "Passphrase of the backup", lines=3, may_be_others=True)
        self.words.field.setPlaceholderText("The first letters of each word are enough")
        self.words.entered.connect(self._on_entered)
        title = label("Passphrase", "label")
        title.setBuddy(self.words.field)
        self._open = button("Open the backup", "primary", clicked=self._on_entered, name="open-backup")
        self.setLayout(column(column(title, self.words, gap=6), self._open, None, gap=2 * UNIT))
        self.setFocusProxy(self.words)

    def show_busy(self, *, is_busy: bool) -> None:
        self._open.setText("Opening…" if is_busy else "Open the backup")
        self._open.setDisabled(is_busy)
        self.words.field.setReadOnly(is_busy)

    def refuse(self, sentence: str) -> None:
        """Say at the field why it did not open."""
        self.show_busy(is_busy=False)
        self.words.say_error(sentence)
        self.words.setFocus()

    def _on_entered(self) -> None:
        if not self._open.isEnabled():
            return
        if self.words.text.strip():
            self.entered.emit()
        else:
            self.words.say_error("Type the passphrase of this backup.")
            self.words.setFocus()


class PasswordStep(QWidget):
    """Emits `entered` when there is a new password, and `choose_place` when the new vault is to be kept elsewhere."""

    entered = Signal()
    choose_place = Signal()

    def __init__(self, look: Theme, tasks: Tasks) -> None:
        super().__init__()
        self.password = NewPassword(look, tasks, word="New password")
        self.password.entered.connect(self._on_entered)
        self.banner = Banner()
        self._text = ""
        self._name = Elided("", "muted", mode=Qt.TextElideMode.ElideMiddle)
        change = button("Change…", "link", clicked=self.choose_place.emit, name="choose-place")
        self._place = QWidget()
        inside = row(label("Kept in", "label"), gap=UNIT + 4)
        inside.addWidget(self._name, 1)
        inside.addWidget(change)
        self._place.setLayout(inside)
        self._finish = button("", "primary", clicked=self._on_entered, name="finish-restore")
        self.setLayout(column(self.password, self._place, self.banner, self._finish, None, gap=2 * UNIT))
        self.setFocusProxy(self.password)

    def ask(self, button_text: str, place: Path | None) -> None:
        """Ask for a password, and show where the new vault will be kept, where there is a new one."""
        self._text = button_text
        self.password.clear()
        self.banner.hide()
        self._place.setVisible(place is not None)
        self.show_place(place or Path())
        self.show_busy(is_busy=False)

    def show_place(self, place: Path) -> None:
        self._name.setText(messages.place(place))
        self._name.setToolTip(printable(str(place)))

    def show_busy(self, *, is_busy: bool) -> None:
        self._finish.setText("Opening…" if is_busy else self._text)
        self._finish.setDisabled(is_busy)

    def _on_entered(self) -> None:
        if self._finish.isEnabled() and self.password.check():
            self.entered.emit()
