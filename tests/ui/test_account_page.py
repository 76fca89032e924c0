"""The page of an account: codes in and out, counters, and where its buttons lead."""

import platform

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    CODES,
    NOW,
    Desk,
    account_of,
    example,
    find,
    on_disk,
    open_dialogs,
    press,
    shows,
    states,
)
from ui.desktop.dialogs.request import RequestDialog
from ui.desktop.widgets.code_grid import CodeCell
from vault import edit, otp, services
from vault.model import Vault


def test_a_code_may_be_copied_without_being_marked(desk: Desk) -> None:
    app, home = desk.opened()
    home.account.peek_code(5)
    assert QGuiApplication.clipboard().text() == CODES[4]
    assert app.window.toast.text.startswith("Code 5 copied, not marked. The clipboard is cleared in 15 s.")
    assert states(account_of(app.session.vault)) == "uuuuuuuu"


def test_a_code_is_marked_and_unmarked(desk: Desk) -> None:
    app, home = desk.opened()
    home.account.codes.grid.marked.emit(2, "used")
    assert app.window.toast.text == "Code 2 is marked as used."
    press(home.account, "unuse-2")
    assert app.window.toast.text == "Code 2 is marked as unused."
    assert states(account_of(app.session.vault)) == "uuuuuuuu"


def test_the_next_code_is_the_first_unused_one(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    home.account.mark_code(1, "used")
    press(home.account, "use-next")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == CODES[1])
    assert app.window.toast.text.startswith("Code 2 copied and marked as used. The clipboard is cleared in 15 s.")


def test_the_first_copy_asks_whether_this_is_the_right_site(desk: Desk) -> None:
    app, home = desk.opened()
    home.account.peek_code(1)
    assert app.window.toast.text.endswith(f" Are you really at {services.find('pypi').host}? Look at the address bar.")
    home.account.peek_code(2)
    assert app.window.toast.text == "Code 2 copied, not marked. The clipboard is cleared in 15 s."


def test_a_counter_is_on_disk_before_its_value_is_shown(desk: Desk, qtbot: QtBot) -> None:
    vault = edit.add_account(Vault(), "github", "alice", now=NOW)
    seed = otp.parse("otpauth://hotp/GitHub:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=0")
    app, home = desk.opened(edit.add_authenticator(vault, vault.accounts[0].id, seed, now=NOW))
    shown = find(home.account, QLabel, "totp")
    seen = []
    for counter, value in ((1, "755 224"), (2, "287 082")):  # RFC 4226, appendix D
        press(home.account, "next-value")
        qtbot.waitUntil(lambda value=value: shown.text() == value)  # type: ignore[misc]
        seen.append(on_disk(desk.path)["accounts"][0]["authenticators"][0]["counter"])
        assert seen[-1] == counter
    assert app.session.vault.accounts[0].authenticators[0].counter == 2


def test_the_services_pages_are_offered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pages.append(QUrl(url).toString()))
    _app, home = desk.opened()
    more = next(one for one in home.account.findChildren(QToolButton) if one.accessibleName() == "More about this account")
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    menu = find(home.account, QMenu)
    for action in menu.actions()[:3]:
        action.trigger()
    assert len(pages) == 3
    assert all(page.startswith("https://") for page in pages)
    menu.close()


def test_running_low_leads_to_the_page_that_makes_new_ones(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pages.append(QUrl(url).toString()))
    vault = example()
    for place in range(1, 8):
        vault = edit.mark_code(vault, vault.accounts[0].id, vault.accounts[0].code_sets[0].id, place, "used", now=NOW)
    _app, home = desk.opened(vault)
    assert shows(home.account, "Only 1 code left.")
    link = next(one for one in home.account.findChildren(QPushButton) if one.text() == "Open PyPI")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert pages[0].endswith("/manage/account/two-factor/")


def test_codes_are_hidden_when_the_window_loses_the_focus(desk: Desk, qapp: QGuiApplication) -> None:
    _app, home = desk.opened()
    press(home.account, "show-codes")
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert home.account.codes.is_revealed
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert not home.account.codes.is_revealed


def test_a_code_that_was_not_handed_out_is_not_used(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    blocker = desk.path.with_name("vault.backups")
    blocker.write_text("not a folder")
    failures: list[object] = []
    app.session.save_failed.connect(failures.append)
    press(home.account, "use-next")
    home.account.copy_code(1)
    qtbot.waitUntil(lambda: len(failures) == 2)  # that of the mark, and that of its being taken back
    assert app.window.toast.text == "Code 1 was not handed out and stays unused."
    assert shows(app.window, "nothing was saved")
    assert states(account_of(app.session.vault)) == "uuuuuuuu"
    assert not QGuiApplication.clipboard().text()
    blocker.unlink()
    press(home.account, "use-next")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == CODES[0])
    assert [code.get("state") for code in on_disk(desk.path)["accounts"][0]["code_sets"][0]["codes"]][:2] == ["used", None]


def test_a_used_code_tells_from_where(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "node", lambda: "travel-laptop")
    app, home = desk.opened()
    home.account.mark_code(2, "used")
    assert "from travel-laptop" in find(home.account, CodeCell, "code-2").toolTip()
    account = account_of(app.session.vault)
    app.session.apply(edit.add_codes, account.id, [code[::-1] for code in CODES])
    press(home.account, "older-sets")
    assert any("from travel-laptop" in cell.toolTip() for cell in home.account.findChildren(CodeCell, "code-2"))


def test_who_is_locked_out_finds_the_request_in_the_menu(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    more = next(one for one in home.account.findChildren(QToolButton) if one.accessibleName() == "More about this account")
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    menu = find(home.account, QMenu)
    next(action for action in menu.actions() if action.text().startswith("Locked out?")).trigger()
    menu.close()
    qtbot.waitUntil(lambda: any(isinstance(one, RequestDialog) for one in open_dialogs(app)))


def test_what_changes_a_vault_is_not_offered_where_it_is_read_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = edit.add_account(example(), "pypi", "bob", now=NOW)
    app, home = desk.opened(vault)
    why = ""
    monkeypatch.setattr(type(app.session), "why_read_only", property(lambda _: why))
    for why in ("", "It is open elsewhere"):
        for name, buttons in (("alice", ("use-next", "bring-in-here")), ("bob", ("add-authenticator", "add-codes"))):
            home.show_account(account_of(vault, username=name).id)
            for button in buttons:
                assert find(home.account, QPushButton, button).isEnabled() != bool(why)
