"""Reading one link, host or address the way a browser does (WHATWG URL Standard), without opening or looking up anything.

A host is a tuple of DNS labels. What browsers forgive is forgiven here as well: tabs and line breaks inside, backslashes for
slashes, capitals, percent-encoding, the full stops of other scripts, a dot at the end.
"""

import re
import unicodedata

from msgspec import Struct

LONGEST = 8000  # characters of one link that are looked at
_LONGEST_HOST, _LONGEST_LABEL = 253, 63  # RFC 1035 §2.3.4
_MOST_PARAMETERS = 200
_SPECIAL = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}  # whose slashes may lean or lack
_OPAQUE = {"about", "blob", "data", "file", "javascript", "vbscript"}  # lead to no host
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\"#%/:<>?@\[\\\]^`{|}]")
_FULL_STOPS = str.maketrans("\u3002\uff0e\uff61", "...")
_UNSEEN = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u3164", "\uffa0"}
_HEX = re.compile(rb"%([0-9a-fA-F]{2})")
_A_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{0,30}):")
# Ends of file names that are also endings of hosts, or look like one: "setup.py" is not meant as a host.
_FILE_ENDINGS = set(
    "asp aspx bat bz2 c cfg conf cpp css csv dll doc docx exe gif gz h htm html ini ipynb jpeg jpg js json jsp lock log md mjs "
    "msg pdf php pl png py pyc pyi rb rs rst sh svg tar tgz toml ts tsx txt whl xls xlsx xml xz yaml yml zip".split()
)


class Link(Struct, frozen=True, kw_only=True):
    """Where a link leads. `labels` is the host; `scheme` is empty where none was written, `port` where it is the usual one."""

    labels: tuple[str, ...]
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
    def host(self) -> str:
        """The host as it is meant to be read: decoded from punycode."""
        return ".".join(self.shown)

    @property
    def wire(self) -> str:
        """The host as it was written."""
        return ".".join(self.labels)

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(decoded(label) for label in self.labels)


def read(text: str) -> Link | None:
    """Return where a text leads; None where it is no link, host or address."""
    is_cut = len(text) > LONGEST
    text = re.sub(r"[\t\r\n]", "", text[:LONGEST]).strip("".join(map(chr, range(33))))
    scheme, rest = _scheme(text)
    if scheme == "view-source":
        return read(rest)
    if scheme == "mailto":
        return _address(rest.partition("?")[0], is_cut=is_cut)
    if scheme in _OPAQUE:
        return Link(labels=(), scheme=scheme, is_cut=is_cut)
    if scheme in _SPECIAL:
        rest = rest.lstrip("/\\")
    elif scheme or re.match(r"[/\\]{2}", rest):
        rest = rest[2:]
    elif "@" in rest and not re.search(r"[/\\?#:]", rest):
        return _address(rest, is_cut=is_cut)
    end = re.search(r"[/\\?#]", rest)
    authority, tail = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    link = _authority(authority, scheme, is_cut=is_cut)
    if link is None or not (scheme or _is_plausible(link, has_tail=bool(tail) or bool(link.user))):
        return None
    before, _, fragment = tail.partition("#")
    path, _, query = before.partition("?")
    return Link(
        labels=link.labels,
        scheme=scheme,
        user=link.user,
        port=link.port,
        path=segments(path),
        parameters=_parameters(query),
        fragment=unquoted(fragment),
        is_number=link.is_number,
        is_hidden=link.is_hidden,
        is_broken=link.is_broken,
        is_cut=is_cut,
    )


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
        return label[4:].encode("ascii").decode("punycode").lower()
    except (UnicodeError, OverflowError):
        return label


def ending(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels below which anyone can register a name: the last one, or two as in co.uk."""
    seconds = {"ac", "co", "com", "edu", "gob", "gov", "go", "ne", "net", "or", "org"}
    is_double = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in seconds
    return labels[-2:] if is_double else labels[-1:]


def registrable(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Return what somebody has registered: the ending and one label before it."""
    return labels[-len(ending(labels)) - 1 :]


def _scheme(text: str) -> tuple[str, str]:
    """Split off a scheme, where it is one and not a host before its port."""
    if not (match := _A_SCHEME.match(text)):
        return "", text
    scheme, rest = match[1].lower(), text[match.end() :]
    known = scheme in _SPECIAL or scheme in _OPAQUE or scheme in {"mailto", "view-source"}
    return (scheme, rest) if known or rest.startswith("//") else ("", text)


def _address(text: str, *, is_cut: bool) -> Link | None:
    """Read an e-mail address."""
    user, at, domain = unquoted(text).rpartition("@")
    labels, is_hidden, _ = _labels(domain)
    if not at or not user or len(labels) < 2 or _is_broken(labels):
        return None
    return Link(labels=labels, user=user, is_address=True, is_hidden=is_hidden, is_cut=is_cut)


def _authority(text: str, scheme: str, *, is_cut: bool) -> Link | None:
    """Read what stands between the slashes and the path: user@host:port."""
    user, _, place = text.rpartition("@")
    match = re.fullmatch(r"(\[[0-9a-fA-F:.]*\]|[^:]*)(?::([0-9]*))?", place, re.DOTALL)
    if not match:
        return Link(labels=(place,), user=unquoted(user), is_broken=True, is_cut=is_cut) if scheme else None
    host, port = match[1], (match[2] or "").lstrip("0")
    if host.startswith("["):
        return Link(labels=(host.lower(),), user=unquoted(user), port=port, is_number=True)
    labels, is_hidden, is_odd = _labels(host)
    number = _number(labels)
    usual = str(_SPECIAL.get(scheme, 443))
    return Link(
        labels=tuple(number.split(".")) if number else labels,
        user=unquoted(user),
        port="" if port == usual else port,
        is_number=bool(number),
        is_hidden=is_hidden,
        is_broken=is_odd or _is_broken(labels) or number is None,
        is_cut=is_cut,
    )


def _labels(host: str) -> tuple[tuple[str, ...], bool, bool]:
    """Return the labels of a host; whether it had letters that are not seen or not what they seem; whether it is odd.

    Browsers drop the unseen ones, and take letters of full width for the plain ones (Unicode UTS #46).
    """
    plain = unquoted(host).lower().translate(_FULL_STOPS)
    seen = "".join(char for char in plain if not _is_unseen(char))
    mapped = unicodedata.normalize("NFKC", seen).lower()
    is_hidden = seen != plain or (mapped != seen and mapped.isascii())
    mapped = mapped.removesuffix(".")
    return tuple(mapped.split(".")) if mapped else (), is_hidden, "%" in host and mapped.count(".") > host.count(".") + 250


def _is_unseen(char: str) -> bool:
    return char in _UNSEEN or unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"


def _is_broken(labels: tuple[str, ...]) -> bool:
    """Tell a host that no browser opens: too long, or with a letter that no host has."""
    host = ".".join(labels)
    return len(host) > _LONGEST_HOST or any(len(label) > _LONGEST_LABEL for label in labels) or bool(_FORBIDDEN.search(host))


def _number(labels: tuple[str, ...]) -> str | None:
    """Return an IPv4 address in the usual form, however it was written; empty for a name, None where it is out of range."""
    last = labels[-1] if labels else ""
    if not re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last):
        return ""
    values = [_part(label) for label in labels]
    *front, end = values
    if len(values) > 4 or any(value is None or value > 255 for value in front) or end is None or end >= 256 ** (5 - len(values)):
        return None
    whole = end + sum((value or 0) << 8 * (3 - place) for place, value in enumerate(front))
    return ".".join(str(whole >> shift & 255) for shift in (24, 16, 8, 0))


def _part(label: str) -> int | None:
    """Read one part of an IPv4 address: decimal, octal after a 0, hexadecimal after 0x."""
    base = 16 if label.startswith("0x") else 8 if label.startswith("0") and label != "0" else 10
    digits = label[2:] or "0" if base == 16 else label
    if not digits.isascii() or len(digits) > 40:
        return None
    try:
        return int(digits, base)
    except ValueError:
        return None


def _parameters(query: str) -> tuple[tuple[str, str], ...]:
    parts = re.split("[&;]", query, maxsplit=_MOST_PARAMETERS)[:_MOST_PARAMETERS]
    pairs = (part.partition("=") for part in parts if part)
    return tuple((unquoted(name), unquoted(value)) for name, _, value in pairs)


def _is_plausible(link: Link, *, has_tail: bool) -> bool:
    """Tell a host from other words with a dot, where no scheme says that it is one."""
    if link.is_broken or len(link.labels) < 2:
        return False
    if link.is_number:
        return True
    last = link.labels[-1]
    is_name = len(last) > 1 and all(re.fullmatch(r"[\w-]+", label) for label in link.labels) and not last.isdigit()
    return is_name and (has_tail or last not in _FILE_ENDINGS)
