"""What a file gives away: recovery codes in a file of their name, under a service's heading, or as a list.

A hash, an object id and a line of a hex dump look like a code, so shape alone is not enough: what is found is in the vault,
or is named, or is a list of at least five codes with little else in it that look drawn by lot. Shapes that checksums, dates
and short ids have as well need a word that says what they are, and the very number that the service gives.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache, lru_cache

from msgspec import Struct

from vault import codes, intake, services, shapes
from vault.codes import TEXT_LIMIT, FoundCodes
from vault.errors import BadImport
from vault.formats import codes_text
from vault.model import Vault
from vault.services import Service
from vault.shapes import LEAST, SHORTEST, Shape, rules_of

_HINT = re.compile(
    r"(recover|backup|rescue|scratch|emergency)[a-z]{0,9}[^a-z0-9]{0,3}(code|key)|(?<![a-z0-9])[2m]fa(?![a-z0-9])|"
    r"(two|second).?factor"
)
_FURNITURE = re.compile(r"\d{1,3}|x|ok|used|unused|codes?")
_WORD = re.compile(r"[0-9a-z]+")
_DATE = re.compile(r"(19|20)\d\d[01]\d[0-3]\d")
_Spelled = Sequence[tuple[Shape, Sequence[str]]]


class Known(Struct, frozen=True):
    """The vault's own codes: whose each is, how long they are; `others` are of services without rules for their shape."""

    vault: Vault
    titles: Mapping[str, str]
    lengths: frozenset[int]
    others: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Known({len(self.titles)})"


class Trace(Struct, frozen=True):
    """What one text gives away: how many codes of which service, whose (empty: cannot be told), whether all are kept."""

    service: str
    codes: int
    account: str
    is_kept: bool


def known(vault: Vault) -> Known:
    """Return the codes of the vault's present accounts, to hold texts against."""
    held = [
        (code.secret, account)
        for account in vault.present
        for code_set in account.code_sets
        for code in code_set.codes
        if len(code.secret) >= SHORTEST
    ]
    return Known(
        vault,
        titles={secret: account.title for secret, account in held},
        lengths=frozenset(len(secret.replace("-", "")) for secret, _ in held),
        others=tuple(secret for secret, account in held if not services.find(account.service).codes),
    )


def is_named(file_name: str) -> bool:
    """Tell whether a service gives this name to its download."""
    return _named(file_name) is not None


def find(data: bytes, file_name: str, known: Known) -> Trace | None:
    """Return what a file's bytes give away, or None. Most files are told by a glance, in microseconds."""
    named = _named(file_name)
    seen = shapes.glance(data, single=range(TEXT_LIMIT) if named else known.lengths)
    others = [secret for secret in known.others if secret.encode() in data]
    if not (seen or others) or not codes_text.sniff(data):
        return None
    text = codes_text.decode(data)[:TEXT_LIMIT]
    spelled = [(shape, shape.words(text)) for shape in seen]
    secrets = {word for _, words in spelled for word in words if word in known.titles}
    secrets |= {secret for secret in others if re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text)}
    found = _listed(text, file_name, spelled)
    if found:
        secrets |= set(found.secrets)
    whose = Counter(known.titles[secret] for secret in sorted(secrets) if secret in known.titles)
    account = max(whose, key=whose.__getitem__) if whose else _claimed(found, known.vault)
    service = account.partition(":")[0] or (found.candidates[0] if found else "")
    return Trace(service, len(secrets), account, is_kept=secrets <= known.titles.keys()) if secrets else None


def _listed(text: str, file_name: str, spelled: _Spelled) -> FoundCodes | None:
    """Return the codes that the text is there for: in a file so named, under a heading, or as a list."""
    named = _named(file_name)
    if named or _is_headed(text, spelled):
        found = _parsed(text, file_name)
        if found and (named is None or named.id in found.candidates):
            return found
    fitting = {
        service.id: words
        for shape, words in spelled
        for service in shape.services
        if _is_list(text, file_name, shape, words, service)
    }
    if not fitting:
        return None
    found = _parsed(text, file_name)
    if found and not fitting.keys().isdisjoint(found.candidates):
        return found
    service_id, words = next(iter(fitting.items()))  # written in a way that is too odd for the importer
    return FoundCodes(secrets=tuple(words), candidates=(service_id,))


def _parsed(text: str, file_name: str) -> FoundCodes | None:
    with suppress(BadImport):
        return codes.parse(text, file_name=file_name)
    return None


def _claimed(found: FoundCodes | None, vault: Vault) -> str:
    """Return whose the codes say they are, or an empty text."""
    if found:
        with suppress(BadImport):
            return intake.target(vault, found).title
    return ""


@lru_cache(maxsize=64)  # one name is asked about three times in a row
def _named(file_name: str) -> Service | None:
    return next((service for pattern, service in _file_names() if pattern.fullmatch(file_name)), None)


@cache
def _file_names() -> tuple[tuple[re.Pattern[str], Service], ...]:
    table = services.table().values()
    return tuple((re.compile(pattern), service) for service in table if service.codes for pattern in service.codes.files)


def _is_headed(text: str, spelled: _Spelled) -> bool:
    """Tell whether a service's own heading stands in a line of its own, and words of its shape somewhere."""
    lower = text.lower()
    choice = [service for shape, words in spelled if words for service in shape.services]
    headings = {heading.lower() for service in choice for heading in rules_of(service).headers}
    around = r"[^\w\n]*"  # of one line: over all lines at once it would take forever
    return any(
        re.search(rf"^{around}{re.escape(heading)}{around}$", lower, re.MULTILINE) for heading in headings if heading in lower
    )


def _is_list(text: str, file_name: str, shape: Shape, words: Sequence[str], service: Service) -> bool:
    """Tell whether a text is a list of a service's codes rather than of something else that looks alike."""
    count = rules_of(service).count
    if not LEAST <= len(words) <= 2 * count or not _are_drawn_by_lot(words, shape):
        return False
    lower = text.lower()
    is_bare, is_whole = _is_bare(lower, shape, len(words)), len(words) == count
    is_sorted = list(words) in (sorted(words), sorted(words, reverse=True))
    if shape.is_common:
        return is_bare and is_whole and not is_sorted and bool(_hint(lower, file_name, service))
    if is_bare:
        return is_whole or not is_sorted
    explained = sum(len(word.replace("-", "")) for word in words)
    return explained * _hint(lower, file_name, service) >= sum(map(len, _WORD.findall(lower)))


def _is_bare(text: str, shape: Shape, count: int) -> bool:
    """Tell whether most codes stand alone in their lines, numbers and ticks aside, with few other lines around them."""
    lonely = accompanied = other = 0
    for line in text.splitlines():
        rest, number = shape.spelled.subn(" ", line)
        has_words = any(not _FURNITURE.fullmatch(word) for word in _WORD.findall(rest))
        lonely += bool(number) and not has_words
        accompanied += number if has_words else 0
        other += not number and has_words
    return accompanied <= count // 4 and other <= max(3, lonely)


def _hint(text: str, file_name: str, service: Service) -> int:
    """Return how many times as long as the codes a text may be: 3 where it or its name speaks of recovery codes.

    2 where it only names the service, 0 where it does neither.
    """
    names = "|".join(re.escape(name.lower()) for name in (service.id, service.name))
    whole = f"{file_name.lower()}\n{text}".replace("_", "-")
    if _HINT.search(whole):
        return 3
    return 2 if re.search(rf"(?<![a-z0-9])({names})(?![a-z0-9])", whole) else 0


def _are_drawn_by_lot(words: Sequence[str], shape: Shape) -> bool:
    """Tell whether words look random: no counters or addresses, plain numbers or words, dates, or dumped texts."""
    bare = [word.replace("-", "") for word in words]
    if len({word[:4] for word in bare}) == 1 or len(set("".join(bare))) < LEAST:
        return False
    if shape.characters == "[0-9]":
        return not all(map(_DATE.fullmatch, bare))
    if all(word.isdigit() for word in bare) or 2 * sum(word.isalpha() for word in bare) > len(bare):
        return False
    return not (shape.is_hex and all(bytes.fromhex(word).isascii() for word in bare))
