"""Which keys open a vault after two copies of it became one. Half a second."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs

from tests.core.vaults import EDITED, EXAMPLE, FILE_KEY, NEW_KEY, NOW, PAPER_KEY, PASSWORD_KEY
from vault import edit, key_merging, key_notes, keys, merge, store
from vault.crypto import CHEAPEST
from vault.errors import BadInput, WrongKey
from vault.keys import Key
from vault.model import Sheet, Vault
from vault.store import Opened

pytestmark = pytest.mark.usefixtures("remembered_argon2")
Side = tuple[Opened, Vault]
_LATER = structs.replace(NOW, at=NOW.at.replace(year=2027))


def adding(key: Key) -> Callable[[Opened, Vault], Side]:
    def change(opened: Opened, vault: Vault) -> Side:
        opened, key_id = store.with_key(opened, key, cost=CHEAPEST)
        return opened, key_notes.added(vault, key_id, key_notes.PASSWORD, now=_LATER)

    return change


def changing(old: Key, new: Key) -> Callable[[Opened, Vault], Side]:
    def change(opened: Opened, vault: Vault) -> Side:
        opened, key_id = store.with_other_password(opened, old, new, cost=CHEAPEST)
        return opened, key_notes.changed(vault, key_id, now=_LATER)

    return change


def removing(key: Key) -> Callable[[Opened, Vault], Side]:
    def change(opened: Opened, vault: Vault) -> Side:
        key_id = store.key_id(opened, key)
        return store.without_key(opened, key_id), key_notes.removed(vault, key_id, now=_LATER)

    return change


def noting(opened: Opened, vault: Vault) -> Side:
    return opened, edit.set_note(vault, vault.accounts[0].id, "here", now=_LATER)


def put_together(opened: Opened, one: Callable[[Opened, Vault], Side], two: Callable[[Opened, Vault], Side]) -> Opened:
    """Let two copies of a vault go their ways, merge the second into the first, and return that."""
    copy = opened.path.with_name("copy.sparekey")
    other, theirs = two(opened, EXAMPLE)
    written = store.save_copy(other, theirs, today="2026-01-31")
    written.replace(copy)
    changed, ours = one(opened, EXAMPLE)
    changed = store.save(changed, ours)
    joined, left_out = key_merging.with_keys_of(changed, copy, ours, theirs)
    assert left_out == ()
    return store.save(joined, merge.take_in(ours, theirs, now=_LATER))


def opens(opened: Opened, key: Key) -> bool:
    try:
        store.read_bytes(opened.path.read_bytes(), key)
    except WrongKey:
        return False
    return True


def test_a_password_that_was_changed_elsewhere_takes_the_place_of_the_old_one(opened: Opened) -> None:
    found = put_together(opened, noting, changing(PASSWORD_KEY, NEW_KEY))
    assert (opens(found, NEW_KEY), opens(found, PASSWORD_KEY)) == (True, False)


def test_a_password_that_was_changed_here_stays_changed(opened: Opened) -> None:
    found = put_together(opened, changing(PASSWORD_KEY, NEW_KEY), noting)
    assert (opens(found, NEW_KEY), opens(found, PASSWORD_KEY)) == (True, False)


def test_where_both_changed_it_both_new_ones_open_and_the_old_one_does_not(opened: Opened) -> None:
    third = keys.password("a third password")
    found = put_together(opened, changing(PASSWORD_KEY, NEW_KEY), changing(PASSWORD_KEY, third))
    assert (opens(found, NEW_KEY), opens(found, third), opens(found, PASSWORD_KEY)) == (True, True, False)


def test_keys_that_either_added_open_it(opened: Opened) -> None:
    found = put_together(opened, adding(NEW_KEY), adding(FILE_KEY))
    assert all(opens(found, key) for key in (PASSWORD_KEY, NEW_KEY, FILE_KEY))


def test_a_key_that_either_removed_does_not_open_it(opened: Opened) -> None:
    both = store.save(store.with_key(opened, NEW_KEY, cost=CHEAPEST)[0], EXAMPLE)
    assert not opens(put_together(both, noting, removing(NEW_KEY)), NEW_KEY)


def test_a_key_that_was_removed_here_does_not_come_back(opened: Opened) -> None:
    both = store.save(store.with_key(opened, NEW_KEY, cost=CHEAPEST)[0], EXAMPLE)
    found = put_together(both, removing(NEW_KEY), noting)
    assert (opens(found, NEW_KEY), opens(found, PASSWORD_KEY)) == (False, True)


def printing(opened: Opened, vault: Vault) -> tuple[Side, Side]:
    """Print a sheet with a key, and return that, and what is left where the printer then said no."""
    printed, key_id = store.with_key(opened, PAPER_KEY, cost=CHEAPEST)
    sheet = Sheet(id="AAAA2222", kind="recovery", printed_at=_LATER.at, key_id=key_id)
    noted = edit.note_printed(vault, [sheet], now=_LATER)
    return (printed, noted), (opened, edit.withdraw_sheets(noted, [sheet.id], now=_LATER))


def test_a_key_whose_sheet_was_never_printed_after_all_opens_neither_copy(opened: Opened) -> None:
    (printed, noted), (withdrawn, without) = printing(opened, EXAMPLE)
    here = key_merging.joined(printed, withdrawn, noted, without)
    there = key_merging.joined(withdrawn, printed, without, noted)
    assert store.key_list(here) == store.key_list(there) == store.key_list(opened)
    assert key_merging.left_out(there, printed, without, noted) == ()


def test_a_key_of_a_printed_sheet_comes_with_it(opened: Opened) -> None:
    (printed, noted), _ = printing(opened, EXAMPLE)
    assert store.key_list(key_merging.joined(opened, printed, EXAMPLE, noted)) == store.key_list(printed)


def test_where_no_password_would_be_left_its_own_keys_stay(opened: Opened) -> None:
    both = store.save(store.with_key(opened, PAPER_KEY, cost=CHEAPEST)[0], EXAMPLE)
    paper = structs.replace(both, unlocked=structs.replace(both.unlocked, slots=both.unlocked.slots[1:]))
    removed = key_notes.removed(EXAMPLE, "00000000", now=_LATER)
    assert key_merging.joined(both, paper, EXAMPLE, removed) is both


def test_more_keys_than_a_vault_can_have_are_not_taken_over(opened: Opened) -> None:
    here, ours = opened, EXAMPLE
    there, theirs = opened, EXAMPLE
    for number in range(4):
        here, ours = adding(keys.password(f"here number {number}"))(here, ours)
        there, theirs = adding(keys.password(f"there number {number}"))(there, theirs)
    assert key_merging.joined(here, there, ours, theirs) is here
    came = store.key_list(there)[1:]
    assert key_merging.left_out(here, there, ours, theirs) == came


def test_keys_that_would_take_too_much_work_to_open_are_not_taken_over(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Opened:
        raise BadInput("too much work")

    there, theirs = adding(NEW_KEY)(opened, EXAMPLE)
    monkeypatch.setattr(store, "with_slots", refuse)
    assert key_merging.joined(opened, there, EXAMPLE, theirs) is opened


def test_keys_of_a_copy_with_another_vault_key_are_not_taken_over(opened: Opened, tmp_path: Path) -> None:
    other = tmp_path / "other.sparekey"
    store.close(store.create(other, EDITED, NEW_KEY, cost=CHEAPEST))
    assert key_merging.with_keys_of(opened, other, EXAMPLE, EDITED) == (opened, ())


def test_keys_of_a_copy_from_before_a_new_vault_key_are_not_taken_over(opened: Opened) -> None:
    there, theirs = adding(NEW_KEY)(opened, EXAMPLE)
    rotated = store.with_new_vault_key(opened, PASSWORD_KEY, cost=CHEAPEST)
    assert key_merging.joined(rotated, there, EXAMPLE, theirs) is rotated
