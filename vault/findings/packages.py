"""Findings about packages and accounts of the same name (pypi-facts §6, §7)."""

from collections.abc import Iterator, Sequence

from vault import services
from vault.findings.finding import Finding
from vault.findings.words import joined
from vault.model import Account, Package, Vault
from vault.services import Service

_MOST = 5  # names in a sentence


def of_packages(account: Account, service: Service) -> Iterator[Finding]:
    if not service.chores:
        return
    if not account.packages:
        yield Finding(
            kind="packages-missing",
            severity="advice",
            text="No packages are noted, so nobody can tell who else can release and what would show that it is yours",
            fix="Note your packages, their other owners and source links",
            action="packages",
        )
        return
    alone = [package for package in account.packages if _is_alone(package)]
    if alone:
        names = [package.name for package in alone]
        if all(package.has_publisher for package in alone):
            what = "only releases through the trusted publisher go on while you are locked out"
        else:
            what = "while you are locked out no release goes out"
        yield Finding(
            kind="sole-owner",
            severity="warning",
            text=f"Nobody else is known to own {_named(names)}: {what}",
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


def _is_alone(package: Package) -> bool:
    """Tell whether nobody else can manage a package and release it: a maintainer who is no owner is not alone."""
    return package.role == "owner" and not package.owners and package.has_other_owner != "yes"


def _is_proof(package: Package) -> bool:
    return bool(package.repository) and package.can_push != "no"


def _named(names: Sequence[str]) -> str:
    return joined(names if len(names) <= _MOST else [*names[:_MOST], f"{len(names) - _MOST} more"])


def of_twins(vault: Vault, account: Account) -> Iterator[Finding]:
    """Yield that there is an account of the same name at the service's twin (pypi/support#11335, #5778)."""
    twin = {"pypi": "testpypi", "testpypi": "pypi"}.get(account.service)
    if twin and vault.find(twin, account.username):
        yield Finding(
            kind="twins",
            severity="advice",
            text=f"{services.find(account.service).name} and {services.find(twin).name} are two accounts with one name: "
            "elsewhere the codes or the authenticator of one are easily overwritten with the other's",
            fix="See that the digits of each are accepted at its own site, and keep the codes of each under its own name",
            action="authenticator",
        )
