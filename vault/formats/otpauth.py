"""Lists of `otpauth://` texts, one a line or separated by commas: what most authenticator apps export."""

import re
from collections.abc import Sequence

from vault import otp
from vault.codes import Problem
from vault.errors import BadImport, BadInput
from vault.formats.codes_text import decode
from vault.model import Seed

_STARTS = ("otpauth://", "steam://")


def sniff(data: bytes) -> bool:
    text = data[:65536].replace(b"\0", b"").lower()  # UTF-16 too
    return any(start.encode() in text for start in _STARTS)


def read(data: bytes, _file_name: str, _service_id: str) -> tuple[tuple[Seed, ...], tuple[Problem, ...]]:
    lines = [line.strip() for line in decode(data).splitlines()]
    pieces = [
        (f"line {number}", piece.strip().rstrip(","))
        for number, line in enumerate(lines, 1)
        for piece in re.split(r",(?=(?i:otpauth|steam)://)", line)
        if piece.strip()
    ]
    return read_texts(pieces)


def read_texts(pieces: Sequence[tuple[str, str]]) -> tuple[tuple[Seed, ...], tuple[Problem, ...]]:
    """Read (where, text) pairs. One refused text does not refuse the others. Raises BadImport where none is left."""
    seeds: list[Seed] = []
    problems: list[Problem] = []
    for where, text in pieces:
        try:
            seeds.append(otp.parse(text))
        except BadInput as error:
            problems.append(Problem(where, str(error)))
    if not seeds:
        raise BadImport(
            f"{problems[0].why} ({problems[0].where})" if problems else "There is no text",
            hint="An authenticator's text starts with otpauth:// and is what the service's QR code holds.",
        )
    return tuple(dict.fromkeys(seeds)), tuple(problems)
