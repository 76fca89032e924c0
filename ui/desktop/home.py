"""The window while a vault is open: the side, the pages, the dialogs and the keys, wired together."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from ui.desktop import messages
from ui.desktop.clipboard import Clipboard
from ui.desktop.clock_watch import ClockWatch
from ui.desktop.daily_look import DailyLook
from ui.desktop.day_watch import DayWatch
from ui.desktop.dialogs.authenticator import AuthenticatorDialog
from ui.desktop.dialogs.clock import ClockDialog
from ui.desktop.dialogs.codes import BurnedDialog, CompareDialog, DrillDialog
from ui.desktop.dialogs.get_in import GetInDialog
from ui.desktop.dialogs.record import AccountDialog
from ui.desktop.dialogs.sweep import DeleteFilesDialog
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.key_work import KeyWork
from ui.desktop.keyring import KeyRing
from ui.desktop.main_window import MainWindow
from ui.desktop.pages.account import AccountPage
from ui.desktop.pages.settings import SettingsPage
from ui.desktop.pages.sweep import SweepPage
from ui.desktop.pages.welcome import WelcomePage
from ui.desktop.past import Past
from ui.desktop.reminding import Reminding
from ui.desktop.rooms import Rooms
from ui.desktop.session import Session
from ui.desktop.sidebar import Sidebar
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from vault import sweep
from vault.errors import ChangedOnDisk, VaultError
from vault.model import Event
from vault.reminders import Reminder
from vault.settings import Settings
from vault.sweep import Finding

if TYPE_CHECKING:
    from ui.desktop.paperwork import Paperwork


class Home(QObject):
    """Emits `lock` and `leave` when the user wants to, and `chosen` with new settings."""

    lock = Signal()
    leave = Signal()
    chosen = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        look: Theme,
        session: Session,
        tasks: Tasks,
        *,
        clipboard: Clipboard,
        settings: Settings,
        clock: Callable[[], float],
        days: DayWatch,
        daily: DailyLook | None = None,
    ) -> None:
        super().__init__(window)
        self._window, self._look, self._session, self._tasks, self._clipboard = window, look, session, tasks, clipboard
        self._clock = clock
        self._complaint = ""  # what the banner says of the last save
        self._watch = ClockWatch(clock)
        self._watch.setParent(self)  # its timer must end on this thread, not where Python happens to collect it
        self.side = Sidebar(look, session)
        self.account = AccountPage(look, session, clipboard, clock, hide_after=settings.hide_after)
        self.welcome = WelcomePage(look)
        self.ring = KeyRing(session, tasks)
        self.keys = KeyWork(window, look, session, tasks, self.ring)
        self.past = Past(window, look, session, tasks)
        self.rooms = Rooms(window, look, session, tasks, clipboard=clipboard, ring=self.ring, days=days)
        self.settings = SettingsPage(look, session, tasks, settings, self.ring, daily=daily)
        self.reminding = Reminding(window, look, session, tasks, self.ring, days=days)
        window.add_home(self.side, self.welcome, self.account, self.settings)
        self._connect()
        self._add_shortcuts()

    def open(self) -> None:
        """Show the vault that has just been opened."""
        self.side.refresh()
        self.settings.refresh()
        self._clear_banner()
        if not self._session.why_read_only:
            self.side.say("All changes saved")
        self.rooms.merging.silent.connect(self._clear_banner)
        self.rooms.merging.open()
        self.show_first()
        self.side.list.setFocus()
        self.reminding.open()
        self.keys.open()
        self.past.open()

    def show_first(self) -> None:
        """Show the account that is first in the list, or what to do without one."""
        rows = self.side.model.rows
        if rows:
            self.show_account(rows[0].id)
        else:
            self.side.select("")
            self._window.show_page(self.welcome)

    def show_account(self, account_id: str) -> None:
        self.account.show_account(account_id)
        self.side.select(account_id)
        self._window.show_page(self.account)

    def show_settings(self) -> None:
        self._show_page(self.settings)

    def show_readiness(self) -> None:
        self._show_page(self.rooms.preparedness.page)

    @cached_property
    def sweep(self) -> SweepPage:
        """The page of codes lying about; made when it is first wanted, to keep opening a vault short."""
        page = SweepPage(self._look, self._session, self._tasks)
        page.bring_in.connect(self._bring_in_found)
        page.delete_wanted.connect(self._delete_found)
        page.said.connect(self._window.say)
        return page

    def show_sweep(self) -> None:
        self._show_page(self.sweep)

    @cached_property
    def paperwork(self) -> "Paperwork":
        """The register of sheets and its dialogs; made when they are first wanted."""
        from ui.desktop.paperwork import Paperwork  # noqa: PLC0415

        made = Paperwork(self._window, self._look, self._session, self._tasks, self.keys)
        made.show_page.connect(self.show_paper)
        return made

    def show_due(self) -> None:
        self._show_page(self.reminding.page)

    def show_paper(self) -> None:
        self._show_page(self.paperwork.page)

    def bring_in(self, account_id: str = "", data: QMimeData | None = None) -> TransferDialog:
        """Open the dialog that takes codes and authenticators, for one account or whatever it may be."""
        account = self._session.account(account_id)
        dialog = TransferDialog(self._window, self._look, self._session, self._tasks, account)
        dialog.brought_in.connect(self._on_brought_in)
        self._open(dialog)
        if data is not None:
            dialog.read_mime(data)
        return dialog

    def add_account(self) -> None:
        dialog = AccountDialog(self._window, self._session)
        dialog.added.connect(self.show_account)
        self._open(dialog)

    def get_in(self, account_id: str) -> None:
        """Open the flow of the bad day."""
        if account := self._session.account(account_id):
            dialog = GetInDialog(self._window, self._look, self._session, account, clipboard=self._clipboard, clock=self._clock)
            self._open(dialog)

    def choose_settings(self, settings: Settings) -> None:
        """Take over what was chosen on the settings page."""
        self.account.codes.hide_after = settings.hide_after
        self._clipboard.seconds = settings.clear_clipboard_after
        self.chosen.emit(settings)
        self._session.leave_behind()  # kinds may be hidden now

    def _show_page(self, page: QWidget) -> None:
        """Show a page that is about no account."""
        self.side.select("")
        self._window.show_page(page)

    def undo(self) -> None:
        """Take the last change back, and say which."""
        self._say_undone(self._session.undo(), "Undone", ("Redo", self.redo))

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        self._say_undone(self._session.redo(), "Made again", ("Undo", self.undo))

    def _say_undone(self, event: Event | None, words: str, action: tuple[str, Callable[[], None]]) -> None:
        from vault import history  # noqa: PLC0415  (loads the reminders' rules)

        if event:
            self._window.say(f"{words}: {history.small(event)}.", action)

    def _connect(self) -> None:
        self.side.chosen.connect(self.show_account)
        self.side.add_account.connect(self.add_account)
        self.side.paper.connect(self.show_paper)
        self.side.settings.connect(self.show_settings)
        self.side.lock.connect(self.lock)
        self.welcome.add_account.connect(self.add_account)
        self.welcome.bring_in.connect(self.bring_in)
        self.account.said.connect(self._window.say)
        self.account.done.connect(self._say_done)
        self.account.bring_in.connect(self.bring_in)
        self.account.choose_burned.connect(self._choose_burned)
        self.account.compare.connect(self._compare)
        self.account.drill.connect(self._drill)
        self.account.print_codes.connect(self._print_account)
        self.account.get_in.connect(self.get_in)
        self.account.check_clock.connect(self._check_clock)
        self.account.show_qr.connect(self._show_qr)
        self._watch.jumped.connect(self._on_clock_jumped)
        self.settings.chosen.connect(self.choose_settings)
        self.settings.sweep.connect(self.show_sweep)
        self.keys.serve(self.settings)
        self.keys.print_wanted.connect(lambda wanted: self.paperwork.print(wanted))  # noqa: PLW0108  (made when it is wanted)
        self.settings.take_in.connect(lambda: self.rooms.merging.choose())  # noqa: PLW0108  (made when it is wanted)
        self.settings.places.connect(lambda: self.rooms.mend("vault", ""))
        self.past.serve(self.settings.past)
        self.past.wanted.connect(self._show_page)
        self.past.done.connect(self._say_done)
        self.account.history_wanted.connect(self.past.show_history)
        self.side.due.connect(self.show_due)
        self.side.readiness.connect(self.show_readiness)
        self.side.link.connect(self.rooms.check_link)
        self.account.fact_wanted.connect(self.rooms.mend)
        self.rooms.done.connect(self._say_done)
        self.rooms.elsewhere.connect(self._on_room_elsewhere)
        self.reminding.counted.connect(self.side.show_due)
        self.reminding.opened.connect(self.show_account)
        self.reminding.done.connect(self._say_done)
        self.reminding.elsewhere.connect(self._on_elsewhere)
        self._window.dropped.connect(self._on_dropped)
        self._session.changed.connect(self._on_changed)
        self._session.saved.connect(self._on_saved)
        self._session.save_failed.connect(self._on_save_failed)
        self._session.refused.connect(lambda error: self._window.say(messages.of_error(error)))

    def _add_shortcuts(self) -> None:
        add = self._window.add_shortcut
        add(QKeySequence.StandardKey.Find, self.side.focus_search)
        add("Ctrl+N", self._if_home(self.add_account))
        add("Ctrl+I", self._if_home(self.bring_in))
        add("Ctrl+V", self._if_home(self._paste))
        add("Ctrl+L", self.lock.emit)
        add("Ctrl+,", self._if_home(self.show_settings))
        add("Ctrl+D", self._if_home(self.show_due))
        add("Ctrl+R", self._if_home(self.show_readiness))
        add("Ctrl+K", self._if_home(self.rooms.check_link))
        add(QKeySequence.StandardKey.Print, self._if_home(self._print))
        add("Ctrl+Q", self.leave.emit)
        add("Ctrl+Z", self._if_home(self.undo))
        add("Ctrl+Shift+Z", self._if_home(self.redo))
        add("Ctrl+H", self._if_home(self.past.show_history))
        add("Ctrl+T", self._if_account(self.account.authenticator.copy))
        add("Ctrl+C", self._if_account(self.account.codes.use_next))
        add("Ctrl+Shift+C", self._if_account(self.account.codes.toggle))
        add("F2", lambda: self.side.list.setFocus(Qt.FocusReason.ShortcutFocusReason))

    def _if_home(self, act: Callable[[], object]) -> Callable[[], None]:
        """Keep keys from acting before a vault is open, and through a veil."""
        return lambda: (act() if self._session.is_unlocked and self._window.is_home else None, None)[1]

    def _if_account(self, act: Callable[[], object]) -> Callable[[], None]:
        return lambda: (act() if self._window.page is self.account else None, None)[1]

    def _open(self, dialog: QDialog) -> None:
        dialog.open()

    def _paste(self) -> None:
        data = QGuiApplication.clipboard().mimeData()
        self.bring_in(self.account.account_id if self._window.page is self.account else "", data)

    def _on_dropped(self, data: QMimeData) -> None:
        self.bring_in("", data)

    def _on_brought_in(self, account_id: str, summary: str) -> None:
        if self._session.account(account_id) and not isinstance(self._window.page, SweepPage):
            self.show_account(account_id)
        self._say_done(summary)

    def _bring_in_found(self, findings: Sequence[Finding]) -> None:
        self.bring_in().read_later(lambda: [(sweep.read(finding), finding.name) for finding in findings])

    def _delete_found(self, findings: Sequence[Finding]) -> None:
        dialog = DeleteFilesDialog(self._window, findings)
        dialog.confirmed.connect(lambda chosen, even: self.sweep.delete(chosen, even_if_not_kept=even))
        self._open(dialog)

    def _choose_burned(self, account_id: str) -> None:
        account = self._session.account(account_id)
        if account and account.live_set:
            self._open(BurnedDialog(self._window, self._session, account, account.live_set))

    def _compare(self, account_id: str) -> None:
        if account := self._session.account(account_id):
            self._open(CompareDialog(self._window, self._session, account))

    def _drill(self, account_id: str) -> None:
        account = self._session.account(account_id)
        if account and account.live_set and account.live_set.next_unused:
            self._open(DrillDialog(self._window, self._session, account, account.live_set))

    def _on_clock_jumped(self, by: int) -> None:
        check = ("Check…", lambda: self._check_clock(self.account.account_id))
        self._window.say(messages.clock_jumped(by), check if self._window.page is self.account else None)

    def _show_qr(self, account_id: str) -> None:
        account = self._session.account(account_id)
        if account and account.authenticator:
            self._open(AuthenticatorDialog(self._window, self._look, self._session, account, clipboard=self._clipboard))

    def _check_clock(self, account_id: str) -> None:
        account = self._session.account(account_id)
        if account and account.authenticator:
            self._open(ClockDialog(self._window, account, account.authenticator, self._clock))

    def _print(self) -> None:
        self.paperwork.print()

    def _print_account(self, account_id: str) -> None:
        self.paperwork.print_account(account_id)

    def _on_elsewhere(self, room: str, reminder: Reminder) -> None:
        """Open the room in which such a thing is done."""
        account_id, item_id = reminder.account_id, reminder.item_id
        rooms: dict[str, Callable[[], object]] = {
            "compare": lambda: self._compare(account_id),
            "drill": lambda: self._drill(account_id),
            "codes": lambda: self.bring_in(account_id),
            "email": lambda: self.rooms.mend("email", account_id),
            "interview": lambda: self.rooms.mend("interview", account_id),
            "request": lambda: self.rooms.ask_for(account_id),
            "lock": self.lock.emit,
        }
        rooms.get(room, lambda: self.paperwork.ask(room, item_id))()

    def _on_room_elsewhere(self, room: str, account_id: str) -> None:
        """Open what belongs to the accounts and their paper."""
        rooms: dict[str, Callable[[], object]] = {
            "account": self.add_account,
            "bring-in": lambda: self.bring_in(account_id),
            "get-in": lambda: self.get_in(account_id),
            "open": lambda: self.show_account(account_id),
            "print": lambda: self.paperwork.print_account(account_id) if account_id else self.paperwork.print_recovery(),
        }
        rooms[room]()

    def _say_done(self, text: str) -> None:
        self._window.say(text, ("Undo", self.undo))

    def _on_changed(self, _event: Event) -> None:
        self._window.toast.hide()  # its Undo would take back this change, not the one that it tells of
        self.side.say("Saving…")
        self.side.refresh()
        if self._window.page not in (self.account, self.welcome):
            return
        if self._session.account(self.account.account_id):
            self.show_account(self.account.account_id)
        else:
            self.show_first()

    def _on_saved(self) -> None:
        self.side.say("All changes saved")
        complaint, self._complaint = self._complaint, ""
        if complaint and self._window.banner.text == complaint:  # others may have said something else since
            self._clear_banner()

    def _clear_banner(self) -> None:
        """Say nothing any more but what holds as long as this vault is open."""
        if why := self._session.why_read_only:
            self._window.banner.show_message("warning", f"{why}. Nothing can be changed.")
        else:
            self._window.banner.hide()

    def _on_save_failed(self, error: VaultError) -> None:
        self.side.say("Not saved")
        actions: list[tuple[str, Callable[[], object]]] = [("Try again", self._session.save_again)]
        if isinstance(error, ChangedOnDisk):
            keep = partial(
                self.rooms.merging.keep_copy, "Lock and unlock to see the other version.", [("Lock", self.lock.emit)]
            )
            actions = [("Put both together", self.rooms.merging.merge_disk), ("Keep mine as a copy", keep)]
        self._complaint = messages.of_error(error)
        self._window.banner.show_message("danger", self._complaint, actions)
