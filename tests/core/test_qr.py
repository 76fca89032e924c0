"""QR codes in pictures: as services show them, as people photograph them, and as somebody hostile makes them."""

import contextlib
import random
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from tests.core.pictures import beside, drawn, saved, uri
from vault import qr
from vault.errors import BadImport

ALICE = uri("alice")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int) -> bytes:
    """Return a small PNG whose header claims a size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def transparent(image: Image.Image) -> Image.Image:
    """Return the picture as black on nothing: what is light can be seen through."""
    black = Image.new("RGBA", image.size, (0, 0, 0, 0))
    black.putalpha(ImageOps.invert(image))
    return black


def photographed(image: Image.Image) -> Image.Image:
    """Return the picture as a phone might: turned a little, unsharp, grey, on a table."""
    table = Image.new("L", (image.width + 200, image.height + 200), 90)
    turned = image.rotate(8, expand=True, fillcolor=90, resample=Image.Resampling.BICUBIC)
    table.paste(turned, (60, 60))
    return table.filter(ImageFilter.GaussianBlur(1)).point(lambda value: 40 + value * 0.6)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_a_code_is_read_from_every_kind_of_picture(kind: str) -> None:
    data = saved(drawn(ALICE), kind)
    assert qr.is_picture(data)
    assert qr.read(data) == (ALICE,)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_a_code_is_read_whatever_the_colours_are_stored_as(mode: str) -> None:
    assert qr.read(saved(drawn(ALICE).convert("I").convert(mode) if mode == "I;16" else drawn(ALICE).convert(mode))) == (ALICE,)


@pytest.mark.parametrize(
    "change",
    [
        ImageOps.invert,
        photographed,
        transparent,
        lambda image: image.rotate(90, expand=True),
        lambda image: image.rotate(180),
        lambda image: image.rotate(30, expand=True, fillcolor=255),
        lambda image: image.resize((image.width // 3, image.height // 3)),
        lambda image: image.resize((image.width * 4, image.height * 4)),
        lambda image: image.point(lambda value: 200 if value else 120),
        lambda image: ImageOps.expand(image, 800, 255),
        lambda image: ImageOps.colorize(image, "navy", "lightyellow"),
    ],
)
def test_a_code_is_read_however_it_was_taken(change: Callable[[Image.Image], Image.Image]) -> None:
    assert qr.read(saved(change(drawn(ALICE)))) == (ALICE,)


@pytest.mark.parametrize("quality", [90, 40, 15])
def test_a_code_is_read_from_a_poor_jpeg(quality: int) -> None:
    assert qr.read(saved(drawn(ALICE, box_size=8), "JPEG", quality=quality)) == (ALICE,)


def test_several_codes_are_read_in_reading_order_and_each_once() -> None:
    names = ["alice", "bobby", "carol", "david"]
    one, two, three, four = (drawn(uri(name)) for name in names)
    assert qr.read(saved(beside([one, two], [three, four]))) == tuple(map(uri, names))
    assert qr.read(saved(beside([one], [two], [one]))) == (uri("alice"), uri("bobby"))


def test_any_text_is_read_even_one_that_is_no_authenticators() -> None:
    assert qr.read(saved(drawn("https://example.com/"))) == ("https://example.com/",)
    assert qr.read(saved(drawn("J\u00fcrgen \u2713"))) == ("J\u00fcrgen \u2713",)


def lines_and_dots() -> Image.Image:
    image = Image.new("L", (300, 300), 255)
    draw = ImageDraw.Draw(image)
    for place in range(0, 300, 12):
        draw.line((place, 0, 300 - place, 300), fill=0)
    return image


@pytest.mark.parametrize(
    "image", [Image.new("L", (200, 200), 255), Image.new("L", (2100, 2100), 255), Image.new("L", (1, 1)), lines_and_dots()]
)
def test_a_picture_without_a_code_says_what_to_do(image: Image.Image) -> None:
    with pytest.raises(BadImport, match="no readable QR code") as refused:
        qr.read(saved(image))
    assert "straight, sharp" in refused.value.hint


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG",
        b"no picture at all",
        saved(drawn(ALICE))[:200],
        saved(drawn(ALICE), "JPEG")[:300],
        png_of(100_000, 100_000),
        png_of(65_000, 65_000),
        png_of(8_001, 8_001),
        png_of(0, 0),
        png_of(10, 10)[:40],
        b"GIF89a" + b"\xff" * 20,
        b"BM" + bytes(60),
        b"II*\0" + b"\x08\0\0\0" + b"\xff" * 50,
        b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        b"\xff\xd8\xff\xe0" + bytes(100),
    ],
)
def test_a_broken_or_oversized_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadImport, match="cannot be read"):
        qr.read(data)


def test_a_file_that_the_table_does_not_name_is_no_picture() -> None:
    assert not qr.is_picture(b"%PDF-1.7")
    assert not qr.is_picture(b"otpauth://totp/")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_a_picture_that_was_damaged_anywhere_gives_texts_or_bad_import(kind: str) -> None:
    whole = saved(drawn("otpauth://totp/a", box_size=1), kind)
    chance = random.Random(kind)
    for _ in range(150):
        data = bytearray(whole[: chance.choice([len(whole), chance.randrange(1, len(whole))])])
        for _ in range(chance.choice([1, 2, 10])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with contextlib.suppress(BadImport):
            assert isinstance(qr.read(bytes(data)), tuple)
