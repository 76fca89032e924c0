"""Recovery codes lying about in the clear: where to look, what was found, and what to do with it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea

from ui.desktop import messages
from ui.desktop.session import Session
from ui.desktop.sweeping import Sweeping
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import button, card, clear, column, label, page, row, rule, with_icon
from ui.desktop.widgets.finding_row import FindingRow
from ui.desktop.widgets.places_card import PlacesCard
from vault import sweep, traces
from vault.codes import Problem
from vault.errors import VaultError
from vault.sweep import Finding, Progress

_MOST_ROWS = 100
_WORDS = (
    "A list of recovery codes lets in anyone who finds it. Sparekey looks at names and small text files only, "
    "follows no links, and changes nothing unless you tell it to."
)


class SweepPage(QScrollArea):
    """Emits `bring_in` and `delete_wanted` with the findings that were ticked, and `said` with a sentence."""

    bring_in = Signal(object)  # Sequence[Finding]
    delete_wanted = Signal(object)  # Sequence[Finding]
    said = Signal(str)

    def __init__(self, look: Theme, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._look, self._session, self._tasks = look, session, tasks
        self._rows: list[FindingRow] = []
        self._problems: list[Problem] = []
        self._last = Progress(0, 0, 0, "")
        self._more = 0
        self.sweeping = Sweeping(tasks, self)
        self.places = PlacesCard(look, sweep.usual_folders())
        self.banner = Banner()
        self._heading = label("", "heading")
        self._heading.setObjectName("sweep-found")
        self._list = column(gap=0)
        self._results = self._results_card()
        self.setWidgetResizable(True)
        heading = column(label("Codes lying about", "title"), label(_WORDS, "muted", wrap=True), gap=4)
        self.setWidget(page(column(heading, self.places, self.banner, self._results, None, gap=2 * UNIT)))
        self._results.hide()
        self._connect()

    @property
    def findings(self) -> list[Finding]:
        return [one.finding for one in self._rows]

    @property
    def ticked(self) -> list[Finding]:
        return [one.finding for one in self._rows if one.is_ticked]

    def look(self, places: Sequence[Path]) -> None:
        """Look through `places`, forgetting what was found before."""
        self._show([])
        self._problems, self._more = [], 0
        self._results.hide()
        self.banner.hide()
        self.places.show_running(is_running=True)
        self.places.say("Looking…")
        self.sweeping.start(places, self._session.vault)

    def delete(self, findings: Sequence[Finding], *, even_if_not_kept: bool) -> None:
        """Delete files for good, one job each; tell how it went when the last one is done."""
        vault = self._session.vault
        refused: list[str] = []
        left = list(findings)

        def settle(finding: Finding, error: VaultError | None) -> None:
            left.remove(finding)
            if error:
                refused.append(messages.of_error(error))
            else:
                self._replace(finding, None)
            if not left:
                self._on_deleted(len(findings) - len(refused), refused)

        for finding in findings:

            def job(finding: Finding = finding) -> None:
                sweep.delete(finding, traces.known(vault), even_if_not_kept=even_if_not_kept)

            self._tasks.run(self, job, lambda _, finding=finding: settle(finding, None), partial(settle, finding))

    def _connect(self) -> None:
        self.places.look_wanted.connect(self.look)
        self.places.stop_wanted.connect(self.sweeping.stop)
        self.sweeping.found.connect(self._on_found)
        self.sweeping.noticed.connect(lambda problem: self._problems.append(problem))
        self.sweeping.went_on.connect(self._on_went_on)
        self.sweeping.ended.connect(self._on_ended)
        self.sweeping.failed.connect(self._on_failed)
        self._session.changed.connect(lambda _event: self._look_again())
