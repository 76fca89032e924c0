"""Asks once more before files with codes are deleted, and says what deletion cannot undo or reach."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from ui.desktop import messages
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import Elided, button, column, label
from ui.desktop.widgets.dialog_frame import Frame
from vault.model import printable
from vault.sweep import Finding

_MOST_NAMES = 5
_WIDTH = 560  # px
_WORDS = (
    "They are overwritten and deleted for good, not moved to a bin. Copies stay where there are any: in backups, with sync "
    "services, in git's history."
)
_ARCHIVES = "Sparekey does not change archives. Delete them yourself, or build them anew without the codes."
_TRACKED = "What git tracks stays in its history. Generate new codes at the service if others can read the repository."


class DeleteFilesDialog(Frame):
    """Emits `confirmed` with the findings to be deleted, and whether codes that are not in the vault may go."""

    confirmed = Signal(object, bool)

    def __init__(self, parent: QWidget, findings: Sequence[Finding]) -> None:
        super().__init__(parent, "Delete these files?", _WORDS, width=_WIDTH)
        self._kept = [one for one in findings if one.is_kept and not one.member]
        self._not_kept = [one for one in findings if not one.is_kept and not one.member]
        inside = [one for one in findings if one.member]
        self._even_if_not_kept = QCheckBox(f"Delete {messages.count(len(self._not_kept), 'file')} without keeping the codes")
        self._even_if_not_kept.setObjectName("even-if-not-kept")
        self._even_if_not_kept.toggled.connect(lambda _: self._show())
        self._delete = button("Delete", "danger", clicked=self._on_delete, name="delete-now")
        if self._kept:
            self.body.addLayout(_names("In the vault", self._kept))
        if self._not_kept:
            self.body.addLayout(_names("Not in the vault: these codes would be lost", self._not_kept))
            self.body.addWidget(self._even_if_not_kept)
        if inside:
            self.body.addLayout(_names("Inside archives: these stay", inside))
            self.body.addWidget(label(_ARCHIVES, "muted", wrap=True))
        if any(one.is_tracked for one in findings):
            self.body.addWidget(label(_TRACKED, "warning", wrap=True))
        self.finish_with(self._delete)
        self._delete.setDefault(False)
        for cancel in self.findChildren(QPushButton, "cancel"):
            cancel.setFocus()
        self._show()

    @property
    def chosen(self) -> list[Finding]:
        return [*self._kept, *(self._not_kept if self._even_if_not_kept.isChecked() else [])]

    def _show(self) -> None:
        self._delete.setText(f"Delete {messages.count(len(self.chosen), 'file')}" if self.chosen else "Delete")
        self._delete.setEnabled(bool(self.chosen))

    def _on_delete(self) -> None:
        self.accept()
        self.confirmed.emit(self.chosen, self._even_if_not_kept.isChecked())


def _names(title: str, findings: Sequence[Finding]) -> QVBoxLayout:
    """List files by name and place, the first few."""
    listed = column(label(title, "label"), gap=UNIT // 2)
    for one in findings[:_MOST_NAMES]:
        line = Elided(f"{printable(one.name)}  ·  {messages.lying_where(one)}", "muted", mode=Qt.TextElideMode.ElideMiddle)
        line.setMaximumWidth(_WIDTH - 6 * UNIT)
        listed.addWidget(line)
    if len(findings) > _MOST_NAMES:
        listed.addWidget(label(f"and {len(findings) - _MOST_NAMES} more", "muted"))
    return listed
