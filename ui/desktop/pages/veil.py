"""What is shown in place of everything while the vault should be locked, but cannot be: its last changes are not on disk."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row

_AGAIN_MS = 30_000
_WIDTH = 448  # px
_WORDS = (
    "The last changes are not on disk yet, and locking now would lose them. "
    "They are tried again every half minute, and the vault locks as soon as they are saved."
)


class VeilPage(QWidget):
    """Emits `again` when it is time to try to lock once more, and `lifted` when the user wants to see the vault.

    Emits `gone` when it is shown no longer, whatever took it away.
    """

    again = Signal()
    lifted = Signal()
    gone = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("page")
        picture = QLabel()
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        look.follow(picture, lambda: picture.setPixmap(look.pixmap("eye-off", "accent", size=48)))
        title = label("Hidden, but not locked yet", "title")
        self._why = label("", "error", wrap=True)
        self._why.setObjectName("veil-why")
        words = label(_WORDS, "muted", wrap=True)
        for text in (title, self._why, words):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        again = button("Try again", "primary", clicked=self.again.emit, name="veil-again")
        lift = button("Show the vault", clicked=self.lifted.emit, name="veil-lift")
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        middle.setLayout(column(picture, UNIT, title, words, self._why, UNIT, row(None, again, lift, None), gap=UNIT))
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(row(None, middle, None))
        layout.addStretch(3)
        self._timer = QTimer(self, interval=_AGAIN_MS)
        self._timer.timeout.connect(self.again)

    def fall(self, why: str) -> None:
        """Say why the disk refused, and try again every half minute."""
        self._why.setText(why)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop trying when another page is shown: somebody is there. A window that is minimised goes on."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._timer.stop()
            self.gone.emit()
