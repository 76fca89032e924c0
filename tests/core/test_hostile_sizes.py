"""The largest and most tedious inputs: each reader ends within bounds that the system itself enforces. Takes 30 seconds.

The bounds are wide, because the machine may be busy: without those in the readers many of these would take hours or
all memory.
"""

import io
import subprocess
import sys

import pytest
from PIL import Image

from tests.fuzz import largest
from tests.fuzz.judging import FOUND
from vault import qr
from vault.errors import BadImport

pytestmark = pytest.mark.tedious

MEMORY = 2000  # MB more than the program has by then
SECONDS = 60  # of a processor

by_the_system = pytest.mark.skipif(sys.platform != "linux", reason="other systems enforce no such bounds")


@by_the_system
@pytest.mark.parametrize("name", largest.CASES)
def test_the_largest_and_most_tedious_input_is_read_or_refused_within_bounds(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.largest", name, str(MEMORY), str(SECONDS)],
        cwd=FOUND.parent.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() in {"read", "ValueError", "TooLarge", "BadInput", "BadImport", "Damaged", "NotAVault"}


@by_the_system
def test_the_bounds_would_be_noticed() -> None:
    more = "from tests.fuzz import largest as l; l.CASES['x'] = ({}, lambda: b''); l.main('x', 50, 1)"
    for read, said in (("lambda _: bytes(1 << 30)", b"MemoryError"), ("lambda _: [0 for _ in iter(int, 1)] and 0", b"")):
        done = subprocess.run(
            [sys.executable, "-c", more.format(read)], cwd=FOUND.parent.parent.parent, capture_output=True, check=False
        )
        assert done.returncode != 0
        assert said in done.stderr


def test_of_a_scan_with_more_pixels_than_any_the_rest_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Image.new("1", (300, 300), 1)
    held = io.BytesIO()
    page.save(held, "TIFF", save_all=True, append_images=[page] * 9)
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(qr, "_PIXELS_OF_ALL", 300 * 300 * 4)

    def texts_of(grey: Image.Image, *, is_enough: object) -> tuple[str, ...]:
        seen.append(grey.size)
        return ()

    monkeypatch.setattr(qr, "texts_of", texts_of)
    with pytest.raises(BadImport):  # nothing was found before
        qr.read_all(held.getvalue(), is_enough=lambda _: False)
    assert len(seen) == 4
