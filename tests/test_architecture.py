"""The house rules of docs/architecture.md, asserted for every file of `vault/` and `ui/`: who may import whom, and do what."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

TOP = Path(__file__).parent.parent
NETWORK = {"asyncio", "ftplib", "http", "imaplib", "multiprocessing", "nntplib", "poplib", "smtplib", "socket"}
NETWORK |= {"socketserver", "ssl", "telnetlib", "urllib", "webbrowser", "wsgiref", "xmlrpc"}
STANDARD = set(sys.stdlib_module_names) - NETWORK
CORE_LIBRARIES = {"argon2", "cryptography", "msgspec", "PIL", "platformdirs", "pyotp", "qrcode", "zxingcpp"}
CORE_LIBRARIES |= {"pypdfium2", "reedsolo", "shamir_mnemonic"}
DISK = {"vault.files", "vault.lock", "vault.systems"}  # the only door to the disk, its lock, what the systems do differently
WRITES = {"chmod", "hardlink_to", "makedirs", "mkdir", "remove", "rename", "rmdir", "symlink_to", "touch", "truncate", "unlink"}
WRITES |= {"write_bytes", "write_text"}
CLOCKS = {"monotonic", "now", "perf_counter", "time", "time_ns", "today", "utcnow"}
EMPTY_WORDS = {"base", "helper", "helpers", "manager", "misc", "util", "utils"}
KEYS_AND_BYTES = {"vault.codec", "vault.container", "vault.crypto", "vault.files", "vault.migrations"}
# What may import what, where it is less than everybody.
IMPORTERS = {
    "vault.crypto": {"vault.container", "vault.key_slots", "vault.printouts", "vault.sealed", "vault.store"},
    "vault.container": {"vault.backups", "vault.key_slots", "vault.rescue", "vault.sealed", "vault.store"},
    "vault.codec": {"vault.rescue", "vault.sealed", "vault.store"},
    "vault.migrations": {"vault.codec"},
}


class Module(Struct, frozen=True):
    """One file: its dotted name, its lines and its syntax tree."""

    name: str
    lines: int
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.name.rpartition(".")[0]

    def nodes(self, kind: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))

    @property
    def imports(self) -> set[str]:
        """The names of the modules that are imported anywhere in it, also below a function or for types only."""
        found: set[str] = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name} imports relatively"
                assert node.module
                inner = {f"{node.module}.{alias.name}" for alias in node.names} & NAMES
                found |= inner or {node.module}
        return found

    def calls(self) -> Iterator[tuple[str, str, ast.Call]]:
        """Yield what each call is made on, or an empty text, and its name."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                if isinstance(node.func, ast.Name):
                    yield "", node.func.id, node
                elif isinstance(node.func, ast.Attribute):
                    yield ast.unparse(node.func.value), node.func.attr, node


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__")


PATHS = [path for folder in ("vault", "ui") for path in sorted((TOP / folder).rglob("*.py"))]
NAMES = {dotted(path) for path in PATHS}


def load(path: Path) -> Module:
    text = path.read_text("utf-8")
    return Module(dotted(path), len(text.splitlines()), ast.parse(text))


MODULES = [load(path) for path in PATHS]
CORE = [module for module in MODULES if module.name.split(".")[0] == "vault"]
FACES = [module for module in MODULES if module.name.split(".")[0] == "ui"]
DESKTOP = [module for module in FACES if module.name.startswith("ui.desktop")]
PAGES = [module for module in DESKTOP if module.package in {"ui.desktop.pages", "ui.desktop.dialogs"}]

every = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
of_core = pytest.mark.parametrize("module", CORE, ids=lambda module: module.name)
of_desktop = pytest.mark.parametrize("module", DESKTOP, ids=lambda module: module.name)
of_pages = pytest.mark.parametrize("module", PAGES, ids=lambda module: module.name)


# Who imports whom


@of_core
def test_the_core_imports_the_standard_library_its_few_libraries_and_itself(module: Module) -> None:
    assert {name.split(".")[0] for name in module.imports} <= STANDARD | CORE_LIBRARIES | {"resources", "vault"}


@pytest.mark.parametrize("name", ["vault.model", "vault.errors"])
def test_values_and_errors_stand_on_the_standard_library_and_msgspec(name: str) -> None:
    module = next(module for module in CORE if module.name == name)
    assert {name.split(".")[0] for name in module.imports} <= STANDARD | {"msgspec"}


@of_core
def test_each_module_is_imported_by_those_who_may(module: Module) -> None:
    allowed = {name for name, importers in IMPORTERS.items() if module.name in importers}
    assert module.imports & IMPORTERS.keys() <= allowed


@of_pages
def test_pages_and_dialogs_know_neither_each_other_nor_keys_and_bytes(module: Module) -> None:
    others = {page.name for page in PAGES} - {module.name}
    assert not module.imports & (others | KEYS_AND_BYTES)


def test_packages_pull_in_nothing_when_they_are_imported() -> None:
    for name in ("vault", "ui", "ui.desktop", "ui.desktop.pages", "ui.desktop.dialogs", "ui.desktop.widgets", "ui.terminal"):
        package = next(module for module in MODULES if module.name == name)
        assert package.imports == set(), name


def test_the_headless_reminder_loads_neither_windows_nor_keys() -> None:
    reminders = [module for module in FACES if module.name == "ui.remind"]
    for module in reminders:
        ours = {name for name in module.imports if name.split(".")[0] in {"vault", "ui"}}
        assert ours <= {"vault.agenda", "vault.settings", "vault.errors"}
        assert {name.split(".")[0] for name in module.imports - ours} <= STANDARD | {"msgspec"}


@pytest.mark.parametrize("module", FACES, ids=lambda module: module.name)
def test_only_the_window_imports_qt(module: Module) -> None:
    uses_qt = any(name.split(".")[0] in {"PySide6", "shiboken6"} for name in module.imports)
    assert module in DESKTOP or not uses_qt


# Where a face may reach into the other: the window opens without a command, and a command paints a PDF as the window does.
CROSSINGS = {
    "ui.terminal.main": {"ui.desktop.app", "ui.desktop.lean"},
    "ui.terminal.release": {"ui.desktop.offscreen", "ui.desktop.printing"},
}


@pytest.mark.parametrize("module", FACES, ids=lambda module: module.name)
def test_the_two_faces_do_not_know_each_other(module: Module) -> None:
    other = "ui.terminal" if module in DESKTOP else "ui.desktop"
    assert {name for name in module.imports if name.startswith(other)} <= CROSSINGS.get(module.name, set())
    top_level = Module(module.name, 0, ast.Module([node for node in module.tree.body if not is_nested(node)], []))
    assert not {name for name in top_level.imports if name.startswith(other)}


def is_nested(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.ClassDef)


# What a module does


@of_core
def test_the_core_has_no_clock(module: Module) -> None:
    for on, name, _ in module.calls():
        assert not (name in CLOCKS and on.split(".")[-1] in {"datetime", "date", "time"}), f"{on}.{name}"
    assert "time" not in module.imports or module.name in DISK
    sleeps = {name for on, name, _ in module.calls() if on == "time"}
    assert sleeps <= {"sleep"}


@of_core
def test_the_core_prints_nothing_and_asks_nobody(module: Module) -> None:
    assert not {name for on, name, _ in module.calls() if not on} & {"print", "input", "breakpoint", "eval", "exec"}


def writes(module: Module) -> list[str]:
    """Return the calls that change something on the disk."""
    found = []
    for on, name, call in module.calls():
        mode = call.args[0 if on else 1 : 2 if not on else 1] + [one.value for one in call.keywords if one.arg == "mode"]
        reads = not mode or (isinstance(mode[0], ast.Constant) and not set(str(mode[0].value)) & set("wax+"))
        if name == "open" and on != "Image" and not reads and on not in {"archive", "os"}:
            found.append(f"{on}.open")
        if on.split(".")[0] in {"shutil", "tempfile"} or (on == "os" and name in {"open", "write", "replace", "link"}):
            found.append(f"{on}.{name}")
        if name == "open_itself" and len(call.args) > 1:
            found.append("open_itself")
        if name in WRITES and on not in {"disk", ""}:
            found.append(f"{on}.{name}")
    return found


@pytest.mark.parametrize("module", [one for one in CORE if one.name not in DISK], ids=lambda module: module.name)
def test_only_the_door_to_the_disk_writes(module: Module) -> None:
    assert writes(module) == []


def test_the_rule_for_writing_would_notice_the_door_itself() -> None:
    found = writes(next(module for module in CORE if module.name == "vault.files"))
    assert {"os.open", "os.write", "path.unlink"} <= set(found)


# The window


@of_desktop
def test_no_dialog_has_a_loop_of_its_own(module: Module) -> None:
    loops = [on for on, name, _ in module.calls() if name in {"exec", "exec_"}]
    assert loops == [] or (module.name == "ui.desktop.app" and len(loops) == 1)


@of_desktop
def test_only_the_background_helper_has_a_thread(module: Module) -> None:
    names = {node.id for node in module.nodes(ast.Name) if isinstance(node, ast.Name)}
    names |= {alias.name for node in module.nodes(ast.ImportFrom) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert not names & {"QThread", "QThreadPool", "QRunnable", "ThreadPoolExecutor"}
    assert not module.imports & {"threading", "concurrent.futures", "_thread"} or module.name == "ui.desktop.tasks"


@of_desktop
def test_only_the_theme_sets_a_style_sheet(module: Module) -> None:
    assert module.name == "ui.desktop.theme" or not any(name == "setStyleSheet" for _, name, _ in module.calls())


@of_desktop
def test_nobody_fetches_the_application_from_the_air(module: Module) -> None:
    assert not any(name == "instance" and "Application" in on for on, name, _ in module.calls())


# Sizes and names


def public_methods(node: ast.ClassDef) -> list[ast.FunctionDef]:
    methods = [one for one in node.body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")]
    return [one for one in methods if not {"property", "cached_property"} & {ast.unparse(on) for on in one.decorator_list}]


@every
def test_modules_functions_and_classes_keep_to_their_sizes(module: Module) -> None:
    assert module.lines <= (200 if module.name == "ui.desktop.main_window" else 400)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name
        if isinstance(node, ast.ClassDef):
            assert len(public_methods(node)) <= 15, node.name


@every
def test_names_are_nouns_of_the_trade(module: Module) -> None:
    classes = [node.name for node in module.nodes(ast.ClassDef) if isinstance(node, ast.ClassDef)]
    words = {word.lower() for name in classes for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
    assert not (words | set(re.split(r"[._]", module.name))) & EMPTY_WORDS


@every
def test_every_module_says_what_it_is(module: Module) -> None:
    assert ast.get_docstring(module.tree)


def test_no_file_spells_out_the_host_of_a_package_index() -> None:
    hosts = [("pypi",), ("registry", "npmjs"), ("files", "pythonhosted"), ("deb", "debian"), ("security", "debian")]
    joined = "|".join(r"\.".join(labels) for labels in hosts)
    pattern = re.compile(rf"(^|[^a-z0-9-])({joined})\.(org|com)", re.IGNORECASE)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=False)
    paths = [TOP / name for name in listed.stdout.split("\0") if name] or [
        path for folder in ("vault", "ui", "resources", "tests", "docs", "packaging") for path in (TOP / folder).rglob("*")
    ]
    spelled = [
        str(path.relative_to(TOP))
        for path in paths
        if path.is_file() and pattern.search(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert spelled == []
