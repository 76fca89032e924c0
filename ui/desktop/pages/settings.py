"""The settings that matter: how it looks, when it locks, the vault file and its password."""

from typing import TYPE_CHECKING

from msgspec import structs
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QScrollArea, QWidget

from ui.desktop import capture, messages
from ui.desktop.daily_look import DailyLook
from ui.desktop.keyring import KeyRing
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import Elided, button, card, column, label, page, row, rule
from ui.desktop.widgets.keys_card import KeysCard
from ui.desktop.widgets.past_card import PastCard
from ui.desktop.widgets.reminders_card import RemindersCard
from vault.errors import VaultError
from vault.settings import Settings

if TYPE_CHECKING:
    from vault.store import Checked

_THEMES = (("As the system", "system"), ("Light", "light"), ("Dark", "dark"))
_LOCK = (("1 minute", 1), ("2 minutes", 2), ("5 minutes", 5), ("15 minutes", 15), ("1 hour", 60), ("Never", 0))
_CLIPBOARD = (("10 seconds", 10), ("15 seconds", 15), ("30 seconds", 30), ("1 minute", 60), ("2 minutes", 120))
_LOCKS = "It also locks with the screen, when the computer goes to sleep, and when another user takes over."
_OUT = "Also out of recordings and shared screens, as far as the system goes along."
_HIDE = (("10 seconds", 10), ("30 seconds", 30), ("1 minute", 60), ("5 minutes", 300))


class SettingsPage(QScrollArea):
    """Emits `chosen` with the new settings, and what else is wanted: `remove_key` with the id of a key."""

    chosen = Signal(object)
    change_password = Signal()
    sweep = Signal()
    remove_key = Signal(str)
    add_key = Signal()
    rotate = Signal()
    take_in = Signal()
    places = Signal()

    def __init__(
        self, look: Theme, session: Session, tasks: Tasks, settings: Settings, ring: KeyRing, *, daily: DailyLook | None = None
    ) -> None:
        super().__init__()
        self._session, self._tasks = session, tasks
        self._settings = settings
        self._path = Elided("", "muted", mode=Qt.TextElideMode.ElideMiddle)
        self._result = Banner()
        keys = KeysCard(look, session, ring)
        keys.remove_wanted.connect(self.remove_key)
        keys.add_wanted.connect(self.add_key)
        keys.rotate_wanted.connect(self.rotate)
        self._reminders = RemindersCard(daily, hide_kinds=settings.hide_kinds)
        self._reminders.hidden.connect(lambda hide: self._choose("hide_kinds", hide))
        self.past = PastCard()
        self.setWidgetResizable(True)
        body = column(
            label("Settings", "title"),
            UNIT,
            _section("Appearance", self._choice("Colours", "", "theme", _THEMES)),
            self._safety(),
            self._reminders,
            self._vault(),
            self.past,
            keys,
            self._lying_about(),
            None,
            gap=2 * UNIT,
        )
        self.setWidget(page(body))

    def refresh(self) -> None:
        """Show the vault that is open now."""
        self._path.setText(str(self._session.path))
        self._take_in.setDisabled(bool(self._session.why_read_only))
        self._result.hide()
        self._reminders.forget()

    def _safety(self) -> QFrame:
        out = [self._switch("Keep windows out of screenshots", _OUT, "out_of_screenshots")] if capture.way_here() else []
        return _section(
            "Safety",
            self._choice("Lock after", "when nothing was typed or clicked", "lock_after", _LOCK),
            self._switch("Lock when minimised", _LOCKS, "lock_minimised"),
            self._choice("Clear the clipboard after", "if it still holds what was copied", "clear_clipboard_after", _CLIPBOARD),
            self._choice("Hide codes after", "once they are shown", "hide_after", _HIDE),
            *out,
        )

    def _vault(self) -> QFrame:
        password = button("Change password…", clicked=self.change_password.emit, name="change-password")
        check = button("Check now", clicked=self._check, name="check-vault")
        places = button("Note places…", clicked=self.places.emit, name="vault-places")
        self._take_in = button("Take in…", clicked=self.take_in.emit, name="take-in-copy")
        words = "Every save keeps the file before it in a folder next to the vault: the last ten, and one a day for a month."
        return _section(
            "Vault",
            _line("File", self._path),
            _line("Password", password),
            _line("The file and its backups", check, words),
            _line("Copies and where they lie", places, "Where you would find it without this laptop."),
            _line("Another copy of the vault", self._take_in, "From another machine, or the conflict file of a sync tool."),
            self._result,
        )

    def _lying_about(self) -> QFrame:
        look = button("Look for them…", clicked=self.sweep.emit, name="sweep")
        words = "Finds downloads and lists of codes in your folders, says which are kept, and deletes what you tick."
        return _section("Codes lying about", _line("Recovery codes in the clear", look, words))

    def _choice(self, title: str, words: str, name: str, choices: tuple[tuple[str, object], ...]) -> QWidget:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setMinimumWidth(180)
        for text, value in choices:
            box.addItem(text, value)
        now = getattr(self._settings, name)
        if box.findData(now) < 0:
            box.addItem(str(now), now)
        box.setCurrentIndex(box.findData(now))
        box.currentIndexChanged.connect(lambda _: self._choose(name, box.currentData()))
        return _line(title, box, words)

    def _switch(self, title: str, words: str, name: str) -> QWidget:
        box = QCheckBox()
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the box ends where the other lines' boxes do
        box.setChecked(getattr(self._settings, name))
        box.toggled.connect(lambda is_on: self._choose(name, is_on))
        return _line(title, box, words)

    def _choose(self, name: str, value: object) -> None:
        self._settings = structs.replace(self._settings, **{name: value})
        self.chosen.emit(self._settings)

    def _check(self) -> None:
        """Check the vault file and its backups from outside."""
        path = self._session.path

        def job() -> "list[Checked]":
            from vault import store  # noqa: PLC0415  (on the worker)

            return store.check(path)

        self._tasks.run(self, job, self._on_checked, self._on_failed)

    def _on_checked(self, checked: "list[Checked]") -> None:
        broken = [one for one in checked if not one.ok]
        if broken:
            names = ", ".join(one.path.name for one in broken)
            self._result.show_message(
                "danger", f"Damaged: {names}. {messages.count(len(checked) - len(broken), 'file')} whole."
            )
        else:
            self._result.show_message("info", f"All whole: the vault and {messages.count(len(checked) - 1, 'backup')}.")
        QTimer.singleShot(0, self._result, lambda: self.ensureWidgetVisible(self._result))

    def _on_failed(self, error: VaultError) -> None:
        self._result.show_message("danger", messages.of_error(error))


def _section(title: str, *lines: QWidget) -> QFrame:
    layout = column(label(title, "heading"), gap=UNIT + 4)
    for place, line in enumerate(lines):
        if place and not isinstance(line, Banner):
            layout.addWidget(rule())
        layout.addWidget(line)
    return card(layout)


def _line(title: str, control: QWidget, words: str = "") -> QWidget:
    name = label(title, "label")
    name.setBuddy(control)
    text = column(name, gap=2)
    if words:
        text.addWidget(label(words, "small", wrap=True))
    layout = row(gap=2 * UNIT)
    layout.addLayout(text, 1)
    layout.addWidget(control)
    line = QWidget()
    line.setLayout(layout)
    return line
