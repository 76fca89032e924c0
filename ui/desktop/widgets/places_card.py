"""Where to look: the folders, a button to add one, and how far the look is."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QWidget

from ui.desktop import messages
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, button, clear, column, label, row, tool, with_icon


class PlacesCard(QFrame):
    """Emits `look_wanted` with the folders, and `stop_wanted`."""

    look_wanted = Signal(object)  # Sequence[Path]
    stop_wanted = Signal()

    def __init__(self, look: Theme, places: Sequence[Path]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._look = look
        self._places = list(places)
        self._list = column(gap=2)
        self._none = label("Add the folder that you want to have looked through.", "muted")
        self._status = Elided("", "muted", mode=Qt.TextElideMode.ElideMiddle)
        self._status.setObjectName("sweep-status")
        self._add = with_icon(button("Add folder…", clicked=self._choose, name="add-place"), look, "add")
        self._start = button("Look now", "primary", clicked=self._on_start, name="look-now")
        self._stop = button("Stop", clicked=self.stop_wanted.emit, name="stop-looking")
        foot = row(self._add, gap=2 * UNIT)
        foot.addWidget(self._status, 1)
        foot.addWidget(self._stop)
        foot.addWidget(self._start)
        layout = column(label("Where to look", "heading"), self._none, self._list, UNIT // 2, foot, gap=UNIT)
        layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 3 * UNIT, 2 * UNIT + 4)
        self.setLayout(layout)
        self.show_running(is_running=False)

    @property
    def places(self) -> Sequence[Path]:
        return tuple(self._places)

    @property
    def status(self) -> str:
        return self._status.text()

    def add_place(self, place: Path) -> None:
        if place not in self._places:
            self._places.append(place)
        self._show()

    def remove_place(self, place: Path) -> None:
        self._places.remove(place)
        self._show()

    def show_running(self, *, is_running: bool) -> None:
        """Offer what can be done now: to look, or to stop."""
        self._is_running = is_running
        had_focus = self._start.hasFocus() or self._stop.hasFocus()
        self._start.setVisible(not is_running)
        self._stop.setVisible(is_running)
        if had_focus:
            (self._stop if is_running else self._start).setFocus()
        self._show()

    def say(self, text: str) -> None:
        """Tell how far the look is."""
        self._status.setText(text)

    def _show(self) -> None:
        clear(self._list)
        for place in self._places:
            self._list.addWidget(self._line(place))
        self._none.setVisible(not self._places)
        self._add.setEnabled(not self._is_running)
        self._start.setEnabled(bool(self._places))

    def _line(self, place: Path) -> QWidget:
        picture = QLabel()
        self._look.follow(picture, lambda: picture.setPixmap(self._look.pixmap("folder", "muted", size=20)))
        name = messages.place(place)
        remove = tool(self._look, "close", f"Do not look in {name}", clicked=partial(self.remove_place, place))
        remove.setEnabled(not self._is_running)
        line = row(picture, gap=UNIT + 4)
        line.addWidget(Elided(name, mode=Qt.TextElideMode.ElideMiddle), 1)
        line.addWidget(remove)
        made = QWidget()
        made.setLayout(line)
        return made

    def _on_start(self) -> None:
        self.look_wanted.emit(self.places)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "A folder to look through")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda name: self.add_place(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
