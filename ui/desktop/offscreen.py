"""Qt without a screen, for the commands that paint a PDF."""

from functools import cache

from PySide6.QtGui import QGuiApplication


@cache
def application() -> QGuiApplication:
    """Return the application that fonts and painting need. There can be one only in a process."""
    return QGuiApplication(["sparekey", "-platform", "offscreen"])
