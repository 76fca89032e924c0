"""The flow of the bad day: no code leaves without its traps told and its mark on disk."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import CODES, NOW, Desk, account_of, dialog_of, digits, example, find, on_disk, press, shows, states
from ui.desktop.app import App
from ui.desktop.dialogs.get_in import GetInDialog
from ui.desktop.home import Home
from vault import edit, otp, store
from vault.model import Vault
from vault.store import Opened


def entered(desk: Desk, vault: Vault | None = None) -> tuple[App, Home, GetInDialog]:
    app, home = desk.opened(vault)
    press(app.window, "get-in")
    return app, home, dialog_of(app, GetInDialog)


def show_code(dialog: GetInDialog, qtbot: QtBot) -> None:
    press(dialog, "use-a-code")
    press(dialog, "mailbox-ready")
    press(dialog, "show-the-code")
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QLabel, "the-code")))


def kept(desk: Desk) -> list[tuple[str, str]]:
    codes = on_disk(desk.path)["accounts"][0]["code_sets"][0]["codes"]
    return [(code.get("state", "unused"), code.get("outcome", "")) for code in codes]


def test_the_six_digits_come_before_a_code(desk: Desk, qtbot: QtBot) -> None:
    _app, _home, dialog = entered(desk)
    assert shows(dialog, "1. A security key or passkey")
    assert shows(dialog, "then mails a link to alice@example.com")
    assert shows(dialog, digits(desk.clock)[:3])
    desk.clock.move(30)
    qtbot.waitUntil(lambda: shows(dialog, digits(desk.clock)[3:]))
    press(dialog, "get-in-totp")
    assert QGuiApplication.clipboard().text() == digits(desk.clock)


def test_the_traps_are_told_before_a_code_is_taken(desk: Desk) -> None:
    app, _home, dialog = entered(desk)
    press(dialog, "use-a-code")
    assert shows(dialog, "PyPI takes the code first.")
    assert not find(dialog, QPushButton, "show-the-code").isEnabled()
    assert find(dialog, QCheckBox).text() == "I can read alice@example.com now"
    press(dialog, "back")
    assert shows(dialog, "3. A recovery code")
    press(dialog, "close-get-in")
    assert states(account_of(app.session.vault)) == "uuuuuuuu"


def test_a_code_is_marked_on_disk_before_it_is_shown(desk: Desk, qtbot: QtBot) -> None:
    _app, _home, dialog = entered(desk)
    show_code(dialog, qtbot)
    assert kept(desk)[0] == ("used", "")
    assert find(dialog, QLabel, "the-code").text().replace(" ", "") == CODES[0]
    assert find(dialog, QLabel, "the-code").textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction
    assert QGuiApplication.clipboard().text() == CODES[0]
    assert shows(dialog, "no capitals, no dashes")


@pytest.mark.parametrize(
    ("outcome", "title"),
    [("worked", "You are in"), ("mailed", "Open the link in the mail"), ("refused", "Code 1 stays marked as used")],
)
def test_how_it_ended_is_kept(desk: Desk, qtbot: QtBot, outcome: str, title: str) -> None:
    app, home, dialog = entered(desk)
    show_code(dialog, qtbot)
    press(dialog, f"outcome-{outcome}")
    assert shows(dialog, title)
    assert not any(CODES[0] in label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    desk.settle(app)
    assert kept(desk)[0] == ("used", outcome)
    assert shows(home.account, "7 of 8 left")


def test_after_a_refusal_the_next_code_has_the_same_traps(desk: Desk, qtbot: QtBot) -> None:
    app, _home, dialog = entered(desk)
    show_code(dialog, qtbot)
    press(dialog, "outcome-refused")
    press(dialog, "try-next")
    assert not find(dialog, QPushButton, "show-the-code").isEnabled()
    press(dialog, "mailbox-ready")
    press(dialog, "show-the-code")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == CODES[1])
    assert states(account_of(app.session.vault)) == "UUuuuuuu"


def test_a_service_without_a_mail_step_asks_less(desk: Desk, qtbot: QtBot) -> None:
    _app, _home, dialog = entered(desk, example(service="gitlab"))
    assert shows(dialog, "They change every few seconds and use nothing up.")
    press(dialog, "use-a-code")
    assert shows(dialog, "The code is used up as soon as it is typed in.")
    press(dialog, "show-the-code")
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QLabel, "the-code")))
    assert not dialog.findChildren(QPushButton, "outcome-mailed")


def test_what_is_missing_is_said(desk: Desk) -> None:
    vault = edit.add_account(Vault(), "pypi", "alice", now=NOW)
    vault = edit.add_codes(vault, vault.accounts[0].id, CODES[:1], now=NOW)
    code_set = vault.accounts[0].code_sets[0]
    vault = edit.mark_code(vault, vault.accounts[0].id, code_set.id, 1, "used", now=NOW)
    _app, _home, dialog = entered(desk, vault)
    assert shows(dialog, "There is no authenticator in this vault.")
    assert shows(dialog, "There is no unused code in this vault.")
    dialog.use_code()
    assert shows(dialog, "1. A security key or passkey")


def test_an_account_without_any_way_in_has_no_flow(desk: Desk) -> None:
    app, home = desk.opened(edit.add_account(Vault(), "pypi", "alice", now=NOW))
    assert not find(app.window, QPushButton, "get-in").isEnabled()
    home.get_in("no such account")
    assert not app.window.findChildren(GetInDialog)


def test_the_services_page_is_opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    _app, _home, dialog = entered(desk)
    link = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Open PyPI")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert opened[0].endswith("/account/login/")


def test_a_flow_that_is_closed_while_the_code_is_being_saved_ends_quietly(desk: Desk) -> None:
    """The mark stays; what cannot be shown any more is not put on the clipboard either."""
    app, _home, dialog = entered(desk)
    press(dialog, "use-a-code")
    press(dialog, "mailbox-ready")
    press(dialog, "show-the-code")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    desk.settle(app)
    assert states(account_of(app.session.vault)) == "Uuuuuuuu"
    assert not QGuiApplication.clipboard().text()


def test_a_code_that_cannot_be_marked_on_disk_is_not_shown(desk: Desk, qtbot: QtBot) -> None:
    app, _home, dialog = entered(desk)
    blocker = desk.path.with_name("vault.backups")
    blocker.write_text("not a folder")
    press(dialog, "use-a-code")
    press(dialog, "mailbox-ready")
    with qtbot.waitSignal(app.session.save_failed):
        press(dialog, "show-the-code")
    assert not dialog.findChildren(QLabel, "the-code")
    assert not QGuiApplication.clipboard().text()
    assert shows(dialog, "nothing was saved")
    assert shows(dialog, "Code 1 was not handed out and stays unused.")
    assert states(account_of(app.session.vault)) == "uuuuuuuu"
    blocker.unlink()
    press(dialog, "show-the-code")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == CODES[0])
    assert states(account_of(app.session.vault)) == "Uuuuuuuu", "a second code was taken"
    assert kept(desk)[0] == ("used", "")
    assert not dialog.banner.isVisible()


def test_back_after_a_failed_save_offers_the_same_code_again(desk: Desk, qtbot: QtBot) -> None:
    app, _home, dialog = entered(desk)
    blocker = desk.path.with_name("vault.backups")
    blocker.write_text("not a folder")
    press(dialog, "use-a-code")
    press(dialog, "mailbox-ready")
    failures: list[object] = []
    app.session.save_failed.connect(failures.append)
    press(dialog, "show-the-code")
    dialog.use_code()
    qtbot.waitUntil(lambda: len(failures) == 2)  # that of the mark, and that of its being taken back
    press(dialog, "back")
    assert shows(dialog, "Code 1 was not handed out and stays unused.")
    assert shows(dialog, "8 of 8 left. It works once.")
    blocker.unlink()
    press(dialog, "use-a-code")
    press(dialog, "mailbox-ready")
    assert find(dialog, QPushButton, "show-the-code").text() == "Show code 1"
    press(dialog, "show-the-code")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == CODES[0])
    desk.settle(app)
    assert [state for state, _ in kept(desk)] == ["used", *["unused"] * 7]


def test_a_vault_that_is_read_only_still_lets_its_owner_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be marked is shown all the same, and each code once."""
    app, home = desk.opened()
    monkeypatch.setattr(type(app.session), "why_read_only", property(lambda _: "It is open elsewhere"))
    home.get_in(home.account.account_id)
    dialog = dialog_of(app, GetInDialog)
    press(dialog, "use-a-code")
    assert shows(dialog, "It is open elsewhere: the code is shown, but cannot be marked as used.")
    press(dialog, "mailbox-ready")
    press(dialog, "show-the-code")
    assert QGuiApplication.clipboard().text() == CODES[0]
    assert shows(dialog, "and not marked as used")
    press(dialog, "outcome-refused")
    assert shows(dialog, "Mark code 1 as used later")
    press(dialog, "try-next")
    press(dialog, "mailbox-ready")
    press(dialog, "show-the-code")
    assert QGuiApplication.clipboard().text() == CODES[1]
    press(dialog, "outcome-worked")
    assert shows(dialog, "You are in")
    assert app.session.vault.events == example().events


def test_a_counters_next_value_is_offered(desk: Desk, qtbot: QtBot) -> None:
    vault = edit.add_account(Vault(), "github", "alice", now=NOW)
    seed = otp.parse("otpauth://hotp/GitHub:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=1")
    _app, _home, dialog = entered(desk, edit.add_authenticator(vault, vault.accounts[0].id, seed, now=NOW))
    press(dialog, "get-in-next-value")
    qtbot.waitUntil(lambda: shows(dialog, "287 082"))  # RFC 4226, appendix D
    assert QGuiApplication.clipboard().text() == "287082"
    assert on_disk(desk.path)["accounts"][0]["authenticators"][0]["counter"] == 2


def test_a_value_that_was_counted_for_a_step_that_was_left_is_not_shown(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = otp.parse("otpauth://hotp/GitHub:alice?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=1")
    vault = edit.add_account(Vault(), "github", "alice", now=NOW)
    vault = edit.add_authenticator(vault, vault.accounts[0].id, seed, now=NOW)
    app, _home, dialog = entered(desk, edit.add_codes(vault, vault.accounts[0].id, CODES, now=NOW))
    may_save, save = threading.Event(), store.save

    def save_later(opened: Opened, content: Vault) -> Opened:
        may_save.wait(60)
        return save(opened, content)

    monkeypatch.setattr(store, "save", save_later)
    press(dialog, "get-in-next-value")
    counted = dialog._counted
    with qtbot.waitSignal(counted.destroyed):
        press(dialog, "use-a-code")
    may_save.set()
    desk.settle(app)
    assert QGuiApplication.clipboard().text() == ""
    press(dialog, "back")
    assert not shows(dialog, "287 082")
    press(dialog, "get-in-next-value")
    qtbot.waitUntil(lambda: shows(dialog, "359 152"))  # RFC 4226, appendix D: the one after it


def test_a_save_that_fails_later_finds_no_dialog(desk: Desk, qtbot: QtBot) -> None:
    app, _home, dialog = entered(desk)
    press(dialog, "close-get-in")
    qtbot.waitUntil(lambda: not app.window.findChildren(GetInDialog))
    desk.path.with_name("vault.backups").write_text("not a folder")
    with qtbot.waitSignal(app.session.save_failed):
        app.session.apply(edit.set_note, account_of(app.session.vault).id, "a note")
    assert app.window.banner.isVisible()
