"""Sessions for the tests, without a window."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.ui.desk import PASSWORD, on_disk
from ui.desktop.session import Session
from vault import edit
from vault.errors import VaultError

Unlock = Callable[..., Session]


def fail(error: VaultError) -> None:
    raise error


def settled(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: not session.has_unsaved)


def is_unsaved(session: Session) -> bool:
    return session.has_unsaved


def failure(qtbot: QtBot, act: Callable[[Callable[[VaultError], object]], None]) -> VaultError:
    """Do something that is to fail and return its error."""
    errors: list[VaultError] = []
    act(errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    return errors[0]


def add(session: Session, number: int) -> None:
    session.apply(edit.add_account, "pypi", f"user-{number}")


def names(path: Path, password: str = PASSWORD) -> list[str]:
    return [account["username"] for account in on_disk(path, password)["accounts"]]


def forbid(path: Path) -> Path:
    """Put something in the way of the folder of the backups, which root cannot pass either."""
    blocker = path.with_name("vault.backups")
    blocker.write_text("not a folder")
    return blocker
