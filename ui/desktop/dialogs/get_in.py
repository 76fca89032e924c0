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
from ui.desktop.widgets.shown_secret import ShownSecret
from vault import edit, otp, services
from vault.errors import VaultError
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
        self._is_waiting = False  # for the mark to be on disk
        self._withheld = ""
        self._given: set[int] = set()
        self._digits = label("", "display")
        self._step = column(gap=2 * UNIT)
        self.body.addLayout(self._step)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        session.save_failed.connect(self._on_save_failed)
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
        if self.account.authenticator and self.account.authenticator.type == "hotp":
            count = button("Next value", clicked=self.next_value, name="get-in-next-value")
            count.setEnabled(not self._session.why_read_only)
            words = "Each one works once. It is counted before it is shown."
            self._counted = ShownSecret("counted-value")
            self._add_way("authenticator", "2. The next value of the authenticator", words, count, self._counted)
        elif self.account.authenticator:
            copy = button("Copy", clicked=self._copy_value, name="get-in-totp")
            self._add_way("authenticator", "2. The six digits", self._mail_words(), self._digits, copy)
            self._tick()
            self._timer.start()
        else:
            self._add_way(
                "authenticator", "2. The six digits", "There is no authenticator in this vault. Is one on your phone?"
            )
        if self._next_place:
            use = button("Use a code…", clicked=self.show_traps, name="use-a-code")
            words = f"{messages.codes_left(self.account.live_set)}. It works once."
            self._add_way("code", "3. A recovery code", words, use)
        else:
            self._add_way("code", "3. A recovery code", "There is no unused code in this vault. Is there one on paper?")

    def show_traps(self) -> None:
        """Second step: what must be true before a code is burned."""
        self._start_step()
        self._step.addWidget(label("Before the code is taken", "heading"))
        go_on = button(f"Show code {self._next_place}", "primary", clicked=self.use_code, name="show-the-code")
        if self._service.mail_step:
            self._step.addWidget(label(_mail_trap(self._service.name, self._address()), wrap=True))
            ready = QCheckBox(f"I can read {self._address()} now")
            ready.setObjectName("mailbox-ready")
            ready.toggled.connect(go_on.setEnabled)
            go_on.setEnabled(False)
            self._step.addWidget(ready)
        else:
            self._step.addWidget(label("The code is used up as soon as it is typed in. It works once.", wrap=True))
        if why := self._session.why_read_only:
            self._step.addWidget(label(f"{why}: the code is shown, but cannot be marked as used. Do that later.", wrap=True))
        self._step.addLayout(row(button("Back", clicked=self.show_ways, name="back"), None, go_on))

    def use_code(self) -> None:
        """Third step: mark it, and show it once the mark is on disk."""
        live, place = self.account.live_set, self._next_place
        if self._is_waiting:
            return
        if live is None or place is None:
            self.show_ways()
        elif self._session.why_read_only:
            self._place, self._code_set_id = place, live.id
            self._show_code(live)
        elif self._session.attempt(edit.mark_code, self._account_id, live.id, place, "used"):
            self._place, self._code_set_id, self._is_waiting = place, live.id, True
            self._session.when_saved(self, lambda: self._show_code(live))

    def next_value(self) -> None:
        """Count first, show when that is on disk, unless the step was left: a value that was shown is never shown again."""
        seed = self.account.authenticator
        if seed and self._session.attempt(edit.advance_counter, self._account_id, seed.id):
            value = otp.value_at_counter(seed, seed.counter)
            self._session.when_saved(self._counted, lambda: self._show_value(value))

    def note(self, outcome: Outcome) -> None:
        """Last step: keep the book, and say what comes next."""
        is_marked = not self._session.why_read_only
        if is_marked:
            self._session.attempt(edit.note_outcome, self._account_id, self._code_set_id, self._place, outcome)
        self._start_step()
        title, words = _after(outcome, self._place, self._service.name, self._address(), self.account)
        title = title if is_marked or outcome != "refused" else f"Mark code {self._place} as used later"
        self._step.addWidget(label(title, "heading"))
        self._step.addWidget(label(words, wrap=True))
        if outcome == "refused" and self._next_place:
            self._step.addLayout(row(button("Try the next code…", clicked=self.show_traps, name="try-next"), None))

    def _show_code(self, live: CodeSet) -> None:
        secret = live.codes[self._place - 1].secret
        rules = self._service.codes
        self._is_waiting, self._withheld = False, ""
        self._given.add(self._place)
        self._clipboard.copy(secret)
        self.banner.hide()
        self._start_step()
        self._step.addWidget(label(f"Code {self._place}", "heading"))
        shown = ShownSecret("the-code")
        shown.show_secret(rules.grouped(secret) if rules else secret, f"Code {' '.join(secret)}")
        self._step.addLayout(row(shown, None))
        marked = "not marked as used" if self._session.why_read_only else "marked as used"
        words = f"On the clipboard for {self._clipboard.seconds} s, and {marked}. Paste it as it is"
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

    def _on_save_failed(self, error: VaultError) -> None:
        """Take the mark back, where the code waited for it: what was not handed out is not used."""
        if self._is_waiting:
            self._is_waiting = False
            self._withheld = f" Code {self._place} was not handed out and stays unused."
            self._session.attempt(edit.mark_code, self._account_id, self._code_set_id, self._place, "unused")
        self.banner.show_message("danger", messages.of_error(error) + self._withheld)

    def _show_value(self, value: str) -> None:
        self._clipboard.copy(value)
        self._counted.show_secret(messages.spaced(value), f"One-time password {' '.join(value)}")

    @property
    def _next_place(self) -> int | None:
        """The first code that was neither used nor shown here: a vault that cannot be changed does not tell the latter."""
        codes = self.account.live_set.codes if self.account.live_set else ()
        unused = (place for place, code in enumerate(codes, 1) if code.state == "unused")
        return next((place for place in unused if place not in self._given), None)

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
