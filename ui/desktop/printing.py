"""The one painter: what the preview shows, the printer prints and the PDF holds is drawn here, from one value.

Black on white only. Needs a QGuiApplication and nothing of the window.
"""

import re
from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
)
from PySide6.QtPrintSupport import QPrinter

import resources
from vault.paper import page
from vault.paper.page import Box, Document, Item, PaperSize, Qr, Rule, Text

_FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf")
_WEIGHTS = {"regular": QFont.Weight.Normal, "medium": QFont.Weight.Medium, "semibold": QFont.Weight.DemiBold}
_EM = 100  # px: the size at which all text is measured and drawn, then made smaller: so it is as wide on every device
_INCH = 25.4  # mm
_PAPERS = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}
_PDF_DPI = 1200


def paint(document: Document, number: int, painter: QPainter, scale: float) -> None:
    """Draw the page `number`, from 0. `scale` is how many of the painter's units are one millimetre."""
    painter.save()
    painter.scale(scale, scale)
    for item in document.pages[number].items:
        _draw(painter, item)
    painter.restore()


def picture(document: Document, number: int, dpi: float) -> QImage:
    """Return the page `number`, from 0, as the preview shows it."""
    scale = dpi / _INCH
    image = QImage(round(document.width * scale), round(document.height * scale), QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    paint(document, number, painter, scale)
    painter.end()
    return image


def pdf(document: Document) -> bytes:
    """Return a PDF whose metadata tell nothing: no title, author, program or date."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPageLayout(_layout(document.size))
    writer.setResolution(_PDF_DPI)
    writer.setTitle("")
    writer.setCreator("")
    writer.setDocumentXmpMetadata(QByteArray(b" "))
    painter = QPainter(writer)
    for number in range(len(document.pages)):
        if number:
            writer.newPage()
        paint(document, number, painter, _PDF_DPI / _INCH)
    painter.end()
    buffer.close()
    return _without_metadata(bytes(data.data()))


def prepare(document: Document, printer: QPrinter) -> None:
    """Give the printer its paper, before its dialog is shown. What the printer's queue shows is a name that tells nothing."""
    printer.setPageLayout(_layout(document.size))
    printer.setFullPage(True)
    printer.setColorMode(QPrinter.ColorMode.GrayScale)
    printer.setDocName("Document")
    printer.setCreator("")
    printer.setFromTo(1, len(document.pages))


def print_to(document: Document, printer: QPrinter) -> bool:
    """Print the pages that were chosen in the dialog, all if none were. Return whether the system took them."""
    printer.setFullPage(True)
    first = printer.fromPage() or 1
    last = min(printer.toPage() or len(document.pages), len(document.pages))
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for number in range(first - 1, last):
        if number >= first and not printer.newPage():
            return False
        paint(document, number, painter, printer.resolution() / _INCH)
    return painter.end()


def ink(text: Text) -> QRectF:
    """Return the rectangle that a text takes on its page, in mm: its width and the height of its font's capitals and tails."""
    metrics = QFontMetricsF(_font(text.weight, text.blanks))
    factor = _factor(text, metrics)
    width = metrics.horizontalAdvance(text.text) * factor
    left = text.x - {"left": 0.0, "center": width / 2, "right": width}[text.align]
    return QRectF(left, text.y - metrics.capHeight() * factor, width, (metrics.capHeight() + metrics.descent()) * factor)


def _factor(text: Text, metrics: QFontMetricsF) -> float:
    """Return how many mm one unit of the measured font becomes."""
    wanted = text.size * page.POINT / _EM
    width = metrics.horizontalAdvance(text.text)
    return min(wanted, text.width / width) if width else wanted


def _draw(painter: QPainter, item: Item) -> None:
    match item:
        case Text():
            _draw_text(painter, item)
        case Qr():
            _draw_qr(painter, item)
        case Rule():
            painter.setPen(_pen(item.thick, dotted=item.dotted))
            painter.drawLine(QPointF(item.x, item.y), QPointF(item.x + item.dx, item.y + item.dy))
        case Box():
            painter.setPen(_pen(item.thick))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(item.x, item.y, item.dx, item.dy))


def _draw_text(painter: QPainter, text: Text) -> None:
    font = _font(text.weight, text.blanks)
    metrics = QFontMetricsF(font)
    factor = _factor(text, metrics)
    painter.save()
    painter.translate(ink(text).left(), text.y)
    painter.scale(factor, factor)
    painter.setFont(font)
    painter.setPen(QColor("black"))
    painter.drawText(QPointF(0, 0), text.text)
    painter.restore()


def _draw_qr(painter: QPainter, code: Qr) -> None:
    """Fill all dark modules as one shape: rectangles filled one by one show white seams between them."""
    rows = page.modules(code.text)
    shape = QPainterPath()
    for top, row in enumerate(rows):
        left = 0
        while left < len(row):
            right = left + 1
            while right < len(row) and row[right] == row[left]:
                right += 1
            if row[left]:
                shape.addRect(left, top, right - left, 1)
            left = right
    painter.save()
    painter.translate(code.x, code.y)
    painter.scale(code.side / len(rows), code.side / len(rows))
    painter.fillPath(shape, QColor("black"))
    painter.restore()


def _pen(thick: float, *, dotted: bool = False) -> QPen:
    pen = QPen(QColor("black"))
    pen.setWidthF(thick)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if dotted:
        pen.setDashPattern([1, 3])
    return pen


@cache
def _font(weight: page.Weight, blanks: float) -> QFont:
    """Return a font of our own files, without ligatures: what looks like another character is none."""
    _register()
    font = QFont("JetBrains Mono" if weight == "mono" else "Inter")
    font.setPixelSize(_EM)
    font.setWeight(_WEIGHTS.get(weight, QFont.Weight.Normal))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in ("calt", "liga"):
        font.setFeature(QFont.Tag(feature), 0)
    font.setWordSpacing((blanks - 1) * page.MONO_ADVANCE * _EM)
    return font


@cache
def _register() -> None:
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources.path(f"fonts/{name}")))


def _layout(size: PaperSize) -> QPageLayout:
    margins = QMarginsF(0, 0, 0, 0)
    return QPageLayout(
        QPageSize(_PAPERS[size]), QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter, margins
    )


def _without_metadata(data: bytes) -> bytes:
    """Return the PDF with blanks for what its /Info says: no byte moves, so that its table of places stays true."""
    return re.sub(rb"(?<=<<\n)/Title .*?(?=>>\nendobj)", lambda found: b" " * len(found[0]), data, count=1, flags=re.DOTALL)
