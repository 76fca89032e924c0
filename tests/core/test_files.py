"""The save sequence, call by call: whichever one fails, the old or the new file is there, and the error says which."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.core.simulated_disk import FailingDisk, Meddling, Rotten, Short, WithoutDisk
from vault import files
from vault.errors import BadInput, ChangedOnDisk, NotAVault, NotSaved, NotThere, VaultError
from vault.files import Disk, Seen

OLD, NEW, THEIRS = b"old " * 1000, b"new " * 1000, b"else" * 1000
SAYS = {
    errno.ENOSPC: "The disk is full",
    errno.EDQUOT: "The disk is full",
    errno.EROFS: "may not write into",
    errno.EACCES: "may not write into",
    errno.EIO: "reported an error",
}


class Case:
    """A folder with a file that was read, and where its backup goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "vault.sparekey"
        self.path.write_bytes(OLD)
        self.backup = folder / "vault.backups" / "vault.000001.sparekey"
        self.seen = files.read(self.path, limit=10_000, disk=Disk())[1]

    def save(self, disk: Disk | None = None) -> Seen:
        return files.save(self.path, NEW, seen=self.seen, backup=self.backup, disk=disk or Disk())

    def names(self) -> list[str]:
        return names_in(self.folder)


def names_in(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def refusal(action: Callable[[], object]) -> NotSaved | None:
    try:
        action()
    except NotSaved as refused:
        return refused
    return None


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


# Saving


def test_a_save_replaces_the_file_and_keeps_the_old_one_as_the_backup(case: Case) -> None:
    seen = case.save()
    assert (case.path.read_bytes(), case.backup.read_bytes()) == (NEW, OLD)
    assert seen == files.read(case.path, limit=10_000, disk=Disk())[1]
    assert case.names() == ["vault.backups", "vault.sparekey"]
    assert case.path.stat().st_mode & 0o777 == 0o600
    assert case.backup.parent.stat().st_mode & 0o777 == 0o700


def test_the_sequence_of_a_save_is_the_one_that_was_measured(case: Case) -> None:
    disk = FailingDisk()
    case.save(disk)
    wanted = "create write sync close read_from_medium stat stat read stat stat make_folder sync_folder unlink link "
    assert disk.calls == (wanted + "sync_folder names sync_folder stat replace sync_folder stat").split()


def test_a_save_brings_the_file_and_both_folders_to_the_medium(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    fsync = os.fsync

    def note(handle: int) -> None:
        synced.append(os.fstat(handle).st_ino)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", note)
    case.save()
    folder, backups = case.folder.stat().st_ino, case.backup.parent.stat().st_ino
    assert synced == [case.path.stat().st_ino, folder, backups, folder, folder]


def calls_of_a_save(tmp_path: Path) -> list[str]:
    folder = tmp_path / "counted"
    folder.mkdir()
    disk = FailingDisk()
    Case(folder).save(disk)
    return disk.calls


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_whichever_call_of_a_save_fails_the_old_or_the_new_file_is_there(code: int, tmp_path: Path) -> None:
    calls = calls_of_a_save(tmp_path)
    for at, name in enumerate(calls, 1):
        folder = tmp_path / f"{at}-{name}"
        folder.mkdir()
        case = Case(folder)
        with pytest.raises(NotSaved) as refused:
            case.save(FailingDisk(at, code))
        is_written = at > calls.index("replace") + 1
        assert case.path.read_bytes() == (NEW if is_written else OLD), name
        assert bool(refused.value.written) == is_written, name
        assert ("did not confirm" if is_written else SAYS[code]) in str(refused.value), name
        assert [left for left in case.names() if left.endswith(".tmp")] == [], name
        case.seen = refused.value.written or case.seen
        case.save()
        assert case.path.read_bytes() == NEW


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_whichever_call_fails_where_there_are_no_links_no_half_backup_is_left(code: int, tmp_path: Path) -> None:
    class NoLinks(FailingDisk):
        def link(self, _old: Path, _new: Path) -> None:
            self.calls.append("link")
            raise OSError(errno.EPERM, "no links here")

    for at in range(1, 40):
        folder = tmp_path / str(at)
        folder.mkdir()
        case = Case(folder)
        disk = NoLinks(at, code)
        refused = refusal(lambda case=case, disk=disk: case.save(disk))  # type: ignore[misc]
        assert case.path.read_bytes() == (NEW if refused is None or refused.written else OLD)
        assert not case.backup.exists() or case.backup.read_bytes() == OLD
        assert [left for left in case.names() if left.endswith(".tmp")] == []
        if len(disk.calls) < at:
            return
    pytest.fail("the save never ended")


@pytest.mark.parametrize("chunk", [1, 7, 3999])
def test_short_writes_are_carried_on(case: Case, chunk: int) -> None:
    case.save(Short(chunk))
    assert case.path.read_bytes() == NEW


def test_a_disk_that_gives_back_other_bytes_is_an_error_and_the_old_file_stays(case: Case) -> None:
    with pytest.raises(NotSaved, match="input/output error"):
        case.save(Rotten())
    assert case.path.read_bytes() == OLD
    assert "vault.sparekey" in case.names()
    assert not any(name.endswith(".tmp") for name in case.names())


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP, errno.EBADF])
def test_a_file_system_that_cannot_sync_folders_can_be_saved_to(case: Case, code: int) -> None:
    case.save(WithoutDisk("sync_folder", code=code))
    assert case.path.read_bytes() == NEW


@pytest.mark.parametrize("code", [errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EXDEV, errno.ENOSYS])
def test_a_file_system_without_links_keeps_a_copy(case: Case, code: int) -> None:
    case.save(WithoutDisk("link", code=code))
    assert (case.path.read_bytes(), case.backup.read_bytes()) == (NEW, OLD)
    assert not case.backup.samefile(case.path)


def test_a_backup_of_the_same_name_is_replaced(case: Case) -> None:
    case.backup.parent.mkdir()
    case.backup.write_bytes(b"an older try")
    case.save()
    assert case.backup.read_bytes() == OLD


def test_a_file_where_the_backups_should_be_is_told_and_the_old_file_stays(case: Case) -> None:
    case.backup.parent.write_bytes(b"not a folder")
    with pytest.raises(NotSaved, match="not a directory"):
        case.save()
    assert case.path.read_bytes() == OLD


def test_a_link_to_the_vault_stays_one_and_its_target_is_saved(case: Case, tmp_path: Path) -> None:
    link = tmp_path / "link.sparekey"
    link.symlink_to(case.path)
    files.save(link, NEW, seen=case.seen, backup=case.backup, disk=Disk())
    assert link.is_symlink()
    assert case.path.read_bytes() == NEW


# Somebody else


def rewrite_keeping_size_and_time(case: Case) -> None:
    before = case.path.stat()
    case.path.write_bytes(THEIRS)
    os.utime(case.path, ns=(before.st_atime_ns, before.st_mtime_ns))


def rename_another_over_it(case: Case) -> None:
    other = case.folder / "other"
    other.write_bytes(THEIRS)
    other.replace(case.path)


def make_it_a_folder(case: Case) -> None:
    case.path.unlink()
    case.path.mkdir()


MEDDLING = [rewrite_keeping_size_and_time, rename_another_over_it, make_it_a_folder, lambda case: case.path.unlink()]


@pytest.mark.parametrize("meddle", MEDDLING)
@pytest.mark.parametrize("moment", ["create", "sync"])
def test_a_file_that_somebody_else_changed_is_not_overwritten(
    case: Case, meddle: Callable[[Case], object], moment: str
) -> None:
    with pytest.raises(ChangedOnDisk):
        case.save(Meddling(moment, lambda: meddle(case)))
    assert not case.path.is_file() or case.path.read_bytes() == THEIRS
    assert not case.backup.exists()
    assert not any(name.endswith(".tmp") for name in case.names())


@pytest.mark.parametrize("meddle", [rename_another_over_it, lambda case: case.path.unlink()])
def test_nor_one_that_was_changed_while_the_backup_was_made(case: Case, meddle: Callable[[Case], object]) -> None:
    with pytest.raises(ChangedOnDisk):
        case.save(Meddling("names", lambda: meddle(case)))
    assert not case.path.is_file() or case.path.read_bytes() == THEIRS
    assert case.backup.read_bytes() == OLD
    assert not any(name.endswith(".tmp") for name in case.names())


# Creating


@pytest.mark.parametrize("disk", [Disk(), WithoutDisk("link")])
def test_creating_never_overwrites(case: Case, disk: Disk) -> None:
    with pytest.raises(BadInput, match="exists already"):
        files.create(case.path, NEW, disk=disk)
    assert case.path.read_bytes() == OLD
    assert case.names() == ["vault.sparekey"]


def test_creating_never_overwrites_what_appears_in_the_last_moment(tmp_path: Path) -> None:
    path = tmp_path / "new.sparekey"
    with pytest.raises(BadInput, match="exists already"):
        files.create(path, NEW, disk=Meddling("link", lambda: path.write_bytes(OLD)))
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("disk", [Disk(), WithoutDisk("link"), WithoutDisk("sync_folder"), FailingDisk(8)])
def test_a_new_file_is_the_owners_alone(tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "new.sparekey"
    seen = files.create(path, NEW, disk=disk)
    assert seen == files.read(path, limit=10_000, disk=Disk())[1]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("at", range(1, 11))
def test_whichever_call_of_creating_fails_there_is_a_whole_file_or_none(at: int, code: int, tmp_path: Path) -> None:
    path = tmp_path / "new.sparekey"
    disk = FailingDisk(at, code)
    refused = refusal(lambda: files.create(path, NEW, disk=disk))
    is_cleaning_up = disk.calls[at - 1] == "unlink"
    assert (refused is None) == is_cleaning_up
    assert refused is None or refused.written or SAYS[code] in str(refused)
    assert path.exists() == (refused is None or bool(refused.written))
    assert not path.exists() or path.read_bytes() == NEW
    if not is_cleaning_up:
        assert not any(name.endswith(".tmp") for name in names_in(tmp_path))


# Reading


def test_what_cannot_be_read_is_told_as_what_it_is(case: Case) -> None:
    with pytest.raises(NotThere):
        files.read(case.folder / "nowhere", limit=9999, disk=Disk())
    with pytest.raises(NotAVault, match="not a file"):
        files.read(case.folder, limit=9999, disk=Disk())
    with pytest.raises(NotAVault, match="larger than any vault"):
        files.read(case.path, limit=3999, disk=Disk())
    assert files.read(case.path, limit=4000, disk=Disk())[0] == OLD
    with pytest.raises(VaultError, match="cannot be read: input/output error"):
        files.read(case.path, limit=9999, disk=WithoutDisk("read", code=errno.EIO))


def test_temporary_files_are_removed_when_they_are_stale_and_ours(case: Case) -> None:
    names = [".vault.sparekey.0a.tmp", ".vault.sparekey.0b.tmp", ".other.sparekey.0c.tmp", "vault.sparekey.tmp"]
    for name in names:
        (case.folder / name).write_bytes(b"")
    now = case.path.stat().st_mtime
    os.utime(case.folder / names[0], (now - 3700, now - 3700))
    files.remove_stale(case.path, now=now + 10, disk=Disk())
    assert case.names() == sorted([*names[1:], "vault.sparekey"])
    files.remove_stale(case.path, now=now + 4000, disk=WithoutDisk("names"))
    files.remove_stale(case.path, now=now + 4000, disk=Disk())
    assert case.names() == sorted([*names[2:], "vault.sparekey"])
