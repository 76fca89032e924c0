"""A sync tool that carries the lock file, too, puts another file in its place: the lock is taken anew, or the save refused."""

import os
from pathlib import Path

import pytest

from tests.core.vaults import EDITED
from vault import store, systems
from vault.errors import InUse
from vault.lock import Lock
from vault.store import Opened

pytestmark = pytest.mark.usefixtures("remembered_argon2")


def sidecar(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def replace_lock(path: Path) -> None:
    """Put another machine's lock file in the place of this one's."""
    other = path.with_name("from-elsewhere")
    other.write_text("process 1 on another machine")
    other.replace(sidecar(path))


def test_a_lock_that_was_replaced_is_taken_anew(path: Path) -> None:
    lock = Lock(path)
    replace_lock(path)
    lock.hold_on()
    assert sidecar(path).read_text() == f"process {os.getpid()} on {os.uname().nodename}"
    with pytest.raises(InUse):
        Lock(path)
    lock.release()
    Lock(path).release()


def test_a_lock_that_was_deleted_is_taken_anew(path: Path) -> None:
    lock = Lock(path)
    sidecar(path).unlink()
    lock.hold_on()
    with pytest.raises(InUse):
        Lock(path)
    lock.release()


def test_a_lock_that_is_still_there_stays(path: Path) -> None:
    lock = Lock(path)
    before = sidecar(path).stat().st_ino
    lock.hold_on()
    assert sidecar(path).stat().st_ino == before
    lock.release()


def test_of_two_who_hold_replaced_locks_one_saves(opened: Opened) -> None:
    replace_lock(opened.path)
    second = Lock(opened.path)  # on the other file: nobody holds that one
    with pytest.raises(InUse, match=f"process {os.getpid()}"):
        store.save(opened, EDITED)
    second.release()
    assert store.save(opened, EDITED).unlocked.generation == opened.unlocked.generation + 1


def test_a_lock_file_that_is_replaced_while_it_is_taken_is_taken_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, taken = systems.lock, list[int]()

    def lock_and_lose(handle: int) -> None:
        real(handle)
        taken.append(handle)
        if len(taken) == 1:
            replace_lock(path)

    monkeypatch.setattr(systems, "lock", lock_and_lose)
    lock = Lock(path)
    assert len(taken) == 2
    with pytest.raises(InUse):
        Lock(path)
    lock.release()


def test_a_lock_that_cannot_be_looked_at_does_not_stop_a_save(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_lock: Lock) -> None:
        raise OSError

    monkeypatch.setattr(Lock, "hold_on", fail)
    assert store.save(opened, EDITED).unlocked.generation == opened.unlocked.generation + 1
