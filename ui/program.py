"""How this program is started anew: by a timer, and by a click on its notification."""

import sys
from pathlib import Path


def own_command() -> list[str]:
    """Return what starts this very installation, with absolute paths."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    script = Path(sys.executable).with_name("sparekey.exe" if sys.platform == "win32" else "sparekey")
    if script.is_file():
        return [str(script)]
    own = len(sys.argv) - 1
    given = [str(Path(word).absolute()) if Path(word).is_file() else word for word in sys.orig_argv]
    return [sys.executable, *given[1 : len(given) - own]]
