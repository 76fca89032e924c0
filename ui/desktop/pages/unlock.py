"""The page that asks for the password."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from ui.desktop import messages, theme
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row
from ui.desktop.widgets.password_field import PasswordField
from vault.errors import InUse, VaultError

WIDTH = 384  # px


class UnlockPage(QWidget):
    """Emits `open_other` and `create_new` when the user wants another vault, `restore` when the password is forgotten."""

    open_other = Signal()
    create_new = Signal()
    restore = Signal()

    def __init__(self, look: Theme, session: Session) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session = session
        self._path = Path()
        self._key_file: Path | None = None
        self._place = label("", "muted")
        self._place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.password = PasswordField(look, "password", "Password")
        self._hint = label("", "muted", wrap=True)
        self._hint.hide()
        self._unlock = button("Unlock", "primary", clicked=self.unlock, name="unlock")
        self._read_only = button("Open for reading only", clicked=lambda: self._try(write=False), name="read-only")
        self._read_only.hide()
        self.password.entered.connect(self.unlock)
        self.password.typed.connect(self._on_typed)
        session.opened.connect(self.password.clear)
        self._due = _centred("", "muted")
        self._due.setObjectName("due-while-locked")
        others = row(
            None,
            button("Open another vault…", "link", clicked=self.open_other.emit, name="open-other"),
            button("Create a new one…", "link", clicked=self.create_new.emit, name="create-new"),
            None,
        )
        self._use_file = button("", "link", clicked=self.choose_key_file, name="key-file")
        self._show_key_file()
        forgotten = button("Forgot the password? Use a recovery sheet…", "link", clicked=self.restore.emit, name="restore")
        middle = column(
            self._logo(),
            UNIT,
            _centred("Unlock your vault", "title"),
            self._place,
            2 * UNIT,
            self.password,
            self._hint,
            self._unlock,
            self._read_only,
            UNIT,
            column(row(None, self._use_file, None), row(None, forgotten, None), others, gap=0),
            gap=UNIT + 4,
        )
        holder = QWidget()
        holder.setLayout(middle)
        holder.setFixedWidth(WIDTH)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(row(None, holder, None))
        layout.addStretch(3)
        layout.addLayout(column(self._due, 2 * UNIT))

    def show_vault(self, path: Path, hint: str = "") -> None:
        """Ask for the password of this file."""
        self._path, self._key_file = path, None
        self._show_key_file()
        self._place.setText(path.name)
        self._place.setToolTip(str(path))
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._read_only.hide()
        self.password.clear()
        self.password.set_error("")
        self._set_busy(busy=False)
        self.password.setFocus()

    def show_due(self, *, is_due: bool) -> None:
        """Say that something is due; what it is, is not known while the vault is locked."""
        self._due.setText("Something is due. Unlock the vault to see what." if is_due else "")

    def unlock(self) -> None:
        self._try(write=True)

    def _try(self, *, write: bool) -> None:
        if not self.password.secret:
            self.password.set_error("Type the password of this vault.")
            return
        self._set_busy(busy=True)
        self._session.unlock(self._path, self.password.secret, self._on_failed, write=write, key_file=self._key_file)

    def choose_key_file(self) -> None:
        """Let the user choose the key file that belongs to the password, or take it back."""
        if self._key_file is None:
            name, _ = QFileDialog.getOpenFileName(self, "Key file", str(self._path.parent))
            self._key_file = Path(name) if name else None
        else:
            self._key_file = None
        self._show_key_file()
        self.password.setFocus()

    def _show_key_file(self) -> None:
        name = self._key_file.name if self._key_file else ""
        self._use_file.setText(f"Key file: {name}  (do without)" if name else "Use a key file…")

    def _on_failed(self, error: VaultError) -> None:
        self._set_busy(busy=False)
        self.password.set_error(messages.of_error(error))
        self._read_only.setVisible(isinstance(error, InUse))
        self.password.field.selectAll()
        self.password.setFocus()

    def _on_typed(self, _text: str) -> None:
        self._read_only.hide()

    def _set_busy(self, *, busy: bool) -> None:
        self._unlock.setText("Unlocking…" if busy else "Unlock")
        self._unlock.setDisabled(busy)
        self.password.setDisabled(busy)

    def _logo(self) -> QLabel:
        made = QLabel()
        made.setPixmap(theme.logo(64, self.devicePixelRatioF()))
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return made


def _centred(text: str, role: str) -> QLabel:
    made = label(text, role)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
