"""The ways back into an account: one quiet line for each fact, with what is known of it, and the next step."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.desktop import fact_messages
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, button, column, label, restyle, row, tool
from vault import questions, services
from vault.model import Account, Vault

_ALWAYS = ("email", "password", "authenticator", "codes", "security-key")
_NOW_AND_THEN = ("tokens", "browsers", "linked", "evidence")  # folded away until something is noted
_NAMES = 160  # px: the column of the names


class FactsCard(QFrame):
    """Emits `wanted` with what is to be opened: interview, or the name of a fact."""

    wanted = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._is_unfolded = False
        self._account_id = ""
        self.lines = {topic: FactLine(look, topic) for topic in fact_messages.TITLES}
        for topic, line in self.lines.items():
            line.edit.clicked.connect(partial(self.wanted.emit, topic))
        self._offer = label("", "muted", wrap=True)
        self._offer.setObjectName("interview-offer")
        self._ask = button("", "primary", clicked=lambda: self.wanted.emit("interview"), name="answer-questions")
        self._more = button("More to note", "link", clicked=self._unfold, name="more-facts")
        self._more.setProperty("flush", "true")
        asking = row(gap=2 * UNIT)
        asking.addWidget(self._offer, 1)
        asking.addWidget(self._ask)
        self._asking = QWidget()
        self._asking.setLayout(asking)
        listed = column(*self.lines.values(), gap=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 3 * UNIT, 2 * UNIT + 4)
        title = label("Ways back in", "heading")
        layout.addLayout(column(title, self._asking, column(listed, row(self._more, None), gap=0), gap=UNIT + 4))

    def show_account(self, account: Account, vault: Vault, *, can_change: bool) -> None:
        """Show what is known of an account, again after every change."""
        if account.id != self._account_id:
            self._is_unfolded = False
        self._account_id = account.id
        said = questions.said(vault, account.id)
        for topic, line in self.lines.items():
            answer = questions.answer(account, topic, said)
            line.show_fact(account, answer, can_change=can_change)
            line.setVisible(topic in _ALWAYS or answer != "blank" or self._is_unfolded or _is_usual(account, topic))
        folded = [topic for topic, line in self.lines.items() if line.isHidden()]
        self._more.setVisible(bool(folded))
        self._more.setToolTip(fact_messages.topics(folded))
        self._more.setAccessibleDescription(fact_messages.topics(folded))
        self._show_asking(account, said=said, can_change=can_change)

    def _show_asking(self, account: Account, *, said: frozenset[str], can_change: bool) -> None:
        every, left = questions.of_account(account), questions.unanswered(account, said)
        is_little = 2 * len(left) > len(every)  # that is known
        self._asking.setVisible(bool(left) and can_change)
        self._offer.setText(fact_messages.offer(account, left=len(left), of=len(every)))
        self._ask.setText("Answer a few questions" if is_little else "Answer the rest")
        restyle(self._ask, "kind", "primary" if is_little else "")

    def _unfold(self) -> None:
        self._is_unfolded = True
        first = next(topic for topic in _NOW_AND_THEN if self.lines[topic].isHidden())
        for line in self.lines.values():
            line.show()
        self._more.hide()
        self.lines[first].edit.setFocus()


class FactLine(QWidget):
    """One fact: its name, what is known, and a button to note more."""

    def __init__(self, look: Theme, topic: str) -> None:
        super().__init__()
        self.topic = topic
        self._name = label("")
        self._name.setFixedWidth(_NAMES)
        self._value = Elided("")
        self._value.setObjectName(f"fact-{topic}")
        self.edit: QToolButton = tool(look, "edit", "Edit", clicked=lambda: None)
        self.edit.setObjectName(f"edit-{topic}")
        line = row(self._name, gap=UNIT)
        line.addWidget(self._value, 1)
        line.addWidget(self.edit)
        line.setContentsMargins(0, 2, 0, 2)
        self.setLayout(line)

    def show_fact(self, account: Account, answer: questions.Answered, *, can_change: bool) -> None:
        name = fact_messages.title(account, self.topic)
        text, role = fact_messages.line(account, self.topic, answer)
        self._name.setText(name)
        self._value.setText(text)
        restyle(self._value, "role", role)
        self.edit.setToolTip("Edit" if can_change else "Look at it")
        self.edit.setAccessibleName(f"{'Edit' if can_change else 'Look at'}: {name}. {text}")


def _is_usual(account: Account, topic: str) -> bool:
    """Tell whether a fact is to be shown before anything is known of it: packages, where those are asked for in a recovery."""
    return topic == "packages" and services.find(account.service).chores
