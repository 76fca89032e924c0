"""Another program on the same screen: it looks at the pixels, and at the clipboard as any program can.

A process of its own, spoken to in lines of JSON: each request gets one answer.
"""

import hashlib
import json
import os
import sys
from typing import Any


def main() -> int:
    """Answer requests until standard input ends."""
    from PySide6.QtCore import QSocketNotifier  # noqa: PLC0415  (the tests import this file for its path)
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415

    qt = QGuiApplication(sys.argv)
    requests = QSocketNotifier(0, QSocketNotifier.Type.Read)
    rest = b""

    def read() -> None:
        nonlocal rest
        more = os.read(0, 65536)
        if not more:
            qt.quit()
        *lines, rest = (rest + more).split(b"\n")
        for line in lines:
            print(json.dumps(answer(json.loads(line))), flush=True)

    requests.activated.connect(read)
    print(json.dumps("ready"), flush=True)
    return int(qt.exec())


def answer(request: dict[str, Any]) -> Any:
    """`copy` puts a text on the clipboard, `paste` tells what is on it, `shot` saves the screen, `look` describes an area."""
    from PySide6.QtGui import QClipboard, QGuiApplication  # noqa: PLC0415

    clipboard = QGuiApplication.clipboard()
    if request["ask"] == "copy":
        return clipboard.setText(request["text"])
    if request["ask"] == "paste":
        selected = clipboard.text(QClipboard.Mode.Selection)
        return {"text": clipboard.text(), "selected": selected, "formats": clipboard.mimeData().formats()}
    picture = QGuiApplication.primaryScreen().grabWindow(0, *request.get("area", ())).toImage()
    if request["ask"] == "shot":
        return picture.save(request["path"])
    return hashlib.sha256(bytes(picture.constBits())).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
