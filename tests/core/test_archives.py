"""What lies inside archives: every kind of tar and zip that Python writes, and bombs that stay small."""

import gzip
import io
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from vault import archives
from vault.archives import Member, TooLarge
from vault.errors import BadInput

LONG = "pkg/" + "y" * 150 + "/ü" + "z" * 120 + ".txt"
FILES = {"pkg/codes.txt": b"codes", LONG: b"x" * 1000, "pkg/big.bin": b"\1\2" * 300_000, "pkg/empty.txt": b""}
FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}


def tar(files: dict[str, bytes], kind: int = tarfile.PAX_FORMAT, mode: str = "w:gz", *more: tarfile.TarInfo) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode, format=kind) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in more:
            archive.addfile(info)
    return held.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def header(name: bytes, size: bytes, kind: bytes) -> bytes:
    """Write a tar header by hand."""
    block = bytearray(512)
    block[:100], block[124:136], block[156:157] = name.ljust(100, b"\0"), size.ljust(12, b"\0"), kind
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def read(data: bytes, wanted: Callable[[str, int], bool] = lambda _, size: 0 < size < 2000) -> dict[str, bytes | None]:
    return {member.name: member.data for member in archives.members(io.BytesIO(data), wanted)}


def refusal(data: bytes) -> str:
    with pytest.raises(BadInput) as error:
        read(data)
    return str(error.value)


# Tar


@pytest.mark.parametrize("kind", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_the_members_of_a_tar_file_are_told_and_the_wanted_ones_read(kind: int, mode: str) -> None:
    files = {name: data for name, data in FILES.items() if kind != tarfile.USTAR_FORMAT or len(name) < 100}
    folder, link = tarfile.TarInfo("pkg"), tarfile.TarInfo("pkg/link.txt")
    folder.type, link.type, link.linkname = tarfile.DIRTYPE, tarfile.SYMTYPE, "codes.txt" * 15
    found = read(tar(files, kind, mode, folder, *([link] if kind != tarfile.USTAR_FORMAT else [])))
    assert {name: data for name, data in found.items() if data} == {
        name: files[name] for name in files if 0 < len(files[name]) < 2000
    }
    assert found.keys() - {"pkg/", "pkg/link.txt"} == files.keys()


def test_a_split_name_of_an_old_tar_file_is_joined() -> None:
    name = "d" * 90 + "/" + "f" * 90
    assert read(tar({name: b"x"}, tarfile.USTAR_FORMAT)) == {name: b"x"}


def test_a_header_of_all_members_is_stepped_over() -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "a commit"}) as archive:
        info = tarfile.TarInfo("codes.txt")
        info.size = 1
        archive.addfile(info, io.BytesIO(b"x"))
    assert read(held.getvalue()) == {"codes.txt": b"x"}


def test_sizes_in_the_other_two_spellings_are_read() -> None:
    binary = header(b"a.txt", b"\x80" + (5).to_bytes(11, "big"), b"0") + b"codes".ljust(512, b"\0")
    none = header(b"b.txt", b"", b"0")
    assert read(binary + none + bytes(1024)) == {"a.txt": b"codes", "b.txt": None}


def test_a_size_below_nothing_is_nothing() -> None:
    record = b"13 size=-512\n"
    data = header(b"x", b"%011o" % len(record), b"x") + record.ljust(512, b"\0") + header(b"a.txt", b"00000000005", b"0")
    assert read(data + bytes(1024)) == {"a.txt": None}


@pytest.mark.parametrize("record", [b"0 a=b\n", b"-3 a=b\n", b"x a=b\n", b"abcdefghijklmn", b"1" * 500])
def test_a_broken_header_of_the_next_member_is_refused(record: bytes) -> None:
    data = header(b"x", b"%011o" % len(record), b"x") + record.ljust(512, b"\0") + header(b"a.txt", b"", b"0")
    assert refusal(data) == "this archive cannot be read"


# Zip


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_members_of_a_zip_file_are_told_and_the_wanted_ones_read(method: int) -> None:
    found = read(zipped({**FILES, "pkg/": b""}, method))
    assert {name for name, data in found.items() if data} == {"pkg/codes.txt", LONG}
    assert found.keys() == {*FILES, "pkg/"}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_packed_in_ways_that_may_burst_are_not_unpacked(method: int) -> None:
    assert read(zipped({"codes.txt": b"codes"}, method)) == {"codes.txt": None}


def test_an_encrypted_member_is_told_but_not_read() -> None:
    data = bytearray(zipped({"codes.txt": b"codes"}))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + offset] |= 1
    assert read(bytes(data)) == {"codes.txt": None}


# Bombs and rubbish


def test_too_many_members_are_not_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    for data in (zipped(dict.fromkeys("abcd", b"x")), tar(dict.fromkeys("abcd", b"x"))):
        with pytest.raises(TooLarge):
            read(data)
    assert len(read(zipped(dict.fromkeys("abc", b"x")))) == 3


def test_only_so_much_is_read_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "READ_LIMIT", 1500)
    with pytest.raises(TooLarge):
        read(zipped({"a": b"x" * 1000, "b": b"x" * 1000}))


def test_a_tar_file_that_unpacks_to_very_much_is_left_after_a_few_megabytes() -> None:
    bomb = gzip.compress(header(b"zeros.bin", b"77777777777", b"0") + bytes(1 << 26), 9)
    assert len(bomb) < 100_000
    tracemalloc.start()
    assert refusal(bomb) == "this archive is too large to be looked through"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


def test_a_header_with_another_sum_is_refused() -> None:
    data = bytearray(header(b"a.txt", b"", b"0"))
    data[0] ^= 1
    assert refusal(bytes(data) + bytes(1024)) == "this archive cannot be read"


def test_a_long_name_has_its_limit() -> None:
    assert "too large" in refusal(header(b"x", b"00001000000", b"L") + bytes(1 << 19))


def test_a_zip_file_that_claims_a_huge_list_is_not_believed() -> None:
    data = bytearray(zipped({"codes.txt": b"codes"}))
    place = data.rindex(b"PK\5\6")
    struct.pack_into("<L", data, place + 12, 1 << 30)
    assert "too large" in refusal(bytes(data))


def test_a_zip_file_with_the_locator_of_very_large_ones_is_not_believed() -> None:
    data = zipped({"codes.txt": b"codes"})
    place = data.rindex(b"PK\5\6")
    assert "too large" in refusal(data[:place] + b"PK\6\7" + bytes(16) + data[place:])


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\5\6", b"PK\3\4" + bytes(100), b"\x1f\x8b", b"x" * 2000, b"codes.txt" + bytes(range(256)) * 4],
    ids=lambda data: str(data[:4]),
)
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    assert refusal(data) == "this archive cannot be read"


@pytest.mark.parametrize("whole", [tar(FILES), zipped(FILES)], ids=["tar", "zip"])
def test_a_cut_archive_is_refused(whole: bytes) -> None:
    for end in range(0, len(whole) - 30, 97):
        assert refusal(whole[:end]) == "this archive cannot be read"


def test_an_empty_tar_file_has_no_members() -> None:
    assert read(bytes(1024)) == {}


def test_no_repr_shows_what_is_in_a_member() -> None:
    assert repr(Member("codes.txt", b"secret")) == "Member()"
