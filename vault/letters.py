"""The mails of a recovery: to the staff, never into the public issue, so that addresses may stand in them.

What they ask for, and in which case: pypi-facts §7.3; pypi/support#8241, #8220, #1066.
"""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from vault.push_proof import BRANCH
from vault.situation import Situation

LINK = "[the link of your issue]"
ADDRESS = "[your new address]"
LetterKind = Literal["confirm", "new-address", "intent", "reply"]
_WAIT = (
    "None of my projects links a public repository to which I can push. I confirm that I want the two-factor authentication "
    "and the password of the account to be reset, and I know that seven days pass first."
)


class Letter(Struct, frozen=True, kw_only=True):
    """One mail. `when`: when it is sent, and why. `sender`: the address to send it from; empty where none is known."""

    kind: LetterKind
    when: str
    to: str
    sender: str
    subject: str
    body: str


def of(here: Situation, link: str) -> tuple[Letter, ...]:
    """Return the mails of a recovery in their order. `link` is the issue's, where it is known."""
    return tuple(_letters(here, link or LINK))


def _letters(here: Situation, link: str) -> Iterator[Letter]:
    more = (*_of_evidence(here), *(() if here.carriers else (_WAIT,)))
    if here.address == "unverified":
        yield _letter(
            here,
            "confirm",
            "Right after the form, from this very address: the staff ask for it first, so it saves a round."
            + ("" if here.is_read else " If you cannot read its mail any more, note that first: then the mail says so."),
            f"The e-mail address of my account is {here.reply_to}. I write from it.",
            *more,
            link=link,
        )
    elif here.address in {"lost", "unknown"}:
        yield _letter(
            here,
            "new-address",
            "Right after the form, from the address that you want on the account: the staff ask for it first, so it saves a "
            f"round. It must be on no other {here.service.name} account, and not at outlook or hotmail.",
            "\n".join(_of_addresses(here)),
            *more,
            link=link,
        )
    elif not here.carriers:
        yield _letter(
            here,
            "intent",
            "Right after the form, from the address of the account: without a repository it starts the wait of seven days.",
            *more,
            link=link,
        )
    if here.carriers:
        yield _letter(
            here,
            "reply",
            "As the reply to the staff's mail, as soon as the branch is pushed. An answer in the issue alone is overlooked.",
            f"The branch {BRANCH} is pushed to {here.carriers[0].repository}. Please go on with the recovery.",
            link=link,
        )


def _of_evidence(here: Situation) -> Iterator[str]:
    if here.account.evidence:
        yield "\n".join(["What else shows whose account it is:", *(f"- {one.text}" for one in here.account.evidence)])


def _of_addresses(here: Situation) -> Iterator[str]:
    old = f"{here.primary.address}. I can no longer read mail to it" if here.primary else "I do not know it any more"
    yield f"Address on the account: {old}."
    is_on_it = here.second is not None
    known = ", which is on the account already" + (" and verified" if here.second and here.second.status == "verified" else "")
    yield f"Address that I want as the primary one: {here.reply_to or ADDRESS}{known if is_on_it else ''}."


def _letter(here: Situation, kind: LetterKind, when: str, *paragraphs: str, link: str) -> Letter:
    name = here.service.name
    assert here.service.recovery is not None  # noqa: S101  (there is a form)
    first = f"This belongs to my request {link}\n{name} user name: {here.account.username}"
    return Letter(
        kind=kind,
        when=when,
        to=here.service.recovery.mailbox("support"),
        sender=here.reply_to,
        subject=f"Account recovery on {name}: {here.account.username}",
        body="\n\n".join(["Hello,", first, *paragraphs, "Thank you"]),
    )
