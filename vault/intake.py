"""Whose is it? What was found in a file, held against the accounts of the vault, and put where it belongs.

Never decided silently: PyPI and TestPyPI write the same heading and often the same issuer (research/pypi-facts.md §0.7).
"""

import re
from collections.abc import Sequence

from msgspec import Struct

from vault import edit, services
from vault.codes import FoundCodes
from vault.errors import BadImport
from vault.formats import Entry
from vault.model import Account, Now, Vault


class Target(Struct, frozen=True):
    """An account, by name; it need not exist yet."""

    service: str
    username: str

    @property
    def title(self) -> str:
        return f"{self.service}:{self.username}"


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
    if len(present) == 1 and (len(candidates) == 1 or present[0].service == candidates[0]):
        return Target(present[0].service, present[0].username)
    if username and candidates and not present:
        return Target(candidates[0], username)
    if username and not candidates:
        return Target(_own_id(entry), username)
    names = [services.find(candidate).name for candidate in candidates]
    raise BadImport(
        f"It cannot be told whose {_noun(entry)} these are" + (f": {' or '.join(names)}" if len(names) > 1 else ""),
        hint=f"Say it with --account, for example --account {(candidates or ('pypi',))[0]}:{username or 'NAME'}.",
    )


def add(vault: Vault, entry: Entry, to: Target, *, now: Now) -> Vault:
    """Put an entry into its account, made if need be. Raises BadInput where the account has it already."""
    if not vault.find(to.service, to.username):
        vault = edit.add_account(vault, to.service, to.username, now=now)
    account = vault.find(to.service, to.username)
    assert account is not None  # noqa: S101
    if isinstance(entry, FoundCodes):
        return edit.add_codes(vault, account.id, entry.secrets, generated_on=entry.generated_on, source=entry.source, now=now)
    return edit.add_authenticator(vault, account.id, entry, now=now)


def is_kept(account: Account | None, entry: Entry) -> bool:
    """Tell whether the account has these codes or this seed already."""
    if account is None:
        return False
    if isinstance(entry, FoundCodes):
        known = {code.secret for code_set in account.code_sets for code in code_set.codes}
        return set(entry.secrets) <= known
    return any(one.secret == entry.secret for one in account.authenticators)


def _claims(entry: Entry) -> tuple[Sequence[str], str]:
    """Return the services that an entry may be of, and the user name that it tells."""
    if isinstance(entry, FoundCodes):
        return entry.candidates, entry.username
    issued = tuple(service.id for service in services.by_issuer(entry.issuer))
    return issued, entry.name or (entry.issuer if not issued else "")


def _check_no_contradiction(entry: Entry, asked: Target) -> None:
    if not isinstance(entry, FoundCodes) or not entry.username:
        return
    of = Target(entry.candidates[0], entry.username)
    if of.service != asked.service or of.username.casefold() != asked.username.casefold():
        raise BadImport(
            f"The file's name says that these codes are of {of.title}, not of {asked.title}",
            hint="Rename the file if you are sure, or choose the other account.",
        )


def _own_id(entry: Entry) -> str:
    """Make a service id for an issuer that is not in the table: `Air Canada` becomes `air-canada`."""
    issuer = "" if isinstance(entry, FoundCodes) else entry.issuer
    return re.sub(r"[^a-z0-9._]+", "-", issuer.lower()).strip("-._")[:64] or "other"


def _noun(entry: Entry) -> str:
    return "codes" if isinstance(entry, FoundCodes) else "authenticator codes"
