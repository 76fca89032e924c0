"""What was recognised in a file or text, before it is saved: how much, whose, and what looks odd."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from ui.desktop import messages, theme
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import Elided, Tile, clear, column, label, row
from ui.desktop.widgets.burned import BurnedBox, ends
from ui.desktop.widgets.fields import labelled, service_box, service_of, text_field
from vault import services
from vault.codes import FoundCodes
from vault.formats import Found
from vault.intake import Placed, Target
from vault.model import printable
from vault.services import Service

_MOST_ROWS = 6
_MOST_CODES = 16
_MOST_OLD = 8


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
        for place, one in enumerate(placed[:_MOST_ROWS]):
            self._rows.addLayout(self._entry(one, placed[:place]))
        if len(placed) > _MOST_ROWS:
            self._rows.addWidget(label(f"and {len(placed) - _MOST_ROWS} more", "muted"))
        if len(placed) == 1 and isinstance(placed[0].entry, FoundCodes):
            self._rows.addWidget(self._codes(placed[0].entry, placed[0]))
        if len(placed) == 1 and placed[0].replaces:
            self._rows.addLayout(self._question(placed[0]))
        elif there := _met(placed):
            self._rows.addLayout(self._question_of_many(there))
        notes = [_of_file(one, len(found)) + messages.of_problem(problem) for one in found for problem in one.problems]
        unclear = [one.why_not for one in placed if one.why_not]
        notes += unclear if not can_choose else unclear[:1] if self.target else []
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

    def _entry(self, one: Placed, before: Sequence[Placed]) -> QVBoxLayout:
        whose = f"{one.to.username} at {services.find(one.to.service).name}" if one.to else "Whose are they?"
        heading = label(f"{_sum_up([one]).capitalize()} · {whose}", "heading", wrap=True)
        heading.setObjectName("recognised")
        is_same = any(other.to == one.to and _secrets(other) == _secrets(one) for other in before)
        is_for_later = one.to is None and (self.target is not None or any(other.to is None for other in before))
        about = "The same as above." if is_same else "Bring it in by itself." if is_for_later else _about(one)
        source = printable(one.entry.source) if len(self._placed) > 1 and isinstance(one.entry, FoundCodes) else ""
        line_of_both = "  ·  ".join(filter(None, (source, about)))
        words = column(heading, gap=4)
        if line_of_both:
            cut = Elided(line_of_both, "muted", mode=Qt.TextElideMode.ElideMiddle)
            cut.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # a long name must not widen the dialog
            words.addWidget(cut)
        line = row(Tile(_likely(one), 40), gap=2 * UNIT)
        line.addLayout(words, 1)
        return column(line)

    def _question(self, one: Placed) -> QVBoxLayout:
        """Ask before something becomes void."""
        service = services.find(one.to.service).name if one.to else ""
        if not isinstance(one.entry, FoundCodes):
            return column(self._agreement(f"It replaces the one that is there now: {service} allows one app"))
        present, entry = one.present, one.entry
        there = f"{messages.codes_left(present)}, {messages.made(present)}" if present else ""
        newer = QRadioButton(f"{service} made these later: the codes that are there now no longer work")
        self._is_older = QRadioButton("These are older: keep them, but never offer them")
        newer.setObjectName("newer")
        self._is_older.setObjectName("older")
        is_older = bool(present and present.generated_on and entry.generated_on and entry.generated_on < present.generated_on)
        (self._is_older if is_older else newer).setChecked(True)
        heading = label(f"There is a set already: {there}. Which one is in force?", "label", wrap=True)
        parts = column(heading, newer, self._is_older, gap=4)
        if present:
            rules = services.find(one.to.service if one.to else "").codes
            words = [ends(code.secret, rules) for code in present.codes]
            parts.insertLayout(1, _listed(words, "muted", [code.state for code in present.codes], most=_MOST_OLD))
            for place in (2, 1):
                parts.insertSpacing(place, UNIT // 2)
        return parts

    def _question_of_many(self, there: Sequence[str]) -> QVBoxLayout:
        """Ask once for all: which accounts have something else as well."""
        more = [f"{len(there) - _MOST_ROWS} more"] if len(there) > _MOST_ROWS else []
        heading = label(f"There is more than one of {', '.join([*there[:_MOST_ROWS], *more])}.", "label", wrap=True)
        words = (
            "Of several sets the one made last is in force; where no date is known, the one read last. "
            "To choose yourself, bring them in one by one."
        )
        return column(heading, label(words, "muted", wrap=True), self._agreement("What is newer replaces what is older"), gap=4)

    def _agreement(self, words: str) -> QCheckBox:
        """Return a box without whose tick nothing is saved."""
        self._replaces = QCheckBox(words)
        self._replaces.setObjectName("replaces")
        self._replaces.toggled.connect(lambda _: self.decided.emit())
        return self._replaces

    def _codes(self, entry: FoundCodes, one: Placed) -> QWidget:
        rules = services.find(one.to.service if one.to else next(iter(entry.candidates), "")).codes
        holder = column(_listed([ends(secret, rules) for secret in entry.secrets], "code"), gap=2 * UNIT)
        if rules and rules.burned and one.is_new:
            self._burned = BurnedBox(list(enumerate(entry.secrets, 1)), rules, none="None yet, or I do not know")
            holder.addLayout(labelled(messages.BURNED, self._burned))
        made = QWidget()
        made.setLayout(holder)
        return made


def _listed(codes: Sequence[str], role: str, states: Sequence[str] = (), *, most: int = _MOST_CODES) -> QVBoxLayout:
    """Show codes in two columns, each with its place; where their states are told, with what became of it."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(3 * UNIT)
    rows = (min(len(codes), most) + 1) // 2
    for place, code in enumerate(codes[:most], 1):
        state = states[place - 1] if states else "unused"
        words = label(f"{place:>2}   {code}" + ("" if state == "unused" else f"   {state}"), role)
        words.setFont(theme.code_font(theme.TEXT))
        grid.addWidget(words, (place - 1) % rows, (place - 1) // rows)
    made = column(gap=4)
    made.addLayout(grid)
    if len(codes) > most:
        made.addWidget(label(f"and {len(codes) - most} more", "muted"))
    return made


def _met(placed: Sequence[Placed]) -> list[str]:
    """Return the accounts where one of these replaces what is there, or another one of these."""
    met: dict[str, None] = {}
    seen: set[tuple[Target, bool]] = set()
    for one in placed:
        if one.to is None or one.is_kept:
            continue
        service = services.find(one.to.service)
        is_codes = isinstance(one.entry, FoundCodes)
        if one.replaces or ((one.to, is_codes) in seen and (is_codes or service.single_authenticator)):
            met[f"{one.to.username} at {service.name}"] = None
        seen.add((one.to, is_codes))
    return list(met)


def _likely(one: Placed) -> Service:
    """Return the service that it is of, or most likely of."""
    if one.to:
        return services.find(one.to.service)
    if isinstance(one.entry, FoundCodes):
        return services.find(next(iter(one.entry.candidates), "?"))
    return next(iter(services.by_issuer(one.entry.issuer)), services.find("?"))


def _secrets(one: Placed) -> Sequence[str]:
    return one.entry.secrets if isinstance(one.entry, FoundCodes) else (one.entry.secret,)


def _of_file(found: Found, files: int) -> str:
    """Name the file that a note is of, where there are several."""
    names = [entry.source for entry in found.entries if isinstance(entry, FoundCodes) and entry.source]
    return f"{printable(names[0])}: " if names and files > 1 else ""


def _about(one: Placed) -> str:
    if one.is_kept:
        return "In the vault already. There is nothing to add."
    parts = []
    if isinstance(one.entry, FoundCodes):
        parts += [f"generated on {messages.day(one.entry.generated_on)}"] if one.entry.generated_on else []
    else:
        seed = one.entry
        parts += [f"{seed.digits} digits", f"every {seed.period} s" if seed.type != "hotp" else f"counter at {seed.counter}"]
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _sum_up(placed: Sequence[Placed]) -> str:
    codes = sum(len(one.entry.secrets) for one in placed if isinstance(one.entry, FoundCodes))
    seeds = sum(not isinstance(one.entry, FoundCodes) for one in placed)
    parts = [messages.count(codes, "recovery code")] if codes else []
    parts += [messages.count(seeds, "authenticator")] if seeds else []
    return " and ".join(parts)
