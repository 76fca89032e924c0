"""Power is lost at every moment of every kind of save: the file is the old or the new one, and what was confirmed stays."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.simulated_disk import SimulatedDisk
from tests.core.vaults import NOW, PAPER_KEY, assert_opens
from vault import backups, edit, store
from vault.crypto import CHEAPEST
from vault.files import Disk
from vault.keys import PAPER, Key
from vault.model import Vault
from vault.store import Opened

NEW_KEY = Key(PAPER, bytes(range(20, 40)))
Action = Callable[[Disk], Opened]


def vault_number(number: int) -> Vault:
    return edit.add_account(Vault(), "pypi", f"user{number}", now=NOW)


def losses(disk: SimulatedDisk, path: Path, *actions: Action) -> list[str]:
    """Do what ends with confirmed bytes in `path`, one after the other, and say what a loss of power could have done."""
    found = []
    confirmed = path.read_bytes() if path.exists() else None
    kept = {confirmed}
    disk.look()
    for action in actions:
        action(disk)
        seen, before, confirmed = disk.seen, confirmed, path.read_bytes()
        kept.add(confirmed)
        if not seen[path] <= {before, confirmed}:
            found.append("neither the old nor the new file")
        if any(not contents <= kept | {None} for contents in seen.values()):
            found.append("half a backup")
        seen = disk.look()
        if seen[path] != {confirmed}:
            found.append("a confirmed save")
        if before is not None and {before} not in seen.values():
            found.append("the backup of the save before")
    return found


@pytest.fixture
def opened(path: Path) -> Opened:
    return store.create(path, vault_number(0), PAPER_KEY, cost=CHEAPEST)


class Saves:
    """One save after the other, each from where the last one ended."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.number = 0

    def __call__(self, disk: Disk) -> Opened:
        self.number += 1
        self.opened = store.save(self.opened, vault_number(self.number), disk=disk)
        return self.opened


class WithoutLinks(SimulatedDisk):
    def link(self, old: Path, new: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))


class WithoutFileSync(SimulatedDisk):
    def sync(self, handle: int) -> None:
        Disk.sync(self, handle)


class WithoutFolderSync(SimulatedDisk):
    def sync_folder(self, folder: Path) -> None:
        Disk.sync_folder(self, folder)


class InPlace(SimulatedDisk):
    """A disk for a program that writes over the file, as programs do that lose it."""

    def replace(self, old: Path, new: Path) -> None:
        data = old.read_bytes()
        self.unlink(new)
        handle = self.create(new)
        while data:
            data = data[self.write(handle, memoryview(data)) :]
        self.sync(handle)
        self.close(handle)
        self.unlink(old)


@pytest.mark.parametrize("kind", [SimulatedDisk, WithoutLinks])
@pytest.mark.parametrize("folder", [".", "new", "new/and/deeper"])
def test_creating_a_vault_leaves_none_or_a_whole_one(kind: type[SimulatedDisk], folder: str, tmp_path: Path) -> None:
    path = tmp_path / folder / "vault.sparekey"
    disk = kind(tmp_path, chunk=900)
    assert not losses(disk, path, lambda disk: store.create(path, vault_number(0), PAPER_KEY, cost=CHEAPEST, disk=disk))
    assert disk.states > 5
    assert_opens(path, PAPER_KEY, store.unlock(path, PAPER_KEY, now=NOW.at, write=False)[1])


@pytest.mark.parametrize("kind", [SimulatedDisk, WithoutLinks])
def test_saving_leaves_the_old_or_the_new_file_and_never_loses_a_confirmed_one(
    kind: type[SimulatedDisk], opened: Opened, tmp_path: Path
) -> None:
    disk = kind(tmp_path, chunk=600)
    saves = Saves(opened)
    assert not losses(disk, opened.path, *[saves] * 25)
    assert disk.states > 5_000
    assert len(backups.paths(opened.path)) == backups.KEEP_LAST
    assert all(one.ok for one in store.check(opened.path, PAPER_KEY))


def test_a_change_of_password_leaves_the_old_or_the_new_one(opened: Opened, tmp_path: Path) -> None:
    vault = vault_number(0)

    def change(disk: Disk) -> Opened:
        return store.change_password(opened, vault, PAPER_KEY, NEW_KEY, cost=CHEAPEST, disk=disk)

    assert not losses(SimulatedDisk(tmp_path), opened.path, change)
    assert_opens(opened.path, NEW_KEY, vault)


def test_a_copy_is_whole_or_not_there_and_the_vault_is_not_touched(opened: Opened, path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    disk = SimulatedDisk(tmp_path)
    copy = store.save_copy(opened, vault_number(1), today="2026-01-31", disk=disk)
    assert disk.seen[path] == {before}
    assert disk.seen[copy] == {None, copy.read_bytes()}
    assert disk.look()[copy] == {copy.read_bytes()}


@pytest.mark.parametrize(
    ("kind", "loss"),
    [
        (WithoutFileSync, "neither the old nor the new file"),
        (WithoutFolderSync, "a confirmed save"),
        (InPlace, "neither the old nor the new file"),
    ],
)
def test_the_simulation_notices_a_program_that_forgets_something(
    kind: type[SimulatedDisk], loss: str, opened: Opened, tmp_path: Path
) -> None:
    assert loss in losses(kind(tmp_path), opened.path, Saves(opened))
