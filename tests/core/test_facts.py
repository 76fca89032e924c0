"""Changes to facts and places: one event each, all else as it was, and bad input changes nothing."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.core.owners import NOW, TODAY, account, at, browser, kept, key, mail, package, spare, vault_of
from tests.core.strategies import vaults
from vault import codec, edit, facts, places, undoing
from vault.errors import BadInput, NotThere, VaultError
from vault.model import Account, Browser, Copy, Email, Evidence, Package, Password, Place, SecurityKey, Token, Vault

MAIL = mail(
    "alice@example.com", "verified", "yes", opened_at=at("phone", on=date(2026, 1, 1)), is_own_domain=True, readers=("Bob",)
)
SPARE = spare("alice@spare.example", verified_on=date(2026, 1, 2))
OTTERS = package("Otters.Lib", owners=("bob",), repository="https://example.com/x", can_push="yes", has_publisher=True)
DIARY = Evidence(id="e1", kind="mail", text="the first mail")
TOKEN = Token(id="t1", name="release", created_on=date(2026, 1, 1))
ALICE = account(
    emails=(MAIL, SPARE),
    password=kept("this laptop"),
    totp_at=at("phone", on=date(2026, 1, 1)),
    codes_at=at("office", on=date(2026, 1, 1)),
    security_keys=(key("key ring", "Blue"),),
    browsers=(browser("office"),),
    packages=(OTTERS,),
    evidence=(DIARY,),
    tokens=(TOKEN,),
    questions=("codes", "packages"),
)
POST = account("post:alice")
VAULT = vault_of(ALICE, POST, places=(Place(name="cabin", within="lake", is_person=False),))
ID = ALICE.id


def alice(vault: Vault) -> Account:
    return vault.accounts[0]


def email(vault: Vault, place: int = 0) -> Email:
    return alice(vault).emails[place]


# What each change notes


def test_where_the_password_is() -> None:
    vault = facts.set_password(VAULT, ID, "kept", at=["Home safe", "this laptop", "my laptop"], on=TODAY, now=NOW)
    assert alice(vault).password == kept_on(TODAY, "Home safe", "my laptop")
    assert alice(facts.set_password(vault, ID, "lost", at=["office"], now=NOW)).password == Password(state="lost")
    again = facts.set_password(vault, ID, "kept", at=["home safe", "office"], now=NOW)
    assert alice(again).password == Password(state="kept", copies=(*at("Home safe", on=TODAY), *at("office")))


def kept_on(on: date, *names: str) -> Password:
    return Password(state="kept", copies=at(*names, on=on))


def test_that_nobody_knows_the_password_becomes_a_question_and_knowing_it_ends_that() -> None:
    unknown = facts.set_password(VAULT, ID, "unknown", now=NOW)
    assert alice(unknown).questions == ("codes", "packages", "password")
    assert alice(facts.set_password(unknown, ID, "kept", now=NOW)).questions == ("codes", "packages")


def test_where_authenticators_and_codes_are() -> None:
    vault = facts.set_copies(VAULT, ID, "totp_at", ["tablet"], on=TODAY, now=NOW)
    assert (alice(vault).totp_at, alice(vault).codes_at) == (at("tablet", on=TODAY), ALICE.codes_at)
    vault = facts.set_copies(vault, ID, "codes_at", ["Office", "bank"], now=NOW)
    assert alice(vault).codes_at == (Copy(place="office", checked_on=date(2026, 1, 1)), Copy(place="bank"))
    assert alice(vault).questions == ("packages",)


def test_whether_a_second_factor_is_asked_for() -> None:
    assert alice(facts.set_second_factor(VAULT, ID, "no", now=NOW)).has_second_factor == "no"


def test_a_security_key_is_added_moved_by_its_name_and_removed() -> None:
    vault = facts.add_security_key(VAULT, ID, " red  one ", "bank", on=TODAY, now=NOW)
    red = alice(vault).security_keys[1]
    assert (red.name, red.copy) == ("red one", Copy(place="bank", checked_on=TODAY))
    vault = facts.add_security_key(vault, ID, "BLUE", "home safe", now=NOW)
    blue = ALICE.security_keys[0]
    assert alice(vault).security_keys == (SecurityKey(id=blue.id, name="BLUE", copy=Copy(place="home safe")), red)
    assert alice(facts.remove_security_key(vault, ID, blue.id, now=NOW)).security_keys == (red,)


def test_which_browsers_are_remembered() -> None:
    vault = facts.set_browsers(VAULT, ID, ["my laptop", "laptop", "office"], TODAY, now=NOW)
    assert alice(vault).browsers == tuple(Browser(place=name, remembered_on=TODAY) for name in ("laptop", "office"))
    assert alice(facts.set_browsers(vault, ID, [], TODAY, now=NOW)).browsers == ()
    assert alice(facts.set_browsers(VAULT, ID, ["office"], TODAY + timedelta(2), now=NOW)).browsers


def test_what_a_mailbox_needs_is_noted_and_what_is_not_meant_stays() -> None:
    vault = facts.set_mailbox(VAULT, ID, MAIL.id, reaches="no", now=NOW)
    assert email(vault) == structs.replace(MAIL, reaches="no")
    assert email(vault, 1) == SPARE
    vault = facts.set_mailbox(
        VAULT,
        ID,
        SPARE.id,
        reaches="yes",
        opened_at=["Phone", "desk"],
        opened_by=POST.id,
        is_own_domain=True,
        readers=[" Eve "],
        on=TODAY,
        now=NOW,
    )
    assert email(vault, 1) == structs.replace(
        SPARE, reaches="yes", opened_at=at("Phone", "desk", on=TODAY), opened_by=POST.id, is_own_domain=True, readers=("Eve",)
    )
    taken_back = facts.set_mailbox(
        vault, ID, SPARE.id, reaches="unknown", opened_at=[], opened_by="", is_own_domain=False, readers=[], now=NOW
    )
    assert email(taken_back, 1) == SPARE
    assert email(facts.set_mailbox(VAULT, ID, MAIL.id, reaches="yes", opened_at=["PHONE"], now=NOW)).opened_at == MAIL.opened_at


@pytest.mark.parametrize(("is_known", "status"), [(True, "unverified"), (False, "unknown")])
def test_an_address_is_not_verified_or_nobody_knows(is_known: bool, status: str) -> None:
    vault = facts.set_unverified(VAULT, ID, SPARE.id, is_known=is_known, now=NOW)
    assert email(vault, 1) == structs.replace(SPARE, status=status, verified_on=None)
    assert email(vault) == MAIL


def test_an_address_is_verified_since_a_day_or_since_the_one_that_was_noted() -> None:
    assert email(facts.set_verified(VAULT, ID, MAIL.id, TODAY, now=NOW)).verified_on == TODAY
    kept_day = facts.set_verified(facts.set_verified(VAULT, ID, SPARE.id, now=NOW), ID, MAIL.id, now=NOW)
    assert (email(kept_day, 1).status, email(kept_day, 1).verified_on) == ("verified", SPARE.verified_on)
    assert [event.values["fact"] for event in kept_day.events] == ["spare-email", "email"]


def test_an_address_is_removed_the_primary_one_last() -> None:
    vault = facts.remove_email(VAULT, ID, SPARE.id, now=NOW)
    assert alice(vault).emails == (MAIL,)
    assert alice(facts.remove_email(vault, ID, MAIL.id, now=NOW)).emails == ()


def test_a_package_is_added_or_takes_the_place_of_the_one_of_its_name() -> None:
    vault = facts.set_package(VAULT, ID, Package(id="p9", name=" seals "), now=NOW)
    assert alice(vault).packages == (OTTERS, Package(id="p9", name="seals"))
    assert alice(vault).questions == ("codes",)
    changed = structs.replace(facts.package_of(ALICE, "otters_lib"), can_push="no", owners=("Bob", "bob", " eve "))
    (otters,) = alice(facts.set_package(VAULT, ID, structs.replace(changed, name="OTTERS-lib", id="other"), now=NOW)).packages
    assert otters == structs.replace(OTTERS, name="OTTERS-lib", can_push="no", owners=("Bob", "eve"))
    assert alice(facts.remove_package(VAULT, ID, OTTERS.id, now=NOW)).packages == ()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [("Otters.Lib", "otters-_-lib", True), ("otters", "Otters ", True), ("otters", "otters-lib", False), ("a-", "A", True)],
)
def test_names_of_packages_are_compared_as_the_index_does(one: str, other: str, is_same: bool) -> None:
    assert (facts.normal_name(one) == facts.normal_name(other)) is is_same


def test_a_package_that_is_not_there_is_a_new_one() -> None:
    new = facts.package_of(ALICE, " seals ")
    assert (new.name, new.id != OTTERS.id) == ("seals", True)
    assert facts.package_of(ALICE, "OTTERS_LIB") is OTTERS


def test_accounts_that_are_linked() -> None:
    assert alice(facts.set_linked(VAULT, ID, ["github:alice", " github:alice", "gitlab:al"], now=NOW)).linked == (
        "github:alice",
        "gitlab:al",
    )


def test_a_token_is_added_or_takes_the_place_of_the_one_with_its_id() -> None:
    vault = facts.set_token(VAULT, ID, Token(id="t2", name=" ci ", scope="", used_at=" the  release "), now=NOW)
    assert alice(vault).tokens == (TOKEN, Token(id="t2", name="ci", used_at="the release"))
    changed = facts.set_token(vault, ID, structs.replace(TOKEN, scope="otters"), now=NOW)
    assert alice(changed).tokens[0] == structs.replace(TOKEN, scope="otters")


def test_what_shows_whose_account_it_is() -> None:
    vault = facts.add_evidence(VAULT, ID, "repository", " https://example.com/otters ", place="office", now=NOW)
    first, new = alice(vault).evidence
    assert first == DIARY
    assert (new.kind, new.text, new.copy) == ("repository", "https://example.com/otters", Copy(place="office"))
    assert alice(facts.add_evidence(VAULT, ID, "other", " a  letter ", now=NOW)).evidence[1].text == "a letter"
    assert alice(facts.remove_evidence(vault, ID, new.id, now=NOW)).evidence == (DIARY,)


def test_what_the_owner_does_not_know_becomes_a_question_once() -> None:
    vault = facts.leave_open(facts.leave_open(VAULT, ID, "email", now=NOW), ID, "codes", now=NOW)
    assert alice(vault).questions == ("packages", "email", "codes")
    assert alice(facts.note_none(vault, ID, "codes", now=NOW)).questions == ("packages", "email")


# Places


def placed(vault: Vault, name: str) -> Place:
    return next(one for one in vault.places if places.key(one.name) == places.key(name))


def test_what_a_place_is_lost_with_and_whether_it_is_a_person() -> None:
    vault = facts.set_place(VAULT, "  My  Cabin ", within=" the Lake ", now=NOW)
    assert vault.places == (Place(name="My Cabin", within="the Lake"),)
    vault = facts.set_place(vault, "Bob", is_person=True, now=NOW)
    assert placed(vault, "bob") == Place(name="Bob", is_person=True)


def test_what_is_not_meant_of_a_place_stays() -> None:
    vault = facts.set_place(facts.set_place(VAULT, "Bob", is_person=True, now=NOW), "bob", within="office", now=NOW)
    assert placed(vault, "Bob") == Place(name="bob", within="office", is_person=True)
    assert placed(facts.set_place(vault, "Bob", is_person=False, now=NOW), "Bob") == Place(name="Bob", within="office")
    assert placed(facts.set_place(vault, "Bob", within="", now=NOW), "Bob") == Place(name="Bob", is_person=True)


def test_a_usual_place_stays_where_it_usually_is_until_something_else_is_said() -> None:
    vault = facts.set_place(VAULT, "my phone", is_person=False, now=NOW)
    assert places.within(vault)["phone"] == "bag"
    assert "phone" not in places.within(facts.set_place(VAULT, "phone", within="", now=NOW))


def test_where_the_vault_and_its_password_are() -> None:
    vault = facts.set_vault_places(VAULT, kept_at=["cloud", "this laptop"], on=TODAY, now=NOW)
    assert (vault.kept_at, vault.password_at) == (at("cloud", "this laptop", on=TODAY), ())
    vault = facts.set_vault_places(vault, password_at=["head"], on=None, now=NOW)
    assert (vault.kept_at, vault.password_at) == (at("cloud", "this laptop", on=TODAY), at("head"))
    vault = facts.set_vault_places(vault, kept_at=["Cloud", "usb"], on=None, now=NOW)
    assert vault.kept_at == (*at("cloud", on=TODAY), *at("usb"))
    assert facts.set_vault_places(vault, kept_at=[], on=TODAY, now=NOW).kept_at == ()


# Laws


CHANGES: dict[str, Callable[[Vault], Vault]] = {
    "password": lambda vault: facts.set_password(vault, ID, "kept", at=["bank"], now=NOW),
    "authenticator": lambda vault: facts.set_copies(vault, ID, "totp_at", ["bank"], now=NOW),
    "codes": lambda vault: facts.set_copies(vault, ID, "codes_at", ["bank"], now=NOW),
    "second-factor": lambda vault: facts.set_second_factor(vault, ID, "yes", now=NOW),
    "security-key": lambda vault: facts.add_security_key(vault, ID, "red", "bank", now=NOW),
    "no security-key": lambda vault: facts.remove_security_key(vault, ID, ALICE.security_keys[0].id, now=NOW),
    "browsers": lambda vault: facts.set_browsers(vault, ID, ["bank"], TODAY, now=NOW),
    "mailbox": lambda vault: facts.set_mailbox(vault, ID, MAIL.id, reaches="no", now=NOW),
    "email": lambda vault: facts.set_unverified(vault, ID, MAIL.id, now=NOW),
    "verified email": lambda vault: facts.set_verified(vault, ID, MAIL.id, TODAY, now=NOW),
    "no email": lambda vault: facts.remove_email(vault, ID, SPARE.id, now=NOW),
    "packages": lambda vault: facts.set_package(vault, ID, Package(id="p2", name="seals"), now=NOW),
    "no packages": lambda vault: facts.remove_package(vault, ID, OTTERS.id, now=NOW),
    "tokens": lambda vault: facts.set_token(vault, ID, Token(id="t2", name="ci"), now=NOW),
    "linked": lambda vault: facts.set_linked(vault, ID, ["github:alice"], now=NOW),
    "evidence": lambda vault: facts.add_evidence(vault, ID, "mail", "a letter", now=NOW),
    "no evidence": lambda vault: facts.remove_evidence(vault, ID, DIARY.id, now=NOW),
    "spare-email": lambda vault: facts.leave_open(vault, ID, "spare-email", now=NOW),
    "none packages": lambda vault: facts.note_none(vault, ID, "packages", now=NOW),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_of_an_account_adds_one_event_and_can_be_undone(name: str) -> None:
    before = codec.dump(VAULT)
    changed = CHANGES[name](VAULT)
    assert codec.dump(VAULT) == before
    event = changed.events[-1]
    assert len(changed.events) == 1
    assert (event.kind, event.account_id, event.at, event.device) == ("fact-noted", ID, NOW.at, NOW.device)
    assert event.values["fact"] == name.rpartition(" ")[2]
    assert changed.accounts[1] is POST
    assert changed != VAULT
    assert alice(changed).id == ID
    assert undoing.undo(changed, VAULT, now=NOW).accounts == VAULT.accounts


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_leaves_what_it_does_not_mean(name: str) -> None:
    changed = alice(CHANGES[name](VAULT))
    other = [one for one in ALICE.__struct_fields__ if getattr(changed, one) != getattr(ALICE, one) and one != "questions"]
    assert len(other) <= 1


def test_places_are_noted_with_one_event_of_the_vault() -> None:
    vault = facts.set_place(VAULT, "The Cabin", within="lake", now=NOW)
    told = vault.events[-1]
    assert (told.kind, told.account_id, told.values) == ("place-set", "", {"place": "cabin"})
    assert json.loads(told.value) == {"name": "The Cabin", "within": "lake"}
    vault = facts.set_vault_places(vault, kept_at=["cloud"], on=TODAY, now=NOW)
    assert (vault.events[-1].kind, vault.events[-1].account_id) == ("vault-placed", "")
    assert json.loads(vault.events[-1].value) == {
        "kept_at": [{"place": "cloud", "checked_on": "2026-06-01"}],
        "password_at": [],
    }
    assert len(vault.events) == 2
    assert vault.accounts == VAULT.accounts


BAD: dict[str, tuple[type[VaultError], Callable[[Vault], Vault]]] = {
    "a password nowhere": (BadInput, lambda vault: facts.set_password(vault, ID, "kept", at=[" "], now=NOW)),
    "codes at a very long place": (BadInput, lambda vault: facts.set_copies(vault, ID, "codes_at", ["x" * 61], now=NOW)),
    "codes in a mailbox": (BadInput, lambda vault: facts.set_copies(vault, ID, "codes_at", ["a@example.com"], now=NOW)),
    "a key without a name": (BadInput, lambda vault: facts.add_security_key(vault, ID, " ", "bank", now=NOW)),
    "a key with a very long name": (BadInput, lambda vault: facts.add_security_key(vault, ID, "x" * 201, "bank", now=NOW)),
    "a key nowhere": (BadInput, lambda vault: facts.add_security_key(vault, ID, "red", "", now=NOW)),
    "a key that is not there": (NotThere, lambda vault: facts.remove_security_key(vault, ID, "none", now=NOW)),
    "a browser of tomorrow": (
        BadInput,
        lambda vault: facts.set_browsers(vault, ID, ["bank"], TODAY + timedelta(3), now=NOW),
    ),
    "a browser nowhere": (BadInput, lambda vault: facts.set_browsers(vault, ID, ["\n"], TODAY, now=NOW)),
    "a mailbox that is not there": (NotThere, lambda vault: facts.set_mailbox(vault, ID, "none", reaches="yes", now=NOW)),
    "a mailbox of nobody": (
        NotThere,
        lambda vault: facts.set_mailbox(vault, ID, MAIL.id, reaches="yes", opened_by="none", now=NOW),
    ),
    "a mailbox of a deleted account": (
        NotThere,
        lambda vault: facts.set_mailbox(
            edit.delete_account(vault, POST.id, now=NOW), ID, MAIL.id, reaches="yes", opened_by=POST.id, now=NOW
        ),
    ),
    "a mailbox opened nowhere": (
        BadInput,
        lambda vault: facts.set_mailbox(vault, ID, MAIL.id, reaches="yes", opened_at=["-"], now=NOW),
    ),
    "a reader without a name": (
        BadInput,
        lambda vault: facts.set_mailbox(vault, ID, MAIL.id, reaches="yes", readers=["\x07"], now=NOW),
    ),
    "an address that is not there": (NotThere, lambda vault: facts.set_unverified(vault, ID, "none", now=NOW)),
    "verified, but not there": (NotThere, lambda vault: facts.set_verified(vault, ID, "none", TODAY, now=NOW)),
    "removing an address that is not there": (NotThere, lambda vault: facts.remove_email(vault, ID, "none", now=NOW)),
    "removing the primary address": (BadInput, lambda vault: facts.remove_email(vault, ID, MAIL.id, now=NOW)),
    "a package without a name": (BadInput, lambda vault: facts.set_package(vault, ID, Package(id="p", name=" "), now=NOW)),
    "an owner without a name": (BadInput, lambda vault: facts.set_package(vault, ID, of("seals", owners=("",)), now=NOW)),
    "oneself as the other owner": (
        BadInput,
        lambda vault: facts.set_package(vault, ID, of("seals", owners=("bob", "ALICE")), now=NOW),
    ),
    "a package that is not there": (NotThere, lambda vault: facts.remove_package(vault, ID, "none", now=NOW)),
    "a link without a name": (BadInput, lambda vault: facts.set_linked(vault, ID, [""], now=NOW)),
    "a token of a name that is there": (
        BadInput,
        lambda vault: facts.set_token(vault, ID, Token(id="t2", name="release"), now=NOW),
    ),
    "the value of a token": (
        BadInput,
        lambda vault: facts.set_token(vault, ID, Token(id="t2", name="x" * 60), now=NOW),
    ),
    "the value of a token as its scope": (
        BadInput,
        lambda vault: facts.set_token(vault, ID, Token(id="t2", name="ci", scope="pypi-" + "A" * 16), now=NOW),
    ),
    "a token that ends before it begins": (
        BadInput,
        lambda vault: facts.set_token(
            vault, ID, Token(id="t2", name="ci", created_on=TODAY, expires_on=date(2026, 1, 1)), now=NOW
        ),
    ),
    "a token with a bell": (
        BadInput,
        lambda vault: facts.set_token(vault, ID, Token(id="t2", name="ci", scope="\x07"), now=NOW),
    ),
    "evidence of nothing": (BadInput, lambda vault: facts.add_evidence(vault, ID, "mail", "", now=NOW)),
    "evidence nowhere": (BadInput, lambda vault: facts.add_evidence(vault, ID, "mail", "a letter", place="-", now=NOW)),
    "evidence that is not there": (NotThere, lambda vault: facts.remove_evidence(vault, ID, "none", now=NOW)),
    "a place without a name": (BadInput, lambda vault: facts.set_place(vault, "", now=NOW)),
    "a place in itself": (BadInput, lambda vault: facts.set_place(vault, "my phone", within="Phone", now=NOW)),
    "the head in a bag": (BadInput, lambda vault: facts.set_place(vault, "my head", within="bag", now=NOW)),
    "notes in the head": (BadInput, lambda vault: facts.set_place(vault, "notes", within="memory", now=NOW)),
    "a place within a mailbox": (BadInput, lambda vault: facts.set_place(vault, "notes", within="a@example.com", now=NOW)),
    "a vault nowhere": (BadInput, lambda vault: facts.set_vault_places(vault, kept_at=[""], on=None, now=NOW)),
    "a vault password nowhere": (BadInput, lambda vault: facts.set_vault_places(vault, password_at=[""], on=None, now=NOW)),
}


def of(name: str, **members: Any) -> Package:
    return Package(id="p", name=name, **members)


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_noted_changes_nothing(what: str) -> None:
    error, change = BAD[what]
    before = codec.dump(VAULT)
    with pytest.raises(error) as refused:
        change(VAULT)
    assert refused.value.hint
    assert codec.dump(VAULT) == before


@pytest.mark.parametrize(
    "link",
    [
        "",
        "example.com/x",
        "ftp://example.com/x",
        "https://",
        "https:///x",
        "https://localhost/x",
        "https://exa mple.com",
        "https://example.com/\x07",
        "https://" + "x" * 400 + ".example",
        "javascript:alert(1)",
        "git@github.example:alice/x.git",
        "https://alice:ghp_0123456789@github.example/alice/x",
        "https://token@github.example/alice/x",
    ],
)
def test_what_is_no_link_to_a_public_repository_is_refused(link: str) -> None:
    with pytest.raises(BadInput):
        facts.add_evidence(VAULT, ID, "repository", link, now=NOW)
    if link:
        with pytest.raises(BadInput) as refused:
            facts.set_package(VAULT, ID, of("seals", repository=link), now=NOW)
        assert "ghp_" not in f"{refused.value} {refused.value.hint}"


def test_an_account_that_is_not_there_is_never_changed() -> None:
    for change in CHANGES.values():
        with pytest.raises(NotThere):
            change(structs.replace(VAULT, accounts=(POST,)))


@pytest.mark.tedious
@given(vaults.filter(lambda vault: any(one.id for one in vault.accounts)), st.sampled_from(["password", "codes", "linked"]))
@settings(max_examples=50)
def test_no_change_loses_another_record(vault: Vault, name: str) -> None:
    one = next(one for one in vault.accounts if one.id)
    change: dict[str, Callable[[], Vault]] = {
        "password": lambda: facts.set_password(vault, one.id, "kept", at=["bank"], now=NOW),
        "codes": lambda: facts.set_copies(vault, one.id, "codes_at", ["bank"], now=NOW),
        "linked": lambda: facts.set_linked(vault, one.id, ["github:alice"], now=NOW),
    }
    changed = change[name]()
    assert changed.events[:-1] == vault.events
    assert structs.replace(changed, accounts=vault.accounts, events=vault.events) == vault
    for old, new in zip(vault.accounts, changed.accounts, strict=True):
        assert old.id == new.id
        assert new == old or old.id == one.id


def test_the_password_itself_is_kept_where_its_owner_insists_and_in_no_event() -> None:
    vault = edit.add_account(Vault(), "pypi", "alice", now=NOW)
    account_id = vault.accounts[0].id
    kept = facts.keep_password(vault, account_id, "correct horse", now=NOW)
    assert kept.accounts[0].password == Password(state="kept", secret="correct horse", secret_at=NOW.at)
    placed = facts.set_password(kept, account_id, "kept", at=["phone"], now=NOW)
    assert placed.accounts[0].password.secret == "correct horse"
    assert "correct horse" not in str([structs.asdict(event) for event in placed.events]) + repr(placed.accounts[0])
    gone = facts.keep_password(placed, account_id, "", now=NOW)
    assert (gone.accounts[0].password.secret, gone.accounts[0].password.secret_at) == ("", None)
    assert facts.set_password(placed, account_id, "lost", now=NOW).accounts[0].password == Password(state="lost")
    with pytest.raises(BadInput):
        facts.keep_password(vault, account_id, "x" * 4097, now=NOW)


def test_a_password_that_was_known_stays_known_when_it_is_kept_here_too() -> None:
    vault = edit.add_account(Vault(), "pypi", "alice", now=NOW)
    known = facts.set_password(vault, vault.accounts[0].id, "kept", now=NOW)
    kept = facts.keep_password(known, vault.accounts[0].id, "correct horse", now=NOW)
    assert [copy.place for copy in kept.accounts[0].password.copies] == ["head"]
    again = facts.keep_password(kept, vault.accounts[0].id, "battery staple", now=NOW)
    assert again.accounts[0].password.copies == kept.accounts[0].password.copies
