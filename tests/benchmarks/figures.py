"""What a benchmark finds, and how two things are measured so that a busy machine disturbs both alike."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple


class Figure(NamedTuple):
    """One line of the table. `limit` has the unit of `value`; None where the figure is only shown."""

    name: str
    value: float
    unit: str
    limit: float | None
    detail: str

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.value > self.limit


def interleaved(pairs: int, *measures: Callable[[], float]) -> list[float]:
    """Return the median of each measure. They take turns, every other round backwards; the first round only warms up."""
    found: list[list[float]] = [[] for _ in measures]
    order = list(range(len(measures)))
    for _ in range(pairs + 1):
        for place in order:
            found[place].append(measures[place]())
        order.reverse()
    return [median(values[1:]) for values in found]


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def table(figures: Sequence[Figure]) -> str:
    rows = [("figure", "is", "limit", "", "")]
    for one in figures:
        limit, verdict = "", ""
        if one.limit is not None:
            limit, verdict = f"{one.limit:.2f} {one.unit}", "OVER" if one.is_over else "PASS"
        rows.append((one.name, f"{one.value:.2f} {one.unit}", limit, verdict, one.detail))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{name:{widths[0]}}  {value:>{widths[1]}}  {limit:>{widths[2]}}  {verdict:{widths[3]}}  {detail}".rstrip()
        for name, value, limit, verdict, detail in rows
    )
