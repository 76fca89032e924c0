"""The largest and most tedious input of each reader that somebody who wants to keep us busy could think of.

`python -m tests.fuzz.largest NAME MB SECONDS` reads one, with so much memory more than the program has by then, and so much
time of a processor: the system ends it where it takes more. tests/core/test_hostile_sizes.py starts it.
"""

import gzip
import hashlib
import io
import resource
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable

from msgspec import structs

from tests.core import damage, scans, test_archives
from tests.fuzz import change, seals, targets
from tests.fuzz.stretching import cheap
from vault import crypto, parts, restore, sealed
from vault.errors import VaultError

_MB = 1 << 20


def _vault(size: int) -> bytes:
    head = seals.vault_file()[:16] + (size - 116 - 128 * 3 - 32).to_bytes(8) + seals.vault_file()[24:500]
    return damage.with_trailer(head.ljust(size, b"\0"))


def _backup(packed: bytes) -> bytes:
    data = seals.backup()
    front = data[: sealed._FRONT]
    key, _ = sealed._keys(front[:-32], seals.WORDS, sealed._cost(data))
    return front + crypto.seal(key, packed, bound_to=front)


def _packed(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * _MB) for _ in range(size // _MB)) + packer.flush()


def _png(side: int, kind: int, channels: int) -> bytes:
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + side * channels)) for _ in range(side)) + packer.flush()
    head = struct.pack(">LLBBBBB", side, side, 8, kind, 0, 0, 0)
    return change.png(((b"IHDR", head), (b"IDAT", rows), (b"IEND", b"")))


def _zip(members: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for place in range(members):
            archive.writestr(f"{place}", b"")
    return held.getvalue()


def _tiny_parts(many: int) -> bytes:
    """Return one part each of many backups."""
    return "\n".join(parts.qr_text(_part(f"{place:08}", 1)) for place in range(many)).encode()


def _part(sheet_id: str, length: int, chunk: bytes = b"x") -> parts.Part:
    return parts.Part(
        sheet_id=sheet_id, index=0, k=1, n=255, groups=8, first=1, per_page=1, length=length, checksum=0, chunk=chunk
    )


def _lines(firsts: int, others: int) -> bytes:
    """Return very many lines that could be of one part: each first one with each of the others."""
    part = _part("00000000", 322 * 8, bytes(322))
    found = [parts.lines(structs.replace(part, sheet_id=f"{place:08}"))[0] for place in range(firsts)]
    for place in range(others):
        found += parts.lines(structs.replace(part, chunk=place.to_bytes(2) * 161))[1:]
    return "\n".join(found).encode()


def _git(rest: bytes) -> bytes:
    start = struct.pack(">4sLL", b"DIRC", 4, 1) + bytes(60) + b"\0\0"
    return start + rest.ljust((1 << 26) - len(start) - 30, b"\x80") + bytes(30)


def _forms(depth: int) -> bytes:
    """Return a PDF whose form draws ten forms, which draw ten forms each, and so on."""
    forms = "".join(
        f"{10 + at} 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {11 + at} 0 R>>>>/Length 60>>"
        f"stream\n{'/F Do ' * 10}\nendstream endobj\n"
        for at in range(depth)
    )
    page = "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</XObject<</F 10 0 R>>>>/Contents 4 0 R>>endobj\n"
    page += "4 0 obj<</Length 6>>stream\n/F Do \nendstream endobj\n"
    start = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    return f"{start}{page}{forms}trailer<</Size 99/Root 1 0 R>>".encode()


def _headed(lines: int) -> bytes:
    return b"\n" * lines + b"x PyPI recovery codes y\n0123456789abcdef\n"


def _hints(many: int) -> bytes:
    words = "\n".join(hashlib.sha256(bytes((place,))).hexdigest()[:12] for place in range(10))
    return (words + "\n" + "recover" * many).encode()


def _no_status(data: bytes) -> object:
    found = restore.take(restore.EMPTY, data)
    restore.sentences(restore.status(found))
    return found


Case = tuple[str | Callable[[bytes], object], Callable[[], bytes]]
_TAR = test_archives.header(b"a", b"77777777777", b"0")
_ACCOUNT = b'{"id":"1","service":"s","username":"u","created_at":"2026-01-01T00:00:00Z"}'
_ENTRY = b'{"id":"0","kind":"codes","due_on":"2026-03-01","shows_on":"2026-02-01"}'
CASES: dict[str, Case] = {
    "vault file of 64 MB": ("outside", lambda: _vault(64 * _MB)),
    "vault file of more": ("keys", lambda: bytes(65 * _MB)),
    "content, buried": ("content", lambda: b'{"version":1,"x":' + b"[" * (16 * _MB)),
    "content, one number": ("content", lambda: b'{"version":1,"x":1' + b"0" * (16 * _MB) + b"}"),
    "content, lists": ("content", lambda: b'{"version":1,"x":[' + b"[]," * (5 * _MB) + b"0]}"),
    "content, accounts": ("merge", lambda: b'{"version":1,"accounts":[' + b",".join([_ACCOUNT] * 50_000) + b"]}"),
    "backup that unpacks to more": ("backup", lambda: _backup(_packed(1024 * _MB))),
    "codes, words": ("codes", lambda: b"0a " * 21_800),
    "codes, lines": ("codes", lambda: b"0123456789abcdef\n" * 3855),
    "authenticators, 32 MB": ("otpauth", lambda: b"otpauth://x\n" + b"x\n" * (16 * _MB - 6)),
    "authenticators, lines": ("otpauth", lambda: b"otpauth://x\n" + b"x\n" * (_MB // 2 - 6)),
    "authenticators, many": ("otpauth", lambda: b"".join(b"otpauth://totp/a%d?secret=GEZDGNBV\n" % n for n in range(2000))),
    "one authenticator": ("uri", lambda: b"otpauth://totp/a?secret=" + b"%41" * 5000),
    "Google, empty ones": ("google", lambda: b"otpauth-migration://offline?data=" + b"CgAK" * 4000),
    "picture of 64 million pixels": ("picture", lambda: _png(7900, 6, 4)),
    "picture of more": ("picture", lambda: _png(20_000, 0, 1)),
    "tar that unpacks to more": ("archive", lambda: gzip.compress(_TAR + bytes(200 * _MB))),
    "zip of many members": ("archive", lambda: _zip(40_000)),
    "paper, wrong shares": ("paper", lambda: b"SPAREKEY1:SHARE:x " * (4 * _MB // 18)),
    "paper, tiny parts": (_no_status, lambda: _tiny_parts(20_000)),
    "paper, lines of one part": (_no_status, lambda: _lines(1500, 300)),
    "paper, words": ("paper", lambda: b"0A0A 1.01 academic\n" * (4 * _MB // 20)),
    "PDF of 400 pages": ("pdf", lambda: scans.pdf(*[["x"]] * 400)),
    "PDF with a page for giants": ("scan", lambda: scans.pdf([], size="1000000000 1")),
    "PDF, forms in forms": ("scan", lambda: _forms(4)),
    "agenda of 1 MB": ("agenda", lambda: b'{"version":1,"entries":[' + b",".join([_ENTRY] * 13_000) + b"]}"),
    "settings, buried": ("settings", lambda: b"[" * _MB),
    "packages, badges": ("packages", lambda: b"Released x\n" + b"2FA Required " * 15_000),
    "packages, names": ("packages", lambda: (b"a" * 99 + b"/" + b"-" * 99 + b"\n") * 1000),
    "links, attributes": ("links", lambda: b"href= '" * (_MB // 8)),
    "links, hosts": ("links", lambda: b"".join(b"https://pyp1-%d.g1thub.org/?u=//x%d.org " % (n, n) for n in range(25_000))),
    "links, brackets": ("links", lambda: b"<a@b[.]" * (_MB // 8)),
    "git, one number": ("git", lambda: _git(b"")),
    "git, names": ("git", lambda: _git(b"\0")),
    "file with an empty page": ("traces", lambda: _headed(1 << 16)),
    "file full of hints": ("traces", lambda: _hints(9000)),
    "typed, a book": ("typed", lambda: b"abcd " * 200_000),
}


def main(name: str, megabytes: int, seconds: int) -> str:
    """Return what came of it: read, or the kind of the error."""
    reads, make = CASES[name]
    read, errors = reads, (VaultError,)
    if isinstance(reads, str):
        target = targets.BY_NAME[reads]
        read, errors = target.read, target.errors  # type: ignore[assignment]
    with cheap():
        seals.backup_parts()
        data = make()
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            pages = int(file.read().split()[0])
        memory = pages * resource.getpagesize() + megabytes * _MB
        used = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds,) * 2)
        try:
            assert callable(read)
            read(data)
        except errors as error:
            return type(error).__name__
    return "read"


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{used.ru_utime + used.ru_stime:.1f} s, {used.ru_maxrss // 1024} MB", file=sys.stderr)
