"""Names that Syncthing 1.19 gave here, in `run.py sync`: of the vault, of its backups, and of what is no vault."""

import os
from pathlib import Path

import pytest

from vault import backups, store
from vault.beside import backup_folder

pytestmark = pytest.mark.tedious

VAULT = ("vault.sync-conflict-20261121-192042-U7Y224C.sparekey", "vault.sync-conflict-20261121-192145-4KDSUQ7.sparekey")
BACKUPS = ("vault.000002.sync-conflict-20261121-192145-4KDSUQ7.sparekey", "vault.000003.sparekey", "vault.000002.sparekey")
OTHERS = (
    ".syncthing.vault.sparekey.tmp",
    ".vault.sparekey.lock",
    ".vault.sync-conflict-20261121-192145-4KDSUQ7.sparekey.lock",
    "vault.sync-conflict-20261121-192145-4KDSUQ7.sparekey.tmp",
    "work.sync-conflict-20261121-192145-4KDSUQ7.sparekey",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.sparekey"


def test_conflict_files_of_the_vault_are_found_and_nothing_else(path: Path) -> None:
    for name in (*VAULT, *OTHERS, path.name):
        path.with_name(name).touch()
    assert [found.name for found in store.conflict_copies(path)] == sorted(VAULT)


def test_backups_of_two_machines_are_all_listed_the_own_one_first(path: Path) -> None:
    backup_folder(path).mkdir()
    for name in (*BACKUPS, ".syncthing.vault.000002.sparekey.tmp"):
        (backup_folder(path) / name).touch()
    assert [found.name for found in backups.paths(path)] == ["vault.000003.sparekey", "vault.000002.sparekey", BACKUPS[0]]
    assert backups.find(path, 2).name == "vault.000002.sparekey"
    assert backups.last_generation(path) == 3


def test_backups_of_two_machines_do_not_pile_up(path: Path) -> None:
    backup_folder(path).mkdir()
    for generation in range(1, 31):
        for name in (
            f"vault.{generation:06d}.sparekey",
            f"vault.{generation:06d}.sync-conflict-20261121-192145-4KDSUQ7.sparekey",
        ):
            found = backup_folder(path) / name
            found.touch()
            os.utime(found, (1_795_300_000, 1_795_300_000))
    backups.prune(path, store._DISK)
    assert len(backups.paths(path)) == backups.KEEP_LAST
