"""A paper key split by SLIP-39: enough shares give it back, and whatever is wrong with a share is named."""

from itertools import combinations

import pytest
import shamir_mnemonic
from hypothesis import given
from hypothesis import strategies as st

from tests.core.vaults import PAPER_KEY
from vault import keys, shares
from vault.errors import BadInput
from vault.passphrases import WORDS

THREE = shares.split(PAPER_KEY, 2, 3)
ONE = THREE[0]


def replaced(text: str, place: int, word: str) -> str:
    words = text.split()
    words[place - 1] = word
    return " ".join(words)


def another(word: str) -> str:
    return str(WORDS[(WORDS.index(word) + 300) % 1024])


@pytest.mark.parametrize(("threshold", "total"), [(2, 2), (2, 3), (3, 5), (16, 16)])
def test_any_so_many_give_the_key_back(threshold: int, total: int) -> None:
    several = shares.split(PAPER_KEY, threshold, total)
    assert [shares.info(one).number for one in several] == list(range(1, total + 1))
    assert {shares.info(one).threshold for one in several} == {threshold}
    assert len({shares.info(one).set_id for one in several}) == 1
    for some in list(combinations(several, threshold))[:20]:
        assert shares.combine(some) == PAPER_KEY
        assert shares.more_needed(some) == 0


def test_more_than_enough_and_the_same_twice_do_no_harm() -> None:
    assert shares.combine([*THREE, *THREE]) == PAPER_KEY


def test_the_reference_implementation_reads_our_shares_and_we_read_its() -> None:
    assert shamir_mnemonic.combine_mnemonics(THREE[1:]) == PAPER_KEY.secret
    theirs = shamir_mnemonic.generate_mnemonics(1, [(2, 3)], bytes(range(20, 40)))[0]
    assert shares.combine(theirs[:2]) == keys.Key(keys.PAPER, bytes(range(20, 40)))


def test_a_share_is_23_words_and_its_code_is_in_capitals() -> None:
    assert all(len(one.split()) == shares.WORDS for one in THREE)
    assert shares.scan_text(ONE) == f"SPAREKEY1:SHARE:{ONE.upper()}"


def test_four_letters_of_each_word_are_enough() -> None:
    short = "  ".join(word[:4].title() for word in ONE.split())
    assert shares.normal(short) == ONE
    assert shares.combine([short, THREE[1]]) == PAPER_KEY


@pytest.mark.parametrize(("threshold", "total"), [(1, 1), (1, 3), (4, 3), (2, 17), (0, 0)])
def test_shares_that_cannot_be_are_refused(threshold: int, total: int) -> None:
    with pytest.raises(BadInput, match=f"{threshold} of {total} shares cannot be"):
        shares.split(PAPER_KEY, threshold, total)


# What is wrong


def test_too_few_are_told_how_many_more() -> None:
    four = shares.split(PAPER_KEY, 4, 5)
    with pytest.raises(BadInput, match="3 more shares are needed"):
        shares.combine(four[:1])
    with pytest.raises(BadInput, match="1 more share is needed"):
        shares.combine([*four[:3], four[0]])
    with pytest.raises(BadInput, match="2 more shares are needed"):
        shares.combine([])
    assert [shares.more_needed(four[:many]) for many in range(6)] == [2, 3, 2, 1, 0, 0]


def test_shares_of_two_sets_are_not_mixed() -> None:
    with pytest.raises(BadInput, match="not of one set") as refused:
        shares.combine([ONE, shares.split(PAPER_KEY, 2, 3)[1]])
    assert "first two words" in refused.value.hint


def test_shares_that_fit_together_only_in_looks_are_refused() -> None:
    parsed = [shamir_mnemonic.Share.from_mnemonic(text) for text in THREE]
    lying = shamir_mnemonic.Share(**{**vars(parsed[1]), "value": bytes(20)}).mnemonic()
    with pytest.raises(BadInput, match="do not fit together"):
        shares.combine([ONE, lying])


def test_a_word_that_is_in_no_share_is_named_and_the_nearest_suggested() -> None:
    with pytest.raises(BadInput, match="Word 7 is not in any share") as refused:
        shares.check(replaced(ONE, 7, "acadmic"))
    assert refused.value.hint.startswith("Is it academic or ")
    with pytest.raises(BadInput, match="Word 23 is not in any share") as refused:
        shares.check(replaced(ONE, 23, "q7"))
    assert "word by word" in refused.value.hint


@pytest.mark.parametrize("place", range(1, 24))
def test_a_word_that_is_another_of_the_list_is_found_by_the_checksum(place: int) -> None:
    right = ONE.split()[place - 1]
    with pytest.raises(BadInput, match=f"Word {place} of this share seems to be wrong") as refused:
        shares.check(replaced(ONE, place, another(right)))
    assert refused.value.hint.startswith(f"Is it {right}?")


def test_two_neighbours_that_are_exchanged_are_found() -> None:
    words = ONE.split()
    words[9:11] = ["academic", "acid"]
    base = shamir_mnemonic.Share.from_mnemonic(ONE)
    words = shamir_mnemonic.Share(**{**vars(base), "value": bytes(range(20))}).words()
    words[9], words[10] = words[10], words[9]
    with pytest.raises(BadInput, match="Words 10 and 11 of this share seem to be exchanged"):
        shares.check(" ".join(words))


def test_two_wrong_words_are_told_without_a_guess() -> None:
    words = ONE.split()
    with pytest.raises(BadInput, match="A word of this share is wrong"):
        shares.check(replaced(replaced(ONE, 6, another(words[5])), 15, another(words[14])))


@pytest.mark.parametrize("many", [0, 1, 22, 24, 33])
def test_a_share_that_is_too_short_or_too_long_is_told(many: int) -> None:
    words = (ONE.split() * 2)[:many]
    with pytest.raises(BadInput, match=f"A share has 23 words, this has {many}"):
        shares.check(" ".join(words))


@pytest.mark.parametrize(
    "foreign",
    [
        shamir_mnemonic.generate_mnemonics(2, [(2, 3), (2, 3)], bytes(20))[0][0],
        shamir_mnemonic.generate_mnemonics(1, [(1, 1)], bytes(20))[0][0],
        shamir_mnemonic.generate_mnemonics(1, [(2, 3)], bytes(20), extendable=False)[0][0],
        shamir_mnemonic.Share(1, True, 15, 0, 1, 1, 0, 2, bytes(20)).mnemonic(),
    ],
)
def test_a_share_of_something_else_is_refused(foreign: str) -> None:
    with pytest.raises(BadInput, match="something else"):
        shares.check(foreign)


def test_a_share_of_another_length_is_refused() -> None:
    with pytest.raises(BadInput, match="has 23 words, this has 20"):
        shares.check(shamir_mnemonic.generate_mnemonics(1, [(2, 3)], bytes(16))[0][0])


@pytest.mark.tedious
@given(st.lists(st.sampled_from(WORDS), min_size=23, max_size=23))
def test_words_in_any_order_give_our_error(words: list[str]) -> None:
    with pytest.raises(BadInput):
        shares._share(" ".join(words))


# While typing


def test_wrong_words_are_told_while_a_share_is_typed() -> None:
    assert shares.wrong_words("") == shares.wrong_words("academic aci") == shares.wrong_words("acad ") == ()
    (wrong,) = shares.wrong_words("academic acadmic acid")
    assert (wrong.place, wrong.suggestions[0]) == (2, "academic")
    assert [one.place for one in shares.wrong_words("academic aci ")] == [2]
    assert [one.place for one in shares.wrong_words("academic xyz")] == [2]
