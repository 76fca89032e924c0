"""Processes that are killed, lied to and in each other's way: a part of `run.py crash`, of about ten seconds. Linux."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash import contention, injection, kills, simulator
from tests.crash.forks import Child, Forks, Reported
from tests.crash.injection import DEAD, KILL, SHORT, Fault, Point, Tracer
from tests.crash.operations import NAMED
from tests.crash.scenes import VAULT, holds

pytestmark = [pytest.mark.tedious, pytest.mark.usefixtures("free_keys")]


@pytest.fixture
def forks(tmp_path: Path) -> Iterator[Forks]:
    with Forks(tmp_path) as forks:
        yield forks


@pytest.fixture
def tracer(forks: Forks, tmp_path: Path) -> Tracer:
    if why := injection.strace_works():
        pytest.skip(f"this system lets nobody trace ({why})")
    return Tracer(forks, tmp_path / "strace.log")


def ended(child: Child) -> Reported:
    child.go()
    return child.wait()


# Children


def test_a_child_tells_what_it_did_and_how_it_ended(forks: Forks, tmp_path: Path) -> None:
    folder = simulator.prepare(NAMED["save"], tmp_path).folder
    done = ended(forks.start("save", folder))
    assert (done.kept, done.last, done.refused) == (1, "done", "")
    (folder / VAULT).unlink()
    refused = ended(forks.start("save", folder))
    assert (refused.kept, refused.broke) == (0, "")
    assert refused.refused.startswith("There is no file")


def test_what_a_user_would_see_as_a_traceback_is_told(forks: Forks, tmp_path: Path) -> None:
    assert ended(forks.start("no such operation", tmp_path)).broke.startswith("broke: Traceback")


def test_a_child_that_was_killed_has_no_last_words(forks: Forks, tmp_path: Path) -> None:
    child = forks.start("save", simulator.prepare(NAMED["save"], tmp_path).folder)
    child.kill()
    assert child.wait().last == ""


# Faults


def test_faults_at_the_calls_of_all_kinds_of_operations_lose_nothing(tmp_path: Path) -> None:
    if why := injection.strace_works():
        pytest.skip(f"this system lets nobody trace ({why})")
    totals = injection.campaign(tmp_path, every=61, seed=7, names=["create", "save", "rotate", "export", "sparekey add"])
    assert totals.losses == []
    assert totals.runs > 25


@pytest.mark.parametrize(
    ("call", "number", "what"),
    [("fsync", 2, KILL), ("rename", 1, KILL), ("write", 2, SHORT), ("rename", 1, "error=EIO"), ("link", 1, DEAD)],
)
def test_a_save_survives_what_befalls_it(
    call: str, number: int, what: str, tracer: Tracer, forks: Forks, tmp_path: Path
) -> None:
    prepared = simulator.prepare(NAMED["save"], tmp_path)
    forks.warm_up("save", prepared.folder)
    point = next(one for one in tracer.points(prepared) if (one.call, one.number) == (call, number))
    assert tracer.losses(prepared, Fault(point, what)) == []


def test_each_call_gets_the_faults_that_it_can_have() -> None:
    write, stat = (list(injection.faults([Point(call, 3, ())])) for call in ("write", "newfstatat"))
    assert [fault.what for fault in stat] == [KILL, "error=EIO", DEAD]
    assert {"error=ENOSPC", "error=EDQUOT", "error=EINTR", SHORT} <= {fault.what for fault in write}
    assert str(write[0]) == "signal=SIGKILL at write number 3"
    assert write[0].options() == ["-e", "inject=write:signal=SIGKILL:when=3"]


def test_a_dead_disk_fails_every_call_from_then_on() -> None:
    options = Fault(Point("write", 3, (("write", 2), ("fsync", 1))), DEAD).options()
    assert "inject=write:error=EIO:when=3+" in options
    assert "inject=fsync:error=EIO:when=2+" in options
    assert "inject=rename:error=EIO:when=1+" in options


def test_a_fault_that_meets_nothing_and_a_vault_that_is_gone_are_told(tracer: Tracer, forks: Forks, tmp_path: Path) -> None:
    prepared = simulator.prepare(NAMED["save"], tmp_path)
    forks.warm_up("save", prepared.folder)
    assert "save, error=EIO at rename number 99: the fault met nothing" in tracer.losses(
        prepared, Fault(Point("rename", 99, ()), "error=EIO")
    )
    # A rename that is only said to have happened: the save was acknowledged, and is not there.
    losses = tracer.losses(prepared, Fault(Point("rename", 1, ()), "retval=0"))
    assert any("holds first, opened by paper; promised was save 0" in loss for loss in losses)


# Kills


def test_a_hundred_kills_of_a_saving_process_lose_nothing(tmp_path: Path) -> None:
    totals = kills.campaign(tmp_path, kills=100, seed=1)
    assert totals.losses == []
    assert totals.kills == 100


def test_an_acknowledged_save_that_a_kill_had_lost_would_be_seen(tmp_path: Path) -> None:
    folder = simulator.prepare(NAMED["save"], tmp_path).folder
    before = holds((folder / VAULT).read_bytes())
    assert kills.judged(folder, before, 0) == []
    assert kills.judged(folder, before, 2) == [
        "the vault holds first, opened by paper, and save 1, opened by paper was acknowledged"
    ]
    (folder / VAULT).write_bytes(b"")
    assert "0 bytes" in kills.judged(folder, before, 0)[0]
    assert "does not go on" in kills.tidied(folder)[0]


# Two at once


def test_two_processes_that_save_into_one_vault_lose_no_change(tmp_path: Path) -> None:
    totals = contention.campaign(tmp_path, each=60)
    assert totals.losses == []
    assert totals.saves == 120


def test_without_the_lock_changes_would_be_lost(tmp_path: Path) -> None:
    assert contention.campaign(tmp_path, each=60, lock=False).losses
