"""The file of the open vault, for the jobs on the worker that write it and read copies of it."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from vault.errors import ChangedOnDisk, NotSaved, VaultError, WrongKey
from vault.model import Vault

if TYPE_CHECKING:
    from vault.container import Unlocked
    from vault.crypto import Cost
    from vault.keys import Key
    from vault.store import Opened


class OpenFile:
    """The file of the open vault. Only jobs on the worker, one after the other, write through it.

    `key_file` is the one that its password was typed for, if any. `was_raised`: its key was made to cost what new keys cost.
    `warning`: what is to be said of the file as it was found, an empty text where all was well.
    """

    def __init__(self, opened: "Opened", *, key_file: Path | None = None, was_raised: bool = False, warning: str = "") -> None:
        self.opened = opened
        self.key_file = key_file
        self.was_raised = was_raised
        self.warning = warning
        self._rotated: Unlocked | None = None  # what opened the file after another machine gave it a new vault key

    def save(self, vault: Vault) -> None:
        from vault import store  # noqa: PLC0415

        try:
            with self._unconfirmed():
                self.opened = store.save(self.opened, vault)
        except ChangedOnDisk:
            self._catch_up(vault)
            with self._unconfirmed():
                self.opened = store.save(self.opened, vault)

    def read_copy(self, path: Path, secret: str) -> Vault:
        """Return what another copy holds: opened with the vault key, else with its own password. Raises WrongKey."""
        from vault import keys, store  # noqa: PLC0415

        try:
            return store.read_copy(self.opened, path)
        except WrongKey:
            if not secret:
                raise
        try:
            opened, vault = store.unlock(path, keys.password(secret), now=datetime.now(UTC), write=False)
        except WrongKey:
            if self.key_file is None:
                raise
            opened, vault = store.unlock(path, self.with_key_file(secret), now=datetime.now(UTC), write=False)
        is_own = path.resolve() == self.opened.path.resolve() and opened.unlocked.vault_id == self.opened.unlocked.vault_id
        self._rotated = opened.unlocked if is_own else self._rotated
        return vault

    def go_on_from(self, found: "Opened") -> None:
        """Go on from what another machine wrote into the file."""
        self.opened = found

    def go_on_with_both(self, found: "Opened", theirs: Vault, ours: Vault) -> None:
        """Go on from what another machine wrote into the file, with the keys of both."""
        from vault import key_merging  # noqa: PLC0415

        self.opened = key_merging.joined(found, self.opened, theirs, ours)

    def take_keys(self, other: "Opened", theirs: Vault, ours: Vault) -> None:
        """Take over the keys of another copy, on disk with the next save."""
        from vault import key_merging  # noqa: PLC0415

        self.opened = key_merging.joined(self.opened, other, ours, theirs)

    def _catch_up(self, vault: Vault) -> None:
        """Go on from what somebody else wrote, where `vault` has all of it. Raises ChangedOnDisk where it has not."""
        from vault import merge  # noqa: PLC0415

        try:
            found, theirs = self._on_disk()
        except VaultError:  # another vault, or no vault at all
            raise ChangedOnDisk from None
        if not merge.knows_all(vault, theirs):
            raise ChangedOnDisk
        self.go_on_with_both(found, theirs, vault)

    def _on_disk(self) -> "tuple[Opened, Vault]":
        """Return what the file holds now, also where it has a new vault key with which it was read here before."""
        from vault import store  # noqa: PLC0415

        try:
            return store.catch_up(self.opened)
        except WrongKey:
            if self._rotated is None:
                raise
        unlocked = structs.replace(self._rotated, generation=self.opened.unlocked.generation)
        return store.catch_up(structs.replace(self.opened, unlocked=unlocked))

    @property
    def vault_id(self) -> str:
        """The id in the file, 32 hex digits."""
        return self.opened.unlocked.vault_id.hex()

    @property
    def generation(self) -> int:
        """How often the vault was saved."""
        return self.opened.unlocked.generation

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the ways to open the vault, in the order of the file."""
        from vault import store  # noqa: PLC0415

        return tuple(one.id for one in store.key_list(self.opened))

    def key_of(self, text_secret: str) -> "Key":
        """Return the key that a password is, by itself or with the key file. Raises WrongKey, BadInput."""
        from vault import keys, store  # noqa: PLC0415

        key = keys.password(text_secret)
        try:
            store.check_key(self.opened, key)
        except WrongKey:
            if self.key_file is None:
                raise
            key = self.with_key_file(text_secret)
            store.check_key(self.opened, key)
        return key

    def with_key_file(self, text_secret: str) -> "Key":
        """Return the key for a password together with the key file. Raises BadInput."""
        from vault import key_files  # noqa: PLC0415

        assert self.key_file  # noqa: S101
        return key_files.key(text_secret, self.key_file)

    def add_key(self, key: "Key", cost: "Cost | None") -> str:
        """Add a way to open the vault, on disk with the next save, and return its id."""
        from vault import store  # noqa: PLC0415

        self.opened, key_id = store.with_key(self.opened, key, cost=cost or store.cost_here())
        return key_id

    def drop_key(self, key_id: str) -> None:
        """Take a way to open the vault away, on disk with the next save."""
        from vault import store  # noqa: PLC0415

        self.opened = store.without_key(self.opened, key_id)

    def remove_key(self, vault: Vault, key_id: str) -> None:
        """Take a way to open the vault away, on disk at once."""
        from vault import store  # noqa: PLC0415

        self.change_keys(vault, lambda opened: store.without_key(opened, key_id))

    def change_keys(self, vault: Vault, change: "Callable[[Opened], Opened]") -> None:
        """Change what opens the vault, on disk at once: where that fails nothing is changed."""
        from vault import store  # noqa: PLC0415

        with self._unconfirmed():
            self.opened = store.save(change(self.opened), vault)

    def delete_backups(self, vault: Vault, key_ids: Collection[str]) -> int:
        """Delete the backups that keys still open which were removed, and return how many."""
        from vault import key_slots  # noqa: PLC0415

        with self._unconfirmed():
            self.opened, count = key_slots.delete_opened_by(self.opened, vault, key_ids)
        return count

    @contextmanager
    def _unconfirmed(self) -> Iterator[None]:
        """Where the disk did not confirm what was written, go on from that."""
        try:
            yield
        except NotSaved as error:
            self.opened = error.written or self.opened
            raise
