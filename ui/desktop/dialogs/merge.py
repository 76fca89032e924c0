"""Shows what another copy of the vault has and this one has not, and takes it in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.desktop import merge_messages, messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import button, column, label, row
from ui.desktop.widgets.dialog_frame import Frame
from vault import merge
from vault.merge import Merged
from vault.model import Vault

_WIDTH = 560
_HEIGHT = 280
_MOST = 200  # lines


class MergeDialog(Frame):
    """Emits `taking` before another copy is taken in, and `taken` with a sentence after it was."""

    taking = Signal()
    taken = Signal(str)

    def __init__(self, parent: QWidget, session: Session, name: str, theirs: Vault) -> None:
        merged = merge.merge(session.vault, theirs)
        super().__init__(parent, "Take in another copy", merge_messages.summary(name, merged), width=_WIDTH)
        self._session, self._theirs = session, theirs
        if merged.added:
            self.body.addWidget(self._changes(merged))
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

    def _changes(self, merged: Merged) -> QWidget:
        lines = column(gap=UNIT)
        for event in merged.added[:_MOST]:
            words = column(
                label(merge_messages.what(event), wrap=True),
                label(merge_messages.whose(merged.vault, event), "small"),
                gap=2,
            )
            lines.addLayout(row(label(messages.day(event.at.astimezone().date()), "muted"), words, gap=2 * UNIT))
        if len(merged.added) > _MOST:
            lines.addWidget(label(f"And {len(merged.added) - _MOST} more.", "muted"))
        lines.addStretch(1)
        inside = QWidget()
        inside.setLayout(lines)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setObjectName("changes")
        area.setAccessibleName("What would be taken in")
        area.setFixedHeight(_HEIGHT)
        return area
