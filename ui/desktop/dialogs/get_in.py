"""The bad day: which ways in there are, in the order of least risk; a code only with its traps told; and how it ended.

PyPI takes a code before its mail step, so a code is wasted where the primary mailbox cannot be read (pypi-facts §1.6, §5).
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QWidget

from ui.desktop import messages
from ui.desktop.clipboard import Clipboard
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, card, clear, column, label, row
from ui.desktop.widgets.dialog_frame import Frame
from vault import edit, otp, services
from vault.model import Account, CodeSet, Outcome

_TICK_MS = 1000


class GetInDialog(Frame):
    """Walks from the ways in over one code to its outcome. The book is kept at every step."""

    def __init__(
        self,
        parent: QWidget,
        look: Theme,
        session: Session,
        account: Account,
        *,
        clipboard: Clipboard,
        clock: Callable[[], float],
    ) -> None:
        self._service = services.find(account.service)
        super().__init__(parent, f"Get in to {self._service.name}", f"As {account.username}.", width=560)
        self._look, self._session, self._clipboard, self._clock = look, session, clipboard, clock
        self._account_id = account.id
        self._place = 0
        self._code_set_id = ""
        self._digits = label("", "display")
        self._step = column(gap=2 * UNIT)
        self.body.addLayout(self._step)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        session.save_failed.connect(lambda error: self.banner.show_message("danger", messages.of_error(error)))
        self.finish_with(button("Close", clicked=self.reject, name="close-get-in"), cancel=False)
        self.show_ways()

    @property
    def account(self) -> Account:
        account = self._session.account(self._account_id)
        assert account is not None  # noqa: S101
        return account

    def show_ways(self) -> None:
        """First step: what is there, the least risky first."""
        self._start_step()
        if address := self._service.page("login"):
            go = button(f"Open {self._service.name}", "link", clicked=lambda: QDesktopServices.openUrl(QUrl(address)))
            self._step.addLayout(row(label("Sign in with your user name and password first.", "muted"), None, go))
        self._add_way("shield", "1. A security key or passkey", "If you have one: nothing is used up, and no mail is sent.")
        if self.account.authenticator and self.account.authenticator.type != "hotp":
            copy = button("Copy", clicked=self._copy_value, name="get-in-totp")
            self._add_way("authenticator", "2. The six digits", self._mail_words(), self._digits, copy)
            self._tick()
            self._timer.start()
        else:
            self._add_way(
                "authenticator", "2. The six digits", "There is no authenticator in this vault. Is one on your phone?"
            )
        live = self.account.live_set
        if live and live.next_unused:
            use = button("Use a code…", clicked=self.show_traps, name="use-a-code")
            words = f"{messages.codes_left(live)}. It works once."
            self._add_way("code", "3. A recovery code", words, use)
        else:
            self._add_way("code", "3. A recovery code", "There is no unused code in this vault. Is there one on paper?")

    def show_traps(self) -> None:
        """Second step: what must be true before a code is burned."""
        self._start_step()
        self._place = 0
        place = self.account.live_set.next_unused if self.account.live_set else None
        self._step.addWidget(label("Before the code is taken", "heading"))
        go_on = button(f"Show code {place}", "primary", clicked=self.use_code, name="show-the-code")
        if self._service.mail_step:
            self._step.addWidget(label(_mail_trap(self._service.name, self._address()), wrap=True))
            ready = QCheckBox(f"I can read {self._address()} now")
            ready.setObjectName("mailbox-ready")
            ready.toggled.connect(go_on.setEnabled)
            go_on.setEnabled(False)
            self._step.addWidget(ready)
        else:
            self._step.addWidget(label("The code is used up as soon as it is typed in. It works once.", wrap=True))
        self._step.addLayout(row(button("Back", clicked=self.show_ways, name="back"), None, go_on))

    def use_code(self) -> None:
        """Third step: mark it, and show it once the mark is on disk. After a failed save it is the same code again."""
        live = self.account.live_set
        if live is None or not (self._place or live.next_unused):
            self.show_ways()
            return
        if self._place:
            self._session.save_again()
        elif live.next_unused and self._session.attempt(edit.mark_code, self._account_id, live.id, live.next_unused, "used"):
            self._place, self._code_set_id = live.next_unused, live.id
        if self._place:
            self._session.when_saved(self, lambda: self._show_code(live))

    def note(self, outcome: Outcome) -> None:
        """Last step: keep the book, and say what comes next."""
        self._session.attempt(edit.note_outcome, self._account_id, self._code_set_id, self._place, outcome)
        self._start_step()
        title, words = _after(outcome, self._place, self._service.name, self._address(), self.account)
        self._step.addWidget(label(title, "heading"))
        self._step.addWidget(label(words, wrap=True))
        if outcome == "refused" and self.account.live_set and self.account.live_set.next_unused:
            self._step.addLayout(row(button("Try the next code…", clicked=self.show_traps, name="try-next"), None))

    def _show_code(self, live: CodeSet) -> None:
        secret = live.codes[self._place - 1].secret
        rules = self._service.codes
        self._clipboard.copy(secret)
        self.banner.hide()
        self._start_step()
        self._step.addWidget(label(f"Code {self._place}", "heading"))
        shown = label(rules.grouped(secret) if rules else secret, "display")
        shown.setObjectName("the-code")
        shown.setAccessibleName(f"Code {' '.join(secret)}")
        self._step.addWidget(shown)
        words = f"On the clipboard for {self._clipboard.seconds} s, and marked as used. Paste it as it is"
        words += "." if rules and rules.dashes else ": no capitals, no dashes."
        self._step.addWidget(label(words, "muted", wrap=True))
        self._step.addWidget(label("What happened?", "label"))
        answers = row(
            button("I am in", clicked=lambda: self.note("worked"), name="outcome-worked"),
            button("It was refused", clicked=lambda: self.note("refused"), name="outcome-refused"),
            None,
        )
        if self._service.mail_step:
            answers.insertWidget(1, button("It asks for a mail", clicked=lambda: self.note("mailed"), name="outcome-mailed"))
        self._step.addLayout(answers)

    def _start_step(self) -> None:
        self._timer.stop()
        self._digits = label("", "display")
        clear(self._step)

    def _add_way(self, icon: str, title: str, words: str, *parts: QWidget) -> None:
        picture = QLabel()
        self._look.follow(picture, lambda: picture.setPixmap(self._look.pixmap(icon, "accent", size=24)))
        text = column(label(title, "label"), label(words, "muted", wrap=True), gap=4)
        line = row(picture, gap=2 * UNIT)
        line.addLayout(text, 1)
        inside = column(line, gap=UNIT)
        if parts:
            below = row(5 * UNIT, gap=UNIT)
            for part in parts:
                below.addWidget(part)
            below.addStretch(1)
            inside.addLayout(below)
        frame: QFrame = card(inside)
        inside.setContentsMargins(2 * UNIT, UNIT + 4, 2 * UNIT, UNIT + 4)
        self._step.addWidget(frame)

    def _tick(self) -> None:
        self._digits.setText(messages.spaced(self._value()))

    def _value(self) -> str:
        seed = self.account.authenticator
        return otp.value(seed, int(self._clock())) if seed and seed.type != "hotp" else ""

    def _copy_value(self) -> None:
        self._clipboard.copy(self._value())

    def _mail_words(self) -> str:
        if not self._service.mail_step:
            return "They change every few seconds and use nothing up."
        return f"They use nothing up. From a new connection {self._service.name} then mails a link to {self._address()}."

    def _address(self) -> str:
        primary = next((email.address for email in self.account.emails if email.primary), None)
        return primary or "your primary address"


def _mail_trap(service: str, address: str) -> str:
    return (
        f"{service} takes the code first. If this connection is new to it, it then mails a link to {address}, to be opened "
        "from this same connection within six hours. Without that mailbox the code is lost, and every further try takes "
        "another one."
    )


def _after(outcome: Outcome, place: int, service: str, address: str, account: Account) -> tuple[str, str]:
    if outcome == "worked":
        left = messages.codes_left(account.live_set)
        words = f"{left}. Mend now what locked you out: set up an authenticator anew, and make new codes if few are left."
        return "You are in", words
    if outcome == "mailed":
        words = (
            f"It goes to {address}. Open it on this computer and this connection within six hours. Do not try another code "
            f"meanwhile: {service} would take that one, too. A new mail comes at most every 15 minutes."
        )
        return "Open the link in the mail", words
    words = (
        f"{service} may have burned it. Common reasons: newer codes were generated since, the code is of another account "
        "(PyPI and TestPyPI have separate ones), or a typing slip. After five refusals wait five minutes."
    )
    return f"Code {place} stays marked as used", words
