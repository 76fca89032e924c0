"""Locked out: other ways first, the request in pieces, the proof, and the log. Nothing leaves but by a click."""

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.core import lockouts
from tests.core.lockouts import CODES, SEED, TODAY, last, vault_with
from tests.ui.desk import Desk, find, keys_into, on_disk, press, recorder, shows
from tests.ui.test_accessibility import controls, heard
from tests.ui.test_layout import lasting_complaints, named
from ui.desktop.app import App
from ui.desktop.dialogs.request import RequestDialog
from ui.desktop.widgets.paste_piece import CopyButton, PastePiece
from vault import edit, losses, recovery
from vault.model import Account, Vault
from vault.readiness import Readiness
from vault.request import RECOVERY_CODES

LONG = "the-maintainers-of-a-package-with-a-very-long-name-indeed-and-then-some"
LONG_LINK = f"https://github.com/{LONG}/{LONG}"


def asking(desk: Desk, vault: Vault, *lost: str) -> tuple[App, RequestDialog]:
    """Open the dialog on the last account of a vault."""
    desk.clock.now = lockouts.NOW.at
    app, _home = desk.opened(vault)
    return app, opened(app, *lost)


def opened(app: App, *lost: str) -> RequestDialog:
    vault = app.session.vault
    readiness = Readiness(vault, TODAY, lost=[losses.find(vault, name) for name in lost])
    dialog = RequestDialog(app.window, app.look, app.session, readiness, last(vault), clipboard=app.clipboard)
    dialog.open()
    return dialog


def account(app: App) -> Account:
    return last(app.session.vault)


def copied(dialog: RequestDialog, title: str) -> str:
    """Copy one piece of the page that is shown, and return what is on the clipboard."""
    made = [one for one in dialog.findChildren(CopyButton) if one.isVisible() and one.accessibleName() == f"Copy: {title}"]
    QTest.mouseClick(made[0], Qt.MouseButton.LeftButton)
    return QGuiApplication.clipboard().text()


def pieces(dialog: RequestDialog) -> Sequence[PastePiece]:
    return [one for one in dialog.findChildren(PastePiece) if one.isVisible()]


def write_reason(dialog: RequestDialog, text: str) -> None:
    assert dialog.form
    dialog.form.reason.field.setPlainText(text)
    dialog.form.reason.check()


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would be opened in the browser."""
    found: list[str] = []

    def take(url: QUrl) -> bool:
        found.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return found


# Other ways first


def test_other_ways_come_first_and_why_others_do_not_work(desk: Desk) -> None:
    _app, dialog = asking(desk, lockouts.dag())
    assert shows(dialog, "Locked out of PyPI?")
    assert shows(dialog, "No way in is known to work.")
    assert shows(dialog, "A password reset works with verified addresses only.")
    assert shows(dialog, "No authenticator is noted.")
    assert not [one for one in dialog.findChildren(QPushButton, "try-ways") if one.isVisible()]
    press(dialog, "continue")
    assert shows(dialog, "Write to support@")


def test_ways_that_still_work_are_tried_with_one_click(desk: Desk, qtbot: QtBot) -> None:
    app, dialog = asking(desk, lockouts.silent_mail())
    assert shows(dialog, "these ways still work")
    assert shows(dialog, "Have at hand: this laptop.")
    assert shows(dialog, "PyPI takes the code before that mail")
    with qtbot.waitSignal(dialog.get_in) as caught:
        press(dialog, "try-ways")
    assert caught.args == [account(app).id]
    assert not dialog.isVisible()


def test_what_was_lost_is_taken_as_lost(desk: Desk) -> None:
    _app, dialog = asking(desk, lockouts.one_entry(), "KeePass")
    assert shows(dialog, "No way in is known to work.")
    assert shows(dialog, "A recovery code: every copy of the codes is lost")


def test_another_service_has_its_own_help_and_no_form(desk: Desk, pages: list[str]) -> None:
    _app, dialog = asking(desk, vault_with("github:alice"))
    assert dialog.form is None
    assert dialog.pages.count() == 2
    assert shows(dialog, "The staff of PyPI cannot let you in there")
    press(dialog, "open-help")
    assert [page.split("/")[2] for page in pages] == ["docs.github.com"]
    press(dialog, "continue")
    assert shows(dialog, "The link of your request, if it has one")
    press(dialog, "note-sent")


def test_a_request_that_would_name_an_address_is_not_put_together(desk: Desk) -> None:
    _app, dialog = asking(desk, vault_with("pypi:dag@odenhall.example"))
    assert shows(dialog, "The request cannot be put together yet")
    assert shows(dialog, "PyPI wants the user name there")
    assert dialog.form is None


# The request


def test_every_piece_is_copied_exactly(desk: Desk) -> None:
    app, dialog = asking(desk, lockouts.dag())
    dialog.show_page(1)
    assert copied(dialog, "Title") == "Account recovery request"
    assert copied(dialog, "PyPI Username") == "`dag`"
    assert copied(dialog, "Reason for request").splitlines()[0] == "I no longer have the password and cannot reset it."
    assert copied(dialog, "Subject") == "Account recovery on PyPI: dag"
    assert copied(dialog, "Text").startswith("Hello,\n\nThis belongs to my request [the link of your issue]\n")
    assert copied(dialog, "To").startswith("support@")
    assert shows(dialog, RECOVERY_CODES)
    assert shows(dialog, f"It stays on the clipboard for {app.clipboard.seconds} s.")


def test_a_button_says_for_a_moment_that_it_copied(desk: Desk, qtbot: QtBot) -> None:
    _app, dialog = asking(desk, lockouts.dag())
    dialog.show_page(1)
    title = pieces(dialog)[0].copy
    copied(dialog, "Title")
    assert title.text() == "Copied"
    title._over.setInterval(0)
    qtbot.waitUntil(lambda: title.text() == "Copy")


def test_the_reason_is_checked_while_it_is_typed(desk: Desk, qtbot: QtBot) -> None:
    _app, dialog = asking(desk, lockouts.dag())
    dialog.show_page(1)
    assert dialog.form
    reason = dialog.form.reason
    reason.field.selectAll()
    keys_into(reason.field, "Write to dag@odenhall.example")
    assert not reason.copy.isEnabled()
    qtbot.waitUntil(reason.banner.isVisible)
    assert "The reason has an e-mail address in it." in reason.banner.text
    assert not reason.copy.isEnabled()
    reason.field.selectAll()
    keys_into(reason.field, "I must add a maintainer.")
    qtbot.waitUntil(reason.copy.isEnabled)
    assert not reason.banner.isVisible()


@pytest.mark.parametrize("secret", [CODES[0], CODES[0].upper(), f"{CODES[0][:8]} {CODES[0][8:]}", SEED])
def test_a_secret_of_the_vault_cannot_be_copied_into_the_issue(desk: Desk, secret: str) -> None:
    _app, dialog = asking(desk, lockouts.silent_mail())
    dialog.show_page(1)
    write_reason(dialog, f"These do not work: {secret}")
    assert dialog.form
    assert not dialog.form.reason.copy.isEnabled()
    assert secret not in dialog.form.reason.banner.text


def test_what_is_added_to_ones_own_words_is_shown_and_copied(desk: Desk) -> None:
    _app, dialog = asking(desk, lockouts.silent_mail())
    dialog.show_page(1)
    write_reason(dialog, "The mail with the confirmation never arrives.")
    added = find(dialog, QLabel, "reason-added").text()
    assert added.startswith("Added when you copy it:\nI do have unused recovery codes.")
    assert copied(dialog, "Reason for request").startswith("The mail with the confirmation never arrives.\nI do have unused")
    press(dialog, "reason-again")
    assert not [one for one in dialog.findChildren(QLabel, "reason-added") if one.isVisible()]
    assert copied(dialog, "Reason for request").startswith("I cannot log in to the account any more.")


def test_what_belongs_elsewhere_is_told_and_not_forbidden(desk: Desk) -> None:
    _app, dialog = asking(desk, lockouts.dag())
    dialog.show_page(1)
    write_reason(dialog, "It says that my account has been suspended.")
    assert dialog.form
    assert "Is the account suspended?" in dialog.form.reason.banner.text
    assert dialog.form.reason.copy.isEnabled()


def test_a_tick_that_is_not_true_is_marked(desk: Desk) -> None:
    _app, dialog = asking(desk, lockouts.silent_mail())
    dialog.show_page(1)
    assert shows(dialog, "Not true")
    assert shows(dialog, "8 unused codes are noted: use them if you can.")


def test_the_form_is_opened_by_a_click_alone(desk: Desk, pages: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    _app, dialog = asking(desk, lockouts.dag())
    for place in range(4):
        dialog.show_page(place)
    assert pages == []
    dialog.show_page(1)
    press(dialog, "open-form")
    assert [page.partition("?")[0] for page in pages] == ["https://github.com/pypi/support/issues/new"]
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    press(dialog, "open-form")
    assert dialog.banner.text.startswith("No program took the page. Its address is https://github.com/")


# The proof


def test_the_branchs_name_is_put_into_the_lines(desk: Desk) -> None:
    _app, dialog = asking(desk, lockouts.dag())
    dialog.show_page(2)
    assert shows(dialog, "You can push to it.")
    assert copied(dialog, "Push the branch").endswith("NAME-FROM-THE-MAIL")
    field = find(dialog, QLineEdit, "branch-name")
    keys_into(field, "GtD0uZqm2PREA6x3")
    assert copied(dialog, "Push the branch") == "git push https://github.com/dag/attest HEAD:refs/heads/GtD0uZqm2PREA6x3"
    assert copied(dialog, "Afterwards: delete it").endswith("--delete refs/heads/GtD0uZqm2PREA6x3")
    keys_into(field, "x")
    assert shows(dialog, "The staff's branch names have 16 letters and digits.")
    assert copied(dialog, "Push the branch").endswith("NAME-FROM-THE-MAIL")


def test_without_a_repository_the_mail_and_the_wait_are_told(desk: Desk) -> None:
    _app, dialog = asking(desk, lockouts.katsuma())
    dialog.show_page(2)
    assert shows(dialog, "Then the staff go by your mail")
    assert pieces(dialog) == []


def test_a_repository_that_is_barred_is_told(desk: Desk) -> None:
    _app, dialog = asking(desk, vault_with(packages=(lockouts.package("gone", "https://example.com/gone", "no"),)))
    dialog.show_page(2)
    assert shows(dialog, "You cannot push to the repository of gone.")


# The log


def test_a_recovery_is_logged_from_the_form_to_its_end(desk: Desk, pages: list[str]) -> None:
    app, dialog = asking(desk, lockouts.silent_mail())
    said: list[str] = []
    dialog.noted.connect(recorder(said))
    dialog.show_page(3)
    assert shows(dialog, "Nothing was sent yet.")
    press(dialog, "note-sent")
    assert shows(dialog, "Sent on 1 June 2026")
    assert find(dialog, QLabel, "next-step").text().endswith("You are reminded on 15 June 2026.")
    keys_into(find(dialog, QLineEdit, "issue-link"), "11423")
    press(dialog, "save-link")
    press(dialog, "open-issue")
    assert pages == ["https://github.com/pypi/support/issues/11423"]
    dialog.show_page(1)
    assert "This belongs to my request https://github.com/pypi/support/issues/11423" in copied(dialog, "Text")
    dialog.show_page(3)
    for step in ("answered", "branch-pushed", "mail-answered"):
        press(dialog, f"note-{step}")
    assert [one.kind for one in account(app).requests[0].steps] == ["sent", "answered", "branch-pushed", "mail-answered"]
    press(dialog, "end-request")
    assert not find(dialog, QPushButton, "note-closed").isEnabled()
    press(dialog, "answer-reset")
    press(dialog, "note-closed")
    assert account(app).recovered_on == TODAY
    assert account(app).live_set is None
    assert shows(dialog, "Back in: what to set up anew")
    assert shows(dialog, "Generate new recovery codes, bring them in here, and burn one of them as it asks for.")
    assert shows(dialog, "Sent on 1 June 2026, answered by the staff on 1 June 2026")
    assert said[0] == "Noted: sent on 1 June 2026."
    assert said[1] == "Noted where the issue is."
    assert said[-1] == "Noted: closed on 1 June 2026."
    desk.settle(app)
    kept = on_disk(desk.path)["accounts"][0]["requests"][0]["steps"]
    assert [step["kind"] for step in kept] == ["sent", "answered", "branch-pushed", "mail-answered", "closed"]


def test_the_link_is_noted_with_the_form_and_the_last_step_undone(desk: Desk) -> None:
    app, dialog = asking(desk, lockouts.dag())
    dialog.show_page(3)
    keys_into(find(dialog, QLineEdit, "issue-link"), "pypi/support#8241")
    press(dialog, "note-sent")
    assert account(app).requests[0].link.endswith("/8241")
    press(dialog, "note-answered")
    app.session.undo()
    assert [one.kind for one in account(app).requests[0].steps] == ["sent"]
    desk.settle(app)


def test_what_cannot_be_noted_is_told(desk: Desk) -> None:
    app, dialog = asking(desk, lockouts.dag())
    dialog.show_page(3)
    keys_into(find(dialog, QLineEdit, "issue-link"), "my issue")
    press(dialog, "note-sent")
    assert "This is not the link of a request." in dialog.banner.text
    assert account(app).requests == ()


def test_a_request_under_way_is_shown_first(desk: Desk) -> None:
    vault = lockouts.dag()
    vault = recovery.open_request(vault, last(vault).id, on=TODAY, link="1", now=lockouts.NOW)
    _app, dialog = asking(desk, vault)
    assert shows(dialog, "What comes next")
    press(dialog, "back")
    assert shows(dialog, "exactly that name")


def test_after_a_recovery_one_can_ask_once_more(desk: Desk) -> None:
    vault = lockouts.dag()
    vault = edit.note_recovered(vault, last(vault).id, TODAY, now=lockouts.NOW)
    app, dialog = asking(desk, vault)
    dialog.show_page(3)
    assert not shows(dialog, "Nothing was sent yet.")
    press(dialog, "ask-again")
    press(dialog, "note-sent")
    assert len(account(app).requests) == 1
    desk.settle(app)


def test_a_vault_that_cannot_be_changed_still_gives_the_request(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    app, _home = desk.opened(lockouts.dag())
    monkeypatch.setattr(type(app.session), "why_read_only", property(lambda _: "It is open elsewhere"))
    dialog = opened(app)
    assert dialog.banner.text == "It is open elsewhere. Steps cannot be noted."
    dialog.show_page(1)
    assert copied(dialog, "Title") == "Account recovery request"
    dialog.show_page(3)
    assert dialog.banner.isVisible()
    assert not find(dialog, QPushButton, "note-sent").isEnabled()


# Looks and keys


def long_names() -> Vault:
    """Return a vault in which every name is as long as it may be."""
    mails = (lockouts.address(f"{LONG}@{LONG}.example", reaches="no", primary=True, is_own_domain=True),)
    packages = (
        lockouts.package(LONG, LONG_LINK, "yes", owners=(LONG, "bob"), has_publisher=True),
        lockouts.package(f"{LONG}-2", LONG_LINK, "no"),
    )
    vault = vault_with(f"pypi:{LONG}", emails=mails, packages=packages, password=lockouts.KNOWN)
    return lockouts.with_codes(vault)


def what_is_cut(dialog: RequestDialog) -> list[str]:
    """Return what the house complains of. A word that may be broken anywhere is never too wide, only too high."""
    complaints = lasting_complaints(dialog)
    labels = [one for one in dialog.findChildren(QLabel) if one.isVisible() and "\u200b" in one.text()]
    names = tuple(named(one) for one in labels)
    found = [one for one in complaints if not one.startswith(names)] if names else complaints
    return found + [one.text() for one in labels if one.heightForWidth(one.width()) > one.height() + 1]


@pytest.mark.parametrize("size", [(880, 600), (1024, 700), (1440, 900)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("made", [lockouts.dag, lockouts.silent_mail, long_names], ids=lambda made: made.__name__)
def test_nothing_is_cut(desk: Desk, size: tuple[int, int], made: Callable[[], Vault]) -> None:
    desk.clock.now = lockouts.NOW.at
    app, _home = desk.opened(made())
    app.window.resize(*size)
    QApplication.processEvents()
    dialog = opened(app)
    found: dict[int, list[str]] = {}
    for place in range(dialog.pages.count()):
        dialog.show_page(place)
        found[place] = what_is_cut(dialog)
    assert dialog.height() <= app.window.height()
    press(dialog, "note-sent")
    press(dialog, "end-request")
    press(dialog, "answer-reset")
    found[-1] = what_is_cut(dialog)
    assert not {place: several for place, several in found.items() if several}
    desk.settle(app)


def test_everything_can_be_heard_and_reached_and_nothing_selected(desk: Desk) -> None:
    _app, dialog = asking(desk, lockouts.dag())
    for place in range(dialog.pages.count()):
        dialog.show_page(place)
        for widget in controls(dialog):
            assert heard(widget), widget.objectName()
            assert widget.focusPolicy() != Qt.FocusPolicy.NoFocus, widget.objectName()
    for one in dialog.findChildren(QLabel):
        assert not one.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        assert one.textFormat() == Qt.TextFormat.PlainText or not one.text()


def test_enter_goes_on_and_escape_leaves(desk: Desk) -> None:
    app, dialog = asking(desk, lockouts.dag())
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.pages.currentIndex() == 1
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert account(app).requests == ()
