"""The command set: facts of an account, several at once, all of them or none."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date

from msgspec import structs

from ui.terminal.arguments import an_account
from ui.terminal.session import Session
from vault import edit, facts, services
from vault.errors import BadInput, NotThere
from vault.model import Account, Answer, Email, Now, Package, Vault

_VAULT = "vault"
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
        for field, value in options.facts:
            known[field](noting, value.strip())
        at.change(noting.vault)
    count = len(options.facts)
    print(f"Noted {count} {'fact' if count == 1 else 'facts'} of {options.account}")


class _Noting:
    """The facts of one call, noted one after the other: some name an address or a package for those that follow."""

    def __init__(self, vault: Vault, account_id: str, now: Now) -> None:
        self.vault, self.account_id, self.now = vault, account_id, now
        self._address = ""
        self._package = ""

    @property
    def account(self) -> Account:
        return edit.account_of(self.vault, self.account_id)

    @property
    def today(self) -> date:
        return self.now.at.astimezone().date()

    def email(self, address: str) -> None:
        self.vault = edit.set_email(self.vault, self.account_id, address, now=self.now)
        self._address = address

    def primary(self, address: str) -> None:
        self.email(address)
        self.vault = edit.set_primary(self.vault, self.account_id, address, now=self.now)

    def verified(self, value: str) -> None:
        email = self._email()
        if value in {"never", "unknown"}:
            self.vault = facts.set_unverified(self.vault, self.account_id, email.id, is_known=value == "never", now=self.now)
        else:
            on = _date(value)
            self.vault = edit.set_email(self.vault, self.account_id, email.address, verified_on=on, now=self.now)

    def renews(self, value: str) -> None:
        on = _date(value) if value else None
        self.vault = edit.set_renewal(self.vault, self.account_id, self._email().id, on, now=self.now)

    def mailbox(self, value: str) -> None:
        self._set_mailbox(reaches=_answer(value, yes="works", no="lost"))

    def mailbox_at(self, value: str) -> None:
        self._set_mailbox(opened_at=_several(value))

    def mailbox_by(self, value: str) -> None:
        owner = self.vault.find(*services.parse_title(value)) if value else None
        if value and owner is None:
            raise NotThere(f"There is no account {value}", hint="Add it first: it is the account that the mailbox belongs to.")
        self._set_mailbox(opened_by=owner.id if owner else "")

    def password(self, value: str) -> None:
        if value in {"lost", "unknown", ""}:
            self.vault = facts.set_password(self.vault, self.account_id, "lost" if value == "lost" else "unknown", now=self.now)
        else:
            places = _several(value)
            self.vault = facts.set_password(self.vault, self.account_id, "kept", at=places, on=self.today, now=self.now)

    def totp_on(self, value: str) -> None:
        self.vault = facts.set_copies(self.vault, self.account_id, "totp_at", _several(value), on=self.today, now=self.now)

    def codes_at(self, value: str) -> None:
        self.vault = facts.set_copies(self.vault, self.account_id, "codes_at", _several(value), on=self.today, now=self.now)

    def key(self, value: str) -> None:
        name, at, place = value.rpartition("@")
        if at and not place.strip():
            key = next((one for one in self.account.security_keys if one.name.casefold() == name.strip().casefold()), None)
            self.vault = facts.remove_security_key(self.vault, self.account_id, key.id if key else "", now=self.now)
            return
        if not at:
            raise BadInput("A security key is written as NAME@PLACE", hint="For example: key=blue@key ring")
        self.vault = facts.add_security_key(self.vault, self.account_id, name, place, on=self.today, now=self.now)

    def browser(self, value: str) -> None:
        place, _, on = value.partition(":")
        day = _date(on) if on else self.today
        self.vault = facts.set_browsers(self.vault, self.account_id, _several(place), day, now=self.now)

    def second_factor(self, value: str) -> None:
        answer = _answer(value, yes="yes", no="none")
        self.vault = facts.set_second_factor(self.vault, self.account_id, answer, now=self.now)

    def package(self, name: str) -> None:
        self._set_package(facts.package_of(self.account, name))

    def owner(self, value: str) -> None:
        name, _, user = (part.strip() for part in value.rpartition(":"))
        if not name or not user:
            raise BadInput("Another owner is written as PACKAGE:USER", hint="For example: owner=attest:bob")
        package = facts.package_of(self.account, name)
        self._set_package(structs.replace(package, owners=(*package.owners, user), has_other_owner="yes"))

    def repo(self, link: str) -> None:
        if not self.account.packages and not self._package:
            self.vault = facts.add_evidence(self.vault, self.account_id, "repository", link, now=self.now)
        else:
            self._set_package(structs.replace(self._last_package(), repository=link))

    def can_push(self, value: str) -> None:
        self._set_package(structs.replace(self._last_package(), can_push=_answer(value, yes="yes", no="no")))

    def token(self, value: str) -> None:
        name, _, rest = value.partition(":")
        scope, _, on = rest.rpartition(":") if ":" in rest else (rest, "", "")
        day = _date(on) if on else None
        self.vault = edit.add_token(self.vault, self.account_id, name, scope=scope, created_on=day, now=self.now)

    def linked(self, value: str) -> None:
        self.vault = facts.set_linked(self.vault, self.account_id, _several(value), now=self.now)

    def recovered(self, value: str) -> None:
        self.vault = edit.note_recovered(self.vault, self.account_id, _date(value), now=self.now)

    def note(self, value: str) -> None:
        self.vault = edit.set_note(self.vault, self.account_id, value, now=self.now)

    def kept_at(self, value: str) -> None:
        self.vault = facts.set_vault_places(self.vault, kept_at=_several(value), on=self.today, now=self.now)

    def password_at(self, value: str) -> None:
        self.vault = facts.set_vault_places(self.vault, password_at=_several(value), on=self.today, now=self.now)

    def within(self, value: str) -> None:
        name, _, outer = value.partition(":")
        self.vault = facts.set_place(self.vault, name, within=outer.strip(), now=self.now)

    def person(self, name: str) -> None:
        self.vault = facts.set_place(self.vault, name, is_person=True, now=self.now)

    def _email(self) -> Email:
        """Return the address that was named last, else the primary one."""
        wanted = self._address.strip().casefold()
        emails = [
            email for email in self.account.emails if email.address.casefold() == wanted or (not wanted and email.primary)
        ]
        if not emails:
            raise NotThere("The account has no address yet", hint="Give it first: email=NAME@EXAMPLE.COM")
        return emails[0]

    def _set_mailbox(
        self, *, reaches: Answer | None = None, opened_at: list[str] | None = None, opened_by: str | None = None
    ) -> None:
        email = self._email()
        self.vault = facts.set_mailbox(
            self.vault,
            self.account_id,
            email.id,
            reaches=email.reaches if reaches is None else reaches,
            opened_at=[copy.place for copy in email.opened_at] if opened_at is None else opened_at,
            opened_by=email.opened_by if opened_by is None else opened_by,
            is_own_domain=email.is_own_domain,
            readers=email.readers,
            now=self.now,
        )

    def _last_package(self) -> Package:
        packages = self.account.packages
        if self._package:
            return facts.package_of(self.account, self._package)
        if len(packages) != 1:
            raise BadInput("It is not clear which package is meant", hint="Write package=NAME before it.")
        return packages[0]

    def _set_package(self, package: Package) -> None:
        self.vault = facts.set_package(
            self.vault, self.account_id, structs.replace(package, checked_on=self.today), now=self.now
        )
        self._package = package.name


_OF_ACCOUNT: Mapping[str, Callable[[_Noting, str], None]] = {
    "email": _Noting.email,
    "primary": _Noting.primary,
    "spare-email": _Noting.email,
    "email-verified": _Noting.verified,
    "domain-renews": _Noting.renews,
    "mailbox": _Noting.mailbox,
    "mailbox-at": _Noting.mailbox_at,
    "mailbox-by": _Noting.mailbox_by,
    "password": _Noting.password,
    "totp-on": _Noting.totp_on,
    "codes-at": _Noting.codes_at,
    "key": _Noting.key,
    "browser": _Noting.browser,
    "second-factor": _Noting.second_factor,
    "package": _Noting.package,
    "owner": _Noting.owner,
    "repo": _Noting.repo,
    "can-push": _Noting.can_push,
    "token": _Noting.token,
    "linked": _Noting.linked,
    "recovered": _Noting.recovered,
    "note": _Noting.note,
}
_OF_VAULT: Mapping[str, Callable[[_Noting, str], None]] = {
    "kept-at": _Noting.kept_at,
    "password-at": _Noting.password_at,
    "within": _Noting.within,
    "person": _Noting.person,
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
