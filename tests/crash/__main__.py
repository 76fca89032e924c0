"""Crashes, kills and full disks: python3 run.py crash [--only PART] [--quick] [--seed N]. Linux; some of it takes root.

Exits with 1 where anything was lost, and says how to see it again. Writes docs/evidence.md, unless it was but a quick look.
"""

import argparse
import multiprocessing
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from tests.crash import parts
from tests.crash.parts import PARTS, How, Outcome
from tests.evidence import Row, record

_ALONE = "Some parts were run again alone, on other days and with other seeds."
_SHOWN = 20  # losses of a part that are printed
_AT_ONCE = 4


def main() -> int:
    parser = argparse.ArgumentParser(prog="run.py crash", description=__doc__)
    parser.add_argument("--only", choices=PARTS, help="one part of it")
    parser.add_argument("--quick", action="store_true", help="a look, of about a minute")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="of the random numbers")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    rows: list[Row] = []
    lost = 0
    for name, seconds, outcome in outcomes([options.only] if options.only else list(PARTS), How(options.quick, options.seed)):
        print(f"{name}, {seconds:.0f} s", flush=True)
        for row in outcome.rows:
            print(f"  {': '.join(row)}", flush=True)
        for loss in outcome.losses[:_SHOWN]:
            print(f"  LOST {loss}", flush=True)
        if outcome.losses:
            again = f"python3 run.py crash --only {name} --seed {options.seed}{' --quick' if options.quick else ''}"
            print(f"  {len(outcome.losses)} in all. To see it again: {again}", flush=True)
        rows += outcome.rows
        lost += len(outcome.losses)
    if not options.quick:
        words = _ALONE if options.only else f"Seed {options.seed}."
        record("run.py crash", "Crashes, kills and full disks", rows, words=words, is_part=bool(options.only))
    return int(lost > 0)


def outcomes(names: Sequence[str], how: How) -> Iterator[tuple[str, float, Outcome]]:
    """Run the parts, some at once, each in a process of its own, and yield how long each took and what came of it."""
    with ProcessPoolExecutor(_AT_ONCE, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as processes:
        started = [(name, processes.submit(parts.timed, name, how)) for name in names]
        for name, future in started:
            seconds, outcome = future.result()
            yield name, seconds, outcome


if __name__ == "__main__":
    sys.exit(main())
