"""What the fuzzers start from: small whole inputs of every kind, from the generators that the other tests use."""

import base64
import io
import zipfile
from collections.abc import Sequence
from functools import cache
from unittest import mock

import msgspec
from PIL import Image
from shamir_mnemonic import shamir

from tests.core import migration, pictures, scans, test_archives, test_git
from tests.core.lying import GITHUB, PYPI, index
from tests.core.vaults import NOW, PAPER_KEY, numbered
from tests.fuzz import seals
from vault import codec, crockford, edit, keys, parts, shares, sheets
from vault.model import Now, Vault
from vault.settings import Settings

SECRET = pictures.SECRET
KEY_TEXT = keys.paper_symbols(PAPER_KEY)
GOOGLE = tuple(migration.pages(["alice", "bob", "carol"], size=2))
URIS = (
    pictures.uri("alice"),
    f"otpauth://hotp/Site:bob?secret={SECRET}&counter=7&algorithm=HmacSHA256&digits=8",
    f"otpauth://steam/Steam:carol?secret={SECRET}&encoder=steam",
    f"steam://{SECRET}",
    "OTPAUTH://totp/A%3Ab%20c?secret=gezd%20gnbv&issuer=A+b&period=60&image=x",
)


@cache
def share_texts() -> tuple[str, ...]:
    """Return shares of the paper key, the same ones in each run."""
    with mock.patch.object(shamir, "RANDOM_BYTES", numbered(5)):
        return shares.split(PAPER_KEY, 2, 3)


def vaults() -> list[bytes]:
    newer = codec.dump(seals.example()).replace(b'"version":1', b'"version":1,"minor":1,"more":{"a":[1,null]}', 1)
    return [b'{"version":1}', codec.dump(Vault()), codec.dump(seals.example()), codec.dump(edited()), newer]


@cache
def edited() -> Vault:
    later = Now(NOW.at.replace(hour=11), "laptop")
    return seals.numbered_anew(edit.set_note(seals.example(), seals.example().accounts[0].id, "later", now=later))


def vault_files() -> list[bytes]:
    return [seals.vault_file(), *(seals.vault_file(text) for text in vaults()[:2])]


def code_texts() -> list[bytes]:
    columns = "\n".join(f"{place}. {one}   {other}" for place, (one, other) in enumerate(zip(PYPI[:4], PYPI[4:], strict=True)))
    texts = ["\n".join(PYPI), f"PyPI recovery codes\n\n{columns}", "\n".join(GITHUB), "0123 4567 89ab cdef\nx\n“ab-cd”"]
    return [*(text.encode() for text in texts), texts[0].encode("utf-16"), texts[1].encode("latin-1", "replace") + b"\xff"]


def authenticators() -> list[bytes]:
    return ["\n".join(URIS).encode(), ",".join(URIS).encode("utf-16"), *(uri.encode() for uri in URIS)]


def google() -> list[bytes]:
    odd = migration.payload([migration.entry(b"0123456789", "x", more=migration.whole(6, 1) + migration.whole(7, -1))])
    return [*(page.encode() for page in GOOGLE), migration.uri(odd).encode(), "\n".join(GOOGLE).encode()]


def small_pictures() -> list[bytes]:
    code = pictures.drawn(URIS[0], box_size=2)
    clear = code.convert("RGBA")
    clear.putalpha(200)
    made = [pictures.saved(code), pictures.saved(code.convert("1")), pictures.saved(clear), pictures.saved(code.convert("P"))]
    made += [pictures.saved(code, kind) for kind in ("GIF", "BMP", "WEBP", "JPEG")]
    sheet = scans.code(sheets.scan_text(seals.SHEET), 90)
    pages = io.BytesIO()
    sheet.save(pages, "TIFF", save_all=True, append_images=[scans.code(qr_of_key(), 140)], compression="tiff_adobe_deflate")
    return [*made, pages.getvalue()]


def qr_of_key() -> str:
    return f"SPAREKEY1:KEY:{KEY_TEXT}"


def paper_texts() -> list[bytes]:
    several = seals.backup_parts()
    numbered = "\n".join(f"{place}. {word}" for place, word in enumerate(share_texts()[0].split(), 1))
    texts = [
        "\n".join(parts.qr_text(part) for part in several[:4]),
        "\n".join(parts.lines(several[0])),
        "\n".join(line for part in several[:2] for line in parts.lines(part)).replace("0", "O"),
        crockford.grouped(KEY_TEXT),
        qr_of_key(),
        "\n\n".join(share_texts()[:2]),
        share_texts()[0],
        shares.scan_text(share_texts()[2]),
        numbered,
        sheets.scan_text(seals.SHEET),
    ]
    return [text.encode() for text in texts]


def pdfs() -> list[bytes]:
    written = scans.pdf([parts.qr_text(seals.backup_parts()[0])], ["1.01 ABCD", "x"], size="200 200")
    picture = Image.new("L", (150, 150), 255)
    picture.paste(scans.code(sheets.scan_text(seals.SHEET), 100), (20, 20))
    scanned = scans.scanned(picture.convert("1"))
    return [written, scans.pdf([]), scanned, scans.pdf(["x"], extra=scans.LOCKED)]


def archives() -> list[bytes]:
    files = {"pkg/codes.txt": "\n".join(PYPI).encode(), "pkg/" + "y" * 120 + ".txt": b"x" * 40, "a.bin": bytes(600)}
    tars = [test_archives.tar(files, kind, mode) for kind in test_archives.FORMATS.values() if kind for mode in ("w", "w:gz")]
    zips = [test_archives.zipped(files), test_archives.zipped(files, zipfile.ZIP_STORED)]
    return [data if data[:2] == b"PK" else data[:8192] for data in (*tars, *zips)]


def git_indexes() -> list[bytes]:
    own = [index("a.txt", "folder/b.txt", extensions=b"link" + (20).to_bytes(4) + bytes(range(20)))]
    return own + [test_git.unpacked(text) for text in (*test_git.WRITTEN.values(), test_git.SPLIT, test_git.SHARED)]


def agendas() -> list[bytes]:
    entry = {"id": "0123456789abcdef", "kind": "codes", "due_on": "2026-03-01", "shows_on": "2026-02-01"}
    return [msgspec.json.encode({"version": 1, "entries": [entry, entry | {"kind": "paper"}]}), b'{"version":1,"entries":[]}']


def settings() -> list[bytes]:
    some = Settings(vault="/home/a/v.sparekey", theme="dark", lock_after=9, window=(1, 2, 800, 600), recent=("a", "b"))
    return [b"{}", msgspec.json.encode(some)]


def package_lists() -> list[bytes]:
    page = "Your projects\n4\n\notters   Sole owner\nLast released Jan 31, 2026\n\nseals\nCritical Project 2FA Mandated\n"
    page += "Released x\n"
    pip = "Package    Version\n---------- -------\notters     1.2\nName: seals\nRequires: a, b\n-e git+https://x.example/y#egg=walrus"
    return [page.encode(), pip.encode(), b"@a/b\nc>=1 # d\n1. e\n* f[g]==2", b"a, b,c", b"https://x.example/project/otters/"]


def pastes() -> list[bytes]:
    mail = (
        'From: "The Index" <admin@example.org>\nContent-Transfer-Encoding: quoted-printable\n\n'
        '<a href=3D"https://github.com.example.org/?next=3Dhttps%3A%2F%2Fx.example">=68ttps://github.com</a>'
    )
    texts = [
        "https://github.com/settings/security",
        "hxxps://g\u0456thub[.]com:8443/login?return_to=//x.example#@y",
        "http://user:pw@0x7f.1/..%2f%2e./a;b?c=d&c=%zz",
        mail,
        "Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(b"go to https://xn--gthub-n4a.com now " * 3).decode(),
        "admin@github.com, <b@gitlab.example> setup.py 1.2.3.4",
    ]
    return [text.encode() for text in texts]


def facts() -> list[bytes]:
    texts = [
        "email=a@example.com\nmailbox=yes\nmailbox-at=phone,laptop\ndomain-renews=2026-12-31",
        "package=otters\nowner=otters:bob\nrepo=https://github.com/a/otters\ncan-push=yes\nnote=x\ntoken=ci:otters:2026-01-01",
        "key=blue@key ring\nbrowser=laptop:2026-01-01\npassword=phone\nsecond-factor=yes\nlinked=pypi:b,github:c",
        "recovered=2025-01-01\nemail-verified=2026-01-01",
        "within=phone:bag\nperson=Bob\nkept-at=home safe,cloud\npassword-at=head",
    ]
    return [text.encode() for text in texts]


def lying_about() -> list[bytes]:
    texts = [
        "\n".join(PYPI),
        "GitHub recovery codes\n" + "\n".join(GITHUB),
        "backup codes:\n" + "\n".join(one[:12] for one in PYPI),
    ]
    return [text.encode() for text in texts]


def everything() -> Sequence[bytes]:
    """Return one of each kind, for the doors that take anything."""
    kinds = (vault_files, code_texts, authenticators, google, small_pictures, paper_texts, pdfs, archives, agendas)
    return [kind()[0] for kind in kinds] + [qr_of_key().encode(), b"\0\0\0\x18ftypheic", b""]
