"""Files that are read or written in one go: what the user gave, what another program wrote for us, the settings."""

import errno
from pathlib import Path

import pytest

from tests.core.simulated_disk import FailingDisk, WithoutDisk
from vault import files
from vault.errors import BadInput, NotSaved
from vault.files import Disk


def names_in(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def test_a_small_file_is_read_whole_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_bytes(b"four")
    assert files.read_small(path, limit=4) == b"four"
    with pytest.raises(BadInput, match="larger than 0 MB"):
        files.read_small(path, limit=3)
    with pytest.raises(BadInput, match="There is no file"):
        files.read_small(tmp_path, limit=9999)
    with pytest.raises(BadInput, match="cannot be read: file name too long"):
        files.read_small(tmp_path / ("x" * 300), limit=9999)


def test_a_file_written_for_us_is_deleted_when_it_is_read_and_when_it_cannot_be(tmp_path: Path) -> None:
    path = tmp_path / "Screenshot.png"
    path.write_bytes(b"picture")
    assert files.take(path, limit=7) == b"picture"
    assert names_in(tmp_path) == []
    path.write_bytes(b"picture")
    with pytest.raises(BadInput, match="larger than 0 MB"):
        files.take(path, limit=6)
    assert names_in(tmp_path) == []
    with pytest.raises(BadInput, match="There is no file"):
        files.take(path, limit=7)
    path.mkdir()
    with pytest.raises(BadInput, match=r"Screenshot\.png cannot be deleted: ") as refused:
        files.take(path, limit=7)
    assert "Delete it yourself" in refused.value.hint


def test_a_small_file_is_replaced_and_a_broken_one_kept(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    files.replace_small(path, b"one", keep=False)
    files.replace_small(path, b"two", keep=True)
    assert (path.read_bytes(), (path.parent / "settings.json.broken").read_bytes()) == (b"two", b"one")
    path.unlink()
    path.mkdir()
    with pytest.raises(NotSaved):
        files.replace_small(path, b"three", keep=False)
    assert names_in(path.parent) == ["settings.json", "settings.json.broken"]


def test_whether_something_is_there_is_never_an_error(tmp_path: Path) -> None:
    assert files.is_there(tmp_path)
    assert not files.is_there(tmp_path / "nothing")
    assert not files.is_there(tmp_path / ("x" * 300))


# A new file for the user


def test_a_new_file_is_the_owners_alone_and_can_be_shredded(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    seen = files.write_new(path, b"%PDF", disk=Disk())
    assert path.read_bytes() == b"%PDF"
    assert path.stat().st_mode & 0o777 == 0o600
    assert names_in(tmp_path) == ["sheet.pdf"]
    files.erase(path, seen)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("disk", [Disk(), WithoutDisk("link")])
def test_a_new_file_takes_nobodys_place(tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"theirs")
    with pytest.raises(BadInput, match="exists already"):
        files.write_new(path, b"%PDF", disk=disk)
    assert path.read_bytes() == b"theirs"
    assert names_in(tmp_path) == ["sheet.pdf"]


@pytest.mark.parametrize("at", range(1, 7))
def test_whichever_call_fails_nothing_half_written_stays(tmp_path: Path, at: int) -> None:
    disk = FailingDisk(at, errno.ENOSPC)
    with pytest.raises(NotSaved, match=r"sheet\.pdf could not be written: no space left") as refused:
        files.write_new(tmp_path / "sheet.pdf", b"%PDF", disk=disk)
    assert "Nothing of it was kept" in refused.value.hint
    assert names_in(tmp_path) == []


def test_where_a_file_cannot_be_made_is_told_before(tmp_path: Path) -> None:
    files.check_new(tmp_path / "sheet.pdf")
    with pytest.raises(BadInput, match=r"There is no folder .*nowhere"):
        files.check_new(tmp_path / "nowhere" / "sheet.pdf")
    with pytest.raises(BadInput, match="exists already"):
        files.check_new(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "sheet.pdf")
    with pytest.raises(BadInput, match="exists already"):
        files.check_new(tmp_path / "link")
    with pytest.raises(BadInput, match="cannot be written: file name too long"):
        files.check_new(tmp_path / ("x" * 300))
