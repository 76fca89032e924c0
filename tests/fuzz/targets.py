"""Everything that reads what others wrote: how it is called, what it may refuse it with, and what must hold where it does not.

Any bytes give a value or one of the errors that are named here. What else is asserted stands in the functions themselves.
"""

import argparse
import contextlib
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest import mock

from msgspec import Struct, structs

from tests.core import lying
from tests.core.vaults import NOW, SEED_SECRET, reader
from tests.fuzz import change, samples, seals
from tests.fuzz.change import Mutator
from tests.fuzz.stretching import Work
from ui.terminal import facts
from vault import (
    agenda,
    archives,
    codec,
    container,
    edit,
    files,
    formats,
    git,
    intake,
    keys,
    link_words,
    links,
    merge,
    otp,
    package_list,
    pasted,
    pdf,
    restore,
    scans,
    sealed,
    services,
    settings,
    shares,
    sheets,
    traces,
)
from vault.archives import TooLarge
from vault.codes import FoundCodes
from vault.errors import BadFile, BadImport, BadInput, Damaged, NewerFormat, NotAVault, NotThere, Tampered, WrongKey
from vault.formats import Found, google, otpauth, picture
from vault.model import Seed, Vault
from vault.settings import Settings

Errors = tuple[type[Exception], ...]
OUTSIDE = (NotAVault, NewerFormat, Damaged)
IMPORTS: Errors = (BadImport,)


class Target(Struct, frozen=True, kw_only=True):
    """One reader. `runs`: of changed inputs in a test run; `memory`: MB that one input may take beside the program itself."""

    name: str
    title: str
    read: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    errors: Errors
    mutate: Mutator | None = None
    tokens: tuple[bytes, ...] = ()
    longest: int = 8192
    runs: int = 1500
    memory: int = 300


# Vaults


def outside(data: bytes) -> object:
    found = container.read_outside(data)
    assert data.startswith(found.head + found.mac + found.body)
    agenda_id = data[24:40].hex()
    assert agenda_id == found.vault_id.hex()
    return found


_SAME_WORD: dict[type, str] = {
    NotAVault: "NotAVault",
    NewerFormat: "Newer",
    Damaged: "Damaged",
    WrongKey: "WrongSecret",
    Tampered: "Tampered",
}


def with_keys(data: bytes) -> object:
    """Open a file with a key of each type: both programs give the same text or refuse it for the same reason."""
    return [_by_both(data, key) for key in seals.KEYS]


def _by_both(data: bytes, key: keys.Key) -> object:
    """Return the vault, or the error. What the other program refuses, ours refuses with its word for the same thing."""
    found: object
    text, before = b"", Work.done
    try:
        unlocked, text = container.unlock(data, key)
        assert unlocked.secret == seals.unlocked().secret
        found = body(text)
    except (NotAVault, NewerFormat, Damaged, WrongKey, Tampered) as error:
        found = error
    assert Work.done - before <= container.TRIED_WORK
    try:
        other = reader.open_bytes(data, key.type, key.secret)
    except reader.Refused as error:
        other = error
    if isinstance(other, reader.Refused):
        assert type(other).__name__ == _SAME_WORD.get(type(found))
    else:  # it takes the content's members as they are
        assert other == text if isinstance(found, Vault) else type(found) in {Damaged, NewerFormat}
    return found


def body(text: bytes) -> Vault:
    """What was read is written again, and read once more as the same: also by somebody who has called more deeply."""
    vault, may_write = codec.load(text)
    written = _deep_down(50, lambda: codec.dump(vault))
    again, may_write_again = codec.load(written)
    assert again == vault
    assert may_write_again or not may_write
    return vault


def _deep_down(depth: int, call: Callable[[], bytes]) -> bytes:
    return _deep_down(depth - 1, call) if depth else call()


def merging(text: bytes) -> Vault:
    """What becomes of two copies can be saved, whatever the other one says of what happened, and merged once more."""
    theirs, _ = codec.load(text)
    for one, other in ((seals.example(), theirs), (theirs, seals.example())):
        merged = merge.merge(one, other).vault
        assert structs.replace(codec.load(codec.dump(merged))[0], unknown=None) == structs.replace(merged, unknown=None)
        merge.merge(merged, other)
    return theirs


def backup(data: bytes) -> Vault:
    return sealed.unseal(data, seals.WORDS)


# Importers


def _imported(found: Found) -> Found:
    """Place what was found, and add it; what comes out of a foreign file can be kept, and shown."""
    for entry in found.entries:
        if isinstance(entry, Seed):
            assert otp.parse(otp.to_uri(entry)) == entry
            assert len(otp.value_at_counter(entry, entry.counter)) == entry.digits
        else:
            assert all(secret.isprintable() for secret in entry.secrets)
            assert (entry.source + entry.username).isprintable() or not entry.source
    vault = seals.example()
    with contextlib.suppress(BadInput):
        vault = intake.add_all(vault, intake.place(vault, [found]), now=NOW)
    assert codec.load(codec.dump(vault))[0] == vault
    return found


def importing(name: str, sniff: Callable[[bytes], bool]) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        sniff(data)
        return _imported(formats.read(data, file_name="codes.txt", name=name))

    return read


def any_import(data: bytes) -> object:
    name, _, rest = data.partition(b"\0")
    file_name = name.decode("utf-8", "replace")[:100] if len(name) < 100 else ""
    return _imported(formats.read(rest or data, file_name=file_name))


def code_text(data: bytes) -> object:
    """Read codes as each service's own, too."""
    for service_id in ("github", "gitlab", "my.own"):
        with contextlib.suppress(BadImport):
            found = formats.read(data, service_id=service_id, name="codes")
            assert all(isinstance(entry, FoundCodes) for entry in found.entries)
    return _imported(formats.read(data, file_name="codes.txt", name="codes"))


def uri(data: bytes) -> Seed:
    seed = otp.parse(data.decode("utf-8", "surrogateescape" if data[-1:] == b"s" else "replace"))
    assert otp.parse(otp.to_uri(seed)) == seed
    otp.value_at_counter(seed, seed.counter)
    otp.drift(seed, "123456", 1)
    return seed


def google_page(data: bytes) -> object:
    page = google.read(data.decode("utf-8", "replace"))
    for seed in page.seeds:
        assert otp.parse(otp.to_uri(seed)) == seed
    google.join([page.pages] * 2 if page.pages else [])
    return page


def archive(data: bytes) -> object:
    """Members are never larger than they were said to be, and nothing that was not wanted is read."""
    sizes: dict[str, int] = {}

    def wanted(name: str, size: int) -> bool:
        sizes[name] = max(size, sizes.get(name, 0))
        return 0 < size <= 4096

    found = list(archives.members(io.BytesIO(data), wanted))
    assert all(len(member.data or b"") <= 4096 for member in found)
    assert all(member.name in sizes for member in found if member.data)
    return found


# Paper


def _gathered(found: restore.Gathered) -> object:
    said = restore.status(found)
    assert all(sentence and "\n" not in sentence for sentence in restore.sentences(said))
    opening: tuple[Callable[[], object], ...] = (
        lambda: restore.open_backup(found, seals.WORDS),
        lambda: restore.open_file(found),
    )
    for opens in opening:
        with contextlib.suppress(BadInput, BadFile, WrongKey):
            opens()
    return found


def paper_file(data: bytes) -> object:
    return _gathered(restore.take(restore.EMPTY, data, "a"))


def paper_text(data: bytes) -> object:
    """Add a text to a progress that there is: what was known stays."""
    text = data.decode("utf-8", "replace")
    before = restore.take_text(restore.EMPTY, samples.paper_texts()[0].decode())
    after = restore.take_text(before, text, "b")
    assert set(before.parts) <= set(after.parts)
    return _gathered(after)


def typed(data: bytes) -> object:
    """Read a text as everything that is typed by hand: a paper key, a share, a passphrase, an answer, a password."""
    text = data.decode("utf-8", "surrogateescape" if data[-1:] == b"s" else "replace")
    vault = samples.edited()
    shares.wrong_words(text[:60])
    reads: tuple[Callable[[], object], ...] = (
        lambda: keys.paper(text),
        lambda: shares.combine(text.split("\n\n")),
        lambda: keys.password(text),
        lambda: services.parse_title(text),
        lambda: otp.clean_secret(text),
        lambda: edit.set_email(vault, vault.accounts[0].id, text, now=NOW),
        lambda: sheets.find_scanned(vault, text.splitlines()),
        lambda: sealed._normal(text),
    )
    for read in reads:
        with contextlib.suppress(BadInput):
            read()
    sheets.is_answer(sheets.proofs_of("ABCD2345", [1])[0], text)
    return shares.info(text)


def scan(data: bytes) -> object:
    return scans.texts(data)


def pdf_pages(data: bytes) -> object:
    return [(page.text, page.picture(20).size) for page in pdf.pages(data)]


# Small files, and what is pasted or typed


def _in_place_of_a_file(data: bytes) -> contextlib.AbstractContextManager[object]:
    stack = contextlib.ExitStack()
    stack.enter_context(mock.patch.object(files, "is_there", return_value=True))
    stack.enter_context(mock.patch.object(files, "read_small", return_value=data))
    return stack


def agenda_file(data: bytes) -> object:
    with _in_place_of_a_file(data):
        found = agenda.read("00" * 16)
    found.due(NOW.at.date())
    found.next_on(NOW.at.date())
    assert all(entry.words in agenda.WORDS.values() for entry in found.entries)
    return found


def settings_file(data: bytes) -> object:
    """Settings are always usable: numbers fit into what a window system counts with."""
    with _in_place_of_a_file(data):
        found, wrong = settings.load(Path("settings.json"))
    assert not wrong or found == Settings()
    settings.vault_path(found)
    assert all(abs(number) < 1 << 31 for number in (found.lock_after, *(found.window or ())))
    return found


def packages(data: bytes) -> object:
    found = package_list.read(data.decode("utf-8", "replace"))
    assert all(1 <= len(one.name) <= 201 and one.name.isascii() for one in found)
    return found


def paste(data: bytes) -> object:
    """Whatever is pasted gets a verdict, and words for it."""
    text = data.decode("utf-8", "surrogateescape" if data[-1:] == b"s" else "replace")
    checked = links.check(text, services.table().values())
    for verdict in checked.verdicts:
        assert link_words.headline(verdict)
        link_words.why(verdict)
        link_words.next_step(verdict)
        assert link_words.shown(verdict.host).isprintable()
    link_words.others(checked)
    pasted.link_targets(text)
    return checked


def git_index(data: bytes) -> object:
    names, shared = git.read_index(data)
    assert all(b"\0" not in name for name in names)
    assert shared == "" or set(shared) <= set("0123456789abcdef")
    return names


def lying_about(data: bytes) -> object:
    name, _, rest = data.partition(b"\0")
    return traces.find(rest or data, name.decode("utf-8", "replace")[:80], traces.known(seals.example()))


def set_of_facts(data: bytes) -> object:
    """Note facts as the command does, from arguments that may be no text at all; whatever is noted can be saved."""
    account_id = seals.example().accounts[0].id
    noting = facts._Noting(seals.example(), account_id, NOW)
    pairs = [facts._a_fact(line) for line in data.decode("utf-8", "surrogateescape").split("\n")[:12]]
    for field, value in facts._named_first(pairs):
        if note := facts._OF_ACCOUNT.get(field) or facts._OF_VAULT.get(field):
            note(noting, value.strip())
    vault = noting.vault
    assert codec.load(codec.dump(vault))[0] == vault
    return vault


_JSON = (
    *(b'"%s":' % name for name in (b"version", b"minor", b"accounts", b"id", b"codes", b"created_at")),
    b"[" * 200,
    b"1e999",
)
_URI = (
    b"otpauth://",
    b"totp/",
    b"hotp/",
    b"steam",
    b"secret=",
    b"&issuer=",
    b"&period=",
    b"&counter=",
    b"&algorithm=",
    b"%3A",
    b"%",
)
_PAPER = (
    b"SPAREKEY1:PART:",
    b"SPAREKEY1:KEY:",
    b"SPAREKEY1:SHARE:",
    b"SPAREKEY1:SHEET:",
    b"1.01 ",
    b"academic ",
    b"\n\n",
    b" 2. ",
)
_LINKS = (
    b"https://",
    b"xn--",
    b"hxxp",
    b"[.]",
    b"%2f",
    b"@",
    b"?next=",
    b"<a href=",
    b"&#x",
    b"=68",
    b"\xe3\x80\x82",
    b"0x7f.1",
)

TARGETS = (
    Target(
        name="outside",
        title="vault file, without keys",
        read=outside,
        seeds=samples.vault_files,
        errors=OUTSIDE,
        mutate=seals.of_vault_file,
        longest=20_000,
    ),
    Target(
        name="keys",
        title="vault file, with a key of each type, by two programs",
        read=with_keys,
        seeds=samples.vault_files,
        errors=(*OUTSIDE, WrongKey, Tampered),
        mutate=seals.of_vault_file,
        longest=20_000,
        runs=1200,
    ),
    Target(
        name="content",
        title="content of a vault",
        read=body,
        seeds=samples.vaults,
        errors=(Damaged, NewerFormat),
        mutate=change.of_json,
        tokens=_JSON,
        runs=3000,
    ),
    Target(
        name="merge",
        title="another copy, to be merged",
        read=merging,
        seeds=samples.vaults,
        errors=(Damaged, NewerFormat),
        mutate=change.of_json,
        tokens=_JSON,
    ),
    Target(
        name="backup",
        title="backup on paper, with its passphrase",
        read=backup,
        seeds=lambda: [seals.backup()],
        errors=(NotAVault, NewerFormat, Damaged, Tampered, WrongKey),
        mutate=seals.of_backup,
    ),
    Target(name="import", title="any file to import", read=any_import, seeds=samples.everything, errors=IMPORTS, runs=600),
    Target(
        name="codes",
        title="recovery codes in a text",
        read=code_text,
        seeds=samples.code_texts,
        errors=IMPORTS,
        tokens=(b"PyPI recovery codes", b"GitHub", b"\r\n", b"0123456789abcdef", b"\xe2\x80\x91", b"\xef\xbc\x91", b"\t", b"-"),
    ),
    Target(
        name="otpauth",
        title="lists of authenticators",
        read=importing("otpauth", otpauth.sniff),
        seeds=samples.authenticators,
        errors=IMPORTS,
        tokens=_URI,
    ),
    Target(
        name="uri", title="one authenticator's text", read=uri, seeds=samples.authenticators, errors=(BadInput,), tokens=_URI
    ),
    Target(
        name="google",
        title="Google Authenticator's pages",
        read=google_page,
        seeds=samples.google,
        errors=IMPORTS,
        mutate=seals.of_google,
    ),
    Target(
        name="googles",
        title="lists of such pages",
        read=importing("google", google.sniff),
        seeds=samples.google,
        errors=IMPORTS,
        mutate=seals.of_google,
        runs=600,
    ),
    Target(
        name="picture",
        title="pictures of QR codes",
        read=importing("picture", picture.sniff),
        seeds=samples.small_pictures,
        errors=IMPORTS,
        mutate=change.of_png,
        runs=150,
        memory=1000,
    ),
    Target(
        name="archive",
        title="archives that are looked through",
        read=archive,
        seeds=samples.archives,
        errors=(BadInput, TooLarge),
        mutate=change.of_tar,
        tokens=(b"PK\1\2", b"PK\3\4", b"PK\5\6", b"ustar", b"11 size=99\n", b"path="),
        longest=40_000,
    ),
    Target(
        name="paper",
        title="texts of printed backups and shares",
        read=paper_text,
        seeds=samples.paper_texts,
        errors=IMPORTS,
        mutate=seals.of_paper_text,
        tokens=_PAPER,
        runs=100,
    ),
    Target(
        name="paper-file",
        title="photos and other files of paper",
        read=paper_file,
        seeds=lambda: [*samples.everything(), samples.small_pictures()[-1], samples.pdfs()[2]],
        errors=(BadImport, *OUTSIDE),
        mutate=change.of_png,
        runs=80,
        memory=1000,
    ),
    Target(
        name="typed",
        title="keys, shares and words typed by hand",
        read=typed,
        seeds=samples.paper_texts,
        errors=(BadInput,),
        runs=80,
    ),
    Target(name="scan", title="scans of a sheet", read=scan, seeds=samples.pdfs, errors=IMPORTS, runs=30, memory=1000),
    Target(name="pdf", title="PDF files", read=pdf_pages, seeds=samples.pdfs, errors=IMPORTS, runs=400, memory=1000),
    Target(
        name="agenda",
        title="agenda beside a locked vault",
        read=agenda_file,
        seeds=samples.agendas,
        errors=(BadInput, NewerFormat),
        mutate=change.of_json,
    ),
    Target(name="settings", title="settings", read=settings_file, seeds=samples.settings, errors=(), mutate=change.of_json),
    Target(name="packages", title="pasted lists of packages", read=packages, seeds=samples.package_lists, errors=()),
    Target(name="links", title="pasted links and mails", read=paste, seeds=samples.pastes, errors=(), tokens=_LINKS, runs=700),
    Target(name="git", title="git's indexes", read=git_index, seeds=samples.git_indexes, errors=(ValueError,), runs=3000),
    Target(
        name="traces",
        title="files in which codes may lie about",
        read=lying_about,
        seeds=samples.lying_about,
        errors=(),
        runs=700,
    ),
    Target(
        name="facts",
        title="facts typed in the terminal",
        read=set_of_facts,
        seeds=samples.facts,
        errors=(BadInput, NotThere, argparse.ArgumentTypeError),
        tokens=tuple(b"\n%s=" % name.encode() for name in (*facts._OF_ACCOUNT, *facts._OF_VAULT)),
    ),
)
BY_NAME = {target.name: target for target in TARGETS}
CANARIES = (SEED_SECRET, samples.KEY_TEXT, *lying.PYPI, *lying.GITHUB, seals.WORDS)
