"""Cases of loss: what can be lost, what goes with it, and all singles and pairs side by side."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.owners import account, at, mail, share, spare, vault_of
from vault import losses
from vault.errors import NotThere
from vault.losses import MOST_PAIRED, Item, Terms
from vault.model import Place, Vault

OWN = mail("Alice@Own.example", is_own_domain=True)


def item(name: str, vault: Vault) -> Item:
    return losses.find(vault, name)


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("place", "phone", "your phone"),
        ("place", "this laptop", "this laptop"),
        ("place", "Old town", "Old town"),
        ("person", "octavia", "octavia"),
        ("mailbox", "a@example.com", "the mailbox a@example.com"),
        ("domain", "own.example", "the domain own.example"),
    ],
)
def test_a_thing_is_called_as_in_a_sentence(kind: losses.ItemKind, name: str, words: str) -> None:
    assert Item(kind, "key", name).words == words


def test_what_can_be_lost_is_places_what_they_lie_in_persons_mailboxes_and_own_domains() -> None:
    vault = vault_of(
        account(totp_at=at("phone"), codes_at=at("drawer"), emails=(OWN, spare("alice@free.example"))),
        places=(Place(name="drawer", within="Desk"), Place(name="desk", within="Old town")),
        sheets=(share("Octavia", 1, 2),),
    )
    assert [(one.kind, one.name) for one in losses.items_of(vault)] == [
        ("place", "drawer"),
        ("place", "desk"),
        ("place", "this laptop"),
        ("place", "phone"),
        ("person", "Octavia"),
        ("place", "Old town"),
        ("place", "bag"),
        ("mailbox", "Alice@Own.example"),
        ("mailbox", "alice@free.example"),
        ("domain", "own.example"),
    ]


def test_a_domain_is_own_as_soon_as_one_account_says_so() -> None:
    told = mail("alice@own.example", renews_on=None, is_own_domain=True)
    untold = mail("alice@own.example")
    for emails in ((told, untold), (untold, told)):
        vault = vault_of(*(account(f"pypi:{place}", emails=(one,)) for place, one in enumerate(emails)))
        assert [one.name for one in losses.items_of(vault) if one.kind == "domain"] == ["own.example"]


def test_places_in_a_circle_are_things_each() -> None:
    vault = Vault(places=(Place(name="car", within="trailer"), Place(name="trailer", within="car")), kept_at=at("car"))
    assert [one.name for one in losses.items_of(vault)] == ["car", "trailer"]


def test_an_empty_vault_has_a_laptop_and_a_bag_to_lose() -> None:
    cases = losses.cases_of(Vault())
    assert [one.name for one in cases.items] == ["this laptop", "bag"]
    assert (len(cases.singles), len(cases.pairs), cases.number) == (2, 1, 4)


def test_each_case_says_what_is_lost_in_it() -> None:
    vault = vault_of(account(totp_at=at("phone"), codes_at=at("home safe"), emails=(OWN,)))
    cases = losses.cases_of(vault)
    assert cases.number == 1 + len(cases.singles) + len(cases.pairs)
    assert list(cases.numbers(cases.every)) == list(range(cases.number))
    assert list(cases.numbers(0)) == []
    for number, one in cases.singles.items():
        assert cases.lost[one.key] >> number & 1
    bag = next(number for number, one in cases.singles.items() if one.name == "bag")
    assert {key for key, lost in cases.lost.items() if lost >> bag & 1} == {"bag", "phone", "laptop", "key ring"}
    for number, pair in cases.pairs.items():
        assert all(cases.lost[one.key] >> number & 1 for one in pair)
    assert {frozenset(pair) for pair in cases.pairs.values()} == {frozenset(pair) for pair in combinations(cases.items, 2)}
    assert not any(lost & 1 for lost in cases.lost.values())


def test_what_is_lost_already_is_lost_in_every_case() -> None:
    vault = vault_of(account(totp_at=at("phone")))
    cases = losses.cases_of(vault, lost=[item("bag", vault)])
    assert cases.lost["phone"] == cases.lost["laptop"] == cases.lost["bag"] == cases.every


def test_with_a_domain_go_its_mailboxes_and_those_below_it() -> None:
    below, beside = spare("alice@mail.own.example"), spare("alice@notown.example")
    vault = vault_of(account(emails=(OWN, below, beside)))
    gone = losses.gone(vault, [item("own.example", vault)])
    assert gone == {"@own.example", "alice@own.example", "@mail.own.example", "alice@mail.own.example"}
    assert losses.gone(vault, [item("alice@own.example", vault)]) == {"alice@own.example"}
    assert losses.gone(vault, []) == frozenset()


def test_the_domains_of_an_address_are_its_own_and_those_above() -> None:
    assert list(losses.domains_of("A@mail.Own.example")) == ["mail.own.example", "own.example", "example"]


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("My Phone", "place", "phone"),
        ("old TOWN", "place", "old town"),
        ("octavia", "person", "octavia"),
        ("ALICE@own.example", "mailbox", "alice@own.example"),
        ("Own.example", "domain", "@own.example"),
        ("free.example", "domain", "@free.example"),
        ("office", "place", "office"),
        ("cloud", "place", "cloud"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(name: str, kind: str, key: str) -> None:
    vault = vault_of(
        account(totp_at=at("phone"), emails=(OWN, spare("alice@free.example"))),
        places=(Place(name="drawer", within="Old Town"),),
        sheets=(share("Octavia", 1, 2),),
    )
    found = losses.find(vault, name)
    assert (found.kind, found.key) == (kind, key)
    assert losses.gone(vault, [found]) >= {key}


@pytest.mark.parametrize("name", ["space ship", "", "head", "alice", "@own.example.org"])
def test_what_is_not_known_is_not_found(name: str) -> None:
    with pytest.raises(NotThere) as refused:
        losses.find(vault_of(account(totp_at=at("phone"), emails=(OWN,))), name)
    assert refused.value.hint == "Places are: this laptop, phone, bag."


def test_of_very_many_things_pairs_of_places_are_looked_at() -> None:
    many = tuple(account(f"pypi:{number}", emails=(mail(f"{number}@example.com"),)) for number in range(MOST_PAIRED))
    vault = vault_of(*many, kept_at=at("this laptop", "home safe"))
    cases = losses.cases_of(vault)
    assert len(cases.singles) == MOST_PAIRED + 4
    assert len(cases.pairs) == 6
    places = tuple(f"place {number}" for number in range(MOST_PAIRED + 5))
    cases = losses.cases_of(structs.replace(vault, kept_at=at(*places)))
    assert len(cases.pairs) == MOST_PAIRED * (MOST_PAIRED - 1) // 2


# The smallest sets


def sets(*several: str) -> Terms:
    return Terms(tuple(frozenset(one) for one in several))


def test_terms_keep_the_smallest_sets_only() -> None:
    assert sets("ab") | sets("a", "c") == sets("a", "c")
    assert sets("a", "b") & sets("a", "c") == sets("a", "bc")
    assert sets("a") & Terms() == Terms()
    assert sets("a") | Terms() == sets("a")
    assert sets("") | sets("a") == sets("")
    assert sets("") & sets("a") == sets("a")


def test_of_very_many_sets_the_smallest_are_kept() -> None:
    one = Terms(tuple(frozenset({f"a{number}"}) for number in range(10)))
    two = Terms(tuple(frozenset({f"b{number}"}) for number in range(10)))
    assert len((one & two).sets) == 64
    assert (one & two | sets("z")).sets[0] == frozenset("z")


terms = st.lists(st.frozensets(st.sampled_from("abcd"), max_size=3), max_size=3).map(
    lambda several: Terms() | Terms(tuple(several))
)


def holds(one: Terms, there: frozenset[str]) -> bool:
    return any(needed <= there for needed in one.sets)


@given(terms, terms, st.frozensets(st.sampled_from("abcd")))
def test_terms_say_the_same_as_and_and_or(one: Terms, two: Terms, there: frozenset[str]) -> None:
    assert holds(one | two, there) == (holds(one, there) or holds(two, there))
    assert holds(one & two, there) == (holds(one, there) and holds(two, there))
    assert not any(less < more for less in (one & two).sets for more in (one & two).sets)
