"""Changes of what opens the vault, each behind the password, and on disk before anybody is told that it is done."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct, structs
from PySide6.QtCore import QObject
from shiboken6 import isValid

from ui import quick_unlock
from ui.desktop.keyring import KeyRing
from ui.desktop.session import Failed, Session
from ui.desktop.tasks import Tasks
from vault import key_notes
from vault.errors import BadInput, ReadOnly, VaultError, WrongKey

if TYPE_CHECKING:
    from ui.desktop.open_file import OpenFile
    from vault.backups import Backup
    from vault.keys import Key
    from vault.model import Vault

Some = TypeVar("Some")


class Changed(Struct, frozen=True):
    """What was changed: the new key's id, those that open the vault no longer, and the backups and `copies` they still open.

    `trouble` is what the user is to know although it is done.
    """

    key_id: str = ""
    gone: tuple[str, ...] = ()
    old: "tuple[Backup, ...]" = ()
    copies: tuple[Path, ...] = ()
    trouble: str = ""


Done = Callable[[Changed], object]
_Job = Callable[["OpenFile", "Key", "Vault"], Changed]


class KeyChanges(QObject):
    """Adds, changes, removes and rotates keys. `secret` is the present password; `failed` gets WrongKey where it is not."""

    def __init__(self, session: Session, tasks: Tasks, ring: KeyRing) -> None:
        super().__init__(session)
        self._session, self._tasks, self._ring = session, tasks, ring

    def add_password(self, secret: str, new_secret: str, done: Done, failed: Failed, *, owner: QObject) -> None:
        """Add another password."""

        def job(file: "OpenFile", _key: "Key", vault: "Vault") -> Changed:
            from vault import keys  # noqa: PLC0415

            return self._add(file, vault, keys.password(new_secret))

        self._run(secret, job, self._note_added(key_notes.PASSWORD), done=done, failed=failed, owner=owner)

    def add_file(
        self, secret: str, new_secret: str, path: Path, done: Done, failed: Failed, *, is_new: bool, owner: QObject
    ) -> None:
        """Add a password that opens the vault only together with a key file, which is made if it `is_new`."""

        def job(file: "OpenFile", _key: "Key", vault: "Vault") -> Changed:
            from vault import key_files, keys  # noqa: PLC0415

            keys.password(new_secret)
            if is_new:
                key_files.make(path)
            added = self._add(file, vault, key_files.key(new_secret, path))
            file.key_file = file.key_file or path
            return added

        self._run(secret, job, self._note_added(key_notes.FILE), done=done, failed=failed, owner=owner)

    def add_keyring(self, secret: str, done: Done, failed: Failed, *, owner: QObject) -> None:
        """Add a key for the keyring of this computer, in the place of one that it was given before."""

        def job(file: "OpenFile", _key: "Key", vault: "Vault") -> Changed:
            from vault import keys, store  # noqa: PLC0415

            vault_id, ids, opened, fresh = file.vault_id, file.ids, file.opened, keys.new_paper()
            before, earlier = quick_unlock.key_id(vault_id), None
            if before in ids:
                opened = store.without_key(opened, before)
                earlier = _in_keyring(vault_id)
            opened, key_id = store.with_key(opened, fresh, cost=self._session.cost or store.cost_here())
            try:
                quick_unlock.keep(vault_id, fresh, key_id)
                file.change_keys(vault, lambda _: opened)
            except BaseException:
                if key_id not in file.ids:  # else it is written, though the disk did not confirm it
                    _put_back(vault_id, before, earlier)
                raise
            return _changed(file, ids)

        def note(what: Changed) -> None:
            for gone in what.gone:
                self._session.attempt(key_notes.removed, gone)
            self._session.attempt(key_notes.added, what.key_id, key_notes.KEYRING)

        def asked(_: None) -> None:
            self._run(secret, job, note, done=done, failed=failed, owner=owner)

        vault_id = self._session.file.vault_id
        self._tasks.ask(owner, lambda: quick_unlock.check(vault_id), asked, failed)  # the worker waits for nobody

    def change(self, secret: str, new_secret: str, done: Done, failed: Failed, *, owner: QObject) -> None:
        """Put a new password in the place of the present one; a key file that belongs to it stays."""

        def job(file: "OpenFile", key: "Key", vault: "Vault") -> Changed:
            from vault import keys, store  # noqa: PLC0415

            new = keys.password(new_secret) if key.type == keys.PASSWORD else file.with_key_file(new_secret)
            before, cost = file.ids, self._session.cost or store.cost_here()
            file.change_keys(vault, lambda opened: store.with_other_password(opened, key, new, cost=cost)[0])
            return _changed(file, before)

        def note(what: Changed) -> None:
            self._session.attempt(key_notes.changed, what.key_id)

        self._run(secret, job, note, done=done, failed=failed, owner=owner)

    def remove(self, secret: str, key_id: str, done: Done, failed: Failed, *, owner: QObject) -> None:
        """Take a way to open the vault away, and out of the keyring of this computer if it lies there."""

        def job(file: "OpenFile", _key: "Key", vault: "Vault") -> Changed:
            before = file.ids
            file.remove_key(vault, key_id)
            is_here = quick_unlock.key_id(file.vault_id) == key_id
            return _changed(file, before, trouble=quick_unlock.forget(file.vault_id) if is_here else "")

        self._run(
            secret, job, lambda _: self._session.attempt(key_notes.removed, key_id), done=done, failed=failed, owner=owner
        )

    def rotate(self, secret: str, done: Done, failed: Failed, *, owner: QObject) -> None:
        """Encrypt with a fresh vault key, which nothing but this password opens."""

        def job(file: "OpenFile", key: "Key", vault: "Vault") -> Changed:
            from vault import store  # noqa: PLC0415

            before, cost = file.ids, self._session.cost or store.cost_here()
            file.change_keys(vault, lambda opened: store.with_new_vault_key(opened, key, cost=cost))
            return _changed(file, before, trouble=quick_unlock.forget(file.vault_id))

        self._run(secret, job, lambda _: self._session.attempt(key_notes.rotated), done=done, failed=failed, owner=owner)

    def delete_backups(self, key_ids: Sequence[str], done: Callable[[int], object], failed: Failed, *, owner: QObject) -> None:
        """Delete the backups that keys still open which are gone from the vault."""
        file = self._session.file

        def deleted(count: int) -> None:
            if count:
                self._session.attempt(key_notes.backups_deleted, count)
            if isValid(owner):
                done(count)

        self._start(lambda: file.delete_backups(self._session.vault, key_ids), deleted, failed, owner)

    def _note_added(self, way: str) -> Callable[[Changed], object]:
        return lambda what: self._session.attempt(key_notes.added, what.key_id, way)

    def _add(self, file: "OpenFile", vault: "Vault", key: "Key") -> Changed:
        from vault import store  # noqa: PLC0415

        with contextlib.suppress(WrongKey):
            store.check_key(file.opened, key)
            raise BadInput("This password opens the vault already", hint="Choose another one.")
        opened, key_id = store.with_key(file.opened, key, cost=self._session.cost or store.cost_here())
        file.change_keys(vault, lambda _: opened)
        return Changed(key_id)

    def _run(
        self, secret: str, job: _Job, note: Callable[[Changed], object], *, done: Done, failed: Failed, owner: QObject
    ) -> None:
        if why := self._session.why_read_only:
            failed(ReadOnly(why))
            return
        file = self._session.file

        def changed(what: Changed) -> None:
            note(what)
            self._ring.changed.emit()
            self._start(lambda: _with_old(file, what), listed, failed, owner)  # after the note is saved: that makes a backup

        def listed(what: Changed) -> None:
            if isValid(owner):
                done(what)

        self._start(lambda: job(file, file.key_of(secret), self._session.vault), changed, failed, owner)

    def _start(self, job: Callable[[], Some], done: Callable[[Some], object], failed: Failed, owner: QObject) -> None:
        self._session.writing.run(job, done, lambda error: failed(error) if isValid(owner) else None)


def _in_keyring(vault_id: str) -> "Key | None":
    """Return the key that the keyring has; None where it has none, or does not say."""
    try:
        return quick_unlock.key(vault_id)
    except VaultError:
        return None


def _put_back(vault_id: str, key_id: str, earlier: "Key | None") -> None:
    """Give the keyring the key again that it had, which still opens the vault; or none, if it had none."""
    try:
        if earlier:
            quick_unlock.keep(vault_id, earlier, key_id)
            return
    except VaultError:
        pass
    quick_unlock.forget(vault_id)


def _changed(file: "OpenFile", before: Sequence[str], *, trouble: str = "") -> Changed:
    """Say which keys came and went."""
    gone = tuple(one for one in before if one not in file.ids)
    new = [one for one in file.ids if one not in before]
    return Changed(new[0] if new else "", gone, trouble=trouble)


def _with_old(file: "OpenFile", what: Changed) -> Changed:
    """Say which backups and other copies still open with the keys that are gone."""
    from vault import key_slots  # noqa: PLC0415

    if not what.gone:
        return what
    path = file.opened.path
    old, copies = key_slots.still_open(path, what.gone), key_slots.copies_still_open(path, what.gone)
    return structs.replace(what, old=old, copies=copies)
