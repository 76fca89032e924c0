"""Findings about the ways in as a whole: whether any works, and what they hang on."""

from collections.abc import Iterator, Mapping

from vault import fixes, services
from vault.findings.finding import Action, Finding
from vault.findings.words import joined
from vault.model import Account
from vault.readiness import Loss, Readiness, Verdict, is_blank
from vault.services import Service

_TOPICS: Mapping[str, tuple[str, Action]] = {
    "password": ("where the password is", "password"),
    "email": ("which address is the primary one, and whether it is verified", "email"),
    "spare-email": ("whether there is a second verified address", "email"),
    "mailbox": ("what the mailbox itself needs to be opened", "email"),
    "authenticator": ("on which devices the authenticator is", "authenticator"),
    "codes": ("where else the recovery codes are", "codes"),
    "security-key": ("whether there is a security key", "security-key"),
    "packages": ("which packages there are, and who else owns them", "packages"),
}


def locked_out(verdict: Verdict) -> Iterator[Finding]:
    if not verdict.locked_out:
        return
    if is_blank(verdict.account):
        yield Finding(
            kind="not-known",
            severity="warning",
            text="Nobody can tell whether you would get in: nothing is noted yet of address, password and second factor",
            fix="Answer a few questions: it takes three minutes",
            action="interview",
        )
        return
    yield Finding(
        kind="locked-out",
        severity="critical",
        text="By what is noted, no way into this account works",
        fix="If something is not noted yet, note it. If you are locked out, prepare the recovery request",
        action="request",
    )


def of_threads(readiness: Readiness, verdict: Verdict) -> Iterator[Finding]:
    if verdict.locked_out:
        return
    for loss in verdict.threads:
        if loss.lost[0].kind == "domain":
            continue  # said with the domain itself
        yield Finding(
            kind="single-thread",
            severity="warning",
            text=f"Losing {loss.lost[0].words} would lock you out: {closed(readiness, verdict.account, loss)}",
            fix=_cheapest(readiness, verdict.account, loss),
            action="interview",
        )


def closed(readiness: Readiness, account: Account, loss: Loss) -> str:
    """Return what a loss closes: which step of each way that works today."""
    number = readiness.number(loss)
    gone = [
        (way.kind, need.kind)
        for way in readiness.world.ways(account)
        if way.reach & 1
        for need in way.needs
        if not need.reach >> number & 1
    ]
    name = services.find(account.service).name
    factors = {"security-key": "the security key", "browser": "the remembered browser", "authenticator": "the authenticator"}
    factors["code"] = "the recovery codes"
    said = [factors[way] for way, need in gone if need == "factor"]
    said += ["the password and the means to reset it"] * any(need == "password" for _, need in gone)
    said += [f"the mail that {name} sends"] * any(need in {"mail", "verified"} for _, need in gone)
    verb = "goes" if len(said) == 1 and not said[0].endswith(("codes", "it")) else "go"
    return f"{joined(said)} {verb} with it"


def _cheapest(readiness: Readiness, account: Account, loss: Loss) -> str:
    found = fixes.fixes(readiness, account, against=loss)
    return (
        found[0].words
        if found
        else "Keep one whole way in apart from it: the password, a second factor and, but for a security key, the mailbox"
    )


def of_mail_step(account: Account, verdict: Verdict, service: Service) -> Iterator[Finding]:
    if not service.mail_step or account.security_keys or account.primary is None or verdict.locked_out:
        return
    yield Finding(
        kind="mail-step",
        severity="advice",
        text=f"From a new place, codes and authenticator both need a mail to {account.primary.address}: if it never arrives, "
        "neither lets you in, and each try burns a code",
        fix="Add a security key or passkey: with one no mail is sent",
        action="security-key",
    )


def of_questions(account: Account) -> Iterator[Finding]:
    for topic in account.questions:
        if topic in _TOPICS:
            words, action = _TOPICS[topic]
            yield Finding(
                kind="question",
                severity="advice",
                text=f"You did not know when asked: {words}",
                fix="Find out, and note it",
                action=action,
            )
