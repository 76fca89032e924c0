"""Would its owner get back in? What is told of an account, and laws that hold for every vault."""

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from msgspec import structs

from tests.core import naive, small_vaults
from tests.core.owners import (
    KNOWN,
    LOST,
    TODAY,
    account,
    at,
    browser,
    codes,
    kept,
    key,
    mail,
    ready,
    seed,
    sheet,
    spare,
    vault_of,
    verdict,
    why_not,
)
from vault import losses, ways
from vault.losses import Item
from vault.model import Account, Copy, Email, Password, Vault
from vault.readiness import Loss, Readiness, is_blank

MAIL = mail(opened_at=at("phone"))
ONE = account(emails=(MAIL,), password=kept("this laptop", "head"), totp_at=at("phone"), codes_at=at("home safe"))


# What is told of an account


def test_each_way_says_whether_it_works_and_with_what_at_hand() -> None:
    told = {one.way: one for one in verdict(vault_of(ONE)).ways_in}
    assert list(told) == ["security-key", "browser", "authenticator", "code"]
    assert (told["authenticator"].works, told["authenticator"].needs) == (True, ("phone",))
    assert (told["code"].works, told["code"].needs) == (True, ("home safe", "phone"))
    assert (told["security-key"].works, told["security-key"].needs) == (False, ())
    assert told["security-key"].why_not == "No security key is noted"


def test_places_are_named_as_they_were_written() -> None:
    one = structs.replace(ONE, codes_at=at("Granny's attic"))
    assert ("Granny's attic", "phone") in {way.needs for way in verdict(vault_of(one)).ways_in}


def test_every_place_is_told_with_the_ways_that_are_left_without_it() -> None:
    losses_of = {loss.lost[0].name: loss for loss in verdict(vault_of(ONE)).single_losses}
    assert {name: loss.by for name, loss in losses_of.items()} == {
        "this laptop": ("authenticator", "code"),
        "phone": (),
        "home safe": ("authenticator",),
        "bag": (),
        "home": ("authenticator",),
        "alice@example.com": (),
    }
    assert losses_of["phone"].closes == ("authenticator", "code")
    assert losses_of["home"].closes == ("code",)
    assert losses_of["phone"].consequence == "You are locked out"
    assert losses_of["home"].consequence == "You still get in, with an authenticator"


def test_mailboxes_and_domains_are_told_of_the_accounts_that_have_them() -> None:
    other = account("pypi:bob", emails=(mail("bob@mail.own.example"),))
    own = account("pypi:carol", emails=(mail("carol@own.example", is_own_domain=True),))
    vault = vault_of(ONE, other, own)

    def told(of: int) -> set[str]:
        return {loss.lost[0].name for loss in verdict(vault, of=of).single_losses if loss.lost[0].kind in {"mailbox", "domain"}}

    assert told(0) == {"alice@example.com"}
    assert told(1) == {"bob@mail.own.example", "own.example"}
    assert told(2) == {"carol@own.example", "own.example"}


def test_what_is_lost_already_is_not_told_again() -> None:
    names = {loss.lost[0].name for loss in verdict(vault_of(ONE), "home").single_losses}
    assert names == {"this laptop", "phone", "home safe", "bag", "alice@example.com"}


def test_the_threads_are_the_single_things_whose_loss_locks_out() -> None:
    assert {loss.lost[0].name for loss in verdict(vault_of(ONE)).threads} == {"phone", "bag", "alice@example.com"}


def test_pairs_are_told_where_neither_alone_locks_out() -> None:
    one = account(
        emails=(MAIL, spare()), password=KNOWN, security_keys=(key("key ring"), key("home safe", "red")), totp_at=at("office")
    )
    pairs = {frozenset(item.name for item in loss.lost) for loss in verdict(vault_of(one)).pairs}
    assert frozenset({"bag", "home"}) in pairs
    assert frozenset({"bag", "home safe"}) in pairs
    assert frozenset({"key ring", "office"}) not in pairs
    assert all(not loss.by and loss.locks_out for loss in verdict(vault_of(one)).pairs)
    fatal = {loss.lost[0] for loss in verdict(vault_of(ONE)).threads}
    assert not any(fatal & set(loss.lost) for loss in verdict(vault_of(ONE)).pairs)


def test_who_is_locked_out_has_no_pairs() -> None:
    told = verdict(vault_of(ONE), "phone")
    assert told.locked_out
    assert told.pairs == ()
    assert {loss.by for loss in told.single_losses} == {()}


def test_the_number_of_a_loss_is_that_of_its_case() -> None:
    one = account("github:a", password=KNOWN, security_keys=(key("bank"), key("office", "red")))
    found = ready(vault_of(one))
    told = found.verdict(one)
    assert len(told.pairs) == 1
    for loss in (*told.single_losses, *told.pairs):
        assert (not found.reach(one) >> found.number(loss) & 1) == loss.locks_out


def test_all_accounts_are_looked_at_but_deleted_ones() -> None:
    gone = account("pypi:gone", deleted_at=ONE.created_at)
    assert [one.account.username for one in Readiness(vault_of(ONE, gone), TODAY).verdicts()] == ["alice"]
    assert list(Readiness(Vault(), TODAY).verdicts()) == []


def test_sheets_whose_key_was_removed_are_not_counted_on_where_the_keys_are_known() -> None:
    one = account(emails=(mail(),), password=KNOWN, code_sets=(codes(),))
    vault = vault_of(one, kept_at=at("cloud"), password_at=at("this laptop"), sheets=(sheet("recovery", "bank"),))

    def needs(**members: Any) -> tuple[str, ...]:
        told = verdict(vault, "laptop", **members)
        return next((way.needs for way in told.ways_in if way.works), ())

    assert needs() == needs(key_ids=["k1"]) == ("bank", "cloud")
    assert needs(key_ids=[]) == ()


@pytest.mark.parametrize(
    ("one", "undecided"),
    [
        (account(), True),
        (account(code_sets=(codes(),)), True),
        (account(emails=(mail(status="unknown"),), code_sets=(codes(),)), True),
        (account(emails=(mail(status="unknown"),), password=LOST, code_sets=(codes(),)), False),
        (account(has_second_factor="yes"), False),
        (account(emails=(mail(status="unverified"),), code_sets=(codes(),)), False),
        (account(emails=(mail(status="unknown", reaches="no"),), code_sets=(codes(),)), False),
        (account(code_sets=(codes("used"),)), False),
        (account(password=LOST, emails=(mail(status="unverified"),)), False),
        (ONE, False),
    ],
)
def test_what_nobody_noted_is_no_reason_to_say_that_the_owner_is_locked_out(one: Account, undecided: bool) -> None:
    assert ready(vault_of(one)).verdict(one).is_undecided is undecided


def test_what_is_lost_is_not_undecided() -> None:
    one = account(code_sets=(codes(),))
    assert ready(vault_of(one), "this laptop").verdict(one).locked_out
    assert not ready(vault_of(one), "this laptop").verdict(one).is_undecided


def test_an_account_of_which_nothing_decides_is_blank() -> None:
    assert is_blank(account(code_sets=(codes(),)))
    assert not is_blank(ONE)
    assert not is_blank(account(has_second_factor="no"))
    assert not is_blank(account(password=LOST))


# Why a way is closed

REMOVED: dict[str, Any] = {
    "security_keys": (key("bank"),),
    "browsers": (browser("office"),),
    "totp_at": at("phone"),
    "codes_at": at("office"),
}


@pytest.mark.parametrize(
    ("members", "way", "why"),
    [
        ({}, "security-key", "No security key is noted"),
        ({}, "browser", "No browser is remembered"),
        ({}, "authenticator", "No authenticator is noted"),
        ({}, "code", "No recovery codes are noted"),
        ({"browsers": (browser("office", days_ago=31),)}, "browser", "No browser was remembered in the last 30 days"),
        ({"code_sets": (codes("used"),)}, "code", "No unused code is left"),
        (
            {"code_sets": (codes("used", "unused", is_burned_known=False),)},
            "code",
            "The last unused code may be the one that was burned at set-up",
        ),
        (
            {"code_sets": (codes("used", "used", "unused", outcomes=["refused"] * 2),)},
            "code",
            "Several codes of this set were refused, so it is not the one in force",
        ),
        (
            {"codes_at": at("office"), "code_sets": (codes(void_at=ONE.created_at),)},
            "code",
            "The copies of the codes that are noted are of a set that was replaced since",
        ),
        (
            {"totp_at": at("office"), "authenticators": (seed(void_at=ONE.created_at),)},
            "authenticator",
            "The copies of the authenticator that are noted are of one that was replaced since",
        ),
        *(
            (
                {**REMOVED, "recovered_on": TODAY},
                way,
                "What is noted is from before the recovery of 2026-06-01, which removed it",
            )
            for way in ("security-key", "browser", "authenticator", "code")
        ),
        (
            {"code_sets": (codes(),), "recovered_on": TODAY},
            "code",
            "These codes are from before the recovery of 2026-06-01, which made them void",
        ),
        (
            {"authenticators": (seed(),), "recovered_on": TODAY},
            "authenticator",
            "What is noted is from before the recovery of 2026-06-01, which removed it",
        ),
        (
            {"totp_at": at("phone"), "password": Password()},
            "authenticator",
            "Nobody noted where the password is, and there is no",
        ),
        ({"totp_at": at("phone"), "password": LOST}, "authenticator", "The password is lost, and there is no verified address"),
        (
            {"totp_at": at("phone"), "password": LOST, "emails": (mail(reaches="no"),)},
            "authenticator",
            "The password is lost, and no mailbox of a verified address can be opened to reset it",
        ),
        (
            {"browsers": (browser("office"),), "password": LOST},
            "browser",
            "The password is lost, and after a reset a remembered browser is not counted on",
        ),
        ({"totp_at": at("phone")}, "authenticator", "No e-mail address is noted, and PyPI lets nobody in without one"),
        (
            {"totp_at": at("phone"), "emails": (spare(),)},
            "authenticator",
            "From a new place PyPI mails a link to the primary address, and nobody noted which one that is",
        ),
        (
            {"totp_at": at("phone"), "emails": (mail(reaches="no"),)},
            "authenticator",
            "From a new place PyPI mails a link to alice@example.com, and nobody can read that mailbox",
        ),
        (
            {"totp_at": at("phone"), "emails": (mail(status="unverified"),)},
            "authenticator",
            "From a new place PyPI mails a link to alice@example.com, and nobody noted that you can read that mailbox",
        ),
        (
            {"totp_at": at("phone"), "emails": (mail(renews_on=TODAY - timedelta(1)),)},
            "authenticator",
            "From a new place PyPI mails a link to alice@example.com, and its domain was paid for until 2026-05-31",
        ),
        (
            {"totp_at": at("phone"), "emails": (mail(opened_by="nobody"),)},
            "authenticator",
            "From a new place PyPI mails a link to alice@example.com, and that mailbox cannot be opened",
        ),
        (
            {"security_keys": (key("bank"),), "emails": (mail(status="unverified"),)},
            "security-key",
            "PyPI closes an account whose primary address is not verified: alice@example.com",
        ),
        (
            {"security_keys": (key("bank"),), "emails": (spare(status="unverified"),)},
            "security-key",
            "PyPI closes an account whose primary address is not verified: alice@spare.example",
        ),
        (
            {"security_keys": (key("bank"),), "emails": (mail(renews_on=TODAY - timedelta(1)),)},
            "security-key",
            "PyPI no longer trusts alice@example.com: its domain was paid for until 2026-05-31",
        ),
    ],
)
def test_a_closed_way_says_which_step_closes_it(members: dict[str, Any], way: str, why: str) -> None:
    one = account(**({"password": KNOWN} | members))
    told = why_not(vault_of(one), way)
    assert told.startswith(why)
    assert not told.endswith(".")


@pytest.mark.parametrize(
    ("lost", "way", "why"),
    [
        ("bank", "security-key", "The security key is lost"),
        ("office", "browser", "The remembered browser is lost, or it is 30 days ago"),
        ("phone", "authenticator", "Every copy of the authenticator is lost, or the vault with it cannot be opened"),
        ("home", "code", "Every copy of the codes is lost, or the vault with them cannot be opened"),
        ("own.example", "security-key", "PyPI no longer trusts alice@own.example when its domain is gone"),
        ("cellar", "security-key", "The password is lost, and no mailbox of a verified address can be opened to reset it"),
    ],
)
def test_a_way_that_a_loss_closes_says_so(lost: str, way: str, why: str) -> None:
    own = mail("alice@own.example", is_own_domain=True, opened_at=at("cellar", "attic"))
    one = account(
        emails=(own,),
        password=KNOWN if lost != "cellar" else kept("cellar"),
        security_keys=(key("bank"),),
        browsers=(browser("office"),),
        totp_at=at("phone"),
        codes_at=at("home safe"),
    )
    vault = vault_of(one)
    assert why_not(vault, way, lost, *(["attic"] if lost == "cellar" else [])) == why


# Laws

_SUBSETS = 5  # things of which every combination is looked at


def opens_naively(vault: Vault, one: Account, lost: tuple[Item, ...]) -> bool:
    gone = naive.lost_with(vault, {item.key for item in lost})
    return naive.Naive(vault, small_vaults.TODAY, gone).opens(one)


@pytest.mark.tedious
@given(small_vaults.vaults())
@settings(max_examples=60)
def test_every_single_loss_and_every_pair_is_judged_as_by_hand(vault: Vault) -> None:
    found = Readiness(vault, small_vaults.TODAY)
    cases: dict[int, tuple[Item, ...]] = {0: ()}
    cases |= {number: (item,) for number, item in found.cases.singles.items()} | dict(found.cases.pairs)
    for one in vault.present:
        reach = found.reach(one)
        for number, lost in cases.items():
            assert bool(reach >> number & 1) == opens_naively(vault, one, lost), (one.id, lost)


@pytest.mark.tedious
@given(small_vaults.vaults())
@settings(max_examples=25)
def test_every_combination_of_losses_is_judged_as_by_hand(vault: Vault) -> None:
    things = losses.items_of(vault)
    some = [*things[: _SUBSETS - 1], *things[-1:]]
    for size in range(len(some) + 1):
        for lost in combinations(some, size):
            found = Readiness(vault, small_vaults.TODAY, lost=lost)
            for one in vault.present:
                told = found.verdict(one)
                assert (not told.locked_out) == opens_naively(vault, one, lost), (one.id, lost)


@pytest.mark.tedious
@given(small_vaults.vaults())
@settings(max_examples=60)
def test_a_way_works_with_nothing_but_what_it_says_that_it_needs(vault: Vault) -> None:
    places = set(naive.PLACES)
    world = ways.by_places(vault, small_vaults.TODAY)
    for one in vault.present:
        by_hand = naive.Naive(vault, small_vaults.TODAY, set()).ways(one)
        assert {way.kind for way in world.ways(one) if way.reach.sets} == by_hand
        for way in world.ways(one):
            for needed in way.reach.sets:
                assert way.kind in naive.Naive(vault, small_vaults.TODAY, places - needed).ways(one)
                for key_ in needed:
                    gone = places - needed | {key_}
                    assert way.kind not in naive.Naive(vault, small_vaults.TODAY, gone).ways(one)


@pytest.mark.tedious
@given(small_vaults.vaults())
@settings(max_examples=60)
def test_losing_more_never_opens_more(vault: Vault) -> None:
    found = Readiness(vault, small_vaults.TODAY)
    numbers = {item: number for number, item in found.cases.singles.items()}
    for one in vault.present:
        reach = found.reach(one)
        assert reach & 1 or reach == 0
        for number, pair in found.cases.pairs.items():
            assert not reach >> number & 1 or all(reach >> numbers[item] & 1 for item in pair)


def with_mailbox_place(one: Account) -> Account:
    def opened(email: Email) -> Email:
        says = email.opened_at or email.opened_by
        return structs.replace(email, opened_at=(*email.opened_at, NEW)) if says else email

    return structs.replace(one, emails=tuple(opened(email) for email in one.emails))


def with_password_place(one: Account) -> Account:
    said = one.password
    copied = Password(state="kept", copies=(*said.copies, NEW))
    return one if said.state == "kept" and not said.copies else structs.replace(one, password=copied)


NEW = Copy(place="Lighthouse", checked_on=small_vaults.TODAY)
ADDED: dict[str, Callable[[Account], Account]] = {
    "a security key": lambda one: structs.replace(one, security_keys=(*one.security_keys, key("Lighthouse"))),
    "an authenticator elsewhere": lambda one: structs.replace(one, totp_at=(*one.totp_at, NEW)),
    "codes elsewhere": lambda one: structs.replace(one, codes_at=(*one.codes_at, NEW)),
    "a remembered browser": lambda one: structs.replace(one, browsers=(*one.browsers, browser("Lighthouse"))),
    "a password elsewhere": with_password_place,
    "a verified address": lambda one: structs.replace(one, emails=(*one.emails, spare("new@new.example"))),
    "a mailbox elsewhere": with_mailbox_place,
}


@pytest.mark.parametrize("added", ADDED)
@given(vault=small_vaults.vaults())
@settings(max_examples=25)
def test_adding_something_never_closes_a_way(added: str, vault: Vault) -> None:
    before = Readiness(vault, small_vaults.TODAY)
    for one in vault.present:
        if one.has_second_factor == "no":
            continue  # then the service asks for the factor that is added
        changed = tuple(ADDED[added](other) if other is one else other for other in vault.accounts)
        after = ways.by_cases(structs.replace(vault, accounts=changed), small_vaults.TODAY, before.cases)
        for other in changed:
            if other.deleted_at is None:
                old = next(account for account in vault.accounts if account.id == other.id)
                assert before.reach(old) & ~after.account(other) == 0


@given(small_vaults.vaults())
@settings(max_examples=60)
def test_a_copy_of_the_vault_a_key_to_it_and_a_sheet_never_close_a_way(vault: Vault) -> None:
    before = Readiness(vault, small_vaults.TODAY)
    more = (sheet("recovery", "Lighthouse"),)
    copied = structs.replace(vault, kept_at=(*(vault.kept_at or at("this laptop")), NEW))
    opened = structs.replace(vault, password_at=(*vault.password_at, NEW)) if vault.password_at else vault
    printed = structs.replace(vault, sheets=(*vault.sheets, *more))
    for after in (copied, opened, printed):
        world = ways.by_cases(after, small_vaults.TODAY, before.cases)
        for one in vault.present:
            assert before.reach(one) & ~world.account(one) == 0


def test_a_loss_names_the_first_way_that_is_left() -> None:
    assert Loss((), ("code", "password")).consequence == "You still get in, with a recovery code"
