"""Places: one place however it is written, and what is lost with what."""

import pytest

from tests.core.owners import (
    account,
    at,
    browser,
    kept,
    key,
    mail,
    share,
    sheet,
    vault_of,
)
from vault import places
from vault.errors import BadInput
from vault.model import Copy, Evidence, Place, Vault


@pytest.mark.parametrize(
    ("name", "key_"),
    [
        ("this laptop", "laptop"),
        ("My Laptop", "laptop"),
        ("laptop", "laptop"),
        ("computer", "laptop"),
        ("in my head", "head"),
        ("memory", "head"),
        ("Key-Ring", "key ring"),
        ("keyring", "key ring"),
        ("safe", "home safe"),
        ("  the   HOME  safe ", "home safe"),
        ("mum’s house", "mum's house"),
        ("Bu\u0308ro", "b\u00fcro"),
        ("Strasse", "strasse"),
        ("STRAẞE", "strasse"),
        ("phone @ work", "phone at work"),
        ("the", "the"),
        ("my", "my"),
        ("", ""),
        ("-", ""),
    ],
)
def test_one_place_has_one_key_however_it_is_written(name: str, key_: str) -> None:
    assert places.key(name) == key_


def test_no_key_of_a_place_is_that_of_a_mailbox() -> None:
    assert "@" not in places.key("alice@example.com")


@pytest.mark.parametrize(("name", "is_pointed_at"), [("this laptop", True), ("my desk", True), ("laptop", False), ("", False)])
def test_some_names_say_themselves_whose_they_are(name: str, is_pointed_at: bool) -> None:
    assert places.is_pointed_at(name) is is_pointed_at


def test_a_name_is_kept_as_it_is_written_but_for_blanks() -> None:
    assert places.checked("  Home   Safe ") == "Home Safe"
    assert places.checked("x" * 60) == "x" * 60


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "-", "a\0b", "alice@example.com"])
def test_what_is_no_name_of_a_place_is_refused(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        places.checked(name)
    assert refused.value.hint


def test_usual_places_are_lost_with_others_until_the_user_says_something_else() -> None:
    assert places.within(Vault())["phone"] == "bag"
    assert places.within(Vault())["laptop"] == "bag"
    assert places.within(Vault())["home safe"] == "home"
    said = Vault(places=(Place(name="My Phone", within="the car"), Place(name="laptop")))
    assert places.within(said)["phone"] == "car"
    assert "laptop" not in places.within(said)


def test_what_is_in_the_head_is_lost_with_nothing() -> None:
    said = Vault(places=(Place(name="head", within="bag"), Place(name="notes", within="head")))
    assert "head" not in places.within(said)
    assert "notes" not in places.within(said)


def test_with_a_place_goes_all_that_lies_in_it_and_in_that() -> None:
    lost_with = {"purse": "bag", "card": "purse", "phone": "bag", "safe": "home"}
    assert places.inside("bag", lost_with) == {"bag", "purse", "card", "phone"}
    assert places.inside("card", lost_with) == {"card"}


def test_places_that_contain_each_other_in_a_circle_are_lost_together() -> None:
    lost_with = {"tent": "car", "car": "trailer", "trailer": "tent", "map": "car"}
    assert places.inside("car", lost_with) == {"tent", "car", "trailer", "map"}
    assert places.inside("map", lost_with) == {"map"}


def test_all_places_of_a_vault_are_known_each_as_it_was_written_first() -> None:
    one = account(
        password=kept("My Laptop", "head"),
        totp_at=at("phone"),
        codes_at=at("office"),
        security_keys=(key("Key ring"),),
        browsers=(browser("work PC"),),
        emails=(mail(opened_at=at("tablet")),),
        evidence=(Evidence(id="1", kind="mail", text="x", copy=Copy(place="cellar")), Evidence(id="2", kind="mail", text="y")),
    )
    vault = vault_of(
        one,
        places=(Place(name="Office", within="Old town"),),
        sheets=(sheet("codes", "home safe"), sheet("codes"), share("Octavia", 1, 2, place="bank")),
        kept_at=at("cloud"),
        password_at=at("head", "notebook"),
    )
    assert places.names(vault) == {
        "office": "Office",
        "cloud": "cloud",
        "notebook": "notebook",
        "laptop": "My Laptop",
        "phone": "phone",
        "key ring": "Key ring",
        "work pc": "work PC",
        "tablet": "tablet",
        "cellar": "cellar",
        "home safe": "home safe",
        "bank": "bank",
        "octavia": "Octavia",
    }


def test_a_vault_lies_on_this_laptop_unless_it_is_said_where() -> None:
    assert places.names(Vault()) == {"laptop": "this laptop"}
    assert places.names(Vault(kept_at=at("cloud"))) == {"cloud": "cloud"}


def test_what_is_on_a_destroyed_sheet_or_in_a_deleted_account_lies_nowhere() -> None:
    gone = sheet("codes", "attic", destroyed_at=NOW_AT)
    deleted = account(totp_at=at("old phone"), deleted_at=NOW_AT)
    assert places.names(vault_of(deleted, sheets=(gone,))) == {"laptop": "this laptop"}


def test_holders_of_shares_are_persons_and_so_is_whom_the_user_says() -> None:
    vault = Vault(
        places=(Place(name="Bob", is_person=True), Place(name="Carol")),
        sheets=(share("Octavia", 1, 2), share("carol", 2, 2), share("home safe", 3, 2)),
    )
    assert places.people(vault) == {"bob", "octavia"}


NOW_AT = sheet("codes").printed_at
