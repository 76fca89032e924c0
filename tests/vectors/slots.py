"""Vectors for key slots: their fields, the limits of their costs, and that a secret opens nothing but its own slot."""

import hashlib
from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2i

from tests.vectors import sealing
from tests.vectors.salamander import wrapped_under_both
from tests.vectors.sealing import HEAD, MAGIC, Cost
from tests.vectors.vector import Vector, Way
from tests.vectors.workbench import (
    BY_FILE,
    BY_OTHER_PAPER,
    BY_PAPER,
    BY_PASSWORD,
    FILE,
    KEY_FILE,
    OTHER_PAPER,
    OTHER_VAULT_ID,
    OTHER_VAULT_KEY,
    PAPER,
    PAPER_SECRET,
    PASSWORD,
    VAULT_ID,
    VAULT_KEY,
    chance,
    flipped,
    foreign_slot,
    opens,
    refused,
    resummed,
    short_vault,
    slot,
)

NOTHING = Cost(0, 0, 0)
SALT = chance("salt 3 ", 16)  # of slot() for the paper key


def vectors() -> Iterator[Vector]:
    yield from fields()
    yield from wrong_secrets()
    yield from derivations()
    yield from wraps()
    yield from limits()
    yield from limits_of_all()
    yield from commitments()


def fields() -> Iterator[Vector]:
    for slot_type in (0, 4, 255):
        data = short_vault(foreign_slot(slot_type, "type", Cost(), kdf=1), slot())
        yield refused(
            f"slot-type-{slot_type}", "slots", f"A slot of type {slot_type}, which is not the one that is tried.", data
        )
    for kdf in (0, 3, 255):
        data = short_vault(slot(), foreign_slot(sealing.PASSWORD, "kdf", Cost(), kdf=kdf))
        yield refused(f"slot-kdf-{kdf}", "slots", f"A slot of kdf {kdf}, which is not the one that is tried.", data)
    for name, reserved in (
        ("first-1", (1, 0)),
        ("first-128", (128, 0)),
        ("second-1", (0, 1)),
        ("second-high", (0, 1 << 31)),
    ):
        comment = "A reserved field of the slot is not zero; all sums fit."
        yield refused(f"slot-reserved-{name}", "slots", comment, short_vault(slot(reserved=reserved)))
    data = short_vault(slot(), foreign_slot(sealing.PASSWORD, "reserved", Cost(), reserved=(0, 1)))
    yield refused("slot-reserved-untried", "slots", "A reserved field of a slot that is not tried is not zero.", data)


def wrong_secrets() -> Iterator[Vector]:
    both = short_vault(slot(PASSWORD), slot(FILE), slot(PAPER))
    wrong = Way(password="correct horse battery stapler")
    yield refused("slot-wrong-password", "key", "Another password.", both, wrong)
    case = Way(password="Correct horse battery staple")
    yield refused("slot-password-case", "key", "The password with a capital letter.", both, case)
    blank = Way(password="correct horse battery staple ")
    yield refused("slot-password-blank", "key", "The password and a blank: nothing is trimmed.", both, blank)
    other_file = Way(password=BY_FILE.password, key_file=KEY_FILE + b"\n")
    yield refused("slot-other-key-file", "key", "The right password; the key file has a line feed more.", both, other_file)
    other_password = Way(password=wrong.password, key_file=KEY_FILE)
    yield refused("slot-key-file-other-password", "key", "The right key file and another password.", both, other_password)
    yield refused("slot-wrong-paper-key", "key", "The paper key of another vault.", both, BY_OTHER_PAPER)
    yield refused(
        "slot-password-without-file",
        "key",
        "The password alone, where it needs the key file.",
        short_vault(slot(FILE)),
        BY_PASSWORD,
    )
    yield refused(
        "slot-file-beside-password", "key", "A key file, where the password alone opens.", short_vault(slot(PASSWORD)), BY_FILE
    )


def derivations() -> Iterator[Vector]:
    """Yield slots whose key was derived in a way that is not the format's: nothing else is wrong with them."""
    info = b"RCV1 slot" + VAULT_ID
    front = sealing.slot_front(3, 2, NOTHING, SALT, chance("slot id 3 ", 16))
    paper = {
        "salt-empty": ("HKDF has no salt.", slot(salt=b"")),
        "salt-is-id": ("HKDF has the slot_id for a salt.", slot(salt=chance("slot id 3 ", 16))),
        "info-without-vault-id": ("HKDF's info lacks the vault_id.", slot(info=b"RCV1 slot" + front[:12] + front[32:48])),
        "info-other-vault-id": (
            "HKDF's info has another vault_id.",
            slot(info=b"RCV1 slot" + OTHER_VAULT_ID + front[:12] + front[32:48]),
        ),
        "info-16-bytes": ("HKDF's info has 16 bytes of the slot, not 12.", slot(info=info + front[:16] + front[32:48])),
        "info-without-slot": ("HKDF's info has nothing of the slot but its id.", slot(info=info + front[32:48])),
        "info-without-slot-id": ("HKDF's info lacks the slot_id.", slot(info=info + front[:12])),
        "info-save": (
            "HKDF's info begins with the word for saves.",
            slot(info=b"RCV1 save" + VAULT_ID + front[:12] + front[32:48]),
        ),
        "info-terminator": (
            "HKDF's info has a zero byte behind its word.",
            slot(info=b"RCV1 slot\0" + VAULT_ID + front[:12] + front[32:48]),
        ),
        "x-hashed": ("x is the SHA-256 of the paper key.", slot(x=hashlib.sha256(PAPER_SECRET).digest())),
        "x-symbols": (
            "x are the 36 symbols of the paper key.",
            slot(x=sealing.paper_text(PAPER_SECRET).replace("-", "").encode()),
        ),
        "keys-exchanged": ("KEK and commitment are exchanged.", slot(is_swapped=True)),
    }
    for name, (comment, made) in paper.items():
        yield refused(f"slot-{name}", "key", comment, short_vault(made))
    secret, salt = PASSWORD.secret, chance("salt 1 ", 16)
    argon2i = Argon2i(salt=salt, length=32, iterations=1, lanes=4, memory_cost=65536).derive(secret)
    stretched = {
        "argon2i": ("Argon2i, not Argon2id.", argon2i),
        "argon2-lanes": ("Argon2id with one lane; the slot says four.", sealing.argon2id(secret, salt, Cost(65536, 1, 1))),
        "argon2-passes": ("Argon2id with two passes; the slot says one.", sealing.argon2id(secret, salt, Cost(65536, 2, 4))),
        "argon2-nul": ("A zero byte behind the password.", sealing.argon2id(secret + b"\0", salt, Cost())),
    }
    for name, (comment, x) in stretched.items():
        yield refused(f"slot-{name}", "key", comment, short_vault(slot(PASSWORD, x=x)), BY_PASSWORD)
    file_only = sealing.argon2id(secret + FILE.secret[-32:], chance("salt 2 ", 16), Cost())
    comment = "The length in front of password and key file was left out."
    yield refused("slot-file-without-length", "key", comment, short_vault(slot(FILE, x=file_only)), BY_FILE)


def wraps() -> Iterator[Vector]:
    """Yield slots whose commitment fits: the key is right, so what does not open was made by somebody else."""
    front = slot()[:80]
    bounds = {
        "aad-none": ("no AAD", b""),
        "aad-without-magic": ("an AAD without the magic", VAULT_ID + front),
        "aad-without-vault-id": ("an AAD without the vault_id", MAGIC + front),
        "aad-other-vault-id": ("an AAD with another vault_id", MAGIC + OTHER_VAULT_ID + front),
        "aad-without-commit": ("an AAD without the commitment", MAGIC + VAULT_ID + front[:48]),
    }
    for name, (what, bound) in bounds.items():
        yield refused(f"slot-wrap-{name}", "wrap", f"The vault key was wrapped with {what}.", short_vault(slot(bound=bound)))
    yield refused("slot-wrap-nonce", "wrap", "The nonce was 1, not 0.", short_vault(slot(nonce=bytes(11) + b"\1")))
    whole = slot()
    for name, place in (("first-bit", 80), ("tag", 127)):
        comment = f"A bit of the wrapped key was changed ({name.replace('-', ' ')}); all sums fit."
        yield refused(f"slot-wrap-{name}", "wrap", comment, short_vault(flipped(whole, place)))
    comment = "The first slot's commitment fits and its wrap does not open: tampered with, although the second slot opens."
    yield refused("slot-wrap-first-of-two", "wrap", comment, short_vault(flipped(whole, 90), slot(PAPER, "second")))
    comment = "The first paper key slot belongs to another key, the second one opens."
    yield opens("slot-second-of-type", comment, short_vault(slot(OTHER_PAPER), slot(PAPER, "second")))


def limits() -> Iterator[Vector]:
    """Yield costs beyond the limits of §3, most of them in slots that are not tried: all slots are checked."""
    beyond = {
        "memory-0": Cost(0, 1, 4),
        "memory-8": Cost(8, 1, 1),
        "memory-65535": Cost(65535, 1, 4),
        "memory-1048577": Cost(1048577, 1, 4),
        "memory-max": Cost((1 << 32) - 1, 1, 4),
        "memory-swapped": Cost(int.from_bytes((65536).to_bytes(4, "little"), "big"), 1, 4),
        "passes-0": Cost(65536, 0, 4),
        "passes-33": Cost(65536, 33, 4),
        "passes-max": Cost(65536, (1 << 32) - 1, 4),
        "lanes-0": Cost(65536, 1, 0),
        "lanes-9": Cost(65536, 1, 9),
        "lanes-255": Cost(65536, 1, 255),
        "work-1gib-5": Cost(1048576, 5, 4),
        "work-131073-32": Cost(131073, 32, 4),
    }
    for name, cost in beyond.items():
        comment = f"{words(cost)} in a password slot; it is the paper key that is tried."
        yield refused(f"limit-{name}", "limits", comment, short_vault(foreign_slot(sealing.PASSWORD, name, cost), slot()))
    for name, cost in (("65535", Cost(65535, 1, 4)), ("64-kib", Cost(64, 1, 1))):
        comment = f"The password's own slot takes {cost.memory} KiB only, and would open."
        yield refused(f"limit-tried-{name}", "limits", comment, short_vault(slot(PASSWORD, cost=cost)), BY_PASSWORD)
    comment = "The password's own slot has nine lanes, and would open."
    yield refused("limit-tried-lanes-9", "limits", comment, short_vault(slot(PASSWORD, cost=Cost(65536, 1, 9))), BY_PASSWORD)
    for name, cost in (("memory", Cost(65536, 0, 0)), ("passes", Cost(0, 1, 0)), ("lanes", Cost(0, 0, 1))):
        yield refused(
            f"limit-paper-{name}",
            "limits",
            f"A paper key's slot with {name}, which it must not have.",
            short_vault(slot(cost=cost)),
        )
    for name, slot_type, kdf in (("password-kdf-2", 1, 2), ("file-kdf-2", 2, 2), ("paper-kdf-1", 3, 1)):
        made = foreign_slot(slot_type, name, Cost() if kdf == 1 else NOTHING, kdf=kdf)
        yield refused(f"limit-{name}", "limits", f"A slot of type {slot_type} with kdf {kdf}.", short_vault(made, slot()))


def limits_of_all() -> Iterator[Vector]:
    """Yield what the slots of one type cost together, and costs that are just within the limits."""
    many = [foreign_slot(sealing.PASSWORD, f"many {number}", Cost(1 << 20, 2, 4)) for number in range(5)]
    comment = "Five password slots, each of 2 GiB·passes: 10 together."
    yield refused("limit-all-5-slots", "limits", comment, short_vault(*many), BY_PASSWORD)
    just = [foreign_slot(sealing.PASSWORD, "just", Cost(1 << 20, 4, 4)) for _ in range(2)]
    just.append(foreign_slot(sealing.PASSWORD, "and more", Cost(65536, 1, 4)))
    yield refused(
        "limit-all-8-gib-and-64-mib",
        "limits",
        "Password slots of 8 GiB·passes and 64 MiB·passes.",
        short_vault(*just),
        BY_PASSWORD,
    )
    at = {
        "1gib-4": Cost(1048576, 4, 4),
        "131072-32": Cost(131072, 32, 4),
        "lanes-1": Cost(65536, 1, 1),
        "lanes-8": Cost(65536, 1, 8),
    }
    for name, cost in at.items():
        comment = f"Just within the limits: {words(cost)} in a slot that is not tried."
        yield opens(f"limit-at-{name}", comment, short_vault(foreign_slot(sealing.PASSWORD, name, cost), slot()))


def words(cost: Cost) -> str:
    return f"memory {cost.memory}, passes {cost.passes}, lanes {cost.lanes}"


def commitments() -> Iterator[Vector]:
    """Yield slots that a reader opens with the wrong key, or for the wrong vault, if it does not look at the commitment."""
    ours, slot_id = slot(), chance("slot id 3 ", 16)
    info = b"RCV1 slot" + VAULT_ID + ours[:12] + slot_id
    kek, commit = (both := sealing.hkdf(PAPER.secret, SALT, info, 64))[:32], both[32:]
    other_both = sealing.hkdf(OTHER_PAPER.secret, SALT, info, 64)
    bound = MAGIC + VAULT_ID + ours[:48] + commit
    wrapped = wrapped_under_both(kek, other_both[:32], bound, chance("a free block", 16))
    first, second = (AESGCM(key).decrypt(bytes(12), wrapped, bound) for key in (kek, other_both[:32]))
    both_ways = short_vault(slot(wrapped=wrapped), vault_key=first)
    yield opens(
        "commit-salamander",
        "The wrapped key opens under two paper keys; this is the one that the slot is committed to.",
        both_ways,
    )
    comment = "The same file with the other paper key: the wrap opens, and only the commitment shows that it is not this one's."
    yield refused("commit-salamander-other", "key", comment, both_ways, BY_OTHER_PAPER)
    comment = "The same wrap; HMAC and body belong to the key that the slot is not committed to."
    other_way = short_vault(slot(wrapped=wrapped), vault_key=second)
    yield refused("commit-salamander-opens-all", "key", comment, other_way, BY_OTHER_PAPER)
    yield refused("commit-salamander-hmac", "hmac", f"{comment} With the key that it is committed to.", other_way)
    strangers = short_vault(slot(), slot(OTHER_PAPER, vault_key=OTHER_VAULT_KEY))
    yield opens("commit-two-vault-keys", "Two slots wrap two vault keys; the file was saved with the first.", strangers)
    comment = (
        "The same file with the other paper key: its slot opens, and the HMAC shows that it was not saved with that vault key."
    )
    yield refused("commit-two-vault-keys-other", "hmac", comment, strangers, BY_OTHER_PAPER)
    for name, place, field in (("commit", 48, "commitment"), ("salt", 16, "kdf_salt"), ("slot-id", 32, "slot_id")):
        data = resummed(flipped(short_vault(), HEAD + place))
        comment = f"A bit of the {field} was changed, only the trailer fits: not to be told from a wrong key."
        yield refused(f"commit-changed-{name}", "key", comment, data)
    comment = "A bit of the vault_id was changed, only the trailer fits: not to be told from a wrong key."
    yield refused("commit-changed-vault-id", "key", comment, resummed(flipped(short_vault(), 24)))
    comment = "The commitment is zero, and the wrap is bound to that."
    yield refused("commit-zero", "key", comment, short_vault(slot(commit=bytes(32))), BY_PAPER)
    comment = "Only half of the commitment fits, and the wrap is bound to that."
    yield refused("commit-half", "key", comment, short_vault(slot(commit=commit[:16] + bytes(16))))
    comment = "The commitment is the KEK itself, and the wrap is bound to that."
    yield refused("commit-is-kek", "key", comment, short_vault(slot(commit=kek)))
    comment = "The commitment is that of the other paper key: its holder finds a wrap that does not open."
    yield refused("commit-of-other", "wrap", comment, short_vault(slot(commit=other_both[32:])), BY_OTHER_PAPER)
    comment = "A paper key slot whose commitment does not fit, and one behind it that opens."
    yield opens("commit-zero-then-fits", comment, short_vault(slot(commit=bytes(32)), slot(PAPER, "second")))
    assert VAULT_KEY not in {first, second}
