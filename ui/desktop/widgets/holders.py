"""Who holds the shares of a paper key, and how many of them it takes."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row, with_icon
from ui.desktop.widgets.fields import text_field

FEWEST, MOST, USUAL = 2, 16, 3  # SLIP-39 allows at most 16 shares
_EXAMPLES = ("A co-maintainer", "A parent", "The safe at home")


class Holders(QWidget):
    """A field for each holder; how many are needed follows."""

    def __init__(self, look: Theme, names: Sequence[str] = (), threshold: int = 2) -> None:
        super().__init__()
        self._fields: list[QLineEdit] = []
        self._list = column(gap=6)
        self.needed = QComboBox()
        self.needed.setObjectName("needed")
        self.needed.setAccessibleName("How many are needed")
        self._add = with_icon(button("Add a holder", "plain", clicked=self.add, name="add-holder"), look, "add")
        self._title = label("Holders", "label")
        takes = label("To open the vault it takes", "label")
        takes.setBuddy(self.needed)
        wanted = row(takes, self.needed, None, gap=UNIT)
        self.setLayout(column(self._title, self._list, row(self._add, None), wanted, gap=6))
        for place in range(max(len(names), USUAL if not names else FEWEST)):
            self.add(names[place] if place < len(names) else "")
        self.needed.setCurrentIndex(max(self.needed.findData(threshold), 0))
        self.setFocusProxy(self._fields[0])

    @property
    def names(self) -> tuple[str, ...]:
        """The names that were typed; empty fields do not count."""
        return tuple(name for one in self._fields if (name := one.text().strip()))

    @property
    def threshold(self) -> int:
        return int(self.needed.currentData() or FEWEST)

    @property
    def complaint(self) -> str | None:
        """Say what is missing."""
        if len(self.names) < FEWEST:
            return "Name at least two holders: a person, or a place such as a safe."
        if len({name.casefold() for name in self.names}) < len(self.names):
            return "Two holders have the same name. Tell them apart."
        if self.threshold > len(self.names):
            return f"Only {len(self.names)} holders are named, and {self.threshold} are needed to open the vault."
        return None

    def add(self, name: str = "") -> None:
        """Add a field."""
        place = len(self._fields)
        example = _EXAMPLES[place] if place < len(_EXAMPLES) else "A person, or a place"
        field = text_field(f"holder-{place + 1}", example)
        field.setAccessibleName(f"Holder {place + 1}")
        field.setMaxLength(40)
        field.setText(name)
        field.textChanged.connect(lambda _: self._show())
        self._fields.append(field)
        self._list.addWidget(field)
        self._add.setEnabled(len(self._fields) < MOST)
        if place >= USUAL:
            field.setFocus()
        self._show()

    def _show(self) -> None:
        """Offer each number from two to that of the holders."""
        total = max(len(self.names), USUAL)
        chosen = self.threshold
        if [self.needed.itemText(place) for place in range(self.needed.count())] != _choices(total):
            self.needed.clear()
            for number, words in enumerate(_choices(total), FEWEST):
                self.needed.addItem(words, number)
            self.needed.setCurrentIndex(max(self.needed.findData(min(chosen, total)), 0))


def _choices(total: int) -> list[str]:
    return [f"any {number} of {total}" if number < total else f"all {total}" for number in range(FEWEST, total + 1)]
