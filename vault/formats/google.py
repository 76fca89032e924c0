"""Pages of Google Authenticator's "Transfer accounts": `otpauth-migration://offline?data=` (research/formats.md C5).

An export is shown as several QR codes with up to ten authenticators each. A page tells which export it is of and how
many there are, so pages may come in any order, and in several pictures.
"""

import base64
import re
from collections.abc import Iterable

from msgspec import Struct

from vault import otp
from vault.codes import Problem
from vault.errors import BadImport, BadInput
from vault.model import Algorithm, Seed, printable

START = "otpauth-migration://"
_LIMIT = 16384  # characters; a QR code holds 4296
_MOST_PAGES = 1000
_HINT = "In Google Authenticator choose Transfer accounts, Export accounts, and take each QR code as it is shown."
_ALGORITHMS: dict[int, Algorithm] = {0: "SHA1", 1: "SHA1", 2: "SHA256", 3: "SHA512"}
_MD5 = 4
_DIGITS = {0: 6, 1: 6, 2: 8}
_TYPES = {0: "totp", 1: "hotp", 2: "totp"}
_VARINT, _BYTES = 0, 2  # wire types of protobuf
_SIZES = {1: 8, 5: 4}  # bytes of the wire types of one length; groups are long out of use


class Pages(Struct, frozen=True):
    """Which pages of an export were seen, counted from 0."""

    batch_id: int
    size: int
    seen: frozenset[int]

    @property
    def is_complete(self) -> bool:
        return len(self.seen) == self.size

    def __str__(self) -> str:
        return f"{len(self.seen)} of {self.size} pages seen"


class Page(Struct, frozen=True):
    """What one page holds. `pages` is None where it does not say that it is one of several."""

    seeds: tuple[Seed, ...]
    problems: tuple[Problem, ...]
    pages: Pages | None


def is_page(text: str) -> bool:
    return text.lstrip()[: len(START)].lower() == START


def sniff(data: bytes) -> bool:
    return START.encode() in data[:65536].replace(b"\0", b"").lower()  # UTF-16 too


def read(text: str, where: str = "") -> Page:
    """Read one page's text. An authenticator that cannot be used does not refuse the others; `where` names the page.

    Raises BadImport; any text gives a page or that.
    """
    try:
        return _page(_payload(text), where)
    except ValueError:
        raise BadImport("This page of a Google Authenticator export is damaged", hint=_HINT) from None


def join(several: Iterable[Pages]) -> tuple[Pages, ...]:
    """Put together which pages of which exports were seen."""
    joined: dict[tuple[int, int], Pages] = {}
    for one in several:
        export = (one.batch_id, one.size)
        seen = joined[export].seen if export in joined else frozenset()
        joined[export] = Pages(one.batch_id, one.size, one.seen | seen)
    return tuple(joined.values())


def _payload(text: str) -> bytes:
    """Return the bytes behind `data=`. Raises ValueError, BadImport."""
    if len(text) > _LIMIT:
        raise BadImport("This page of a Google Authenticator export is too long", hint=_HINT)
    members = text.strip().partition("?")[2].split("&")
    coded = next((member[5:] for member in members if member.lower().startswith("data=")), "")
    coded = re.sub(r"%([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), coded)
    coded = coded.replace(" ", "+").replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True)


def _page(payload: bytes, where: str) -> Page:
    seeds: list[Seed] = []
    problems: list[Problem] = []
    whole, texts = _members(payload)
    for number, text in enumerate(texts.get(1, ()), 1):
        try:
            seeds.append(_seed(text))
        except BadInput as error:
            problems.append(Problem(f"{where}, authenticator {number}".removeprefix(", "), str(error)))
    if not seeds and not problems:
        raise BadImport("There is no authenticator in this page of a Google Authenticator export", hint=_HINT)
    size, index, batch_id = whole.get(3, 0), _signed(whole.get(4, 0)), whole.get(5, 0) & 0xFFFFFFFF
    is_one_of_several = 0 <= index < size <= _MOST_PAGES
    return Page(tuple(seeds), tuple(problems), Pages(batch_id, size, frozenset((index,))) if is_one_of_several else None)


def _seed(payload: bytes) -> Seed:
    """Read one OtpParameters message. Raises BadInput."""
    try:
        whole, texts = _members(payload)
    except ValueError:
        raise BadInput("This authenticator is damaged", hint=_HINT) from None
    algorithm, digits, kind, counter = (whole.get(number, 0) for number in (4, 5, 6, 7))
    if algorithm == _MD5:
        raise BadInput("This authenticator uses MD5, which Sparekey does not know", hint=_HINT)
    if algorithm not in _ALGORITHMS or digits not in _DIGITS or kind not in _TYPES:
        raise BadInput("This kind of authenticator is not known", hint=_HINT)
    secret, name, issuer = (texts.get(number, [b""])[-1] for number in (1, 2, 3))
    if not secret:
        raise BadInput("This authenticator has no seed", hint=_HINT)
    site, account = _names(_words(issuer), _words(name))
    return otp.new_seed(
        base64.b32encode(secret).decode("ascii"),
        type=_TYPES[kind],
        issuer=site,
        name=account,
        algorithm=_ALGORITHMS[algorithm],
        digits=_DIGITS[digits],
        counter=_signed(counter) if _TYPES[kind] == "hotp" else 0,
    )


def _names(issuer: str, name: str) -> tuple[str, str]:
    """Take the issuer off a name that repeats it, as in `PyPI: alice`. As in otpauth texts a second colon is the account's."""
    first, _, rest = name.partition(":")
    if issuer and first.strip().casefold() == issuer.casefold():
        return issuer, rest.strip()
    if name.count(":") == 1:
        return issuer or first.strip(), rest.strip()
    return issuer, name


def _words(text: bytes) -> str:
    return printable(text.decode("utf-8", "replace")).strip()[:200].rstrip()


def _members(message: bytes) -> tuple[dict[int, int], dict[int, list[bytes]]]:
    """Return a protobuf message's whole numbers (the last of each field counts) and byte strings. Raises ValueError."""
    whole: dict[int, int] = {}
    texts: dict[int, list[bytes]] = {}
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        number, wire = key >> 3, key & 7
        if not number:
            raise ValueError
        size = _SIZES.get(wire, 0)
        if wire == _VARINT:
            whole[number], place = _varint(message, place)
        elif wire == _BYTES:
            size, place = _varint(message, place)
            texts.setdefault(number, []).append(message[place : place + size])
        elif not size:
            raise ValueError
        place += size
    if place > len(message):
        raise ValueError
    return whole, texts


def _varint(message: bytes, place: int) -> tuple[int, int]:
    """Return the number that starts at `place`, of up to 64 bits in ten bytes, and the place behind it."""
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(message):
            raise ValueError
        byte = message[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & (1 << 64) - 1, place
    raise ValueError


def _signed(value: int) -> int:
    """Read 64 bits as protobuf's int32 and int64 are written: negative numbers as two's complement."""
    return value - (1 << 64) if value >> 63 else value
