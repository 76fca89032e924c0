"""Would the user get back in? One picture, losses to be tried, what would help, and each account with what it hangs on."""

from functools import partial

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from ui.desktop import focus
from ui.desktop import readiness_messages as words
from ui.desktop.loss_cells import CellMark
from ui.desktop.session import Session
from ui.desktop.survey import Closeup, Survey
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import card, column, label, page, row
from ui.desktop.widgets.closeup_card import CloseupCard
from ui.desktop.widgets.loss_painting import CellSample
from ui.desktop.widgets.loss_table import LossTable
from ui.desktop.widgets.readiness_picture import ReadinessPicture
from ui.desktop.widgets.remedies import RemediesCard
from ui.desktop.widgets.weakness_row import HelpRow, WeaknessRow

_WIDTH = 960  # px: the table wants more room than words do


class ReadinessPage(QScrollArea):
    """Emits `wanted` with an action and an account's id, empty for the vault; `opened` with an account's id.

    It asks to be told more by `seen`, by `drilled` with all the things that are taken for lost, and by `chosen` with the
    account that is to be looked at closely.
    """

    wanted = Signal(str, str)
    opened = Signal(str)
    seen = Signal()
    drilled = Signal(object)  # tuple[Item, ...]
    chosen = Signal(str)

    def __init__(self, look: Theme, session: Session) -> None:
        super().__init__()
        self._session = session
        self._survey: Survey | None = None
        self._is_bound_for_closeup = False
        self.setWidgetResizable(True)
        self._working = label(words.WORKING, "muted")
        self._working.setObjectName("working")
        self.picture = ReadinessPicture(look)
        self.helps = RemediesCard("helps")
        self.table = LossTable(look)
        self.closeup = CloseupCard(look)
        self.of_vault = RemediesCard("vault")
        self._pointed = label("", "small")
        self._pointed.setObjectName("pointed")
        self._table_card = card(column(self._over_table(look), self.table, self._pointed, gap=UNIT))
        heading = column(label("Readiness", "title"), label(words.ABOUT, "muted", wrap=True), gap=4)
        parts = (self._working, self.picture, self.helps, self._table_card, self.closeup, self.of_vault)
        self._body = page(column(heading, *parts, None, gap=2 * UNIT), width=_WIDTH)
        self.setWidget(self._body)
        for part in parts[1:]:
            part.hide()
        self._listen()

    def show_survey(self, survey: Survey, closeup: Closeup | None) -> None:
        """Show how things stand, and one account closely."""
        is_new, self._survey = survey is not self._survey, survey
        made_anew = (self.picture.answer, self.helps, self.closeup, self.of_vault) if is_new else (self.closeup,)
        give_back = focus.leave(self, made_anew)
        self._working.hide()
        if is_new:
            self._show_all(survey)
        if closeup:
            self.table.select(closeup.standing.account.id)
            self.closeup.show_closeup(closeup, survey, why_read_only=self._why)
        self.closeup.setVisible(closeup is not None)
        focus.put_in_order(self)
        give_back()
        if self._is_bound_for_closeup:
            self._is_bound_for_closeup = False
            self.closeup.take_focus()
            QTimer.singleShot(0, self, self._scroll_to_closeup)  # once it has its place

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit()

    @property
    def _why(self) -> str:
        return self._session.why_read_only

    def _show_all(self, survey: Survey) -> None:
        self.picture.drill.show_things(survey.things)
        self.picture.show_survey(survey, why_read_only=self._why)
        helps = [partial(HelpRow, survey, one, why_read_only=self._why) for one in survey.helps.ranked]
        self.helps.show_rows(words.helps(survey), helps, words.worked_out(survey))
        self.table.show_survey(survey)
        found = [partial(WeaknessRow, one, "", why_read_only=self._why) for one in survey.findings]
        self.of_vault.show_rows(words.VAULT, found if survey.rows else [])
        self.picture.show()
        self._table_card.setVisible(not survey.is_blank)

    def _over_table(self, look: Theme) -> QVBoxLayout:
        legend = row(gap=UNIT)
        marks: tuple[tuple[CellMark, str], ...] = (("out", words.LOCKS_OUT), ("weak", words.CLOSES))
        for mark, text in marks:
            legend.addWidget(CellSample(look, mark))
            legend.addWidget(label(text, "small"))
            legend.addSpacing(UNIT)
        legend.addStretch(1)
        return column(label(words.TABLE, "heading"), legend, gap=6)

    def _listen(self) -> None:
        for part in (self.picture, self.helps, self.closeup, self.of_vault):
            part.wanted.connect(self.wanted)
        self.closeup.opened.connect(self.opened)
        self.picture.drill.changed.connect(self.drilled)
        self.picture.answer.chosen.connect(self._go_to)
        self.table.chosen.connect(self._on_chosen)
        self.table.pointed.connect(self._pointed.setText)

    def _on_chosen(self, account_id: str) -> None:
        """Look at the account that the user goes to in the table, and keep its row in sight."""
        at = self.table.visualRect(self.table.currentIndex()).center()
        inside = self.table.viewport().mapTo(self._body, at)
        self.ensureVisible(0, inside.y(), 0, 6 * UNIT)
        self.chosen.emit(account_id)

    def _go_to(self, account_id: str) -> None:
        """Look closely at an account of which the drill told."""
        self._is_bound_for_closeup = True
        self.table.select(account_id)
        self.chosen.emit(account_id)

    def _scroll_to_closeup(self) -> None:
        self.verticalScrollBar().setValue(self.closeup.mapTo(self._body, QPoint()).y() - 2 * UNIT)
