"""The words of the dialogs in which facts are noted. As `messages.py`: sentence case, calm, what to do next."""

from collections.abc import Mapping

from ui.desktop.messages import count
from vault import services
from vault.model import Account, EvidenceKind, printable

LOOKED = "I have looked today: it is there"
ALL_LOOKED = "I have looked today: it is at each of these places"
LOOKED_AT_PAGE = "I have looked today, at the service's own pages"
NEW_PLACE = "Another place or person, such as bank safe or Octavia"
AS_IT_IS = "As it is"
NONE = "There is none"
KEEP_HERE = "Keep the password itself here, too…"
KEPT_HERE = "The password itself is here, too…"
KEPT_TITLE = "The password itself"
KEPT_WORDS = (
    "Think twice. Password, authenticator and codes in one vault are lost together, and whoever opens it needs nothing else. "
    "A password manager apart from it is the better place."
)
KEPT = "The password is kept here."
FORGOTTEN = "The password is no longer kept here."
TYPE_IT = "Type the password of the account."
BRING_IN = "Bring codes in…"
LEFT_OPEN = "You will be reminded to find out."

# E-mail
VERIFIED: Mapping[str, str] = {
    "": "Not noted",
    "seen": "Yes, I have seen it",
    "yes": "Yes, as far as I remember",
    "no": "No",
    "unknown": "I don't know",
}
MAILBOX: Mapping[str, str] = {
    "": "Not noted",
    "anywhere": "Nothing special: I can open it anywhere",
    "places": "One of some devices or places",
    "account": "Another account in this vault",
    "nobody": "Nobody can read it any more",
    "unknown": "I don't know",
}
OWN_DOMAIN = "At a domain of my own"
READERS = "Names, with commas between them"

# Packages
ROLES: Mapping[str, str] = {"owner": "Owner", "maintainer": "Maintainer"}
OTHER_OWNERS: Mapping[str, str] = {"unknown": "I don't know", "yes": "Yes", "no": "No, only me"}
CAN_PUSH: Mapping[str, str] = {"unknown": "I don't know", "yes": "Yes", "no": "No"}
PUBLISHERS: Mapping[str, str] = {"no": "No, or I don't know", "yes": "Yes"}
OWNERS = "Their names, with commas between them"
REPOSITORY = "https://… as the newest release links it"
NO_PACKAGES = "No name of a package was found. Type one name a line."

# Tokens
NAME_OF_TOKEN = "As the service shows it"  # noqa: S105
SCOPE_OF_TOKEN = "All projects, or one of them"  # noqa: S105
USE_OF_TOKEN = "For example: release workflow of otters"  # noqa: S105

# Evidence and what is linked
KINDS: Mapping[EvidenceKind, str] = {
    "repository": "A public repository",
    "signing-key": "A key that signs commits or tags",
    "mail": "Old mails of the service",
    "date": "A date, such as when the account was made",
    "other": "Something else",
}
EVIDENCE_TEXT = "Its address, its name or the day"
LINKED_NAME = "User name, empty where none is linked"
LINKED_OTHERS = "As service:username, with commas between them"
NOTED_LINKED = "Noted: the linked accounts."
NOTED_BROWSERS = "Noted: the remembered browsers."

# Places
VAULT = "Where this vault is"
ABOUT_VAULT = "To open it takes a copy of its file, and its password."
TO_PLACES = "What is lost together…"
PLACES = "Places"
ABOUT_PLACES = "A phone in a bag is lost with the bag. Say of each place what it is lost with."
KEPT_AT = "Where do copies of the vault file lie?"
OPENED_WITH = "Where is the vault's password?"
NOTED_VAULT = "Noted: where the vault is."
NOTED_PLACES = "Noted: the places."
NO_PLACE = "Tick at least one place for each."
BY_ITSELF = "Lost by itself"
IS_PERSON = "A person"

_ABOUT: Mapping[str, str] = {
    "email": "{service} writes to the primary one. Any verified one can reset the password.",
    "security-key": "Each with its place. Two at different places are better than one.",
    "packages": "Who else can release, and what shows that the account is yours.",
    "tokens": "What each is for, and until when. Never the token itself.",
    "evidence": "What shows {service}'s staff that the account is yours.",
    "browsers": "Machines on which you ticked to be remembered: 30 days at PyPI.",
    "linked": "They are looked at when you ask {service}'s staff to let you in.",
}
_NOTED: Mapping[str, str] = {
    "email": "Noted: the primary address.",
    "spare-email": "Noted: the second address.",
    "mailbox": "Noted: what the mailbox needs.",
    "password": "Noted: where the password is.",
    "second-factor": "Noted: the second factor.",
    "authenticator": "Noted: where the authenticator is.",
    "codes": "Noted: where the codes are.",
    "security-key": "Noted: the security keys.",
    "packages": "Noted: the packages.",
    "tokens": "Noted: the tokens.",
    "evidence": "Noted: the evidence.",
}


def about(account: Account, topic: str) -> str:
    """Say what a fact is good for."""
    return _ABOUT[topic].format(service=services.find(account.service).name)


def whose(account: Account) -> str:
    return printable(f"{account.username} at {services.find(account.service).name}")


def is_primary(account: Account) -> str:
    return f"{services.find(account.service).name} calls it the primary one"


def noted(topic: str) -> str:
    """Confirm the answer to a question."""
    return _NOTED[topic]


def noted_name(name: str) -> str:
    return f"Noted: {printable(' '.join(name.split()))}."


def removed(name: str) -> str:
    return f"Removed: {printable(name)}."


def lost_with(place: str) -> str:
    return f"What {place} is lost with"


def with_it(place: str) -> str:
    return f"Lost with {place}"


def added_packages(number: int) -> str:
    return f"Noted: {count(number, 'package')}."


def all_packages(number: int) -> str:
    return f"The same for all {number} packages"
