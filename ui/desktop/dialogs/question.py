"""One question of the interview alone: where the password is, on what the authenticator also is, where else the codes are."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop import fact_messages, interview_messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets import answers
from ui.desktop.widgets.basic import button, column, label, row
from ui.desktop.widgets.fact_frame import FactFrame
from vault import edit, facts
from vault.reminders import local_day


class QuestionDialog(FactFrame):
    """Notes the answer, or that the owner does not know. Emits `wanted` with bring-in, for codes, and with kept-password."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget, look: Theme, session: Session, account_id: str, topic: str) -> None:
        account = edit.account_of(session.vault, account_id)
        super().__init__(parent, session, account_id, *interview_messages.asked(account, topic))
        self._topic = topic
        self.question = answers.question(topic, look, session.vault, account)
        self.question.setEnabled(self.can_change)
        self.looked = QCheckBox(words.ALL_LOOKED)
        self.looked.setObjectName("looked")
        self.looked.setEnabled(self.can_change)
        looked = fact_messages.looked_at(answers.copies(account, topic))
        self._looking = QWidget()
        self._looking.setLayout(column(self.looked, *([label(looked, "small", wrap=True)] if looked else []), gap=2))
        self.body.addLayout(column(self.question, self._looking, gap=UNIT))
        unknown = button(interview_messages.UNKNOWN, clicked=self.leave_open, name="dont-know")
        unknown.setEnabled(self.can_change)
        self._buttons.insertWidget(0, unknown)
        if topic == "password":
            has_it = bool(account.password.secret)
            here = button(words.KEPT_HERE if has_it else words.KEEP_HERE, "link", clicked=self._keep_here, name="keep-here")
            here.setEnabled(self.can_change or has_it)
            self.body.addLayout(row(here, None))
        if topic == "codes":
            bring_in = button(words.BRING_IN, clicked=self._bring_in, name="bring-codes-in")
            bring_in.setEnabled(self.can_change)
            self._buttons.insertWidget(1, bring_in)
        save = button("Save", "primary", clicked=self.save, name="save-fact")
        save.setEnabled(self.can_change)
        self.finish_with(save)
        self.question.choices.changed.connect(self._show)
        self._show()
        self.question.setFocus()

    def save(self) -> None:
        if complaint := self.question.complaint:
            self.banner.show_message("warning", complaint)
            return
        on = local_day(self._session.now().at) if self.looked.isChecked() and self.looked.isVisible() else None
        if self.note(words.noted(self._topic), self.question.noted, self._account_id, on=on):
            self.accept()

    def leave_open(self) -> None:
        if self.note(words.LEFT_OPEN, facts.leave_open, self._account_id, self._topic):
            self.accept()

    def _keep_here(self) -> None:
        self.accept()
        self.wanted.emit("kept-password")

    def _bring_in(self) -> None:
        self.accept()
        self.wanted.emit("bring-in")

    def _show(self) -> None:
        """Ask when it was looked at where there is anything to look at."""
        self._looking.setVisible(self.question.choices.chosen in {"kept", "at"})
