"""The judge of the crash campaign sees each kind of loss, and no loss where there is none."""

from pathlib import Path

import pytest

from tests.core.vaults import PAPER_KEY
from tests.crash import simulator
from tests.crash.judge import Promise, Story
from tests.crash.operations import NAMED, TEXT
from tests.crash.scenes import BACKUPS, DAMAGED, VAULT, holds, key_of, vault_with
from vault import store
from vault.crypto import CHEAPEST
from vault.errors import WrongKey

pytestmark = pytest.mark.usefixtures("free_keys")
OLD, NEW = "old, opened by paper", "new, opened by paper"
BACKUP = f"{BACKUPS}vault.000001.sparekey"
STORY = Story((Promise(VAULT, OLD),), (Promise(VAULT, NEW, keeps=True),))


@pytest.fixture
def old(tmp_path: Path) -> bytes:
    return sealed(tmp_path / "old.sparekey", "old")


@pytest.fixture
def new(tmp_path: Path) -> bytes:
    return sealed(tmp_path / "new.sparekey", "new")


def sealed(path: Path, name: str) -> bytes:
    store.close(store.create(path, vault_with(name), PAPER_KEY, cost=CHEAPEST))
    return path.read_bytes()


def test_a_file_tells_what_it_holds(old: bytes) -> None:
    assert holds(old) == OLD
    assert key_of(old) == PAPER_KEY
    assert holds(old[:-1]) == DAMAGED
    assert holds(TEXT) == "5000 bytes 975f631c"


def test_a_vault_that_none_of_the_keys_opens_counts_as_damaged(old: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.crash.scenes.KEYS", {})
    assert holds(old) == DAMAGED
    with pytest.raises(WrongKey):
        key_of(old)


def test_the_old_and_the_new_vault_are_both_well_until_the_new_one_was_promised(old: bytes, new: bytes) -> None:
    assert STORY.losses({VAULT: old}, 0) == []
    assert STORY.losses({VAULT: new, BACKUP: old}, 0) == []
    assert STORY.losses({VAULT: new, BACKUP: old}, 1) == []


def test_a_promise_that_was_not_kept_is_a_loss(old: bytes) -> None:
    assert STORY.losses({VAULT: old}, 1) == [f"{VAULT} holds {OLD}; promised was {NEW}"]


def test_a_vault_that_is_gone_or_damaged_is_a_loss(old: bytes) -> None:
    assert STORY.losses({}, 0) == [f"{VAULT} is gone; it held {OLD}"]
    assert STORY.losses({VAULT: old[:-1]}, 0) == [f"{VAULT} holds damaged; promised was {OLD} or {NEW}"]


def test_a_backup_that_is_missing_or_half_written_is_a_loss(old: bytes, new: bytes) -> None:
    assert STORY.losses({VAULT: new}, 0) == [f"the backup of {OLD}"]
    assert f"{BACKUP} holds damaged" in STORY.losses({VAULT: old, BACKUP: old[:-1]}, 0)


def test_a_copy_of_what_never_was_is_a_loss(old: bytes, tmp_path: Path) -> None:
    other = sealed(tmp_path / "x.sparekey", "other")
    assert STORY.losses({VAULT: old, BACKUP: other}, 0) == [f"{BACKUP} holds other, opened by paper"]


def test_a_sentence_that_is_not_true_is_a_loss(old: bytes, new: bytes) -> None:
    nothing, unsure = "The disk is full, so nothing was saved", "The vault was written, but the disk did not confirm it"
    saved = {VAULT: new, BACKUP: old}
    assert STORY.losses({VAULT: old}, 0, nothing) == []
    assert STORY.losses(saved, 0, unsure) == []
    assert STORY.losses(saved, 0, nothing) == [f"{VAULT} holds {NEW}, but the program said: {nothing}"]
    assert STORY.losses({VAULT: old}, 0, unsure) == [f"{VAULT} holds {OLD}, but the program said: {unsure}"]


def test_backups_may_go_once_there_are_ten_newer_ones(old: bytes) -> None:
    names = [f"{BACKUPS}vault.{number:06d}.sparekey" for number in range(1, 12)]
    story = Story((Promise(VAULT, OLD), *(Promise(name, OLD) for name in names)), ())
    assert story.losses({VAULT: old} | dict.fromkeys(names[1:], old), 0) == []
    lost = story.losses({VAULT: old} | dict.fromkeys(names[2:], old), 0)
    assert sorted(lost) == [f"{name} is gone; it held {OLD}" for name in names[:2]]


def test_a_folder_from_which_the_program_does_not_go_on_is_a_loss(old: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    assert simulator.saves_on(folder) == []
    (folder / VAULT).write_bytes(old)
    (folder / ".vault.sparekey.0a.tmp").write_bytes(b"")
    assert simulator.saves_on(folder) == []
    assert not (folder / ".vault.sparekey.0a.tmp").exists()
    (folder / "vault.backups").rename(folder / "x")
    (folder / "vault.backups").write_bytes(b"in the way")
    assert "does not go on" in simulator.saves_on(folder)[0]


def test_an_operation_promises_what_it_does_where_nothing_goes_wrong(tmp_path: Path) -> None:
    story = simulator.prepare(NAMED["merge a copy"], tmp_path).story
    assert {str(one) for one in story.before} == {
        "vault.sparekey: first+ours, opened by password",
        "other.sparekey: first+theirs, opened by password and new password",
        f"{BACKUPS}vault.000001.sparekey: first, opened by password",
    }
    promised = "vault.sparekey: first+ours+theirs, opened by password and new password"
    assert [str(one) for one in story.promised] == [promised]
