"""Everything about what is due in the window: when it is worked out, its page and its dialogs, wired together."""

from functools import cached_property

from PySide6.QtCore import QObject, QTimer, Signal

from ui.desktop.day_watch import DayWatch
from ui.desktop.dialogs.chore import ChoreDialog, IntervalDialog
from ui.desktop.keyring import KeyRing
from ui.desktop.main_window import MainWindow
from ui.desktop.outlook import Outlook, look_ahead
from ui.desktop.pages.overview import OverviewPage
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from vault.reminders import Reminder, local_day


class Reminding(QObject):
    """Emits `counted` with how much is due, `elsewhere` with what another room takes care of, `opened`, `done`."""

    counted = Signal(int, object)  # how much, and the ids of the accounts that it is for
    elsewhere = Signal(str, object)  # as ChoreDialog, and the Reminder
    opened = Signal(str)
    done = Signal(str)

    def __init__(
        self, window: MainWindow, look: Theme, session: Session, tasks: Tasks, ring: KeyRing, *, days: DayWatch
    ) -> None:
        super().__init__(window)
        self._window, self._look, self._session, self._tasks, self._ring = window, look, session, tasks, ring
        self._typed_on = local_day(session.now().at)
        self.outlook = Outlook(today=self._typed_on)
        self._is_busy = self._is_stale = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._work_out)
        session.changed.connect(lambda _event: self.refresh())
        ring.changed.connect(self.refresh)
        days.turned.connect(self.refresh)

    @cached_property
    def page(self) -> OverviewPage:
        """The page of what is due; made when it is first wanted, to keep opening a vault short."""
        made = OverviewPage(self._look, self._session)
        made.wanted.connect(self.start)
        made.chosen.connect(self._choose)
        made.opened.connect(self.opened)
        made.done.connect(self.done)
        made.refresh(self.outlook)
        return made

    def open(self) -> None:
        """Look at the vault that was just opened."""
        self.refresh()
        self._session.leave_behind()

    def refresh(self) -> None:
        """Work out what is due, once for all changes of this moment."""
        self._soon.start()

    def start(self, reminder: Reminder) -> None:
        """Take the user by the hand."""
        dialog = ChoreDialog(self._window, self._look, self._session, reminder)
        dialog.noted.connect(self.done)
        dialog.elsewhere.connect(lambda room: self.elsewhere.emit(room, reminder))
        dialog.open()

    def _choose(self, reminder: Reminder) -> None:
        dialog = IntervalDialog(self._window, self._session, reminder)
        dialog.noted.connect(self.done)
        dialog.open()

    def _work_out(self) -> None:
        """Let the worker look ahead. What changes meanwhile is looked at once more when that is done."""
        if not self._session.is_unlocked:
            return
        self._is_stale = self._is_busy
        if self._is_busy:
            return
        self._is_busy = True
        vault, ids, day, typed_on = self._session.vault, self._ring.ids, local_day(self._session.now().at), self._typed_on
        self._tasks.run(self, lambda: look_ahead(vault, day, key_ids=ids, typed_on=typed_on), self._show, lambda _error: None)

    def _show(self, outlook: Outlook) -> None:
        self._is_busy = False
        if self._is_stale:
            self.refresh()
            return
        self.outlook = outlook
        self.counted.emit(outlook.due, outlook.account_ids)
        if "page" in vars(self):
            self.page.refresh(outlook)
