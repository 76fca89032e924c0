"""One account, as the terminal tells it: in JSON, and as lines. Secrets only where they are asked for."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from vault import otp, services
from vault.model import Account, Authenticator, Code, CodeSet, Copy, Email, Vault, printable
from vault.usage import Devices

_FACTS = (
    "tokens",
    "password",
    "totp_at",
    "codes_at",
    "security_keys",
    "browsers",
    "packages",
    "linked",
    "evidence",
    "requests",
)


def row(account: Account, next_due: date | None) -> dict[str, Any]:
    """Return an account as `list` tells it."""
    return {
        "id": account.id,
        "service": account.service,
        "username": account.username,
        "codes": _counts(account),
        "totp": account.authenticator is not None,
        "next_due": next_due.isoformat() if next_due else None,
    }


def left(account: Account) -> str:
    code_set = account.live_set
    return f"{code_set.count('unused')} of {len(code_set.codes)}" if code_set else "-"


def whole(vault: Vault, account: Account, devices: Devices, next_due: date | None, *, reveal: bool) -> dict[str, Any]:
    """Return all of an account; codes and seeds are null without `reveal`."""
    facts = row(account, next_due) | {name: msgspec.to_builtins(getattr(account, name)) for name in _FACTS}
    facts["password"]["secret"] = (account.password.secret or None) if reveal else None
    return facts | {
        "note": account.note,
        "created_at": account.created_at.isoformat(),
        "recovered_on": account.recovered_on.isoformat() if account.recovered_on else None,
        "second_factor": account.has_second_factor,
        "emails": [_email(vault, email) for email in account.emails],
        "code_sets": [_code_set(code_set, devices, reveal=reveal) for code_set in account.code_sets],
        "authenticators": [_authenticator(one, reveal=reveal) for one in account.authenticators],
    }


def lines(vault: Vault, account: Account, devices: Devices, *, reveal: bool) -> Iterator[str]:
    """Yield all of an account as a person reads it."""
    yield f"{account.title}  ({services.find(account.service).name})"
    for email in account.emails:
        yield f"  e-mail         {_said_of(vault, email)}"
    yield from _facts(account, reveal=reveal)
    for one in account.authenticators:
        yield f"  authenticator  {one.type.upper()}, {one.digits} digits{', replaced' if one.void_at else ''}"
        if reveal:
            yield f"                 {otp.to_uri(one)}"
    for code_set in account.code_sets:
        made = f"generated {code_set.generated_on}" if code_set.generated_on else f"added {code_set.added_at:%Y-%m-%d}"
        old = ", replaced" if code_set.void_at else ""
        yield f"  codes          {code_set.count('unused')} of {len(code_set.codes)} left, {made}{old}"
        for place, code in enumerate(code_set.codes, 1):
            secret = code.secret if reveal else "•" * 8
            yield f"    {place:2}  {secret}  {_state(code, devices.get((code_set.id, place), ''))}"
    if account.note:
        yield f"  note           {account.note}"


def _password(account: Account, *, reveal: bool) -> Iterator[str]:
    if account.password.state != "unknown":
        here = ", and in this vault" if account.password.secret else ""
        yield f"  password       {_places(account.password.copies) or account.password.state}{here}"
        if reveal and account.password.secret:
            yield f"                 {account.password.secret}"


def _facts(account: Account, *, reveal: bool) -> Iterator[str]:
    yield from _password(account, reveal=reveal)
    if account.totp_at:
        yield f"  authenticator  also on {_places(account.totp_at)}"
    if account.codes_at:
        yield f"  codes          also at {_places(account.codes_at)}"
    for key in account.security_keys:
        yield f"  security key   {key.name}, at {key.copy.place}"
    for browser in account.browsers:
        yield f"  browser        on {browser.place}, remembered {browser.remembered_on}"
    for token in account.tokens:
        scope = token.scope or "the whole account"
        yield f"  token          {token.name}, for {scope}{f', created {token.created_on}' if token.created_on else ''}"
    for package in account.packages:
        said = [package.name, package.role]
        said += [f"also owned by {', '.join(package.owners)}"] * bool(package.owners)
        said += [package.repository] * bool(package.repository)
        yield f"  package        {', '.join(said)}"
    for linked in account.linked:
        yield f"  linked         {linked}"
    for one in account.evidence:
        yield f"  evidence       {one.text}{f', at {one.copy.place}' if one.copy else ''}"


def _places(copies: Sequence[Copy]) -> str:
    return ", ".join(copy.place for copy in copies)


def _said_of(vault: Vault, email: Email) -> str:
    said = [email.address]
    said += ["primary"] * email.primary
    said.append(f"verified {email.verified_on}" if email.verified_on else email.status)
    said += ["cannot be read any more"] * (email.reaches == "no")
    said += [f"opened at {_places(email.opened_at)}"] * bool(email.opened_at)
    said += [f"opened with {one.title}" for one in vault.present if one.id == email.opened_by]
    said += [f"its domain is paid for until {email.renews_on}"] * bool(email.renews_on)
    return ", ".join(said)


def _email(vault: Vault, email: Email) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(email)
    owner = next((one.title for one in vault.present if one.id == email.opened_by), None)
    whole = {"primary": email.primary, "status": email.status, "verified_on": None, "renews_on": None, "reaches": email.reaches}
    return whole | found | {"opened_by": owner}


def _counts(account: Account) -> dict[str, int]:
    counts = {
        "left": sum(code_set.count("unused") for code_set in account.code_sets),
        "used": sum(code_set.count("used") for code_set in account.code_sets),
        "void": sum(code_set.count("void") for code_set in account.code_sets),
    }
    return counts | {"total": sum(counts.values())}


def _code_set(code_set: CodeSet, devices: Devices, *, reveal: bool) -> dict[str, Any]:
    return {
        "id": code_set.id,
        "generated_on": code_set.generated_on.isoformat() if code_set.generated_on else None,
        "source": code_set.source,
        "void": code_set.void_at is not None,
        "codes": [
            {
                "value": one.secret if reveal else None,
                "state": one.state,
                "outcome": one.outcome or None,
                "used_at": one.used_at.isoformat() if one.used_at else None,
                "used_from": devices.get((code_set.id, place)),
                "note": one.note,
            }
            for place, one in enumerate(code_set.codes, 1)
        ],
    }


def _authenticator(one: Authenticator, *, reveal: bool) -> dict[str, Any]:
    return {
        "type": one.type,
        "issuer": one.issuer,
        "name": one.name,
        "secret": one.secret if reveal else None,
        "algorithm": one.algorithm,
        "digits": one.digits,
        "period": one.period,
        "counter": one.counter,
        "void": one.void_at is not None,
    }


def _state(code: Code, device: str) -> str:
    """Say when, from where and why a code was used, and how that ended."""
    used = f" {code.used_at:%Y-%m-%d}" if code.used_at else ""
    used += f" from {printable(device)}" if device else ""
    return ", ".join([f"{code.state}{used}", *filter(None, (code.note, code.outcome))])
