"""A look inside a backup: what it holds, what it lacks, and going back to it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import messages, past_messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import button, column, label, rule
from ui.desktop.widgets.breakable import breakable
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.event_lines import EventLines, Line
from vault import going_back, history
from vault.backups import Backup
from vault.model import Event, Vault, printable

_WIDTH = 560


class BackupDialog(Frame):
    """Emits `gone_back` with a sentence once the vault is as it was."""

    gone_back = Signal(str)

    def __init__(self, parent: QWidget, session: Session, backup: Backup, before: Vault) -> None:
        saved = messages.moment(backup.saved_at)
        super().__init__(parent, f"Backup of {saved}", width=_WIDTH)
        self.body.addWidget(breakable(past_messages.holds(before.present), "muted"))
        self._session, self._backup, self._before, self._saved = session, backup, before, saved
        found = going_back.difference(session.vault, before)
        for title, events in (("It lacks", found.lost), ("It has again what was taken back", found.regained)):
            if events:
                lines = EventLines(title, [self._line(event) for event in reversed(events)])
                self.body.addLayout(column(label(title, "label"), lines, gap=UNIT))
        self.body.addWidget(rule())
        self.body.addWidget(label(past_messages.between(found) if found else past_messages.SAME, "muted", wrap=True))
        if found and not session.why_read_only:
            self.finish_with(button("Go back to it", "primary", clicked=self.go_back, name="go-back"))
        else:
            self.finish_with(button("Close", "primary", clicked=self.accept, name="close"), cancel=False)

    def go_back(self) -> None:
        """Bring the vault to the state of the backup."""
        if self._session.attempt(going_back.go_back, self._before, generation=self._backup.generation):
            self.accept()
            self.gone_back.emit(f"The vault is as it was on {self._saved}.")

    def _line(self, event: Event) -> Line:
        whose = history.title(self._session.vault, event) or history.title(self._before, event) or "The vault"
        return Line(history.words(event), printable(whose), messages.moment(event.at))
