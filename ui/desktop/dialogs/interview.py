"""Three minutes of questions: one at a time, each answer saved as it is given, and at the end what they mean."""

from datetime import date

from msgspec import Struct
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from ui.desktop import fact_form_messages, messages
from ui.desktop import interview_messages as words
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets import answers
from ui.desktop.widgets.basic import Elided, button, card, column, label, restyle, row
from ui.desktop.widgets.fact_frame import FactFrame
from ui.desktop.widgets.question import Question
from ui.desktop.widgets.tall import Tall
from vault import edit, facts, findings, fixes, questions, services
from vault.errors import VaultError
from vault.findings.access import MENDED
from vault.findings.finding import Action
from vault.model import Vault
from vault.readiness import Readiness
from vault.reminders import local_day

_WIDTH, _HEIGHT = 600, 356  # px: of the dialog, and of the answers, so that the buttons stay where they are
_LINK = 32  # px: of the links beside it, which come and go
_PAGES = {"email": "emails", "spare-email": "emails", "packages": "projects", "security-key": "two_factor"}


class Outcome(Struct, frozen=True):
    """What the answers mean: a sentence, and what to do first."""

    sentence: str
    is_well: bool
    first: str
    action: Action | None


class InterviewDialog(FactFrame):
    """Emits `wanted` with what the first fix opens. `key_ids` are those of the vault file, as `Readiness` takes them."""

    wanted = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        look: Theme,
        session: Session,
        tasks: Tasks,
        account_id: str,
        *,
        key_ids: frozenset[str] | None = None,
    ) -> None:
        account = edit.account_of(session.vault, account_id)
        super().__init__(parent, session, account_id, "A few questions", width=_WIDTH, names_account=False)
        self._look, self._tasks, self._key_ids = look, tasks, key_ids
        self._action: Action | None = None
        self.topic = ""
        self.question: Question | None = None
        self._said: object = None
        self._bar = QProgressBar()
        self._bar.setObjectName("interview-progress")
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Questions answered")
        self._where = Elided("", "small")
        self._where.setMinimumHeight(_LINK)
        self._whose = fact_form_messages.whose(account)
        self._page = button("", "link", clicked=self._open_page, name="open-page")
        self._area = Tall(_HEIGHT, is_fixed=True)
        self._later = button("Finish later", "link", clicked=self.accept, name="finish-later")
        above_bar = row(gap=UNIT)
        above_bar.addWidget(self._where, 1)
        above_bar.addWidget(self._page)
        above_bar.addWidget(self._later)
        above = self.layout()
        assert isinstance(above, QVBoxLayout)  # noqa: S101
        above.insertLayout(0, column(above_bar, self._bar, gap=4))
        self.body.addWidget(self._area)
        self._unknown = button(words.UNKNOWN, clicked=self.leave_open, name="dont-know")
        self._skip = button("Skip", clicked=self.skip, name="skip-question")
        self._back = button("Back", clicked=self.back, name="back-question")
        self._fix = button("", "primary", clicked=self._on_fix, name="first-fix")
        self._go_on = button("Continue", "primary", clicked=self.go_on, name="continue-interview")
        for place, part in enumerate((self._unknown, self._skip)):
            self._buttons.insertWidget(place, part)
        self._buttons.addWidget(self._back)
        self._buttons.addWidget(self._fix)
        self.finish_with(self._go_on, cancel=False)
        left = questions.unanswered(account, questions.said(session.vault, account_id))
        self.ask(next(iter(left), self._topics[0]))

    @property
    def _topics(self) -> list[str]:
        """The questions as they are now: an answer may make another one idle."""
        return [topic for topic in questions.of_account(self.account) if topic != "mailbox" or self.account.primary]

    def ask(self, topic: str) -> None:
        """Show a question, with what is known of its answer."""
        topics = self._topics
        self.topic = topic
        title, about = words.asked(self.account, topic)
        self.set_title(title)
        self.say_about(about)
        self.question = answers.question(topic, self._look, self._session.vault, self.account)
        self._said = self.question.said
        self.question.setEnabled(self.can_change)
        self._unknown.setEnabled(self.can_change)
        self._area.show_inside(self.question)
        self._show_progress(topics.index(topic), len(topics))
        service = services.find(self.account.service)
        self._page.setVisible(bool(service.page(_PAGES.get(topic, ""))))
        self._page.setText(f"Open {service.name}")
        for part in (self._unknown, self._skip, self._later):
            part.show()
        self._back.setVisible(topic != topics[0])
        self._fix.hide()
        self._go_on.setText("Continue")
        restyle(self._go_on, "kind", "primary")
        self.end_tabs_with(self._unknown, self._skip, self._back, self._go_on)
        self.question.setFocus()

    def go_on(self) -> None:
        """Save the answer, and ask the next question."""
        if self.question is None:
            self.accept()
        elif not self.can_change or (self.question.said == self._said and self._is_answered):
            self.skip()
        elif complaint := self.question.complaint:
            self.banner.show_message("warning", complaint)
        elif self.note(fact_form_messages.noted(self.topic), self.question.noted, self._account_id):
            self.skip()

    def leave_open(self) -> None:
        """Note that the owner does not know: that becomes a reminder."""
        if self.note(fact_form_messages.LEFT_OPEN, facts.leave_open, self._account_id, self.topic):
            self.skip()

    def skip(self) -> None:
        """Ask the next question without an answer to this one."""
        self._hide_complaint()
        topics = self._topics
        place = topics.index(self.topic) + 1
        if place < len(topics):
            self.ask(topics[place])
        else:
            self._finish()

    def back(self) -> None:
        """Ask the question before once more; at the end, the last one."""
        self._hide_complaint()
        topics = self._topics
        self.ask(topics[topics.index(self.topic) - 1] if self.question else topics[-1])

    def _hide_complaint(self) -> None:
        if self.can_change:
            self.banner.hide()

    @property
    def _is_answered(self) -> bool:
        said = questions.said(self._session.vault, self._account_id)
        return questions.answer(self.account, self.topic, said) in {"known", "none"}

    def _finish(self) -> None:
        """Work out what the answers mean."""
        self.question = None
        vault, account_id, today = self._session.vault, self._account_id, local_day(self._session.now().at)
        key_ids = self._key_ids
        self.set_title(words.END)
        self.say_about(words.END_ABOUT)
        self._show_progress(len(self._topics), len(self._topics))
        self._area.show_inside(QWidget())
        for part in (self._unknown, self._skip, self._page, self._later):
            part.hide()
        self._go_on.setText("Done")
        self._go_on.setFocus()
        self._tasks.run(self, lambda: outcome(vault, account_id, today, key_ids=key_ids), self._show_outcome, self._on_failed)

    def _show_outcome(self, found: Outcome) -> None:
        if self.question is not None:
            return  # the user went back meanwhile
        self._area.show_inside(self._end(found))
        self._action = found.action
        if found.action:
            self._fix.setText(words.button(found.action))
            self._fix.show()
            self._fix.setFocus()
        restyle(self._go_on, "kind", "" if found.action else "primary")

    def _end(self, found: Outcome) -> QWidget:
        """Say what the answers mean, what helps most, and what will be asked again."""
        picture = QLabel()
        icon, role = ("check-circle", "good") if found.is_well else ("alert", "warning")
        self._look.follow(picture, lambda: picture.setPixmap(self._look.pixmap(icon, role, size=32)))
        said = row(gap=2 * UNIT)
        said.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(label(found.sentence, "heading", wrap=True), 1)
        first = label(found.first or words.NOTHING_TO_DO, wrap=True)
        helps = card(column(*([label(words.HELPS, "label")] if found.first else []), first, gap=4))
        layout = column(UNIT, said, helps, gap=2 * UNIT)
        if open_ones := self.account.questions:
            layout.addWidget(label(words.left_open(len(open_ones)), "muted", wrap=True))
        layout.addStretch(1)
        inside = QWidget()
        inside.setLayout(layout)
        return inside

    def _on_failed(self, error: VaultError) -> None:
        self.banner.show_message("danger", messages.of_error(error))

    def _on_fix(self) -> None:
        self.accept()
        self.wanted.emit(self._action)

    def _show_progress(self, done: int, of: int) -> None:
        self._bar.setMaximum(of)
        self._bar.setValue(done)
        where = words.progress(min(done + 1, of), of) if self.question else words.FINISHED
        self._where.setText(f"{self._whose}  ·  {where}")

    def _open_page(self) -> None:
        service = services.find(self.account.service)
        QDesktopServices.openUrl(QUrl(service.page(_PAGES[self.topic]) or ""))


def outcome(vault: Vault, account_id: str, today: date, *, key_ids: frozenset[str] | None) -> Outcome:
    """Work out what that which is known of an account means for getting back in, and what helps most."""
    found = Readiness(vault, today, key_ids=key_ids)
    account = edit.account_of(vault, account_id)
    verdict = found.verdict(account)
    fix = next(iter(fixes.fixes(found, account)), None)
    others = (one for one in findings.of_account(found, verdict) if one.action != "interview")
    finding = None if fix else next(others, None)
    action = MENDED[fix.remedy] if fix else finding.action if finding else None
    return Outcome(words.verdict(verdict), words.is_well(verdict), words.fix(fix, finding), action)
