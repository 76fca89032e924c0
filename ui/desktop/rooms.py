"""Rooms beside the accounts: readiness, facts, other copies, links, the recovery request; each made when it is wanted."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.desktop import messages
from ui.desktop.clipboard import Clipboard
from ui.desktop.day_watch import DayWatch
from ui.desktop.keyring import KeyRing
from ui.desktop.main_window import MainWindow
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme

if TYPE_CHECKING:
    from ui.desktop.fact_keeping import FactKeeping
    from ui.desktop.merging import Merging
    from ui.desktop.preparedness import Preparedness
    from vault.readiness import Readiness


class Rooms(QObject):
    """Emits `done` with a sentence of what can be undone.

    Emits `elsewhere` with what the rest of the window is for, one of account, bring-in, get-in, open and print, and the id of
    an account, which is empty for the vault itself.
    """

    done = Signal(str)
    elsewhere = Signal(str, str)

    def __init__(
        self,
        window: MainWindow,
        look: Theme,
        session: Session,
        tasks: Tasks,
        *,
        clipboard: Clipboard,
        ring: KeyRing,
        days: DayWatch,
    ) -> None:
        super().__init__(window)
        self._window, self._look, self._session, self._tasks = window, look, session, tasks
        self._clipboard, self._ring, self._days = clipboard, ring, days

    @cached_property
    def merging(self) -> "Merging":
        """What is about other copies of the vault."""
        from ui.desktop.merging import Merging  # noqa: PLC0415  (as all of these: opening a vault stays short)

        made = Merging(self._window, self._look, self._session, self._tasks)
        made.said.connect(self._window.say)
        return made

    @cached_property
    def preparedness(self) -> "Preparedness":
        """Readiness and its page."""
        from ui.desktop.preparedness import Preparedness  # noqa: PLC0415

        made = Preparedness(self._window, self._look, self._session, self._tasks, self._ring, days=self._days)
        made.opened.connect(lambda account_id: self.elsewhere.emit("open", account_id))
        made.wanted.connect(self._mend_finding)
        return made

    @cached_property
    def keeping(self) -> "FactKeeping":
        """The dialogs in which facts are noted."""
        from ui.desktop.fact_keeping import FactKeeping  # noqa: PLC0415

        made = FactKeeping(self._window, self._look, self._session, self._tasks, clipboard=self._clipboard, ring=self._ring)
        made.done.connect(self.done)
        made.elsewhere.connect(self.mend)
        return made

    def mend(self, action: str, account_id: str) -> None:
        """Open what mends a finding, or asks for a fact."""
        if action == "request":
            self.ask_for(account_id)
        elif action in {"account", "bring-in", "print"}:
            self.elsewhere.emit(action, account_id)
        else:
            self.keeping.open(action, account_id)

    def ask_for(self, account_id: str) -> None:
        """Prepare the recovery request of an account."""
        vault, ids = self._session.vault, self._ring.ids
        now = self._session.now().at

        def job() -> "Readiness":
            from vault import readiness, reminders  # noqa: PLC0415  (on the worker)

            return readiness.Readiness(vault, reminders.local_day(now), key_ids=ids)

        self._tasks.run(
            self,
            job,
            lambda found: self._show_request(found, account_id),
            lambda error: self._window.say(messages.of_error(error)),
        )

    def check_link(self) -> None:
        """Open the dialog that tells whether a link is the service's own."""
        from ui.desktop.dialogs.link import LinkDialog  # noqa: PLC0415

        LinkDialog(self._window, self._look).open()

    def _show_request(self, found: "Readiness", account_id: str) -> None:
        from ui.desktop.dialogs.request import RequestDialog  # noqa: PLC0415

        if account := self._session.account(account_id):
            dialog = RequestDialog(self._window, self._look, self._session, found, account, clipboard=self._clipboard)
            dialog.get_in.connect(lambda wanted: self.elsewhere.emit("get-in", wanted))
            dialog.noted.connect(self.done)
            dialog.open()

    def _mend_finding(self, action: str, account_id: str) -> None:
        """Where a finding is about codes, new ones are to be brought in; as a fact it is where they lie."""
        self.mend("bring-in" if action == "codes" else action, account_id)
