"""How things stand, at a glance: the ring, a sentence, the numbers in words, the next step, and losses to be tried."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.desktop import readiness_messages as words
from ui.desktop.survey import STATES, Survey
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row, rule
from ui.desktop.widgets.drill_answer import DrillAnswer
from ui.desktop.widgets.drill_bar import DrillBar
from ui.desktop.widgets.readiness_ring import Mark, ReadinessRing
from ui.desktop.widgets.replaced import put


class ReadinessPicture(QFrame):
    """Emits `wanted` with the action of the next step and an account's id. The drill is part of it: it answers at once."""

    wanted = Signal(str, str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._look = look
        self._next = ("", "")
        self.ring = ReadinessRing(look)
        self._headline = label("", "heading", wrap=True)
        self._headline.setObjectName("headline")
        self._comment = label("", "muted", wrap=True)
        self._comment.setObjectName("comment")
        self._legend = column(gap=0)
        self._step = button("", "primary", clicked=lambda: self.wanted.emit(*self._next), name="next-step")
        self.drill = DrillBar()
        self.answer = DrillAnswer(look)
        self._rule = rule()
        said = column(self._headline, self._comment, UNIT // 2, self._legend, row(self._step, None), gap=6)
        beside = row(gap=4 * UNIT)
        beside.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignVCenter)
        beside.addLayout(column(None, said, None, gap=0), 1)
        self._top = QWidget()
        self._top.setLayout(beside)
        layout = column(self._top, self._rule, self.drill, self.answer, gap=2 * UNIT)
        layout.setContentsMargins(3 * UNIT, 3 * UNIT, 3 * UNIT, 2 * UNIT + 4)
        self.setLayout(layout)

    def show_survey(self, survey: Survey, *, why_read_only: str) -> None:
        self._top.setMinimumHeight(self._top.height() if survey.lost else 0)  # so that no button moves from under the mouse
        counts = {state: survey.count(state) for state in STATES}
        self.ring.show_counts(counts, words.in_the_middle(survey), words.picture(survey))
        self._headline.setText(words.headline(survey))
        self._comment.setText(words.comment(survey))
        self._comment.setVisible(bool(self._comment.text()))
        legend = column(gap=6)
        for state in words.STATE_WORDS:
            if counts[state]:
                line = row(gap=UNIT)
                line.addWidget(Mark(self._look, state), 0, Qt.AlignmentFlag.AlignTop)
                line.addWidget(label(words.legend(survey, state), wrap=True), 1)
                legend.addLayout(line)
        put(legend, self._legend)
        self._show_step(survey, why_read_only)
        for part in (self._rule, self.drill):
            part.setVisible(not survey.is_blank)
        self.answer.show_survey(survey)

    def _show_step(self, survey: Survey, why_read_only: str) -> None:
        """Offer the one next step to who has noted nothing yet."""
        first = survey.rows[0].account if survey.rows else None
        self._next = ("interview", first.id) if first else ("account", "")
        self._step.setVisible(survey.is_blank)
        self._step.setText(words.next_step(first))
        self._step.setEnabled(not why_read_only)
        self._step.setToolTip(f"{why_read_only}." if why_read_only else "")
