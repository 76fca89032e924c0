"""A vault file that is damaged or gone: the right backup is offered, and put in its place without losing what was there."""

from pathlib import Path

import pytest

from tests.core.simulated_disk import FailingDisk
from tests.core.vaults import EDITED, EXAMPLE, NEW_KEY, NOW, PASSWORD_KEY, assert_opens, password_changed
from vault import backups, edit, rescue, store
from vault.crypto import CHEAPEST
from vault.errors import BadInput, InUse, NewerFormat, NotAVault, NotSaved, NotThere, WrongKey
from vault.files import Disk
from vault.model import Vault
from vault.store import Opened

pytestmark = pytest.mark.usefixtures("remembered_argon2")
DISK = Disk()


@pytest.fixture
def saved(path: Path, opened: Opened) -> Path:
    """A vault of generation 3, closed, with backups 1 and 2."""
    store.close(store.save(store.save(opened, EDITED), numbered(1)))
    return path


def numbered(number: int) -> Vault:
    return edit.add_account(EDITED, "npm", f"user{number}", now=NOW)


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.unlink()  # a backup may be the same file
    path.write_bytes(data)


def test_the_newest_whole_backup_is_offered_with_the_number_of_saves_that_it_lacks(saved: Path) -> None:
    flip(saved, 3000)
    offer = rescue.offer(saved)
    assert offer
    assert (offer.backup.path, offer.saves) == (backups.path_of(saved, 2), 1)
    flip(offer.backup.path, 3000)
    offer = rescue.offer(saved)
    assert offer
    assert (offer.backup.generation, offer.saves) == (1, 2)
    flip(offer.backup.path, 3000)
    assert rescue.offer(saved) is None


@pytest.mark.parametrize("content", [b"", b"?" * 5000, b"\x89SKV\r\n\x1a\n\0\1" + b"\xff" * 5000, None])
def test_what_tells_nothing_of_its_generation_leaves_the_number_open(content: bytes | None, saved: Path) -> None:
    saved.unlink()
    if content is not None:
        saved.write_bytes(content)
    offer = rescue.offer(saved)
    assert offer
    assert (offer.backup.generation, offer.saves) == (2, None)


def test_a_vault_without_backups_has_nothing_to_offer(path: Path, saved: Path) -> None:
    assert rescue.offer(path.with_name("other.sparekey")) is None


def test_backups_of_a_vault_that_lay_here_before_are_not_offered_for_this_one(path: Path, saved: Path) -> None:
    saved.unlink()
    opened = store.create(path, EXAMPLE, NEW_KEY, cost=CHEAPEST)
    store.close(store.save(opened, EDITED))
    assert [one.generation for one in backups.listed(path)] == [3, 2, 1]
    backups.path_of(path, 3).replace(backups.path_of(path, 1))  # as if the other vault had been saved more often
    flip(path, 3000)
    offer = rescue.offer(path)
    assert offer
    assert rescue.put_back(path, offer.backup.path, NEW_KEY, now=NOW)
    assert_opens(backups.path_of(path, 2), PASSWORD_KEY, EDITED)


@pytest.mark.parametrize("whole", ["the same", "another vault", "another password"])
def test_a_file_that_is_whole_after_all_is_not_replaced(whole: str, saved: Path, path: Path) -> None:
    if whole == "another vault":
        saved.unlink()
        store.close(store.create(path, EXAMPLE, PASSWORD_KEY, cost=CHEAPEST))
    before = saved.read_bytes()
    if whole == "another password":
        opened, vault = store.unlock(saved, PASSWORD_KEY, now=NOW.at)
        store.close(password_changed(opened, vault))
        assert rescue.put_back(saved, backups.path_of(saved, 2), PASSWORD_KEY, now=NOW)  # who asks for it has a reason
    else:
        with pytest.raises(BadInput, match="whole"):
            rescue.put_back(saved, backups.path_of(saved, 2), PASSWORD_KEY, now=NOW)
        assert saved.read_bytes() == before


def test_a_backup_takes_the_place_of_a_damaged_file_which_is_kept(saved: Path) -> None:
    flip(saved, 3000)
    damaged = saved.read_bytes()
    kept = rescue.put_back(saved, backups.path_of(saved, 2), PASSWORD_KEY, now=NOW)
    assert kept == saved.with_name(f"vault (damaged {NOW.at.date()}).sparekey")
    assert kept
    assert kept.read_bytes() == damaged
    opened, vault = store.unlock(saved, PASSWORD_KEY, now=NOW.at)
    store.close(opened)
    assert opened.unlocked.generation == 4
    assert vault.accounts == EDITED.accounts
    assert [vault.events[-1].kind, vault.events[-1].values] == ["put-back", {"generation": "2"}]
    assert [backups.generation_of(one) for one in backups.paths(saved)] == [2, 1]
    assert_opens(backups.path_of(saved, 2), PASSWORD_KEY, EDITED)


def test_a_second_damage_on_one_day_gets_a_name_of_its_own(saved: Path) -> None:
    for number in range(2):
        flip(saved, 3000)
        kept = rescue.put_back(saved, backups.path_of(saved, 2), PASSWORD_KEY, now=NOW)
        assert kept
        assert kept.name == f"vault (damaged {NOW.at.date()}{' 2' if number else ''}).sparekey"


def test_a_vault_that_is_gone_comes_back(saved: Path) -> None:
    saved.unlink()
    assert rescue.put_back(saved, backups.path_of(saved, 1), PASSWORD_KEY, now=NOW) is None
    opened, vault = store.unlock(saved, PASSWORD_KEY, now=NOW.at)
    store.close(opened)
    assert (opened.unlocked.generation, vault.accounts) == (4, EXAMPLE.accounts)


def test_an_older_backup_does_not_write_over_newer_ones_later(saved: Path) -> None:
    flip(saved, 3000)
    rescue.put_back(saved, backups.path_of(saved, 1), PASSWORD_KEY, now=NOW)
    newer = backups.path_of(saved, 2).read_bytes()
    opened, vault = store.unlock(saved, PASSWORD_KEY, now=NOW.at)
    store.close(store.save(opened, vault))
    assert backups.path_of(saved, 2).read_bytes() == newer


def test_nothing_is_touched_where_it_cannot_be_put_back(saved: Path, path: Path) -> None:
    flip(saved, 3000)
    damaged, backup = saved.read_bytes(), backups.path_of(saved, 2)
    with pytest.raises(WrongKey):
        rescue.put_back(saved, backup, NEW_KEY, now=NOW)
    with pytest.raises(NotThere):
        rescue.put_back(saved, backups.path_of(saved, 7), PASSWORD_KEY, now=NOW)
    with pytest.raises(NotSaved):
        rescue.put_back(saved, backup, PASSWORD_KEY, now=NOW, disk=Full())
    assert saved.read_bytes() == damaged
    assert len(list(path.parent.glob("*.sparekey"))) == 1


class Full(FailingDisk):
    """A disk on which nothing new can be made."""

    def create(self, path: Path) -> int:
        raise OSError(28, "No space left on device")


def test_a_vault_that_is_open_elsewhere_is_left_alone(opened: Opened, path: Path) -> None:
    store.save(opened, EDITED)
    with pytest.raises(InUse):
        rescue.put_back(path, backups.path_of(path, 1), PASSWORD_KEY, now=NOW)


def test_what_is_no_file_is_left_alone(saved: Path) -> None:
    saved.unlink()
    saved.mkdir()
    with pytest.raises(NotAVault):
        rescue.put_back(saved, backups.path_of(saved, 2), PASSWORD_KEY, now=NOW)


def test_a_backup_of_a_newer_version_is_refused(path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close(store.save(opened, EDITED))
    monkeypatch.setattr("vault.codec.load", lambda _text: (EDITED, False))
    with pytest.raises(NewerFormat):
        rescue.put_back(path, backups.path_of(path, 1), PASSWORD_KEY, now=NOW)
