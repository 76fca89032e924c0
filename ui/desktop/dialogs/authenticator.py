"""Shows an authenticator's own QR code and seed, for setting it up on another device. Asks for the password first."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from ui.desktop import messages
from ui.desktop.clipboard import Clipboard
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row, with_icon
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.password_field import PasswordField
from ui.desktop.widgets.qr_view import QrView
from vault import otp, qr
from vault.errors import VaultError, WrongKey
from vault.model import Account, Seed

SHOWN_FOR = 60  # seconds
_SIDE = 296  # px


class AuthenticatorDialog(Frame):
    """For an account that has an authenticator. What is shown goes away after a minute, and with the dialog.

    Not when the window loses the focus: the program that scans the code may be on this screen.
    """

    def __init__(self, parent: QWidget, look: Theme, session: Session, account: Account, *, clipboard: Clipboard) -> None:
        assert account.authenticator is not None  # noqa: S101
        whose = f"{account.username} at {messages.service_name(account)}"
        super().__init__(parent, "Move to another device", f"The authenticator of {whose}.")
        self._session, self._clipboard, self._seed = session, clipboard, account.authenticator
        self.password = PasswordField(look, "vault-password", "The vault's password")
        self._asking, self._shown = self._asking_step(), self._shown_step(look)
        self._shown.hide()
        self.body.addWidget(self._asking)
        self.body.addWidget(self._shown)
        self._go_on = button("Show QR code", "primary", clicked=self._on_go_on, name="show-qr")
        self.finish_with(self._go_on)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_time_over)
        self.finished.connect(self.hide_secrets)
        self.password.setFocus()

    def show_secrets(self) -> None:
        """Show the code and the seed, once the password was right."""
        try:
            self.view.show_rows(qr.draw(otp.to_uri(self._seed)))
        except VaultError as error:
            self._on_failed(error)
            return
        self.seed_words.setText(messages.grouped(self._seed.secret))
        self.password.clear()
        self._show_step(self._shown)
        self._timer.start(SHOWN_FOR * 1000)

    def hide_secrets(self) -> None:
        self._timer.stop()
        self.view.show_rows(())
        self.seed_words.clear()

    def copy(self) -> None:
        self._clipboard.copy(self._seed.secret)
        self.banner.show_message("info", f"Copied. The clipboard is cleared in {self._clipboard.seconds} s.")

    def _on_go_on(self) -> None:
        if self._timer.isActive():
            self.accept()
            return
        self.banner.hide()
        self._go_on.setEnabled(False)
        self._session.check_password(self.password.secret, self._on_checked, self._on_failed, owner=self)

    def _on_checked(self, _: None) -> None:
        self._go_on.setEnabled(True)
        self.show_secrets()

    def _on_failed(self, error: VaultError) -> None:
        self._go_on.setEnabled(True)
        if isinstance(error, WrongKey):
            self.password.refuse("This is not the vault's password.")
        else:
            self.banner.show_message("danger", messages.of_error(error))

    def _on_time_over(self) -> None:
        self.hide_secrets()
        self._show_step(self._asking)
        self.banner.show_message("info", "Hidden again. Type the password to see it once more.")
        self.password.setFocus()

    def _show_step(self, step: QWidget) -> None:
        is_shown = step is self._shown
        self._asking.setVisible(not is_shown)
        self._shown.setVisible(is_shown)
        self._go_on.setText("Done" if is_shown else "Show QR code")
        for cancel in self.findChildren(QPushButton, "cancel"):
            cancel.setVisible(not is_shown)

    def _asking_step(self) -> QWidget:
        step = QWidget()
        words = "Whoever sees the QR code can make your one-time passwords, now and later. Make sure that nobody looks on."
        step.setLayout(column(label(words, wrap=True), self.password, gap=2 * UNIT))
        return step

    def _shown_step(self, look: Theme) -> QWidget:
        self.view = QrView(_SIDE)
        self.seed_words = label("", "code", wrap=True)
        self.seed_words.setObjectName("seed")
        self.seed_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        name = label(": ".join(filter(None, (self._seed.issuer, self._seed.name))), "label", wrap=True)
        name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        copy = with_icon(button("Copy setup key", clicked=self.copy, name="copy-seed"), look, "copy")
        words = f"Scan it with the other device's authenticator app. It is hidden again after {SHOWN_FOR} seconds."
        step = QWidget()
        step.setLayout(
            column(
                label(f"{words}{_caution(self._seed)}", "muted", wrap=True),
                row(None, self.view, None),
                name,
                self.seed_words,
                row(None, copy, None),
                gap=2 * UNIT,
            )
        )
        return step


def _caution(seed: Seed) -> str:
    """Say what the other device has to know of an unusual authenticator."""
    if seed.type == "hotp":
        return " Each device counts by itself: from then on use only one of them."
    if seed.type == "steam":
        return " Not every app makes Steam's codes."
    return ""
