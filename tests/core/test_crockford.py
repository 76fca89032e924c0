"""What is printed and typed back: nothing is lost, slips of the hand are forgiven, everything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import crockford
from vault.errors import BadInput


@given(st.binary(max_size=400))
def test_every_bytes_come_back(data: bytes) -> None:
    symbols = crockford.encode(data)
    assert crockford.is_clean(symbols)
    assert len(symbols) == -(-len(data) * 8 // 5)
    assert crockford.decode(symbols, len(data)) == data


@given(st.binary(min_size=1, max_size=40))
def test_case_dashes_blanks_and_what_looks_alike_are_forgiven(data: bytes) -> None:
    typed = crockford.grouped(crockford.encode(data), " \u2013\n").lower().replace("0", "o").replace("1", "l")
    assert crockford.decode(typed, len(data)) == data
    assert crockford.decode(typed.replace("l", "I"), len(data)) == data


def test_the_first_bits_come_first() -> None:
    assert crockford.encode(b"\xff\x00") == "ZW00"
    assert crockford.encode(b"") == ""
    assert crockford.grouped("ABCDEFGHJ") == "ABCD-EFGH-J"


@pytest.mark.parametrize(
    ("text", "length"), [("0", 0), ("00", 0), ("000", 1), ("0", 1), ("U0", 1), ("0!", 1), ("01", 1), ("", 1), ("\u00e40", 1)]
)
def test_what_cannot_have_been_printed_is_refused(text: str, length: int) -> None:
    with pytest.raises(BadInput, match="not what was printed"):
        crockford.decode(text, length)


@given(st.text(), st.integers(0, 30))
def test_any_text_gives_bytes_or_our_error(text: str, length: int) -> None:
    try:
        assert len(crockford.decode(text, length)) == length
    except BadInput:
        assert crockford.clean(text) == crockford.clean(crockford.clean(text))
