"""Finding the links and addresses in what was pasted: one link, a line of a mail, a whole mail or its source."""

import binascii
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct

from vault import hosts
from vault.hosts import Link

MOST = 1_000_000  # characters of a paste that are looked at
_MOST_LINKS = 100  # of one kind
_MOST_WORDS = 10_000  # that could be a link
_SEPARATORS = re.compile(r"[<>\"'`“”„‘’‚«»‹›|()\[\]{},;]+")
_AROUND = "<>\"'`“”„‘’‚«»‹›|()[]{}*~"
_AFTER = _AROUND + ",;:.!?…"
_COULD_BE_ONE = re.compile(r"[.:@%\u3002\uff0e\uff61]")
_DEFANGED = re.compile(r"[\[({](?:(\.|dot)|(@|at)|(:|://))[\])}]|\b(hxxp|hxtp)(?=s?\W)", re.IGNORECASE)
_VALUE = r"\s*=\s*(?:\"([^\"<>]+)\"|'([^'<>]+)'|([^\s\"'<>]+))"
_ATTRIBUTE = re.compile(rf"\b(?:href|action|formaction){_VALUE}", re.IGNORECASE)
_TARGET = re.compile(rf"\bhref{_VALUE}", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"<([^<>]+)>")
_ENTITY = re.compile(r"&(?:#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))|(amp|lt|gt|quot|apos|colon|sol|period|commat));", re.IGNORECASE)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "colon": ":", "sol": "/", "period": ".", "commat": "@"}
_ENCODED = re.compile(r"^content-transfer-encoding:[ \t]*(quoted-printable|base64)\b", re.IGNORECASE | re.MULTILINE)
_BASE64 = re.compile(r"^(?:[A-Za-z0-9+/]{40,100}\r?\n)+[A-Za-z0-9+/=]*", re.MULTILINE)
_SENDER_LINE = re.compile(r"\s*(?:from|sender|reply-to|return-path)[ \t]*:", re.IGNORECASE)
_A_SCHEME = re.compile(r"\s*(?:https?|ftp|mailto|javascript|vbscript|data):", re.IGNORECASE)
_LONGEST_LINE = 120  # characters before an address in which a name is looked for


class Piece(Struct, frozen=True):
    """Something in a paste that leads somewhere, and the name that stands before an address.

    `is_meant`: it is the whole paste, has a scheme, or is a mail's sender. Other words with a dot may be no host at all.
    """

    link: Link
    name: str = ""
    is_meant: bool = True


class Pieces(Struct, frozen=True):
    """What was found; `is_cut` where there was more than is looked at."""

    found: tuple[Piece, ...]
    is_cut: bool = False


def pieces(text: str) -> Pieces:
    """Return everything in a text that leads somewhere. Raises nothing, whatever the text."""
    is_cut = len(text) > MOST
    text = _DEFANGED.sub(_refanged, _transported(text[:MOST])).strip()
    if alone := _alone(text):
        return Pieces((Piece(alone),), is_cut)
    sources = (
        _of_values(_unescaped(_value(match)) for match in _ATTRIBUTE.finditer(text)),
        _of_values(match[1] for match in _IN_BRACKETS.finditer(text) if _A_SCHEME.match(match[1])),
        _senders(text),
        _of_words(words := _words(text)),
    )
    found: dict[tuple[Link, str], Piece] = {}
    for source in sources:
        some = list(dict.fromkeys(islice(source, 4 * _MOST_LINKS)))
        is_cut = is_cut or len(some) > _MOST_LINKS
        for piece in some[:_MOST_LINKS]:
            if piece.is_meant or (piece.link, piece.name) not in found:
                found[piece.link, piece.name] = piece
    named = {link for link, name in found if name}
    kept = tuple(piece for piece in found.values() if piece.name or piece.link not in named)
    return Pieces(kept, is_cut or len(words) > _MOST_WORDS)


def link_targets(html: str) -> tuple[str, ...]:
    """Return where the links of an HTML text lead: what is pasted from a mail shows only their words."""
    found = dict.fromkeys(_unescaped(_value(match)).strip() for match in _TARGET.finditer(html))
    return tuple(islice(filter(_A_SCHEME.match, found), _MOST_LINKS + 1))  # with one too many `pieces` says that it is cut


def _alone(text: str) -> Link | None:
    """Read a paste that is one link, perhaps broken over lines."""
    chunks = text.split()
    if len(chunks) == 1:
        bare = _bare(text)
        return None if _glued(text) or "<" in bare else hosts.read(bare)
    if len(chunks) == 2 and chunks[1].startswith("@") and _A_SCHEME.match(text):
        return hosts.read("".join(chunks))  # a browser takes what stands before the blank for a user name
    if len(chunks) < 2 or len(chunks) != len(re.split(r"[\t\r\n]+", text)) or len(text) > hosts.LONGEST:
        return None
    if not _A_SCHEME.match(text) or text.count("://") != 1:
        return None
    first = hosts.read(chunks[0])
    is_whole = first and len(first.labels) > 1 and len(first.labels[-1]) > 1 and not first.is_broken
    return None if is_whole and any(hosts.read(chunk) for chunk in chunks[1:]) else hosts.read(text)


def _glued(word: str) -> bool:
    """Tell whether a word is several links: only one scheme may stand in it, and that at the start or within a parameter."""
    return any(_SEPARATORS.match(match[0]) for match in re.finditer(r"\W(?:https?|ftp)://", word))


def _of_values(values: Iterable[str]) -> Iterator[Piece]:
    for value in islice(dict.fromkeys(islice(values, 10 * _MOST_WORDS)), _MOST_WORDS):
        yield from _read(value, is_meant=bool(_A_SCHEME.match(value)))


def _senders(text: str) -> Iterator[Piece]:
    """Find the addresses in angle brackets, each with the name before it."""
    seen = set[tuple[str, str]]()
    first_line = text.find("\n") if "\n" in text else len(text)
    for match in _IN_BRACKETS.finditer(text):
        before = re.split(r"[\r\n<>]", text[max(0, match.start() - _LONGEST_LINE) : match.start()])[-1]
        if "@" not in match[1] or (before, match[1]) in seen or len(seen) >= _MOST_WORDS:
            continue
        seen.add((before, match[1]))
        link = hosts.read(match[1])
        is_sender = match.start() < first_line or bool(_SENDER_LINE.match(before))
        name = _SENDER_LINE.sub("", before) if is_sender else before.rpartition(",")[2]
        if link and link.is_address:
            yield Piece(link, name.strip("\"' \t"), is_sender)


def _words(text: str) -> list[str]:
    """Return the words of a text that could be links, the likeliest first, without what was read as a tag's attribute."""
    text = _ATTRIBUTE.sub(" ", text)
    text = _IN_BRACKETS.sub(lambda match: " " if _A_SCHEME.match(match[1]) else f" {match[1]} ", text)
    words = [word for word in dict.fromkeys(re.split(r"[\s<>\"]+", text)) if _COULD_BE_ONE.search(word)]
    return sorted(words, key=lambda word: "://" not in word and "@" not in word)


def _of_words(words: Iterable[str]) -> Iterator[Piece]:
    for word in islice(words, _MOST_WORDS):
        yield from _of_word(word)


def _of_word(word: str) -> Iterator[Piece]:
    """Read one word, and what punctuation may have glued together in it."""
    bare = _bare(word)[: 2 * hosts.LONGEST]
    for piece in _read(bare):
        host = ".".join(piece.link.labels)
        if "'." in host or not _SEPARATORS.search(host):
            yield piece
    parts = _SEPARATORS.split(bare)
    for part in parts if len(parts) > 1 else []:
        if _COULD_BE_ONE.search(part):
            yield from _read(_bare(part))
    inside = re.search(r"https?:", bare[:_LONGEST_LINE], re.IGNORECASE)
    if inside and inside.start() and not hosts.read(bare[: inside.start()]):
        yield from _read(bare[inside.start() :])


def _read(text: str, *, is_meant: bool = False) -> Iterator[Piece]:
    if link := hosts.read(text):
        yield Piece(link, is_meant=is_meant or bool(link.scheme))


def _bare(word: str) -> str:
    """Return a word without the punctuation around it. A dot in front may belong to a host: it is not the one without."""
    return word.lstrip(_AROUND).rstrip(_AFTER)


def _value(match: re.Match[str]) -> str:
    return match[1] or match[2] or match[3]


def _refanged(match: re.Match[str]) -> str:
    """Undo what makes a link safe to send: example[.]org, hxxps://."""
    dot, at, colon, scheme = match.groups()
    return "." if dot else "@" if at else colon or scheme[0] + "ttp"


def _transported(text: str) -> str:
    """Undo how a mail's source is encoded, where it says that it is."""
    kinds = {match[1].lower() for match in _ENCODED.finditer(text)}
    if "base64" in kinds:
        text = "\n".join([text, *_unpacked(_BASE64.findall(text))])
    if "quoted-printable" in kinds:
        text = binascii.a2b_qp(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    return text


def _unpacked(blocks: Iterable[str]) -> Iterator[str]:
    for block in blocks:
        try:
            yield binascii.a2b_base64(block).decode("utf-8", "replace")
        except binascii.Error:
            continue


def _unescaped(text: str) -> str:
    """Undo the entities of HTML that an address may hide in."""
    return _ENTITY.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _ENTITIES[name.lower()]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x110000 else "\ufffd"
