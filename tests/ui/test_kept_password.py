"""The password of an account itself, where its owner insists: warned of, kept, copied, forgotten."""

from PySide6.QtGui import QGuiApplication

from tests.ui.desk import Desk, account_of, open_dialogs, press, shows
from ui.desktop.app import App
from ui.desktop.dialogs.kept_password import KeptPasswordDialog
from ui.desktop.home import Home
from vault import edit

SECRET = "a-pass-of-alice"


def opened(app: App, home: Home) -> KeptPasswordDialog:
    home.rooms.mend("password", app.session.vault.accounts[0].id)
    press(open_dialogs(app)[0], "keep-here")
    (dialog,) = open_dialogs(app)
    assert isinstance(dialog, KeptPasswordDialog)
    return dialog


def test_it_warns_keeps_copies_and_forgets(desk: Desk) -> None:
    app, home = desk.opened()
    dialog = opened(app, home)
    assert shows(dialog, "Think twice.")
    press(dialog, "keep-password")
    assert shows(dialog, "Type the password of the account.")
    dialog.field.field.setText(SECRET)
    press(dialog, "keep-password")
    assert account_of(app.session.vault).password.secret == SECRET
    assert not open_dialogs(app)
    assert shows(home.account, "In this vault")
    assert not shows(home.account, SECRET)

    dialog = opened(app, home)
    press(dialog, "copy-password")
    assert QGuiApplication.clipboard().text() == SECRET
    press(dialog, "forget-password")
    assert account_of(app.session.vault).password.secret == ""
    app.session.apply(edit.set_note, account_of(app.session.vault).id, "x")
    assert SECRET not in str([event.value for event in app.session.vault.events])
