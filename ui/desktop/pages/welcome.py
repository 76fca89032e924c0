"""The page of an empty vault: one thing to do next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row, with_icon


class WelcomePage(QWidget):
    """Emits `add_account`, or `bring_in` for a file or the clipboard."""

    add_account = Signal()
    bring_in = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("page")
        picture = QLabel()
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        look.follow(picture, lambda: picture.setPixmap(look.pixmap("drop", "accent", size=48)))
        bring = button("Choose or paste…", "primary", clicked=self.bring_in.emit, name="bring-in")
        account = button("Add an account", clicked=self.add_account.emit, name="welcome-add-account")
        with_icon(bring, look, "paste", "on_accent")
        with_icon(account, look, "add")
        text = "Drop the file that PyPI saved or the QR picture of your authenticator here. Sparekey finds out whose it is."
        words = label(text, "muted", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = label("Bring in your first codes", "title")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle = column(picture, UNIT, title, words, 2 * UNIT, row(None, bring, account, None), gap=UNIT)
        middle.setContentsMargins(5 * UNIT, 5 * UNIT, 5 * UNIT, 5 * UNIT)
        frame = QFrame()
        frame.setObjectName("drop")
        frame.setLayout(middle)
        frame.setFixedWidth(560)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * UNIT, 4 * UNIT, 4 * UNIT, 4 * UNIT)
        layout.addStretch(2)
        layout.addLayout(row(None, frame, None))
        layout.addStretch(3)
