"""A daily look by the system's own timer: a systemd user timer, a launchd agent or a Windows task.

The templates are those of `packaging/timers/`. macOS's and Windows's are from their makers' documentation, untested.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import platformdirs
from msgspec import Struct

import resources
from vault import files
from vault.errors import BadInput, NotSaved

_PASSED_ON = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")  # where things lie, if not where they usually do
Command = tuple[str, ...]


class Schedule(Struct, frozen=True):
    """What a system needs for the daily look: files with their bytes, commands that start and stop it.

    Before `start` come those of `first`, which may fail; after `stop` and once the files are gone come those of `after`.
    `links` are files that the commands make, removed with the others.
    """

    files: tuple[tuple[Path, bytes], ...]
    start: tuple[Command, ...]
    stop: tuple[Command, ...]
    first: tuple[Command, ...] = ()
    after: tuple[Command, ...] = ()
    links: tuple[Path, ...] = ()


def schedule(command: Sequence[str], *, system: str = sys.platform) -> Schedule:
    """Return what makes a system run a command every day. Raises BadInput where the command cannot be written down."""
    if any(not word.isprintable() for word in command):
        raise BadInput("A file name on the way to Sparekey has letters that cannot be shown", hint="Rename it.")
    if system == "win32":
        return _of_windows(command)
    return _of_macos(command) if system == "darwin" else _of_systemd(command)


def install(wanted: Schedule) -> list[str]:
    """Write the files that differ and start the look. Return what was done, in sentences. Raises NotSaved."""
    told = []
    for path, data in wanted.files:
        if _is(path, data):
            told.append(f"Already there: {path}")
        else:
            files.replace_small(path, data, keep=False)
            told.append(f"Wrote {path}")
    _run(wanted.first)
    if failed := _run(wanted.start):
        told += ["It could not be started from here. When you are logged in, run:", *map(_typed, failed)]
    else:
        told.append("From now on you are told on the desktop when something is due: in the morning, once a day at most.")
    return told


def uninstall(installed: Schedule) -> list[str]:
    """Stop the look and remove its files. Return what was done, in sentences. Raises NotSaved."""
    paths = [path for path, _ in installed.files]
    if not any(os.path.lexists(path) for path in (*paths, *installed.links)):
        return ["Nothing was installed, so nothing was removed."]
    failed = _run(installed.stop)
    told = []
    for path in (*installed.links, *paths):
        if os.path.lexists(path):
            _remove(path)
            told.append(f"Removed {path}")
    failed += _run(installed.after)
    if failed:
        told += ["What may still be running could not be stopped from here. When you are logged in, run:", *map(_typed, failed)]
    else:
        told.append("You are no longer told on the desktop when something is due.")
    return told


def preview(wanted: Schedule) -> list[str]:
    """Return what `install` would write and run."""
    told = []
    for path, data in wanted.files:
        text = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8")
        told += [f"It would write {path}:", "", *text.splitlines(), ""]
    return [*told, "Then it would run:", *map(_typed, (*wanted.first, *wanted.start))]


def _typed(command: Command) -> str:
    """Return a command as it is typed into a terminal."""
    return "  " + (subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command))


def _of_systemd(command: Sequence[str]) -> Schedule:
    if set(command[0]) & set("\"'\\"):
        raise BadInput(
            f"systemd starts no program with quotes or backslashes in its path: {command[0]}",
            hint="Install Sparekey elsewhere.",
        )
    folder = platformdirs.user_config_path() / "systemd" / "user"
    environment = (f"{name}={os.environ[name]}" for name in _PASSED_ON if os.environ.get(name))
    service = _filled(
        "sparekey-remind.service",
        command=" ".join([_systemd_word(command[0]), *(_systemd_word(word, "$") for word in command[1:])]),
        environment="\n".join(f"Environment={_systemd_word(one)}" for one in environment),
    )
    timer = "sparekey-remind.timer"
    control = ("systemctl", "--user")
    return Schedule(
        files=((folder / "sparekey-remind.service", service), (folder / timer, _filled(timer))),
        start=((*control, "daemon-reload"), (*control, "enable", "--now", timer)),
        stop=((*control, "stop", timer),),
        after=((*control, "daemon-reload"),),
        links=(folder / "timers.target.wants" / timer,),
    )


def _systemd_word(word: str, doubled: str = "") -> str:
    """Quote a word for a unit file (systemd.service(5), "Command lines"); `$` is special in all words but the first."""
    word = word.replace("\\", "\\\\").replace('"', '\\"')
    for char in f"%{doubled}":
        word = word.replace(char, 2 * char)
    return f'"{word}"'


def _of_macos(command: Sequence[str]) -> Schedule:
    path = Path.home() / "Library" / "LaunchAgents" / "sparekey.remind.plist"
    environment = [(name, os.environ[name]) for name in _PASSED_ON if os.environ.get(name)]
    data = _filled(
        path.name,
        command="\n".join(f"        <string>{escape(word)}</string>" for word in command),
        environment="\n".join(
            f"        <key>{name}</key>\n        <string>{escape(value)}</string>" for name, value in environment
        ),
    )
    user = f"gui/{os.getuid() if hasattr(os, 'getuid') else ''}"
    stop = ("launchctl", "bootout", f"{user}/sparekey.remind")
    return Schedule(((path, data),), first=(stop,), start=(("launchctl", "bootstrap", user, str(path)),), stop=(stop,))


def _of_windows(command: Sequence[str]) -> Schedule:
    path = platformdirs.user_state_path("sparekey", appauthor=False) / "sparekey-remind.xml"
    arguments = subprocess.list2cmdline(command[1:])
    text = _filled(path.name, command=escape(command[0]), arguments=escape(arguments)).decode()
    task = ("schtasks", "/Create", "/F", "/TN", "Sparekey reminder", "/XML", str(path))
    stop = ("schtasks", "/Delete", "/F", "/TN", "Sparekey reminder")
    return Schedule(((path, b"\xff\xfe" + text.encode("utf-16-le")),), start=(task,), stop=(stop,))


def _filled(name: str, **values: str) -> bytes:
    """Return a template with its values; a line that has none left over is dropped."""
    lines = _template(name).read_text("utf-8").splitlines()
    for key, value in values.items():
        lines = [line.replace(f"{{{{{key}}}}}", value) for line in lines if value or line.strip() != f"{{{{{key}}}}}"]
    return ("\n".join(lines) + "\n").encode()


def _template(name: str) -> Path:
    """Return where a template lies: where Sparekey is installed among its resources, in a checkout where it is kept."""
    installed = resources.path(f"timers/{name}")
    return installed if installed.exists() else resources.path(f"../packaging/timers/{name}")


def _is(path: Path, data: bytes) -> bool:
    try:
        return files.read_small(path, limit=1 << 20) == data
    except BadInput:
        return False


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        why = os.strerror(error.errno or 0).lower()
        raise NotSaved(f"{path} cannot be removed: {why}", hint="Remove it yourself.") from None


def _run(commands: Sequence[Command]) -> list[Command]:
    """Run commands one after the other; return those that were not, or did not succeed, from the first that failed on."""
    for place, command in enumerate(commands):
        try:
            done = subprocess.run(  # noqa: S603
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False
            )
        except (OSError, subprocess.SubprocessError):
            return list(commands[place:])
        if done.returncode != 0:
            return list(commands[place:])
    return []
