"""The window's rooms gone through without a screen, in a process of their own: `python -m tests.leaks.desk_story STORY FOLDER`.

The scenario that starts it searches what it leaves behind, says and sends.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.leaks.canaries import KEPT_PASSWORD, NEW_PASSWORD, OTHER_CODES, OTHER_SEED, Secrets
from tests.ui import desk
from tests.ui.desk import Desk, account_of, dialog_of, mime_of_text, open_dialogs, press, shows
from tests.ui.paper import printing, saved, to_pages
from tests.ui.test_get_in import show_code
from tests.ui.test_kept_password import opened as kept_password
from tests.ui.test_own_qr import asked as own_qr
from ui import defects
from ui.desktop.app import App
from ui.desktop.dialogs.get_in import GetInDialog
from ui.desktop.dialogs.password import PasswordDialog
from ui.desktop.home import Home

ITS_OWN: Secrets = {"desk password": desk.PASSWORD.encode(), "desk seed": desk.SEED.encode()}
ITS_OWN |= {f"desk code {place}": code.encode() for place, code in enumerate(desk.CODES, 1)}
Room = Callable[[Desk, App, Home, "Waiting"], None]


class Waiting:
    """What the desk needs of pytest-qt, outside of pytest."""

    def waitUntil(self, seen: Callable[[], bool | None]) -> None:  # noqa: N802  (pytest-qt's own name)
        deadline = time.monotonic() + 30
        while not seen():
            assert time.monotonic() < deadline, "it did not happen"
            QTest.qWait(10)

    def waitExposed(self, window: Any) -> None:  # noqa: N802
        assert QTest.qWaitForWindowExposed(window)


def keep(made: Desk, app: App, home: Home, waiting: Waiting) -> None:
    """Keep an account's password, show the seed's QR code, use a code, bring in texts good and bad, change the password."""
    bot = cast("QtBot", waiting)
    dialog = kept_password(app, home)
    dialog.field.field.setText(KEPT_PASSWORD)
    press(dialog, "keep-password")
    press(kept_password(app, home), "copy-password")
    assert QGuiApplication.clipboard().text() == KEPT_PASSWORD
    close_all(app)
    qr = own_qr(app, bot)
    press(qr, "copy-seed")
    close_all(app)
    press(app.window, "get-in")
    show_code(dialog_of(app, GetInDialog), bot)
    close_all(app)
    for text in (f"otpauth://totp/x?secret={OTHER_SEED}1", f"{OTHER_SEED} {{", "\n".join(OTHER_CODES)):
        home.bring_in(account_of(app.session.vault).id, mime_of_text(text))
        QTest.qWait(100)
        close_all(app)
    home.settings.change_password.emit()
    change = dialog_of(app, PasswordDialog)
    for field, text in ((change.password, desk.PASSWORD), (change.new.first, NEW_PASSWORD), (change.new.second, NEW_PASSWORD)):
        field.field.setText(text)
    press(change, "change-password-now")
    waiting.waitUntil(lambda: shows(change, "The password was changed"))
    close_all(app)


def paper(made: Desk, app: App, home: Home, waiting: Waiting) -> None:
    """Make a PDF of each kind."""
    bot = cast("QtBot", waiting)
    for kind in ("codes", "recovery", "backup"):
        dialog = printing(app, home, kind)
        if kind == "backup":
            press(dialog, "passphrase-noted")
        to_pages(dialog, bot)
        saved(made, dialog, bot, f"{kind}.pdf")
        press(dialog, "continue")
        close_all(app)


def stumble(made: Desk, app: App, home: Home, waiting: Waiting) -> None:
    """Defects with secrets in their texts: in a slot, on the worker, in what is only noted."""
    plain = [desk.PASSWORD, *desk.CODES, desk.SEED]

    def fail() -> None:
        raise ValueError(plain) from KeyError(*plain)

    class Odd:
        def __del__(self) -> None:
            fail()

    told: list[object] = []
    report = sys.excepthook

    def reported(*found: Any) -> None:
        told.append(found)
        report(*found)

    sys.excepthook = reported
    QTimer.singleShot(0, fail)
    app.tasks.run(app, fail, print, print)
    Odd()
    deadline = time.monotonic() + 30
    while len(told) < 2:
        assert time.monotonic() < deadline, "it did not happen"
        try:
            QTest.qWait(10)
        except ValueError:  # PySide may let it out here instead, where a filter is asked before the slot's end
            reported(*sys.exc_info())


def close_all(app: App) -> None:
    for dialog in open_dialogs(app):
        dialog.reject()
    QApplication.processEvents()
    assert not open_dialogs(app)


ROOMS: dict[str, Room] = {"keep": keep, "paper": paper, "stumble": stumble}


def main(room: str, folder: Path) -> None:
    defects.watch()
    qt = QApplication(["sparekey"])
    waiting = Waiting()
    made = Desk(qt, cast("QtBot", waiting), folder)
    app, home = made.opened()
    ROOMS[room](made, app, home, waiting)
    made.settle(app)
    app.leave()
    assert QGuiApplication.clipboard().text() == ""


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
