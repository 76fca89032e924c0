"""Quick unlock with the real keyring of a desktop: gnome-keyring, over a message bus."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.dunst import new_bus
from tests.e2e.gnome_keyring import new_keyring
from tests.terminal.shell import clean_environment

VAULT_ID = "ab" * 16
PAPER = bytes(range(20))
STORY = """
import json, sys
from ui import quick_unlock
from vault import keys
from vault.errors import VaultError

def told(ask):
    try:
        return repr(ask())
    except VaultError as error:
        return str(error)

fresh = keys.Key(keys.PAPER, bytes(range(20)))
said = []
for step in sys.argv[1:]:
    said.append(told({
        "check": lambda: quick_unlock.check("ab" * 16),
        "keep": lambda: quick_unlock.keep("ab" * 16, fresh, "12345678"),
        "is it": lambda: quick_unlock.key("ab" * 16) == fresh,
        "forget": lambda: quick_unlock.forget("ab" * 16),
    }[step]))
print(json.dumps(said))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("home", "home/run"):
        (tmp_path / name).mkdir(mode=0o700)
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    return clean_environment(home) | {"XDG_RUNTIME_DIR": str(home / "run")}


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    with new_bus(home / "run") as address:
        yield address


def tell(environment: dict[str, str], *steps: str) -> list[str]:
    """Let a process of its own talk to the keyring, as another start of the program would."""
    top = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", STORY, *steps], env=environment, cwd=top, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return list(json.loads(done.stdout))


def test_a_real_keyring_keeps_the_key_from_one_start_to_the_next(environment: dict[str, str], address: str, home: Path) -> None:
    with_bus = environment | {"DBUS_SESSION_BUS_ADDRESS": address}
    with new_keyring(address, environment):
        assert tell(with_bus, "check", "keep", "is it") == ["None", "None", "True"]
        assert tell(with_bus, "is it") == ["True"]
        gone = "The keyring of this computer has no key for this vault any more"
        assert tell(with_bus, "forget", "is it", "forget") == ["''", gone, "''"]
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert written
    assert PAPER not in written


def test_without_one_there_is_a_sentence(environment: dict[str, str], address: str) -> None:
    none = "This computer has no keyring that keeps secrets encrypted"
    assert tell(environment | {"DBUS_SESSION_BUS_ADDRESS": address}, "check", "is it", "forget") == [none, none, "''"]
    assert tell(environment, "check", "is it") == [none, none]
