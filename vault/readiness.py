"""Would its owner get back in? For each account: the ways in, and what the loss of each thing and of each pair would close."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date

from msgspec import Struct

from vault import losses, places, services, ways
from vault.losses import Cases, Item, Terms
from vault.model import Account, Vault
from vault.ways import NeedKind, Way, WayKind, World

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
    """How it stands with an account. `single_losses`: every place and person, and its own mailboxes and domains."""

    account: Account
    ways_in: tuple[WayIn, ...]
    single_losses: tuple[Loss, ...]
    pairs: tuple[Loss, ...]

    @property
    def locked_out(self) -> bool:
        return not any(one.works for one in self.ways_in)

    @property
    def threads(self) -> tuple[Loss, ...]:
        """The single things whose loss locks out: the account hangs on each of them."""
        return tuple(loss for loss in self.single_losses if loss.locks_out)


class Readiness:
    """Looks at all accounts at once; what is told of one is worked out when it is asked for.

    `lost` is what is taken to be lost already. `today` is the user's day.
    """

    def __init__(self, vault: Vault, today: date, *, lost: Sequence[Item] = ()) -> None:
        self.vault, self.today, self.lost = vault, today, tuple(lost)
        self.cases: Cases = losses.cases_of(vault, lost=lost)
        self.world: World[int] = ways.by_cases(vault, today, self.cases)
        self._by_places: World[Terms] | None = None
        self._names = places.names(vault)

    def reach(self, account: Account) -> int:
        """Return in which of the cases (`cases`) the account can be got into, one bit each."""
        return self.world.account(account)

    def number(self, loss: Loss) -> int:
        """Return the number of the case of a loss."""
        cases = self.cases.singles.items() if len(loss.lost) == 1 else self.cases.pairs.items()
        wanted = loss.lost[0] if len(loss.lost) == 1 else loss.lost
        return next(number for number, lost in cases if lost == wanted)

    def verdict(self, account: Account) -> Verdict:
        """Return how it stands with one account."""
        found = self.world.ways(account)
        of_places = self._placed().ways(account)
        ways_in = tuple(self._way_in(account, way, terms) for way, terms in zip(found, of_places, strict=True))
        singles = tuple(self._singles(account, found))
        fatal = {loss.lost[0] for loss in singles if loss.locks_out}
        return Verdict(account, ways_in, singles, tuple(self._pairs(self.world.any(way.reach for way in found), fatal)))

    def verdicts(self) -> Iterator[Verdict]:
        return (self.verdict(account) for account in self.vault.present)

    def _placed(self) -> World[Terms]:
        if self._by_places is None:
            self._by_places = ways.by_places(self.vault, self.today, losses.gone(self.vault, self.lost))
        return self._by_places

    def _singles(self, account: Account, found: Sequence[Way[int]]) -> Iterator[Loss]:
        """Yield what each single loss means."""
        addresses = {email.address.casefold() for email in account.emails}
        own = addresses | {f"@{losses.domain_of(address)}" for address in addresses}
        today = [way for way in found if way.reach & 1]
        for number, item in self.cases.singles.items():
            if item not in self.lost and (item.kind in {"place", "person"} or item.key in own):
                left = tuple(way.kind for way in today if way.reach >> number & 1)
                yield Loss((item,), left, tuple(way.kind for way in today if way.kind not in left))

    def _pairs(self, reach: int, fatal: AbstractSet[Item]) -> Iterator[Loss]:
        """Yield the pairs whose loss locks out though neither does alone."""
        if reach & 1:
            for number in self.cases.numbers(self.cases.every & ~reach):
                pair = self.cases.pairs.get(number)
                if pair and fatal.isdisjoint(pair):
                    yield Loss(pair)

    def _way_in(self, account: Account, way: Way[int], terms: Way[Terms]) -> WayIn:
        if way.reach & 1:
            smallest = terms.reach.sets[0] if terms.reach.sets else frozenset()
            return WayIn(way.kind, works=True, needs=tuple(sorted(self._names.get(key, key) for key in smallest)))
        missing = next(need for need in way.needs if not need.reach & 1)
        return WayIn(way.kind, works=False, why_not=why_not(account, way.kind, missing.kind, is_lost=bool(self.lost)))


def is_blank(account: Account) -> bool:
    """Tell whether nothing is noted that could decide."""
    return not account.emails and account.password.state == "unknown" and account.has_second_factor == "unknown"


def why_not(account: Account, way: WayKind, need: NeedKind, *, is_lost: bool) -> str:
    """Return why a way is closed, as a sentence without a full stop."""
    if need == "factor":
        return _no_factor(account, way, is_lost=is_lost)
    if need == "password":
        return _no_password(account, way)
    name = services.find(account.service).name
    if account.primary is None:
        return f"No e-mail address is noted, and {name} writes to the primary one"
    address = account.primary.address
    if need == "mail":
        known = account.primary.reaches == "yes" or account.primary.status == "verified"
        why = "that mailbox cannot be opened" if known else "nobody noted that you can read that mailbox"
        return f"From a new place {name} mails a link to {address}, and {why}"
    return f"{name} closes an account whose primary address is not verified: {address}"


def _no_factor(account: Account, way: WayKind, *, is_lost: bool) -> str:
    has = {
        "security-key": bool(account.security_keys),
        "browser": bool(account.browsers),
        "authenticator": bool(account.totp_at or account.authenticator),
        "code": bool(account.codes_at or account.live_set),
    }[way]
    if way == "code" and account.live_set and not account.live_set.count("unused"):
        return "No unused code is left"
    if not has:
        return {
            "security-key": "No security key is noted",
            "browser": "No browser is remembered",
            "authenticator": "No authenticator is noted",
            "code": "No recovery codes are noted",
        }[way]
    if way == "browser" and not is_lost:
        return "No browser was remembered in the last 30 days"
    return {
        "security-key": "The security key is lost",
        "browser": "The remembered browser is lost, or it is longer than 30 days ago",
        "authenticator": "Every copy of the authenticator is lost, or the vault with it cannot be opened",
        "code": "Every copy of the codes is lost, or the vault with them cannot be opened",
    }[way]


def _no_password(account: Account, way: WayKind) -> str:
    state = {"unknown": "Nobody noted where the password is", "lost": "The password is lost", "kept": "The password is lost"}
    said = state[account.password.state]
    if way == "browser":
        return f"{said}, and after a reset no browser is remembered"
    verified = [email for email in account.emails if email.status == "verified"]
    if not verified:
        return f"{said}, and there is no verified address to reset it with"
    return f"{said}, and no mailbox of a verified address can be opened to reset it"
