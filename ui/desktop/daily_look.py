"""The daily look by the system's own timer (`ui/schedule.py`), as the settings page switches it on and off."""

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject

from ui.desktop.tasks import Tasks
from vault.errors import VaultError

if TYPE_CHECKING:
    from ui.schedule import Schedule


class Switched(Struct, frozen=True):
    """Whether the daily look is on now, and what was done, in sentences. `is_refused`: the system did not take it."""

    is_on: bool
    told: Sequence[str] = ()
    is_refused: bool = False


class DailyLook:
    """Asks and changes the system on the worker. What is called back is dropped once `owner` is gone."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks

    def ask(self, owner: QObject, done: Callable[[Switched], object]) -> None:
        """Call `done` with how it is."""
        self._tasks.run(owner, lambda: Switched(_is_on()), done, lambda _error: done(Switched(is_on=False)))

    def switch(
        self, owner: QObject, done: Callable[[Switched], object], failed: Callable[[VaultError], object], *, on: bool
    ) -> None:
        """Install the daily look, or remove it. Where the system does not take it nothing is left behind."""
        self._tasks.run(owner, _install if on else _uninstall, done, failed)


def _install() -> Switched:
    from ui import schedule  # noqa: PLC0415  (only where it is switched)

    wanted = _wanted()
    told = schedule.install(wanted)
    if _is_on() and not told[-1].startswith(" "):  # else commands follow for the user to type
        return Switched(is_on=True, told=told)
    schedule.uninstall(wanted)
    return Switched(is_on=False, is_refused=True)


def _uninstall() -> Switched:
    from ui import schedule  # noqa: PLC0415

    told = schedule.uninstall(_wanted())
    return Switched(is_on=_is_on(), told=told)


def _is_on() -> bool:
    wanted = _wanted()
    return all(os.path.lexists(path) for path in (*(path for path, _ in wanted.files), *wanted.links))


def _wanted() -> "Schedule":
    """Return what `sparekey remind --install` installs: a look at the vault that was used last."""
    from ui import schedule  # noqa: PLC0415
    from ui.program import own_command  # noqa: PLC0415

    return schedule.schedule([*own_command(), "remind", "--notify"])
