"""Makes the start of the window lighter. To be called before the other modules of the window are imported."""

import gc

import PySide6.QtCore  # noqa: F401  (brings shibokensupport with it)
from shibokensupport import feature  # type: ignore[import-not-found]


def start_lean() -> None:
    """Keep PySide6 from reading the source of every module imported later, and Python from collecting what lives long.

    PySide6 reads it, and keeps it in memory, for the sake of `from __feature__ import`, which is not used here.
    """
    feature._mod_uses_pyside = lambda _module: True  # noqa: SLF001
    gc.set_threshold(50_000, 20, 20)
