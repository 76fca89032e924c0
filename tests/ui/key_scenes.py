"""The dialogs of keys in turn, for the tests that look at all of them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import keyring
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests import keyrings
from tests.ui.desk import PASSWORD, Desk, find, keys_into, press, shows
from ui.desktop.app import App
from ui.desktop.dialogs.key_add import AddKeyDialog, KeyKind
from ui.desktop.home import Home
from vault import edit
from vault.errors import InUse

NEW = "another good password"
LONG = Path("/media/a-stick-with-a-very-long-name-indeed/keys of the things that must not get lost/vault-of-mira.key")
Scene = tuple[str, QWidget]


def scenes(desk: Desk, app: App, home: Home, qtbot: QtBot) -> Iterator[Scene]:
    computer = keyrings.kept()
    with patch.object(keyring, "get_keyring", lambda: computer):
        yield from _adding(desk, app, home, qtbot)
        home.show_settings()
        home.settings.ensureWidgetVisible(find(home.settings, QWidget, "rotate"))
        yield "settings, keys", app.window
        yield from _going(desk, app, home, qtbot)


def unlocking(app: App) -> Iterator[Scene]:
    """Show the page that asks for the password with everything that it may offer."""
    page = app.unlock_page
    page.show_vault(page.path)
    page._key_file = LONG
    page._show_key_file()
    page._may_be_quick = True
    page._show_quick()
    yield "unlock, keyring and key file", app.window
    page.password.set_error("The key in this computer's keyring no longer opens this vault. Type the password.")
    yield "unlock, keyring refused", app.window
    page.on_failed(InUse("on a-machine-with-a-long-name since 09:30"))
    yield "unlock, keyring and in use", app.window
    page.show_vault(page.path)


def _adding(desk: Desk, app: App, home: Home, qtbot: QtBot) -> Iterator[Scene]:
    for kind in ("password", "file", "keyring"):
        home.keys.add()
        dialog = find(app.window, AddKeyDialog)
        if kind == "password":
            yield "add key", dialog
        press(dialog, f"key-{kind}")
        press(dialog, "add-key-now")
        yield f"add key, {kind}", dialog
        yield from _filled(dialog, kind, qtbot)
        qtbot.waitUntil(lambda dialog=dialog: not dialog._is_busy)  # type: ignore[misc]
        desk.settle(app)


def _filled(dialog: AddKeyDialog, kind: KeyKind, qtbot: QtBot) -> Iterator[Scene]:
    keys_into(dialog.password.field, "wrong")
    if kind != "keyring":
        keys_into(dialog.new.first.field, NEW)
        keys_into(dialog.new.second.field, NEW)
    press(dialog, "add-key-now")
    if kind == "file":
        yield "add key, no file", dialog
        dialog.file.choose(LONG, is_new=True)
        yield "add key, a long path", dialog
        dialog.file.choose(dialog.file._vault_path.with_name("vault.key"), is_new=True)
        press(dialog, "add-key-now")
    qtbot.waitUntil(lambda: shows(dialog, "This is not the present password."))
    yield f"add key, {kind}, refused", dialog
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "add-key-now")


def _going(desk: Desk, app: App, home: Home, qtbot: QtBot) -> Iterator[Scene]:
    for name in ("one", "two", "three", "four"):
        app.session.apply(edit.add_account, "pypi", name)
        desk.settle(app)
    steps: tuple[tuple[str, Callable[[], None], str, str], ...] = (
        ("remove key", lambda: home.keys.remove(home.ring.keys[-1].id), "remove-key-now", "opens this vault no longer"),
        ("rotate", home.keys.rotate, "rotate-now", "The vault has a new key"),
    )
    for name, show, button, done in steps:
        show()
        dialog = _dialog(app)
        yield name, dialog
        press(dialog, button)
        yield f"{name}, no password", dialog
        keys_into(find(dialog, QWidget, "present-password"), PASSWORD)
        press(dialog, button)
        qtbot.waitUntil(lambda dialog=dialog, done=done: shows(dialog, done))  # type: ignore[misc]
        yield f"{name}, older copies", dialog
        desk.settle(app)
        press(dialog, "delete-backups")
        yield f"{name}, delete backups?", dialog
        if name == "rotate":
            press(dialog, "delete-backups-now")
            qtbot.waitUntil(lambda dialog=dialog: shows(dialog, "Deleted "))  # type: ignore[misc]
            yield f"{name}, backups deleted", dialog
        dialog.reject()
        desk.settle(app)


def _dialog(app: App) -> QDialog:
    (found,) = [one for one in app.window.findChildren(QDialog) if one.isVisible()]
    return found
