"""The command set: facts of an account, several at once, all of them or none."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from msgspec import structs

from ui.terminal.arguments import an_account
from ui.terminal.session import Session
from vault import edit, facts, services
from vault.errors import BadInput, NotThere
from vault.model import Account, Answer, Email, Now, Package, Token, Vault, new_id

_VAULT = "vault"
# What names an address or a package, and the facts that are then of that one.
_ABOUT = {
    ("email", "primary", "spare-email"): {"email-verified", "domain-renews", "mailbox", "mailbox-at", "mailbox-by"},
    ("package",): {"repo", "can-push"},
}
_EPILOG = """Facts of an account:
  email=ADDRESS                 add an address, or name one for the facts that follow
  primary=ADDRESS               the address that the service writes to
  spare-email=ADDRESS           add another address
  email-verified=DATE|never|unknown
  domain-renews=DATE            until when the address's own domain is paid for
  mailbox=works|lost|unknown    whether its mail can be read
  mailbox-at=PLACE,...          where the mailbox can be opened
  mailbox-by=S:U                the account that the mailbox belongs to
  password=PLACE,...|lost|unknown
  totp-on=PLACE,...             where the authenticator is beside this vault
  codes-at=PLACE,...            where the recovery codes are beside this vault
  key=NAME@PLACE                a security key, and where it lies
  browser=PLACE:DATE            where the service remembers a browser, and since when
  second-factor=none|unknown    whether it asks for one at all
  package=NAME                  add a package, or name one for the facts that follow
  owner=PACKAGE:USER            who else owns it
  repo=URL                      the public source link of its newest release
  can-push=yes|no|unknown       whether you can push there
  token=NAME:SCOPE:DATE         an API token by its name, and when it was created
  linked=S:U,...                accounts that are linked at the service
  recovered=DATE                when the service's staff let you back in
  note=TEXT
Facts of the vault (sparekey set vault ...):
  kept-at=PLACE,...             where copies of the vault file lie
  password-at=PLACE,...         where its password is kept
  within=PLACE:OUTER            what a place is lost with
  person=NAME                   that a place is a person
Nothing after the = takes a fact back. The last address or package that was named is meant, else the primary one."""


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "set", help="note facts of an account", epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.add_argument("account", type=_a_target, metavar="S:U", help=f"an account, or the word {_VAULT}")
    command.add_argument("facts", nargs="+", type=_a_fact, metavar="FIELD=VALUE")
    command.set_defaults(command=set_facts, wrong_usage=command.error)


def set_facts(session: Session, options: argparse.Namespace) -> None:
    known = _OF_VAULT if options.account == _VAULT else _OF_ACCOUNT
    for field, _ in options.facts:
        if field not in known:
            options.wrong_usage(f"there is no fact {field}; choose from {', '.join(known)}")
    with session.vault(write=True) as at:
        account_id = "" if options.account == _VAULT else at.account(options.account).id
        noting = _Noting(at.vault, account_id, session.now())
        for field, value in _named_first(options.facts):
            known[field](noting, value.strip())
        at.change(noting.vault)
    count = len(options.facts)
    print(f"Noted {count} {'fact' if count == 1 else 'facts'} of {options.account}")


def _named_first(several: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Let an address or a package be named before the facts of it, also where it was typed after them."""
    found = list(several)
    for names, about in _ABOUT.items():
        first = next((place for place, (field, _) in enumerate(found) if field in about), len(found))
        named = next((place for place, (field, _) in enumerate(found) if field in names), -1)
        if named > first:
            found.insert(first, found.pop(named))
    return found


class _Noting:
    """The facts of one call, noted one after the other: some name an address or a package for those that follow."""

    def __init__(self, vault: Vault, account_id: str, now: Now) -> None:
        self.vault, self.account_id, self.now = vault, account_id, now
        self.named = ""
        self.named_package = ""

    @property
    def account(self) -> Account:
        return edit.account_of(self.vault, self.account_id)

    @property
    def today(self) -> date:
        return self.now.at.astimezone().date()

    def address(self) -> Email:
        """Return the address that was named last, else the primary one."""
        wanted = self.named.strip().casefold()
        emails = [
            email for email in self.account.emails if email.address.casefold() == wanted or (not wanted and email.primary)
        ]
        if not emails:
            raise NotThere("The account has no address yet", hint="Give it first: email=NAME@EXAMPLE.COM")
        return emails[0]

    def set_mailbox(
        self, *, reaches: Answer | None = None, opened_at: list[str] | None = None, opened_by: str | None = None
    ) -> None:
        email = self.address()
        self.vault = facts.set_mailbox(
            self.vault,
            self.account_id,
            email.id,
            reaches=email.reaches if reaches is None else reaches,
            opened_at=opened_at,
            opened_by=opened_by,
            now=self.now,
        )

    def last_package(self) -> Package:
        packages = self.account.packages
        if self.named_package:
            return facts.package_of(self.account, self.named_package)
        if len(packages) != 1:
            raise BadInput("It is not clear which package is meant", hint="Write package=NAME before it.")
        return packages[0]

    def set_package(self, package: Package) -> None:
        self.vault = facts.set_package(
            self.vault, self.account_id, structs.replace(package, checked_on=self.today), now=self.now
        )
        self.named_package = package.name


def _email(noting: _Noting, address: str) -> None:
    noting.vault = edit.set_email(noting.vault, noting.account_id, address, now=noting.now)
    noting.named = address


def _primary(noting: _Noting, address: str) -> None:
    _email(noting, address)
    noting.vault = edit.set_primary(noting.vault, noting.account_id, address, now=noting.now)


def _verified(noting: _Noting, value: str) -> None:
    email = noting.address()
    if value in {"never", "unknown"}:
        noting.vault = facts.set_unverified(
            noting.vault, noting.account_id, email.id, is_known=value == "never", now=noting.now
        )
    else:
        on = _date(value)
        noting.vault = edit.set_email(noting.vault, noting.account_id, email.address, verified_on=on, now=noting.now)


def _renews(noting: _Noting, value: str) -> None:
    on = _date(value) if value else None
    noting.vault = edit.set_renewal(noting.vault, noting.account_id, noting.address().id, on, now=noting.now)


def _mailbox(noting: _Noting, value: str) -> None:
    noting.set_mailbox(reaches=_answer(value, yes="works", no="lost"))


def _mailbox_at(noting: _Noting, value: str) -> None:
    noting.set_mailbox(opened_at=_several(value))


def _mailbox_by(noting: _Noting, value: str) -> None:
    owner = noting.vault.find(*services.parse_title(value)) if value else None
    if value and owner is None:
        raise NotThere(f"There is no account {value}", hint="Add it first: it is the account that the mailbox belongs to.")
    noting.set_mailbox(opened_by=owner.id if owner else "")


def _password(noting: _Noting, value: str) -> None:
    if value in {"lost", "unknown", ""}:
        noting.vault = facts.set_password(
            noting.vault, noting.account_id, "lost" if value == "lost" else "unknown", now=noting.now
        )
    else:
        places = _several(value)
        noting.vault = facts.set_password(noting.vault, noting.account_id, "kept", at=places, on=noting.today, now=noting.now)


def _totp_on(noting: _Noting, value: str) -> None:
    noting.vault = facts.set_copies(
        noting.vault, noting.account_id, "totp_at", _several(value), on=noting.today, now=noting.now
    )


def _codes_at(noting: _Noting, value: str) -> None:
    noting.vault = facts.set_copies(
        noting.vault, noting.account_id, "codes_at", _several(value), on=noting.today, now=noting.now
    )


def _key(noting: _Noting, value: str) -> None:
    name, at, place = value.rpartition("@")
    if at and not place.strip():
        key = next((one for one in noting.account.security_keys if one.name.casefold() == name.strip().casefold()), None)
        noting.vault = facts.remove_security_key(noting.vault, noting.account_id, key.id if key else "", now=noting.now)
        return
    if not at:
        raise BadInput("A security key is written as NAME@PLACE", hint="For example: key=blue@key ring")
    noting.vault = facts.add_security_key(noting.vault, noting.account_id, name, place, on=noting.today, now=noting.now)


def _browser(noting: _Noting, value: str) -> None:
    place, _, on = value.partition(":")
    day = _date(on) if on else noting.today
    noting.vault = facts.set_browsers(noting.vault, noting.account_id, _several(place), day, now=noting.now)


def _second_factor(noting: _Noting, value: str) -> None:
    answer = _answer(value, yes="yes", no="none")
    noting.vault = facts.set_second_factor(noting.vault, noting.account_id, answer, now=noting.now)


def _package(noting: _Noting, name: str) -> None:
    noting.set_package(facts.package_of(noting.account, name))


def _owner(noting: _Noting, value: str) -> None:
    name, _, user = (part.strip() for part in value.rpartition(":"))
    if not name or not user:
        raise BadInput("Another owner is written as PACKAGE:USER", hint="For example: owner=attest:bob")
    package = facts.package_of(noting.account, name)
    noting.set_package(structs.replace(package, owners=(*package.owners, user), has_other_owner="yes"))


def _repo(noting: _Noting, link: str) -> None:
    if not noting.account.packages and not noting.named_package:
        noting.vault = facts.add_evidence(noting.vault, noting.account_id, "repository", link, now=noting.now)
    else:
        noting.set_package(structs.replace(noting.last_package(), repository=link))


def _can_push(noting: _Noting, value: str) -> None:
    noting.set_package(structs.replace(noting.last_package(), can_push=_answer(value, yes="yes", no="no")))


def _token(noting: _Noting, value: str) -> None:
    name, _, rest = value.partition(":")
    scope, _, on = rest.rpartition(":") if ":" in rest else (rest, "", "")
    day = _date(on) if on else None
    token = Token(id=new_id(), name=name, scope=scope, created_on=day)
    noting.vault = facts.set_token(noting.vault, noting.account_id, token, now=noting.now)


def _linked(noting: _Noting, value: str) -> None:
    noting.vault = facts.set_linked(noting.vault, noting.account_id, _several(value), now=noting.now)


def _recovered(noting: _Noting, value: str) -> None:
    noting.vault = edit.note_recovered(noting.vault, noting.account_id, _date(value), now=noting.now)


def _note(noting: _Noting, value: str) -> None:
    noting.vault = edit.set_note(noting.vault, noting.account_id, value, now=noting.now)


def _kept_at(noting: _Noting, value: str) -> None:
    noting.vault = facts.set_vault_places(noting.vault, kept_at=_several(value), on=noting.today, now=noting.now)


def _password_at(noting: _Noting, value: str) -> None:
    noting.vault = facts.set_vault_places(noting.vault, password_at=_several(value), on=noting.today, now=noting.now)


def _within(noting: _Noting, value: str) -> None:
    name, _, outer = value.partition(":")
    noting.vault = facts.set_place(noting.vault, name, within=outer.strip(), now=noting.now)


def _person(noting: _Noting, name: str) -> None:
    noting.vault = facts.set_place(noting.vault, name, is_person=True, now=noting.now)


_OF_ACCOUNT: Mapping[str, Callable[[_Noting, str], None]] = {
    "email": _email,
    "primary": _primary,
    "spare-email": _email,
    "email-verified": _verified,
    "domain-renews": _renews,
    "mailbox": _mailbox,
    "mailbox-at": _mailbox_at,
    "mailbox-by": _mailbox_by,
    "password": _password,
    "totp-on": _totp_on,
    "codes-at": _codes_at,
    "key": _key,
    "browser": _browser,
    "second-factor": _second_factor,
    "package": _package,
    "owner": _owner,
    "repo": _repo,
    "can-push": _can_push,
    "token": _token,
    "linked": _linked,
    "recovered": _recovered,
    "note": _note,
}
_OF_VAULT: Mapping[str, Callable[[_Noting, str], None]] = {
    "kept-at": _kept_at,
    "password-at": _password_at,
    "within": _within,
    "person": _person,
}


def _a_target(text: str) -> str:
    return text if text == _VAULT else an_account(text)


def _a_fact(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=")
    if not equals or not field:
        raise argparse.ArgumentTypeError(f"a fact is written FIELD=VALUE, not {text}")
    return field, value


def _several(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadInput("A date is written YYYY-MM-DD", hint="For example: 2026-01-31") from None


def _answer(value: str, *, yes: str, no: str) -> Answer:
    answers: dict[str, Answer] = {yes: "yes", no: "no", "unknown": "unknown", "": "unknown"}
    if value not in answers:
        raise BadInput(f"The answer is one of {yes}, {no}, unknown", hint="Write one of these after the =.")
    return answers[value]
