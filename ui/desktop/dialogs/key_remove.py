"""Takes a way to open the vault away, and says which older copies it still opens."""

from PySide6.QtWidgets import QWidget

from ui.desktop import key_messages
from ui.desktop.key_changes import Changed, KeyChanges
from ui.desktop.keyring import KeyRing
from ui.desktop.session import Session
from ui.desktop.theme import Theme
from ui.desktop.widgets.basic import label
from ui.desktop.widgets.key_frame import KeyFrame
from vault import sheets
from vault.model import printable


class RemoveKeyDialog(KeyFrame):
    """Asks for the password before a key goes. Who lost both a key and a copy of the vault is told to rotate."""

    def __init__(
        self, parent: QWidget, look: Theme, session: Session, ring: KeyRing, changes: KeyChanges, *, key_id: str
    ) -> None:
        key = next(one for one in ring.keys if one.id == key_id)
        what = printable(key_messages.title(session.vault, key))
        words = f"{what}. It will not open this vault any more, but backups and other copies that were made before."
        super().__init__(parent, look, changes, title="Remove this way to open the vault?", words=words, start=self._remove)
        self._key_id = key_id
        live = [one for one in session.vault.sheets if one.key_id == key_id and sheets.is_live(one)]
        if live:
            paper = f"The {'paper itself does' if len(live) == 1 else 'sheets themselves do'} not change. "
            paper += f"Destroy {'it' if len(live) == 1 else 'them'}, and note that under Paper."
            self.body.addWidget(label(paper, "muted", wrap=True))
        self.body.addWidget(self.password)
        self.ask_with("Remove it", "Removing…", "danger", "remove-key-now")
        self.password.setFocus()

    def _remove(self) -> None:
        self.changes.remove(self.password.secret, self._key_id, self._on_removed, self.on_failed, owner=self)

    def _on_removed(self, changed: Changed) -> None:
        self.show_done("It opens this vault no longer", changed, "the removed key")
