"""What would help an account most: each remedy is tried on a copy of the facts, and the cases of loss that it opens counted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Literal

from msgspec import Struct, structs

from vault import places
from vault.model import Account, Copy, Email, Password, SecurityKey, Vault
from vault.readiness import Loss, Readiness

Remedy = Literal[
    "verify-email",
    "spare-email",
    "mailbox",
    "security-key",
    "codes-elsewhere",
    "authenticator-elsewhere",
    "password-elsewhere",
    "vault-copy",
    "recovery-sheet",
]
# What each asks of the user: 1 is a minute, 2 is an errand, 3 costs money.
_COST: Mapping[Remedy, int] = {
    "verify-email": 1,
    "spare-email": 1,
    "mailbox": 2,
    "security-key": 3,
    "codes-elsewhere": 1,
    "authenticator-elsewhere": 2,
    "password-elsewhere": 1,
    "vault-copy": 1,
    "recovery-sheet": 1,
}
WORDS: Mapping[Remedy, str] = {
    "verify-email": "Verify the primary address",
    "spare-email": "Add a second verified address at another provider",
    "mailbox": "See to it that the mailbox can be opened from another place too",
    "security-key": "Add a security key, and keep it apart from the rest",
    "codes-elsewhere": "Print the recovery codes, and keep the sheet somewhere else",
    "authenticator-elsewhere": "Put the authenticator on a second device",
    "password-elsewhere": "Keep the password in a second place",
    "vault-copy": "Keep a copy of the vault somewhere else",
    "recovery-sheet": "Print a recovery sheet of the vault, and keep it somewhere else",
}
_ELSEWHERE = Copy(place="\0", checked_on=date.max)  # in no case of loss: no place of the user's can have that name


class Fix(Struct, frozen=True):
    """A remedy, and in how many of the cases of loss that close the account now it would open it."""

    remedy: Remedy
    saves: int

    @property
    def words(self) -> str:
        return WORDS[self.remedy]


def fixes(readiness: Readiness, account: Account, *, against: Loss | None = None) -> Sequence[Fix]:
    """Return what helps, `against` one loss or at all; first what saves most for what it asks."""
    wanted = readiness.cases.every if against is None else 1 << readiness.number(against)
    closed = wanted & ~readiness.reach(account)
    found = [Fix(remedy, (_after(readiness, account, remedy) & closed).bit_count()) for remedy in WORDS]
    return sorted((fix for fix in found if fix.saves), key=lambda fix: -fix.saves / _COST[fix.remedy])


def together(readiness: Readiness, account: Account, against: Loss) -> tuple[Remedy, ...]:
    """Return the fewest remedies that keep an account open in a loss, and of those the cheapest.

    Two always do: a security key needs no mail, and a second address resets the password.
    """
    case = 1 << readiness.number(against)
    tried = (some for size in (1, 2) for some in combinations(WORDS, size))
    enough = [some for some in tried if _after(readiness, account, *some) & case]
    return min(enough, key=lambda some: (len(some), sum(_COST[remedy] for remedy in some)))


def sentence(remedies: Sequence[Remedy]) -> str:
    """Return what to do, as a sentence without a full stop."""
    first, *rest = (WORDS[remedy] for remedy in remedies)
    return "; and ".join([first, *(words[:1].lower() + words[1:] for words in rest)])


def _after(readiness: Readiness, account: Account, *remedies: Remedy) -> int:
    """Return what is left of an account after these remedies."""
    of_vault = [remedy for remedy in remedies if remedy in _OF_VAULT]

    def change(vault: Vault) -> Vault:
        for remedy in of_vault:
            vault = _OF_VAULT[remedy](vault)
        return vault

    world = readiness.world_with(" ".join(of_vault), change) if of_vault else readiness.world
    if "verify-email" in remedies and account.primary and world.known(account.primary).reaches == "no":
        return 0  # nobody can open the link that verifies it
    for remedy in remedies:
        if remedy in _OF_ACCOUNT:
            account = _OF_ACCOUNT[remedy](account)
    return world.account(account)


def _verified(account: Account) -> Account:
    emails = tuple(
        structs.replace(email, status="verified", reaches="yes") if email.primary else email for email in account.emails
    )
    return structs.replace(account, emails=emails)


def _spare(account: Account) -> Account:
    spare = Email(id="", address="", status="verified", reaches="yes", primary=account.primary is None)
    return structs.replace(account, emails=(*account.emails, spare))


def _opened(account: Account) -> Account:
    emails = tuple(structs.replace(email, opened_at=(*email.opened_at, _ELSEWHERE)) for email in account.emails)
    return structs.replace(account, emails=emails)


def _with_key(account: Account) -> Account:
    return structs.replace(account, security_keys=(*account.security_keys, SecurityKey(id="", name="", copy=_ELSEWHERE)))


def _codes(account: Account) -> Account:
    """Put the codes somewhere else: those in force, or if none are here, others that the owner has."""
    return structs.replace(account, codes_at=(*account.codes_at, _ELSEWHERE))


def _authenticator(account: Account) -> Account:
    return structs.replace(account, totp_at=(*account.totp_at, _ELSEWHERE))


def _password(account: Account) -> Account:
    kept = account.password
    if kept.state == "lost" or (kept.state == "kept" and not kept.copies):
        return account
    return structs.replace(account, password=Password(state="kept", copies=(*kept.copies, _ELSEWHERE)))


def _copied(vault: Vault) -> Vault:
    return structs.replace(vault, kept_at=(*(vault.kept_at or (Copy(place=places.HERE),)), _ELSEWHERE))


def _with_sheet(vault: Vault) -> Vault:
    return structs.replace(vault, password_at=(*(vault.password_at or (Copy(place=places.HEAD),)), _ELSEWHERE))


_OF_ACCOUNT: Mapping[Remedy, Callable[[Account], Account]] = {
    "verify-email": _verified,
    "spare-email": _spare,
    "mailbox": _opened,
    "security-key": _with_key,
    "codes-elsewhere": _codes,
    "authenticator-elsewhere": _authenticator,
    "password-elsewhere": _password,
}
_OF_VAULT: Mapping[Remedy, Callable[[Vault], Vault]] = {"vault-copy": _copied, "recovery-sheet": _with_sheet}
