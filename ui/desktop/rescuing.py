"""A vault file that is damaged or gone, while it is locked: its newest whole backup is offered on the unlock page."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.desktop.main_window import MainWindow
from ui.desktop.pages.unlock import UnlockPage
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from vault.model import Now

if TYPE_CHECKING:
    from vault.rescue import Offer


class Rescuing(QObject):
    """Looks for a backup when the unlock page finds its vault damaged, and opens the dialog that puts it in place."""

    def __init__(
        self,
        window: MainWindow,
        look: Theme,
        session: Session,
        tasks: Tasks,
        page: UnlockPage,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(window)
        self._window, self._look, self._session, self._tasks, self._page = window, look, session, tasks, page
        self._clock = clock
        self._offer: Offer | None = None
        page.damaged.connect(lambda: self.look(page.path))
        page.rescue.connect(self.open)

    def look(self, path: Path) -> None:
        """Offer the newest whole backup of a vault, if it has one."""

        def job() -> "Offer | None":
            from vault import rescue  # noqa: PLC0415  (on the worker: loads what opens a vault)

            return rescue.offer(path)

        self._tasks.run(self, job, self._on_found, lambda _error: None)

    def open(self) -> None:
        """Ask for the password of that time, and put the backup in place."""
        from ui.desktop.dialogs.rescue import RescueDialog  # noqa: PLC0415  (rarely needed)

        if self._offer:
            path, offer = self._page.path, self._offer
            put_back = partial(_put_back, path, offer.backup.path, self._clock())
            dialog = RescueDialog(self._window, self._look, self._tasks, path, offer, put_back=put_back)
            dialog.rescued.connect(self._on_rescued)
            dialog.open()

    def _on_found(self, offer: "Offer | None") -> None:
        self._offer = offer
        self._page.show_rescue(is_offered=offer is not None)

    def _on_rescued(self, sentence: str, secret: str) -> None:
        path = self._page.path
        self._page.show_vault(path)
        self._window.say(sentence)
        self._session.unlock(path, secret, self._page.on_failed)


def _put_back(path: Path, backup: Path, now: datetime, secret: str) -> Path | None:
    """Put a backup in the place of a vault, and return where the damaged file is kept. Raises as `rescue.put_back`."""
    from ui import left_behind  # noqa: PLC0415  (on the worker, as these)
    from vault import files, keys, rescue  # noqa: PLC0415

    kept = rescue.put_back(path, backup, keys.password(secret), now=Now(now, files.machine_name()))
    left_behind.start_anew(path)
    return kept


def is_gone(path: Path) -> bool:
    """Tell whether a vault file is missing where its backups are still there."""
    from vault import files  # noqa: PLC0415

    folder = path.with_name(f"{path.name.removesuffix('.sparekey')}.backups")
    if files.is_there(path) or not files.is_there(folder):
        return False
    from vault import backups  # noqa: PLC0415  (loads what opens a vault: only where there is something to find)

    return backups.newest_whole(path) is not None
