"""How long a sweep takes: the folders of somebody who keeps 100,000 files, of all sizes and kinds, codes among them."""

import random
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.benchmarks import vaults
from tests.benchmarks.figures import Figure, seconds
from vault import sweep
from vault.sweep import Finding, Progress

FILES, LISTS = 100_000, 25
_IN_A_FOLDER = 40
# ending, how many in a hundred, bytes: about what a developer's home has
_KINDS = (
    (".py", 22, 6_000),
    (".txt", 14, 3_000),
    (".md", 10, 4_000),
    (".json", 12, 5_000),
    (".js", 10, 8_000),
    ("", 6, 1_500),
    (".csv", 4, 20_000),
    (".yaml", 5, 1_500),
    (".png", 9, 30_000),
    (".pdf", 4, 60_000),
    (".html", 3, 12_000),
    (".whl", 1, 15_000),
)


class Heap(NamedTuple):
    """Folders full of files. `lists` of them hold recovery codes."""

    folder: Path
    files: int
    lists: int


def sweep_seconds(heap: Heap) -> float:
    """Return what one sweep takes, of all steps together. Fails where it does not find what is there."""
    steps: list[sweep.Step] = []
    content = vaults.content(vaults.EVERYDAY)
    taken = seconds(lambda: steps.extend(sweep.look([heap.folder], content)))
    found = [step for step in steps if isinstance(step, Finding)]
    last = [step for step in steps if isinstance(step, Progress)][-1]
    assert (len(found), last.files, last.unreadable) == (heap.lists, heap.files, 0)
    return taken


def longest_step(heap: Heap) -> float:
    """Return the longest time between two steps, in seconds: what a slice may last longer than it should."""
    steps = sweep.look([heap.folder], vaults.content(vaults.EVERYDAY))
    longest, is_over = 0.0, False
    while not is_over:
        start = time.perf_counter()
        is_over = next(steps, None) is None
        longest = max(longest, time.perf_counter() - start)
    return longest


def everywhere(rounds: int) -> list[Figure]:
    """Sweep everything. The disk's cache is warm, as the files have just been written."""
    with heap() as made:
        taken = median(sweep_seconds(made) for _ in range(rounds))
        longest = longest_step(made)
    detail = f"{made.lists} lists of codes among them; median of {rounds}"
    return [
        Figure(f"sweeping {made.files:,} files", taken, "s", 10.0, detail),
        Figure("... longest step", longest * 1000, "ms", None, "a slice of 50 ms may last that much longer"),
    ]


@contextmanager
def heap(files: int = FILES, lists: int = LISTS) -> Iterator[Heap]:
    with vaults.folder() as folder:
        _fill(folder, files - lists, random.Random(7))
        for number in range(lists):
            _put_list(folder, number, random.Random(number))
        yield Heap(folder, files, lists)


def _fill(folder: Path, files: int, chance: random.Random) -> None:
    kinds = [(ending, size) for ending, share, size in _KINDS for _ in range(share)]
    prose, noise = _prose(chance), chance.randbytes(1 << 18)
    here = folder
    for number in range(files):
        if number % _IN_A_FOLDER == 0:
            here = folder / f"{number // _IN_A_FOLDER % 50:02}" / f"folder {number // _IN_A_FOLDER}"
            here.mkdir(parents=True)
        ending, usual = kinds[number % len(kinds)]
        size = min(int(chance.lognormvariate(0, 1) * usual * 0.7), 1 << 18)
        start = chance.randrange(len(prose) - size)
        path = here / f"file-{number}{ending}"
        if ending == ".whl":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                for member in range(10):
                    archive.writestr(f"package/module_{member}.py", prose[start : start + size // 10])
                archive.writestr("package.dist-info/METADATA", prose[start : start + size // 10])
        else:
            path.write_bytes((noise if ending in {".png", ".pdf"} else prose)[start : start + size])


def _prose(chance: random.Random) -> bytes:
    """Return text as it lies about: words, names, dates, numbers, now and then a hash."""
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 11))) for _ in range(3000)]
    words += [f"{chance.choice(words)}_{chance.choice(words)}" for _ in range(500)]
    words += [f"{chance.choice(words)}-{chance.choice(words)}" for _ in range(100)]
    words += [str(chance.randrange(100_000)) for _ in range(200)]
    words += [f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}" for _ in range(40)]
    words += [f"{chance.getrandbits(160):040x}" for _ in range(6)] + [f"{chance.getrandbits(256):064x}" for _ in range(3)]
    lines: list[str] = []
    length = 0
    while length < (1 << 18) + 100_000:
        line = " ".join(chance.choices(words, k=chance.randint(1, 14)))
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines).encode()


def _put_list(folder: Path, number: int, chance: random.Random) -> None:
    codes = "\n".join(f"{chance.getrandbits(64):016x}" for _ in range(8))
    name = "my codes.txt" if number % 2 else f"PyPI-Recovery-Codes-user{number}-2026-01-31T09_08_07.123456.txt"
    here = folder / f"codes {number}"
    here.mkdir()
    (here / name).write_text(codes, "ascii")
