# ruff: noqa: PLC0415  (when Qt is imported is a part of what is measured)
"""Runs in a process of its own: a program with a window that tells when the user can see it.

    python -P probe.py painted|totp bare|sparekey [ARGS of sparekey]

Writes the time at which the window was painted, or a TOTP value stood on it (CLOCK_MONOTONIC, ns), and runs on. The program
itself is not changed: only its start of the event loop is intercepted, when everything before it is done.
"""

import sys
import time
from collections.abc import Callable, Sequence
from types import ModuleType

SIZE = (1024, 700)


def tell() -> None:
    print(time.monotonic_ns(), flush=True)


def when_painted() -> object:
    """Wait until the window is exposed: all there is was painted before that can be seen from here."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow)).windowHandle()
    return once(window.isExposed, look_every=0)


def when_totp_is_shown() -> object:
    from PySide6.QtWidgets import QApplication

    return once(lambda: any(one.objectName() == "totp" and one.isVisible() for one in QApplication.allWidgets()), look_every=50)


def once(met: Callable[[], bool], *, look_every: int) -> object:
    """Tell when `met`; look whenever there is nothing else to do, at most every so many milliseconds."""
    from PySide6.QtCore import QTimer

    def look() -> None:
        if met():
            timer.stop()
            tell()

    timer = QTimer(interval=look_every)
    timer.timeout.connect(look)
    timer.start()
    return timer


def watch(prepare: Callable[[], object]) -> None:
    """Have `prepare` called when the program enters its event loop."""
    from PySide6.QtWidgets import QApplication

    enter = QApplication.exec

    def exec_watched(*_: object) -> int:
        watching = prepare()
        code = enter()
        del watching
        return code

    QApplication.exec = exec_watched  # type: ignore[method-assign]


class BeforeTheWindow:
    """An import hook that calls `act` when Sparekey is about to import its window, and Qt with it."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> None:
        if name == "ui.desktop.app":
            sys.meta_path.remove(self)
            self._act()


def bare(prepare: Callable[[], object]) -> None:
    """Open what every program with a window has to pay for."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    watch(prepare)
    qt = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(*SIZE)
    window.show()
    sys.exit(qt.exec())


def sparekey(prepare: Callable[[], object]) -> None:
    from ui.terminal.main import run

    sys.meta_path.insert(0, BeforeTheWindow(lambda: watch(prepare)))
    run()


if __name__ == "__main__":
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # msgspec would load it, but only developers have it
    until, program = sys.argv[1:3]
    sys.argv[1:] = sys.argv[3:]
    {"bare": bare, "sparekey": sparekey}[program]({"painted": when_painted, "totp": when_totp_is_shown}[until])
