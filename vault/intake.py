"""Whose is it? What was found in a file, held against the accounts of the vault, and put where it belongs.

Never decided silently: PyPI and TestPyPI write the same heading and often the same issuer (research/pypi-facts.md §0.7).
"""

import re
from collections.abc import Sequence

from msgspec import Struct, structs

from vault import edit, services
from vault.codes import FoundCodes
from vault.errors import BadImport
from vault.formats import Entry, Found
from vault.model import Account, CodeSet, Now, Seed, Vault


class Target(Struct, frozen=True):
    """An account, by name; it need not exist yet."""

    service: str
    username: str

    @property
    def title(self) -> str:
        return f"{self.service}:{self.username}"


class Placed(Struct, frozen=True, kw_only=True):
    """An entry and where it goes. `to` is None where that cannot be told; `why_not` and `hint` say so.

    `replaces` tells that something of the account would become void; `present` is that code set.
    """

    entry: Entry
    format: str
    to: Target | None = None
    why_not: str = ""
    hint: str = ""
    is_kept: bool = False
    replaces: bool = False
    present: CodeSet | None = None

    @property
    def is_new(self) -> bool:
        """Tell whether `add_all` will add it."""
        return self.to is not None and not self.is_kept


def place(vault: Vault, found: Sequence[Found], asked: Target | None = None) -> list[Placed]:
    """Hold what was found against the vault: whose it is, whether it is kept already, whether it replaces something.

    Of several authenticators, `asked` takes those that do not tell whose they are: an export is not one account's.
    """
    placed: list[Placed] = []
    is_export = sum(isinstance(entry, Seed) for one in found for entry in one.entries) > 1
    for one in found:
        for entry in one.entries:
            new = _place(vault, entry, one.format, None if is_export and isinstance(entry, Seed) else asked)
            if asked and new.to is None:
                new = _place(vault, entry, one.format, asked)
            is_repeated = any(new.to == other.to and _secrets(entry) <= _secrets(other.entry) for other in placed if other.to)
            placed.append(structs.replace(new, is_kept=True, replaces=False) if is_repeated else new)
    return placed


def add_all(
    vault: Vault, placed: Sequence[Placed], *, burned: int | None = None, is_older: bool | None = None, now: Now
) -> Vault:
    """Add everything that is new, making accounts where there is none.

    `burned` is the place of the code that the service had its user burn at set-up; `is_older` is the user's word on codes
    that meet others of their account (see `edit.add_codes`). Raises BadInput.
    """
    for one in placed:
        if one.to is None or one.is_kept:
            continue
        vault = add(vault, one.entry, one.to, is_older=is_older, now=now)
        account = vault.find(one.to.service, one.to.username)
        if burned and isinstance(one.entry, FoundCodes) and account:
            added = account.code_sets[-1]
            vault = edit.note_burned(vault, account.id, added.id, place=burned, now=now)
    return vault


def target(vault: Vault, entry: Entry, asked: Target | None = None) -> Target:
    """Return the account that an entry belongs to. `asked` is the user's own word; it must not contradict the file's name.

    Raises BadImport where it cannot be told, or contradicts.
    """
    candidates, username = _claims(entry)
    if asked:
        _check_no_contradiction(entry, asked)
        return asked
    present = [one for one in vault.present if one.service in candidates]
    if username:
        present = [one for one in present if one.username.casefold() == username.casefold()]
    if len(candidates) == 1 and username:
        return Target(candidates[0], present[0].username if present else username)
    likely = present[0] if len(present) == 1 and present[0].service == candidates[0] else None
    if likely and (len(candidates) == 1 or not _would_replace(likely, entry)):
        return Target(likely.service, likely.username)
    if username and candidates and not present:
        return Target(candidates[0], username)
    if username and not candidates:
        return Target(_own_id(entry), username)
    names = [services.find(candidate).name for candidate in candidates]
    raise BadImport(
        f"It cannot be told whose {_noun(entry)} these are" + (f": {' or '.join(names)}" if len(names) > 1 else ""),
        hint=f"Say it with --account, for example --account {(candidates or ('pypi',))[0]}:{username or 'NAME'}.",
    )


def add(vault: Vault, entry: Entry, to: Target, *, is_older: bool | None = None, now: Now) -> Vault:
    """Put an entry into its account, made if need be. Raises BadInput where the account has it already."""
    if not vault.find(to.service, to.username):
        vault = edit.add_account(vault, to.service, to.username, now=now)
    account = vault.find(to.service, to.username)
    assert account is not None  # noqa: S101
    if isinstance(entry, FoundCodes):
        return edit.add_codes(
            vault,
            account.id,
            entry.secrets,
            generated_on=entry.generated_on,
            source=entry.source,
            is_older=is_older,
            now=now,
        )
    return edit.add_authenticator(vault, account.id, entry, now=now)


def is_kept(account: Account | None, entry: Entry) -> bool:
    """Tell whether the account has these codes or this seed already."""
    if account is None:
        return False
    codes = {code.secret for code_set in account.code_sets for code in code_set.codes}
    return _secrets(entry) <= codes | {one.secret for one in account.authenticators}


def _place(vault: Vault, entry: Entry, format_name: str, asked: Target | None) -> Placed:
    try:
        to = target(vault, entry, asked)
    except BadImport as error:
        return Placed(entry=entry, format=format_name, why_not=str(error), hint=error.hint)
    account = vault.find(to.service, to.username)
    replaces = account is not None and _would_replace(account, entry)
    present = account.live_set if account and isinstance(entry, FoundCodes) else None
    kept = is_kept(account, entry)
    return Placed(entry=entry, format=format_name, to=to, is_kept=kept, replaces=replaces, present=present)


def _would_replace(account: Account, entry: Entry) -> bool:
    """Tell whether what the account has now would become void."""
    if is_kept(account, entry):
        return False
    if isinstance(entry, FoundCodes):
        return account.live_set is not None
    return account.authenticator is not None and services.find(account.service).single_authenticator


def _secrets(entry: Entry) -> set[str]:
    return set(entry.secrets) if isinstance(entry, FoundCodes) else {entry.secret}


def _claims(entry: Entry) -> tuple[Sequence[str], str]:
    """Return the services that an entry may be of, and the user name that it tells."""
    if isinstance(entry, FoundCodes):
        return entry.candidates, entry.username
    issued = tuple(service.id for service in services.by_issuer(entry.issuer))
    return issued, entry.name or (entry.issuer if not issued else "")


def _check_no_contradiction(entry: Entry, asked: Target) -> None:
    """Hold a file's name, or a seed's issuer, against the user's word.

    A service that is not in the table may be another site of the same make.
    """
    if not isinstance(entry, FoundCodes):
        issued = [service.id for service in services.by_issuer(entry.issuer)]
        if issued and asked.service not in issued and asked.service in services.table():
            raise BadImport(
                f"This authenticator is of {services.find(issued[0]).name}, not of {asked.title}",
                hint="Choose the account that it belongs to.",
            )
        return
    other_service = entry.named and entry.named != asked.service and asked.service in services.table()
    if other_service or entry.username.casefold() not in {"", asked.username.casefold()}:
        of = f"{entry.named or asked.service}:{entry.username}" if entry.username else services.find(entry.named).name
        raise BadImport(
            f"The file's name says that these codes are of {of}, not of {asked.title}",
            hint="Rename the file if you are sure, or choose the other account.",
        )


def _own_id(entry: Entry) -> str:
    """Make a service id for an issuer that is not in the table: `Air Canada` becomes `air-canada`."""
    issuer = "" if isinstance(entry, FoundCodes) else entry.issuer
    return re.sub(r"[^a-z0-9._]+", "-", issuer.lower()).strip("-._")[:64] or "other"


def _noun(entry: Entry) -> str:
    return "codes" if isinstance(entry, FoundCodes) else "authenticator codes"
