"""Cases of loss, and what is left in each: single things, pairs, or what was chosen.

What is left of something is a `Reach`. All cases are looked at together: in a whole number bit n says "there in case n", so `&`
is "both are needed" and `|` is "either will do". `Terms` does the same with the places themselves, to tell what is needed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal, Protocol, Self, TypeVar

from msgspec import Struct

from vault import places
from vault.errors import NotThere
from vault.model import Vault

ItemKind = Literal["place", "person", "mailbox", "domain"]
MOST_PAIRED = 90  # things of which all pairs are looked at; of more, those of as many places
_MOST_TERMS = 64


class Item(Struct, frozen=True, gc=False):
    """Something that can be lost. `key` is what it is compared by, `name` is as the user writes it."""

    kind: ItemKind
    key: str
    name: str

    @property
    def words(self) -> str:
        if self.kind in {"mailbox", "domain"}:
            return f"the {self.kind} {self.name}"
        is_common = self.kind == "place" and self.name[:1].islower() and not places.is_pointed_at(self.name)
        return f"your {self.name}" if is_common else self.name


class Reach(Protocol):
    """What is left of something, and how two such are put together."""

    def __and__(self, other: Self, /) -> Self: ...
    def __or__(self, other: Self, /) -> Self: ...


R = TypeVar("R", bound=Reach)


class Terms(Struct, frozen=True):
    """The smallest sets of keys with which something can be had: any one of `sets` will do."""

    sets: tuple[frozenset[str], ...] = ()

    def __or__(self, other: "Terms") -> "Terms":
        return _smallest((*self.sets, *other.sets))

    def __and__(self, other: "Terms") -> "Terms":
        return _smallest(one | two for one in self.sets for two in other.sets)


class Cases(Struct, frozen=True):
    """Cases side by side, by their number. `singles` and `pairs` name what is lost in each; in case 0 nothing more is.

    `lost`: by the key of each thing, the cases in which it is lost, one bit each.
    """

    items: tuple[Item, ...]
    lost: Mapping[str, int]
    number: int
    singles: Mapping[int, Item]
    pairs: Mapping[int, tuple[Item, Item]]

    @property
    def every(self) -> int:
        return (1 << self.number) - 1

    @staticmethod
    def numbers(several: int) -> Iterator[int]:
        """Yield the numbers of those cases whose bits are set."""
        while several:
            yield (several & -several).bit_length() - 1
            several &= several - 1


def items_of(vault: Vault) -> tuple[Item, ...]:
    """Return all that a vault knows and that can be lost: places and what they lie in, persons, mailboxes, own domains."""
    people = places.people(vault)
    names = places.names(vault)
    lost_with = places.within(vault)
    shown = {places.key(name): name for name in (*places.STANDARD, *(one.within for one in vault.places))}
    for key in tuple(names):
        while (key := lost_with.get(key, "")) and key not in names:
            names[key] = shown[key]
    found = [Item("person" if key in people else "place", key, name) for key, name in names.items()]
    emails = [email for account in vault.present for email in account.emails]
    addresses = {email.address.casefold(): email.address for email in emails}
    domains = {domain_of(email.address): None for email in emails if email.is_own_domain or email.renews_on}
    found += [Item("mailbox", key, address) for key, address in addresses.items()]
    return (*found, *(_domain(domain) for domain in domains))


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].casefold()


def domains_of(address: str) -> Iterator[str]:
    """Yield the domain of an address and those above it: whoever loses one of them loses the address."""
    labels = domain_of(address).split(".")
    return (".".join(labels[place:]) for place in range(len(labels)))


def cases_of(vault: Vault, *, lost: Sequence[Item] = ()) -> Cases:
    """Return the cases for a vault: nothing more is lost than `lost`, then each single thing, then pairs."""
    items = items_of(vault)
    lost_with = places.within(vault)
    some = items if len(items) <= MOST_PAIRED else [one for one in items if one.kind in {"place", "person"}]
    singles = dict(enumerate(items, 1))
    pairs = dict(enumerate(combinations(some[:MOST_PAIRED], 2), len(items) + 1))
    cases: dict[int, tuple[Item, ...]] = {number: (item,) for number, item in singles.items()} | dict(pairs.items())
    number = 1 + len(cases)
    goes = _goes_with(items, lost_with)
    bits: dict[str, int] = {}
    for place, several in cases.items():
        for key in frozenset().union(*(goes[item.key] for item in several)):
            bits[key] = bits.get(key, 0) | 1 << place
    every = (1 << number) - 1
    bits |= dict.fromkeys(gone(vault, lost), every)
    return Cases(items, bits, number, singles, pairs)


def gone(vault: Vault, lost: Sequence[Item]) -> frozenset[str]:
    """Return the keys of all that is lost with some things."""
    goes = _goes_with((*items_of(vault), *lost), places.within(vault)) if lost else {}
    return frozenset().union(*(goes[item.key] for item in lost))


def find(vault: Vault, name: str) -> Item:
    """Return the thing of that name: a place, a person, an address or a domain. Raises NotThere."""
    items = items_of(vault)
    usual = [Item("place", places.key(one), one) for one in places.STANDARD]
    others = [_domain(domain_of(item.key)) for item in items if item.kind == "mailbox"]
    spelled = name.strip().casefold()
    wanted = {places.key(name), spelled, f"@{spelled}"}
    found = next((item for item in (*items, *usual, *others) if item.key in wanted), None)
    if found is None:
        known = ", ".join(item.name for item in items if item.kind in {"place", "person"})
        raise NotThere("Nothing is known to lie at that place", hint=f"Places are: {known}.")
    return found


def _domain(domain: str) -> Item:
    return Item("domain", f"@{domain}", domain)


def _goes_with(items: Iterable[Item], lost_with: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return the keys of all that is lost with each thing, itself too. With a domain go those below it."""
    found: dict[str, frozenset[str]] = {}
    below: dict[str, set[str]] = {}
    for one in items:
        found[one.key] = places.inside(one.key, lost_with) if one.kind in {"place", "person"} else frozenset({one.key})
        if one.kind == "mailbox":
            for domain in domains_of(one.key):
                below.setdefault(f"@{domain}", set()).update({one.key, f"@{domain_of(one.key)}"})
    return {key: keys | below.get(key, set()) for key, keys in found.items()}


def _smallest(sets: Iterable[frozenset[str]]) -> Terms:
    """Keep no set that holds another one; of very many, only the smallest. Of two of one size the first one goes first."""
    kept: list[frozenset[str]] = []
    for one in sorted(dict.fromkeys(sets), key=len):
        if len(kept) == _MOST_TERMS:
            break
        if not any(other <= one for other in kept):
            kept.append(one)
    return Terms(tuple(kept))
