"""What all vectors are made from: one vault, its keys, its text, and "random" bytes that are the same in each run."""

import dataclasses
import hashlib
import json
from typing import Any

from tests.vectors import sealing
from tests.vectors.opening import KINDS
from tests.vectors.sealing import Cost, Key, Recipe
from tests.vectors.vector import Vector, Way, digest


def chance(label: str, size: int = 32) -> bytes:
    return hashlib.shake_256(f"Sparekey test vectors: {label}".encode()).digest(size)


VAULT_ID = chance("vault id", 16)
VAULT_KEY = chance("vault key")
OTHER_VAULT_ID = chance("other vault id", 16)
OTHER_VAULT_KEY = chance("other vault key")

CODES = [f"{number:016x}" for number in range(0xC0DE00, 0xC0DE08)]
CONTENT: dict[str, Any] = {
    "version": 1,
    "accounts": [
        {
            "id": "0a1b2c3d4e5f6071",
            "service": "pypi",
            "username": "alice",
            "created_at": "2026-01-31T09:08:07Z",
            "note": "Nothing in here is real.",
            "code_sets": [
                {
                    "id": "1b2c3d4e5f60710a",
                    "added_at": "2026-01-31T09:08:07Z",
                    "codes": [{"secret": code} for code in CODES],
                }
            ],
        }
    ],
}


def json_text(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


TEXT = json_text(CONTENT)

PAPER_SECRET = chance("paper key", 20)
OTHER_PAPER_SECRET = chance("other paper key", 20)
KEY_FILE = chance("key file").hex().encode()

BY_PASSWORD = Way(password="correct horse battery staple")
BY_FILE = Way(password="correct horse battery staple", key_file=KEY_FILE)
BY_PAPER = Way(paper=sealing.paper_text(PAPER_SECRET))
BY_OTHER_PAPER = Way(paper=sealing.paper_text(OTHER_PAPER_SECRET))

PASSWORD = sealing.password("correct horse battery staple")
FILE = sealing.password_and_file("correct horse battery staple", KEY_FILE)
PAPER = Key(sealing.PAPER, PAPER_SECRET)
OTHER_PAPER = Key(sealing.PAPER, OTHER_PAPER_SECRET)


def slot(
    key: Key = PAPER, label: str = "", *, vault_key: bytes = VAULT_KEY, vault_id: bytes = VAULT_ID, **changes: Any
) -> bytes:
    """Return a slot for a key. Another `label` gives it another salt and id."""
    label = f"{key.type} {label}"
    made = {"kdf_salt": chance(f"salt {label}", 16), "slot_id": chance(f"slot id {label}", 16)} | changes
    return sealing.slot(key, vault_key, vault_id, **made)


def foreign_slot(key_type: int, label: str, cost: Cost, *, kdf: int | None = None, reserved: tuple[int, int] = (0, 0)) -> bytes:
    """Return a slot that nobody knows the secret of: nothing was derived for it, so its numbers can be any."""
    salt, slot_id = chance(f"foreign salt {label}", 16), chance(f"foreign slot id {label}", 16)
    kdf = (sealing.NO_KDF if key_type == sealing.PAPER else sealing.ARGON2ID) if kdf is None else kdf
    front = sealing.slot_front(key_type, kdf, cost, salt, slot_id, reserved=reserved)
    return front + chance(f"foreign commit {label}") + chance(f"foreign wrap {label}", 48)


ONE_SLOT = Recipe(VAULT_KEY, VAULT_ID, (slot(),), TEXT, chance("save"))


def vault(*slots: bytes, **changes: Any) -> bytes:
    """Write the vault with these slots, or with the one of the paper key."""
    if slots:
        changes["slots"] = slots
    return sealing.write(dataclasses.replace(ONE_SLOT, **changes))


def short_vault(*slots: bytes, **changes: Any) -> bytes:
    """Write the vault without padding: for what is decided before anybody sees the body. It keeps the vectors small."""
    return vault(*slots, **({"plain": len(TEXT).to_bytes(8, "big") + TEXT} | changes))


def changed(data: bytes, place: int, new: bytes) -> bytes:
    """Put other bytes somewhere and leave all the rest as it was, the trailer too."""
    return data[:place] + new + data[place + len(new) :]


def flipped(data: bytes, place: int, bit: int = 1) -> bytes:
    return changed(data, place, bytes([data[place] ^ bit]))


def resummed(data: bytes) -> bytes:
    """Compute the trailer anew, as somebody does who changes a file on purpose."""
    return sealing.with_trailer(data[: -sealing.SUM])


def refused(
    name: str, step: str, comment: str, data: bytes, way: Way = BY_PAPER, *, payload: bytes | None = None, zeros: int = 0
) -> Vector:
    return Vector(name, KINDS[step], step, comment, way, data, payload="" if payload is None else digest(payload), zeros=zeros)


def opens(name: str, comment: str, data: bytes, way: Way = BY_PAPER, *, payload: bytes = TEXT, write: bool = True) -> Vector:
    return Vector(name, "opens", "", comment, way, data, payload=digest(payload), write=write)
