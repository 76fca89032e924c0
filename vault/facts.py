"""Changes to the facts of an account and to places: where things lie, what is known. The same door as `vault/edit.py`."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, TypeVar, cast

import msgspec
from msgspec import structs

from vault import hosts, places
from vault.edit import account_of, noted
from vault.errors import BadInput, NotThere
from vault.model import (
    Account,
    Answer,
    Browser,
    Copy,
    Email,
    Evidence,
    EvidenceKind,
    Now,
    Package,
    Password,
    PasswordState,
    Place,
    SecurityKey,
    Token,
    Vault,
    new_id,
)
from vault.rules import AHEAD

TOPICS = ("password", "email", "spare-email", "authenticator", "codes", "security-key", "packages", "mailbox")
_LONGEST = 200
_PASSWORD_LIMIT = 4096  # letters, as PyPI's own (pypi-facts §4)
_TOKEN = re.compile(r"\S{60}|\b(pypi-|gh[a-z]_|github_pat_|glpat-|npm_|rubygems_)\w{16}")  # how the values of tokens look
_RECORDS = ("emails", "tokens", "security_keys", "packages", "evidence")  # members of an account that have ids

Record = TypeVar("Record", Email, Evidence, Package, SecurityKey)
Copied = Literal["totp_at", "codes_at"]


def copies(names: Sequence[str], on: date | None = None, *, old: Sequence[Copy] = ()) -> tuple[Copy, ...]:
    """Return copies at places of these names, each once; a place that is in `old` keeps its day. Raises BadInput."""
    known = {places.key(copy.place): copy for copy in old}
    found = {places.key(name): Copy(place=places.checked(name), checked_on=on) for name in names}
    return tuple(known[key] if on is None and key in known else copy for key, copy in found.items())


def set_password(
    vault: Vault, account_id: str, state: PasswordState, *, at: Sequence[str] = (), on: date | None = None, now: Now
) -> Vault:
    """Note whether the password is still known, and where it is kept. Raises BadInput."""
    account = account_of(vault, account_id)
    kept = copies(at, on, old=account.password.copies) if state == "kept" else ()
    topic = "password" if state == "unknown" else ""
    old = account.password if state == "kept" else Password()  # a password that is lost or unknown is not kept here either
    about = kept_about(account_id) if account.password.secret and not old.secret else ""
    said = structs.replace(old, state=state, copies=kept)
    return _answered(vault, account, "password", now, topic, about=about, password=said)


def keep_password(vault: Vault, account_id: str, secret: str, *, now: Now) -> Vault:
    """Keep the password itself, as its owner insists; an empty one forgets it. Raises BadInput.

    Seed, codes and password in one place are lost together (pypi/support#2808): the faces say so before.
    """
    if len(secret) > _PASSWORD_LIMIT:
        raise BadInput("The password is too long", hint=f"It has {_PASSWORD_LIMIT:,} letters at most.")
    account = account_of(vault, account_id)
    old = account.password
    if not secret:
        kept = structs.replace(old, secret="", secret_at=None)
    else:
        is_known = old.state == "kept" and not old.copies and not old.secret
        elsewhere = (Copy(place=places.HEAD),) if is_known else old.copies
        kept = Password(state="kept", copies=elsewhere, secret=secret, secret_at=now.at)
    return _answered(vault, account, "password", now, about=kept_about(account_id), password=kept)


def kept_about(account_id: str) -> str:
    """Return what the history calls the password itself, apart from what is said of where it is."""
    return f"kept:{account_id}"


def set_copies(vault: Vault, account_id: str, what: Copied, at: Sequence[str], *, on: date | None = None, now: Now) -> Vault:
    """Note where authenticators or codes are beside this vault and its printed sheets. Raises BadInput."""
    account = account_of(vault, account_id)
    kept = copies(at, on, old=getattr(account, what))
    if what == "totp_at":
        return _answered(vault, account, "authenticator", now, totp_at=kept)
    return _answered(vault, account, "codes", now, codes_at=kept)


def set_second_factor(vault: Vault, account_id: str, answer: Answer, *, now: Now) -> Vault:
    """Note whether the service asks for a second factor at all."""
    return _answered(vault, account_of(vault, account_id), "second-factor", now, has_second_factor=answer)


def add_security_key(vault: Vault, account_id: str, name: str, place: str, *, on: date | None = None, now: Now) -> Vault:
    """Add a security key, or note where one lies that is there by that name. Raises BadInput."""
    account, name = account_of(vault, account_id), _named(name, "security key")
    copy = Copy(place=places.checked(place), checked_on=on)
    old = next((one for one in account.security_keys if one.name.casefold() == name.casefold()), None)
    key = SecurityKey(id=old.id if old else new_id(), name=name, copy=copy)
    keys = tuple(key if one is old else one for one in account.security_keys)
    return _answered(vault, account, "security-key", now, security_keys=keys if old else (*keys, key))


def remove_security_key(vault: Vault, account_id: str, key_id: str, *, now: Now) -> Vault:
    """Forget a security key. Raises NotThere."""
    account = account_of(vault, account_id)
    rest = _without(account.security_keys, key_id, "security key")
    return _answered(vault, account, "security-key", now, security_keys=rest)


def set_browsers(vault: Vault, account_id: str, at: Sequence[str], on: date, *, now: Now) -> Vault:
    """Note on which machines a browser was told to be remembered, and when. Raises BadInput."""
    if (on - now.at.date()).days > AHEAD:
        raise BadInput("That day lies ahead", hint="Note the day on which the browser was told to be remembered.")
    browsers = tuple(Browser(place=copy.place, remembered_on=on) for copy in copies(at))
    return _answered(vault, account_of(vault, account_id), "browsers", now, browsers=browsers)


def set_mailbox(
    vault: Vault,
    account_id: str,
    email_id: str,
    *,
    reaches: Answer,
    opened_at: Sequence[str] | None = None,
    opened_by: str | None = None,
    is_own_domain: bool | None = None,
    readers: Sequence[str] | None = None,
    on: date | None = None,
    now: Now,
) -> Vault:
    """Note of an address whether its mail can be read, and what that needs; None leaves what was said.

    Raises BadInput, NotThere.
    """
    if opened_by and account_of(vault, opened_by).deleted_at:
        raise NotThere("There is no such account", hint="It was deleted: choose another one that the mailbox belongs to.")

    def change(email: Email) -> Email:
        return structs.replace(
            email,
            reaches=reaches,
            opened_at=email.opened_at if opened_at is None else copies(opened_at, on, old=email.opened_at),
            opened_by=email.opened_by if opened_by is None else opened_by,
            is_own_domain=email.is_own_domain if is_own_domain is None else is_own_domain,
            readers=email.readers if readers is None else tuple(_named(one, "person") for one in readers),
        )

    return _with_email(vault, account_id, email_id, change, "mailbox", now=now)


def set_unverified(vault: Vault, account_id: str, email_id: str, *, is_known: bool = True, now: Now) -> Vault:
    """Note that an address is not verified, or with `is_known` false that nobody knows."""
    status: Literal["unverified", "unknown"] = "unverified" if is_known else "unknown"
    return _with_email(
        vault, account_id, email_id, lambda email: structs.replace(email, status=status, verified_on=None), "email", now=now
    )


def set_verified(vault: Vault, account_id: str, email_id: str, on: date | None = None, *, now: Now) -> Vault:
    """Note that an address is verified, and when that was seen; None leaves the day that was noted. Raises NotThere."""
    account = account_of(vault, account_id)
    is_primary = any(email.id == email_id and email.primary for email in account.emails)

    def change(email: Email) -> Email:
        return structs.replace(email, status="verified", verified_on=on or email.verified_on)

    return _with_email(vault, account_id, email_id, change, "email" if is_primary else "spare-email", now=now)


def remove_email(vault: Vault, account_id: str, email_id: str, *, now: Now) -> Vault:
    """Forget an address. Raises NotThere, and BadInput for the primary one while there are others (pypi-facts §3)."""
    account = account_of(vault, account_id)
    rest = _without(account.emails, email_id, "address")
    if rest and account.primary and account.primary.id == email_id:
        raise BadInput("This is the primary address", hint="Say first which of the others is the primary one.")
    return _answered(vault, account, "email", now, emails=rest)


def set_package(vault: Vault, account_id: str, package: Package, *, now: Now) -> Vault:
    """Add a package, or put it in the place of the one with its name: it keeps that one's id. Raises BadInput."""
    account, name = account_of(vault, account_id), _named(package.name, "package")
    old = next((one for one in account.packages if normal_name(one.name) == normal_name(name)), None)
    fresh = structs.replace(
        package,
        id=old.id if old else package.id,
        name=name,
        owners=_others(account, package.owners),
        repository=_link(package.repository) if package.repository else "",
    )
    rest = tuple(fresh if one is old else one for one in account.packages)
    return _answered(vault, account, "packages", now, packages=rest if old else (*rest, fresh))


def package_of(account: Account, name: str) -> Package:
    """Return the package of that name, or a new one. Names are compared as PyPI does: case, `-`, `_` and `.` are one."""
    found = next((one for one in account.packages if normal_name(one.name) == normal_name(name)), None)
    return found or Package(id=new_id(), name=name.strip())


def remove_package(vault: Vault, account_id: str, package_id: str, *, now: Now) -> Vault:
    """Forget a package. Raises NotThere."""
    account = account_of(vault, account_id)
    rest = _without(account.packages, package_id, "package")
    return _answered(vault, account, "packages", now, packages=rest)


def set_token(vault: Vault, account_id: str, token: Token, *, now: Now) -> Vault:
    """Add an API token, or put it in the place of the one with its id: never its value. Raises BadInput."""
    account, name = account_of(vault, account_id), _named(token.name, "token")
    for text in (name, token.scope, token.used_at):
        if _TOKEN.search(text):
            raise BadInput("This looks like the token itself", hint="Type its name only: the value has no place here.")
    if any(one.name == name and one.id != token.id for one in account.tokens):
        raise BadInput("There is a token of that name already", hint="Remove that one first, or choose another name.")
    if token.created_on and token.expires_on and token.expires_on < token.created_on:
        raise BadInput("The token expires before it was created", hint="Check the two days.")
    fresh = structs.replace(token, name=name, scope=_words(token.scope), used_at=_words(token.used_at))
    is_there = any(one.id == token.id for one in account.tokens)
    rest = tuple(fresh if one.id == token.id else one for one in account.tokens)
    return _answered(vault, account, "tokens", now, tokens=rest if is_there else (*rest, fresh))


def set_linked(vault: Vault, account_id: str, linked: Sequence[str], *, now: Now) -> Vault:
    """Note which accounts elsewhere are linked at the service, as `github:alice`. Raises BadInput."""
    names = tuple(dict.fromkeys(_named(one, "linked account") for one in linked))
    return _answered(vault, account_of(vault, account_id), "linked", now, linked=names)


def add_evidence(vault: Vault, account_id: str, kind: EvidenceKind, text: str, *, place: str = "", now: Now) -> Vault:
    """Note something that shows whose account it is. Raises BadInput."""
    account = account_of(vault, account_id)
    copy = Copy(place=places.checked(place)) if place else None
    text = _link(text) if kind == "repository" else _named(text, "piece of evidence")
    found = Evidence(id=new_id(), kind=kind, text=text, copy=copy)
    return _answered(vault, account, "evidence", now, evidence=(*account.evidence, found))


def remove_evidence(vault: Vault, account_id: str, evidence_id: str, *, now: Now) -> Vault:
    """Forget a piece of evidence. Raises NotThere."""
    account = account_of(vault, account_id)
    rest = _without(account.evidence, evidence_id, "piece of evidence")
    return _answered(vault, account, "evidence", now, evidence=rest)


def note_none(vault: Vault, account_id: str, topic: str, *, now: Now) -> Vault:
    """Note that there is none of something: no second address, no security key. Only the history tells it."""
    return _answered(vault, account_of(vault, account_id), topic, now)


def leave_open(vault: Vault, account_id: str, topic: str, *, now: Now) -> Vault:
    """Note that the owner did not know when asked for a fact: that becomes a reminder."""
    return _answered(vault, account_of(vault, account_id), topic, now, topic)


def set_place(vault: Vault, name: str, *, within: str | None = None, is_person: bool | None = None, now: Now) -> Vault:
    """Note what a place is lost with, and whether it is a person; None leaves what was said or is usual. Raises BadInput."""
    name = places.checked(name)
    outer = places.checked(within) if within else within
    if places.key(outer or "") == places.key(name):
        raise BadInput("A place does not lie within itself", hint="Choose another one, or none.")
    if places.HEAD in {places.key(name), places.key(outer or "")}:
        raise BadInput("What is in your head is lost with nothing else", hint="Choose another place.")
    usual = {places.key(one): outside for one, outside in places.STANDARD.items()}
    fresh = Place(name=name, within=usual.get(places.key(name), ""))
    old = next((one for one in vault.places if places.key(one.name) == places.key(name)), fresh)
    place = Place(
        name=name,
        within=old.within if outer is None else outer,
        is_person=old.is_person if is_person is None else is_person,
    )
    rest = tuple(one for one in vault.places if places.key(one.name) != places.key(name))
    said = {"place": places.key(name), "value": msgspec.json.encode(place).decode()}
    return noted(structs.replace(vault, places=(*rest, place)), "place-set", "", now, **said)


def set_vault_places(
    vault: Vault, *, kept_at: Sequence[str] | None = None, password_at: Sequence[str] | None = None, on: date | None, now: Now
) -> Vault:
    """Note where copies of the vault file lie, and where its password is kept. None leaves what was said. Raises BadInput."""
    if kept_at is not None:
        vault = structs.replace(vault, kept_at=copies(kept_at, on, old=vault.kept_at))
    if password_at is not None:
        vault = structs.replace(vault, password_at=copies(password_at, on, old=vault.password_at))
    value = msgspec.json.encode({"kept_at": vault.kept_at, "password_at": vault.password_at}).decode()
    return noted(vault, "vault-placed", "", now, value=value)


def _without(several: tuple[Record, ...], record_id: str, what: str) -> tuple[Record, ...]:
    """Return the records without one of them. Raises NotThere."""
    rest = tuple(one for one in several if one.id != record_id)
    if rest == several:
        raise NotThere(f"There is no such {what}", hint="Open the account again.")
    return rest


def _with_email(
    vault: Vault, account_id: str, email_id: str, change: Callable[[Email], Email], fact: str, *, now: Now
) -> Vault:
    account = account_of(vault, account_id)
    if all(email.id != email_id for email in account.emails):
        raise NotThere("There is no such address", hint="Open the account again.")
    emails = tuple(change(email) if email.id == email_id else email for email in account.emails)
    return _answered(vault, account, fact, now, emails=emails)


def _answered(
    vault: Vault, account: Account, fact: str, now: Now, topic: str = "", *, about: str = "", **members: object
) -> Vault:
    """Put in what is now known. A fact that is known is no open question; `topic` opens one, `about` names more for merging."""
    questions = tuple(one for one in account.questions if one not in {fact, topic})
    changed = structs.replace(account, questions=(*questions, topic) if topic else questions, **members)
    accounts = tuple(changed if one.id == account.id else one for one in vault.accounts)
    said = {"fact": fact, "about": about, **_said(account, members)}
    return noted(structs.replace(vault, accounts=accounts), "fact-noted", account.id, now, **said)


def _said(account: Account, members: Mapping[str, object]) -> dict[str, str]:
    """Return what the event tells of a change: the value, and of records only those that changed, with their ids."""
    said: dict[str, str] = {}
    for name, value in members.items():
        changed = value
        if name in _RECORDS:
            old, new = ({one.id: one for one in several} for several in (getattr(account, name), cast("Sequence[Any]", value)))
            changed = [one for one in new.values() if old.get(one.id) != one]
            said |= {
                "changed": " ".join(one.id for one in changed if one.id in old),
                "added": " ".join(new.keys() - old.keys()),
                "removed": " ".join(old.keys() - new.keys()),
            }
        if isinstance(changed, Password):
            changed = structs.replace(changed, secret="", secret_at=None)
        said["value"] = msgspec.json.encode(changed).decode()
    return said


def _named(text: str, what: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise BadInput(f"A {what} has a name of 1 to {_LONGEST} letters", hint="Type it again, shorter.")
    return name


def _words(text: str) -> str:
    """Return a text that may be empty. Raises BadInput."""
    return _named(text, "note") if text.strip() else ""


def _others(account: Account, owners: Sequence[str]) -> tuple[str, ...]:
    """Return the other owners of a package, each once: services do not tell user names apart by case."""
    named = {name.casefold(): name for name in reversed([_named(one, "owner") for one in owners])}
    if account.username.casefold() in named:
        raise BadInput(f"{account.username} is this account itself", hint="Name somebody else who owns the package.")
    return tuple(reversed(named.values()))


def _link(text: str) -> str:
    """Return a link without blanks around it. One with a user name or password in it is refused: it is shown to others."""
    link = text.strip()
    is_written = link.startswith(("https://", "http://")) and link.isprintable() and " " not in link
    found = hosts.read(link) if is_written and len(link) <= 2 * _LONGEST else None
    if found is None or found.is_broken or len(found.labels) < 2:
        raise BadInput("This is not a link to a repository", hint="Copy it from the browser; it begins with https://.")
    if found.user:
        raise BadInput("There is a user name or a password in this link", hint="Leave out what stands before the @.")
    return link


def normal_name(name: str) -> str:
    """Return a package's name as PyPI compares it (PEP 503)."""
    return "-".join(part for part in name.strip().casefold().replace("_", "-").replace(".", "-").split("-") if part)
