"""What is about to be printed: the pages, and beside them what they are and where the PDF lies that was made of them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QWidget

from ui.desktop import messages, paper_messages
from ui.desktop.pdf_file import PdfFile
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, button, column, label, row, rule, with_icon
from ui.desktop.widgets.page_preview import PagePreview
from vault.model import printable
from vault.printouts import Printout

_FACTS = 320  # px


class PrintPreview(QWidget):
    """Emits `print_wanted`, `pdf_wanted` and `shred_wanted`."""

    print_wanted = Signal()
    pdf_wanted = Signal()
    shred_wanted = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._is_locked = False
        self.pages = PagePreview(look)
        self._title = label("", "heading", wrap=True)
        self._title.setObjectName("printout")
        self._facts = label("", "muted", wrap=True)
        self._note = label("", wrap=True)
        self.print = with_icon(button("Print…", clicked=self.print_wanted.emit, name="print-now"), look, "print")
        self.save = with_icon(button("Save as PDF…", clicked=self.pdf_wanted.emit, name="save-pdf"), look, "file")
        for one in (self.print, self.save):
            one.setAutoDefault(True)  # Enter does what the keyboard is at
        self._before = label(paper_messages.IN_THE_CLEAR, "small", wrap=True)
        self._pdf = self._pdf_part(look)
        self._facts_part = facts = QWidget()
        facts.setFixedWidth(_FACTS)
        facts.setLayout(
            column(self._title, self._facts, self._note, UNIT, self.print, self.save, self._before, self._pdf, None, gap=UNIT)
        )
        layout = row(gap=3 * UNIT)
        layout.addWidget(self.pages, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(facts, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(layout)
        self.pages.zoomed.connect(self._on_zoomed)

    def show_printout(self, printout: Printout, note: str, *, is_locked: bool) -> None:
        """Show the pages, and a word on what to mind before they leave."""
        self._before.setText(paper_messages.IS_LOCKED if is_locked else paper_messages.IN_THE_CLEAR)
        self._is_locked = is_locked
        self.pages.zoom(is_close=False)
        self.pages.show_document(printout.document)
        first = printout.sheets[0]
        names = [paper_messages.number(sheet.id) for sheet in printout.sheets]
        self._title.setText(f"{paper_messages.TITLES[first.kind]} {names[0]}" if len(names) == 1 else f"{len(names)} shares")
        lines = [f"{messages.count(len(printout.document.pages), 'page')} on {printout.document.size}"]
        lines += [f"Will lie: {first.place}"] if first.place and len(names) == 1 else []
        lines += [f"{names[place]} for {sheet.holder}" for place, sheet in enumerate(printout.sheets) if sheet.holder]
        self._facts.setText("\n".join(printable(one) for one in lines))
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def show_pdfs(self, pdfs: Sequence[PdfFile]) -> None:
        """Show which PDFs lie on the disk; none when they were shredded."""
        self._pdf.setVisible(bool(pdfs))
        self._before.setVisible(not pdfs)
        if pdfs:
            several = len(pdfs) > 1
            self._name.setText(printable(f"{len(pdfs)} PDFs" if several else pdfs[0].path.name))
            self._after.setText(paper_messages.IS_LOCKED if self._is_locked else paper_messages.shred_soon(len(pdfs)))
            self._folder.setText(f"in {messages.place(pdfs[0].path.parent)}")
            self._shred.setText("Shred the PDFs" if several else "Shred the PDF")
            self._open.setText("Show the folder" if several else "Open")
            self._target = pdfs[0].path.parent if several else pdfs[0].path
        self._fit()

    def set_busy(self, *, is_busy: bool) -> None:
        for one in (self.print, self.save, self._shred):
            one.setEnabled(not is_busy)

    def forget(self) -> None:
        """Let go of the pages."""
        self.pages.forget()

    def _fit(self) -> None:
        """Keep as much room beside the page as its wrapped words take: where the page is small, it is the lower one."""
        if (layout := self._facts_part.layout()) is not None:
            layout.activate()
            self._facts_part.setFixedHeight(layout.totalHeightForWidth(_FACTS))

    def _on_zoomed(self, is_close: bool) -> None:  # noqa: FBT001  (a signal's value)
        self._facts_part.setVisible(not is_close)

    def _pdf_part(self, look: Theme) -> QFrame:
        self._name = Elided("", "label", mode=Qt.TextElideMode.ElideMiddle)
        self._name.setObjectName("pdf-name")
        self._folder = Elided("", "small", mode=Qt.TextElideMode.ElideMiddle)
        self._open = button("Open", clicked=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target))))
        self._open.setObjectName("open-pdf")
        self._shred = with_icon(button("Shred the PDF", clicked=self.shred_wanted.emit, name="shred-pdf"), look, "trash")
        self._after = label("", wrap=True)
        made = QFrame()
        names = column(self._name, self._folder, gap=2)
        made.setLayout(column(UNIT // 2, rule(), UNIT // 2, names, self._after, row(self._shred, self._open, None), gap=UNIT))
        made.hide()
        return made
