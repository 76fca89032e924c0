"""From paper back to a vault: pictures, PDFs and typed text in any order, gathered in a value that only grows.

`take` and `take_text` return the next value, or raise and leave the one that there is: a bad file costs no progress.
`status` says what is here and what is missing, `sentences` says it in words, `open_backup` and `open_file` give the vault.
"""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import structs

from vault import files, parts, pdf, qr, sealed, sheets, store, transcripts
from vault.errors import BadImport, BadInput, WrongKey
from vault.formats import codes_text
from vault.gathered import BackupStatus, Gathered, ShareStatus, Status, of_backup, paper_keys, put_together, sentences, status
from vault.keys import Key
from vault.model import Vault
from vault.parts import Part
from vault.transcripts import Transcript

__all__ = ["BackupStatus", "Gathered", "ShareStatus", "Status", "paper_keys", "sentences", "status"]

EMPTY = Gathered()
FILE_LIMIT = 64 * 1024 * 1024  # bytes
_DPI = (200, 300)  # of a page's picture, and of the second try
_IN_VAIN = 8  # pages of a PDF in which nothing is found before the others are believed to have nothing either
_MOST = 50_000  # lines that are kept, more than the largest backup has, so that nobody fills the memory
_HEIC = (b"ftyphe", b"ftypmif1", b"ftypavif")  # what iPhones save (ISO/IEC 23008-12), and no library of ours opens
_HINT = "Take photos or a scan of the sheets that Sparekey printed, its PDF, or their lines as text."


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that the user gave. Raises BadInput."""
    with contextlib.suppress(OSError):
        if path.is_dir():
            raise BadInput(f"{path.name or path} is a folder", hint="Choose the files that are in it.")
    return files.read_small(path, limit=FILE_LIMIT)


def take(gathered: Gathered, data: bytes, name: str = "") -> Gathered:
    """Add what a file says: a picture, a PDF, a text, or the vault file that a paper key opens.

    `name` tells texts apart, as in `take_text`. Raises BadImport where it says nothing, BadFile where a vault file is damaged.
    """
    if store.is_vault(data):
        store.check_bytes(data)
        return structs.replace(gathered, vault_data=data, trouble=())
    if pdf.is_pdf(data):
        return _added(gathered, _of_pdf(data), name, "in this PDF")
    if qr.is_picture(data):
        return _added(gathered, _of_texts(qr.read_all(data, is_enough=_is_whole_page)), name, "in this picture")
    if data[4:12].startswith(_HEIC):
        raise BadImport("This photo is of a kind that Sparekey cannot read", hint="Save or send it as JPEG, then add it again.")
    if data.strip() and codes_text.sniff(data):
        return take_text(gathered, codes_text.decode(data), name)
    if not data.strip():
        raise BadImport("This file is empty", hint="It may not have been copied as a whole. Copy it again.")
    raise BadImport("Sparekey does not know this kind of file", hint=_HINT)


def take_text(gathered: Gathered, text: str, where: str = "") -> Gathered:
    """Add what a text says that was typed or pasted. Lines with an error do not refuse the others; `status` names them.

    `where` names the text: the errors of an earlier one of that name are forgotten. Raises BadImport where it says nothing.
    """
    return _added(gathered, transcripts.read(text), where, "in this text")


def open_backup(gathered: Gathered, passphrase: str, sheet_id: str = "") -> Vault:
    """Return what a backup holds: the one of that sheet, else of several complete ones that which the passphrase opens.

    Raises BadInput where parts are missing, WrongKey, and what `sealed.unseal` raises.
    """
    known: dict[object, list[Part]] = {}
    for part in gathered.parts:
        if sheet_id in {"", part.sheet_id}:
            known.setdefault(part.backup, []).append(part)
    ready = [found for found in known.values() if not parts.needed(found)]
    if not ready:
        why = [of_backup(one) for one in status(gathered).backups if sheet_id in {"", one.sheet_id}]
        raise BadInput(
            why[0] if why else "No backup was read yet", hint="Add photos of the pages that are missing, or type their lines."
        )
    wrong = WrongKey()
    for found in ready:
        try:
            return sealed.unseal(parts.join(found), passphrase)
        except WrongKey as error:
            wrong = error
    raise wrong


def paper_key(gathered: Gathered) -> Key | None:
    """Return the paper key that came last."""
    return next(reversed(paper_keys(gathered)), None)


def open_file(gathered: Gathered, key: Key | None = None) -> Vault:
    """Return what the vault file holds, opened with `key`, else with the paper keys. Raises BadInput, BadFile, WrongKey."""
    tried = (key,) if key else paper_keys(gathered)
    if not gathered.vault_data or not tried:
        raise BadInput(
            f"The {'paper key' if gathered.vault_data else 'vault file'} is not here yet",
            hint="A recovery sheet opens the vault file: both are needed.",
        )
    for one in tried:
        try:
            return store.read_bytes(gathered.vault_data, one)
        except WrongKey:
            continue
    if key:
        raise WrongKey("This does not open the vault file")
    raise WrongKey(
        "The paper key does not open this vault file",
        hint="It is of another vault, was removed from this one, or was printed after this copy of the file was made.",
    )


def _added(gathered: Gathered, found: Transcript, where: str, place: str) -> Gathered:
    """Return what was known and what was found, each thing once. Raises BadImport where nothing was found."""
    if found.is_empty:
        raise _nothing(found, place)
    lines = tuple(dict.fromkeys((*gathered.lines, *found.lines)))[-_MOST:]
    right = {line.name for line in found.lines}
    errors = [(origin, name) for origin, name in gathered.errors if origin != where and name not in right]
    errors += [(where, name) for name in found.errors if name not in right]
    return Gathered(
        parts=tuple(dict.fromkeys((*gathered.parts, *found.parts, *put_together(lines)))),
        lines=lines,
        errors=tuple(errors),
        shares=tuple(dict.fromkeys((*gathered.shares, *found.shares))),
        keys=tuple(dict.fromkeys((*gathered.keys, *found.keys))),
        vault_data=gathered.vault_data,
        trouble=tuple((str(error), error.hint) for error in found.trouble),
    )


def _nothing(found: Transcript, place: str) -> BadImport:
    if found.trouble:
        return BadImport(str(found.trouble[0]), hint=found.trouble[0].hint)
    if found.sheet_ids:
        return BadImport(
            f"Only the number of sheet {sheets.shown_id(found.sheet_ids[0])} could be read {place}",
            hint="Take the photo again, straight and sharp, with the large codes whole. "
            "A page of lines has to be typed; a sheet of recovery codes holds no vault.",
        )
    return BadImport(f"There is nothing of a printed key or backup {place}", hint=_HINT)


def _of_texts(texts: Iterable[str]) -> Transcript:
    """Return what QR codes say. Their texts are no typing: what is not ours is left alone."""
    return transcripts.read("\n\n".join(texts), is_typed=False)


def _of_pdf(data: bytes) -> Transcript:
    """Look at every page, then with all efforts at those that gave too little; not at all pages of a book of something else."""
    glances = [_glance(page) for page in pdf.pages(data)]
    found = [transcript for transcript, _ in glances]
    with contextlib.closing(pdf.pages(data)) as several:
        for tried, page in enumerate(page for page, (_, is_whole) in zip(several, glances, strict=True) if not is_whole):
            if tried >= _IN_VAIN and all(one == Transcript() for one in found):
                break
            found += _scrutinised(page)
    return transcripts.joined(found)


def _glance(page: pdf.Page) -> tuple[Transcript, bool]:
    """Return what the text of a page says, and its picture at first sight; and whether there is nothing left to look for."""
    written = transcripts.read(page.text, is_typed=False)
    texts = qr.texts_of(page.picture(_DPI[0]), is_enough=_always)
    return transcripts.joined([written, _of_texts(texts)]), not written.is_empty or _is_whole_page(texts)


def _scrutinised(page: pdf.Page) -> Iterator[Transcript]:
    for dpi in _DPI:
        texts = qr.texts_of(page.picture(dpi), is_enough=_is_whole_page)
        yield _of_texts(texts)
        if _is_whole_page(texts):
            break


def _always(_texts: Iterable[str]) -> bool:
    return True


def _is_whole_page(texts: Iterable[str]) -> bool:
    """Tell whether nothing is left to look for in a picture: it gave a key, a share, or every part of its pages."""
    found = _of_texts(texts)
    counts: dict[object, int] = {}
    for part in found.parts:
        counts[part.backup, part.page] = counts.get((part.backup, part.page), 0) + 1
    is_whole = bool(counts) and all(counts[part.backup, part.page] == part.on_its_page for part in found.parts)
    return is_whole or bool(found.keys or found.shares)
