"""What a vault holds: frozen values, nothing else. `docs/format.md` §10 is their form on disk.

`..._at` is an aware datetime in UTC, `..._on` a date, `..._id` text. Clear secrets are in members called `secret`,
and the values that hold one do not show it in their repr.
"""

import os
from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

CodeState = Literal["unused", "used", "void"]
Outcome = Literal["", "worked", "mailed", "refused"]
OtpType = Literal["totp", "hotp", "steam"]
Algorithm = Literal["SHA1", "SHA256", "SHA512"]
EmailStatus = Literal["verified", "unverified", "unknown"]
SheetKind = Literal["codes", "card", "recovery", "backup", "share"]
Answer = Literal["unknown", "yes", "no"]
PasswordState = Literal["unknown", "kept", "lost"]
EvidenceKind = Literal["repository", "signing-key", "mail", "date", "other"]
RequestStep = Literal["sent", "answered", "branch-pushed", "mail-answered", "closed"]
Moment = Annotated[datetime, Meta(tz=True)]


def new_id() -> str:
    """Return a fresh random id: 16 lower-case hex digits."""
    return os.urandom(8).hex()


def printable(text: str) -> str:
    """Return a foreign text without what steers a terminal or cannot be stored: control characters, lone surrogates."""
    return "".join(char if char.isprintable() else " " * char.isspace() for char in text)


class Code(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One recovery code, in the normal form of its service. `outcome` is how its use ended, where the user said so."""

    secret: str
    state: CodeState = "unused"
    used_at: Moment | None = None
    note: str = ""
    outcome: Outcome = ""

    def __repr__(self) -> str:
        return f"Code({self.state})"


class CodeSet(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The codes that a service issued in one go. Their order never changes: a code is named by its place, from 1.

    `checked_on` is when the book was last found to agree with what the service shows, `tested_on` when the user last read
    from a copy of their own. `is_burned_known` ends the question which code was burned at set-up.
    """

    id: str
    added_at: Moment
    codes: tuple[Code, ...]
    generated_on: date | None = None
    source: str = ""
    void_at: Moment | None = None
    checked_on: date | None = None
    tested_on: date | None = None
    is_burned_known: bool = False

    def count(self, state: CodeState) -> int:
        return sum(code.state == state for code in self.codes)

    @property
    def next_unused(self) -> int | None:
        """The place, from 1, of the first code that can still be used."""
        return next((place for place, code in enumerate(self.codes, 1) if code.state == "unused"), None)


class Seed(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """How to make one-time passwords (RFC 4226, 6238). `secret` is base32: upper case, no padding. `period` in seconds."""

    type: OtpType
    secret: str
    issuer: str = ""
    name: str = ""
    algorithm: Algorithm = "SHA1"
    digits: Annotated[int, Meta(ge=1, le=10)] = 6
    period: Annotated[int, Meta(ge=1, le=86400)] = 30
    counter: Annotated[int, Meta(ge=0)] = 0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.type})"


class Authenticator(Seed, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A seed that belongs to an account, until the service replaces it."""

    id: str
    added_at: Moment
    void_at: Moment | None = None

    def __repr__(self) -> str:
        return f"Authenticator({self.type}, {self.id})"


class Copy(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """That something lies at a place (`vault/places.py`), and when somebody last looked."""

    place: str
    checked_on: date | None = None


class Email(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An address of the account, and what is known of it and of its mailbox.

    `renews_on`: until when its own domain is paid for. `reaches`: whether mail to it can be read. That is done at `opened_at`,
    or with `opened_by`, the id of the account that the mailbox belongs to; where neither is said, anywhere.
    """

    id: str
    address: str
    primary: bool = False
    status: EmailStatus = "unknown"
    verified_on: date | None = None
    renews_on: date | None = None
    is_own_domain: bool = False
    reaches: Answer = "unknown"
    opened_at: tuple[Copy, ...] = ()
    opened_by: str = ""
    readers: tuple[str, ...] = ()


class Token(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An API token, without its value: what it is for and where, and when it was last found to be still needed."""

    id: str
    name: str
    scope: str = ""
    created_on: date | None = None
    expires_on: date | None = None
    reviewed_on: date | None = None
    used_at: str = ""


class Password(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where the account's password is kept. Kept without a copy, and not here either: somewhere that is always there.

    `secret` is the password itself, where its owner insisted: whoever loses this vault then loses all of it at once.
    """

    state: PasswordState = "unknown"
    copies: tuple[Copy, ...] = ()
    secret: str = ""
    secret_at: Moment | None = None

    def __repr__(self) -> str:
        return f"Password({self.state})"


class SecurityKey(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A security key or passkey that the account knows, and where it lies."""

    id: str
    name: str
    copy: Copy


class Browser(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A browser that the service was told to remember."""

    place: str
    remembered_on: date


class Package(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A package of the account. `repository`: the public source link of its newest release; `owners`: the other ones."""

    id: str
    name: str
    role: Literal["owner", "maintainer"] = "owner"
    owners: tuple[str, ...] = ()
    has_other_owner: Answer = "unknown"
    repository: str = ""
    can_push: Answer = "unknown"
    has_publisher: bool = False
    checked_on: date | None = None


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Something that shows whose account it is, and where it lies."""

    id: str
    kind: EvidenceKind
    text: str
    copy: Copy | None = None


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """One step of an account recovery, on the user's day."""

    kind: RequestStep
    on: date


class Request(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """An account recovery that was asked for: what was done, in order. `link` is the public issue."""

    id: str
    link: str = ""
    steps: tuple[Step, ...] = ()


class Account(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One user name at one service, and the facts that decide whether its owner would get in.

    `totp_at` and `codes_at`: where authenticator and codes are beside this vault and its printed sheets. `questions`: the facts
    that the owner did not know when asked. `recovered_on`: when the service's staff last let its owner back in.
    """

    id: str
    service: str
    username: str
    created_at: Moment
    emails: tuple[Email, ...] = ()
    code_sets: tuple[CodeSet, ...] = ()
    authenticators: tuple[Authenticator, ...] = ()
    tokens: tuple[Token, ...] = ()
    password: Password = Password()
    totp_at: tuple[Copy, ...] = ()
    codes_at: tuple[Copy, ...] = ()
    security_keys: tuple[SecurityKey, ...] = ()
    browsers: tuple[Browser, ...] = ()
    has_second_factor: Answer = "unknown"
    packages: tuple[Package, ...] = ()
    linked: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    questions: tuple[str, ...] = ()
    requests: tuple[Request, ...] = ()
    note: str = ""
    recovered_on: date | None = None
    deleted_at: Moment | None = None

    @property
    def title(self) -> str:
        """The name in the terminal: `service:username`."""
        return f"{self.service}:{self.username}"

    @property
    def primary(self) -> Email | None:
        """The address that the service writes to."""
        return next((email for email in self.emails if email.primary), None)

    @property
    def live_set(self) -> CodeSet | None:
        """The newest code set that was not replaced; services honour only the last one that they issued."""
        return next((code_set for code_set in reversed(self.code_sets) if code_set.void_at is None), None)

    @property
    def authenticator(self) -> Authenticator | None:
        """The newest authenticator that was not replaced."""
        return next((one for one in reversed(self.authenticators) if one.void_at is None), None)


class Printed(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One thing on a sheet as it was then: a code set and the places of its unused codes, or an authenticator."""

    account_id: str
    code_set_id: str = ""
    unused: tuple[int, ...] = ()
    authenticator_id: str = ""


class Proof(Struct, frozen=True, kw_only=True, gc=False):
    """Four characters of a sheet that only its holder can read, and where they stand. Far too few to rebuild its secret."""

    where: str
    secret: str

    def __repr__(self) -> str:
        return f"Proof({self.where})"


class Sheet(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Something printed on one or more pages, and what has become of it.

    `id` is what is printed on it: eight Crockford symbols. `key_id` names the key (`sparekey keys list`) that a recovery sheet
    opens the vault with; shares of one key have the same. `is_whole`: a backup of every account that there was.
    """

    id: str
    kind: SheetKind
    printed_at: Moment
    pages: int = 1
    place: str = ""
    contents: tuple[Printed, ...] = ()
    is_whole: bool = False
    key_id: str = ""
    holder: str = ""
    number: int = 0
    threshold: int = 0
    total: int = 0
    proofs: tuple[Proof, ...] = ()
    verified_on: date | None = None
    destroyed_at: Moment | None = None


class Chore(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What the user said of one reminder: for an account, or the whole vault where `account_id` is empty.

    `item_id` names the address, token or sheet that it is about. `every` is the user's own interval in days, 0 for the rule's.
    """

    kind: str
    account_id: str = ""
    item_id: str = ""
    done_on: date | None = None
    snoozed_until: date | None = None
    every: Annotated[int, Meta(ge=0, le=3660)] = 0
    is_off: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.account_id, self.item_id


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What the user said of a place: `within` is the place that it is lost with. Without one it stands for itself."""

    name: str
    within: str = ""
    is_person: bool = False


class Now(Struct, frozen=True):
    """When and on which machine a change is made."""

    at: Moment
    device: str = ""


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One change: history, undo label, merge input and redraw signal. `values` holds words, never a secret.

    `value` is what was set, where that is a text of the user's: private, but never a code, a seed or a password. It is kept for
    the day on which another copy's value wins.
    """

    id: str
    kind: str
    at: Moment
    account_id: str = ""
    device: str = ""
    values: dict[str, str] = field(default_factory=dict)
    value: str = ""

    def __repr__(self) -> str:
        return f"Event({self.kind}, {self.id})"


class Vault(Struct, frozen=True, kw_only=True):
    """Everything that a vault file keeps. `unknown` holds members of a newer minor version, to be written back as they were.

    `kept_at`: where copies of the file lie, first the one in use if none is on this laptop; where none is said, on this laptop
    only. `password_at`: where its password is kept; where none is said, in the owner's head.
    """

    accounts: tuple[Account, ...] = ()
    events: tuple[Event, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    chores: tuple[Chore, ...] = ()
    places: tuple[Place, ...] = ()
    kept_at: tuple[Copy, ...] = ()
    password_at: tuple[Copy, ...] = ()
    unknown: object = None

    def __repr__(self) -> str:
        return f"Vault({len(self.accounts)} accounts, {len(self.events)} events)"

    @property
    def present(self) -> tuple[Account, ...]:
        """The accounts that were not deleted."""
        return tuple(account for account in self.accounts if account.deleted_at is None)

    def find(self, service: str, username: str) -> Account | None:
        """Return the present account of that name. Services do not tell user names apart by case."""
        name = username.casefold()
        return next((one for one in self.present if one.service == service and one.username.casefold() == name), None)
