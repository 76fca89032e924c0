"""The fourth page of a recovery request: what was done, what comes next, and what is to be set up anew at the end."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDateEdit, QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.desktop import request_messages as words
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, clear, column, label, row, with_icon
from ui.desktop.widgets.breakable import breakable
from ui.desktop.widgets.choices import Choices
from ui.desktop.widgets.day_choice import set_day
from ui.desktop.widgets.fields import date_field, day_of, labelled, text_field
from ui.desktop.widgets.paste_piece import tall_card
from vault import recovery
from vault.model import Account, Request, Vault
from vault.recovery import Ending

_DAY = 200  # px: 30 September 2026


class RequestLog(QWidget):
    """Emits what the user says was done; whoever has the vault notes it, then shows the account again."""

    sent = Signal(object, str)  # the day, and the link or number of the issue
    linked = Signal(str)
    stepped = Signal(str, object)  # which step, and the day
    ended = Signal(str, object)  # how, and the day
    open_page = Signal(str)

    def __init__(self, look: Theme, today: date, expect: Sequence[str], *, can_change: bool) -> None:
        """`expect`: what the staff's form brings; nothing where there is no form."""
        super().__init__()
        self._look, self._today, self._can_change, self._has_form = look, today, can_change, bool(expect)
        self._shown = column(gap=2 * UNIT)
        self._day: QDateEdit | None = None
        self._link: QLineEdit | None = None
        self._ending: Choices | None = None
        layout = column(self._shown, gap=3 * UNIT)
        if expect:
            told = [breakable(one, "muted") for one in expect]
            layout.addLayout(column(label(words.EXPECT, "heading"), *told, gap=UNIT))
        layout.addStretch(1)
        self.setLayout(layout)

    def show_account(self, vault: Vault, account: Account) -> None:
        """Show how the recovery of an account stands."""
        clear(self._shown)
        self._day = self._link = self._ending = None
        asked = recovery.current(account)
        if mendings := () if asked else recovery.mendings(vault, account):
            lines = [self._tick(words.mending(one), is_done=bool(one.is_done)) for one in mendings]
            self._shown.addLayout(column(label(words.AFTERWARDS, "heading"), *lines, gap=UNIT))
        if asked:
            self._show_open(asked)
        elif mendings:
            again = self._unsent()
            again.hide()
            more = button(words.ASK_AGAIN, "link", clicked=again.show, name="ask-again")
            more.setProperty("flush", "true")
            self._shown.addLayout(column(row(more, None), again, gap=UNIT))
        else:
            self._shown.addWidget(self._unsent())
        earlier = [one for one in account.requests if recovery.is_closed(one)]
        if earlier:
            lines = [breakable(words.steps(one), "small") for one in earlier]
            self._shown.addLayout(column(label(words.EARLIER, "heading"), *lines, gap=4))

    def _unsent(self) -> QFrame:
        inside = column(label(words.NOTHING_SENT, "muted", wrap=True), self._form(""), gap=2 * UNIT)
        go = button(words.SENT_IT if self._has_form else words.ASKED_IT, clicked=self._on_sent, name="note-sent")
        go.setEnabled(self._can_change)
        inside.addLayout(row(go, None))
        return tall_card(inside)

    def _show_open(self, asked: Request) -> None:
        turn = recovery.turn(asked)
        done = column(gap=UNIT)
        for step in recovery.steps(asked):
            done.addWidget(self._tick(words.step(step), is_done=True))
        if asked.link:
            go = button("Open the issue", clicked=lambda: self.open_page.emit(asked.link), name="open-issue")
            done.addLayout(row(with_icon(go, self._look, "external"), None))
        self._shown.addLayout(done)
        if turn:
            text = label(words.turn(turn, self._today), "label", wrap=True)
            text.setObjectName("next-step")
            self._shown.addLayout(column(label(words.NEXT, "heading"), text, gap=UNIT))
        self._shown.addWidget(self._noting(asked))

    def _noting(self, asked: Request) -> QFrame:
        inside = column(label(words.NOTE_STEP, "heading"), self._form(asked.link), gap=2 * UNIT)
        if not asked.link:
            self._add_buttons(inside, [(words.SAVE_LINK, "save-link", self._on_linked)])
        steps = [(title, f"note-{kind}", partial(self._on_stepped, kind)) for kind, title in words.DID.items()]
        self._add_buttons(inside, steps)
        wiped = label(words.WIPED, "small", wrap=True)
        self._ending = Choices(dict[str, str](words.ENDINGS.items()), title=words.HOW_ENDED, below={"reset": wiped})
        ending = QWidget()
        end = button(words.CLOSE_IT, clicked=self._on_ended, name="note-closed")
        self._ending.changed.connect(lambda: end.setEnabled(self._can_change))
        end.setEnabled(False)
        ending.setLayout(column(label(words.HOW_ENDED, "label"), self._ending, row(end, None), gap=UNIT))
        ending.hide()
        more = button(words.END_IT, clicked=ending.show, name="end-request")
        more.setEnabled(self._can_change)
        inside.addLayout(row(more, None))
        inside.addWidget(ending)
        return tall_card(inside)

    def _form(self, link: str) -> QHBoxLayout:
        """Return the fields of a step: its day, and where the issue is as long as that is not known."""
        self._day = date_field("step-day", words.ON_DAY)
        set_day(self._day, self._today)
        self._day.setMinimumWidth(_DAY)
        fields = row(labelled(words.ON_DAY, self._day), gap=2 * UNIT)
        if link:
            fields.addStretch(1)
        else:
            title, hint = (words.LINK, words.LINK_HINT) if self._has_form else (words.OTHER_LINK, words.OTHER_LINK_HINT)
            self._link = text_field("issue-link", hint)
            fields.addLayout(labelled(title, self._link), 1)
        return fields

    def _add_buttons(self, inside: QVBoxLayout, several: Sequence[tuple[str, str, Callable[[], object]]]) -> None:
        line = row(gap=UNIT)
        for title, name, act in several:
            made = button(title, clicked=act, name=name)
            made.setEnabled(self._can_change)
            line.addWidget(made)
        line.addStretch(1)
        inside.addLayout(line)

    def _tick(self, text: str, *, is_done: bool) -> QWidget:
        picture = QLabel()
        icon, role = ("check-circle", "good") if is_done else ("chevron-right", "muted")
        self._look.follow(picture, lambda: picture.setPixmap(self._look.pixmap(icon, role, size=20)))
        line = row(gap=UNIT)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(text, wrap=True), 1)
        made = QWidget()
        made.setLayout(line)
        return made

    def _on_sent(self) -> None:
        self.sent.emit(self._on(), self._typed_link())

    def _on_linked(self) -> None:
        self.linked.emit(self._typed_link())

    def _on_stepped(self, kind: str) -> None:
        self.stepped.emit(kind, self._on())

    def _on_ended(self) -> None:
        if self._ending:
            self.ended.emit(cast("Ending", self._ending.chosen), self._on())

    def _on(self) -> date:
        return day_of(self._day) if self._day else self._today

    def _typed_link(self) -> str:
        return self._link.text() if self._link else ""
