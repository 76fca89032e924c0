"""Locking: the program becomes a fresh process of itself, and what was in its memory is gone."""

import os
import sys


def relaunch(arguments: list[str]) -> None:
    """Become a fresh process of the same program with these arguments. Does not return.

    Where the program is not to be had any more (it was just taken away or updated), it ends: what is open must not stay open.
    """
    own = len(sys.argv) - 1
    program = [sys.executable, *sys.orig_argv[1 : len(sys.orig_argv) - own], *arguments]
    if sys.platform == "win32":  # pragma: no cover
        import subprocess  # noqa: PLC0415

        subprocess.Popen(program)  # noqa: S603
        os._exit(0)
    try:
        os.execv(sys.executable, program)  # noqa: S606
    except OSError:
        print("sparekey: Locked, but the program could not be started anew.", file=sys.stderr)  # noqa: T201
        os._exit(1)
