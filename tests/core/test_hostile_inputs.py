"""Hostile files: the targets of `run.py fuzz`, here without atheris, and with the same inputs in each run. Ten seconds."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz import __main__ as command
from tests.fuzz import judging, samples, seals, targets
from tests.fuzz.stretching import cheap
from tests.fuzz.targets import TARGETS, Target
from vault import crypto
from vault.crypto import CHEAPEST, Cost
from vault.errors import BadInput

pytestmark = pytest.mark.tedious


@pytest.fixture(autouse=True)
def _cheap() -> Iterator[None]:
    with cheap():
        yield


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_any_bytes_give_a_value_or_an_error_that_the_reader_names(target: Target) -> None:
    inputs = [*judging.changed(target, runs=target.runs)]
    failures = {f"{failure}: {data.hex()}" for data in inputs if (failure := judging.judged(target, data))}
    assert failures == set()
    assert len(inputs) == target.runs + len(target.seeds())


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_a_target_starts_from_gets_past_the_front_door(target: Target) -> None:
    assert any(judging.read(target, seed) for seed in target.seeds())


@pytest.mark.parametrize("name", ["outside", "keys", "content", "backup", "google", "agenda", "git", "archive"])
def test_changed_inputs_get_past_the_front_door_too(name: str) -> None:
    target = targets.BY_NAME[name]
    inputs = set(judging.changed(target, runs=500)) - set(target.seeds())
    assert sum(judging.read(target, data) for data in inputs) > len(inputs) // 20


@pytest.mark.parametrize(("target", "path"), judging.found(), ids=lambda one: getattr(one, "name", ""))
def test_what_was_a_failure_once_is_none_any_more(target: Target, path: Path) -> None:
    assert judging.judged(target, judging.from_hex(path)) is None


# The campaign around them


def test_a_failure_is_told_by_its_kind_and_place_and_made_smaller() -> None:
    def read(data: bytes) -> object:
        return int(data.partition(b"secret")[2].decode())

    target = Target(name="t", title="", read=read, seeds=list, errors=())
    failure = judging.judged(target, b"x" * 50 + b"secret hunter2")
    assert failure is not None
    assert str(failure).startswith("ValueError at core/test_hostile_inputs.py:")
    assert "hunter2" not in str(failure)
    assert len(judging.smaller(target, b"x" * 50 + b"secret hunter2")) < 2


def test_a_secret_in_an_error_or_a_value_is_a_failure() -> None:
    def shows(_: bytes) -> object:
        return (samples.KEY_TEXT,)

    def tells(_: bytes) -> object:
        raise BadInput(f"{seals.WORDS} is wrong", hint="Type it again.") from None

    def keeps(data: bytes) -> object:
        try:
            return int(data)
        except ValueError:
            raise BadInput("This is no number", hint="Type it again.")  # noqa: B904

    for read in (shows, tells, keeps):
        target = Target(name="t", title="", read=read, seeds=list, errors=(BadInput,))
        failure = judging.judged(target, b"x")
        assert failure is not None
        assert failure.kind == "Leak"


def test_what_a_hostile_file_asks_of_argon2_is_watched() -> None:
    for cost in (Cost(1 << 21, 1, 4), Cost(1 << 16, 33, 4), Cost(1 << 16, 1, 9), Cost(1 << 20, 5, 4)):
        with pytest.raises(AssertionError):
            crypto.argon2id(b"x", bytes(16), cost)
    assert crypto.argon2id(b"x", bytes(16), CHEAPEST) != crypto.argon2id(b"y", bytes(16), CHEAPEST)


def test_without_atheris_the_campaign_says_so_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert command.main([]) == 1
    assert capsys.readouterr().out.count(".\n") == 1


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is for Linux on x86_64")
def test_the_campaign_runs_a_target_in_a_process_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--target", "settings", "--runs", "300"],
        cwd=command.TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"^settings +3\d\d inputs +\d+ features +\d+ MB  ok$", done.stdout, re.MULTILINE)


def test_figures_name_each_target_and_what_failed() -> None:
    one = command.Outcome(title="settings", runs=1000, features=40, slowest=0, memory=3, failure="KeyError at vault/x.py:1: f")
    assert command.rows([one]) == [("settings", "1,000 inputs", "KeyError at vault/x.py:1: f; 40 features, at most 3 MB more")]
