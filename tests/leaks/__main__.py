"""`run.py leaks`: the tests of this folder, and their figures into docs/evidence.md."""

import sys
from pathlib import Path

import pytest

from tests import evidence


def main(arguments: list[str]) -> int:
    """Record figures only where nothing leaked and nothing was left out."""
    code = pytest.main(["-q", str(Path(__file__).parent), *arguments])
    if code == 0 and not arguments:
        from tests.leaks.figures import FIGURES  # noqa: PLC0415  (pytest imports it first, to rewrite its assertions)

        evidence.record("run.py leaks", "Leaks", FIGURES.rows)
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
