"""Sentences made from values. Sentence case, no exclamation marks, what to do next; never a secret.

Everything that is shown to the user and depends on a value is worded here, so that it is worded once.
"""

import os
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from vault import services
from vault.codes import Problem
from vault.errors import VaultError
from vault.model import Account, Code, CodeSet, printable

if TYPE_CHECKING:
    from pathlib import Path

    from vault.formats.google import Pages
    from vault.sweep import Finding, Progress

LOW = 2  # codes left from which on a set counts as low (research/peers.md B)


def of_error(error: VaultError) -> str:
    return f"{error}. {error.hint}" if error.hint else f"{error}."


def of_problem(problem: Problem) -> str:
    """Word something odd in a file: with the line where it is about one."""
    text = f"{problem.where}: {problem.why}" if any(char.isdigit() for char in problem.where) else problem.why
    return _capital(text)


def day(at: date | datetime) -> str:
    """Write a day as 31 January 2026: unambiguous in any country."""
    if isinstance(at, datetime):
        at = at.astimezone().date()
    return f"{at.day} {at:%B %Y}"


def moment(at: datetime) -> str:
    """Write a day and a time of day, in the zone of this computer."""
    return f"{day(at)}, {at.astimezone():%H:%M}"


def short_day(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        moment = moment.astimezone().date()
    return f"{moment.day} {moment:%b %Y}"


def count(number: int, singular: str, plural: str = "") -> str:
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def service_name(account: Account) -> str:
    return services.find(account.service).name


def codes_left(code_set: CodeSet | None) -> str:
    if code_set is None:
        return "No recovery codes yet"
    left = code_set.count("unused")
    if left == 0:
        return "No code left"
    return f"{left} of {len(code_set.codes)} left"


def code_set_origin(code_set: CodeSet) -> str:
    if not code_set.count("unused"):
        return "Sign in another way and generate new ones."
    parts = [_capital(made(code_set))]
    parts += [f"compared on {short_day(code_set.checked_on)}"] if code_set.checked_on else []
    parts += [f"paper tested on {short_day(code_set.tested_on)}"] if code_set.tested_on else []
    return ", ".join(parts)


def made(code_set: CodeSet) -> str:
    return f"generated on {day(code_set.generated_on)}" if code_set.generated_on else f"added on {day(code_set.added_at)}"


def replaced(code_set: CodeSet) -> str:
    return f"{_capital(made(code_set))}. These no longer work."


def spaced(value: str) -> str:
    """Group the digits of a one-time password for reading: 123 456, 1234 5678."""
    size = 3 if len(value) in {6, 7, 9} else 4
    return " ".join(value[start : start + size] for start in range(0, len(value), size))


def drift(ahead: int | None, period: int) -> str:
    """Word by how many seconds another device is ahead of this computer; None where its digits do not fit at all."""
    if ahead is None:
        return "These digits do not fit. The other device has another seed, or one of the clocks is off by minutes."
    if ahead == 0:
        return "The two clocks agree."
    which = "ahead of" if ahead > 0 else "behind"
    if abs(ahead) <= period:
        return f"The other device is up to {period} s {which} this computer. Services accept that much."
    return (
        f"The other device is about {duration(abs(ahead))} {which} this computer. Let both set their clocks by the network: "
        "with more than a period between them the digits are refused."
    )


def duration(seconds: int) -> str:
    if seconds < 120:
        return count(seconds, "second")
    return count(seconds // 60, "minute") if seconds < 7200 else count(seconds // 3600, "hour")


def clock_jumped(by: int) -> str:
    which = "forward" if by > 0 else "back"
    return f"This computer's clock was set {which} by {duration(abs(by))}. Were it wrong, six digits would be refused."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def low(left: int, service: str) -> str:
    if left == 0:
        return f"There is no code left. Sign in with the authenticator and generate new ones at {service}, then bring them in."
    return f"Only {count(left, 'code')} left. Generate new ones at {service} while you can sign in; that makes these void."


def code_copied(place: int, seconds: int, *, is_marked: bool) -> str:
    marked = "copied and marked as used" if is_marked else "copied, not marked"
    return f"Code {place} {marked}. The clipboard is cleared in {seconds} s."


def site_to_look_for(host: str) -> str:
    return f" Are you really at {host}? Look at the address bar."


def more_pages(missing: "Sequence[Pages]") -> str:
    """Say which pages of a Google Authenticator export are still to come."""
    several = ", ".join(str(pages) for pages in missing)
    return f"{several}. Show the next one: drop or paste its picture, in any order."


def grouped(secret: str) -> str:
    """Write a seed in groups of four letters, as services show it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def lying(finding: "Finding") -> str:
    """Say what was found in a file: 8 codes of alice at PyPI."""
    service, _, username = finding.account.partition(":")
    whose = f"{username} at {services.find(service).name}" if username else services.find(finding.service).name
    return f"{count(finding.codes, 'code')} of {whose}"


def lying_where(finding: "Finding") -> str:
    """Say where it lies: the folder, or the archive."""
    return f"inside {printable(finding.path.name)}" if finding.member else place(finding.path.parent)


def looked_at(progress: "Progress") -> str:
    folders = f"{progress.folders:,} {'folder' if progress.folders == 1 else 'folders'}"
    return f"{progress.files:,} {'file' if progress.files == 1 else 'files'} in {folders} looked at"


def place(path: "Path") -> str:
    """Write where a file or folder is, with ~ for the user's own folder."""
    text = printable(str(path))
    home = os.path.expanduser("~")  # noqa: PTH111  (Path.home raises where there is none)
    return f"~{text.removeprefix(home)}" if text == home or text.startswith(home + os.sep) else text


def strength(score: int) -> str:
    """Word zxcvbn's score, 0 to 4."""
    return (
        "Very easy to guess",
        "Easy to guess",
        "Could be guessed with effort",
        "Hard to guess",
        "Very hard to guess",
    )[score]


OUTCOMES = {"worked": "worked", "mailed": "mail was asked for", "refused": "was refused"}

NO_RESET = (
    "Nobody can reset this password: not us, not PyPI. Without it the vault stays closed. "
    "Write it down and keep it where you keep other things that must not get lost."
)
BURNED = "PyPI has you burn one code while two-factor sign-in is set up. Which one was it?"


def code_used(code: Code, device: str) -> str:
    """Say when, from where and why a code was used, and how that ended: a line each."""
    used = f"Used on {moment(code.used_at)}" if code.used_at else "Used"
    used += f", from {printable(device)}" if device else ""
    outcome = f"Outcome: {OUTCOMES[code.outcome]}" if code.outcome else ""
    return "\n".join(filter(None, (used, f"Why: {printable(code.note)}" if code.note else "", outcome)))
