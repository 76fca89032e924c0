"""Which older copies an old key still opens, and the button that deletes those beside the vault."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.desktop import key_messages, messages
from ui.desktop.theme import UNIT
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import button, clear, column, label, row
from vault.errors import VaultError

if TYPE_CHECKING:
    from ui.desktop.key_changes import Changed, KeyChanges
    from vault.backups import Backup

_SHOWN = 4  # backups by name; the rest as a number


class OldCopies(QWidget):
    """Filled by `show_changed`. Deletes only after a second question."""

    def __init__(self, changes: "KeyChanges") -> None:
        super().__init__()
        self._changes = changes
        self._changed: Changed | None = None
        self._what = ""
        self._words = label("", wrap=True)
        self._list = column(gap=2)
        self._copies = label("", wrap=True)
        self._elsewhere = label("", "muted", wrap=True)
        self._trouble = Banner()
        self._result = Banner()
        self._ask = button("", clicked=self._confirm, name="delete-backups")
        self._sure = label("", wrap=True)
        self._keep = button("Keep them", clicked=self._take_back, name="keep-backups")
        self._delete = button("", "danger", clicked=self.delete, name="delete-backups-now")
        self._asking, self._confirming = QWidget(), QWidget()
        self._asking.setLayout(row(self._ask, None))
        self._confirming.setLayout(column(self._sure, row(self._delete, self._keep, None), gap=UNIT + 4))
        self._confirming.hide()
        told = (self._trouble, self._words, self._list, self._copies, self._elsewhere)
        layout = column(*told, self._asking, self._confirming, self._result, gap=UNIT + 4)
        self.setLayout(layout)

    def show_changed(self, changed: "Changed", what: str) -> None:
        """Show what the keys that are gone still open. `what` names them: the old password."""
        self._changed, self._what = changed, what
        self._copies.setText(key_messages.copies(changed.copies, what))
        self._copies.setVisible(bool(changed.copies))
        self._elsewhere.setText(key_messages.elsewhere(what))
        if changed.trouble:
            self._trouble.show_message("warning", changed.trouble)
        self._show_list(changed.old)

    def delete(self) -> None:
        """Delete the backups; the vault is kept in another one first."""
        if self._changed:
            self._set_busy(is_busy=True)
            self._changes.delete_backups(self._changed.gone, self._on_deleted, self._on_failed, owner=self)

    def _show_list(self, old: "Sequence[Backup]") -> None:
        clear(self._list)
        self._words.setText(key_messages.still_open(old, self._what))
        for one in old[:_SHOWN]:
            self._list.addWidget(label(key_messages.backup(one), "small"))
        if len(old) > _SHOWN:
            self._list.addWidget(label(f"and {len(old) - _SHOWN} older", "small"))
        what = messages.count(len(old), "backup")
        self._ask.setText(f"Delete {'this backup' if len(old) == 1 else f'these {what}'}…")
        self._delete.setText(f"Delete {'it' if len(old) == 1 else what}")
        self._keep.setText(f"Keep {'it' if len(old) == 1 else 'them'}")
        self._sure.setText(key_messages.deleting(old))
        self._asking.setVisible(bool(old))
        self._confirming.hide()

    def _confirm(self) -> None:
        self._asking.hide()
        self._confirming.show()
        self._keep.setFocus()

    def _take_back(self) -> None:
        self._confirming.hide()
        self._asking.show()
        self._ask.setFocus()

    def _on_deleted(self, count: int) -> None:
        self._set_busy(is_busy=False)
        self._show_list(())
        self._words.hide()
        self._result.show_message("info", key_messages.deleted(count, self._what))

    def _on_failed(self, error: VaultError) -> None:
        self._set_busy(is_busy=False)
        self._result.show_message("danger", messages.of_error(error))

    def _set_busy(self, *, is_busy: bool) -> None:
        self._delete.setDisabled(is_busy)
        self._keep.setDisabled(is_busy)
