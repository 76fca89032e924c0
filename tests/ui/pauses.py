"""Waiting, for programs that draw pictures without pytest."""

import time
from collections.abc import Callable

from PySide6.QtTest import QTest


def wait_for(met: Callable[[], object]) -> None:
    """Wait until something is so. Raises TimeoutError after some seconds."""
    for _ in range(400):
        if met():
            return
        pause(25)
    raise TimeoutError


def pause(milliseconds: int) -> None:
    """Let the window and its worker work. In small steps: one long wait would keep the worker from running."""
    for _ in range(milliseconds // 10):
        QTest.qWait(10)
        time.sleep(0.001)
