"""What the dialogs that note facts have in common: the account, refusals in place, and why nothing can be changed."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desktop import fact_form_messages, messages
from ui.desktop.session import Session
from ui.desktop.widgets.basic import Elided, label
from ui.desktop.widgets.dialog_frame import Frame
from vault import edit
from vault.errors import VaultError
from vault.model import Account, Vault


class FactFrame(Frame):
    """Emits `noted` with a sentence after each change, and with an empty text when that was taken back."""

    noted = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        account_id: str,
        title: str,
        words: str = "",
        *,
        width: int = 560,
        names_account: bool = True,
    ) -> None:
        super().__init__(parent, title, width=width)
        self._session, self._account_id = session, account_id
        self._title.setWordWrap(True)
        self._about = label("", "muted", wrap=True)
        heading = _heading(self)
        heading.insertWidget(1, self._about)
        if account_id and names_account:
            heading.insertWidget(0, Elided(fact_form_messages.whose(self.account), "small"))
        self.say_about(words)
        self.can_change = not session.why_read_only
        if session.why_read_only:
            self.banner.show_message("info", f"{session.why_read_only}. Nothing can be changed.")

    def say_about(self, words: str) -> None:
        """Say below the title what there is to know."""
        self._about.setText(words)
        self._about.setVisible(bool(words))

    def end_tabs_with(self, *parts: QWidget) -> None:
        """Let the Tab key come to these last: what is made anew would else come after them."""
        for part in parts:
            QWidget.setTabOrder(self.previousInFocusChain() or self, part)

    @property
    def account(self) -> Account:
        return edit.account_of(self._session.vault, self._account_id)

    def note(self, sentence: str, change: Callable[..., Vault], *args: object, **kwargs: object) -> bool:
        """Make a change, or say in place why it is refused. What changes nothing makes no history."""
        before = self._session.vault
        try:
            if change(before, *args, now=self._session.now(), **kwargs) is not before:
                self._session.apply(change, *args, **kwargs)
                self.noted.emit(sentence)
        except VaultError as error:
            self.banner.show_message("danger", messages.of_error(error))
            return False
        return True


def _heading(frame: Frame) -> QVBoxLayout:
    """Return what stands above the body of a dialog: its title."""
    layout = frame.layout()
    first = layout.itemAt(0) if layout else None
    heading = first.layout() if first else None
    assert isinstance(heading, QVBoxLayout)  # noqa: S101
    return heading
