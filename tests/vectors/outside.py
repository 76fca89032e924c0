"""Vectors for what is checked without a key: the head, the length and the trailer, and which check comes first."""

import struct
from collections.abc import Iterator

from tests.vectors import sealing
from tests.vectors.sealing import HEAD, SLOT, SUM, Cost
from tests.vectors.vector import Vector
from tests.vectors.workbench import (
    BY_OTHER_PAPER,
    BY_PASSWORD,
    PAPER,
    chance,
    changed,
    flipped,
    foreign_slot,
    opens,
    refused,
    resummed,
    short_vault,
    slot,
)

BODY = HEAD + SLOT + SUM  # where the body of a file with one slot starts


def vectors() -> Iterator[Vector]:
    yield from magic()
    yield from version()
    yield from length()
    yield from trailer()
    yield from flags()
    yield from layout()
    yield from order()
    yield from order_of_slots()


def magic() -> Iterator[Vector]:
    whole = short_vault()
    yield refused("header-empty", "magic", "A file without a byte.", b"")
    yield refused("header-magic-7-bytes", "magic", "The magic but for its last byte, and nothing else.", whole[:7])
    yield refused(
        "header-magic-7-bit", "magic", "The eighth bit of the first byte was lost.", resummed(flipped(whole, 0, 0x80))
    )
    yield refused(
        "header-magic-lower-case", "magic", "The letters of the magic are lower case.", resummed(changed(whole, 1, b"skv"))
    )
    yield refused(
        "header-magic-lf", "magic", "CR LF became LF, as in a transfer as text.", resummed(whole.replace(b"\r\n", b"\n", 1))
    )
    yield refused(
        "header-magic-crlf",
        "magic",
        "The last LF of the magic became CR LF, as in a transfer as text.",
        resummed(whole[:7] + b"\r" + whole[7:]),
    )
    yield refused(
        "header-magic-bom", "magic", "A byte order mark stands in front of the vault.", resummed(b"\xef\xbb\xbf" + whole)
    )
    yield refused(
        "header-magic-backup", "magic", "It begins like an encrypted backup on paper (§11).", resummed(b"SKB1" + whole[4:])
    )
    yield refused(
        "header-64-mib-and-1",
        "size",
        "64 MiB and one byte: refused for its size, although its length is wrong too.",
        whole,
        zeros=(64 << 20) + 1 - len(whole),
    )
    yield refused(
        "header-64-mib",
        "length",
        "64 MiB are not too many, but more than the header says.",
        whole,
        zeros=(64 << 20) - len(whole),
    )
    yield refused("header-8-bytes", "head", "The magic, and nothing else.", whole[:8])
    yield refused("header-83-bytes", "head", "One byte less than a whole header.", whole[:83])


def version() -> Iterator[Vector]:
    yield refused("header-version-2", "version", "Version 2; all the rest is as in version 1.", short_vault(version=2))
    yield refused("header-version-256", "version", "Version 1 with its bytes exchanged.", short_vault(version=256))
    yield refused("header-version-65535", "version", "The highest version.", short_vault(version=65535))
    yield refused("header-version-0", "layout", "There is no version 0.", short_vault(version=0))


def length() -> Iterator[Vector]:
    whole = short_vault()
    yield refused("header-84-bytes", "length", "A whole header, and nothing else.", whole[:84])
    yield refused("header-cut-1", "length", "The last byte is missing.", whole[:-1])
    yield refused(
        "header-cut-1-resummed",
        "length",
        "The last byte of the body is missing, the trailer fits.",
        sealing.with_trailer(whole[:-33]),
    )
    yield refused("header-cut-trailer", "length", "The trailer is missing.", whole[:-32])
    yield refused("header-cut-half", "length", "Half of the file is missing.", whole[: len(whole) // 2])
    yield refused("header-extended-1", "length", "A zero byte too many behind the trailer.", whole + b"\0")
    yield refused(
        "header-extended-resummed",
        "length",
        "A zero byte too many before the trailer, which fits.",
        sealing.with_trailer(whole[:-32] + b"\0"),
    )
    yield refused("header-twice", "length", "The file stands there twice.", whole + whole)
    yield refused(
        "header-body-len-1-more", "length", "body_len is one too high.", short_vault(body_len=len(whole) - BODY - SUM + 1)
    )
    yield refused("header-body-len-max", "length", "body_len is 2^64-1.", short_vault(body_len=(1 << 64) - 1))
    yield refused(
        "header-length-overflow",
        "length",
        "header_len + body_len + 32 is the file's length only in a sum of 64 bits that overflows.",
        short_vault(header_len=(1 << 32) - 1, body_len=(len(whole) - 32 - (1 << 32) + 1) % (1 << 64)),
    )
    swapped = int.from_bytes(struct.pack(">I", BODY)[::-1], "big")
    yield refused("header-len-swapped", "length", "header_len with its bytes exchanged.", short_vault(header_len=swapped))


def trailer() -> Iterator[Vector]:
    whole = short_vault()
    yield refused("header-trailer-zero", "trailer", "The trailer is zero.", whole[:-32] + bytes(32))
    yield refused("header-trailer-bit", "trailer", "One bit of the trailer is wrong.", flipped(whole, len(whole) - 1))
    for name, place in (("vault-id", 24), ("commit", HEAD + 48), ("hmac", BODY - SUM), ("body", BODY + 100)):
        comment = f"One bit is wrong in {name.replace('-', '_')}; the trailer shows that it was an accident."
        yield refused(f"header-flip-{name}", "trailer", comment, flipped(whole, place))
    summed = sealing.with_trailer(whole[8:-32])[-32:]
    yield refused(
        "header-trailer-without-magic", "trailer", "The trailer is the sum of all but the magic.", whole[:-32] + summed
    )


def flags() -> Iterator[Vector]:
    yield refused("header-flag-1", "flags", "The lowest flag is set.", short_vault(flags=1))
    yield refused("header-flag-32768", "flags", "The highest flag is set.", short_vault(flags=1 << 15))
    yield refused("header-reserved-1", "flags", "The reserved field is 1.", short_vault(reserved=1))
    yield refused("header-reserved-32768", "flags", "The reserved field is 32768.", short_vault(reserved=1 << 15))


def layout() -> Iterator[Vector]:
    body_len = len(short_vault()) - BODY - SUM
    nine = (slot(), *(foreign_slot(sealing.PAPER, str(number), Cost(0, 0, 0)) for number in range(8)))
    yield refused("header-no-slots", "layout", "n is 0, and there are none.", short_vault(slots=()))
    yield refused("header-9-slots", "layout", "Nine slots, one more than there may be.", short_vault(*nine))
    yield refused("header-n-0", "layout", "n is 0; header_len tells of one slot.", short_vault(n=0))
    yield refused("header-n-2", "layout", "n is 2; header_len tells of one slot.", short_vault(n=2))
    yield refused("header-n-256", "layout", "n is 1 with its bytes exchanged.", short_vault(n=256))
    yield refused("header-n-65535", "layout", "n is 65535.", short_vault(n=65535))
    two = (slot(), foreign_slot(sealing.PAPER, "second", Cost(0, 0, 0)))
    yield refused("header-n-1-of-2", "layout", "n is 1; header_len tells of two slots.", short_vault(*two, n=1))
    for change in (-32, -1, 1, 128):
        comment = f"header_len is wrong by {change} and body_len makes up for it: the total is right."
        data = short_vault(header_len=BODY + change, body_len=body_len - change)
        yield refused(f"header-len-by-{change}", "layout", comment, data)
    for size in (0, 23):
        comment = f"A body of {size} bytes: less than a length and a tag."
        yield refused(
            f"header-body-len-{size}", "layout", comment, short_vault(body=lambda *_, size=size: chance("body", size))
        )


def order() -> Iterator[Vector]:
    """Yield files with two faults: which one is told."""
    whole = short_vault()
    head = whole[:8] + b"\0\2" + whole[10:]
    yield refused("order-version-before-length", "version", "Version 2, and cut off.", head[:100])
    yield refused(
        "order-version-before-trailer", "version", "Version 2, and the trailer is wrong.", changed(short_vault(), 8, b"\0\2")
    )
    yield refused("order-version-84-bytes", "version", "Version 2, and nothing behind a whole header.", head[:84])
    yield refused("order-head-before-version", "head", "Version 2, and not even a whole header.", head[:83])
    yield refused(
        "order-length-before-flags", "length", "A flag is set, and the last byte is missing.", short_vault(flags=1)[:-1]
    )
    yield refused("order-trailer-before-flags", "trailer", "A flag is set, and the trailer is wrong.", flipped(whole, 11))
    yield refused(
        "order-trailer-before-version-0", "trailer", "Version 0, and the trailer is wrong.", changed(whole, 8, b"\0\0")
    )
    yield refused("order-flags-before-version-0", "flags", "Version 0, and a flag is set.", short_vault(version=0, flags=1))
    yield refused("order-flags-before-layout", "flags", "n is 9, and a flag is set.", short_vault(n=9, flags=1))


def order_of_slots() -> Iterator[Vector]:
    """Yield files with two faults, one of them in a slot or behind it."""
    whole = short_vault()
    new = foreign_slot(sealing.PASSWORD, "new", Cost(), kdf=3)
    costly = foreign_slot(sealing.PASSWORD, "costly", Cost(1 << 30, 1, 4))
    yield refused(
        "order-layout-before-slots", "layout", "n is 1 of 2 slots, and the first slot has kdf 3.", short_vault(new, slot(), n=1)
    )
    comment = "A slot of kdf 3 behind one that costs too much."
    yield refused("order-slots-before-limits", "slots", comment, short_vault(costly, new, slot()))
    yield refused(
        "order-limits-before-key",
        "limits",
        "A slot costs too much, and the key is wrong.",
        short_vault(costly, slot()),
        BY_OTHER_PAPER,
    )
    wrong_body = flipped(whole, BODY + 1)
    yield refused(
        "order-key-before-body", "key", "The body was changed, and the key is wrong.", resummed(wrong_body), BY_OTHER_PAPER
    )
    comment = "The wrapped key and the HMAC were changed: a reader goes by the first, not by what it would find out later."
    yield refused("order-wrap-before-hmac", "wrap", comment, resummed(flipped(flipped(whole, HEAD + 80), BODY - SUM)))
    comment = "The HMAC was changed, and the text is no JSON."
    yield refused("order-hmac-before-text", "hmac", comment, resummed(flipped(short_vault(plain=bytes(7) + b"\1{"), BODY - 1)))
    costs = [foreign_slot(sealing.PASSWORD, f"{number}", Cost(1 << 20, 4, 4)) for number in range(3)]
    comment = "Three password slots of 4 GiB·passes each: too much for a password, but it is the paper key that is tried."
    yield opens("order-limits-of-tried-type", comment, short_vault(*costs, slot(PAPER)))
    comment = "The same file with a password: refused before anything is derived."
    yield refused("order-limits-of-password", "limits", comment, short_vault(*costs, slot(PAPER)), BY_PASSWORD)
    comment = "A password, and the only slot is a paper key's."
    yield refused("order-key-without-slot", "key", comment, short_vault(slot(PAPER)), BY_PASSWORD)
    yield opens(
        "order-last-slot",
        "The slot that opens is the last one, of another type than those before.",
        short_vault(*costs[:2], slot()),
    )
