"""What stays of older saves, and finding out whether it is whole."""

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from tests.core.simulated_disk import WithoutDisk
from tests.core.vaults import EDITED, EXAMPLE, NEW_KEY, NOW, PASSWORD_KEY, password_changed
from vault import backups, container, edit, key_slots, keys, store
from vault.crypto import CHEAPEST
from vault.errors import NotSaved, NotThere, WrongKey
from vault.files import Disk
from vault.store import Opened

pytestmark = pytest.mark.usefixtures("remembered_argon2")


def test_the_last_ten_backups_stay_and_the_newest_of_each_of_thirty_days(path: Path, opened: Opened) -> None:
    noon = datetime(2026, 1, 31, 12).astimezone()
    for generation in range(1, 101):
        opened = store.save(opened, EDITED)
        saved_at = (noon - timedelta(days=50) + timedelta(hours=12 * generation)).timestamp()
        os.utime(path, (saved_at, saved_at))
        opened = structs.replace(opened, seen=structs.replace(opened.seen, mtime_ns=path.stat().st_mtime_ns))
    kept = [backups.generation_of(backup) for backup in backups.paths(path)]
    days = [datetime.fromtimestamp(backup.stat().st_mtime).astimezone().date() for backup in backups.paths(path)]
    assert kept[:10] == list(range(100, 90, -1))
    assert kept[10:] == list(range(89, 42, -2))
    assert len(set(days)) == backups.KEEP_DAYS
    assert all(one.ok for one in store.check(path, PASSWORD_KEY))


def test_a_backup_that_cannot_be_removed_does_not_fail_a_save(opened: Opened) -> None:
    class Stubborn(Disk):
        def unlink(self, path: Path) -> None:
            if path.exists():
                raise PermissionError(errno.EACCES, "no")
            super().unlink(path)

    for _ in range(12):
        opened = store.save(opened, EDITED, disk=Stubborn())
    assert len(backups.paths(opened.path)) == 12


def test_vaults_in_one_folder_have_backups_of_their_own(tmp_path: Path) -> None:
    folders = set()
    for name in ("work.sparekey", "work.v1", "work.v2"):
        opened = store.create(tmp_path / name, EXAMPLE, PASSWORD_KEY, cost=CHEAPEST)
        store.close(store.save(opened, EDITED))
        folders |= {backup.parent for backup in backups.paths(opened.path)}
    assert len(folders) == 3


def test_other_files_among_the_backups_are_left_alone(path: Path, opened: Opened) -> None:
    store.save(opened, EDITED)
    folder = backups.paths(path)[0].parent
    for name in ("notes.txt", "vault.sparekey", "vault.12.sparekey", "vault.000000.sparekey"):
        (folder / name).touch()
    assert [backup.name for backup in backups.paths(path)] == ["vault.000001.sparekey"]


# Checking


def test_check_says_that_all_is_whole_with_and_without_the_key(path: Path, opened: Opened) -> None:
    store.save(opened, EDITED)
    for key in (None, PASSWORD_KEY):
        checked = store.check(path, key)
        assert [(one.ok, one.why, one.generation) for one in checked] == [(True, None, 2), (True, None, 1)]
    assert checked[0].path == path


def test_check_says_what_is_damaged(path: Path, opened: Opened) -> None:
    store.save(opened, EDITED)
    backup = backups.paths(path)[0]
    backup.unlink()  # else the same file as was saved
    backup.write_bytes(path.read_bytes()[:-1])
    assert [one.ok for one in store.check(path)] == [True, False]
    path.write_bytes(b"?" + path.read_bytes()[1:])
    vault, old = store.check(path, PASSWORD_KEY)
    assert (vault.ok, vault.why, vault.generation) == (False, "This file is not a Sparekey vault", None)
    assert (old.ok, old.why) == (False, "The vault file is cut off or has been added to")


def test_check_finds_with_the_key_what_the_trailer_does_not_show(path: Path, opened: Opened) -> None:
    unlocked = opened.unlocked
    path.write_bytes(container.seal(unlocked, b'{"version":1,"accounts":5}'))
    assert store.check(path)[0].ok
    checked = store.check(path, PASSWORD_KEY)[0]
    assert (checked.ok, checked.why, checked.generation) == (False, "The vault's content cannot be read", 1)


def test_check_needs_the_key_of_the_vault_but_not_that_of_each_backup(path: Path, opened: Opened) -> None:
    password_changed(opened, EDITED)
    assert [one.ok for one in store.check(path, NEW_KEY)] == [True, True]
    with pytest.raises(WrongKey):
        store.check(path, PASSWORD_KEY)
    with pytest.raises(NotThere):
        store.check(path.with_name("nowhere"))


def test_backups_tell_which_keys_open_them(path: Path, opened: Opened) -> None:
    password_id = store.key_list(opened)[0].id
    added, paper_id = store.with_key(opened, keys.new_paper(), cost=CHEAPEST)
    for _ in range(3):
        added = store.save(added, EXAMPLE)
    store.save(store.without_key(added, paper_id), EXAMPLE)
    newest, middle, damaged, oldest = backups.paths(path)
    damaged.write_bytes(b"")
    assert [one.path for one in key_slots.still_open(path, [paper_id])] == [newest, middle]
    assert [one.path for one in key_slots.still_open(path, [password_id])] == [newest, middle, oldest]


# From outside


def test_backups_are_listed_with_what_can_be_told_without_a_key(path: Path, opened: Opened) -> None:
    for _ in range(3):
        opened = store.save(opened, EDITED)
    damaged = backups.path_of(path, 2)
    damaged.write_bytes(b"?")
    os.utime(damaged, (86400, 86400))
    listed = backups.listed(path)
    assert [(one.generation, one.why) for one in listed] == [(3, None), (2, "This file is not a Sparekey vault"), (1, None)]
    assert listed[0].size == path.stat().st_size
    assert listed[1].saved_at == datetime(1970, 1, 2, tzinfo=UTC)
    assert backups.find(path, 2) == damaged
    with pytest.raises(NotThere, match="There is no backup 4 of this vault"):
        backups.find(path, 4)


def test_one_that_goes_meanwhile_is_not_listed(path: Path, opened: Opened) -> None:
    store.save(store.save(opened, EDITED), EDITED)

    class Going(Disk):
        def stat(self, path: Path) -> os.stat_result:
            if path.name == "vault.000002.sparekey":
                raise FileNotFoundError
            return super().stat(path)

    assert [one.generation for one in backups.listed(path, disk=Going())] == [1]


def test_a_backup_opens_for_reading_only(path: Path, opened: Opened) -> None:
    store.save(opened, EDITED)
    backup = backups.find(path, 1)
    assert backups.is_backup(backup)
    assert not backups.is_backup(path)
    found, vault = store.unlock(backup, PASSWORD_KEY, now=NOW.at)
    assert (found.lock, found.why_read_only, vault) == (None, "This is a backup", EXAMPLE)
    assert [one.name for one in backup.parent.iterdir()] == [backup.name]


# An older file in the place of the vault


def test_saves_of_an_older_file_overwrite_no_backup_of_what_came_later(path: Path, opened: Opened) -> None:
    older = path.read_bytes()
    for number in range(1, 7):
        opened = store.save(opened, edit.add_account(EDITED, "npm", f"user{number}", now=NOW))
    store.close(opened)
    later = {backup: backup.read_bytes() for backup in backups.paths(path)}
    path.unlink()
    path.write_bytes(older)
    opened, vault = store.unlock(path, PASSWORD_KEY, now=NOW.at)
    for _ in range(2):
        opened = store.save(opened, vault)
    assert opened.unlocked.generation == 9
    assert {backup: backup.read_bytes() for backup in later} == later
    assert [one.generation for one in backups.listed(path)] == [8, 7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("number", [10**18 - 1, 10**17])
def test_a_file_that_pretends_to_be_the_last_backup_hides_no_other(path: Path, opened: Opened, number: int) -> None:
    opened = store.save(opened, EDITED)
    backups.path_of(path, number).write_bytes(b"?")
    for _ in range(15):
        opened = store.save(opened, EDITED)
    found = backups.listed(path)
    assert len(found) == len(list(found[0].path.parent.iterdir())) == backups.KEEP_LAST
    kept = {container.read_outside(one.path.read_bytes()).generation for one in found if one.why is None}
    assert kept >= set(range(opened.unlocked.generation - 9, opened.unlocked.generation))


def test_a_save_that_fails_again_and_again_keeps_one_backup(path: Path, opened: Opened) -> None:
    for _ in range(3):
        with pytest.raises(NotSaved):
            store.save(opened, EDITED, disk=WithoutDisk("replace", code=errno.EIO))
    assert [one.generation for one in backups.listed(path)] == [1]
    assert store.save(opened, EDITED).unlocked.generation == 2
    assert [one.generation for one in backups.listed(path)] == [1]


def test_a_vault_that_is_gone_is_not_checked_by_its_backups(path: Path, opened: Opened) -> None:
    store.close(store.save(opened, EDITED))
    path.unlink()
    with pytest.raises(NotThere, match="There is no vault"):
        store.check(path)
