"""What becomes of keys over the years: costs that rise, older copies they still open, and what the history tells of them."""

import errno
from pathlib import Path

import pytest
from msgspec import structs

from tests.core.vaults import EDITED, EXAMPLE, NEW_KEY, NOW, PAPER_KEY, PASSWORD_KEY, assert_opens, password_changed
from vault import backups, container, history, key_notes, key_slots, store
from vault.crypto import CHEAPEST, Cost
from vault.errors import BadInput, NotSaved, VaultError
from vault.files import Disk
from vault.keys import Key
from vault.model import Vault
from vault.store import Opened

pytestmark = pytest.mark.usefixtures("remembered_argon2")
TWO = Cost(64 * 1024, 2, 4)


def costs(opened: Opened) -> list[Cost | None]:
    return [slot.cost for slot in opened.unlocked.slots]


def with_all(opened: Opened, *ways: Key) -> Opened:
    for key in ways:
        opened, _ = store.with_key(opened, key, cost=CHEAPEST)
    return store.save(opened, EXAMPLE)


# Costs


def test_a_key_below_the_standard_costs_the_standard_from_the_next_save_on(path: Path, opened: Opened) -> None:
    stronger = key_slots.raised(opened, PASSWORD_KEY, cost=TWO)
    assert costs(stronger) == [TWO]
    assert container.read_outside(path.read_bytes()).slots[0].cost == CHEAPEST
    saved = store.save(stronger, EDITED)
    assert_opens(path, PASSWORD_KEY, EDITED)
    assert costs(saved) == [TWO]
    old, new = opened.unlocked.slots[0], saved.unlocked.slots[0]
    assert old.slot_id == new.slot_id
    assert len({old.salt, new.salt, old.commit, new.commit, old.wrapped, new.wrapped}) == 6


def test_it_stays_the_same_key_for_older_backups(path: Path, opened: Opened) -> None:
    key_id = store.key_list(opened)[0].id
    saved = key_slots.raise_now(opened, EXAMPLE, PASSWORD_KEY, cost=TWO)
    assert store.key_list(saved)[0].id == key_id
    changed = password_changed(saved, EXAMPLE, cost=TWO)
    assert [one.generation for one in key_slots.still_open(path, [key_id])] == [2, 1]
    assert key_slots.still_open(path, [store.key_list(changed)[0].id]) == ()


@pytest.mark.parametrize("cost", [CHEAPEST, Cost(64 * 1024, 1, 2), Cost(128 * 1024, 1, 4)], ids=str)
def test_nothing_is_ever_lowered(path: Path, cost: Cost) -> None:
    opened = store.create(path, EXAMPLE, PASSWORD_KEY, cost=TWO)
    assert key_slots.raised(opened, PASSWORD_KEY, cost=cost) is opened
    assert key_slots.raised(opened, PASSWORD_KEY, cost=TWO) is opened
    before = path.read_bytes()
    assert key_slots.raise_now(opened, EXAMPLE, PASSWORD_KEY, cost=cost) is opened
    assert path.read_bytes() == before
    store.close(opened)


def test_only_the_key_that_opened_is_raised(opened: Opened) -> None:
    several = with_all(opened, NEW_KEY, PAPER_KEY)
    assert costs(key_slots.raised(several, NEW_KEY, cost=TWO)) == [CHEAPEST, TWO, None]
    assert key_slots.raised(several, PAPER_KEY, cost=TWO) is several
    done = key_slots.raised(several, NEW_KEY, cost=TWO)
    assert key_slots.raised(done, NEW_KEY, cost=TWO) is done


def test_a_vault_that_is_open_for_reading_is_left_alone(path: Path, opened: Opened) -> None:
    store.close(opened)
    reading, _ = store.unlock(path, PASSWORD_KEY, now=NOW.at, write=False)
    before = path.read_bytes()
    assert key_slots.raise_now(reading, EXAMPLE, PASSWORD_KEY, cost=TWO) is reading
    assert path.read_bytes() == before


def test_without_the_memory_for_more_it_stays_as_it_is(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise VaultError("There is not enough free memory to open this vault: it takes 128 MB")

    monkeypatch.setattr(container, "new_slot", refuse)
    assert key_slots.raised(opened, PASSWORD_KEY, cost=TWO) is opened


def test_where_the_disk_refuses_it_is_left_for_another_day(opened: Opened) -> None:
    class Full(Disk):
        def write(self, handle: int, data: memoryview) -> int:
            raise OSError(errno.ENOSPC, "full")

    class Unsure(Disk):
        is_replaced = False

        def replace(self, old: Path, new: Path) -> None:
            super().replace(old, new)
            self.is_replaced = True

        def sync_folder(self, folder: Path) -> None:
            if self.is_replaced:
                raise OSError(errno.EIO, "unsure")
            super().sync_folder(folder)

    assert key_slots.raise_now(opened, EXAMPLE, PASSWORD_KEY, cost=TWO, disk=Full()) is opened
    written = key_slots.raise_now(opened, EXAMPLE, PASSWORD_KEY, cost=TWO, disk=Unsure())
    assert costs(store.save(written, EDITED)) == [TWO]
    assert_opens(opened.path, PASSWORD_KEY, EDITED)


def test_a_vault_that_was_changed_meanwhile_is_not_overwritten(path: Path, opened: Opened) -> None:
    theirs = store.save(opened, EDITED)
    assert key_slots.raise_now(opened, EXAMPLE, PASSWORD_KEY, cost=TWO) is opened
    assert_opens(path, PASSWORD_KEY, EDITED)
    assert theirs.unlocked.generation == 2


def test_keys_that_no_reader_would_try_are_refused(path: Path, opened: Opened) -> None:
    """Four gigabytes of work twice is all that a reader takes for the keys of one type."""
    slot = opened.unlocked.slots[0]
    heavy = structs.replace(slot, cost=Cost(1 << 20, 4, 4))
    full = structs.replace(opened, unlocked=structs.replace(opened.unlocked, slots=(heavy, heavy)))
    before = path.read_bytes()
    with pytest.raises(BadInput, match="too much work"):
        store.with_key(full, NEW_KEY, cost=CHEAPEST)
    assert store.with_key(full, PAPER_KEY, cost=CHEAPEST)[1]
    light = structs.replace(full, unlocked=structs.replace(full.unlocked, slots=(slot, heavy)))
    assert len(store.with_key(light, NEW_KEY, cost=CHEAPEST)[0].unlocked.slots) == 3
    many = structs.replace(slot, cost=Cost(1 << 20, 4, 4), slot_id=bytes(16))
    third = structs.replace(slot, cost=Cost(1 << 20, 3, 4), slot_id=bytes(16))
    tight = structs.replace(full, unlocked=structs.replace(full.unlocked, slots=(slot, many, third)))
    assert key_slots.raised(tight, PASSWORD_KEY, cost=Cost(1 << 20, 2, 4)) is tight
    assert path.read_bytes() == before


# Older copies


def test_copies_that_a_removed_key_opens_are_deleted_and_one_that_it_does_not_is_left(path: Path, opened: Opened) -> None:
    key_id = store.key_list(opened)[0].id
    for _ in range(3):
        opened = store.save(opened, EXAMPLE)
    changed = password_changed(opened, EDITED)
    old = key_slots.still_open(path, [key_id])
    assert [one.generation for one in old] == [4, 3, 2, 1]
    assert all(one.saved_at for one in old)
    after, count = key_slots.delete_opened_by(changed, EDITED, [key_id])
    assert count == 4
    assert key_slots.still_open(path, [key_id]) == ()
    (left,) = backups.paths(path)
    assert_opens(left, NEW_KEY, EDITED)
    assert_opens(path, NEW_KEY, EDITED)
    assert key_slots.delete_opened_by(after, EDITED, [key_id]) == (after, 0)


def test_where_there_is_another_backup_nothing_is_saved_for_it(path: Path, opened: Opened) -> None:
    key_id = store.key_list(opened)[0].id
    changed = password_changed(opened, EDITED)
    again = store.save(changed, EXAMPLE)
    after, count = key_slots.delete_opened_by(again, EXAMPLE, [key_id])
    assert (after, count) == (again, 1)
    assert [backups.generation_of(one) for one in backups.paths(path)] == [2]


def test_a_backup_that_does_not_open_is_none_to_fall_back_on(path: Path, opened: Opened) -> None:
    key_id = store.key_list(opened)[0].id
    again = store.save(password_changed(opened, EDITED), EDITED)
    newest = backups.paths(path)[0]
    newest.write_bytes(b"damaged")
    after, count = key_slots.delete_opened_by(again, EDITED, [key_id])
    assert count == 1
    assert after.unlocked.generation == again.unlocked.generation + 1
    assert_opens(backups.paths(path)[0], NEW_KEY, EDITED)


def test_without_another_backup_nothing_is_deleted(path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    key_id = store.key_list(opened)[0].id
    changed = password_changed(opened, EDITED)
    monkeypatch.setattr(store, "save", lambda opened, *_, **__: opened)
    with pytest.raises(NotSaved, match="No other backup could be made"):
        key_slots.delete_opened_by(changed, EDITED, [key_id])
    assert len(backups.paths(path)) == 1


def test_backups_of_a_key_that_still_opens_the_vault_stay(path: Path, opened: Opened) -> None:
    saved = store.save(opened, EDITED)
    with pytest.raises(BadInput, match="still opens the vault"):
        key_slots.delete_opened_by(saved, EDITED, [store.key_list(saved)[0].id])
    assert len(backups.paths(path)) == 1


def test_a_backup_that_cannot_be_deleted_is_told(path: Path, opened: Opened) -> None:
    class Stubborn(Disk):
        def unlink(self, path: Path) -> None:
            if path.name == "vault.000001.sparekey":
                raise PermissionError(errno.EACCES, "no")
            super().unlink(path)

    key_id = store.key_list(opened)[0].id
    changed = password_changed(store.save(opened, EDITED), EDITED)
    with pytest.raises(NotSaved, match=r"vault\.000001\.sparekey could not be deleted \(1 of 2 were\)"):
        key_slots.delete_opened_by(changed, EDITED, [key_id], disk=Stubborn())


def test_damaged_copies_open_with_nothing(path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    key_id = store.key_list(opened)[0].id
    store.save(opened, EDITED)
    listed = backups.listed(path)
    listed[0].path.unlink()
    assert key_slots.still_open(path, [key_id]) == ()
    monkeypatch.setattr(backups, "listed", lambda *_, **__: listed)  # it went just now
    assert key_slots.still_open(path, [key_id]) == ()


def test_other_copies_beside_the_vault_are_found_also_where_they_are_damaged(path: Path, opened: Opened) -> None:
    key_id = store.key_list(opened)[0].id
    whole = path.read_bytes()
    head = whole[:264]
    named = {
        "vault (1).sparekey": whole,
        "vault.sync-conflict-20261121-100000-ABCDEFG.sparekey": whole,
        "vault (damaged 2026-01-31).sparekey": whole[:-1],
        "vault (damaged 2026-01-31 2).sparekey": head,
        "vault (damaged 2026-02-01).sparekey": head[:100],
        "vault (damaged 2026-02-02).sparekey": whole[:20],
        "vault (damaged 2026-02-03).sparekey": b"something else",
        "other (damaged 2026-01-31).sparekey": whole,
    }
    for name, data in named.items():
        path.with_name(name).write_bytes(data)
    found = key_slots.copies_still_open(path, [key_id])
    assert [one.name for one in found] == [*sorted(list(named)[:2]), *sorted(list(named)[2:4])]
    assert key_slots.copies_still_open(path, ["00000000"]) == ()


def test_copies_that_cannot_be_read_are_passed_over(path: Path, opened: Opened) -> None:
    key_id = store.key_list(opened)[0].id
    path.with_name("vault (1).sparekey").mkdir()
    assert key_slots.copies_still_open(path, [key_id]) == ()
    assert key_slots.copies_still_open(path / "nowhere" / "vault.sparekey", [key_id]) == ()


# What the history tells


def test_the_history_tells_how_each_key_came() -> None:
    vault = key_notes.added(Vault(), "11111111", key_notes.PASSWORD, now=NOW)
    vault = key_notes.added(vault, "22222222", key_notes.KEYRING, now=NOW)
    vault = key_notes.changed(vault, "33333333", now=NOW)
    vault = key_notes.removed(vault, "11111111", now=NOW)
    vault = key_notes.backups_deleted(key_notes.rotated(vault, now=NOW), 3, now=NOW)
    assert [key_notes.is_in_keyring(vault, f"{digit}" * 8) for digit in "1234"] == [False, True, False, False]
    event = key_notes.of(vault, "33333333")
    assert event is not None
    assert (event.at, event.device) == (NOW.at, NOW.device)
    assert [history.words(one) for one in vault.events] == [
        "A way to open the vault added: a password",
        "A way to open the vault added: the computer's keyring",
        "The vault's password changed",
        "A way to open the vault removed",
        "The vault encrypted with a new key",
        "3 older backups deleted",
    ]
