"""Foreign formats: a row in a table each. Content decides which one a file is, not its ending.

`read` is the one door in: any bytes give what was found in them or BadImport.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec import Struct, structs

from vault import files, qr
from vault.codes import FoundCodes, Problem
from vault.errors import BadImport
from vault.formats import codes_text, google, otpauth, picture
from vault.formats.google import Pages
from vault.model import Seed

Entry = FoundCodes | Seed


class Found(Struct, frozen=True):
    """What a file holds. Partial success is normal: `problems` says what could not be read.

    `pages` says which pages of which Google Authenticator exports were in it; `problems_of` tells which are missing.
    """

    format: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    pages: tuple[Pages, ...] = ()


class Format(Struct, frozen=True, kw_only=True):
    """One row. `read` takes the bytes, the file's name and, if it is known, the service."""

    name: str
    title: str
    how_to_export: str
    sniff: Callable[[bytes], bool]
    read: Callable[[bytes, str, str], tuple[tuple[Entry, ...], tuple[Problem | Pages, ...]]]


FORMATS = (
    Format(
        name="picture",
        title="Picture of QR codes",
        how_to_export="Save or photograph the QR code that the service shows when it sets up the authenticator app.",
        sniff=picture.sniff,
        read=picture.read,
    ),
    Format(
        name="google",
        title="Google Authenticator",
        how_to_export="Choose Transfer accounts, Export accounts, and photograph every QR code that it shows, in any order.",
        sniff=google.sniff,
        read=picture.read_page,
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
    entries, notes = rows[0].read(data, file_name, service_id)
    problems = tuple(note for note in notes if isinstance(note, Problem))
    return Found(rows[0].name, entries, problems, tuple(note for note in notes if isinstance(note, Pages)))


def missing_pages(found: Iterable[Found]) -> tuple[Pages, ...]:
    """Return the exports of which pages are missing, where several files are taken together."""
    return tuple(pages for pages in google.join(pages for one in found for pages in one.pages) if not pages.is_complete)


def problems_of(found: Sequence[Found]) -> list[Problem]:
    """Return what is odd in several files that are taken together."""
    problems = [problem for one in found for problem in one.problems]
    return problems + [Problem("Google Authenticator", str(pages)) for pages in missing_pages(found)]


def joined(found: Sequence[Found]) -> tuple[Found, ...]:
    """Return what was read one after the other without the authenticators that came again: a page shown twice counts once."""
    seen: set[Entry] = set()
    rest = []
    for one in dict.fromkeys(found):
        rest.append(structs.replace(one, entries=tuple(entry for entry in one.entries if entry not in seen)))
        seen.update(one.entries)
    return tuple(rest)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that the user gave. Raises BadInput."""
    return files.read_small(path, limit=qr.PICTURE_LIMIT)
