"""Vectors for what the vault key guards: the header's HMAC, the body, its padding, and parts of files put together."""

import dataclasses
import hashlib
import hmac
import struct
from collections.abc import Iterator

from tests.vectors import sealing
from tests.vectors.sealing import HEAD, SLOT, SUM, Recipe, SaveKeys
from tests.vectors.vector import Vector
from tests.vectors.workbench import (
    BY_OTHER_PAPER,
    BY_PASSWORD,
    ONE_SLOT,
    OTHER_PAPER,
    OTHER_VAULT_ID,
    OTHER_VAULT_KEY,
    PAPER,
    PASSWORD,
    TEXT,
    VAULT_ID,
    VAULT_KEY,
    chance,
    changed,
    flipped,
    opens,
    refused,
    resummed,
    slot,
    vault,
)

SLOTS_END = HEAD + SLOT
BODY = SLOTS_END + SUM  # where the body of a file with one slot starts


def vectors() -> Iterator[Vector]:
    yield from macs()
    yield from bodies()
    yield from changed_bodies()
    yield from paddings()
    yield from splices()
    yield from shuffled()
    yield from resealed()


def macs() -> Iterator[Vector]:
    """Yield HMACs that are wrong and nothing else: the body is bound to the wrong one, so that it opens."""

    def by(key: bytes, message: bytes) -> bytes:
        return hmac.digest(key, message, "sha256")

    def with_info(keys: SaveKeys, info: bytes, salt: bytes) -> bytes:
        return sealing.hkdf(keys.vault, salt, info, 64)[:32]

    made = {
        "zero": ("zero", lambda keys, signed: bytes(32)),
        "first-bit": ("wrong in its first bit", lambda keys, signed: flipped(by(keys.header, signed), 0, 0x80)),
        "last-bit": ("wrong in its last bit", lambda keys, signed: flipped(by(keys.header, signed), 31)),
        "half": ("right in its first half only", lambda keys, signed: by(keys.header, signed)[:16] + bytes(16)),
        "head-only": ("over HEAD without SLOTS", lambda keys, signed: by(keys.header, signed[:HEAD])),
        "slots-only": ("over SLOTS without HEAD", lambda keys, signed: by(keys.header, signed[HEAD:])),
        "without-magic": ("over HEAD‖SLOTS but the magic", lambda keys, signed: by(keys.header, signed[8:])),
        "vault-key": ("keyed with the vault key itself", lambda keys, signed: by(keys.vault, signed)),
        "body-key": ("keyed with K_body", lambda keys, signed: by(keys.body, signed)),
        "sha-512": ("an HMAC-SHA-512, cut to 32 bytes", lambda keys, signed: hmac.digest(keys.header, signed, "sha512")[:32]),
        "plain-sha": ("the SHA-256 of HEAD‖SLOTS, without a key", lambda keys, signed: hashlib.sha256(signed).digest()),
        "prefix-sha": ("SHA-256(K_hdr‖HEAD‖SLOTS)", lambda keys, signed: hashlib.sha256(keys.header + signed).digest()),
        "salt-empty": (
            "keyed with a K_hdr that has no save_salt",
            lambda keys, signed: by(with_info(keys, b"RCV1 save" + VAULT_ID, b""), signed),
        ),
        "info-without-vault-id": (
            "keyed with a K_hdr whose info lacks the vault_id",
            lambda keys, signed: by(with_info(keys, b"RCV1 save", signed[48:80]), signed),
        ),
    }
    for name, (what, mac) in made.items():
        yield refused(f"hmac-{name}", "hmac", f"The HMAC is {what}. The body opens.", vault(mac=mac))


def bodies() -> Iterator[Vector]:
    """Yield bodies that do not open under a header that is right."""
    ciphers = {
        "aad-none": ("The body was sealed without an AAD.", lambda keys, s, m, p: sealing.sealed_body(keys.body, p, b"")),
        "aad-without-hmac": ("The body's AAD lacks the HMAC.", lambda keys, s, m, p: sealing.sealed_body(keys.body, p, s)),
        "aad-without-slots": (
            "The body's AAD lacks the slots.",
            lambda keys, s, m, p: sealing.sealed_body(keys.body, p, s[:HEAD] + m),
        ),
        "aad-without-magic": (
            "The body's AAD lacks the magic.",
            lambda keys, s, m, p: sealing.sealed_body(keys.body, p, s[8:] + m),
        ),
        "header-key": ("The body was sealed with K_hdr.", lambda keys, s, m, p: sealing.sealed_body(keys.header, p, s + m)),
        "vault-key": (
            "The body was sealed with the vault key itself.",
            lambda keys, s, m, p: sealing.sealed_body(keys.vault, p, s + m),
        ),
        "nonce-1": (
            "The nonce was 1, not 0.",
            lambda keys, s, m, p: sealing.sealed_body(keys.body, p, s + m, bytes(11) + b"\1"),
        ),
        "aes-128": (
            "AES-128, with the first half of K_body.",
            lambda keys, s, m, p: sealing.sealed_body(keys.body[:16], p, s + m),
        ),
        "in-clear": ("The plaintext as it is, and a tag of zeros.", lambda keys, s, m, p: p + bytes(16)),
        "tag-first": (
            "The tag stands before the ciphertext.",
            lambda keys, s, m, p: (sealed := sealing.sealed_body(keys.body, p, s + m))[-16:] + sealed[:-16],
        ),
        "tag-zero": ("The tag is zero.", lambda keys, s, m, p: sealing.sealed_body(keys.body, p, s + m)[:-16] + bytes(16)),
        "24-bytes": ("The shortest body that there may be, and no key made it.", lambda keys, s, m, p: chance("body", 24)),
    }
    for name, (comment, body) in ciphers.items():
        yield refused(f"body-{name}", "body", comment, vault(body=body))


def changed_bodies() -> Iterator[Vector]:
    """Yield bodies that were changed after they were sealed, and one that was cut off by its writer."""
    whole = vault()
    body_len = len(whole) - BODY - SUM
    for name, place in (
        ("first-bit", BODY),
        ("text-bit", BODY + 8 + TEXT.index(b"c0de")),
        ("padding-bit", BODY + 4000),
        ("tag-bit", len(whole) - 33),
    ):
        comment = f"One bit of the body was changed ({name.removesuffix('-bit')}), and the trailer fits."
        yield refused(f"body-{name}", "body", comment, resummed(flipped(whole, place)))
    blocks = whole[BODY + 16 : BODY + 32] + whole[BODY : BODY + 16]
    yield refused(
        "body-blocks-exchanged", "body", "The first two blocks changed places.", resummed(changed(whole, BODY, blocks))
    )

    def shorter(keys: SaveKeys, signed: bytes, mac: bytes, plain: bytes) -> bytes:
        return sealing.sealed_body(keys.body, plain + bytes(16), signed + mac)[:body_len]

    yield refused(
        "body-cut-16",
        "body",
        "The last 16 bytes were cut off; header and HMAC are those of the shorter body.",
        vault(body=shorter),
    )


def paddings() -> Iterator[Vector]:
    """Yield plaintexts that somebody sealed who has the key, against §6."""
    right = sealing.padded(TEXT)
    used = 8 + len(TEXT)
    room = len(right) - 8

    def numbered(length: int) -> bytes:
        return struct.pack(">Q", length) + right[8:]

    plains = {
        "first-byte": ("The first byte of the padding is 1.", flipped(right, used)),
        "middle-byte": ("A byte in the middle of the padding is 1.", flipped(right, (used + len(right)) // 2)),
        "last-byte": ("The last byte of the padding is 1.", flipped(right, len(right) - 1)),
        "high-bit": ("The highest bit of the last byte of the padding is set.", flipped(right, len(right) - 1, 0x80)),
        "blanks": ("The padding is blanks.", right[:used].ljust(len(right))),
        "pkcs7": ("The text is padded as in PKCS #7.", right[:used] + bytes([16 - used % 16]) * (16 - used % 16)),
        "iso-7816": ("The padding begins with the byte 80.", flipped(right, used, 0x80)),
        "second-text": ("A second text hides in the padding.", right[:2048] + TEXT + bytes(len(right) - 2048 - len(TEXT))),
        "length-1-less": ("The length is one too small: the text's last byte counts as padding.", numbered(len(TEXT) - 1)),
        "length-0": ("The length is 0, and a text follows.", numbered(0)),
        "length-1-beyond": ("The length is one more than there are bytes.", numbered(room + 1)),
        "length-2-32": ("The right length and 2^32.", numbered(len(TEXT) + (1 << 32))),
        "length-2-63": ("The right length and 2^63: negative, where numbers have a sign.", numbered(len(TEXT) + (1 << 63))),
        "length-max": ("The length is 2^64-1.", numbered((1 << 64) - 1)),
        "length-overflow": ("8 and the length are 0 in a sum of 64 bits.", numbered((1 << 64) - 8)),
        "length-swapped": ("The length has its bytes exchanged.", struct.pack("<Q", len(TEXT)) + right[8:]),
        "length-4-bytes": ("The length has four bytes, not eight.", struct.pack(">I", len(TEXT)) + right[8:] + bytes(4)),
    }
    for name, (comment, plain) in plains.items():
        yield refused(f"padding-{name}", "padding", comment, vault(plain=plain))
    yield opens("padding-none", "No padding at all: a reader need not check the padded length.", vault(plain=right[:used]))
    yield opens("padding-odd", "Seven bytes of padding, which no writer makes.", vault(plain=right[: used + 7]))


def splices() -> Iterator[Vector]:
    """Yield parts of files that are right each by itself; the trailer fits."""
    ours = vault()
    later = vault(generation=2, chance=chance("later save"))
    again = vault(chance=chance("another save"))
    other = vault(slot(vault_key=OTHER_VAULT_KEY, vault_id=OTHER_VAULT_ID), vault_key=OTHER_VAULT_KEY, vault_id=OTHER_VAULT_ID)
    changed_key = vault(slot(OTHER_PAPER), generation=2, chance=chance("later save"))

    def parts(head: bytes, slots: bytes, mac: bytes, body: bytes) -> bytes:
        joined = head[:HEAD] + slots[HEAD:SLOTS_END] + mac[SLOTS_END:BODY] + body[BODY:-SUM]
        return sealing.with_trailer(joined)

    yield refused(
        "splice-body-of-other-save", "body", "The body of another save of the same state.", parts(ours, ours, ours, again)
    )
    yield refused("splice-body-of-older-save", "body", "The body of the save before.", parts(later, later, later, ours))
    yield refused(
        "splice-body-of-other-vault",
        "body",
        "The body of another vault that has the same paper key.",
        parts(ours, ours, ours, other),
    )
    yield refused("splice-hmac-of-other-save", "hmac", "The HMAC of another save.", parts(ours, ours, again, ours))
    yield refused(
        "splice-hmac-and-body",
        "hmac",
        "HMAC and body of another save: only the head is of this one.",
        parts(ours, ours, again, again),
    )
    yield refused("splice-hmac-and-body-of-older", "hmac", "HMAC and body of the save before.", parts(later, later, ours, ours))
    yield refused(
        "splice-slot-of-other-vault",
        "key",
        "The slot of another vault that has the same paper key.",
        parts(ours, other, ours, ours),
    )
    yield refused(
        "splice-head-of-other-vault",
        "key",
        "The head of another vault that has the same paper key.",
        parts(other, ours, ours, ours),
    )
    comment = "All but the head is of another vault that has the same paper key."
    yield refused("splice-all-but-head", "key", comment, parts(ours, other, other, other))
    comment = "An old slot was put back after its key was replaced: the old paper key's holder."
    yield refused("splice-old-slot-old-key", "hmac", comment, parts(changed_key, ours, changed_key, changed_key))
    comment = "An old slot was put back after its key was replaced: the new paper key's holder."
    yield refused("splice-old-slot-new-key", "key", comment, parts(changed_key, ours, changed_key, changed_key), BY_OTHER_PAPER)


def shuffled() -> Iterator[Vector]:
    """Yield files whose slots are right, but not those that were saved."""
    first, second, third = slot(PAPER), slot(OTHER_PAPER), slot(PASSWORD)
    both = dataclasses.replace(ONE_SLOT, slots=(first, second), chance=chance("two slots"))
    saved = sealing.write(both)
    signed_len = HEAD + 2 * SLOT

    def with_slots(*slots: bytes) -> bytes:
        count, size = struct.pack(">H", len(slots)), struct.pack(">I", HEAD + len(slots) * SLOT + SUM)
        head = changed(changed(saved[:HEAD], 80, count), 12, size)
        return sealing.with_trailer(head + b"".join(slots) + saved[signed_len:-SUM])

    yield opens("splice-none", "Two slots as they were saved: the other vectors of this kind are made from this file.", saved)
    yield refused("splice-slots-exchanged", "hmac", "The two slots changed places.", with_slots(second, first))
    yield refused("splice-slot-removed", "hmac", "The second slot was taken away, n and header_len fit.", with_slots(first))
    yield refused(
        "splice-slot-twice",
        "hmac",
        "The second slot stands there twice, n and header_len fit.",
        with_slots(first, second, second),
    )
    comment = "A slot was added that wraps the right vault key, n and header_len fit: by the paper key that was there before."
    yield refused("splice-slot-added", "hmac", comment, with_slots(first, second, third))
    comment = "The same file, opened by the slot that was added."
    yield refused("splice-slot-added-itself", "hmac", comment, with_slots(first, second, third), BY_PASSWORD)


def resealed() -> Iterator[Vector]:
    """Yield heads that were changed, and files that were written by somebody who has one of two keys of the same vault."""
    ours = vault()
    again = vault(chance=chance("another save"))
    for name, place, new in (("generation", 40, struct.pack(">Q", 9)), ("save-salt", 48, again[48:80])):
        comment = f"The {name.replace('-', '_')} was changed, and nothing else."
        yield refused(f"splice-{name}", "hmac", comment, resummed(changed(ours, place, new)))

    def old_mac(recipe: Recipe) -> Vector:
        old = sealing.write(recipe)[SLOTS_END:BODY]
        data = sealing.write(dataclasses.replace(recipe, generation=7, mac=lambda keys, signed: old, salt=chance("one salt")))
        return refused("splice-hmac-kept", "hmac", "A later save that kept the HMAC of the one before; its body fits.", data)

    yield old_mac(dataclasses.replace(ONE_SLOT, salt=chance("one salt")))
    yield refused(
        "splice-saved-with-other-key",
        "hmac",
        "Saved with another vault key than the slot wraps; HMAC and body fit each other.",
        vault(slot(vault_key=VAULT_KEY), vault_key=OTHER_VAULT_KEY),
    )
