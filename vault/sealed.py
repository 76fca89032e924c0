"""A backup on paper as bytes: `docs/format.md` §11. A vault, or some accounts of it, locked with a passphrase of its own.

It is as small as it can be, because every byte is printed. `parts` cuts it into QR codes.
"""

import struct
import unicodedata
import zlib
from collections.abc import Callable, Collection
from os import urandom

from vault import codec, container, crypto
from vault.crypto import Cost
from vault.errors import BadInput, Damaged, NewerFormat, NotAVault, Tampered, WrongKey
from vault.model import Vault

PASSPHRASE_LIMIT = 1024  # bytes
TEXT_LIMIT = container.FILE_LIMIT  # bytes, unpacked: no backup holds more than a vault file may
_MAGIC = b"SKB1"
_COST = struct.Struct(">4sBBHI")
_SALT = 16
_FRONT = _COST.size + _SALT + 32  # bytes before what is encrypted
_TAG = 16
_AGAIN = "Photograph its pages again."

Random = Callable[[int], bytes]


def seal(vault: Vault, passphrase: str, *, cost: Cost, random: Random = urandom) -> bytes:
    """Lock a vault with a passphrase. This is where Argon2 runs. Raises BadInput where it is no passphrase.

    The result is opened again before it is returned.
    """
    text = codec.dump(vault)
    front = _COST.pack(_MAGIC, cost.lanes, cost.passes, 0, cost.memory) + random(_SALT)
    key, commit = _keys(front, passphrase, cost)
    front += commit
    data = front + crypto.seal(key, zlib.compress(text, 9), bound_to=front)
    if _open(data, key) != text:
        raise Damaged("The backup did not open again after sealing")  # pragma: no cover
    return data


def unseal(data: bytes, passphrase: str) -> Vault:
    """Open what `seal` made. Raises NotAVault, NewerFormat, Damaged, WrongKey, Tampered; BadInput where it is no passphrase."""
    cost = _cost(data)
    key, commit = _keys(data[: _FRONT - 32], passphrase, cost)
    if not crypto.equal(commit, data[_FRONT - 32 : _FRONT]):
        raise WrongKey("The passphrase does not open this backup", hint="Check it word by word; capitals do not matter.")
    vault, may_write = codec.load(_open(data, key))
    if not may_write:
        raise NewerFormat("backup")
    return vault


def only(vault: Vault, account_ids: Collection[str]) -> Vault:
    """Return a vault with just these accounts and what was noted of them: no sheets, and nothing of the vault as a whole."""
    unknown = vault.unknown if isinstance(vault.unknown, dict) else {}
    kept = {
        name: {id_: value for id_, value in unknown[name].items() if id_ in ids}
        for name, ids in (
            ("accounts", set(account_ids)),
            ("events", {event.id for event in vault.events if event.account_id in account_ids}),
        )
        if isinstance(unknown.get(name), dict)
    }
    return Vault(
        accounts=tuple(account for account in vault.accounts if account.id in account_ids),
        events=tuple(event for event in vault.events if event.account_id in account_ids),
        chores=tuple(chore for chore in vault.chores if chore.account_id in account_ids),
        unknown={name: rest for name, rest in kept.items() if rest} or None,
    )


def _cost(data: bytes) -> Cost:
    """Check everything that can be checked without the passphrase, the limits of §3 among it, and return what opening takes."""
    if data[:3] != _MAGIC[:3]:
        raise NotAVault("This is not a backup on paper", hint="Photograph all pages of the backup.")
    if data[3:4] != _MAGIC[3:] or data[6:8].strip(b"\0"):
        raise NewerFormat("backup")
    if len(data) < _FRONT + _TAG:
        raise Damaged("The backup is cut off", hint=_AGAIN)
    _, lanes, passes, _, memory = _COST.unpack_from(data)
    within = memory in container.MEMORY and passes in container.PASSES and lanes in container.LANES
    if not within or memory * passes > container.SLOT_WORK:
        raise NotAVault("Opening this backup would take more work than Sparekey allows", hint=_AGAIN)
    return Cost(memory, passes, lanes)


def _keys(front: bytes, passphrase: str, cost: Cost) -> tuple[bytes, bytes]:
    """Return the key and what commits to it. `front` is everything up to the commitment."""
    salt = front[_COST.size :]
    stretched = crypto.argon2id(_normal(passphrase), salt, cost)
    both = crypto.hkdf(stretched, salt=salt, info=b"RCV1 sheets" + front[: _COST.size], length=64)
    return both[:32], both[32:]


def _normal(passphrase: str) -> bytes:
    """Forgive what people change when they copy words by hand: capitals, and how words are set apart. Raises BadInput."""
    lower = unicodedata.normalize("NFC", passphrase).lower()
    try:
        secret = " ".join(unicodedata.normalize("NFC", lower).split()).encode()
    except UnicodeEncodeError:
        raise BadInput("The passphrase has a character that cannot be encoded", hint="Type it again.") from None
    if not secret:
        raise BadInput("The passphrase is empty", hint="Type the words that were noted when the backup was printed.")
    if len(secret) > PASSPHRASE_LIMIT:
        raise BadInput("The passphrase is longer than 1,024 bytes", hint="Choose a shorter one.")
    return secret


def _open(data: bytes, key: bytes) -> bytes:
    """Return the JSON text. Raises Tampered, Damaged."""
    try:
        packed = crypto.unseal(key, data[_FRONT:], bound_to=data[:_FRONT])
    except Tampered:
        raise Tampered("The backup was changed by something other than Sparekey", hint=_AGAIN) from None
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(packed, TEXT_LIMIT)
    except zlib.error:
        raise Damaged("The backup's content cannot be read", hint=_AGAIN) from None
    if not unpacking.eof or unpacking.unused_data:
        raise Damaged("The backup's content cannot be read", hint=_AGAIN)
    return text
