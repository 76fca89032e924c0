"""What opens a vault: the user's secrets, turned into the bytes that a key slot is tried with (docs/format.md §4)."""

import hashlib
import unicodedata
from collections.abc import Callable
from os import urandom

from msgspec import Struct

from vault import crockford
from vault.errors import BadInput

PASSWORD = 1
PASSWORD_AND_FILE = 2
PAPER = 3
PASSWORD_LIMIT = 1024  # bytes
PAPER_SYMBOLS = 36
_PAPER_BYTES = 20
_CHECK_SYMBOLS = 4


class Key(Struct, frozen=True):
    """A secret and the type of slot that it may open."""

    type: int
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.type})"


def password(text_secret: str) -> Key:
    """Return the key for a typed password, not trimmed (RFC 8265: NFC). Raises BadInput."""
    try:
        secret = unicodedata.normalize("NFC", text_secret).encode()
    except UnicodeEncodeError:
        raise BadInput("The password has a character that cannot be encoded", hint="Type it again.") from None
    if not secret:
        raise BadInput("The password is empty", hint="Type the password of this vault.")
    if len(secret) > PASSWORD_LIMIT:
        raise BadInput("The password is longer than 1,024 bytes", hint="Choose a shorter one.")
    return Key(PASSWORD, secret)


def password_and_file(text_secret: str, key_file: bytes) -> Key:
    """Return the key for a password together with the bytes of a key file (§4). Raises BadInput."""
    if not key_file:
        raise BadInput("The key file is empty", hint="Choose the one that was made for this vault.")
    secret = password(text_secret).secret
    return Key(PASSWORD_AND_FILE, len(secret).to_bytes(4) + secret + hashlib.sha256(key_file).digest())


def new_file(random: Callable[[int], bytes] = urandom) -> bytes:
    """Return the content of a fresh key file: 256 random bits, as text that survives every way of copying it."""
    return random(32).hex().encode()


def new_paper(random: Callable[[int], bytes] = urandom) -> Key:
    """Return a fresh paper key: 160 random bits (§9)."""
    return Key(PAPER, random(_PAPER_BYTES))


def paper_symbols(key: Key) -> str:
    """Return the 36 symbols of a paper key: 32 of the key and four that check them."""
    return crockford.encode(key.secret) + _paper_check(key.secret)


def paper(text_secret: str) -> Key:
    """Return the key for what a recovery sheet says, with or without dashes. Raises BadInput before anything is derived."""
    symbols = crockford.clean(text_secret)
    if len(symbols) != PAPER_SYMBOLS or not crockford.is_clean(symbols):
        raise BadInput(
            f"A paper key has {PAPER_SYMBOLS} letters and digits, this has {len(symbols)}"
            if len(symbols) != PAPER_SYMBOLS
            else "A paper key has letters and digits only, and no U",
            hint="Compare it with the sheet, group by group.",
        )
    secret = crockford.decode(symbols[:-_CHECK_SYMBOLS], _PAPER_BYTES)
    if _paper_check(secret) != symbols[-_CHECK_SYMBOLS:]:
        raise BadInput("The paper key has a typing error", hint="Compare it with the sheet, group by group.")
    return Key(PAPER, secret)


def _paper_check(secret: bytes) -> str:
    """Return four symbols: the first 20 bits of a digest (§9)."""
    return crockford.encode(hashlib.sha256(b"RCV1 paper" + secret).digest()[:5])[:_CHECK_SYMBOLS]
