"""What to try before the staff are asked: the ways in that still work, and steps that the service leaves to its users.

Sources: PyPI's source code and its staff's replies, as pypi-facts §3 to §6 and §10 have them; `#N` is github.com/pypi/support.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from vault import situation
from vault.findings.words import joined
from vault.losses import domain_of
from vault.model import Account
from vault.readiness import WORDS, Readiness
from vault.situation import Situation
from vault.ways import REMEMBERED, WayKind

StepKind = Literal[
    "look-again",
    "twin",
    "known-connection",
    "mail-late",
    "reset",
    "no-reset",
    "verify",
    "new-address",
    "domain",
    "make-primary",
    "code-refused",
    "owner",
    "publisher",
]


class OpenWay(Struct, frozen=True):
    """A way in that works by what is noted. `needs`: places with all that it takes; `traps`: sentences, the worst first."""

    way: WayKind
    words: str
    needs: tuple[str, ...]
    traps: tuple[str, ...]


class OwnStep(Struct, frozen=True):
    """Something that the owner can do without the staff: one or two sentences."""

    kind: StepKind
    text: str


def open_ways(readiness: Readiness, account: Account) -> tuple[OpenWay, ...]:
    """Return the ways that still work, the least risky first."""
    here = situation.of(readiness, account)
    return tuple(
        OpenWay(one.way, _capital(WORDS[one.way]), one.needs, tuple(_traps(readiness, here, one.way)))
        for one in readiness.verdict(account).ways_in
        if one.works
    )


def own_steps(readiness: Readiness, account: Account) -> tuple[OwnStep, ...]:
    """Return what may help without the staff, what is quickest first."""
    here = situation.of(readiness, account)
    return (*_of_factors(here), *_of_mail(here), *_of_password(here), *_meanwhile(here))


def _traps(readiness: Readiness, here: Situation, way: WayKind) -> Iterator[str]:
    name = here.service.name
    address = here.primary.address if here.primary else "the primary address"
    if here.sign_in == "resettable" and way != "browser":
        yield "You need a new password first: ask for a reset with any verified address."
    if way in {"authenticator", "code"} and here.service.mail_step:
        yield (
            f"From a connection that is new to {name} it then mails a link to {address}. Open it on that same connection, "
            "within six hours."
        )
    if way == "code" and here.service.mail_step:
        yield f"{name} takes the code before that mail, so do not try a second one until the link was opened."
    if way == "authenticator":
        yield "The clock of the device must be right, or the digits are refused."
    if way == "security-key" and here.service.mail_step:
        yield "No mail is sent, and nothing is used up."
    if way == "browser":
        left = [one.remembered_on for one in here.account.browsers if readiness.world.at(one.place) & 1]
        yield f"It has to be that very browser. It is remembered until {min(max(left), readiness.today) + REMEMBERED}."


def _of_factors(here: Situation) -> Iterator[OwnStep]:
    name = here.service.name
    if here.factor == "lost" or here.codes in {"lost", "refused", "unknown"}:
        saved = f"whose name begins with {name}-Recovery-Codes" if here.service.needs_verified else "that you saved then"
        yield OwnStep(
            "look-again",
            "Look once more before you write: many requests end with “found it”. The authenticator may be on an old phone "
            f"or in another password manager, the codes in a file {saved}.",
        )
    if here.twin and (here.twin.authenticator or here.twin.live_set):
        yield OwnStep(
            "twin",
            "PyPI and TestPyPI are two accounts, each with codes and digits of its own, and apps mix them up. "
            f"Try the digits that are noted for {here.twin.title}: a wrong one costs nothing.",
        )
    if here.account.live_set and here.codes == "there":
        made = here.account.live_set.generated_on
        of_day = f", generated on {made}" if made else ""
        yield OwnStep(
            "code-refused",
            f"If a code is refused: type it in lower case and without dashes, and only codes of the newest set{of_day}.",
        )


def _of_mail(here: Situation) -> Iterator[OwnStep]:
    service, primary = here.service, here.primary
    if primary is None:
        return
    if service.mail_step and here.address == "reached":
        yield OwnStep(
            "mail-late",
            f"If the link does not arrive at {primary.address}: look into spam, wait 15 minutes, then sign in once more, with "
            "the six digits. Each try with a code would burn that code.",
        )
    if here.address != "lost":
        return
    if service.mail_step and here.factor == "there" and here.sign_in == "known":
        yield OwnStep(
            "known-connection",
            f"{service.name} mails its link only for connections that it does not know. Sign in from each one that you used "
            "before, at home or at work, with the six digits, never with a code: a code would be burned.",
        )
    if primary.is_own_domain or primary.renews_on:
        yield OwnStep(
            "domain",
            f"Get the domain {domain_of(primary.address)} back, if nobody else has it yet: as soon as mail to it arrives "
            "again, the way is open.",
        )
    if here.second:
        yield OwnStep(
            "make-primary",
            f"Once you are in by any way, make {here.second.address} the primary address: the link is mailed to that one only.",
        )


def _of_password(here: Situation) -> Iterator[OwnStep]:
    service, primary = here.service, here.primary
    if here.sign_in == "resettable":
        verified = [email.address for email in here.account.emails if email.status == "verified"]
        yield OwnStep(
            "reset",
            f"Ask for a password reset with {' or '.join(verified)}: any verified address will do. "
            "The second factor is still asked for afterwards.",
        )
    elif here.sign_in == "gone" and service.needs_verified:
        yield OwnStep(
            "no-reset",
            f"A password reset works with verified addresses only. None is noted that can be read; if there may be another "
            f"one, try with it. To an address that is not verified {service.name} writes only that.",
        )
    if not service.needs_verified or here.sign_in != "known" or here.factor not in {"there", "off"} or primary is None:
        return
    if here.address == "unverified":
        yield OwnStep(
            "verify",
            f"Sign in: one page is open to you, and there the mail that verifies {primary.address} is sent once more.",
        )
    elif here.address == "lost" and primary.status != "verified" and here.factor == "off" and not here.account.packages:
        yield OwnStep(
            "new-address",
            "Sign in: an account without a second factor and without projects can give a new address on the one page that is "
            "open to it.",
        )


def _meanwhile(here: Situation) -> Iterator[OwnStep]:
    """Yield what goes on without the owner."""
    owned = [
        f"{package.name} ({joined(package.owners) if package.owners else 'somebody'})"
        for package in here.account.packages
        if package.owners or package.has_other_owner == "yes"
    ]
    if owned:
        yield OwnStep("owner", f"While you wait, the other owners can release and add maintainers: {', '.join(owned)}.")
    published = [package.name for package in here.account.packages if package.has_publisher]
    if published:
        yield OwnStep(
            "publisher", f"Releases of {joined(published)} through the trusted publisher go on: they do not need your account."
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
