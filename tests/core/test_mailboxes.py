"""Mailboxes: what is known of one counts for every account with its address."""

from datetime import date

import pytest

from tests.core.owners import NOW, account, at, mail, spare, vault_of
from vault import mailboxes
from vault.model import Answer, Email, Vault


def vault(*emails: Email) -> Vault:
    return vault_of(*(account(f"pypi:{number}", emails=(email,)) for number, email in enumerate(emails)))


def known(email: Email, *others: Email) -> Email:
    return mailboxes.of(vault(email, *others)).known(email)


@pytest.mark.parametrize(
    ("own", "others", "reaches"),
    [
        ("unknown", [], "unknown"),
        ("unknown", ["unknown"], "unknown"),
        ("unknown", ["yes"], "yes"),
        ("unknown", ["yes", "no"], "no"),
        ("yes", ["no"], "yes"),
        ("no", ["yes"], "no"),
    ],
)
def test_whether_it_can_be_read_is_said_here_or_else_with_another_account(
    own: Answer, others: list[Answer], reaches: Answer
) -> None:
    several = [mail("ALICE@example.com", reaches=answer) for answer in others]
    assert known(mail(reaches=own), *several).reaches == reaches


def test_where_it_is_opened_is_said_here_or_else_with_the_first_that_says_it() -> None:
    here = mail(opened_at=at("phone"))
    one, two = mail(opened_by="a1"), mail(opened_at=at("desk"))
    assert (known(here, one, two).opened_by, known(here, one, two).opened_at) == ("", here.opened_at)
    assert (known(mail(), one, two).opened_by, known(mail(), one, two).opened_at) == ("a1", ())


def test_until_when_the_domain_is_paid_for_is_known_for_every_address_at_it() -> None:
    early, late = spare("x@Example.com", renews_on=date(2026, 1, 1)), spare("y@example.com", renews_on=date(2027, 1, 1))
    assert known(mail(), early, late).renews_on == date(2027, 1, 1)
    assert known(mail(renews_on=date(2026, 5, 5)), late).renews_on == date(2026, 5, 5)
    assert known(mail("alice@mail.example.com"), late).renews_on is None


def test_what_an_account_says_of_the_address_itself_stays() -> None:
    told = known(mail(status="unverified"), mail(status="verified", reaches="yes"))
    assert (told.status, told.reaches) == ("unverified", "yes")


def test_a_deleted_account_says_nothing() -> None:
    gone = account("pypi:gone", emails=(mail(reaches="no"),), deleted_at=NOW.at)
    email = mail()
    assert mailboxes.of(vault_of(account(emails=(email,)), gone)).known(email) is email


def test_an_address_that_is_in_no_account_is_known_as_it_is() -> None:
    new = mail("new@example.org")
    assert mailboxes.of(Vault()).known(new) is new
