"""Recovery codes lying about in the clear: where to look, what was found, and what to do with it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
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
_MOST_PROBLEMS = 3
_WORDS = (
    "A list of recovery codes lets in anyone who finds it. Sparekey looks at names, small text files and archives, "
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
        self._is_stopped = self._is_stale = False
        self.sweeping = Sweeping(tasks, self)
        self.places = PlacesCard(look, sweep.usual_folders())
        self.banner = Banner()
        self._heading = label("", "heading")
        self._heading.setObjectName("sweep-found")
        self._tick_all = button("Tick all", "link", clicked=self._on_tick_all, name="tick-all")
        self._bring_in = button("Bring in the ticked ones", clicked=self._on_bring_in, name="bring-in-ticked")
        self._delete = button("Delete the ticked ones…", clicked=self._on_delete, name="delete-ticked")
        self._list = column(gap=0)
        self._results = self._results_card()
        self.setWidgetResizable(True)
        heading = column(label("Codes lying about", "title"), label(_WORDS, "muted", wrap=True), gap=4)
        self.setWidget(page(column(heading, self.places, self.banner, self._results, None, gap=2 * UNIT)))
        self._connect()

    @property
    def findings(self) -> list[Finding]:
        return [one.finding for one in self._rows]

    @property
    def ticked(self) -> list[Finding]:
        return [one.finding for one in self._rows if one.is_ticked]

    def look(self, places: Sequence[Path]) -> None:
        """Look through `places`, forgetting what was found before."""
        self._show(())
        self._problems.clear()
        self._more, self._is_stopped = 0, False
        self.banner.hide()
        self.places.show_running(is_running=True)
        self.places.say("Looking…")
        self.sweeping.start(places, self._session.vault)

    def delete(self, findings: Sequence[Finding], *, even_if_not_kept: bool) -> None:
        """Delete files for good."""
        vault = self._session.vault

        def job() -> list[VaultError | None]:
            known = traces.known(vault)
            return [_deleted(finding, known, even_if_not_kept=even_if_not_kept) for finding in findings]

        self._tasks.run(self, job, lambda errors: self._on_deleted(findings, errors), self._on_failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._look_again()

    def _connect(self) -> None:
        self.places.look_wanted.connect(self.look)
        self.places.stop_wanted.connect(self._on_stop)
        self.sweeping.found.connect(self._on_found)
        self.sweeping.noticed.connect(self._problems.append)
        self.sweeping.went_on.connect(self._on_went_on)
        self.sweeping.ended.connect(self._on_ended)
        self.sweeping.failed.connect(self._on_failed)
        self._session.changed.connect(lambda _event: self._look_again())

    def _results_card(self) -> QFrame:
        with_icon(self._bring_in, self._look, "add")
        with_icon(self._delete, self._look, "trash")
        head = row(self._heading, None, self._tick_all)
        made = card(column(head, self._list, UNIT // 2, row(self._bring_in, self._delete, None, gap=UNIT), gap=UNIT // 2))
        made.hide()
        return made

    def _show(self, findings: Sequence[Finding], ticked: Sequence[Finding] = ()) -> None:
        """Show these rows and no others."""
        clear(self._list)
        self._rows = []
        for finding in findings:
            self._add_row(finding, is_ticked=finding in ticked)
        self._show_count()

    def _add_row(self, finding: Finding, *, is_ticked: bool = False) -> None:
        made = FindingRow(self._look, finding)
        made.box.setChecked(is_ticked)
        made.ticked.connect(self._show_count)
        if self._rows:
            self._list.addWidget(rule())
        self._list.addWidget(made)
        self._rows.append(made)

    def _show_count(self) -> None:
        ticked = self.ticked
        self._results.setVisible(bool(self._rows))
        shown = f"{messages.count(len(self._rows), 'file')} with recovery codes"
        self._heading.setText(f"The first {shown}, of {len(self._rows) + self._more}" if self._more else shown)
        self._tick_all.setText("Tick none" if len(ticked) == len(self._rows) else "Tick all")
        can_change = not self._session.why_read_only if self._session.is_unlocked else False
        self._bring_in.setEnabled(can_change and any(not one.is_kept for one in ticked))
        self._delete.setEnabled(bool(ticked))

    def _on_found(self, finding: Finding) -> None:
        if len(self._rows) < _MOST_ROWS:
            self._add_row(finding)
        else:
            self._more += 1
        self._show_count()

    def _on_went_on(self, progress: Progress) -> None:
        self._last = progress
        self.places.say(f"{progress.files:,} files  ·  {messages.place(Path(progress.where))}")

    def _on_stop(self) -> None:
        self._is_stopped = True
        self.sweeping.stop()

    def _on_ended(self) -> None:
        self.places.show_running(is_running=False)
        looked = messages.looked_at(self._last)
        self.places.say(f"Stopped: {looked}" if self._is_stopped else looked)
        if self._problems:
            self.banner.show_message("warning", _of_problems(self._problems, self._last.unreadable))
        elif not self._rows and not self._is_stopped:
            self.banner.show_message("info", "No recovery codes lie about there.")

    def _on_failed(self, error: VaultError) -> None:
        self.places.show_running(is_running=False)
        self.places.say("")
        self.banner.show_message("danger", messages.of_error(error))

    def _on_tick_all(self) -> None:
        is_wanted = len(self.ticked) < len(self._rows)
        for one in self._rows:
            one.box.setChecked(is_wanted)

    def _on_bring_in(self) -> None:
        self.bring_in.emit([one for one in self.ticked if not one.is_kept])

    def _on_delete(self) -> None:
        self.delete_wanted.emit(self.ticked)

    def _on_deleted(self, findings: Sequence[Finding], errors: Sequence[VaultError | None]) -> None:
        gone = [finding for finding, error in zip(findings, errors, strict=True) if error is None]
        refused = [messages.of_error(error) for error in errors if error]
        self._show([one for one in self.findings if one not in gone], self.ticked)
        if refused:
            self.banner.show_message("danger", "\n".join(refused[:_MOST_PROBLEMS]))
        if gone:
            self.said.emit(f"{messages.count(len(gone), 'file')} deleted for good.")

    def _look_again(self) -> None:
        """See what a change of the vault means for the files that were found."""
        self._is_stale = not self.isVisible()
        if self._is_stale or not self._rows:
            return
        findings, vault = self.findings, self._session.vault

        def job() -> list[Finding | None]:
            known = traces.known(vault)
            return [sweep.look_again(finding, known) for finding in findings]

        self._tasks.run(self, job, lambda now: self._on_looked_again(findings, now), self._on_failed)

    def _on_looked_again(self, findings: Sequence[Finding], now: Sequence[Finding | None]) -> None:
        news = {(finding.path, finding.member): new for finding, new in zip(findings, now, strict=True)}
        ticked = [new for one in self.ticked if (new := news.get((one.path, one.member), one))]
        self._show([new for one in self.findings if (new := news.get((one.path, one.member), one))], ticked)


def _deleted(finding: Finding, known: traces.Known, *, even_if_not_kept: bool) -> VaultError | None:
    try:
        sweep.delete(finding, known, even_if_not_kept=even_if_not_kept)
    except VaultError as error:
        return error
    return None


def _of_problems(problems: Sequence[Problem], unreadable: int) -> str:
    """Word what could not be looked at: the first few by name."""
    lines = [f"{messages.place(Path(one.where))}: {one.why}" for one in problems[:_MOST_PROBLEMS]]
    more = max(unreadable, len(problems)) - len(lines)
    return "\n".join([*lines, f"and {more} more"] if more > 0 else lines)
