"""The command remind: what is due, also while the vault is locked. Loads what opens a vault only where it is to be opened."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ui import remind
from ui.program import own_command
from ui.remind import Due, Report
from ui.terminal.arguments import a_date
from vault import agenda
from vault.model import printable


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "remind",
        help="tell what is due, also while the vault is locked",
        description="Tells what is due, without asking for the password: dates and kinds of things only, no names.",
        epilog="Exit codes: 0 nothing is due, 10 something is.",
    )
    command.add_argument("--vault-open", action="store_true", help="open the vault, and tell the accounts too")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.add_argument("--today", type=a_date, metavar="DATE", help="as of another day")
    command.add_argument("--notify", action="store_true", help="show one notification on the desktop, once a day at most")
    command.add_argument(
        "--ics", type=Path, metavar="FILE", help="write a calendar of the year ahead, without names unless with --vault-open"
    )
    command.add_argument("--install", action="store_true", help="have the system look every morning, and notify you")
    command.add_argument("--dry-run", action="store_true", help="with --install: show what would be written and run")
    command.add_argument("--uninstall", action="store_true", help="undo --install")
    command.set_defaults(command=None, wrong_usage=command.error)


def run(vault: Path, options: argparse.Namespace) -> int:
    """Do what was asked for and return the exit code. Raises VaultError."""
    _check_usage(options)
    if options.install or options.uninstall:
        _schedule(options)
        return 0
    today = options.today or date.today()  # noqa: DTZ011  (the user's day)
    if options.vault_open:
        report, calendar = _look_inside(vault, today, options)
    else:
        report = remind.look(vault, today)
        calendar = remind.calendar(vault) if options.ics else []
    if options.ics:
        _write_calendar(options.ics, calendar)
    _tell(report, today, options)
    if options.notify and report.due:
        _notify(vault, today, options)
    return report.exit_code


def _check_usage(options: argparse.Namespace) -> None:
    looks = options.vault_open or options.json or options.today or options.notify or options.ics
    if options.install and options.uninstall:
        options.wrong_usage("--install and --uninstall exclude each other")
    if (options.install or options.uninstall) and looks:
        options.wrong_usage("--install and --uninstall stand alone")
    if options.dry_run and not options.install:
        options.wrong_usage("--dry-run needs --install")


def _look_inside(vault: Path, today: date, options: argparse.Namespace) -> tuple[Report, Sequence[Due]]:
    """Return what is due, and what comes up within the calendar's year. The agenda is written anew, as by a save."""
    from ui.terminal.session import Session  # noqa: PLC0415  (loads what opens a vault)
    from vault import reminders, store  # noqa: PLC0415  (as above)

    with Session(vault, from_stdin=options.password_stdin, key_file=options.key_file).vault(write=False) as at:
        if not options.today:
            at.leave_behind()
        found = reminders.upcoming(at.vault, today, key_ids=[key.id for key in store.key_list(at.opened)])
        titles = {account.id: printable(account.title) for account in at.vault.accounts}
        listed = [
            Due(one.kind, one.due_on, titles.get(one.account_id), printable(reminders.title(at.vault, one))) for one in found
        ]
    due = tuple(listed[place] for place, one in enumerate(found) if one.is_due(today))
    last = today + timedelta(agenda.HORIZON)
    return Report(due, reminders.next_on(found, today)), [one for one in listed if one.due_on <= last]


def _write_calendar(path: Path, entries: Iterable[Due]) -> None:
    from ui import calendar_file  # noqa: PLC0415  (loads the library for calendars)

    calendar_file.write(path, entries, now=datetime.now(UTC))
    print(f"note: wrote the calendar {path}", file=sys.stderr)


def _tell(report: Report, today: date, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(report.document(), indent=2))
    else:
        print("\n".join(remind.lines(report, today, is_open=options.vault_open)))


def _notify(vault: Path, today: date, options: argparse.Namespace) -> None:
    from ui import notify  # noqa: PLC0415  (only where it is shown)

    if why := notify.tell(agenda.vault_id(vault), today, _this_program(options)):
        print(f"note: {why}.", file=sys.stderr)


def _schedule(options: argparse.Namespace) -> None:
    from ui import schedule  # noqa: PLC0415  (only where it is installed)

    wanted = schedule.schedule([*_this_program(options), "remind", "--notify"])
    if options.dry_run:
        told = schedule.preview(wanted)
    else:
        told = schedule.install(wanted) if options.install else schedule.uninstall(wanted)
    print("\n".join(told))


def _this_program(options: argparse.Namespace) -> list[str]:
    """Return what starts this program on the vault that was named."""
    return [*own_command(), *(["--vault", str(options.vault.absolute())] if options.vault else [])]
