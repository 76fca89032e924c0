"""Foreign formats: a row in a table each. Content decides which one a file is, not its ending.

`read` is the one door in: any bytes give what was found in them or BadImport.
"""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from vault import files, qr
from vault.codes import FoundCodes, Problem
from vault.errors import BadImport
from vault.formats import codes_text, otpauth, picture
from vault.model import Seed

Entry = FoundCodes | Seed


class Found(Struct, frozen=True):
    """What a file holds. Partial success is normal: `problems` says what could not be read."""

    format: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


class Format(Struct, frozen=True, kw_only=True):
    """One row. `read` takes the bytes, the file's name and, if it is known, the service."""

    name: str
    title: str
    how_to_export: str
    sniff: Callable[[bytes], bool]
    read: Callable[[bytes, str, str], tuple[tuple[Entry, ...], tuple[Problem, ...]]]


FORMATS = (
    Format(
        name="picture",
        title="Picture of QR codes",
        how_to_export="Save or photograph the QR code that the service shows when it sets up the authenticator app.",
        sniff=picture.sniff,
        read=picture.read,
    ),
    Format(
        name="otpauth",
        title="otpauth texts",
        how_to_export="One otpauth:// text a line, as Aegis, Ente Auth and FreeOTP+ write them with “export as plain text”.",
        sniff=otpauth.sniff,
        read=otpauth.read,
    ),
    Format(
        name="codes",
        title="Recovery codes",
        how_to_export="Use Save or Copy on the page that shows the codes; PyPI names the file PyPI-Recovery-Codes-….txt.",
        sniff=codes_text.sniff,
        read=codes_text.read,
    ),
)


def read(data: bytes, *, file_name: str = "", service_id: str = "", name: str = "") -> Found:
    """Read a file's bytes, as the format `name` or as whatever it is. Raises BadImport."""
    rows = [row for row in FORMATS if row.name == name] if name else [row for row in FORMATS if row.sniff(data)]
    if not rows:
        known = ", ".join(row.name for row in FORMATS)
        raise BadImport(
            f"There is no format called {name}" if name else "Sparekey does not know this kind of file",
            hint=f"The formats are: {known}.",
        )
    entries, problems = rows[0].read(data, file_name, service_id)
    return Found(rows[0].name, entries, problems)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that the user gave. Raises BadInput."""
    return files.read_small(path, limit=qr.PICTURE_LIMIT)
