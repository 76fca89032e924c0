"""What the crash campaign found in the program, each as a test of its own."""

import errno
import os
from pathlib import Path

import pytest

from tests.core.simulated_disk import FailingDisk, WithoutDisk
from tests.core.vaults import EDITED, NOW, PASSWORD_KEY
from vault import files, rescue, store
from vault.errors import InUse, NotSaved
from vault.files import Disk
from vault.lock import Lock
from vault.store import Opened

pytestmark = pytest.mark.usefixtures("free_keys")


class Watched(Disk):
    """The real disk; it notes which folders were brought to the medium, and when a vault got its name."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        self.calls.append(folder.name)

    def replace(self, old: Path, new: Path) -> None:
        super().replace(old, new)
        self.calls.append("replaced")


def broken_stat(monkeypatch: pytest.MonkeyPatch) -> None:
    def stat(_path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "stat", stat)


def test_a_new_file_is_there_after_a_loss_of_power(tmp_path: Path) -> None:
    disk = Watched()
    files.write_new(tmp_path / "sheet.pdf", b"%PDF", disk=disk)
    assert disk.calls == [tmp_path.name]


def test_a_new_file_whose_name_the_disk_did_not_confirm_is_taken_back(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match=r"sheet\.pdf could not be written: input/output error"):
        files.write_new(tmp_path / "sheet.pdf", b"%PDF", disk=WithoutDisk("sync_folder", code=errno.EIO))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_backups_that_was_made_in_vain_before_is_confirmed_before_the_vault_is_replaced(
    opened: Opened, tmp_path: Path
) -> None:
    with pytest.raises(NotSaved, match="nothing was saved"):  # the folder is there, and its name not confirmed
        store.save(opened, EDITED, disk=FailingDisk(12))
    assert (tmp_path / "vault.backups").is_dir()
    disk = Watched()
    store.save(opened, EDITED, disk=disk)
    assert disk.calls == ["vault.backups", tmp_path.name, "replaced", tmp_path.name]


def test_a_lock_whose_file_cannot_be_closed_is_let_go_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock, close = Lock(path), os.close

    def closed_but(handle: int) -> None:
        close(handle)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.raises(InUse):
        Lock(path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "close", closed_but)
        lock.release()
        lock.release()
    again = Lock(path)
    again.release()


def test_what_a_crash_left_of_a_copy_is_cleared_away_too(opened: Opened, tmp_path: Path) -> None:
    left = [".vault (conflict 2026-01-31).sparekey.0a0b.tmp", ".vault (damaged 2026-01-31 2).sparekey.0c0d.tmp"]
    others = [".vault2.sparekey.0a0b.tmp", ".vault (conflict 2026-01-31).tmp", ".export.txt.0a0b.tmp"]
    for name in left + others:
        (tmp_path / name).write_bytes(b"")
    store.close(opened)
    far = NOW.at.replace(year=2126)
    store.close(store.unlock(opened.path, PASSWORD_KEY, now=far)[0])
    assert {item.name for item in tmp_path.iterdir() if item.name.endswith(".tmp")} == set(others)


def test_a_disk_that_does_not_tell_which_names_are_taken_refuses_a_copy_in_words(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        broken_stat(patch)
        with pytest.raises(NotSaved):
            store.save_copy(opened, EDITED, today="2026-01-31", disk=WithoutDisk("create", code=errno.EIO))


def test_a_damaged_vault_gets_another_name_also_where_the_disk_does_not_tell_which_are_taken(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        broken_stat(patch)
        assert rescue._free_name(path, NOW).name == "vault (damaged 2026-01-31).sparekey"
