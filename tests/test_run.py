"""run.py's own decisions; nothing here installs anything."""

import ast
import importlib.util
import json
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ui.terminal.main import parser

TOP = Path(__file__).parent.parent
KNOWN = tomllib.loads((TOP / "packaging" / "system-libraries.toml").read_text(encoding="utf-8"))
EVERYTHING = {**KNOWN["programs"], **KNOWN["others"], **{n: p for g in KNOWN["libraries"].values() for n, p in g.items()}}
DEBIAN = {"ID": "debian"}


@pytest.fixture
def run() -> Any:
    spec = importlib.util.spec_from_file_location("run", TOP / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(run: Any, tmp_path: Path) -> Any:
    """run.py in a checkout of its own, set up by nobody yet."""
    run.ROOT = tmp_path
    run.VENV = tmp_path / ".venv"
    run.STAMP = run.VENV / "stamp.json"
    run.PYTHON = run.VENV / "python"
    run.SPAREKEY = run.VENV / "sparekey"
    run.LOCKS = {"run": tmp_path / "run.lock", "dev": tmp_path / "dev.lock"}
    for name in ("pyproject.toml", "run.lock", "dev.lock"):
        (tmp_path / name).write_text(name)
    return run


def made(run: Any, stamp: dict[str, str]) -> None:
    """Lay out a .venv whose python says that it is this version."""
    run.VENV.mkdir(exist_ok=True)
    run.PYTHON.write_text("#!/bin/sh\necho {}.{}\n".format(*sys.version_info))
    run.PYTHON.chmod(0o755)
    run.SPAREKEY.touch()
    run.write_stamp(stamp)


# The distribution


@pytest.mark.parametrize(
    ("release", "manager"),
    [
        (DEBIAN, "apt"),
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "apt"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "apt"),
        ({"ID": "fedora"}, "dnf"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "dnf"),
        ({"ID": "arch"}, "pacman"),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "pacman"),
        ({"ID": "opensuse-tumbleweed", "ID_LIKE": "opensuse suse"}, "zypper"),
        ({"ID": "alpine"}, ""),
        ({}, ""),
    ],
)
def test_package_manager_is_that_of_the_distribution(run: Any, release: dict[str, str], manager: str) -> None:
    assert run.package_manager(KNOWN["managers"], release) == manager


def test_packages_are_named_once_and_in_order(run: Any) -> None:
    names = ["libxcb.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0"]
    assert run.packages_for(names, EVERYTHING, "apt") == ["libglib2.0-0", "libxcb1"]


def test_ensurepip_has_a_package_on_debian_only(run: Any) -> None:
    assert run.packages_for(["Python's ensurepip"], EVERYTHING, "apt") == [
        "python{}.{}-venv".format(*sys.version_info),
    ]
    assert run.packages_for(["Python's ensurepip"], EVERYTHING, "dnf") == []


def test_every_need_has_a_package_everywhere() -> None:
    for name, packages in EVERYTHING.items():
        if name != "Python's ensurepip":
            assert packages.keys() == KNOWN["managers"].keys(), name


# The window's libraries


@pytest.mark.parametrize(
    ("environ", "absent", "missing"),
    [
        ({"DISPLAY": ":0"}, {"libEGL.so.1", "libxcb.so.1"}, ["libEGL.so.1", "libxcb.so.1"]),
        ({"DISPLAY": ":0"}, {"libwayland-client.so.0"}, []),
        ({}, {"libxcb-cursor.so.0"}, ["libxcb-cursor.so.0"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, {"libxcb.so.1"}, []),
        ({"WAYLAND_DISPLAY": "wayland-0"}, {"libwayland-client.so.0"}, ["libwayland-client.so.0"]),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, {"libwayland-client.so.0"}, []),
        ({"QT_QPA_PLATFORM": "offscreen"}, {"libxcb.so.1", "libwayland-client.so.0"}, []),
        ({"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"}, {"libxcb.so.1"}, ["libxcb.so.1"]),
        ({"QT_QPA_PLATFORM": "wayland-egl;xcb"}, {"libwayland-client.so.0"}, []),
    ],
)
def test_only_libraries_that_the_display_needs_are_missed(
    run: Any, environ: dict[str, str], absent: set[str], missing: list[str]
) -> None:
    assert run.missing_libraries(KNOWN["libraries"], environ, lambda name: name not in absent) == missing


def test_a_library_that_is_nowhere_does_not_load(run: Any) -> None:
    assert not run.loads("libsparekey-has-none.so.9")


def test_a_font_is_found_below_a_font_folder(run: Any, tmp_path: Path) -> None:
    run.FONT_FOLDERS = (str(tmp_path / "absent"), str(tmp_path))
    assert not run.has_font()
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "Some.ttf").touch()
    assert run.has_font()


@pytest.fixture
def bare(run: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """Pretend that only `absent` libraries are missing; what would be run is returned."""

    def pretend(release: dict[str, str], *, root: bool, absent: Sequence[str] = ("libxcb.so.1",)) -> list[list[str]]:
        started: list[list[str]] = []

        def note(command: list[str], **_: str) -> tuple[int, str]:
            started.append(command)
            return 0, ""

        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
        monkeypatch.setattr(shutil, "which", lambda name: None if name in absent else name)
        monkeypatch.setattr(run.platform, "freedesktop_os_release", lambda: release)
        monkeypatch.setattr(run, "loads", lambda name: name not in absent)
        monkeypatch.setattr(run, "has_font", lambda: "a font" not in absent)
        monkeypatch.setattr(run, "run_quietly", note)
        return started

    return pretend


def test_user_is_told_the_one_command(run: Any, bare: Callable[..., list[list[str]]]) -> None:
    started = bare({"ID": "fedora"}, root=False, absent=["libxcb.so.1", "libEGL.so.1", "a font"])
    with pytest.raises(run.SetupError) as error:
        run.ensure_system(ensurepip=False, window=True, tests=False)
    assert "`sudo dnf install -y dejavu-sans-fonts libglvnd-egl libxcb`" in str(error.value)
    assert str(error.value).count("\n") == 0
    assert started == []


def test_root_on_debian_gets_the_packages(run: Any, bare: Callable[..., list[list[str]]]) -> None:
    started = bare(DEBIAN, root=True)
    run.ensure_system(ensurepip=False, window=True, tests=False)
    assert [command[-1] for command in started] == ["libxcb1"]


def test_root_elsewhere_is_told_without_sudo(run: Any, bare: Callable[..., list[list[str]]]) -> None:
    bare({"ID": "arch"}, root=True)
    with pytest.raises(run.SetupError, match="`pacman -S --needed libxcb`"):
        run.ensure_system(ensurepip=False, window=True, tests=False)


def test_an_unknown_distribution_is_told_the_libraries(run: Any, bare: Callable[..., list[list[str]]]) -> None:
    bare({"ID": "nixos"}, root=True, absent=["libxcb.so.1", "a font"])
    with pytest.raises(run.SetupError, match=r"install libxcb\.so\.1\.$"):
        run.ensure_system(ensurepip=False, window=True, tests=False)


def test_terminal_commands_need_no_libraries(run: Any, bare: Callable[..., list[list[str]]]) -> None:
    started = bare(DEBIAN, root=True)
    run.ensure_system(ensurepip=True, window=False, tests=False)
    assert started == []


def test_a_command_that_paints_needs_qts_libraries_but_no_display(run: Any, bare: Callable[..., list[list[str]]]) -> None:
    started = bare(DEBIAN, root=True, absent=["libxcb.so.1", "libEGL.so.1", "a font"])
    run.ensure_system(ensurepip=False, window=False, tests=False, paints=True)
    assert [command[-1] for command in started] == ["libegl1"]


def test_tests_need_programs_too(run: Any, bare: Callable[..., list[list[str]]]) -> None:
    started = bare(DEBIAN, root=True, absent=["xdotool", "libxcb.so.1", "pdftoppm", "pdftotext", "zbarimg"])
    run.ensure_system(ensurepip=False, window=False, tests=True)
    assert [command[-4:] for command in started] == [["libxcb1", "poppler-utils", "xdotool", "zbar-tools"]]


def test_apt_gets_new_lists_before_it_gives_up(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    words: list[str] = []

    def refuse(command: list[str], **_: str) -> tuple[int, str]:
        words.append(next(word for word in command if word in {"install", "update"}))
        return 100, "E: Unable to locate package"

    monkeypatch.setattr(run, "run_quietly", refuse)
    with pytest.raises(run.SetupError, match="Unable to locate"):
        run.apt_install(["libxcb1"])
    assert words == ["install", "update", "install"]


# The stamp


def test_a_stamp_holds_until_what_it_describes_changes(checkout: Any) -> None:
    made(checkout, checkout.wanted_stamp("run"))
    assert checkout.is_current(checkout.read_stamp(), checkout.wanted_stamp("run"))
    for name in ("run.lock", "pyproject.toml"):
        before = checkout.wanted_stamp("run")
        (checkout.ROOT / name).write_text("changed")
        assert not checkout.is_current(before, checkout.wanted_stamp("run"))


def test_a_set_up_for_developers_serves_to_run_but_not_the_reverse(checkout: Any) -> None:
    made(checkout, {})
    assert checkout.is_current(checkout.wanted_stamp("dev"), checkout.wanted_stamp("run"))
    assert not checkout.is_current(checkout.wanted_stamp("run"), checkout.wanted_stamp("dev"))


@pytest.mark.parametrize("name", ["python", "sparekey"])
def test_a_stamp_is_worth_nothing_without_the_programs(checkout: Any, name: str) -> None:
    wanted = checkout.wanted_stamp("run")
    made(checkout, wanted)
    (checkout.VENV / name).unlink()
    assert not checkout.is_current(checkout.read_stamp(), wanted)


@pytest.mark.parametrize("text", ["", "{", "[1]", "3"])
def test_a_damaged_stamp_is_an_empty_one(checkout: Any, text: str) -> None:
    made(checkout, {})
    checkout.STAMP.write_text(text)
    assert checkout.read_stamp() == {}
    assert not checkout.is_reusable(checkout.read_stamp(), checkout.wanted_stamp("run"))


def test_only_a_sound_venv_is_brought_up_to_date(checkout: Any) -> None:
    wanted = checkout.wanted_stamp("run")
    assert not checkout.is_reusable(checkout.read_stamp(), wanted)  # there is none
    made(checkout, {**wanted, "run": "old"})
    assert checkout.is_reusable(checkout.read_stamp(), wanted)
    for key in ("python", "checkout"):
        assert not checkout.is_reusable({**wanted, key: "another"}, wanted)
    assert not checkout.is_reusable({}, wanted)  # it was never finished
    checkout.STAMP.unlink()
    assert checkout.is_reusable(checkout.read_stamp(), wanted)  # somebody's own
    checkout.PYTHON.write_text("#!/bin/sh\nexit 1\n")
    assert not checkout.is_reusable(checkout.read_stamp(), wanted)


# Setting up


@pytest.fixture
def pip(checkout: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Note pip's arguments instead of starting it, and the stamp as pip would see it."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(checkout, "make_venv", lambda: made(checkout, {}))
    monkeypatch.setattr(checkout, "ensure_system", lambda **_: None)

    def note(_held: object, *arguments: object) -> None:
        calls.append((*arguments, json.loads(checkout.STAMP.read_text())))

    monkeypatch.setattr(checkout, "pip_install", note)
    return calls


def test_setting_up_is_done_once(checkout: Any, pip: list[tuple[Any, ...]]) -> None:
    checkout.set_up("run")
    assert [call[-2:] for call in pip] == [(checkout.LOCKS["run"], {}), (".", {})]
    checkout.set_up("run")
    assert len(pip) == 2
    checkout.set_up("dev")
    assert pip[2][-2] == checkout.LOCKS["dev"]
    checkout.set_up("run")
    assert len(pip) == 4


def test_an_interrupted_set_up_is_begun_anew(
    checkout: Any, pip: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(checkout, "pip_install", interrupt)
        with pytest.raises(KeyboardInterrupt):
            checkout.set_up("run")
    assert checkout.read_stamp() == {}
    rebuilt: list[bool] = []
    monkeypatch.setattr(checkout, "make_venv", lambda: rebuilt.append(True))
    checkout.set_up("run")
    assert rebuilt == [True]
    assert len(pip) == 2


def test_a_failed_update_leaves_what_was_there_in_use(
    checkout: Any, pip: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.set_up("run")
    before = checkout.read_stamp()
    (checkout.ROOT / "run.lock").write_text("newer")

    def fail(*_: object) -> None:
        raise checkout.SetupError("no network")

    monkeypatch.setattr(checkout, "pip_install", fail)
    with pytest.raises(checkout.SetupError, match="no network"):
        checkout.set_up("run")
    assert checkout.read_stamp() == before
    assert len(pip) == 2


def test_a_folder_that_cannot_be_written_is_a_sentence(
    checkout: Any, pip: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(checkout, "make_venv", refuse)
    with pytest.raises(checkout.SetupError, match=r"could not be set up in .*Permission denied"):
        checkout.set_up("run")
    assert pip == []


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("WARNING: Retrying (Retry(total=4)) after connection broken\nERROR: No matching distribution", "check the network"),
        ("ReadTimeoutError: Read timed out.", "check the network"),
        ("noise\nERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n    pyotp", "packages:\nERROR: THESE PACKAGES.*\n    pyotp"),
        ("Killed", "packages:\nKilled"),
    ],
)
def test_why_pip_failed(run: Any, output: str, said: str) -> None:
    text = run.why_pip_failed(output)
    assert "noise" not in text
    assert re.search(said, text)


# The command line


@pytest.fixture
def steps(run: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """Note what would be started; `codes` are the exit codes of those that fail."""

    def prepare(**codes: int) -> list[list[str]]:
        started: list[list[str]] = []

        def start(command: list[Any], **_: object) -> Any:
            words = [str(word) for word in command]
            started.append(words)
            return run.subprocess.CompletedProcess(words, max((codes.get(word, 0) for word in words), default=0))

        monkeypatch.setattr(run, "set_up", lambda kind, **more: started.append([kind, *more]))
        monkeypatch.setattr(run.subprocess, "run", start)
        monkeypatch.setattr(os, "execv", lambda _, command: started.append(command))
        return started

    return prepare


def test_all_tests_are_run_under_the_coverage_gates(run: Any, steps: Callable[..., list[list[str]]]) -> None:
    started = steps()
    assert run.main(["test"]) == 0
    assert started[0] == ["dev", "tests"]
    parts = [command[2:] for command in started[2:7]]
    assert sorted(parts) == sorted(run.PARTS)
    marked = {path.parent for path in (TOP / "tests").rglob("test_*.py") if f"mark.{'tedious'}" in path.read_text("utf-8")}
    (tedious,) = (part for part in parts if part[0] == "pytest")
    assert tedious == ["pytest", "-m", "tedious", *sorted(str(folder.relative_to(TOP)) for folder in marked)]
    named = [name for part in parts if part[: len(run.COVERED)] == run.COVERED for name in part[len(run.COVERED) :]]
    window = {f"tests/ui/{path.name}" for path in (TOP / "tests" / "ui").glob("test_*.py")}
    assert sorted(named) == sorted(["tests/core", "--ignore=tests/core", "--ignore=tests/ui", *window])
    assert [command[2:5] for command in (started[1], *started[7:])] == [
        ["coverage", "erase"],
        ["coverage", "combine", "-q"],
        ["coverage", "report", "--include=vault/*"],
        ["coverage", "report", "--fail-under=90"],
    ]


@pytest.mark.parametrize(
    "failing",
    [
        "tests/leaks",
        "tests/ui/test_app.py",
        "tests/core",
        "--ignore=tests/ui",
        "combine",
        "--include=vault/*",
        "--fail-under=90",
    ],
)
def test_a_step_that_fails_fails_the_tests(run: Any, steps: Callable[..., list[list[str]]], failing: str) -> None:
    started = steps(**{failing: 3})
    assert run.main(["test"]) == 3
    assert any(failing in command for command in started[-5:])


def test_named_tests_are_run_without_the_gates(run: Any, steps: Callable[..., list[list[str]]]) -> None:
    started = steps(pytest=5)
    assert run.main(["test", "-k", "otp"]) == 5
    assert [command[2:] for command in started[1:]] == [["pytest", "-k", "otp"]]


@pytest.mark.parametrize("failing", ["check", "format", "mypy"])
def test_a_check_that_fails_fails_them_all(run: Any, steps: Callable[..., list[list[str]]], failing: str) -> None:
    steps(**{failing: 2})
    assert run.main(["check"]) == 2


def test_benchmarks_get_their_arguments(run: Any, steps: Callable[..., list[list[str]]]) -> None:
    started = steps()
    assert run.main(["bench", "--quick"]) == 0
    assert started[-1][1:] == ["-m", "tests.benchmarks", "--quick"]


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [
        ([], "window"),
        (["--demo"], "window"),
        (["list", "--json"], ""),
        (["--vault", "x", "totp", "a"], ""),
        (["-h"], ""),
        (["add", "pypi:mira"], ""),
        (["keys", "list"], ""),
        (["--vault", "x", "print", "-o", "y"], "paints"),
        (["keys", "add", "sheet"], "paints"),
    ],
)
def test_sparekey_is_started_as_asked(
    run: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], needs: str
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(run, "WINDOWS", False)
    monkeypatch.setattr(run, "set_up", lambda kind, **wanted: asked.extend([kind, wanted]))
    monkeypatch.setattr(os, "execv", lambda path, command: asked.extend([path, *command[1:]]))
    run.main(arguments)
    assert asked == ["run", {"window": needs == "window", "paints": needs == "paints"}, run.SPAREKEY, *arguments]
    assert capsys.readouterr().out == ""


def test_help_names_the_words_that_are_not_sparekeys(
    run: Any, steps: Callable[..., list[list[str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    steps()
    run.main(["--help"])
    said = capsys.readouterr()
    assert "run.py bench" in said.err
    assert said.out == ""


def test_what_went_wrong_is_said_on_stderr(
    run: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise run.SetupError("It did not work.")

    monkeypatch.setattr(run, "set_up", fail)
    assert run.main(["list"]) == 1
    assert capsys.readouterr() == ("", "It did not work.\n")


def test_every_command_of_sparekeys_is_known_to_stay_in_the_terminal(run: Any) -> None:
    commands = {word for action in parser()._actions if isinstance(action.choices, dict) for word in action.choices}
    assert commands <= set(run.TERMINAL.split())
    assert commands.isdisjoint({"test", "check", "bench"})


# Old Pythons


def test_it_compiles_where_it_can_only_say_that_python_is_too_old() -> None:
    ast.parse((TOP / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_it_says_that_python_is_too_old(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    code = compile((TOP / "run.py").read_text(encoding="utf-8"), "run.py", "exec")
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and this is Python 3\.9\."):
        exec(code, {"__name__": "run", "__file__": run.__file__})
