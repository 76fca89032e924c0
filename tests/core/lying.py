"""Codes that look real, and folders in which they lie about."""

import hashlib
import os
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.vaults import NOW
from vault import edit, sweep, systems
from vault.model import Vault
from vault.sweep import Finding, Step

NAME = "PyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456.txt"


def hexes(count: int, length: int = 16, name: str = "") -> list[str]:
    """Return hex words that look drawn by lot, the same ones each time."""
    return [hashlib.sha512(f"{name} {place} {length}".encode()).hexdigest()[:length] for place in range(count)]


def dashed(word: str, size: int) -> str:
    return "-".join(word[start : start + size] for start in range(0, len(word), size))


def lines(*texts: str) -> str:
    return "\n".join(texts)


PYPI = hexes(8)
GITHUB = [dashed(word, 5) for word in hexes(16, 10)]
HEX = [dashed(word, 4) for word in hexes(10, 16, "hex")]
TEXT = lines(*PYPI)


def held(*codes: str, title: str = "pypi:alice", vault: Vault | None = None) -> Vault:
    """Return a vault whose one account, or one more, has these codes."""
    vault = edit.add_account(vault or Vault(), *title.split(":"), now=NOW)
    return edit.add_codes(vault, vault.accounts[-1].id, codes, now=NOW)


def index(*names: str, version: int = 2, extensions: bytes = b"") -> bytes:
    """Write an index as git does, with ids and times of zeros."""
    entries = b""
    for name in sorted(names):
        entry = bytes(60) + struct.pack(">H", min(len(name), 0xFFF)) + name.encode()
        entries += entry + bytes(8 - len(entry) % 8)
    return struct.pack(">4sLL", b"DIRC", version, len(names)) + entries + extensions + bytes(20)


def put(path: Path, text: str | bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def steps(*places: Path, vault: Vault | None = None) -> list[Step]:
    return list(sweep.look(places, vault or Vault()))


def looked(*places: Path, vault: Vault | None = None) -> list[Finding]:
    found = [step for step in steps(*places, vault=vault) if isinstance(step, Finding)]
    return sorted(found, key=lambda finding: (str(finding.path), finding.member))


def names(*places: Path) -> list[str]:
    return [finding.member or finding.path.name for finding in looked(*places)]


def only(place: Path, vault: Vault | None = None) -> Finding:
    (finding,) = looked(place, vault=vault)
    return finding


def wheel(path: Path, files: dict[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def refuse(monkeypatch: pytest.MonkeyPatch, *refused: str) -> None:
    """Let the system refuse to open some names, as it would to anybody but root."""
    opened, listed = systems.open_itself, os.scandir

    def open_itself(path: str, *flags: int) -> int:
        if Path(path).name in refused:
            raise PermissionError(13, "Permission denied")
        return opened(path, *flags)

    def scandir(path: str) -> Iterator["os.DirEntry[str]"]:
        if Path(path).name in refused:
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(systems, "open_itself", open_itself)
    monkeypatch.setattr(os, "scandir", scandir)


class Elsewhere:
    """A listing in which every folder is on another file system."""

    def __init__(self, path: str) -> None:
        with os_scandir(path) as entries:
            self._entries = [Entry(entry) for entry in entries]

    def __enter__(self) -> "list[Entry]":
        return self._entries

    def __exit__(self, *_: object) -> None:
        return None


class Entry:
    """An entry that is not quite where it seems to be, or has just gone."""

    is_gone = False
    device = -1
    attributes = 0

    def __init__(self, entry: "os.DirEntry[str]") -> None:
        self.name, self.path, self._entry = entry.name, entry.path, entry

    def is_file(self, *, follow_symlinks: bool) -> bool:
        return self._entry.is_file(follow_symlinks=follow_symlinks)

    def is_dir(self, *, follow_symlinks: bool) -> bool:
        return self._entry.is_dir(follow_symlinks=follow_symlinks)

    def stat(self, *, follow_symlinks: bool) -> object:
        if self.is_gone:
            raise FileNotFoundError
        assert not follow_symlinks
        return Stat(self.device, self.attributes)


class Stat:
    def __init__(self, device: int, attributes: int) -> None:
        self.st_dev, self.st_file_attributes = device, attributes


os_scandir = os.scandir
