"""The backups of the vault: when each was saved, how much was changed since, and a look inside."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.desktop import messages, past_messages
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import Elided, button, card, clear, column, label, page, row, rule
from vault.backups import Backup
from vault.errors import VaultError


class BackupsPage(QScrollArea):
    """Emits `look_wanted` with a backup."""

    look_wanted = Signal(object)  # Backup

    def __init__(self, session: Session, tasks: Tasks) -> None:
        super().__init__()
        self._session, self._tasks = session, tasks
        self.backups: Sequence[Backup] = ()
        self.banner = Banner()
        self._body = column(gap=2 * UNIT)
        heading = column(label("Backups", "title"), label(past_messages.BACKUPS, "muted", wrap=True), gap=4)
        self.setWidgetResizable(True)
        self.setWidget(page(column(heading, self.banner, self._body, None, gap=2 * UNIT)))
        session.saved.connect(self.refresh)

    def refresh(self) -> None:
        """Look again, if the page is seen."""
        if self.isVisible() and self._session.is_unlocked:
            path = self._session.path

            def job() -> list[Backup]:
                from vault import backups  # noqa: PLC0415  (on the worker, as a vault is open)

                return backups.listed(path)

            self._tasks.run(self, job, self._show, self._on_failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.banner.hide()
        self.refresh()

    def _show(self, found: list[Backup]) -> None:
        self.backups = found
        clear(self._body)
        if not found:
            self._body.addWidget(label(past_messages.NO_BACKUPS, "muted", wrap=True))
            return
        listed = column(gap=0)
        for place, one in enumerate(found):
            if place:
                listed.addWidget(rule())
            listed.addWidget(self._row(one))
        self._body.addWidget(card(listed))
        listed.setContentsMargins(3 * UNIT, UNIT, 2 * UNIT, UNIT)

    def _row(self, one: Backup) -> QWidget:
        saved = messages.moment(one.saved_at)
        since = Elided(past_messages.backup(one, self._session.file.generation), "warning" if one.why else "small")
        look = button("Look inside…", clicked=lambda: self.look_wanted.emit(one), name="look-inside")
        look.setAccessibleName(f"Look inside the backup of {saved}")
        look.setEnabled(one.why is None)
        line = row(gap=2 * UNIT)
        line.addLayout(column(label(saved, "label"), since, gap=2), 1)
        line.addWidget(look)
        line.setContentsMargins(0, UNIT + 4, 0, UNIT + 4)
        made = QWidget()
        made.setLayout(line)
        return made

    def _on_failed(self, error: VaultError) -> None:
        self.banner.show_message("danger", messages.of_error(error))
