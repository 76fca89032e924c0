"""Where the key file is: a new one, made where the user says, or one that is there."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from ui.desktop import key_messages
from ui.desktop.theme import UNIT
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import Elided, button, column, label, row
from vault.beside import is_beside

_WORDS = "Any file will do that never changes. A new one is 64 letters and digits, made for this."


class KeyFileChoice(QWidget):
    """`path` is None until one was chosen. Warns of a place beside the vault, but does not forbid it."""

    def __init__(self, vault_path: Path) -> None:
        super().__init__()
        self._vault_path = vault_path
        self.path: Path | None = None
        self.is_new = False
        self._name = Elided("No key file chosen yet.", mode=Qt.TextElideMode.ElideMiddle)
        self._name.setObjectName("key-file-name")
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # the path is as long as it likes
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._beside = Banner()
        make = button("Make a new one…", clicked=self.choose_new, name="make-key-file")
        take = button("Take one that is there…", clicked=self.choose_existing, name="take-key-file")
        title = label("Key file", "label")
        title.setBuddy(make)
        parts = (title, label(_WORDS, "muted", wrap=True), row(make, take, None), self._name, self._error, self._beside)
        self.setLayout(column(*parts, gap=UNIT))
        self.setFocusProxy(make)

    def choose_new(self) -> None:
        dialog = self._dialog("Make a new key file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is overwritten: that is refused when it is made
        dialog.setNameFilter("Key files (*.key);;All files (*)")
        dialog.setDefaultSuffix("key")
        dialog.selectFile(f"{self._vault_path.stem}.key")
        dialog.fileSelected.connect(lambda name: self.choose(Path(name), is_new=True))
        dialog.open()

    def choose_existing(self) -> None:
        dialog = self._dialog("The key file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.choose(Path(name), is_new=False))
        dialog.open()

    def choose(self, path: Path, *, is_new: bool) -> None:
        """Take a file, and warn where it lies badly."""
        self.path, self.is_new = path, is_new
        self._error.hide()
        self._name.setText(f"{'To be made' if is_new else 'To be used'}: {path}")
        self._beside.hide()
        if is_beside(path, self._vault_path):
            self._beside.show_message("warning", key_messages.BESIDE)

    def complain(self) -> None:
        """Say that there is none yet."""
        self._error.setText("Choose a key file first.")
        self._error.show()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title, str(Path.home()))
        dialog.finished.connect(dialog.deleteLater)
        return dialog
