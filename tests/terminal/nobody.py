"""Running programs as an ordinary user: root may look into every process, so as root the user `nobody` stands in."""

import os
import subprocess
import sys
from pathlib import Path

_AS_NOBODY = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")


def as_somebody(command: list[str], folder: Path) -> list[str]:
    """Return the command that runs this one as an ordinary user. `folder` is empty and becomes that user's."""
    if os.geteuid() != 0:
        return command
    os.chown(folder, 65534, 65534)
    closed = [one for one in Path(sys.executable).resolve().parents if not one.stat().st_mode & 0o001]
    return [*_reach_into(closed, folder.parent / "view"), *_AS_NOBODY, *command]


def as_nobody(command: list[str]) -> list[str]:
    """Return the command that runs one of the system's programs as the same ordinary user."""
    return [*_AS_NOBODY, *command] if os.geteuid() == 0 else command


def may_read(process: int, name: str) -> bool:
    """Tell whether another program of the same ordinary user may read a file of /proc."""
    command = as_nobody(["head", "-c", "1", f"/proc/{process}/{name}"])
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    refused = b"Permission denied" in done.stderr
    assert refused or b"denied" not in done.stderr, done.stderr
    return not refused


def _reach_into(closed: list[Path], view: Path) -> list[str]:
    """Return the beginning of a command that sees one closed folder opened."""
    if not closed:
        return []
    (shut,) = closed  # such as /root
    inside = Path(sys.executable).resolve().relative_to(shut).parts[0]
    (view / inside).mkdir(parents=True, exist_ok=True)
    view.chmod(0o755)
    script = 'mount --bind "$1/$3" "$2/$3" && mount --rbind "$2" "$1" && shift 3 && exec "$@"'
    return ["unshare", "-m", "--propagation", "private", "sh", "-c", script, "sh", str(shut), str(view), inside]
