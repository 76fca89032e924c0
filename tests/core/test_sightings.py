"""What this machine remembers of each vault: whether a file is older than the one it saw last."""

from pathlib import Path

import pytest

from vault import sightings
from vault.errors import NotSaved
from vault.sightings import Sighting

ID = "ab" * 16
VAULT = Path("/home/mira/vault.sparekey")
THIRD = Sighting(3, "aa")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_state_dir", lambda *_, **__: str(tmp_path))
    return tmp_path


def test_what_is_written_is_read_and_vaults_do_not_mix(state: Path) -> None:
    assert sightings.read(ID, VAULT) is None
    sightings.write(ID, VAULT, THIRD)
    assert sightings.read(ID, VAULT) == THIRD
    assert sightings.read("cd" * 16, VAULT) is None
    assert sightings.read(ID, VAULT.with_name("copy.sparekey")) is None
    (file,) = (state / "seen").iterdir()
    assert file.name.startswith(f"{ID}-")
    assert file.read_text("utf-8") == '{"generation":3,"digest":"aa"}'


@pytest.mark.parametrize("content", [b"", b"{}", b'{"generation":"x"}', b"[" * 3000, b"\xff", b"x" * 5000])
def test_what_cannot_be_read_is_as_if_nothing_was_known(content: bytes, state: Path) -> None:
    sightings.write(ID, VAULT, THIRD)
    (file,) = (state / "seen").iterdir()
    file.write_bytes(content)
    assert sightings.read(ID, VAULT) is None


def test_a_disk_that_refuses_is_told(state: Path) -> None:
    (state / "seen").write_text("not a folder")
    with pytest.raises(NotSaved):
        sightings.write(ID, VAULT, THIRD)


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
    assert sightings.words(THIRD, THIRD) == ""
    assert sightings.words(THIRD, Sighting(2, "bb")).startswith("This file is 1 save older than the one that")
    assert sightings.words(THIRD, Sighting(1, "bb")).startswith("This file is 2 saves older than")
    assert "another computer wrote it at the same time" in sightings.words(THIRD, Sighting(3, "bb"))


def test_who_starts_anew_is_told_nothing_of_before() -> None:
    sightings.write(ID, VAULT, THIRD)
    sightings.forget(ID, VAULT)
    assert sightings.compare(sightings.read(ID, VAULT), Sighting(1, "cc")) == "known"
