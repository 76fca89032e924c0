"""Where the message buses of a Linux desktop listen. None is ever started: QtDBus would, where nobody told it of one."""

import os
import sys
from pathlib import Path

_SYSTEM_SOCKET = "/run/dbus/system_bus_socket"


def session_address() -> str:
    """Return where the bus of the user's session listens, or an empty text."""
    if not sys.platform.startswith("linux"):  # pragma: no cover
        return ""
    return os.environ.get("DBUS_SESSION_BUS_ADDRESS") or _address(f"/run/user/{os.getuid()}/bus")


def system_address() -> str:
    """Return where the bus of the system listens, or an empty text."""
    if not sys.platform.startswith("linux"):  # pragma: no cover
        return ""
    return os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or _address(_SYSTEM_SOCKET)


def _address(path: str) -> str:
    try:
        return f"unix:path={path}" if Path(path).exists() else ""
    except OSError:  # of a folder that is closed to us: Python before 3.14 raises
        return ""
