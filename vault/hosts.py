"""Reading one link, host or address the way a browser does (WHATWG URL Standard), without opening or looking up anything.

A host is a tuple of DNS labels. What browsers forgive is forgiven here as well: tabs and line breaks inside, backslashes for
slashes, capitals, percent-encoding, the full stops of other scripts, a dot at the end.
"""

import re
import unicodedata

from msgspec import Struct, structs

LONGEST = 8000  # characters of one link that are looked at
_LONGEST_HOST, _LONGEST_LABEL = 253, 63  # RFC 1035 §2.3.4
_MOST_WRITTEN = 1000  # characters that a host may take, encoded
_HIGHEST_PORT = 65535
_MOST_PARAMETERS = 50
_USUAL_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443", "ftp": "21"}  # these schemes' slashes may lean or lack
_A_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{0,30}):")
_LEADS_NOWHERE = re.compile(r"(javascript|vbscript|data(?=:text/)):", re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[0-9a-fA-F:.]*\]|[^:]*)(?::([0-9]{0,9}))?", re.DOTALL)
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\"#%/:<>?@\[\\\]^`{|}]")
_FULL_STOPS = str.maketrans("\u3002\uff0e\uff61", "...")
_HEX = re.compile(rb"%([0-9a-fA-F]{2})")
# What browsers drop from a host (Unicode UTS #46, "ignored").
_DROPPED = dict.fromkeys([0xAD, 0x34F, *range(0x180B, 0x180E), 0x180F, 0x200B, 0x2060, 0x2064, *range(0xFE00, 0xFE10), 0xFEFF])
_SECOND_LEVEL = {"ac", "co", "com", "edu", "gob", "gov", "go", "ne", "net", "or", "org"}
# Ends of file names that are also endings of hosts, or look like one: "setup.py" is not meant as a host.
_FILE_ENDING = re.compile(
    "aspx?|bat|bz2|c|cfg|conf|cpp|css|csv|dll|docx?|exe|gif|gz|h|html?|ini|ipynb|jpe?g|js|json|jsp|lock|log|md|mjs|msg|pdf|php|"
    "pl|png|py|pyc|pyi|rb|rs|rst|sh|svg|tar|tgz|toml|tsx?|txt|whl|xlsx?|xml|xz|ya?ml|zip"
)


class Link(Struct, frozen=True, kw_only=True):
    """Where a link leads. `labels` is its host as written; `scheme` is empty where there is none, `port` where it is the usual.

    `is_hidden`: the host has characters that are not seen, or are not what they seem. `is_broken`: no browser opens it.
    """

    labels: tuple[str, ...] = ()
    scheme: str = ""
    user: str = ""
    port: str = ""
    path: tuple[str, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    fragment: str = ""
    is_address: bool = False
    is_number: bool = False
    is_hidden: bool = False
    is_broken: bool = False
    is_cut: bool = False

    @property
    def shown(self) -> tuple[str, ...]:
        """The labels as they are meant to be read: decoded from punycode."""
        return tuple(decoded(label) for label in self.labels)


def read(text: str) -> Link | None:
    """Return where a text leads; None where it is no link, host or address."""
    is_cut = len(text) > LONGEST
    text = re.sub(r"[\t\r\n]", "", text[:LONGEST]).strip("".join(map(chr, range(33))))
    link = _read(re.sub(r"\A(?:view-source:)+", "", text, flags=re.IGNORECASE))
    return structs.replace(link, is_cut=True) if link and is_cut else link


def _read(text: str) -> Link | None:
    if match := _LEADS_NOWHERE.match(text):
        return Link(scheme=match[1].lower())
    scheme, rest = _scheme(text)
    if scheme == "mailto":
        return _address(rest.partition("?")[0])
    if scheme in _USUAL_PORTS:
        rest = rest.lstrip("/\\")
    elif scheme or re.match(r"[/\\]{2}", rest):
        rest = rest[2:]
    elif "@" in rest and not re.search(r"[/\\?#:]", rest):
        return _address(rest)
    authority = re.split(r"[/\\?#]", rest, maxsplit=1)[0]
    tail = rest[len(authority) :]
    link = _host_of(authority, scheme)
    if link is None or not (scheme or _is_plausible(link, has_more=bool(tail or link.user))):
        return None
    before, _, fragment = tail.partition("#")
    path, _, query = before.partition("?")
    parameters, fragment = _parameters(query), unquoted(fragment)
    return structs.replace(link, path=segments(path), parameters=parameters, fragment=fragment)


def segments(path: str) -> tuple[str, ...]:
    """Return the parts of a path, decoded, with `.` and `..` resolved: what the server will find."""
    found: list[str] = []
    for part in unquoted(path).replace("\\", "/").split("/"):
        if part == "..":
            del found[-1:]
        elif part not in {"", "."}:
            found.append(part)
    return tuple(found)


def unquoted(text: str) -> str:
    """Decode percent-encoding, as UTF-8."""
    if "%" not in text:
        return text
    data = _HEX.sub(lambda match: bytes([int(match[1], 16)]), text.encode("utf-8", "replace"))
    return data.decode("utf-8", "replace")


def decoded(label: str) -> str:
    """Return a label as it is meant to be read; one whose punycode is broken as it is written."""
    if not label.startswith("xn--") or len(label) > _LONGEST_LABEL:
        return label
    try:
        shown = label[4:].encode("ascii").decode("punycode").lower()
    except (UnicodeError, OverflowError):
        return label
    return label if shown.isascii() else shown  # it would pass for the plain label, which it is not


def ending(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels below which anyone can register a name: the last one, or two as in co.uk."""
    is_double = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return labels[-2:] if is_double else labels[-1:]


def registered(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the part of a host that decides whose it is: the ending and one label before it."""
    return labels[-len(ending(labels)) - 1 :]


def is_below(labels: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Tell whether a host is another one or lies below it, label by label."""
    return bool(above) and labels[-len(above) :] == above


def _scheme(text: str) -> tuple[str, str]:
    """Split off a scheme, where it is one and not a host before its port."""
    if not (match := _A_SCHEME.match(text)):
        return "", text
    scheme, rest = match[1].lower(), text[match.end() :]
    return (scheme, rest) if scheme in _USUAL_PORTS or scheme == "mailto" or rest.startswith("//") else ("", text)


def _address(text: str) -> Link | None:
    """Read an e-mail address."""
    user, at, domain = unquoted(text).rpartition("@")
    labels, is_hidden = _labels(domain)
    if not at or not user or len(labels) < 2 or _is_broken(labels):
        return None
    return Link(labels=labels, user=user, is_address=True, is_hidden=is_hidden)


def _host_of(authority: str, scheme: str) -> Link | None:
    """Read what stands between the slashes and the path: user@host:port."""
    user, _, place = authority.rpartition("@")
    user = unquoted(user)
    match = _AUTHORITY.fullmatch(place)
    if not match:
        return Link(labels=_labels(place.partition(":")[0])[0], scheme=scheme, user=user, is_broken=True)
    port = str(int(match[2])) if match[2] else ""
    usual = _USUAL_PORTS.get(scheme, "443")
    link = Link(scheme=scheme, user=user, port="" if port == usual else port)
    if match[1].startswith("["):
        return structs.replace(link, labels=(match[1].lower(),), is_number=True)
    labels, is_hidden = _labels(match[1])
    if not any(labels):
        return None
    number = _number(labels)
    return structs.replace(
        link,
        labels=tuple(number.split(".")) if number and (scheme or len(labels) == 4) else labels,
        is_number=bool(number) and bool(scheme or len(labels) == 4),
        is_hidden=is_hidden,
        is_broken=_is_broken(labels) or number is None or int(port or 0) > _HIGHEST_PORT,
    )


def _labels(host: str) -> tuple[tuple[str, ...], bool]:
    """Return the labels of a host, and whether it has characters that are not seen or are not what they seem."""
    if len(host) > _MOST_WRITTEN:
        return (host[:_MOST_WRITTEN],), True
    plain = unquoted(host).translate(_FULL_STOPS)
    seen = plain.translate(_DROPPED)
    mapped = unicodedata.normalize("NFKC", seen.lower()).lower().removesuffix(".")[: 2 * _LONGEST_HOST]
    is_hidden = seen != plain or any(unicodedata.category(char) == "Cf" for char in mapped)
    return tuple(mapped.split(".")), is_hidden or (mapped.isascii() and not seen.isascii())


def _is_broken(labels: tuple[str, ...]) -> bool:
    host = ".".join(labels)
    return len(host) > _LONGEST_HOST or any(len(label) > _LONGEST_LABEL for label in labels) or bool(_FORBIDDEN.search(host))


def _number(labels: tuple[str, ...]) -> str | None:
    """Return an IPv4 address in the usual form, however it was written; empty for a name, None where it is out of range."""
    if not re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        return ""
    values = [_part(label) for label in labels[:4]]
    rest = 256 ** (5 - len(values))
    if len(labels) > 4 or max(values[:-1], default=0) > 255 or values[-1] >= rest:
        return None
    whole = values[-1] + sum(value << 8 * (3 - place) for place, value in enumerate(values[:-1]))
    return ".".join(str(whole >> shift & 255) for shift in (24, 16, 8, 0))


def _part(label: str) -> int:
    """Read one part of an IPv4 address: decimal, octal after a 0, hexadecimal after 0x. What is none is out of any range."""
    base = 16 if label.startswith("0x") else 8 if label.startswith("0") else 10
    digits = label[2:] if base == 16 else label
    allowed = "0123456789abcdef"[:base]
    if len(digits) > 40 or digits.strip(allowed):
        return 256**5
    return int(digits or "0", base) if label else 256**5


def _parameters(query: str) -> tuple[tuple[str, str], ...]:
    parts = re.split("[&;]", query, maxsplit=_MOST_PARAMETERS)[:_MOST_PARAMETERS]
    pairs = [part.partition("=") for part in parts if part]
    return tuple((unquoted(name), unquoted(value)) for name, _, value in pairs)


def _is_plausible(link: Link, *, has_more: bool) -> bool:
    """Tell a host from other words with a dot, where no scheme says that it is one."""
    if link.is_broken or len(link.labels) < 2 or link.is_number:
        return link.is_number
    last = link.labels[-1]
    is_name = len(last) > 1 and not last.isdigit() and all(map(_is_label, link.labels))
    return is_name and (has_more or not _FILE_ENDING.fullmatch(last))


def _is_label(label: str) -> bool:
    """Tell whether these are letters, marks and digits, as hosts have them."""
    return bool(label) and all(char in "-_" or unicodedata.category(char)[0] in "LMNC" for char in label)
