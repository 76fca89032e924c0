"""Passphrases of words: enough chance, words that are told apart, help while typing."""

from collections import Counter

import pytest

from tests.core.vaults import numbered
from vault import passphrases


def test_the_words_are_told_apart_by_four_letters() -> None:
    assert len(passphrases.WORDS) == 1024
    assert len({word[:4] for word in passphrases.WORDS}) == 1024
    assert list(passphrases.WORDS) == sorted(passphrases.WORDS)


def test_a_passphrase_of_eight_words_has_80_bits() -> None:
    made = passphrases.made()
    assert len(made.split()) == 8
    assert passphrases.bits(made) == passphrases.bits(f" {made.upper()} ") == 80
    assert made != passphrases.made()
    assert passphrases.bits(passphrases.made(12)) == 120


def test_every_word_is_as_likely_as_any_other() -> None:
    """Two random bytes are 64 times 1,024."""
    every = iter(range(65536))
    counts = Counter(passphrases.made(65536, random=lambda size: next(every).to_bytes(size)).split())
    assert set(counts.values()) == {64}
    assert passphrases.made(random=numbered(1)) == passphrases.made(random=numbered(1))


@pytest.mark.parametrize("text", ["", "correct horse", "academic acid horsse"])
def test_of_a_passphrase_of_ones_own_nothing_is_claimed(text: str) -> None:
    assert passphrases.bits(text) == 0


def test_words_are_completed_and_corrected() -> None:
    assert passphrases.complete(" ACA") == ("academic",)
    assert passphrases.complete("ac")[:2] == ("academic", "acid")
    assert passphrases.complete("") == passphrases.complete("xyz") == ()
    assert passphrases.nearest("acadmic")[0] == "academic"
    assert passphrases.nearest("q7") == ()


def test_four_letters_are_a_word() -> None:
    assert passphrases.whole(" Acade ") == passphrases.whole("academic") == "academic"
    assert passphrases.whole("aca") == passphrases.whole("academia") == passphrases.whole("") == ""
