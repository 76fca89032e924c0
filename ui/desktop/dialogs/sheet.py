"""Small questions about one printed sheet: where it lies, that it is destroyed, that its key is to be removed."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from ui.desktop import messages, paper_messages
from ui.desktop.keyring import KeyRing
from ui.desktop.session import Session
from ui.desktop.theme import Theme
from ui.desktop.widgets.basic import button, label
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.fields import labelled, text_field
from ui.desktop.widgets.key_frame import KeyFrame
from vault import edit
from vault.errors import VaultError
from vault.model import Sheet, printable

if TYPE_CHECKING:
    from ui.desktop.key_changes import Changed, KeyChanges


class PlaceDialog(Frame):
    """Notes where a sheet lies."""

    def __init__(self, parent: QWidget, session: Session, sheet: Sheet) -> None:
        words = f"{paper_messages.title(sheet)} {paper_messages.number(sheet.id)}. Name it so that you find it in a few years."
        super().__init__(parent, "Where does it lie?", printable(words))
        self._session, self._sheet_id = session, sheet.id
        self.place = text_field("place", "For example: fire safe at home")
        self.place.setText(sheet.place)
        self.body.addLayout(labelled("Place", self.place))
        self.finish_with(button("Save", "primary", clicked=self.save, name="save-place"))
        self.place.setFocus()
        self.place.selectAll()

    def save(self) -> None:
        try:
            self._session.apply(edit.place_sheet, self._sheet_id, self.place.text())
        except VaultError as error:
            self.banner.show_message("danger", messages.of_error(error))
        else:
            self.accept()


class DestroyDialog(KeyFrame):
    """Notes that a sheet is no more, and takes its key out of the vault if that is wanted, behind the password."""

    def __init__(
        self, parent: QWidget, look: Theme, session: Session, ring: KeyRing, changes: "KeyChanges", *, sheet: Sheet
    ) -> None:
        what = printable(f"{paper_messages.title(sheet)} {paper_messages.number(sheet.id)}")
        words = f"{what}. Tear it up or shred it first: whoever finds it can read it."
        super().__init__(parent, look, changes, title="Is it destroyed?", words=words, start=self._remove_key)
        self._session, self._sheet = session, sheet
        self.removes_key = QCheckBox("Remove its key from this vault as well")
        self.removes_key.setObjectName("removes-key")
        if sheet.key_id in ring.ids:
            others = paper_messages.of_no_use(session.vault, sheet)
            self.removes_key.setChecked(not others)
            self.body.addWidget(self.removes_key)
            words = " ".join(filter(None, (others, paper_messages.OLDER_COPIES)))
            self.body.addWidget(label(printable(words), "muted", wrap=True))
            self.body.addWidget(self.password)
            self.password.setVisible(not others)
            self.removes_key.toggled.connect(self.password.setVisible)
        else:
            for part in (self.removes_key, self.password):
                part.setParent(self)
                part.hide()
            words = "It stays in the list, folded away. Codes that were on it still work until they are used or replaced."
            self.body.addWidget(label(words, "muted", wrap=True))
        self.ask_with("It is destroyed", "Removing its key…", "danger", "destroy-now")
        for cancel in self.findChildren(QPushButton, "cancel"):
            cancel.setFocus()

    def go(self) -> None:
        """Note it, once its key is gone if that is wanted."""
        if self.removes_key.isChecked():
            super().go()
        elif self._note():
            self.accept()

    def _remove_key(self) -> None:
        self.changes.remove(self.password.secret, self._sheet.key_id, self._on_removed, self.on_failed, owner=self)

    def _on_removed(self, changed: "Changed") -> None:
        if self._note():
            self.show_done("Its key opens this vault no longer", changed, "the key of that sheet")

    def _note(self) -> bool:
        try:
            self._session.apply(edit.destroy_sheet, self._sheet.id)
        except VaultError as error:
            self.on_failed(error)
            return False
        return True
