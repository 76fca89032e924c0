"""The log of a recovery that was asked for: changes to it, what comes next, and what is to be mended once the owner is back in.

The same door as `vault/edit.py`: each change is one event more. Days are the user's own.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, structs

from vault import copies, services
from vault.edit import account_of, noted, voided
from vault.errors import BadInput, NotThere
from vault.model import Account, Now, Request, RequestStep, Step, Vault, new_id
from vault.rules import AHEAD
from vault.services import Service

# `reset`: let back in, and the second factor was wiped; `password`: let back in by a new password alone; `unsolved`: neither.
Ending = Literal["reset", "password", "unsolved"]
_ORDER: tuple[RequestStep, ...] = ("sent", "answered", "branch-pushed", "mail-answered", "closed")
_LONGEST = 200
_LATEST = date(9000, 1, 1)  # a day that can be counted from, whatever a file says
_WAITS: Mapping[RequestStep, timedelta] = {  # after each step, until somebody looks
    "sent": timedelta(14),  # a first answer took 3 to 13 days in the middle of 2026 (pypi-facts §7.3)
    "answered": timedelta(3),
    "branch-pushed": timedelta(3),
    "mail-answered": timedelta(7),  # also what the staff wait where there is no public repository
}
_NEXT: Mapping[RequestStep, str] = {
    "sent": "Wait for an answer: look into the issue, into the mailbox and into spam. The first one takes 3 to 13 days.",
    "answered": "It is your turn: do what the staff's mail asks for, push the branch, and reply to the mail.",
    "branch-pushed": "Reply to the staff's mail now: the branch alone is not seen.",
    "mail-answered": "Wait for the staff: they check it or let seven days pass, then mail a link for a new password.",
}


class Turn(Struct, frozen=True):
    """Whose turn it is in an open recovery, and on which day to look after it. `text` is what comes next."""

    is_ours: bool
    due_on: date
    text: str


class Mending(Struct, frozen=True):
    """One thing to set up anew after a recovery. `is_done` is None where nobody can tell."""

    kind: Literal["password", "codes", "authenticator", "tokens", "second-email", "security-key", "branch"]
    text: str
    is_done: bool | None


def open_request(vault: Vault, account_id: str, *, on: date, link: str = "", now: Now) -> Vault:
    """Note that a recovery was asked for. Raises BadInput where one is open already: the staff close a second one unread."""
    account = account_of(vault, account_id)
    if current(account):
        raise BadInput("There is a request that is not closed", hint="Note its steps, or close it first.")
    link = checked_link(services.find(account.service), link)
    fresh = Request(id=new_id(), link=link, steps=(Step(kind="sent", on=_checked_day(on, now)),))
    return _change(vault, account, fresh, "request-sent", now, added=fresh.id, on=on.isoformat())


def set_link(vault: Vault, account_id: str, request_id: str, link: str, *, now: Now) -> Vault:
    """Note where the public issue is: by its address, or its number alone. Raises BadInput, NotThere."""
    account = account_of(vault, account_id)
    link = checked_link(services.find(account.service), link)
    return _change(vault, account, structs.replace(_open(account, request_id), link=link), "request-linked", now)


def note_step(vault: Vault, account_id: str, request_id: str, kind: RequestStep, *, on: date, now: Now) -> Vault:
    """Note a step between the first and the last. What was noted for that day already is refused. Raises BadInput, NotThere."""
    account = account_of(vault, account_id)
    old = _open(account, request_id)
    if kind in {"sent", "closed"}:
        raise BadInput("That step has a place of its own", hint="A request is opened once, and closed once.")
    step = Step(kind=kind, on=_checked_day(on, now))
    sent_on = steps(old)[0].on
    if on < sent_on:
        raise BadInput("That day is before the request was sent", hint=f"It was sent on {sent_on}.")
    if step in old.steps:
        raise BadInput("That is noted already", hint="Nothing was changed.")
    return _change(vault, account, with_step(old, step), "request-step", now, step=kind, on=on.isoformat())


def with_step(request: Request, step: Step) -> Request:
    """Return a request with one step more, all in the order of their days."""
    return structs.replace(request, steps=_in_order((*request.steps, step)))


def steps(request: Request) -> tuple[Step, ...]:
    """Return what was done in its order: two copies of a vault that were joined keep the steps, not their order."""
    return _in_order(request.steps)


def close(vault: Vault, account_id: str, request_id: str, ending: Ending, *, on: date, now: Now) -> Vault:
    """Note how a recovery ended. With `reset` it counts as `edit.note_recovered`: tokens are to be reviewed.

    The staff then removed every second factor (pypi-facts §7.2): nothing from before is counted on, and codes and authenticator
    are void. Raises BadInput, NotThere.
    """
    account = account_of(vault, account_id)
    old = _open(account, request_id)
    last_on = steps(old)[-1].on
    if on < last_on:
        raise BadInput("That day is before the last step", hint=f"The last one was on {last_on}.")
    done = with_step(old, Step(kind="closed", on=_checked_day(on, now)))
    void: tuple[str, ...] = ()
    if ending == "reset":
        account, void = voided(account, (*account.code_sets, *account.authenticators), now=now)
        account = structs.replace(account, recovered_on=on)
    return _change(vault, account, done, "request-closed", now, ending=ending, on=on.isoformat(), void=" ".join(void))


def current(account: Account) -> Request | None:
    """Return the recovery that was asked for and is not closed."""
    return next((one for one in reversed(account.requests) if not is_closed(one)), None)


def is_closed(request: Request) -> bool:
    return any(step.kind == "closed" for step in request.steps)


def turn(request: Request) -> Turn | None:
    """Return whose turn it is; None where it is closed, or nothing was noted of it."""
    if not request.steps or is_closed(request):
        return None
    last = steps(request)[-1]
    return Turn(
        is_ours=last.kind in {"answered", "branch-pushed"},
        due_on=min(last.on, _LATEST) + _WAITS[last.kind],
        text=_NEXT[last.kind],
    )


def mendings(vault: Vault, account: Account) -> tuple[Mending, ...]:
    """Return what is to be set up anew after a recovery; nothing where there was none (pypi-facts §1.5, §6, §7.2)."""
    on = account.recovered_on
    if on is None:
        return ()
    service = services.find(account.service)
    live, seed = account.live_set, account.authenticator
    reviewed = next((one for one in vault.chores if one.key == ("after-recovery", account.id, "")), None)
    verified = sum(email.status == "verified" for email in account.emails)
    burn = ", and burn one of them as it asks for" if service.codes and service.codes.burned else ""
    return (
        Mending("password", "Choose a new password by the link that was mailed, and keep it where you will find it", None),
        Mending(
            "codes", f"Generate new recovery codes, bring them in here{burn}", bool(live and copies.outlived(account, live))
        ),
        Mending(
            "authenticator", "Set up an authenticator anew, and bring it in here", bool(seed and copies.outlived(account, seed))
        ),
        Mending("security-key", "Add a security key or passkey: with one no mail is needed", bool(copies.of_keys(account))),
        Mending(
            "second-email",
            "Add a second address at another provider, and verify it: any verified one resets the password",
            verified > 1,
        ),
        Mending(
            "tokens",
            "Review the tokens, and delete those that you do not know: a recovery deletes none, and they work again",
            bool(reviewed and reviewed.done_on and reviewed.done_on >= on),
        ),
        Mending("branch", "Delete the branch that you pushed", None),
    )


def checked_link(service: Service, text: str) -> str:
    """Return the address of a public issue, of which the number alone will do. Empty stays empty. Raises BadInput."""
    link = text.strip()
    issues = service.recovery.issues if service.recovery else ""
    if not link:
        return ""
    if not issues:
        if not link.startswith("https://") or not link.isprintable() or " " in link or len(link) > _LONGEST:
            raise BadInput("This is not a link", hint="Copy it from the browser; it begins with https://.")
        return link
    number = re.fullmatch(rf"(?:{re.escape(issues)}|[\w./-]*#)?([0-9]{{1,9}})(?:#[\w-]*)?/?", link)
    if number is None:
        raise BadInput("This is not the link of a request", hint=f"It begins with {issues} and ends with the issue's number.")
    return issues + number[1]


def _in_order(several: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(sorted(several, key=lambda one: (one.on, _ORDER.index(one.kind))))


def _open(account: Account, request_id: str) -> Request:
    found = next((one for one in account.requests if one.id == request_id), None)
    if found is None:
        raise NotThere("There is no such request", hint="Open the account again.")
    if is_closed(found) or not found.steps:
        raise BadInput("That request is closed", hint="If you asked once more, note it as a new one.")
    return found


def _checked_day(on: date, now: Now) -> date:
    if (on - now.at.date()).days > AHEAD:
        raise BadInput("That day lies ahead", hint="Note a step on the day on which it was done.")
    return on


def _change(vault: Vault, account: Account, request: Request, kind: str, now: Now, **said: str) -> Vault:
    requests = tuple(request if one.id == request.id else one for one in account.requests)
    account = structs.replace(account, requests=requests if request in requests else (*requests, request))
    accounts = tuple(account if one.id == account.id else one for one in vault.accounts)
    return noted(structs.replace(vault, accounts=accounts), kind, account.id, now, request=request.id, **said)
