"""What somebody builds who knows the format and has files, but not the keys: slots for two keys, parts of two files."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import structs

from tests.core import damage
from tests.core.vaults import PAPER_KEY, PASSWORD_KEY, TEXT, numbered, reader, sealed, unlocked_by
from vault import container, keys
from vault.container import Slot, Unlocked
from vault.crypto import CHEAPEST
from vault.errors import Tampered, VaultError, WrongKey
from vault.keys import Key

pytestmark = pytest.mark.usefixtures("remembered_argon2")

OTHER_PAPER = Key(keys.PAPER, bytes(range(20, 40)))


def assert_refused(data: bytes, key: Key, refused: type[VaultError]) -> None:
    """Let both programs refuse a file, each with its word for the same thing."""
    with pytest.raises(refused):
        container.unlock(data, key)
    with pytest.raises({WrongKey: reader.WrongSecret, Tampered: reader.Tampered}[refused]):
        reader.open_bytes(data, key.type, key.secret)


def with_slots(unlocked: Unlocked, *slots: Slot) -> Unlocked:
    return structs.replace(unlocked, slots=slots)


# GCM does not commit to its key: C1‖C2‖tag that opens under two keys (Dodis et al., "invisible salamanders")


def times(left: int, right: int) -> int:
    """Multiply in GCM's field, GF(2^128) with its bits reversed."""
    product = 0
    for bit in range(127, -1, -1):
        if left >> bit & 1:
            product ^= right
        right = right >> 1 ^ (0xE1 << 120) * (right & 1)
    return product


def power(number: int, exponent: int) -> int:
    result = 1 << 127
    while exponent:
        if exponent & 1:
            result = times(result, number)
        number, exponent = times(number, number), exponent >> 1
    return result


def wrapped_for_both(first: bytes, second: bytes, bound_to: bytes) -> bytes:
    """Return 32 bytes of ciphertext with a tag that fits under both keys."""
    blocks = [bound_to[place : place + 16].ljust(16, b"\0") for place in range(0, len(bound_to), 16)]
    start = int.from_bytes(bytes(15) + b"\x01")
    lengths = int.from_bytes((len(bound_to) * 8).to_bytes(8) + (32 * 8).to_bytes(8))
    chosen = int.from_bytes(b"a block at choice".ljust(16, b".")[:16])
    sums, squares = [], []
    for key in (first, second):
        encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        h, mask = (int.from_bytes(encryptor.update(block)) for block in (bytes(16), start.to_bytes(16)))
        total = 0
        for block in (*map(int.from_bytes, blocks), chosen):
            total = times(total ^ block, h)
        # The tag is ((total ^ C2)·h ^ lengths)·h ^ mask: all but C2·h² is known.
        sums.append(times(times(total, h) ^ lengths, h) ^ mask)
        squares.append(times(h, h))
    last = times(sums[0] ^ sums[1], power(squares[0] ^ squares[1], 2**128 - 2))
    return chosen.to_bytes(16) + last.to_bytes(16) + (sums[0] ^ times(squares[0], last)).to_bytes(16)


def test_a_slot_that_opens_under_two_keys_opens_only_for_the_one_it_is_committed_to() -> None:
    unlocked = unlocked_by(PAPER_KEY)
    slot = unlocked.slots[0]
    kek, commit = container._slot_keys(slot, PAPER_KEY, unlocked.vault_id)
    other_kek, other_commit = container._slot_keys(slot, OTHER_PAPER, unlocked.vault_id)
    bound_to = container._slot_bound(slot, unlocked.vault_id)
    wrapped = wrapped_for_both(kek, other_kek, bound_to)
    secret, other_secret = (AESGCM(key).decrypt(bytes(12), wrapped, bound_to) for key in (kek, other_kek))
    assert secret != other_secret
    assert commit == slot.commit != other_commit

    for_both = structs.replace(unlocked, slots=(structs.replace(slot, wrapped=wrapped),), secret=secret)
    data = sealed(for_both, PAPER_KEY)
    assert_refused(data, OTHER_PAPER, WrongKey)


def test_two_slots_with_different_vault_keys_do_not_both_open() -> None:
    unlocked = unlocked_by(PAPER_KEY)
    stranger = container.new_slot(OTHER_PAPER, CHEAPEST, vault_id=unlocked.vault_id, secret=bytes(32))
    data = sealed(with_slots(unlocked, *unlocked.slots, stranger), PAPER_KEY)
    assert_refused(data, OTHER_PAPER, Tampered)


@pytest.mark.parametrize("key", [PASSWORD_KEY, PAPER_KEY])
def test_a_slot_of_another_vault_does_not_open_this_one(key: Key) -> None:
    unlocked, other = unlocked_by(key), unlocked_by(key, seed=2)
    assert_refused(container.seal(with_slots(unlocked, *other.slots), TEXT), key, WrongKey)


def test_a_slot_of_an_older_save_put_back_is_noticed() -> None:
    unlocked = unlocked_by(PAPER_KEY)
    changed = container.new_slot(OTHER_PAPER, CHEAPEST, vault_id=unlocked.vault_id, secret=unlocked.secret)
    old = sealed(unlocked, PAPER_KEY)
    new = sealed(with_slots(unlocked, changed), OTHER_PAPER)
    slot = slice(84, 84 + 128)
    put_back = damage.with_trailer(new[: slot.start] + old[slot] + new[slot.stop :])
    assert_refused(put_back, PAPER_KEY, Tampered)
    assert_refused(put_back, OTHER_PAPER, WrongKey)


def test_slots_cannot_be_added_removed_or_put_in_another_order() -> None:
    unlocked = unlocked_by(PAPER_KEY, OTHER_PAPER)
    data = sealed(unlocked, PAPER_KEY, OTHER_PAPER)
    first, second = data[84:212], data[212:340]
    swapped = data[:84] + second + first + data[340:]
    assert_refused(damage.with_trailer(swapped), PAPER_KEY, Tampered)
    for slots in ([first], [first, second, second]):
        head = data[:12] + (84 + 128 * len(slots) + 32).to_bytes(4) + data[16:80] + len(slots).to_bytes(2) + data[82:84]
        assert_refused(damage.with_trailer(head + b"".join(slots) + data[340:]), PAPER_KEY, Tampered)


def test_the_header_of_one_save_does_not_fit_the_body_of_another() -> None:
    unlocked = unlocked_by(PAPER_KEY)
    header_len = 84 + 128 + 32
    saves = [
        sealed(unlocked, PAPER_KEY),
        sealed(unlocked, PAPER_KEY, random=numbered(5)),
        sealed(structs.replace(unlocked, generation=2), PAPER_KEY),
        sealed(unlocked, PAPER_KEY, text=b'{"version":1,"accounts":[]}'),
        sealed(unlocked_by(PAPER_KEY, seed=2), PAPER_KEY),
    ]
    for one in saves:
        for other in saves:
            spliced = damage.with_trailer(one[:header_len] + other[header_len:])
            if one is other:
                assert spliced == one
            else:
                assert_refused(spliced, PAPER_KEY, Tampered)


def test_a_body_cannot_be_made_longer_or_shorter_with_its_length() -> None:
    data = sealed(unlocked_by(PAPER_KEY), PAPER_KEY)
    for change in (-16, -1, 1, 16, 4096):
        body = (data[244:-32] + bytes(4096))[: len(data) - 276 + change]
        head = data[:16] + len(body).to_bytes(8) + data[24:244]
        assert_refused(damage.with_trailer(head + body + bytes(32)), PAPER_KEY, Tampered)


def test_the_vault_key_never_shows_in_a_repr() -> None:
    unlocked = unlocked_by(PAPER_KEY)
    assert repr(unlocked) == f"Unlocked({unlocked.vault_id.hex()}, generation 1)"
    assert repr(PAPER_KEY) == "Key(3)"
