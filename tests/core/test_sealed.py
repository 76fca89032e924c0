"""A backup as bytes: opens with its passphrase and nothing else, says what is wrong with it (docs/format.md §11)."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.strategies import vaults
from tests.core.vaults import EXAMPLE, NOW, SEED_SECRET, numbered, reader
from vault import codec, crypto, edit, sealed
from vault.crypto import CHEAPEST, Cost
from vault.errors import BadInput, Damaged, NewerFormat, NotAVault, Tampered, VaultError, WrongKey
from vault.model import Chore, Sheet, Vault

pytestmark = pytest.mark.usefixtures("remembered_argon2")
WORDS = "academic acid acne acquire acrobat activity actress adapt"


def seal(vault: Vault = EXAMPLE, passphrase: str = WORDS, *, seed: int = 1) -> bytes:
    return sealed.seal(vault, passphrase, cost=CHEAPEST, random=numbered(seed))


WHOLE = seal()


@pytest.mark.tedious
@given(vaults)
def test_every_vault_comes_back_bit_for_bit(vault: Vault) -> None:
    assert codec.dump(sealed.unseal(seal(vault), WORDS)) == codec.dump(vault)


def test_both_programs_open_a_backup() -> None:
    assert reader.open_sheets(WHOLE, WORDS) == codec.dump(EXAMPLE)


@pytest.mark.parametrize(
    "typed", [f"  {WORDS.upper()}\n", WORDS.replace(" ", "\n\t "), WORDS.replace(" ", "\u00a0"), WORDS.title()]
)
def test_capitals_and_blanks_of_a_passphrase_do_not_matter(typed: str) -> None:
    assert sealed.unseal(WHOLE, typed) == EXAMPLE
    assert reader.passphrase_secret(typed) == WORDS.encode()


def test_a_passphrase_is_brought_into_one_form() -> None:
    data = seal(passphrase="\u00c4pfel und Birnen")
    assert sealed.unseal(data, "a\u0308PFEL  UND BIRNEN") == EXAMPLE
    assert reader.open_sheets(data, "A\u0308pfel und birnen") == codec.dump(EXAMPLE)


@pytest.mark.parametrize(("text", "told"), [("", "empty"), (" \n", "empty"), ("x" * 1025, "1,024"), ("a\udcff", "encoded")])
def test_what_is_no_passphrase_is_refused(text: str, told: str) -> None:
    for use in (lambda: seal(passphrase=text), lambda: sealed.unseal(WHOLE, text)):
        with pytest.raises(BadInput, match=told) as refused:
            use()
        assert "\udcff" not in str(refused.value)
    with pytest.raises(reader.Refused):
        reader.passphrase_secret(text)


def test_a_wrong_passphrase_is_told_in_words_of_its_own() -> None:
    with pytest.raises(WrongKey, match="The passphrase does not open this backup") as refused:
        sealed.unseal(WHOLE, f"{WORDS} x")
    assert "word by word" in refused.value.hint
    with pytest.raises(reader.WrongSecret):
        reader.open_sheets(WHOLE, f"{WORDS} x")


def test_a_backup_shows_nothing_of_what_is_in_it() -> None:
    assert SEED_SECRET.encode() not in WHOLE
    assert b"alice" not in WHOLE
    assert seal(seed=2)[8:] != WHOLE[8:]
    assert len(WHOLE) == 60 + 16 + len(zlib.compress(codec.dump(EXAMPLE), 9))


def meaning(place: int, data: bytes) -> type[VaultError]:
    """Return what is said of a backup with a change at this place."""
    if place < 3:
        return NotAVault
    if place == 3 or 6 <= place < 8:
        return NewerFormat
    if place < 12:
        memory, passes, lanes = int.from_bytes(data[8:12]), data[5], data[4]
        fits = 65536 <= memory <= 1 << 20 and 1 <= passes <= 32 and 1 <= lanes <= 8 and memory * passes <= 4 << 20
        return WrongKey if fits else NotAVault
    return WrongKey if place < 60 else Tampered


SAME = {NotAVault: "NotAVault", NewerFormat: "Newer", WrongKey: "WrongSecret", Tampered: "Tampered", Damaged: "Damaged"}


@pytest.mark.parametrize("bit", [0, 3, 7])
def test_both_programs_say_the_same_of_every_flipped_bit(bit: int) -> None:
    for place in [*range(60), *range(60, len(WHOLE), 11), len(WHOLE) - 1]:
        data = WHOLE[:place] + bytes([WHOLE[place] ^ 1 << bit]) + WHOLE[place + 1 :]
        memory, passes = int.from_bytes(data[8:12]), data[5]
        if place in range(4, 12) and memory * passes > 1 << 18 and meaning(place, data) is WrongKey:
            continue  # a real and long derivation
        expected = meaning(place, data)
        with pytest.raises(expected) as refused:
            sealed.unseal(data, WORDS)
        assert type(refused.value) is expected, place
        with pytest.raises(reader.Refused) as told:
            reader.open_sheets(data, WORDS)
        assert type(told.value).__name__ == SAME[expected], place


def test_every_truncation_is_refused() -> None:
    for size in [*range(80), len(WHOLE) - 1]:
        with pytest.raises((NotAVault, NewerFormat, Damaged, Tampered)):
            sealed.unseal(WHOLE[:size], WORDS)
        with pytest.raises(reader.Refused):
            reader.open_sheets(WHOLE[:size], WORDS)


@pytest.mark.usefixtures("forbidden_argon2")
@pytest.mark.parametrize(
    "cost",
    [Cost(1 << 31, 1, 4), Cost(65535, 1, 4), Cost(65536, 0, 4), Cost(65536, 33, 4), Cost(65536, 1, 9), Cost(1 << 20, 5, 4)],
)
def test_nothing_is_derived_where_too_much_is_asked_for(cost: Cost) -> None:
    data = sealed._COST.pack(b"SKB1", cost.lanes, cost.passes, 0, cost.memory) + WHOLE[12:]
    with pytest.raises(NotAVault, match="more work"):
        sealed.unseal(data, WORDS)
    with pytest.raises(reader.NotAVault):
        reader.open_sheets(data, WORDS)


def holding(packed: bytes) -> bytes:
    """Return a backup that opens, with this in it."""
    key, _ = sealed._keys(WHOLE[:28], WORDS, CHEAPEST)
    return WHOLE[:60] + crypto.seal(key, packed, bound_to=WHOLE[:60])


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"not packed",
        zlib.compress(b"x" * 1000)[:-1],
        zlib.compress(codec.dump(EXAMPLE)) + b"x",
        zlib.compress(b"not JSON"),
    ],
)
def test_content_that_cannot_be_unpacked_is_damage(packed: bytes) -> None:
    with pytest.raises(Damaged):
        sealed.unseal(holding(packed), WORDS)
    with pytest.raises(reader.Damaged):
        reader.open_sheets(holding(packed), WORDS)


def test_a_decompression_bomb_is_refused() -> None:
    bomb = zlib.compressobj(9)
    packed = b"".join(bomb.compress(bytes(1 << 20)) for _ in range(65)) + bomb.flush()
    with pytest.raises(Damaged):
        sealed.unseal(holding(packed), WORDS)
    with pytest.raises(reader.Damaged):
        reader.open_sheets(holding(packed), WORDS)


def test_content_of_a_newer_program_is_not_taken_apart() -> None:
    with pytest.raises(NewerFormat, match="This backup was made by a newer version"):
        sealed.unseal(holding(zlib.compress(b'{"version":1,"minor":9}')), WORDS)


@given(st.binary(max_size=200))
def test_any_bytes_give_our_error(data: bytes) -> None:
    for start in (b"", b"SKB1"):
        with pytest.raises(VaultError):
            sealed.unseal(start + data, WORDS)


# Some accounts


def test_some_accounts_take_along_what_was_noted_of_them_and_nothing_else() -> None:
    vault = edit.add_account(EXAMPLE, "github", "bob", now=NOW)
    bob = vault.accounts[1].id
    chores = (Chore(kind="codes", account_id=bob), Chore(kind="backup"), Chore(kind="codes", account_id=vault.accounts[0].id))
    vault = structs.replace(vault, chores=chores, sheets=(Sheet(id="7KQ2M4XA", kind="backup", printed_at=NOW.at),))
    some = sealed.only(vault, {bob})
    assert [account.username for account in some.accounts] == ["bob"]
    assert [event.kind for event in some.events] == ["account-added"]
    assert (some.sheets, some.chores, some.unknown) == ((), chores[:1], None)
    assert b"alice" not in codec.dump(some)


def test_what_a_newer_version_knows_of_other_accounts_stays_at_home() -> None:
    alice, bob = "a", "b"
    text = b'{"version":1,"future":"of the vault","accounts":[%s,%s],"events":[%s]}' % (
        *(
            b'{"id":"%s","service":"pypi","username":"u","created_at":"2026-01-01T00:00:00Z","future":"of %s"}' % (one, one)
            for one in (b"a", b"b")
        ),
        b'{"id":"e","kind":"k","at":"2026-01-01T00:00:00Z","account_id":"b","future":"of the event"}',
    )
    vault, _ = codec.load(text)
    assert codec.dump(sealed.only(vault, {alice})).count(b"future") == 1
    assert b"of the event" in codec.dump(sealed.only(vault, {bob}))
    assert b"of the vault" not in codec.dump(sealed.only(vault, {alice, bob}))
    assert codec.dump(sealed.only(vault, ())).count(b"future") == 0
