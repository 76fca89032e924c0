"""Power is lost at every moment of everything that writes: the file is the old or the new one, and what was told stays.

A part of `run.py crash`, of about six seconds; the rest is in test_crash_*.py.
"""

import errno
import os
from pathlib import Path

import pytest

from tests.core.simulated_disk import SimulatedDisk
from tests.crash import simulator
from tests.crash.operations import NAMED, OPERATIONS
from tests.crash.scenes import VAULT, files_in, holds
from vault.backups import KEEP_LAST
from vault.files import Disk

SIMULATED = [operation.name for operation in OPERATIONS if operation.simulated]
pytestmark = [pytest.mark.tedious, pytest.mark.usefixtures("free_keys")]


class WithoutLinks(SimulatedDisk):
    def link(self, old: Path, new: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))


class WithoutFileSync(SimulatedDisk):
    def sync(self, handle: int) -> None:
        Disk.sync(self, handle)


class WithoutFolderSync(SimulatedDisk):
    def sync_folder(self, folder: Path) -> None:
        Disk.sync_folder(self, folder)


class InPlace(SimulatedDisk):
    """A disk for a program that writes over the file, as programs do that lose it."""

    def replace(self, old: Path, new: Path) -> None:
        data = old.read_bytes()
        self.unlink(new)
        handle = self.create(new)
        while data:
            data = data[self.write(handle, memoryview(data)) :]
        self.sync(handle)
        self.close(handle)
        self.unlink(old)


class Twice(SimulatedDisk):
    """A disk for a program that keeps no backup."""

    def link(self, old: Path, new: Path) -> None:
        if new.parent == old.parent:
            super().link(old, new)


@pytest.mark.parametrize("kind", [SimulatedDisk, WithoutLinks])
@pytest.mark.parametrize("name", SIMULATED)
def test_whenever_power_is_lost_nothing_is_lost_that_was_told(name: str, kind: type[SimulatedDisk], tmp_path: Path) -> None:
    prepared = simulator.prepare(NAMED[name], tmp_path)
    cut = simulator.cut(prepared, lambda folder: kind(folder, chunk=900))
    assert not cut.losses
    assert not cut.gave_up
    assert cut.states > 10
    for outcome in cut.outcomes:
        assert not simulator.goes_on(prepared, outcome)


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EPERM])
@pytest.mark.parametrize("name", ["create in new folders", "save again", "change the password", "put back a backup", "export"])
def test_a_call_that_fails_before_power_is_lost_changes_nothing_about_that(name: str, code: int, tmp_path: Path) -> None:
    prepared = simulator.prepare(NAMED[name], tmp_path)
    cuts = list(simulator.after_a_failure(prepared, code, 4096))
    assert not [loss for cut in cuts for loss in cut.losses]
    assert len(cuts) > 8
    assert any(cut.gave_up for cut in cuts)


def test_a_campaign_goes_on_until_it_has_seen_enough(tmp_path: Path) -> None:
    totals = simulator.campaign(tmp_path, wanted=1, names=["create", "export"])
    assert (totals.losses, totals.outcomes) == ([], 4)
    assert totals.states > 500
    assert totals.cuts > 60


def test_the_last_backups_stay(tmp_path: Path) -> None:
    prepared = simulator.prepare(NAMED["saves that push out backups"], tmp_path)
    with prepared.copied() as folder:
        list(prepared.operation.steps(folder, Disk()))
        assert len(files_in(folder)) == 1 + KEEP_LAST
        assert holds((folder / VAULT).read_bytes()) == prepared.story.promised[-1].content


@pytest.mark.parametrize(
    ("kind", "loss"),
    [
        (WithoutFileSync, "vault.sparekey holds damaged"),
        (WithoutFolderSync, "vault.sparekey holds first, opened by paper; promised was save 0, opened by paper"),
        (InPlace, "vault.sparekey is gone; it held first, opened by paper"),
        (Twice, "the backup of first, opened by paper"),
    ],
)
def test_the_simulation_notices_a_program_that_forgets_something(kind: type[SimulatedDisk], loss: str, tmp_path: Path) -> None:
    prepared = simulator.prepare(NAMED["save"], tmp_path)
    losses = simulator.cut(prepared, lambda folder: kind(folder, chunk=900)).losses
    assert any(loss in one for one in losses), losses
