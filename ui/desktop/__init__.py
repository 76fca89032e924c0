"""The window. `app` wires the parts; pages and dialogs do not know each other."""

import gc

import PySide6.QtCore  # noqa: F401  (brings shibokensupport with it)
from shibokensupport import feature  # type: ignore[import-not-found]

# PySide6 reads the source of every module imported after it, and keeps it in memory, to learn whether it speaks of PySide6, for
# the sake of `from __feature__ import`. Ours do, and do without that.
feature._mod_uses_pyside = lambda _module: True  # noqa: SLF001
gc.set_threshold(50_000, 20, 20)  # what a window and its vault are made of lives long: to look through it often is in vain
