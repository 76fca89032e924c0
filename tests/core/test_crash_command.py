"""`run.py crash` says what was lost and how to see it again, and what this machine did not let it try."""

import sys
from functools import partial
from pathlib import Path

import pytest

from tests.crash import __main__ as command
from tests.crash import blocks, full, injection, mounts, parts
from tests.crash.parts import How, Outcome
from tests.evidence import PATH as EVIDENCE
from tests.evidence import Row, record

ROW = ("power cut", "10 states", "0 losses")
KILLS = ("kill", "3 kills", "0 losses")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Row]:
    """What goes into docs/evidence.md."""
    rows: list[Row] = []
    monkeypatch.setattr(command, "record", lambda _command, _title, several, **_how: rows.extend(several))
    return rows


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, losses: tuple[str, ...] = ()) -> int:
    monkeypatch.setattr(sys, "argv", ["crash", *arguments])
    monkeypatch.setattr(command, "outcomes", lambda names, _how: [(name, 1.0, Outcome([ROW], list(losses))) for name in names])
    return command.main()


def test_the_whole_campaign_writes_its_figures(monkeypatch: pytest.MonkeyPatch, written: list[Row]) -> None:
    assert run(monkeypatch) == 0
    assert written == [ROW] * len(parts.PARTS)


@pytest.mark.parametrize("arguments", [["--quick"], ["--only", "kill", "--quick"]])
def test_a_quick_look_writes_none(arguments: list[str], monkeypatch: pytest.MonkeyPatch, written: list[Row]) -> None:
    assert run(monkeypatch, *arguments) == 0
    assert written == []


def test_a_part_that_is_run_again_renews_its_own_figures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "evidence.md"
    path.write_text("# Evidence\n", "utf-8")
    monkeypatch.setattr(command, "record", partial(record, path=path))
    record("run.py crash", "Crashes, kills and full disks", [("power cut", "5 states", "1 losses"), KILLS], path=path)
    for _ in range(2):
        assert run(monkeypatch, "--only", "simulator") == 0
        text = path.read_text("utf-8")
        assert text.endswith(f"---|\n| {' | '.join(ROW)} |\n| {' | '.join(KILLS)} |\n")
        assert text.count("run again alone") == 1


def test_each_try_that_is_left_out_keeps_the_row_that_it_has_in_the_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was tried is told in the same words on every machine, however many operations there are."""
    asked = How(quick=True, seed=1)
    monkeypatch.setattr(injection, "strace_works", lambda: "strace is not installed")
    monkeypatch.setattr(blocks, "why_not", lambda _folder: "there is no FUSE")
    monkeypatch.setattr(mounts, "why_no_mounts", lambda _point: "only root may mount")
    monkeypatch.setattr(full, "all_prepared", lambda _folder: [])
    rows = [row for part in (parts.strace, parts.no_room, parts.replayed) for row in part(asked).rows]
    assert [row[1] for row in rows] == ["0", "0 goes", *["0"] * (4 + len(blocks.SYSTEMS))]
    written = EVIDENCE.read_text("utf-8")
    assert [row[0] for row in rows if f"\n| {row[0]} |" not in written] == []


def test_a_loss_is_told_with_the_way_to_see_it_again(
    monkeypatch: pytest.MonkeyPatch, written: list[Row], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--only", "kill", "--quick", "--seed", "42", losses=("the vault is gone",) * 30) == 1
    told = capsys.readouterr().out
    assert told.count("LOST the vault is gone") == 20
    assert "30 in all. To see it again: python3 run.py crash --only kill --seed 42 --quick" in told


def test_what_this_machine_does_not_allow_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(injection, "strace_works", lambda: "strace is not installed")
    monkeypatch.setattr(blocks, "why_not", lambda _folder: "there is no FUSE")
    rows = parts.strace(How(quick=True, seed=1)).rows + parts.replayed(How(quick=True, seed=1)).rows
    assert {row[1:] for row in rows} == {
        ("0", "not tried on this machine: strace is not installed"),
        ("0", "not tried on this machine: there is no FUSE"),
    }
    assert len(rows) == 1 + len(blocks.SYSTEMS)


def test_each_part_runs_in_a_process_of_its_own() -> None:
    [(name, _, outcome)] = command.outcomes(["contention"], How(quick=True, seed=1))
    assert (name, outcome.losses) == ("contention", [])
    assert outcome.rows[0][:2] == ("two processes save into one vault", "400 saves")


def test_each_hindrance_has_its_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert mounts.why_no_mounts(tmp_path) == "only root may mount"
    monkeypatch.setattr(mounts, "_CONTROL", tmp_path / "nothing")
    assert mounts.why_no_loops(tmp_path) == "there are no loop devices (No such file or directory)"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert injection.strace_works() == "strace is not installed"
    assert blocks.why_not(tmp_path) == "there is no FUSE"
    assert blocks.missing(blocks.SYSTEMS[3]) == "mkfs.xfs is not installed"
