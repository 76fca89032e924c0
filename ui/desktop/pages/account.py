"""The page of one account: authenticator, recovery codes, and what else leads back in."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QScrollArea, QWidget

from ui.desktop import messages
from ui.desktop.clipboard import Clipboard
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.authenticator_card import AuthenticatorCard
from ui.desktop.widgets.basic import Elided, Tile, button, clear, column, page, row, tool, with_icon
from ui.desktop.widgets.codes_card import CodesCard
from ui.desktop.widgets.facts_card import FactsCard
from vault import bin as waste
from vault import edit, otp, services, usage
from vault.errors import VaultError
from vault.model import Account, CodeSet


class AccountPage(QScrollArea):
    """Emits `said` and `done` (can be undone) with a sentence, and what the user wants to do next, with the account's id."""

    said = Signal(str)
    done = Signal(str)
    bring_in = Signal(str)
    choose_burned = Signal(str)
    compare = Signal(str)
    drill = Signal(str)
    print_codes = Signal(str)
    get_in = Signal(str)
    check_clock = Signal(str)
    show_qr = Signal(str)
    history_wanted = Signal(str)  # the account's title
    fact_wanted = Signal(str, str)  # what is to be noted or asked, and the account's id

    def __init__(
        self, look: Theme, session: Session, clipboard: Clipboard, clock: Callable[[], float], *, hide_after: int
    ) -> None:
        super().__init__()
        self._look, self._session, self._clipboard = look, session, clipboard
        self._account: Account | None = None
        self._handed_out_secret = ""
        self._sites_told: set[str] = set()  # services
        self._waiting: tuple[str, str, int] | None = None  # account, code set and place of a code whose mark is not on disk yet
        self.setWidgetResizable(True)
        self.authenticator = AuthenticatorCard(look, clock)
        self.codes = CodesCard(look, hide_after=hide_after)
        self._heading = row(gap=2 * UNIT)
        self.facts = FactsCard(look)
        body = column(self._heading, UNIT, self.authenticator, self.codes, self.facts, None, gap=2 * UNIT)
        self._connect()
        session.save_failed.connect(self._on_save_failed)
        self.setWidget(page(body))

    @property
    def account_id(self) -> str:
        return self._account.id if self._account else ""

    def show_account(self, account_id: str) -> None:
        """Show an account, again after every change."""
        account = self._session.account(account_id)
        if account is None:
            return
        if account.id != self.account_id:
            self.verticalScrollBar().setValue(0)
        if account is self._account:
            return
        self._account = account
        can_change = not self._session.why_read_only
        self._show_heading(account, can_change=can_change)
        self.authenticator.show_authenticator(account.authenticator, can_change=can_change)
        devices = usage.devices(account, self._session.vault.events)
        self.codes.show_account(account, can_change=can_change, devices=devices)
        self.facts.show_account(account, self._session.vault, can_change=can_change)

    def copy_code(self, place: int) -> None:
        """Mark the code used, and put it on the clipboard once that is on disk: so that it is never handed out twice."""
        account, code_set = self._here()
        if self._waiting:
            return
        if code_set and self._session.attempt(edit.mark_code, account.id, code_set.id, place, "used"):
            secret = code_set.codes[place - 1].secret
            self._waiting = (account.id, code_set.id, place)
            self._session.when_saved(self, lambda: self._hand_out(secret, place))

    def copy_next(self) -> None:
        """Copy the next unused code; not while the last one is still on the clipboard: a second press would burn another."""
        _, code_set = self._here()
        if self._clipboard.holds(self._handed_out_secret):
            self.said.emit("The last code is still on the clipboard. Paste it before you take another one.")
        elif code_set and code_set.next_unused:
            self.copy_code(code_set.next_unused)

    def peek_code(self, place: int) -> None:
        _, code_set = self._here()
        if code_set:
            self._clipboard.copy(code_set.codes[place - 1].secret)
            self.said.emit(messages.code_copied(place, self._clipboard.seconds, is_marked=False) + self._site_to_look_for())

    def mark_code(self, place: int, state: str) -> None:
        account, code_set = self._here()
        if code_set and self._session.attempt(edit.mark_code, account.id, code_set.id, place, state):
            self.done.emit(f"Code {place} is marked as {state}.")

    def copy_totp(self, value: str) -> None:
        self._clipboard.copy(value)
        self.said.emit(f"Copied. The clipboard is cleared in {self._clipboard.seconds} s." + self._site_to_look_for())

    def next_hotp(self) -> None:
        """Count first, show when that is on disk: a value that was shown is never shown again."""
        account, _ = self._here()
        seed = account.authenticator
        if seed and self._session.attempt(edit.advance_counter, account.id, seed.id):
            value = otp.value_at_counter(seed, seed.counter)
            self._session.when_saved(self, lambda: self.authenticator.show_counted(value))

    def _on_save_failed(self, _error: VaultError) -> None:
        """Take the mark back, where a code waited for it: what was not handed out is not used."""
        if self._waiting:
            (account_id, code_set_id, place), self._waiting = self._waiting, None
            self._session.attempt(edit.mark_code, account_id, code_set_id, place, "unused")
            self.said.emit(f"Code {place} was not handed out and stays unused.")

    def _hand_out(self, secret: str, place: int) -> None:
        self._waiting = None
        self._clipboard.copy(secret)
        self._handed_out_secret = secret
        self.done.emit(messages.code_copied(place, self._clipboard.seconds, is_marked=True) + self._site_to_look_for())

    def _site_to_look_for(self) -> str:
        """Return what the browser's address bar has to say: once for each service, until the vault is locked."""
        service = services.find(self._here()[0].service)
        if service.id in self._sites_told or not service.site:
            return ""
        self._sites_told.add(service.id)
        return messages.site_to_look_for(service.host)

    def _here(self) -> tuple[Account, CodeSet | None]:
        assert self._account is not None  # noqa: S101
        return self._account, self._account.live_set

    def _connect(self) -> None:
        self.authenticator.copied.connect(self.copy_totp)
        self.authenticator.counted.connect(self.next_hotp)
        self.authenticator.add_wanted.connect(lambda: self.bring_in.emit(self.account_id))
        self.authenticator.clock_wanted.connect(lambda: self.check_clock.emit(self.account_id))
        self.authenticator.qr_wanted.connect(lambda: self.show_qr.emit(self.account_id))
        self.codes.copied.connect(self.copy_code)
        self.codes.next_wanted.connect(self.copy_next)
        self.codes.peeked.connect(self.peek_code)
        self.codes.marked.connect(self.mark_code)
        self.codes.add_wanted.connect(lambda: self.bring_in.emit(self.account_id))
        self.codes.burned_wanted.connect(lambda: self.choose_burned.emit(self.account_id))
        self.codes.compare_wanted.connect(lambda: self.compare.emit(self.account_id))
        self.codes.drill_wanted.connect(lambda: self.drill.emit(self.account_id))
        self.codes.print_wanted.connect(lambda: self.print_codes.emit(self.account_id))
        self.facts.wanted.connect(lambda action: self.fact_wanted.emit(action, self.account_id))
        self.codes.renew_wanted.connect(self._open_two_factor_page)

    def _show_heading(self, account: Account, *, can_change: bool) -> None:
        """Make the heading anew; who was at one of its buttons stays there."""
        focused = self.window().focusWidget()
        clear(self._heading)
        service = services.find(account.service)
        title = Elided(account.username, "title")
        title.setObjectName("account-title")
        enter = button("I need to get in", clicked=lambda: self.get_in.emit(account.id), name="get-in")
        enter.setEnabled(bool(account.authenticator or account.live_set))
        add = button("Add", clicked=lambda: self.bring_in.emit(account.id), name="bring-in-here")
        add.setToolTip("Add codes or an authenticator")
        add.setEnabled(can_change)
        more = tool(self._look, "more", "More about this account", clicked=lambda: self._open_menu(account, more))
        more.setObjectName("account-more")
        for part in (Tile(service, 48), column(title, Elided(service.name, "muted"), gap=2)):
            if isinstance(part, QWidget):
                self._heading.addWidget(part)
            else:
                self._heading.addLayout(part, 1)
        self._heading.addWidget(with_icon(enter, self._look, "unlock"))
        self._heading.addWidget(with_icon(add, self._look, "add"))
        self._heading.addWidget(more)
        before: QWidget = self
        for made in (enter, add, more):
            self.setTabOrder(before, made)
            before = made
            if focused and focused.objectName() == made.objectName():
                made.setFocus()

    def _open_menu(self, account: Account, at: QWidget) -> None:
        service = services.find(account.service)
        menu = QMenu(self)
        for name, title in (("account", "Account settings"), ("two_factor", "Two-factor settings"), ("login", "Sign-in page")):
            if address := service.page(name):
                menu.addAction(f"{title} at {service.name}", partial(QDesktopServices.openUrl, QUrl(address)))
        menu.addSeparator()
        menu.addAction("Locked out? Recovery request…", lambda: self.fact_wanted.emit("request", account.id))
        menu.addAction("History of this account…", lambda: self.history_wanted.emit(account.title))
        delete = menu.addAction("Delete this account", lambda: self._delete(account))
        delete.setEnabled(not self._session.why_read_only)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at.mapToGlobal(at.rect().bottomLeft()))

    def _open_two_factor_page(self) -> None:
        account, _ = self._here()
        service = services.find(account.service)
        if address := service.page("two_factor") or service.page("account"):
            QDesktopServices.openUrl(QUrl(address))

    def _delete(self, account: Account) -> None:
        if self._session.attempt(edit.delete_account, account.id):
            whose = f"{account.username} at {messages.service_name(account)}"
            self.done.emit(f"{whose} was deleted. It stays in the bin for {waste.KEEP_DAYS} days.")
