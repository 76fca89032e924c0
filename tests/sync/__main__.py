"""Two real Syncthing instances over one vault, edited on both sides: python3 run.py sync [--quick] [--rounds N] [--seed S].

Everything runs on the loopback of this machine; the figures go to docs/evidence.md. Exits with 1 where anything was lost.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests import evidence
from tests.sync import rounds, scenarios, syncthing
from tests.sync.machine import BrokenError

_NAMES = (*(story.__name__ for story in scenarios.STORIES), "rounds")


def main() -> int:
    parser = argparse.ArgumentParser(prog="run.py sync", description=__doc__)
    parser.add_argument("--rounds", type=int, default=60, help="random rounds, half of them with everything synced (60)")
    parser.add_argument("--minutes", type=float, default=20, help="after which no further round begins (20)")
    parser.add_argument("--quick", action="store_true", help="six rounds, and nothing is written to docs/evidence.md")
    parser.add_argument("--seed", default=f"{random.SystemRandom().randrange(10**8)}", help="to do the same again")
    parser.add_argument("names", nargs="*", metavar="STORY", help="only these, of: {}".format(", ".join(_NAMES)))
    options = parser.parse_args()
    if unknown := set(options.names) - set(_NAMES):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if not syncthing.is_installed():
        print("Syncthing is not installed: install its package, on Debian with `apt-get install syncthing`.", file=sys.stderr)
        return 1
    top = Path(tempfile.mkdtemp(prefix="sparekey-sync-"))
    print(f"seed {options.seed}, in {top}", flush=True)
    try:
        rows = _run(top, options)
    except (BrokenError, syncthing.StuckError) as error:
        print(f"\nFAILED with --seed {options.seed}; everything is left in {top}\n{error}", file=sys.stderr)
        return 1
    shutil.rmtree(top)
    for what, often, came in rows:
        print(f"{what}: {often}: {came}")
    if not options.quick and not options.names:
        words = f"{syncthing.version().capitalize()}, two instances that know only each other. Seed {options.seed}."
        evidence.record("run.py sync", "Two machines and Syncthing", rows, words=words)
    return 0


def _run(top: Path, options: argparse.Namespace) -> list[evidence.Row]:
    rows: list[evidence.Row] = []
    for story in scenarios.STORIES:
        if not options.names or story.__name__ in options.names:
            begun = time.monotonic()
            rows += story(top / story.__name__)
            print(f"{story.__name__}: done in {time.monotonic() - begun:.0f} s", flush=True)
    count = 6 if options.quick else options.rounds
    if options.names and "rounds" not in options.names:
        return rows
    for is_all_synced, words in ((False, "with the guide's .stignore"), (True, "backups and lock files synced, too")):
        half = (count + 1) // 2 if is_all_synced else count // 2
        if half:
            until = time.monotonic() + options.minutes * 30
            seed = f"{options.seed} {is_all_synced}"
            tally = rounds.run(top / words[:4], seed, half, until=until, is_all_synced=is_all_synced)
            rows += _rows(tally, words)
    return rows


def _rows(tally: rounds.Tally, words: str) -> list[evidence.Row]:
    """Word what a loop did."""
    how = f"{tally.rounds} rounds, {tally.changes} acknowledged changes"
    also = f"{tally.conflicts} conflict files merged, {tally.kills} kills of Syncthing, {tally.windows} rounds with a window"
    again = f", {tally.refused} commands refused and given again" if tally.refused else ""
    return [(f"random edits on both machines, {words}", how, f"0 changes lost; {also}{again}")]


if __name__ == "__main__":
    sys.exit(main())
