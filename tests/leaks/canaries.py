"""Secrets that occur nowhere else, and the search for them in whatever form they may have left."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, quote_plus

PASSWORD = "Wyvern7 quartz-Zephyr Jolt"
NEW_PASSWORD = "Umbra9 kelp-Fjord Vexing"
WRONG_PASSWORD = "Gnome4 pyx-Waltz Crwth"
PASSPHRASE = "Sphinx8 judge-Vow Blitz"
KEPT_PASSWORD = "Lymph3 fezzed-Hawk Quip"
KEY_FILE = base64.b85encode(hashlib.sha512(b"canary key file").digest())
# Codes and seeds begin alike, and nothing else does: that is what a process's memory is searched for.
CODE_MARK, SEED_MARK, OTHER_CODE_MARK, OTHER_SEED_MARK = "facade57", "QZJX7WKV", "0ddba115", "XQVZ4JHK"
CODES = tuple(CODE_MARK + hashlib.sha256(f"canary {place}".encode()).hexdigest()[:8] for place in range(8))
SEED = SEED_MARK + base64.b32encode(hashlib.sha256(b"canary seed").digest()[:15]).decode()
RAW_SEED = base64.b32decode(SEED)
OTHER_CODES = tuple(OTHER_CODE_MARK + hashlib.sha256(f"other canary {place}".encode()).hexdigest()[:8] for place in range(8))
OTHER_SEED = OTHER_SEED_MARK + base64.b32encode(hashlib.sha256(b"other canary seed").digest()[:15]).decode()

Secrets = dict[str, bytes]  # by the name that a finding bears

PASSWORDS: Secrets = {
    "password": PASSWORD.encode(),
    "new password": NEW_PASSWORD.encode(),
    "wrong password": WRONG_PASSWORD.encode(),
    "passphrase": PASSPHRASE.encode(),
    "kept password": KEPT_PASSWORD.encode(),
    "key file": KEY_FILE,
}
IN_VAULT: Secrets = {f"code {place}": code.encode() for place, code in enumerate(CODES, 1)}
SEEDS: Secrets = {"seed": SEED.encode(), "raw seed": RAW_SEED}
OTHERS: Secrets = {f"other code {place}": code.encode() for place, code in enumerate(OTHER_CODES, 1)}
OTHERS |= {"other seed": OTHER_SEED.encode(), "other raw seed": base64.b32decode(OTHER_SEED)}
EVERYTHING: Secrets = PASSWORDS | IN_VAULT | SEEDS | OTHERS
MARKS: Secrets = {
    "password": PASSWORD[:8].encode(),
    "wrong password": WRONG_PASSWORD[:8].encode(),
    "kept password": KEPT_PASSWORD[:8].encode(),
    "code": CODE_MARK.encode(),
    "seed": SEED_MARK.encode(),
    "raw seed": RAW_SEED[:8],
    "other code": OTHER_CODE_MARK.encode(),
    "other seed": OTHER_SEED_MARK.encode(),
}

PIECE = 10  # bytes: as much of a secret counts as the whole, for who reads a text that was cut off
_GAPS = b" \t\r\n\0-_.:,;%\\\"'|/+=()[]{}<>*"


class Finding(NamedTuple):
    """A secret where it must not be, and how it was written."""

    secret: str
    form: str
    place: str


class _Needle(NamedTuple):
    secret: str
    form: str
    where: str
    piece: bytes


class Search:
    """Looks for some secrets in any bytes: as text, without gaps, UTF-16, hexadecimal, percent-encoded, base64."""

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = dict(secrets)
        self._needles = [needle for name, secret in self.secrets.items() for needle in _needles(name, secret)]
        self.bytes = 0

    def add(self, secrets: Secrets) -> None:
        """Look for more from now on."""
        self.secrets |= secrets
        self._needles += [needle for name, secret in secrets.items() for needle in _needles(name, secret)]

    def look(self, data: bytes, place: str) -> list[Finding]:
        """Return what there is of any secret in `data`, in each form once."""
        self.bytes += len(data)
        folded = data.lower()
        seen = {"raw": data, "folded": folded, "bare": _bare(folded), "unwrapped": data.translate(None, b" \t\r\n\\")}
        found = (Finding(one.secret, one.form, place) for one in self._needles if one.piece in seen[one.where])
        return list(dict.fromkeys(found))


def _bare(data: bytes) -> bytes:
    """Leave out what stands between groups, and every second byte of UTF-16."""
    return data.translate(None, _GAPS)


def _needles(name: str, secret: bytes) -> Iterator[_Needle]:
    for piece in _ends(secret):
        yield _Needle(name, "raw", "raw", piece)
        yield _Needle(name, "hex", "bare", piece.hex().encode())
        yield _Needle(name, "hex", "bare", piece.hex("x").encode())
    try:
        text = secret.decode()
    except UnicodeDecodeError:
        text = ""
    if text:
        lower = text.lower()
        yield from (_Needle(name, "text", "folded", piece) for piece in _ends(lower.encode()))
        yield from (_Needle(name, "with gaps", "bare", piece) for piece in _ends(_bare(lower.encode())))
        for encoding in ("utf-16-le", "utf-16-be"):
            yield from (_Needle(name, encoding, "folded", piece.decode().encode(encoding)) for piece in _ends(lower.encode()))
        for coded in {quote(text).lower(), quote_plus(text).lower()} - {lower}:
            yield from (_Needle(name, "percent-encoded", "folded", piece) for piece in _ends(coded.encode()))
    for form, data in (("base64", secret), ("base64 of utf-16", text.encode("utf-16-le"))):
        if data:
            yield from (_Needle(name, form, "unwrapped", piece) for piece in _base64(data))


def _ends(data: bytes) -> set[bytes]:
    return {data[:PIECE], data[-PIECE:]}


def _base64(data: bytes) -> Iterable[bytes]:
    """Return the letters that only this secret decides, at each of the three alignments."""
    for before in range(3):
        coded = base64.b64encode(bytes(before) + data)
        start = (before * 8 + 5) // 6
        end = (before + len(data)) * 8 // 6
        for piece in {coded[start:end][:16], coded[start:end][-16:]}:
            yield piece
            if piece != (other := piece.translate(bytes.maketrans(b"+/", b"-_"))):
                yield other
