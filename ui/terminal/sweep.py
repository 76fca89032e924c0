"""The command sweep: recovery codes lying about in the clear."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ui.terminal.session import Session, count, print_json, print_table
from vault import services, sweep
from vault.codes import Problem
from vault.model import printable
from vault.sweep import Finding, Progress

_EVERY = 1000  # files between two words about how far it is
_MOST_NOTES = 20


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("sweep", help="find recovery codes lying about in the clear")
    command.add_argument(
        "folders",
        nargs="*",
        type=Path,
        metavar="DIR",
        help="where to look (default: Downloads, Desktop, Documents and the folder you are in)",
    )
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=look)


def look(session: Session, options: argparse.Namespace) -> None:
    """Look, and tell. Nothing is written: what was found is brought in with `import`, and deleted by the user."""
    folders = sweep.resolved(options.folders or [*sweep.usual_folders(), Path.cwd()])
    found: list[Finding] = []
    problems: list[Problem] = []
    last = Progress(0, 0, 0, "")
    try:
        for step in _told(sweep.look(folders, session.peek())):
            if isinstance(step, Finding):
                found.append(step)
            elif isinstance(step, Problem):
                problems.append(step)
            else:
                last = step
    except KeyboardInterrupt:
        if not options.json:
            _print(sorted(found, key=_order), last)
        raise
    found.sort(key=_order)
    if options.json:
        print_json(
            {
                "found": [_row(finding) for finding in found],
                "problems": [{"where": problem.where, "why": problem.why} for problem in problems],
                "files": last.files,
            }
        )
        return
    _print(found, last)
    for problem in problems[:_MOST_NOTES]:
        print(f"note: {problem.where}: {problem.why}", file=sys.stderr)
    if len(problems) > _MOST_NOTES:
        print(f"note: and {len(problems) - _MOST_NOTES} more that could not be looked at", file=sys.stderr)


def _told(steps: Iterable[sweep.Step]) -> Iterable[sweep.Step]:
    """Pass the steps on, and say on a terminal how far it is."""
    is_shown = sys.stderr.isatty()
    said = 0
    try:
        for step in steps:
            if is_shown and isinstance(step, Progress) and step.files >= said + _EVERY:
                said = step.files
                print(f"\r{said:,} files", end="", file=sys.stderr, flush=True)
            yield step
    finally:
        if said:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _print(found: Sequence[Finding], last: Progress) -> None:
    if not found:
        looked_at = f"{count(last.files, 'file')} in {count(last.folders, 'folder')}"
        print(f"No recovery codes lie about in the clear: {looked_at} looked at.")
        return
    rows = [
        (_where(one), one.account or services.find(one.service).name, str(one.codes), _word(one.is_kept), _word(one.is_tracked))
        for one in found
    ]
    print_table(("PATH", "OF", "CODES", "IN THE VAULT", "IN GIT"), rows)
    if any(not one.is_kept for one in found):
        print("Bring in what is not in the vault: sparekey import FILE. Then delete the files, or use the window for both.")
    else:
        print("All of these codes are in the vault. Delete the files; what git has keeps them in its history.")


def _row(finding: Finding) -> dict[str, Any]:
    return {
        "path": str(finding.path),
        "member": finding.member or None,
        "service": finding.service,
        "account": finding.account or None,
        "codes": finding.codes,
        "in_vault": finding.is_kept,
        "tracked_by_git": finding.is_tracked,
    }


def _where(finding: Finding) -> str:
    return printable(f"{finding.path}: {finding.member}" if finding.member else str(finding.path))


def _order(finding: Finding) -> tuple[str, str]:
    return str(finding.path), finding.member


def _word(is_so: bool) -> str:  # noqa: FBT001
    return "yes" if is_so else "no"
