"""Checks this computer's clock against the six digits that another device shows."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from ui.desktop import messages
from ui.desktop.widgets.basic import button
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.fields import labelled, text_field
from vault import otp
from vault.model import Account, Authenticator


class ClockDialog(Frame):
    """Asks for the digits and says by how much the two clocks differ."""

    def __init__(self, parent: QWidget, account: Account, seed: Authenticator, clock: Callable[[], float]) -> None:
        words = f"Open {account.username} at {messages.service_name(account)} on your phone, and type what it shows now."
        super().__init__(parent, "Check the clock", words)
        self._seed, self._clock = seed, clock
        self.digits = text_field("clock-digits", messages.spaced("123456789"[: seed.digits]))
        self.body.addLayout(labelled("Digits on the other device", self.digits))
        self.finish_with(button("Check", "primary", clicked=self.check, name="check-clock"))
        self.digits.setFocus()

    def check(self) -> None:
        typed = "".join(self.digits.text().split())
        if len(typed) != self._seed.digits or not typed.isascii():
            self.banner.show_message("warning", f"Type all {self._seed.digits} characters.")
            return
        ahead = otp.drift(self._seed, typed, int(self._clock()))
        level = "info" if ahead is not None and abs(ahead) <= self._seed.period else "warning"
        self.banner.show_message(level, messages.drift(ahead, self._seed.period))
