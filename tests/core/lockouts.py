"""Accounts whose owners are locked out, as people told of it in github.com/pypi/support: facts only, no secrets of anybody."""

from datetime import UTC, date, datetime
from typing import Any

from msgspec import structs

from vault import edit, losses, otp
from vault.model import Account, Answer, Copy, Email, EmailStatus, Now, Package, Password, Seed, Vault, new_id
from vault.readiness import Readiness

TODAY = date(2026, 6, 1)
NOW = Now(datetime(2026, 6, 1, 9, tzinfo=UTC), "workbench")
CODES = tuple(f"{place:x}a83fe2954d8f19{place:x}" for place in range(8))
SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def address(
    text: str, status: EmailStatus = "verified", reaches: Answer = "unknown", *, primary: bool = False, **members: Any
) -> Email:
    verified_on = date(2026, 1, 2) if status == "verified" else None
    return Email(id=new_id(), address=text, status=status, reaches=reaches, primary=primary, verified_on=verified_on, **members)


def package(name: str, repository: str = "", can_push: Answer = "unknown", **members: Any) -> Package:
    return Package(id=new_id(), name=name, repository=repository, can_push=can_push, **members)


def vault_with(title: str = "pypi:alice", vault: Vault | None = None, **members: Any) -> Vault:
    """Return a vault with one account more that has these members."""
    service, _, username = title.partition(":")
    vault = edit.add_account(vault or Vault(), service, username, now=NOW)
    changed = structs.replace(vault.accounts[-1], **members)
    return structs.replace(vault, accounts=(*vault.accounts[:-1], changed))


def with_codes(vault: Vault, *, used: int = 0) -> Vault:
    account_id = vault.accounts[-1].id
    vault = edit.add_codes(vault, account_id, CODES, generated_on=date(2025, 3, 1), now=NOW)
    for place in range(1, used + 1):
        vault = edit.mark_code(vault, account_id, last(vault).code_sets[0].id, place, "used", now=NOW)
    return edit.note_burned(vault, account_id, last(vault).code_sets[0].id, place=None, now=NOW)


def seed() -> Seed:
    return otp.new_seed(SEED, issuer="PyPI", name="alice")


def last(vault: Vault) -> Account:
    return vault.accounts[-1]


def ready(vault: Vault, *lost: str) -> Readiness:
    """Look at a vault, with these things lost already."""
    return Readiness(vault, TODAY, lost=[losses.find(vault, name) for name in lost])


KNOWN = Password(state="kept")
LOST = Password(state="lost")
ATTEST = package("Attest", "https://github.com/dag/attest", "yes")


def dag() -> Vault:
    """#8241: the password forgotten, the address never verified, no codes; a maintainer is to be added to Attest."""
    mail = address("dag@odenhall.example", "unverified", "yes", primary=True)
    return vault_with("pypi:dag", emails=(mail,), password=LOST, packages=(ATTEST,), linked=("github:dag",))


def katsuma() -> Vault:
    """#8220: the address was mistyped when the account was made, so there are no codes and no second factor."""
    mail = address("katuma@inoue.example", "unverified", "no", primary=True)
    vault = vault_with("pypi:katsuma-inoue", emails=(mail,), password=LOST, has_second_factor="no")
    right = address("katsuma@inoue.example", "verified", "yes", primary=True)
    vault = vault_with("github:katsuma-inoue", vault, emails=(right,))
    return structs.replace(vault, accounts=vault.accounts[::-1])


def lost_domain() -> Vault:
    """#10322: the domain of the mail is gone, and codes are of no use without the mail for a new place."""
    mail = address("mira@holt.example", primary=True, is_own_domain=True, renews_on=date(2026, 1, 1))
    other = address("mira@elsewhere.example", "unknown", "yes")
    return with_codes(vault_with(emails=(mail, other), password=KNOWN, packages=(ATTEST,)))


def silent_mail() -> Vault:
    """#11423: password, digits, codes and mailbox are all there, only that mail never comes."""
    mail = address("alice@example.com", "verified", "yes", primary=True)
    vault = with_codes(vault_with(emails=(mail,), password=KNOWN, packages=(ATTEST,)))
    return edit.add_authenticator(vault, last(vault).id, seed(), now=NOW)


def dead_primary() -> Vault:
    """#11543: nobody reads the primary mailbox any more, a second address is verified and fine."""
    mails = (address("cboos@old.example", reaches="no", primary=True), address("cboos@free.example", reaches="yes"))
    vault = vault_with("pypi:cboos", emails=mails, password=KNOWN)
    return edit.add_authenticator(vault, last(vault).id, seed(), now=NOW)


def lapsed_address() -> Vault:
    """#6651, #8752: the domain expired, and PyPI took the verification back."""
    mail = address("alice@lapsed.example", "unverified", "no", primary=True, is_own_domain=True)
    return vault_with(emails=(mail,), password=LOST, packages=(ATTEST,))


def one_entry() -> Vault:
    """#2808: authenticator and codes are in one entry of a password manager, which is lost."""
    mail = address("alice@example.com", "verified", "yes", primary=True)
    kept = (Copy(place="KeePass"),)
    return vault_with(emails=(mail,), password=KNOWN, totp_at=kept, codes_at=kept, packages=(ATTEST,))


def used_up() -> Vault:
    """#6822: every code is used, and the phone was replaced."""
    mail = address("alice@example.com", "verified", "yes", primary=True)
    return with_codes(vault_with(emails=(mail,), password=KNOWN, totp_at=(Copy(place="phone"),)), used=8)


def overwritten() -> Vault:
    """#11335: the entry of PyPI overwrote that of TestPyPI."""
    mail = address("alice@example.com", "verified", "yes", primary=True)
    vault = vault_with("pypi:alice", emails=(mail,), password=KNOWN)
    vault = edit.add_authenticator(vault, last(vault).id, seed(), now=NOW)
    mail = address("alice@example.com", "verified", "yes", primary=True)
    return vault_with("testpypi:alice", vault, emails=(mail,), password=KNOWN, has_second_factor="yes")
