"""The ways to open the vault: its passwords, what was printed, and the keyrings of computers."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.desktop import key_messages
from ui.desktop.keyring import KeyRing
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import Elided, button, clear, column, label, row, rule
from vault.keys import PAPER
from vault.model import printable

_PICTURE = 20  # px


class KeysCard(QFrame):
    """Emits `remove_wanted` with the id of a key, `add_wanted` for another one, `rotate_wanted` for a new vault key."""

    remove_wanted = Signal(str)
    add_wanted = Signal()
    rotate_wanted = Signal()

    def __init__(self, look: Theme, session: Session, ring: KeyRing) -> None:
        super().__init__()
        self._look, self._session, self._ring = look, session, ring
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._list = column(gap=UNIT + 4)
        self._add = button("Add a key…", clicked=self.add_wanted.emit, name="add-key")
        self._rotate = button("Make a new vault key…", clicked=self.rotate_wanted.emit, name="rotate")
        foot = row(gap=2 * UNIT)
        foot.addWidget(label("If a key, or a copy of the vault, may be in wrong hands.", "small", wrap=True), 1)
        foot.addWidget(self._rotate)
        head = row(label("Ways to open this vault", "heading"), None, self._add)
        layout = column(head, self._list, rule(), foot, gap=UNIT + 4)
        layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 3 * UNIT, 2 * UNIT + 4)
        self.setLayout(layout)
        ring.changed.connect(self.refresh)
        session.changed.connect(lambda _event: self.refresh())

    def refresh(self) -> None:
        """Show the ways that there are now; while the card is hidden, nobody asks."""
        if not self.isVisible() or not self._session.is_unlocked:
            return
        clear(self._list)
        can_change = not self._session.why_read_only
        keys = self._ring.keys
        passwords = sum(key.type != PAPER for key in keys)
        for place, key in enumerate(keys):
            if place:
                self._list.addWidget(rule())
            title = key_messages.title(self._session.vault, key)
            line = row(self._picture("lock" if key.type != PAPER else "key"), gap=UNIT + 4)
            words = column(Elided(printable(title), "label"), gap=2)
            words.addWidget(label(printable(key_messages.words(self._session.vault, key)), "small", wrap=True))
            line.addLayout(words, 1)
            if key.type == PAPER or passwords > 1:
                remove = button("Remove…", clicked=partial(self.remove_wanted.emit, key.id), name="remove-key")
                remove.setAccessibleName(f"Remove {title}")
                remove.setEnabled(can_change)
                line.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
            holder = QWidget()
            holder.setLayout(line)
            self._list.addWidget(holder)
        self._add.setEnabled(can_change)
        self._rotate.setEnabled(can_change)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _picture(self, icon: str) -> QLabel:
        made = QLabel()
        self._look.follow(made, lambda: made.setPixmap(self._look.pixmap(icon, "muted", size=_PICTURE)))
        return made
