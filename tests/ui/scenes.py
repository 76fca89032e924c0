"""Every page and dialog in turn, with the demo's content, for the tests that look at all of them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import CODES, OTPAUTH, START, Desk, account_of, find, keys_into, mime_of_text, press, shows, write
from tests.ui.fact_scenes import scenes as of_facts
from tests.ui.key_scenes import scenes as of_keys
from tests.ui.key_scenes import unlocking
from tests.ui.link_scenes import SCENES as LINKS
from tests.ui.paper_scenes import scenes as on_paper
from tests.ui.past_scenes import before_opening as damaged
from tests.ui.past_scenes import scenes as of_the_past
from ui.desktop import demo
from ui.desktop.app import App
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.home import Home
from vault import edit, keys, otp
from vault.errors import ChangedOnDisk
from vault.model import Now, Vault

LONG_NAME = "the-maintainers-of-a-package-with-a-very-long-name-indeed"
HOTP = "otpauth://hotp/GitHub:counter?secret=GEZDGNBVGY3TQOJQ&issuer=GitHub&counter=7&digits=8"
LINES = "\n".join(CODES)
Scene = tuple[str, QWidget]


def content() -> Vault:
    """Return the demo's vault with what it lacks: a replaced set, a counter, and names that are too long."""
    vault = demo.content(START)
    now = Now(START, "desk")
    vault = edit.add_codes(vault, account_of(vault, "gitlab", "mira.holt").id, [f"{code}0f" * 2 for code in CODES], now=now)
    vault = edit.add_account(vault, "github", "counter", now=now)
    vault = edit.add_authenticator(vault, vault.accounts[-1].id, otp.parse(HOTP), now=now)
    vault = edit.add_account(vault, "a-service-of-somebodys-own.example", LONG_NAME, now=now)
    last = vault.accounts[-1].id
    vault = edit.set_email(vault, last, f"{LONG_NAME}@{LONG_NAME}.example", verified_on=START.date(), now=now)
    return edit.add_codes(vault, last, [f"{code}-{code}-{code}" for code in CODES], now=now)


def scenes(desk: Desk, qtbot: QtBot, size: tuple[int, int] = (1024, 700)) -> Iterator[Scene]:
    """Yield what is shown, with its name. Each scene is laid out before it is yielded."""
    yield from _before_opening(desk, qtbot, size)
    write(desk.path, content())
    app = desk.start()
    app.window.resize(*size)
    home = desk.unlock(app)
    for scene in (
        _pages(app, home, qtbot),
        _facts(app, home),
        of_facts(desk, app, home, qtbot),
        _rooms(app, home, qtbot),
        _code_dialogs(desk, app, home),
        _transfers(app, home, qtbot),
        of_the_past(desk, app, home, qtbot),
        on_paper(desk, app, home, qtbot),
        of_keys(desk, app, home, qtbot),
    ):
        for name, widget in scene:
            yield _settled(name, widget)
        for dialog in app.window.findChildren(QDialog):
            dialog.reject()


def _settled(name: str, widget: QWidget) -> Scene:
    """Let what was replaced go, and everything else find its place."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    return name, widget


def _before_opening(desk: Desk, qtbot: QtBot, size: tuple[int, int]) -> Iterator[Scene]:
    app = desk.start()
    app.window.resize(*size)
    assert app.first_run
    yield _settled("first run", app.window)
    keys_into(app.first_run.password.first.field, "password1")
    qtbot.waitUntil(lambda: shows(app.window, "easy to guess"))
    press(app.first_run, "create-vault")
    yield _settled("first run, passwords differ", app.window)
    app.unlock_page.show_vault(desk.path, "This is the demo. Its password is: demo")
    app.window.show_outer(app.unlock_page)
    yield _settled("unlock", app.window)
    app.unlock_page.unlock()
    yield _settled("unlock, no password", app.window)
    for name, widget in unlocking(app):
        yield _settled(name, widget)
    for name, widget in damaged(app):
        yield _settled(name, widget)
    yield from _restoring(app, qtbot)
    desk.close()


def _restoring(app: App, qtbot: QtBot) -> Iterator[Scene]:
    press(app.window, "restore")
    assert app.restore_page
    page, typing = app.restore_page, app.restore_page.gathering.typing
    yield _settled("restore", app.window)
    keys_into(typing.key.field, "K7U")
    yield _settled("restore, odd key", app.window)
    press(page, "type-share")
    keys_into(typing.share.field, "academic breathhe ")
    yield _settled("restore, odd word", app.window)
    press(page, "type-lines")
    yield _settled("restore, lines", app.window)
    page.gathering.read_files([Path(f"{LONG_NAME}.png")])
    page.gathering.read_mime(mime_of_text(keys.paper_symbols(keys.new_paper())))
    qtbot.waitUntil(lambda: shows(page, "The paper key is here"))
    page.gathering.progress.banner.show_message("danger", "The key does not open it. " * 3, [("Use the backup", page.back)])
    yield _settled("restore, refused", app.window)
    page._on_key(keys.new_paper())
    press(page, "finish-restore")
    yield _settled("restore, new password", app.window)
    page.ask_passphrase()
    press(page, "open-backup")
    yield _settled("restore, passphrase", app.window)
    page._on_content(content())
    yield _settled("restore, new vault", app.window)


def _pages(app: App, home: Home, qtbot: QtBot) -> Iterator[Scene]:
    window = app.window
    for account in app.session.vault.present:
        home.show_account(account.id)
        yield account.title, window
        home.account.codes.toggle()
        home.account.codes._older.toggle()
        yield f"{account.title} revealed", window
        home.account.codes._older.toggle()
    home.side.search.setText("no such account")
    yield "nothing found", window
    home.side.search.clear()
    window.show_page(home.welcome)
    yield "welcome", window
    home.show_settings()
    press(home.settings, "check-vault")
    qtbot.waitUntil(lambda: shows(home.settings, "All whole"))
    yield "settings", window
    app.session.save_failed.emit(ChangedOnDisk())
    yield "not saved", window
    window.say("The password was changed. Older backups still open with the old one.", ("Undo", home.undo))
    yield "toast", window
    window.banner.hide()
    home.show_first()


def _rooms(app: App, home: Home, qtbot: QtBot) -> Iterator[Scene]:
    home.show_readiness()
    qtbot.waitUntil(lambda: shows(app.window, "accounts"))
    yield "readiness", app.window
    home.rooms.check_link()
    dialog = _open_dialog(app)
    for name, text in LINKS.items():
        find(dialog, QPlainTextEdit).setPlainText(text)
        yield f"link, {name}", dialog
    dialog.reject()
    home.rooms.ask_for(account_of(app.session.vault, "pypi", "mira-holt").id)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in app.window.findChildren(QDialog)))
    dialog = _open_dialog(app)
    tabs = [one for one in dialog.findChildren(QPushButton) if one.isCheckable()]
    for place, tab in enumerate(tabs, 1):
        tab.click()
        yield f"request, {place}", dialog


def _facts(app: App, home: Home) -> Iterator[Scene]:
    for name, show in (
        ("add account", home.add_account),
        ("password", home.keys.change_password),
    ):
        show()
        dialog = _open_dialog(app)
        yield name, dialog
        for button in dialog.findChildren(QWidget):
            if button.property("kind") == "primary":
                press(dialog, button.objectName())
        yield f"{name}, refused", dialog
        dialog.reject()


def _code_dialogs(desk: Desk, app: App, home: Home) -> Iterator[Scene]:
    account = account_of(app.session.vault, "pypi", "mira-holt")
    for name, show in (
        ("burned", home._choose_burned),
        ("compare", home._compare),
        ("drill", home._drill),
        ("clock", home._check_clock),
    ):
        show(account.id)
        yield name, _open_dialog(app)
        _open_dialog(app).reject()
    desk.clock.move(timedelta(days=1).total_seconds())
    for outcome in ("worked", "mailed", "refused"):
        home.get_in(account.id)
        dialog = _open_dialog(app)
        yield "ways in", dialog
        press(dialog, "use-a-code")
        yield "traps", dialog
        press(dialog, "mailbox-ready")
        press(dialog, "show-the-code")
        desk.settle(app)
        yield "the code", dialog
        press(dialog, f"outcome-{outcome}")
        yield f"after: {outcome}", dialog
        dialog.reject()
        desk.settle(app)


def _transfers(app: App, home: Home, qtbot: QtBot) -> Iterator[Scene]:
    dialog = home.bring_in()
    yield "bring in", dialog
    dialog.read_text("nothing of use")
    qtbot.waitUntil(lambda: bool(dialog.banner.text))
    yield "bring in, refused", dialog
    for name, text in (
        ("preview, whose?", LINES),
        ("preview, odd", LINES.upper()[:-17] + "\nnot a code\n" + CODES[0]),
        ("preview, one authenticator", OTPAUTH),
        ("preview, many", "\n".join(OTPAUTH.replace("alice", f"user-{number}") for number in range(9))),
    ):
        _read(dialog, text, qtbot)
        yield name, dialog
    dialog.reject()
    account = account_of(app.session.vault, "pypi", "mira-holt")
    dialog = home.bring_in(account.id)
    for name, text in (("preview, replaces codes", LINES), ("preview, replaces authenticator", OTPAUTH)):
        _read(dialog, text, qtbot)
        yield name, dialog


def _read(dialog: TransferDialog, text: str, qtbot: QtBot) -> None:
    dialog._found = ()
    dialog.read_text(text)
    qtbot.waitUntil(lambda: bool(dialog._found))


def _open_dialog(app: App) -> QDialog:
    found = [one for one in app.window.findChildren(QDialog) if one.isVisible()]
    assert len(found) == 1
    return found[0]
