"""The reason of a recovery request, made from the facts: the owner's words on a public page, without addresses or secrets."""

from collections.abc import Iterator

from vault import services
from vault.situation import Situation

_MOST = 3  # repositories that are named
_TEST = ("testpypi", "test pypi", "test-pypi", "test.pypi")


def from_facts(here: Situation) -> str:
    """Return the whole reason where the user gave none. `is_thin` tells whether the facts say what is wrong at all."""
    causes = list(_causes(here)) or ["I cannot log in to the account any more."]
    return "\n".join([*_which_site(here), *causes, *_codes(here), *_proof(here)])


def completed(here: Situation, own: str) -> str:
    """Return the user's own reason with what the staff need besides and it does not say."""
    folded = own.casefold()
    site = [] if any(word in folded for word in _TEST) else list(_which_site(here))
    codes = [] if here.codes != "there" or "recovery code" in folded else list(_codes(here))
    proof = [] if any(one.repository.casefold() in folded for one in here.carriers) else list(_proof(here))
    return "\n".join([*site, own, *codes, *proof])


def is_thin(here: Situation) -> bool:
    """Tell whether nothing that is noted explains why the owner cannot get in."""
    return next(_causes(here), None) is None


def _which_site(here: Situation) -> Iterator[str]:
    """Yield that it is about the test site: the form has no field for that (pypi-facts §7.1; pypi/support#11335)."""
    if here.service.id == "testpypi":
        yield "This is about my account on TestPyPI, not on PyPI."
        if here.twin_works:
            yield "I can log in to the account of the same name on PyPI."


def _causes(here: Situation) -> Iterator[str]:
    """Yield what is lost, first in the words that the form itself suggests."""
    is_unverified = here.primary is not None and here.primary.status == "unverified"
    if here.address == "lost":
        never = ": the address of the account is not verified, and no mail to it reaches me" if is_unverified else ""
        yield f"Lost access to email address{never or ': mail to the primary address of the account no longer reaches me'}."
        if here.second and here.second.status == "verified":
            yield "A second address of it is verified and still mine, but the login confirmation goes to the primary one."
    if here.factor == "lost":
        yield "Lost 2FA authentication app or security token."
    if here.sign_in == "gone":
        yield "I no longer have the password and cannot reset it."
    if here.address == "unverified" and is_unverified:
        yield f"The address of the account is not verified{', though I can read mail to it' if here.is_read else ''}."


def _codes(here: Situation) -> Iterator[str]:
    if here.codes == "used":
        yield "As far as I know all recovery codes are used."
    elif here.codes == "refused":
        yield "The recovery codes that I have are refused."
    elif here.codes == "lost":
        yield "The recovery codes are lost, too."
    elif here.codes == "there":
        yield (
            "I do have unused recovery codes. The box about them below is not true for me: it is ticked only because the form "
            f"cannot be sent without it.{_why_useless(here)}"
        )


def _why_useless(here: Situation) -> str:
    if here.address == "lost" and here.service.mail_step:
        return " They do not help: a login from a new place also asks for the mail to the primary address."
    return " They do not help without the password." if here.sign_in == "gone" else ""


def _proof(here: Situation) -> Iterator[str]:
    for package in here.carriers[:_MOST]:
        can = ", and I can push to it" if package.can_push == "yes" else ""
        yield f"The newest release of {package.name} links its source, {package.repository}{can}."
    pairs = [linked.split(":", 1) for linked in here.account.linked if linked.partition(":")[0] in services.table()]
    for service_id, name in [pair for pair in pairs if len(pair) > 1][:_MOST]:
        yield f"The {services.find(service_id).name} account {name} is associated with the account."
