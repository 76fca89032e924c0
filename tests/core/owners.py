"""Owners and what they noted, for the tests of readiness: a vault in a few words."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from msgspec import structs

from vault import findings, losses, sheets
from vault.findings.finding import Finding
from vault.model import (
    Account,
    Answer,
    Authenticator,
    Browser,
    Code,
    CodeSet,
    CodeState,
    Copy,
    Email,
    EmailStatus,
    Now,
    Outcome,
    Package,
    Password,
    Printed,
    SecurityKey,
    Sheet,
    SheetKind,
    Vault,
    new_id,
)
from vault.readiness import Readiness, Verdict

TODAY = date(2026, 6, 1)
NOW = Now(datetime(2026, 6, 1, 18, tzinfo=UTC), "workbench")
LONG_AGO = datetime(2025, 1, 2, 18, tzinfo=UTC)
KNOWN = Password(state="kept")  # in the owner's head, or somewhere that is always there
LOST = Password(state="lost")


def at(*names: str, on: date | None = None) -> tuple[Copy, ...]:
    return tuple(Copy(place=name, checked_on=on) for name in names)


def kept(*names: str) -> Password:
    return Password(state="kept", copies=at(*names))


def mail(
    address: str = "alice@example.com",
    status: EmailStatus = "verified",
    reaches: Answer = "unknown",
    *,
    primary: bool = True,
    **members: Any,
) -> Email:
    return Email(id=new_id(), address=address, status=status, reaches=reaches, primary=primary, **members)


def spare(address: str = "alice@spare.example", status: EmailStatus = "verified", **members: Any) -> Email:
    return mail(address, status, primary=False, **members)


def codes(
    *states: CodeState,
    added_at: datetime = LONG_AGO,
    outcomes: Sequence[Outcome] = (),
    is_burned_known: bool = True,
    **members: Any,
) -> CodeSet:
    """Return a code set of which it is known which one was burned; seven unused ones if nothing else is said."""
    each = states or ("used", *("unused",) * 7)
    told: list[Outcome] = [*outcomes, *cast("list[Outcome]", [""] * len(each))]
    set_id = new_id()
    return CodeSet(
        id=set_id,
        added_at=added_at,
        codes=tuple(
            Code(secret=f"{set_id}{place}", state=state, outcome=outcome)
            for place, (state, outcome) in enumerate(zip(each, told, strict=False))
        ),
        is_burned_known=is_burned_known,
        **members,
    )


def seed(*, added_at: datetime = LONG_AGO, void_at: datetime | None = None) -> Authenticator:
    return Authenticator(type="totp", secret="GEZDGNBVGY3TQOJQ", id=new_id(), added_at=added_at, void_at=void_at)


def key(place: str, name: str = "blue") -> SecurityKey:
    return SecurityKey(id=new_id(), name=name, copy=Copy(place=place))


def browser(place: str, *, days_ago: int = 1) -> Browser:
    return Browser(place=place, remembered_on=TODAY - timedelta(days_ago))


def package(name: str = "attest", **members: Any) -> Package:
    return Package(id=new_id(), name=name, **members)


def account(title: str = "pypi:alice", **members: Any) -> Account:
    service, _, username = title.partition(":")
    return Account(id=new_id(), service=service, username=username, created_at=LONG_AGO, **members)


def vault_of(*accounts: Account, **members: Any) -> Vault:
    return Vault(accounts=accounts, **members)


def sheet(kind: SheetKind, place: str = "", *, printed_at: datetime = LONG_AGO, key_id: str = "k1", **members: Any) -> Sheet:
    key_id = key_id if kind in {"recovery", "share"} else ""
    return Sheet(id=sheets.new_id(), kind=kind, place=place, printed_at=printed_at, key_id=key_id, **members)


def on_paper(one: Account, place: str, kind: SheetKind = "codes", **members: Any) -> Sheet:
    """Return a sheet of the codes and the authenticator that an account has now."""
    return sheet(kind, place, contents=sheets.contents_of([one]), **members)


def codes_on_paper(one: Account, place: str, **members: Any) -> Sheet:
    contents = tuple(printed for printed in sheets.contents_of([one]) if printed.code_set_id)
    return sheet("codes", place, contents=contents, **members)


def printed_codes(code_set: CodeSet, *unused: int, account_id: str = "") -> Printed:
    return Printed(account_id=account_id, code_set_id=code_set.id, unused=unused)


def share(holder: str, number: int, threshold: int, **members: Any) -> Sheet:
    return sheet("share", members.pop("place", holder), holder=holder, number=number, threshold=threshold, **members)


def ready(vault: Vault, *lost: str, **members: Any) -> Readiness:
    """Look at a vault, with these things lost already."""
    return Readiness(vault, TODAY, lost=[losses.find(vault, name) for name in lost], **members)


def verdict(vault: Vault, *lost: str, of: int = 0, **members: Any) -> Verdict:
    found = ready(vault, *lost, **members)
    return found.verdict(vault.present[of])


def open_ways(vault: Vault, *lost: str, of: int = 0, **members: Any) -> set[str]:
    """Return by which ways an account can be got into when these things are lost."""
    return {one.way for one in verdict(vault, *lost, of=of, **members).ways_in if one.works}


def why_not(vault: Vault, way: str, *lost: str, of: int = 0) -> str:
    return next(one.why_not for one in verdict(vault, *lost, of=of).ways_in if one.way == way)


def found(vault: Vault, *lost: str, of: int = 0) -> list[Finding]:
    readiness = ready(vault, *lost)
    return list(findings.of_account(readiness, readiness.verdict(vault.present[of])))


def kinds(vault: Vault, *lost: str, of: int = 0) -> set[str]:
    return {one.kind for one in found(vault, *lost, of=of)}


def finding(vault: Vault, kind: str, *lost: str, of: int = 0) -> Finding:
    return next(one for one in found(vault, *lost, of=of) if one.kind == kind)


def with_account(vault: Vault, changed: Account) -> Vault:
    accounts = tuple(changed if one.id == changed.id else one for one in vault.accounts)
    return structs.replace(vault, accounts=accounts)
