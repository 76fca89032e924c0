"""The ways into an account, one rule after the other (pypi-facts §3 to §5)."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from tests.core.owners import (
    KNOWN,
    LONG_AGO,
    LOST,
    NOW,
    TODAY,
    account,
    at,
    browser,
    codes,
    codes_on_paper,
    kept,
    key,
    mail,
    on_paper,
    open_ways,
    seed,
    spare,
    vault_of,
)
from vault import ways
from vault.losses import Terms
from vault.model import Account, Answer, Email, EmailStatus, Password

MAIL = mail(reaches="yes")
DEAD = mail(reaches="no")


def opens(one: Account, *lost: str) -> set[str]:
    return open_ways(vault_of(one), *lost)


# What every way needs


@pytest.mark.parametrize(
    ("factor", "way"),
    [
        ({"security_keys": (key("key ring"),)}, "security-key"),
        ({"browsers": (browser("office"),)}, "browser"),
        ({"totp_at": at("phone")}, "authenticator"),
        ({"authenticators": (seed(),)}, "authenticator"),
        ({"codes_at": at("office")}, "code"),
        ({"code_sets": (codes(),)}, "code"),
        ({"has_second_factor": "no"}, "password"),
    ],
)
def test_each_second_factor_is_a_way_in(factor: dict[str, Any], way: str) -> None:
    assert opens(account(emails=(MAIL,), password=KNOWN, **factor)) == {way}


def test_without_a_factor_there_is_no_way_in() -> None:
    assert opens(account(emails=(MAIL,), password=KNOWN)) == set()
    assert opens(account()) == set()


EVERYTHING = account(
    emails=(MAIL,),
    password=KNOWN,
    security_keys=(key("key ring"),),
    browsers=(browser("office"),),
    totp_at=at("phone"),
    codes_at=at("home safe"),
)


@pytest.mark.parametrize(
    ("lost", "left"),
    [
        ((), {"security-key", "browser", "authenticator", "code"}),
        (("key ring",), {"browser", "authenticator", "code"}),
        (("phone",), {"security-key", "browser", "code"}),
        (("bag",), {"browser", "code"}),
        (("office", "home"), {"security-key", "authenticator"}),
        (("alice@example.com",), {"security-key", "browser"}),
        (("example.com",), set()),
    ],
)
def test_each_loss_closes_what_hung_on_it(lost: tuple[str, ...], left: set[str]) -> None:
    assert opens(EVERYTHING, *lost) == left


# The mail for a new place: codes and authenticator need the primary mailbox, a security key and a remembered browser do not


def test_the_mail_step_needs_the_primary_mailbox_and_no_other_one() -> None:
    one = structs.replace(EVERYTHING, emails=(DEAD, spare(reaches="yes")))
    assert opens(one) == {"security-key", "browser"}
    assert opens(structs.replace(one, service="github")) == {"security-key", "browser", "authenticator", "code"}


def test_a_primary_that_is_not_verified_gets_the_mail_all_the_same() -> None:
    unverified = mail(status="unverified", reaches="yes")
    assert opens(account(emails=(unverified,), password=KNOWN, totp_at=at("phone"))) == {"authenticator"}


def test_without_a_primary_address_no_mail_is_counted_on() -> None:
    one = structs.replace(EVERYTHING, emails=(spare(reaches="yes"),))
    assert opens(one) == {"security-key", "browser"}


# The account is closed while its primary address is not verified and cannot be


@pytest.mark.parametrize(
    ("emails", "is_open"),
    [
        ((mail(reaches="yes"),), True),
        ((mail(reaches="no"),), True),
        ((mail(status="unverified", reaches="no"),), False),
        ((mail(status="unverified", reaches="unknown"),), False),
        ((mail(status="unknown", reaches="unknown"),), False),
        ((mail(status="unverified", reaches="yes"),), True),
        ((mail(status="unverified", reaches="no"), spare()), True),
        ((mail(status="unverified", reaches="no"), spare(status="unverified", reaches="yes")), True),
        ((), False),
    ],
)
def test_an_account_is_open_if_an_address_is_verified_or_can_be(emails: tuple[Email, ...], is_open: bool) -> None:
    one = account(emails=emails, password=KNOWN, security_keys=(key("key ring"),))
    assert opens(one) == ({"security-key"} if is_open else set())
    assert opens(structs.replace(one, service="github")) == {"security-key"}


def test_an_address_whose_domain_is_gone_is_trusted_no_more() -> None:
    own = mail("alice@own.example", is_own_domain=True)
    one = account(emails=(own,), password=KNOWN, security_keys=(key("key ring"),))
    assert opens(one, "alice@own.example") == {"security-key"}
    assert opens(one, "own.example") == set()
    assert opens(structs.replace(one, emails=(own, spare())), "own.example") == {"security-key"}


@pytest.mark.parametrize(("days", "is_open"), [(-1, False), (0, True), (300, True)])
def test_a_domain_that_is_noted_as_paid_for_no_longer_counts_as_gone(days: int, is_open: bool) -> None:
    own = mail("alice@own.example", reaches="yes", renews_on=TODAY + timedelta(days))
    assert bool(opens(account(emails=(own,), password=KNOWN, totp_at=at("phone")))) is is_open
    assert bool(opens(account(emails=(own,), password=KNOWN, security_keys=(key("key ring"),)))) is is_open


# The password, and its reset


@pytest.mark.parametrize(
    ("password", "lost", "is_known"),
    [
        (KNOWN, ("bag", "home"), True),
        (kept("head"), ("bag", "home"), True),
        (kept("this laptop", "home safe"), ("bag",), True),
        (kept("this laptop", "home safe"), ("bag", "home"), False),
        (Password(), (), False),
        (LOST, (), False),
    ],
)
def test_the_password_is_known_while_a_copy_of_it_is_left(password: Password, lost: tuple[str, ...], is_known: bool) -> None:
    one = account("github:alice", password=password, security_keys=(key("bank"),), codes_at=at("home", "phone"))
    assert bool(opens(one, *lost)) is is_known


@pytest.mark.parametrize(
    ("status", "reaches", "resets"),
    [
        ("verified", "unknown", True),
        ("verified", "yes", True),
        ("verified", "no", False),
        ("unverified", "yes", False),
        ("unknown", "yes", False),
    ],
)
def test_a_verified_address_that_can_be_read_resets_the_password(status: EmailStatus, reaches: Answer, resets: bool) -> None:
    one = account(emails=(mail(status=status, reaches=reaches),), password=LOST, security_keys=(key("bank"),))
    assert bool(opens(one)) is resets


def test_any_verified_address_resets_it_not_only_the_primary_one() -> None:
    one = account(emails=(DEAD, spare()), password=LOST, security_keys=(key("bank"),))
    assert opens(one) == {"security-key"}
    assert opens(one, "alice@spare.example") == set()


def test_a_reset_still_asks_for_the_second_factor() -> None:
    assert opens(account(emails=(MAIL,), password=LOST, has_second_factor="yes")) == set()


def test_after_a_reset_a_remembered_browser_is_not_counted_on() -> None:
    one = account(emails=(MAIL,), password=LOST, browsers=(browser("office"),))
    assert opens(one) == set()
    assert opens(structs.replace(one, password=kept("office"))) == {"browser"}


@pytest.mark.parametrize(("days_ago", "works"), [(0, True), (29, True), (30, False), (31, False), (400, False)])
def test_a_browser_is_remembered_for_less_than_thirty_days(days_ago: int, works: bool) -> None:
    one = account(emails=(MAIL,), password=KNOWN, browsers=(browser("office", days_ago=days_ago),))
    assert bool(opens(one)) is works


# Without a second factor


def test_what_asks_for_no_second_factor_opens_with_the_password_or_its_reset() -> None:
    one = account(emails=(MAIL,), password=LOST, has_second_factor="no")
    assert opens(one) == {"password"}
    assert opens(one, "alice@example.com") == set()
    assert opens(structs.replace(one, emails=(DEAD,))) == set()
    assert opens(structs.replace(one, emails=(DEAD,), password=KNOWN)) == {"password"}


@pytest.mark.parametrize(
    "factor",
    [
        {"security_keys": (key("key ring"),)},
        {"browsers": (browser("key ring"),)},
        {"totp_at": at("key ring")},
        {"codes_at": at("key ring")},
    ],
)
def test_where_a_factor_is_noted_it_is_asked_for_whatever_was_said_once(factor: dict[str, Any]) -> None:
    one = account(emails=(MAIL,), password=KNOWN, has_second_factor="no", **factor)
    assert opens(one)
    assert opens(one, "key ring") == set()


@pytest.mark.parametrize("factor", [{"code_sets": (codes(),)}, {"authenticators": (seed(),)}])
def test_the_same_goes_for_a_factor_in_this_vault(factor: dict[str, Any]) -> None:
    one = account(emails=(MAIL,), password=KNOWN, has_second_factor="no", **factor)
    assert opens(one, "laptop") == set()


# Codes and authenticators


def test_codes_are_left_in_the_vault_on_paper_or_in_copies() -> None:
    one = account(emails=(MAIL,), password=KNOWN, code_sets=(codes(),), codes_at=at("office"))
    vault = vault_of(one, sheets=(codes_on_paper(one, "bank"),))
    assert open_ways(vault, "laptop", "office") == {"code"}
    assert open_ways(vault, "bank", "office") == {"code"}
    assert open_ways(vault, "laptop", "bank") == {"code"}
    assert open_ways(vault, "laptop", "bank", "office") == set()


def test_an_authenticator_is_left_in_the_vault_on_paper_or_in_apps() -> None:
    one = account(emails=(MAIL,), password=KNOWN, authenticators=(seed(),), totp_at=at("phone"))
    vault = vault_of(one, sheets=(on_paper(one, "bank"),))
    assert open_ways(vault, "bag") == {"authenticator"}
    assert open_ways(vault, "phone", "bank") == {"authenticator"}
    assert open_ways(vault, "bag", "bank") == set()


def test_when_every_code_is_used_copies_of_them_are_worth_nothing() -> None:
    one = account(emails=(MAIL,), password=KNOWN, code_sets=(codes("used", "used"),), codes_at=at("office"))
    assert open_ways(vault_of(one, sheets=(on_paper(one, "bank"),))) == set()


def test_copies_of_a_set_that_is_not_in_this_vault_are_counted_on() -> None:
    assert opens(account(emails=(MAIL,), password=KNOWN, codes_at=at("office")), "laptop") == {"code"}


def test_copies_of_what_was_replaced_are_not() -> None:
    old, new = codes("void", void_at=LONG_AGO), codes()
    kept_at = at("office", on=date(2024, 1, 1))
    one = account(emails=(MAIL,), password=KNOWN, code_sets=(old, new), codes_at=kept_at)
    assert opens(one) == {"code"}
    assert opens(one, "laptop") == set()
    apps = account(emails=(MAIL,), password=KNOWN, authenticators=(seed(void_at=LONG_AGO), seed()), totp_at=kept_at)
    assert opens(apps, "laptop") == set()


def test_what_is_from_before_a_recovery_opens_nothing() -> None:
    """Its staff remove authenticators, security keys and codes (pypi-facts §7.2)."""
    everything = structs.replace(EVERYTHING, authenticators=(seed(),), code_sets=(codes(),), recovered_on=TODAY)
    vault = vault_of(everything, sheets=(on_paper(everything, "bank"),))
    assert open_ways(vault) == set()
    before = structs.replace(everything, recovered_on=date(2024, 1, 1))
    assert open_ways(vault_of(before)) == {"browser", "authenticator", "code"}


def test_after_a_recovery_the_password_alone_opens_until_a_new_factor_is_set_up() -> None:
    one = account(
        emails=(MAIL,),
        password=KNOWN,
        has_second_factor="no",
        authenticators=(seed(),),
        code_sets=(codes(),),
        recovered_on=TODAY,
    )
    assert opens(one) == {"password"}
    assert opens(structs.replace(one, authenticators=(seed(added_at=NOW.at),))) == {"authenticator"}


# Mailboxes, and the accounts that they belong to


def test_a_mailbox_needs_one_of_the_places_where_it_is_opened() -> None:
    one = account(emails=(mail(opened_at=at("phone", "desk")),), password=KNOWN, codes_at=at("office"))
    assert opens(one, "phone") == {"code"}
    assert opens(one, "desk") == {"code"}
    assert opens(one, "phone", "desk") == set()


POST = account("post:alice", password=KNOWN, totp_at=at("phone"))


def hanging_on(post: Account, **members: Any) -> Account:
    """Return an account whose mail goes to a mailbox that belongs to another account."""
    return account(emails=(mail(opened_by=post.id),), password=KNOWN, codes_at=at("office"), **members)


def test_the_second_factor_of_the_mailbox_is_followed() -> None:
    vault = vault_of(hanging_on(POST), POST)
    assert open_ways(vault) == {"code"}
    assert open_ways(vault, "phone") == set()
    assert open_ways(vault, "bag") == set()


def test_a_chain_is_followed_to_its_end() -> None:
    last = structs.replace(POST, id="last")
    middle = account("post:middle", emails=(mail("m@post.example", opened_by="last"),), password=LOST, codes_at=at("office"))
    vault = vault_of(hanging_on(middle), middle, last)
    assert open_ways(vault) == {"code"}
    assert open_ways(vault, "phone") == set()


def test_mailboxes_that_hang_on_each_other_open_nothing() -> None:
    one = account("post:one", emails=(mail("one@post.example", opened_by="two"),), password=LOST, totp_at=at("phone"))
    two = account("post:two", emails=(mail("two@post.example", opened_by=one.id),), password=LOST, totp_at=at("phone"))
    two = structs.replace(two, id="two")
    vault = vault_of(hanging_on(one), one, two)
    assert open_ways(vault) == open_ways(vault, of=1) == open_ways(vault, of=2) == set()
    freed = vault_of(hanging_on(one), one, structs.replace(two, password=kept("office")))
    assert open_ways(freed) == {"code"}
    assert open_ways(freed, "office", of=1) == set()


def test_a_mailbox_that_hangs_on_its_own_account_opens_nothing() -> None:
    own = account("pypi:alice", password=LOST, totp_at=at("phone"))
    own = structs.replace(own, emails=(mail(opened_by=own.id),))
    assert opens(own) == set()


def test_a_mailbox_whose_account_is_deleted_or_not_there_is_not_counted_on() -> None:
    gone = structs.replace(POST, deleted_at=NOW.at)
    assert open_ways(vault_of(hanging_on(POST), gone)) == set()
    assert open_ways(vault_of(hanging_on(POST))) == set()


def test_a_mailbox_that_is_open_somewhere_does_not_need_its_account() -> None:
    one = hanging_on(POST)
    one = structs.replace(one, emails=(structs.replace(one.emails[0], opened_at=at("desk")),))
    assert open_ways(vault_of(one, POST), "phone") == {"code"}
    assert open_ways(vault_of(one, POST), "desk") == {"code"}
    assert open_ways(vault_of(one, POST), "phone", "desk") == set()


def test_what_one_account_says_of_a_mailbox_counts_for_the_other_one() -> None:
    told = account("testpypi:alice", emails=(mail("ALICE@example.com", opened_at=at("phone")),))
    untold = account(emails=(mail(),), password=KNOWN, codes_at=at("office"))
    assert open_ways(vault_of(untold, told)) == {"code"}
    assert open_ways(vault_of(untold, told), "phone") == set()


# Services without rules, and what is needed


def test_a_service_without_rules_asks_for_password_and_factor() -> None:
    one = account("somewhere:alice", password=KNOWN, totp_at=at("phone"))
    assert opens(one) == {"authenticator"}
    assert opens(one, "phone") == set()


def needed(one: Account, *gone: str) -> dict[str, tuple[frozenset[str], ...]]:
    world = ways.by_places(vault_of(one), TODAY, frozenset(gone))
    return {way.kind: way.reach.sets for way in world.ways(one)}


def test_what_a_way_needs_is_told_as_the_smallest_sets_of_places() -> None:
    one = account(emails=(mail(opened_at=at("phone", "desk")),), password=kept("desk"), codes_at=at("office"))
    found = needed(one)
    assert found["code"] == (frozenset({"office", "desk"}), frozenset({"office", "phone"}))
    assert found["authenticator"] == ()
    assert needed(one, "desk")["code"] == (frozenset({"office", "phone"}),)
    assert needed(one, "@example.com")["code"] == ()


def test_circles_come_to_rest_also_where_places_are_told() -> None:
    one = account("post:one", password=LOST, totp_at=at("head"))
    two = account("post:two", password=LOST, totp_at=at("head"))
    one = structs.replace(one, emails=(mail("1@x.example", opened_by=two.id), spare("3@x.example", opened_at=at("phone"))))
    two = structs.replace(two, emails=(mail("2@x.example", opened_by=one.id), spare("4@x.example", opened_at=at("desk"))))
    world = ways.by_places(vault_of(one, two), TODAY)
    either = {frozenset({"desk"}), frozenset({"phone"})}
    assert set(world.account(one).sets) == set(world.account(two).sets) == either


def test_an_empty_vault_has_nobody_to_let_in() -> None:
    assert ways.by_places(vault_of(), TODAY).account(account()) == Terms()


def test_a_password_that_is_kept_here_goes_with_the_vault_unless_it_is_elsewhere_too() -> None:
    here = Password(state="kept", secret="correct horse", secret_at=LONG_AGO)
    one = account("github:alice", emails=(DEAD,), password=here, security_keys=(key("bank"),))
    assert opens(one) == {"security-key"}
    assert opens(one, "this laptop") == set()
    elsewhere = structs.replace(one, password=structs.replace(here, copies=at("phone")))
    assert opens(elsewhere, "this laptop") == {"security-key"}
