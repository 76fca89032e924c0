"""Typing what is printed on paper: a paper key, the words of a share, or the lines of a backup."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from ui.desktop import messages, restore_messages
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, restyle, row
from ui.desktop.widgets.key_entry import KeyEntry
from ui.desktop.widgets.secret_text import SecretText
from ui.desktop.widgets.word_entry import WordEntry
from vault import shares
from vault.errors import BadInput, VaultError

_LINES = "Only where codes cannot be read: the numbered lines at the end of the backup, in any order. Each line checks itself."
KINDS = {"key": "Paper key", "share": "Words of a share", "lines": "Lines of a backup"}


class PaperTyping(QWidget):
    """Emits `typed` with a text, and `given` with what was pasted and is no text. `taken` or `refuse` is the answer."""

    typed = Signal(str)
    given = Signal(object)  # QMimeData

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.key = KeyEntry()
        self.share = WordEntry(look, "share-words", "Words of a share", lines=4, wanted=shares.WORDS)
        self.share.field.setPlaceholderText("The first letters of each word are enough")
        self.lines = SecretText("backup-lines", "Lines of a backup", lines=5, keeps_breaks=True)
        self.lines.setPlaceholderText("3.01 ABCD EFGH …")
        self._lines_words = label(_LINES, "muted", wrap=True)
        self._lines_words.setObjectName("backup-lines-words")
        self._add = button("Add", clicked=self.send, name="add-typed")
        self._tabs = QButtonGroup(self)
        tabs = row(gap=UNIT // 2)
        self._parts: dict[str, QWidget] = {}
        lines = QWidget()
        lines.setLayout(column(self.lines, self._lines_words, gap=6))
        lines.setFocusProxy(self.lines)
        body = column(gap=0)
        for kind, part in zip(KINDS, (self.key, self.share, lines), strict=True):
            tabs.addWidget(self._tab(kind))
            body.addWidget(part)
            self._parts[kind] = part
        tabs.addStretch(1)
        self.setLayout(column(tabs, body, row(self._add, None), gap=UNIT + 4))
        self._connect()
        self.choose("key")

    @property
    def kind(self) -> str:
        """Return which of `KINDS` is typed now."""
        return next(kind for kind, part in self._parts.items() if not part.isHidden())

    @property
    def text(self) -> str:
        return {"key": self.key.text, "share": self.share.text, "lines": self.lines.toPlainText()}[self.kind]

    def choose(self, kind: str) -> None:
        """Show the field for this kind. Nothing that was typed is lost."""
        for one, part in self._parts.items():
            part.setVisible(one == kind)
            self._tab_of(one).setChecked(one == kind)
        self._add.setText({"key": "Add the key", "share": "Add the share", "lines": "Add the lines"}[kind])

    def suggest(self, kind: str) -> None:
        """Show the field for what is still missing, unless something is being typed."""
        if not self.text.strip():
            self.choose(kind)

    def send(self) -> None:
        """Hand on what is in the field."""
        if self.text.strip():
            self.typed.emit(self.text)
        else:
            self._parts[self.kind].setFocus()

    def taken(self) -> None:
        """Empty the field: what was in it is in."""
        {"key": self.key.clear, "share": self.share.clear, "lines": self.lines.clear}[self.kind]()

    def refuse(self, error: VaultError) -> None:
        """Say below the field why it gave nothing; what was typed stays."""
        if self.kind == "key" and self.key.is_checking:
            return  # the field says so itself
        sentence = messages.of_error(error)
        {"key": self.key.say_error, "share": self.share.say_error, "lines": self._say_of_lines}[self.kind](sentence)
        self._parts[self.kind].setFocus()

    def keep_lines(self, numbers: Sequence[str]) -> None:
        """Leave only the typed lines with these numbers: what is wrong with them can then be mended."""
        typed = [(line.split()[0], line) for line in self.lines.toPlainText().splitlines() if line.split()]
        wrong = {number: line for number, line in typed if number in numbers} or (dict(typed) if numbers else {})
        self.lines.setPlainText("\n".join(wrong.values()))
        if wrong:
            self._say_of_lines(restore_messages.lines_with_errors(list(wrong)))
            self.lines.setFocus()

    def clear(self) -> None:
        for part in (self.key, self.share, self.lines):
            part.clear()

    def _connect(self) -> None:
        self._tabs.idToggled.connect(lambda place, is_on: self._on_tab(place) if is_on else None)
        self.key.completed.connect(self.send)
        self.share.entered.connect(self.send)
        self.share.changed.connect(self._on_words)
        self.lines.textChanged.connect(self._on_lines)
        for field in (self.key.field, self.share.field, self.lines):
            field.given.connect(self.given)
            field.pasted.connect(self.send)
            field.entered.connect(self.send)

    def _tab(self, kind: str) -> QPushButton:
        made = button(KINDS[kind], "tab", clicked=lambda: None, name=f"type-{kind}")
        made.setCheckable(True)
        made.setAutoDefault(False)
        self._tabs.addButton(made, len(self._tabs.buttons()))
        return made

    def _tab_of(self, kind: str) -> QPushButton:
        made = self._tabs.button(list(KINDS).index(kind))
        assert isinstance(made, QPushButton)  # noqa: S101
        return made

    def _on_tab(self, place: int) -> None:
        kind = list(KINDS)[place]
        self.choose(kind)
        self._parts[kind].setFocus()

    def _on_words(self) -> None:
        """Hand on a share as soon as its last word is there."""
        if len(self.share.words) == shares.WORDS and self.share.is_right and self.share.is_last_whole:
            try:
                shares.check(self.share.text)
            except BadInput as error:
                self.share.say_error(messages.of_error(error))
            else:
                self.send()

    def _on_lines(self) -> None:
        self._lines_words.setText(_LINES)
        restyle(self._lines_words, "role", "muted")

    def _say_of_lines(self, sentence: str) -> None:
        self._lines_words.setText(sentence)
        restyle(self._lines_words, "role", "error")
