"""A field for a secret: masked, with a button to look at it, and a line for what is wrong."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.desktop.theme import CONTROL, Theme
from ui.desktop.widgets.basic import label, restyle


class PasswordField(QWidget):
    """Emits `entered` on Enter and `typed` on every change."""

    entered = Signal()
    typed = Signal(str)

    def __init__(self, look: Theme, name: str, title: str) -> None:
        super().__init__()
        self._look = look
        self.field = QLineEdit()
        self.field.setObjectName(name)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(title)
        self.field.setMinimumHeight(CONTROL)
        self._title = label(title, "label")
        self._title.setBuddy(self.field)
        self._error = label("", "error", wrap=True)
        self._error.setObjectName(f"{name}-error")
        self._error.hide()
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self.field.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
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

    def clear(self) -> None:
        self.field.clear()

    def set_error(self, sentence: str) -> None:
        """Show what is wrong below the field; an empty sentence takes it away."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        restyle(self.field, "state", "error" if sentence else "")

    def _on_typed(self, text: str) -> None:
        self.set_error("")
        self.typed.emit(text)

    def _on_selected(self) -> None:
        """Keep a secret that is shown out of the primary selection, which every program can read."""
        if self._eye.isChecked():
            self.field.deselect()

    def _show(self, shown: bool) -> None:  # noqa: FBT001
        self.field.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._draw()

    def _draw(self) -> None:
        shown = self._eye.isChecked()
        self._eye.setIcon(self._look.icon("eye-off" if shown else "eye", "muted"))
        self._eye.setText("Hide the password" if shown else "Show the password")
