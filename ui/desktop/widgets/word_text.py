"""A text field that completes words of the list that is used on paper."""

import re

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QCompleter

from ui.desktop.widgets.secret_text import SecretText
from vault import passphrases

_SHORTEST = 2  # letters from which on words are offered
_WIDTH = 220  # px: of the list of words
_GAP = 4  # between it and the line above
Span = tuple[int, str]  # where a word begins in the text, and the word


class WordText(SecretText):
    """Offers the words that begin like what is typed. Blank takes the only one, Enter and Tab the one that is chosen."""

    def __init__(self, name: str, title: str, *, lines: int) -> None:
        super().__init__(name, title, lines=lines)
        self._completer = QCompleter(QStringListModel(list(passphrases.WORDS), self), self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setMaxVisibleItems(6)
        popup = self._completer.popup()
        assert popup  # noqa: S101  (it is there while nobody sets another)
        self._popup = popup
        self._popup.setObjectName("completions")
        self._popup.setAccessibleName("Words that begin like this")
        self._completer.setWidget(self)
        self._completer.activated[str].connect(self._on_chosen)  # type: ignore[index]

    @staticmethod
    def spans_of(text: str) -> list[Span]:
        return [(found.start(), found[0]) for found in re.finditer(r"\S+", text)]

    def spans(self) -> list[Span]:
        """Return the words that are there, with their places."""
        return self.spans_of(self.toPlainText())

    def start_of_unfinished(self) -> int:
        """Return where the word begins that is being typed, the cursor at its end; -1 where there is none."""
        at = self.textCursor().position()
        ending = [(start, word) for start, word in self.spans() if start + len(word) == at]
        return ending[0][0] if ending and self.hasFocus() and passphrases.complete(ending[0][1].lower()) else -1

    def replace(self, start: int, word: str) -> None:
        """Put `word` in the place of the one that begins at `start`."""
        there = dict(self.spans()).get(start, "")
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(start + len(there), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(word)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not self.toPlainText():
            return  # the blank after the last word of a share that has just been taken
        if self._popup.isVisible():
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape}:
                event.ignore()  # the list of words takes it
                return
            if event.key() == Qt.Key.Key_Space and self._completer.completionCount() == 1:
                self._on_chosen(self._completer.currentCompletion())
                return
        super().keyPressEvent(event)
        if event.text():
            self._offer()

    def _offer(self) -> None:
        start = self.start_of_unfinished()
        typed = self.toPlainText()[start : self.textCursor().position()] if start >= 0 else ""
        self._completer.setCompletionPrefix(typed)
        if len(typed) < _SHORTEST or self._completer.completionCount() == 0 or self._is_whole(typed):
            self._popup.hide()
            return
        area = self.cursorRect().translated(self.viewport().pos()).adjusted(0, 0, 0, _GAP)
        area.setWidth(_WIDTH)
        self._completer.complete(area)
        self._popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _is_whole(self, typed: str) -> bool:
        return self._completer.completionCount() == 1 and self._completer.currentCompletion() == typed.lower()

    def _on_chosen(self, word: str) -> None:
        self._popup.hide()
        start = self.start_of_unfinished()
        if start >= 0:
            cursor = self.textCursor()
            cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(f"{word} ")
