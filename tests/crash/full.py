"""Disks that are full at every page, files that may not grow, names that run out, and disks that may only be read."""

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.core.simulated_disk import through_made
from tests.crash import mounts
from tests.crash.operations import OPERATIONS
from tests.crash.scenes import files_in
from tests.crash.simulator import Prepared, prepare, saves_on
from vault.errors import VaultError
from vault.files import Disk

_PAGE = 4096
_PLENTY = "size=64m,nr_inodes=100000"
_STEP = 512  # bytes between two limits of a file's size
_IMAGE = 8 << 20  # bytes of the ext4 image


class Totals(Struct):
    """What the campaign counted: goes, and those in which the program had to give up."""

    goes: int = 0
    refused: int = 0
    losses: list[str] = []

    def add(self, prepared: Prepared, folder: Path, how: str, *, disk: Disk | None = None) -> tuple[int, str]:
        """Do an operation in a folder, judge what it left, and return how much it promised, and why it gave up if it did."""
        kept, said = 0, ""
        try:
            for _ in prepared.operation.steps(folder, disk or Disk()):
                kept += 1
        except VaultError as error:
            said = str(error)
        self.goes += 1
        self.refused += bool(said)
        wrong = prepared.story.losses(files_in(folder), kept, said)
        self.losses += [f"{prepared.operation.name}, {how}: {loss}" for loss in wrong]
        return kept, said

    def go_on(self, prepared: Prepared, folder: Path, how: str, kept: int) -> None:
        """Judge once more when all is well again, and go on from there."""
        wrong = prepared.story.losses(files_in(folder), kept) + saves_on(folder)
        self.losses += [f"{prepared.operation.name}, when all is well again after {how}: {loss}" for loss in wrong]


def all_prepared(within: Path) -> list[Prepared]:
    return [prepare(operation, within) for operation in OPERATIONS]


def no_room(several: list[Prepared], point: Path, *, names: bool) -> Totals:
    """Give each operation 0 pages of a small disk, then 1, until it goes through; with `names` as many files."""
    totals = Totals()
    for prepared in several:
        for free in count():
            how = f"{free} more {'files' if names else 'pages'}"
            with mounts.mounted("none", point, "tmpfs", data=_PLENTY):
                folder = _copied(prepared, point)
                (point / "a page").write_bytes(bytes(_PAGE))  # a size of 0 would mean no limit
                now = os.statvfs(point)
                used = now.f_files - now.f_ffree if names else now.f_blocks - now.f_bfree
                _limit(point, f"nr_inodes={used + free}" if names else f"size={(used + free) * _PAGE}")
                kept, said = totals.add(prepared, folder, how)
                _limit(point, _PLENTY)
                totals.go_on(prepared, folder, how, kept)
            if not said:
                break
    return totals


def read_only(several: list[Prepared], point: Path) -> Totals:
    """Let each operation meet a disk that may only be read."""
    totals = Totals()
    for prepared in several:
        with mounts.mounted("none", point, "tmpfs", data=_PLENTY):
            folder = _copied(prepared, point)
            mounts.mount("none", point, "tmpfs", flags=mounts.REMOUNT | mounts.READ_ONLY)
            kept, said = totals.add(prepared, folder, "read-only")
            if not said:
                totals.losses.append(f"{prepared.operation.name} went through on a disk that may only be read")
            mounts.mount("none", point, "tmpfs", flags=mounts.REMOUNT)
            totals.go_on(prepared, folder, "being read-only", kept)
    return totals


def small_files(several: list[Prepared]) -> Totals:
    """Let files grow to so many bytes only, as `ulimit -f` does: a write is cut short, the next one fails."""
    totals = Totals()
    for prepared in several:
        for limit in count(0, _STEP):
            how = f"files of {limit} bytes"
            with prepared.copied() as folder:
                with _file_limit(limit):
                    kept, said = totals.add(prepared, folder, how)
                totals.go_on(prepared, folder, how, kept)
            if not said:
                break
    return totals


def aborted(several: list[Prepared], point: Path, within: Path) -> Totals:
    """Let an ext4 disk fail for good right before each call, so that it becomes read-only; then mount it anew."""
    totals = Totals()
    empty = within / "empty.ext4"
    with empty.open("wb") as file:
        file.truncate(_IMAGE)
    subprocess.run(["mkfs.ext4", "-q", "-F", empty], check=True, capture_output=True)
    for prepared in several:
        if not prepared.operation.simulated:
            continue
        for at in count(1):
            disk = Before(at, lambda: mounts.mount("none", point, "ext4", flags=mounts.REMOUNT, data="abort"))
            how = f"read-only before call {at}"
            image = Path(shutil.copy(empty, within / "disk.ext4"))
            with mounts.attached(image) as device:
                with mounts.mounted(device, point, "ext4"):
                    folder = _copied(prepared, point)
                    mounts.sync(point)
                    kept, _ = totals.add(prepared, folder, how, disk=disk)
                with mounts.mounted(device, point, "ext4"):
                    totals.go_on(prepared, folder, how, kept)
            if disk.calls < at:
                break
    return totals


class Before(Disk):
    """The real disk; right before the call number `at` something happens to it."""

    def __init__(self, at: int, happens: Callable[[], object]) -> None:
        self.calls = 0
        self._at = at
        self._happens = happens

    def made(self, name: str, *arguments: Any) -> Any:
        self.calls += 1
        if self.calls == self._at:
            self._happens()
        return getattr(Disk, name)(self, *arguments)


through_made(Before)


@contextmanager
def _file_limit(size: int) -> Iterator[None]:
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        signal.signal(signal.SIGXFSZ, handler)


def _copied(prepared: Prepared, point: Path) -> Path:
    return Path(shutil.copytree(prepared.folder, point / "c"))


def _limit(point: Path, data: str) -> None:
    mounts.mount("none", point, "tmpfs", flags=mounts.REMOUNT, data=data)
