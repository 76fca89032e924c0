"""Each test has a home of its own, and keys that cost next to nothing."""

import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import keyring
import pytest
from PySide6.QtWidgets import QApplication

from tests import keyrings
from tests.terminal import samples
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import Answer, Shell, lines
from ui import process
from ui.desktop import offscreen
from ui.terminal import main
from vault import keys, store
from vault.crypto import CHEAPEST
from vault.model import Vault

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remembered_argon2: None) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr(store, "cost_here", lambda: CHEAPEST)
    return folder


@pytest.fixture(autouse=True)
def _stays_visible(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep `main.run` from closing the memory of the process that runs the tests."""
    monkeypatch.setattr(process, "hide", lambda: None)


@pytest.fixture
def vault_file(home: Path) -> Path:
    return home / "vault.sparekey"


@pytest.fixture
def new_shell(vault_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Commands on a vault that is not there yet."""

    def run(*arguments: str, secrets: Iterable[str] = (PASSWORD,), stdin: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines(secrets) + stdin), "utf-8"))
        capsys.readouterr()
        try:
            code = main.main(["--vault", str(vault_file), "--password-stdin", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        assert PASSWORD not in out + err
        return Answer(code, out, err)

    return run


@pytest.fixture(scope="session")
def empty_vault(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a vault without accounts. One for all tests, so that its key is derived once."""
    path = tmp_path_factory.mktemp("empty") / "vault.sparekey"
    store.close(store.create(path, Vault(), keys.password(PASSWORD), cost=CHEAPEST))
    return path.read_bytes()


@pytest.fixture
def shell(new_shell: Shell, vault_file: Path, empty_vault: bytes) -> Shell:
    """Commands on an empty vault."""
    vault_file.write_bytes(empty_vault)
    return new_shell


@pytest.fixture
def secrets_kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give this computer a keyring, and return what it keeps."""
    made = keyrings.kept()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    return made.kept


@pytest.fixture
def painting(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paint with the application that all tests share: a process can have one only."""
    monkeypatch.setattr(offscreen, "application", lambda: qapp)


@pytest.fixture
def mira(shell: Shell) -> Shell:
    """Commands on a vault with codes and a seed of pypi:mira, and codes of pypi:zoe."""
    shell("import", "-", "--account", "pypi:mira", stdin=samples.saved("mira"))
    shell("import", "-", "--account", "pypi:mira", stdin=samples.uri("mira").encode())
    shell("import", "-", "--account", "pypi:zoe", stdin=samples.saved("zoe"))
    return shell
