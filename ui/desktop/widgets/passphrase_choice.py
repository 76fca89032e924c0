"""The passphrase of an encrypted backup: made of words, and shown; or the user's own, typed twice."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from ui.desktop import paper_messages
from ui.desktop.concealing import WRITTEN_DOWN_FOR
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row
from ui.desktop.widgets.new_password import NewPassword

_BITS = 10  # of each word: SLIP-39's list has 1,024
_A_LINE = 4  # words
_MASKED = "••••••"


class PassphraseChoice(QWidget):
    """`complaint` says what is still missing."""

    def __init__(self, look: Theme, tasks: Tasks) -> None:
        super().__init__()
        self._made_secret = ""
        self.made = QRadioButton("Eight random words")
        self.made.setObjectName("made-passphrase")
        self.own = QRadioButton("A passphrase of my own")
        self.own.setObjectName("own-passphrase")
        self.words = label("", "code", wrap=True)
        self.words.setObjectName("passphrase-words")
        self._timer = QTimer(self, singleShot=True, interval=WRITTEN_DOWN_FOR * 1000)
        self._timer.timeout.connect(self.conceal)
        self._strength = label("", "small")
        self._show_words = button("Show the words", clicked=self.reveal, name="show-words")
        another = button("Other words", "link", clicked=self.renew, name="other-words")
        self.is_noted = QCheckBox("I have written it down, and not on these pages")
        self.is_noted.setObjectName("passphrase-noted")
        self.typed = NewPassword(look, tasks, word="Your passphrase")
        self._shown = QWidget()
        words = label(paper_messages.ELSEWHERE, "muted", wrap=True)
        shown = column(
            self.words, row(self._show_words, None), row(self._strength, another, None), words, self.is_noted, gap=UNIT
        )
        shown.setContentsMargins(3 * UNIT + 2, 0, 0, 0)
        self._shown.setLayout(shown)
        self.setLayout(column(label("Passphrase", "label"), self.made, self._shown, self.own, self.typed, gap=UNIT // 2))
        self.made.toggled.connect(lambda _: self._show())
        self.made.setChecked(True)
        self.renew()

    @property
    def secret(self) -> str:
        return self._made_secret if self.made.isChecked() else self.typed.secret

    @property
    def complaint(self) -> str | None:
        """Say what is missing; no words where that is said below the field."""
        if self.made.isChecked():
            return None if self.is_noted.isChecked() else "Write the passphrase down first, then tick that you have."
        return None if self.typed.check() else ""

    def renew(self) -> None:
        """Make other words."""
        from vault import passphrases  # noqa: PLC0415  (loads a word list that only a backup needs)

        self._made_secret = passphrases.made()
        self._strength.setText(f"{len(self._made_secret.split()) * _BITS} bits: cannot be guessed")
        self.is_noted.setChecked(False)
        self.reveal()

    def reveal(self) -> None:
        """Show the words, for as long as it takes to write them down."""
        self._write(self._made_secret.split())
        self._timer.start()

    def conceal(self) -> None:
        self._timer.stop()
        self._write([_MASKED] * len(self._made_secret.split()))

    def _write(self, words: Sequence[str]) -> None:
        lines = [" ".join(words[start : start + _A_LINE]) for start in range(0, len(words), _A_LINE)]
        self.words.setText("\n".join(lines))
        self._show_words.setVisible(words[0] == _MASKED)

    def _show(self) -> None:
        self._shown.setVisible(self.made.isChecked())
        self.typed.setVisible(not self.made.isChecked())
        if self.own.isChecked():
            self.typed.setFocus()
