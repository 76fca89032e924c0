"""Pages of a Google Authenticator export, written the way protobuf writes them (research/formats.md C5)."""

import base64
from collections.abc import Sequence


def varint(number: int) -> bytes:
    """Write a whole number; a negative one takes ten bytes."""
    number &= (1 << 64) - 1
    written = b""
    while number > 0x7F:
        written += bytes((number & 0x7F | 0x80,))
        number >>= 7
    return written + bytes((number,))


def whole(field: int, number: int) -> bytes:
    return varint(field << 3) + varint(number)


def text(field: int, value: bytes | str) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(data)) + data


def entry(secret: bytes, name: str = "alice", issuer: str = "PyPI", *, more: bytes = b"") -> bytes:
    """Return one authenticator: SHA-1, six digits, TOTP, unless `more` says otherwise."""
    members = text(1, secret) + text(2, name) + text(3, issuer) + whole(4, 1) + whole(5, 1) + whole(6, 2)
    return text(1, members + more)


def payload(entries: Sequence[bytes], *, size: int = 1, index: int = 0, batch_id: int = -1234567890) -> bytes:
    return b"".join(entries) + whole(2, 1) + whole(3, size) + whole(4, index) + whole(5, batch_id)


def uri(data: bytes) -> str:
    """Return the text that the app puts into its QR code."""
    coded = base64.b64encode(data).decode()
    return "otpauth-migration://offline?data=" + coded.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def pages(names: Sequence[str], *, size: int, batch_id: int = -1234567890) -> list[str]:
    """Return the texts of an export's pages, with an authenticator each for the names."""
    groups = [names[start::size] for start in range(size)]
    return [
        uri(payload([entry(name.encode() * 4, name) for name in group], size=size, index=index, batch_id=batch_id))
        for index, group in enumerate(groups)
    ]
