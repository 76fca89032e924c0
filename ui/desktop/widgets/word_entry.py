"""A field for words of the list that is used on paper: completed while they are typed, and each one checked."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QWidget

from ui.desktop import restore_messages
from ui.desktop.theme import Theme
from ui.desktop.widgets.basic import button, clear, column, label, restyle, row
from ui.desktop.widgets.word_text import WordText
from vault import passphrases

_MOST = 3  # words that are offered for a wrong one


class WordEntry(QWidget):
    """Emits `changed` while the words change, and `entered` on Enter.

    `wanted` is how many words there are to be, 0 for any number. `may_be_others`: a passphrase of the user's own need not
    be made of words of the list, so that one that is not there is no error.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, look: Theme, name: str, title: str, *, lines: int, wanted: int = 0, may_be_others: bool = False) -> None:
        super().__init__()
        self._may_be_others = may_be_others
        self._wanted = wanted
        self.field = WordText(name, title, lines=lines)
        self._marks = _Marks(self.field.document(), look, self.field.start_of_unfinished)
        self._words = label("", "muted", wrap=True)
        self._words.setObjectName(f"{name}-words")
        self._nearest = row(gap=0)
        self._offer = QWidget()
        self._offer.setLayout(self._nearest)
        self.field.textChanged.connect(self._on_changed)
        self.field.cursorPositionChanged.connect(self._marks.look_again)
        self.field.cursorPositionChanged.connect(self._show)
        self.field.entered.connect(self.entered)
        look.follow(self, self._marks.rehighlight)
        self.setLayout(column(self.field, self._words, self._offer, gap=6))
        self.setFocusProxy(self.field)
        self._wrong = -1
        self._show()

    @property
    def text(self) -> str:
        return self.field.toPlainText()

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.lower().split())

    @property
    def is_right(self) -> bool:
        """Tell whether there are words, and all of them in the list."""
        return bool(self.words) and all(passphrases.whole(word) for word in self.words)

    @property
    def is_last_whole(self) -> bool:
        """Tell whether the last word is written out: of one that is not there may be more to come."""
        return bool(self.words) and self.words[-1] in passphrases.WORDS

    def clear(self) -> None:
        self.field.clear()

    def say_error(self, sentence: str) -> None:
        """Show below the field why its words were refused; gone with the next change."""
        self._words.setText(sentence)
        self._words.show()
        restyle(self._words, "role", "error")
        restyle(self.field, "state", "error")

    def _on_changed(self) -> None:
        restyle(self.field, "state", "")
        self._wrong = -1
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        """Count the words, and name the first one that is not in the list."""
        if self.field.property("state") == "error":
            return
        unfinished = self.field.start_of_unfinished()
        wrong = [(place, span) for place, span in enumerate(self.field.spans(), 1) if _is_wrong(span, unfinished)]
        place = wrong[0][0] if wrong else 0
        restyle(self._words, "role", "muted" if not place or self._may_be_others else "error")
        self._words.setText(
            restore_messages.words_typed(len(self.words), self._wanted, place, may_be_others=self._may_be_others)
        )
        self._words.setVisible(bool(self._words.text()))
        start, word = wrong[0][1] if wrong else (-1, "")
        if start != self._wrong:
            self._wrong = start
            self._offer_nearest(start, word)

    def _offer_nearest(self, start: int, word: str) -> None:
        clear(self._nearest)
        nearest = passphrases.nearest(word)[:_MOST] if word else ()
        for place, known in enumerate(nearest, 1):
            self._nearest.addWidget(
                button(known, "link", clicked=partial(self.field.replace, start, known), name=f"nearest-{place}")
            )
        self._nearest.addStretch(1)
        self._offer.setVisible(bool(nearest))


class _Marks(QSyntaxHighlighter):
    """Underlines words that are not in the list, but for the one that is still being typed."""

    def __init__(self, document: QTextDocument, look: Theme, unfinished: Callable[[], int]) -> None:
        self._look, self._unfinished = look, unfinished
        self._last = -1
        super().__init__(document)

    def look_again(self) -> None:
        """Mark anew where another word is the unfinished one."""
        if self._unfinished() != self._last:
            self._last = self._unfinished()
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        marked = QTextCharFormat()
        marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        marked.setUnderlineColor(QColor(self._look.colours.danger))
        begin, unfinished = self.currentBlock().position(), self._unfinished()
        for start, word in WordText.spans_of(text):
            if _is_wrong((begin + start, word), unfinished):
                self.setFormat(start, len(word), marked)


def _is_wrong(span: tuple[int, str], unfinished: int) -> bool:
    start, word = span
    return start != unfinished and not passphrases.whole(word)
