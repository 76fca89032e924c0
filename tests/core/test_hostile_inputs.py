"""Hostile files: the targets of `run.py fuzz`, here without atheris, with the same changed inputs in each run. Takes ten seconds."""

import importlib.util
from collections.abc import Iterator

import pytest

from tests.fuzz import __main__ as command
from tests.fuzz import judging, targets
from tests.fuzz.stretching import cheap
from tests.fuzz.targets import TARGETS, Target


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
    assert sum(map(targets.BY_NAME[name].read is not None and _is_read(target), inputs)) > len(inputs) // 20


def _is_read(target: Target):  # type: ignore[no-untyped-def]
    return lambda data: judging.read(target, data)


@pytest.mark.parametrize(("target", "path"), judging.found(), ids=lambda one: getattr(one, "name", ""))
def test_what_was_a_failure_once_is_none_any_more(target: Target, path) -> None:  # type: ignore[no-untyped-def]
    assert judging.judged(target, judging.from_hex(path)) is None
