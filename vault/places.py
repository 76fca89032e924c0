"""Places: where things are kept, by names of the user's own. `This laptop`, `my laptop` and `laptop` are one place."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from vault.errors import BadInput
from vault.model import Account, Vault

HERE = "this laptop"  # where a vault lies whose owner said nothing else
HEAD = "head"  # what is only remembered: nobody loses it with a bag
STANDARD: Mapping[str, str] = {  # what is offered, and what each is lost with as long as the user says nothing else
    HERE: "bag",
    "phone": "bag",
    "key ring": "bag",
    "bag": "",
    "home safe": "home",
    "home": "",
    "office": "",
    "cloud": "",
}
_LONGEST = 60
_DROPPED = {"a", "at", "in", "my", "on", "our", "the", "this"}
_SAME = {"memory": HEAD, "memorised": HEAD, "memorized": HEAD, "computer": "laptop", "keyring": "key ring", "safe": "home safe"}
# No key of a place has an @, as those of mailboxes and domains do (`vault/losses.py`).
_SPELLED = str.maketrans({"-": " ", "_": " ", "‐": " ", "’": "'", "@": " at "})


@lru_cache(4096)
def key(name: str) -> str:
    """Return what a place's name is compared by."""
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_SPELLED)
    words = plain.split()
    while len(words) > 1 and words[0] in _DROPPED:
        del words[0]
    bare = " ".join(words)
    return _SAME.get(bare, bare)


def is_pointed_at(name: str) -> bool:
    """Tell whether a name says itself whose or which it is: this laptop."""
    return name.casefold().split(" ")[0] in _DROPPED


def checked(name: str) -> str:
    """Return the name of a place without blanks around it. Raises BadInput."""
    name = " ".join(name.split())
    if not key(name) or len(name) > _LONGEST or not name.isprintable():
        raise BadInput(f"A place has a name of 1 to {_LONGEST} letters", hint="For example: phone, home safe, office.")
    if "@" in name:
        raise BadInput("A mailbox is no place", hint="Name the place where you open it: phone, for example.")
    return name


def within(vault: Vault) -> Mapping[str, str]:
    """Return what each place is lost with, by their keys: what the user said, else what is usual."""
    usual = {key(name): key(outer) for name, outer in STANDARD.items() if outer}
    said = usual | {key(place.name): key(place.within) for place in vault.places}
    return {inner: outer for inner, outer in said.items() if outer and HEAD not in {inner, outer}}


def inside(outer: str, lost_with: Mapping[str, str]) -> frozenset[str]:
    """Return the keys of all that is lost with a place, itself too. What lies within itself is taken as it is."""
    found = {outer}
    while more := {inner for inner, place in lost_with.items() if place in found} - found:
        found |= more
    return frozenset(found)


def names(vault: Vault) -> dict[str, str]:
    """Return the places of a vault by their keys, each as it was written first: places, then facts, then sheets."""
    found = {key(place.name): place.name for place in vault.places}
    for name in _mentioned(vault):
        found.setdefault(key(name), name)
    found.pop(HEAD, None)
    found.pop("", None)
    return found


def people(vault: Vault) -> frozenset[str]:
    """Return the keys of those places that are persons: who the user said is one, and holders of shares."""
    said = {key(place.name): place.is_person for place in vault.places}
    usual = {key(name) for name in STANDARD}
    holders = {key(sheet.holder) for sheet in vault.sheets if sheet.holder} - usual - said.keys()
    return frozenset(holders | {name for name, is_person in said.items() if is_person})


def _mentioned(vault: Vault) -> Iterable[str]:
    yield from (copy.place for copy in (*vault.kept_at, *vault.password_at))
    if not vault.kept_at:
        yield HERE
    for account in vault.present:
        yield from of_account(account)
    for sheet in vault.sheets:
        if sheet.destroyed_at is None:
            yield from (sheet.place, sheet.holder)


def of_account(account: Account) -> Iterable[str]:
    """Yield the places that an account's facts name."""
    yield from (copy.place for copy in (*account.password.copies, *account.totp_at, *account.codes_at))
    yield from (one.copy.place for one in account.security_keys)
    yield from (one.place for one in account.browsers)
    for email in account.emails:
        yield from (copy.place for copy in email.opened_at)
    yield from (one.copy.place for one in account.evidence if one.copy)
