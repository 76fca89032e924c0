"""Sentences about the recovery request, whose own text is the core's. As `messages.py`: calm, what to do next; no secret."""

from collections.abc import Mapping, Sequence
from datetime import date

from ui.desktop import messages
from ui.desktop.messages import day
from vault import recovery
from vault.errors import VaultError
from vault.model import Account, Request, RequestStep, Step, printable
from vault.other_ways import OpenWay
from vault.readiness import WORDS, WayIn
from vault.recovery import Ending, Mending, Turn
from vault.request import Prepared, Stands

WAYS, FORM, PROOF, LOG = "Other ways first", "The request", "The proof", "The log"
# Page 1
SOME_WAYS = "By what is noted, these ways still work. Try them first: a request takes weeks."
NO_WAYS = "No way in is known to work. What is not noted counts as missing: if one of these is there after all, take it."
CLOSED_WAYS = "What does not work, and why"
OWN_STEPS = "What you can do yourself"
NOT_READY = "The request cannot be put together yet"
NOT_PYPI = "There is no request to PyPI"
TRY_WAYS = "Get in…"
# Page 2
ORDER = "What to do, in this order"
THE_FORM = "The form"
PUBLIC = "The page is public. Never write into it:"
OPEN_FORM = "Open the form"
REASON = "Reason for request"
FROM_FACTS = "Start again from what is noted"
ADDED = "Added when you copy it:"
COPY, COPIED = "Copy", "Copied"
MAILS = "The mails"
NOT_PUBLIC = "Mails are not public: addresses belong here, and only here."
# Page 3
BRANCH_FIELD = "The branch's name, from the staff's mail"
BRANCH_HINT = "16 letters and digits"
IN_A_COPY = (
    "Lines for a terminal in a copy of the repository on your computer. GitHub's and GitLab's pages can make a branch, too."
)
CHECK, PUSH, DELETE = "May you push? This tries it, and changes nothing", "Push the branch", "Afterwards: delete it"
# Page 4
NOTHING_SENT = "Nothing was sent yet. Note here when you did: then Sparekey reminds you of the next step."
ASK_AGAIN = "I had to ask once more…"
NEXT = "What comes next"
NOTE_STEP = "Note a step"
ON_DAY = "On"
LINK, LINK_HINT = "The issue's link or number", "For example: 11423"
SENT_IT = "I sent the form"
OTHER_LINK, OTHER_LINK_HINT = "The link of your request, if it has one", "https://"
ASKED_IT = "I asked them"
SAVE_LINK = "Save the link"
LINKED = "Noted where the issue is."
END_IT = "It is over…"
CLOSE_IT = "Close the request"
HOW_ENDED = "How did it end?"
EXPECT = "What to expect"
AFTERWARDS = "Back in: what to set up anew"
EARLIER = "Earlier requests"

STEPS: Mapping[RequestStep, str] = {
    "sent": "sent",
    "answered": "answered by the staff",
    "branch-pushed": "branch pushed",
    "mail-answered": "their mail answered",
    "closed": "closed",
}
DID: Mapping[RequestStep, str] = {
    "answered": "They answered",
    "branch-pushed": "I pushed the branch",
    "mail-answered": "I answered their mail",
}
ENDINGS: Mapping[Ending, str] = {
    "reset": "I am back in, and two-factor authentication was reset",
    "password": "I am back in by a new password alone",
    "unsolved": "It was closed, and I am not in",
}
WIPED = "The old codes, the authenticator and the security keys are counted on no more then."
STANDS: Mapping[Stands, tuple[str, str]] = {
    "true": ("True", "good"),
    "untrue": ("Not true", "warning"),
    "yours": ("Your word", ""),
    "unknown": ("For you to say", ""),
}
CAN_PUSH = {"yes": "You can push to it.", "unknown": "Nobody noted whether you can push to it.", "no": ""}


def title(account: Account) -> str:
    return f"Locked out of {messages.service_name(account)}?"


def words(account: Account) -> str:
    return printable(f"As {account.username}. Sparekey sends nothing: you copy it, piece by piece.")


def at_hand(way: OpenWay) -> str:
    return printable(f"Have at hand: {', '.join(way.needs)}." if way.needs else "")


def closed(way: WayIn) -> str:
    """Return why a way is closed, with its name where the sentence does not say it."""
    words = WORDS[way.way]
    if way.why_not.startswith("No "):
        return printable(f"{way.why_not}.")
    return printable(f"{words[:1].upper()}{words[1:]}: {way.why_not[:1].lower()}{way.why_not[1:]}.")


def open_help(account: Account) -> str:
    return f"Open {messages.service_name(account)}'s help"


def copying(seconds: int) -> str:
    return f"Copy each piece into the field of that name. It stays on the clipboard for {seconds} s."


def added(prepared: Prepared, typed: str) -> str:
    """Return those lines of the reason that are not in what was typed."""
    own = typed.splitlines()
    (whole,) = (one.value for one in prepared.pieces if one.label == REASON)
    return "\n".join(line for line in whole.splitlines() if line not in own)


def refused(error: VaultError) -> str:
    return messages.of_error(error)


def step(one: Step) -> str:
    words = STEPS[one.kind]
    return f"{words[:1].upper()}{words[1:]} on {day(one.on)}"


def steps(request: Request) -> str:
    first, *rest = recovery.steps(request)
    told = ", ".join([step(first), *(f"{STEPS[one.kind]} on {day(one.on)}" for one in rest)])
    return printable(f"{told}. {request.link}" if request.link else f"{told}.")


def turn(one: Turn, today: date) -> str:
    return f"{one.text} You are reminded on {day(one.due_on)}." if one.due_on > today else one.text


def mending(one: Mending) -> str:
    return f"{one.text}."


def noted(kind: RequestStep, on: date) -> str:
    return f"Noted: {STEPS[kind]} on {day(on)}."


def barred(names: Sequence[str]) -> str:
    return printable(f"You cannot push to the repository of {', '.join(names)}. If the staff choose it, say so in your reply.")


def not_opened(address: str) -> str:
    return f"No program took the page. Its address is {address}"
