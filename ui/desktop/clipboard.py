"""Copying secrets: marked for clipboard managers, cleared after a while, and only if it is still ours.

Never written to the primary selection (research/security.md §3).
"""

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard

# What each system's clipboard managers and histories look for before they keep a text.
_MARKS = {
    "x-kde-passwordManagerHint": b"secret",
    "application/x-nspasteboard-concealed-type": b"1",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': bytes(4),
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': bytes(4),
}


class Clipboard(QObject):
    """Puts secrets on the clipboard and takes them off again."""

    def __init__(self, clipboard: QClipboard, *, seconds: int) -> None:
        super().__init__()
        self._clipboard = clipboard
        self._copied_secret = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.clear)
        self.seconds = seconds

    def copy(self, secret: str) -> None:
        data = QMimeData()
        data.setText(secret)
        for name, mark in _MARKS.items():
            data.setData(name, mark)
        self._clipboard.setMimeData(data, QClipboard.Mode.Clipboard)
        self._copied_secret = secret
        self._timer.start(self.seconds * 1000)

    def holds(self, secret: str) -> bool:
        """Tell whether this secret was copied last and not cleared since."""
        return bool(secret) and self._copied_secret == secret

    def clear(self) -> None:
        """Empty the clipboard if it still holds what was copied last. Also called on lock and on quit."""
        self._timer.stop()
        if self._copied_secret and self._clipboard.text(QClipboard.Mode.Clipboard) == self._copied_secret:
            self._clipboard.clear(QClipboard.Mode.Clipboard)
        self._copied_secret = ""
