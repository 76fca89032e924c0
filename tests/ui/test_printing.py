"""The painter, judged by programs that are not ours: poppler reads the PDF, zbar the QR codes."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from msgspec import structs
from PIL import Image, ImageChops
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from tests.paper_samples import GITHUB, MANY, NOW, ORDINARY, PASSPHRASE, PYPI, SEED, printed
from ui.desktop import printing
from vault import keys, printouts
from vault.paper.frame import MARGIN
from vault.paper.page import Box, Document, Page, PaperSize, Qr, Rule, Text, modules
from vault.printouts import Printout

KINDS = ("one", "codes", "hostile", "cards", "hostile-cards", "recovery", "shares", "shares-many", "backup", "backup-large")
both_sizes = pytest.mark.parametrize("size", ["A4", "Letter"])


Kinds = Callable[[PaperSize], dict[str, Printout]]


@pytest.fixture(scope="module")
def all_kinds() -> Kinds:
    """Lay every kind out once for all tests."""
    return cache(printed)


def run(*command: str | Path) -> str:
    name = str(command[0])
    assert shutil.which(name), f"{name} is missing: see [programs] in packaging/system-libraries.toml"
    return subprocess.run([str(one) for one in command], capture_output=True, check=True, timeout=120).stdout.decode()


def written(document: Document, folder: Path) -> Path:
    path = folder / "sheet.pdf"
    path.write_bytes(printing.pdf(document))
    return path


def text_of(document: Document, folder: Path) -> str:
    return run("pdftotext", "-enc", "UTF-8", written(document, folder), "-")


def scanned_at_some(document: Document, folder: Path) -> set[str]:
    """Scan finer where a code is missing: at 150 dpi zbar passes over one of some hundred dense codes, whatever is in it."""
    found: set[str] = set()
    for dpi in (150, 200, 300):
        if found != qr_texts(document):
            found |= scanned(document, folder, dpi)
    return found


def scanned(document: Document, folder: Path, dpi: int) -> set[str]:
    """Return what zbar reads on pictures of all pages."""
    run("pdftoppm", "-r", str(dpi), "-gray", "-png", written(document, folder), folder / "page")
    found = set()
    for picture in sorted(folder.glob("page-*.png")):
        found |= set(run("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture).splitlines())
        picture.unlink()
    return found


def qr_texts(document: Document) -> set[str]:
    return {item.text for page in document.pages for item in page.items if isinstance(item, Qr)}


def live(*accounts: object) -> list[str]:
    return [
        code.secret
        for one in ORDINARY
        if one in accounts and one.live_set and one.live_set.count("unused")
        for code in one.live_set.codes
        if code.state != "void"
    ]


# What other programs see


@both_sizes
def test_the_text_of_a_code_sheet_gives_the_codes_back(
    qapp: QApplication, size: PaperSize, tmp_path: Path, all_kinds: Kinds
) -> None:
    text = text_of(all_kinds(size)["codes"].document, tmp_path)
    wanted = [secret for secret in live(*ORDINARY) if " " not in secret and len(secret) > 3]
    assert [word for word in text.split() if word in set(wanted)] == wanted
    assert "Correct Horse Battery" in text
    assert SEED in text.split()
    assert GITHUB.code_sets[0].codes[-1].secret not in text


def test_the_text_of_a_recovery_sheet_gives_the_key_back(qapp: QApplication, tmp_path: Path) -> None:
    printout = printouts.recovery("maintainer", now=NOW, size="A4")
    rows = re.findall(r"^\w{4}-\w{4}-\w{4}$", text_of(printout.document, tmp_path), re.MULTILINE)
    assert keys.paper("".join(rows)) == printout.key


@both_sizes
def test_the_text_of_an_encrypted_backup_tells_nothing(
    qapp: QApplication, size: PaperSize, tmp_path: Path, all_kinds: Kinds
) -> None:
    document = all_kinds(size)["backup"].document
    text = text_of(document, tmp_path)
    raw = printing.pdf(document)
    for secret in [*live(*ORDINARY), SEED, PASSPHRASE]:
        assert len(secret) < 4 or secret not in text
        assert len(secret) < 4 or secret.encode() not in raw
    assert not {"alice", "bob", "alice-maintains", "PyPI", "GitHub"} & set(text.split())


@pytest.mark.parametrize(
    ("kind", "size"), [*((kind, "A4") for kind in sorted({*KINDS} - {"shares-many", "backup-large"})), ("codes", "Letter")]
)
def test_every_qr_code_is_read_by_another_reader(
    qapp: QApplication, size: PaperSize, kind: str, tmp_path: Path, all_kinds: Kinds
) -> None:
    document = all_kinds(size)[kind].document
    assert scanned_at_some(document, tmp_path) == qr_texts(document)


def test_the_codes_of_a_full_page_are_read_by_another_reader(qapp: QApplication, tmp_path: Path, all_kinds: Kinds) -> None:
    whole = all_kinds("A4")["backup-large"].document
    document = Document(whole.size, whole.pages[1:2])
    assert len(qr_texts(document)) == 13
    assert scanned_at_some(document, tmp_path) == qr_texts(document)


@both_sizes
def test_a_pdf_says_nothing_of_who_made_it_when_and_of_what(qapp: QApplication, size: PaperSize, tmp_path: Path) -> None:
    path = written(printouts.codes([PYPI], now=NOW, size=size).document, tmp_path)
    said = run("pdfinfo", path)
    for word in ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate"):
        assert f"{word}:" not in said
    assert re.search(r"Pages: +1\n", said)
    assert {"A4": "595 x 842", "Letter": "612 x 792"}[size] in said
    assert run("pdfinfo", "-meta", path).strip() == ""
    raw = re.sub(rb"stream\n.*?endstream", b"", path.read_bytes(), flags=re.DOTALL)
    assert len(raw) < 10_000
    assert b"Qt" not in raw
    assert b"Sparekey" not in raw
    assert str(tmp_path).encode() not in raw
    assert re.search(rb"D:\d{14}", raw) is None


def test_the_places_of_a_pdf_are_true_after_its_metadata_are_gone(qapp: QApplication, tmp_path: Path) -> None:
    raw = printing.pdf(printouts.codes([PYPI], now=NOW, size="A4").document)
    start = int(re.findall(rb"startxref\n(\d+)", raw)[-1])
    assert raw[start : start + 4] == b"xref"
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n", raw[start:]), 1):
        assert raw[int(place) :].startswith(b"%d 0 obj" % number)


def test_fonts_are_ours_and_embedded(qapp: QApplication, tmp_path: Path) -> None:
    rows = run("pdffonts", written(printouts.codes([PYPI], now=NOW, size="A4").document, tmp_path)).splitlines()[2:]
    assert {row.split()[0].split("+")[-1] for row in rows} == {
        "Inter-Regular",
        "Inter-Medium",
        "Inter-SemiBold",
        "JetBrainsMono-Regular",
    }
    assert all(row.split()[-5:-2] == ["yes", "no", "yes"] for row in rows)  # embedded, not a subset by its name, to Unicode


def test_letters_that_look_alike_are_drawn_apart_and_never_joined(qapp: QApplication, tmp_path: Path) -> None:
    pairs = ["0O", "1l", "lI", "1I", "5S", "8B", "2Z", "www", "0xff", "!=", "fi", "--"]
    page = Page(
        tuple(Text(x=20, y=20 + 15 * row, text=pair, size=20, width=100, weight="mono") for row, pair in enumerate(pairs))
    )
    assert text_of(Document("A4", (page,)), tmp_path).split() == pairs
    drawn = {char: drawn_alone(char) for char in "0O1lI5S8B2Z"}
    assert len(set(drawn.values())) == len(drawn)


def drawn_alone(char: str) -> bytes:
    text = Text(x=9, y=9, text=char, size=20, width=9, weight="mono")
    return bytes(printing.picture(Document("A4", (Page((text,)),)), 0, 150).constBits())


# Nothing is cut and nothing overlaps


def boxes(page: Page) -> Iterator[tuple[QRectF, str]]:
    """Yield what each text and QR code takes, the latter with its white margin."""
    for item in page.items:
        if isinstance(item, Text):
            yield printing.ink(item), item.text
        elif isinstance(item, Qr):
            white = item.side / len(modules(item.text)) * 4
            yield QRectF(item.x, item.y, item.side, item.side).adjusted(-white, -white, white, white), "QR"


@both_sizes
@pytest.mark.parametrize("kind", KINDS)
def test_no_two_things_overlap_and_none_leaves_the_margins(
    qapp: QApplication, size: PaperSize, kind: str, all_kinds: Kinds
) -> None:
    document = all_kinds(size)[kind].document
    inside = QRectF(0, 0, document.width, document.height).adjusted(15, 15, -15, -14.5)  # a tail hangs below the last line
    for page in document.pages:
        found = list(boxes(page))
        for box, text in found:
            room = inside if text != "QR" else inside.adjusted(-6, -6, 6, 6)
            assert room.contains(box), text[:9]
        found.sort(key=lambda pair: pair[0].top())
        for (first, one), (second, other) in combinations(found, 2):
            common = first.intersected(second)
            assert common.width() < 0.05 or common.height() < 0.05, (one[:9], other[:9])


@both_sizes
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_wider_than_it_may_be_and_few_are_made_smaller(
    qapp: QApplication, size: PaperSize, kind: str, all_kinds: Kinds
) -> None:
    for page in all_kinds(size)[kind].document.pages:
        for item in page.items:
            if isinstance(item, Text):
                assert printing.ink(item).width() <= item.width + 0.001
                free = printing.ink(structs.replace(item, width=1e6))
                smaller = printing.ink(item).width() / free.width() if free.width() else 1
                assert smaller > (0.94 if item.text.isascii() else 0.6), item.text[:9]


@both_sizes
@pytest.mark.parametrize("kind", KINDS)
def test_pages_are_black_on_white_within_their_margins(
    qapp: QApplication, size: PaperSize, kind: str, all_kinds: Kinds
) -> None:
    document = all_kinds(size)[kind].document
    image = printing.picture(document, len(document.pages) - 1, 50)
    assert (image.width(), image.height()) == (round(document.width / 25.4 * 50), round(document.height / 25.4 * 50))
    grey = Image.frombytes("L", (image.width(), image.height()), bytes(image.constBits()), "raw", "L", image.bytesPerLine())
    box = ImageChops.invert(grey).getbbox()
    assert box is not None
    margin = (MARGIN - 5) / 25.4 * 50  # cut marks stand a little outside
    assert box[0] >= margin
    assert box[1] >= margin
    assert box[2] <= image.width() - margin
    assert box[3] <= image.height() - margin
    extremes = grey.getextrema()
    assert extremes[1] == 255
    assert int(str(extremes[0])) < 60


def test_lines_boxes_and_dots_are_where_they_are_said_to_be(qapp: QApplication) -> None:
    page = Page(
        (
            Rule(x=20, y=20, dx=40, thick=1),
            Box(x=20, y=40, dx=10, dy=10, thick=1),
            Rule(x=20, y=60, dx=40, thick=1, dotted=True),
        )
    )
    image = printing.picture(Document("A4", (page,)), 0, 254)

    def dark(x: float, y: float) -> bool:
        return image.pixelColor(round(x * 10), round(y * 10)).lightness() < 60

    assert dark(20.2, 20)
    assert dark(59.8, 20)
    assert not dark(60.5, 20)
    assert dark(20, 45)
    assert dark(30, 45)
    assert not dark(25, 45)
    assert dark(20.5, 60)
    assert not dark(22, 60)


# Printing


def test_a_printer_gets_the_pages_that_were_chosen(qapp: QApplication, tmp_path: Path) -> None:
    document = printouts.codes(ORDINARY, now=NOW, size="Letter").document
    for first, last, pages in ((0, 0, len(document.pages)), (2, 3, 2), (1, 99, len(document.pages))):
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        printing.prepare(document, printer)
        assert (printer.fromPage(), printer.toPage()) == (1, len(document.pages))
        assert printer.docName() == "Document"
        printer.setFromTo(first, last)
        assert printing.print_to(document, printer)
        said = run("pdfinfo", tmp_path / "printed.pdf")
        assert re.search(rf"Pages: +{pages}\n", said)
        assert "612 x 792" in said


def test_what_is_printed_is_what_the_pdf_holds(qapp: QApplication, tmp_path: Path) -> None:
    document = printouts.codes([PYPI], now=NOW, size="A4").document
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printing.prepare(document, printer)
    assert printing.print_to(document, printer)
    assert run("pdftotext", tmp_path / "printed.pdf", "-") == text_of(document, tmp_path)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_does_not_start_is_told(qapp: QApplication, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no-such-folder" / "printed.pdf"))
    assert not printing.print_to(printouts.codes([PYPI], now=NOW, size="A4").document, printer)


def test_a_painter_is_left_as_it_was(qapp: QApplication) -> None:
    document = printouts.codes([PYPI], now=NOW, size="A4").document
    image = printing.picture(document, 0, 20)
    painter = QPainter(image)
    before = painter.transform()
    printing.paint(document, 0, painter, 1.0)
    assert painter.transform() == before
    painter.end()


def test_a_hundred_accounts_have_a_page_each(qapp: QApplication) -> None:
    data = printing.pdf(printouts.codes(MANY, now=NOW, size="A4", with_totp=True).document)
    assert data.count(b"/Type /Page\n") == 100
