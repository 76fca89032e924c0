"""Requests that are none: what a reason seems to ask for that the form for lost access does not give, and where it belongs.

A reason is the user's own words, so this only hints, and says nothing where the words are ambiguous: a mailbox may be deleted,
a phone plan suspended, and who left a company has lost a mailbox of their own (pypi-facts §7.3; #N is github.com/pypi/support).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from vault.services import Recovery

DiversionKind = Literal["suspended", "deleted", "delete-it", "takeover"]
# An account at the index, not one of mail or of an app.
_ACCOUNT = r"(?:my|the|this|our|pypi|testpypi|user)\s+(?:(?:pypi|testpypi|test\s?pypi|user)\s+)?account"
_WORD = r"\s+(?!not\b|never\b)\w+"
_IS = rf"(?:{_WORD}){{0,2}}?\s+(?:is|was|has\s+been|got|been|gets|became)(?:{_WORD}){{0,2}}?\s+"
_THING = r"(?:project|package|ownership)"
_LEFT = r"(?:left|died|passed\s+away|retired|quit)"
_SOMEBODY = r"(?:colleague|employee|co-?worker|maintainer|owner|developer)"
_PATTERNS: Mapping[DiversionKind, Sequence[str]] = {
    "suspended": (
        rf"{_ACCOUNT}{_IS}(?:suspended|frozen|banned|blocked|prohibited)\b",
        rf"\b(?:suspended|froze|banned|blocked)\s+{_ACCOUNT}",
        rf"\b(?:suspension|ban)\s+of\s+{_ACCOUNT}",
        r"\bacceptable\s+use\b",
    ),
    "deleted": (rf"{_ACCOUNT}{_IS}(?:deleted|erased)\b", rf"\bdeleted\s+{_ACCOUNT}"),
    "delete-it": (
        rf"\b(?:please|to|you|mind)\s+delet(?:e|ing)\s+{_ACCOUNT}",
        rf"\b(?:want|like|have)\b[^.\n]{{0,20}}\b{_ACCOUNT}\s+(?:to\s+be\s+)?deleted\b",
    ),
    "takeover": (
        rf"\b(?:take|taking|taken|took)\s+over\b[^.\n]{{0,40}}\b(?:account|{_THING})\b",
        rf"\b(?:transfer|hand\s+over|claim|adopt)\b[^.\n]{{0,40}}\b{_THING}\b",
        r"\bpep[\s-]?541\b",
        rf"\b(?:abandoned|unmaintained)\s+{_THING}\b",
        rf"\b{_THING}\b[^.\n]{{0,30}}\b(?:abandoned|unmaintained|no\s+longer\s+maintained)\b",
        rf"\b(?:former|ex|previous|late|departed)[\s-]+{_SOMEBODY}\b",
        rf"\b{_SOMEBODY}\b[^.\n]{{0,30}}\b{_LEFT}\b",
        r"\bnot\s+my\s+(?:own\s+)?account\b",
    ),
}


class Diversion(Struct, frozen=True):
    """Something that belongs elsewhere. `text` says where, without claiming that it is so."""

    kind: DiversionKind
    text: str


def find(reason: str, desk: Recovery) -> tuple[Diversion, ...]:
    """Return what a reason seems to be about that the staff send elsewhere."""
    words: Mapping[DiversionKind, str] = {
        "suspended": f"Is the account suspended? Then this form is the wrong place: write to {desk.mailbox('admin')} or "
        f"{desk.mailbox('security')} from the account's own address.",  # #11627, #12168
        "deleted": "Was the account itself deleted? That is final, and nobody can bring it back. "
        "A new one can be made, with another user name.",  # #4781
        "delete-it": "Is it that the account should be deleted? The staff delete none; they let you in, and you delete it "
        "yourself.",  # #4667
        "takeover": "Is it about somebody else's project, or the account of somebody who left? Then PEP 541 is the way, "
        "with a form of its own in the same place.",  # #11164
    }
    return tuple(
        Diversion(kind, words[kind])
        for kind, patterns in _PATTERNS.items()
        if any(re.search(pattern, reason, re.IGNORECASE) for pattern in patterns)
    )
