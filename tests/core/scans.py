"""Printed pages as they come back: pictures, PDFs, typed text. Drawn without the real layout, so that only reading is tried."""

import io
from collections.abc import Sequence

from PIL import Image, ImageFilter

from tests.core.pictures import saved
from vault import parts, qr
from vault.parts import Part

MM = 25.4
FIRST, PER_PAGE = 6, 12


def code(text: str, side: int) -> Image.Image:
    """Return a QR code so many pixels wide, without its margin."""
    rows = qr.draw(text)
    picture = Image.new("L", (len(rows), len(rows)))
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    return picture.resize((side, side), Image.Resampling.BOX)


def page(texts: Sequence[str], *, dpi: int = 150) -> Image.Image:
    """Return an A4 page with up to twelve codes of 46 mm, three in a row."""
    sharp = 2 * dpi
    sheet = Image.new("L", (int(210 / MM * sharp), int(297 / MM * sharp)), 255)
    for place, text in enumerate(texts):
        left, top = 14 + place % 3 * 64, 18 + place // 3 * 68
        sheet.paste(code(text, int(46 / MM * sharp)), (int(left / MM * sharp), int(top / MM * sharp)))
    return sheet.reduce(2)


def pages(several: Sequence[Part], *, dpi: int = 150) -> list[Image.Image]:
    return [
        page(
            [*(parts.qr_text(part) for part in several if part.page == number), f"SPAREKEY1:SHEET:{several[0].sheet_id}"],
            dpi=dpi,
        )
        for number in range(1, several[0].pages + 1)
    ]


def worn(sheet: Image.Image, *, degrees: float = 3) -> bytes:
    """Return a page as a poor scanner gives it: grey, turned, out of focus, pressed."""
    turned = sheet.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    grey = turned.filter(ImageFilter.GaussianBlur(1)).point(lambda value: 50 + value * 0.6)
    return saved(grey, "JPEG", quality=50)


def scanned(*sheets: Image.Image) -> bytes:
    """Return pictures as one PDF, as a scanner makes it."""
    file = io.BytesIO()
    first, *rest = (sheet.copy() for sheet in sheets)  # Pillow notes on a picture how it was saved the last time
    first.save(file, "PDF", save_all=True, append_images=rest, resolution=150)
    return file.getvalue()


def pdf(*texts: Sequence[str], extra: str = "", size: str = "595 842") -> bytes:
    """Return a PDF with a page for each sequence of lines; `extra` goes into its trailer."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(texts)}/Kids[{' '.join(f'{4 + 2 * place} 0 R' for place in range(len(texts)))}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    ]
    for place, lines in enumerate(texts):
        rows = "".join(f"BT /F1 8 Tf 30 {800 - 10 * down} Td ({line}) Tj ET\n" for down, line in enumerate(lines))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * place} 0 R>>"
        )
        objects.append(f"<</Length {len(rows)}>>stream\n{rows}endstream")
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj{content}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return data + f"trailer<</Size {len(objects) + 1}/Root 1 0 R{extra}>>\nstartxref\n{start}\n%%EOF".encode()


LOCKED = f"/ID[<{'00' * 16}><{'00' * 16}>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'11' * 32}>/U<{'22' * 32}>>>"
