"""What the interview asks and answers. As `messages.py`: sentence case, calm, no secret."""

from collections.abc import Mapping

from ui.desktop import fact_messages
from vault import services
from vault.findings.finding import Action, Finding
from vault.findings.words import joined
from vault.fixes import Fix
from vault.model import Account, printable
from vault.readiness import Verdict

_MOST_NAMED = 3
UNKNOWN = "I don't know"
END = "Would you get back in?"
END_ABOUT = "By what is noted now."
FINISHED = "all questions"
HELPS = "What helps most"
NOTHING_TO_DO = "There is nothing to mend. You will be reminded of what is to be looked at now and then."
NO_ANSWER = "Choose an answer, or say that you do not know."
NO_ADDRESS = "Type the address, or say that you do not know it."
NO_PLACE = "Tick at least one place, or type one."
NO_KEY = "Name the key, and tick where it lies."
OWNER = "Which account is the mailbox of?"
NO_PACKAGE = "Type at least one package, or say that there is none."
ADDRESS = "name@example.com"
PASTE = "One name a line, or paste the page of your projects or what pip printed"
OTHER_OWNER = "Who, if you like to note it: bob"
WHERE_IT_LIES = "Where does it lie?"
KEY_NAME = "Its name, such as blue"

VERIFIED: Mapping[str, str] = {
    "seen": "It is verified: I have seen it today",
    "yes": "It is verified, as far as I remember",
    "no": "It is not verified",
    "unknown": "I don't know whether it is verified",
}
SPARE: Mapping[str, str] = {"yes": "Yes, also verified", "no": "No, there is only the one"}
MAILBOX: Mapping[str, str] = {
    "anywhere": "Nothing special: I can open it anywhere",
    "places": "One of these devices or places",
    "account": "Another account in this vault",
    "nobody": "Nobody can read it any more",
}
PASSWORD: Mapping[str, str] = {"kept": "I have it", "lost": "I no longer have it"}
SECOND_FACTOR: Mapping[str, str] = {"yes": "Yes", "no": "No, the password is enough"}
AUTHENTICATOR: Mapping[str, str] = {"at": "On these devices", "none": "On no other device"}
CODES: Mapping[str, str] = {"at": "At these places", "none": "Nowhere else"}
NOWHERE = "There is none"
SECURITY_KEY: Mapping[str, str] = {"yes": "Yes", "no": "No"}
OTHERS: Mapping[str, str] = {
    "yes": "Somebody else can release each of them",
    "no": "Nobody but me can",
    "unknown": "It differs, or I don't know",
    "none": "I have no packages there",
}

# Each question and what there is to know of it.
_ASKED: Mapping[str, tuple[str, str]] = {
    "email": (
        "Which address does {service} call the primary one?",
        "Sign-in links go there. {service} shows it on your account page.",
    ),
    "spare-email": (
        "Is there a second verified address?",
        "Any verified one can reset the password, if the first mailbox is lost.",
    ),
    "mailbox": (
        "What opens the mailbox?",
        "{address}: if only one phone opens it, it is lost with that phone.",
    ),
    "password": (
        "Where is the password?",
        "Never the password itself. A password manager is where its device is.",
    ),
    "second-factor": ("Does {service} ask for a second factor?", "Six digits, a code or a key, after the password."),
    "authenticator": (
        "Where else is the authenticator?",
        "Besides this vault: a phone with the same six digits, for example.",
    ),
    "codes": ("Where else are the recovery codes?", "Besides this vault and the sheets that it printed."),
    "security-key": (
        "Is there a security key or passkey?",
        "With one, {service} mails no link, and nothing is used up.",
    ),
    "packages": (
        "Which packages do you release there?",
        "If all else fails, they show that the account is yours.",
    ),
}
_WITHOUT: Mapping[str, tuple[str, str]] = {  # where the vault itself holds none
    "authenticator": ("Where is the authenticator?", "The app with the six digits."),
    "codes": ("Where are the recovery codes?", "On paper, in a file, with a person."),
    "security-key": ("Is there a security key or passkey?", "It lets you in without six digits or a code."),
}


def asked(account: Account, topic: str) -> tuple[str, str]:
    """Return a question and a sentence about it."""
    holds = {"authenticator": account.authenticator, "codes": account.live_set}
    service = services.find(account.service)
    is_without = (topic in holds and not holds[topic]) or (topic == "security-key" and not service.mail_step)
    words = {
        "service": service.name,
        "address": account.primary.address if account.primary else "the primary address",
    }
    question, about = (_WITHOUT if is_without else _ASKED)[topic]
    return printable(question.format_map(words)), printable(about.format_map(words))


def left_open(number: int) -> str:
    """Say what becomes of what the owner did not know."""
    what = "what you did not know" if number > 1 else "the one thing that you did not know"
    return f"In two weeks you will be reminded to find out {what}."


def progress(place: int, of: int) -> str:
    return f"question {place} of {of}"


def where(account: Account, topic: str) -> Mapping[str, str]:
    """Return the answers to where authenticator or codes are."""
    answers = AUTHENTICATOR if topic == "authenticator" else CODES
    holds = account.authenticator if topic == "authenticator" else account.live_set
    return answers if holds else {**answers, "none": NOWHERE}


# The end


def verdict(found: Verdict) -> str:
    """Say in one sentence what the answers mean for getting back in."""
    if found.is_undecided:
        return "Too little is noted yet to tell whether you would get back in."
    if found.locked_out:
        return "By what is noted, no way into this account works."
    if found.threads:
        several = [loss.lost[0].words for loss in found.threads]
        lost = printable(joined(several)) if len(several) <= _MOST_NAMED else fact_messages.listed(several, _MOST_NAMED)
        if len(found.threads) == 1:
            return f"You get in today, but everything hangs on one thing: {lost}."
        return f"You get in today, but losing any one of these would lock you out: {lost}."
    if found.pairs:
        return "You get in today, and no single loss would lock you out."
    return "You get in today, and neither one loss nor two at once would lock you out."


# What the button says that leads to where a remedy is started.
_BUTTONS: Mapping[Action, str] = {
    "interview": "Answer a few questions",
    "email": "Addresses…",
    "password": "Password…",
    "codes": "Bring codes in…",
    "print": "Print…",
    "authenticator": "Authenticator…",
    "security-key": "Security keys…",
    "packages": "Packages…",
    "places": "Places…",
    "vault": "Copies of the vault…",
    "request": "Recovery request…",
}


def is_well(found: Verdict) -> bool:
    return not found.locked_out and not found.threads


def button(action: Action) -> str:
    return _BUTTONS[action]


def fix(found: Fix | None, finding: Finding | None) -> str:
    """Say what to do first; empty where there is nothing to do."""
    words = found.words if found else finding.fix if finding else ""
    return printable(f"{words}.") if words else ""
