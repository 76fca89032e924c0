"""A wall clock that goes away from the steady one."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.desk import Clock, hasten, recorder
from ui.desktop.clock_watch import ClockWatch, steady


@pytest.mark.parametrize(("by", "noticed"), [(0, []), (19, []), (-19, []), (20, [20]), (-90, [-90]), (7200, [7200])])
def test_only_a_jump_is_noticed_and_once(qtbot: QtBot, by: float, noticed: list[int]) -> None:
    wall, still, jumps = Clock(), Clock(), list[int]()
    watch = ClockWatch(wall.timestamp, still.timestamp)
    watch.jumped.connect(recorder(jumps))
    for clock in (wall, still):
        clock.move(3600)
    wall.move(by)
    hasten(watch._timer, 10)
    qtbot.wait(30)
    watch.look()
    assert jumps == noticed


def test_the_steady_clock_goes_on() -> None:
    first = steady()
    assert 0 <= steady() - first < 60
