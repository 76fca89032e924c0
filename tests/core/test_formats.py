"""One door for every file: what it is taken for, what is found, what is told of the rest."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.pictures import SECRET, beside, drawn, saved, uri
from vault import formats, qr
from vault.codes import FoundCodes
from vault.errors import BadImport, BadInput
from vault.formats import FORMATS, Found
from vault.model import Seed

CODES = tuple(f"{place}123456789abcdef" for place in range(8))
CODE_TEXT = "\n".join(CODES).encode()
OTHER_SECRET = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK"
ALICE = Seed(type="totp", secret=SECRET, issuer="PyPI", name="alice")


def names(found: Found) -> list[str]:
    return [entry.name for entry in found.entries if isinstance(entry, Seed)]


def told(found: Found) -> list[tuple[str, str]]:
    return [(problem.where, problem.why) for problem in found.problems]


def test_each_row_can_be_asked_for_by_its_own_name() -> None:
    assert len({row.name for row in FORMATS}) == len(FORMATS)
    for row in FORMATS:
        assert row.name.isidentifier()
        assert row.title
        assert row.how_to_export.endswith(".")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (CODE_TEXT, "codes"),
        (uri("alice").encode(), "otpauth"),
        (b"OTPAUTH://TOTP/x?secret=" + SECRET.encode(), "otpauth"),
        (f"steam://{SECRET}".encode(), "otpauth"),
        (b"my authenticators:\n" + uri("alice").encode() + b"\n" + CODE_TEXT, "otpauth"),
        (uri("alice").encode("utf-16"), "otpauth"),
        (CODE_TEXT.decode().encode("utf-16"), "codes"),
        (saved(drawn(uri("alice"))), "picture"),
        (saved(drawn(uri("alice")), "JPEG"), "picture"),
    ],
)
def test_content_decides_what_a_file_is(data: bytes, name: str) -> None:
    for file_name in ("", "download.bin", "x.png", "x.txt"):
        assert formats.read(data, file_name=file_name).format == name


@pytest.mark.parametrize("data", [b"%PDF-1.7\n\0\0", b"\0\0\0\0", bytes(range(256)), b"PK\3\4\0\0"])
def test_a_file_of_no_known_kind_is_refused_and_the_known_ones_are_named(data: bytes) -> None:
    with pytest.raises(BadImport, match="does not know this kind of file") as refused:
        formats.read(data)
    assert all(row.name in refused.value.hint for row in FORMATS)


def test_a_format_can_be_named_and_is_then_not_guessed() -> None:
    both = uri("alice").encode() + b"\n" + CODE_TEXT
    entry = formats.read(both, name="codes").entries[0]
    assert isinstance(entry, FoundCodes)
    assert entry.secrets == CODES
    with pytest.raises(BadImport, match="not an authenticator's text"):
        formats.read(CODE_TEXT, name="otpauth")
    with pytest.raises(BadImport, match="There is no format called aegis"):
        formats.read(CODE_TEXT, name="aegis")
    with pytest.raises(BadImport, match="not a text file"):
        formats.read(saved(drawn("x")), name="codes")


# Texts


@pytest.mark.parametrize(
    "encode",
    [
        str.encode,
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
        lambda text: ("caf\u00e9\n" + text).encode("latin-1"),
    ],
)
def test_codes_are_found_in_every_encoding_of_a_text_file(encode: "object") -> None:
    assert callable(encode)
    found = formats.read(encode(CODE_TEXT.decode()))
    entry = found.entries[0]
    assert isinstance(entry, FoundCodes)
    assert entry.secrets == CODES
    assert found.problems == entry.problems


def test_the_name_and_the_users_service_reach_the_reader() -> None:
    entry = formats.read(CODE_TEXT, file_name="TestPyPI-Recovery-Codes.txt", service_id="gitlab").entries[0]
    assert isinstance(entry, FoundCodes)
    assert (entry.candidates, entry.named) == (("gitlab",), "testpypi")


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n", ",", ",\n", " \n "])
def test_a_list_of_otpauth_texts_is_read_however_they_are_separated(between: str) -> None:
    text = between.join(uri(name) for name in ("alice", "bobby", "carol"))
    found = formats.read(text.encode())
    assert names(found) == ["alice", "bobby", "carol"]
    assert found.problems == ()


def test_a_text_with_several_kinds_of_authenticators_keeps_their_settings() -> None:
    text = f"""
        otpauth://hotp/Acme:bobby?secret={OTHER_SECRET}&counter=50&algorithm=sha256&digits=7
        otpauth://totp/Acme:carol?secret={SECRET}&period=20&codeDisplay=%7B%22trashed%22%3Afalse%7D
        steam://{SECRET}
    """
    assert formats.read(text.encode()).entries == (
        Seed(type="hotp", secret=OTHER_SECRET, issuer="Acme", name="bobby", algorithm="SHA256", digits=7, counter=50),
        Seed(type="totp", secret=SECRET, issuer="Acme", name="carol", period=20),
        Seed(type="steam", secret=SECRET, issuer="Steam", digits=5),
    )


def test_one_line_that_cannot_be_read_does_not_refuse_the_others() -> None:
    bad = f"otpauth://totp/Acme:eve?secret={OTHER_SECRET}&algorithm=MD5"
    found = formats.read(f"{uri('alice')}\n{bad}\nhello\n{uri('alice')}\n".encode())
    assert found.entries == (ALICE,)
    assert told(found) == [
        ("line 2", "This authenticator uses an unknown algorithm"),
        ("line 3", "This is not an authenticator's text"),
    ]
    assert OTHER_SECRET not in repr(found)


def test_where_no_line_can_be_read_the_first_reason_is_the_error() -> None:
    with pytest.raises(BadImport, match=r"has two seeds \(line 1\)") as refused:
        formats.read(f"otpauth://totp/x?secret={SECRET}&secret={OTHER_SECRET}\nhello".encode())
    assert SECRET not in f"{refused.value} {refused.value.hint}"
    with pytest.raises(BadImport, match="There is no text"):
        formats.read(b" \n", name="otpauth")


# Pictures


def test_a_picture_gives_the_authenticators_of_all_its_codes() -> None:
    sheet = beside([drawn(uri("alice")), drawn(uri("bobby"))])
    found = formats.read(saved(sheet))
    assert (found.format, names(found)) == ("picture", ["alice", "bobby"])


def test_a_code_that_is_no_authenticator_is_told_by_its_number() -> None:
    link = drawn("https://example.com/welcome/to/this/page/which/is/as/long/as/the/other/text/" + "x" * 8)
    alice = drawn(uri("alice"))
    found = formats.read(saved(beside([alice.resize(link.size), link])))
    assert found.entries == (ALICE,)
    assert told(found) == [("QR code 2", "This is not an authenticator's text")]
    with pytest.raises(BadImport, match=r"not an authenticator's text \(QR code 1\)"):
        formats.read(saved(link))


# Files


def test_a_file_is_read_up_to_the_size_of_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_bytes(CODE_TEXT)
    assert formats.read_file(path) == CODE_TEXT
    with path.open("r+b") as file:
        file.truncate(qr.PICTURE_LIMIT + 1)
    with pytest.raises(BadInput, match="larger than 32 MB"):
        formats.read_file(path)
    with pytest.raises(BadInput, match="There is no file"):
        formats.read_file(tmp_path)


def read_or_refuse(data: bytes, name: str, file_name: str, service_id: str) -> Found | BadImport:
    try:
        return formats.read(data, name=name, file_name=file_name, service_id=service_id)
    except BadImport as error:
        return error


STARTS = [uri("alice").encode(), b"otpauth://", b"\x89PNG\r\n\x1a\n", b"\xff\xfe", CODE_TEXT, b"\0", b"\n", SECRET.encode()]
PIECES = st.lists(st.sampled_from(STARTS) | st.binary(max_size=30), max_size=6).map(b"".join)
NAMES = st.sampled_from(["", *(row.name for row in FORMATS)])


@given(PIECES, NAMES, st.sampled_from(["", "PyPI-Recovery-Codes.txt", "\udcff\x1b"]), st.sampled_from(["", "pypi", "example"]))
def test_any_bytes_give_entries_or_bad_import(data: bytes, name: str, file_name: str, service_id: str) -> None:
    found = read_or_refuse(data, name, file_name, service_id)
    if isinstance(found, Found):
        assert found.entries
        shown = repr(found) + repr(told(found))
    else:
        shown = f"{found!r} {found.hint}"
        assert found.__suppress_context__ or found.__context__ is None
    assert SECRET not in shown
    assert not any(code in shown for code in CODES)
