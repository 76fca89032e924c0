"""The running digits and what is said beside them."""

import pytest
from msgspec import structs
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, OTPAUTH, Clock, appearance, digits, find, picture, press, recorder
from ui.desktop import messages
from ui.desktop.theme import Theme
from ui.desktop.widgets.authenticator_card import AuthenticatorCard
from ui.desktop.widgets.countdown import Countdown
from vault import otp
from vault.model import Authenticator


def authenticator(text: str = OTPAUTH) -> Authenticator:
    return Authenticator(id=text, added_at=NOW.at, **structs.asdict(otp.parse(text)))


def test_the_digits_run_with_the_clock(look: Theme, qtbot: QtBot) -> None:
    clock = Clock()
    card = AuthenticatorCard(look, clock.timestamp)
    card.show_authenticator(authenticator())
    appearance(qtbot, card)
    assert find(card, QLabel, "totp").text() == messages.spaced(digits(clock))
    assert find(card, Countdown).accessibleName() == "19 seconds left"
    assert not find(card, QLabel, "next-totp").text()
    clock.move(16)
    card._tick()
    upcoming = find(card, QLabel, "next-totp").text()
    clock.move(3)
    assert upcoming == f"next {messages.spaced(digits(clock))}"


def test_the_digits_stand_still_while_nobody_sees_them(look: Theme, qtbot: QtBot) -> None:
    card = AuthenticatorCard(look, Clock().timestamp)
    card.show_authenticator(authenticator())
    assert not card._timer.isActive()
    appearance(qtbot, card)
    assert card._timer.isActive()
    card.hide()
    card._tick()
    assert not card._timer.isActive()


def test_the_value_is_spoken_digit_by_digit(look: Theme, qtbot: QtBot) -> None:
    clock, copied = Clock(), list[str]()
    card = AuthenticatorCard(look, clock.timestamp)
    card.copied.connect(recorder(copied))
    card.show_authenticator(authenticator())
    appearance(qtbot, card)
    assert find(card, QLabel, "totp").accessibleName() == "One-time password " + " ".join(digits(clock))
    press(card, "copy-totp")
    assert copied == [digits(clock)]


def test_a_counters_value_is_shown_when_it_is_asked_for(look: Theme, qtbot: QtBot) -> None:
    card, reported = AuthenticatorCard(look, Clock().timestamp), list[object]()
    card.copied.connect(recorder(reported))
    card.counted.connect(lambda: reported.append("next"))
    card.show_authenticator(authenticator("otpauth://hotp/x:y?secret=GEZDGNBVGY3TQOJQ&counter=4"))
    appearance(qtbot, card)
    assert find(card, QLabel, "totp").text() == "–––"
    assert not find(card, QPushButton, "copy-totp").isEnabled()
    card.copy()
    press(card, "next-value")
    card.show_counted("755224")
    assert find(card, QLabel, "totp").text() == "755 224"
    press(card, "copy-totp")
    assert reported == ["next", "755224"]
    card.show_authenticator(None)
    assert not find(card, QPushButton, "add-authenticator").isHidden()
    card.copy()
    assert reported == ["next", "755224"]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (OTPAUTH, "TOTP"),
        (OTPAUTH.replace("SHA1", "SHA256").replace("period=30", "period=60"), "TOTP · SHA256 · 60 s"),
        ("steam://GEZDGNBVGY3TQOJQ", "Steam"),
    ],
)
def test_what_is_unusual_about_a_seed_is_said(look: Theme, qtbot: QtBot, text: str, about: str) -> None:
    card = AuthenticatorCard(look, Clock().timestamp)
    card.show_authenticator(authenticator(text))
    appearance(qtbot, card)
    assert card._about.text() == about


def test_the_countdown_warns_at_the_end_and_draws_only_what_changed(look: Theme, qtbot: QtBot) -> None:
    ring = Countdown(look)
    ring.show_left(20, 30)
    plenty = appearance(qtbot, ring, 40)
    ring.show_left(20, 30)
    assert picture(ring) == plenty
    ring.show_left(4, 30)
    assert picture(ring) != plenty
    assert ring.accessibleName() == "4 seconds left"
