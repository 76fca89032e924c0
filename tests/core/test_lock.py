"""One writer at a time: in this process, in another one, and after one that was killed."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.simulated_disk import WithoutDisk
from vault import files
from vault.errors import InUse, NotSaved
from vault.files import Disk
from vault.lock import Lock

HOLD = """
import sys
from pathlib import Path
from vault.lock import Lock
lock = Lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLD, str(path)]
    top = Path(files.__file__).parent.parent
    with subprocess.Popen(command, cwd=top, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def sidecar(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def test_a_second_lock_in_the_same_process_is_refused(path: Path) -> None:
    lock = Lock(path)
    with pytest.raises(InUse, match=rf"process {os.getpid()} on "):
        Lock(path)
    lock.release()
    Lock(path).release()


def test_a_lock_in_another_process_is_refused_and_told(path: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(InUse, match=rf"\(process {holder.pid} on .+\)$"):
        Lock(path)
    with pytest.raises(InUse):
        files.lock_new(path, disk=Disk())


def test_a_killed_process_holds_nothing(path: Path, holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    lock = Lock(path)
    assert sidecar(path).read_text() == f"process {os.getpid()} on {files.machine_name()}"
    lock.release()


def test_a_stopped_process_still_holds_it(path: Path, holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGSTOP)
    with pytest.raises(InUse):
        Lock(path)
    holder.send_signal(signal.SIGCONT)


def test_a_link_and_its_target_have_one_lock(path: Path, tmp_path: Path) -> None:
    path.touch()
    link = tmp_path / "link"
    link.symlink_to(path)
    lock = Lock(link)
    with pytest.raises(InUse):
        Lock(path)
    lock.release()


def test_releasing_twice_touches_no_other_file(path: Path, tmp_path: Path) -> None:
    lock = Lock(path)
    lock.release()
    assert sidecar(path).read_bytes() == b""
    assert sidecar(path).stat().st_mode & 0o777 == 0o600
    innocent = tmp_path / "innocent"
    innocent.write_bytes(b"data")
    handle = os.open(innocent, os.O_RDWR)  # most likely with the number that the lock had
    lock.release()
    os.fstat(handle)
    os.close(handle)
    assert innocent.read_bytes() == b"data"


def test_a_lock_file_that_links_elsewhere_is_not_followed(path: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"data")
    sidecar(path).symlink_to(victim)
    with pytest.raises(OSError, match="symbolic link"):
        Lock(path)
    assert victim.read_bytes() == b"data"


def test_what_a_lock_file_says_cannot_steer_the_terminal(path: Path) -> None:
    handle = os.open(sidecar(path), os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.write(handle, b"evil\x1b]0;title\x07\nsecond line \xff")
    with pytest.raises(InUse) as refused:
        Lock(path)
    assert str(refused.value) == "The vault is open in another Sparekey (evil]0;title second line \ufffd)"
    os.ftruncate(handle, 0)
    with pytest.raises(InUse, match=r"another Sparekey$"):
        Lock(path)
    os.close(handle)


def test_a_file_system_without_locks_is_not_another_sparekey(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    with pytest.raises(OSError, match="No locks") as refused:
        Lock(path)
    assert refused.value.errno == errno.ENOLCK


def test_a_full_disk_does_not_keep_from_locking(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    lock = Lock(path)
    with pytest.raises(InUse, match=r"another Sparekey$"):
        Lock(path)
    lock.release()


def test_the_lock_of_a_new_vault_makes_its_folder_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "and" / "deeper" / "vault.sparekey"
    files.lock_new(path, disk=Disk()).release()
    assert [folder.stat().st_mode & 0o777 for folder in list(path.parents)[:3]] == [0o700] * 3


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotSaved, match="may not write into"):
        files.lock_new(tmp_path / "new" / "vault", disk=WithoutDisk("make_folder", code=errno.EACCES))
    (tmp_path / "file").touch()
    with pytest.raises(NotSaved, match="not a directory"):
        files.lock_new(tmp_path / "file" / "vault", disk=Disk())


def test_the_machines_name_can_be_shown_and_stored() -> None:
    assert files.machine_name().isprintable()
    assert files.machine_name()
