"""The interview: one question at a time, each answer saved as it is given, and what they mean at the end."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, START, Desk, account_of, example, find, keys_into, press, recorder, shows
from tests.ui.fact_scenes import dialog_in, keeping, well_known
from ui.desktop import interview_messages
from ui.desktop.dialogs import interview
from ui.desktop.dialogs.interview import InterviewDialog
from ui.desktop.fact_keeping import FactKeeping
from vault import edit, facts, fixes, questions
from vault.errors import BadInput
from vault.findings import access
from vault.model import Account, Copy, Vault

TODAY = START.date()
ALL = ["email", "spare-email", "mailbox", "password", "authenticator", "codes", "security-key", "packages"]


class Talk:
    """An interview about one account."""

    def __init__(self, desk: Desk, qtbot: QtBot, vault: Vault, service: str = "pypi") -> None:
        self.service, self.qtbot = service, qtbot
        self.app, self.home = desk.opened(vault)
        self.keeping: FactKeeping = keeping(self.app)
        self.done: list[str] = []
        self.elsewhere: list[Any] = []
        self.keeping.done.connect(recorder(self.done))
        self.keeping.elsewhere.connect(recorder(self.elsewhere))
        self.open()

    def open(self) -> InterviewDialog:
        self.keeping.open("interview", self.account.id)
        dialog = dialog_in(self.app)
        assert isinstance(dialog, InterviewDialog)
        self.dialog = dialog
        dialog.activateWindow()
        return dialog

    @property
    def account(self) -> Account:
        return account_of(self.app.session.vault, self.service)

    @property
    def topic(self) -> str:
        return self.dialog.topic if self.dialog.question else "the end"

    @property
    def title(self) -> str:
        return self.dialog.windowTitle()

    def answer(self, *keys: str) -> "Talk":
        """Choose answers and tick places, and go on."""
        for key in keys:
            press(self.dialog, key)
        return self.go_on()

    def go_on(self) -> "Talk":
        press(self.dialog, "continue-interview")
        return self

    def type(self, name: str, text: str) -> "Talk":
        field = find(self.dialog, QLineEdit, name)
        field.clear()
        keys_into(field, text)
        return self

    def go_to(self, topic: str) -> "Talk":
        while self.topic != topic:
            press(self.dialog, "skip-question")
        return self

    def go_to_end(self) -> "Talk":
        while self.dialog.question:
            press(self.dialog, "skip-question")
        self.qtbot.waitUntil(lambda: find(self.dialog, QPushButton, "continue-interview").text() == "Done" and bool(self.said))
        return self

    @property
    def said(self) -> str:
        """The sentence at the end."""
        texts = [
            one.text() for one in self.dialog.findChildren(QLabel) if one.isVisible() and one.property("role") == "heading"
        ]
        return texts[0] if texts else ""

    @property
    def complaint(self) -> str:
        return self.dialog.banner.text if self.dialog.banner.isVisible() else ""


def bare(service: str = "pypi") -> Vault:
    return edit.add_account(Vault(), service, "alice", now=NOW)


@pytest.fixture
def talk(desk: Desk, qtbot: QtBot) -> Callable[..., Talk]:
    return lambda vault=None, service="pypi": Talk(desk, qtbot, bare(service) if vault is None else vault, service)


# One question after the other


def test_of_pypi_eight_questions_are_asked_and_each_can_be_skipped(talk: Callable[..., Talk]) -> None:
    one = talk()
    topics, shown = list[str](), list[int]()
    while one.dialog.question:
        topics.append(one.topic)
        bar = find(one.dialog, QProgressBar, "interview-progress")
        shown.append(bar.value())
        press(one.dialog, "skip-question")
    assert topics == [topic for topic in ALL if topic != "mailbox"], "without an address there is no mailbox"
    assert shown == list(range(7))
    assert one.account == account_of(bare()) or one.account.questions == ()
    assert one.done == []


def test_it_says_how_far_it_is_and_of_whom(talk: Callable[..., Talk]) -> None:
    one = talk(example())
    assert shows(one.dialog, "alice at PyPI  ·  question 2 of 8"), "the primary address is known"
    assert one.title == "Is there a second verified address?"
    press(one.dialog, "back-question")
    assert one.topic == "email"
    assert not one.dialog._back.isVisible()


def test_of_another_service_less_is_asked(talk: Callable[..., Talk]) -> None:
    one = talk(service="github")
    assert list(questions.of_account(one.account)) == [
        "email",
        "mailbox",
        "password",
        "second-factor",
        "authenticator",
        "codes",
        "security-key",
    ]
    one.go_to("second-factor").answer("answer-no")
    assert one.topic == "the end"
    assert one.account.has_second_factor == "no"


def test_it_can_be_left_at_any_time_and_goes_on_where_it_was(talk: Callable[..., Talk]) -> None:
    one = talk(example())
    one.answer("answer-no")
    assert one.topic == "mailbox"
    press(one.dialog, "finish-later")
    assert one.done == ["Noted: the second address."]
    one.open()
    assert one.topic == "mailbox"
    QTest.keyClick(one.dialog, Qt.Key.Key_Escape)
    assert one.done == ["Noted: the second address."], "nothing new was noted"


def test_an_answer_is_saved_as_it_is_given_and_can_be_undone(talk: Callable[..., Talk]) -> None:
    one = talk(example())
    one.go_to("password").answer("answer-kept", "at-head")
    assert one.account.password.copies == (Copy(place="head"),)
    one.dialog.reject()
    one.app.session.undo()
    assert one.account.password.state == "unknown"


def test_what_is_not_known_becomes_a_reminder(talk: Callable[..., Talk]) -> None:
    one = talk(example())
    for topic in ("spare-email", "mailbox"):
        assert one.topic == topic
        press(one.dialog, "dont-know")
    assert one.account.questions == ("spare-email", "mailbox")
    one.go_to_end()
    assert shows(one.dialog, "In two weeks you will be reminded to find out what you did not know.")
    one.dialog.accept()
    one.open()
    assert one.topic == "spare-email", "what is open is asked again"


def test_an_answer_that_is_not_whole_is_asked_for_and_a_skip_forgives_it(talk: Callable[..., Talk]) -> None:
    one = talk()
    one.go_on()
    assert one.complaint == "Type the address, or say that you do not know it."
    one.type("email", "alice@example.com").go_on()
    assert one.complaint == "Choose an answer, or say that you do not know."
    press(one.dialog, "skip-question")
    assert (one.topic, one.complaint) == ("spare-email", "")
    one.answer("answer-yes")
    assert one.complaint == "Type the address, or say that you do not know it."
    press(one.dialog, "back-question")
    assert (one.topic, one.complaint) == ("email", "")


def test_what_was_answered_before_is_shown_and_needs_no_saving(talk: Callable[..., Talk]) -> None:
    one = talk(well_known(example(), account_of(example())))
    events = len(one.app.session.vault.events)
    one.dialog.ask("email")
    for topic in ("email", "spare-email", "mailbox", "password", "authenticator", "codes", "security-key"):
        if topic == "mailbox":
            press(one.dialog, "skip-question")  # the owner did not know, so it has to be answered anew
        elif topic == "spare-email":
            press(one.dialog, "skip-question")
        else:
            assert one.topic == topic
            one.go_on()
    assert one.topic == "packages"
    assert find(one.dialog, QPlainTextEdit, "package-names").toPlainText().startswith("otters\nseals")
    one.go_on()
    assert one.topic == "the end"
    assert len(one.app.session.vault.events) == events


def test_that_there_is_none_is_remembered_as_an_answer(talk: Callable[..., Talk]) -> None:
    one = talk(example())
    one.answer("answer-no").go_to("authenticator").answer("answer-none").answer("answer-none").answer("answer-no")
    assert one.topic == "packages"
    one.answer("answer-none")
    for topic in ("security-key", "codes", "authenticator"):
        one.dialog.ask(topic)
        assert one.dialog.question
        assert one.dialog.question.choices.chosen in {"no", "none"}
    one.dialog.ask("packages")
    assert one.dialog.question
    assert one.dialog.question.choices.chosen == "none"


# What each answer notes


@pytest.mark.parametrize(
    ("key", "status", "verified_on", "open_ones"),
    [
        ("seen", "verified", TODAY, ()),
        ("yes", "verified", None, ()),
        ("no", "unverified", None, ()),
        ("unknown", "unknown", None, ("email",)),
    ],
)
def test_the_primary_address_and_whether_it_is_verified(
    talk: Callable[..., Talk], key: str, status: str, verified_on: date | None, open_ones: tuple[str, ...]
) -> None:
    one = talk()
    one.type("email", "alice@example.com").answer(f"answer-{key}")
    email = one.account.primary
    assert email
    assert (email.status, email.verified_on) == (status, verified_on)
    assert one.account.questions == open_ones


def test_another_address_becomes_the_primary_one(talk: Callable[..., Talk]) -> None:
    one = talk(example())
    one.dialog.ask("email")
    one.type("email", "new@example.org").answer("answer-yes")
    told = [(email.address, email.primary) for email in one.account.emails]
    assert told == [("alice@example.com", False), ("new@example.org", True)]


def test_an_address_that_is_none_is_refused(talk: Callable[..., Talk]) -> None:
    one = talk()
    one.type("email", "alice").answer("answer-yes")
    assert one.complaint == "This is not an e-mail address. Write it as name@example.com."
    assert one.topic == "email"


def test_a_second_address(talk: Callable[..., Talk]) -> None:
    one = talk(example())
    press(one.dialog, "answer-yes")
    one.type("email", "alice@example.com").go_on()
    assert one.complaint.startswith("This is the primary address")
    one.type("email", "spare@example.org").go_on()
    assert [(email.address, email.status) for email in one.account.emails][1:] == [("spare@example.org", "verified")]
    one.dialog.ask("spare-email")
    assert find(one.dialog, QLineEdit, "email").text() == "spare@example.org"
    one.answer("answer-no")
    assert one.account.emails[1].status == "unverified"
    one.dialog.ask("spare-email")
    assert one.dialog.question
    assert one.dialog.question.choices.chosen == "no"


@pytest.mark.parametrize(
    ("keys", "reaches", "at"),
    [(["anywhere"], "yes", []), (["nobody"], "no", []), (["places"], "yes", ["phone"])],
    ids=["anywhere", "nobody", "places"],
)
def test_what_opens_the_mailbox(talk: Callable[..., Talk], keys: list[str], reaches: str, at: list[str]) -> None:
    one = talk(example()).go_to("mailbox")
    assert one.dialog.question
    assert "account" not in one.dialog.question.choices.answers, "there is no other account"
    one.answer(*(f"answer-{key}" for key in keys), *(f"at-{place}" for place in at))
    email = one.account.emails[0]
    assert (email.reaches, [copy.place for copy in email.opened_at]) == (reaches, at)
    one.dialog.ask("mailbox")
    assert one.dialog.question.choices.chosen == keys[0]


def test_a_mailbox_of_another_account(talk: Callable[..., Talk]) -> None:
    one = talk(edit.add_account(example(), "github", "al", now=NOW)).go_to("mailbox")
    one.answer("answer-account")
    assert one.account.emails[0].opened_by == account_of(one.app.session.vault, "github", "al").id
    one.dialog.ask("mailbox")
    assert find(one.dialog, QComboBox, "mailbox-owner").currentText() == "al at GitHub"


def test_places_have_to_be_ticked(talk: Callable[..., Talk]) -> None:
    one = talk(example())
    for topic, key in (("mailbox", "places"), ("password", "kept"), ("authenticator", "at"), ("codes", "at")):
        one.go_to(topic).answer(f"answer-{key}")
        assert one.complaint == "Tick at least one place, or type one."


def test_a_security_key_has_a_name_and_a_place(talk: Callable[..., Talk]) -> None:
    one = talk(example()).go_to("security-key")
    one.answer("answer-yes")
    assert one.complaint == "Name the key, and tick where it lies."
    one.type("key-name", "blue").answer("at-key ring")
    assert [(key.name, key.copy.place) for key in one.account.security_keys] == [("blue", "key ring")]
    one.dialog.ask("security-key")
    one.answer("answer-no")
    assert one.account.security_keys == ()


@pytest.mark.parametrize(("key", "told", "owners"), [("yes", "yes", ("bob",)), ("no", "no", ()), ("unknown", "unknown", ())])
def test_packages_and_who_else_owns_them(talk: Callable[..., Talk], key: str, told: str, owners: tuple[str, ...]) -> None:
    one = talk(example()).go_to("packages")
    one.answer(f"answer-{key}")
    assert one.complaint == "Type at least one package, or say that there is none."
    find(one.dialog, QPlainTextEdit, "package-names").setPlainText("otters\nseals")
    if key == "yes":
        one.type("owner", "bob")
    one.go_on()
    assert [(package.name, package.has_other_owner, package.owners) for package in one.account.packages] == [
        ("otters", told, owners),
        ("seals", told, owners),
    ]


def test_that_there_are_no_packages_forgets_those_that_were_noted(talk: Callable[..., Talk]) -> None:
    one = talk(well_known(example(), account_of(example()))).go_to("packages")
    one.answer("answer-none")
    assert one.account.packages == ()


def test_the_services_own_page_is_offered_where_it_helps(talk: Callable[..., Talk], monkeypatch: pytest.MonkeyPatch) -> None:
    pages: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pages.append(QUrl(url).toString()))
    one = talk()
    press(one.dialog, "open-page")
    assert pages[0].endswith("/manage/account/#account-emails")
    one.go_to("password")
    assert not one.dialog._page.isVisible()


# The end


def test_where_nothing_is_noted_nobody_can_tell(talk: Callable[..., Talk]) -> None:
    one = talk().go_to_end()
    assert one.said == "Too little is noted yet to tell whether you would get back in."
    press(one.dialog, "back-question")
    one.dialog.ask("email")
    one.type("email", "alice@example.com").answer("answer-no").go_to_end()
    assert one.said == "By what is noted, no way into this account works."


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda v, a: facts.add_security_key(v, a, "blue", "home safe", now=NOW), "no single loss would lock you out"),
        (
            lambda v, a: facts.add_security_key(
                facts.set_copies(v, a, "codes_at", ["home"], now=NOW), a, "blue", "head", now=NOW
            ),
            "neither one loss nor two at once would lock you out",
        ),
    ],
)
def test_the_end_tells_what_can_be_lost(talk: Callable[..., Talk], prepare: Any, sentence: str) -> None:
    vault = facts.set_password(example(), account_of(example()).id, "kept", at=["head"], now=NOW)
    one = talk(prepare(vault, account_of(vault).id)).go_to_end()
    assert sentence in one.said


def test_the_end_says_what_everything_hangs_on_and_leads_to_the_first_fix(talk: Callable[..., Talk]) -> None:
    vault = facts.set_password(example(), account_of(example()).id, "kept", at=["head"], now=NOW)
    vault = facts.set_mailbox(vault, account_of(vault).id, account_of(vault).emails[0].id, reaches="yes", now=NOW)
    one = talk(vault).go_to_end()
    assert one.title == "Would you get back in?"
    assert one.said.startswith("You get in today, but losing any one of these would lock you out: this laptop, your bag")
    assert shows(one.dialog, "What helps most")
    press(one.dialog, "back-question")
    assert one.topic == "packages"
    one.go_to_end()
    assert one.dialog.focusWidget() is find(one.dialog, QPushButton, "first-fix")
    press(one.dialog, "first-fix")
    assert one.elsewhere == [("print", one.account.id)]


def test_every_remedy_opens_something_that_has_a_name() -> None:
    assert access.MENDED.keys() == fixes.WORDS.keys()
    assert all(interview_messages.button(action).endswith("…") for action in access.MENDED.values())


def test_of_very_many_threads_the_first_are_named(talk: Callable[..., Talk]) -> None:
    vault = facts.set_password(example(), account_of(example()).id, "kept", at=["this laptop"], now=NOW)
    email = account_of(vault).emails[0].id
    vault = facts.set_mailbox(vault, account_of(vault).id, email, reaches="yes", opened_at=["tablet"], now=NOW)
    vault = facts.set_vault_places(vault, kept_at=["office"], password_at=["home safe"], on=None, now=NOW)
    one = talk(vault).go_to_end()
    assert re.fullmatch(r"You get in today, but losing any one of these would lock you out: .*, .*, .* and \d more\.", one.said)


def test_the_one_thing_that_everything_hangs_on_is_named(talk: Callable[..., Talk]) -> None:
    vault = example(service="github")
    vault = facts.set_password(vault, account_of(vault, "github").id, "kept", at=["head"], now=NOW)
    vault = facts.set_vault_places(vault, kept_at=["office"], on=None, now=NOW)
    assert talk(vault, "github").go_to_end().said == "You get in today, but everything hangs on one thing: your office."


def test_the_first_fix_opens_its_dialog(talk: Callable[..., Talk]) -> None:
    one = talk().go_to_end()
    one.dialog._action = "email"
    one.dialog._on_fix()
    assert dialog_in(one.app).windowTitle() == "Add an address"


def test_where_nothing_can_be_lost_nothing_is_to_be_mended(talk: Callable[..., Talk], monkeypatch: pytest.MonkeyPatch) -> None:
    found = interview.Outcome("You get in today.", is_well=True, first="", action=None)
    monkeypatch.setattr(interview, "outcome", lambda *_, **__: found)
    one = talk().go_to_end()
    assert shows(one.dialog, "There is nothing to mend.")
    assert not one.dialog._fix.isVisible()
    one.go_on()
    assert not one.dialog.isVisible()


def test_who_goes_back_before_it_is_worked_out_stays_there(talk: Callable[..., Talk]) -> None:
    one = talk()
    while one.dialog.question:
        press(one.dialog, "skip-question")
    press(one.dialog, "back-question")
    one.dialog._show_outcome(interview.Outcome("You get in today.", is_well=True, first="", action=None))
    assert one.topic == "packages"
    assert not shows(one.dialog, "You get in today.")


def test_what_cannot_be_worked_out_is_told(talk: Callable[..., Talk], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BadInput("There is no such place", hint="Look again.")

    monkeypatch.setattr(interview, "outcome", refuse)
    one = talk()
    while one.dialog.question:
        press(one.dialog, "skip-question")
    qtbot.waitUntil(lambda: bool(one.complaint))
    assert one.complaint == "There is no such place. Look again."


def test_the_keyboard_alone_is_enough(talk: Callable[..., Talk]) -> None:
    one = talk()
    QTest.keyClicks(one.dialog.focusWidget(), "alice@example.com")
    QTest.keyClick(one.dialog.focusWidget(), Qt.Key.Key_Tab)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return):
        QTest.keyClick(one.dialog.focusWidget(), key)
    assert one.topic == "spare-email"
    email = one.account.primary
    assert email
    assert (email.address, email.status) == ("alice@example.com", "verified")


def test_the_tab_key_comes_to_the_buttons_last(talk: Callable[..., Talk]) -> None:
    one = talk(example()).go_to("password")
    names = list[str]()
    for _ in range(9):
        names.append(one.dialog.focusWidget().objectName())
        one.dialog.focusNextChild()
    assert names[:6] == ["answer-kept", "dont-know", "skip-question", "back-question", "continue-interview", "finish-later"]
