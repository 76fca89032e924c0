"""Would its owner get back in? For each account: the ways in, and what the loss of each thing and of each pair would close."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from msgspec import Struct, structs

from vault import losses, places, ways
from vault.losses import Cases, Item, Terms
from vault.model import Account, Copy, Email, Password, SecurityKey, Vault
from vault.obstacles import why_not
from vault.ways import Way, WayKind, World

WORDS: Mapping[WayKind, str] = {
    "security-key": "a security key",
    "browser": "a remembered browser",
    "authenticator": "an authenticator",
    "code": "a recovery code",
    "password": "the password alone",
}


class WayIn(Struct, frozen=True):
    """One way into an account, and whether it works. `needs`: places that together are enough; `why_not`: a sentence."""

    way: WayKind
    works: bool
    why_not: str = ""
    needs: tuple[str, ...] = ()


class Loss(Struct, frozen=True):
    """What the loss of one thing, or of two at once, means for an account. `by`: the ways left; `closes`: those it takes."""

    lost: tuple[Item, ...]
    by: tuple[WayKind, ...] = ()
    closes: tuple[WayKind, ...] = ()

    @property
    def locks_out(self) -> bool:
        return not self.by

    @property
    def consequence(self) -> str:
        if self.by:
            return f"You still get in, with {WORDS[self.by[0]]}"
        return "You are locked out"


class Verdict(Struct, frozen=True):
    """How it stands with an account. `single_losses`: every place and person, and its own mailboxes and domains.

    `is_undecided`: no way in works by what is noted, and one would if what nobody noted were well.
    """

    account: Account
    ways_in: tuple[WayIn, ...]
    single_losses: tuple[Loss, ...]
    pairs: tuple[Loss, ...]
    is_undecided: bool = False

    @property
    def locked_out(self) -> bool:
        return not any(one.works for one in self.ways_in)

    @property
    def threads(self) -> tuple[Loss, ...]:
        """The single things whose loss locks out: the account hangs on each of them."""
        return tuple(loss for loss in self.single_losses if loss.locks_out)


class Readiness:
    """Looks at all accounts at once; what is told of one is worked out when it is asked for.

    `lost` is what is taken to be lost already. `today` is the user's day. `key_ids` are those of the vault file; without them a
    sheet whose key was removed is counted on.
    """

    def __init__(self, vault: Vault, today: date, *, lost: Sequence[Item] = (), key_ids: Collection[str] | None = None) -> None:
        self.vault, self.today, self.lost, self._key_ids = vault, today, tuple(lost), key_ids
        self.cases: Cases = losses.cases_of(vault, lost=lost)
        self.world: World[int] = ways.by_cases(vault, today, self.cases, key_ids=key_ids)
        self._by_places: World[Terms] | None = None
        self._names: dict[str, str] = {}
        self._changed: dict[str, World[int]] = {}
        self._numbers = {item.key: number for number, item in self.cases.singles.items()}
        self._shared = [(number, item) for number, item in self.cases.singles.items() if item.kind in {"place", "person"}]

    def reach(self, account: Account) -> int:
        """Return in which of the cases (`cases`) the account can be got into, one bit each."""
        return self.world.account(account)

    def number(self, loss: Loss) -> int:
        """Return the number of the case of a loss."""
        if len(loss.lost) == 1:
            return self._numbers[loss.lost[0].key]
        return next(number for number, pair in self.cases.pairs.items() if pair == loss.lost)

    def world_with(self, name: str, change: Callable[[Vault], Vault]) -> World[int]:
        """Return the world as it would be after a change to the vault, in the same cases. It is kept by its name."""
        if name not in self._changed:
            self._changed[name] = ways.by_cases(change(self.vault), self.today, self.cases, key_ids=self._key_ids)
        return self._changed[name]

    def verdict(self, account: Account) -> Verdict:
        """Return how it stands with one account."""
        found = self.world.ways(account)
        of_places = self._placed().ways(account)
        ways_in = tuple(self._way_in(account, way, terms) for way, terms in zip(found, of_places, strict=True))
        singles = tuple(self._singles(account, found))
        fatal = {loss.lost[0] for loss in singles if loss.locks_out}
        pairs = tuple(self._pairs(self.world.any(way.reach for way in found), fatal))
        return Verdict(account, ways_in, singles, pairs, self.is_undecided(account))

    def is_undecided(self, account: Account) -> bool:
        """Tell whether no way in works by what is noted, and one would if what nobody noted were well.

        Not where the password is lost: who said so is in trouble already.
        """
        is_told = account.password.state == "lost" or self.reach(account) & 1
        return not is_told and bool(self.reach(_at_best(account)) & 1)

    def verdicts(self) -> Iterator[Verdict]:
        return (self.verdict(account) for account in self.vault.present)

    def _placed(self) -> World[Terms]:
        if self._by_places is None:
            gone = losses.gone(self.vault, self.lost)
            self._by_places = ways.by_places(self.vault, self.today, gone, key_ids=self._key_ids)
            self._names = places.names(self.vault)
        return self._by_places

    def _singles(self, account: Account, found: Sequence[Way[int]]) -> Iterator[Loss]:
        """Yield what each single loss means."""
        addresses = {email.address.casefold(): None for email in account.emails}
        domains = {f"@{domain}": None for address in addresses for domain in losses.domains_of(address)}
        own = (self._numbers[key] for key in (*addresses, *domains) if key in self._numbers)
        today = [(way.kind, way.reach) for way in found if way.reach & 1]
        for number, item in (*self._shared, *((number, self.cases.singles[number]) for number in own)):
            if item not in self.lost:
                left = tuple(kind for kind, reach in today if reach >> number & 1)
                yield Loss((item,), left, tuple(kind for kind, _ in today if kind not in left))

    def _pairs(self, reach: int, fatal: AbstractSet[Item]) -> Iterator[Loss]:
        """Yield the pairs whose loss locks out though neither does alone."""
        if reach & 1:
            for number in self.cases.numbers(self.cases.every & ~reach):
                pair = self.cases.pairs.get(number)
                if pair and fatal.isdisjoint(pair):
                    yield Loss(pair)

    def _way_in(self, account: Account, way: Way[int], terms: Way[Terms]) -> WayIn:
        if way.reach & 1:
            smallest = terms.reach.sets[0]
            return WayIn(way.kind, works=True, needs=tuple(sorted(self._names.get(key, key) for key in smallest)))
        missing = next(need for need in way.needs if not need.reach & 1)
        why = why_not(self.world, account, way.kind, missing.kind, is_lost=bool(self.lost))
        return WayIn(way.kind, works=False, why_not=why)


def _at_best(account: Account) -> Account:
    """Return an account as it would be if what nobody noted were well. What was noted stays as it is."""
    emails = tuple(structs.replace(one, status="verified") if one.status == "unknown" else one for one in account.emails)
    apps = account.totp_at or account.authenticators
    has_factor = account.security_keys or account.browsers or apps or account.codes_at or account.code_sets
    is_open = account.has_second_factor == "unknown" and not has_factor
    anywhere = SecurityKey(id="", name="", copy=Copy(place=places.HEAD))
    return structs.replace(
        account,
        password=Password(state="kept") if account.password.state == "unknown" else account.password,
        emails=emails or (Email(id="", address="", primary=True, status="verified"),),
        security_keys=(anywhere,) if is_open else account.security_keys,
    )


def is_blank(account: Account) -> bool:
    """Tell whether nothing is noted that could decide."""
    return not account.emails and account.password.state == "unknown" and account.has_second_factor == "unknown"
