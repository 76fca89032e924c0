"""A sheet that was photographed or scanned, and what only looks like one."""

import pytest

from tests.core import scans as pictures
from tests.core.pictures import drawn, saved
from vault import scans, sheets
from vault.errors import BadImport

NUMBER = sheets.scan_text("7KQ2M4XA")


def test_a_photo_gives_its_codes() -> None:
    assert scans.texts(saved(drawn(NUMBER))) == (NUMBER,)


def test_a_scan_as_pdf_is_read_up_to_the_sheets_number() -> None:
    pages = [pictures.page([text]) for text in ("something else", NUMBER, "never looked at")]
    assert scans.texts(pictures.scanned(*pages)) == ("something else", NUMBER)
    assert scans.texts(pictures.scanned(pages[0])) == ("something else",)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (pictures.pdf(["Sheet 7KQ2-M4XA"]), "was not scanned: it has text"),
        (pictures.pdf([], []), "no readable QR code in this PDF"),
        (pictures.pdf(["x"], extra=pictures.LOCKED), "locked with a password"),
        (b"no picture at all", "The picture cannot be read"),
    ],
)
def test_what_proves_nothing_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(BadImport, match=told):
        scans.texts(data)
