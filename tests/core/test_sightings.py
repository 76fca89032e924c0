"""What this machine remembers of each vault: whether a file is older than the one it saw last."""

from pathlib import Path

import pytest

from vault import sightings
from vault.errors import NotSaved
from vault.sightings import Sighting

ID = "ab" * 16
THIRD = Sighting(3, "aa")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_state_dir", lambda *_, **__: str(tmp_path))
    return tmp_path


def test_what_is_written_is_read_and_vaults_do_not_mix(state: Path) -> None:
    assert sightings.read(ID) is None
    sightings.write(ID, THIRD)
    assert sightings.read(ID) == THIRD
    assert sightings.read("cd" * 16) is None
    assert (state / "seen" / f"{ID}.json").read_text("utf-8") == '{"generation":3,"digest":"aa"}'


@pytest.mark.parametrize("content", [b"", b"{}", b'{"generation":"x"}', b"[" * 3000, b"\xff", b"x" * 5000])
def test_what_cannot_be_read_is_as_if_nothing_was_known(content: bytes, state: Path) -> None:
    (state / "seen").mkdir()
    (state / "seen" / f"{ID}.json").write_bytes(content)
    assert sightings.read(ID) is None


def test_a_disk_that_refuses_is_told(state: Path) -> None:
    (state / "seen").write_text("not a folder")
    with pytest.raises(NotSaved):
        sightings.write(ID, THIRD)


@pytest.mark.parametrize(
    ("before", "now", "age"),
    [
        (None, THIRD, "known"),
        (THIRD, THIRD, "known"),
        (THIRD, Sighting(4, "bb"), "known"),
        (THIRD, Sighting(2, "bb"), "older"),
        (THIRD, Sighting(3, "bb"), "forked"),
    ],
)
def test_only_what_cannot_follow_is_noticed(before: Sighting | None, now: Sighting, age: str) -> None:
    assert sightings.compare(before, now) == age


def test_it_is_told_in_a_sentence() -> None:
    assert sightings.words("known", THIRD, THIRD) == ""
    assert sightings.words("older", THIRD, Sighting(2, "bb")).startswith("This file is 1 save older than the one that")
    assert sightings.words("older", THIRD, Sighting(1, "bb")).startswith("This file is 2 saves older than")
    assert "another computer wrote it at the same time" in sightings.words("forked", THIRD, Sighting(3, "bb"))


def test_who_starts_anew_is_told_nothing_of_before() -> None:
    sightings.write(ID, THIRD)
    sightings.forget(ID)
    assert sightings.compare(sightings.read(ID), Sighting(1, "cc")) == "known"
