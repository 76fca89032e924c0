"""QR codes: bytes of a picture file to the texts in it, and a text to the code that shows it.

Pillow opens, zxing-cpp reads, qrcode draws.
"""

import io
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

from vault.errors import BadImport, BadInput

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURE_LIMIT = 32 * 1024 * 1024  # bytes
_PIXELS = 64_000_000
_LARGE = 4_000_000  # pixels from which on a picture is not enlarged
_SMALL = 500_000  # pixels that show a code well enough
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\0", b"MM\0*")


def is_picture(data: bytes) -> bool:
    """Tell by its first bytes whether `read` should be tried."""
    return data.startswith(_STARTS)


def read(data: bytes) -> tuple[str, ...]:
    """Return the texts of all QR codes in a picture, in reading order. Raises BadImport where there is none."""
    try:
        grey = _open(data)
        texts = next(filter(None, (_texts(improve(grey)) for improve in (_as_it_is, *_RETRIES))), ())
    except Exception:  # noqa: BLE001  (on hostile pictures Pillow's readers raise whatever they stumble over)
        raise BadImport("The picture cannot be read", hint="Save it as PNG or JPEG and try again.") from None
    if not texts:
        raise BadImport(
            "There is no readable QR code in this picture",
            hint="Take it again: straight, sharp, with a white margin all around the code.",
        )
    return texts


def draw(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the QR code of a text, row by row, dark modules True. Without its margin, which is four modules wide.

    Raises BadInput where the text is longer than a code can hold.
    """
    from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M  # noqa: PLC0415  (loads Pillow)
    from qrcode.exceptions import DataOverflowError  # noqa: PLC0415
    from qrcode.main import QRCode  # noqa: PLC0415

    for correction in (ERROR_CORRECT_M, ERROR_CORRECT_L):
        code = QRCode(error_correction=correction, border=0)
        code.add_data(text.encode(), optimize=0)
        try:
            code.make(fit=True)
        except (DataOverflowError, ValueError):
            continue
        return tuple(tuple(map(bool, row)) for row in code.get_matrix())
    raise BadInput("This is too long for a QR code", hint="Copy the text instead.")


def _open(data: bytes) -> "Image":
    """Return a picture in shades of grey, on white where one can see through it. Raises whatever Pillow raises."""
    from PIL import Image  # noqa: PLC0415  (30 ms that only a picture needs)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
        if picture.width * picture.height > _PIXELS:
            raise ValueError
        if not picture.has_transparency_data:
            return picture.convert("L")
        picture = picture.convert("RGBA")
        grey = Image.new("L", picture.size, "white")
        grey.paste(picture.convert("L"), mask=picture.getchannel("A"))
        return grey


def _texts(grey: "Image") -> tuple[str, ...]:
    import zxingcpp  # noqa: PLC0415  (as above)

    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return tuple(dict.fromkeys(barcode.text for barcode in found if barcode.text))


def _as_it_is(grey: "Image") -> "Image":
    return grey


def _with_contrast(grey: "Image") -> "Image":
    """For codes that are grey on grey."""
    from PIL import ImageOps  # noqa: PLC0415

    return ImageOps.autocontrast(grey, cutoff=1)


def _sharpened(grey: "Image") -> "Image":
    """For codes a little out of focus, and for tiny ones."""
    from PIL import Image  # noqa: PLC0415

    if grey.width * grey.height > _LARGE:
        return _unblurred(grey, radius=4)
    return _unblurred(grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.BICUBIC), radius=4)


def _reduced(grey: "Image") -> "Image":
    """For large photographs out of focus."""
    return _unblurred(grey.reduce(max(round((grey.width * grey.height / _SMALL) ** 0.5), 1)), radius=5)


def _smoothed(grey: "Image") -> "Image":
    """For noise, and for the grid of pixels of a screen that was photographed."""
    from PIL import ImageFilter  # noqa: PLC0415

    return _with_contrast(grey.filter(ImageFilter.GaussianBlur(1.5)))


def _unblurred(grey: "Image", *, radius: int) -> "Image":
    from PIL import ImageFilter  # noqa: PLC0415

    return _with_contrast(grey).filter(ImageFilter.UnsharpMask(radius, percent=100 * radius, threshold=0))


# What is tried where nothing was found, one after the other. tests/core/test_qr_limits.py measures what each is good for.
_RETRIES: tuple[Callable[["Image"], "Image"], ...] = (_with_contrast, _sharpened, _reduced, _smoothed)
