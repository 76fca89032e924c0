"""The file format: what is refused, with which error, and before what (docs/format.md)."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core import damage
from tests.core.vaults import FILE_KEY, PAPER_KEY, PASSWORD_KEY, TEXT, numbered, sealed, unlocked_by
from vault import container, keys
from vault.crypto import CHEAPEST, Cost
from vault.errors import Damaged, NewerFormat, NotAVault, Tampered, VaultError, WrongKey
from vault.keys import Key

pytestmark = pytest.mark.usefixtures("remembered_argon2")

WRONG = keys.password("wrong horse")


@pytest.fixture
def reference() -> bytes:
    return damage.reference()


def refusal(data: bytes, key: Key = PASSWORD_KEY) -> damage.Refusal:
    try:
        assert container.unlock(data, key)[1] == TEXT
    except VaultError as error:
        return type(error)
    return None


def test_the_reference_vault_is_the_same_bytes_for_ever(reference: bytes) -> None:
    assert hashlib.sha256(reference).hexdigest() == "6c45ac19a0feafc18a2bcac0f8f1fe9f4a2ac506da4cc66f02ddc7ca9d1f9b5a"
    assert len(reference) == 84 + 3 * 128 + 32 + 4096 + 16 + 32


def test_what_is_outside_can_be_read_without_a_key(reference: bytes) -> None:
    outside = container.read_outside(reference)
    assert outside.generation == 1
    assert [(slot.type, slot.cost) for slot in outside.slots] == [(1, CHEAPEST), (2, CHEAPEST), (3, None)]
    assert outside.head + outside.mac + outside.body == reference[:-32]


@pytest.mark.parametrize("key", damage.WAYS)
def test_each_type_of_slot_opens_with_its_own_key_only(reference: bytes, key: Key) -> None:
    assert refusal(reference, key) is None
    assert refusal(reference, Key(key.type, key.secret[:-1] + b"?")) is WrongKey


def test_a_key_of_a_type_that_has_no_slot_is_wrong() -> None:
    data = sealed(unlocked_by(PAPER_KEY), PAPER_KEY)
    assert refusal(data, PASSWORD_KEY) is WrongKey


def test_every_flipped_bit_is_refused_as_what_it_is(reference: bytes) -> None:
    for place, data in damage.flips(reference):
        assert refusal(data) is damage.meaning_raw(data), damage.field_at(reference, place)


def test_every_flipped_bit_is_refused_as_what_it_is_where_the_trailer_fits(reference: bytes) -> None:
    for place, data in damage.flips(reference):
        found = refusal(damage.with_trailer(data), PAPER_KEY)  # the key that costs nothing; the others follow
        assert found is damage.meaning(data, place, keys.PAPER), damage.field_at(reference, place)


@pytest.mark.tedious
@pytest.mark.parametrize(("key", "step"), [(PASSWORD_KEY, 3), (FILE_KEY, 7)])
def test_flipped_bits_of_the_header_mean_the_same_for_the_other_keys(reference: bytes, key: Key, step: int) -> None:
    header_len = int.from_bytes(reference[12:16])
    for place, data in damage.flips(reference[:header_len], step=step):
        whole = damage.with_trailer(data + reference[header_len:])
        assert refusal(whole, key) is damage.meaning(whole, place, key.type), damage.field_at(reference, place)


def test_every_truncation_is_refused_as_what_it_is(reference: bytes) -> None:
    for size in range(len(reference)):
        cut = reference[:size]
        assert refusal(cut) is damage.meaning_raw(cut), size
        if size != len(reference) - 32:  # with its trailer that is the whole file again
            cut = damage.with_trailer(cut + bytes(32))
            assert refusal(cut) is damage.meaning_raw(cut), size


def test_every_extension_is_refused_as_damage(reference: bytes) -> None:
    for size in range(1, 300):
        for extra in (bytes(size), b"\xff" * size):
            assert refusal(reference + extra) is Damaged
            assert refusal(damage.with_trailer(reference + extra)) is Damaged


@pytest.mark.parametrize(("size", "refused"), [(0, NotAVault), (23, NotAVault), (24, Tampered), (5000, Tampered)])
def test_a_body_of_another_length_is_refused(reference: bytes, size: int, refused: damage.Refusal) -> None:
    header_len = int.from_bytes(reference[12:16])
    head = reference[:16] + size.to_bytes(8) + reference[24:header_len]
    assert refusal(damage.with_trailer(head + bytes(size) + bytes(32))) is refused


def test_a_file_larger_than_any_vault_is_refused_before_it_is_looked_at() -> None:
    assert refusal(bytes(container.FILE_LIMIT + 1)) is NotAVault


# Limits: before anything is derived

FIRST = 84  # where the first slot, a password's, starts
LAST = FIRST + 2 * 128  # the paper key's


@pytest.mark.parametrize(
    ("place", "new", "refused"),
    [
        (8, b"\x00\x02", NewerFormat),
        (80, b"\x00\x00", NotAVault),
        (80, b"\x00\x09", NotAVault),
        (80, b"\x00\x02", NotAVault),
        (12, b"\x00\x00\x00\x00", Damaged),
        (FIRST, b"\x04", NewerFormat),
        (FIRST + 1, b"\x03", NewerFormat),
        (FIRST + 1, b"\x02", NotAVault),
        (FIRST + 2, b"\x00", NotAVault),
        (FIRST + 2, b"\x09", NotAVault),
        (FIRST + 4, (65535).to_bytes(4), NotAVault),
        (FIRST + 4, (1048577).to_bytes(4), NotAVault),
        (FIRST + 8, (0).to_bytes(4), NotAVault),
        (FIRST + 8, (33).to_bytes(4), NotAVault),
        (FIRST + 4, (1048576).to_bytes(4) + (5).to_bytes(4), NotAVault),
        (FIRST + 4, (131073).to_bytes(4) + (32).to_bytes(4), NotAVault),
        (LAST, b"\x01", NotAVault),
        (LAST + 1, b"\x01", NotAVault),
        (LAST + 2, b"\x01", NotAVault),
        (LAST + 7, b"\x01", NotAVault),
        (LAST + 11, b"\x01", NotAVault),
    ],
)
def test_limits_are_checked_for_all_slots_before_a_key_is_derived(
    reference: bytes, forbidden_argon2: None, place: int, new: bytes, refused: damage.Refusal
) -> None:
    assert refusal(damage.with_bytes(reference, place, new)) is refused


@pytest.mark.parametrize("cost", [Cost(65536, 1, 1), Cost(65536, 32, 8), Cost(131072, 32, 4), Cost(1048576, 4, 1)])
def test_costs_at_the_limits_are_tried(reference: bytes, forbidden_argon2: None, cost: Cost) -> None:
    new = bytes([cost.lanes, 0]) + cost.memory.to_bytes(4) + cost.passes.to_bytes(4)
    with pytest.raises(AssertionError, match="a key was derived"):
        container.unlock(damage.with_bytes(reference, FIRST + 2, new), PASSWORD_KEY)


def test_a_newer_slot_is_noticed_before_the_limits_of_an_older_one(reference: bytes) -> None:
    broken = damage.with_bytes(reference, FIRST + 8, bytes(4))
    assert refusal(damage.with_bytes(broken, LAST, b"\x07")) is NewerFormat


def test_slots_that_would_take_too_much_work_together_are_refused_before_a_key_is_derived(
    reference: bytes, forbidden_argon2: None
) -> None:
    slot = container.read_outside(reference).slots[0]
    costly = structs.replace(slot, cost=Cost(1 << 20, 4, 4))
    unlocked = structs.replace(unlocked_by(PAPER_KEY), slots=(costly, costly))
    with pytest.raises(AssertionError, match="a key was derived"):
        container.unlock(container.seal(unlocked, TEXT), PASSWORD_KEY)
    thrice = structs.replace(unlocked, slots=(costly, costly, costly))
    assert refusal(container.seal(thrice, TEXT)) is NotAVault
    assert refusal(container.seal(thrice, TEXT), FILE_KEY) is WrongKey


# Padding, saves, slots


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 4096), (4088, 4096), (4089, 8192), (65528, 65536), (65529, 67584), (100_000, 100_352), (1_000_000, 1_015_808)],
)
def test_the_length_is_padded_so_that_it_tells_little(length: int, padded: int) -> None:
    data = container.seal(unlocked_by(PAPER_KEY), bytes(length))
    assert int.from_bytes(data[16:24]) == padded + 16


@given(st.integers(0, 4 << 20))
def test_padding_costs_at_most_an_eighth_above_64_kib(length: int) -> None:
    padded = len(container._pad(bytes(length)))
    assert length + 8 <= padded <= max(65536, (length + 8) * 1.12)


@pytest.mark.parametrize(
    "plain",
    [
        len(TEXT).to_bytes(8) + TEXT + bytes(99) + b"\x01",
        len(TEXT).to_bytes(8) + TEXT + b"\x01" + bytes(99),
        (len(TEXT) + 1).to_bytes(8) + TEXT,
        (2**64 - 1).to_bytes(8) + TEXT,
    ],
)
def test_padding_that_is_not_zero_and_a_wrong_length_are_tampering(plain: bytes) -> None:
    assert refusal(damage.forged(unlocked_by(PAPER_KEY), plain), PAPER_KEY) is Tampered


def test_a_reader_does_not_insist_on_the_padded_length() -> None:
    assert refusal(damage.forged(unlocked_by(PAPER_KEY), len(TEXT).to_bytes(8) + TEXT), PAPER_KEY) is None


def test_a_vault_that_outgrew_the_format_is_not_written() -> None:
    with pytest.raises(NotAVault, match="larger than any vault"):
        container.seal(unlocked_by(PAPER_KEY), bytes(container.FILE_LIMIT))


def test_each_save_has_a_salt_of_its_own_even_where_chance_repeats_itself() -> None:
    first = unlocked_by(PAPER_KEY)
    second = structs.replace(first, generation=2)
    files = [
        sealed(first, PAPER_KEY),
        sealed(second, PAPER_KEY),
        sealed(first, PAPER_KEY, text=b'{"version":1,"minor":0}'),
        sealed(first, PAPER_KEY, random=numbered(7)),
    ]
    assert len({container.read_outside(data).save_salt for data in files}) == len(files)
    assert sealed(first, PAPER_KEY) == files[0]
    assert [container.read_outside(data).generation for data in files] == [1, 2, 1, 1]


def test_eight_slots_open_and_a_ninth_is_not_written() -> None:
    passwords = [keys.password(f"password {place}") for place in range(3)]
    ways = [*passwords, *(Key(keys.PAPER, bytes([place] * 20)) for place in range(5))]
    unlocked = unlocked_by(*ways)
    data = sealed(unlocked, *ways)
    assert refusal(data, WRONG) is WrongKey
    assert [container.opening_slot(unlocked, key) for key in ways] == list(unlocked.slots)
    with pytest.raises(WrongKey):
        container.opening_slot(unlocked, WRONG)
    with pytest.raises(NotAVault):
        container.seal(structs.replace(unlocked, slots=(*unlocked.slots, unlocked.slots[0])), TEXT)


def test_a_new_vault_and_a_new_slot_never_repeat_what_is_random() -> None:
    made = [container.new(PAPER_KEY, CHEAPEST) for _ in range(2)]
    assert len({(one.vault_id, one.secret, one.slots[0].salt, one.slots[0].slot_id) for one in made}) == 2
    assert len({one.vault_id for one in made}) == len({one.secret for one in made}) == 2
    assert made[0].generation == 0
