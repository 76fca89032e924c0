"""What was found, later: seen anew, brought in, and deleted only where it is what was seen and is kept."""

import os
from pathlib import Path

import pytest
from msgspec import structs

from tests.core.lying import PYPI, TEXT, held, hexes, lines, looked, only, put, refuse, steps, wheel
from vault import files, sweep, traces
from vault.errors import BadInput
from vault.model import Vault
from vault.sweep import Finding

EMPTY = traces.known(Vault())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path.resolve() / "home"
    folder.mkdir()
    return folder


# Later


def test_a_finding_is_told_anew_when_the_vault_has_changed(home: Path) -> None:
    put(home / "codes.txt")
    finding = only(home)
    assert not finding.is_kept
    now = sweep.look_again(finding, traces.known(held(*PYPI)))
    assert now == structs.replace(finding, is_kept=True, account="pypi:alice")


def test_a_finding_that_has_gone_or_holds_no_codes_any_more_is_none(home: Path) -> None:
    path = put(home / "codes.txt")
    finding = only(home)
    put(path, "nothing here")
    assert sweep.look_again(finding, EMPTY) is None
    path.unlink()
    assert sweep.look_again(finding, EMPTY) is None
    with pytest.raises(BadInput, match="cannot be read any more"):
        sweep.read(finding)


def test_what_was_found_is_read_for_the_importer(home: Path) -> None:
    put(home / "codes.txt")
    wheel(home / "a.whl", {"b.txt": "", "pkg/codes.txt": TEXT})
    for finding in looked(home):
        assert sweep.read(finding) == TEXT.encode()
        assert finding.name == "codes.txt"
    inside = only(home / "a.whl")
    put(inside.path, "PK")
    with pytest.raises(BadInput, match="cannot be read"):
        sweep.read(inside)


# Deleting


def kept(home: Path) -> tuple[Finding, traces.Known]:
    put(home / "codes.txt")
    vault = held(*PYPI)
    return only(home, vault), traces.known(vault)


def test_a_file_whose_codes_are_kept_is_overwritten_and_deleted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finding, known = kept(home)
    overwritten: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda handle: overwritten.append(os.pread(handle, 1000, 0)))
    sweep.delete(finding, known)
    assert overwritten == [bytes(len(TEXT))]
    assert not finding.path.exists()


def test_a_file_whose_codes_are_not_kept_is_deleted_only_when_that_is_said(home: Path) -> None:
    put(home / "codes.txt")
    finding = only(home)
    with pytest.raises(BadInput, match="are not in the vault"):
        sweep.delete(finding, EMPTY)
    assert finding.path.read_text() == TEXT
    sweep.delete(finding, EMPTY, even_if_not_kept=True)
    assert not finding.path.exists()


def test_what_was_kept_when_it_was_found_must_be_kept_when_it_is_deleted(home: Path) -> None:
    finding, _ = kept(home)
    with pytest.raises(BadInput, match="are not in the vault"):
        sweep.delete(finding, EMPTY)
    assert finding.path.exists()


def test_what_is_in_an_archive_is_not_deleted(home: Path) -> None:
    path = wheel(home / "a.whl", {"codes.txt": TEXT})
    before = path.read_bytes()
    with pytest.raises(BadInput, match="does not change archives"):
        sweep.delete(only(home), EMPTY, even_if_not_kept=True)
    assert path.read_bytes() == before


def test_a_file_that_has_changed_is_not_deleted(home: Path) -> None:
    finding, known = kept(home)
    put(finding.path, lines(*PYPI, "and a note"))
    with pytest.raises(BadInput, match="has changed"):
        sweep.delete(finding, known)
    put(finding.path, "quite another file")
    with pytest.raises(BadInput, match="has changed"):
        sweep.delete(finding, known)
    assert finding.path.read_text() == "quite another file"


def test_a_file_with_the_same_content_but_another_time_is_another_file(home: Path) -> None:
    finding, known = kept(home)
    os.utime(finding.path, (1, 1))
    with pytest.raises(BadInput, match="has changed"):
        sweep.delete(finding, known)
    assert finding.path.exists()


def test_nothing_is_deleted_through_a_link(home: Path) -> None:
    finding, known = kept(home)
    (home / "link").symlink_to(home)
    with pytest.raises(BadInput, match="reached through a link"):
        sweep.delete(structs.replace(finding, path=home / "link" / "codes.txt"), known)
    assert finding.path.exists()


def test_a_file_that_becomes_a_link_at_the_last_moment_is_not_followed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finding, _ = kept(home)
    other = put(home / "other.txt")
    finding.path.unlink()
    finding.path.symlink_to(other)
    monkeypatch.setattr(Path, "resolve", lambda path: path)
    with pytest.raises(BadInput, match="cannot be deleted"):
        files.erase(finding.path, finding.seen)
    assert other.read_text() == TEXT


def test_a_file_that_changes_at_the_last_moment_stays(home: Path) -> None:
    finding, _ = kept(home)
    put(finding.path, lines(*hexes(8, name="newer")))
    with pytest.raises(BadInput, match="has changed"):
        files.erase(finding.path, finding.seen)
    assert finding.path.read_text() == lines(*hexes(8, name="newer"))


def test_a_file_with_two_names_is_left_to_the_user(home: Path) -> None:
    finding, known = kept(home)
    os.link(finding.path, home / "second.txt")
    with pytest.raises(BadInput, match="a second name"):
        sweep.delete(finding, known)
    assert (home / "second.txt").read_text() == TEXT


def test_a_file_that_may_not_be_written_is_left(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finding, _ = kept(home)
    refuse(monkeypatch, "codes.txt")
    with pytest.raises(BadInput, match="cannot be deleted: permission denied"):
        files.erase(finding.path, finding.seen)


# No secret is shown


def test_no_repr_and_no_sentence_shows_a_code(home: Path) -> None:
    finding, known = kept(home)
    shown = repr(finding) + repr(steps(home)) + repr(known)
    put(finding.path, "other")
    with pytest.raises(BadInput) as error:
        sweep.delete(finding, known)
    shown += str(error.value) + error.value.hint
    assert not any(code in shown for code in PYPI)
