"""An authenticator's own QR code: behind the password, readable by a scanner, gone after a minute."""

from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    NOW,
    OTPAUTH,
    PASSWORD,
    SEED,
    Desk,
    all_texts,
    dialog_of,
    find,
    hasten,
    keys_into,
    press,
    shows,
    timer_of,
)
from ui.desktop.app import App
from ui.desktop.dialogs.authenticator import AuthenticatorDialog
from ui.desktop.scanning import as_png
from ui.desktop.session import Session
from ui.desktop.widgets.qr_view import QrView
from vault import edit, otp, qr
from vault.errors import BadImport, WrongKey
from vault.model import Seed, Vault
from vault.settings import Settings

GROUPED = "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def asked(app: App, qtbot: QtBot) -> AuthenticatorDialog:
    """Press the button on the card and type the password."""
    press(app.window, "own-qr")
    dialog = dialog_of(app, AuthenticatorDialog)
    keys_into(find(dialog, QLineEdit, "vault-password"), PASSWORD)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.view.isVisible)
    return dialog


def scanned(image: QImage) -> tuple[str, ...]:
    try:
        return qr.read(as_png(image))
    except BadImport:
        return ()


def everything(dialog: AuthenticatorDialog) -> str:
    return all_texts(dialog.findChildren(QWidget)) + "".join(one.text() for one in dialog.findChildren(QLineEdit))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_shown_after_the_password_and_reads_as_the_account(desk: Desk, qtbot: QtBot, theme: Any) -> None:
    app, _home = desk.opened(chosen=Settings(theme=theme))
    dialog = asked(app, qtbot)
    (text,) = scanned(dialog.grab().toImage())
    assert otp.parse(text) == otp.parse(OTPAUTH)
    assert shows(dialog, "PyPI: alice")
    assert shows(dialog, GROUPED)
    view = dialog.view.grab().toImage()
    assert view.pixelColor(3, 3) == view.pixelColor(view.width() - 4, view.height() - 4) == QColor("white")
    assert find(dialog, QPushButton, "show-qr").text() == "Done"
    assert not any(one.isVisible() for one in dialog.findChildren(QPushButton, "cancel"))
    press(dialog, "show-qr")
    assert not dialog.isVisible()


def test_a_wrong_password_shows_nothing(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened()
    press(app.window, "own-qr")
    dialog = dialog_of(app, AuthenticatorDialog)
    field = find(dialog, QLineEdit, "vault-password")
    keys_into(field, PASSWORD.upper())
    press(dialog, "show-qr")
    qtbot.waitUntil(lambda: shows(dialog, "This is not the vault's password."))
    assert not dialog.view.isVisible()
    assert GROUPED not in everything(dialog)
    assert SEED not in everything(dialog)
    assert scanned(dialog.grab().toImage()) == ()
    QTest.keyClicks(field, PASSWORD)  # what was wrong is selected, so it is typed over
    press(dialog, "show-qr")
    qtbot.waitUntil(dialog.view.isVisible)
    assert field.text() == ""


def test_it_is_hidden_again_after_a_minute(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened()
    dialog = asked(app, qtbot)
    hasten(timer_of(dialog, 60), 60)
    qtbot.waitUntil(lambda: not dialog.view.isVisible())
    assert dialog.banner.text == "Hidden again. Type the password to see it once more."
    assert GROUPED not in everything(dialog)
    assert scanned(dialog.view.grab().toImage()) == ()
    keys_into(find(dialog, QLineEdit, "vault-password"), PASSWORD)
    press(dialog, "show-qr")
    qtbot.waitUntil(dialog.view.isVisible)
    dialog.reject()
    assert GROUPED not in everything(dialog)


def test_the_setup_key_is_copied_by_the_button_alone(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened()
    dialog = asked(app, qtbot)
    key = find(dialog, QLabel, "seed")
    assert key.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction
    assert not key.hasSelectedText()
    press(dialog, "copy-seed")
    assert QGuiApplication.clipboard().text() == SEED
    assert QGuiApplication.clipboard().mimeData().data("x-kde-passwordManagerHint").data() == b"secret"
    assert dialog.banner.text == "Copied. The clipboard is cleared in 15 s."


def test_a_dialog_closed_while_the_password_is_tried_stays_closed(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened()
    press(app.window, "own-qr")
    dialog = dialog_of(app, AuthenticatorDialog)
    keys_into(find(dialog, QLineEdit, "vault-password"), PASSWORD)
    press(dialog, "show-qr")
    dialog.reject()
    QGuiApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete.value)
    done: list[None] = []
    app.session.check_password(PASSWORD, done.append, lambda _: None)
    qtbot.waitUntil(lambda: bool(done))


def test_the_session_tells_the_right_password_from_a_wrong_one(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened()
    session: Session = app.session
    said: list[object] = []
    for secret in (PASSWORD, "x", PASSWORD + " ", PASSWORD.title()):
        session.check_password(secret, said.append, lambda error: said.append(type(error)))
    qtbot.waitUntil(lambda: len(said) == 4)
    assert said == [None, WrongKey, WrongKey, WrongKey]


def with_seed(**members: Any) -> Vault:
    seed = structs.replace(otp.parse(OTPAUTH), **members)
    vault = edit.add_account(Vault(), "pypi", "alice", now=NOW)
    return edit.add_authenticator(vault, vault.accounts[0].id, Seed(**structs.asdict(seed)), now=NOW)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"type": "hotp", "counter": 7}, "from then on use only one of them"),
        ({"type": "steam", "digits": 5}, "Not every app makes Steam's codes"),
        ({"algorithm": "SHA512", "digits": 8, "period": 60, "issuer": "", "name": "Jürgen"}, "hidden again after 60 seconds"),
    ],
)
def test_unusual_ones_are_shown_with_what_there_is_to_know(
    desk: Desk, qtbot: QtBot, members: dict[str, Any], words: str
) -> None:
    vault = with_seed(**members)
    app, _home = desk.opened(vault=vault)
    dialog = asked(app, qtbot)
    assert shows(dialog, words)
    (text,) = scanned(dialog.grab().toImage())
    seed = otp.parse(text)
    kept = vault.accounts[0].authenticators[0]
    assert all(getattr(seed, name) == getattr(kept, name) for name in Seed.__struct_fields__)


def test_one_too_long_for_a_code_is_told(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened(vault=with_seed(name="ü" * 200, issuer="ü" * 200, secret="A" * 1600))
    press(app.window, "own-qr")
    dialog = dialog_of(app, AuthenticatorDialog)
    keys_into(find(dialog, QLineEdit, "vault-password"), PASSWORD)
    press(dialog, "show-qr")
    qtbot.waitUntil(dialog.banner.isVisible)
    assert dialog.banner.text == "This is too long for a QR code. Copy the text instead."


def test_an_account_without_an_authenticator_has_no_button(desk: Desk) -> None:
    app, home = desk.opened(vault=edit.add_account(Vault(), "pypi", "alice", now=NOW))
    assert not any(one.isVisible() for one in app.window.findChildren(QToolButton, "own-qr"))
    home.account.show_qr.emit(home.account.account_id)
    home.account.show_qr.emit("gone")
    assert not app.window.findChildren(AuthenticatorDialog)


@pytest.mark.parametrize("ratio", [1, 1.25, 1.5, 2, 3])
@pytest.mark.parametrize("size", [60, 200, 296])
def test_the_code_is_crisp_at_any_scale(qtbot: QtBot, ratio: float, size: int) -> None:
    """Nothing but black and white, and a scanner reads it, even where a module has no more than one pixel."""
    view = QrView(size)
    qtbot.addWidget(view)
    view.show_rows(qr.draw(OTPAUTH))
    image = QImage(round(size * ratio), round(size * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    view.devicePixelRatioF = lambda: ratio  # type: ignore[method-assign]
    view.render(image)
    image.setDevicePixelRatio(1)
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    assert {grey.pixelColor(x, y).value() for x in range(grey.width()) for y in range(0, grey.height(), 3)} == {0, 255}
    assert scanned(image.scaled(image.size() * (4 if size == 60 else 1))) == (OTPAUTH,)
