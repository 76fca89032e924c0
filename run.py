#!/usr/bin/env python3
"""Starts Sparekey from this checkout, and sets it up first where that is needed.

    python3 run.py [ARGS...]            the window, or one of sparekey's terminal commands
    python3 run.py test [PYTEST ARGS]   all tests with their coverage gates, or just those that are named
    python3 run.py check                ruff and mypy
    python3 run.py bench [ARGS]         the benchmarks
    python3 run.py crash [ARGS]         crashes, kills and full disks at every moment of every save
    python3 run.py fuzz [ARGS]          hostile files for everything that reads files
    python3 run.py leaks                canary secrets searched for wherever they could have got to
    python3 run.py sync [ARGS]          two real Syncthing instances over one vault, edited on both sides
    python3 run.py pictures [ARGS]      the user guide's pictures, drawn anew

What it installs goes into .venv beside this file. Its own words go to stderr: stdout may be a command's JSON.
"""

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 (this file has to say it, so it must also compile there)
    sys.exit("Sparekey needs Python 3.11 or newer, and this is Python {}.{}.".format(*sys.version_info))

import tomllib
from collections.abc import Callable, Mapping, Sequence
from typing import IO

Table = dict[str, dict[str, str]]

WINDOWS = os.name == "nt"
ROOT = Path(__file__).resolve().parent
PACKAGING = ROOT / "packaging"
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = SCRIPTS / ("python.exe" if WINDOWS else "python")
SPAREKEY = SCRIPTS / ("sparekey.exe" if WINDOWS else "sparekey")
STAMP = VENV / "sparekey-setup.json"
LOCKS = {"run": PACKAGING / "requirements.lock", "dev": PACKAGING / "requirements-dev.lock"}
# With one of these sparekey stays in the terminal.
TERMINAL = (
    "init add import list show totp code set remind readiness request print restore export merge verify keys"
    " sweep formats outcome compare sheets link backups history delete bin -h --help --version"
)
# What takes too long for every test run, and writes its figures to docs/evidence.md.
CAMPAIGNS = {
    "bench": "tests.benchmarks",
    "crash": "tests.crash",
    "fuzz": "tests.fuzz",
    "leaks": "tests.leaks",
    "sync": "tests.sync",
}
# What is marked as tedious needs no coverage, which takes half as long again.
COVERED = ["coverage", "run", "-m", "pytest", "-m", "not tedious"]
WINDOW = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "ui").glob("test_*.py"))
PARTS = [
    ["pytest", "-m", "tedious", "tests/core", "tests/leaks", "tests/sync"],
    [*COVERED, *WINDOW[::2]],
    [*COVERED, *WINDOW[1::2]],
    [*COVERED, "tests/core"],
    [*COVERED, "--ignore=tests/core", "--ignore=tests/ui"],
]
# With these Qt paints a PDF, which takes its libraries but no display.
PAINTING = ({"print"}, {"keys", "add"})
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


class SetupError(Exception):
    """A sentence for the person at the terminal."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run_quietly(command: Sequence[str | Path], held: Sequence[int] = (), **env: str) -> tuple[int, str]:
    """Return the exit code, and what there is to show should it not be 0."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **env},
        pass_fds=held,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout.strip()


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_font() -> bool:
    return any(any(Path(folder).expanduser().rglob("*.[ot]t[cf]")) for folder in FONT_FOLDERS)


def missing_libraries(libraries: Mapping[str, Table], environ: Mapping[str, str], is_there: Callable[[str], bool]) -> list[str]:
    """Name what the window lacks, given the platform plugin that Qt will choose or can fall back on."""
    plugins = ["wayland"] * bool(environ.get("WAYLAND_DISPLAY")) + ["xcb"] * bool(environ.get("DISPLAY"))
    if environ.get("QT_QPA_PLATFORM"):
        plugins = [name.partition(":")[0].partition("-")[0] for name in environ["QT_QPA_PLATFORM"].split(";")]
    lacks = [[n for n in libraries.get(plugin, ()) if not is_there(n)] for plugin in plugins or ["xcb"]]
    return [n for n in libraries["qt"] if not is_there(n)] + min(lacks, key=len)


def package_manager(managers: Mapping[str, Mapping[str, Sequence[str]]], release: Mapping[str, str]) -> str:
    """Return "apt" or the like, or "" for a distribution that system-libraries.toml doesn't know."""
    ids = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((name for i in ids for name, manager in managers.items() if i in manager["ids"]), "")


def packages_for(names: Sequence[str], table: Table, manager: str) -> list[str]:
    """Translate libraries, programs and so on; what has no known package stays out."""
    version = "{}.{}".format(*sys.version_info)
    return sorted({table[n][manager].format(version=version) for n in names if manager in table[n]})


def apt_install(packages: Sequence[str]) -> None:
    say(f"Installing with apt-get: {' '.join(packages)}")
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "--no-install-recommends", *packages]
    for command in (install, [*apt, "update"], install):
        code, output = run_quietly(command, DEBIAN_FRONTEND="noninteractive")
        if code == 0 and command is install:
            return
    raise SetupError(f"apt-get could not install them; its last words were:\n{output[-2000:]}")


def ensure_system(*, ensurepip: bool, window: bool, tests: bool, paints: bool = False, campaign: str = "") -> None:
    """Install what the system lacks where we may, else say how to."""
    known = tomllib.loads((PACKAGING / "system-libraries.toml").read_text(encoding="utf-8"))
    of_campaign = known["campaigns"].get(campaign, {})
    table: Table = known["programs"] | known["others"] | of_campaign
    for group in known["libraries"].values():
        table |= group
    release: dict[str, str] = {}
    with contextlib.suppress(OSError):
        release = platform.freedesktop_os_release()
    manager = package_manager(known["managers"], release)

    missing: list[str] = []
    if ensurepip and importlib.util.find_spec("ensurepip") is None:
        missing.append("Python's ensurepip")
    if sys.platform == "linux" and (window or tests):
        # The tests open their windows on an X server of their own.
        environ = {"QT_QPA_PLATFORM": "xcb"} if tests else os.environ
        missing += missing_libraries(known["libraries"], environ, loads)
        missing += ["a font"] if manager and not has_font() else []
    elif sys.platform == "linux" and paints:
        missing += missing_libraries(known["libraries"], {"QT_QPA_PLATFORM": "offscreen"}, loads)
    if sys.platform == "linux" and tests:
        missing += [program for program in [*known["programs"], *of_campaign] if not shutil.which(program)]

    packages = packages_for(missing, table, manager)
    root = not WINDOWS and os.geteuid() == 0
    if packages and root and manager == "apt":
        apt_install(packages)
    elif packages:
        command = f"{'' if root else 'sudo '}{known['managers'][manager]['install']} {' '.join(packages)}"
        raise SetupError(f"Sparekey needs packages that this system lacks: install them with `{command}`.")
    elif missing:
        raise SetupError(f"Sparekey needs what this system lacks: install {', '.join(missing)}.")


def wanted_stamp(kind: str) -> dict[str, str]:
    """Describe a finished set-up. One for developers ("dev") also serves to "run"."""
    stamp = {"python": "{}.{}".format(*sys.version_info), "checkout": str(ROOT)}
    project = (ROOT / "pyproject.toml").read_bytes()
    for each in {"run", kind}:
        stamp[each] = hashlib.sha256(LOCKS[each].read_bytes() + project).hexdigest()
    return stamp


def read_stamp() -> dict[str, str]:
    """Return what the last set-up wrote when it was done; nothing if it never was."""
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (FileNotFoundError, TypeError, ValueError):
        return {}


def write_stamp(stamp: Mapping[str, str]) -> None:
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def is_current(stamp: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return wanted.items() <= stamp.items() and PYTHON.exists() and SPAREKEY.exists()


def is_reusable(stamp: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Tell whether pip can bring .venv up to date, or whether it has to be made anew."""
    if STAMP.exists() and any(stamp.get(key) != wanted[key] for key in ("python", "checkout")):
        return False
    probe = "import sys, pip; print('{}.{}'.format(*sys.version_info))"
    return PYTHON.exists() and run_quietly([PYTHON, "-c", probe]) == (0, wanted["python"])


def why_pip_failed(output: str) -> str:
    if "Retrying (" in output or "ConnectionError" in output or "timed out" in output:
        return (
            "Sparekey's packages could not be downloaded: check the network"
            " (behind a proxy set HTTPS_PROXY, for a mirror PIP_INDEX_URL) and start it again."
        )
    return "pip could not install Sparekey's packages:\n" + output[max(output.find("ERROR"), 0) :]


def pip_install(held: Sequence[int], *arguments: str | Path) -> None:
    command = [PYTHON, "-m", "pip", "install", "-q", *arguments]
    code, output = run_quietly(command, held, PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    if code != 0:
        raise SetupError(why_pip_failed(output))


def lock(file: int) -> Sequence[int]:
    """Wait for other starts that set up. What is returned is for pip to hold too, should it outlive us."""
    if sys.platform == "win32":
        return ()
    import fcntl  # noqa: PLC0415 (Windows has none)

    with contextlib.suppress(OSError):  # a network drive may know no locks
        fcntl.flock(file, fcntl.LOCK_EX)
    return (file,)


def make_venv() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    write_stamp({})
    try:
        venv.create(VENV, symlinks=not WINDOWS, with_pip=True)
    except subprocess.CalledProcessError as error:
        raise SetupError(f"Python could not make {VENV}: {error.output!r}") from error


def install(kind: str, wanted: Mapping[str, str]) -> None:
    """Bring .venv up to date; until that is done its stamp is empty, so the next start makes it anew."""
    with Path(__file__).open("rb") as own_file:
        held = lock(own_file.fileno())
        before = read_stamp()
        if is_current(before, wanted):  # another start did it while we waited for the lock
            return
        reusable = is_reusable(before, wanted)
        say("Updating Sparekey's packages" if reusable else "Setting up Sparekey (once, about a minute)")
        if not reusable:
            make_venv()
        write_stamp({})
        try:
            pip_install(held, "--require-hashes", "--only-binary", ":all:", "-r", LOCKS[kind])
            pip_install(held, "--no-deps", "--no-build-isolation", "-e", ".")
        except SetupError:
            if reusable and before:  # pip undoes what it could not finish
                write_stamp(before)
            raise
        write_stamp(wanted)


def set_up(kind: str, *, window: bool = False, tests: bool = False, paints: bool = False, campaign: str = "") -> None:
    try:
        wanted = wanted_stamp(kind)
        current = is_current(read_stamp(), wanted)
        ensure_system(ensurepip=not current, window=window, tests=tests, paints=paints, campaign=campaign)
        if not current:
            install(kind, wanted)
    except OSError as error:
        raise SetupError(f"Sparekey could not be set up in {VENV}: {error}") from error


def step(*command: str, output: IO[bytes] | None = None) -> int:
    """Run a tool of .venv at the top of the checkout, and return its exit code."""
    environ = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    done = subprocess.run([PYTHON, "-m", *command], cwd=ROOT, env=environ, stdout=output, stderr=output, check=False)
    return done.returncode


def run_parts() -> int:
    """Run the parts of the tests beside each other, and show what each said, one after the other."""
    with contextlib.ExitStack() as stack:
        outputs = [stack.enter_context(tempfile.TemporaryFile()) for _ in PARTS]
        pool = stack.enter_context(ThreadPoolExecutor(len(PARTS)))
        ends = [pool.submit(step, *part, output=output) for part, output in zip(PARTS, outputs, strict=True)]
        codes = []
        for end, output in zip(ends, outputs, strict=True):
            codes.append(end.result())
            output.seek(0)
            sys.stdout.flush()
            shutil.copyfileobj(output, sys.stdout.buffer)
            sys.stdout.flush()
    return next((code for code in codes if code), 0)


def run_tests(arguments: Sequence[str]) -> int:
    set_up("dev", tests=True)
    if arguments:
        return step("pytest", *arguments)
    return (
        step("coverage", "erase")
        or run_parts()
        or step("coverage", "combine", "-q")
        or step("coverage", "report", "--include=vault/*", "--fail-under=100")
        or step("coverage", "report", "--fail-under=90")
    )


def run_checks(_arguments: Sequence[str]) -> int:
    set_up("dev")
    return step("ruff", "check") or step("ruff", "format", "--check") or step("mypy", "--strict")


def draw_pictures(arguments: Sequence[str]) -> int:
    set_up("dev", window=True)
    return step("tests.pictures", *arguments)


WORK = {"test": run_tests, "check": run_checks, "pictures": draw_pictures}


def main(arguments: Sequence[str]) -> int:
    word = arguments[0] if arguments else ""
    try:
        if word in WORK:
            return WORK[word](arguments[1:])
        if word in CAMPAIGNS:
            set_up("dev", tests=True, campaign=word)
            return step(CAMPAIGNS[word], *arguments[1:])
        if word in ("-h", "--help"):
            say(f"{__doc__}\nSparekey's own help:\n")
        window = set(TERMINAL.split()).isdisjoint(arguments)
        set_up("run", window=window, paints=any(words <= set(arguments) for words in PAINTING))
        if WINDOWS:
            return subprocess.run([SPAREKEY, *arguments], check=False).returncode
        os.execv(SPAREKEY, [str(SPAREKEY), *arguments])  # noqa: S606 (no shell is the point)
    except SetupError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
