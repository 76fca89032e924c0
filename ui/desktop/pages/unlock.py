"""The page that asks for the password."""

import contextlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from ui.desktop import messages, theme
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, restyle, row
from ui.desktop.widgets.password_field import PasswordField
from vault import settings
from vault.errors import BadFile, InUse, NewerFormat, NotThere, VaultError, WrongKey

if TYPE_CHECKING:
    from vault.keys import Key

WIDTH = 384  # px


class UnlockPage(QWidget):
    """Emits `open_other` and `create_new` when the user wants another vault, `restore` when the password is forgotten.

    Emits `damaged` when the file turns out to be, `rescue` when the user wants a backup in its place.
    """

    open_other = Signal()
    create_new = Signal()
    restore = Signal()
    damaged = Signal()
    rescue = Signal()

    def __init__(self, look: Theme, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("page")
        self._session, self._tasks = session, tasks
        self._path = Path()
        self._vault_id = ""
        self._may_be_quick = False
        self._key_file: Path | None = None
        self._place = label("", "muted")
        self._place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.password = PasswordField(look, "password", "Password")
        self._hint = label("", "muted", wrap=True)
        self._hint.hide()
        self._unlock = button("Unlock", "primary", clicked=self.unlock, name="unlock")
        self._read_only = button("Open for reading only", clicked=lambda: self._try(write=False), name="read-only")
        self._read_only.hide()
        self._rescue = button("Use its newest backup…", "primary", clicked=self.rescue.emit, name="use-backup")
        self._rescue.hide()
        self._quick = button("Unlock with this computer's keyring", clicked=self.unlock_quickly, name="quick-unlock")
        self._quick.hide()
        self._remember = QCheckBox("Remember where the key file is")
        self._remember.setObjectName("remember-key-file")
        self.password.entered.connect(self.unlock)
        self.password.typed.connect(self._on_typed)
        session.opened.connect(self.password.clear)
        session.opened.connect(self._on_opened)
        self._due = _centred("", "muted")
        self._due.setObjectName("due-while-locked")
        self._use_file = button("", "link", clicked=self.choose_key_file, name="key-file")
        self._show_key_file()
        self._lay_out()

    def _lay_out(self) -> None:
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
            self._rescue,
            self._quick,
            UNIT,
            self._links(),
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

    def _links(self) -> QVBoxLayout:
        """Return what else can be done here, line by line."""
        forgotten = button("Forgot the password? Use a recovery sheet…", "link", clicked=self.restore.emit, name="restore")
        other = button("Open another vault…", "link", clicked=self.open_other.emit, name="open-other")
        new = button("Create a new one…", "link", clicked=self.create_new.emit, name="create-new")
        lines = ((self._use_file,), (self._remember,), (forgotten,), (other, new))
        return column(*(row(None, *line, None) for line in lines), gap=0)

    def show_vault(self, path: Path, hint: str = "", *, key_file: Path | None = None) -> None:
        """Ask for the password of this file. `key_file`: the one that was chosen before, else the one that is remembered."""
        self._path, self._vault_id = path, _id_of(path)
        opening = settings.load_opening()
        remembered = opening.key_files.get(self._vault_id, "")
        self._key_file = key_file or (Path(remembered) if remembered else None)
        self._remember.setChecked(bool(remembered))
        self._may_be_quick = self._vault_id in opening.keyring
        self._show_key_file()
        self._place.setText(path.name)
        self._place.setToolTip(str(path))
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._read_only.hide()
        self.show_rescue(is_offered=False)
        self.password.clear()
        self.password.set_error("")
        self._set_busy(busy=False)
        self.password.setFocus()

    @property
    def path(self) -> Path:
        """The vault that it asks for."""
        return self._path

    @property
    def key_file(self) -> Path | None:
        """The key file that belongs to the password, as it is chosen."""
        return self._key_file

    def show_rescue(self, *, is_offered: bool) -> None:
        """Offer a backup in the place of a vault that is damaged or gone. It can still be unlocked: it may be back."""
        self._rescue.setVisible(is_offered)
        restyle(self._unlock, "kind", "" if is_offered else "primary")
        self._show_quick()

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
        self._session.unlock(self._path, self.password.secret, self.on_failed, write=write, key_file=self._key_file)

    def unlock_quickly(self) -> None:
        """Unlock with the key that the keyring has. Only when it is asked for: else locking would mean nothing."""
        vault_id, path = self._vault_id, self._path

        def ask() -> "Key":
            from ui import quick_unlock  # noqa: PLC0415  (loads what speaks with keyrings)

            return quick_unlock.key(vault_id)

        self._quick.setDisabled(True)  # the keyring may ask something first; meanwhile the password can be typed
        answered = partial(self._on_keyring, path)
        self._tasks.ask(self, ask, answered, answered)

    def _on_keyring(self, path: Path, answer: "Key | VaultError") -> None:
        is_idle = self.password.isEnabled()
        self._quick.setEnabled(is_idle)
        if not is_idle or self._session.is_unlocked or path != self._path:
            return  # the password was typed meanwhile, or another vault chosen
        if isinstance(answer, VaultError):
            self._on_quick_failed(answer)
        else:
            self._set_busy(busy=True)
            self._session.unlock(path, answer, self._on_quick_failed, key_file=self._key_file)

    def choose_key_file(self) -> None:
        """Let the user choose the key file that belongs to the password, or take it back."""
        if self._key_file:
            self._take_key_file(None)
            return
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415  (each class that is named at the start costs its enums)

        dialog = QFileDialog(self, "Key file", str(self._path.parent))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self._take_key_file(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take_key_file(self, path: Path | None) -> None:
        self._key_file = path
        self._show_key_file()
        self.password.setFocus()

    def _show_key_file(self) -> None:
        name = self._key_file.name if self._key_file else ""
        self._use_file.setText(f"Key file: {name}  (do without)" if name else "Use a key file…")
        self._remember.setVisible(bool(name))

    def on_failed(self, error: VaultError) -> None:
        """Say why the vault did not open."""
        self._set_busy(busy=False)
        self.password.refuse(messages.of_error(error))
        if isinstance(error, BadFile | NotThere) and not isinstance(error, NewerFormat):
            self.damaged.emit()
        elif not self._rescue.isHidden():  # it is the file no longer
            self._hint.hide()
            self.show_rescue(is_offered=False)
        self._offer_reading(is_offered=isinstance(error, InUse))

    def _on_quick_failed(self, error: VaultError) -> None:
        self.on_failed(error)
        if isinstance(error, WrongKey):
            self.password.set_error("The key in this computer's keyring no longer opens this vault. Type the password.")

    def _on_opened(self) -> None:
        """Remember where the key file is, or forget it, as it was chosen. That it could not be remembered hurts nobody."""
        kept = str(self._key_file.absolute()) if self._key_file and self._remember.isChecked() else ""
        before = settings.load_opening()
        after = before.with_key_file(self._vault_id, kept)
        if self._vault_id and after != before:
            with contextlib.suppress(VaultError):
                settings.save_opening(after)

    def _on_typed(self, _text: str) -> None:
        self._offer_reading(is_offered=False)

    def _offer_reading(self, *, is_offered: bool) -> None:
        """Offer to open for reading only, in the place of what would write."""
        self._read_only.setVisible(is_offered)
        self._show_quick()

    def _show_quick(self) -> None:
        """Offer the keyring where it may help: not where the vault is in use, or damaged."""
        self._quick.setVisible(self._may_be_quick and self._read_only.isHidden() and self._rescue.isHidden())

    def _set_busy(self, *, busy: bool) -> None:
        self._unlock.setText("Unlocking…" if busy else "Unlock")
        self._unlock.setDisabled(busy)
        self._quick.setDisabled(busy)
        self.password.setDisabled(busy)

    def _logo(self) -> QLabel:
        made = QLabel()
        made.setPixmap(theme.logo(64, self.devicePixelRatioF()))
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return made


def _id_of(path: Path) -> str:
    """Return the id of a vault file; an empty text where it cannot be read."""
    from vault import agenda  # noqa: PLC0415

    with contextlib.suppress(VaultError):
        return agenda.vault_id(path)
    return ""


def _centred(text: str, role: str) -> QLabel:
    made = label(text, role)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
