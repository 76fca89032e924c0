"""docs/evidence.md: the figures of the long campaigns, each section written by the command that measured it."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

PATH = Path(__file__).parent.parent / "docs" / "evidence.md"
Row = tuple[str, str, str]  # what was tried, how often, what came of it


def record(command: str, title: str, rows: Sequence[Row], *, words: str = "", is_part: bool = False, path: Path = PATH) -> None:
    """Put a section in the place of the one that `command` (as "run.py crash") wrote before, and leave all others alone.

    Where `rows` are but a part of it, the others of before stay; what was tried, the first cell, tells which is which.
    """
    text = path.read_text("utf-8")
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    found = pattern.search(text)
    if found and is_part:
        fresh = {row[0]: row for row in rows}
        rows = [fresh.pop(row[0], row) for row in _rows_in(found[0])] + list(fresh.values())
    table = ["| what | how often | what came of it |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    section = "\n".join([f"## {title}", _origin(command), *([words] if words else []), "", *table, ""])
    text = pattern.sub(lambda _: section + "\n", text) if found else f"{text.rstrip()}\n\n{section}"
    path.write_text(text.rstrip() + "\n", "utf-8")


def _rows_in(section: str) -> list[Row]:
    table = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [(what, often, came) for what, often, came in table[1:]]


def _origin(command: str) -> str:
    day = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"Written by `{command}` on {day} ({machine})."
