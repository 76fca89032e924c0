"""The page that takes what was printed and gives the vault back: with a paper key, with shares, or from a backup on paper."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QScrollArea, QWidget

from ui.desktop import messages, restore_messages, theme
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Action
from ui.desktop.widgets.basic import button, column, label, row, with_icon
from ui.desktop.widgets.paper_gathering import PaperGathering
from ui.desktop.widgets.restore_steps import STEP_WIDTH, PassphraseStep, PasswordStep
from vault import restore
from vault.errors import BadInput, InUse, ReadOnly, VaultError, WrongKey
from vault.gathered import Gathered, paper_keys
from vault.keys import Key
from vault.model import Vault

WIDTH = 960  # px
_WORDS = "Give what you have. Sparekey finds out what it is, and says what is still missing."


class RestorePage(QScrollArea):
    """Emits `left` when the user goes back, and `restored` with what happened, in one sentence, once the vault is open."""

    left = Signal()
    restored = Signal(str)

    def __init__(self, look: Theme, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._look, self._session, self._tasks = look, session, tasks
        self._new_path = Path()
        self._key: Key | None = None
        self._vault: Vault | None = None
        self._said = ""
        self.gathering = PaperGathering(look, tasks)
        self.passphrase = PassphraseStep(look)
        self.password = PasswordStep(look, tasks)
        self._holder = QWidget()
        self._title, self._words = label("", "title"), label("", "muted", wrap=True)
        self.setWidgetResizable(True)
        self.setAcceptDrops(True)
        self.setWidget(self._body())
        self.gathering.go_on.connect(self.go_on)
        self.passphrase.entered.connect(self.open_backup)
        self.password.entered.connect(self.finish)
        self.password.choose_place.connect(self._choose_place)
        session.opened.connect(self._on_opened)

    def start(self, vault_path: Path | None, new_path: Path) -> None:
        """Begin anew: with the vault file that a paper key may open, and where a vault from a backup would be kept."""
        self._new_path = new_path
        self.forget()
        self.gathering.start(vault_path)
        self._show(self.gathering, "Restore from paper", _WORDS)

    def forget(self) -> None:
        """Drop all that was given."""
        self._key = self._vault = None
        self.gathering.start(None)
        self.passphrase.words.clear()
        self.password.password.clear()

    def go_on(self) -> None:
        """Open what is complete: the vault file with the key, else the backup."""
        path, gathered = self.gathering.vault_path, self.gathering.gathered
        if path is None or not self.gathering.opens_file:
            self.ask_passphrase()
            return
        self.gathering.progress.show_busy(is_busy=True)
        self._tasks.run(self, lambda: _key_that_opens(gathered, path), self._on_key, self._on_no_key)

    def ask_passphrase(self) -> None:
        self.passphrase.show_busy(is_busy=False)
        self._show(self.passphrase, "The passphrase", restore_messages.WHERE_IT_IS)

    def open_backup(self) -> None:
        """Try the passphrase."""
        gathered, secret = self.gathering.gathered, self.passphrase.words.text
        self.passphrase.show_busy(is_busy=True)
        self._tasks.run(self, lambda: restore.open_backup(gathered, secret), self._on_content, self._on_no_content)

    def finish(self) -> None:
        """Give the vault its new password, and open it."""
        self.password.show_busy(is_busy=True)
        self.password.banner.hide()
        secret = self.password.password.secret
        if self._vault is not None:
            self._said = restore_messages.DONE_BACKUP
            self._session.create(self._new_path, secret, self._on_not_open, vault=self._vault)
        elif self._key and self.gathering.vault_path:
            self._said = restore_messages.DONE_FILE
            self._session.unlock(self.gathering.vault_path, self._key, self._on_not_open, new_secret=secret)

    def back(self) -> None:
        """Go one step back; from the first one to where the user came from."""
        if self._is_shown(self.gathering):
            self.forget()
            self.left.emit()
        elif self._is_shown(self.password) and self._vault is not None:
            self._vault = None
            self.ask_passphrase()
        else:
            self._key = None
            self.gathering.refresh()
            self._show(self.gathering, "Restore from paper", _WORDS)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if self._is_shown(self.gathering) and (data.hasUrls() or data.hasImage() or data.hasText()):
            event.acceptProposedAction()
            self.gathering.show_drop(is_over=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.gathering.show_drop(is_over=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.gathering.show_drop(is_over=False)
        event.acceptProposedAction()
        self.gathering.read_mime(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self._is_shown(self.gathering):
            self.gathering.paste()
        elif event.matches(QKeySequence.StandardKey.Cancel):
            self.back()
        else:
            super().keyPressEvent(event)

    def _on_key(self, key: Key) -> None:
        self._key = key
        self.password.ask("Set the password and open", None)
        path = self.gathering.vault_path or Path()
        self._show(self.password, "A new password", restore_messages.opened_file(path.name))

    def _on_no_key(self, error: VaultError) -> None:
        self.gathering.refresh()
        ways: list[Action] = [("Use the backup", self.ask_passphrase)] if self.gathering.status.needs_passphrase else []
        self.gathering.progress.banner.show_message("danger", restore_messages.shortened(messages.of_error(error)), ways)

    def _on_content(self, vault: Vault) -> None:
        self._vault = vault
        self.password.ask("Create the vault", self._new_path)
        self._show(self.password, "A new vault", restore_messages.opened_backup(vault))

    def _on_no_content(self, error: VaultError) -> None:
        self.passphrase.refuse(messages.of_error(error))

    def _on_not_open(self, error: VaultError) -> None:
        self.password.show_busy(is_busy=False)
        ways: list[Action] = []
        if self._key and isinstance(error, InUse | ReadOnly):
            ways = [("Open for reading only", self._open_read_only)]
        self.password.banner.show_message("danger", restore_messages.shortened(messages.of_error(error)), ways)
        self.ensureWidgetVisible(self.password.banner)

    def _open_read_only(self) -> None:
        if self._key and self.gathering.vault_path:
            self._said = ""
            self._session.unlock(self.gathering.vault_path, self._key, self._on_not_open, write=False)

    def _on_opened(self) -> None:
        self.forget()
        said, self._said = self._said, ""
        if said:
            self.restored.emit(said)

    def _is_shown(self, step: QWidget) -> bool:
        return not step.isHidden()

    def _show(self, step: QWidget, title: str, words: str) -> None:
        self._title.setText(title)
        self._words.setText(words)
        for one in (self.gathering, self.passphrase, self.password):
            one.setVisible(one is step)
        self._holder.setMaximumWidth(WIDTH if step is self.gathering else STEP_WIDTH)
        self.verticalScrollBar().setValue(0)
        step.setFocus()

    def _choose_place(self) -> None:
        dialog = QFileDialog(self, "Where to keep the vault", str(self._new_path), "Sparekey vaults (*.sparekey)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("sparekey")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(lambda name: self.choose_place(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def choose_place(self, path: Path) -> None:
        """Keep the new vault there."""
        self._new_path = path
        self.password.show_place(path)
        self.password.banner.hide()

    def _body(self) -> QWidget:
        steps = column(self.gathering, self.passphrase, self.password, gap=0)
        self._holder.setLayout(column(self._heading(), steps, None, gap=3 * UNIT))
        made = QWidget()
        made.setObjectName("page")
        layout = row(gap=0, margins=4 * UNIT)
        layout.addStretch(1)
        layout.addWidget(self._holder, 100)
        layout.addStretch(1)
        made.setLayout(layout)
        return made

    def _heading(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(theme.logo(48, self.devicePixelRatioF()))
        back = with_icon(button("Back", clicked=self.back, name="restore-back"), self._look, "arrow-left")
        heading = row(picture, gap=2 * UNIT)
        heading.addLayout(column(self._title, self._words, gap=4), 1)
        heading.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        return heading


def _key_that_opens(gathered: Gathered, path: Path) -> Key:
    """Return the one of the keys that opens the vault file."""
    file = restore.take(restore.EMPTY, restore.read_file(path), path.name)
    for key in paper_keys(gathered):
        try:
            restore.open_file(file, key)
        except WrongKey:
            continue
        return key
    raise BadInput(restore_messages.does_not_open(path.name), hint=restore_messages.OTHER_FILE)
