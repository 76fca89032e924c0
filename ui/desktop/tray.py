"""The icon beside the clock, with how much is due. Where a desktop has none (GNOME), nothing is lost: the window has it all."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ui.desktop import due_messages, theme
from ui.desktop.messages import count
from ui.desktop.theme import LIGHT

_SIZE = 64  # px: scaled down by whoever shows it


class Tray(QObject):
    """Emits `shown` when the window is wanted, `lock` and `leave`. `may_lock` tells whether there is anything to lock."""

    shown = Signal()
    lock = Signal()
    leave = Signal()

    def __init__(self, parent: QObject, *, may_lock: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._may_lock = may_lock
        self._due = 0
        self.menu = QMenu()
        self.menu.aboutToShow.connect(self.fill)
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._on_activated)
        self.destroyed.connect(self.menu.deleteLater)
        self.fill()
        self.show_due(0)

    def start(self) -> None:
        """Show the icon, where the desktop has a place for it."""
        self.icon.setVisible(QSystemTrayIcon.isSystemTrayAvailable())

    def show_due(self, due: int) -> None:
        """Show how many things are due. No name of an account ever appears here."""
        self._due = due
        self.icon.setIcon(_picture(due))
        self.icon.setToolTip(f"Sparekey: {self.words}")

    @property
    def words(self) -> str:
        return f"{count(self._due, 'thing is', 'things are')} due" if self._due else "nothing is due"

    def fill(self) -> None:
        """Make the menu anew: what can be done depends on whether a vault is open."""
        self.menu.clear()
        self.menu.addAction("Open Sparekey", self.shown.emit)
        self.menu.addAction(self.words.capitalize(), self.shown.emit).setEnabled(bool(self._due))
        self.menu.addSeparator()
        self.menu.addAction("Lock", self.lock.emit).setEnabled(self._may_lock())
        self.menu.addAction("Quit", self.leave.emit)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.shown.emit()


def _picture(due: int) -> QIcon:
    """Return the logo, with a number on its lower right corner where something is due."""
    picture: QPixmap = theme.logo(_SIZE, 1.0)
    if due:
        picture = QPixmap(picture)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.danger))
        spot = QRect(_SIZE // 2 - 4, _SIZE // 2 - 4, _SIZE // 2 + 4, _SIZE // 2 + 4)
        painter.drawEllipse(spot)
        painter.setPen(QColor("white"))
        text = due_messages.badge(due)
        painter.setFont(theme.font(26 if len(text) < 2 else 20 if len(text) < 3 else 15, QFont.Weight.Bold))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
    return QIcon(picture)
