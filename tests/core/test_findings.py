"""Findings: what is to be mended with an account and with the vault, and how it is said."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec import structs

from tests.core import small_vaults
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
    finding,
    found,
    kept,
    key,
    kinds,
    mail,
    on_paper,
    package,
    ready,
    seed,
    share,
    sheet,
    spare,
    vault_of,
)
from vault import findings, questions
from vault.findings import access
from vault.findings.words import joined
from vault.model import Account, Copy, Email, Place, Vault
from vault.readiness import Readiness

READ = mail(reaches="yes")


def named(one: Account, kind: str, *lost: str) -> tuple[str, str, str, str]:
    told = finding(vault_of(one), kind, *lost)
    return told.severity, told.text, told.fix, told.action


# An account as a whole


def test_an_account_that_nothing_is_noted_of_is_not_called_lost() -> None:
    one = account()
    assert kinds(vault_of(one)) == {"not-known", "packages-missing"}
    assert named(one, "not-known") == (
        "warning",
        "Nobody can tell whether you would get in: too little is noted of address, password and second factor",
        "Answer a few questions: it takes three minutes",
        "interview",
    )


def test_an_account_without_a_way_in_is_told_first() -> None:
    one = account(password=LOST)
    assert found(vault_of(one))[0].kind == "locked-out"
    assert named(one, "locked-out") == (
        "critical",
        "By what is noted, no way into this account works",
        "If something is not noted yet, note it. If you are locked out, prepare the recovery request",
        "request",
    )


def test_an_account_that_is_well_kept_has_nothing_to_mend() -> None:
    one = account(
        emails=(READ, spare()),
        password=KNOWN,
        security_keys=(key("bank"), key("office", "red")),
        code_sets=(codes(generated_on=LONG_AGO.date()),),
        packages=(package(owners=("bob",), repository="https://example.com/x", can_push="yes"),),
    )
    assert found(vault_of(one, sheets=(codes_on_paper(one, "home safe"),))) == []


def test_the_worst_comes_first() -> None:
    one = account(emails=(mail(status="unverified"),), password=LOST, totp_at=at("phone"))
    ranks = ["critical", "warning", "advice"]
    told = [ranks.index(one.severity) for one in found(vault_of(one))]
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 2


# What an account hangs on


def test_a_single_thing_that_all_hangs_on_is_named_with_what_goes_with_it() -> None:
    one = account(emails=(READ,), password=KNOWN, totp_at=at("phone"))
    assert named(one, "single-thread") == (
        "warning",
        "Losing your phone would lock you out: the authenticator goes with it",
        "Print the recovery codes, and keep the sheet somewhere else",
        "print",
    )


def threads(vault: Vault) -> list[str]:
    return [one.text.split(" would")[0] for one in found(vault) if one.kind == "single-thread"]


def test_of_places_in_one_another_the_innermost_is_named() -> None:
    one = account(emails=(READ,), password=KNOWN, totp_at=at("phone"))
    assert threads(vault_of(one)) == ["Losing your phone", "Losing the mailbox alice@example.com"]
    both = structs.replace(one, codes_at=at("this laptop"))
    assert threads(vault_of(both)) == ["Losing your bag", "Losing the mailbox alice@example.com"]
    circle = (Place(name="phone", within="case"), Place(name="case", within="phone"))
    assert threads(vault_of(one, places=circle))[:2] == ["Losing your phone", "Losing your case"]


def test_a_loss_that_takes_several_things_says_what_helps_against_all_of_them() -> None:
    one = account(emails=(mail(opened_at=at("phone")),), password=kept("phone"), totp_at=at("phone"))
    told = finding(vault_of(one), "single-thread")
    assert (
        told.text == "Losing your phone would lock you out: the authenticator, the password with the means to reset it and "
        "the mail that PyPI sends go with it"
    )
    assert (
        told.fix == "See to it that the mailbox can be opened from another place too; and print the recovery codes, and "
        "keep the sheet somewhere else"
    )


EVERYTHING = account(
    emails=(mail(opened_at=at("phone")),),
    password=kept("this laptop"),
    security_keys=(key("key ring"),),
    browsers=(browser("office"),),
    totp_at=at("phone"),
    codes_at=at("home safe"),
)


@pytest.mark.parametrize(
    ("one", "lost", "text"),
    [
        (EVERYTHING, "key ring", "the security key goes with it"),
        (EVERYTHING, "office", "the remembered browser goes with it"),
        (EVERYTHING, "home safe", "the recovery codes go with it"),
        (EVERYTHING, "phone", "the authenticator and the mail that PyPI sends go with it"),
        (EVERYTHING, "this laptop", "the password goes with it"),
        (structs.replace(EVERYTHING, emails=(READ,)), "phone", "the authenticator goes with it"),
        (
            structs.replace(EVERYTHING, emails=(mail(reaches="no"),)),
            "this laptop",
            "the password with the means to reset it goes with it",
        ),
        (structs.replace(EVERYTHING, emails=(READ,), password=KNOWN), "this laptop", ""),
        (
            account(emails=(mail("a@own.example", is_own_domain=True),), password=KNOWN, security_keys=(key("bank"),)),
            "own.example",
            "the address that PyPI trusts goes with it",
        ),
        (
            EVERYTHING,
            "bag",
            (
                "the security key, the authenticator, the password with the means to reset it and the mail that PyPI sends "
                "go with it"
            ),
        ),
    ],
)
def test_what_a_loss_closes_is_said_in_good_grammar(one: Account, lost: str, text: str) -> None:
    readiness = ready(vault_of(one))
    loss = next(loss for loss in readiness.verdict(one).single_losses if loss.lost[0].name == lost)
    assert access.closed(readiness, one, loss) == text


@pytest.mark.parametrize(("several", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_several_are_joined_as_in_a_sentence(several: list[str], text: str) -> None:
    assert joined(several) == text


# The mail step


def test_where_all_hangs_on_one_mail_it_is_said_beforehand() -> None:
    one = account(emails=(READ,), password=KNOWN, totp_at=at("phone"), codes_at=at("office"))
    assert named(one, "mail-step") == (
        "advice",
        (
            "From a new place codes and authenticator need a mail to alice@example.com too: if it never arrives, neither lets "
            "you in, and each try with a code burns it"
        ),
        "Add a security key or passkey: with one no mail is sent",
        "security-key",
    )


@pytest.mark.parametrize(
    "other",
    [
        {"security_keys": (key("bank"),)},
        {"service": "github"},
        {"emails": ()},
        {"totp_at": (), "codes_at": (), "browsers": (browser("office"),)},
    ],
)
def test_it_is_not_said_where_something_else_opens(other: dict[str, Any]) -> None:
    one = account(emails=(READ,), password=KNOWN, totp_at=at("phone"), codes_at=at("office"))
    assert "mail-step" not in kinds(vault_of(structs.replace(one, **other)))


def test_who_is_locked_out_is_warned_before_codes_are_burned_in_vain() -> None:
    one = account(emails=(mail(reaches="no"),), password=KNOWN, codes_at=at("office"))
    assert named(one, "codes-burn") == (
        "warning",
        (
            "Before it lets you in, PyPI burns a code and then mails a link to alice@example.com: without that link each try "
            "costs a code"
        ),
        "Keep the codes that are left, and prepare the recovery request",
        "request",
    )
    for safe in ({"password": LOST}, {"codes_at": ()}, {"security_keys": (key("bank"),)}):
        assert "codes-burn" not in kinds(vault_of(structs.replace(one, **safe)))


# Questions


@pytest.mark.parametrize("topic", questions.WORDS)
def test_what_the_owner_did_not_know_stays_open_until_it_is_noted(topic: str) -> None:
    one = account(questions=(topic,))
    told = finding(vault_of(one), "question")
    assert told.text == f"You did not know when asked: {questions.WORDS[topic]}"
    known = account(
        questions=(topic,),
        emails=(mail(reaches="yes"), spare()),
        password=KNOWN,
        totp_at=at("phone"),
        codes_at=at("office"),
        security_keys=(key("bank"),),
        packages=(package(),),
    )
    assert "question" not in kinds(vault_of(known))


def test_a_question_that_nobody_asks_is_passed_over() -> None:
    assert "question" not in kinds(vault_of(account(questions=("colour",))))


# Addresses


@pytest.mark.parametrize(
    ("emails", "kind", "text", "fix"),
    [
        (
            (mail(status="unverified", reaches="yes"),),
            "email-unverified",
            "alice@example.com is not verified: PyPI closes nearly everything, and resets no password to it",
            "Verify it while you can still sign in, or make a verified address the primary one",
        ),
        (
            (mail(status="unverified", reaches="no"),),
            "email-unverified",
            "alice@example.com is not verified: PyPI closes nearly everything, and resets no password to it",
            "Make a verified address that you can read the primary one",
        ),
        (
            (mail(status="unknown"),),
            "email-unknown",
            "Nobody noted whether alice@example.com is verified; without that neither sign-in nor reset can be relied on",
            "Look at the account page, and note it",
        ),
        (
            (spare(),),
            "email-missing",
            "Nobody noted which address is the primary one, and PyPI lets nobody in without it",
            "Note the primary address, and whether it is verified",
        ),
        (
            (mail(reaches="no"), spare("alice@spare.example", reaches="yes")),
            "mailbox-dead",
            "PyPI mails the link for a new place to alice@example.com, and nobody can read that",
            "Make alice@spare.example the primary address while you can still sign in: being verified does not help it",
        ),
        (
            (mail(reaches="no"), spare("alice@spare.example", reaches="no")),
            "mailbox-dead",
            "PyPI mails the link for a new place to alice@example.com, and nobody can read that",
            "Add an address that you can read and make it the primary one, while you can still sign in",
        ),
        (
            (mail(status="unverified", reaches="no"),),
            "mailbox-dead",
            "PyPI mails the link for a new place to alice@example.com, and nobody can read that",
            (
                "Sign in: as long as the account has no second factor and no project, PyPI takes another address; else prepare "
                "the recovery request"
            ),
        ),
    ],
)
def test_what_is_wrong_with_the_primary_address(emails: tuple[Email, ...], kind: str, text: str, fix: str) -> None:
    told = finding(vault_of(account(emails=emails, password=KNOWN)), kind)
    assert (told.text, told.fix, told.action) == (text, fix, "email")


def test_a_mailbox_that_another_account_calls_dead_is_dead() -> None:
    vault = vault_of(account(emails=(mail(),)), account("testpypi:bob", emails=(mail("ALICE@example.com", reaches="no"),)))
    assert "mailbox-dead" in kinds(vault)


def test_a_service_without_these_rules_is_not_held_to_them() -> None:
    assert not kinds(vault_of(account("github:a", emails=(mail(status="unverified"),)))) & {"email-unverified", "email-unknown"}
    assert "email-missing" not in kinds(vault_of(account("github:a", password=KNOWN)))
    dead = account("github:a", emails=(mail(reaches="no"),))
    assert named(dead, "mailbox-dead")[1] == "Nobody can read the mail that GitHub sends to alice@example.com"


@pytest.mark.parametrize(
    ("email", "kind", "severity", "text"),
    [
        (
            mail("a@own.example", is_own_domain=True),
            "domain-unknown",
            "warning",
            "Nobody noted until when own.example is paid for: when it lapses, a@own.example is trusted no more",
        ),
        (
            mail("a@own.example", renews_on=TODAY - timedelta(1)),
            "domain-lapses",
            "critical",
            "The domain own.example was paid for until 2026-05-31: mail to a@own.example is no longer counted on",
        ),
        (
            mail("a@own.example", renews_on=TODAY + timedelta(45)),
            "domain-lapses",
            "critical",
            "The domain own.example is paid for until 2026-07-16; then mail to a@own.example stops",
        ),
        (
            mail("a@own.example", renews_on=TODAY + timedelta(46)),
            "domain-only",
            "advice",
            "The account hangs on the domain own.example",
        ),
    ],
)
def test_what_is_wrong_with_an_own_domain(email: Email, kind: str, severity: str, text: str) -> None:
    told = finding(vault_of(account(emails=(email,))), kind)
    assert (told.severity, told.text) == (severity, text)


def test_a_second_domain_ends_the_advice_for_one() -> None:
    own = mail("a@own.example", renews_on=TODAY + timedelta(10))
    alone, with_spare = account(emails=(own,)), account(emails=(own, spare()))
    assert finding(vault_of(alone), "domain-lapses").fix == (
        "Renew it, and let it renew by itself. And so that the account does not hang on it: verify a second address that is "
        "not at this domain"
    )
    assert finding(vault_of(with_spare), "domain-lapses").fix == "Renew it, and let it renew by itself"
    later = mail("a@own.example", renews_on=TODAY + timedelta(400))
    assert "domain-only" not in kinds(vault_of(account(emails=(later, spare()))))


def test_what_frees_an_account_from_its_domain_is_more_than_a_second_address() -> None:
    own = mail("a@own.example", renews_on=TODAY + timedelta(400))
    one = account(emails=(own, spare()), password=KNOWN, totp_at=at("head"))
    assert named(one, "domain-only")[1:3] == (
        "The account hangs on the domain own.example",
        "Add a security key, and keep it apart from the rest",
    )
    alone = structs.replace(one, emails=(own,))
    assert named(alone, "domain-only")[2] == (
        "Add a second verified address at another provider; and add a security key, and keep it apart from the rest"
    )
    free = structs.replace(one, security_keys=(key("head"),))
    assert "domain-only" not in kinds(vault_of(free))


def test_a_domain_is_told_once_however_many_addresses_it_has() -> None:
    several = (mail("a@own.example", is_own_domain=True), spare("b@own.example", is_own_domain=True))
    told = [one for one in found(vault_of(account(emails=several))) if one.kind == "domain-unknown"]
    assert [one.text for one in told] == [
        "Nobody noted until when own.example is paid for: when it lapses, a@own.example is trusted no more"
    ]


def test_a_second_verified_address_at_another_provider_is_asked_for() -> None:
    assert named(account(emails=(mail(),)), "second-email")[1] == "There is one verified address only: alice@example.com"
    same = account(emails=(mail(), spare("b@example.com")))
    assert named(same, "same-provider")[1] == "All verified addresses are at example.com"
    for fine in (account(emails=(mail(), spare())), account("github:a", emails=(mail(),)), account(emails=())):
        assert not kinds(vault_of(fine)) & {"second-email", "same-provider"}


# Codes


def with_codes(**members: Any) -> Account:
    return structs.replace(account(emails=(READ,), password=KNOWN, code_sets=(codes(),)), **members)


def test_codes_that_are_only_in_this_vault_are_told() -> None:
    one = with_codes()
    text = "The only copy of the codes is in this vault, "
    fix = "Print them, and keep the sheet somewhere else"
    assert named(one, "codes-only-here") == ("warning", f"{text}on this laptop only", fix, "print")
    usb = finding(vault_of(one, kept_at=at("usb stick")), "codes-only-here")
    assert usb.text == f"{text}at one place only: usb stick"
    assert finding(vault_of(one, kept_at=at("usb stick", "cloud")), "codes-only-here").text == f"{text}at 2 places"


@pytest.mark.parametrize(
    "vault",
    [
        vault_of(ONE := with_codes(), sheets=(codes_on_paper(ONE, "home safe"),)),
        vault_of(ONE, sheets=(on_paper(ONE, "wallet", "card"),)),
        vault_of(ONE, sheets=(on_paper(ONE, "home safe", "backup"),)),
        vault_of(with_codes(codes_at=at("office"))),
    ],
)
def test_codes_that_are_elsewhere_too_are_not_only_here(vault: Vault) -> None:
    assert "codes-only-here" not in kinds(vault)


@pytest.mark.parametrize(
    "paper",
    [
        codes_on_paper(ONE, ""),
        codes_on_paper(ONE, "home safe", destroyed_at=NOW.at),
        codes_on_paper(with_codes(), "home safe"),
        on_paper(ONE, "", "backup"),
        on_paper(ONE, "home safe", "backup", destroyed_at=NOW.at),
        on_paper(with_codes(), "home safe", "backup"),
    ],
)
def test_paper_that_nobody_finds_or_of_other_codes_does_not_help(paper: object) -> None:
    assert "codes-only-here" in kinds(vault_of(ONE, sheets=(paper,)))


def test_codes_that_run_out_are_told() -> None:
    low = with_codes(code_sets=(codes("used", "unused", "unused"),))
    assert named(low, "codes-low")[1] == "Only 2 of 3 recovery codes are left"
    last = with_codes(code_sets=(codes("used", "used", "unused"),))
    assert named(last, "codes-low")[1] == "Only one recovery code is left"
    unsure = with_codes(code_sets=(codes("used", "used", "unused", is_burned_known=False),))
    assert named(unsure, "codes-low")[1].endswith(", and it may be the one that was burned at set-up")
    empty = with_codes(code_sets=(codes("used", "used"),))
    assert named(empty, "codes-empty")[1].startswith("Every recovery code is used: when the authenticator is lost too")
    single = account("packagist:a", password=KNOWN, code_sets=(codes("unused"),))
    assert not kinds(vault_of(single)) & {"codes-low", "codes-empty"}


def test_missing_codes_are_told_unless_they_are_elsewhere() -> None:
    assert named(account(password=KNOWN), "codes-missing")[2] == (
        "Generate them while you can still sign in, and bring them in here"
    )
    assert "codes-missing" not in kinds(vault_of(account(password=KNOWN, codes_at=at("office"))))


def test_an_account_without_a_second_factor_is_told_so() -> None:
    one = account(password=KNOWN, has_second_factor="no")
    assert named(one, "second-factor-missing")[1] == "No second factor is set up, and so there are no recovery codes either"
    assert "codes-missing" not in kinds(vault_of(one))


def test_codes_of_which_several_were_refused_are_not_to_be_tried_on() -> None:
    one = with_codes(code_sets=(codes("used", "used", "unused", outcomes=["refused"] * 2),))
    severity, text, fix, action = named(one, "codes-refused")
    assert (severity, action) == ("warning", "codes")
    assert text.startswith("Several codes of this set were refused")
    assert fix.endswith("Try no more of them, and show them to nobody")
    assert not kinds(vault_of(one)) & {"codes-only-here", "codes-low", "codes-unchecked"}


@pytest.mark.parametrize(
    ("made", "checked", "is_told"),
    [
        (None, None, True),
        (LONG_AGO.date() - timedelta(15), None, True),
        (LONG_AGO.date() - timedelta(14), None, False),
        (None, TODAY, False),
    ],
)
def test_codes_of_unknown_age_are_to_be_compared_with_the_service(
    made: date | None, checked: date | None, is_told: bool
) -> None:
    one = with_codes(code_sets=(codes(generated_on=made, checked_on=checked),))
    assert ("codes-unchecked" in kinds(vault_of(one))) is is_told
    empty = with_codes(code_sets=(codes("used"),))
    assert "codes-unchecked" not in kinds(vault_of(empty))


def test_copies_of_what_was_replaced_are_told() -> None:
    new = datetime(2026, 3, 10, 18, tzinfo=UTC)
    one = with_codes(
        code_sets=(codes("void", void_at=new), codes(added_at=new)),
        codes_at=(*at("office", on=date(2026, 1, 1)), *at("bank", on=date(2026, 4, 1))),
        authenticators=(seed(void_at=new), seed(added_at=new)),
        totp_at=(*at("phone", on=date(2026, 1, 1)), *at("tablet"), *at("watch", on=date(2026, 4, 1))),
    )
    assert named(one, "codes-stale")[1] == (
        "The codes at office are of a set that was replaced since: they open nothing any more"
    )
    assert named(one, "authenticator-stale")[1] == (
        "The authenticator at phone and tablet was noted before it was replaced: its digits are not counted on"
    )


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ({"code_sets": (codes(),)}, "the recovery codes are from before it"),
        ({"authenticators": (seed(),)}, "the authenticator is from before it"),
        (
            {"code_sets": (codes(),), "authenticators": (seed(),), "security_keys": (key("bank"),)},
            "the recovery codes, the authenticator and the security key blue are from before it",
        ),
    ],
)
def test_what_a_recovery_removed_is_told(members: dict[str, Any], text: str) -> None:
    one = account(emails=(READ,), password=KNOWN, recovered_on=TODAY, **members)
    told = finding(vault_of(one), "factors-removed")
    assert told.text == f"The recovery of 2026-06-01 removed every second factor: {text}"
    assert told.fix == "Set up new ones while you can still sign in, and note them here"
    assert not kinds(vault_of(one)) & {"codes-only-here", "codes-low", "codes-unchecked"}
    assert "factors-removed" not in kinds(vault_of(structs.replace(one, recovered_on=date(2024, 1, 1), security_keys=())))


@pytest.mark.parametrize(
    ("members", "is_told"),
    [
        ({"totp_at": at("KeePass"), "codes_at": at("my keepass")}, True),
        ({"totp_at": at("KeePass"), "codes_at": at("KeePass", "office")}, False),
        ({"totp_at": at("KeePass", "phone"), "codes_at": at("KeePass")}, False),
        ({"totp_at": at("KeePass"), "codes_at": at("KeePass"), "authenticators": (seed(),)}, False),
        ({"totp_at": at("KeePass"), "codes_at": at("KeePass"), "code_sets": (codes(),)}, False),
        ({}, False),
    ],
)
def test_codes_beside_the_authenticator_are_told(members: dict[str, Any], is_told: bool) -> None:
    assert ("same-place" in kinds(vault_of(account(emails=(READ,), password=KNOWN, **members)))) is is_told


# Packages and accounts of one name


def test_packages_are_asked_for_where_a_service_has_them() -> None:
    assert "packages-missing" in kinds(vault_of(account()))
    assert not kinds(vault_of(account("github:a"))) & {"packages-missing", "sole-owner", "no-proof"}


def test_packages_without_another_owner_are_named() -> None:
    several = [package(f"p{number}") for number in range(7)]
    others = [package("q1", owners=("bob",)), package("q2", has_other_owner="yes"), package("q3", role="maintainer")]
    text = named(account(packages=(*several, *others)), "sole-owner")[1]
    assert text == ("Nobody else is known to own p0, p1, p2, p3, p4 and 2 more: while you are locked out no release goes out")
    assert "sole-owner" not in kinds(vault_of(account(packages=tuple(others))))


def test_a_trusted_publisher_goes_on_while_its_owner_is_locked_out() -> None:
    text = named(account(packages=(package(has_publisher=True),)), "sole-owner")[1]
    assert text == (
        "Nobody else is known to own attest: only releases through the trusted publisher go on while you are locked out"
    )


@pytest.mark.parametrize(
    ("one", "is_told"),
    [
        (package(), True),
        (package(repository="https://example.com/x"), False),
        (package(repository="https://example.com/x", can_push="yes"), False),
        (package(repository="https://example.com/x", can_push="no"), True),
    ],
)
def test_a_repository_that_may_be_pushed_to_is_the_proof(one: object, is_told: bool) -> None:
    assert ("no-proof" in kinds(vault_of(account(packages=(one,))))) is is_told


def test_accounts_of_one_name_at_the_test_site_are_told_apart() -> None:
    vault = vault_of(account("pypi:WattTime"), account("testpypi:watttime"), account("github:watttime"))
    assert "PyPI and TestPyPI are two accounts with one name" in finding(vault, "twins").text
    assert "TestPyPI and PyPI are two accounts with one name" in finding(vault, "twins", of=1).text
    assert "twins" not in kinds(vault, of=2)
    assert "twins" not in kinds(vault_of(account("pypi:alice"), account("testpypi:bob")))


# The vault itself


def of_vault(vault: Vault, **members: Any) -> dict[str, str]:
    return {one.kind: one.text for one in findings.of_vault(vault, **members)}


def test_a_new_vault_needs_a_copy_and_a_key_on_paper() -> None:
    assert of_vault(Vault()) == {
        "vault-once": "There is one copy of this vault, and its backups lie beside it",
        "vault-password": "Nothing but its password opens this vault, and nobody can reset it",
    }


@pytest.mark.parametrize(
    ("kept_at", "text"),
    [
        (at("cloud"), "There is one copy of this vault, and its backups lie beside it"),
        (at("this laptop", "bag"), "Losing your bag takes every copy of this vault"),
        (at("this laptop", "key ring"), "Losing your bag takes every copy of this vault"),
        (at("this laptop", "cloud"), None),
    ],
)
def test_copies_that_are_lost_together_are_as_one(kept_at: tuple[Copy, ...], text: str | None) -> None:
    assert of_vault(Vault(kept_at=kept_at)).get("vault-once") == text


def test_an_encrypted_backup_on_paper_is_a_copy_if_somebody_knows_where_it_is() -> None:
    assert "vault-once" not in of_vault(Vault(sheets=(sheet("backup", "bank"),)))
    assert "vault-once" in of_vault(Vault(sheets=(sheet("backup"),)))
    assert "vault-once" in of_vault(Vault(sheets=(sheet("backup", "bank", destroyed_at=NOW.at),)))


@pytest.mark.parametrize(
    ("sheets", "key_ids", "is_told"),
    [
        ((sheet("recovery", "bank"),), None, False),
        ((sheet("recovery", "bank"),), ["k1"], False),
        ((sheet("recovery", "bank"),), ["k2"], True),
        ((sheet("recovery"),), None, True),
        ((share("Octavia", 1, 2), share("Bob", 2, 2)), None, False),
        ((share("Octavia", 1, 2), share("Bob", 1, 2)), None, True),
        ((share("Octavia", 1, 2),), None, True),
        ((share("Octavia", 1, 0),), None, True),
    ],
)
def test_a_key_on_paper_has_to_open_the_vault(sheets: tuple[object, ...], key_ids: list[str] | None, is_told: bool) -> None:
    vault = Vault(sheets=sheets)  # type: ignore[arg-type]
    assert ("vault-password" in of_vault(vault, key_ids=key_ids)) is is_told


def test_a_copy_of_the_vault_that_lacks_what_came_since_is_told() -> None:
    new = datetime(2026, 3, 10, 18, tzinfo=UTC)
    kept_at = (*at("this laptop", on=date(2026, 1, 1)), *at("usb", on=date(2026, 1, 1)), *at("cloud"))
    one = vault_of(account(code_sets=(codes(added_at=new),)), kept_at=kept_at)
    assert of_vault(one)["vault-copy-old"] == (
        "The copy of this vault at usb was last looked at on 2026-01-01, before a code set or authenticator came in: for those "
        "it is not counted on"
    )
    two = vault_of(account(code_sets=(codes(added_at=new),), authenticators=(seed(added_at=new),)), kept_at=kept_at)
    assert "before 2 code sets or authenticators came in" in of_vault(two)["vault-copy-old"]
    old = vault_of(account(code_sets=(codes(),)), kept_at=kept_at)
    assert "vault-copy-old" not in of_vault(old)


def test_a_sheet_that_nobody_knows_the_place_of_is_told() -> None:
    lost, known, held = sheet("codes"), sheet("codes", "bank"), share("Octavia", 1, 2, place="")
    told = of_vault(Vault(sheets=(lost, known, held, sheet("codes", destroyed_at=NOW.at))))
    assert told["sheet-unplaced"] == f"Nobody noted where sheet {lost.id[:4]}-{lost.id[4:]} lies"


# How it is said


@pytest.mark.tedious
@given(small_vaults.vaults())
@settings(max_examples=80)
def test_every_finding_is_calm_and_says_what_to_do(vault: Vault) -> None:
    readiness = Readiness(vault, small_vaults.TODAY)
    several = [one for told in readiness.verdicts() for one in findings.of_account(readiness, told)]
    for one in [*several, *findings.of_vault(vault)]:
        for sentence in (one.text, one.fix):
            assert sentence[0].isupper() or "@" in sentence.split()[0]
            assert not re.search(r"[!.?]$|\bforgot\b|\bfailed to\b|\byou should have\b|  |None", sentence)
