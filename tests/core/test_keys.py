"""What the user types, as bytes for a key slot (docs/format.md §4)."""

import pytest

from vault import keys
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
