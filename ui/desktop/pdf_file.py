"""A PDF of printed sheets on the disk: readable for its owner only, and shredded with one click once it is printed."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from vault import files
from vault.errors import VaultError
from vault.files import Disk, Seen


class PdfFile(Struct, frozen=True):
    """A file that was written, as it was then: something else in its place is not shredded."""

    path: Path
    seen: Seen


def write(path: Path, data: bytes) -> PdfFile:
    """Write a file that must not exist yet, with mode 0600. Raises BadInput, NotSaved."""
    real = path.absolute().parent.resolve() / path.name  # what is reached through a link is not shredded later
    return PdfFile(real, files.write_new(real, data, disk=Disk()))


def shred_all(pdfs: Sequence[PdfFile]) -> tuple[Sequence[PdfFile], VaultError | None]:
    """Overwrite files and delete them. Return those that are still there, and why the last of them is."""
    left: list[PdfFile] = []
    refused = None
    for pdf in pdfs:
        try:
            files.erase(pdf.path, pdf.seen)
        except VaultError as error:
            left.append(pdf)
            refused = error
    return left, refused
