"""Everything about readiness in the window: when it is worked out, and its page, wired together."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal

from ui.desktop import survey
from ui.desktop.day_watch import DayWatch
from ui.desktop.keyring import KeyRing
from ui.desktop.main_window import MainWindow
from ui.desktop.pages.readiness import ReadinessPage
from ui.desktop.session import Session
from ui.desktop.survey import Closeup, Survey
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from vault.losses import Item
from vault.model import Vault
from vault.reminders import local_day

Found = tuple[Survey, Closeup | None]


class Asked(Struct, frozen=True):
    """What is to be looked at: a vault with its keys on a day, as if something were lost."""

    vault: Vault
    today: date
    key_ids: frozenset[str]
    lost: tuple[Item, ...]


class Preparedness(QObject):
    """Emits `wanted` with the action that mends something and an account's id, and `opened` with an account's id.

    The actions are those of a finding, and `account` to add one; the id is empty for the vault itself.
    """

    wanted = Signal(str, str)
    opened = Signal(str)

    def __init__(
        self, window: MainWindow, look: Theme, session: Session, tasks: Tasks, ring: KeyRing, *, days: DayWatch
    ) -> None:
        super().__init__(window)
        self._look, self._session, self._tasks, self._ring = look, session, tasks, ring
        self._survey: Survey | None = None
        self._lost: tuple[Item, ...] = ()
        self._account_id = ""
        self._is_busy = self._is_stale = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._work_out)
        session.changed.connect(lambda _event: self.refresh())
        ring.changed.connect(self.refresh)
        days.turned.connect(self.refresh)

    @cached_property
    def page(self) -> ReadinessPage:
        """The page; made when it is first wanted, to keep opening a vault short."""
        made = ReadinessPage(self._look, self._session)
        made.wanted.connect(self.wanted)
        made.opened.connect(self.opened)
        made.seen.connect(self.refresh)
        made.drilled.connect(self._drill)
        made.chosen.connect(self._look_at)
        return made

    def refresh(self) -> None:
        """Work out how things stand, once for all changes of this moment, as soon as the page is seen."""
        if "page" in vars(self) and self.page.isVisible():
            self._soon.start()

    def _drill(self, lost: Sequence[Item]) -> None:
        self._lost = tuple(lost)
        self.refresh()

    def _look_at(self, account_id: str) -> None:
        self._account_id = account_id
        self.refresh()

    def _work_out(self) -> None:
        """Let the worker look. What changes meanwhile is looked at once more when that is done."""
        if not self._session.is_unlocked:
            return
        self._is_stale = self._is_busy
        if self._is_busy:
            return
        self._is_busy = True
        asked = Asked(self._session.vault, local_day(self._session.now().at), self._ring.ids, self._lost)
        known, account_id = self._survey, self._account_id

        def job() -> Found:
            found = _survey(asked, known)
            standing = found.standing(account_id)
            return found, survey.look_closely(found, standing) if standing else None

        self._tasks.run(self, job, self._show, lambda _error: None)

    def _show(self, found: Found) -> None:
        self._is_busy = False
        self._survey, closeup = found
        if self._is_stale:
            self.refresh()
            return
        self.page.show_survey(self._survey, closeup)


def _survey(asked: Asked, known: Survey | None) -> Survey:
    """Return how things stand as if something were lost. What is known already is not worked out again."""
    if known is None or not known.is_of(asked.vault, asked.today, asked.key_ids):
        known = survey.look_over(asked.vault, asked.today, asked.key_ids)
    still = tuple(item for item in asked.lost if item in known.things)
    return known if known.lost == still else survey.drill(known.of, still)
