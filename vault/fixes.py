"""What would help an account most: each remedy is tried on a copy of the facts, and the cases of loss that it opens counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct, structs

from vault import places, ways
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
_ELSEWHERE = Copy(place="somewhere else")  # in no case of loss


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
    found = []
    for remedy, after in _after(readiness, account):
        if saves := (after & closed).bit_count():
            found.append(Fix(remedy, saves))
    return sorted(found, key=lambda fix: -fix.saves / _COST[fix.remedy])


def _after(readiness: Readiness, account: Account) -> Iterator[tuple[Remedy, int]]:
    """Yield what is left of an account after each remedy."""
    for remedy, change in _OF_ACCOUNT.items():
        yield remedy, readiness.reach(change(account))
    for remedy, change_vault in _OF_VAULT.items():
        world = ways.by_cases(change_vault(readiness.vault), readiness.today, readiness.cases)
        yield remedy, world.account(account)


def _verified(account: Account) -> Account:
    emails = tuple(
        structs.replace(email, status="verified", reaches="yes") if email.primary else email for email in account.emails
    )
    return structs.replace(account, emails=emails)


def _spare(account: Account) -> Account:
    spare = Email(id="", address="", status="verified", primary=account.primary is None)
    return structs.replace(account, emails=(*account.emails, spare))


def _opened(account: Account) -> Account:
    emails = tuple(
        structs.replace(email, opened_at=(*email.opened_at, _ELSEWHERE)) if email.opened_at or email.opened_by else email
        for email in account.emails
    )
    return structs.replace(account, emails=emails)


def _with_key(account: Account) -> Account:
    return structs.replace(account, security_keys=(*account.security_keys, SecurityKey(id="", name="", copy=_ELSEWHERE)))


def _codes(account: Account) -> Account:
    if account.live_set and not account.live_set.count("unused"):
        return account
    return structs.replace(account, codes_at=(*account.codes_at, _ELSEWHERE))


def _authenticator(account: Account) -> Account:
    return structs.replace(account, totp_at=(*account.totp_at, _ELSEWHERE))


def _password(account: Account) -> Account:
    kept = account.password
    if kept.state == "lost":
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
