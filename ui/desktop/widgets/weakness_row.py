"""One thing to mend, or one remedy: what, why it matters, and the one button that starts it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.desktop import readiness_messages as words
from ui.desktop.survey import Help, Survey
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import button, column, label, row
from vault.findings.finding import Action, Finding, Severity

_LEVELS: dict[Severity, str] = {"critical": "danger", "warning": "warning", "advice": ""}
_READ_ONLY: frozenset[Action] = frozenset({"request"})  # what changes nothing in the vault


class RemedyRow(QWidget):
    """Emits `wanted` with the action and the account's id, empty for the vault itself."""

    wanted = Signal(str, str)

    def __init__(self, text: str, small: str, action: Action, account_id: str, *, why_read_only: str) -> None:
        super().__init__()
        self.text = text
        self.words = column(label(text, "label", wrap=True), label(small, "small", wrap=True), gap=4)
        self.start = button(words.room(action), clicked=lambda: self.wanted.emit(action, account_id), name=f"mend-{action}")
        self.start.setAccessibleName(f"{words.room(action)} {text}")
        self.start.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if why_read_only and action not in _READ_ONLY:
            self.start.setEnabled(False)
            self.start.setToolTip(f"{why_read_only}.")
            self.start.setAccessibleDescription(f"{why_read_only}.")
        line = row(gap=2 * UNIT)
        line.addLayout(self.words, 1)
        line.addWidget(self.start, 0, Qt.AlignmentFlag.AlignVCenter)
        line.setContentsMargins(0, UNIT + 2, 0, UNIT + 2)
        self.setLayout(line)


class WeaknessRow(RemedyRow):
    """A finding, with how much it matters."""

    def __init__(self, finding: Finding, account_id: str, *, why_read_only: str) -> None:
        super().__init__(
            words.sentence(finding.text), words.sentence(finding.fix), finding.action, account_id, why_read_only=why_read_only
        )
        self.finding = finding
        self.words.insertLayout(0, row(severity(finding.severity), None))


class HelpRow(RemedyRow):
    """A remedy, with what it would save."""

    def __init__(self, survey: Survey, one: Help, *, why_read_only: str) -> None:
        saves = " · ".join(filter(None, (words.saves(survey, one), words.first(one))))
        super().__init__(one.words, saves, one.action, one.account_id, why_read_only=why_read_only)
        self.help = one


def severity(level: Severity) -> QLabel:
    """Return the badge that says how much something matters."""
    made = label(words.SEVERITIES[level], "badge")
    made.setProperty("level", _LEVELS[level])
    return made
