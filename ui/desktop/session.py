"""The vault while the window is open: locked or unlocked, changed through one door, saved in the background.

At most one save is in flight; edits that come meanwhile are saved together when it ends (research/style.md §8.1).
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from ui.desktop.open_file import OpenFile
from ui.desktop.tasks import Tasks
from ui.desktop.writing import Writing
from vault.errors import ReadOnly, VaultError
from vault.model import Account, Event, Now, Vault

if TYPE_CHECKING:
    from vault.crypto import Cost
    from vault.keys import Key
    from vault.store import Opened

Failed = Callable[[VaultError], object]
Leave = Callable[..., object]  # (Opened, Vault, datetime, *, is_saved)
_STEPS = 100  # changes that can be taken back one after the other


class Locked(Struct, frozen=True):
    """No vault is open."""


class Unlocked(Struct, frozen=True):
    """A vault is open: its file, and its content."""

    file: OpenFile
    vault: Vault


class Session(QObject):
    """Owns the vault. Pages read `vault`, call `apply` or `attempt`, and listen to `changed`: nothing else."""

    opened = Signal()
    changed = Signal(object)  # the Event
    saved = Signal()  # what was edited is on disk
    settled = Signal()  # nothing is unsaved, and nothing under way that writes the file
    save_failed = Signal(object)  # VaultError
    refused = Signal(object)  # VaultError of an attempt

    def __init__(
        self, tasks: Tasks, *, clock: Callable[[], datetime], cost: "Cost | None" = None, leave: Leave | None = None
    ) -> None:
        """`leave` is called on the worker after each save: it leaves behind what may be known while the vault is locked."""
        super().__init__()
        self._leave = leave
        self._tasks = tasks
        self._cost = cost
        self._clock = clock
        self._state: Locked | Unlocked = Locked()
        self._done: list[tuple[Vault, Vault]] = []  # before and after each change that can be taken back
        self._undone: list[tuple[Vault, Vault]] = []
        self._is_saving = False
        self._is_dirty = False
        self._waiting: list[tuple[QObject, Callable[[], object]]] = []
        self.writing = Writing(tasks, self)
        self.writing.ended.connect(self._settle)

    @property
    def vault(self) -> Vault:
        return self._state.vault if isinstance(self._state, Unlocked) else Vault()

    @property
    def is_unlocked(self) -> bool:
        return isinstance(self._state, Unlocked)

    @property
    def file(self) -> OpenFile:
        """The file of the open vault, for jobs on the worker."""
        return self._unlocked.file

    @property
    def cost(self) -> "Cost | None":
        """What a new key costs; None for what this machine can bear."""
        return self._cost

    @property
    def path(self) -> Path:
        return self._unlocked.file.opened.path

    @property
    def why_read_only(self) -> str:
        """Say why nothing can be changed; empty where it can."""
        return self._unlocked.file.opened.why_read_only

    @property
    def has_unsaved(self) -> bool:
        """Tell whether there is anything that locking now would lose, or cut short."""
        return self._is_dirty or self._is_saving or self.writing.is_busy

    def now(self) -> Now:
        from vault import files  # noqa: PLC0415  (loads what only an open vault needs)

        return Now(self._clock(), files.machine_name())

    def account(self, account_id: str) -> Account | None:
        return next((one for one in self.vault.present if one.id == account_id), None)

    def create(self, path: Path, password_secret: str, failed: Failed, *, vault: Vault | None = None) -> None:
        """Make a new vault at `path`, empty or with this content, and open it."""
        content = vault or Vault()

        def job() -> Unlocked:
            from vault import keys, store  # noqa: PLC0415

            cost = self._cost or store.cost_here()
            return Unlocked(OpenFile(store.create(path, content, keys.password(password_secret), cost=cost)), content)

        self._tasks.run(self, job, self._unlock, failed)

    def unlock(
        self,
        path: Path,
        secret: "str | Key",
        failed: Failed,
        *,
        write: bool = True,
        new_secret: str = "",
        key_file: Path | None = None,
    ) -> None:
        """Open a vault with its password, or another key.

        `new_secret` takes the place of all its passwords on disk first. A key that costs less than new ones do is raised.
        """

        def job() -> Unlocked:
            from ui import left_behind  # noqa: PLC0415
            from vault import key_files, key_notes, key_slots, keys, store  # noqa: PLC0415

            key = keys.password(secret) if isinstance(secret, str) else secret
            if key_file and isinstance(secret, str):
                key = key_files.key(secret, key_file)
            new = keys.password(new_secret) if new_secret else None
            first, vault = store.unlock(path, key, now=self._clock(), write=write)
            cost = self._cost or store.cost_here()
            try:
                warning = left_behind.warning(first)  # before anything is written
                if new:
                    opened, key_id = store.with_new_password(first, new, cost=cost)
                    opened = store.save(opened, vault := key_notes.changed(vault, key_id, now=self.now()))
                else:
                    opened = key_slots.raise_now(first, vault, key, cost=cost)
            except BaseException:
                store.close(first)
                raise
            was_raised = opened is not first and not new
            return Unlocked(OpenFile(opened, key_file=key_file, was_raised=was_raised, warning=warning), vault)

        self._tasks.run(self, job, self._unlock, failed)

    def apply(self, edit: Callable[..., Vault], *args: object, **kwargs: object) -> None:
        """Make a change through a function of `vault.edit`; it is saved in the background. Raises VaultError."""
        from vault import undoing  # noqa: PLC0415  (as above)

        if self.why_read_only:
            raise ReadOnly(self.why_read_only)
        before = self.vault
        after = edit(before, *args, now=self.now(), **kwargs)
        if after is not before:
            self._undone.clear()
            is_final = undoing.is_final(after.events[-1])
            self._done = [] if is_final else [*self._done[1 - _STEPS :], (before, after)]
            self._take(after)

    def attempt(self, edit: Callable[..., Vault], *args: object, **kwargs: object) -> bool:
        """Apply a change; where it is refused emit `refused` and return False."""
        try:
            self.apply(edit, *args, **kwargs)
        except VaultError as error:
            self.refused.emit(error)
            return False
        return True

    def when_saved(self, owner: QObject, act: Callable[[], object]) -> None:
        """Do something as soon as everything is on disk: hand out a code, for one.

        Forgotten where the disk refuses, or `owner` is gone by then.
        """
        if self.has_unsaved:
            self._waiting.append((owner, act))
        else:
            act()

    def undo(self) -> Event | None:
        """Take the last change back that was not taken back yet, and return its event; None where there is none."""
        from vault import undoing  # noqa: PLC0415

        if not self._done:
            return None
        before, after = self._done.pop()
        self._undone.append((before, after))
        self._take(undoing.undo(self.vault, before, events=undoing.noted_between(before, after), now=self.now()))
        return after.events[-1]

    def redo(self) -> Event | None:
        """Make the change again that was taken back last, unless something was changed since. Returns as `undo`."""
        from vault import undoing  # noqa: PLC0415

        if not self._undone:
            return None
        before, after = self._undone.pop()
        self._done.append((before, after))
        self._take(undoing.redo(self.vault, after, events=undoing.noted_between(before, after), now=self.now()))
        return after.events[-1]

    def check_password(
        self, secret: str, done: Callable[[None], object], failed: Failed, *, owner: QObject | None = None
    ) -> None:
        """Make sure that it is still the owner who asks: `failed` gets WrongKey. Nothing is called once `owner` is gone."""
        file = self._unlocked.file

        def job() -> None:
            file.key_of(secret)

        self._tasks.run(owner or self, job, done, failed)

    def leave_behind(self) -> None:
        """Leave behind what may be known while the vault is locked, without a save: time has passed since the last one."""
        file, vault, leave = self._unlocked.file, self.vault, self._leave
        if leave:
            self._tasks.warm_up(lambda: leave(file.opened, vault, self._clock(), is_saved=False))

    def go_on_from(self, opened: "Opened", vault: Vault) -> None:
        """Go on from what another machine wrote into the file, where that has all that is here: nothing is left to save."""
        file = self._unlocked.file

        def gone_on(_: None) -> None:
            self.leave_behind()
            if not (self._is_dirty or self._is_saving):
                self.saved.emit()

        self._done, self._undone = [], []  # going back to a vault of before would take away what came
        self._state = Unlocked(file, vault)
        self.writing.run(lambda: file.go_on_from(opened), gone_on)
        self.changed.emit(vault.events[-1])

    def save_again(self) -> None:
        """Try once more after a save failed."""
        self._save_soon()

    def save_copy(self, done: Callable[[Path], object], failed: Failed) -> None:
        """Write the vault beside its file: for the case that somebody else wrote the file."""
        unlocked, today = self._unlocked, self._clock().date().isoformat()

        def job() -> Path:
            from vault import store  # noqa: PLC0415

            return store.save_copy(unlocked.file.opened, unlocked.vault, today=today)

        def finished(path: Path) -> None:
            self._is_dirty = False
            done(path)

        self._tasks.run(self, job, finished, failed)

    def close(self) -> None:
        """Let the vault go. Call it after the worker has stopped."""
        if isinstance(self._state, Unlocked):
            from vault import store  # noqa: PLC0415

            store.close(self._state.file.opened)
        self._state = Locked()
        self._done, self._undone = [], []
        self._is_dirty = False  # a save that ends now must not start the next

    @property
    def _unlocked(self) -> Unlocked:
        assert isinstance(self._state, Unlocked)  # noqa: S101
        return self._state

    def _unlock(self, unlocked: Unlocked) -> None:
        self._state = unlocked
        self.opened.emit()

    def _take(self, vault: Vault) -> None:
        """Go on from a changed vault: say so, and save it."""
        self._state = Unlocked(self._unlocked.file, vault)
        self.changed.emit(vault.events[-1])
        self._save_soon()

    def _save_soon(self) -> None:
        if self._is_saving:
            self._is_dirty = True
            return
        self._is_saving, self._is_dirty = True, False
        file, vault = self._unlocked.file, self.vault

        def job() -> None:
            file.save(vault)
            if self._leave:
                self._leave(file.opened, vault, self._clock())

        self._tasks.run(self, job, self._on_saved, self._on_save_failed)

    def _on_saved(self, _: None) -> None:
        self._is_saving = False
        if self._is_dirty:
            self._save_soon()
            return
        self.saved.emit()
        self._settle()

    def _settle(self) -> None:
        """Tell those who wait until nothing is unsaved."""
        if self.has_unsaved:
            return
        self.settled.emit()
        waiting, self._waiting = self._waiting, []
        for owner, act in waiting:
            if isValid(owner):
                act()

    def _on_save_failed(self, error: VaultError) -> None:
        self._is_saving, self._is_dirty = False, True
        self._waiting.clear()
        self.save_failed.emit(error)
