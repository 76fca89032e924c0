"""Counts the vectors, and says which of them on disk are not what is generated; `--write` writes them."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.vectors import content, inside, outside, slots, whole
from tests.vectors.vector import FOLDER, Vector, dump


def generated() -> list[Vector]:
    """Return all vectors, the same ones in each run."""
    made = [vector for module in (outside, slots, inside, content, whole) for vector in module.vectors()]
    return sorted(made, key=lambda vector: vector.name)


def differing(vectors: list[Vector], folder: Path = FOLDER) -> list[str]:
    """Return the names of the files that are not there, not right, or not needed."""
    texts = {f"{vector.name}.vec": dump(vector) for vector in vectors}
    found = {path.name: path.read_text("utf-8") for path in folder.glob("*")}
    return sorted(name for name in texts.keys() | found.keys() if texts.get(name) != found.get(name))


def write(vectors: list[Vector], folder: Path = FOLDER) -> None:
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.vec"):
        path.unlink()
    for vector in vectors:
        (folder / f"{vector.name}.vec").write_text(dump(vector), "utf-8", newline="\n")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.vectors", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the files anew")
    options = parser.parse_args()
    vectors = generated()
    if options.write:
        write(vectors)
    for counted in (Counter(vector.area for vector in vectors), Counter(vector.expect for vector in vectors)):
        print(", ".join(f"{word} {count}" for word, count in sorted(counted.items())))
    wrong = differing(vectors)
    print(f"{len(vectors)} vectors, {len(wrong)} files differ", *wrong, sep="\n  ")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
