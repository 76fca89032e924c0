"""The command line's door: the parser, the exit codes, and the window when no command is given.

Exit: 0 done, 1 refused or failed (a sentence and a hint on stderr), 2 wrong usage, 3 wrong password, 10 something is due.
"""

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

from ui.terminal.session import Session
from vault import settings
from vault.errors import BadInput, VaultError, WrongKey

DONE, REFUSED, WRONG_KEY = 0, 1, 3


def run() -> NoReturn:
    """Be the program `sparekey`."""
    os.umask(0o077)
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run one command, or open the window, and return the exit code."""
    options = parser().parse_args(arguments)
    path = options.vault or settings.vault_path(settings.load()[0])
    if options.command is None:
        from ui.desktop.app import run as open_window  # noqa: PLC0415  (Qt only where a window opens)

        return open_window(options.vault, demo=options.demo, demo_folder=options.demo_folder)
    try:
        options.command(Session(path, from_stdin=options.password_stdin), options)
        sys.stdout.flush()
    except VaultError as error:
        print(f"sparekey: {error}.", file=sys.stderr)
        if error.hint:
            print(f"hint: {error.hint}", file=sys.stderr)
        return WRONG_KEY if isinstance(error, WrongKey) else REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        print("sparekey: stopped, nothing was changed.", file=sys.stderr)
        return REFUSED
    return DONE


def parser() -> argparse.ArgumentParser:
    """Return the parser of the plan's command line."""
    from ui.terminal import accounts, care, transfer  # noqa: PLC0415

    root = argparse.ArgumentParser(
        prog="sparekey",
        description="Keeps the recovery codes and TOTP seeds that get you back into your accounts. "
        "Without a command it opens the window.",
        epilog="Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 wrong password, 10 something is due.",
    )
    root.add_argument("--vault", type=Path, metavar="FILE", help="the vault file (default: the one used last)")
    root.add_argument(
        "--password-stdin", action="store_true", help="read each secret as one line of standard input, the password first"
    )
    root.add_argument("--demo", action="store_true", help="open a throw-away vault to look around in")
    root.add_argument("--demo-folder", type=Path, help=argparse.SUPPRESS)
    root.add_argument("--version", action="version", version=f"sparekey {_version()}")
    root.set_defaults(command=None)
    commands = root.add_subparsers(title="commands", metavar="COMMAND")
    for module in (accounts, transfer, care):
        module.add_commands(commands)
    return root


def an_account(text: str) -> str:
    """Check `SERVICE:USERNAME` while the arguments are read, so that a typing slip asks for no password."""
    from vault import services  # noqa: PLC0415

    try:
        return ":".join(services.parse_title(text))
    except BadInput as error:
        raise argparse.ArgumentTypeError(f"{error}. {error.hint}") from None


def a_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a date is written YYYY-MM-DD") from None


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415

    return version("sparekey")
