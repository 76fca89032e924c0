"""The file of the open vault, for the jobs on the worker that write it and read copies of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vault.errors import ChangedOnDisk, NotSaved, VaultError, WrongKey
from vault.model import Vault

if TYPE_CHECKING:
    from vault.crypto import Cost
    from vault.keys import Key
    from vault.store import Opened


class OpenFile:
    """The file of the open vault. Only jobs on the worker, one after the other, write through it."""

    def __init__(self, opened: "Opened") -> None:
        self.opened = opened

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
        opened, vault = store.unlock(path, keys.password(secret), now=datetime.now(UTC), write=False)
        store.close(opened)
        return vault

    def _catch_up(self, vault: Vault) -> None:
        """Go on from what somebody else wrote, where `vault` has all of it. Raises ChangedOnDisk where it has not."""
        from vault import merge, store  # noqa: PLC0415

        try:
            opened, theirs = store.catch_up(self.opened)
        except VaultError:  # another vault, or no vault at all
            raise ChangedOnDisk from None
        if not merge.knows_all(vault, theirs):
            raise ChangedOnDisk
        self.opened = opened

    def change_password(self, vault: Vault, old_secret: str, new_secret: str, cost: "Cost | None") -> None:
        from vault import keys, store  # noqa: PLC0415

        old, new = keys.password(old_secret), keys.password(new_secret)
        with self._unconfirmed():
            self.opened = store.change_password(self.opened, vault, old, new, cost=cost or store.cost_here())

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

        with self._unconfirmed():
            self.opened = store.save(store.without_key(self.opened, key_id), vault)

    @contextmanager
    def _unconfirmed(self) -> Iterator[None]:
        """Where the disk did not confirm what was written, go on from that."""
        try:
            yield
        except NotSaved as error:
            self.opened = error.written or self.opened
            raise
