"""The authenticator of an account: its running value, how long it stays, and a button that copies it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui.desktop import messages
from ui.desktop.concealing import SHOWN_FOR
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row, tool, with_icon
from ui.desktop.widgets.countdown import Countdown
from vault import otp
from vault.model import Authenticator

_TICK_MS = 1000
ENDING = 5  # seconds before the end of a period from which on the next value is shown, too


class AuthenticatorCard(QFrame):
    """Emits `copied` with the value, `counted` when the next HOTP value is wanted, `add_wanted` when there is none yet."""

    copied = Signal(str)
    counted = Signal()
    add_wanted = Signal()
    clock_wanted = Signal()
    qr_wanted = Signal()

    def __init__(self, look: Theme, clock: Callable[[], float]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._clock = clock
        self._seed: Authenticator | None = None
        self._given_out = ""
        self._mask = QTimer(self, singleShot=True, interval=SHOWN_FOR * 1000)
        self._mask.timeout.connect(self.conceal)
        self._digits = label("", "display")
        self._digits.setObjectName("totp")
        self._ring = Countdown(look)
        self._upcoming = label("", "muted")
        self._upcoming.setObjectName("next-totp")
        self._check = tool(look, "history", "Check the clock against another device", clicked=self.clock_wanted.emit)
        self._qr = tool(look, "qr", "Show the QR code for another device", clicked=self.qr_wanted.emit)
        self._qr.setObjectName("own-qr")
        self._about = label("", "small")
        self._copy = with_icon(button("Copy", "primary", clicked=self.copy, name="copy-totp"), look, "copy", "on_accent")
        self._next = button("Next value", clicked=self.counted.emit, name="next-value")
        self._add = with_icon(button("Add authenticator", clicked=self.add_wanted.emit, name="add-authenticator"), look, "add")
        self._full = QWidget()
        self._full.setLayout(row(self._digits, 2 * UNIT, self._ring, self._upcoming, None, self._next, self._copy))
        self._empty = QWidget()
        words = label(
            "Bring in the QR code or setup key that the service shows, and the six digits run here.", "muted", wrap=True
        )
        empty = row(gap=2 * UNIT)
        empty.addWidget(words, 1)
        empty.addWidget(self._add)
        self._empty.setLayout(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 3 * UNIT, 2 * UNIT + 4)
        layout.addLayout(
            column(
                row(label("Authenticator", "heading"), None, self._about, self._check, self._qr),
                UNIT // 2,
                self._full,
                self._empty,
            )
        )
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def show_authenticator(self, seed: Authenticator | None, *, can_change: bool = True) -> None:
        if seed is None or self._seed is None or seed.id != self._seed.id:
            self._given_out = ""
        self._seed = seed
        self._full.setVisible(seed is not None)
        self._qr.setVisible(seed is not None)
        self._empty.setVisible(seed is None)
        for part in (self._ring, self._upcoming, self._check):
            part.setVisible(seed is not None and seed.type != "hotp")
        self._next.setVisible(seed is not None and seed.type == "hotp")
        for changing in (self._next, self._add):
            changing.setEnabled(can_change)
        self._about.setText(_about(seed) if seed else "")
        self._tick()

    def show_counted(self, value: str) -> None:
        """Show an HOTP value that has been counted and saved: masked after a while, as it does not run out by itself."""
        self._given_out = value
        self._mask.start()
        self._tick()

    def conceal(self) -> None:
        self._mask.stop()
        self._tick()

    def copy(self) -> None:
        """Report the value that is shown."""
        value = self._value()
        if value:
            self.copied.emit(value)

    def _value(self) -> str:
        if self._seed is None:
            return ""
        if self._seed.type == "hotp":
            return self._given_out
        return otp.value(self._seed, int(self._clock()))

    def _tick(self) -> None:
        value = self._value()
        is_masked = bool(value) and value == self._given_out and not self._mask.isActive()
        self._digits.setText(messages.spaced("•" * len(value) if is_masked else value) or "–––")
        spoken = "One-time password, hidden" if is_masked else f"One-time password {' '.join(value)}"
        self._digits.setAccessibleName(spoken if value else "No value given out yet")
        self._copy.setEnabled(bool(value))
        if self._seed is None or self._seed.type == "hotp" or not self.isVisible():
            self._timer.stop()
            return
        now = self._clock()
        is_ending = otp.seconds_left(self._seed, now) <= ENDING
        upcoming = otp.value(self._seed, int(now) + self._seed.period) if is_ending else ""
        self._upcoming.setText(f"next {messages.spaced(upcoming)}" if upcoming else "")
        self._ring.show_left(int(otp.seconds_left(self._seed, now) + 0.999), self._seed.period)
        self._timer.start(_TICK_MS - int(now * 1000) % _TICK_MS)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._tick()


def _about(seed: Authenticator) -> str:
    kind = {"totp": "TOTP", "hotp": "HOTP", "steam": "Steam"}[seed.type]
    unusual: list[str] = [seed.algorithm] if seed.algorithm != "SHA1" else []
    unusual += [f"{seed.period} s"] if seed.type != "hotp" and seed.period != 30 else []
    unusual += [f"counter at {seed.counter}"] if seed.type == "hotp" else []
    return " · ".join([kind, *unusual])
