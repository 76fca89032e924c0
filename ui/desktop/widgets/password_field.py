"""A field for a secret: masked, with a button to look at it, and a line for what is wrong."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.desktop.concealing import SHOWN_FOR
from ui.desktop.theme import CONTROL, Theme
from ui.desktop.widgets.basic import label, restyle, row, tool

_EYE = 36  # px: the room for the eye, at the end of the field


class PasswordField(QWidget):
    """Emits `entered` on Enter and `typed` on every change."""

    entered = Signal()
    typed = Signal(str)

    def __init__(self, look: Theme, name: str, title: str) -> None:
        super().__init__()
        self._look = look
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR * 1000)
        self._timer.timeout.connect(self.conceal)
        self.field = QLineEdit()
        self.field.setDragEnabled(False)
        self.field.setObjectName(name)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(title)
        self.field.setMinimumHeight(CONTROL)
        self._title = label(title, "label")
        self._title.setBuddy(self.field)
        self._error = label("", "error", wrap=True)
        self._error.setObjectName(f"{name}-error")
        self._error.hide()
        self._eye = tool(look, "eye", "", clicked=self.toggle)
        self._eye.setObjectName(f"{name}-eye")
        self.field.setTextMargins(0, 0, _EYE, 0)
        inside = row(None, self._eye)
        inside.setContentsMargins(0, 0, 4, 0)
        self.field.setLayout(inside)
        look.follow(self, self._draw)
        self.field.returnPressed.connect(self.entered)
        self.field.textChanged.connect(self._on_typed)
        self.field.selectionChanged.connect(self._on_selected)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self._title, self.field, self._error):
            layout.addWidget(part)
        self.setFocusProxy(self.field)

    @property
    def secret(self) -> str:
        return self.field.text()

    @property
    def is_shown(self) -> bool:
        return self.field.echoMode() == QLineEdit.EchoMode.Normal

    def clear(self) -> None:
        self.field.clear()

    def toggle(self) -> None:
        """Show the secret for a while, or hide it."""
        self._timer.stop()
        if not self.is_shown:
            self._timer.start()
        self.field.setEchoMode(QLineEdit.EchoMode.Password if self.is_shown else QLineEdit.EchoMode.Normal)
        self._draw()

    def conceal(self) -> None:
        if self.is_shown:
            self.toggle()

    def set_error(self, sentence: str) -> None:
        """Show what is wrong below the field; an empty sentence takes it away."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        restyle(self.field, "state", "error" if sentence else "")

    def refuse(self, sentence: str) -> None:
        """Say that it is not the right one, ready to be typed over."""
        self.set_error(sentence)
        self.field.selectAll()
        self.setFocus()

    def _on_typed(self, text: str) -> None:
        self.set_error("")
        self.typed.emit(text)

    def _on_selected(self) -> None:
        """Keep a secret that is shown out of the primary selection, which every program can read."""
        if self.is_shown:
            self.field.deselect()

    def _draw(self) -> None:
        words = "Hide the password" if self.is_shown else "Show the password"
        self._eye.setIcon(self._look.icon("eye-off" if self.is_shown else "eye", "muted"))
        self._eye.setToolTip(words)
        self._eye.setAccessibleName(words)
