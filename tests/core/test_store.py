"""A vault file over its life: created, unlocked, saved, its password changed."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.simulated_disk import FailingDisk, WithoutDisk
from tests.core.vaults import (
    EDITED,
    EXAMPLE,
    FILE_KEY,
    NEW_KEY,
    NOW,
    PAPER_KEY,
    PASSWORD_KEY,
    assert_opens,
    password_changed,
    sealed,
    unlocked_by,
)
from vault import backups, container, keys, store
from vault.crypto import CHEAPEST
from vault.errors import (
    BadInput,
    ChangedOnDisk,
    Damaged,
    InUse,
    NewerFormat,
    NotAVault,
    NotSaved,
    NotThere,
    ReadOnly,
    Tampered,
    VaultError,
    WrongKey,
)
from vault.keys import Key
from vault.model import Vault
from vault.store import Opened

pytestmark = pytest.mark.usefixtures("remembered_argon2")


def unlock(path: Path, *, write: bool = True) -> tuple[Opened, Vault]:
    return store.unlock(path, PASSWORD_KEY, now=NOW.at, write=write)


# Create, unlock, save


def test_a_created_vault_opens_with_both_programs(path: Path, opened: Opened) -> None:
    assert_opens(path, PASSWORD_KEY, EXAMPLE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert opened.unlocked.generation == 1
    assert repr(opened) == "Opened(vault.sparekey, generation 1)"


def test_a_created_vault_is_held_until_it_is_closed(path: Path, opened: Opened) -> None:
    with pytest.raises(InUse):
        unlock(path)
    assert unlock(path, write=False)[1] == EXAMPLE
    store.close(opened)
    store.close(opened)
    again, vault = unlock(path)
    assert (vault, again.why_read_only) == (EXAMPLE, "")
    store.close(again)


def test_creating_refuses_a_file_that_is_there_and_touches_nothing(path: Path) -> None:
    path.write_bytes(b"something of the user's")
    with pytest.raises(BadInput, match="exists already"):
        store.create(path, EXAMPLE, PASSWORD_KEY, cost=CHEAPEST)
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_a_creation_that_fails_lets_the_lock_go(path: Path) -> None:
    with pytest.raises(NotSaved):
        store.create(path, EXAMPLE, PASSWORD_KEY, cost=CHEAPEST, disk=WithoutDisk("write", code=errno.ENOSPC))
    assert not path.exists()
    store.close(store.create(path, EXAMPLE, PASSWORD_KEY, cost=CHEAPEST))


def test_a_name_that_the_system_cannot_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match="file name too long"):
        store.create(tmp_path / ("x" * 300), EXAMPLE, PASSWORD_KEY, cost=CHEAPEST)
    assert [one.ok for one in store.check(tmp_path / ("x" * 300))] == [False]


def test_a_save_is_read_back_by_both_programs(path: Path, opened: Opened) -> None:
    saved = store.save(opened, EDITED)
    assert_opens(path, PASSWORD_KEY, EDITED)
    assert saved.unlocked.generation == 2
    again = store.save(saved, EXAMPLE)
    assert_opens(path, PASSWORD_KEY, EXAMPLE)
    assert [backup.name for backup in backups.paths(path)] == ["vault.000002.sparekey", "vault.000001.sparekey"]
    assert_opens(backups.paths(path)[0], PASSWORD_KEY, EDITED)
    assert again.lock is opened.lock


def test_saving_derives_no_key(opened: Opened, forbidden_argon2: None) -> None:
    assert store.save(opened, EDITED).unlocked.slots == opened.unlocked.slots


def test_a_vault_behind_a_link_is_saved_where_it_is(path: Path, opened: Opened, tmp_path: Path) -> None:
    store.close(opened)
    link = tmp_path / "elsewhere" / "link.sparekey"
    link.parent.mkdir()
    link.symlink_to(path)
    through, _ = unlock(link)
    store.save(through, EDITED)
    assert link.is_symlink()
    assert_opens(path, PASSWORD_KEY, EDITED)
    assert len(backups.paths(link)) == len(backups.paths(path)) == 1
    store.close(through)


def test_what_is_not_a_vault_is_refused_and_the_lock_let_go(path: Path, opened: Opened) -> None:
    store.close(opened)
    whole = path.read_bytes()
    with pytest.raises(NotThere):
        unlock(path.with_name("nowhere"))
    with pytest.raises(NotThere):
        unlock(path.parent / "no" / "folder")
    for content, refused in ((b"", NotAVault), (whole[:-1], Damaged)):
        path.write_bytes(content)
        with pytest.raises(refused):
            unlock(path)
    path.write_bytes(whole)
    with pytest.raises(WrongKey):
        store.unlock(path, NEW_KEY, now=NOW.at)
    store.close(unlock(path)[0])


# Read-only


def test_nothing_is_written_through_a_vault_that_was_opened_for_reading(path: Path, opened: Opened) -> None:
    before = path.read_bytes()
    reading, _ = unlock(path, write=False)
    with pytest.raises(ReadOnly, match="open for reading only"):
        store.save(reading, EDITED)
    with pytest.raises(ReadOnly):
        password_changed(reading, EXAMPLE)
    store.close(reading)
    assert path.read_bytes() == before


def test_a_newer_minor_version_opens_for_reading_only_and_is_not_held(path: Path) -> None:
    text = b'{"version":1,"minor":7,"accounts":[],"future":1}'
    path.write_bytes(sealed(unlocked_by(PASSWORD_KEY), PASSWORD_KEY, text=text))
    newer, vault = unlock(path)
    assert (newer.lock, newer.why_read_only) == (None, "This vault was written by a newer version of Sparekey")
    with pytest.raises(ReadOnly, match="newer version"):
        store.save(newer, vault)
    other, _ = unlock(path)
    store.close(other)


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder that only its owner may change, for somebody else: as root we are that somebody for a while."""
    folder = Path(tempfile.mkdtemp())
    store.close(store.create(folder / "vault.sparekey", EXAMPLE, PASSWORD_KEY, cost=CHEAPEST))
    (folder / ".vault.sparekey.lock").unlink()
    (folder / "vault.sparekey").chmod(0o444)
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield folder
    if is_root:
        os.seteuid(0)
    folder.chmod(0o700)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_to_opens_for_reading_only(read_only_folder: Path) -> None:
    reading, vault = unlock(read_only_folder / "vault.sparekey")
    assert vault == EXAMPLE
    assert reading.why_read_only == f"Sparekey may not write into {read_only_folder}"
    with pytest.raises(ReadOnly, match="may not write into"):
        store.save(reading, EDITED)
    with pytest.raises(NotSaved, match="may not write into"):
        store.create(read_only_folder / "new.sparekey", EXAMPLE, PASSWORD_KEY, cost=CHEAPEST)
    with pytest.raises(NotSaved, match="may not write into"):
        store.save_copy(reading, EDITED, today="2026-01-31")


# Trouble


def test_a_save_that_fails_can_be_tried_again(path: Path, opened: Opened) -> None:
    with pytest.raises(NotSaved, match="disk is full") as refused:
        store.save(opened, EDITED, disk=WithoutDisk("write", code=errno.ENOSPC))
    assert refused.value.written is None
    assert_opens(path, PASSWORD_KEY, EXAMPLE)
    store.save(opened, EDITED)
    assert_opens(path, PASSWORD_KEY, EDITED)


def test_a_save_that_was_not_confirmed_goes_on_from_what_was_written(path: Path, opened: Opened) -> None:
    with pytest.raises(NotSaved, match="did not confirm") as refused:
        store.save(opened, EDITED, disk=FailingDisk(20))
    assert_opens(path, PASSWORD_KEY, EDITED)
    with pytest.raises(ChangedOnDisk):
        store.save(opened, EXAMPLE)
    saved = store.save(refused.value.written, EXAMPLE)
    assert saved.unlocked.generation == 3
    assert_opens(path, PASSWORD_KEY, EXAMPLE)
    assert_opens(backups.paths(path)[0], PASSWORD_KEY, EDITED)


def test_a_vault_that_somebody_else_changed_is_kept_and_ours_goes_beside_it(path: Path, opened: Opened) -> None:
    theirs = sealed(unlocked_by(PASSWORD_KEY), PASSWORD_KEY)
    path.write_bytes(theirs)
    with pytest.raises(ChangedOnDisk):
        store.save(opened, EDITED)
    copies = [store.save_copy(opened, EDITED, today="2026-01-31") for _ in range(2)]
    assert path.read_bytes() == theirs
    assert [copy.name for copy in copies] == ["vault (conflict 2026-01-31).sparekey", "vault (conflict 2026-01-31 2).sparekey"]
    for copy in copies:
        assert_opens(copy, PASSWORD_KEY, EDITED)


def test_an_older_backup_put_in_its_place_is_noticed(path: Path, opened: Opened) -> None:
    saved = store.save(opened, EDITED)
    backups.paths(path)[0].replace(path)
    with pytest.raises(ChangedOnDisk):
        store.save(saved, EDITED)


def test_a_vault_that_was_deleted_is_not_quietly_made_again(path: Path, opened: Opened) -> None:
    path.unlink()
    with pytest.raises(ChangedOnDisk):
        store.save(opened, EDITED)
    assert not path.exists()


def test_what_a_crash_left_is_removed_by_who_holds_the_lock(path: Path, opened: Opened) -> None:
    stale = path.with_name(f".{path.name}.0123.tmp")
    stale.write_bytes(b"half")
    long_ago = NOW.at.timestamp() - 7200
    os.utime(stale, (long_ago, long_ago))
    unlock(path, write=False)
    assert stale.exists()
    store.close(opened)
    store.close(unlock(path)[0])
    assert not stale.exists()


def test_a_wrong_password_opens_nothing_for_reading_either(path: Path, opened: Opened) -> None:
    with pytest.raises(WrongKey):
        store.unlock(path, NEW_KEY, now=NOW.at, write=False)


def test_what_is_no_vault_gets_no_lock_file(path: Path) -> None:
    path.write_text("notes", "ascii")
    with pytest.raises(NotAVault):
        unlock(path)
    assert [item.name for item in path.parent.iterdir()] == [path.name]


# Several ways to open it


def test_a_key_is_added_with_the_next_save_and_both_programs_open_with_each(path: Path, opened: Opened) -> None:
    changed, key_id = store.with_key(opened, PAPER_KEY, cost=CHEAPEST)
    with pytest.raises(WrongKey):
        store.unlock(path, PAPER_KEY, now=NOW.at, write=False)
    saved = store.save(changed, EDITED)
    for key in (PASSWORD_KEY, PAPER_KEY):
        assert_opens(path, key, EDITED)
    assert [one.type for one in store.key_list(saved)] == [keys.PASSWORD, keys.PAPER]
    assert store.key_list(saved)[1].id == key_id == saved.unlocked.slots[1].slot_id.hex()[:8]


def test_a_vault_has_at_most_eight_keys(opened: Opened) -> None:
    for _ in range(7):
        opened, _ = store.with_key(opened, PAPER_KEY, cost=CHEAPEST)
    with pytest.raises(BadInput, match="has 8 keys, and cannot have more"):
        store.with_key(opened, PAPER_KEY, cost=CHEAPEST)


def test_a_key_that_was_removed_opens_no_more(path: Path, opened: Opened) -> None:
    changed, key_id = store.with_key(opened, PAPER_KEY, cost=CHEAPEST)
    saved = store.save(changed, EXAMPLE)
    saved = store.save(store.without_key(saved, key_id), EXAMPLE)
    assert_opens(path, PASSWORD_KEY, EXAMPLE)
    with pytest.raises(WrongKey):
        store.unlock(path, PAPER_KEY, now=NOW.at, write=False)
    with pytest.raises(NotThere, match=f"There is no key {key_id}"):
        store.without_key(saved, key_id)


def test_the_last_password_cannot_be_removed(opened: Opened) -> None:
    own = store.key_list(opened)[0].id
    with pytest.raises(BadInput, match="the only password"):
        store.without_key(opened, own)
    with_paper, _ = store.with_key(opened, PAPER_KEY, cost=CHEAPEST)
    with pytest.raises(BadInput, match="the only password"):
        store.without_key(with_paper, own)
    two, _ = store.with_key(opened, NEW_KEY, cost=CHEAPEST)
    assert len(store.key_list(store.without_key(two, own))) == 1


def test_a_new_password_takes_the_place_of_all_that_were_forgotten(path: Path, opened: Opened) -> None:
    for key in (PAPER_KEY, FILE_KEY):
        opened, _ = store.with_key(opened, key, cost=CHEAPEST)
    saved = store.save(store.with_new_password(opened, NEW_KEY, cost=CHEAPEST)[0], EDITED)
    assert [one.type for one in store.key_list(saved)] == [keys.PASSWORD, keys.PAPER]
    for key in (NEW_KEY, PAPER_KEY):
        assert_opens(path, key, EDITED)
    for key in (PASSWORD_KEY, FILE_KEY):
        with pytest.raises(WrongKey):
            store.unlock(path, key, now=NOW.at, write=False)


def test_a_new_vault_key_ends_what_older_copies_and_removed_keys_could_read(path: Path, opened: Opened) -> None:
    with_paper, key_id = store.with_key(opened, PAPER_KEY, cost=CHEAPEST)
    old = store.save(with_paper, EXAMPLE)
    assert store.key_id(old, PAPER_KEY) == key_id
    saved = store.save(store.with_new_vault_key(old, PASSWORD_KEY, cost=CHEAPEST), EDITED)
    assert_opens(path, PASSWORD_KEY, EDITED)
    assert [one.type for one in store.key_list(saved)] == [keys.PASSWORD]
    now = container.read_outside(path.read_bytes())
    assert (now.vault_id, now.generation) == (old.unlocked.vault_id, old.unlocked.generation + 1)
    with pytest.raises(Tampered):
        container.unseal(now, old.unlocked.secret)


@pytest.mark.parametrize(("key", "error"), [(PAPER_KEY, BadInput), (NEW_KEY, WrongKey)])
def test_a_new_vault_key_needs_a_password_of_the_vault(opened: Opened, key: Key, error: type[VaultError]) -> None:
    with pytest.raises(error):
        store.with_new_vault_key(opened, key, cost=CHEAPEST)


# From its bytes


def test_a_vault_is_read_from_its_bytes(path: Path, opened: Opened) -> None:
    data = path.read_bytes()
    assert store.is_vault(data)
    assert not store.is_vault(b"%PDF")
    store.check_bytes(data)
    assert store.read_bytes(data, PASSWORD_KEY) == EXAMPLE
    with pytest.raises(Damaged):
        store.check_bytes(data[:-1])
    with pytest.raises(WrongKey):
        store.read_bytes(data, NEW_KEY)


def test_bytes_of_a_newer_minor_version_are_not_put_into_a_new_vault() -> None:
    with pytest.raises(NewerFormat):
        store.read_bytes(sealed(unlocked_by(PAPER_KEY), text=b'{"version":1,"minor":7}'), PAPER_KEY)


def test_a_save_can_be_made_to_count_as_later_than_another_copy(path: Path, opened: Opened, tmp_path: Path) -> None:
    copy, stranger = tmp_path / "copy.sparekey", tmp_path / "stranger.sparekey"
    later = opened
    for _ in range(4):
        later = store.save(later, EDITED)
    copy.write_bytes(path.read_bytes())
    path.unlink()
    path.write_bytes(backups.path_of(path, 1).read_bytes())
    store.close(later)
    first, vault = store.unlock(path, PASSWORD_KEY, now=NOW.at)
    assert store.save(store.after(first, copy), vault).unlocked.generation == 6
    store.close(store.create(stranger, EXAMPLE, PASSWORD_KEY, cost=CHEAPEST))
    assert store.after(first, stranger) is first
    assert store.after(later, copy) is later
