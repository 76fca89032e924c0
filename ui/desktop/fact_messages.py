"""Sentences about what is known of an account, and the words of its dialogs. As `messages.py`: calm, never a secret."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from ui.desktop.fact_form_messages import KINDS
from ui.desktop.messages import count, short_day
from vault import places, services
from vault.model import Account, Copy, Email, Evidence, Package, SecurityKey, Token, printable
from vault.package_list import Named
from vault.questions import Answered

HEAD = "In my head"
NOT_NOTED = "Not noted"
UNKNOWN = "You did not know when asked"
OFFER = "The codes are in. Would you get back in? It takes three minutes to know."
OFFER_WITHOUT = "Would you get back in? It takes three minutes to know."
TAKEN_BACK = "Taken back."
NONE: Mapping[str, str] = {
    "authenticator": "On no other device",
    "codes": "Nowhere else",
    "security-key": "None",
    "packages": "None",
    "tokens": "None",
    "browsers": "None",
    "linked": "None",
    "evidence": "None",
}
# What can be noted of an account, and what its line is called.
TITLES: Mapping[str, str] = {
    "email": "E-mail",
    "password": "Password",
    "authenticator": "Authenticator also on",
    "codes": "Codes also at",
    "security-key": "Security keys",
    "packages": "Packages",
    "tokens": "Tokens",
    "browsers": "Remembered browsers",
    "linked": "Linked accounts",
    "evidence": "Evidence",
}
# The same where the vault itself holds none.
ELSEWHERE: Mapping[str, str] = {"authenticator": "Authenticator", "codes": "Recovery codes"}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def place(name: str) -> str:
    """Write a place where it stands for itself: This laptop."""
    return capital(place_in_text(name))


def place_in_text(name: str) -> str:
    return HEAD.lower() if places.key(name) == places.HEAD else printable(name)


def listed(several: Sequence[str], most: int = 3) -> str:
    """Name a few things, and how many more there are."""
    more = len(several) - most
    return printable(", ".join(several[:most])) + (f" and {more} more" if more > 0 else "")


def looked_at(copies: Sequence[Copy]) -> str:
    """Say when somebody last looked at each place; empty where nobody ever did."""
    known = [f"{place(one.place)} {short_day(one.checked_on)}" for one in _to_be_looked_at(copies) if one.checked_on]
    return f"Last looked at: {', '.join(known)}" if known else ""


def packages_found(named: Sequence[Named], *, is_empty: bool) -> str:
    """Say which packages were found in what was typed or pasted."""
    if named:
        return f"{count(len(named), 'package')}: {listed([one.name for one in named], most=6)}"
    return "" if is_empty else "No name of a package is in it."


def email_words(email: Email) -> tuple[str, str]:
    """Say what is known of an address, and the role of that text."""
    said, is_well = _of_primary(email)
    at = [place_in_text(copy.place) for copy in email.opened_at]
    parts = [said]
    parts += [f"opened with {listed(at, 2)}"] if at else []
    parts += [f"domain paid until {short_day(email.renews_on)}"] if email.renews_on else []
    parts += [f"read by {listed(email.readers, 2)}"] if email.readers else []
    return capital("  ·  ".join(parts)), "small" if is_well else "warning"


def key_words(key: SecurityKey) -> str:
    looked = f"  ·  looked at on {short_day(key.copy.checked_on)}" if key.copy.checked_on else ""
    return place(key.copy.place) + looked


def package_words(package: Package) -> str:
    """Say what is known of a package."""
    others = {"yes": "has another owner", "no": "nobody else owns it", "unknown": "not known who else owns it"}
    parts = ["maintainer"] if package.role == "maintainer" else []
    parts.append(f"also owned by {listed(package.owners, 2)}" if package.owners else others[package.has_other_owner])
    parts.append("links its source" if package.repository else "no source link noted")
    parts += ["you cannot push there"] if package.can_push == "no" else []
    parts += ["trusted publisher"] if package.has_publisher else []
    return capital("  ·  ".join(parts))


def token_words(token: Token, today: date) -> tuple[str, str]:
    """Say what is known of a token, and the role of that text."""
    parts = [token.scope, f"used for {token.used_at}" if token.used_at else ""]
    parts.append(f"created {short_day(token.created_on)}" if token.created_on else "")
    is_over = token.expires_on is not None and token.expires_on < today
    if token.expires_on:
        parts.append(f"{'expired' if is_over else 'expires'} {short_day(token.expires_on)}")
    return printable(capital("  ·  ".join(filter(None, parts)))) or NOT_NOTED, "warning" if is_over else "small"


def evidence_words(evidence: Evidence) -> str:
    where = f"  ·  {place(evidence.copy.place)}" if evidence.copy else ""
    return KINDS[evidence.kind] + where


def offer(account: Account, *, left: int, of: int) -> str:
    """Offer the questions: what they are good for, or how many are left."""
    if 2 * left <= of:
        return f"{left} of {of} questions have no answer yet." if left > 1 else f"1 of {of} questions has no answer yet."
    return OFFER if account.live_set else OFFER_WITHOUT


def topics(several: Sequence[str]) -> str:
    return capital(", ".join(TITLES[topic].lower() for topic in several))


def short(text: str, most: int) -> str:
    """Cut a long text: a box of choices does not do that by itself."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


# The lines of the card: what is known, and how that is to look


def title(account: Account, topic: str) -> str:
    """Name the line of a fact."""
    holds = {"authenticator": account.authenticator, "codes": account.live_set}
    return ELSEWHERE[topic] if topic in ELSEWHERE and not holds[topic] else TITLES[topic]


def line(account: Account, topic: str, answer: Answered) -> tuple[str, str]:
    """Say what is known of a fact, and the role of that text: warning, muted or none."""
    if topic == "email" and account.emails:
        return _of_emails(account)
    if answer == "open":
        return UNKNOWN, "warning"
    if answer == "blank":
        return NOT_NOTED, "muted"
    return (NONE[topic], "") if answer == "none" else _LINES[topic](account)


def _of_emails(account: Account) -> tuple[str, str]:
    first = account.primary or account.emails[0]
    said, is_well = _of_primary(first) if account.primary else ("none is marked as the primary one", False)
    more = len(account.emails) - 1
    text = f"{printable(first.address)}, {said}" + (f", and {more} more" if more else "")
    return text, "" if is_well else "warning"


def _of_primary(email: Email) -> tuple[str, bool]:
    if email.reaches == "no":
        return "which nobody can read", False
    if email.status == "verified":
        return (f"verified on {short_day(email.verified_on)}" if email.verified_on else "verified"), True
    return ("not verified" if email.status == "unverified" else "not known whether it is verified"), False


def _of_password(account: Account) -> tuple[str, str]:
    if account.password.state == "lost":
        return "Lost", "warning"
    said = _at(account.password.copies)
    if account.password.secret:
        return f"{said}  ·  and in this vault" if said else "In this vault", ""
    return said or "Known", ""


def _of_packages(account: Account) -> tuple[str, str]:
    alone = sum(is_alone(one) for one in account.packages)
    names = listed([one.name for one in account.packages])
    return (f"{names}  ·  {alone} without a second owner", "") if alone else (names, "")


def is_alone(package: Package) -> bool:
    """Tell whether nobody else is known to own a package."""
    return not package.owners and package.has_other_owner != "yes"


def linked(name: str) -> str:
    """Write a linked account as people do: alice at GitHub."""
    service, colon, username = name.partition(":")
    return printable(f"{username} at {services.find(service).name}" if colon else name)


def _to_be_looked_at(copies: Sequence[Copy]) -> list[Copy]:
    """Return the copies without what is in somebody's head: there nobody looks."""
    return [copy for copy in copies if places.key(copy.place) != places.HEAD]


def _at(copies: Sequence[Copy]) -> str:
    """Say where something lies, and since when nobody looked."""
    if not copies:
        return ""
    names = capital(listed([place_in_text(copy.place) for copy in copies]))
    looked = [copy.checked_on for copy in _to_be_looked_at(copies) if copy.checked_on]
    return f"{names}  ·  looked at on {short_day(min(looked))}" if looked else names


_LINES: Mapping[str, Callable[[Account], tuple[str, str]]] = {
    "password": _of_password,
    "authenticator": lambda account: (_at(account.totp_at), ""),
    "codes": lambda account: (_at(account.codes_at), ""),
    "security-key": lambda account: (
        listed([f"{key.name} ({place_in_text(key.copy.place)})" for key in account.security_keys]),
        "",
    ),
    "packages": _of_packages,
    "tokens": lambda account: (listed([token.name for token in account.tokens]), ""),
    "browsers": lambda account: (
        capital(listed([f"{one.place} since {short_day(one.remembered_on)}" for one in account.browsers])),
        "",
    ),
    "linked": lambda account: (listed([linked(one) for one in account.linked]), ""),
    "evidence": lambda account: (listed([one.text for one in account.evidence]), ""),
}
