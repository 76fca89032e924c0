"""A disk that writes down what reaches it: a FUSE file over an image.

Started as `python -m tests.crash.recorder IMAGE JOURNAL POINT`. Below POINT are `disk`, to be attached to a loop device, and
`marks`: what is written there is put between the disk's writes and flushes, in the order in which all of it came.
"""

import errno
import os
import stat
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mfusepy  # type: ignore[import-untyped, unused-ignore]
from msgspec import Struct

WRITE, FLUSH, MARK = range(3)
_HEAD = struct.Struct(">BQI")  # kind, offset, bytes that follow


class Event(Struct, frozen=True):
    """A write, a flush or a mark."""

    kind: int
    offset: int = 0
    data: bytes = b""


def read(journal: Path) -> Iterator[Event]:
    """Yield what was written down."""
    with journal.open("rb") as file:
        while head := file.read(_HEAD.size):
            kind, offset, size = _HEAD.unpack(head)
            yield Event(kind, offset, file.read(size))


class Recorder(mfusepy.Operations):  # type: ignore[misc, unused-ignore]
    """Two files and a folder."""

    use_ns = True

    def __init__(self, image: Path, journal: Path) -> None:
        self._image = os.open(image, os.O_RDWR)
        self._journal = journal.open("wb", buffering=0)

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o700, "st_nlink": 2}
        if path not in {"/disk", "/marks"}:
            raise mfusepy.FuseOSError(errno.ENOENT)
        size = os.fstat(self._image).st_size if path == "/disk" else 0
        return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": size}

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", "disk", "marks"]

    def open(self, path: str, flags: int) -> int:
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return os.pread(self._image, size, offset) if path == "/disk" else b""

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        if path == "/disk":
            self._note(WRITE, offset, data)
            return os.pwrite(self._image, data, offset)
        self._note(MARK, 0, data)
        return len(data)

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        if path == "/disk":
            self._note(FLUSH)
        return 0

    def _note(self, kind: int, offset: int = 0, data: bytes = b"") -> None:
        self._journal.write(_HEAD.pack(kind, offset, len(data)) + data)


if __name__ == "__main__":
    mfusepy.FUSE(Recorder(Path(sys.argv[1]), Path(sys.argv[2])), sys.argv[3], foreground=True, nothreads=True)
