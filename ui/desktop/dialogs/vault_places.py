"""Where the vault itself lies, and what is lost together: the places of the vault, not of one account."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop import fact_messages, messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets import place_line
from ui.desktop.widgets.basic import button, column, label, row
from ui.desktop.widgets.fact_frame import FactFrame
from ui.desktop.widgets.fields import text_field
from ui.desktop.widgets.place_line import PlaceLine
from ui.desktop.widgets.place_ticks import PlaceTicks
from ui.desktop.widgets.tall import Tall
from vault import facts, places
from vault.errors import VaultError
from vault.model import Now, Vault
from vault.reminders import local_day

_MOST = 6  # places that are seen at once


class VaultDialog(FactFrame):
    """Notes where copies of the vault file lie, and where its password is. Emits `wanted` with places, when these are next."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget, look: Theme, session: Session) -> None:
        super().__init__(parent, session, "", words.VAULT, words.ABOUT_VAULT, width=600)
        vault = session.vault
        kept_at = [copy.place for copy in vault.kept_at] or [places.HERE]
        password_at = [copy.place for copy in vault.password_at] or [places.HEAD]
        self.kept_at = PlaceTicks(look, vault, kept_at, title=words.KEPT_AT)
        self.password_at = PlaceTicks(look, vault, password_at, title=words.OPENED_WITH, own=[places.HEAD])
        self._before = self.kept_at.names, self.password_at.names
        self.looked = QCheckBox(words.ALL_LOOKED)
        self.looked.setObjectName("looked")
        looked = fact_messages.looked_at((*vault.kept_at, *vault.password_at))
        form = QWidget()
        form.setLayout(
            column(
                column(label(words.KEPT_AT, "label"), self.kept_at),
                column(label(words.OPENED_WITH, "label"), self.password_at),
                column(self.looked, *([label(looked, "small", wrap=True)] if looked else []), gap=2),
                gap=2 * UNIT,
            )
        )
        form.setEnabled(self.can_change)
        self.body.addWidget(form)
        save = button("Save", "primary", clicked=self.save, name="save-fact")
        save.setEnabled(self.can_change)
        self._buttons.insertWidget(0, button(words.TO_PLACES, clicked=self._go_to_places, name="to-places"))
        self.finish_with(save)
        self.kept_at.setFocus()

    def save(self) -> None:
        kept_at, password_at = self.kept_at.names, self.password_at.names
        if not kept_at or not password_at:
            self.banner.show_message("warning", words.NO_PLACE)
            return
        on = local_day(self._session.now().at) if self.looked.isChecked() else None
        is_same = on is None and (kept_at, password_at) == self._before
        if is_same or self.note(words.NOTED_VAULT, facts.set_vault_places, kept_at=kept_at, password_at=password_at, on=on):
            self.accept()

    def _go_to_places(self) -> None:
        self.save()
        if not self.isVisible():
            self.wanted.emit("places")


class PlacesDialog(FactFrame):
    """Notes of each place what it is lost with, and whether it is a person."""

    def __init__(self, parent: QWidget, _look: Theme, session: Session) -> None:
        super().__init__(parent, session, "", words.PLACES, words.ABOUT_PLACES, width=600)
        self.lines: dict[str, PlaceLine] = {}
        self._rows = column(gap=0)
        inside = QWidget()
        inside.setLayout(self._rows)
        self._area = Tall(_MOST * place_line.HEIGHT)
        self._area.setObjectName("card")
        self._area.show_inside(inside)
        self.name = text_field("place-name", words.NEW_PLACE)
        self.name.setAccessibleName("A new place or person")
        self.name.setEnabled(self.can_change)
        self._add = button("Add", clicked=self.add, name="add-place")
        self._add.setEnabled(self.can_change)
        adding = row(gap=UNIT)
        adding.addWidget(self.name, 1)
        adding.addWidget(self._add)
        self.body.addWidget(self._area)
        self.body.addLayout(adding)
        self._save = button("Save", "primary", clicked=self.save, name="save-fact")
        self._save.setEnabled(self.can_change)
        self.finish_with(self._save)
        known = places.names(session.vault) | {places.key(name): name for name in places.STANDARD}
        within, people = places.within(session.vault), places.people(session.vault)
        for key, name in known.items():
            outer = within.get(key, "")
            self._add_line(PlaceLine(name, known.get(outer, outer), is_person=key in people, is_new=False))

    def add(self) -> None:
        """Take the name that was typed, and ask what is to be known of it."""
        try:
            name = places.checked(self.name.text())
        except VaultError as error:
            self.banner.show_message("danger", messages.of_error(error))
            return
        self.banner.hide()
        self.name.clear()
        key = places.key(name)
        if key not in self.lines:
            self._add_line(PlaceLine(name, "", is_person=False, is_new=True))
        line = self.lines[key]
        line.person.setFocus()
        QTimer.singleShot(0, line, lambda: self._area.ensureWidgetVisible(line))

    def save(self) -> None:
        if self.name.text().strip():
            self.add()
        if not self.name.text() and self.note(words.NOTED_PLACES, self._noted):
            self.accept()

    def _add_line(self, line: PlaceLine) -> None:
        """Show a place, and offer it to the others to be lost with."""
        self.lines[places.key(line.name)] = line
        line.setEnabled(self.can_change)
        self._rows.addWidget(line)
        names = {key: one.name for key, one in self.lines.items()}
        for one in self.lines.values():
            one.offer(names)
        self._area.fit()
        self.end_tabs_with(self.name, self._add, *self.findChildren(QPushButton, "cancel"), self._save)

    def _noted(self, vault: Vault, *, now: Now) -> Vault:
        """Put what was changed into a vault. Raises VaultError."""
        for line in self.lines.values():
            if line.is_changed:
                vault = facts.set_place(vault, line.name, within=line.within, is_person=line.is_person, now=now)
        return vault
