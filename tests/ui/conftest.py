"""A screen that is none, a home of its own for every test, and a desk to open windows on."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests import keyrings
from tests.ui.desk import PASSWORD, Clock, Desk, example, write
from tests.ui.sessions import Unlock, fail
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme
from vault.crypto import CHEAPEST

os.environ["QT_QPA_PLATFORM"] = os.environ.get("SPAREKEY_TEST_PLATFORM", "offscreen")
_HERE = Path(__file__).parent
_XDG = {"XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share", "XDG_CACHE_HOME": ".cache", "XDG_STATE_HOME": ".state"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The screen that is none says what it cannot do, such as limit a window's size; every other message fails the test."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.qt_log_ignore("^This plugin does not support "))


class Patient(QtBot):
    """Waits longer before it gives up: a machine may have other work to do."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 30_000) -> None:  # noqa: N802
        """Wait for what `callback` asks; a list that is being filled may lack what it looks at."""

        def ask() -> bool:
            try:
                return callback() is not False
            except LookupError as error:
                raise AssertionError(f"not there: {error!r}") from error

        super().waitUntil(ask, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = 30_000, **how: Any) -> Any:  # noqa: N802
        return super().waitSignal(signal, timeout=timeout, **how)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return Patient(request)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder for every test: neither Sparekey's nor Qt's settings reach the real one."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name, place in _XDG.items():
        monkeypatch.setenv(name, str(folder / place))
    return folder


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path, remembered_argon2: None) -> Iterator[Desk]:
    made = Desk(qapp, qtbot, tmp_path)
    yield made
    made.close()


@pytest.fixture
def secrets_kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give this computer a keyring, and return what it keeps."""
    made = keyrings.kept()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    return made.kept


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, "light")
    yield made
    made.deleteLater()


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.stop()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "vaults"
    folder.mkdir()
    return folder / "vault.sparekey"


@pytest.fixture
def locked(qapp: QApplication) -> Iterator[Unlock]:
    """Make sessions with a worker each, all taken down at the end."""
    made: list[tuple[Tasks, Session]] = []

    def make() -> Session:
        tasks = Tasks()
        made.append((tasks, Session(tasks, clock=Clock(), cost=CHEAPEST)))
        return made[-1][1]

    yield make
    for tasks, session in made:
        tasks.stop()
        session.close()


@pytest.fixture
def unlock(locked: Unlock, path: Path, qtbot: QtBot) -> Unlock:
    """Write the example and open it."""

    def do(*, password: str = PASSWORD, write_first: bool = True, may_write: bool = True) -> Session:
        if write_first:
            write(path, example())
        session = locked()
        with qtbot.waitSignal(session.opened):
            session.unlock(path, password, fail, write=may_write)
        return session

    return do
