"""What the tests of the window share: a clock to set, content to bring in, and a desk that opens and closes windows."""

import io
import json
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pyotp
import qrcode
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

import resources
from ui.desktop.app import App
from ui.desktop.home import Home
from vault import edit, keys, otp, settings, store
from vault.crypto import CHEAPEST
from vault.model import Account, Now, Seed, Vault
from vault.settings import Settings

Widget = TypeVar("Widget", bound=QObject)

PASSWORD = "correct horse battery"
CODES = tuple(f"{place}a83fe2954d8f19{place}" for place in range(8))
SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
OTPAUTH = f"otpauth://totp/PyPI:alice?digits=6&secret={SEED}&algorithm=SHA1&issuer=PyPI&period=30"
PYPI_FILE = "PyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456.txt"
_written: dict[tuple[int, str], tuple[Vault, bytes]] = {}  # the vault is kept, so that its id stays its own
START = datetime(2026, 1, 31, 9, 30, 11, tzinfo=UTC)
NOW = Now(START, "workbench")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def timestamp(self) -> float:
        return self().timestamp()

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Desk:
    """Opens windows with their own settings and vault files, and takes them down again."""

    def __init__(self, qapp: QApplication, qtbot: QtBot, folder: Path) -> None:
        self._qapp, self._qtbot = qapp, qtbot
        self.folder = folder
        self.path = folder / "vault.sparekey"
        self.clock = Clock()
        self.relaunched: list[list[str]] = []
        self._apps: list[App] = []

    def start(self, path: Path | None = None, *, chosen: Settings | None = None, demo_folder: Path | None = None) -> App:
        """Open a window on a file, as the program does when it starts."""
        app = App(
            self._qapp,
            chosen or settings.load()[0],
            path or self.path,
            relaunch=self.relaunched.append,
            demo_folder=demo_folder,
            cost=CHEAPEST,
            clock=self.clock,
        )
        self._apps.append(app)
        app.start()
        self._qtbot.waitExposed(app.window)
        app.window.activateWindow()
        return app

    def opened(self, vault: Vault | None = None, *, chosen: Settings | None = None) -> tuple[App, Home]:
        """Open a window on a vault file with this content, and unlock it by typing the password."""
        write(self.path, example() if vault is None else vault)
        app = self.start(chosen=chosen)
        return app, self.unlock(app)

    def unlock(self, app: App, password: str = PASSWORD) -> Home:
        keys_into(app.unlock_page.password.field, password)
        QTest.keyClick(app.unlock_page.password.field, Qt.Key.Key_Return)
        self._qtbot.waitUntil(lambda: app.home is not None)
        assert app.home
        app.home._watch._timer.stop()  # this clock stands still, which the watch would take for a jump
        return app.home

    def settle(self, app: App) -> None:
        """Wait until everything is on disk."""
        self._qtbot.waitUntil(lambda: not app.session.has_unsaved)

    def close(self) -> None:
        for app in self._apps:
            take_down(self._qapp, app)
        self._apps.clear()
        self._qapp.clipboard().clear()


def take_down(qapp: QApplication, app: App) -> None:
    """Undo everything that an App has put into the application."""
    app.tasks.stop()
    app.session.close()
    app.window.close_for_good()
    for part in (app.window, app.look, app.clipboard, app.auto_lock, app.session, app):
        part.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()
    assert not isValid(app.window)


# Content


@cache
def example(*, service: str = "pypi", username: str = "alice") -> Vault:
    """Return a vault with one account that has codes, an authenticator and an address."""
    vault = edit.add_account(Vault(), service, username, now=NOW)
    account = vault.accounts[0].id
    vault = edit.add_codes(vault, account, CODES, generated_on=date(2026, 1, 31), now=NOW)
    vault = edit.add_authenticator(vault, account, seed(), now=NOW)
    return edit.set_email(vault, account, "alice@example.com", verified_on=date(2026, 1, 2), now=NOW)


def seed() -> Seed:
    return otp.parse(OTPAUTH)


def write(path: Path, vault: Vault, password: str = PASSWORD) -> None:
    """Write a vault file. What was written once is copied: deriving its key again would prove nothing."""
    if (id(vault), password) not in _written:
        store.close(store.create(path, vault, keys.password(password), cost=CHEAPEST))
        _written[id(vault), password] = (vault, path.read_bytes())
    path.write_bytes(_written[id(vault), password][1])


def qr_png(text: str) -> bytes:
    picture = io.BytesIO()
    qrcode.make(text).save(picture)
    return picture.getvalue()


def digits(clock: Clock) -> str:
    """Return what another program's authenticator shows."""
    return pyotp.TOTP(SEED).at(int(clock.timestamp()))


def on_disk(path: Path, password: str = PASSWORD) -> dict[str, Any]:
    """Return what the independent reader finds in the file."""
    command = [sys.executable, str(resources.path("open_vault.py")), "--password-stdin", str(path)]
    done = subprocess.run(command, input=f"{password}\n", capture_output=True, text=True, check=True, encoding="utf-8")
    return dict(json.loads(done.stdout))


def account_of(vault: Vault, service: str = "pypi", username: str = "alice") -> Account:
    account = vault.find(service, username)
    assert account
    return account


def states(account: Account | None) -> str:
    """Return the states of an account's codes, one letter each: uuUu is one used code among four."""
    assert account
    assert account.live_set
    return "".join("U" if code.state == "used" else code.state[0] for code in account.live_set.codes)


# Hands and eyes
def find(parent: QObject, kind: type[Widget], name: str = "") -> Widget:
    """Return the one child of that kind and name that is not hidden."""
    QApplication.processEvents()
    found = parent.findChildren(kind, name) if name else parent.findChildren(kind)
    seen = [one for one in found if not isinstance(one, QWidget) or one.isVisible()]
    assert len(seen) == 1, f"{len(seen)} of {len(found)} {kind.__name__} {name}"
    return seen[0]


def press(parent: QObject, name: str) -> None:
    """Click a button, which must be there to be clicked."""
    button = find(parent, QAbstractButton, name)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def keys_into(field: QWidget, text: str) -> None:
    """Type into a field that can be typed into."""
    assert field.isVisible()
    assert field.isEnabled()
    for place, line in enumerate(text.split("\n")):
        if place:
            QTest.keyClick(field, Qt.Key.Key_Return)
        QTest.keyClicks(field, line)


def shortcut(over: QWidget, keys: str) -> None:
    """Press keys in a window. A window system activates it when a dialog over it closes; the screen that is none does not."""
    over.window().activateWindow()
    QApplication.processEvents()
    QTest.keySequence(over, QKeySequence(keys))


def dialog_of(app: App, kind: type[Widget]) -> Widget:
    """Return the open dialog."""
    return find(app.window, kind)


def choose_file(app: App, name: str, path: Path) -> None:
    """Click a button that asks for a file, and choose one."""
    press(app.window, name)
    dialog = find(app.window, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.reject()


def open_dialogs(app: App) -> list[QDialog]:
    return [one for one in app.window.findChildren(QDialog) if one.isVisible()]


def page_of(app: App) -> QWidget | None:
    """Return the page that is shown."""
    return app.window.page


def shows(parent: QWidget, words: str) -> bool:
    """Tell whether a visible label says so."""
    QApplication.processEvents()
    return any(words in label.text() for label in parent.findChildren(QLabel) if label.isVisible())


def appearance(qtbot: QtBot, widget: QWidget, width: int = 640) -> QImage:
    """Show a widget by itself and return what it looks like."""
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    widget.show()
    qtbot.waitExposed(widget)
    return picture(widget)


def picture(widget: QWidget) -> QImage:
    """Return what a widget that is shown looks like now."""
    QApplication.processEvents()
    return widget.grab().toImage()


def mime_of_files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def mime_of_text(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    return data


def drop(over: QWidget, data: QMimeData, at: QPoint | None = None, *, enter_only: bool = False) -> bool:
    """Drop onto a window as its platform does, and tell whether it was taken."""
    handle = over.window().windowHandle()
    place = over.mapTo(over.window(), at or over.rect().center())
    copy, left, bare = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # PySide before 6.12 takes no QPointF
        enter = QDragEnterEvent(place, copy, data, left, bare)
    enter.ignore()
    QApplication.sendEvent(handle, enter)
    if enter_only or not enter.isAccepted():
        return enter.isAccepted()
    event = QDropEvent(QPointF(place), copy, data, left, bare)
    event.ignore()
    QApplication.sendEvent(handle, event)
    return event.isAccepted()


def hasten(timer: QTimer, seconds: float) -> None:
    """Let a timer that was set to so many seconds run out now."""
    assert timer.isActive()
    assert timer.interval() == seconds * 1000
    timer.setInterval(0)


def timer_of(parent: QObject, seconds: float) -> QTimer:
    """Return the running timer of that length."""
    (found,) = [one for one in parent.findChildren(QTimer) if one.isActive() and one.interval() == seconds * 1000]
    return found


def recorder(into: list[Any]) -> Callable[..., None]:
    """Return a slot that keeps what it is called with."""
    return lambda *values: into.append(values[0] if len(values) == 1 else values)


def all_texts(widgets: Sequence[QWidget]) -> str:
    return "\n".join(one.text() for one in widgets if isinstance(one, QLabel | QAbstractButton))
