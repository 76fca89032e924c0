"""One-time passwords: reading seeds and `otpauth:` texts, and making the values (RFC 4226, RFC 6238, Steam).

Real apps write sloppy URIs and issue 80-bit seeds; both work here. `research/formats.md` C0 lists what occurs.
"""

import base64
import binascii
import hashlib
import re
from typing import get_args

import msgspec
import pyotp
from pyotp.contrib.steam import STEAM_CHARS

from vault.errors import BadInput
from vault.model import Algorithm, OtpType, Seed, printable

DIGITS = range(1, 11)
PERIODS = range(1, 86401)
COUNTERS = range(2**63)
STEAM_DIGITS = 5
OUT_OF_SYNC = 10  # periods
_URI_LIMIT = 16384
_HINT = "Copy the whole text behind the QR code, it starts with otpauth://"


class _Generator(pyotp.OTP):
    """pyotp's truncation for seeds of any length: its own minimum of 112 bits would refuse GitHub's 80."""

    def byte_secret(self) -> bytes:
        return base64.b32decode(self.secret + "=" * (-len(self.secret) % 8))


def value(seed: Seed, at: int) -> str:
    """Return the value of a TOTP or Steam seed at the Unix time `at`, in seconds."""
    return value_at_counter(seed, at // seed.period)


def value_at_counter(seed: Seed, counter: int) -> str:
    """Return the value for an HOTP counter, or for a number of periods since 1970."""
    digest = getattr(hashlib, seed.algorithm.lower())
    number = _Generator(seed.secret, digits=10, digest=digest).generate_otp(counter)
    if seed.type != "steam":
        return number[-seed.digits :]
    rest, letters = int(number), ""
    for _ in range(seed.digits):
        rest, letter = divmod(rest, len(STEAM_CHARS))
        letters += STEAM_CHARS[letter]
    return letters


def seconds_left(seed: Seed, at: float) -> float:
    """Return how long the value of the moment `at` stays, in seconds."""
    return seed.period - at % seed.period


def drift(seed: Seed, value_secret: str, at: int) -> int | None:
    """Return by how many seconds the device that showed this value is ahead of `at`; None if not within ±10 periods.

    PyPI accepts one period to either side and calls ten "out of sync" (pypi-facts §2).
    """
    typed = re.sub(r"\s", "", value_secret)
    steps = sorted(range(-OUT_OF_SYNC, OUT_OF_SYNC + 1), key=abs)
    now = at // seed.period
    return next((step * seed.period for step in steps if now + step >= 0 and value_at_counter(seed, now + step) == typed), None)


def clean_secret(text: str) -> str:
    """Return a typed or copied base32 seed in its stored form: upper case, without blanks, dashes and padding.

    Raises BadInput.
    """
    secret = re.sub(r"[\s\-]", "", text).rstrip("=").upper()
    try:
        if not secret.isascii():
            raise ValueError
        seed = base64.b32decode(secret + "=" * (-len(secret) % 8))
    except (ValueError, binascii.Error):
        seed = b""
    if not seed:
        raise BadInput("The TOTP seed is not base32", hint="It has the letters A to Z and the digits 2 to 7 only.") from None
    if len(seed) > 1024:
        raise BadInput("The TOTP seed is too long", hint=_HINT)
    return secret


def parse(text: str) -> Seed:
    """Read an `otpauth://` or `steam://` text. Raises BadInput; any text gives a seed or that."""
    text = text.strip()
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.lower() not in {"otpauth", "steam"}:
        raise BadInput("This is not an authenticator's text", hint=_HINT)
    if len(text) > _URI_LIMIT:
        raise BadInput("The authenticator's text is too long", hint=_HINT)
    if scheme.lower() == "steam":
        return Seed(type="steam", secret=clean_secret(_unquote(rest)), issuer="Steam", digits=STEAM_DIGITS)
    kind, _, rest = rest.partition("/")
    label, _, query = rest.partition("?")
    members = _query(query)
    seed_type = _type(kind.lower(), members)
    label_issuer, name = _label(label)
    return Seed(
        type=seed_type,
        secret=clean_secret(members.get("secret", "")),
        issuer=_words(members.get("issuer", "")) or _words(label_issuer),
        name=_words(name),
        algorithm=_algorithm(members.get("algorithm", "")),
        digits=STEAM_DIGITS if seed_type == "steam" else _number(members, "digits", 6, DIGITS),
        period=_number(members, "period", 30, PERIODS) if seed_type == "totp" else 30,
        counter=_number(members, "counter", 0, COUNTERS) if seed_type == "hotp" else 0,
    )


def to_uri(seed: Seed) -> str:
    """Return the `otpauth:` text of a seed: other authenticators and `parse` read it."""
    is_split = seed.issuer or ":" in seed.name
    label = f"{_quote(seed.issuer)}:{_quote(seed.name)}" if is_split else _quote(seed.name)
    members = {
        "secret": seed.secret,
        "issuer": _quote(seed.issuer),
        "algorithm": seed.algorithm,
        "digits": seed.digits,
    }
    members |= {"counter": seed.counter} if seed.type == "hotp" else {"period": seed.period}
    query = "&".join(f"{name}={value}" for name, value in members.items() if value != "")
    return f"otpauth://{seed.type}/{label}?{query}"


def new_seed(secret: str, **members: str | int) -> Seed:
    """Return a TOTP seed from a typed base32 secret and a service's usual settings. Raises BadInput."""
    try:
        return msgspec.convert({"type": "totp", "secret": clean_secret(secret), **members}, Seed)
    except msgspec.ValidationError:
        raise BadInput("These are no settings of an authenticator", hint="Use 1 to 10 digits and 1 to 86400 seconds.") from None


def _type(kind: str, members: dict[str, str]) -> OtpType:
    if kind == "steam" or (kind == "totp" and members.get("encoder", "").lower() == "steam"):
        return "steam"
    if kind == "totp":
        return "totp"
    if kind == "hotp":
        return "hotp"
    raise BadInput("This kind of authenticator is not known", hint="Sparekey keeps TOTP, HOTP and Steam authenticators.")


def _algorithm(text: str) -> Algorithm:
    word = text.upper().removeprefix("ALGORITHM.").removeprefix("HMAC").strip("-").replace("-", "")
    if word in {"", "NULL"}:
        return "SHA1"
    for algorithm in get_args(Algorithm):
        if word == algorithm:
            return algorithm  # type: ignore[no-any-return]
    raise BadInput("This authenticator uses an unknown algorithm", hint="Sparekey knows SHA-1, SHA-256 and SHA-512.")


def _number(members: dict[str, str], name: str, default: int, allowed: range) -> int:
    text = members.get(name, "").strip()
    if text.lower() in {"", "null"}:
        return default
    number = int(text) if re.fullmatch(r"[0-9]{1,19}", text) else -1
    if number not in allowed:
        raise BadInput(f"The authenticator's {name} is out of range", hint=_HINT)
    return number


def _label(label: str) -> tuple[str, str]:
    """Split `Issuer: account`, also where the colon is escaped. With more than one the whole label is the account (Aegis)."""
    if label.count(":") == 1:
        issuer, _, name = label.partition(":")
        return _unquote(issuer), _unquote(name)
    label = _unquote(label)
    issuer, _, name = label.partition(":") if label.count(":") == 1 else ("", "", label)
    return issuer, name


def _words(text: str) -> str:
    return printable(text).strip()[:200].rstrip()


def _query(query: str) -> dict[str, str]:
    members: dict[str, str] = {}
    for part in query.split("&"):
        name, _, text = part.partition("=")
        name = name.strip().lower()
        text = _unquote(text.replace("+", " ") if name == "issuer" else text)
        if name == "secret" and members.get(name, text) != text:
            raise BadInput("The authenticator's text has two seeds", hint=_HINT)
        members.setdefault(name, text)
    return members


def _unquote(text: str) -> str:
    """Decode percent escapes; a broken one is refused."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise BadInput("The authenticator's text is damaged: a percent sign stands alone", hint=_HINT)
    raw = re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match[1].decode()), text.encode("utf-8", "replace"))
    return raw.decode("utf-8", "replace")


def _quote(text: str) -> str:
    return "".join(char if char.isascii() and (char.isalnum() or char in "-._~@") else _escape(char) for char in text)


def _escape(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))
