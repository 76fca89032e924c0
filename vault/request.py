"""The account-recovery request: PyPI's public form in pieces to paste, the mails beside it, the proof, and what to expect.

The form and what the staff do with it are pypi-facts §7; `#N` is github.com/pypi/support. What is prepared here never holds a
secret, and what is public no address: it is checked before it is returned.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from vault import disclosure, diversions, letters, push_proof, reasons, recovery, situation
from vault.diversions import Diversion
from vault.errors import BadInput
from vault.letters import Letter
from vault.model import Account
from vault.push_proof import PushProof
from vault.readiness import Readiness
from vault.situation import Situation

Stands = Literal["true", "untrue", "yours", "unknown"]
# The boxes of the form, each with the words beside it (pypi-facts §7.1).
RECOVERY_CODES = "I never generated or have lost access to the recovery codes for my account"
CONDUCT = "I agree to follow the PSF Code of Conduct"
PATIENCE = "I understand that it may take a significant amount of time to process my account recovery request."
NEVER = (
    "An e-mail address, not even your own.",
    "A recovery code, not even a used one; the six digits, a token, a password. Nobody on the staff asks for them.",
    "A picture of the screen with any of these on it.",
)


class Piece(Struct, frozen=True, kw_only=True):
    """One field or tick box of the form. `stands`, of a box: whether what it says is true, as far as is noted."""

    kind: Literal["field", "tick"]
    label: str
    value: str
    stands: Stands = "yours"
    note: str = ""


class Prepared(Struct, frozen=True, kw_only=True):
    """A request, ready to be pasted. Without `pieces` there is no such form: `page` is then the service's own help, or empty.

    `is_thin`: nothing that is noted explains why the owner cannot get in, so the reason ought to be theirs.
    """

    account: Account
    is_locked_out: bool
    page: str
    order: tuple[str, ...]
    diversions: tuple[Diversion, ...] = ()
    pieces: tuple[Piece, ...] = ()
    letters: tuple[Letter, ...] = ()
    proof: PushProof | None = None
    expect: tuple[str, ...] = ()
    is_thin: bool = False


def prepare(readiness: Readiness, account: Account, reason: str = "") -> Prepared:
    """Put together what is to be sent for an account, with the user's own reason or one made from the facts.

    Raises BadInput where something public would hold an address, a code, a token or a seed.
    """
    here = situation.of(readiness, account)
    desk = here.service.recovery
    if desk is None or not desk.desk:
        return Prepared(
            account=account,
            is_locked_out=here.is_locked_out,
            page=desk.page if desk else "",
            order=tuple(_elsewhere(here)),
        )
    vault, allowed = readiness.vault, {".".join(desk.desk), ".".join(here.service.site)}
    own = disclosure.check(reason, vault, what="The reason", allowed=allowed) if reason.strip() else ""
    whole = reasons.completed(here, own) if own else reasons.from_facts(here)
    pieces = tuple(_pieces(here, whole))
    for piece in pieces:
        disclosure.check(piece.value, vault, what=f"“{piece.label}”", allowed=allowed)
    asked = recovery.current(account)
    mails = letters.of(here, asked.link if asked else "")
    for mail in mails:
        disclosure.check(mail.body, vault, what="The mail", is_public=False)
    return Prepared(
        account=account,
        is_locked_out=here.is_locked_out,
        page=desk.page,
        order=tuple(_order(here, mails)),
        diversions=diversions.find(own, desk),
        pieces=pieces,
        letters=mails,
        proof=push_proof.of(here),
        expect=tuple(_expect(here)),
        is_thin=not own and reasons.is_thin(here),
    )


def _pieces(here: Situation, reason: str) -> Iterator[Piece]:
    """Yield the form from its top to its bottom. Raises BadInput."""
    account = here.account
    if "@" in account.username:
        raise BadInput(
            f"The user name is an e-mail address, and the request is public: {here.service.name} wants the user name there",
            hint="Look it up in an older mail of theirs, or on the page of one of your projects, and add the account by that.",
        )
    is_test = here.service.id == "testpypi"
    yield Piece(kind="field", label="Title", value=f"Account recovery request{' on TestPyPI' if is_test else ''}")
    yield Piece(
        kind="field",
        label="PyPI Username",
        value=f"`{account.username}`",
        note="With the two backticks, as the form asks for it.",
    )
    yield Piece(kind="field", label="Reason for request", value=reason, note=_of_reason(here))
    stands, note = _of_codes(here)
    yield Piece(kind="tick", label="Recovery Codes", value=RECOVERY_CODES, stands=stands, note=note)
    yield Piece(kind="tick", label="Code of Conduct", value=CONDUCT, note="Read the text that the form links.")
    yield Piece(kind="tick", label="Acknowledgement", value=PATIENCE)


def _of_reason(here: Situation) -> str:
    if reasons.is_thin(here):
        return "Say in a sentence what happens when you sign in: nothing that is noted explains it."
    return "Put in what is missing, in your own words."


def _of_codes(here: Situation) -> tuple[Stands, str]:
    if here.codes == "there":
        left = here.account.live_set.count("unused") if here.account.live_set else 0
        some = f"{left} unused codes are" if left > 1 else "One unused code is" if left else "Codes are"
        return "untrue", (
            f"{some} noted: use them if you can. If they do not help, the form still cannot be sent without this tick. So the "
            "reason says openly that it is not true, and in the issue you can take it out again."
        )
    if here.codes == "used":
        return "true", "No code is left. The reason says so."
    if here.codes == "refused":
        return (
            "true",
            "Those that you have were refused, so they are not the ones in force. The reason says so.",
        )
    if here.codes == "lost":
        return "true", "The codes that are noted are out of reach."
    return "unknown", "No codes are noted. Tick it if you never generated any, or have none left."


def _order(here: Situation, mails: tuple[Letter, ...]) -> Iterator[str]:
    """Yield what is to be done, in its order."""
    yield "Send the form. It is on GitHub and takes an account there; one request is enough, a second one is closed unread."
    if mails[0].kind != "reply":
        yield f"Write to {mails[0].to} right after it, with the number of your issue."
    if here.carriers:
        to = f" to {here.reply_to}" if here.reply_to else ""
        yield f"Wait for the staff's mail{to}. It names a branch: push that, and reply to the mail."
    else:
        yield "Answer the staff's mails. Without a public repository seven days pass before they reset the account."
    yield "Open the link for a new password that they send, and set up everything anew: they wipe authenticator and codes."


def _expect(here: Situation) -> Iterator[str]:
    desk = here.service.recovery
    assert desk is not None  # noqa: S101  (there is a form)
    yield "A first answer after 3 to 13 days, the end after one to five weeks: so it went in the middle of 2026."
    yield "A bot answers at once with the length of the queue. It mentions donations; they change nothing for your request."
    yield (
        f"The staff write from {desk.mailbox('support')}. Look into spam, too: requests without an answer are closed "
        "after some months."
    )
    yield "Strangers may answer in the issue and offer help for money, or ask for codes. The staff never do either."


def _elsewhere(here: Situation) -> Iterator[str]:
    name = here.service.name
    yield f"This is an account at {name}. The staff of PyPI cannot let you in there, so there is no request to send them."
    if here.service.recovery:
        yield f"{name} says on its own page what it asks for: {here.service.recovery.page}"
    else:
        yield f"Look in {name}'s own help for lost two-factor authentication, or write to its support."
