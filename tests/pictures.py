"""Draws the pictures of the user guide: python3 run.py pictures. With --review every page in light, dark, 1x and 2x."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPixmap, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QPushButton

from tests.core import migration
from tests.ui import paper_pictures
from tests.ui.desk import take_down
from tests.ui.pauses import pause, wait_for
from ui.desktop import demo
from ui.desktop.app import App
from ui.desktop.dialogs.authenticator import AuthenticatorDialog
from ui.desktop.home import Home
from ui.desktop.widgets.screen_picker import ScreenPicker
from vault import facts
from vault.crypto import CHEAPEST
from vault.errors import ChangedOnDisk
from vault.settings import Settings

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
IN_GUIDE = {
    "account",
    "backups",
    "bring-in",
    "due",
    "first-run",
    "own-qr",
    "paper",
    "preview",
    "print",
    "readiness",
    "restore",
    "revealed",
    "unlock",
}
TODAY = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--review", type=Path, metavar="FOLDER", help="draw every page there, for looking at")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--scale", default="2")
    parser.add_argument("--size", default="1024x700")
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = options.scale
    folder = options.review or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    width, height = map(int, options.size.split("x"))
    suffix = f"-{options.theme}-{options.scale}x" if options.review else ""
    for name, picture in draw(options.theme, width, height):
        if options.review or name in IN_GUIDE:
            picture.save(str(folder / f"{name}{suffix}.png"))
    return 0


def draw(theme: str, width: int, height: int) -> Iterator[tuple[str, QPixmap]]:
    """Walk through the window with the demo's content and grab it at each stop."""
    qt = QApplication([*sys.argv[:1], "-style", "Fusion"])
    screen = patch.object(QScreen, "availableGeometry", lambda _: QRect(0, 0, 1440, 900))
    with tempfile.TemporaryDirectory() as name, paper_pictures.same_numbers(), screen:
        folder = Path(name)
        path = folder / "vault.sparekey"
        chosen = Settings(theme="dark" if theme == "dark" else "light", lock_after=0)
        app = App(qt, chosen, path, relaunch=print, demo_folder=folder, cost=CHEAPEST, clock=lambda: TODAY)
        app.window.resize(width, height)
        app.start()
        yield from _before_opening(app, folder)
        home = app.home
        assert home
        yield from _pages(app, home)
        yield from paper_pictures.printing(app, home, folder)
        home.show_due()
        pause(50)
        yield "due", app.window.grab()
        yield from _past(app, home)
        yield from _readiness(app, home)
        yield from _dialogs(app, home, folder)
        take_down(qt, app)
        qt.clipboard().clear()  # what was copied last would be destroyed after Python is gone, and crash


def _past(app: App, home: Home) -> Iterator[tuple[str, QPixmap]]:
    home.past.show_history()
    pause(50)
    yield "history", app.window.grab()
    home.settings.past.backups.emit()
    wait_for(lambda: any(one.isVisible() for one in home.past.backups.findChildren(QPushButton, "look-inside")))
    pause(50)
    yield "backups", app.window.grab()


def _before_opening(app: App, folder: Path) -> Iterator[tuple[str, QPixmap]]:
    first_run = app.first_run
    assert first_run
    QTest.keyClicks(first_run.password.first.field, "a spare key")
    first_run.password.second.field.setText("a spare kay")
    pause(900)
    yield "first-run", app.window.grab()
    first_run.create_vault()
    pause(100)
    yield "first-run-error", app.window.grab()
    app.unlock_page.show_vault(demo.make(TODAY, folder))
    app.window.show_outer(app.unlock_page)
    pause(50)
    yield "unlock", app.window.grab()
    yield from paper_pictures.restoring(app, folder)
    app.unlock_page.password.field.setText("wrong")
    app.unlock_page.unlock()
    pause(600)
    yield "unlock-error", app.window.grab()
    app.unlock_page.password.field.setText(demo.PASSWORD)
    app.unlock_page.unlock()
    wait_for(lambda: app.home is not None)


def _pages(app: App, home: Home) -> Iterator[tuple[str, QPixmap]]:
    for name, service, username in (
        ("account", "pypi", "mira-holt"),
        ("low", "pypi", "attest-release-bot"),
        ("empty", "readthedocs", "mira-holt"),
        ("long-codes", "npm", "mirah"),
        ("no-codes", "rubygems", "mira"),
    ):
        account = app.session.vault.find(service, username)
        assert account
        home.show_account(account.id)
        pause(50)
        yield name, app.window.grab()
        if name in {"account", "long-codes"}:
            home.account.codes.toggle()
            home.account.copy_code(3)
            pause(50)
            yield "revealed" if name == "account" else "long-codes-revealed", app.window.grab()
            home.undo()
    home.side.search.setText("holt")
    pause(50)
    yield "search", app.window.grab()
    home.side.search.setText("")
    app.session.save_failed.emit(ChangedOnDisk())
    pause(50)
    yield "not-saved", app.window.grab()
    app.window.banner.hide()
    app.window.show_page(home.welcome)
    pause(50)
    yield "welcome", app.window.grab()
    home.show_settings()
    pause(50)
    yield "settings", app.window.grab()


def _readiness(app: App, home: Home) -> Iterator[tuple[str, QPixmap]]:
    """The page of readiness, of a vault of which enough is known to say something."""
    vault = app.session.vault
    account = vault.find("pypi", "mira-holt")
    assert account
    app.session.apply(facts.set_password, account.id, "kept", at=["this laptop", "phone"])
    app.session.apply(facts.set_copies, account.id, "totp_at", ["phone"])
    app.session.apply(facts.add_security_key, account.id, "blue", "key ring")
    home.show_readiness()
    pause(1500)
    yield "readiness", app.window.grab()


def _dialogs(app: App, home: Home, folder: Path) -> Iterator[tuple[str, QPixmap]]:
    home.add_account()
    yield from _grab_dialog("add-account")
    dialog = home.bring_in()
    pause(50)
    yield "bring-in", dialog.grab()
    dialog.read_text("hello")
    pause(300)
    yield "bring-in-error", dialog.grab()
    path = folder / "PyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456.txt"
    path.write_text("\n".join(f"{place:02x}5a83fe2954d8f19"[:16] for place in range(8)), "ascii")
    dialog.read_files([path])
    pause(500)
    yield "preview", dialog.grab()
    dialog.preview.forget()
    codes = path.read_text("ascii").splitlines()
    dialog.read_text("\n".join([*codes[:6], "not a code", codes[0]]))
    pause(500)
    yield "preview-odd", dialog.grab()
    dialog.reject()
    own = app.session.vault.find("pypi", "mira-holt")
    dialog = home.bring_in(own.id if own else "")
    dialog.read_text(path.read_text("ascii"))
    pause(500)
    yield "preview-replaces", dialog.grab()
    dialog.reject()
    dialog = home.bring_in(own.id if own else "")
    dialog.read_text("otpauth://totp/PyPI:mira-holt?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=PyPI")
    pause(500)
    yield "preview-replaces-seed", dialog.grab()
    dialog.reject()
    home.settings.change_password.emit()
    yield from _grab_dialog("password")
    account = app.session.vault.find("gitlab", "mira.holt")
    assert account
    home.rooms.mend("email", account.id)
    yield from _grab_dialog("email")
    assert own
    yield from _own_qr(home, own.id)
    yield from _pages_of_an_export(home)
    home.account.compare.emit(own.id)
    yield from _grab_dialog("compare")
    home.account.drill.emit(own.id)
    yield from _grab_dialog("drill")
    home.get_in(own.id)
    for name, button in (
        ("get-in", ""),
        ("get-in-traps", "use-a-code"),
        ("get-in-code", "show-the-code"),
        ("get-in-after", "outcome-refused"),
    ):
        yield from _grab_get_in(name, button)
    yield from _grab_dialog("get-in-end")


def _own_qr(home: Home, account_id: str) -> Iterator[tuple[str, QPixmap]]:
    home.account.show_qr.emit(account_id)
    pause(50)
    (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, AuthenticatorDialog))
    yield "own-qr-asked", dialog.grab()
    dialog.show_secrets()
    pause(50)
    yield "own-qr", dialog.grab()
    dialog.reject()


def _pages_of_an_export(home: Home) -> Iterator[tuple[str, QPixmap]]:
    dialog = home.bring_in()
    pages = migration.pages(["mira", "noor", "olek"], size=3)
    dialog.read_text(f"{pages[0]}\n{pages[2]}")
    pause(500)
    yield "pages", dialog.grab()
    picker = ScreenPicker(dialog, home.account.window().grab().toImage(), "Drag a frame around the QR code, or press Esc.")
    picker.show_on(dialog.screen())
    pause(50)
    yield "screen-picker", picker.grab()
    QTest.mousePress(picker, Qt.MouseButton.LeftButton, pos=QPoint(120, 120))
    QTest.mouseMove(picker, QPoint(360, 300))
    yield "screen-picker-frame", picker.grab()
    dialog.reject()


def _grab_get_in(name: str, press: str) -> Iterator[tuple[str, QPixmap]]:
    pause(200)
    for dialog in [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]:
        for box in dialog.findChildren(QCheckBox):
            box.setChecked(True)
        for found in [one for one in dialog.findChildren(QPushButton) if press and one.objectName() == press]:
            found.click()
        pause(300)
        yield name, dialog.grab()


def _grab_dialog(name: str) -> Iterator[tuple[str, QPixmap]]:
    pause(50)
    for dialog in [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]:
        yield name, dialog.grab()
        dialog.reject()
    pause(20)


if __name__ == "__main__":
    sys.exit(main())
