"""Recovery codes as a service's download, a copied list, or typed lines."""

import codecs

from vault import codes
from vault.codes import FoundCodes, Problem
from vault.errors import BadImport


def sniff(data: bytes) -> bool:
    """Anything that is a text may be a list of codes."""
    return b"\0" not in data or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def read(data: bytes, file_name: str, service_id: str) -> tuple[tuple[FoundCodes, ...], tuple[Problem, ...]]:
    found = codes.parse(decode(data), file_name=file_name, service_id=service_id)
    return (found,), found.problems


def decode(data: bytes) -> str:
    """Return a text file's text: UTF-8, UTF-16 with a mark, else Latin-1. Raises BadImport where it is no text."""
    if not sniff(data):
        raise BadImport("This is not a text file", hint="Choose the text file that the service saved.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
