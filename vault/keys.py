"""What opens a vault: the user's secrets, turned into the bytes that a key slot is tried with (docs/format.md §4)."""

import unicodedata

from msgspec import Struct

from vault.errors import BadInput

PASSWORD = 1
PASSWORD_AND_FILE = 2
PAPER = 3
PASSWORD_LIMIT = 1024  # bytes


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
