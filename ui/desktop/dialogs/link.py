"""Paste a link or an address from a mail: is it exactly the service's own? Nothing is opened, looked up, stored or logged."""

from PySide6.QtCore import QMimeData, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont, QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.desktop import link_messages, theme
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.fields import labelled
from ui.desktop.widgets.link_verdict import LinkVerdict
from vault import link_words, links, pasted, services
from vault.links import Verdict

_WIDTH = 600
_LINES = 3
_LONGEST_SHOWN = 4000  # characters: a field with a line of a million takes seconds to lay out


class LinkDialog(Frame):
    """Says at once what is pasted or typed, and leads to the service itself, never to what was pasted."""

    def __init__(self, parent: QWidget, look: Theme) -> None:
        super().__init__(parent, link_messages.TITLE, link_messages.WORDS, width=_WIDTH)
        self._address = ""
        self.field = _PasteField()
        self.field.textChanged.connect(lambda: self.check(self.field.toPlainText()))
        self.field.held.connect(self.check)
        self.verdict = LinkVerdict(look, _WIDTH - 6 * UNIT)
        self.body.addLayout(labelled(link_messages.FIELD, self.field))
        self.body.addWidget(self.verdict)
        self._buttons.addWidget(button("Close", clicked=self.reject, name="close-link"))
        self._go = button("", "primary", clicked=self.open_own_page, name="open-own-page")
        self._go.hide()
        self.finish_with(self._go, cancel=False)
        self.field.setFocus()

    def check(self, text: str) -> None:
        """Say what a text is."""
        self.banner.hide()
        if not text.strip():
            self.verdict.show_empty()
            self._lead_to(None)
            return
        checked = links.check(text, services.table().values())
        self.verdict.show_checked(checked)
        self._lead_to(checked.worst)
        if checked.is_cut:
            self.banner.show_message("warning", link_words.CUT)

    def open_own_page(self) -> None:
        """Open the service's own page from the table; none of those changes anything by being looked at."""
        QDesktopServices.openUrl(QUrl(self._address))

    def _lead_to(self, verdict: Verdict | None) -> None:
        service = verdict.service if verdict else None
        page = verdict.page if verdict and verdict.kind == "own" else ""
        own = (service.page(page) or service.page("account") or service.page("login")) if service else None
        self._address = own or ""
        self._go.setVisible(bool(own))
        self._go.setText(link_messages.open_own_page(verdict) if verdict else "")


class _PasteField(QPlainTextEdit):
    """A field that also takes in where the links of a formatted mail lead, which their words do not tell.

    Emits `held` with a pasted text that is too long to be shown.
    """

    held = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("link-field")
        font = theme.code_font(theme.TEXT)
        font.setFeature(QFont.Tag("calt"), 0)  # no letters drawn as one: each is to be seen as it is
        self.setFont(font)
        self.setPlaceholderText(link_messages.PLACEHOLDER)
        self.setFixedHeight(_LINES * QFontMetrics(font).lineSpacing() + 2 * (UNIT + 3))
        self.setTabChangesFocus(True)
        self.textChanged.connect(lambda: self.setPlaceholderText(link_messages.PLACEHOLDER))

    def insertFromMimeData(self, source: QMimeData) -> None:
        targets = pasted.link_targets(source.html()) if source.hasHtml() else ()
        text = source.text()
        text = "\n".join([text, *(target for target in targets if target not in text)])
        if len(text) <= _LONGEST_SHOWN:
            self.insertPlainText(text)
            return
        self.clear()
        self.setPlaceholderText(link_messages.long_text(len(text)))
        self.held.emit(text)
