"""The page that makes a new vault."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.desktop import messages, theme
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import button, column, label, row
from ui.desktop.widgets.new_password import NewPassword
from vault.errors import VaultError
from vault.model import printable

WIDTH = 440  # px


class FirstRunPage(QScrollArea):
    """Emits `open_other` when the user has a vault already, and `restore` when it is on paper."""

    open_other = Signal()
    restore = Signal()

    def __init__(self, look: Theme, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session = session
        self._path = Path()
        self.setWidgetResizable(True)
        self.password = NewPassword(look, tasks)
        self.password.entered.connect(self.create_vault)
        session.opened.connect(self.password.clear)
        self._place = label("", "muted")
        self._error = Banner()
        self._create = button("Create vault", "primary", clicked=self.create_vault, name="create-vault")
        notice = Banner()
        notice.show_message("info", messages.NO_RESET)
        change = button("Change…", "link", clicked=self._choose_place, name="choose-place")
        other = button("I have a vault already…", "link", clicked=self.open_other.emit, name="open-other")
        paper = button("Restore from paper…", "link", clicked=self.restore.emit, name="restore")
        middle = column(
            self._heading(),
            UNIT,
            self.password,
            notice,
            row(label("Kept in", "label"), self._place, None, change),
            self._error,
            self._create,
            row(None, other, paper, None),
            gap=UNIT + 4,
        )
        holder = QWidget()
        holder.setLayout(middle)
        holder.setFixedWidth(WIDTH)
        page = QWidget()
        page.setObjectName("page")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(2 * UNIT, 3 * UNIT, 2 * UNIT, 3 * UNIT)
        layout.addStretch(2)
        layout.addLayout(row(None, holder, None))
        layout.addStretch(3)
        self.setWidget(page)

    def show_path(self, path: Path) -> None:
        """Propose where the new vault is kept."""
        self._path = path
        metrics = self._place.fontMetrics()
        self._place.setText(metrics.elidedText(messages.place(path), Qt.TextElideMode.ElideMiddle, WIDTH - 160))
        self._place.setToolTip(printable(str(path)))
        self._error.hide()
        self.password.setFocus()

    def create_vault(self) -> None:
        if self.password.check():
            self._set_busy(busy=True)
            self._session.create(self._path, self.password.secret, self._on_failed)

    def _on_failed(self, error: VaultError) -> None:
        self._set_busy(busy=False)
        self._error.show_message("danger", messages.of_error(error))
        self.ensureWidgetVisible(self._error)

    def _set_busy(self, *, busy: bool) -> None:
        self._create.setText("Creating…" if busy else "Create vault")
        self._create.setDisabled(busy)

    def _choose_place(self) -> None:
        dialog = QFileDialog(self, "Where to keep the vault", str(self._path), "Sparekey vaults (*.sparekey)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("sparekey")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(lambda name: self.show_path(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _heading(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(theme.logo(48, self.devicePixelRatioF()))
        words = column(
            label("Create your vault", "title"),
            label("It keeps the recovery codes and TOTP seeds that get you back in.", "muted", wrap=True),
            gap=4,
        )
        heading = row(picture, gap=2 * UNIT)
        heading.addLayout(words, 1)
        return heading
