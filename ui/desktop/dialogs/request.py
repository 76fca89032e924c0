"""Locked out: other ways first, then the recovery request to be copied piece by piece, the proof, and the log."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QPushButton, QScrollArea, QStackedWidget, QWidget

from ui.desktop import request_messages as words
from ui.desktop.clipboard import Clipboard
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, row
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.request_form import RequestForm
from ui.desktop.widgets.request_log import RequestLog
from ui.desktop.widgets.request_proof import RequestProof
from ui.desktop.widgets.request_ways import RequestWays
from vault import recovery, request
from vault.errors import VaultError
from vault.model import Account, RequestStep, Vault
from vault.readiness import Readiness
from vault.request import Prepared

_WIDTH = 720  # px
_AROUND = 300  # px: what the dialog has above and below its page, its title bar included
_HEIGHTS = range(300, 620)  # px


class RequestDialog(Frame):
    """Takes the user through it; nothing is sent or opened but by a click.

    Emits `get_in` with the account's id when the ways that still work are to be tried, and `noted` with a sentence when a step
    was noted.
    """

    get_in = Signal(str)
    noted = Signal(str)

    def __init__(
        self, parent: QWidget, look: Theme, session: Session, readiness: Readiness, account: Account, *, clipboard: Clipboard
    ) -> None:
        super().__init__(parent, words.title(account), words.words(account), width=_WIDTH)
        self._session, self._clipboard, self._readiness, self._account_id = session, clipboard, readiness, account.id
        self._page = ""
        self.pages = QStackedWidget()
        self._tabs = QButtonGroup(self)
        self._bar = row(gap=4)
        self.body.addLayout(self._bar)
        self.body.addWidget(self.pages)
        height = min(max(parent.window().height() - _AROUND, _HEIGHTS.start), _HEIGHTS.stop)
        self.pages.setFixedSize(_WIDTH - 6 * UNIT, height)
        self.form: RequestForm | None = None
        self._add_pages(look, account)
        self._bar.addStretch(1)
        self._back = button("Back", clicked=lambda: self._go(-1), name="back")
        self._go_on = button("Continue", "primary", clicked=lambda: self._go(1), name="continue")
        self._buttons.addWidget(button("Close", clicked=self.reject, name="close-request"))
        self._buttons.addWidget(self._back)
        self.finish_with(self._go_on, cancel=False)
        if session.why_read_only:
            self.banner.show_message("info", f"{session.why_read_only}. Steps cannot be noted.")
        self.show_page(self.pages.count() - 1 if recovery.current(account) else 0)

    @property
    def account(self) -> Account:
        account = self._session.account(self._account_id)
        assert account is not None  # noqa: S101
        return account

    def show_page(self, place: int) -> None:
        """Show one of the pages, from 0."""
        self.pages.setCurrentIndex(place)
        self._tabs.buttons()[place].setChecked(True)
        self._back.setVisible(place > 0)
        self._go_on.setVisible(place < self.pages.count() - 1)
        (self._go_on if self._go_on.isVisibleTo(self) else self._tabs.buttons()[place]).setFocus()
        if not self._session.why_read_only:
            self.banner.hide()

    def _add_pages(self, look: Theme, account: Account) -> None:
        prepared: Prepared | None = None
        refused = ""
        try:
            prepared = request.prepare(self._readiness, account)
        except VaultError as error:
            refused = words.refused(error)
        has_form = prepared is not None and bool(prepared.pieces)
        self._page = prepared.page if prepared else ""
        ways = RequestWays(look, self._readiness, account, None if has_form or refused else prepared, refused=refused)
        ways.get_in.connect(self._on_get_in)
        ways.open_page.connect(lambda: self._open(self._page))
        self._add_page(words.WAYS, ways)
        if prepared and has_form:
            self.form = RequestForm(look, self._readiness, account, prepared, seconds=self._clipboard.seconds)
            self.form.wanted.connect(self._copy)
            self.form.open_page.connect(lambda: self._open(self._page))
            self._add_page(words.FORM, self.form)
        if prepared and prepared.proof:
            proof = RequestProof(prepared.proof)
            proof.wanted.connect(self._copy)
            self._add_page(words.PROOF, proof)
        expect = prepared.expect if prepared else ()
        self.log = RequestLog(look, self._readiness.today, expect, can_change=not self._session.why_read_only)
        self.log.sent.connect(lambda on, link: self._note(words.noted("sent", on), recovery.open_request, on=on, link=link))
        self.log.linked.connect(self._on_linked)
        self.log.stepped.connect(self._on_stepped)
        self.log.ended.connect(self._on_ended)
        self.log.open_page.connect(self._open)
        self._add_page(words.LOG, self.log)
        self.log.show_account(self._session.vault, account)

    def _add_page(self, title: str, page: QWidget) -> None:
        place = self.pages.count()
        tab: QPushButton = button(
            f"{place + 1}  {title}", "tab", clicked=lambda: self.show_page(place), name=f"page-{place + 1}"
        )
        tab.setCheckable(True)
        self._tabs.addButton(tab)
        self._bar.addWidget(tab)
        layout = page.layout()
        assert layout  # noqa: S101
        layout.setContentsMargins(0, UNIT, 2 * UNIT, UNIT)
        view = QScrollArea()
        view.setObjectName("request-page")
        view.setAccessibleName(title)
        view.setWidgetResizable(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setWidget(page)
        self.pages.addWidget(view)

    def _go(self, by: int) -> None:
        self.show_page(self.pages.currentIndex() + by)

    def _copy(self, _title: str, text: str) -> None:
        self._clipboard.copy(text)

    def _open(self, address: str) -> None:
        """Open a page because the user clicked on it."""
        if not QDesktopServices.openUrl(QUrl(address)):
            self.banner.show_message("warning", words.not_opened(address))

    def _on_get_in(self) -> None:
        self.accept()
        self.get_in.emit(self._account_id)

    def _on_linked(self, link: str) -> None:
        if asked := recovery.current(self.account):
            self._note(words.LINKED, recovery.set_link, asked.id, link)

    def _on_stepped(self, kind: RequestStep, on: date) -> None:
        if asked := recovery.current(self.account):
            self._note(words.noted(kind, on), recovery.note_step, asked.id, kind, on=on)

    def _on_ended(self, ending: str, on: date) -> None:
        if asked := recovery.current(self.account):
            self._note(words.noted("closed", on), recovery.close, asked.id, ending, on=on)

    def _note(self, said: str, edit: Callable[..., Vault], *values: object, **named: object) -> None:
        try:
            self._session.apply(edit, self._account_id, *values, **named)
        except VaultError as error:
            self.banner.show_message("danger", words.refused(error))
            return
        self.banner.hide()
        self.log.show_account(self._session.vault, self.account)
        if self.form:
            self.form.show_mails(request.prepare(self._readiness, self.account))
        self.noted.emit(said)
