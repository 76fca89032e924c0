"""The field for a paper key: grouped as it is typed, what looks alike folded, and checked at once."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from ui.desktop import messages, restore_messages
from ui.desktop.widgets.basic import column, label, restyle
from ui.desktop.widgets.secret_text import SecretText
from vault import crockford, keys
from vault.errors import BadInput

_LONGEST = 4 * keys.PAPER_SYMBOLS  # what is longer is no key: it is left as it is, for somebody else to read


class KeyEntry(QWidget):
    """Emits `completed` as soon as all that was typed is a paper key."""

    completed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = SecretText("paper-key", "Paper key", lines=1)
        self.field.setPlaceholderText("ABCD EFGH …")
        self._words = label("", "muted", wrap=True)
        self._words.setObjectName("paper-key-words")
        self._is_changing = False
        self.field.textChanged.connect(self._on_changed)
        layout = column(self.field, self._words, gap=6)
        self.setLayout(layout)
        self.setFocusProxy(self.field)
        self._say()

    @property
    def text(self) -> str:
        return self.field.toPlainText()

    @property
    def is_checking(self) -> bool:
        """Tell whether what is there is taken for a paper key, and said of it what there is to say."""
        return bool(self.text.strip()) and len(self.text) <= _LONGEST and ":" not in self.text

    def clear(self) -> None:
        self.field.clear()

    def say_error(self, sentence: str) -> None:
        self._words.setText(sentence)
        restyle(self._words, "role", "error")

    def _on_changed(self) -> None:
        if self._is_changing or (self.text.strip() and not self.is_checking):
            return
        self._is_changing = True
        self._group()
        self._is_changing = False
        self._say()

    def _group(self) -> None:
        """Write what is there in groups of four; the cursor stays behind the same symbol."""
        cursor = self.field.textCursor()
        before = crockford.clean(self.text[: cursor.position()])
        wanted = crockford.grouped(crockford.clean(self.text), " ")
        if wanted == self.text:
            return
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(wanted)
        cursor.setPosition(len(crockford.grouped(before, " ")))
        self.field.setTextCursor(cursor)

    def _say(self) -> None:
        symbols = crockford.clean(self.text)
        wrong = next((place for place, symbol in enumerate(symbols) if not crockford.is_clean(symbol)), None)
        restyle(self._words, "role", "muted")
        self._words.setText(restore_messages.key_typed(len(symbols), keys.PAPER_SYMBOLS))
        if wrong is not None:
            self.say_error(restore_messages.not_in_a_key(symbols[wrong], wrong // 4 + 1))
        elif len(symbols) >= keys.PAPER_SYMBOLS:
            try:
                keys.paper(symbols)
            except BadInput as error:
                self.say_error(messages.of_error(error))
            else:
                self.completed.emit()
