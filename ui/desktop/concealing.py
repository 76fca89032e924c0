"""Masking again what was shown: after a while, and when the window loses the focus or cannot lock.

Not masked are one-time passwords that run out by themselves, and the QR code that is shown to another device, which has its own
minute (dialogs/authenticator.py).
"""

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

SHOWN_FOR = 30  # seconds
WRITTEN_DOWN_FOR = 120  # what is to be copied onto paper by hand


@runtime_checkable
class Conceals(Protocol):
    """A widget that shows a secret for a while."""

    def conceal(self) -> None:
        """Mask it, if it is not masked."""


def conceal(window: QWidget) -> None:
    """Mask everything in a window and its dialogs."""
    for widget in window.findChildren(QWidget):
        if isinstance(widget, Conceals):
            widget.conceal()
