"""Findings about packages and accounts of the same name (pypi-facts §6, §7)."""

from collections.abc import Iterator

from vault import services
from vault.findings.finding import Finding
from vault.findings.words import joined
from vault.model import Account, Package, Vault
from vault.services import Service


def of_packages(account: Account, service: Service) -> Iterator[Finding]:
    if not service.chores:
        return
    if not account.packages:
        yield Finding(
            kind="packages-missing",
            severity="advice",
            text="No packages are noted: who else can release, and what would show that the account is yours?",
            fix="Note your packages, their other owners and source links",
            action="packages",
        )
        return
    alone = [package.name for package in account.packages if not package.owners and package.has_other_owner != "yes"]
    if alone:
        yield Finding(
            kind="sole-owner",
            severity="warning",
            text=f"Nobody else is known to own {joined(alone[:5])}{' and more' * (len(alone) > 5)}: "
            "while you are locked out no release goes out",
            fix="Add a second owner whom you trust, and note the name",
            action="packages",
        )
    if not any(_is_proof(package) for package in account.packages):
        yield Finding(
            kind="no-proof",
            severity="warning",
            text="No package's newest release is known to link a public repository to which you can push: "
            "that is what makes a recovery quick",
            fix="Put the source link into the metadata of your next release, and note it here",
            action="packages",
        )


def _is_proof(package: Package) -> bool:
    return bool(package.repository) and package.can_push != "no"


def of_twins(vault: Vault, account: Account) -> Iterator[Finding]:
    """Yield that there is an account of the same name at the service's twin (pypi/support#11335, #5778)."""
    twin = {"pypi": "testpypi", "testpypi": "pypi"}.get(account.service)
    if twin and vault.find(twin, account.username):
        yield Finding(
            kind="twins",
            severity="advice",
            text=f"{services.find(account.service).name} and {services.find(twin).name} are two accounts with one name: "
            "other apps overwrite the authenticator of one with the other's",
            fix="See that each code is accepted at its own site",
            action="authenticator",
        )
