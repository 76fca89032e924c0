"""Hostile files for everything that reads files: python3 run.py fuzz [--target NAME]... [--runs N | --seconds S] [--quick].

Each target runs in a process of its own, which libFuzzer drives by what it covers. What fails is kept, made smaller, and told
by the kind of the failure and its place: never by its text. Figures go to docs/evidence.md where all targets ran in full.
"""

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from tests import evidence

TOP = Path(__file__).parent.parent.parent
SECONDS = 50  # for each target
_QUICK = 2000  # runs
_TIMEOUT = 10  # seconds that one input may take on a machine that does other things as well
_TITLE = "Hostile files"


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one target. `features` are libFuzzer's: edges, and how often each was passed."""

    title: str
    runs: int
    features: int
    slowest: int
    memory: int
    failure: str = ""

    @property
    def row(self) -> evidence.Row:
        said = self.failure or "no failure"
        return self.title, f"{self.runs:,} inputs", f"{said}; {self.features:,} features, at most {self.memory} MB more"


def main(arguments: Sequence[str]) -> int:
    if importlib.util.find_spec("atheris") is None:
        print("The fuzzers need atheris, which is there for Linux on x86_64 with Python 3.11 to 3.13 only.")
        return 1
    from tests.fuzz.targets import BY_NAME  # noqa: PLC0415

    parser = argparse.ArgumentParser(prog="run.py fuzz", description="Hostile files for everything that reads files.")
    parser.add_argument("--target", action="append", choices=BY_NAME, metavar="NAME", help=f"one of {', '.join(BY_NAME)}")
    much = parser.add_mutually_exclusive_group()
    much.add_argument("--runs", type=int, help="how many inputs each target is given")
    much.add_argument("--seconds", type=int, help=f"how long each target runs ({SECONDS})")
    much.add_argument("--quick", action="store_true", help=f"{_QUICK:,} inputs each")
    options = parser.parse_args(arguments)
    runs = options.runs or (_QUICK if options.quick else 0)
    limit = f"-runs={runs}" if runs else f"-max_total_time={options.seconds or SECONDS}"
    kept = Path(tempfile.mkdtemp(prefix="sparekey-fuzz-"))
    outcomes = []
    for name in options.target or BY_NAME:
        outcomes.append(run(name, limit, kept / name))
        row = outcomes[-1]
        print(
            f"{name:12} {row.runs:>10,} inputs  {row.features:>6,} features  {row.memory:>4} MB  {row.failure or 'ok'}",
            flush=True,
        )
    print(f"What was kept lies in {kept}")
    if not options.target and not runs:
        evidence.record("run.py fuzz", _TITLE, rows(outcomes), words=_words(outcomes))
    return int(any(one.failure for one in outcomes))


def run(name: str, limit: str, folder: Path) -> Outcome:
    """Run one target, and look at what it left behind."""
    from tests.fuzz.targets import BY_NAME  # noqa: PLC0415

    for each in ("seeds", "corpus"):
        (folder / each).mkdir(parents=True)
    options = [limit, f"-timeout={_TIMEOUT}", "-print_final_stats=1", "-seed=7", "-len_control=20"]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.fuzz.child", name, str(folder), *options],
        cwd=TOP,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    said = done.stderr.decode("utf-8", "replace")
    (folder / "log").write_text(said, "utf-8")
    artefacts = sorted(path for path in folder.glob("*-*") if path.is_file())
    failure = failure_of(name, artefacts) if artefacts else "" if done.returncode == 0 else f"ended with {done.returncode}"
    return Outcome(
        title=BY_NAME[name].title,
        runs=_number(r"stat::number_of_executed_units: (\d+)", said) or _number(r"#(\d+)\s", said),
        features=_number(r" ft: (\d+)", said),
        slowest=_number(r"stat::slowest_unit_time_sec: *(\d+)", said),
        memory=max(0, _number(r"stat::peak_rss_mb: *(\d+)", said) - _number(r"base (\d+) MB", said)),
        failure=failure,
    )


def failure_of(name: str, artefacts: Sequence[Path]) -> str:
    """Return what an input does, made smaller and kept as it would lie in tests/fuzz/found."""
    from tests.fuzz import judging  # noqa: PLC0415
    from tests.fuzz.stretching import cheap  # noqa: PLC0415
    from tests.fuzz.targets import BY_NAME  # noqa: PLC0415

    path = artefacts[0]
    kind = path.name.partition("-")[0]
    if kind != "crash":
        return f"{kind}: {path}"
    target, data = BY_NAME[name], path.read_bytes()
    with cheap():
        failure = judging.judged(target, data)
    if failure is None:
        return f"crash that does not come again: {path}"
    small = path.with_name(f"{name}.new.hex")
    small.write_text(judging.smaller(target, data).hex() + "\n", "ascii")
    return f"{failure}: {small}"


def rows(outcomes: Sequence[Outcome]) -> list[evidence.Row]:
    return [one.row for one in outcomes]


def _words(outcomes: Sequence[Outcome]) -> str:
    total, failed = sum(one.runs for one in outcomes), sum(bool(one.failure) for one in outcomes)
    slowest = max(one.slowest for one in outcomes)
    return (
        f"{total:,} inputs, {failed} targets with a failure. An input fails where anything is raised but the errors that "
        f"its reader names, where it takes more than {_TIMEOUT} s (the slowest took {slowest} s) or more memory than its "
        "target may, or where an error or a value shows a secret."
    )


def _number(pattern: str, text: str) -> int:
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
