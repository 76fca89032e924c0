"""How far giving paper back is: what is in, what is missing, each thing that was given, and the next step."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QWidget

from ui.desktop import restore_messages as words
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import Elided, button, clear, column, label, restyle, row, rule
from ui.desktop.widgets.given_list import GivenList
from vault.model import printable


class RestoreProgress(QFrame):
    """Emits `go_on`, and `choose_vault` when the vault file is to be another one."""

    go_on = Signal()
    choose_vault = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("card")
        self._heading = label("", "heading")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setProperty("level", "4")
        self._bar.setAccessibleName("Parts or shares that are in")
        self._sentences = column(gap=UNIT)
        self.banner = Banner()
        self.given = GivenList(look)
        self._kinds = self._explanation()
        self._file = self._file_row()
        self._rule = rule()
        self.next = button("Continue", "primary", clicked=self.go_on.emit, name="restore-continue")
        layout = column(
            self._heading,
            self._kinds,
            self._sentences,
            self._bar,
            self._file,
            self.banner,
            self.next,
            self._rule,
            self.given,
            None,
            gap=2 * UNIT,
        )
        layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 3 * UNIT, 3 * UNIT)
        self.setLayout(layout)

    @property
    def sentences(self) -> list[str]:
        items = (self._sentences.itemAt(place) for place in range(self._sentences.count()))
        return [shown.text() for item in items if item and isinstance(shown := item.widget(), QLabel)]

    def show_state(
        self, sentences: Sequence[str], count: tuple[int, int] | None, *, is_ready: bool, next_text: str, may_go_on: bool
    ) -> None:
        """Say how far it is, and what comes next. `count` is how many of how many are in."""
        has_any = bool(sentences or self.given.rows)
        self._heading.setText(words.heading(is_ready=is_ready, is_anything=has_any))
        self._kinds.setHidden(has_any)
        self._rule.setVisible(bool(self.given.rows))
        self.given.setVisible(bool(self.given.rows))
        clear(self._sentences)
        for sentence in sentences:
            self._sentences.addWidget(label(f"{sentence}.", wrap=True))
        self._bar.setVisible(count is not None)
        if count:
            self._bar.setMaximum(count[1])
            self._bar.setValue(count[0])
        self.next.setVisible(has_any)
        self.next.setEnabled(may_go_on)
        self.next.setText(next_text)

    def show_file(self, path: Path | None, *, is_wanted: bool) -> None:
        """Show which vault file the key is to open, where there is a key."""
        self._file.setVisible(is_wanted)
        self._name.setText(printable(path.name) if path else "Not chosen yet")
        self._name.setToolTip(printable(str(path)) if path else "")
        restyle(self._name, "role", "" if path else "warning")
        self._change.setVisible(path is not None)

    def show_busy(self, *, is_busy: bool) -> None:
        self.next.setDisabled(is_busy)
        if is_busy:
            self.next.setText("Opening…")

    def _file_row(self) -> QWidget:
        self._name = Elided("", mode=Qt.TextElideMode.ElideMiddle)
        self._change = button("Change…", "link", clicked=self.choose_vault.emit, name="change-vault")
        made = QWidget()
        inside = row(label("Vault file", "label"), gap=UNIT + 4)
        inside.addWidget(self._name, 1)
        inside.addWidget(self._change)
        made.setLayout(inside)
        return made

    def _draw(self, picture: QLabel, icon: str) -> None:
        picture.setPixmap(self._look.pixmap(icon, "accent"))

    def _explanation(self) -> QWidget:
        parts = column(gap=2 * UNIT + 4)
        for icon, title, text in words.KINDS:
            picture = QLabel()
            self._look.follow(picture, partial(self._draw, picture, icon))
            line = row(gap=UNIT + 4)
            line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
            line.addLayout(column(label(title, "label"), label(text, "muted", wrap=True), gap=4), 1)
            parts.addLayout(line)
        made = QWidget()
        made.setLayout(parts)
        return made
