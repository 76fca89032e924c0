"""One place: whether it is a person, and what it is lost with."""

from collections.abc import Mapping

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop import fact_messages
from ui.desktop.theme import CONTROL, UNIT
from ui.desktop.widgets.basic import Elided, row
from vault import places

HEIGHT = 52  # px
_WIDTH = 244  # px: of the box
_LONGEST = 18  # letters of a place that fit into it


class PlaceLine(QWidget):
    """`within` is the name of the place that it is lost with, or empty. A person is lost with nothing else."""

    def __init__(self, name: str, within: str, *, is_person: bool, is_new: bool) -> None:
        super().__init__()
        self.name = name
        self.setFixedHeight(HEIGHT)
        shown = fact_messages.place(name)
        self.person = QCheckBox(words.IS_PERSON)
        self.person.setObjectName(f"person-{places.key(name)}")
        self.person.setAccessibleName(f"{shown}: {words.IS_PERSON}")
        self.person.setChecked(is_person)
        self.person.setVisible(name not in places.STANDARD)
        self.outer = QComboBox()
        self.outer.setObjectName(f"within-{places.key(name)}")
        self.outer.setAccessibleName(words.lost_with(shown))
        self.outer.setMinimumHeight(CONTROL)
        self.outer.setFixedWidth(_WIDTH)
        self.outer.addItem(words.BY_ITSELF, "")
        self.person.toggled.connect(lambda _: self._show())
        self._begun_with = ("", False) if is_new else (within, is_person)
        self._is_new = is_new
        self._within = within
        line = row(gap=2 * UNIT)
        title = Elided(shown, "label")
        title.setBuddy(self.outer)
        line.addWidget(title, 1)
        line.addWidget(self.person)
        line.addWidget(self.outer)
        line.setContentsMargins(2 * UNIT, 0, UNIT, 0)
        self.setLayout(line)
        self._show()

    @property
    def within(self) -> str:
        return "" if self.is_person else str(self.outer.currentData() or "")

    @property
    def is_person(self) -> bool:
        return self.person.isChecked()

    @property
    def is_changed(self) -> bool:
        within, is_person = self._begun_with
        return self._is_new or (places.key(self.within), self.is_person) != (places.key(within), is_person)

    def offer(self, names: Mapping[str, str]) -> None:
        """Offer these places to be lost with, by their keys; never itself."""
        for key, name in names.items():
            if key != places.key(self.name) and self._place(key) < 0:
                shown = fact_messages.short(fact_messages.place_in_text(name), _LONGEST)
                self.outer.addItem(words.with_it(shown), name)
                if key == places.key(self._within):
                    self.outer.setCurrentIndex(self.outer.count() - 1)

    def _place(self, key: str) -> int:
        keys = [places.key(str(self.outer.itemData(place))) for place in range(self.outer.count())]
        return keys.index(key) if key in keys else -1

    def _show(self) -> None:
        self.outer.setDisabled(self.is_person)
