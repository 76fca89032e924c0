"""The QR codes on a sheet that was photographed, or scanned into a picture or a PDF."""

from itertools import islice

from vault import pdf, qr, sheets
from vault.errors import BadImport

_DPI = 200
_PAGES = 40  # of a PDF: more than a sheet has
_HINT = "Take a photo of the paper, or scan it."


def texts(data: bytes) -> tuple[str, ...]:
    """Return what the QR codes of a sheet say. Raises BadImport where there are none, or where this is not the paper.

    A PDF that has text is what was printed, not what was scanned: it would prove nothing of the sheet.
    """
    if not pdf.is_pdf(data):
        return qr.read(data)
    found: dict[str, None] = {}
    for page in islice(pdf.pages(data), _PAGES):
        if page.text.strip():
            raise BadImport("This PDF was not scanned: it has text", hint=_HINT)
        found |= dict.fromkeys(qr.texts_of(page.picture(_DPI), is_enough=_has_sheet))
        if _has_sheet(tuple(found)):
            break
    if not found:
        raise BadImport("There is no readable QR code in this PDF", hint=_HINT)
    return tuple(found)


def _has_sheet(found: tuple[str, ...]) -> bool:
    return any(text.startswith(sheets.SCAN) for text in found)
