"""What a file gives away: recovery codes in its name, under a service's heading, or as a list of their shape.

A hash, an object id and a line of a hex dump look like a code, so shape alone is not enough: what is found is in the vault,
or is named, or is a list of at least five codes with little else in it that look drawn by lot. Shapes that hashes, dates and
short ids have as well need a word that says what they are, and the very number that the service gives.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache

from msgspec import Struct

from vault import codes, intake, services
from vault.codes import TEXT_LIMIT, FoundCodes
from vault.errors import BadImport
from vault.formats import codes_text
from vault.model import Vault
from vault.services import Service

_LEAST = 5  # codes that make a list
_SHORTEST = 8  # characters of a secret that is searched for by itself
_COMMON = {8, 12, 32, 40, 64}  # lengths of dates, checksums and short ids
_TO_SHAPE = bytes(
    ord("h") if chr(byte) in "0123456789abcdefABCDEF" else ord("z") if chr(byte).isalnum() and byte < 128 else byte
    for byte in range(256)
)
_TO_WORDS = bytes(byte if byte in b"hz-" else ord("z") if byte == ord("_") else ord(" ") for byte in range(256))
_PLAIN_HEX = bytes(_TO_WORDS[byte] for byte in _TO_SHAPE)
_TO_LETTERS = bytes(ord("a") if byte in b"hz" else byte for byte in range(256))
_HINT = re.compile(r"(recover|backup|rescue|scratch|emergency)[a-z]*[^a-z0-9]{0,3}(code|key)|2fa|mfa|two.?factor|second.factor")
_FURNITURE = re.compile(r"\d{1,3}|x|ok|used|unused|codes?|[ivx]+")
_WORD = re.compile(r"[0-9a-z]+")


class Known(Struct, frozen=True):
    """The vault's own codes: whose each is. `others` are those of services without rules for their shape."""

    vault: Vault
    titles: Mapping[str, str]
    others: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Known({len(self.titles)})"


class Trace(Struct, frozen=True):
    """What was found in one text: how many codes of which service, whose (empty: cannot be told), all kept or not."""

    service: str
    codes: int
    account: str
    is_kept: bool


class _Shape(Struct, frozen=True):
    """One way in which codes are written. `needles` are how it looks once letters stand for kinds of characters."""

    spelled: re.Pattern[str]
    is_hex: bool
    is_common: bool
    needles: tuple[bytes, ...]
    services: tuple[Service, ...]


def known(vault: Vault) -> Known:
    """Return the codes of the vault's present accounts, to hold texts against."""
    held = [
        (code.secret, account)
        for account in vault.present
        for code_set in account.code_sets
        for code in code_set.codes
        if len(code.secret) >= _SHORTEST
    ]
    others = tuple(secret for secret, account in held if not services.find(account.service).codes)
    return Known(vault, {secret: account.title for secret, account in held}, others)


def is_named(file_name: str) -> bool:
    """Tell whether a service gives this name to its download."""
    return _named(file_name) is not None


def find(data: bytes, file_name: str, known: Known) -> Trace | None:
    """Return what a file's bytes give away, or None. Fast where there is nothing: most files are told by a glance."""
    shapes = _glance(data)
    others = [secret for secret in known.others if secret.encode() in data]
    if not shapes and not others:
        return None
    text = codes_text.decode(data)[:TEXT_LIMIT] if codes_text.sniff(data) else ""
    spelled = {shape: _spelled(text, shape) for shape in shapes}
    hits = {word for words in spelled.values() for word in words if word in known.titles}
    hits |= {secret for secret in others if re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text)}
    found = _list(text, file_name, spelled)
    secrets = hits | set(found.secrets if found else ())
    if not secrets:
        return None
    whose = Counter(known.titles[secret] for secret in sorted(secrets) if secret in known.titles).most_common(1)
    account = whose[0][0] if whose else _claimed(found, known.vault)
    service = account.partition(":")[0] or (found.candidates[0] if found else "")
    return Trace(service, len(secrets), account, is_kept=secrets <= known.titles.keys())


@cache
def _shapes() -> tuple[_Shape, ...]:
    by_form: dict[tuple[bool, bool, int], list[Service]] = {}
    for service in services.table().values():
        rules = service.codes
        for length in range(_SHORTEST, 129) if rules else ():
            if rules and re.fullmatch(rules.pattern, "0" * length):
                is_hex = not re.fullmatch(rules.pattern, "g" * length)
                by_form.setdefault((is_hex, rules.dashes, length), []).append(service)
    return tuple(_shape(*form, tuple(choice)) for form, choice in by_form.items())


def _shape(is_hex: bool, dashes: bool, length: int, choice: tuple[Service, ...]) -> _Shape:  # noqa: FBT001
    """Derive how codes of one length are recognised: as one word, or in the service's groups."""
    rules = choice[0].codes
    sizes = [len(part) for part in rules.grouped("0" * length).split()] if rules and not dashes else []
    sizes = sizes or list(rules.groups if rules else ())
    kind, letter = ("[0-9a-f]", "h") if is_hex else ("[0-9a-z]", "a")
    first, *rest = (f"{kind}{{{size}}}" for size in sizes)
    gap = "-" if dashes else "[ -]?"
    inside = first + (f"(?P<gap>{gap})" + "(?P=gap)".join(rest) if rest else "")
    return _Shape(
        spelled=re.compile(rf"(?<![0-9a-z_-]){inside}(?![0-9a-z_-])"),
        is_hex=is_hex,
        is_common=length in _COMMON and not dashes,
        needles=tuple(
            f" {between.join(letter * size for size in sizes)} ".encode() for between in (["-"] if dashes else ["", " ", "-"])
        ),
        services=choice,
    )


def _glance(data: bytes) -> list[_Shape]:
    """Return the shapes that occur in a text at least once, by searching a picture of it: h for hex digits, z for letters."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.replace(b"\0", b"")
    as_hex = b" " + data.translate(_PLAIN_HEX) + b" "
    as_letters = as_hex.translate(_TO_LETTERS)
    return [
        shape
        for shape in _shapes()
        if any(needle in (as_hex if shape.is_hex else as_letters) for needle in shape.needles)
    ]


def _spelled(text: str, shape: _Shape) -> list[str]:
    """Return the words of a shape in the form in which the vault keeps them, each once."""
    found = (match[0].replace(" ", "-") for match in shape.spelled.finditer(text.lower()))
    normal = (service.codes.normal(word) for word in found for service in shape.services if service.codes)
    return list(dict.fromkeys(word for word in normal if word))


def _list(text: str, file_name: str, spelled: Mapping[_Shape, Sequence[str]]) -> FoundCodes | None:
    """Return the codes that are in the text as such: in a file so named, under a heading, or as a list."""
    named = _named(file_name)
    if named or _headed(text, spelled):
        found = _parsed(text, file_name)
        if found and (named is None or named.id in found.candidates):
            return found
    for shape, words in spelled.items():
        for service in shape.services:
            if _is_list(text, file_name, shape, words, service):
                found = _parsed(text, file_name)
                return found if found and service.id in found.candidates else _parsed(text, file_name, service.id)
    return None


def _parsed(text: str, file_name: str, service_id: str = "") -> FoundCodes | None:
    with suppress(BadImport):
        return codes.parse(text, file_name=file_name, service_id=service_id)
    return None


def _named(file_name: str) -> Service | None:
    return next((service for pattern, service in _file_names() if pattern.fullmatch(file_name)), None)


@cache
def _file_names() -> tuple[tuple[re.Pattern[str], Service], ...]:
    table = services.table().values()
    return tuple((re.compile(pattern), service) for service in table if service.codes for pattern in service.codes.files)


def _headed(text: str, spelled: Mapping[_Shape, Sequence[str]]) -> bool:
    """Tell whether a service's own heading stands over words of its shape."""
    lower = text.casefold()
    headings = {
        heading.casefold()
        for shape, words in spelled.items()
        for service in shape.services
        if words and service.codes
        for heading in service.codes.headers
    }
    return any(re.search(rf"^\W*{re.escape(heading)}\W*$", lower, re.MULTILINE) for heading in headings if heading in lower)


def _is_list(text: str, file_name: str, shape: _Shape, words: Sequence[str], service: Service) -> bool:
    """Tell whether a text is a list of a service's codes rather than of something else that looks alike."""
    count = service.codes.count if service.codes else 0
    if not _LEAST <= len(words) <= 2 * count or not _are_drawn_by_lot(words, shape):
        return False
    lower = text.lower()
    clean, dirty, other = _lines(lower, shape)
    is_bare = dirty <= len(words) // 4 and other <= max(3, clean)
    is_sorted = list(words) in (sorted(words), sorted(words, reverse=True))
    if shape.is_common:
        return is_bare and len(words) == count and not is_sorted and _is_hinted(lower, file_name, service)
    if is_bare:
        return len(words) == count or not is_sorted
    explained = sum(len(word.replace("-", "")) for word in words)
    return 2 * explained >= sum(map(len, _WORD.findall(lower))) and _is_hinted(lower, file_name, service)


def _lines(text: str, shape: _Shape) -> tuple[int, int, int]:
    """Count the lines with codes alone (numbers and ticks do not count), with codes and other words, without codes."""
    clean = dirty = other = 0
    for line in text.splitlines():
        rest, number = shape.spelled.subn(" ", line)
        has_words = any(not _FURNITURE.fullmatch(word) for word in _WORD.findall(rest))
        clean += bool(number) and not has_words
        dirty += bool(number) and has_words
        other += not number and has_words
    return clean, dirty, other


def _is_hinted(text: str, file_name: str, service: Service) -> bool:
    """Tell whether the name or the text says what these are: the service, or recovery codes of any kind."""
    words = "|".join(re.escape(word.lower()) for word in (service.id, service.name))
    whole = f"{file_name.lower()}\n{text}".replace("_", "-")
    return bool(_HINT.search(whole) or re.search(rf"(?<![a-z0-9])({words})(?![a-z0-9])", whole))


def _are_drawn_by_lot(words: Sequence[str], shape: _Shape) -> bool:
    """Tell whether words look random: no counters and addresses, numbers among letters, dates, or dumped texts."""
    bare = [word.replace("-", "") for word in words]
    wants_digits = all(re.fullmatch(service.codes.pattern, "0" * len(bare[0])) for service in shape.services if service.codes)
    has_letters = any(not word.isdigit() for word in bare)
    if len({word[:4] for word in bare}) == 1 or len(set("".join(bare))) < _LEAST:
        return False
    if not shape.is_hex and sum(any(char.isdigit() for char in word) for word in bare) * 2 < len(bare):
        return False
    if has_letters:
        return not (shape.is_hex and all(_is_ascii(word) for word in bare))
    return wants_digits and _may_be_digits(shape) and not all(re.fullmatch(r"(19|20)\d\d[01]\d[0-3]\d", word) for word in bare)
