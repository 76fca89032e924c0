"""Locking and leaving: what is unsaved is saved first. Where the disk refuses, the program stays, and nothing is lost."""

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.desktop import messages
from ui.desktop.main_window import MainWindow
from ui.desktop.session import Session
from ui.desktop.theme import Theme
from vault.errors import VaultError

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QDialog

    from ui.desktop.pages.veil import VeilPage


_PATIENCE_MS = 3_000  # a system that is to sleep waits 5 s for those who ask it to
_NO_ANSWER = "The disk does not answer."


class _Aim(Enum):
    """What is to be done once everything is on disk."""

    STAY = auto()
    LOCK = auto()
    LOCK_OR_VEIL = auto()
    LEAVE = auto()
    GONE = auto()  # what is heard of until the process ends no longer counts


class Departure(QObject):
    """Emits `locking` or `leaving` when nothing is unsaved any more.

    Emits `veiled` when everything was hidden instead, and `unveiled` when that is over.
    """

    locking = Signal()
    leaving = Signal()
    veiled = Signal()
    unveiled = Signal()

    def __init__(self, application: QCoreApplication, window: MainWindow, look: Theme, session: Session) -> None:
        super().__init__(window)
        self._application, self._window, self._look, self._session = application, window, look, session
        self._aim = _Aim.STAY
        self._may_lose = False  # the user was told that the last changes are not saved, and has changed nothing since
        self._veil: VeilPage | None = None
        self._covered: QWidget | None = None  # the page under the veil
        self._aside: list[QDialog] = []
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._on_no_answer)
        session.changed.connect(self._on_changed)
        session.settled.connect(self._on_settled)
        session.save_failed.connect(self._on_not_settled)

    @property
    def is_veiled(self) -> bool:
        return self._veil is not None and self._window.page is self._veil

    def lock(self) -> None:
        """Lock, because the user wants to, who is told where that fails."""
        if self._session.is_unlocked:
            self._depart(_Aim.LOCK)

    def lock_or_veil(self) -> None:
        """Lock, though nobody may be there to be told: where that fails, or takes long, nothing is to be seen any more."""
        if not self._session.is_unlocked:
            return
        if self._aim != _Aim.LEAVE:
            self._depart(_Aim.LOCK_OR_VEIL)
        self._patience.start()

    def leave(self) -> None:
        """End the program. A second try, after the first one failed, is taken at its word."""
        self._depart(_Aim.LEAVE)

    def lift_veil(self) -> None:
        """Show again what was there; whoever asks is at the desk."""
        if self.is_veiled and self._covered:
            self._window.show_page(self._covered)

    def _depart(self, aim: _Aim) -> None:
        if self._aim == _Aim.GONE:
            return
        is_waiting, self._aim = self._aim != _Aim.STAY, aim
        if not self._session.has_unsaved or (self._may_lose and aim == _Aim.LEAVE):
            self._go()
        elif not is_waiting:
            self._session.save_again()

    def _go(self) -> None:
        aim, self._aim = self._aim, _Aim.GONE
        (self.leaving if aim == _Aim.LEAVE else self.locking).emit()

    def _on_changed(self) -> None:
        self._may_lose = False

    def _on_settled(self) -> None:
        self._may_lose = False
        QTimer.singleShot(0, self, self._go_on)  # after everybody else who waits for the save

    def _go_on(self) -> None:
        if self._aim != _Aim.STAY:
            self._depart(self._aim)

    def _on_not_settled(self, error: VaultError) -> None:
        """Stay: locking or leaving now would lose what is not on disk."""
        aim = self._aim
        if aim != _Aim.GONE:
            self._aim = _Aim.STAY
        if aim == _Aim.LEAVE:
            self._may_lose = True
            self._window.say("Not everything is saved. Close again to leave without the last changes.")
        elif aim == _Aim.LOCK_OR_VEIL:
            self._fall(messages.of_error(error))

    def _on_no_answer(self) -> None:
        """Hide everything while a disk hangs. What is to be done when it answers stays the same."""
        if self._aim in (_Aim.LOCK_OR_VEIL, _Aim.LEAVE):
            self._fall(_NO_ANSWER)

    def _fall(self, why: str) -> None:
        """Put the veil over the window, and take its dialogs away as long."""
        if self._veil is None:
            from ui.desktop.pages.veil import VeilPage  # noqa: PLC0415  (hardly ever wanted)

            self._veil = VeilPage(self._look)
            self._veil.again.connect(self.lock_or_veil)
            self._veil.lifted.connect(self.lift_veil)
            self._veil.gone.connect(self._on_veil_gone)
            self._window.add_outer(self._veil)
        if not self.is_veiled:
            self._covered, self._aside = self._window.page, []
            self._put_aside()
            self._window.show_outer(self._veil)
            self._application.installEventFilter(self)
        self._veil.fall(why)
        self.veiled.emit()

    def eventFilter(self, watched: QObject, event: "QEvent") -> bool:
        """Put away what opens over the veil: an answer that was asked for before may come now."""
        if event.type().name == "Show" and watched.inherits("QDialog") and self.is_veiled:
            QTimer.singleShot(0, self, self._put_aside)
        return False

    def _put_aside(self) -> None:
        from PySide6.QtWidgets import QDialog  # noqa: PLC0415  (each class that is named at the start costs its enums)

        dialogs = [one for one in self._window.findChildren(QDialog) if one.isVisible()]
        self._aside += dialogs
        for dialog in dialogs:
            dialog.hide()

    def _on_veil_gone(self) -> None:
        """Stay, and show the dialogs again that it hid: whoever looks at a page is there. A window that closes shows none."""
        self._application.removeEventFilter(self)
        if self._aim == _Aim.GONE or not self._window.isVisible():
            return
        self._aim = _Aim.STAY
        self.unveiled.emit()
        aside, self._aside = self._aside, []
        for dialog in aside:
            if isValid(dialog):  # what it waited for may have ended it meanwhile
                dialog.open()
