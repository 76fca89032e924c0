"""The command line's door: the parser, the exit codes, and the window when no command is given.

Exit: 0 done, 1 refused or failed (a sentence and a hint on stderr), 2 wrong usage, 3 wrong password, 10 something is due.
"""

import argparse
import errno
import io
import os
import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

from ui.terminal.session import Session
from vault import settings
from vault.errors import BadInput, VaultError, WrongKey
from vault.model import printable

DONE, REFUSED, WRONG_KEY = 0, 1, 3


def run() -> NoReturn:
    """Be the program `sparekey`."""
    os.umask(0o077)
    _mend_streams()
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
        _flush()
    except VaultError as error:
        _complain(str(error), error.hint)
        return WRONG_KEY if isinstance(error, WrongKey) else REFUSED
    except OSError as error:  # of printing: whatever else meets the disk raises a VaultError
        _drop_output()
        why = os.strerror(error.errno or errno.EIO).lower()
        _complain(f"The output could not be written: {why}", "What the command was to change is changed all the same.")
        return REFUSED
    except KeyboardInterrupt:
        _complain("Stopped", "")
        return REFUSED
    return DONE


def parser() -> argparse.ArgumentParser:
    """Return the parser of the plan's command line."""
    from ui.terminal import accounts, book, care, sweep, transfer  # noqa: PLC0415

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
    for module in (accounts, book, transfer, care, sweep):
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


def a_place(text: str) -> int:
    """Read the place of a code in its set."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 999:
        raise argparse.ArgumentTypeError("codes are numbered from 1")
    return int(text)


def _mend_streams() -> None:
    """Print what the terminal has no letters for as escapes, and open what was closed before the start.

    Otherwise the vault's file might get the number of a closed stream, and what is printed would land in it.
    """
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)
    if sys.stderr is None:
        sys.stderr = io.StringIO()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _flush() -> None:
    """Make sure that what was printed has left. Raises OSError."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    sys.stdout.flush()


def _drop_output() -> None:
    """Throw away what cannot be written, or Python tries once more when it ends."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(sentence: str, hint: str) -> None:
    print(f"sparekey: {printable(sentence)}.", file=sys.stderr)
    if hint:
        print(f"hint: {printable(hint)}", file=sys.stderr)


def _version() -> str:
    from importlib.metadata import version  # noqa: PLC0415

    return version("sparekey")
