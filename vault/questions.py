"""The questions that decide whether an owner gets back in: which are to be asked of an account, and how each was answered.

"I don't know" is an answer: the question stays open (`vault/facts.py: leave_open`), and becomes a reminder.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Literal

from vault import services, undoing
from vault.model import Account, Vault

Answered = Literal["blank", "open", "none", "known"]
# What each question asks for, as it stands after "You did not know" and "Find out".
WORDS: Mapping[str, str] = {
    "email": "which address is the primary one, and whether it is verified",
    "spare-email": "whether there is a second verified address",
    "mailbox": "what the mailbox itself needs to be opened",
    "password": "where the password is",
    "second-factor": "whether a second factor is asked for at all",
    "authenticator": "on which devices the authenticator is",
    "codes": "where else the recovery codes are",
    "security-key": "whether there is a security key",
    "packages": "which packages there are, and who else owns them",
}
_FACTORS = frozenset({"authenticator", "codes", "security-key"})
# Of these there may be none, which the history alone tells.
MAY_BE_NONE = {"spare-email", *_FACTORS, "packages", "tokens", "browsers", "linked", "evidence"}


def of_account(account: Account) -> Sequence[str]:
    """Return what to ask, in the order in which it is easiest to answer."""
    service = services.find(account.service)
    left_out: set[str] = set() if service.chores else {"spare-email", "packages"}
    if service.needs_verified or _has_factor(account):
        left_out.add("second-factor")
    elif account.has_second_factor == "no":
        left_out |= _FACTORS
    return [topic for topic in WORDS if topic not in left_out]


def answer(account: Account, topic: str, said: AbstractSet[str]) -> Answered:
    """Return how a question was answered; also of facts that no question asks for. `said` is that of the account."""
    if topic in account.questions:
        return "open"
    if _is_known(account, topic):
        return "known"
    return "none" if topic in said and topic in MAY_BE_NONE else "blank"


def unanswered(account: Account, said: AbstractSet[str]) -> Sequence[str]:
    """Return the questions without an answer. One that the owner did not know is among them."""
    return [topic for topic in of_account(account) if answer(account, topic, said) in {"blank", "open"}]


def said(vault: Vault, account_id: str) -> frozenset[str]:
    """Return of what facts of an account anything was noted, be it that there is none."""
    undone = undoing.undone(vault.events)
    return frozenset(
        event.values.get("fact", "")
        for event in vault.events
        if event.account_id == account_id and event.kind == "fact-noted" and event.id not in undone
    )


def asked_on(vault: Vault) -> Mapping[str, date]:
    """Return since when each account has a question open, the oldest of them, as far as the history tells."""
    waiting = {(account.id, topic) for account in vault.present for topic in account.questions}
    found: dict[str, date] = {}
    for event in reversed(vault.events):
        if not waiting:
            break
        named = event.account_id, event.values.get("fact", "")
        if named in waiting:
            waiting.discard(named)
            found[event.account_id] = event.at.date()
    return found


def words(account: Account) -> str:
    """Return what the owner did not know when asked: the first thing, and how much more."""
    several = [WORDS[topic] for topic in WORDS if topic in account.questions]
    if not several:
        return "what you did not know when asked"
    more = len(several) - 1
    return several[0] + (f", and {more} more {'thing' if more == 1 else 'things'}" if more else "")


def _has_factor(account: Account) -> bool:
    return bool(account.authenticators or account.code_sets or account.totp_at or account.codes_at or account.security_keys)


def _is_known(account: Account, topic: str) -> bool:
    primary = account.primary
    return {
        "email": bool(primary and primary.status != "unknown"),
        "spare-email": len(account.emails) > 1 and all(one.status != "unknown" for one in account.emails if not one.primary),
        "mailbox": bool(primary and primary.reaches != "unknown"),
        "password": account.password.state != "unknown",
        "second-factor": account.has_second_factor != "unknown" or _has_factor(account),
        "authenticator": bool(account.totp_at),
        "codes": bool(account.codes_at),
        "security-key": bool(account.security_keys),
        "packages": bool(account.packages),
        "tokens": bool(account.tokens),
        "browsers": bool(account.browsers),
        "linked": bool(account.linked),
        "evidence": bool(account.evidence),
    }[topic]
