"""What the dialogs that change keys have in common: the present password, waiting for the disk, and older copies at the end."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from ui.desktop import messages
from ui.desktop.theme import Theme
from ui.desktop.widgets.basic import button
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.old_copies import OldCopies
from ui.desktop.widgets.password_field import PasswordField
from vault.errors import VaultError, WrongKey

if TYPE_CHECKING:
    from ui.desktop.key_changes import Changed, KeyChanges


class KeyFrame(Frame):
    """Asks for the present password; stays until it is known whether the change is on disk."""

    def __init__(
        self,
        parent: QWidget,
        look: Theme,
        changes: "KeyChanges",
        *,
        title: str,
        words: str,
        start: Callable[[], object],
        is_ready: Callable[[], bool] = lambda: True,
    ) -> None:
        """`start` makes the change, and ends in `on_failed` or `show_done`; `is_ready` says why it cannot be made yet."""
        super().__init__(parent, title, words)
        self.changes = changes
        self.password = PasswordField(look, "present-password", "Present password")
        self.old_copies = OldCopies(changes)
        self.old_copies.hide()
        self._is_busy = False
        self._go = QPushButton()
        self._go_words = ("", "")
        self._start, self._is_ready = start, is_ready

    def ask_with(self, words: str, busy_words: str, kind: str, name: str) -> None:
        """Put the button at the bottom that makes the change. Enter does no harm where it is a dangerous one."""
        self._go = button(words, kind, clicked=self.go, name=name)
        self._go_words = (words, busy_words)
        self.password.entered.connect(self.go)
        self.finish_with(self._go)
        if kind == "danger":
            self._go.setDefault(False)

    def go(self) -> None:
        """Make the change, once the password was typed."""
        if self._is_busy:
            return
        self.banner.hide()
        if not self.password.secret:
            self.password.set_error("Type the password of this vault.")
            self.password.setFocus()
        elif self._is_ready():
            self.set_busy(is_busy=True)
            self._start()

    def reject(self) -> None:
        """Leave it all as it is; not while the change is on its way to the disk, which cannot be called back."""
        if not self._is_busy:
            super().reject()

    def set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._go.setDisabled(is_busy)
        self._go.setText(self._go_words[is_busy])

    def on_failed(self, error: VaultError) -> None:
        self.set_busy(is_busy=False)
        if isinstance(error, WrongKey):
            self.password.refuse("This is not the present password.")
        else:
            self.banner.show_message("danger", messages.of_error(error))

    def show_done(self, title: str, changed: "Changed", what: str) -> None:
        """Say that it is done, and which older copies still open with `what` is gone: the old password."""
        self.set_busy(is_busy=False)
        self.password.clear()
        for part in self.body_parts():
            part.hide()
        self.set_title(title)
        self.set_words("")
        self._go.hide()
        for cancel in self.findChildren(QPushButton, "cancel"):
            cancel.hide()
        self.body.addWidget(self.old_copies)
        self.old_copies.show()
        self.old_copies.show_changed(changed, what)
        done = button("Done", "primary", clicked=self.accept, name="keys-done")
        self.finish_with(done, cancel=False)
        done.setFocus()

    def body_parts(self) -> list[QWidget]:
        """Return what the body shows now."""
        items = [self.body.itemAt(place) for place in range(self.body.count())]
        return [widget for item in items if item and (widget := item.widget())]
