"""The program with a window: which page comes first, locking, leaving.

Locking starts the program anew on its unlock page, so that nothing decrypted stays in memory (research/security.md §0.5).
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs
from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from ui import defects
from ui.desktop import capture, messages, theme
from ui.desktop.autolock import AutoLock
from ui.desktop.clipboard import Clipboard
from ui.desktop.concealing import conceal
from ui.desktop.day_watch import DayWatch
from ui.desktop.departure import Departure
from ui.desktop.introduction import Introduction
from ui.desktop.locking import Locking
from ui.desktop.main_window import MainWindow
from ui.desktop.pages.unlock import UnlockPage
from ui.desktop.relaunch import relaunch
from ui.desktop.rescuing import Rescuing, is_gone
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from vault import beside, settings
from vault.errors import VaultError
from vault.settings import Settings

if TYPE_CHECKING:
    from ui.desktop.home import Home
    from ui.desktop.pages.first_run import FirstRunPage
    from ui.desktop.pages.restore import RestorePage
    from ui.desktop.tray import Tray
    from vault.crypto import Cost
    from vault.model import Vault
    from vault.store import Opened

_TRAY_MS = 1500
_DEMO_HINT = "This is the demo. Its password is: demo"
Relaunch = Callable[[list[str]], None]


class App(QObject):
    """Owns everything the window needs. `relaunch` starts the program anew with other arguments."""

    def __init__(
        self,
        qt: QApplication,
        chosen: Settings,
        path: Path,
        *,
        relaunch: Relaunch,
        demo_folder: Path | None = None,
        cost: "Cost | None" = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__()
        self._clock = clock or (lambda: datetime.now(UTC))
        self._qt, self._settings, self._path, self._demo_folder = qt, chosen, path, demo_folder
        self._relaunch = relaunch
        self.home: Home | None = None
        self.tray: Tray | None = None
        self._due = 0
        self.look = Theme(qt, chosen.theme)
        self.tasks = Tasks(self)
        self.session = Session(self.tasks, cost=cost, clock=self._clock, leave=None if demo_folder else _leave_behind)
        self.clipboard = Clipboard(qt.clipboard(), seconds=chosen.clear_clipboard_after, is_in_front=self._is_in_front)
        self.window = MainWindow()
        self.unlock_page = UnlockPage(self.look, self.session, self.tasks)
        self.first_run: FirstRunPage | None = None
        self.restore_page: RestorePage | None = None
        self._came_from: QWidget | None = None  # the page before the one that takes paper
        self.window.add_outer(self.unlock_page)
        self.rescuing = Rescuing(self.window, self.look, self.session, self.tasks, self.unlock_page, clock=self._clock)
        self.auto_lock = AutoLock(minutes=chosen.lock_after)
        self.locking = Locking(qt, self.window, self.auto_lock, when_minimised=chosen.lock_minimised)
        self.departure = Departure(qt, self.window, self.look, self.session)
        self.capture = capture.guard_here(qt, is_on=chosen.out_of_screenshots)
        self.days = DayWatch(self, self._clock)
        self._connect()

    def start(self, *, minimised: bool = False) -> None:
        """Show the window on its first page; minimised, as it was when it was locked."""
        if self._settings.window:
            area = QRect(*self._settings.window)
            self.window.resize(area.size())
            if self._qt.screenAt(area.center()):  # the screen may be gone
                self.window.setGeometry(area)
        if self._path.exists():
            self._ask_password(self._path)
        elif is_gone(self._path):
            self._ask_password(self._path, "The vault file is gone, but its backups are still here.")
            self.rescuing.look(self._path)
        else:
            self._ask_new(self._path)
        if minimised:
            self.window.showMinimized()
        else:
            self.window.show()
        QTimer.singleShot(
            250, self.window, lambda: self.window.setWindowIcon(theme.app_icon())
        )  # seven drawings: after the page
        QTimer.singleShot(_TRAY_MS, self.window, self._add_tray)

    def open_with(self, password_secret: str) -> None:
        """Unlock without asking: the demo's own vault."""
        self.session.unlock(self._path, password_secret, self.window_error)

    def window_error(self, error: VaultError) -> None:
        self.window.say(messages.of_error(error))

    def lock(self) -> None:
        """Save what is unsaved, then start anew on the unlock page. Stay where that fails."""
        self.departure.lock()

    def leave(self) -> None:
        """Save what is unsaved, then end the program. Stay where that fails, but for a second word."""
        self.departure.leave()

    def show_window(self) -> None:
        """Bring the window to the front, wherever it is."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def show_what_is_due(self) -> None:
        """Bring the window to the front, on the page of what is due if a vault is open."""
        self.show_window()
        if self.home:
            self.home.show_due()

    def _add_tray(self) -> None:
        from ui.desktop.tray import Tray  # noqa: PLC0415  (long after the window is there)

        self.tray = Tray(self, may_lock=lambda: self.session.is_unlocked)
        self.tray.shown.connect(self.show_window)
        self.tray.due.connect(self.show_what_is_due)
        self.tray.lock.connect(self.lock)
        self.tray.leave.connect(self.leave)
        self.tray.start()
        self._show_due(self._due)
        self._look_at_agenda()

    def _look_at_agenda(self) -> None:
        """See what is known to be due of a vault that is locked. Where nothing is known nothing is said."""
        if self.tray and not self.session.is_unlocked:
            self.tasks.run(self, self._due_while_locked, self._on_agenda, lambda _error: self._on_agenda(0))

    def _on_agenda(self, due: int) -> None:
        if not self.session.is_unlocked:  # else it is known better by now
            self._show_due(due)
            self.unlock_page.show_due(is_due=bool(due))

    def _due_while_locked(self) -> int:
        """Count the kinds of things that the agenda knows of; nothing for a vault that has none."""
        from vault import agenda  # noqa: PLC0415

        return len(agenda.read(agenda.vault_id(self._path)).due(self._clock().astimezone().date()))

    def _show_due(self, due: int) -> None:
        self._due = due
        if self.tray:
            self.tray.show_due(due)

    def _on_typing(self, _text: str) -> None:
        """Load what unlocking takes while the user still types; a window that only waits does not hold it."""
        self.unlock_page.password.typed.disconnect(self._on_typing)
        self.tasks.warm_up(_load_what_opening_needs)

    def _connect(self) -> None:
        self.window.closing.connect(self.leave)
        self.unlock_page.password.typed.connect(self._on_typing)
        self.unlock_page.open_other.connect(self._choose_vault)
        self.unlock_page.create_new.connect(lambda: self._ask_new(_free_name(self._path)))
        self.unlock_page.restore.connect(self._restore)
        self.session.opened.connect(self._on_opened)
        self.days.turned.connect(self._look_at_agenda)
        self.locking.wanted.connect(self.departure.lock_or_veil)
        self.departure.locking.connect(self._lock_now)
        self.departure.leaving.connect(self._quit_now)
        self.departure.veiled.connect(self._conceal)
        self.departure.veiled.connect(self.locking.let_sleep)
        self.departure.unveiled.connect(self.locking.hold_sleep)
        self._qt.applicationStateChanged.connect(self._on_state)

    def _ask_password(self, path: Path, hint: str = "") -> None:
        self._path = path
        self.window.show_outer(self.unlock_page)
        self.unlock_page.show_vault(path, _DEMO_HINT if self._demo_folder else hint)
        self._look_at_agenda()

    def _ask_new(self, path: Path) -> None:
        if self.first_run is None:
            from ui.desktop.pages.first_run import FirstRunPage  # noqa: PLC0415

            self.first_run = FirstRunPage(self.look, self.session, self.tasks)
            self.first_run.open_other.connect(self._choose_vault)
            self.first_run.restore.connect(self._restore)
            self.window.add_outer(self.first_run)
        self.first_run.show_path(path)
        self.window.show_outer(self.first_run)

    def _restore(self) -> None:
        """Show the page that takes paper; it leads back to where the user came from."""
        if self.restore_page is None:
            from ui.desktop.pages.restore import RestorePage  # noqa: PLC0415

            self.restore_page = RestorePage(self.look, self.session, self.tasks)
            self.restore_page.left.connect(self._come_back)
            self.restore_page.restored.connect(self.window.say)
            self.window.add_outer(self.restore_page)
        self._came_from = self.window.page
        is_there = self._path.exists()
        self.restore_page.start(self._path if is_there else None, _free_name(self._path) if is_there else self._path)
        self.window.show_outer(self.restore_page)

    def _come_back(self) -> None:
        page = self.first_run if self.first_run and self._came_from is self.first_run else self.unlock_page
        self.window.show_outer(page)
        page.password.setFocus()

    def _choose_vault(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # noqa: PLC0415

        dialog = QFileDialog(self.window, "Open a vault", str(self._path.parent), "Sparekey vaults (*.sparekey);;All files (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self._ask_password(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_opened(self) -> None:
        from ui.desktop.daily_look import DailyLook  # noqa: PLC0415
        from ui.desktop.home import Home  # noqa: PLC0415  (its pages are not needed before a vault is open)

        self.auto_lock.watch(self._qt)
        self.locking.begin()
        self._path = self.session.path
        if not self._demo_folder:
            self._remember(vault=str(self._path.absolute()))
        self.home = Home(
            self.window,
            self.look,
            self.session,
            self.tasks,
            clipboard=self.clipboard,
            settings=self._settings,
            clock=lambda: self._clock().timestamp(),
            days=self.days,
            daily=None if self._demo_folder else DailyLook(self.tasks),
        )
        self.home.lock.connect(self.lock)
        self.home.leave.connect(self.leave)
        self.home.chosen.connect(self._on_chosen)
        self.home.reminding.counted.connect(lambda due, _accounts: self._show_due(due))
        self.home.open()

    def _on_chosen(self, chosen: Settings) -> None:
        self.look.choose(chosen.theme)
        self.auto_lock.set_minutes(chosen.lock_after)
        self.locking.when_minimised = chosen.lock_minimised
        if self.capture:
            self.capture.set_on(self._qt.topLevelWidgets(), is_on=chosen.out_of_screenshots)
        self._remember(
            theme=chosen.theme,
            lock_minimised=chosen.lock_minimised,
            out_of_screenshots=chosen.out_of_screenshots,
            lock_after=chosen.lock_after,
            clear_clipboard_after=chosen.clear_clipboard_after,
            hide_after=chosen.hide_after,
            hide_kinds=chosen.hide_kinds,
        )

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.days.look()  # the computer may have slept
            self.clipboard.come_to_front()
        else:
            self._conceal()

    def _is_in_front(self) -> bool:
        """Tell whether the clipboard can be changed now: on Wayland only by the window that has the keyboard."""
        is_free = not self._qt.platformName().startswith("wayland")
        return is_free or self._qt.applicationState() == Qt.ApplicationState.ApplicationActive

    def _conceal(self) -> None:
        """Mask what is shown of secrets, wherever that is."""
        conceal(self.window)

    def _lock_now(self) -> None:
        self._let_go()
        arguments = ["--demo-folder", str(self._demo_folder)] if self._demo_folder else ["--vault", str(self._path.absolute())]
        self._relaunch([*arguments, *(["--minimised"] if self.window.isMinimized() else [])])

    def _quit_now(self) -> None:
        self._let_go()
        if self._demo_folder:
            import shutil  # noqa: PLC0415

            shutil.rmtree(self._demo_folder, ignore_errors=True)
        self.window.close_for_good()
        self._qt.quit()

    def _let_go(self) -> None:
        self.locking.end()
        self.clipboard.clear()
        self._qt.processEvents()
        self.tasks.stop()
        self.session.close()
        area = self.window.geometry()
        self._remember(window=(area.x(), area.y(), area.width(), area.height()))

    def _remember(self, **members: object) -> None:
        changed = structs.replace(self._settings, **members)
        if changed != self._settings and not self._demo_folder:
            try:
                settings.save(changed)
            except VaultError as error:
                self.window_error(error)
        self._settings = changed


def run(path: Path | None, *, demo: bool = False, demo_folder: Path | None = None, minimised: bool = False) -> int:
    """Open the window and return the exit code when it is closed."""
    if sys.platform.startswith("linux") and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))):
        print("sparekey: There is no screen to open a window on.", file=sys.stderr)  # noqa: T201
        print("hint: Use the commands instead, sparekey --help lists them.", file=sys.stderr)  # noqa: T201
        return 1
    defects.watch()
    QApplication.setDesktopFileName("sparekey")
    introduction = Introduction()  # Qt itself asks the desktop, as soon as there is an application
    qt = QApplication([*sys.argv[:1], "-style", "Fusion"])  # setStyle would return a QStyle: 5 ms of its enums
    qt.setApplicationName("sparekey")
    qt.setApplicationDisplayName("Sparekey")
    qt.setQuitOnLastWindowClosed(False)
    chosen, problem = settings.load()
    if demo:
        from ui.desktop import demo as content  # noqa: PLC0415

        demo_folder = content.make(datetime.now(UTC)).parent
    path = _demo_vault(demo_folder) if demo_folder else path or settings.vault_path(chosen)
    app = App(qt, chosen, path, relaunch=relaunch, demo_folder=demo_folder)
    app.start(minimised=minimised)
    introduction.begin(app.unlock_page.password.typed, app.session.opened)
    if demo:
        app.open_with(content.PASSWORD)
    if problem:
        app.window.say(f"{problem}.")
    return int(qt.exec())


def _leave_behind(opened: "Opened", vault: "Vault", now: datetime, *, is_saved: bool = True) -> None:
    from ui import left_behind  # noqa: PLC0415  (on the worker, once a vault is open)

    left_behind.leave(opened, vault, now, is_saved=is_saved)


def _demo_vault(folder: Path) -> Path:
    return next(iter(folder.glob("*.sparekey")), folder / "demo.sparekey")


def _free_name(path: Path) -> Path:
    """Return a name beside `path` that no vault has, nor had: its backups would become those of the new one."""
    names = (path.with_name(f"vault{f'-{number}' if number > 1 else ''}.sparekey") for number in range(1, 1000))
    return next(name for name in names if not name.exists() and not beside.backup_folder(name).exists())


def _load_what_opening_needs() -> None:
    """Import, while the user types the password, what unlocking takes."""
    import ui.desktop.home  # noqa: F401, PLC0415
    import vault.store  # noqa: F401, PLC0415
