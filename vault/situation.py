"""What an account's facts mean for asking its service's staff: which mailbox is left, what is lost, what proves whose it is."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from vault import copies, losses, services
from vault.losses import domain_of
from vault.model import Account, Email, Package
from vault.readiness import Readiness
from vault.services import Service

# `reached`: the primary address is verified and can be read; `unverified`: it is not known to be verified, and may be read;
# `lost`: nobody can read it; `unknown`: no address is noted.
AddressState = Literal["reached", "unverified", "lost", "unknown"]
# `there`: an unused one is at hand; `used`: none is left; `refused`: the set is not the one in force; `lost`: out of reach.
CodesState = Literal["there", "used", "refused", "lost", "unknown"]
_TWINS = {"pypi": "testpypi", "testpypi": "pypi"}
_BARRED = {"outlook", "hotmail"}  # domains that PyPI takes no new address at (pypi-facts §3)


class Situation(Struct, frozen=True, kw_only=True):
    """How things stand with an account.

    `is_read`: it is known that mail to the primary address is read. `second`: another address of the account that can be read,
    a verified one first. `free`: an address of its owner that no account of this service has, as far as the vault knows.
    `sign_in`: how it stands with the password. `carriers`: packages whose newest release links a repository that may be pushed
    to, the surest first; to those of `barred` nobody can push. `twin`: the account of that name at PyPI or at its test site.
    """

    account: Account
    service: Service
    address: AddressState
    primary: Email | None
    is_read: bool
    second: Email | None
    free: str
    sign_in: Literal["known", "resettable", "gone"]
    factor: Literal["there", "lost", "unknown", "off"]
    codes: CodesState
    carriers: tuple[Package, ...]
    barred: tuple[Package, ...]
    twin: Account | None
    twin_works: bool
    is_locked_out: bool

    @property
    def reply_to(self) -> str:
        """The address that the staff should write to: the primary one, else one that can be read; empty where none is known."""
        if self.primary and self.address in {"reached", "unverified"}:
            return self.primary.address
        return self.second.address if self.second else self.free


def of(readiness: Readiness, account: Account) -> Situation:
    """Read the situation of an account out of what is noted."""
    world, service = readiness.world, services.find(account.service)
    readable = [email for email in account.emails if world.mailbox(email) & 1]
    others = sorted((email for email in readable if not email.primary), key=lambda email: email.status != "verified")
    twin = readiness.vault.find(_TWINS[account.service], account.username) if account.service in _TWINS else None
    linked = [package for package in account.packages if package.repository]
    return Situation(
        account=account,
        service=service,
        address=_address(readiness, account),
        primary=account.primary,
        is_read=account.primary in readable,
        second=others[0] if others else None,
        free=next(_free(readiness, account), ""),
        sign_in=_sign_in(readiness, account),
        factor=_factor(readiness, account),
        codes=_codes(readiness, account),
        carriers=tuple(sorted((one for one in linked if one.can_push != "no"), key=lambda one: one.can_push != "yes")),
        barred=tuple(one for one in linked if one.can_push == "no"),
        twin=twin,
        twin_works=bool(twin and readiness.reach(twin) & 1),
        is_locked_out=not readiness.reach(account) & 1,
    )


def _address(readiness: Readiness, account: Account) -> AddressState:
    primary = account.primary
    if primary is None:
        return "unknown"
    if readiness.world.mailbox(primary) & 1:
        return "reached" if primary.status == "verified" else "unverified"
    known = readiness.world.known(primary)
    gone = losses.gone(readiness.vault, readiness.lost)
    is_lost = primary.address.casefold() in gone or bool(known.renews_on and known.renews_on < readiness.today)
    is_open = known.reaches == "unknown" and primary.status != "verified"  # nobody said that it cannot be read
    return "unverified" if is_open and not is_lost else "lost"


def _free(readiness: Readiness, account: Account) -> Iterator[str]:
    """Yield addresses of the owner's other accounts that can be read and are not on an account of this service."""
    present = readiness.vault.present
    taken = {email.address.casefold() for one in present if one.service == account.service for email in one.emails}
    for one in present:
        for email in one.emails:
            is_barred = domain_of(email.address).partition(".")[0] in _BARRED
            if email.address.casefold() not in taken and not is_barred and readiness.world.mailbox(email) & 1:
                yield email.address


def _sign_in(readiness: Readiness, account: Account) -> Literal["known", "resettable", "gone"]:
    world = readiness.world
    if world.password(account) & 1:
        return "known"
    can_reset = any(world.mailbox(email) & 1 for email in account.emails if email.status == "verified")
    return "resettable" if can_reset else "gone"


def _factor(readiness: Readiness, account: Account) -> Literal["there", "lost", "unknown", "off"]:
    """Tell how it stands with what the service asks for besides the password, recovery codes apart."""
    world = readiness.world
    if (world.authenticator(account) | world.of_copies(copies.of_keys(account))) & 1:
        return "there"
    if account.has_second_factor == "no":
        return "off"
    had_one = account.authenticators or account.totp_at or account.security_keys or account.has_second_factor == "yes"
    return "lost" if had_one else "unknown"


def _codes(readiness: Readiness, account: Account) -> CodesState:
    live = account.live_set
    if readiness.world.code(account) & 1:
        return "there"
    if live and copies.is_refused(live):
        return "refused"
    if live and live.count("unused") <= copies.doubtful(account):
        return "used"
    return "lost" if live or account.codes_at else "unknown"
