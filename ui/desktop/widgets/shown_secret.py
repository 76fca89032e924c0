"""A secret in large letters: shown for a while, then masked, with a button to see it again."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.desktop.concealing import SHOWN_FOR
from ui.desktop.widgets.basic import button, label, row


class ShownSecret(QWidget):
    """Empty until something is shown in it. Screen readers get `spoken` while it can be seen."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._secret = self._spoken = ""
        self._label = label("", "display")
        self._label.setObjectName(name)
        self._again = button("Show again", "link", clicked=self.reveal, name=f"{name}-again")
        self._again.hide()
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR * 1000)
        self._timer.timeout.connect(self.conceal)
        self.setLayout(row(self._label, self._again))

    def show_secret(self, secret: str, spoken: str) -> None:
        """Show it, and say so to screen readers in other words."""
        self._secret, self._spoken = secret, spoken
        self.reveal()

    def reveal(self) -> None:
        self._timer.start()
        self._draw(self._secret, self._spoken)

    def conceal(self) -> None:
        self._timer.stop()
        if self._secret:
            self._draw("".join("•" if char.isalnum() else char for char in self._secret), "Hidden")

    def _draw(self, text: str, spoken: str) -> None:
        self._label.setText(text)
        self._label.setAccessibleName(spoken)
        self._again.setVisible(text != self._secret)
