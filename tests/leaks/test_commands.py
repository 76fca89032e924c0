"""Every scenario of the command line: no secret is anywhere but where it is meant to be, and no network is touched."""

import argparse
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.leaks import mistakes  # noqa: F401  (brings its scenarios along)
from tests.leaks.figures import FIGURES
from tests.leaks.scenarios import SCENARIOS
from tests.leaks.world import World
from ui.terminal import main
from vault import formats

pytestmark = pytest.mark.tedious

Worlds = dict[str, "Future[World]"]


@pytest.fixture(scope="module")
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    """All scenarios that were asked for, played two at a time: most of their time is that of starting programs."""

    def play(name: str) -> World:
        world = World(tmp_path_factory.mktemp("world"))
        SCENARIOS[name](world)
        world.take_files()
        return world

    asking: list[Any] = [item for item in request.session.items if "worlds" in getattr(item, "fixturenames", ())]
    asked = {item.callspec.params["name"] if hasattr(item, "callspec") else "" for item in asking}
    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(play, name) for name in SCENARIOS if asked & {name, ""}}


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_leaks_when(name: str, worlds: Worlds) -> None:
    world = worlds[name].result()
    assert world.findings == []
    assert world.families <= {"AF_UNIX"}
    assert world.commands > 0
    assert world.samples > 0
    FIGURES.count(world)


def test_there_is_a_scenario_for_every_format() -> None:
    assert len(SCENARIOS) >= 30
    played = " ".join(SCENARIOS)
    assert [row.name for row in formats.FORMATS if row.name not in played] == []


def test_there_is_a_scenario_for_every_command(worlds: Worlds) -> None:
    played = set[str]().union(*(world.result().words for world in worlds.values()))
    (commands,) = [one.choices for one in main.parser()._actions if isinstance(one, argparse._SubParsersAction)]
    assert set(commands) - played == {"formats"}, "what needs no vault and tells nothing of one need not be played"
