"""Other copies of an open vault: what a sync tool left beside it, what another machine wrote into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from tests.core.vaults import EDITED, EXAMPLE, NEW_KEY, NOW, PASSWORD_KEY
from vault import codec, container, store
from vault.crypto import CHEAPEST
from vault.errors import ChangedOnDisk, NewerFormat, NotThere, WrongKey
from vault.model import Vault
from vault.store import Opened


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    found = store.create(tmp_path / "vault.sparekey", EXAMPLE, PASSWORD_KEY, cost=CHEAPEST)
    yield found
    store.close(found)


def written_by_another(opened: Opened, vault: Vault = EDITED, *, minor: int = codec.MINOR) -> None:
    """Write the file as another machine would, which had the same state before."""
    text = codec.dump(vault).replace(b'"minor":0', b'"minor":%d' % minor)
    unlocked = structs.replace(opened.unlocked, generation=opened.unlocked.generation + 1)
    opened.path.write_bytes(container.seal(unlocked, text))


def test_a_copy_is_read_with_the_vault_key(opened: Opened, tmp_path: Path) -> None:
    copy = store.save_copy(opened, EDITED, today="2026-11-21")
    changed = store.save(store.with_new_password(opened, NEW_KEY, cost=CHEAPEST)[0], EXAMPLE)
    assert store.read_copy(changed, copy) == EDITED
    with pytest.raises(NotThere):
        store.read_copy(changed, tmp_path / "nothing")


def test_another_vault_is_none(opened: Opened, tmp_path: Path) -> None:
    other = store.create(tmp_path / "other.sparekey", EXAMPLE, PASSWORD_KEY, cost=CHEAPEST)
    store.close(other)
    with pytest.raises(WrongKey, match="another vault"):
        store.read_copy(opened, other.path)


def test_a_copy_from_before_a_new_vault_key_needs_its_password(opened: Opened) -> None:
    copy = store.save_copy(opened, EDITED, today="2026-11-21")
    rotated = store.with_new_vault_key(opened, PASSWORD_KEY, cost=CHEAPEST)
    with pytest.raises(WrongKey, match="another vault key"):
        store.read_copy(rotated, copy)


def test_a_copy_of_a_newer_version_is_not_taken_in(opened: Opened) -> None:
    written_by_another(opened, minor=codec.MINOR + 1)
    with pytest.raises(NewerFormat):
        store.read_copy(opened, opened.path)


def test_after_catching_up_the_next_save_goes_on_from_there(opened: Opened) -> None:
    written_by_another(opened)
    with pytest.raises(ChangedOnDisk):
        store.save(opened, EXAMPLE)
    caught_up, vault = store.catch_up(opened)
    assert vault == EDITED
    saved = store.save(caught_up, EDITED)
    assert saved.unlocked.generation == opened.unlocked.generation + 2
    assert store.unlock(saved.path, PASSWORD_KEY, now=NOW.at, write=False)[1] == EDITED


@pytest.mark.parametrize(
    "name",
    [
        "vault.sync-conflict-20261121-101112-ABCDEF7.sparekey",
        "vault (alice's conflicted copy 2026-11-21).sparekey",
        "vault (conflicted copy 2026-11-21 101112).sparekey",
        "vault (conflict 2026-11-21).sparekey",
        "vault (Case Conflict).sparekey",
        "vault_conflict-20261121-101112.sparekey",
        "vault (1).sparekey",
    ],
)
def test_conflict_copies_are_known_by_their_names(opened: Opened, name: str) -> None:
    copy = opened.path.with_name(name)
    copy.touch()
    assert store.conflict_copies(opened.path) == [copy]


@pytest.mark.parametrize(
    "name",
    [
        "vault.backups",
        "vault2.sparekey",
        "other (1).sparekey",
        "vault (old).sparekey",
        "vault (1).txt",
        "my vault (1).sparekey",
    ],
)
def test_other_files_are_none(opened: Opened, name: str) -> None:
    opened.path.with_name(name).touch()
    assert store.conflict_copies(opened.path) == []


def test_a_folder_that_cannot_be_read_has_none(tmp_path: Path) -> None:
    assert store.conflict_copies(tmp_path / "nowhere" / "vault.sparekey") == []
