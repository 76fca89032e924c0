"""The command line's door: the parser, the exit codes, and the window when no command is given.

Exit: 0 done, 1 refused or failed (a sentence and a hint on stderr), 2 wrong usage, 3 wrong password or key,
10 something is due.
"""

import argparse
import errno
import os
import sys
from pathlib import Path
from typing import NoReturn

from ui import defects, process
from ui.terminal import streams
from vault import settings
from vault.errors import VaultError, WrongKey
from vault.model import printable

DONE, REFUSED, WRONG_KEY = 0, 1, 3


def run() -> NoReturn:
    """Be the program `sparekey`."""
    process.harden()
    streams.mend()
    defects.watch()
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run one command, or open the window, and return the exit code."""
    options, words = _own_options(add_help=False).parse_known_args(arguments)
    if not words:
        from ui.desktop.lean import start_lean  # noqa: PLC0415  (Qt only where a window opens)

        start_lean()
        from ui.desktop.app import run as open_window  # noqa: PLC0415  (and after that)

        return open_window(options.vault, demo=options.demo, demo_folder=options.demo_folder, minimised=options.minimised)
    options = parser(words[0]).parse_args(arguments)
    path = options.vault or settings.vault_path(settings.load()[0])
    try:
        code = _run_command(path, options)
        streams.flush()
    except VaultError as error:
        _complain(str(error), error.hint)
        return WRONG_KEY if isinstance(error, WrongKey) else REFUSED
    except OSError as error:  # of printing: whatever else meets the disk raises a VaultError
        streams.drop_output()
        why = os.strerror(error.errno or errno.EIO).lower()
        _complain(f"The output could not be written: {why}", "What the command was to change is changed all the same.")
        return REFUSED
    except KeyboardInterrupt:
        _complain("Stopped", "")
        return REFUSED
    return code


def parser(word: str = "") -> argparse.ArgumentParser:
    """Return the parser of the plan's command line. That of `remind` alone loads nothing that opens a vault."""
    from ui.terminal import remind  # noqa: PLC0415

    root = _own_options()
    commands = root.add_subparsers(title="commands", metavar="COMMAND", required=True)
    if word != "remind":
        from ui.terminal import (  # noqa: PLC0415
            accounts,
            book,
            care,
            facts,
            key_care,
            link,
            merge,
            paper,
            past,
            readiness,
            request,
            restore,
            sweep,
            transfer,
        )

        before = (accounts, book, transfer, facts, readiness, request, paper, restore, care, key_care, past, merge, sweep, link)
        for module in before:
            module.add_commands(commands)
    remind.add_commands(commands)
    return root


def _run_command(path: Path, options: argparse.Namespace) -> int:
    """Do what a command does, and return the exit code. Raises VaultError, and OSError of printing."""
    if options.command is None:
        from ui.terminal import remind  # noqa: PLC0415  (as the parser)

        return remind.run(path, options)
    from ui.terminal.session import Session  # noqa: PLC0415  (loads what opens a vault)

    options.command(Session(path, from_stdin=options.password_stdin, key_file=options.key_file), options)
    return DONE


def _own_options(*, add_help: bool = True) -> argparse.ArgumentParser:
    """Return the parser of what comes before a command. Without one the window opens, and need not load the commands."""
    root = argparse.ArgumentParser(
        prog="sparekey",
        description="Keeps the recovery codes and TOTP seeds that get you back into your accounts. "
        "Without a command it opens the window.",
        add_help=add_help,
        epilog="Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 wrong password or key, 10 something is due.",
    )
    root.add_argument("--vault", type=Path, metavar="FILE", help="the vault file (default: the one used last)")
    root.add_argument(
        "--password-stdin", action="store_true", help="read each secret as one line of standard input, the password first"
    )
    root.add_argument("--key-file", type=Path, metavar="FILE", help="open the vault with its password and this key file")
    root.add_argument("--demo", action="store_true", help="open a throw-away vault to look around in")
    root.add_argument("--demo-folder", type=Path, help=argparse.SUPPRESS)
    root.add_argument("--minimised", action="store_true", help=argparse.SUPPRESS)
    root.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    return root


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that takes longer than the rest of the parser."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version  # noqa: PLC0415

        print("sparekey", version("sparekey"))
        parser.exit()


def _complain(sentence: str, hint: str) -> None:
    print(f"sparekey: {printable(sentence)}.", file=sys.stderr)
    if hint:
        print(f"hint: {printable(hint)}", file=sys.stderr)
