"""QR codes in pictures: bytes of a picture file to the texts in it. Pillow opens, zxing-cpp reads."""

import io
import warnings

from vault.errors import BadImport

PICTURE_LIMIT = 32 * 1024 * 1024  # bytes
_PIXELS = 64_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\0", b"MM\0*")


def is_picture(data: bytes) -> bool:
    """Tell by its first bytes whether `read` should be tried."""
    return data.startswith(_STARTS)


def read(data: bytes) -> tuple[str, ...]:
    """Return the texts of all QR codes in a picture, in reading order. Raises BadImport where there is none."""
    import zxingcpp  # noqa: PLC0415  (30 ms that only a picture needs)
    from PIL import Image  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
            if picture.width * picture.height > _PIXELS:
                raise ValueError
            if picture.has_transparency_data:
                picture = picture.convert("RGBA")
                grey = Image.new("L", picture.size, "white")
                grey.paste(picture.convert("L"), mask=picture.getchannel("A"))
            else:
                grey = picture.convert("L")
        found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    except Exception:  # noqa: BLE001  (on hostile pictures Pillow's readers raise whatever they stumble over)
        raise BadImport("The picture cannot be read", hint="Save it as PNG or JPEG and try again.") from None
    texts = tuple(dict.fromkeys(barcode.text for barcode in found if barcode.text))
    if not texts:
        raise BadImport(
            "There is no readable QR code in this picture",
            hint="Take it again: straight, sharp, with a white margin all around the code.",
        )
    return texts
