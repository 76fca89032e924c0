"""Lists of `otpauth://` texts, one a line or separated by commas: what most authenticator apps export.

`read_texts` is the gate for single texts, whether they stood in a line or in a QR code.
"""

import re
from collections.abc import Sequence

from vault import otp
from vault.codes import Problem
from vault.errors import BadImport, BadInput
from vault.formats import google
from vault.formats.codes_text import decode
from vault.formats.google import Pages
from vault.model import Seed

TEXT_LIMIT = 1 << 20  # bytes
_MOST_TEXTS = 2000
_STARTS = ("otpauth://", "steam://", google.START)


def sniff(data: bytes) -> bool:
    text = data[:65536].replace(b"\0", b"").lower()  # UTF-16 too
    return any(start.encode() in text for start in _STARTS)


def read(data: bytes, _file_name: str, _service_id: str) -> tuple[tuple[Seed, ...], tuple[Problem | Pages, ...]]:
    if len(data) > TEXT_LIMIT:
        raise _too_long()
    lines = [line.strip() for line in decode(data).splitlines()]
    pieces = [
        (f"line {number}", piece.strip().rstrip(","))
        for number, line in enumerate(lines, 1)
        for piece in re.split(r",(?=(?i:otpauth|otpauth-migration|steam)://)", line)
        if piece.strip()
    ]
    if len(pieces) > _MOST_TEXTS:
        raise _too_long()
    return read_texts(pieces)


def read_texts(pieces: Sequence[tuple[str, str]]) -> tuple[tuple[Seed, ...], tuple[Problem | Pages, ...]]:
    """Read (where, text) pairs. One refused text does not refuse the others. Raises BadImport where none is left."""
    seeds: list[Seed] = []
    problems: list[Problem] = []
    pages: list[Pages] = []
    for where, text in pieces:
        try:
            if google.is_page(text):
                page = google.read(text, where)
                seeds += page.seeds
                problems += page.problems
                pages += [page.pages] if page.pages else []
            else:
                seeds.append(otp.parse(text))
        except BadInput as error:
            problems.append(Problem(where, str(error)))
    if not seeds:
        raise BadImport(
            f"{problems[0].why} ({problems[0].where})" if problems else "There is no text",
            hint="An authenticator's text starts with otpauth:// and is what the service's QR code holds.",
        )
    return tuple(dict.fromkeys(seeds)), (*problems, *google.join(pages))


def _too_long() -> BadImport:
    return BadImport("The text is too long for a list of authenticators", hint="Choose the file that the app wrote.")
