"""The questions of the interview: which are asked, how each was answered, since when one is open."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import structs

from tests.core.vaults import CODES
from vault import edit, facts, questions, undoing
from vault.errors import BadInput, NotThere
from vault.model import Account, Now, Token, Vault, new_id

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
NOW = Now(START)


def started(service: str = "pypi") -> Vault:
    return edit.add_account(Vault(), service, "alice", now=NOW)


def with_address(service: str = "pypi") -> Vault:
    vault = started(service)
    return edit.set_email(vault, vault.accounts[0].id, "alice@example.com", now=NOW)


def account(vault: Vault) -> Account:
    return vault.accounts[0]


def answered(vault: Vault, topic: str) -> str:
    return questions.answer(account(vault), topic, questions.said(vault, account(vault).id))


# Which questions


def test_of_pypi_there_are_eight_questions() -> None:
    assert list(questions.of_account(account(started()))) == [
        "email",
        "spare-email",
        "mailbox",
        "password",
        "authenticator",
        "codes",
        "security-key",
        "packages",
    ]


def test_of_another_service_fewer_and_whether_it_asks_for_a_second_factor() -> None:
    bare = started("github")
    first = ["email", "mailbox", "password"]
    assert list(questions.of_account(account(bare))) == [*first, "second-factor", "authenticator", "codes", "security-key"]
    without = facts.set_second_factor(bare, account(bare).id, "no", now=NOW)
    assert list(questions.of_account(account(without))) == [*first, "second-factor"]
    known = edit.add_codes(bare, account(bare).id, CODES, now=NOW)
    assert list(questions.of_account(account(known))) == [*first, "authenticator", "codes", "security-key"]


def test_every_question_that_can_be_left_open_has_words() -> None:
    assert set(facts.TOPICS) <= questions.WORDS.keys()


# How each was answered


def test_nothing_is_known_of_a_new_account() -> None:
    vault = started()
    assert {answered(vault, topic) for topic in questions.of_account(account(vault))} == {"blank"}
    assert questions.unanswered(account(vault), frozenset()) == questions.of_account(account(vault))


def test_the_primary_address_is_known_once_it_is_said_whether_it_is_verified() -> None:
    vault = with_address()
    assert answered(vault, "email") == "blank"
    email = account(vault).emails[0]
    assert answered(facts.set_unverified(vault, account(vault).id, email.id, now=NOW), "email") == "known"
    assert answered(facts.set_verified(vault, account(vault).id, email.id, now=NOW), "email") == "known"


def test_verifying_keeps_the_day_and_takes_a_newer_one() -> None:
    vault = with_address()
    owner, email = account(vault).id, account(vault).emails[0]
    vault = facts.set_verified(vault, owner, email.id, date(2026, 1, 2), now=NOW)
    assert (account(vault).emails[0].status, account(vault).emails[0].verified_on) == ("verified", date(2026, 1, 2))
    assert account(facts.set_verified(vault, owner, email.id, now=NOW)).emails[0].verified_on == date(2026, 1, 2)
    later = facts.set_verified(vault, owner, email.id, date(2026, 1, 30), now=NOW)
    assert account(later).emails[0].verified_on == date(2026, 1, 30)
    with pytest.raises(NotThere, match="no such address"):
        facts.set_verified(vault, owner, "0" * 16, now=NOW)


def test_a_verified_address_answers_the_question_that_it_is_about() -> None:
    vault = with_address()
    owner = account(vault).id
    vault = edit.set_email(vault, owner, "spare@example.org", now=NOW)
    for topic in ("email", "spare-email"):
        vault = facts.leave_open(vault, owner, topic, now=NOW)
    primary, spare = account(vault).emails
    vault = facts.set_verified(vault, owner, spare.id, now=NOW)
    assert account(vault).questions == ("email",)
    assert account(facts.set_verified(vault, owner, primary.id, now=NOW)).questions == ()


@pytest.mark.parametrize("topic", ["spare-email", "authenticator", "codes", "security-key", "packages", "evidence"])
def test_that_there_is_none_is_an_answer(topic: str) -> None:
    vault = started()
    vault = facts.leave_open(vault, account(vault).id, topic, now=NOW)
    assert answered(vault, topic) == "open"
    vault = facts.note_none(vault, account(vault).id, topic, now=NOW)
    assert answered(vault, topic) == "none"
    assert topic not in questions.unanswered(account(vault), questions.said(vault, account(vault).id))


def test_of_a_password_there_is_never_none() -> None:
    vault = started()
    assert answered(facts.note_none(vault, account(vault).id, "password", now=NOW), "password") == "blank"


def test_what_is_known_counts_whatever_the_history_says() -> None:
    vault = with_address()
    owner = account(vault).id
    email = account(vault).emails[0].id
    vault = edit.set_email(vault, owner, "spare@example.org", now=NOW)
    assert answered(vault, "spare-email") == "blank", "nobody said whether it is verified"
    vault = facts.set_unverified(vault, owner, account(vault).emails[1].id, now=NOW)
    vault = facts.set_mailbox(vault, owner, email, reaches="no", now=NOW)
    vault = facts.set_password(vault, owner, "lost", now=NOW)
    vault = facts.set_copies(vault, owner, "totp_at", ["phone"], now=NOW)
    vault = facts.set_copies(vault, owner, "codes_at", ["home safe"], now=NOW)
    vault = facts.add_security_key(vault, owner, "blue", "key ring", now=NOW)
    vault = facts.set_package(vault, owner, facts.package_of(account(vault), "otters"), now=NOW)
    vault = facts.set_browsers(vault, owner, ["this laptop"], START.date(), now=NOW)
    vault = facts.set_linked(vault, owner, ["github:alice"], now=NOW)
    vault = facts.add_evidence(vault, owner, "other", "a photo", now=NOW)
    vault = facts.set_token(vault, owner, Token(id=new_id(), name="release"), now=NOW)
    topics = [*questions.WORDS, "tokens", "browsers", "linked", "evidence"]
    assert {topic for topic in topics if questions.answer(account(vault), topic, frozenset()) != "known"} == {"email"}


def test_what_was_undone_was_never_said() -> None:
    vault = started()
    before = vault
    vault = facts.note_none(vault, account(vault).id, "codes", now=NOW)
    vault = undoing.undo(vault, before, now=NOW)
    assert answered(vault, "codes") == "blank"


# Since when one is open


def test_an_account_is_asked_again_since_its_oldest_open_question() -> None:
    vault = started()
    owner = account(vault).id
    for days, topic in ((0, "codes"), (3, "password"), (9, "email"), (12, "password")):
        vault = facts.leave_open(vault, owner, topic, now=Now(START + timedelta(days)))
    vault = facts.note_none(vault, owner, "codes", now=Now(START + timedelta(20)))
    assert questions.asked_on(vault) == {owner: date(2026, 2, 9)}
    assert questions.asked_on(structs.replace(vault, events=())) == {}


def test_open_questions_are_told_in_one_line() -> None:
    vault = started()
    owner = account(vault).id
    assert questions.words(account(vault)) == "what you did not know when asked"
    vault = facts.leave_open(vault, owner, "codes", now=NOW)
    assert questions.words(account(vault)) == "where else the recovery codes are"
    vault = facts.leave_open(vault, owner, "password", now=NOW)
    assert questions.words(account(vault)) == "where the password is, and 1 more thing"


# Tokens


def test_a_token_is_added_and_changed_by_its_id() -> None:
    vault = started()
    owner = account(vault).id
    token = Token(id=new_id(), name=" release ", scope="all projects", used_at=" CI ")
    vault = facts.set_token(vault, owner, token, now=NOW)
    assert [(one.name, one.scope, one.used_at) for one in account(vault).tokens] == [("release", "all projects", "CI")]
    vault = facts.set_token(vault, owner, Token(id=new_id(), name="docs"), now=NOW)
    renamed = structs.replace(account(vault).tokens[0], name="upload", used_at="")
    vault = facts.set_token(vault, owner, renamed, now=NOW)
    assert [(one.name, one.used_at) for one in account(vault).tokens] == [("upload", ""), ("docs", "")]
    assert vault.events[-1].values["changed"] == token.id


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        (Token(id="1", name=" "), "A token has a name"),
        (Token(id="1", name="a\x00"), "A token has a name"),
        (Token(id="1", name="here"), "There is a token of that name already"),
        (Token(id="1", name="x", created_on=date(2026, 2, 1), expires_on=date(2026, 1, 1)), "expires before it was created"),
        (Token(id="1", name="x", scope="a\x00"), "A note has a name"),
        (Token(id="1", name="pypi-AgEIcHlwaS5vcmcCJDU4"), "looks like the token itself"),
        (Token(id="1", name="x", used_at="in CI: ghp_0123456789abcdef0123"), "looks like the token itself"),
        (Token(id="1", name="x", scope="A" * 60), "looks like the token itself"),
    ],
)
def test_a_token_that_cannot_be_is_refused(token: Token, sentence: str) -> None:
    vault = started()
    vault = facts.set_token(vault, account(vault).id, Token(id="0", name="here"), now=NOW)
    with pytest.raises(BadInput, match=sentence) as refused:
        facts.set_token(vault, account(vault).id, token, now=NOW)
    assert "pypi-" not in f"{refused.value} {refused.value.hint}"
