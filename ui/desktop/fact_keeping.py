"""Everything in which facts are noted: the dialogs, opened by what is to be mended, wired together."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.desktop.clipboard import Clipboard
from ui.desktop.keyring import KeyRing
from ui.desktop.main_window import MainWindow
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme

if TYPE_CHECKING:
    from ui.desktop.widgets.fact_frame import FactFrame


class FactKeeping(QObject):
    """Emits `done` with a sentence when something was noted, which can be undone.

    Emits `elsewhere` with what another room of the window is for, one of print, request, bring-in, and the account.
    """

    done = Signal(str)
    elsewhere = Signal(str, str)

    def __init__(
        self, window: MainWindow, look: Theme, session: Session, tasks: Tasks, *, clipboard: Clipboard, ring: KeyRing
    ) -> None:
        super().__init__(window)
        self._clipboard = clipboard
        self._window, self._look, self._session, self._tasks, self._ring = window, look, session, tasks, ring
        self._noted = ""
        self._rooms: Mapping[str, Callable[[str, str], FactFrame]] = {
            "vault": self._vault,
            "places": self._vault,
            "interview": self._interview,
            "email": self._email,
            "password": self._question,
            "kept-password": self._kept_password,
            "authenticator": self._question,
            "codes": self._question,
            "security-key": self._second_factors,
            "browsers": self._second_factors,
            "packages": self._packages,
            "tokens": self._packages,
            "linked": self._evidence,
            "evidence": self._evidence,
        }

    def open(self, action: str, account_id: str = "") -> None:
        """Open what mends something: an action of a finding, or a fact of the card. Nothing where the account is gone."""
        if action not in {"vault", "places"} and self._session.account(account_id) is None:
            return
        if action in self._rooms:
            self._show(self._rooms[action](action, account_id))
        else:
            self.elsewhere.emit(action, account_id)

    def _vault(self, action: str, _account_id: str) -> "FactFrame":
        from ui.desktop.dialogs.vault_places import PlacesDialog, VaultDialog  # noqa: PLC0415

        if action == "places":
            return PlacesDialog(self._window, self._look, self._session)
        made = VaultDialog(self._window, self._look, self._session)
        made.wanted.connect(self.open)
        return made

    def _interview(self, _action: str, account_id: str) -> "FactFrame":
        from ui.desktop.dialogs.interview import InterviewDialog  # noqa: PLC0415  (loads what works out readiness)

        made = InterviewDialog(self._window, self._look, self._session, self._tasks, account_id, key_ids=self._ring.ids)
        made.wanted.connect(lambda action: self.open(action, account_id))
        return made

    def _email(self, _action: str, account_id: str) -> "FactFrame":
        from ui.desktop.dialogs.email import EmailsDialog  # noqa: PLC0415

        return EmailsDialog(self._window, self._look, self._session, account_id)

    def _question(self, topic: str, account_id: str) -> "FactFrame":
        from ui.desktop.dialogs.question import QuestionDialog  # noqa: PLC0415

        made = QuestionDialog(self._window, self._look, self._session, account_id, topic)
        made.wanted.connect(lambda wanted: self.open(wanted, account_id))
        return made

    def _kept_password(self, _action: str, account_id: str) -> "FactFrame":
        from ui.desktop.dialogs.kept_password import KeptPasswordDialog  # noqa: PLC0415

        return KeptPasswordDialog(self._window, self._look, self._session, account_id, clipboard=self._clipboard)

    def _second_factors(self, action: str, account_id: str) -> "FactFrame":
        from ui.desktop.dialogs.second_factors import BrowsersDialog, SecurityKeysDialog  # noqa: PLC0415

        kind = SecurityKeysDialog if action == "security-key" else BrowsersDialog
        return kind(self._window, self._look, self._session, account_id)

    def _packages(self, action: str, account_id: str) -> "FactFrame":
        from ui.desktop.dialogs.packages import PackagesDialog  # noqa: PLC0415
        from ui.desktop.dialogs.tokens import TokensDialog  # noqa: PLC0415

        return (PackagesDialog if action == "packages" else TokensDialog)(self._window, self._look, self._session, account_id)

    def _evidence(self, action: str, account_id: str) -> "FactFrame":
        from ui.desktop.dialogs.evidence import EvidenceDialog, LinkedDialog  # noqa: PLC0415

        kind = LinkedDialog if action == "linked" else EvidenceDialog
        return kind(self._window, self._look, self._session, account_id)

    def _show(self, dialog: "FactFrame") -> None:
        self._noted = ""
        dialog.noted.connect(self._on_noted)
        dialog.finished.connect(self._on_finished)
        dialog.open()

    def _on_noted(self, sentence: str) -> None:
        self._noted = sentence

    def _on_finished(self) -> None:
        """Say what was noted last, so that it can be undone: over the dialog nobody could."""
        if self._noted:
            self.done.emit(self._noted)
        self._noted = ""
