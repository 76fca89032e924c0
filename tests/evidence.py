"""docs/evidence.md: the figures of the long campaigns, each section written by the command that measured it."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

PATH = Path(__file__).parent.parent / "docs" / "evidence.md"
Row = tuple[str, str, str]  # what was tried, how often, what came of it


def record(command: str, title: str, rows: Sequence[Row], *, words: str = "", path: Path = PATH) -> None:
    """Put a section in the place of the one that `command` (as "run.py crash") wrote before, and leave all others alone."""
    table = ["| what | how often | what came of it |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    section = "\n".join([f"## {title}", _origin(command), *([words] if words else []), "", *table, ""])
    text = path.read_text("utf-8")
    found = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    text = found.sub(lambda _: section + "\n", text) if found.search(text) else f"{text.rstrip()}\n\n{section}"
    path.write_text(text.rstrip() + "\n", "utf-8")


def _origin(command: str) -> str:
    day = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"Written by `{command}` on {day} ({machine})."
