"""The benchmarks: python3 run.py bench [--quick] [NAME...]. Linux, with Xvfb.

Exits with 1 where a figure is over its limit in three tries, for the machine may be busy with something else.
"""

import argparse
import sys
from collections.abc import Callable

from tests.benchmarks.figures import Figure, table

_TRIES = 3
Measure = Callable[[int], list[Figure]]


def _of_windows(name: str) -> Measure:
    from tests.benchmarks import windows  # noqa: PLC0415

    return {"start": windows.start, "memory": windows.memory, "idle": windows.idle}[name]


def _of_opening(name: str) -> Measure:
    from tests.benchmarks import opening  # noqa: PLC0415

    return {"unlock": opening.everyday, "large": opening.large}[name]


def _of_sweeping(_name: str) -> Measure:
    from tests.benchmarks import sweeping  # noqa: PLC0415

    return sweeping.everywhere


def _of_reminding(name: str) -> Measure:
    from tests.benchmarks import reminding  # noqa: PLC0415

    return {"reminders": reminding.rules, "remind": reminding.remind}[name]


def _of_standing(_name: str) -> Measure:
    from tests.benchmarks import standing  # noqa: PLC0415

    return standing.readiness


# name: where it is, rounds, quick rounds (idle: seconds). Windows first, before this process loads what they load: the
# memory of a process counts only its share of what it has in common with others.
_FIGURES = {
    "start": (_of_windows, 15, 5),
    "memory": (_of_windows, 5, 2),
    "idle": (_of_windows, 20, 10),
    "unlock": (_of_opening, 11, 5),
    "large": (_of_opening, 9, 5),
    "sweep": (_of_sweeping, 3, 1),
    "reminders": (_of_reminding, 11, 5),
    "remind": (_of_reminding, 15, 5),
    "readiness": (_of_standing, 5, 3),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(_FIGURES)}; else all")
    options = parser.parse_args()
    if unknown := set(options.names) - set(_FIGURES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    found: list[Figure] = []
    for name, (where, rounds, quick) in _FIGURES.items():
        if not options.names or name in options.names:
            found += measured(name, where(name), quick if options.quick else rounds)
    print(table(found))
    return int(any(one.is_over for one in found))


def measured(name: str, measure: Measure, rounds: int) -> list[Figure]:
    """Measure until all is within its limits, three times at most."""
    found: list[Figure] = []
    for attempt in range(1, _TRIES + 1):
        print(f"{name}{f', try {attempt}' if attempt > 1 else ''}...", file=sys.stderr)
        found = measure(rounds)
        if not any(one.is_over for one in found):
            break
    return found


if __name__ == "__main__":
    sys.exit(main())
