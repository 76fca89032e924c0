"""Everything about what is due in the window: when it is worked out, its page and its dialogs, wired together."""

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import QObject, QTimer, Signal

from ui.desktop.dialogs.chore import ChoreDialog, IntervalDialog
from ui.desktop.keyring import KeyRing
from ui.desktop.main_window import MainWindow
from ui.desktop.pages.overview import OverviewPage
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from vault import reminders, settings
from vault.reminders import Reminder

_EVERY = 10 * 60 * 1000  # ms after which the day may be another
# These have a dialog of their own elsewhere, which notes what was done.
ELSEWHERE = ("codes-checked", "codes-tested", "sheet-verified", "sheet-stale")


class Reminding(QObject):
    """Emits `counted` with how much is due, `elsewhere` with a reminder that another room takes care of, `opened`, `done`."""

    counted = Signal(int, object)  # how much, and the ids of the accounts that it is for
    elsewhere = Signal(object)  # Reminder
    opened = Signal(str)
    done = Signal(str)

    def __init__(
        self, window: MainWindow, look: Theme, session: Session, tasks: Tasks, ring: KeyRing, *, leaves_agenda: bool = True
    ) -> None:
        super().__init__(window)
        self._leaves_agenda = leaves_agenda
        self._window, self._look, self._session, self._tasks, self._ring = window, look, session, tasks, ring
        self.found: Sequence[Reminder] = ()
        self._day = reminders.local_day(session.now().at)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._work_out)
        self._later = QTimer(self, interval=_EVERY)
        self._later.timeout.connect(self.refresh)
        self._later.start()
        session.changed.connect(lambda _event: self.refresh())
        session.saved.connect(self._leave_agenda)
        ring.changed.connect(self.refresh)

    @cached_property
    def page(self) -> OverviewPage:
        """The page of what is due; made when it is first wanted, to keep opening a vault short."""
        made = OverviewPage(self._look, self._session)
        made.wanted.connect(self.start)
        made.chosen.connect(self._choose)
        made.opened.connect(self.opened)
        made.done.connect(self.done)
        made.refresh(self.found, self._day)
        return made

    def open(self) -> None:
        """Look at the vault that was just opened."""
        self.refresh()
        self._leave_agenda()

    def refresh(self) -> None:
        """Work out what is due, once for all changes of this moment."""
        self._soon.start()

    def start(self, reminder: Reminder) -> None:
        """Take the user by the hand, here or where such a thing is done."""
        if reminder.kind in ELSEWHERE:
            self.elsewhere.emit(reminder)
            return
        dialog = ChoreDialog(self._window, self._look, self._session, reminder, self._day)
        dialog.noted.connect(self.done)
        dialog.open()

    def _leave_agenda(self) -> None:
        """Leave behind what may be known while the vault is locked; nothing of a vault that is thrown away."""
        if not self._leaves_agenda:
            return
        vault, ids, opened = self._session.vault, self._ring.ids, self._session.file.opened
        day = reminders.local_day(self._session.now().at)

        def job() -> None:
            hide_kinds = settings.load()[0].hide_kinds
            reminders.write_agenda(vault, opened.unlocked.vault_id.hex(), day, hide_kinds=hide_kinds, key_ids=ids)

        self._tasks.warm_up(job)

    def _choose(self, reminder: Reminder) -> None:
        dialog = IntervalDialog(self._window, self._session, reminder)
        dialog.noted.connect(self.done)
        dialog.open()

    def _work_out(self) -> None:
        if not self._session.is_unlocked:
            return
        vault, ids = self._session.vault, self._ring.ids
        day = reminders.local_day(self._session.now().at)

        def job() -> list[Reminder]:
            return reminders.upcoming(vault, day, key_ids=ids, typed_on=day)

        def show(found: list[Reminder]) -> None:
            self.found, self._day = found, day
            due = reminders.due(found, day)
            self.counted.emit(len(due), frozenset(one.account_id for one in due))
            if "page" in vars(self):
                self.page.refresh(found, day)

        self._tasks.run(self, job, show, lambda _error: None)
