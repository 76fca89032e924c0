"""A strip that says what is the matter and offers the next step; and the toast, which goes away by itself."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject

from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import button, label, restyle

Action = tuple[str, Callable[[], object]]
_TOAST_MS = 8000


class Banner(QFrame):
    """Hidden until `show_message`; `level` is info, warning or danger."""

    def __init__(self) -> None:
        super().__init__()
        self._text = label("", wrap=True)
        self._text.setObjectName("banner-text")
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(2 * UNIT, UNIT + 2, UNIT, UNIT + 2)
        self._layout.addWidget(self._text, 1)
        self._buttons: list[QPushButton] = []
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_message(self, level: str, text: str, actions: Sequence[Action] = ()) -> None:
        restyle(self, "banner", level)
        restyle(self._text, "level", level)
        self._text.setText(text)
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = [button(title, "link", clicked=clicked) for title, clicked in actions]
        for made in self._buttons:
            self._layout.addWidget(made)
        self.show()


class Toast(QFrame):
    """A short message over the bottom of the window, with at most one action. Stays while the pointer is on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._left = 0
        self.setObjectName("toast")
        self._text = label("")
        self._text.setObjectName("toast-text")
        self._action: Callable[[], object] = self.hide
        self._button = button("", clicked=self._act, name="toast-action")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, UNIT, UNIT, UNIT)
        layout.setSpacing(UNIT)
        layout.addWidget(self._text)
        layout.addWidget(self._button)
        self._timer = QTimer(self, singleShot=True, interval=_TOAST_MS)
        self._timer.timeout.connect(self._leave)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def leave_free(self, width: int) -> None:
        """Leave so many pixels on the left to the side: the toast is centred in the rest."""
        self._left = width
        self._place()

    def show_message(self, text: str, action: Action | None = None) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        self._button.setVisible(action is not None)
        if action:
            self._button.setText(action[0])
            self._action = action[1]
        self.adjustSize()
        self._place()
        self.show()
        self._over.installEventFilter(self)
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: "QObject", event: "QEvent") -> bool:
        from PySide6.QtCore import QEvent  # noqa: PLC0415

        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _act(self) -> None:
        self.hide()
        self._action()

    def _leave(self) -> None:
        if self.underMouse() or self._button.hasFocus():
            self._timer.start()
        else:
            self.hide()

    def _place(self) -> None:
        area = self._over.rect()
        room = area.width() - self._left
        self._text.setWordWrap(False)
        wanted, most = self.sizeHint().width(), room - 4 * UNIT
        self._text.setWordWrap(wanted > most)  # a few lines, where one would be cut
        self.setFixedWidth(min(wanted, most))
        self.setFixedHeight(max(self.heightForWidth(self.width()), self.sizeHint().height() if wanted <= most else 0))
        self.move(self._left + (room - self.width()) // 2, area.height() - self.height() - UNIT)
