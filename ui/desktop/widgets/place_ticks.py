"""Places to tick: the usual ones, those that the vault knows already, and a field for a new one. The same everywhere."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QListView, QPushButton, QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop import fact_messages, messages
from ui.desktop.theme import BUTTON_ICON, UNIT, Theme
from ui.desktop.widgets.basic import button, column, label, row
from ui.desktop.widgets.fields import names_in, text_field
from ui.desktop.widgets.flow import Flow
from vault import places
from vault.errors import VaultError
from vault.model import Vault

_MOST = 18  # chips that are offered at first; the field knows the others
_LONGEST, _LONGEST_SHOWN = 60, 40  # letters of a place


class Chip(QPushButton):
    """One place: ticked, or not."""

    def __init__(self, look: Theme, name: str) -> None:
        shown = fact_messages.place(name)
        super().__init__(fact_messages.short(shown, _LONGEST_SHOWN).replace("&", "&&"))  # a single one would be a key
        self.name = name
        self.setToolTip(shown if len(shown) > _LONGEST_SHOWN else "")
        self.setAccessibleName(shown)
        self._look = look
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("kind", "chip")
        self.setObjectName(f"at-{places.key(name)}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(BUTTON_ICON)
        self.toggled.connect(lambda _: self._draw())
        look.follow(self, self._draw)

    def _draw(self) -> None:
        self.setIcon(self._look.button_icon("check", "accent") if self.isChecked() else self._look.button_icon("add", "muted"))


class PlaceTicks(QWidget):
    """Emits `changed`. Where something lies at one place only, a tick takes away the one before.

    `own` are names beside the usual ones: in my head. `title` is what a screen reader says of each.
    """

    changed = Signal()

    def __init__(
        self,
        look: Theme,
        vault: Vault,
        ticked: Sequence[str] = (),
        *,
        title: str,
        own: Sequence[str] = (),
        only_one: bool = False,
    ) -> None:
        super().__init__()
        self._look, self._title, self._only_one = look, title, only_one
        self._chips: dict[str, Chip] = {}
        self._flow = Flow()
        chips = QWidget()
        chips.setLayout(self._flow)
        known = [*own, *places.STANDARD, *places.names(vault).values()]
        self.field = text_field("new-place", words.NEW_PLACE)
        self.field.setAccessibleName(f"{title} Another place")
        self.field.setMaxLength(4 * _LONGEST)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(lambda _: self._on_typed())
        completer = QCompleter(list(dict.fromkeys(known)), self.field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        cast("QListView", completer.popup()).setObjectName("completions")
        self.field.setCompleter(completer)
        self._add = button("Add", clicked=self.add, name="add-place")
        self._add.setEnabled(False)
        self._error = label("", "error", wrap=True)
        self._error.setObjectName("place-error")
        self._error.hide()
        for name in [*ticked, *known[:_MOST]] if len(known) > _MOST else known:
            self._offer(name)
        for name in ticked:
            self._offer(name).setChecked(True)
        self.setFocusProxy(next(iter(self._chips.values())))
        line = row(gap=UNIT)
        line.addWidget(self.field, 1)
        line.addWidget(self._add)
        self.setLayout(column(chips, line, self._error, gap=UNIT + 4))

    @property
    def names(self) -> tuple[str, ...]:
        """The places that are ticked, and what is still in the field."""
        ticked = tuple(chip.name for chip in self._chips.values() if chip.isChecked())
        typed = tuple(self._typed)
        if not typed:
            return ticked
        if self._only_one:
            return typed[-1:]
        return tuple({places.key(name): name for name in (*typed, *ticked)}.values())

    def tick(self, names: Sequence[str]) -> None:
        """Tick these places and no others."""
        wanted = {self._offer(name) for name in names}
        for chip in self._chips.values():
            chip.setChecked(chip in wanted)

    def add(self) -> None:
        """Take what was typed for places, and tick them."""
        try:
            names = [places.checked(name) for name in self._typed]
        except VaultError as error:
            self._error.setText(messages.of_error(error))
            self._error.show()
            return
        for name in names:
            self._offer(name).setChecked(True)
        self.field.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter add what was typed, before it does what it does in the dialog."""
        is_enter = isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if watched is self.field and is_enter and event.type() == QEvent.Type.KeyPress and self._typed:
            self.add()
            return True
        return super().eventFilter(watched, event)

    @property
    def _typed(self) -> list[str]:
        return names_in(self.field.text().replace("\n", ","))

    def _offer(self, name: str) -> Chip:
        """Return the chip of a place, a new one where there is none yet."""
        key = places.key(name)
        if key not in self._chips:
            chip = Chip(self._look, name)
            chip.setAccessibleDescription(self._title)
            chip.toggled.connect(lambda on: self._on_ticked(chip, is_on=on))
            before = next(reversed(self._chips.values()), None)
            self._chips[key] = chip
            self._flow.addWidget(chip)
            if before:
                self.setTabOrder(before, chip)
        return self._chips[key]

    def _on_ticked(self, chip: Chip, *, is_on: bool) -> None:
        if is_on and self._only_one:
            for other in self._chips.values():
                if other is not chip:
                    other.setChecked(False)
        self.changed.emit()

    def _on_typed(self) -> None:
        self._error.hide()
        self._add.setEnabled(bool(self._typed))
        self.changed.emit()
