"""QR codes: bytes of a picture file to the texts in it, and a text to the code that shows it.

Pillow opens, zxing-cpp reads, qrcode draws.
"""

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from vault.errors import BadImport, BadInput

if TYPE_CHECKING:
    from PIL.Image import Image

PICTURE_LIMIT = 32 * 1024 * 1024  # bytes
_PIXELS = 64_000_000
_LARGE = 4_000_000  # pixels from which on a picture is not enlarged
_SMALL = 500_000  # pixels that show a code well enough
_PAGES = 200  # of a scan in one TIFF
_PIXELS_OF_ALL = 500_000_000  # pixels of such a scan: what lies behind is not looked at
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
        raise _broken() from None
    if not texts:
        raise BadImport(
            "There is no readable QR code in this picture",
            hint="Take it again: straight, sharp, with a white margin all around the code.",
        )
    return texts


def read_all(data: bytes, *, is_enough: Callable[[tuple[str, ...]], bool]) -> tuple[str, ...]:
    """Return the texts of all QR codes in a picture of many, or in those of a scan of several pages; none where there is none.

    Everything is tried until it `is_enough`, one picture after the other. Raises BadImport where it is no picture.
    """
    found: dict[str, None] = {}
    pages = _pages(data)
    while True:
        try:
            grey = next(pages, None)
        except Exception:  # noqa: BLE001  (as above)
            if not found:
                raise _broken() from None
            grey = None
        if grey is None:
            return tuple(found)
        found |= dict.fromkeys(texts_of(grey, is_enough=is_enough))


def texts_of(grey: "Image", *, is_enough: Callable[[tuple[str, ...]], bool]) -> tuple[str, ...]:
    """Return the texts of all QR codes, as every way of looking at the picture adds some."""
    found: dict[str, None] = {}
    for improve in (_as_it_is, *_RETRIES):
        with contextlib.suppress(Exception):  # a way that does not suit a picture adds nothing
            found |= dict.fromkeys(_texts(improve(grey)))
        if is_enough(tuple(found)):
            break
    return tuple(found)


def draw(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the QR code of a text, row by row, dark modules True. Without its margin, which is four modules wide.

    A text of digits, capitals and ` $%*+-./:` makes a smaller code (ISO/IEC 18004 §7.4.4). Raises BadInput where the text is
    longer than a code can hold.
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
    """Return a picture in shades of grey. Raises whatever Pillow raises."""
    return next(_pages(data))


def _pages(data: bytes) -> Iterator["Image"]:
    """Yield the pictures of a file, most often one, in shades of grey. Raises whatever Pillow raises."""
    from PIL import Image  # noqa: PLC0415  (30 ms that only a picture needs)

    with _strictly():
        picture: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
    left = _PIXELS_OF_ALL
    for number in range(_PAGES):
        with _strictly():
            try:
                picture.seek(number)
            except EOFError:
                return
            left -= picture.width * picture.height
            if picture.width * picture.height > _PIXELS or left < 0:
                raise ValueError
            grey = _grey(picture)
        yield grey


@contextlib.contextmanager
def _strictly() -> Iterator[None]:
    """Take warnings, such as that of a decompression bomb, for errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def _grey(picture: "Image") -> "Image":
    """Return a picture in shades of grey, on white where one can see through it."""
    from PIL import Image  # noqa: PLC0415  (as above)

    if not picture.has_transparency_data:
        return picture.convert("L")
    clear = picture.convert("RGBA")
    grey = Image.new("L", clear.size, "white")
    grey.paste(clear.convert("L"), mask=clear.getchannel("A"))
    return grey


def _broken() -> BadImport:
    return BadImport("The picture cannot be read", hint="Save it as PNG or JPEG and try again.")


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
