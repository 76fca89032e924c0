"""Small questions about one printed sheet: where it lies, that it is destroyed, that its key is to be removed."""

from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from ui.desktop import messages, paper_messages
from ui.desktop.keyring import KeyRing
from ui.desktop.session import Session
from ui.desktop.theme import Theme
from ui.desktop.widgets.basic import button, label
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.fields import labelled, text_field
from ui.desktop.widgets.password_field import PasswordField
from vault import edit
from vault.errors import VaultError, WrongKey
from vault.model import Sheet, printable


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


class DestroyDialog(Frame):
    """Notes that a sheet is no more, and takes its key out of the vault if that is wanted, behind the password."""

    def __init__(self, parent: QWidget, look: Theme, session: Session, ring: KeyRing, sheet: Sheet) -> None:
        what = printable(f"{paper_messages.title(sheet)} {paper_messages.number(sheet.id)}")
        super().__init__(parent, "Is it destroyed?", f"{what}. Tear it up or shred it first: whoever finds it can read it.")
        self._session, self._ring, self._sheet = session, ring, sheet
        self.removes_key = QCheckBox("Remove its key from this vault as well")
        self.removes_key.setObjectName("removes-key")
        self.password = PasswordField(look, "present-password", "Present password")
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
        self._destroy = button("It is destroyed", "danger", clicked=self.confirm, name="destroy-now")
        self.finish_with(self._destroy)
        _prefer_cancel(self, self._destroy)

    def confirm(self) -> None:
        self.banner.hide()
        if not self.removes_key.isChecked():
            self._note()
        elif not self.password.secret:
            self.password.set_error("Type the password of this vault.")
            self.password.setFocus()
        else:
            self._destroy.setEnabled(False)
            self._session.check_password(self.password.secret, self._remove_key, self._on_failed, owner=self)

    def _remove_key(self, _: None) -> None:
        self.password.clear()
        self._ring.remove(self._sheet.key_id, self._note, self._on_failed, owner=self)

    def _note(self) -> None:
        try:
            self._session.apply(edit.destroy_sheet, self._sheet.id)
        except VaultError as error:
            self._on_failed(error)
        else:
            self.accept()

    def _on_failed(self, error: VaultError) -> None:
        self._destroy.setEnabled(True)
        if isinstance(error, WrongKey):
            self.password.refuse("This is not the present password.")
        else:
            self.banner.show_message("danger", messages.of_error(error))


def _prefer_cancel(dialog: Frame, danger: QPushButton) -> None:
    """Let Enter do no harm."""
    danger.setDefault(False)
    for cancel in dialog.findChildren(QPushButton, "cancel"):
        cancel.setFocus()
