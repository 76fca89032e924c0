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
from vault.errors import WrongKey
from vault.model import Now

if TYPE_CHECKING:
    from vault.keys import Key
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
        self._offer: tuple[Path, Offer] | None = None
        self._put: _PuttingBack | None = None
        page.damaged.connect(lambda: self.look(page.path))
        page.rescue.connect(self.open)

    def look(self, path: Path) -> None:
        """Offer the newest whole backup of a vault, if it has one."""

        def job() -> "Offer | None":
            from vault import rescue  # noqa: PLC0415  (on the worker: loads what opens a vault)

            return rescue.offer(path)

        self._tasks.run(self, job, partial(self._on_found, path), lambda _error: None)

    def open(self) -> None:
        """Ask for the password of that time, and put the backup in place."""
        from ui.desktop.dialogs.rescue import RescueDialog  # noqa: PLC0415  (rarely needed)

        if self._offer:
            path, offer = self._offer
            self._put = _PuttingBack(path, offer.backup.path, self._clock(), self._page.key_file)
            dialog = RescueDialog(self._window, self._look, self._tasks, path, offer, put_back=self._put)
            dialog.rescued.connect(self._on_rescued)
            dialog.open()

    def _on_found(self, path: Path, offer: "Offer | None") -> None:
        if path == self._page.path:  # else another vault is asked for by now
            self._offer = (path, offer) if offer else None
            self._page.show_rescue(is_offered=offer is not None)

    def _on_rescued(self, sentence: str, secret: str) -> None:
        put, self._put, self._offer = self._put, None, None
        if put:
            self._page.show_vault(put.path, key_file=put.key_file)
            self._window.say(sentence)
            self._session.unlock(put.path, secret, self._page.on_failed, key_file=put.key_file)


class _PuttingBack:
    """Puts a backup in the place of a vault, on the worker. `key_file` is the one that its password opened it with, if any."""

    def __init__(self, path: Path, backup: Path, now: datetime, key_file: Path | None) -> None:
        self.path, self._backup, self._now = path, backup, now
        self.key_file = self._chosen = key_file

    def __call__(self, secret: str) -> Path | None:
        """Return where the damaged file is kept. Raises as `rescue.put_back`, and BadInput where the key file is gone."""
        from ui import left_behind  # noqa: PLC0415  (on the worker, as these)
        from vault import key_files, keys  # noqa: PLC0415

        self.key_file = self._chosen
        if self.key_file:
            try:
                kept = self._put(key_files.key(secret, self.key_file))
            except WrongKey:  # it may be older than the key file
                self.key_file = None
        if self.key_file is None:
            kept = self._put(keys.password(secret))
        left_behind.start_anew(self.path)
        return kept

    def _put(self, key: "Key") -> Path | None:
        from vault import files, rescue  # noqa: PLC0415  (as above)

        return rescue.put_back(self.path, self._backup, key, now=Now(self._now, files.machine_name()))


def is_gone(path: Path) -> bool:
    """Tell whether a vault file is missing where its backups are still there."""
    from vault import beside, files  # noqa: PLC0415

    if files.is_there(path) or not files.is_there(beside.backup_folder(path)):
        return False
    from vault import backups  # noqa: PLC0415  (loads what opens a vault: only where there is something to find)

    return backups.newest_whole(path) is not None
