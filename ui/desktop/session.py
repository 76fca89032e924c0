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
from vault.errors import ReadOnly, VaultError
from vault.model import Account, Now, Vault

if TYPE_CHECKING:
    from vault.crypto import Cost
    from vault.keys import Key
    from vault.store import Checked, Opened

Failed = Callable[[VaultError], object]
Leave = Callable[["Opened", Vault, datetime], object]
# Changes that are not undone: paper cannot be called back, and what was taken in is of another machine.
_FINAL = {"sheet-printed", "sheet-withdrawn", "merged"}


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
    saved = Signal()
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
        self._before: Vault | None = None
        self._is_saving = False
        self._is_dirty = False
        self._waiting: list[tuple[QObject, Callable[[], object]]] = []

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
        return self._is_dirty or self._is_saving

    @property
    def can_undo(self) -> bool:
        return self._before is not None

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
        """Open a vault with its password, or another key. `new_secret` takes the place of all its passwords on disk first."""

        def job() -> Unlocked:
            from vault import files, keys, store  # noqa: PLC0415

            key = keys.password(secret) if isinstance(secret, str) else secret
            if key_file and isinstance(secret, str):
                key = keys.password_and_file(secret, files.read_small(key_file, limit=keys.KEY_FILE_LIMIT))
            new = keys.password(new_secret) if new_secret else None
            opened, vault = store.unlock(path, key, now=self._clock(), write=write)
            try:
                if new:
                    changed = store.with_new_password(opened, new, cost=self._cost or store.cost_here())
                    opened = store.save(changed, vault)
            except BaseException:
                store.close(opened)
                raise
            return Unlocked(OpenFile(opened), vault)

        self._tasks.run(self, job, self._unlock, failed)

    def apply(self, edit: Callable[..., Vault], *args: object, **kwargs: object) -> None:
        """Make a change through a function of `vault.edit`; it is saved in the background. Raises VaultError."""
        unlocked = self._unlocked
        if self.why_read_only:
            raise ReadOnly(self.why_read_only)
        before = unlocked.vault
        self._state = Unlocked(unlocked.file, edit(before, *args, now=self.now(), **kwargs))
        self._before = None if self.vault.events[-1].kind in _FINAL else before
        self.changed.emit(self.vault.events[-1])
        self._save_soon()

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

    def undo(self) -> None:
        """Take the last change back, once."""
        from vault import edit  # noqa: PLC0415

        if self._before is not None:
            self.attempt(edit.undo, self._before)
            self._before = None

    def change_password(self, old_secret: str, new_secret: str, done: Callable[[object], object], failed: Failed) -> None:
        unlocked = self._unlocked
        self._tasks.run(
            self, lambda: unlocked.file.change_password(self.vault, old_secret, new_secret, self._cost), done, failed
        )

    def check_password(
        self, secret: str, done: Callable[[None], object], failed: Failed, *, owner: QObject | None = None
    ) -> None:
        """Make sure that it is still the owner who asks: `failed` gets WrongKey. Nothing is called once `owner` is gone."""
        file = self._unlocked.file

        def job() -> None:
            from vault import keys, store  # noqa: PLC0415

            store.check_key(file.opened, keys.password(secret))

        self._tasks.run(owner or self, job, done, failed)

    def check_file(self, done: "Callable[[list[Checked]], object]", failed: Failed) -> None:
        """Check the vault file and its backups from outside."""
        path = self.path

        def job() -> "list[Checked]":
            from vault import store  # noqa: PLC0415

            return store.check(path)

        self._tasks.run(self, job, done, failed)

    def leave_behind(self) -> None:
        """Leave behind what may be known while the vault is locked, without a save: time has passed since the last one."""
        file, vault, leave = self._unlocked.file, self.vault, self._leave
        if leave:
            self._tasks.warm_up(lambda: leave(file.opened, vault, self._clock()))

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
        self._before = None
        self._is_dirty = False  # a save that ends now must not start the next

    @property
    def _unlocked(self) -> Unlocked:
        assert isinstance(self._state, Unlocked)  # noqa: S101
        return self._state

    def _unlock(self, unlocked: Unlocked) -> None:
        self._state = unlocked
        self.opened.emit()

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
        waiting, self._waiting = self._waiting, []
        for owner, act in waiting:
            if isValid(owner):
                act()

    def _on_save_failed(self, error: VaultError) -> None:
        self._is_saving, self._is_dirty = False, True
        self._waiting.clear()
        self.save_failed.emit(error)
