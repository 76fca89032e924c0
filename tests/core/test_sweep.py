"""The look through folders: what is found and what is left alone, and that nothing is deleted but what was seen and is kept."""

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from msgspec import structs

from tests.core.lying import (
    GITHUB,
    NAME,
    PYPI,
    TEXT,
    Elsewhere,
    Entry,
    held,
    index,
    lines,
    looked,
    names,
    only,
    put,
    refuse,
    steps,
    wheel,
)
from vault import archives, sweep, systems
from vault.codes import Problem
from vault.errors import BadInput
from vault.model import Vault
from vault.sweep import Finding, Progress


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path.resolve() / "home"
    folder.mkdir()
    return folder


def problems(*places: Path) -> list[tuple[str, str]]:
    return [(Path(step.where).name, step.why) for step in steps(*places) if isinstance(step, Problem)]


# What is found


def test_a_download_is_found_with_all_there_is_to_know(home: Path) -> None:
    path = put(home / "Downloads" / NAME)
    finding = only(home, held(*PYPI))
    assert structs.replace(finding, seen=None) == Finding(
        path=path,
        service="pypi",
        codes=8,
        account="pypi:alice",
        is_kept=True,
        is_tracked=False,
        seen=None,  # type: ignore[arg-type]
    )
    assert finding.name == NAME


def test_lists_in_small_texts_of_all_endings_are_found(home: Path) -> None:
    wanted = ["a.txt", "b.MD", "c.csv", "d.json", "e", ".env", "f.yaml", "g.txt~", "h.bak"]
    for name in [*wanted, "i.py", "j.png", "k.log", "l.lock", "m.txt.exe"]:
        put(home / name)
    assert sorted(names(home)) == sorted(wanted)


def test_a_named_file_may_be_large_and_a_text_may_not(home: Path) -> None:
    long = TEXT + "\n" * (1 << 17)
    put(home / NAME, long)
    put(home / "notes.txt", long)
    put(home / "empty.txt", "")
    put(home / "b" / NAME, TEXT + "\n" * (1 << 20))
    assert names(home) == [NAME]


def test_archives_are_looked_into_one_level_deep(home: Path) -> None:
    inner = wheel(home / "inner.zip", {"codes.txt": TEXT}).read_bytes()
    (home / "inner.zip").unlink()
    path = wheel(
        home / "dist" / "pkg-1.0-py3-none-any.whl", {f"pkg/{NAME}": TEXT, "pkg/big.txt": "x" * (1 << 17), "a.py": TEXT}
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("inner.zip", inner)
    with tarfile.open(home / "dist" / "pkg-1.0.tar.gz", "w:gz") as packed:
        info = tarfile.TarInfo("pkg-1.0/notes.md")
        info.size = len(TEXT)
        packed.addfile(info, io.BytesIO(TEXT.encode()))
    assert names(home) == [f"pkg/{NAME}", "pkg-1.0/notes.md"]
    first, second = looked(home)
    assert (first.path, first.name, first.account) == (path, NAME, "pypi:alice")
    assert (second.name, second.codes) == ("notes.md", 8)


def test_an_archive_that_cannot_be_read_is_a_problem(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home / "broken.zip", "PK rubbish")
    wheel(home / "full.whl", {"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT})
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    assert sorted(problems(home)) == [
        ("broken.zip", "this archive cannot be read"),
        ("full.whl", "this archive is too large to be looked through"),
    ]
    assert names(home) == ["a.txt", "b.txt"]


def test_it_is_told_what_git_tracks(home: Path) -> None:
    put(home / "project" / "codes.txt")
    put(home / "project" / "mine.txt", lines(*GITHUB))
    put(home / "project" / ".git" / "index", index("codes.txt"))
    assert [(one.path.name, one.is_tracked) for one in looked(home)] == [("codes.txt", True), ("mine.txt", False)]


def test_a_single_file_may_be_pointed_at_whatever_its_name(home: Path) -> None:
    path = put(home / "codes.py")
    put(home / "other.txt")
    assert names(path) == ["codes.py"]
    assert names(wheel(home / "a.whl", {"a.txt": TEXT})) == ["a.txt"]


# What is left alone


@pytest.mark.parametrize("folder", [".git", "node_modules", ".venv", "__pycache__", ".cache", "site-packages"])
def test_folders_that_others_fill_are_not_looked_into(home: Path, folder: str) -> None:
    put(home / "project" / folder / "deep" / "codes.txt")
    assert names(home) == []
    assert names(home / "project" / folder) == ["codes.txt"]  # unless they are pointed at


@pytest.mark.parametrize("mark", ["CACHEDIR.TAG", "pyvenv.cfg"])
def test_folders_that_say_that_they_can_be_made_again_are_not_looked_into(home: Path, mark: str) -> None:
    put(home / "thing" / "codes.txt")
    put(home / "thing" / mark, "")
    assert names(home) == []


def test_no_link_is_followed(home: Path, tmp_path: Path) -> None:
    outside = put(tmp_path / "outside" / "codes.txt")
    (home / "link.txt").symlink_to(outside)
    (home / "linked").symlink_to(outside.parent)
    (home / "gone.txt").symlink_to(home / "nowhere")
    (home / "round").symlink_to(home)
    assert names(home) == []


def test_a_place_that_is_a_link_is_where_it_leads(home: Path) -> None:
    put(home / "real" / "codes.txt")
    (home / "link").symlink_to(home / "real")
    assert only(home / "link").path == home / "real" / "codes.txt"


def test_pipes_and_sockets_are_not_opened(home: Path) -> None:
    os.mkfifo(home / "pipe.txt")
    os.mkfifo(home / "pipe.zip")
    assert names(home) == []
    assert names(home / "pipe.txt") == []
    assert names(home / "pipe.zip") == []


def test_what_turns_into_a_pipe_or_a_link_is_not_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(home / "codes.txt")
    put(home / "codes.zip", "PK")
    kept = systems.open_itself

    def swap(name: str, *flags: int) -> int:
        Path(name).unlink()
        if name == str(path):
            Path(name).symlink_to("/etc/passwd")
        else:
            os.mkfifo(name)
        return kept(name, *flags)

    monkeypatch.setattr(systems, "open_itself", swap)
    assert [(name, why.partition(":")[0]) for name, why in problems(home)] == [("codes.txt", "cannot be read")]


def test_other_file_systems_are_not_entered(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home / "mounted" / "codes.txt")
    monkeypatch.setattr(os, "scandir", Elsewhere)
    assert names(home) == []


@pytest.mark.parametrize(("is_gone", "device", "attributes"), [(True, 0, 0), (False, 0, 0x400), (False, 0, 0x400000)])
def test_folders_that_have_gone_or_lead_elsewhere_are_stepped_over(
    home: Path, monkeypatch: pytest.MonkeyPatch, is_gone: bool, device: int, attributes: int
) -> None:
    put(home / "folder" / "codes.txt")
    monkeypatch.setattr(os, "scandir", Elsewhere)
    for name, value in (("is_gone", is_gone), ("device", device), ("attributes", attributes)):
        monkeypatch.setattr(Entry, name, value)
    assert (names(home), problems(home)) == ([], [])


def test_a_place_is_looked_at_once(home: Path) -> None:
    put(home / "a" / "codes.txt")
    assert names(home, home / "a", home / "." / "a", home) == ["codes.txt"]


# How it goes on


def test_what_cannot_be_read_is_counted_and_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home / "closed.txt")
    put(home / "locked" / "codes.txt")
    put(home / "open.txt")
    refuse(monkeypatch, "closed.txt", "locked")
    assert sorted(problems(home)) == [
        ("closed.txt", "cannot be read: permission denied"),
        ("locked", "cannot be read: permission denied"),
    ]
    assert names(home) == ["open.txt"]
    last = steps(home)[-1]
    assert isinstance(last, Progress)
    assert (last.files, last.folders, last.unreadable) == (2, 2, 2)


def test_only_so_many_problems_are_told_and_all_counted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(150):
        put(home / f"{number}.txt")
    refuse(monkeypatch, *(f"{number}.txt" for number in range(150)))
    assert len(problems(home)) == 100
    last = steps(home)[-1]
    assert isinstance(last, Progress)
    assert last.unreadable == 150


def test_a_file_that_goes_meanwhile_is_no_problem(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home / "codes.txt")

    def gone(*_: object) -> int:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(systems, "open_itself", gone)
    assert problems(home) == []


def test_many_files_give_many_steps_and_it_can_be_stopped_at_each(home: Path) -> None:
    for number in range(600):
        put(home / f"{number}.txt", "nothing")
    told = [step.files for step in steps(home) if isinstance(step, Progress)]
    assert told[0] == 0
    assert told[-1] == 600
    assert len(told) >= 4
    iterator = sweep.look([home], Vault())
    next(iterator)
    iterator.close()  # type: ignore[attr-defined]


def test_a_place_that_is_not_there_is_refused_at_once(home: Path) -> None:
    with pytest.raises(BadInput, match="There is no folder"):
        sweep.look([home, home / "nowhere"], Vault())


def test_the_usual_folders_are_those_that_are_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    for name in ("XDG_DOWNLOAD_DIR", "XDG_DESKTOP_DIR", "XDG_DOCUMENTS_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert sweep.usual_folders() == []
    for name in ("Downloads", "Documents"):
        (home / name).mkdir()
    assert sweep.usual_folders() == [home / "Downloads", home / "Documents"]
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(home))  # some systems say so where there is none
    assert sweep.usual_folders() == [home / "Documents"]


def test_nothing_is_written(home: Path) -> None:
    put(home / NAME)
    put(home / "project" / ".git" / "index", index("codes.txt"))
    wheel(home / "a.whl", {"codes.txt": TEXT})
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    steps(home)
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before
