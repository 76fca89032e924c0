"""How hard a password is to guess, judged by zxcvbn on the worker."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from ui.desktop import messages
from ui.desktop.tasks import Tasks
from ui.desktop.widgets.basic import label, restyle

_LONGEST = 72  # characters that are judged: beyond that zxcvbn is slow, and the password long enough


class Strength(QWidget):
    """A bar and a word, and the first piece of advice."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._bar = QProgressBar(textVisible=False, minimum=0, maximum=4)
        self._words = label("", "small", wrap=True)
        self._words.setObjectName("strength")
        self._wait = QTimer(self, singleShot=True, interval=150)
        self._wait.timeout.connect(self._judge)
        self._secret = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._bar)
        layout.addWidget(self._words)
        self.show_for("")

    def show_for(self, secret: str) -> None:
        """Judge what is in the field; waits until the user stops typing."""
        self._secret = secret
        if secret:
            self._wait.start()
        else:
            self._wait.stop()
            self._show(0, "Four or more words that do not belong together make a good one.")

    def _judge(self) -> None:
        self._tasks.run(self, _judging(self._secret[:_LONGEST]), lambda found: self._show(*found), lambda _: None)

    def _show(self, score: int, advice: str) -> None:
        self._bar.setValue(max(score, 1) if self._secret else 0)
        restyle(self._bar, "level", str(score))
        words = messages.strength(score) if self._secret else ""
        self._words.setText(f"{words}. {advice}".strip(". ") + "." if words else advice)


def _judging(secret: str) -> Callable[[], tuple[int, str]]:
    def judge() -> tuple[int, str]:
        from zxcvbn import zxcvbn  # noqa: PLC0415  (loads word lists that only a new password needs)

        found = zxcvbn(secret)
        feedback = found["feedback"]
        advice = feedback["warning"] or next(iter(feedback["suggestions"]), "")
        return int(found["score"]), str(advice).rstrip(".")

    return judge
