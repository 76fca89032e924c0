"""The card of an account that tells what is known of the ways back in, and offers the next step."""

from datetime import date

import pytest
from msgspec import structs
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, Desk, account_of, appearance, example, find, picture, press, recorder
from tests.ui.fact_scenes import well_known
from ui.desktop.theme import Theme
from ui.desktop.widgets.facts_card import FactsCard
from vault import edit, facts
from vault.model import Account, Email, Token, Vault

TODAY = date(2026, 1, 31)


def blank(service: str = "pypi") -> Vault:
    return edit.add_account(Vault(), service, "alice", now=NOW)


def first(vault: Vault) -> Account:
    return vault.present[0]


def is_there(card: FactsCard, name: str) -> bool:
    return any(one.isVisible() for one in card.findChildren(QPushButton, name))


@pytest.fixture
def shown(look: Theme, qtbot: QtBot) -> "Card":
    return Card(look, qtbot)


class Card:
    """A card to be read."""

    def __init__(self, look: Theme, qtbot: QtBot) -> None:
        self.card = FactsCard(look)
        appearance(qtbot, self.card)

    def __call__(self, vault: Vault, *, can_change: bool = True) -> FactsCard:
        self.card.show_account(first(vault), vault, can_change=can_change)
        QApplication.processEvents()
        return self.card

    def line(self, vault: Vault, topic: str) -> str:
        return find(self(vault), QLabel, f"fact-{topic}").text()

    def role(self, topic: str) -> str:
        return str(find(self.card, QLabel, f"fact-{topic}").property("role") or "")


def test_of_a_new_account_the_five_that_decide_and_its_packages_are_asked_for(shown: Card) -> None:
    card = shown(blank())
    lines = [topic for topic, line in card.lines.items() if line.isVisible()]
    assert lines == ["email", "password", "authenticator", "codes", "security-key", "packages"]
    assert {find(card, QLabel, f"fact-{topic}").text() for topic in lines} == {"Not noted"}
    assert find(card, QPushButton, "more-facts").toolTip() == "Tokens, remembered browsers, linked accounts, evidence"


def test_where_a_recovery_asks_for_no_packages_they_are_folded_away(shown: Card) -> None:
    assert find(shown(blank("github")), QPushButton, "more-facts").toolTip().startswith("Packages, tokens")


def test_what_is_folded_away_unfolds_until_another_account_is_shown(shown: Card) -> None:
    card = shown(blank())
    press(card, "more-facts")
    assert all(line.isVisible() for line in card.lines.values())
    assert not is_there(card, "more-facts")
    assert card.window().focusWidget() is card.lines["tokens"].edit
    assert not all(line.isVisible() for line in shown(blank()).lines.values())


@pytest.mark.parametrize(
    ("change", "topic", "words", "role"),
    [
        (
            lambda v, a: edit.set_email(v, a, "a@b.example", now=NOW),
            "email",
            "a@b.example, not known whether it is verified",
            "warning",
        ),
        (
            lambda v, a: edit.set_email(v, a, "a@b.example", verified_on=TODAY, now=NOW),
            "email",
            "a@b.example, verified on 31 Jan 2026",
            "",
        ),
        (lambda v, a: facts.set_password(v, a, "lost", now=NOW), "password", "Lost", "warning"),
        (lambda v, a: facts.set_password(v, a, "kept", now=NOW), "password", "Known", ""),
        (lambda v, a: facts.set_password(v, a, "kept", at=["memory", "phone"], now=NOW), "password", "In my head, phone", ""),
        (
            lambda v, a: facts.set_copies(v, a, "totp_at", ["phone"], on=TODAY, now=NOW),
            "authenticator",
            "Phone  ·  looked at on 31 Jan 2026",
            "",
        ),
        (lambda v, a: facts.set_copies(v, a, "codes_at", list("abcde"), now=NOW), "codes", "A, b, c and 2 more", ""),
        (lambda v, a: facts.set_copies(v, a, "codes_at", [], now=NOW), "codes", "Nowhere else", ""),
        (lambda v, a: facts.note_none(v, a, "security-key", now=NOW), "security-key", "None", ""),
        (lambda v, a: facts.add_security_key(v, a, "blue", "key ring", now=NOW), "security-key", "blue (key ring)", ""),
        (lambda v, a: facts.leave_open(v, a, "password", now=NOW), "password", "You did not know when asked", "warning"),
        (
            lambda v, a: facts.set_package(v, a, facts.package_of(first(v), "otters"), now=NOW),
            "packages",
            "otters  ·  1 without a second owner",
            "",
        ),
        (
            lambda v, a: facts.set_package(
                v, a, structs.replace(facts.package_of(first(v), "otters"), owners=("bob",)), now=NOW
            ),
            "packages",
            "otters",
            "",
        ),
        (lambda v, a: facts.set_token(v, a, Token(id="1", name="upload"), now=NOW), "tokens", "upload", ""),
        (
            lambda v, a: facts.set_browsers(v, a, ["this laptop"], TODAY, now=NOW),
            "browsers",
            "This laptop since 31 Jan 2026",
            "",
        ),
        (lambda v, a: facts.set_linked(v, a, ["github:al", "mastodon"], now=NOW), "linked", "al at GitHub, mastodon", ""),
        (lambda v, a: facts.add_evidence(v, a, "other", "a photo", now=NOW), "evidence", "a photo", ""),
    ],
)
def test_a_line_tells_what_is_known(shown: Card, change: object, topic: str, words: str, role: str) -> None:
    vault = blank()
    assert shown.line(change(vault, first(vault).id), topic) == words  # type: ignore[operator]
    assert shown.role(topic) == role


@pytest.mark.parametrize(
    ("emails", "words", "role"),
    [
        ([Email(id="1", address="a@b.example")], "a@b.example, none is marked as the primary one", "warning"),
        ([Email(id="1", address="a@b.example", primary=True, status="unverified")], "a@b.example, not verified", "warning"),
        ([Email(id="1", address="a@b.example", primary=True, status="verified")], "a@b.example, verified", ""),
        (
            [
                Email(id="1", address="a@b.example", primary=True, status="verified", reaches="no"),
                Email(id="2", address="c@d.example"),
            ],
            "a@b.example, which nobody can read, and 1 more",
            "warning",
        ),
    ],
)
def test_the_line_of_addresses_tells_of_the_primary_one(shown: Card, emails: list[Email], words: str, role: str) -> None:
    vault = blank()
    vault = structs.replace(vault, accounts=(structs.replace(first(vault), emails=tuple(emails)),))
    assert shown.line(vault, "email") == words
    assert shown.role("email") == role


def test_a_name_that_steers_is_shown_without_what_steers(shown: Card) -> None:
    vault = blank()
    vault = structs.replace(vault, accounts=(structs.replace(first(vault), linked=("github:a\u202eb",)),))
    assert shown.line(vault, "linked") == "ab at GitHub"


def test_the_lines_of_authenticator_and_codes_are_named_by_what_the_vault_holds(shown: Card) -> None:
    names = [label.text() for label in shown(blank()).findChildren(QLabel) if label.isVisible()]
    assert {"Authenticator", "Recovery codes"} <= set(names)
    names = [label.text() for label in shown(example()).findChildren(QLabel) if label.isVisible()]
    assert {"Authenticator also on", "Codes also at"} <= set(names)


def test_the_questions_are_the_first_thing_to_do_as_long_as_little_is_known(shown: Card) -> None:
    ask = find(shown(example()), QPushButton, "answer-questions")
    assert (ask.text(), ask.property("kind")) == ("Answer a few questions", "primary")
    assert find(shown.card, QLabel, "interview-offer").text().startswith("The codes are in. Would you get back in?")
    assert find(shown(blank()), QLabel, "interview-offer").text().startswith("Would you get back in?")


@pytest.mark.parametrize(
    ("left", "words"),
    [(("codes", "packages"), "2 of 8 questions have no answer yet."), (("codes",), "1 of 8 questions has no answer yet.")],
)
def test_when_more_is_known_the_rest_is_offered_quietly(shown: Card, left: tuple[str, ...], words: str) -> None:
    vault = well_known(example(), first(example()))
    for topic in (*left, "mailbox"):
        vault = facts.note_none(vault, first(vault).id, topic, now=NOW)
    account = structs.replace(first(vault), codes_at=(), packages=(), emails=first(vault).emails[::2])
    account = structs.replace(account, packages=() if "packages" in left else first(vault).packages)
    vault = structs.replace(vault, accounts=(account,))
    for topic in left:
        vault = facts.leave_open(vault, account.id, topic, now=NOW)
    ask = find(shown(vault), QPushButton, "answer-questions")
    assert (ask.text(), ask.property("kind")) == ("Answer the rest", "")
    assert find(shown.card, QLabel, "interview-offer").text() == words


def test_a_vault_that_cannot_be_changed_is_asked_nothing(shown: Card) -> None:
    card = shown(example(), can_change=False)
    assert not is_there(card, "answer-questions")
    assert find(card, QAbstractButton, "edit-email").accessibleName().startswith("Look at: E-mail. alice@example.com")


def test_each_line_and_the_questions_say_what_they_open(shown: Card) -> None:
    wanted: list[str] = []
    card = shown(example())
    card.wanted.connect(recorder(wanted))
    press(card, "more-facts")
    for topic in card.lines:
        press(card, f"edit-{topic}")
    press(card, "answer-questions")
    assert wanted == [*card.lines, "interview"]


def test_every_button_of_the_card_has_a_name_of_its_own(shown: Card) -> None:
    card = shown(example())
    press(card, "more-facts")
    names = [line.edit.accessibleName() for line in card.lines.values()]
    assert names[0] == "Edit: E-mail. alice@example.com, verified on 2 Jan 2026"
    assert len(set(names)) == len(names)


def test_it_follows_the_colours(shown: Card, look: Theme) -> None:
    shown(well_known(example(), first(example())))
    light = picture(shown.card)
    look.choose("dark")
    assert picture(shown.card) != light
    assert isinstance(light, QImage)


def test_the_page_asks_for_what_the_card_wants(desk: Desk) -> None:
    app, home = desk.opened()
    wanted: list[tuple[str, str]] = []
    home.account.fact_wanted.connect(recorder(wanted))
    press(home.account, "edit-email")
    press(home.account, "answer-questions")
    account = account_of(app.session.vault)
    assert wanted == [("email", account.id), ("interview", account.id)]


def test_the_card_follows_a_change(desk: Desk) -> None:
    app, home = desk.opened()
    app.session.apply(facts.set_password, home.account.account_id, "kept", at=["office"])
    assert find(home.account, QWidget, "fact-password").text() == "Office"  # type: ignore[attr-defined]
