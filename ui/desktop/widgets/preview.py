"""What was recognised in a file or text, before it is saved: how much, whose, and what looks odd."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from ui.desktop import messages
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import Tile, clear, column, label, row
from ui.desktop.widgets.burned import BurnedBox, ends
from ui.desktop.widgets.fields import labelled, service_box, service_of, text_field
from vault import services
from vault.codes import FoundCodes
from vault.formats import Found
from vault.intake import Placed, Target

_MOST_ROWS = 6


class Preview(QWidget):
    """Emits `changed` when the user says whose it is, `decided` when a question was answered."""

    changed = Signal()
    decided = Signal()

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._placed: Sequence[Placed] = ()
        self._burned: BurnedBox | None = None
        self._is_older: QRadioButton | None = None
        self._replaces: QCheckBox | None = None
        self._wait = QTimer(self, singleShot=True, interval=300)
        self._wait.timeout.connect(self.changed)
        self._asks = False
        self.service = service_box("preview-service")
        self.username = text_field("preview-username", "As the service shows it")
        self.service.currentTextChanged.connect(lambda _: self._wait.start() if self._asks else None)
        self.username.textChanged.connect(lambda _: self._wait.start() if self._asks else None)
        self._whose = QWidget()
        whose = row(gap=2 * UNIT)
        whose.addLayout(labelled("Service", self.service), 1)
        whose.addLayout(labelled("User name", self.username), 1)
        self._whose.setLayout(whose)
        self._notes = Banner()
        self._rows = column(gap=2 * UNIT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * UNIT)
        layout.addLayout(self._rows)
        layout.addWidget(self._whose)
        layout.addWidget(self._notes)

    @property
    def asks(self) -> bool:
        """Tell whether the user has to say whose it is."""
        return self._asks

    @property
    def target(self) -> Target | None:
        """What the user said, where it could not be told."""
        if not self._asks or not self.username.text().strip() or not service_of(self.service):
            return None
        return Target(service_of(self.service), self.username.text().strip())

    @property
    def burned(self) -> int | None:
        return self._burned.place if self._burned else None

    @property
    def is_older(self) -> bool | None:
        """The user's word on which set is the newer, None where there was nothing to ask."""
        return self._is_older.isChecked() if self._is_older else None

    @property
    def can_save(self) -> bool:
        agreed = self._replaces is None or self._replaces.isChecked()
        return agreed and any(one.is_new for one in self._placed)

    @property
    def action(self) -> str:
        """Word the button: Save 8 codes."""
        return f"Save {_sum_up([one for one in self._placed if one.is_new])}".strip()

    @property
    def summary(self) -> str:
        return f"{_sum_up([one for one in self._placed if one.is_new])} saved.".capitalize()

    def forget(self) -> None:
        self._asks = False
        self.username.clear()

    def show_found(self, found: Sequence[Found], placed: Sequence[Placed], *, can_choose: bool) -> None:
        """Show the entries. Where it cannot be told whose they are, ask."""
        self._placed = placed
        if can_choose and any(one.to is None for one in placed) and not self._asks:
            self._ask(next(one for one in placed if one.to is None))
        self._whose.setVisible(self._asks)
        clear(self._rows)
        self._burned = self._is_older = self._replaces = None
        for one in placed[:_MOST_ROWS]:
            self._rows.addLayout(self._entry(one))
        if len(placed) > _MOST_ROWS:
            self._rows.addWidget(label(f"and {len(placed) - _MOST_ROWS} more", "muted"))
        if len(placed) == 1 and isinstance(placed[0].entry, FoundCodes):
            self._rows.addWidget(self._codes(placed[0].entry, placed[0]))
        if len(placed) == 1 and placed[0].replaces:
            self._rows.addLayout(self._question(placed[0]))
        notes = [messages.of_problem(problem) for one in found for problem in one.problems]
        notes += [one.why_not for one in placed if one.why_not and not can_choose]
        if notes:
            self._notes.show_message("warning", "\n".join(notes[:_MOST_ROWS]))
        else:
            self._notes.hide()

    def _ask(self, one: Placed) -> None:
        candidates = one.entry.candidates if isinstance(one.entry, FoundCodes) else ()
        name = one.entry.username if isinstance(one.entry, FoundCodes) else one.entry.name
        self.service.setCurrentIndex(max(self.service.findData(next(iter(candidates), "pypi")), 0))
        self.username.setText(name)
        self._asks = True
        self.username.setFocus()

    def _entry(self, one: Placed) -> QVBoxLayout:
        whose = f"{one.to.username} at {services.find(one.to.service).name}" if one.to else "Whose are they?"
        heading = label(f"{_sum_up([one]).capitalize()} · {whose}", "heading", wrap=True)
        heading.setObjectName("recognised")
        words = column(heading, label(_about(one), "muted", wrap=True), gap=4)
        line = row(Tile(services.find(one.to.service if one.to else "?"), 40), gap=2 * UNIT)
        line.addLayout(words, 1)
        return column(line)

    def _question(self, one: Placed) -> QVBoxLayout:
        """Ask before something becomes void."""
        service = services.find(one.to.service).name if one.to else ""
        if not isinstance(one.entry, FoundCodes):
            self._replaces = QCheckBox(f"It replaces the one that is there now: {service} allows one app")
            self._replaces.setObjectName("replaces")
            self._replaces.toggled.connect(lambda _: self.decided.emit())
            return column(self._replaces)
        present, entry = one.present, one.entry
        there = f"{messages.codes_left(present)}, {messages.made(present)}" if present else ""
        newer = QRadioButton(f"{service} made these later: the codes that are there now no longer work")
        self._is_older = QRadioButton("These are older: keep them, but never offer them")
        newer.setObjectName("newer")
        self._is_older.setObjectName("older")
        is_older = bool(present and present.generated_on and entry.generated_on and entry.generated_on < present.generated_on)
        (self._is_older if is_older else newer).setChecked(True)
        heading = label(f"There is a set already: {there}. Which one is in force?", "label", wrap=True)
        return column(heading, newer, self._is_older, gap=4)

    def _codes(self, entry: FoundCodes, one: Placed) -> QWidget:
        rules = services.find(one.to.service if one.to else next(iter(entry.candidates), "")).codes
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * UNIT)
        rows = (len(entry.secrets) + 1) // 2
        for place, secret in enumerate(entry.secrets[:20], 1):
            words = label(f"{place:>2}   {ends(secret, rules)}", "code")
            grid.addWidget(words, (place - 1) % rows, (place - 1) // rows)
        holder = column(gap=2 * UNIT)
        holder.addLayout(grid)
        if rules and rules.burned and one.is_new:
            self._burned = BurnedBox(list(enumerate(entry.secrets, 1)), rules, none="None yet, or I do not know")
            holder.addLayout(labelled(messages.BURNED, self._burned))
        made = QWidget()
        made.setLayout(holder)
        return made


def _about(one: Placed) -> str:
    if one.is_kept:
        return "In the vault already. There is nothing to add."
    parts = []
    if isinstance(one.entry, FoundCodes):
        parts += [f"generated on {messages.day(one.entry.generated_on)}"] if one.entry.generated_on else []
    else:
        seed = one.entry
        parts += [f"{seed.digits} digits"] + ([f"every {seed.period} s"] if seed.type != "hotp" else [])
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _sum_up(placed: Sequence[Placed]) -> str:
    codes = sum(len(one.entry.secrets) for one in placed if isinstance(one.entry, FoundCodes))
    seeds = sum(not isinstance(one.entry, FoundCodes) for one in placed)
    parts = [messages.count(codes, "recovery code")] if codes else []
    parts += [messages.count(seeds, "authenticator")] if seeds else []
    return " and ".join(parts)
