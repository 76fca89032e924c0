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
    """Wait for the window's first Expose. While it handles that, right after this filter, it paints all there is."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class FirstPaint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Expose:
                watched.removeEventFilter(self)
                QTimer.singleShot(0, tell)
            return False

    first_paint = FirstPaint()
    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow))
    window.windowHandle().installEventFilter(first_paint)
    return first_paint


def when_totp_is_shown() -> object:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    def look() -> None:
        if any(one.objectName() == "totp" and one.isVisible() for one in QApplication.allWidgets()):
            timer.stop()
            tell()

    timer = QTimer(interval=50)
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
    until, program = sys.argv[1:3]
    sys.argv[1:] = sys.argv[3:]
    {"bare": bare, "sparekey": sparekey}[program]({"painted": when_painted, "totp": when_totp_is_shown}[until])
