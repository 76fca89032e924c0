"""Full disks, disks that may only be read, real file systems that lose power: a part of `run.py crash`, of about ten seconds.

Linux; what mounts something takes root.
"""

import resource
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.crash import blocks, full, mounts, simulator
from tests.crash.blocks import SYSTEMS, Forgetful, Recording
from tests.crash.full import Before, Totals
from tests.crash.operations import NAMED
from tests.crash.recorder import FLUSH, WRITE, Event
from tests.crash.simulator import Prepared
from vault.files import Disk

pytestmark = [pytest.mark.tedious, pytest.mark.usefixtures("free_keys")]
NAMES = ["create", "save much", "change the password", "export", "sparekey init"]


@pytest.fixture
def several(tmp_path: Path) -> list[Prepared]:
    return [simulator.prepare(NAMED[name], tmp_path) for name in NAMES]


@pytest.fixture
def point(tmp_path: Path) -> Path:
    """A folder on which something can be mounted."""
    point = tmp_path / "point"
    point.mkdir()
    if why := mounts.why_no_mounts(point):
        pytest.skip(f"this system lets nobody mount ({why})")
    return point


@pytest.fixture
def within(tmp_path: Path) -> Path:
    """A folder in which disks can be recorded."""
    point = tmp_path / "point"
    point.mkdir()
    if why := blocks.why_not(point) or blocks.missing(SYSTEMS[0]):
        pytest.skip(f"this system lets nobody record a disk ({why})")
    return tmp_path


# Full disks


def test_a_disk_that_is_full_at_any_page_loses_nothing(several: list[Prepared], point: Path) -> None:
    totals = full.no_room(several, point, names=False)
    assert totals.losses == []
    assert totals.goes > totals.refused > 12


def test_a_disk_without_room_for_another_name_loses_nothing(several: list[Prepared], point: Path) -> None:
    totals = full.no_room(several, point, names=True)
    assert totals.losses == []
    assert totals.goes > totals.refused > 8


def test_a_disk_that_may_only_be_read_refuses_everything(several: list[Prepared], point: Path) -> None:
    totals = full.read_only(several, point)
    assert (totals.losses, totals.goes, totals.refused) == ([], 5, 5)


def test_files_that_may_not_grow_lose_nothing(several: list[Prepared]) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    totals = full.small_files(several[1:4])
    assert totals.losses == []
    assert totals.goes > totals.refused > 40
    assert resource.getrlimit(resource.RLIMIT_FSIZE) == before


def test_a_disk_that_becomes_read_only_before_any_call_loses_nothing(several: list[Prepared], within: Path) -> None:
    totals = full.aborted(several[:1], within / "point", within)
    assert totals.losses == []
    assert totals.goes > totals.refused > 8


def test_what_a_full_disk_had_lost_would_be_seen(several: list[Prepared]) -> None:
    totals = Totals()
    prepared = several[1]
    with prepared.copied() as folder:
        before = (folder / "vault.sparekey").read_bytes()
        kept, said = totals.add(prepared, folder, "a disk that is well")
        assert (kept, said, totals.losses) == (1, "", [])
        (folder / "vault.sparekey").write_bytes(before)
        totals.go_on(prepared, folder, "going back in time", kept)
    assert totals.losses[0].startswith("save much, when all is well again after going back in time: vault.sparekey holds first")


def test_something_can_happen_right_before_a_call(tmp_path: Path) -> None:
    seen: list[list[str]] = []
    disk = Before(2, lambda: seen.append([item.name for item in tmp_path.iterdir()]))
    disk.make_folder(tmp_path / "one")
    disk.make_folder(tmp_path / "two")
    assert (seen, disk.calls) == ([["one"]], 2)


# Real file systems


def recorded(within: Path, names: Sequence[str], disk: Disk | None = None) -> Recording:
    return blocks.record(SYSTEMS[0], within, disk, names)


def test_a_real_file_system_that_loses_power_keeps_what_was_told(within: Path) -> None:
    recording = recorded(within, ["create", "save", "change the password", "export"])
    totals = blocks.replay(recording, within, states=60, seed=3)
    assert totals.losses == []
    assert totals.states == 60
    assert totals.flushes > 20
    assert totals.recorded > 20


def test_a_program_that_does_not_wait_for_the_disk_is_seen_to_lose(within: Path) -> None:
    totals = blocks.replay(recorded(within, ["save", "export"], Forgetful()), within, states=20, seed=3)
    assert any("is gone" in loss or "promised was" in loss for loss in totals.losses)


def test_writes_are_put_where_they_belong(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.write_bytes(bytes(8192) + b"x" * 4096)
    found = blocks.blocks_of(image)
    assert found == {2: b"x" * 4096}
    blocks.apply(found, Event(WRITE, 4090, b"a" * 5000))
    blocks.apply(found, Event(FLUSH))
    assert found[0] == bytes(4090) + b"a" * 6
    assert found[1] == b"a" * 4096
    assert found[2] == b"a" * 898 + b"x" * 3198
