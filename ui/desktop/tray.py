"""The icon beside the clock, with how much is due. Where a desktop has none (GNOME), nothing is lost: the window has it all."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ui.desktop import theme
from ui.desktop.messages import count
from ui.desktop.theme import LIGHT

_SIZE = 64  # px: scaled down by whoever shows it
_CLICKS = {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.MiddleClick}


class Tray(QObject):
    """Emits `shown` when the window is wanted, `due` when what is due is, `lock` and `leave`.

    `may_lock` tells whether there is anything to lock. While there is not, only whether something is due is told, not how much:
    no more than the agenda of a locked vault knows (docs/reminders.md). No name ever appears here.
    """

    shown = Signal()
    due = Signal()
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
        """Show the icon, where the desktop has a place for it; on X11 also as soon as it gets one."""
        self.icon.setVisible(QSystemTrayIcon.isSystemTrayAvailable() or QGuiApplication.platformName() == "xcb")

    def show_due(self, due: int) -> None:
        """Show how many things are due."""
        self._due = due
        self.icon.setIcon(_picture(due, is_counted=self._may_lock()))
        self.icon.setToolTip(f"Sparekey: {self.words}")

    @property
    def words(self) -> str:
        if not self._due:
            return "nothing is due"
        return f"{count(self._due, 'thing is', 'things are')} due" if self._may_lock() else "something is due"

    def fill(self) -> None:
        """Make the menu anew: what can be done depends on whether a vault is open."""
        self.menu.clear()
        self.menu.addAction("Open Sparekey", self.shown.emit)
        self.menu.addAction(self.words.capitalize(), self.due.emit).setEnabled(bool(self._due))
        self.menu.addSeparator()
        self.menu.addAction("Lock", self.lock.emit).setEnabled(self._may_lock())
        self.menu.addAction("Quit", self.leave.emit)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in _CLICKS:
            self.shown.emit()


def _picture(due: int, *, is_counted: bool) -> QIcon:
    """Return the logo, with a spot on its lower right corner where something is due, and how much in it where that is known."""
    picture: QPixmap = theme.logo(_SIZE, 1.0)
    if due:
        picture = QPixmap(picture)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor("white"), 3))
        painter.setBrush(QColor(LIGHT.danger))
        if is_counted:
            _paint_number(painter, due)
        else:
            painter.drawEllipse(_SIZE - 27, _SIZE - 27, 24, 24)
        painter.end()
    return QIcon(picture)


def _paint_number(painter: QPainter, due: int) -> None:
    from ui.desktop import due_messages  # noqa: PLC0415  (loads what a locked window does not need)

    text = due_messages.badge(due)
    spot = QRect(_SIZE - 42, _SIZE - 42, 40, 40)
    painter.drawEllipse(spot)
    painter.setFont(theme.font((0, 30, 25, 18)[len(text)], QFont.Weight.Bold))
    painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, text)
