"""Findings about the ways in as a whole: whether any works, and what they hang on."""

from collections.abc import Iterator, Mapping

from msgspec import structs

from vault import fixes, losses, questions, services
from vault.findings.finding import Action, Finding
from vault.findings.words import joined
from vault.fixes import Remedy
from vault.model import Account
from vault.readiness import Loss, Readiness, Verdict
from vault.services import Service
from vault.ways import NeedKind, WayKind

# Where an open question is answered, where that is not the whole interview.
_ROOMS: Mapping[str, Action] = {
    "email": "email",
    "spare-email": "email",
    "mailbox": "email",
    "password": "password",
    "authenticator": "authenticator",
    "codes": "codes",
    "security-key": "security-key",
    "packages": "packages",
}
# Where each remedy is started.
MENDED: Mapping[Remedy, Action] = {
    "verify-email": "email",
    "spare-email": "email",
    "mailbox": "email",
    "security-key": "security-key",
    "codes-elsewhere": "print",
    "authenticator-elsewhere": "authenticator",
    "password-elsewhere": "password",
    "vault-copy": "vault",
    "recovery-sheet": "print",
}
_FACTORS: Mapping[WayKind, str] = {
    "security-key": "the security key",
    "browser": "the remembered browser",
    "authenticator": "the authenticator",
    "code": "the recovery codes",
}


def locked_out(verdict: Verdict) -> Iterator[Finding]:
    if not verdict.locked_out:
        return
    if verdict.is_undecided:
        yield Finding(
            kind="not-known",
            severity="warning",
            text="Nobody can tell whether you would get in: too little is noted of address, password and second factor",
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
    """Yield the things that the account hangs on: not the bag, where it is for the phone in it."""
    if verdict.locked_out:
        return
    goes = {loss.lost[0].key: losses.gone(readiness.vault, loss.lost) for loss in verdict.threads}
    for loss in verdict.threads:
        item = loss.lost[0]
        if item.kind == "domain" or any(goes[key] < goes[item.key] for key in goes):
            continue  # said with the domain itself, or with what lies in it
        remedies = fixes.together(readiness, verdict.account, loss)
        yield Finding(
            kind="single-thread",
            severity="warning",
            text=f"Losing {item.words} would lock you out: {closed(readiness, verdict.account, loss)}",
            fix=fixes.sentence(remedies),
            action=MENDED[remedies[0]],
        )


def closed(readiness: Readiness, account: Account, loss: Loss) -> str:
    """Return what a loss closes: which step of each way that works today. An empty text where it closes none."""
    number = readiness.number(loss)
    gone = [
        (way.kind, need.kind)
        for way in readiness.world.ways(account)
        if way.reach & 1
        for need in way.needs
        if not need.reach >> number & 1
    ]
    name = services.find(account.service).name
    said = [_FACTORS[way] for way, need in gone if need == "factor"]
    needs = {("only the password" if way == "browser" and need == "password" else need) for way, need in gone}
    if "password" in needs:
        said.append("the password with the means to reset it")
    elif "only the password" in needs:
        said.append("the password")
    if "mail" in needs:
        said.append(f"the mail that {name} sends")
    elif "verified" in needs:
        said.append(f"the address that {name} trusts")
    if not said:
        return ""
    is_one = len(said) == 1 and said != [_FACTORS["code"]]
    return f"{joined(said)} {'goes' if is_one else 'go'} with it"


def of_mail_step(readiness: Readiness, verdict: Verdict, service: Service) -> Iterator[Finding]:
    """Yield that all hangs on one mail (pypi/support#11423), or that codes are burned in vain without it (#10322)."""
    account = verdict.account
    if not service.mail_step or account.primary is None:
        return
    address = account.primary.address
    works = {one.way for one in verdict.ways_in if one.works}
    if not works and _first_missing(readiness, account, "code") == "mail":
        yield Finding(
            kind="codes-burn",
            severity="warning",
            text=f"Before it lets you in, {service.name} burns a code and then mails a link to {address}: without that link "
            "each try costs a code",
            fix="Keep the codes that are left, and prepare the recovery request",
            action="request",
        )
    elif works & {"authenticator", "code"} and "security-key" not in works:
        yield Finding(
            kind="mail-step",
            severity="advice",
            text=f"From a new place codes and authenticator need a mail to {address} too: if it never arrives, neither lets "
            "you in, and each try with a code burns it",
            fix="Add a security key or passkey: with one no mail is sent",
            action="security-key",
        )


def _first_missing(readiness: Readiness, account: Account, kind: WayKind) -> NeedKind | None:
    needs = (need for way in readiness.world.ways(account) if way.kind == kind for need in way.needs)
    return next((need.kind for need in needs if not need.reach & 1), None)


def of_questions(account: Account) -> Iterator[Finding]:
    """Yield what the owner did not know when asked, and what was not noted elsewhere since."""
    unasked = structs.replace(account, questions=())
    for topic in account.questions:
        if topic in questions.WORDS and questions.answer(unasked, topic, frozenset()) != "known":
            yield Finding(
                kind="question",
                severity="advice",
                text=f"You did not know when asked: {questions.WORDS[topic]}",
                fix="Find out, and note it",
                action=_ROOMS.get(topic, "interview"),
            )
