"""Pictures with QR codes in them, drawn by the `qrcode` package."""

import io
from collections.abc import Sequence
from typing import Any

import qrcode
from PIL import Image

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def uri(name: str) -> str:
    return f"otpauth://totp/PyPI:{name}?secret={SECRET}&issuer=PyPI"


def drawn(text: str, *, box_size: int = 6) -> Image.Image:
    """Return a QR code in shades of grey with its white margin."""
    image: Image.Image = qrcode.make(text, box_size=box_size).get_image()
    return image.convert("L")


def beside(*rows: Sequence[Image.Image]) -> Image.Image:
    """Put pictures of one size side by side, row by row, on white."""
    width, height = rows[0][0].size
    sheet = Image.new("L", (width * max(map(len, rows)), height * len(rows)), "white")
    for down, row in enumerate(rows):
        for right, image in enumerate(row):
            sheet.paste(image, (right * width, down * height))
    return sheet


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
