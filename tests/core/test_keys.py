"""What the user types, as bytes for a key slot (docs/format.md §4)."""

import pytest

from tests.core.vaults import FILE_KEY, PAPER_KEY, PASSWORD, numbered, reader
from vault import crockford, keys
from vault.errors import BadInput
from vault.keys import Key


def test_a_password_is_utf_8_in_nfc_and_not_trimmed() -> None:
    assert keys.password(" pa\u0308ss ") == Key(keys.PASSWORD, " p\u00e4ss ".encode())


def test_a_password_has_up_to_1024_bytes() -> None:
    assert len(keys.password("\u00e4" * 512).secret) == 1024
    with pytest.raises(BadInput, match="longer than 1,024 bytes"):
        keys.password("\u00e4" * 512 + "x")


@pytest.mark.parametrize(("text", "told"), [("", "empty"), ("pass\udcffword", "cannot be encoded")])
def test_what_is_no_password_is_refused_without_quoting_it(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told) as refused:
        keys.password(text)
    assert "pass\udcff" not in str(refused.value)


def test_a_key_does_not_show_its_secret() -> None:
    assert repr(keys.password("correct horse")) == "Key(1)"


# Paper keys (docs/format.md §9)


def test_a_paper_key_is_160_random_bits_and_36_symbols() -> None:
    made = keys.new_paper()
    assert (made.type, len(made.secret)) == (keys.PAPER, 20)
    assert made != keys.new_paper()
    assert keys.new_paper(numbered(1)) == keys.new_paper(numbered(1))
    assert len(keys.paper_symbols(made)) == keys.PAPER_SYMBOLS


def test_both_programs_read_a_paper_key_as_it_is_typed() -> None:
    symbols = keys.paper_symbols(PAPER_KEY)
    for typed in (symbols, crockford.grouped(symbols), f" {symbols.lower().replace('0', 'o').replace('1', 'l')}\n"):
        assert keys.paper(typed) == PAPER_KEY
        assert reader.paper_secret(typed) == PAPER_KEY.secret


def test_every_wrong_symbol_of_a_paper_key_is_noticed() -> None:
    symbols = keys.paper_symbols(PAPER_KEY)
    for place in range(len(symbols)):
        other = "2" if symbols[place] != "2" else "3"
        with pytest.raises(BadInput, match="typing error"):
            keys.paper(symbols[:place] + other + symbols[place + 1 :])


@pytest.mark.parametrize(
    ("text", "told"), [("", "this has 0"), ("A" * 35, "this has 35"), ("U" * 36, "no U"), ("!" * 36, "no U")]
)
def test_what_is_no_paper_key_is_refused_without_quoting_it(text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        keys.paper(text)


def test_a_password_with_a_key_file_is_the_one_of_the_documentation() -> None:
    assert keys.password_and_file(PASSWORD, b"a key file") == FILE_KEY
    assert len({keys.new_file() for _ in range(5)}) == 5
    with pytest.raises(BadInput, match="The key file is empty"):
        keys.password_and_file(PASSWORD, b"")
