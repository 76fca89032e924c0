"""A column of widgets, each of which stays for as long as what it shows is to be shown."""

from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

Kept = TypeVar("Kept", bound=QWidget)


class KeptColumn(QVBoxLayout, Generic[Kept]):
    """Making a widget costs milliseconds: only those whose key is new are made, and only those whose key is gone go."""

    def __init__(self, after: QWidget, *, gap: int) -> None:
        """`after` is what the keyboard reaches before it."""
        super().__init__()
        self.setSpacing(gap)
        self._after = after
        self._kept: dict[Hashable, Kept] = {}

    def show_all(self, wanted: Sequence[tuple[Hashable, Callable[[], Kept]]]) -> list[Kept]:
        """Show these, each by its key and what makes it, in this order; the keyboard walks through them in this order, too."""
        before, self._kept = self._kept, {}
        for place, (key, make) in enumerate(wanted):
            made = before.pop(key, None) or make()
            self._kept[key] = made
            if self.indexOf(made) != place:
                self.removeWidget(made)
                self.insertWidget(place, made)
            made.show()  # at once: a column that is empty for a moment would let the page jump to its top
        for gone in before.values():
            self.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        shown = list(self._kept.values())
        for one, following in pairwise([self._after, *(part for widget in shown for part in _parts(widget))]):
            QWidget.setTabOrder(one, following)
        return shown


def _parts(widget: QWidget) -> list[QWidget]:
    """Return what the keyboard reaches in a widget, in its order."""
    return [one for one in widget.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
