"""Codes, seeds and pictures for the tests, drawn from names: nothing here opens any real account."""

import base64
import hashlib
import io

import qrcode
from PIL import Image

PASSWORD = "correct horse battery"
HEADING = "PyPI recovery codes"


def codes(name: str, count: int = 8) -> list[str]:
    """Return recovery codes of PyPI's form."""
    return [hashlib.sha256(f"{name} {place}".encode()).hexdigest()[:16] for place in range(count)]


def saved(name: str) -> bytes:
    """Return what PyPI's Save button writes: no heading, no end of line at the end."""
    return "\n".join(codes(name)).encode()


def saved_as(username: str, day: str = "2026-01-31", *, site: str = "PyPI") -> str:
    """Return the name that PyPI gives that file, as browsers keep it."""
    return f"{site}-Recovery-Codes-{username}-{day}T09_08_07.123456.txt"


def seed(name: str) -> str:
    """Return a base32 seed of 160 bits."""
    return base64.b32encode(hashlib.sha256(f"{name} seed".encode()).digest()[:20]).decode()


def uri(name: str, *, issuer: str = "PyPI", more: str = "&digits=6&algorithm=SHA1&period=30", kind: str = "totp") -> str:
    return f"otpauth://{kind}/{issuer}:{name}?secret={seed(name)}&issuer={issuer}{more}"


def png(picture: Image.Image) -> bytes:
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def qr_picture(text: str) -> bytes:
    """Return a PNG with one QR code."""
    return png(qrcode.make(text).get_image())


def empty_picture() -> bytes:
    return png(Image.new("L", (200, 100), "white"))


def all_secrets(*names: str) -> list[str]:
    """Return everything that must never be shown unasked: the password, and the codes and seeds of `names`."""
    return [PASSWORD, *(code for name in names for code in codes(name)), *(seed(name) for name in names)]
