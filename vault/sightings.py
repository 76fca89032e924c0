"""What this machine last left of each vault file: its generation and a digest, in a small plain file for each.

An old copy of a vault is a valid vault: nothing in it can tell that a newer one was there. Only who remembers can
(research/security.md §1.5). What is remembered tells nothing of the content.
"""

from pathlib import Path
from typing import Literal

import msgspec
import platformdirs
from msgspec import Struct

from vault import files
from vault.errors import VaultError

Age = Literal["known", "older", "forked"]
_LIMIT = 1 << 12  # bytes


class Sighting(Struct, frozen=True):
    """The generation that a vault had, and the SHA-256 of its file in hex digits."""

    generation: int
    digest: str


def folder() -> Path:
    return Path(platformdirs.user_state_dir("sparekey", appauthor=False)) / "seen"


def read(vault_id: str, vault: Path) -> Sighting | None:
    """Return what was last left of a vault: its id, 32 hex digits, and where it lies. None where nothing is known.

    A copy elsewhere, on a stick or from a sync tool, is another file with a past of its own.
    """
    path = _path(vault_id, vault)
    if not files.is_there(path):
        return None
    try:
        return msgspec.json.decode(files.read_small(path, limit=_LIMIT), type=Sighting)
    except (msgspec.MsgspecError, VaultError, ValueError, RecursionError):
        return None


def write(vault_id: str, vault: Path, seen: Sighting) -> None:
    """Remember what was left of a vault. Raises NotSaved."""
    files.replace_small(_path(vault_id, vault), msgspec.json.encode(seen), keep=False)


def forget(vault_id: str, vault: Path) -> None:
    """Take whatever comes next for new: the owner has just put an older state in place. Raises NotSaved."""
    write(vault_id, vault, Sighting(0, ""))


def compare(before: Sighting | None, now: Sighting) -> Age:
    """Tell whether a file is one that may follow what was seen before: `older` than that, or as old but another one."""
    if before is None or now.generation > before.generation or now == before:
        return "known"
    return "older" if now.generation < before.generation else "forked"


def words(before: Sighting, now: Sighting) -> str:
    """Return what to tell of a file that does not follow what was seen before; an empty text where all is well."""
    match compare(before, now):
        case "older":
            saves = before.generation - now.generation
            return (
                f"This file is {saves} save{'s' if saves > 1 else ''} older than the one that this computer saw last."
                " If you did not put an older copy in its place yourself, find out who did"
            )
        case "forked":
            return (
                "This file is as old as the one that this computer saved last, but another one:"
                " another computer wrote it at the same time. Look for a conflict copy beside it"
            )
    return ""


def _path(vault_id: str, vault: Path) -> Path:
    import hashlib  # noqa: PLC0415  (loads OpenSSL, which a vault that is open has done)

    place = hashlib.sha256(str(vault.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return folder() / f"{vault_id}-{place}.json"
