"""PDF files as pages: the text of each and its picture. pypdfium2 reads; nothing in a file is run, and nothing is fetched."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from vault.errors import BadImport

if TYPE_CHECKING:
    from PIL.Image import Image

PAGES_LIMIT = 400  # more than the largest backup has
_TEXT_LIMIT = 100_000  # characters of a page
_PIXELS = 12_000_000  # of a page's picture, however large the page says that it is
_SIDE = 20_000  # pixels of its longer side, be it as narrow as a thread
_POINTS = 72  # to an inch
_PASSWORD = "Incorrect password"  # noqa: S105  (in PDFium's message)


class Page(Struct, frozen=True):
    """One page, from 1, for as long as the file is open."""

    number: int
    text: str
    source: Any

    def picture(self, dpi: int) -> "Image":
        """Return the page in shades of grey. Raises BadImport."""
        width, height = self.source.get_size()
        scale = min(dpi / _POINTS, (_PIXELS / max(width * height, 1)) ** 0.5, _SIDE / max(width, height, 1))
        try:
            return self.source.render(scale=scale, grayscale=True).to_pil()  # type: ignore[no-any-return]
        except Exception:  # noqa: BLE001  (pypdfium2 raises whatever a hostile page makes it stumble over)
            raise _broken() from None


def is_pdf(data: bytes) -> bool:
    """Tell by its first kilobyte, as PDF readers do, whether `pages` should be tried."""
    return b"%PDF-" in data[:1024]


def pages(data: bytes) -> Generator[Page, None, None]:
    """Yield the pages. Raises BadImport where the file is locked, broken or far too long.

    PDFium is not made for several threads: no two may read a PDF at the same time.
    """
    import pypdfium2  # noqa: PLC0415  (40 ms that only a PDF needs)

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if _PASSWORD in str(error):
            raise BadImport(
                "This PDF is locked with a password", hint="Open it in a PDF reader, and save its pages as pictures."
            ) from None
        raise _broken() from None
    try:
        count = len(document)
        if count > PAGES_LIMIT:
            raise BadImport(
                f"This PDF has {count:,} pages, more than any backup", hint="Choose the PDF of the sheets, or a scan of them."
            )
        for number in range(1, count + 1):
            yield _page(document, number)
    finally:
        document.close()


def _page(document: Any, number: int) -> Page:  # noqa: ANN401  (pypdfium2 has no types)
    try:
        source = document[number - 1]
        text = source.get_textpage()
        return Page(number, text.get_text_range(0, min(text.count_chars(), _TEXT_LIMIT)), source)
    except Exception:  # noqa: BLE001  (as above)
        raise _broken() from None


def _broken() -> BadImport:
    return BadImport("This PDF cannot be read", hint="Open it in a PDF reader, and save its pages as pictures.")
