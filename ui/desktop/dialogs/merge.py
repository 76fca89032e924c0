"""Shows what another copy of the vault has and this one has not, and takes it in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import merge_messages, messages
from ui.desktop.session import Session
from ui.desktop.widgets.basic import button, label
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.event_lines import EventLines, Line
from vault import merge
from vault.merge import Merged
from vault.model import Event, Vault

_WIDTH = 560


class MergeDialog(Frame):
    """Emits `taking` before another copy is taken in, and `taken` with a sentence after it was."""

    taking = Signal()
    taken = Signal(str)

    def __init__(self, parent: QWidget, session: Session, name: str, theirs: Vault) -> None:
        merged = merge.merge(session.vault, theirs)
        super().__init__(parent, "Take in another copy", merge_messages.summary(name, merged), width=_WIDTH)
        self._session, self._theirs = session, theirs
        if merged.added:
            self.body.addWidget(EventLines("What would be taken in", [_line(merged, event) for event in merged.added]))
        if merged.conflicts:
            self.body.addWidget(label(merge_messages.conflicts(len(merged.conflicts)), "muted", wrap=True))
        if merged.added:
            self.finish_with(button("Take in", "primary", clicked=self.take_in, name="take-in"))
        else:
            self.finish_with(button("Close", "primary", clicked=self.accept, name="close"), cancel=False)

    def take_in(self) -> None:
        """Merge what both have. The other file stays as it is."""
        self.taking.emit()
        if self._session.attempt(merge.take_in, self._theirs):
            self.accept()
            self.taken.emit("Taken in. The other file is as it was.")
        else:
            self.banner.show_message("danger", self._session.why_read_only or "Nothing was taken in.")


def _line(merged: Merged, event: Event) -> Line:
    whose = merge_messages.whose(merged.vault, event)
    return Line(merge_messages.what(event), whose, messages.day(event.at.astimezone().date()))
