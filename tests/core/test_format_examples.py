"""The examples in docs/format.md are what the program does."""

import struct
from pathlib import Path

import pytest
from reedsolo import RSCodec

from vault import parts, sealed
from vault.crypto import Cost

TEXT = (Path(__file__).parents[2] / "docs" / "format.md").read_text("utf-8")


@pytest.mark.parametrize("row", ["K          ", "commit     "])
def test_the_keys_of_a_backup(row: str) -> None:
    front = struct.pack(">4sBBHI", b"SKB1", 1, 1, 0, 65536) + bytes(range(16))
    made = dict(zip(("K          ", "commit     "), sealed._keys(front, "Academic  ACID", Cost(65536, 1, 1)), strict=True))
    assert f"\n{row}{made[row].hex()}\n" in TEXT


def test_a_part_as_bytes_as_a_code_and_as_lines() -> None:
    part, _ = parts.split(b"Sparekey", "0123ABCD", first=3, per_page=12)
    assert (part.k, part.n, part.groups, part.first, part.per_page) == (1, 2, 1, 1, 1)
    assert "\n".join([parts._pack(part).hex(), parts.qr_text(part), *parts.lines(part)]) in TEXT


def test_what_reed_solomon_adds() -> None:
    added = bytes(RSCodec(2).encode(b"\x53\x70\x61"))[3:]
    assert f"53 70 61 at one position of the data chunks are followed by {added.hex(' ').upper()}." in TEXT
